"""A team-day under construction: how many minutes its visits take and how many more people fit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from optimizer.core.plan import Trip, Visit
from optimizer.core.problem import Problem


@dataclass
class Stop:
    """People to serve at one place, per cell."""

    place: int
    loads: dict[int, int] = field(default_factory=dict)


@dataclass
class Day:
    """Stops in driving order for one slot of a class; changed in place while a plan is built.

    Attributes
    ----------
    most
        The work minutes it is meant to take, where fewer than the slot's.
    first, last
        Locations where it begins and ends; None for the base.
    before, after
        The days of the same trip that lie before and after it, a night between.
    """

    slot_class: int
    stops: list[Stop] = field(default_factory=list)
    most: int | None = None
    first: int | None = None
    last: int | None = None
    before: Day | None = field(default=None, repr=False, compare=False)
    after: Day | None = field(default=None, repr=False, compare=False)

    @classmethod
    def of(cls, trip: Trip) -> Day:
        """The day of a day trip."""
        return cls(trip.slot_class, stops_of(trip.days[0]))

    @property
    def linked(self) -> bool:
        """Whether it is part of a trip with nights."""
        return self.before is not None or self.after is not None

    def visits(self) -> tuple[Visit, ...]:
        """The stops as visits; those with nobody to serve are left out."""
        return tuple(
            Visit(stop.place, tuple(sorted((c, n) for c, n in stop.loads.items() if n)))
            for stop in self.stops
            if any(stop.loads.values())
        )

    def trip(self) -> Trip:
        """The day as a day trip; stops with nobody to serve are left out."""
        return Trip(self.slot_class, (self.visits(),))


def stops_of(visits: Sequence[Visit]) -> list[Stop]:
    """Visits as stops that can be changed."""
    return [Stop(visit.place, dict(visit.loads)) for visit in visits]


def ends(problem: Problem, day: Day) -> tuple[int, int]:
    """Locations where a day begins and ends."""
    base = problem.classes[day.slot_class].base
    return base if day.first is None else day.first, base if day.last is None else day.last


def stays(problem: Problem, day: Day) -> int:
    """Minutes of setting up and serving."""
    return sum(
        int(problem.setup[stop.place]) + service(problem, day.slot_class, stop.loads) for stop in day.stops
    )


def drive(problem: Problem, day: Day) -> int:
    """Minutes of driving of a day."""
    return _driven(problem, day.slot_class, [stop.place for stop in day.stops], ends(problem, day))


def tour(problem: Problem, slot_class: int, places: Sequence[int]) -> int:
    """Minutes of driving from the base over `places` and back."""
    base = problem.classes[slot_class].base
    return _driven(problem, slot_class, places, (base, base))


def way(problem: Problem, slot_class: int, place: int) -> int:
    """Metres of driving from the base to a place and back."""
    base, there = problem.classes[slot_class].base, int(problem.place_location[place])
    metres = problem.layer(slot_class).metres
    return int(metres[base, there]) + int(metres[there, base])


def _driven(problem: Problem, slot_class: int, places: Sequence[int], ends: tuple[int, int]) -> int:
    minutes = problem.layer(slot_class).minutes
    stops = [ends[0], *(int(problem.place_location[place]) for place in places), ends[1]]
    return sum(int(minutes[a, b]) for a, b in pairwise(stops))


def service(problem: Problem, slot_class: int, loads: dict[int, int]) -> int:
    """Minutes of serving `loads` at one place, rounded up once."""
    minutes = sum(people * int(problem.cell_minutes[cell]) for cell, people in loads.items())
    return -(-minutes // problem.classes[slot_class].stations)


def limit(problem: Problem, slot_class: int) -> int:
    """Work minutes a slot of the class may take."""
    return problem.classes[slot_class].work_minutes + problem.policy.overtime_minutes


def most_minutes(problem: Problem, day: Day) -> int:
    """Work minutes a day may take: the slot's, or those it is meant to take."""
    most = limit(problem, day.slot_class)
    return most if day.most is None else min(most, day.most)


def most_people(problem: Problem, day: Day, stop: Stop, cell: int, spare: int) -> int:
    """Most people of `cell` that `stop` can take on when the day has `spare` minutes left.

    Counts the minutes lost in rounding the stop's service up, and the caps of a team-day.
    """
    stations = problem.classes[day.slot_class].stations
    used = sum(people * int(problem.cell_minutes[c]) for c, people in stop.loads.items())
    room = (-(-used // stations) + spare) * stations - used
    people = max(0, room // int(problem.cell_minutes[cell]))
    for cap in problem.caps:
        if cap.cells[cell]:
            taken = sum(n for s in day.stops for c, n in s.loads.items() if cap.cells[c])
            people = min(people, max(0, cap.per_trip - taken))
    return people
