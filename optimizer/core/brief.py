"""A `Brief`: what reaching a goal costs, by when and at which pace, beside doing as now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from optimizer.core.answer import Question
from optimizer.core.outcome import Outcome

Kind = Literal["office", "practice", "plan"]

KINDS: tuple[Kind, ...] = ("office", "practice", "plan")


@dataclass(frozen=True)
class Course:
    """A course the office can take: its counter alone, its trips as now, or the plan.

    Attributes
    ----------
    people
        People served over the horizon, at the office and on trips.
    days
        Days of the horizon.
    team_days, rupiah
        Of the trips over the horizon.
    last_trip
        Last day of a trip; None without any.
    done
        When the goal is reached, by trips and counter together: the counter serves evenly over the
        horizon. Where that is after the horizon, at the pace kept over it (`reckoned`); None where nobody
        is served.
    path
        Dates with the people served by then, rising.
    """

    kind: Kind
    people: int
    days: int
    team_days: int
    rupiah: int
    last_trip: date | None
    done: date | None
    reckoned: bool
    path: tuple[tuple[date, int], ...]
    start: date

    @property
    def a_month(self) -> int:
        """People served in thirty days, on average until the goal is reached or the horizon ends."""
        return round(30 * self.people / max(1, self._busy))

    @property
    def needed(self) -> int:
        """Rupiah until the goal is reached; of the horizon, taken further in proportion to the days."""
        return self._until(self.rupiah)

    @property
    def needed_days(self) -> int:
        """Team-days until the goal is reached, likewise."""
        return self._until(self.team_days)

    @property
    def _busy(self) -> int:
        if self.done is None or self.reckoned:
            return self.days
        return (self.done - self.start).days + 1

    def _until(self, value: int) -> int:
        if self.done is None or not self.reckoned:
            return value
        return -(-value * ((self.done - self.start).days + 1) // max(1, self.days))


@dataclass(frozen=True)
class Month:
    """A month of the plan, by its first day: team-days, people the goal is about, and rupiah of its trips."""

    first: date
    team_days: int
    people: int
    rupiah: int


@dataclass(frozen=True)
class Booked:
    """A budget account with the rates booked on it, the rupiah of each, and its sum."""

    account: str
    rates: tuple[str, ...]
    rupiah: int


@dataclass(frozen=True)
class Published:
    """A published figure the case rests on."""

    id: str
    metric: str
    text: str
    unit: str
    source: str
    date: str


@dataclass(frozen=True)
class Brief:
    """The case for the trip.

    Attributes
    ----------
    kind, service, by
        What is asked, of which service (its name), and until when.
    already
        People who have had the service before the plan starts, where that is published; else 0.
    goal
        People still to be served, at the office and on trips.
    courses
        Office alone, trips as now, the plan.
    trips_per_week
        Trips a week the office makes now.
    months, accounts
        Of the plan; both add up to its cost.
    figures
        Published figures of the case.
    statements
        What the case takes for granted, in its own words.
    """

    outcome: Outcome
    kind: Question
    service: str
    by: date | None
    already: int
    goal: int
    courses: tuple[Course, ...]
    trips_per_week: int
    months: tuple[Month, ...]
    accounts: tuple[Booked, ...]
    figures: tuple[Published, ...]
    statements: tuple[str, ...]

    def course(self, kind: Kind) -> Course:
        """One of the courses."""
        return next(each for each in self.courses if each.kind == kind)
