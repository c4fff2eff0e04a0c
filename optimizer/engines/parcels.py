"""Parcels: each place's people cut into loads that one team-day can serve."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from optimizer.core.effort import EIGHT_HOURS, DurationClass, Effort
from optimizer.core.pose import stay_minutes
from optimizer.core.problem import Problem
from optimizer.core.tariff import cost


@dataclass(frozen=True)
class Parcel:
    """People of one place served together: (cell, people) pairs."""

    place: int
    loads: tuple[tuple[int, int], ...]


def cut(problem: Problem) -> tuple[Parcel, ...]:
    """Cut every servable place's people into parcels.

    A place gets at most its allowed visits, each a full load of the shortest kind of day with which
    they suffice (a shorter day is cheaper), the last one the remainder. Also under `split`: cut finer,
    the router ends 3 to 6 % dearer in the same time (measured on the main case).
    """
    parcels: list[Parcel] = []
    for place in range(problem.places):
        kinds = _kinds_of_day(problem, place)
        if kinds:
            parcels += _cut_place(problem, place, kinds)
    return tuple(parcels)


def day_cost(problem: Problem, slot_class: int, duration: DurationClass) -> int:
    """Rupiah of sending a team out for a day of that duration, before any kilometre or person."""
    slots = problem.classes[slot_class]
    effort = Effort(
        team_days=1,
        vehicle_days={slots.vehicle: 1},
        person_days={(rank, duration): count for rank, count in slots.crew},
    )
    return cost(problem.tariff, effort)


def short_minutes(problem: Problem, slot_class: int) -> int | None:
    """Work minutes that keep a day within eight hours, where that is cheaper; else None."""
    slots = problem.classes[slot_class]
    minutes = EIGHT_HOURS - slots.pause_minutes
    dearer = day_cost(problem, slot_class, "over_8h") > day_cost(problem, slot_class, "up_to_8h")
    return minutes if dearer and minutes < slots.work_minutes + problem.policy.overtime_minutes else None


def _kinds_of_day(problem: Problem, place: int) -> list[tuple[int, int]]:
    """(serving minutes × stations at the place, class) per kind of day, shortest first."""
    kinds = set()
    for k, slots in enumerate(problem.classes):
        cells = (problem.cell_place == place) & slots.allowed & (problem.expected > 0)
        minutes = stay_minutes(problem, place, k)
        if not cells.any() or minutes <= 0:
            continue
        kinds.add((minutes * slots.stations, k))
        short = short_minutes(problem, k)
        if short is not None:
            saved = slots.work_minutes + problem.policy.overtime_minutes - short
            if minutes > saved:
                kinds.add(((minutes - saved) * slots.stations, k))
    return sorted(kinds)


def _cut_place(problem: Problem, place: int, kinds: list[tuple[int, int]]) -> list[Parcel]:
    visits = int(problem.max_visits[place])
    loads: list[dict[int, int]] = []
    for capacity, slot_class in kinds:
        loads = _loads(problem, place, slot_class, capacity)
        if len(loads) <= visits:
            break
    return [Parcel(place, tuple(sorted(load.items()))) for load in loads[:visits]]


def _loads(problem: Problem, place: int, slot_class: int, capacity: int) -> list[dict[int, int]]:
    """Fill loads one after the other with the place's people, longest sitting first."""
    allowed = problem.classes[slot_class].allowed
    cells = np.flatnonzero((problem.cell_place == place) & allowed & (problem.expected > 0))
    left = {int(c): int(problem.expected[c]) for c in cells}
    order = sorted(left, key=lambda c: (-int(problem.cell_minutes[c]), c))
    loads: list[dict[int, int]] = []
    while any(left.values()):
        load, room = dict[int, int](), capacity
        for cell in order:
            people = min(left[cell], room // int(problem.cell_minutes[cell]))
            for cap in problem.caps:
                if cap.cells[cell]:
                    people = min(people, cap.people - sum(n for c, n in load.items() if cap.cells[c]))
            if people > 0:
                load[cell] = people
                left[cell] -= people
                room -= people * int(problem.cell_minutes[cell])
        if not load:
            break
        loads.append(load)
    return loads
