"""`Effort`: what trips take, in whole numbers; every cost is a rate on one of these numbers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, TypeVar

import numpy as np
from numpy.typing import NDArray

DurationClass = Literal["up_to_8h", "over_8h", "overnight"]
DURATION_CLASSES: tuple[DurationClass, ...] = ("up_to_8h", "over_8h", "overnight")
EIGHT_HOURS = 480

K = TypeVar("K")
Metres = TypeVar("Metres", int, NDArray[np.int64])


@dataclass(frozen=True)
class Effort:
    """What one trip, or a sum of trips, takes.

    Attributes
    ----------
    metres
        Metres driven.
    kilometres
        Whole kilometres claimed, rounded up once per trip, by vehicle code.
    litres
        Whole litres of fuel, rounded up once per trip, by vehicle code.
    vehicle_days
        Days a vehicle is out, by vehicle code.
    person_days
        Days of members out, by (rank, duration class of the day).
    person_nights
        Nights of members out, by rank.
    person_trips
        Members going out, once a trip, where they are paid transport money, by vehicle code.
    team_days, visits
        Days of teams out; places visited.
    people
        People served, by service.
    """

    metres: int = 0
    team_days: int = 0
    visits: int = 0
    kilometres: Mapping[str, int] = field(default_factory=dict)
    litres: Mapping[str, int] = field(default_factory=dict)
    vehicle_days: Mapping[str, int] = field(default_factory=dict)
    person_days: Mapping[tuple[str, DurationClass], int] = field(default_factory=dict)
    person_nights: Mapping[str, int] = field(default_factory=dict)
    people: Mapping[str, int] = field(default_factory=dict)
    person_trips: Mapping[str, int] = field(default_factory=dict)


def driven(metres: Metres, millilitres: int) -> tuple[Metres, Metres]:
    """Whole kilometres and litres claimed for a trip of so many metres, or for each of some, rounded up once.

    `millilitres` is the fuel for one kilometre.
    """
    return -(-metres // 1000), -(-metres * millilitres // 10**6)


def total(efforts: Iterable[Effort]) -> Effort:
    """The sum of `efforts`, field by field."""
    efforts = tuple(efforts)
    return Effort(
        metres=sum(e.metres for e in efforts),
        team_days=sum(e.team_days for e in efforts),
        visits=sum(e.visits for e in efforts),
        kilometres=_sum(e.kilometres for e in efforts),
        litres=_sum(e.litres for e in efforts),
        vehicle_days=_sum(e.vehicle_days for e in efforts),
        person_days=_sum(e.person_days for e in efforts),
        person_nights=_sum(e.person_nights for e in efforts),
        people=_sum(e.people for e in efforts),
        person_trips=_sum(e.person_trips for e in efforts),
    )


Part = tuple[str, ...]
"""A number of an `Effort` that a rate can be on: its field, and the code, rank or (rank, class) it counts."""

PAID = (
    "person_days", "person_nights", "person_trips", "vehicle_days", "litres", "kilometres", "team_days",
    "visits", "people",
)  # fmt: skip
"""Fields of `Effort` that rates are on."""


def parts(effort: Effort) -> dict[Part, int]:
    """`effort` taken apart into the numbers that rates are on, in the order of `PAID`."""
    found: dict[Part, int] = {}
    for name in PAID:
        value = getattr(effort, name)
        if isinstance(value, int):
            found[name,] = value
        else:
            found |= {(name, *((key,) if isinstance(key, str) else key)): n for key, n in value.items()}
    return found


def one(part: Part) -> Effort:
    """The effort of a single unit of `part` and nothing else."""
    name, *keys = part
    value: Any = 1 if not keys else {keys[0] if len(keys) == 1 else tuple(keys): 1}
    fields: dict[str, Any] = {name: value}
    return Effort(**fields)


def _sum(counts: Iterable[Mapping[K, int]]) -> dict[K, int]:
    summed: Counter[K] = Counter()
    for count in counts:
        summed.update(count)
    return {key: summed[key] for key in sorted(summed, key=str)}
