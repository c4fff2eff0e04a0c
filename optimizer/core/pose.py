"""Compile a region, its travel, calendar, tariff and policy into a `Problem`."""

from __future__ import annotations

from datetime import date
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from optimizer.core.apportion import expected_people
from optimizer.core.bins import fewest_bins
from optimizer.core.calendar import Calendar, WorkDay
from optimizer.core.policy import WEIGHT_SCALE, Policy
from optimizer.core.problem import Problem, ServiceCap, Slot, SlotClass
from optimizer.core.region import Region, Team
from optimizer.core.tariff import Tariff
from optimizer.core.travel import UNREACHABLE, Travel

ACCESS_HOURS = 2
"""Driving time beyond which the access weight grows no further (the farthest kecamatan)."""

Scalar = TypeVar("Scalar", bound=np.generic)


def pose(region: Region, travel: Travel, calendar: Calendar, tariff: Tariff, policy: Policy) -> Problem:
    """Compile the planning problem.

    Slots are team × working date; slots that differ in nothing an engine can use share a class. A
    place may be visited m times under `fewest`: the fewest visits that can serve all its people,
    given the largest capacity over its permitted classes (DESIGN: "Policy fewest").
    """
    location = {code: index for index, code in enumerate(travel.ids)}
    place_index = {place.code: index for index, place in enumerate(region.places)}
    services = {service.code: service for service in region.services}
    place_location = np.array([location[place.code] for place in region.places], dtype=np.int32)
    setup_of = dict(policy.setup_minutes)
    setup = np.array([setup_of[place.kind] for place in region.places], dtype=np.int32)
    cell_place = np.array([place_index[cell.place] for cell in region.cells], dtype=np.int32)
    cell_minutes = np.array(
        [sum(services[s].minutes for s in cell.services) for cell in region.cells], dtype=np.int32
    )
    available = np.array(
        [max(0, cell.waiting + cell.inflow - cell.office) for cell in region.cells], dtype=np.int32
    )
    expected = expected_people(available, policy.turnout_percent)
    weight = _weights(region, travel, policy, place_location)
    values = np.array([sum(services[s].value for s in c.services) for c in region.cells], dtype=np.int32)
    caps = tuple(
        ServiceCap(
            service.code,
            _frozen(np.array([service.code in cell.services for cell in region.cells])),
            service.cap.people,
            service.cap.per == "region_day",
        )
        for service in region.services
        if service.cap
    )
    classes, slots = _slots(region, travel, calendar, policy, place_location, cell_place)
    problem = Problem(
        region=region,
        travel=travel,
        calendar=calendar,
        tariff=tariff,
        policy=policy,
        place_location=_frozen(place_location),
        setup=_frozen(setup),
        weight=_frozen(weight),
        cell_place=_frozen(cell_place),
        cell_minutes=_frozen(cell_minutes),
        cell_weight=_frozen(values * weight[cell_place]),
        available=_frozen(available),
        expected=_frozen(expected),
        max_visits=np.empty(0, dtype=np.int32),
        caps=caps,
        classes=classes,
        slots=slots,
    )
    return problem.replace(max_visits=_frozen(_max_visits(problem)))


def _frozen(array: NDArray[Scalar]) -> NDArray[Scalar]:
    array.setflags(write=False)
    return array


def _weights(
    region: Region, travel: Travel, policy: Policy, place_location: NDArray[np.int32]
) -> NDArray[np.int32]:
    """Weight of a person at each place, in hundredths: 1 plus the access part (`Policy`)."""
    first_layer = next(iter(travel.layers.values()))
    minutes = first_layer.minutes[: len(region.bases), place_location].min(axis=0).astype(np.int64)
    hours = np.minimum(minutes, 60 * ACCESS_HOURS)
    weights: NDArray[np.int32] = (WEIGHT_SCALE + policy.access_weight * hours // 60).astype(np.int32)
    return weights


def _slots(
    region: Region,
    travel: Travel,
    calendar: Calendar,
    policy: Policy,
    place_location: NDArray[np.int32],
    cell_place: NDArray[np.int32],
) -> tuple[tuple[SlotClass, ...], tuple[Slot, ...]]:
    """The slots of the calendar, in order of date and team, and their classes."""
    modes = {vehicle.code: vehicle.mode for vehicle in region.vehicles}
    signal_ok = _signal_allowed(region, policy)
    classes: list[SlotClass] = []
    known: dict[tuple[object, ...], int] = {}
    slots: list[Slot] = []
    for day in calendar.days:
        for team in region.teams:
            late = policy.deadline is not None and day.date > policy.deadline
            if late or day.date in team.days_off:
                continue
            key = _signature(team, day, modes[team.vehicle])
            if key not in known:
                known[key] = len(classes)
                layer, base = (modes[team.vehicle], day.road_state), travel.ids.index(team.base)
                matrix = travel.layers[layer].minutes
                way = matrix[base, place_location].astype(np.int64) + matrix[place_location, base]
                allowed = (way < UNREACHABLE)[cell_place] & signal_ok
                classes.append(
                    SlotClass(
                        layer, base, day.start, day.pause, day.work_minutes, team.stations,
                        team.vehicle, team.members, _frozen(allowed),
                    )
                )  # fmt: skip
            slots.append(Slot(team.id, day.date, known[key]))
    return tuple(classes), tuple(slots)


def _signature(team: Team, day: WorkDay, mode: str) -> tuple[object, ...]:
    """What makes two slots interchangeable."""
    return (
        team.base, team.vehicle, team.stations, team.members,
        mode, day.road_state, day.start, day.end, day.pause,
    )  # fmt: skip


def _signal_allowed(region: Region, policy: Policy) -> NDArray[np.bool_]:
    """Whether each cell's place has the signal its services need."""
    needs = {service.code for service in region.services if service.needs_signal}
    signal = {place.code: place.signal for place in region.places}
    good = {"ya", "tidak_diketahui"} if policy.unknown_signal else {"ya"}
    return np.array(
        [signal[c.place] in good or not needs.intersection(c.services) for c in region.cells], dtype=bool
    )


def _max_visits(problem: Problem) -> NDArray[np.int32]:
    """Visits allowed per place: the fewest that serve its people, or one a date (`split`).

    Never more than the dates on which a team can come, as no place has two teams on one date.
    """
    dates: list[set[date]] = [set() for _ in problem.classes]
    for slot in problem.slots:
        dates[slot.slot_class].add(slot.date)
    most = np.ones(problem.places, dtype=np.int32)
    for place in range(problem.places):
        needed = [visits_needed(problem, place, k) for k in range(len(problem.classes))]
        able = [k for k, n in enumerate(needed) if n is not None]
        open_dates = len(set[date]().union(*(dates[k] for k in able)))
        fewest = min((n for n in needed if n is not None), default=1)
        most[place] = max(1, open_dates if problem.policy.visits == "split" else min(fewest, open_dates))
    return most


def visits_needed(problem: Problem, place: int, slot_class: int) -> int | None:
    """Fewest single-stop trips of a class that serve all people expected at `place`.

    None where the class cannot serve anyone there; people whose sitting is longer than the class's
    day allows are left out. Whole people have to fit into each day's minutes and caps, so this packs
    them: exact for one or two kinds of sitting, and never too few for more.
    """
    slots = problem.classes[slot_class]
    capacity = stay_minutes(problem, place, slot_class) * slots.stations
    able = (problem.cell_place == place) & slots.allowed & (problem.expected > 0)
    able &= problem.cell_minutes <= capacity
    for cap in problem.caps:
        able &= ~cap.cells | (cap.people > 0)
    cells = np.flatnonzero(able)
    if not len(cells):
        return None
    caps = [(cap.cells[cells], cap.people) for cap in problem.caps if cap.cells[cells].any()]
    people, minutes = problem.expected[cells], problem.cell_minutes[cells]
    return fewest_bins(people.astype(np.int64), minutes.astype(np.int64), capacity, caps)


def stay_minutes(problem: Problem, place: int, slot_class: int) -> int:
    """Minutes left for serving on a single-stop trip of a class to `place`; may be negative."""
    slots, layer = problem.classes[slot_class], problem.layer(slot_class)
    there, base = int(problem.place_location[place]), slots.base
    drive = int(layer.minutes[base, there]) + int(layer.minutes[there, base])
    limit = problem.policy.max_drive_minutes
    if drive >= UNREACHABLE or (limit is not None and drive > limit):
        return -1
    return slots.work_minutes + problem.policy.overtime_minutes - drive - int(problem.setup[place])
