"""Options: the dates each trip may go on, and what it takes up of them.

A trip may go in slots of any classes that fit it (`fits`), and an option names those of its dates. It uses
up shares of scarce things: a slot of that class on each of its dates, each place it visits on that date, the
people a region's cap leaves on that date and, where it sleeps out, its team on each date.

A day trip names no team, and that loses nothing. Let n teams have a slot of class k on date d, and let m
of them be on trips with nights. These m are different teams, as no team is on two such trips on a date,
and the slots taken of (k, d) are at most n. So at most n - m day trips of class k go on d, and each gets
one of the n - m teams left, whichever: they are of one class. A day trip takes its team on no other date,
so every date can be dealt out by itself. Class k is the one a trip goes in, not the one it was planned for.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from copy import copy
from dataclasses import dataclass
from datetime import date

from optimizer.core.plan import Trip, Visit
from optimizer.core.problem import Problem
from optimizer.timetable.fits import Fits, Run

Resource = tuple[str, int | str, date]
"""Something scarce on a date: ("class" | "place" | "team" | "cap", which one, the date)."""


@dataclass(frozen=True)
class Option:
    """Dates a trip may go on and the class of its slot on each; `team` is None for a day trip.

    Else it is the one that has a run of slots there.
    """

    dates: tuple[date, ...]
    classes: Run
    team: str | None = None


class Options:
    """The options of each of `trips`, by their number; earliest first, of equals its own class first.

    `labelled` has the same trips in their own classes alone.
    """

    def __init__(self, problem: Problem, trips: tuple[Trip, ...]):
        self.trips = trips
        self._slots = Counter((slot.slot_class, slot.date) for slot in problem.slots)
        self._slots_of = Counter(slot.slot_class for slot in problem.slots)
        self._caps = [cap for cap in problem.caps if cap.per_region]
        of: dict[Run, list[Option]] = defaultdict(list)
        for slot_class, day in sorted(self._slots, key=lambda key: key[1]):
            of[(slot_class,)].append(Option((day,), (slot_class,)))
        for span in problem.spans:
            dates = tuple(problem.slots[number].date for number in span.slots)
            of[span.classes].append(Option(dates, span.classes, span.team))
        self._days = [[self._taken(day) for day in trip.days] for trip in trips]
        fits, joined = Fits(problem, of), dict[tuple[Run, ...], list[Option]]()
        self._own = [of.get(trip.classes, []) for trip in trips]
        self._of = []
        for trip in trips:
            runs = fits.of(trip)
            if runs not in joined:
                options = [option for run in runs for option in of[run]]
                joined[runs] = sorted(options, key=lambda option: option.dates[0])
            self._of.append(joined[runs])
        self._classes = [frozenset(k for option in options for k in option.classes) for options in self._of]

    @property
    def dates(self) -> list[date]:
        """Every date with a slot."""
        return sorted({day for _, day in self._slots})

    def slots_of(self, slot_class: int) -> int:
        """How many slots a class has, over all dates."""
        return self._slots_of[slot_class]

    def of(self, trip: int) -> list[Option]:
        """Where a trip may go, earliest first."""
        return self._of[trip]

    def classes_of(self, trip: int) -> frozenset[int]:
        """Every class that a trip may use a slot of."""
        return self._classes[trip]

    @property
    def labelled(self) -> Options:
        """The same with every trip in its own classes."""
        same = copy(self)
        same._of = self._own
        same._classes = [frozenset(trip.classes) for trip in self.trips]
        return same

    def limit(self, resource: Resource) -> int:
        """How much there is of something scarce."""
        kind, which, day = resource
        if kind == "class":
            return self._slots[int(which), day]
        return self._caps[int(which)].people if kind == "cap" else 1

    def uses(self, trip: int, option: Option) -> Iterator[tuple[Resource, int]]:
        """What a trip takes up if it goes there, and how much of it."""
        for slot_class, day, taken in zip(option.classes, option.dates, self._days[trip], strict=True):
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
