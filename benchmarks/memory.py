"""Most memory held at once (MiB), each run in a process of its own: main job, largest case, 1,248 places.

The interpreter with the program loaded is in every figure; how memory grows with places is in `ladder`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from benchmarks.apart import apart
from benchmarks.district import District
from benchmarks.machine import conditions
from benchmarks.plain import plain
from benchmarks.synthetic import SIZES, synthetic
from optimizer.core.plan import Stop
from optimizer.core.problem import Problem
from optimizer.engines import ENGINES

MOST = 2048
"""MiB that no run may take."""


def main(seconds: float = 10.0, engines: str = "auto,routing,columns,pyvrp", jobs: int = 2) -> str:
    """Solve each problem with each engine and return the table as Markdown."""
    ours = [name for name in engines.split(",") if name in ENGINES]
    made: dict[str, tuple[Callable[..., Problem], tuple[Any, ...]]] = {
        "`reach`, 4 weeks, 2 teams": (_main_job, ()),
        "oku-selatan, plain, `fewest`": (plain, ("oku-selatan", "fewest")),
        f"{SIZES[-1]:,} places, `fewest`": (synthetic, (SIZES[-1], "fewest")),
    }
    tasks = [(pose, how, engine, seconds) for pose, how in made.values() for engine in ours]
    peaks = iter([run.peak for run in apart(_solve, tasks, jobs)])
    (loaded,) = apart(_nothing, [()])
    rows = {name: [next(peaks) for _ in ours] for name in made}
    lines = [
        conditions("ortools", "pyvrp", "numpy"),
        f"{seconds:g} s a run; loaded and idle {loaded.peak or 0:,.0f} MiB; wanted at most {MOST:,} MiB.",
        "",
        f"| problem | {' | '.join(f'`{engine}`' for engine in ours)} |",
        f"| --- |{' ---: |' * len(ours)}",
    ]
    for name, row in rows.items():
        lines.append(f"| {name} | {' | '.join('–' if peak is None else f'{peak:,.0f}' for peak in row)} |")
    return "\n".join([*lines, ""])


def _main_job() -> Problem:
    return District.read(purpose="reach").at()


def _solve(pose: Callable[..., Problem], how: tuple[Any, ...], engine: str, seconds: float) -> None:
    ENGINES[engine]().solve(pose(*how), Stop(seconds), 0)


def _nothing() -> None:
    """The program loaded and idle."""
