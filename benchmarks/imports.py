"""Seconds to import the package and to answer `--help`, in a fresh interpreter."""

from __future__ import annotations

import subprocess
import sys
import time
from statistics import median

from benchmarks.machine import conditions

STATEMENTS = {
    "python alone": "pass",
    "import optimizer": "import optimizer",
    "the core": "import optimizer.core.pose, optimizer.core.check, optimizer.core.score",
    "the engines (OR-Tools)": "import optimizer.engines",
    "the line": "import optimizer.line",
    "the command": "import optimizer.cli",
}


def main(seeds: int = 5) -> str:
    """Import each part in turn, so many times, and return the table as Markdown."""
    lines = [
        conditions("ortools", "numpy", "pandas", "osmnx"),
        f"Median of {seeds} fresh interpreters, files in the system's cache.",
        "",
        "| part | s | modules loaded |",
        "| --- | ---: | ---: |",
    ]
    for name, statement in STATEMENTS.items():
        _run(statement)
        times, modules = zip(*(_run(statement) for _ in range(seeds)), strict=True)
        lines.append(f"| {name} | {median(times):.2f} | {modules[0]:,} |")
    return "\n".join([*lines, ""])


def _run(statement: str) -> tuple[float, int]:
    began = time.perf_counter()
    code = f"{statement}\nimport sys\nprint(len(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    return time.perf_counter() - began, int(done.stdout)
