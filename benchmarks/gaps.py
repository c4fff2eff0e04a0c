"""How far plans of `auto` are proven to be from the best: the five cases, plain and with every feature on.

`cover` is bounded in rupiah at the least shortfall, `reach` in weighted people over the first four weeks.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from functools import partial

from benchmarks.machine import conditions
from benchmarks.plain import CASES, SWITCHED_OFF, plain
from benchmarks.replan import Off, changed, posed
from optimizer.core.plan import Level, Stop
from optimizer.core.problem import Problem
from optimizer.engines import ENGINES
from optimizer.settings import Settings

WEEKS = 4

LEGEND = """left: hundredths of people, by their weight, whom the plan leaves out; of them sure:
whom every plan does, as far as is proven."""


def main(seconds: float = 60.0, weekly: float = 20.0, only: str = "", seed: int = 0) -> str:
    """Plan every case under each aim and return the table as Markdown; `only` is part of the names wanted."""
    lines = [
        conditions("ortools", "pyvrp", "numpy"),
        f"`cover` {seconds:g} s, `reach` {weekly:g} s a run, seed {seed}, one after the other.",
        f"Plain: without {'; '.join(SWITCHED_OFF)}.",
        "",
        "| aim | case | left | of them sure | value | bound | gap | s |",
        "| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: |",
    ]
    for aim, case, pose, limit in _wanted(seconds, weekly):
        if only in f"{aim} {case}":
            problem, began = pose(), time.monotonic()
            result = ENGINES["auto"]().solve(problem, Stop(limit), seed)
            spent = time.monotonic() - began
            cover = problem.policy.purpose == "cover"
            left = _left(result.levels[-2]) if cover else "- | -"
            level = result.levels[-1 if cover else -2]
            lines.append(f"| {aim} | {case} | {left} | {_shown(level)} | {spent:.0f} |")
            print(lines[-1], flush=True)
    return "\n".join([*lines, "", LEGEND, ""])


def _wanted(seconds: float, weekly: float) -> Iterator[tuple[str, str, Callable[[], Problem], float]]:
    for case in CASES:
        yield "`cover`, `fewest`, plain", case, partial(plain, case, "fewest"), seconds
    for case in CASES:
        yield "`cover`, `fewest`, every feature on", case, partial(_featured, case), seconds
    for case in CASES:
        yield "`cover`, `split`, plain", case, partial(plain, case, "split"), seconds
    for case in CASES:
        yield f"`reach`, {WEEKS} weeks, every feature on", case, partial(_weekly, case), weekly


def _featured(case: str) -> Problem:
    """A case as it is, for everyone in as few visits as can be."""
    return posed(case, Off(settings=_cover)).problem


def _cover(settings: Settings) -> Settings:
    return changed(changed(settings, "policy.purpose", "cover"), "policy.visits", "fewest")


def _weekly(case: str) -> Problem:
    """The first weeks of a case as it is, for as many people as they hold."""
    return posed(case, Off(settings=_reach), WEEKS).problem


def _reach(settings: Settings) -> Settings:
    return changed(changed(settings, "policy.purpose", "reach"), "plan.weeks", WEEKS)


def _left(level: Level) -> str:
    """Weighted people that the plan leaves out, and how many every plan does, as far as is proven."""
    return f"{level.value:,} | {'-' if level.bound is None else f'{level.bound:,}'}"


def _shown(level: Level) -> str:
    if level.bound is None or level.gap is None:
        return f"{level.value:,} | - | -"
    return f"{level.value:,} | {level.bound:,} | {100 * level.gap:.3f} %"
