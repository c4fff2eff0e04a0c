"""The figures of a cost plan: lines by account, trips by account and kecamatan, all in whole numbers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from optimizer.core.budget import Line, Share, shares
from optimizer.core.effort import DURATION_CLASSES, PAID, Part, one, parts, total
from optimizer.core.outcome import Outcome
from optimizer.core.schedule import DatedTrip
from optimizer.core.tariff import Rate, quantity


@dataclass(frozen=True)
class Entry:
    """One trip: what it takes by part of its effort, rupiah by account, and its kecamatan."""

    trip: DatedTrip
    counts: Mapping[Part, int]
    accounts: Mapping[str, int]
    shares: tuple[Share, ...]

    @property
    def people(self) -> int:
        """Persons served, each counted once."""
        return sum(share.people for share in self.shares)

    @property
    def month(self) -> date:
        """First day of the month in which the trip starts, the month it is booked in."""
        return self.trip.dates[0].replace(day=1)


@dataclass(frozen=True)
class Ledger:
    """A cost plan.

    Attributes
    ----------
    lines
        The budget's lines by account, those with a quantity only.
    names
        Names of the accounts, where the tariff gives them.
    parts
        Parts of effort that some line is paid on.
    entries
        The trips in the schedule's order.
    """

    lines: Mapping[str, tuple[Line, ...]]
    names: Mapping[str, str]
    parts: tuple[Part, ...]
    entries: tuple[Entry, ...]

    @property
    def amount(self) -> int:
        """Rupiah of all lines."""
        return sum(line.amount for lines in self.lines.values() for line in lines)

    @property
    def people(self) -> int:
        """Persons served on all trips."""
        return sum(entry.people for entry in self.entries)

    def paid(self, rate: Rate) -> tuple[Part, ...]:
        """The parts that `rate` is paid on."""
        return tuple(part for part in self.parts if quantity(rate, one(part)))


def ledger_of(outcome: Outcome) -> Ledger:
    """The cost plan of an outcome."""
    problem, trips, budget = outcome.problem, outcome.schedule.trips, outcome.budget
    accounts = sorted({line.rate.account for line in budget.lines})
    whole = parts(total(trip.effort for trip in trips))
    used = tuple(
        part
        for part, count in whole.items()
        if count and any(quantity(line.rate, one(part)) for line in budget.lines)
    )
    return Ledger(
        lines={a: tuple(line for line in budget.lines if line.rate.account == a) for a in accounts},
        names=dict(problem.tariff.accounts),
        parts=tuple(sorted(used, key=_order)),
        entries=tuple(
            Entry(
                trip,
                {part: count for part, count in parts(trip.effort).items() if part in used},
                {a: _paid(trip, a, budget.lines) for a in accounts},
                shares(problem, trip),
            )
            for trip in trips
        ),
    )


def _order(part: Part) -> tuple[object, ...]:
    """By driver, then code or rank, then the shorter days first."""
    driver, *keys = part
    days = [DURATION_CLASSES.index(key) for key in DURATION_CLASSES if key in keys]
    return PAID.index(driver), [key for key in keys if key not in DURATION_CLASSES], days


def _paid(trip: DatedTrip, account: str, lines: tuple[Line, ...]) -> int:
    """Rupiah of a trip booked on an account."""
    rates = (line.rate for line in lines if line.rate.account == account)
    return sum(rate.rupiah * quantity(rate, trip.effort) for rate in rates)
