"""Districts of any size at one density: places strewn over a disc round the office."""

from __future__ import annotations

import random
from datetime import date, timedelta
from math import ceil, cos, pi, sin, sqrt

import numpy as np

from optimizer.core.calendar import Calendar, WorkDay
from optimizer.core.policy import Policy, Visits
from optimizer.core.pose import pose
from optimizer.core.problem import Problem
from optimizer.core.region import Base, Cell, Node, Place, Region, Service, Source, Team, Vehicle
from optimizer.core.tariff import Driver, Rate, Tariff
from optimizer.core.travel import Layer, Travel
from optimizer.engines.fleet import team_days_needed
from optimizer.engines.parcels import cut

SIZES = (40, 80, 156, 312, 624, 1248)

RADIUS, PLACES = 40.0, 156
"""Minutes of driving from the office to the edge of a district of so many places."""

PEOPLE, SPREAD = 25.0, 0.8
"""Median people of a place and the spread of their logarithm."""

METRES = 600
"""Metres a minute, straight on; roads are up to `WINDING` times as long as the way is quick."""

WINDING = 1.2
DAYS_OFFERED = 1.35
SOURCE = Source("synthetic", "", True)
LAYER = ("minibus", "kemarau")

RUPIAH: tuple[tuple[Driver, int], ...] = (
    ("kilometres", 1_300),
    ("person_days", 35_000),
    ("team_days", 25_000),
    ("visits", 5_000),
)
"""A tariff in which a long day costs what a short one does, so that routers need no second kind of day."""

TARIFF = Tariff(
    "synthetic",
    "synthetic",
    tuple(Rate(by, by, "-", by, "unit", each, "-", 2026, "synthetic", False) for by, each in RUPIAH),
)


def synthetic(places: int, visits: Visits, seed: int = 0) -> Problem:
    """A plain `cover` problem over so many places, two kits a team, four people in it."""
    rng = random.Random(1000 * places + seed)
    radius = RADIUS * sqrt(places / PLACES)
    spots = [(0.0, 0.0)]
    for _ in range(places):
        far, turn = radius * sqrt(rng.random()), 2 * pi * rng.random()
        spots.append((far * cos(turn), far * sin(turn)))
    people = [max(1, round(rng.lognormvariate(np.log(PEOPLE), SPREAD))) for _ in range(places)]
    region, travel = _region(spots, people), _travel(spots, rng)
    policy = Policy(purpose="cover", visits=visits)
    days = 1
    while True:
        problem = pose(region, travel, _calendar(days), TARIFF, policy)
        needed = DAYS_OFFERED * team_days_needed(problem, cut(problem))
        if len(problem.slots) >= needed:
            return problem
        days = max(days + 1, ceil(needed / len(region.teams)))


def _calendar(days: int) -> Calendar:
    dates = (date(2026, 1, 5) + timedelta(days=n) for n in range(days))
    made = tuple(WorkDay(day, 450, 975, (720, 780), LAYER[1]) for day in dates)
    return Calendar(made[0].date, made[-1].date, made)


def _region(spots: list[tuple[float, float]], people: list[int]) -> Region:
    places = tuple(
        Place(f"P{n:04}", f"P{n:04}", "desa", "1", "1", y / 60, x / 60, "good", "ya", "synthetic")
        for n, (x, y) in enumerate(spots[1:])
    )
    return Region(
        code="synthetic",
        name="synthetic",
        places=places,
        bases=(Base("OFFICE", "OFFICE", 0.0, 0.0, "1", "good", "synthetic"),),
        services=(Service("KTP", "KTP", 5),),
        cells=tuple(Cell(p.code, ("KTP",), n, SOURCE) for p, n in zip(places, people, strict=True)),
        teams=tuple(Team(f"T{n}", f"T{n}", "OFFICE", "minibus", 2, (("staff", 4),)) for n in (1, 2)),
        vehicles=(Vehicle("minibus", "minibus", "minibus", False),),
        nodes=tuple(Node(p.code, p.kind, p.name, p.lat, p.lon) for p in places),
        links=(),
        assumptions=(),
    )


def _travel(spots: list[tuple[float, float]], rng: random.Random) -> Travel:
    """Whole minutes, rounded up, so that the triangle inequality holds; metres of winding roads."""
    at = np.array(spots)
    away = np.hypot(*(at[:, None, :] - at[None, :, :]).transpose(2, 0, 1))
    n = len(spots)
    turn = np.array([[rng.uniform(1.0, WINDING) for _ in range(n)] for _ in range(n)])
    winding = (turn + turn.T) / 2
    minutes = np.ceil(away).astype(np.int32)
    layer = Layer(
        minutes,
        np.ceil(METRES * away * winding).astype(np.int32),
        np.zeros_like(minutes),
        np.full_like(minutes, -9999),
    )
    codes = tuple(f"P{number:04}" for number in range(n - 1))
    return Travel(("OFFICE", *codes), {LAYER: layer}, np.arange(n, dtype=np.int32), at[:, 1], at[:, 0])
