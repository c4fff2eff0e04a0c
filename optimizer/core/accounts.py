"""Where everyone went: per place and service, waiting + inflow = served + office + absent + left."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from optimizer.core.apportion import invited_people
from optimizer.core.plan import Trip, Visit
from optimizer.core.pose import visits_needed
from optimizer.core.problem import Problem
from optimizer.core.score import served, trip_cost
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
        """People not reached: what the other entries leave over."""
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
    spent = sum(trip_cost(problem, trip) for trip in trips)
    visits = Counter(visit.place for trip in trips for visit in trip.visits)
    rows: list[Unserved] = []
    for account in accounts(problem, trips):
        place, service = account.place, account.service
        if account.absent:
            rows.append(Unserved(place, service, account.absent, "absent"))
        if account.left:
            reason = _never(problem, place, service) or _not_now(problem, place, spent, len(trips), visits)
            rows.append(Unserved(place, service, account.left, reason))
    return tuple(rows)


def _never(problem: Problem, place: int, service: str) -> Reason | None:
    """Why no plan at all serves `service` at `place`; None where one could."""
    if not problem.slots:
        return "after_deadline" if _late(problem) else "capacity"
    location = problem.place_location[place]
    ways = [(problem.layer(k).minutes, c.base) for k, c in enumerate(problem.classes)]
    if all(int(m[base, location]) + int(m[location, base]) >= UNREACHABLE for m, base in ways):
        return "cut_off"
    cells = np.array([service in cell.services for cell in problem.region.cells])
    cells &= problem.cell_place == place
    if not any((slots.allowed & cells).any() for slots in problem.classes):
        return "policy" if problem.region.places[place].signal == "tidak_diketahui" else "no_signal"
    if not problem.expected[cells].any():
        return "policy"  # so few that the turnout assumed leaves nobody to expect
    if _too_far(problem, place):
        anyhow = problem.replace(policy=replace(problem.policy, max_drive_minutes=None))
        return "day_too_short" if _too_far(anyhow, place) else "policy"
    return None


def _not_now(problem: Problem, place: int, spent: int, trips: int, visits: Counter[int]) -> Reason:
    """Why a plan that has spent so much on so many trips serves no more people at `place`.

    The budget is to blame where what is left of it does not pay for going there to serve one person.
    """
    budget = problem.policy.budget
    if budget is not None and spent + _least_cost(problem, place) > budget:
        return "budget"
    if trips < len(problem.slots) and visits[place] >= problem.max_visits[place]:
        return "policy"
    return "after_deadline" if _late(problem) else "capacity"


def _late(problem: Problem) -> bool:
    """Whether the deadline takes working days out of the horizon."""
    deadline = problem.policy.deadline
    return deadline is not None and any(day.date > deadline for day in problem.calendar.days)


def _too_far(problem: Problem, place: int) -> bool:
    return all(visits_needed(problem, place, k) is None for k in range(len(problem.classes)))


def _least_cost(problem: Problem, place: int) -> int:
    """Rupiah of the cheapest trip that serves one person at `place` and nobody else."""
    trips = (
        Trip(k, ((Visit(place, ((int(cell), 1),)),),))
        for k, slots in enumerate(problem.classes)
        for cell in np.flatnonzero(slots.allowed & (problem.cell_place == place))
    )
    return min((trip_cost(problem, trip) for trip in trips), default=0)
