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

    `most` is the work minutes it is meant to take, where fewer than the slot's.
    """

    slot_class: int
    stops: list[Stop] = field(default_factory=list)
    most: int | None = None

    @classmethod
    def of(cls, trip: Trip) -> Day:
        """The day of a day trip."""
        return cls(trip.slot_class, [Stop(v.place, dict(v.loads)) for v in trip.days[0]])

    def trip(self) -> Trip:
        """The day as a `Trip`; stops with nobody to serve are left out."""
        visits = tuple(
            Visit(stop.place, tuple(sorted((c, n) for c, n in stop.loads.items() if n)))
            for stop in self.stops
            if any(stop.loads.values())
        )
        return Trip(self.slot_class, (visits,))


def stays(problem: Problem, day: Day) -> int:
    """Minutes of setting up and serving."""
    return sum(
        int(problem.setup[stop.place]) + service(problem, day.slot_class, stop.loads) for stop in day.stops
    )


def tour(problem: Problem, slot_class: int, places: Sequence[int]) -> int:
    """Minutes of driving from the base over `places` and back."""
    base, minutes = problem.classes[slot_class].base, problem.layer(slot_class).minutes
    stops = [base, *(int(problem.place_location[place]) for place in places), base]
    return sum(int(minutes[a, b]) for a, b in pairwise(stops))


def service(problem: Problem, slot_class: int, loads: dict[int, int]) -> int:
    """Minutes of serving `loads` at one place, rounded up once."""
    minutes = sum(people * int(problem.cell_minutes[cell]) for cell, people in loads.items())
    return -(-minutes // problem.classes[slot_class].stations)


def limit(problem: Problem, slot_class: int) -> int:
    """Work minutes a slot of the class may take."""
    return problem.classes[slot_class].work_minutes + problem.policy.overtime_minutes


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
            people = min(people, max(0, cap.people - taken))
    return people
