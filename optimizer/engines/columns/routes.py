"""Routes: the stop sets of trips met, with what making them costs before anyone is served."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from math import ceil

import numpy as np

from optimizer.core.effort import DurationClass, Effort
from optimizer.core.plan import Trip
from optimizer.core.problem import Problem
from optimizer.core.score import trip_cost
from optimizer.core.tariff import cost
from optimizer.engines.day import limit, tour
from optimizer.engines.price import day_cost, drive_cost, lengths_of_day

WHOLE = 1e-6
"""A share of a trip is a whole number where so little is missing or too much."""


@dataclass(frozen=True)
class Route:
    """A trip whose stops are kept and whose loads are free.

    Attributes
    ----------
    trip
        Its stops in driving order; its loads do not count where `minutes` are given.
    minutes
        Serving minutes of all its stops together; None where the loads can only shrink: opening hours and
        nights are not for a linear model.
    rupiah
        What it costs before anyone is served.
    most
        Most people it can serve, per cell.
    """

    trip: Trip
    minutes: int | None
    rupiah: int
    most: Mapping[int, int]


def per_person(problem: Problem) -> tuple[int, ...]:
    """Rupiah of serving one person of each cell."""
    return tuple(
        cost(problem.tariff, Effort(people=dict.fromkeys(cell.services, 1))) for cell in problem.region.cells
    )


Stops = tuple[tuple[int, ...], tuple[frozenset[int], ...]]
"""What makes trips the same route: their slot classes and the places of each day."""


def stops_of(trip: Trip) -> Stops:
    """The stops of a trip."""
    return trip.classes, tuple(frozenset(visit.place for visit in day) for day in trip.days)


def most_times(*made: Mapping[Trip, float]) -> dict[Stops, int]:
    """How often the same stops are made, by whichever plan or linear programme makes them most often."""
    most: dict[Stops, int] = {}
    for trips in made:
        times: dict[Stops, float] = {}
        for trip, share in trips.items():
            times[stops_of(trip)] = times.get(stops_of(trip), 0.0) + share
        for stops, share in times.items():
            most[stops] = max(most.get(stops, 1), ceil(share - WHOLE))
    return most


class Routes:
    """The routes of all trips added, the cheapest order of each set of stops, class and length of day."""

    def __init__(self, problem: Problem):
        self.problem = problem
        self.per_person = per_person(problem)
        self.cells_of = tuple(
            np.flatnonzero(problem.cell_place == place).tolist() for place in range(problem.places)
        )
        self._known: dict[tuple[object, ...], Route] = {}

    def __iter__(self) -> Iterator[Route]:
        return iter(self._known.values())

    def add(self, trips: Iterable[Trip]) -> None:
        """Remember the stops of trips."""
        for trip in trips:
            for route in self._routes(trip):
                places = tuple(frozenset(visit.place for visit in day) for day in trip.days)
                loads = route.trip.days if route.minutes is None else ()
                key = (
                    trip.classes,
                    trip.sleeps_at,
                    places,
                    loads,
                    route.minutes is None,
                    self._length(route),
                )
                if key not in self._known or self._better(route, self._known[key]):
                    self._known[key] = route

    def shorter(self, route: Route) -> bool:
        """Whether a route is for a day shorter than its class has."""
        k = route.trip.slot_class
        return route.minutes is not None and self._length(route) < limit(self.problem, k)

    def _routes(self, trip: Trip) -> Iterator[Route]:
        """The trip as it is, if its hours or nights fix it, else a route per length of day."""
        problem, k = self.problem, trip.slot_class
        if trip.nights or any(problem.timed[visit.place] for visit in trip.visits):
            people: Counter[int] = Counter()
            for visit in trip.visits:
                people.update(dict(visit.loads))
            paid = sum(count * self.per_person[cell] for cell, count in people.items())
            yield Route(trip, None, trip_cost(problem, trip) - paid, people)
            return
        places = [visit.place for visit in trip.visits]
        fixed = tour(problem, k, places) + int(problem.setup[places].sum())
        for most, duration in lengths_of_day(problem, k):
            if most - fixed >= len(places):
                yield Route(
                    trip, most - fixed, self._day(k, places, duration), self._most(k, places, most - fixed)
                )

    def _day(self, k: int, places: list[int], duration: DurationClass) -> int:
        """Rupiah of a day over places, before anyone is served."""
        problem, slots = self.problem, self.problem.classes[k]
        metres = problem.layer(k).metres
        way = [slots.base, *(int(problem.place_location[place]) for place in places), slots.base]
        driven = sum(int(metres[a, b]) for a, b in pairwise(way))
        visits = cost(problem.tariff, Effort(visits=len(places)))
        return day_cost(problem, k, duration) + drive_cost(problem, k, driven) + visits

    def _most(self, k: int, places: list[int], minutes: int) -> dict[int, int]:
        """Most people of each cell that could be served in the serving minutes of a day."""
        problem, slots = self.problem, self.problem.classes[k]
        room = (minutes - len(places) + 1) * slots.stations
        most = {}
        for cell in (c for place in places for c in self.cells_of[place]):
            if slots.allowed[cell]:
                people = min(int(problem.expected[cell]), room // int(problem.cell_minutes[cell]))
                for cap in problem.caps:
                    people = min(people, cap.per_trip) if cap.cells[cell] else people
                if people > 0:
                    most[cell] = people
        return most

    def _length(self, route: Route) -> int:
        """The serving minutes and the stops' own together: what tells lengths of day apart."""
        if route.minutes is None:
            return -1
        places = [visit.place for visit in route.trip.visits]
        return (
            route.minutes
            + tour(self.problem, route.trip.slot_class, places)
            + int(self.problem.setup[places].sum())
        )

    def _better(self, route: Route, known: Route) -> bool:
        return (route.rupiah, -(route.minutes or 0)) < (known.rupiah, -(known.minutes or 0))
