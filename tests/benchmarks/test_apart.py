"""Measurements in processes of their own."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from benchmarks.apart import apart, peak
from optimizer.engines.cores import cores

BUSY = 0.5
"""Processor seconds of a child, several looks at its memory."""


def test_each_process_has_its_own_peak():
    """One that holds 200 MiB more shows it, the next one does not; results come in order."""
    if peak() is None:
        pytest.skip("the system keeps no such figure")
    large, small = apart(hold, [(200,), (0,)])
    assert (large.outcome, small.outcome) == (200, 0)
    assert large.peak is not None
    assert small.peak is not None
    assert large.peak - small.peak == pytest.approx(200, abs=20)


def hold(mebibytes):
    """Hold so much at once, written to, for memory that is only promised does not count."""
    return len(b"x" * (1024 * 1024 * mebibytes)) // (1024 * 1024)


def test_what_a_child_holds_counts():
    """100 MiB held by a process that the measured one starts are among its most memory, its seconds too."""
    if peak() is None:
        pytest.skip("the system keeps no such figure")
    own, child = apart(held_by_child, [(0,), (100,)])
    assert own.peak is not None
    assert child.peak is not None
    assert child.peak - own.peak == pytest.approx(100, abs=20)
    assert child.cpu > BUSY  # in the child, where this process only waits


def held_by_child(mebibytes):
    """Start a process that holds so much and is busy for a while."""
    code = (
        f"import time; held = b'x' * {mebibytes << 20}; until = time.process_time() + {BUSY}\n"
        "while time.process_time() < until: pass"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_one_core_for_all_of_a_run():
    """A run alone on its core sees no other; without, it sees as many as this process."""
    if not hasattr(os, "sched_getaffinity"):
        pytest.skip("the system does not tie processes to cores")
    assert [run.outcome for run in apart(cores, [()] * 3, 2, alone=True)] == [1, 1, 1]
    assert [run.outcome for run in apart(cores, [()])] == [cores()]
