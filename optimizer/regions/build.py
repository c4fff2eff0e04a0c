"""Turn validated tables into a `Region`; nothing is checked here any more."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import cast

from optimizer.core.reading import Choice
from optimizer.core.region import (
    Assumption,
    Base,
    Cap,
    Cell,
    InputFile,
    Link,
    LinkQuality,
    Node,
    Place,
    PointQuality,
    Region,
    Service,
    Signal,
    Source,
    Team,
    Vehicle,
)
from optimizer.errors import Message
from optimizer.regions.assumptions import resolve
from optimizer.regions.extras import closures, home_groups, kits, lodgings, requests, schools
from optimizer.regions.params import RegionParams, ServiceParams
from optimizer.regions.schemas import dates, decimal, whole
from optimizer.regions.tables import Table

Row = Mapping[str, str]

NOT_ASSESSED = "tidak dinilai"
"""In `dasar_rawan`: nobody looked whether landslides threaten the link."""

UNDATED = "tanpa tanggal"

ESTIMATE = "Taksiran"
"""How the source of an estimated figure begins, in the tables shipped."""


def build(
    tables: Mapping[str, Table],
    inputs: Sequence[InputFile],
    params: RegionParams,
    warnings: Sequence[Message] = (),
    choices: tuple[Choice, ...] = (),
) -> Region:
    """The region that sound tables describe; people are counted in the order of the desa table."""
    rows = {name: _rows(table) for name, table in tables.items()}
    assumptions = tuple(map(_assumption, rows["asumsi"]))
    places, bases = tuple(map(_place, rows["desa"])), tuple(map(_base, rows["kantor"]))
    cells = tuple(cell for row in rows["desa"] for cell in _cells(row, params))
    nodes = (
        *(Node(place.code, place.kind, place.name, place.lat, place.lon) for place in places),
        *(Node(base.code, "kantor", base.name, base.lat, base.lon) for base in bases),
        *map(_node, rows["simpul"]),
    )
    return Region(
        code=params.code,
        name=params.name,
        places=places,
        bases=bases,
        services=tuple(_service(service, assumptions) for service in params.services),
        cells=cells,
        teams=tuple(_team(row, params.ranks) for row in rows["tim"]),
        vehicles=tuple(
            Vehicle(v.code, v.name, v.mode, v.hired, v.seats, v.millilitres, v.transport_money)
            for v in params.vehicles
        ),
        nodes=nodes,
        links=tuple(map(_link, rows["ruas"])),
        assumptions=assumptions,
        attributions=params.attributions,
        inputs=tuple(inputs),
        choices=choices,
        schools=schools(rows.get("sekolah", ()), places, nodes, params.tie_circuity),
        home_groups=home_groups(rows.get("rumah", ())),
        kits=kits(rows.get("alat", ())),
        requests=requests(rows.get("permintaan", ())),
        closures=closures(rows.get("penutupan", ())),
        lodgings=lodgings(rows.get("penginapan", ())),
        warnings=(*warnings, *_warnings(cells, places, bases), *_unassessed(rows["ruas"])),
    )


def _rows(table: Table) -> list[Row]:
    return cast("list[Row]", table.frame.to_dict("records"))


def _place(row: Row) -> Place:
    return Place(
        code=row["kode"],
        name=row["nama"],
        kind=row["jenis"],
        kecamatan_code=row["kode_kecamatan"],
        kecamatan=row["kecamatan"],
        lat=decimal(row["lat"]),
        lon=decimal(row["lon"]),
        point_quality=cast("PointQuality", row["mutu_titik"]),
        signal=cast("Signal", row["sinyal"]),
        source=f"{row['sumber_titik']}; {row['sumber_penduduk']} ({row['tanggal_penduduk'] or UNDATED})",
        population=whole(row["penduduk"]) if row["penduduk"] else None,
        must_hold=whole(row["wajib_ktp"]) if row["wajib_ktp"] else None,
        last_visit=date.fromisoformat(visit) if (visit := row.get("kunjungan_terakhir")) else None,
    )


def _base(row: Row) -> Base:
    return Base(
        code=row["kode"],
        name=row["nama"],
        lat=decimal(row["lat"]),
        lon=decimal(row["lon"]),
        kecamatan_code=row["kode_kecamatan"],
        point_quality=cast("PointQuality", row["mutu_titik"]),
        source=row["sumber"],
    )


def _cells(row: Row, params: RegionParams) -> Iterator[Cell]:
    """The demand of one desa: a cell per column of counts that the table has."""
    for column, services in params.count_columns().items():
        if column in row:
            # A column brought to a published total has notes of its own (reapportion).
            text, date, flag = (
                row.get(f"{note}_{column}", row[note]) for note in ("sumber", "tanggal", "taksiran")
            )
            source = Source(text, date, flag == "ya")
            yield Cell(row["kode"], services, whole(row[column]), source)


def _service(params: ServiceParams, assumptions: tuple[Assumption, ...]) -> Service:
    cap = Cap(resolve(params.cap.people, assumptions), params.cap.per) if params.cap else None
    minutes = resolve(params.minutes, assumptions)
    target = None if params.target is None else resolve(params.target, assumptions)
    return Service(params.code, params.name, minutes, params.needs_signal, cap, params.value, target)


def _team(row: Row, ranks: tuple[str, ...]) -> Team:
    members = ((rank, whole(row[rank])) for rank in ranks)
    return Team(
        id=row["kode"],
        name=row["nama"],
        base=row["kantor"],
        vehicle=row["kendaraan"],
        stations=whole(row["alat"]),
        members=tuple((rank, count) for rank, count in members if count),
        days_off=frozenset(dates(row["hari_libur"])),
    )


def _node(row: Row) -> Node:
    outside = row["luar_kabupaten"] == "ya"
    return Node(row["id"], row["jenis"], row["nama"], decimal(row["lat"]), decimal(row["lon"]), outside)


def _link(row: Row) -> Link:
    return Link(
        id=row["id"],
        start=row["dari"],
        end=row["ke"],
        km=decimal(row["km"]),
        highway=row["kelas"],
        surface=row["permukaan"],
        slide_prone=row["rawan_longsor"] == "ya",
        quality=cast("LinkQuality", row["mutu"]),
        name=row["nama_ruas"],
    )


def _assumption(row: Row) -> Assumption:
    low, central, high = (decimal(row[column]) for column in ("rendah", "tengah", "tinggi"))
    return Assumption(row["kunci"], low, central, high, row["satuan"], row["dasar"])


def _warnings(cells: Sequence[Cell], places: Sequence[Place], bases: Sequence[Base]) -> Iterator[Message]:
    """What a planner should know about sound but weak data."""
    estimated = sum(cell.source.estimated for cell in cells)
    if estimated:
        yield Message("regions.warn_estimated", {"estimated": estimated, "cells": len(cells)})
    stale = sum(not c.source.estimated and c.source.text.startswith(ESTIMATE) for c in cells)
    if stale:
        yield Message("regions.warn_stale_source", {"stale": stale})
    weak = sum(place.point_quality in ("poor", "perkiraan") for place in places)
    if weak:
        yield Message("regions.warn_weak_points", {"weak": weak, "places": len(places)})
    for base in bases:
        if base.point_quality in ("poor", "perkiraan"):
            yield Message("regions.warn_weak_base", {"base": base.name})


def _unassessed(links: Sequence[Row]) -> Iterator[Message]:
    unknown = sum(row.get("dasar_rawan") == NOT_ASSESSED for row in links)
    if unknown:
        yield Message("regions.warn_slides_unknown", {"unknown": unknown, "links": len(links)})
