"""The largest case beside the headline one: the stop each needs to come within 1 % of its own long run.

The router cools down over its stop, so a run is judged by its end: of ever longer stops the first whose plan
is near the long run's. People's levels are near within 1 % of all weighted people wanted, rupiah (in `cover`,
where they decide between plans that serve alike) within 1 % of the long run's.
"""

from __future__ import annotations

from statistics import median

from benchmarks.machine import conditions
from optimizer.core.plan import Stop
from optimizer.core.problem import Problem
from optimizer.core.score import weighted_wanted
from optimizer.engines import ENGINES
from optimizer.line.horizon import posed
from optimizer.regions.read import read
from optimizer.settings import home, load, load_tariff

CASES = ("rejang-lebong-2025", "oku-selatan")
NEAR = 0.01
ALLOWED = 3.0
"""Times the headline case's stop that the largest may need."""

STOPS = (0.05, 0.1, 0.15, 0.2, 0.3, 0.45, 0.65)
"""Stops tried, as shares of the long run."""


def main(seconds: float = 60.0, seeds: int = 1) -> str:
    """Run both cases and return the table as Markdown; `seconds` is the long run."""
    lines = [
        conditions("ortools", "numpy"),
        f"The default engine, long run {seconds:g} s, median of {seeds} seeds, all features of the case on.",
        "",
        "| case | places | team-days | stop needed, s | levels of the long run (last seed) |",
        "| --- | ---: | ---: | ---: | --- |",
    ]
    needed = []
    for name in CASES:
        problem, engine = _posed(name)
        stops, last = [], list[int]()
        for seed in range(seeds):
            last = _levels(problem, engine, seconds, seed)
            shorter = (
                share * seconds
                for share in STOPS
                if _near(problem, _levels(problem, engine, share * seconds, seed), last)
            )
            stops.append(next(shorter, seconds))
        needed.append(median(stops))
        ends = ", ".join(f"{value:,}" for value in last)
        lines.append(f"| {name} | {problem.places} | {len(problem.slots)} | {needed[-1]:.0f} | {ends} |")
    lines += ["", f"Ratio {needed[1] / needed[0]:.2f}; wanted at most {ALLOWED:g}.", ""]
    return "\n".join(lines)


def _posed(case: str) -> tuple[Problem, str]:
    configs = home() / "configs"
    settings = load(configs, case=case)
    region = read(settings.region.data, settings.region)
    tariff, _ = load_tariff(configs, settings.tariff)
    assert settings.plan.start is not None
    return posed(settings, region, tariff, settings.plan.start, None), settings.plan.engine


def _levels(problem: Problem, engine: str, seconds: float, seed: int) -> list[int]:
    """The values a run of so many seconds ends with."""
    return [level.value for level in ENGINES[engine]().solve(problem, Stop(seconds), seed).levels]


def _near(problem: Problem, values: list[int], last: list[int]) -> bool:
    """Whether values are no more than 1 % worse or better than those of the long run."""
    wanted = weighted_wanted(problem)
    room = [NEAR * wanted] * (len(last) - 1)
    room.append(NEAR * last[-1] if problem.policy.purpose == "cover" else float("inf"))
    return all(abs(value - end) <= most for value, end, most in zip(values, last, room, strict=True))
