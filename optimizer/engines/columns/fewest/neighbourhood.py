"""Better plans by choosing the trips of one neighbourhood after the other anew, the others kept.

Each time some tens of places whose trips lie near each other are served by the cheapest of the routes listed
among them: a choice so small that it is made in a second or two (Pisinger and Ropke 2019, large
neighbourhoods; here each is searched by the mixed integer programme of `whole`). Of a place that is visited
elsewhere too, what is served there stays.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from math import inf

import numpy as np
from numpy.typing import NDArray

from optimizer.core.plan import Plan, Trip
from optimizer.core.problem import Problem
from optimizer.core.score import rank, trip_cost
from optimizer.engines.columns.fewest.groups import Group
from optimizer.engines.columns.fewest.pool import taken
from optimizer.engines.columns.fewest.programme import Solved
from optimizer.engines.columns.fewest.shape import Shape
from optimizer.engines.columns.fewest.trips import plan_of
from optimizer.engines.columns.fewest.whole import Choice, Chosen, Mode, choose
from optimizer.engines.columns.routes import per_person
from optimizer.engines.engine import keeps_rules
from optimizer.engines.order import in_cheapest_order

VISITS = (25, 45, 70, 100)
"""Visits of a neighbourhood, at least: those of the next size are tried where none of the last helps."""

ROUTES = 1_500
"""Routes it is served by are chosen among, at most: those that cost least beyond their worth."""

SECONDS, NODES = (1.0, 2.0, 4.0, 8.0), 20
"""Seconds and nodes of the branch and bound for one neighbourhood."""

MOVED = 3
"""Trips nearest to a place that are not the middle of a neighbourhood again unless something got better."""

MOST = 60_000
"""Routes sent to another process, at most: those that cost least beyond their worth."""


@dataclass(frozen=True)
class Ground:
    """What neighbourhoods are made of: routes, and what they cost beyond their worth; made to be sent."""

    problem: Problem
    shape: Shape
    slots: tuple[int, ...]
    groups: tuple[Group, ...]
    reduced: tuple[NDArray[np.float64], ...]
    values: NDArray[np.float64]
    day: float

    @classmethod
    def of(
        cls, problem: Problem, shape: Shape, slots: Sequence[int], groups: Sequence[Group], solved: Solved
    ) -> Ground:
        """The routes that cost least beyond their worth at the prices of a linear programme's optimum."""
        every = np.concatenate(solved.reduced)
        gap = inf if len(every) <= MOST else float(np.partition(every, MOST)[MOST])
        near = [np.flatnonzero(np.isfinite(reduced) & (reduced <= gap)) for reduced in solved.reduced]
        return cls(
            problem, shape, tuple(int(n) for n in slots),
            tuple(taken(group, rows) for group, rows in zip(groups, near, strict=True)),
            tuple(reduced[rows] for reduced, rows in zip(solved.reduced, near, strict=True)),
            solved.values, max(solved.price),
        )  # fmt: skip


class Neighbourhoods:
    """The neighbourhoods of a plan."""

    def __init__(self, ground: Ground):
        self.ground, problem = ground, ground.problem
        location = problem.place_location
        metres = problem.layer(ground.groups[0].slot_class).metres
        self._metres = metres[np.ix_(location, location)].astype(np.int64)
        self._paid, self._beyond = per_person(problem), dict[Trip, float]()

    def around(self, place: int, plan: Plan, visits: int) -> list[int]:
        """Numbers of the trips of a plan nearest to a place that make so many visits or more."""
        able = [number for number, trip in enumerate(plan.trips) if not trip.nights]
        able.sort(key=lambda n: min(int(self._metres[place, stop]) for stop in plan.trips[n].visited))
        chosen: list[int] = []
        while able and sum(len(plan.trips[number].visited) for number in chosen) < visits:
            chosen.append(able.pop(0))
        return chosen

    def mended(self, plan: Plan, chosen: Sequence[int], seconds: float | None) -> Plan | None:
        """The plan with the stops of some of its trips served anew; None where nothing was found."""
        inside = [plan.trips[number] for number in chosen]
        outside = [trip for number, trip in enumerate(plan.trips) if number not in set(chosen)]
        shape, left = self._left(inside, outside)
        modes = self._modes(shape, sum(self.beyond(trip) for trip in inside))
        found = choose(self._choice(shape, outside, modes), seconds, NODES) if modes else None
        if found is None:
            return None
        return Plan((*outside, *self._trips(shape, found, left)))

    def beyond(self, trip: Trip) -> float:
        """What a trip costs beyond what its day and its stops are worth, nobody paid for."""
        if trip not in self._beyond:
            ground, shape = self.ground, self.ground.shape
            paid = sum(self._paid[cell] * people for visit in trip.visits for cell, people in visit.loads)
            worth = ground.day
            for visit in trip.visits:
                units = self._units(visit.loads) - int(shape.least[visit.place])
                worth += float(ground.values[visit.place, max(0, min(units, int(shape.spare[visit.place])))])
            self._beyond[trip] = trip_cost(ground.problem, trip) - paid - worth
        return self._beyond[trip]

    def _units(self, loads: Sequence[tuple[int, int]]) -> int:
        """Units of load of one visit."""
        minutes = self.ground.problem.cell_minutes
        return sum(people * int(minutes[cell]) for cell, people in loads) // self.ground.shape.unit

    def _left(self, inside: Sequence[Trip], outside: Sequence[Trip]) -> tuple[Shape, dict[int, int]]:
        """The shape of what trips outside leave to serve at the places of those inside, and whom."""
        shape, problem = self.ground.shape, self.ground.problem
        within = np.zeros(problem.places, dtype=bool)
        within[[place for trip in inside for place in trip.visited]] = True
        units, visits = np.zeros(problem.places, dtype=np.int64), np.zeros(problem.places, dtype=np.int64)
        left = {int(cell): int(problem.expected[cell]) for cell in np.flatnonzero(problem.expected)}
        for trip in outside:
            for visit in trip.visits:
                units[visit.place] += self._units(visit.loads)
                for cell, people in visit.loads:
                    left[cell] -= people
            visits[list(trip.visited)] += 1
        some = replace(
            shape,
            wanted=np.where(within, np.maximum(0, shape.wanted - units), 0),
            visits=np.where(within, np.maximum(0, shape.visits - visits), 0),
            fewest=np.where(within, np.maximum(0, shape.fewest - visits), 0),
        )
        return some, left

    def _modes(self, shape: Shape, most: float) -> list[Mode]:
        """The routes within that cost least beyond their worth.

        Cheaper trips cost no more beyond their worth together than those there are, and hardly any of them
        costs less than its worth; a day fewer may be worth something.
        """
        within = np.append(shape.visits > 0, True)  # padding
        routes: list[tuple[float, int, int]] = []
        groups = zip(self.ground.groups, self.ground.reduced, strict=True)
        for number, (group, reduced) in enumerate(groups):
            near = np.flatnonzero(reduced <= most + max(0.0, self.ground.day))
            near = near[within[group.members[near]].all(axis=1)]
            near = near[np.argsort(reduced[near], kind="stable")][:ROUTES]
            routes += [(float(reduced[route]), number, int(route)) for route in near]
        return [self._mode(number, route) for _, number, route in sorted(routes)[:ROUTES]]

    def _mode(self, number: int, route: int) -> Mode:
        group, spare = self.ground.groups[number], self.ground.shape.spare
        stops = tuple(int(place) for place in group.members[route] if place < len(spare))
        ranges = tuple((0, int(spare[place])) for place in stops[: int(group.free[route])])
        cost, room = float(group.rupiah[route]), int(group.room[route])
        return Mode(number, route, group.day, group.slot_class, cost, stops, ranges, room, ())

    def _choice(self, shape: Shape, outside: Sequence[Trip], modes: Sequence[Mode]) -> Choice:
        used = [0] * len(self.ground.slots)
        for trip in outside:
            for k in trip.classes:
                used[k] += 1
        slots = tuple(max(0, n - taken) for n, taken in zip(self.ground.slots, used, strict=True))
        return Choice(shape, slots, {None: (0.0, inf)}, {}, (), tuple(modes))

    def _trips(self, shape: Shape, found: Chosen, left: dict[int, int]) -> tuple[Trip, ...]:
        minutes = {(g.slot_class, g.day): g.minutes for g in self.ground.groups}
        most = [minutes[mode.slot_class, mode.kind] for mode, _ in found.modes]
        return plan_of(self.ground.problem, shape, found.modes, most, left).trips


def settled(shape: Shape) -> NDArray[np.bool_]:
    """Whether a place is visited just once, shape (places,)."""
    return np.asarray((shape.spare == 0) & (shape.visits == 1))


def mended(ground: Ground, plan: Plan, timed: bool) -> Iterator[Plan]:
    """The best plan after each neighbourhood, until none of any size helps.

    They are begun with around the trips that cost most beyond their worth.
    """
    near, problem, tried, best = Neighbourhoods(ground), ground.problem, set[int](), plan
    known, size, met = rank(problem, plan), 0, set[tuple[int, frozenset[Trip]]]()
    while size < len(VISITS):
        worst = {stop: near.beyond(trip) for trip in best.trips for stop in trip.visited}
        left = [stop for stop in sorted(worst, key=lambda stop: (-worst[stop], stop)) if stop not in tried]
        if not left:
            size, tried = size + 1, set()
            continue
        chosen = near.around(left[0], best, VISITS[size])
        tried |= {left[0]} | {stop for number in chosen[:MOVED] for stop in best.trips[number].visited}
        trips = size, frozenset(best.trips[number] for number in chosen)
        if trips in met:
            continue
        met.add(trips)
        found = near.mended(best, chosen, SECONDS[size] if timed else None)
        if found is not None and keeps_rules(problem, found):
            for each in (found, in_cheapest_order(problem, found)):
                if rank(problem, each) < known:
                    best, known, tried = each, rank(problem, each), set()
        yield best


def mend(ground: Ground, plan: Plan, told: Callable[[Plan], None]) -> None:
    """Tell of each better plan of `mended`, in a process of its own."""
    best = plan
    for each in mended(ground, plan, timed=True):
        if each is not best:
            best = each
            told(best)
