"""The bounds of `columns` beside the true optimum, over tiny problems with features in random combination.

Every problem is solved by enumeration (`tests.engines.oracle`), every level's bound compared with the optimum
as far as the plan reached the optimum of the levels before; a bound on the wrong side ends the run in error.
"""

from __future__ import annotations

from collections import Counter

from optimizer.core.plan import Level, Result, Stop
from optimizer.core.problem import Problem
from optimizer.engines.columns import Columns
from tests.engines import features, oracle

WORK = Stop(work=40)


def main(count: int = 1000, seed: int = 0) -> str:
    """Check `count` problems from a seed on; the table as Markdown."""
    wrong: list[str] = []
    claimed, met, reached = Counter[str](), Counter[str](), 0
    for number in range(seed, seed + count):
        problem = features.feature_problem(number)
        optimum = oracle.optimum(problem)
        result = Columns().solve(problem, WORK, 0)
        reached += tuple(level.value for level in result.levels) == optimum
        for level, best in compared(result, optimum):
            claimed[level.name] += 1
            met[level.name] += level.bound == best
            if on_wrong_side(level, best):
                wrong.append(f"{number} {level.name}: bound {level.bound}, optimum {best}")
    if wrong:
        raise AssertionError("; ".join(wrong))
    names = sorted(claimed)
    lines = [
        f"{count} problems from seed {seed}: no bound on the wrong side; optimum reached in {reached}.",
        "",
        "| level | bounds compared | equal to the optimum |",
        "| --- | --- | --- |",
        *(f"| {name} | {claimed[name]} | {met[name]} |" for name in names),
    ]
    return "\n".join([*lines, ""])


def compared(result: Result, optimum: tuple[int, ...]) -> list[tuple[Level, int]]:
    """Levels with a bound and their optimum, up to the first at which the plan is not optimal."""
    found = []
    for level, best in zip(result.levels, optimum, strict=True):
        if level.bound is not None:
            found.append((level, best))
        if level.value != best:
            break  # later bounds are for the values found, not for the optimum's
    return found


def on_wrong_side(level: Level, best: int) -> bool:
    """Whether a bound calls the optimum impossible."""
    assert level.bound is not None
    return level.bound < best if level.name == "weighted_people" else level.bound > best


def checked(problem: Problem) -> list[str]:
    """Levels of a problem whose bound is on the wrong side of the optimum."""
    result = Columns().solve(problem, WORK, 0)
    return [
        level.name for level, best in compared(result, oracle.optimum(problem)) if on_wrong_side(level, best)
    ]
