"""A `Tariff`: rates on fields of `Effort`; the one place where effort becomes rupiah."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from optimizer.core.effort import DurationClass, Effort

Driver = Literal[
    "kilometres",
    "litres",
    "vehicle_days",
    "person_days",
    "person_nights",
    "person_trips",
    "team_days",
    "visits",
    "people",
]


@dataclass(frozen=True)
class Rate:
    """One line of a tariff: `rupiah` per unit of a field of `Effort` (the `driver`).

    `only` narrows the driver: vehicle codes, ranks, duration classes or services, by what the driver
    counts; an empty tuple means all. `funding` names the source of the money. `assumption` says what the
    rate takes for granted beyond its source, such as which allowance a night inside the district is paid by.

    `verified` says that the office has checked the rate against its own regulation; `verified_by` is the
    role that did, `verified_on` the date. `most_per_month` caps what one person may be paid of the rate in
    a calendar month, in units of a driver that counts persons' days or nights. The cap changes no cost: a
    price that depended on what else a person does that month would not add up trip by trip, which engines,
    referee and papers rely on. `optimizer.core.budget.excesses` lists what lies above it.
    """

    item: str
    name: str
    account: str
    driver: Driver
    unit: str
    rupiah: int
    legal_basis: str
    year: int
    source: str
    verified: bool
    ranks: tuple[str, ...] = ()
    duration_classes: tuple[DurationClass, ...] = ()
    vehicles: tuple[str, ...] = ()
    services: tuple[str, ...] = ()
    funding: str = ""
    assumption: str = ""
    verified_by: str = ""
    verified_on: date | None = None
    most_per_month: int | None = None


@dataclass(frozen=True)
class Tariff:
    """All rates of a district for a year; `accounts` names the budget accounts they are booked on."""

    code: str
    name: str
    rates: tuple[Rate, ...]
    accounts: tuple[tuple[str, str], ...] = ()

    @property
    def verified(self) -> bool:
        """Whether every rate has been verified."""
        return all(rate.verified for rate in self.rates)


def quantity(rate: Rate, effort: Effort) -> int:
    """Units of `effort` to which `rate` applies."""
    if rate.driver == "team_days":
        return effort.team_days
    if rate.driver == "visits":
        return effort.visits
    if rate.driver == "people":
        return _matching(effort.people, rate.services)
    if rate.driver == "kilometres":
        return _matching(effort.kilometres, rate.vehicles)
    if rate.driver == "litres":
        return _matching(effort.litres, rate.vehicles)
    if rate.driver == "vehicle_days":
        return _matching(effort.vehicle_days, rate.vehicles)
    if rate.driver == "person_trips":
        return _matching(effort.person_trips, rate.vehicles)
    if rate.driver == "person_nights":
        return _matching(effort.person_nights, rate.ranks)
    return sum(
        count
        for (rank, duration), count in effort.person_days.items()
        if (not rate.ranks or rank in rate.ranks)
        and (not rate.duration_classes or duration in rate.duration_classes)
    )


def cost(tariff: Tariff, effort: Effort) -> int:
    """Whole rupiah of `effort`: the sum over rates of rupiah × quantity, exact and additive."""
    return sum(rate.rupiah * quantity(rate, effort) for rate in tariff.rates)


def _matching(counts: Mapping[str, int], keys: tuple[str, ...]) -> int:
    return sum(count for key, count in counts.items() if not keys or key in keys)
