"""The two baselines: one village a trip, the largest first or in fixed rotation."""

from __future__ import annotations

import time
from collections.abc import Callable

import numpy as np

from optimizer.core.plan import Incumbent, Plan, Result, Stop
from optimizer.core.problem import Problem
from optimizer.core.score import levels, rank
from optimizer.engines.day import Day, drive
from optimizer.engines.day import Stop as DayStop
from optimizer.engines.engine import Watch, keeps_rules, status_of
from optimizer.engines.fill import within_budget
from optimizer.engines.filler import Filler

Pick = Callable[[Problem, Filler, int], list[int]]
"""Places in the order in which the rule would visit them next; the number is the slot's."""


class OneVillage:
    """A rule of thumb: each slot, in order of date, visits the one place the rule picks."""

    def __init__(self, name: str, pick: Pick):
        self.name, self._pick = name, pick

    def solve(
        self, problem: Problem, stop: Stop, seed: int, start: Plan | None = None, watch: Watch | None = None
    ) -> Result:
        """See `Engine.solve`; the rule is over in an instant, so stop and seed change nothing."""
        began = time.monotonic()
        filler = Filler(problem, Plan(()))
        dates: dict[int, set[object]] = {}
        for number, slot in enumerate(problem.slots):
            day = Day(slot.slot_class)
            for place in self._pick(problem, filler, number):
                if slot.date not in dates.setdefault(place, set()) and _visit(problem, filler, day, place):
                    dates[place].add(slot.date)
                    filler.add(day)
                    break
        plan = within_budget(problem, filler.plan())
        if start is not None and keeps_rules(problem, start) and rank(problem, start) < rank(problem, plan):
            plan = start
        values, seconds = levels(problem, plan), time.monotonic() - began
        trace = (Incumbent(seconds, tuple(level.value for level in values)),)
        interrupted = watch is not None and not watch(trace[0])
        return Result(
            plan=plan,
            status=status_of(problem, plan),
            levels=values,
            engine=self.name,
            seed=seed,
            stop=stop,
            hit="interrupted" if interrupted else "rule",
            seconds=seconds,
            trace=trace,
            interrupted=interrupted,
        )


def largest_first(problem: Problem, filler: Filler, _number: int) -> list[int]:
    """Places by people left, most first: how villages were picked in practice (2024)."""
    left = np.zeros(problem.places, dtype=np.int64)
    np.add.at(left, problem.cell_place, filler.left)
    return [int(p) for p in np.argsort(-left, kind="stable") if left[p] > 0]


def rotation(problem: Problem, filler: Filler, _number: int) -> list[int]:
    """Places in the fixed order of their codes, going on where the last trip stopped."""
    last = filler.outings[-1].stops[0].place if filler.outings else -1
    turn = [*range(last + 1, problem.places), *range(last + 1)]
    left = np.zeros(problem.places, dtype=np.int64)
    np.add.at(left, problem.cell_place, filler.left)
    return [p for p in turn if left[p] > 0]


def _visit(problem: Problem, filler: Filler, day: Day, place: int) -> bool:
    """Serve as many people of `place` as the day holds; False where it holds none."""
    if filler.visits_left[place] <= 0:
        return False
    stop = DayStop(place)
    day.stops.append(stop)
    over = problem.policy.max_drive_minutes
    too_far = over is not None and drive(problem, day) > over
    if filler.spare(day) > 0 and not too_far:
        filler.top_up(day)
    if not stop.loads:
        day.stops.remove(stop)
        return False
    filler.visits_left[place] -= 1
    return True
