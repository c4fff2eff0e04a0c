"""Families of slot classes that price alike: same roads, base, crew and cells, days of several lengths."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from optimizer.core.effort import Effort, driven
from optimizer.core.problem import Problem, SlotClass
from optimizer.core.tariff import cost
from optimizer.core.travel import UNREACHABLE
from optimizer.engines.arcs import NO_ROAD
from optimizer.engines.day import limit
from optimizer.engines.hours import NEVER
from optimizer.engines.price import day_cost, lengths_of_day

MIDNIGHT = 24 * 60

Ways = TypeVar("Ways", NDArray[np.int64], NDArray[np.float64])


@dataclass(frozen=True)
class Length:
    """One length of day of a class: work minutes it may take and rupiah of sending the team out.

    `opens` and `closes` are the work minutes of the day between which setting up and serving at each place
    lie, shape (places,). Minutes a team idles because no drive fits before the break are no work minutes,
    so both are what they are without any: no day that keeps the hours of its places is left out.
    """

    slot_class: int
    minutes: int
    rupiah: int
    opens: NDArray[np.int64] = field(repr=False, compare=False)
    closes: NDArray[np.int64] = field(repr=False, compare=False)


@dataclass(frozen=True)
class Family:
    """Classes priced together; arrays are over places, with the base as the last row and column.

    Attributes
    ----------
    slot_class
        The first of its classes: all have its stations, vehicle, roads, base and cells allowed.
    lengths
        Lengths of day, longest first.
    minutes, metres
        From each place or the base to each, set-up at the place of arrival included in `minutes`.
    per_metre
        Rupiah per metre driven; kilometres are claimed whole, so a trip costs no less.
    per_visit
        Rupiah per visit.
    setup
        Minutes of setting up, shape (places,).
    per_kilometre, per_litre, millilitres
        Rupiah of a kilometre and of a litre, and the fuel of a kilometre.
    """

    slot_class: int
    lengths: tuple[Length, ...]
    minutes: NDArray[np.int64]
    metres: NDArray[np.int64]
    per_metre: float
    per_visit: int
    setup: NDArray[np.int64]
    per_kilometre: int
    per_litre: int
    millilitres: int

    def rounding(self, metres: int) -> float:
        """Rupiah by which whole kilometres and litres cost more than so many metres at `per_metre`."""
        kilometres, litres = driven(metres, self.millilitres)
        return self.per_kilometre * kilometres + self.per_litre * litres - metres * self.per_metre

    def roundings(self, metres: NDArray[np.int64]) -> NDArray[np.float64]:
        """The same of each of some metres."""
        kilometres, litres = driven(metres, self.millilitres)
        rupiah = self.per_kilometre * kilometres + self.per_litre * litres
        return np.asarray(rupiah - metres * self.per_metre, dtype=np.float64)


def homeward(ways: Ways) -> Ways:
    """The least from each place to the base, over others too, shape (places,).

    `ways` are from each place or the base, the last, to each: metres, or what they cost; those of places at
    one spot may be none.
    """
    back = ways[:-1, -1]
    while True:
        nearer: Ways = np.minimum(back, (ways[:-1, :-1] + back[None, :]).min(axis=1))
        if (nearer == back).all():
            return back
        back = nearer


def families(problem: Problem) -> tuple[Family, ...]:
    """The families of a problem, in order of their first class; classes without slots are left out."""
    found: dict[tuple[object, ...], list[int]] = {}
    for k, slots in enumerate(problem.classes):
        if problem.slots_of(k) and (slots.allowed & (problem.expected > 0)).any():
            key = (
                slots.layer,
                slots.base,
                slots.stations,
                slots.vehicle,
                slots.crew,
                slots.allowed.tobytes(),
            )
            found.setdefault(key, []).append(k)
    return tuple(_family(problem, classes) for classes in found.values())


def _family(problem: Problem, classes: list[int]) -> Family:
    first = problem.classes[classes[0]]
    layer = problem.layer(classes[0])
    where = np.array([*problem.place_location, first.base])
    minutes = layer.minutes[np.ix_(where, where)].astype(np.int64)
    minutes[minutes >= UNREACHABLE] = NO_ROAD
    minutes[:, :-1] += problem.setup
    lengths = [
        _length(problem, k, most, day_cost(problem, k, duration))
        for k in classes
        for most, duration in lengths_of_day(problem, k)
    ]
    vehicle = problem.vehicle(classes[0])
    per_kilometre = cost(problem.tariff, Effort(kilometres={vehicle.code: 1}))
    per_litre = cost(problem.tariff, Effort(litres={vehicle.code: 1}))
    return Family(
        classes[0],
        tuple(sorted(lengths, key=lambda length: -length.minutes)),
        minutes,
        layer.metres[np.ix_(where, where)].astype(np.int64),
        per_kilometre / 1000 + per_litre * vehicle.millilitres / 10**6,
        cost(problem.tariff, Effort(visits=1)),
        problem.setup.astype(np.int64),
        per_kilometre,
        per_litre,
        vehicle.millilitres,
    )


def _length(problem: Problem, slot_class: int, minutes: int, rupiah: int) -> Length:
    """A length of day of a class.

    A team leaves later where it would only wait, so waiting counts towards the work minutes of the class but
    not towards the eight hours of a shorter day: there nobody waits.
    """
    opens, closes = _hours(problem.classes[slot_class])
    waits = minutes >= limit(problem, slot_class)
    return Length(slot_class, minutes, rupiah, opens if waits else np.zeros_like(opens), closes)


def _hours(slots: SlotClass) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Work minutes at which places open and close, for a team that never idles before its break.

    Once it has idled for i minutes work is i minutes behind the clock, and past the break's beginning: so a
    place that opens later is taken to open then, and one that closes gives those i minutes away.
    """
    rest, again = slots.pause or (MIDNIGHT, MIDNIGHT)

    def worked(now: NDArray[np.int32]) -> NDArray[np.int64]:
        in_break = np.clip(np.minimum(now, again) - max(rest, slots.start), 0, None)
        minutes: NDArray[np.int64] = np.maximum(0, now.astype(np.int64) - slots.start - in_break)
        return minutes

    closes = np.where(slots.closes >= MIDNIGHT, NEVER, worked(slots.closes))
    return worked(np.minimum(slots.opens, max(rest, slots.start))), closes
