"""`Effort`: what trips take, in whole numbers; every cost is a rate on one of these numbers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeVar

DurationClass = Literal["up_to_8h", "over_8h", "overnight"]
DURATION_CLASSES: tuple[DurationClass, ...] = ("up_to_8h", "over_8h", "overnight")
EIGHT_HOURS = 480

K = TypeVar("K")


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


def driven(metres: int, millilitres: int) -> tuple[int, int]:
    """Whole kilometres and litres claimed for a trip of so many metres, each rounded up once.

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
    )


def _sum(counts: Iterable[Mapping[K, int]]) -> dict[K, int]:
    summed: Counter[K] = Counter()
    for count in counts:
        summed.update(count)
    return {key: summed[key] for key in sorted(summed, key=str)}
