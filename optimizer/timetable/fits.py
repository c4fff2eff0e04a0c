"""Fits: the classes of slots in which a trip may go out, its own and others that do it no harm.

Classes differ by date: a school is shut, a cell not released yet, a road elsewhere closed. An engine labels
each trip with the classes it counted on, but a trip may as well go in others of the same base, vehicle and
crew, with as many stations or more, where it keeps every rule of `core.check.check_plan` with the same
loads and costs no more rupiah.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace

import numpy as np

from optimizer.core.check import check_plan
from optimizer.core.plan import Plan, Trip
from optimizer.core.problem import Problem, SlotClass
from optimizer.core.score import trip_cost

Run = tuple[int, ...]
"""The class of each date of a trip."""


def relabelled(trip: Trip, run: Run) -> Trip:
    """The same visits in slots of other classes."""
    return replace(trip, slot_class=run[0], then=run[1:])


class Fits:
    """The runs of classes that trips may go in, among `runs`."""

    def __init__(self, problem: Problem, runs: Iterable[Run]):
        self._problem = problem
        self._runs: dict[int, list[Run]] = defaultdict(list)
        for run in runs:
            self._runs[len(run)].append(run)
        numbers: dict[tuple[object, ...], int] = {}
        self._kinds = [numbers.setdefault(_kind(each), len(numbers)) for each in problem.classes]

    def of(self, trip: Trip) -> tuple[Run, ...]:
        """Runs of classes in which a trip may go, its own first where there is one."""
        # Classes of one kind differ in the cells allowed alone, so one of them is tried for all.
        keeps: dict[Run, bool] = {self._kinds_of(trip.classes): True}
        cells = [
            np.array([cell for visit in day for cell, _ in visit.loads], dtype=np.intp) for day in trip.days
        ]
        found: list[Run] = []
        for run in self._runs[len(trip.days)]:
            if run == trip.classes:
                found.insert(0, run)
                continue
            if not self._alike(trip, run):
                continue
            if not all(
                self._problem.classes[k].allowed[own].all() for k, own in zip(run, cells, strict=True)
            ):
                continue
            kinds = self._kinds_of(run)
            if kinds not in keeps:
                keeps[kinds] = self._keeps(trip, relabelled(trip, run))
            if keeps[kinds]:
                found.append(run)
        return tuple(found)

    def _kinds_of(self, run: Run) -> Run:
        return tuple(self._kinds[k] for k in run)

    def _alike(self, trip: Trip, run: Run) -> bool:
        """Whether a run is of the same base, vehicle and crew, with as many stations or more."""
        pairs = [(self._problem.classes[a], self._problem.classes[b])
                 for a, b in zip(trip.classes, run, strict=True)]  # fmt: skip
        return all(
            (own.base, own.vehicle, own.crew) == (other.base, other.vehicle, other.crew)
            and own.stations <= other.stations
            for own, other in pairs
        )

    def _keeps(self, trip: Trip, other: Trip) -> bool:
        """Whether a trip in other classes breaks no rule and costs no more."""
        if check_plan(self._problem, Plan((other,))):
            return False
        return trip_cost(self._problem, other) <= trip_cost(self._problem, trip)


def _kind(each: SlotClass) -> tuple[object, ...]:
    """All that a class is but for the cells allowed."""
    return (
        each.layer, each.base, each.start, each.pause, each.work_minutes, each.stations, each.vehicle,
        each.crew, each.opens.tobytes(), each.closes.tobytes(),
    )  # fmt: skip
