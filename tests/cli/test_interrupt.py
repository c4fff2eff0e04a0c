"""Ctrl-C and a killed process: the best plan so far, or nothing at all."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

SEARCHING = "Mencari rencana"


def started(out: Path) -> subprocess.Popen[str]:
    """A plan of a week that would search for ten minutes, once it has begun to search."""
    command = [sys.executable, "-c", "from optimizer.cli import main; main()"]
    arguments = ["plan", "--start", "2026-11-23", "--weeks", "1", "--stop", "10m", "--out", str(out)]
    process = subprocess.Popen(
        command + arguments, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, cwd=out.parent
    )
    assert process.stdout is not None
    for line in process.stdout:
        if SEARCHING in line:
            break
    time.sleep(2)
    return process


@pytest.mark.skipif(sys.platform == "win32", reason="Ctrl-C is sent as a POSIX signal")
def test_ctrl_c_writes_the_best_plan_so_far(tmp_path: Path) -> None:
    """The search ends, the plan found is dated and written, and the code is 130."""
    out = tmp_path / "out"
    with started(out) as process:
        process.send_signal(signal.SIGINT)
        said = process.communicate(timeout=120)[0]
    assert process.returncode == 130, said
    plan = json.loads((out / "plan.json").read_text(encoding="utf-8"))
    assert plan["interrupted"] is True
    assert len(plan["trips"]) == 10


@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL is a POSIX signal")
def test_a_killed_process_leaves_no_run(tmp_path: Path) -> None:
    """Nothing half-written lies where the run would be."""
    out = tmp_path / "out"
    with started(out) as process:
        process.kill()
        process.communicate(timeout=60)
    assert not out.exists()
