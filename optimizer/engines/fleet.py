"""The fleet a router may use: slots as vehicles, with the minutes and the rupiah of their days."""

from __future__ import annotations

from dataclasses import dataclass

from optimizer.core.problem import Problem
from optimizer.engines.day import limit
from optimizer.engines.parcels import Parcel
from optimizer.engines.price import day_cost, short_minutes

SPARE_SHARE = 1.25
"""Slots are plentiful when they exceed the team-days estimated by this factor."""

MANY_STOPS = 3.5
"""Parcels a team-day from which days hold many stops."""

SPARE_DAYS = 3
"""Long days offered beyond those that some parcel cannot do without."""


@dataclass(frozen=True)
class Vehicle:
    """One slot offered to the router.

    `minutes` is what its work may take and `fixed` its day's rupiah; beyond `soft_minutes` each
    minute costs `soft_rupiah` more (the dearer duration class, spread over the minutes it adds).
    """

    slot_class: int
    minutes: int
    fixed: int
    soft_minutes: int | None = None
    soft_rupiah: int = 0


def team_days_needed(problem: Problem, parcels: tuple[Parcel, ...]) -> float:
    """Team-days that all parcels would take, each with its share of the drive out and back.

    An estimate, not a bound: a parcel takes the share of a day that it fills after driving there.
    """
    if not problem.classes:
        return 0.0
    days, most = 0.0, [short_minutes(problem, k) or limit(problem, k) for k in range(len(problem.classes))]
    for parcel in parcels:
        able = [k for k in range(len(most)) if _allows(problem, parcel, k)]
        days += min((_share_of_day(problem, parcel, k, most[k]) for k in able), default=1.0)
    return days


def plentiful(problem: Problem, parcels: tuple[Parcel, ...]) -> bool:
    """Whether there are clearly more slots than all parcels need."""
    return len(problem.slots) >= SPARE_SHARE * team_days_needed(problem, parcels)


def many_stops(problem: Problem, parcels: tuple[Parcel, ...]) -> bool:
    """Whether a team-day holds many parcels on average, so that no list holds all that a day can be."""
    return len(parcels) >= MANY_STOPS * max(1.0, team_days_needed(problem, parcels))


def fleet(problem: Problem, parcels: tuple[Parcel, ...]) -> tuple[Vehicle, ...]:
    """The vehicles to offer.

    Where slots are plentiful the router should choose each day's duration class by its cost: slots
    are short days, apart from as many long ones as there are parcels that fit no short day. Where
    they are scarce every slot is one vehicle that may grow into the longer class at its price.
    """
    if not plentiful(problem, parcels):
        return tuple(_growing(problem, slot.slot_class) for slot in problem.slots)
    vehicles: list[Vehicle] = []
    for k, long in enumerate(_long_days(problem, parcels)):
        short, slots = short_minutes(problem, k), problem.slots_of(k)
        most = Vehicle(k, limit(problem, k), day_cost(problem, k, "over_8h" if short else "up_to_8h"))
        if short is None:
            vehicles += [most] * slots
        else:
            vehicles += [Vehicle(k, short, day_cost(problem, k, "up_to_8h"))] * (slots - long) + [most] * long
    return tuple(vehicles)


def stay(problem: Problem, parcel: Parcel, slot_class: int) -> int:
    """Minutes of setting up and serving a parcel on its own."""
    minutes = sum(people * int(problem.cell_minutes[cell]) for cell, people in parcel.loads)
    return int(problem.setup[parcel.place]) + -(-minutes // problem.classes[slot_class].stations)


def _growing(problem: Problem, slot_class: int) -> Vehicle:
    most, short = limit(problem, slot_class), short_minutes(problem, slot_class)
    fixed = day_cost(problem, slot_class, "up_to_8h")
    if short is None:
        return Vehicle(slot_class, most, fixed)
    extra = day_cost(problem, slot_class, "over_8h") - fixed
    return Vehicle(slot_class, most, fixed, short, -(-extra // (most - short)))


def _way(problem: Problem, parcel: Parcel, slot_class: int) -> int:
    layer, base = problem.layer(slot_class), problem.classes[slot_class].base
    there = int(problem.place_location[parcel.place])
    return int(layer.minutes[base, there]) + int(layer.minutes[there, base])


def _long_days(problem: Problem, parcels: tuple[Parcel, ...]) -> list[int]:
    """Long days to offer per slot class: one for each parcel that fits no short day, and some to spare.

    Such a parcel is given to the class that has most slots left among those with a day long enough.
    """
    free = [problem.slots_of(k) for k in range(len(problem.classes))]
    short = [short_minutes(problem, k) or limit(problem, k) for k in range(len(free))]
    long = [0] * len(free)
    for parcel in parcels:
        able = [k for k in range(len(free)) if _takes(problem, parcel, k, limit(problem, k))]
        if any(_takes(problem, parcel, k, short[k]) for k in able):
            continue
        best = max((k for k in able), key=lambda k: free[k] - long[k], default=None)
        if best is not None:
            long[best] += 1
    return [min(slots, days + SPARE_DAYS if days else 0) for slots, days in zip(free, long, strict=True)]


def _takes(problem: Problem, parcel: Parcel, slot_class: int, minutes: int) -> bool:
    """Whether a day of the class and so many minutes can serve the parcel alone."""
    work = _way(problem, parcel, slot_class) + stay(problem, parcel, slot_class)
    return work <= minutes and _allows(problem, parcel, slot_class)


def _allows(problem: Problem, parcel: Parcel, slot_class: int) -> bool:
    allowed = problem.classes[slot_class].allowed
    return all(allowed[cell] for cell, _ in parcel.loads)


def _share_of_day(problem: Problem, parcel: Parcel, slot_class: int, minutes: int) -> float:
    """What a parcel takes of a day: of its minutes or of what a cap leaves, whichever is more."""
    room = minutes - _way(problem, parcel, slot_class)
    shares = [stay(problem, parcel, slot_class) / room if room > 0 else 1.0]
    for cap in problem.caps:
        people = sum(count for cell, count in parcel.loads if cap.cells[cell])
        shares.append(people / max(1, cap.per_trip))
    return min(1.0, max(shares))
