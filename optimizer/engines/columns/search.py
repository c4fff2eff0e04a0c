"""Column generation on one level: the pool of columns, and the best bound met on the way.

Duals are smoothed towards those of the best bound so far (Wentges 1997); a round that finds no column at
smoothed duals is repeated at the true ones. The bound is the largest Lagrangian one (`master.bound`), and
equals the linear programme's once pricing at its own duals finds nothing.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from optimizer.core.plan import Stop, Trip, Visit
from optimizer.core.problem import Problem
from optimizer.engines.columns.family import Family, families
from optimizer.engines.columns.master import Column, Duals, Master, bound
from optimizer.engines.columns.pricing import Pricer, Prices
from optimizer.engines.columns.routes import per_person
from optimizer.engines.columns.values import loads, table


@dataclass(frozen=True)
class ColumnsParams:
    """How columns are generated.

    Attributes
    ----------
    nodes
        Extensions a search for columns may take per length of day and round.
    sets
        Stop sets it may find.
    per_round
        Columns added per length of day and round, the best ones.
    smoothing
        Share of the way from the master's duals to those of the best bound.
    close
        Relative distance of bound and linear programme at which generation ends.
    """

    nodes: int = 400
    sets: int = 60
    per_round: int = 20
    smoothing: float = 0.8
    close: float = 1e-6


Goes = Callable[[], bool]


class Generation:
    """The columns of a problem, grown on one level after the other."""

    def __init__(self, problem: Problem, params: ColumnsParams):
        self.problem, self.params = problem, params
        self.families = families(problem)
        self.columns: dict[Trip, Column] = {}
        self._most_visits = problem.policy.max_visits
        self._per_person = np.array(per_person(problem), dtype=np.float64)

    def add(self, trips: Sequence[Trip]) -> list[Column]:
        """Columns of trips not met before."""
        new = [Column.of(self.problem, trip) for trip in dict.fromkeys(trips) if trip not in self.columns]
        self.columns.update((column.trip, column) for column in new)
        return new

    def grow(self, people: int | None, stop: Stop, goes: Goes) -> tuple[float, Master]:
        """The best lower bound of the (minimised) level met until `stop`, and its master.

        `people` are the weighted people to be kept on level 2; None on level 1.
        """
        began, rounds = time.monotonic(), 0
        master = Master(self.problem, self.columns.values(), people)
        best, centre, smoothing = -np.inf, None, self.params.smoothing

        def going() -> bool:
            return goes() and (stop.seconds is None or time.monotonic() - began <= stop.seconds)

        while going() and (stop.work is None or rounds < stop.work):
            rounds += 1
            solved = master.solve()
            if solved is None:
                break
            value, duals = solved
            at = duals if centre is None else duals.towards(centre, smoothing)
            most, trips = self._price(at, going)
            below = -np.inf if most is None else bound(self.problem, at, people, most)
            if below > best:
                best, centre = below, at
            new = self.add(trips)
            master.add(new)
            if value - best <= self.params.close * max(1.0, abs(value)):
                break
            if not new:
                if smoothing == 0.0:
                    break
                smoothing = 0.0
        return best, master

    def _price(self, duals: Duals, goes: Goes) -> tuple[Mapping[int, float] | None, list[Trip]]:
        """Most that any trip of each class is worth, and trips worth more than their day.

        Where it has to end before all families are priced nothing is known of the others: None.
        """
        worth = duals.person(self.problem) - duals.rupiah * self._per_person
        most: dict[int, float] = {}
        trips: list[Trip] = []
        for family in self.families:
            if not goes():
                return None, trips
            values = table(self.problem, family.slot_class, worth, family.lengths[0].minutes)
            pricer = Pricer(family, values, Prices(duals.rupiah, duals.visit), self._most_visits)
            for length in family.lengths:
                value, above = pricer.bound(length), float(duals.day[length.slot_class])
                if value > above:
                    found, whole = pricer.search(length, above, self.params.sets, self.params.nodes)
                    if whole:
                        value = found[0].value if found else above
                    trips += [
                        self._trip(family, worth, pricer.split(f), length.slot_class)
                        for f in found[: self.params.per_round]
                    ]
                most[length.slot_class] = max(value, most.get(length.slot_class, 0.0))
        return most, trips

    def _trip(
        self, family: Family, worth: NDArray[np.float64], stops: Sequence[tuple[int, int]], slot_class: int
    ) -> Trip:
        visits = []
        for place, minutes in stops:
            people = loads(self.problem, family.slot_class, worth, place, minutes)
            if people:
                visits.append(Visit(place, people))
        return Trip(slot_class, (tuple(visits),))
