"""What a planner should know about settings that are allowed, but leave something unpaid or unused."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from optimizer.core.effort import DURATION_CLASSES, Effort
from optimizer.core.region import Region, Vehicle
from optimizer.core.tariff import Driver, Tariff, cost
from optimizer.errors import Message
from optimizer.settings.model import Settings


def doubts(settings: Settings, region: Region, tariff: Tariff) -> tuple[Message, ...]:
    """Warnings about the tariff and the nights out of a region's settings, none where all is well."""
    return (
        *_vehicles(region, tariff),
        *_longer_for_less(region, tariff),
        *_never_counted(settings, tariff),
        *_nights(settings, region, tariff),
    )


def _vehicles(region: Region, tariff: Tariff) -> Iterator[Message]:
    """Vehicles of teams that cost nothing to drive: own ones without fuel, hired ones without rent."""
    used = {team.vehicle for team in region.teams}
    for vehicle in region.vehicles:
        if vehicle.code not in used:
            continue
        values = {"tariff": tariff.name, "vehicle": vehicle.name}
        if vehicle.hired and not _priced(tariff, "vehicle_days", vehicle):
            yield Message("settings.warn_no_rent", values)
        if not vehicle.hired and not (vehicle.millilitres and _priced(tariff, "litres", vehicle)):
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
