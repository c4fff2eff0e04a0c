"""Seconds until the first plan, and until within 1 % of what the whole run reaches."""

from __future__ import annotations

from statistics import median

from benchmarks.district import District
from benchmarks.machine import conditions
from optimizer.core.plan import Incumbent, Stop
from optimizer.core.problem import Problem
from optimizer.engines import ENGINES

ENGINE = "routing"
NEAR = 0.01


def main(seconds: float = 20.0, seeds: int = 3) -> str:
    """Run the engine on the main job's two purposes and return the table as Markdown."""
    lines = [
        conditions("ortools", "numpy"),
        f"Engine `{ENGINE}`, {seconds:g} s, median of {seeds} seeds; the first plan keeps every rule.",
        "",
        "| problem | first plan, s | within 1 %, s | last gain, s | first level, from → to | cost, Rp |",
        "| --- | ---: | ---: | ---: | ---: | ---: |",
    ]
    problems = {
        "`reach`, 4 weeks, 2 teams": District.read(purpose="reach").at(),
        "`cover`, the whole backlog": District.read(purpose="cover").at(),
    }
    for name, problem in problems.items():
        traces = [_trace(problem, seconds, seed) for seed in range(seeds)]
        first, near, last = (median(column) for column in zip(*map(_times, traces), strict=True))
        ends = f"{_median(traces, 0, 0):,.0f} → {_median(traces, -1, 0):,.0f}"
        cost = f"{_median(traces, -1, 1):,.0f}"
        lines.append(f"| {name} | {first:.2f} | {near:.1f} | {last:.1f} | {ends} | {cost} |")
    return "\n".join([*lines, ""])


def _trace(problem: Problem, seconds: float, seed: int) -> list[Incumbent]:
    """Plans with at least one trip, each better than the one before."""
    empty = ENGINES[ENGINE]().solve(problem, Stop(0.0), seed).trace[0].values
    trace = ENGINES[ENGINE]().solve(problem, Stop(seconds), seed).trace
    return [
        incumbent
        for incumbent in trace
        if incumbent.values[1] > 0 or incumbent.values == empty != trace[0].values
    ]


def _times(trace: list[Incumbent]) -> tuple[float, float, float]:
    last = trace[-1].values
    near = next(i.seconds for i in trace if all(_near(a, b) for a, b in zip(i.values, last, strict=True)))
    return trace[0].seconds, near, trace[-1].seconds


def _near(value: int, last: int) -> bool:
    return abs(value - last) <= NEAR * abs(last)


def _median(traces: list[list[Incumbent]], at: int, level: int) -> float:
    return median(trace[at].values[level] for trace in traces)
