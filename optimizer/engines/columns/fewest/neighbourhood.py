"""Better plans by choosing the trips of one neighbourhood after the other anew, the others kept.

Each time some tens of places whose trips lie near each other are served by the cheapest of the routes listed
among them: a choice so small that it is made in less than a second (Pisinger and Ropke 2019, large
neighbourhoods; here each is searched by the mixed integer programme of `whole`).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from math import inf

import numpy as np
from numpy.typing import NDArray

from optimizer.core.plan import Plan, Trip
from optimizer.core.problem import Problem
from optimizer.core.score import trip_cost
from optimizer.engines.columns.fewest.programme import Programme, Solved
from optimizer.engines.columns.fewest.shape import Shape
from optimizer.engines.columns.fewest.trips import plan_of
from optimizer.engines.columns.fewest.whole import Choice, Chosen, Mode, choose
from optimizer.engines.columns.routes import per_person

PLACES = 45
"""Places of a neighbourhood, at least."""

ROUTES = 1_500
"""Routes it is served by are chosen among, at most: those that cost least beyond their worth."""

SECONDS, NODES = 2.0, 20
"""Seconds and nodes of the branch and bound for one neighbourhood."""


class Neighbourhoods:
    """The neighbourhoods of a problem, searched at the prices of a linear programme's optimum."""

    def __init__(self, problem: Problem, shape: Shape, programme: Programme, solved: Solved):
        self.problem, self.shape, self.programme, self.solved = problem, shape, programme, solved
        self._settled = settled(shape)
        location = problem.place_location
        metres = problem.layer(programme.groups[0].slot_class).metres
        self._paid, self._beyond = per_person(problem), dict[Trip, float]()
        self._worth, self._day = solved.values.max(axis=1), max(solved.price)
        self._metres = metres[np.ix_(location, location)].astype(np.int64)

    def around(self, place: int, plan: Plan) -> list[Trip]:
        """The trips of a plan nearest to a place that serve some tens of places, each visited just once."""
        able = [trip for trip in plan.trips if not trip.nights and self._settled[list(trip.visited)].all()]
        able.sort(key=lambda trip: min(int(self._metres[place, stop]) for stop in trip.visited))
        chosen: list[Trip] = []
        while able and sum(len(trip.visited) for trip in chosen) < PLACES:
            chosen.append(able.pop(0))
        return chosen

    def mended(self, plan: Plan, trips: Sequence[Trip], goes: Callable[[], bool], timed: bool) -> Plan | None:
        """The plan with the places of some of its trips served anew; None where nothing was found."""
        inside = np.zeros(self.problem.places + 1, dtype=bool)
        inside[[stop for trip in trips for stop in trip.visited]] = True
        modes = self._modes(inside, sum(self.beyond(trip) for trip in trips))
        if not modes or not goes():
            return None
        found = choose(self._choice(inside[:-1], plan, trips, modes), SECONDS if timed else None, NODES)
        if found is None:
            return None
        return Plan((*(trip for trip in plan.trips if trip not in trips), *self._trips(found)))

    def beyond(self, trip: Trip) -> float:
        """What a trip costs beyond what its day and its stops are worth, nobody paid for."""
        if trip not in self._beyond:
            paid = sum(self._paid[cell] * people for visit in trip.visits for cell, people in visit.loads)
            worth = float(self._worth[list(trip.visited)].sum()) + self._day
            self._beyond[trip] = trip_cost(self.problem, trip) - paid - worth
        return self._beyond[trip]

    def _modes(self, inside: NDArray[np.bool_], most: float) -> list[Mode]:
        """The routes within that cost least beyond their worth.

        Cheaper trips cost no more beyond their worth together than those there are, and hardly any of them
        costs less than its worth; a day fewer may be worth something.
        """
        within = inside.copy()
        within[-1] = True  # padding
        routes: list[tuple[float, int, int]] = []
        groups = zip(self.programme.groups, self.solved.reduced, strict=True)
        for number, (group, reduced) in enumerate(groups):
            near = np.flatnonzero(reduced <= most + max(0.0, self._day))
            near = near[within[group.members[near]].all(axis=1)]
            near = near[np.argsort(reduced[near], kind="stable")][:ROUTES]
            routes += [(float(reduced[route]), number, int(route)) for route in near]
        return [self._mode(number, route) for _, number, route in sorted(routes)[:ROUTES]]

    def _mode(self, number: int, route: int) -> Mode:
        group = self.programme.groups[number]
        stops = tuple(int(place) for place in group.members[route] if place < self.problem.places)
        cost, room = float(group.rupiah[route]), int(group.room[route])
        return Mode(number, route, group.day, group.slot_class, cost, stops, (), room, ())

    def _choice(
        self, inside: NDArray[np.bool_], plan: Plan, trips: Sequence[Trip], modes: Sequence[Mode]
    ) -> Choice:
        none = np.zeros_like(self.shape.wanted)
        shape = replace(
            self.shape,
            wanted=np.where(inside, self.shape.wanted, none),
            visits=np.where(inside, self.shape.visits, none),
            fewest=np.where(inside, self.shape.fewest, none),
        )
        used = [0] * len(self.programme.slots)
        for trip in plan.trips:
            if trip not in trips:
                for k in trip.classes:
                    used[k] += 1
        slots = tuple(max(0, int(n) - taken) for n, taken in zip(self.programme.slots, used, strict=True))
        return Choice(shape, slots, {None: (0.0, inf)}, {}, (), tuple(modes))

    def _trips(self, found: Chosen) -> tuple[Trip, ...]:
        minutes = {(g.slot_class, g.day): g.minutes for g in self.programme.groups}
        most = [minutes[mode.slot_class, mode.kind] for mode, _ in found.modes]
        return plan_of(self.problem, self.shape, found.modes, most).trips


def settled(shape: Shape) -> NDArray[np.bool_]:
    """Whether a place is visited just once, shape (places,): only those can be served anew apart."""
    return np.asarray((shape.spare == 0) & (shape.visits == 1))
