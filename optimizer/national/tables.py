"""The tables of a national run: their columns, and the rows that one district gives."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from datetime import date
from typing import Literal

from optimizer.core.outcome import Outcome
from optimizer.core.score import served
from optimizer.regions.schemas import KINDS

Kind = Literal["text", "whole", "day"]
Cell = str | int | None
Row = list[Cell]

OF_DISTRICT: Mapping[str, Kind] = {
    "provinsi": "text",
    "kode_kabupaten": "text",
    "kabupaten": "text",
    "sintetis": "text",
}
"""Columns that begin every table: whose row it is."""

DISTRICTS: Mapping[str, Kind] = {
    "status": "text",
    "sebab": "text",
    "desa": "whole",
    "desa_dikunjungi": "whole",
    "warga": "whole",
    "diharapkan_datang": "whole",
    "terlayani": "whole",
    "perjalanan": "whole",
    "hari_tim": "whole",
    "malam": "whole",
    "kunjungan": "whole",
    "meter_tempuh": "whole",
    "biaya_rupiah": "whole",
    "mulai": "day",
    "selesai": "day",
    "detik": "whole",
}
PLACES: Mapping[str, Kind] = {
    "kode": "text",
    "nama": "text",
    "jenis": "text",
    "kecamatan": "text",
    "warga": "whole",
    "diharapkan_datang": "whole",
    "terlayani": "whole",
    "kunjungan": "whole",
    "kunjungan_pertama": "day",
}
TRIPS: Mapping[str, Kind] = {
    "perjalanan": "text",
    "tim": "text",
    "berangkat": "day",
    "pulang": "day",
    "malam": "whole",
    "kunjungan": "whole",
    "terlayani": "whole",
    "meter_tempuh": "whole",
    "biaya_rupiah": "whole",
}
TABLES: Mapping[str, Mapping[str, Kind]] = {
    "kabupaten": {**OF_DISTRICT, **DISTRICTS},
    "desa": {**OF_DISTRICT, **PLACES},
    "perjalanan": {**OF_DISTRICT, **TRIPS},
}
"""Every table by name: its columns in order."""


def district_cells(outcome: Outcome) -> dict[str, Cell]:
    """What the plan of a district comes to, by the columns of `DISTRICTS` but the reason of a failure.

    `warga` counts persons who need any service, `terlayani` those the plan expects to serve, once each;
    `desa` counts desa and kelurahan only, while `kunjungan` are also those to schools and homes.
    """
    problem, trips = outcome.problem, outcome.schedule.trips
    dates = [day for trip in trips for day in trip.dates]
    villages = {n for n, place in enumerate(problem.region.places) if place.kind in KINDS}
    visited = {place for trip in trips for place in trip.trip.visited}
    return {
        "status": outcome.result.status,
        "desa": len(villages),
        "desa_dikunjungi": len(villages & visited),
        "warga": sum(cell.waiting + cell.inflow for cell in problem.region.cells),
        "diharapkan_datang": int(problem.expected.sum()),
        "terlayani": int(served(problem, tuple(trip.trip for trip in trips)).sum()),
        "perjalanan": len(trips),
        "hari_tim": len(dates),
        "malam": sum(trip.trip.nights for trip in trips),
        "kunjungan": sum(len(trip.trip.visited) for trip in trips),
        "meter_tempuh": sum(trip.effort.metres for trip in trips),
        "biaya_rupiah": sum(trip.cost for trip in trips),
        "mulai": _iso(min(dates, default=None)),
        "selesai": _iso(max(dates, default=None)),
        "detik": round(outcome.seconds),
    }


def place_rows(outcome: Outcome) -> list[Row]:
    """A row for each place, by the columns of `PLACES`."""
    problem, region = outcome.problem, outcome.problem.region
    people = served(problem, tuple(trip.trip for trip in outcome.schedule.trips))
    waiting, expected, met = Counter[int](), Counter[int](), Counter[int]()
    for index, cell in enumerate(region.cells):
        place = int(problem.cell_place[index])
        waiting[place] += cell.waiting + cell.inflow
        expected[place] += int(problem.expected[index])
        met[place] += int(people[index])
    visits, first = Counter[int](), defaultdict[int, list[date]](list)
    for trip in outcome.schedule.trips:
        visits.update(trip.trip.visited)
        for day, stays in zip(trip.dates, trip.trip.days, strict=True):
            for visit in stays:
                first[visit.place].append(day)
    return [
        [place.code, place.name, place.kind, place.kecamatan, waiting[n], expected[n], met[n], visits[n],
         _iso(min(first[n], default=None))]
        for n, place in enumerate(region.places)
    ]  # fmt: skip


def trip_rows(outcome: Outcome) -> list[Row]:
    """A row for each trip, by the columns of `TRIPS`."""
    return [
        [trip.id, trip.team, _iso(trip.dates[0]), _iso(trip.dates[-1]), trip.trip.nights,
         len(trip.trip.visited), sum(visit.people for visit in trip.trip.visits), trip.effort.metres,
         trip.cost]
        for trip in outcome.schedule.trips
    ]  # fmt: skip


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
