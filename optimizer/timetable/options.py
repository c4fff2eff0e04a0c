"""Options: the dates each trip may go on, and what it takes up of them.

A trip uses up shares of scarce things: a slot of its class on each of its dates, each place it visits on
that date, the people a region's cap leaves on that date and, where it sleeps out, its team on each date.

A day trip names no team, and that loses nothing. Let n teams have a slot of class k on date d, and let m
of them be on trips with nights. These m are different teams, as no team is on two such trips on a date,
and the slots taken of (k, d) are at most n. So at most n - m day trips of class k go on d, and each gets
one of the n - m teams left, whichever: they are of one class. A day trip takes its team on no other date,
so every date can be dealt out by itself.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from optimizer.core.plan import Trip, Visit
from optimizer.core.problem import Problem

Resource = tuple[str, int | str, date]
"""Something scarce on a date: ("class" | "place" | "team" | "cap", which one, the date)."""


@dataclass(frozen=True)
class Option:
    """Dates a trip may go on; `team` is the one that has a run of slots there, None for a day trip."""

    dates: tuple[date, ...]
    team: str | None = None


class Options:
    """The options of each of `trips`, by their number."""

    def __init__(self, problem: Problem, trips: tuple[Trip, ...]):
        self.trips = trips
        self._slots = Counter((slot.slot_class, slot.date) for slot in problem.slots)
        self._slots_of = Counter(slot.slot_class for slot in problem.slots)
        self._caps = [cap for cap in problem.caps if cap.per_region]
        self._of: dict[tuple[int, ...], list[Option]] = defaultdict(list)
        for slot_class, day in sorted(self._slots, key=lambda key: key[1]):
            self._of[(slot_class,)].append(Option((day,)))
        for span in problem.spans:
            dates = tuple(problem.slots[number].date for number in span.slots)
            self._of[span.classes].append(Option(dates, span.team))
        self._days = [[self._taken(day) for day in trip.days] for trip in trips]

    @property
    def dates(self) -> list[date]:
        """Every date with a slot."""
        return sorted({day for _, day in self._slots})

    def slots_of(self, slot_class: int) -> int:
        """How many slots a class has, over all dates."""
        return self._slots_of[slot_class]

    def of(self, trip: int) -> list[Option]:
        """Where a trip may go, earliest first."""
        return self._of.get(self.trips[trip].classes, [])

    def limit(self, resource: Resource) -> int:
        """How much there is of something scarce."""
        kind, which, day = resource
        if kind == "class":
            return self._slots[int(which), day]
        return self._caps[int(which)].people if kind == "cap" else 1

    def uses(self, trip: int, option: Option) -> Iterator[tuple[Resource, int]]:
        """What a trip takes up if it goes there, and how much of it."""
        for slot_class, day, taken in zip(
            self.trips[trip].classes, option.dates, self._days[trip], strict=True
        ):
            yield ("class", slot_class, day), 1
            if option.team is not None:
                yield ("team", option.team, day), 1
            for kind, which, amount in taken:
                yield (kind, which, day), amount

    def _taken(self, visits: tuple[Visit, ...]) -> list[tuple[str, int, int]]:
        """Places and caps that a day's visits take up."""
        taken = [("place", place, 1) for place in sorted({visit.place for visit in visits})]
        for number, cap in enumerate(self._caps):
            people = sum(n for visit in visits for cell, n in visit.loads if cap.cells[cell])
            if people:
                taken.append(("cap", number, people))
        return taken
