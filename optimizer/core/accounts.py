"""Where everyone went: per place and service, waiting + inflow = served + office + absent + left."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Literal

import numpy as np

from optimizer.core.apportion import invited_people
from optimizer.core.plan import Trip
from optimizer.core.pose import visits_needed
from optimizer.core.problem import Problem
from optimizer.core.score import served
from optimizer.core.travel import UNREACHABLE

Reason = Literal[
    "capacity", "budget", "cut_off", "no_signal", "window", "after_deadline", "day_too_short",
    "policy", "absent",
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
        return self.waiting + self.inflow - self.expected - self.office - self.absent


@dataclass(frozen=True)
class Unserved:
    """People of a place and service who are not served, and why."""

    place: int
    service: str
    people: int
    reason: Reason


def accounts(problem: Problem, trips: tuple[Trip, ...]) -> tuple[Account, ...]:
    """One account per place and service, in the region's order."""
    people = served(problem, trips)
    found: dict[tuple[int, str], Counter[str]] = {}
    for index, cell in enumerate(problem.region.cells):
        count, expected = int(people[index]), int(problem.expected[index])
        invited = invited_people(count, expected, int(problem.available[index]))
        for service in cell.services:
            account = found.setdefault((int(problem.cell_place[index]), service), Counter())
            account.update(
                waiting=cell.waiting,
                inflow=cell.inflow,
                expected=count,
                office=cell.waiting + cell.inflow - int(problem.available[index]),
                absent=invited - count,
            )
    return tuple(
        Account(place, service, **{name: sums[name] for name in _FIELDS})
        for (place, service), sums in found.items()
    )


_FIELDS = ("waiting", "inflow", "expected", "office", "absent")


def unserved(problem: Problem, trips: tuple[Trip, ...]) -> tuple[Unserved, ...]:
    """Everyone not served, by place, service and reason: first who stays away, then who is left."""
    rows: list[Unserved] = []
    for account in accounts(problem, trips):
        if account.absent:
            rows.append(Unserved(account.place, account.service, account.absent, "absent"))
        if account.left:
            reason = _why_left(problem, account.place, account.service)
            rows.append(Unserved(account.place, account.service, account.left, reason))
    return tuple(rows)


def _why_left(problem: Problem, place: int, service: str) -> Reason:
    """The first reason that applies to people of `place` left without `service`."""
    deadline = problem.policy.deadline
    late = deadline is not None and any(day.date > deadline for day in problem.calendar.days)
    if not problem.slots:
        return "after_deadline" if late else "capacity"
    if problem.policy.budget == 0:
        return "budget"
    location = problem.place_location[place]
    ways = [problem.layer(k).minutes[c.base, location] for k, c in enumerate(problem.classes)]
    if min(int(way) for way in ways) >= UNREACHABLE:
        return "cut_off"
    cells = np.array([service in cell.services for cell in problem.region.cells])
    cells &= problem.cell_place == place
    if not any((slots.allowed & cells).any() for slots in problem.classes):
        return "no_signal"
    if all(visits_needed(problem, place, k) is None for k in range(len(problem.classes))):
        return "day_too_short"
    if problem.policy.budget is not None:
        return "budget"
    return "after_deadline" if late else "capacity"
