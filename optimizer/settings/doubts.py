"""What a planner should know about settings that are allowed, but leave something unpaid or unused."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import combinations, pairwise

from optimizer.core.effort import DURATION_CLASSES, Effort
from optimizer.core.region import Region, Vehicle
from optimizer.core.tariff import Driver, Rate, Tariff, cost
from optimizer.errors import Message
from optimizer.settings.model import Settings


def doubts(
    settings: Settings, region: Region, tariff: Tariff, start: date | None = None
) -> tuple[Message, ...]:
    """Warnings about the tariff and the nights out of a region's settings, none where all is well.

    With `start`, the first day planned, rates of an earlier year are among them.
    """
    return (
        *_vehicles(region, tariff),
        *_longer_for_less(region, tariff),
        *_of_another_year(tariff, start),
        *_nothing(tariff),
        *_paid_twice(tariff),
        *_never_counted(settings, tariff),
        *_nights(settings, region, tariff),
    )


def _vehicles(region: Region, tariff: Tariff) -> Iterator[Message]:
    """Vehicles of teams that cost nothing: own ones without fuel, hired ones without rent, others' unpaid."""
    used = {team.vehicle for team in region.teams}
    for vehicle in region.vehicles:
        if vehicle.code not in used:
            continue
        values = {"tariff": tariff.name, "vehicle": vehicle.name}
        if vehicle.hired and not _priced(tariff, "vehicle_days", vehicle):
            yield Message("settings.warn_no_rent", values)
        if vehicle.transport_money and not _priced(tariff, "person_trips", vehicle):
            yield Message("tariff.warn_no_transport", values)
        owned = not vehicle.hired and not vehicle.transport_money
        if owned and not (vehicle.millilitres and _priced(tariff, "litres", vehicle)):
            yield Message("settings.warn_no_fuel", values)


def _priced(tariff: Tariff, driver: Driver, vehicle: Vehicle) -> bool:
    return any(
        rate.driver == driver and rate.rupiah and (not rate.vehicles or vehicle.code in rate.vehicles)
        for rate in tariff.rates
    )


def _longer_for_less(region: Region, tariff: Tariff) -> Iterator[Message]:
    """Ranks whose day of a longer duration class is paid less than one of the next shorter class."""
    for rank in _ranks(region):
        rupiah = {name: cost(tariff, Effort(person_days={(rank, name): 1})) for name in DURATION_CLASSES}
        for shorter, longer in pairwise(DURATION_CLASSES):
            if rupiah[longer] < rupiah[shorter]:
                values = {"longer": rupiah[longer], "shorter": rupiah[shorter]}
                key = f"settings.warn_cheaper_{longer}"
                yield Message(key, {"tariff": tariff.name, "rank": rank, **values})


def _of_another_year(tariff: Tariff, start: date | None) -> Iterator[Message]:
    """Rates of a year before the one planned."""
    old = [rate for rate in tariff.rates if start is not None and rate.year < start.year]
    if old and start is not None:
        items, years = ", ".join(rate.item for rate in old), sorted({str(rate.year) for rate in old})
        values = {"tariff": tariff.name, "items": items, "years": ", ".join(years), "year": str(start.year)}
        yield Message("tariff.warn_old", values)


def _nothing(tariff: Tariff) -> Iterator[Message]:
    """Rates of 0 rupiah: still to be filled in."""
    if free := [rate.item for rate in tariff.rates if not rate.rupiah]:
        yield Message("tariff.warn_zero", {"tariff": tariff.name, "items": ", ".join(free)})


def _paid_twice(tariff: Tariff) -> Iterator[Message]:
    """Pairs of rates on one account that count the same thing of the same people or vehicles."""
    for first, second in combinations(tariff.rates, 2):
        if (first.account, first.driver) == (second.account, second.driver) and _overlap(first, second):
            values = {"tariff": tariff.name, "first": first.item, "second": second.item}
            yield Message("tariff.warn_twice", {**values, "account": first.account})


def _overlap(first: Rate, second: Rate) -> bool:
    narrowed = ("ranks", "duration_classes", "vehicles", "services")
    both = ((set(getattr(first, name)), set(getattr(second, name))) for name in narrowed)
    return all(not a or not b or a & b for a, b in both)


def _never_counted(settings: Settings, tariff: Tariff) -> Iterator[Message]:
    """Lines narrowed to vehicles, ranks or services that the settings do not have."""
    known = {vehicle.code for vehicle in settings.region.vehicles} | set(settings.region.ranks)
    known |= {service.code for service in settings.region.services}
    for rate in tariff.rates:
        strange = [name for name in (*rate.vehicles, *rate.ranks, *rate.services) if name not in known]
        if strange:
            values = {"tariff": tariff.name, "item": rate.item, "names": ", ".join(strange)}
            yield Message("settings.warn_unknown_in_tariff", values)


def _nights(settings: Settings, region: Region, tariff: Tariff) -> Iterator[Message]:
    """Where nights are allowed: no lodging, lodgings nobody has confirmed, nights nobody pays."""
    most = settings.policy.max_nights
    if not most:
        return
    if not region.lodgings:
        yield Message("settings.warn_no_lodging", {"nights": most})
        return
    if estimated := sum(lodging.source.estimated for lodging in region.lodgings):
        values = {"estimated": estimated, "lodgings": len(region.lodgings)}
        yield Message("settings.warn_lodging_estimated", values)
    unpaid = [rank for rank in _ranks(region) if not cost(tariff, Effort(person_nights={rank: 1}))]
    if unpaid:
        yield Message("settings.warn_unpaid_nights", {"tariff": tariff.name, "rank": ", ".join(unpaid)})


def _ranks(region: Region) -> list[str]:
    """Ranks of the members of all teams, in the order met."""
    return list(dict.fromkeys(rank for team in region.teams for rank, _ in team.members))
