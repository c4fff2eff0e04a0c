"""Small districts made by hand, so that a test can derive its number in a comment."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import numpy as np

from optimizer.core.calendar import Calendar, WorkDay
from optimizer.core.policy import Policy
from optimizer.core.pose import pose
from optimizer.core.problem import Problem
from optimizer.core.region import (
    Base,
    Cell,
    Link,
    Node,
    Opening,
    Place,
    Region,
    Service,
    Source,
    Team,
    Vehicle,
)
from optimizer.core.tariff import Rate, Tariff
from optimizer.core.travel import UNREACHABLE, Layer, Travel

MONDAY = date(2026, 1, 5)
SOURCE = Source("uji", "2026", True)
KTP = Service("KTP", "KTP-el", 5)
IKD = Service("IKD", "IKD", 4, needs_signal=True)


People = Sequence[int | Mapping[Any, int]]
"""People of each place: a number (KTP only), or a number per tuple of services."""


def rate(item: str, driver: str, rupiah: int, **only: tuple[str, ...]) -> Rate:
    """A rate of the test tariff; `only` narrows its driver."""
    return Rate(
        item, item, "5.1.02", driver, "unit", rupiah, "asumsi", 2026, "uji", False, **only  # type: ignore[arg-type]
    )  # fmt: skip


TARIFF = Tariff(
    "uji",
    "Tarif uji",
    (
        rate("bbm", "kilometres", 1_000),
        rate("makan", "person_days", 35_000),
        rate("uang_harian", "person_days", 150_000, duration_classes=("over_8h", "overnight")),
        rate("paket_data", "team_days", 25_000),
    ),
)


def region(
    people: People,
    *,
    teams: int = 1,
    stations: int = 1,
    services: tuple[Service, ...] = (KTP, IKD),
    signals: Mapping[int, str] | None = None,
) -> Region:
    """Places P0, P1, … with the people given (a number means KTP only), teams T1, … of two members."""
    places, cells = [], []
    for index, wanted in enumerate(people):
        code = f"P{index}"
        places.append(
            Place(
                code, f"Desa {index}", "desa", f"K{index // 2}", f"Kecamatan {index // 2}",
                -3.5 + 0.01 * index, 102.5 + 0.01 * index, "good",
                (signals or {}).get(index, "ya"), "uji",  # type: ignore[arg-type]
            )
        )  # fmt: skip
        for services_of, count in ({("KTP",): wanted} if isinstance(wanted, int) else wanted).items():
            cells.append(Cell(code, services_of, count, SOURCE))
    base = Base("KANTOR", "Kantor", -3.5, 102.5, "K0", "kantor", "uji")
    nodes = [Node("KANTOR", "kantor", "Kantor", base.lat, base.lon)]
    nodes += [Node(place.code, place.kind, place.name, place.lat, place.lon) for place in places]
    links = [
        Link(f"R{i}", "KANTOR", p.code, 5.0, "tertiary", "aspal", False, "osm") for i, p in enumerate(places)
    ]
    return Region(
        code="00.00",
        name="Kabupaten Uji",
        places=tuple(places),
        bases=(base,),
        services=services,
        cells=tuple(cells),
        teams=tuple(
            Team(f"T{n + 1}", f"Tim {n + 1}", "KANTOR", "minibus_dinas", stations, (("golongan_iii", 2),))
            for n in range(teams)
        ),
        vehicles=(Vehicle("minibus_dinas", "Minibus dinas", "minibus", False),),
        nodes=tuple(nodes),
        links=tuple(links),
        assumptions=(),
        attributions=("© OpenStreetMap contributors (ODbL 1.0)",),
    )


def travel(
    minutes: Sequence[Sequence[int | None]],
    places: Sequence[str] = (),
    *,
    metres: Sequence[Sequence[int]] | None = None,
) -> Travel:
    """Matrices from minutes between KANTOR, P0, P1, …; None where no road leads.

    A minute is 1,000 m unless `metres` says otherwise.
    """
    matrix = np.array([[UNREACHABLE if m is None else m for m in row] for row in minutes], dtype=np.int32)
    driven = np.array(metres, dtype=np.int64) if metres is not None else matrix.astype(np.int64) * 1000
    lengths = np.where(matrix == UNREACHABLE, UNREACHABLE, driven).astype(np.int32)
    n = len(matrix)
    previous = np.where(matrix == UNREACHABLE, -9999, np.arange(n, dtype=np.int32)[:, None]).astype(np.int32)
    np.fill_diagonal(previous, -9999)
    layer = Layer(matrix, lengths, np.zeros_like(matrix), previous)
    ids = ("KANTOR", *(places or [f"P{i}" for i in range(n - 1)]))
    return Travel(
        ids,
        {("minibus", "kemarau"): layer, ("minibus", "hujan"): layer},
        np.arange(n, dtype=np.int32),
        np.array([-3.5, *(-3.5 + 0.01 * i for i in range(n - 1))]),
        np.array([102.5, *(102.5 + 0.01 * i for i in range(n - 1))]),
    )


def calendar(days: int = 1, *, start: date = MONDAY, begins: int = 450, minutes: int = 465) -> Calendar:
    """Working days of `minutes` from 07:30 with a break 12:00–13:00, weekends left out."""
    dates: list[date] = []
    while len(dates) < days:
        day = start + timedelta(days=(dates[-1] - start).days + 1) if dates else start
        while day.weekday() > 4:
            day += timedelta(days=1)
        dates.append(day)
    made = tuple(WorkDay(day, begins, begins + minutes + 60, (720, 780), "kemarau") for day in dates)
    return Calendar(dates[0], dates[-1], made)


def problem(
    people: People,
    minutes: Sequence[Sequence[int | None]],
    *,
    days: int = 1,
    day_minutes: int = 465,
    teams: int = 1,
    stations: int = 1,
    services: tuple[Service, ...] = (KTP, IKD),
    signals: Mapping[int, str] | None = None,
    tariff: Tariff = TARIFF,
    policy: Policy | None = None,
) -> Problem:
    """A problem over hand-made people and minutes."""
    return pose(
        region(people, teams=teams, stations=stations, services=services, signals=signals),
        travel(minutes),
        calendar(days, minutes=day_minutes),
        tariff,
        policy or Policy(),
    )


def line_of(*from_base: int) -> list[list[int | None]]:
    """Minutes between places on one straight road, by their distance from the office."""
    spots = (0, *from_base)
    return [[abs(a - b) for b in spots] for a in spots]


def again(
    problem: Problem,
    *,
    places: Mapping[int, Mapping[str, object]] | None = None,
    cells: Mapping[int, Mapping[str, object]] | None = None,
    teams: Mapping[int, Mapping[str, object]] | None = None,
    days: Calendar | None = None,
    policy: Mapping[str, object] | None = None,
    **changes: object,
) -> Problem:
    """The problem with fields of places, cells, teams (by number), policy or region changed."""

    def with_changes(
        rows: Sequence[Any], fields: Mapping[int, Mapping[str, object]] | None
    ) -> tuple[Any, ...]:
        return tuple(replace(row, **(fields or {}).get(n, {})) for n, row in enumerate(rows))

    area = problem.region
    area = replace(
        area,
        places=with_changes(area.places, places),
        cells=with_changes(area.cells, cells),
        teams=with_changes(area.teams, teams),
    )
    return pose(
        replace(area, **changes),  # type: ignore[arg-type]
        problem.travel,
        days or problem.calendar,
        problem.tariff,
        replace(problem.policy, **(policy or {})),  # type: ignore[arg-type]
    )


def opening(start: int, end: int = 24 * 60, *shut: date) -> Opening:
    """Hours of a place on every day of the week but the dates it is shut."""
    return Opening(frozenset(range(7)), start, end, tuple((day, day) for day in shut))
