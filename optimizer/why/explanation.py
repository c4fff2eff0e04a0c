"""`Explanation`: what a plan does with one place, what serving more of it would cost, and other dates."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from optimizer.core.accounts import Account, Unserved
from optimizer.core.clock import Stay
from optimizer.core.contribution import Contribution, contributions
from optimizer.core.outcome import Outcome
from optimizer.core.problem import Problem
from optimizer.core.schedule import DatedTrip
from optimizer.why.change import Change
from optimizer.why.obstacle import Obstacle, obstacles
from optimizer.why.rework import Rework


@dataclass(frozen=True)
class Stayed:
    """A visit in the schedule: its trip, date and clock, and what the whole trip contributes."""

    trip: DatedTrip
    day: date
    stay: Stay
    contribution: Contribution


@dataclass(frozen=True)
class OtherDate:
    """A date asked for: visited on it already, kept from it, or what going there on it would change."""

    day: date
    planned: bool
    obstacles: tuple[Obstacle, ...]
    change: Change | None


@dataclass(frozen=True)
class Explanation:
    """Everything said of a place.

    `price` is the best change that serves more of its people, where some wait and no date was asked for;
    `waiting` are those of them who are expected to come and are not served.
    """

    outcome: Outcome
    place: int
    expected: int
    waiting: int
    accounts: tuple[Account, ...]
    visits: tuple[Stayed, ...]
    unserved: tuple[Unserved, ...]
    price: Change | None
    dates: tuple[OtherDate, ...]

    @property
    def problem(self) -> Problem:
        """The problem planned for."""
        return self.outcome.problem


def explain(outcome: Outcome, place: int, days: Sequence[date] = ()) -> Explanation:
    """Explain a place of a run, on the dates asked for if any."""
    problem, schedule = outcome.problem, outcome.schedule
    rework = Rework(problem, schedule)
    here = problem.cell_place == place
    expected, waiting = int(problem.expected[here].sum()), int(rework.left[here].sum())
    each = {given.trip.id: given for given in contributions(problem, schedule)}
    visits = tuple(
        Stayed(dated, day, stay, each[dated.id])
        for dated in schedule.trips
        for day, clock in zip(dated.dates, dated.clocks, strict=True)
        for stay in clock.stays
        if stay.visit.place == place
    )
    price = rework.best(place) if waiting and not days and problem.slots else None
    return Explanation(
        outcome=outcome,
        place=place,
        expected=expected,
        waiting=waiting,
        accounts=tuple(account for account in outcome.accounts if account.place == place),
        visits=visits,
        unserved=tuple(row for row in outcome.unserved if row.place == place and row.people),
        price=price,
        dates=tuple(
            _other(rework, place, day, {visit.day for visit in visits}) for day in (days if expected else ())
        ),
    )


def _other(rework: Rework, place: int, day: date, visited: set[date]) -> OtherDate:
    if day in visited:
        return OtherDate(day, True, (), None)
    kept = obstacles(rework.problem, rework.schedule, place, day)
    return OtherDate(day, False, kept, None if kept else rework.best(place, [day]))
