"""The relaxed programme beside the search for plans, in a process of its own where time counts."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from math import ceil

from optimizer.core.plan import Level, Plan, Result
from optimizer.core.problem import Problem
from optimizer.core.score import served, weighted_counted
from optimizer.engines.aside import Aside
from optimizer.engines.columns.relaxed import SHARE, bounds
from optimizer.engines.cores import cores
from optimizer.engines.run import Run

LEAST = 3.0
"""Seconds left below which no process is begun."""

ROUNDS = 20
"""Units of work for each round of pricing, where work counts."""

ROUNDING = 1e-6
"""Share of a bound that floating-point duals may be wrong by."""


class Beside:
    """The best bound of rupiah told so far, and the weighted people it holds for."""

    def __init__(self, problem: Problem, run: Run):
        self.problem, self.run = problem, run
        self.best, self.people = 0.0, 0
        self._search = Aside()

    def begin(self, share: float = 1.0) -> None:
        """Begin to bound plans that serve as many weighted people as the best one so far.

        It takes at most a `share` of what is left of the stop.
        """
        problem, run = self.problem, self.run
        if problem.policy.purpose != "cover" or not run.best.trips:
            return
        self.people, left = _people(problem, run.best), run.rest().seconds
        if run.stop.work is not None:
            self._count(max(1, run.stop.work // ROUNDS))
        elif left is not None and left > LEAST and cores() > 1:
            self._search.begin(search, problem, run.best, time.time() + share * left)

    def joined(self, result: Result) -> Result:
        """A result with the better of its bound of rupiah and the one told."""
        for told in self._search.hear():
            self._take(told)
        below = ceil(self.best * (1 - ROUNDING))
        if below <= 0 or _people(self.problem, result.plan) < self.people:
            return result
        *others, cost = result.levels
        if cost.bound is not None and cost.bound >= below:
            return result
        levels: tuple[Level, ...] = (*others, replace(cost, bound=below))
        relaxes = tuple(dict.fromkeys((*result.bound_relaxes, *_relaxes(self.problem))))
        return replace(result, levels=levels, bound_relaxes=relaxes)

    def close(self) -> None:
        """End the process."""
        self._search.close()

    def _count(self, rounds: int) -> None:
        left = iter(range(rounds))

        def goes() -> bool:
            return next(left, None) is not None and self.run.goes_on()

        for told in bounds(self.problem, self.run.best, goes, lambda: True):
            self._take(told)

    def _take(self, told: float) -> None:
        self.best = max(self.best, told)


def search(
    problem: Problem, plan: Plan, ends: float, told: Callable[[float], None] | None = None
) -> float | None:
    """Tell of ever better bounds until a time on the clock on the wall; the last of them."""
    began, best = time.time(), None
    first = began + SHARE * (ends - began)
    for best in bounds(problem, plan, lambda: time.time() < ends, lambda: time.time() < first):
        if told:
            told(best)
    return best


def _people(problem: Problem, plan: Plan) -> int:
    return weighted_counted(problem, served(problem, plan.trips))


def _relaxes(problem: Problem) -> tuple[str, ...]:
    """What this bound leaves out: hours, limits of a day, floors, all caps but the one that leaves least."""
    found = {
        "opening_hours": bool(problem.timed.any()),
        "drive_limit": problem.policy.max_drive_minutes is not None,
        "visits_a_day": problem.policy.max_visits is not None,
        "caps_over_places": any((cap.cells & (problem.expected > 0)).any() for cap in problem.caps),
        "slot_classes": len(problem.classes) > 1,
        "floors": bool(problem.floors),
        "dating": True,
    }
    return tuple(name for name, on in found.items() if on)
