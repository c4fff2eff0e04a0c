"""`Obstacle`: what keeps a place from being visited on a date, found by asking the referee."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

import numpy as np

from optimizer.core.access import reach
from optimizer.core.check import check_schedule
from optimizer.core.closures import closed_on
from optimizer.core.kits import stations_on
from optimizer.core.plan import Trip, Visit
from optimizer.core.problem import Problem, Slot
from optimizer.core.schedule import DatedTrip, Schedule
from optimizer.why.change import dated_trip

WORST_FIRST = (
    "open_dates", "access", "closed_roads", "kits", "one_team_a_place", "opening_hours", "drive_minutes",
    "work_minutes", "team_caps", "region_caps", "visits_per_place", "nights", "slot_once",
)  # fmt: skip
"""Rules as they are told: what nobody can change before what another plan could."""


@dataclass(frozen=True)
class Obstacle:
    """A reason by key (see the texts `why.no.…`) and what its sentence needs."""

    key: str
    values: dict[str, object] = field(default_factory=dict)


def obstacles(problem: Problem, schedule: Schedule, place: int, day: date) -> tuple[Obstacle, ...]:
    """Why a place cannot be visited on a date; empty where a team could go there for one person.

    Each team-day of the date is tried with nothing but one person of the place on it, beside what the other
    teams do on the date, and the referee says which rule that breaks.
    """
    slots = [slot for slot in problem.slots if slot.date == day]
    cells = np.flatnonzero((problem.cell_place == place) & (problem.expected > 0)).tolist()
    if not slots:
        return (_no_team(problem, day),)
    if not cells:
        return (Obstacle("nobody"),)
    rules = set[str]()
    for slot in slots:
        broken = [_broken(problem, schedule, slot, Visit(place, ((cell, 1),))) for cell in cells]
        if not all(broken):
            return ()
        rules |= set().union(*broken)
    if rules & {"open_dates", "access"}:
        return tuple(_barred(problem, place, cells, day)) or (Obstacle("access"),)
    return tuple(Obstacle(rule) for rule in WORST_FIRST if rule in rules)


def _no_team(problem: Problem, day: date) -> Obstacle:
    """Why no team goes out on a date at all."""
    off = next((off.reason for off in problem.calendar.off if off.date == day), None)
    if off is not None:
        return Obstacle("day_off", {"reason": off})
    if all(known.date != day for known in problem.calendar.days):
        return Obstacle("no_workday")
    by = problem.policy.deadline
    if by is not None and by < day:
        return Obstacle("after_deadline", {"by": by})
    if all(day in team.days_off for team in problem.region.teams):
        return Obstacle("teams_off")
    stations = stations_on(problem.region, day)
    if not any(stations[team.id] for team in problem.region.teams if day not in team.days_off):
        return Obstacle("no_kits")
    return Obstacle("no_slot")


def _broken(problem: Problem, schedule: Schedule, slot: Slot, visit: Visit) -> set[str]:
    """Rules that a team's trip to one place breaks on a date."""
    others = [dated for dated in schedule.trips if slot.date in dated.dates and dated.team != slot.team]
    if not problem.classes[slot.slot_class].allowed[visit.loads[0][0]]:
        return {"access"}  # without a road there is no clock to check
    trip = dated_trip(problem, slot.team, (slot.date,), Trip(slot.slot_class, ((visit,),)))
    faults = check_schedule(problem, Schedule(_in_order([*others, trip])))
    return {fault.rule for fault in faults if fault.rule != "budget"}


def _in_order(trips: list[DatedTrip]) -> tuple[DatedTrip, ...]:
    return tuple(sorted(trips, key=lambda dated: (dated.dates, dated.team)))


def _barred(problem: Problem, place: int, cells: list[int], day: date) -> Iterator[Obstacle]:
    """What bars a place on a date: its own dates and deadlines, the road, the signal."""
    about, region = problem.region.places[place], problem.region
    if about.opening is not None and not about.opening.on(day):
        yield Obstacle("shut")
    described = about.kind, about.kecamatan_code, about.code
    by = min((d.by for d in problem.policy.deadlines if d.holds(*described) and d.by < day), default=None)
    if by is not None:
        yield Obstacle("after_deadline", {"by": by})
    releases = [region.cells[cell].release for cell in cells]
    if all(release is not None and day < release for release in releases):
        yield Obstacle("not_yet", {"release": min(release for release in releases if release is not None)})
    dates, reached = reach(problem)
    if not reached[dates.index(day), place]:
        closed = [closure.link for closure in closed_on(region.closures, day)]
        yield Obstacle("road_closed", {"links": ", ".join(closed)}) if closed else Obstacle("no_road")
    needing = {service.code for service in region.services if service.needs_signal}
    if all(needing & set(region.cells[cell].services) for cell in cells) and about.signal != "ya":
        yield Obstacle("no_signal")
