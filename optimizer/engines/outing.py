"""A trip under construction: one day, or linked days with the nights between them."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from optimizer.core.plan import Trip
from optimizer.core.problem import Problem
from optimizer.core.score import trip_cost
from optimizer.engines.day import Day, Stop, stops_of


@dataclass(eq=False)
class Outing:
    """Days in order; `slots` are the slots (by index) of a trip with nights, `rupiah` its last known cost."""

    days: list[Day]
    slots: tuple[int, ...] = ()
    rupiah: int = 0

    @classmethod
    def out(cls, classes: tuple[int, ...], beds: tuple[int, ...], slots: tuple[int, ...]) -> Outing:
        """An empty trip over these classes, sleeping at these locations."""
        days = [
            Day(k, first=first, last=last)
            for k, first, last in zip(classes, (None, *beds), (*beds, None), strict=True)
        ]
        for day, following in pairwise(days):
            day.after, following.before = following, day
        return cls(days, slots)

    @classmethod
    def of(cls, trip: Trip, slots: tuple[int, ...] = ()) -> Outing:
        """A trip that can be changed."""
        outing = cls.out(trip.classes, trip.sleeps_at, slots)
        for day, visits in zip(outing.days, trip.days, strict=True):
            day.stops = stops_of(visits)
        return outing

    @property
    def nights(self) -> int:
        """Nights out."""
        return len(self.days) - 1

    def slots_free_of(self, slots: tuple[int, ...]) -> bool:
        """Whether the trip takes none of these slots for its nights."""
        return set(self.slots).isdisjoint(slots)

    @property
    def stops(self) -> list[Stop]:
        """The stops of all days."""
        return [stop for day in self.days for stop in day.stops]

    def trip(self) -> Trip:
        """The trip as it stands."""
        if len(self.days) == 1:
            return self.days[0].trip()
        beds = tuple(day.last for day in self.days[:-1] if day.last is not None)
        then = tuple(day.slot_class for day in self.days[1:])
        return Trip(self.days[0].slot_class, tuple(day.visits() for day in self.days), then, beds)

    def cost(self, problem: Problem) -> int:
        """Whole rupiah of the trip, 0 where nobody is visited."""
        trip = self.trip()
        return trip_cost(problem, trip) if trip.visits else 0
