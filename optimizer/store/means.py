"""Records of what a district goes out with: offices, teams, vehicles, kits, beds, slots and roads."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date

from optimizer.core.closures import closed_on
from optimizer.core.kits import works
from optimizer.core.problem import Problem
from optimizer.core.region import Region
from optimizer.core.schedule import DatedTrip
from optimizer.store import document as doc


def bases(region: Region) -> tuple[doc.BaseRecord, ...]:
    """Records of the offices."""
    return tuple(
        doc.BaseRecord(
            code=base.code, name=base.name, lat=base.lat, lon=base.lon, kecamatan_code=base.kecamatan_code
        )
        for base in region.bases
    )


def vehicles(region: Region) -> tuple[doc.VehicleRecord, ...]:
    """Records of the vehicles."""
    return tuple(
        doc.VehicleRecord(
            code=vehicle.code,
            name=vehicle.name,
            mode=vehicle.mode,
            hired=vehicle.hired,
            seats=vehicle.seats,
            millilitres=vehicle.millilitres,
        )
        for vehicle in region.vehicles
    )


def teams(region: Region) -> tuple[doc.TeamRecord, ...]:
    """Records of the teams."""
    return tuple(
        doc.TeamRecord(
            id=team.id,
            base=team.base,
            vehicle=team.vehicle,
            stations=team.stations,
            members=tuple(doc.MemberRecord(rank=rank, count=count) for rank, count in team.members),
            name=team.name,
            days_off=tuple(sorted(team.days_off)),
        )
        for team in region.teams
    )


def lodgings(region: Region) -> tuple[doc.LodgingRecord, ...]:
    """Records of the places where a team may sleep."""
    return tuple(
        doc.LodgingRecord(
            place=lodging.place,
            name=lodging.name,
            source=f"{lodging.source.text} ({lodging.source.date})",
            estimated=lodging.source.estimated,
        )
        for lodging in region.lodgings
    )


def kits(region: Region) -> tuple[doc.KitRecord, ...]:
    """Records of the kit inventory."""
    return tuple(
        doc.KitRecord(
            code=kit.code,
            status=kit.status,
            back=kit.back,
            where=kit.where,
            source=kit.source,
        )
        for kit in region.kits
    )


def kit_days(problem: Problem, dated: Sequence[DatedTrip]) -> tuple[doc.KitDayRecord, ...]:
    """Working kits and those in use, by working date; nothing without an inventory."""
    inventory, used = problem.region.kits, Counter[date]()
    for trip in dated:
        for day, slot_class in zip(trip.dates, trip.trip.classes, strict=True):
            used[day] += problem.classes[slot_class].stations
    return tuple(
        doc.KitDayRecord(
            date=day.date, working=sum(works(kit, day.date) for kit in inventory), used=used[day.date]
        )
        for day in (problem.calendar.days if inventory else ())
    )


def slots(problem: Problem, dated: Sequence[DatedTrip]) -> tuple[doc.SlotRecord, ...]:
    """Records of the slots, used or not."""
    used = {(trip.team, day) for trip in dated for day in trip.dates}
    return tuple(
        doc.SlotRecord(
            team=slot.team,
            date=slot.date,
            work_minutes=problem.classes[slot.slot_class].work_minutes,
            road_state=problem.classes[slot.slot_class].layer[1],
            used=(slot.team, slot.date) in used,
            stations=problem.classes[slot.slot_class].stations,
        )
        for slot in problem.slots
    )


def closures(problem: Problem) -> tuple[doc.ClosureRecord, ...]:
    """Records of the closures in force on some working date of the horizon."""
    names = {link.id: link.name for link in problem.region.links}
    held = {c for day in problem.calendar.days for c in closed_on(problem.region.closures, day.date)}
    return tuple(
        doc.ClosureRecord(
            link=closure.link,
            name=names.get(closure.link, ""),
            from_=closure.start,
            to=closure.end,
            modes=closure.modes,
            confidence=closure.confidence,
            source=closure.source,
        )
        for closure in dict.fromkeys(c for c in problem.region.closures if c in held)
    )
