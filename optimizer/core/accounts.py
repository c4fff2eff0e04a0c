"""Where everyone went: per place and service, waiting + inflow = served + office + absent + left."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Literal

import numpy as np

from optimizer.core.access import reach
from optimizer.core.apportion import invited_people
from optimizer.core.clock import clock_day, held_minutes
from optimizer.core.plan import Trip, Visit
from optimizer.core.problem import Problem
from optimizer.core.score import served, trip_cost
from optimizer.core.travel import UNREACHABLE

Reason = Literal[
    "capacity", "budget", "cut_off", "no_signal", "window", "after_deadline", "day_too_short",
    "policy", "target", "not_planned", "absent",
]  # fmt: skip


@dataclass(frozen=True)
class Account:
    """One place and service: waiting + inflow = expected + office + absent + left.

    `expected` are people the plan expects to serve on its visits, `absent` those invited who are
    expected not to come, `left` everyone not reached.
    """

    place: int
    service: str
    waiting: int
    inflow: int
    expected: int
    office: int
    absent: int

    @property
    def left(self) -> int:
        """People not reached: what the other entries leave over."""
        return self.waiting + self.inflow - self.expected - self.office - self.absent


@dataclass(frozen=True)
class Unserved:
    """People of a place and service who are not served, and why."""

    place: int
    service: str
    people: int
    reason: Reason


def accounts(problem: Problem, trips: tuple[Trip, ...], *, extra: bool = False) -> tuple[Account, ...]:
    """One account per place and service, in the region's order.

    People beside the published totals (`Cell.extra`) are not among them: `extra` gives theirs.
    """
    people = served(problem, trips)
    found: dict[tuple[int, str], Counter[str]] = {}
    for index, cell in enumerate(problem.region.cells):
        count = int(people[index])
        for service in cell.services if cell.extra == extra else ():
            account = found.setdefault((int(problem.cell_place[index]), service), Counter())
            account.update(
                waiting=cell.waiting,
                inflow=cell.inflow,
                expected=count,
                office=cell.waiting + cell.inflow - int(problem.available[index]),
                absent=_invited(problem, index, count) - count,
            )
    return tuple(
        Account(place, service, **{name: sums[name] for name in _FIELDS})
        for (place, service), sums in found.items()
    )


_FIELDS = ("waiting", "inflow", "expected", "office", "absent")


def unserved(problem: Problem, trips: tuple[Trip, ...], *, extra: bool = False) -> tuple[Unserved, ...]:
    """Everyone not served, by place, service and reason: first who stays away, then who is left.

    People of one place and service are told apart where they are left for different reasons. Those
    beside the published totals (`Cell.extra`) are not among them: `extra` gives theirs.
    """
    people, why = served(problem, trips), _Why(problem, trips)
    found: dict[tuple[int, str], Counter[Reason]] = defaultdict(Counter)
    for index, cell in enumerate(problem.region.cells):
        count, place = int(people[index]), int(problem.cell_place[index])
        invited = _invited(problem, index, count)
        left = int(problem.available[index]) - invited
        for service in cell.services if cell.extra == extra else ():
            reasons = found[place, service]
            reasons["absent"] += invited - count
            if left:
                reasons[why.left(index, service)] += left
    return tuple(
        Unserved(place, service, count, reason)
        for (place, service), reasons in found.items()
        for reason, count in reasons.items()
        if count
    )


def _invited(problem: Problem, cell: int, people: int) -> int:
    return invited_people(people, int(problem.expected[cell]), int(problem.available[cell]))


class _Why:
    """Why people are left by a plan."""

    def __init__(self, problem: Problem, trips: tuple[Trip, ...]):
        self._problem = problem
        self._spent = sum(trip_cost(problem, trip) for trip in trips)
        self._idle = Counter(slot.slot_class for slot in problem.slots)
        self._idle.subtract(slot_class for trip in trips for slot_class in trip.classes)
        self._visits = Counter(place for trip in trips for place in trip.visited)
        self._dates, self._reached = reach(problem)
        self._classes = sorted({slot.slot_class for slot in problem.slots})
        self._class_dates: dict[int, set[date]] = defaultdict(set)
        for slot in problem.slots:
            self._class_dates[slot.slot_class].add(slot.date)
        people = served(problem, trips)
        self._full = [
            cap.cells
            for cap in problem.caps
            if cap.per_region and int(people[cap.cells].sum()) >= cap.people * len(self._dates)
        ]
        self._met = {
            target.service
            for target in problem.targets
            if problem.policy.purpose == "cover" and int(people[target.cells].sum()) >= target.people
        }
        self._least: dict[int, int] = {}

    def left(self, cell: int, service: str) -> Reason:
        """Why people of a cell do without a service."""
        return self._never(cell) or self._not_now(cell, service)

    def _never(self, cell: int) -> Reason | None:
        """Why no plan at all serves the cell; None where one could."""
        problem, place = self._problem, int(self._problem.cell_place[cell])
        if not problem.slots:
            return "after_deadline" if self._late(place) else "capacity"
        if not self._reached[:, place].any():
            return "cut_off"
        if (barred := self._no_signal(cell)) or (barred := self._no_date(cell)):
            return barred
        if not problem.expected[cell]:
            return "policy"  # so few that the turnout assumed leaves nobody to expect
        return self._no_time(cell)

    def _no_signal(self, cell: int) -> Reason | None:
        region = self._problem.region
        needed = region.cells[cell].services
        if not any(service.needs_signal and service.code in needed for service in region.services):
            return None
        signal = region.places[self._problem.cell_place[cell]].signal
        if signal == "tidak":
            return "no_signal"
        return "policy" if signal != "ya" and not self._problem.policy.unknown_signal else None

    def _no_date(self, cell: int) -> Reason | None:
        """Why no slot's date will do; None where one does."""
        problem, place = self._problem, int(self._problem.cell_place[cell])
        if any(problem.classes[k].allowed[cell] for k in self._classes):
            return None
        opening, release = problem.region.places[place].opening, problem.region.cells[cell].release
        days = [
            day.date
            for day in problem.calendar.days
            if (opening is None or opening.on(day.date)) and (release is None or release <= day.date)
        ]
        in_time = {day for day in days if not self._overdue(place, day)}
        if days and not in_time:
            return "after_deadline"
        return "cut_off" if in_time.intersection(self._dates) else "window"

    def _no_time(self, cell: int) -> Reason | None:
        """Why no single person fits into any day; None where one does."""
        problem = self._problem
        if any(self._fits(k, cell) for k in self._classes):
            return None
        if any(cap.cells[cell] and not cap.per_trip for cap in problem.caps):
            return "capacity"
        if any(self._fits(k, cell, hours=False) for k in self._classes):
            return "window"
        return "policy" if any(self._fits(k, cell, False, False) for k in self._classes) else "day_too_short"

    def _fits(
        self, slot_class: int, cell: int, hours: bool = True, limit: bool = True, nights: bool = True
    ) -> bool:
        """Whether a day of a class can be spent on one person of a cell alone.

        `hours` keeps the opening hours, `limit` the policy's drive limit and the caps. With
        `nights` a day may begin and end where a team can sleep.
        """
        problem, slots = self._problem, self._problem.classes[slot_class]
        if not slots.allowed[cell]:
            return False
        if limit and any(cap.cells[cell] and not cap.per_trip for cap in problem.caps):
            return False
        visits = (Visit(int(problem.cell_place[cell]), ((cell, 1),)),)
        most, drive = slots.work_minutes + problem.policy.overtime_minutes, problem.policy.max_drive_minutes
        ends = (slots.base, *problem.lodgings) if problem.spans and nights else (slots.base,)
        for first, last in ((first, last) for first in ends for last in ends):
            clock = clock_day(problem, slot_class, visits, first, last)
            if clock.drive >= UNREACHABLE or (limit and drive is not None and clock.drive > drive):
                continue
            held = held_minutes(problem, slot_class, visits, first, last) if hours else 0
            if clock.work + held <= most and not (hours and clock.late):
                return True
        return False

    def _not_now(self, cell: int, service: str) -> Reason:
        """Why the plan, having spent and driven so much, serves no more of a cell.

        The budget is to blame where what is left of it does not pay for going there to serve one person.
        A plan with a day left on which a team could still go there has simply not been searched further.
        """
        problem, place = self._problem, int(self._problem.cell_place[cell])
        if service in self._met:
            return "target"
        budget = problem.policy.budget
        if budget is not None and self._spent + self._least_cost(place) > budget:
            return "budget"
        if any(cells[cell] for cells in self._full) or not any(n > 0 for n in self._idle.values()):
            return "after_deadline" if self._late(place) else "capacity"
        all_dates = self._visits[place] >= self._open_dates(cell)
        if not all_dates and self._visits[place] >= problem.max_visits[place]:
            return "policy"
        if not all_dates and self._day_left(cell):
            return "not_planned"
        if self._late(place):
            return "after_deadline"
        if problem.timed[place] or problem.region.cells[cell].release:
            return "window"
        return "policy" if all_dates else "capacity"

    def _day_left(self, cell: int) -> bool:
        """Whether a slot, or a run of slots with nights between, is left that would do for the cell."""
        problem = self._problem
        if any(self._idle[k] > 0 and self._fits(k, cell, nights=False) for k in self._classes):
            return True
        return any(
            all(self._idle[k] >= n for k, n in Counter(classes).items())
            and any(self._fits(k, cell) for k in dict.fromkeys(classes))
            for classes in dict.fromkeys(span.classes for span in problem.spans)
        )

    def _open_dates(self, cell: int) -> int:
        able = (k for k in self._classes if self._problem.classes[k].allowed[cell])
        return len(set[date]().union(*(self._class_dates[k] for k in able)))

    def _overdue(self, place: int, day: date) -> bool:
        """Whether a date lies after the deadline, the plan's or the place's own."""
        return any(by < day for by in self._deadlines(place))

    def _deadlines(self, place: int) -> Iterable[date]:
        policy, described = self._problem.policy, self._problem.region.places[place]
        if policy.deadline is not None:
            yield policy.deadline
        for own in policy.deadlines:
            if own.holds(described.kind, described.kecamatan_code, described.code):
                yield own.by

    def _late(self, place: int) -> bool:
        """Whether a deadline takes dates on which the place is open out of the horizon."""
        opening = self._problem.region.places[place].opening
        days = (day.date for day in self._problem.calendar.days)
        return any(self._overdue(place, day) for day in days if opening is None or opening.on(day))

    def _least_cost(self, place: int) -> int:
        """Rupiah of the cheapest day trip that serves one person at a place and nobody else."""
        if place not in self._least:
            problem = self._problem
            here = np.flatnonzero(problem.cell_place == place)
            trips = (
                Trip(k, ((Visit(place, ((int(cell), 1),)),),))
                for k in self._classes
                for cell in here[problem.classes[k].allowed[here]]
            )
            self._least[place] = min((trip_cost(problem, trip) for trip in trips), default=0)
        return self._least[place]
