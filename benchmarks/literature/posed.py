"""An instance of the literature as a `core.Problem`, and plans back as routes; no engine knows of it.

    family    places and people                 a team-day's minutes                  rupiah
    sdvrp     demand = people, `split`          capacity: a person takes one          1 per unit of length
    cmt 1-5   demand = people, `fewest` (once)  capacity: a person takes one          1 per thousandth
    cmt 6-10  the same, capacity as a cap       duration, `SCALES` minutes a unit     1 per thousandth
    top       one person, worth the prize       tmax, `SCALES` minutes a unit         none (`reach`)

Where only loads are limited, minutes *are* the load and driving takes none, so that one resource says it all.
Where lengths are limited each edge is rounded, all one way: `down`, every route of the instance is a trip of
the problem, so a bound holds for the instance, and a plan holds once it is verified unrounded; `up`, every
trip is a route of the instance. A person takes at least one minute in the core; that minute is taken off the
way there (top) or the set-up (cmt), so that only the rounding differs from the instance.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from benchmarks.literature.instance import Family, Instance, Routes
from benchmarks.literature.verify import route_defects
from optimizer.core.calendar import Calendar, WorkDay
from optimizer.core.plan import Plan, Trip
from optimizer.core.policy import WEIGHT_SCALE, Policy
from optimizer.core.pose import pose
from optimizer.core.problem import Problem
from optimizer.core.region import Base, Cap, Cell, Node, Place, Region, Service, Source, Team, Vehicle
from optimizer.core.tariff import Rate, Tariff
from optimizer.core.travel import Layer, Travel

Rounding = Literal["down", "up"]

SCALES: dict[Family, int] = {"top": 1000, "cmt": 100}
"""Minutes per unit of length where lengths are limited.

Published limits are met to the third decimal by many best tours: with fewer of them rounded edges leave room
for one prize more, and a bound above the best known value.
"""

THOUSANDTHS = 1000
"""Rupiah per unit of length where lengths are not whole."""

SPARE = 2.0
"""Routes offered per route needed at least, where any number is allowed. Of two routes whose loads fit on
one, joining them is never longer, so with loads alone there is a best solution with fewer."""

START = date(2026, 1, 5)
LAYER = ("mobil", "jalan")
SOURCE = Source("literature", "", False)


@dataclass(frozen=True)
class Posed:
    """A problem made from an instance; place p stands for customer p + 1."""

    instance: Instance
    problem: Problem

    @property
    def exact(self) -> bool:
        """Whether no edge length had to be rounded."""
        return self.instance.limit is None

    def routes(self, plan: Plan) -> Routes:
        """The trips of a plan as routes of the instance."""
        return tuple(
            tuple(
                (visit.place + 1, 1 if self.instance.family == "top" else visit.people)
                for visit in trip.visits
            )
            for trip in plan.trips
        )

    def mended(self, plan: Plan) -> Plan:
        """The plan without the stops worth least on trips that the instance does not allow."""
        return Plan(tuple(trip for trip in map(self._mended, plan.trips) if trip.visits))

    def bound(self, levels: tuple[int | None, ...]) -> float | None:
        """What the bounds of the levels prove of the instance's value; None where nothing.

        Kilometres are claimed whole, up, once a trip: each slot may hide one rupiah.
        """
        first, last = levels[0], levels[-1]
        if self.instance.family == "top":
            return None if first is None else float(first // WEIGHT_SCALE)
        if last is None or self.instance.whole:
            return None if last is None else float(last)
        return (last - len(self.problem.slots)) / THOUSANDTHS

    def _mended(self, trip: Trip) -> Trip:
        while route_defects(self.instance, self.routes(Plan((trip,)))[0]):
            least = min(trip.visits, key=lambda visit: self.instance.wanted[visit.place])
            trip = replace(trip, days=(tuple(visit for visit in trip.visits if visit is not least),))
        return trip


def posed(instance: Instance, rounding: Rounding = "down", scale: int = 0) -> Posed:
    """The instance as a problem; `rounding` and `scale` matter where lengths are limited.

    A scale of 0 is that of the instance's family.
    """
    scale = scale or SCALES.get(instance.family, 1)
    services = _services(instance)
    kinds = _setup(instance, scale)
    places = tuple(
        Place(
            f"N{number:04}", f"N{number:04}", kind, "1", "1", y, x, "good", "ya", "literature",
        )
        for number, ((x, y), kind) in enumerate(zip(instance.points[1:], kinds, strict=True), start=1)
    )  # fmt: skip
    people = (1,) * instance.customers if instance.family == "top" else instance.wanted
    cells = tuple(
        Cell(place.code, (_service(instance, wanted),), count, SOURCE)
        for place, wanted, count in zip(places, instance.wanted, people, strict=True)
    )
    (x, y), vehicle = instance.points[0], Vehicle("mobil", "mobil", "mobil", False)
    region = Region(
        code=instance.name,
        name=instance.name,
        places=places,
        bases=(Base("DEPOT", "DEPOT", y, x, "1", "good", "literature"),),
        services=services,
        cells=cells,
        teams=(Team("T1", "T1", "DEPOT", "mobil", 1, (("awak", 1),)),),
        vehicles=(vehicle,),
        nodes=tuple(Node(place.code, place.kind, place.name, place.lat, place.lon) for place in places),
        links=(),
        assumptions=(),
    )
    policy = Policy(
        purpose="reach" if instance.family == "top" else "cover",
        visits="split" if instance.family == "sdvrp" else "fewest",
        setup_minutes=tuple({kind: int(kind.removeprefix("siap ")) for kind in kinds}.items()),
    )
    minutes = _day_minutes(instance, scale)
    if instance.family == "top" and rounding == "down":
        minutes += _at_one_spot(instance, scale)
    calendar = _calendar(_slots(instance), minutes)
    travel = _travel(instance, rounding, scale, [place.code for place in places])
    return Posed(instance, pose(region, travel, calendar, _tariff(instance), policy))


def _loads_only(instance: Instance) -> bool:
    """Whether minutes stand for the load."""
    return instance.limit is None


def _services(instance: Instance) -> tuple[Service, ...]:
    """One service, or one for each prize."""
    if instance.family == "top":
        return tuple(
            Service(f"P{prize}", f"P{prize}", 1, value=prize) for prize in sorted(set(instance.wanted))
        )
    capped = instance.capacity is not None and not _loads_only(instance)
    return (Service("Q", "Q", 1, cap=Cap(instance.capacity or 0) if capped else None),)


def _service(instance: Instance, wanted: int) -> str:
    return f"P{wanted}" if instance.family == "top" else "Q"


def _setup(instance: Instance, scale: int) -> list[str]:
    """The kind of each place, named for its set-up minutes: service without the minute each person takes."""
    if instance.family == "top" or _loads_only(instance):
        return ["siap 0"] * instance.customers
    minutes = [round(instance.service * scale) - demand for demand in instance.wanted]
    if min(minutes) < 0:
        raise ValueError(f"{instance.name}: serving takes less than a minute a person, use a larger scale")
    return [f"siap {each}" for each in minutes]


def _day_minutes(instance: Instance, scale: int) -> int:
    if instance.limit is None:
        return int(instance.capacity or 0)
    # A limit such as 2.3 is a little more or less in double precision.
    return math.floor(instance.limit * scale + 1e-6)


def _at_one_spot(instance: Instance, scale: int) -> int:
    """Customers so near another point that the way there cannot be a minute shorter, as it should be."""
    points = range(instance.customers + 1)
    return sum(any(a != b and instance.length(a, b) * scale < 1 for a in points) for b in points if b)


def _slots(instance: Instance) -> int:
    """Routes offered."""
    if instance.routes is not None:
        return instance.routes
    least = math.ceil(sum(instance.wanted) / (instance.capacity or 1))
    if instance.limit is not None:
        nearest = (
            min(instance.length(a, b) for b in range(instance.customers + 1) if b != a)
            for a in range(1, instance.customers + 1)
        )
        least = max(least, math.ceil(sum(instance.service + way for way in nearest) / instance.limit))
    return math.ceil(SPARE * least) + 1


def _calendar(days: int, minutes: int) -> Calendar:
    """So many dates in a row, each of so many minutes from midnight on."""
    made = tuple(WorkDay(START + timedelta(days=n), 0, minutes, None, LAYER[1]) for n in range(days))
    return Calendar(made[0].date, made[-1].date, made)


def _travel(instance: Instance, rounding: Rounding, scale: int, codes: list[str]) -> Travel:
    n = instance.customers + 1
    lengths = np.array([[instance.length(a, b) if a != b else 0.0 for b in range(n)] for a in range(n)])
    metres = lengths * 1000 if instance.whole else np.floor(lengths * THOUSANDTHS * 1000)
    minutes = np.zeros((n, n), dtype=np.int32)
    if not _loads_only(instance):
        minutes = _minutes(instance, lengths * scale, rounding)
    layer = Layer(
        minutes,
        metres.astype(np.int32),
        np.zeros((n, n), dtype=np.int32),
        np.full((n, n), -9999, dtype=np.int32),
    )
    spots = np.array(instance.points, dtype=np.float64)
    return Travel(("DEPOT", *codes), {LAYER: layer}, np.arange(n, dtype=np.int32), spots[:, 1], spots[:, 0])


def _minutes(instance: Instance, scaled: NDArray[np.float64], rounding: Rounding) -> NDArray[np.int32]:
    """Whole minutes, all rounded one way; the way to a prize without the minute its person takes."""
    rounded = np.floor(scaled + 1e-9) if rounding == "down" else np.ceil(scaled - 1e-9)
    if instance.family == "top":
        rounded[:, 1:] -= 1
    np.fill_diagonal(rounded, 0)
    return np.maximum(rounded, 0).astype(np.int32)


def _tariff(instance: Instance) -> Tariff:
    """One rupiah a kilometre; nothing where prizes alone count."""
    rate = Rate(
        "jarak", "jarak", "-", "kilometres", "km", 1, "literature", 2026, "literature", False,
    )  # fmt: skip
    return Tariff("literatur", "literature", () if instance.family == "top" else (rate,))
