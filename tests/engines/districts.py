"""Districts drawn at random: tiny ones an oracle can enumerate, and middling ones."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

import numpy as np

from optimizer.core.calendar import Calendar, WorkDay
from optimizer.core.policy import Policy
from optimizer.core.pose import pose
from optimizer.core.problem import Problem
from optimizer.core.region import Cap, Service
from optimizer.core.tariff import Tariff
from tests.tiny import MONDAY, TARIFF, rate, region, travel

DEAR_VISITS = Tariff(
    "kunjungan",
    "Tarif dengan biaya kunjungan",
    (*TARIFF.rates, rate("konsumsi", "visits", 40_000), rate("sopir", "vehicle_days", 90_000)),
)
"""Visits and vehicle-days cost too, so that coming twice is dearer than staying longer."""

People = list[int | Mapping[Any, int]]
Matrix = list[list[int | None]]


def calendar(days: int, *, friday: bool) -> Calendar:
    """Days of 465 work minutes from 07:30; with `friday` the last is shorter, its break earlier."""
    dates = [MONDAY + timedelta(days=n) for n in range(days)]
    made = [WorkDay(day, 450, 975, (720, 780), "kemarau") for day in dates]
    if friday:
        made[-1] = WorkDay(dates[-1], 450, 900, (690, 780), "kemarau")
    return Calendar(dates[0], dates[-1], tuple(made))


def roads(
    rng: random.Random, places: int, span: int, *, one_way: bool = False
) -> tuple[Matrix, list[list[int]]]:
    """Minutes and metres between office and places: shortest by time over roads of differing speed."""
    spots = [(0.0, 0.0)] + [(rng.uniform(-span, span), rng.uniform(-span, span)) for _ in range(places)]
    n = len(spots)
    minutes, metres = np.zeros((n, n)), np.zeros((n, n))
    for a in range(n):
        for b in range(a + 1, n):
            straight = float(np.hypot(spots[a][0] - spots[b][0], spots[a][1] - spots[b][1]))
            length, pace = straight * rng.uniform(1.0, 1.6), rng.uniform(0.8, 1.5)
            for i, j in ((a, b), (b, a)):
                metres[i, j] = 700 * length
                minutes[i, j] = length * pace * (rng.uniform(1.0, 1.3) if one_way else 1.0)
    for via in range(n):
        for a in range(n):
            for b in range(n):
                if minutes[a, via] + minutes[via, b] < minutes[a, b]:
                    minutes[a, b] = minutes[a, via] + minutes[via, b]
                    metres[a, b] = metres[a, via] + metres[via, b]
    return np.ceil(minutes).astype(int).tolist(), np.ceil(metres).astype(int).tolist()


def without_road(minutes: Matrix, place: int) -> Matrix:
    """The same roads with none to or from the place."""
    cut = place + 1
    return [
        [None if (a == cut) != (b == cut) else way for b, way in enumerate(row)]
        for a, row in enumerate(minutes)
    ]


def on(problem: Problem, days: Calendar) -> Problem:
    """The same district over other working days."""
    return pose(problem.region, problem.travel, days, problem.tariff, problem.policy)


def by(problem: Problem, **policy: object) -> Problem:
    """The same district and days under a changed policy."""
    changed = replace(problem.policy, **policy)  # type: ignore[arg-type]
    return pose(problem.region, problem.travel, problem.calendar, problem.tariff, changed)


def tiny(seed: int) -> Problem:
    """A district of 2–4 places, 1–4 slots and few people, each worth close to an hour."""
    rng = random.Random(seed)
    two_services = rng.random() < 0.35
    places = rng.choice((2, 3, 3)) if two_services else rng.choice((3, 4, 4))
    minutes, metres = roads(rng, places, rng.choice((15, 30, 50)), one_way=rng.random() < 0.2)
    if rng.random() < 0.15:
        minutes = without_road(minutes, places - 1)
    people: People = [rng.randint(1, 5) for _ in range(places)]
    if two_services:
        other = [rng.choice([("IKD",), ("KTP", "IKD")]) for _ in people]
        people = [{("KTP",): rng.randint(1, 3), kind: rng.randint(1, 2)} for kind in other]
    cap = Cap(rng.choice((1, 2)), "team_day") if rng.random() < 0.5 else None
    services = (
        Service("KTP", "KTP-el", rng.choice((37, 45, 60, 80)), value=rng.choice((1, 1, 2))),
        Service("IKD", "IKD", rng.choice((20, 33, 50)), needs_signal=True, cap=cap),
    )
    teams, days = rng.choice(((1, 1), (1, 2), (1, 3), (1, 3), (1, 4), (1, 4), (2, 2), (2, 2)))
    policy = Policy(
        purpose=rng.choice(("reach", "cover")),
        visits=rng.choice(("fewest", "split")),
        turnout_percent=rng.choice((100, 100, 80)),
        max_drive_minutes=rng.choice((None, None, None, 90, 150)),
        max_visits=rng.choice((None, None, None, 1, 2)),
        overtime_minutes=rng.choice((0, 0, 0, 40)),
        access_weight=rng.choice((0, 25)),
    )
    area = region(
        people,
        teams=teams,
        stations=rng.choice((1, 1, 2)),
        services=services,
        signals={0: "tidak"} if rng.random() < 0.2 else None,
    )
    days_of_work = calendar(days, friday=days > 1 and rng.random() < 0.4)
    tariff = rng.choice((TARIFF, TARIFF, DEAR_VISITS))
    return pose(area, travel(minutes, metres=metres), days_of_work, tariff, policy)


def middling(
    seed: int = 7,
    *,
    places: int = 14,
    people: Callable[[random.Random], int] = lambda rng: rng.randint(5, 110),
    services: tuple[Service, ...] | None = None,
    ikd: bool = False,
    cut_off: int = 0,
    teams: int = 2,
    days: int = 5,
    stations: int = 1,
    friday: bool = True,
    tariff: Tariff = TARIFF,
    **policy: object,
) -> Problem:
    """A district of 14 places and two teams from Monday to a short Friday, with anything changed."""
    rng = random.Random(seed)
    minutes, metres = roads(rng, places, 50)
    for place in range(cut_off):
        minutes = without_road(minutes, place)
    counts: People = [people(rng) for _ in range(places)]
    if ikd:
        counts = [
            {("KTP",): people(rng), ("IKD",): 3 * people(rng), ("KTP", "IKD"): people(rng)} for _ in counts
        ]
    signals = {place: rng.choice(("ya", "tidak", "tidak_diketahui")) for place in range(places)}
    area = region(counts, teams=teams, stations=stations, signals=signals)
    if services:
        area = replace(area, services=services)
    made = Policy(**policy)  # type: ignore[arg-type]
    return pose(area, travel(minutes, metres=metres), calendar(days, friday=friday), tariff, made)
