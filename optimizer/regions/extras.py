"""Build what a region may have besides: schools, home-visit groups, kits, letters, closures, lodgings."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from math import cos, hypot, radians
from typing import Literal, cast

from optimizer.core.region import (
    Closure,
    HomeGroup,
    Kit,
    Link,
    Lodging,
    Node,
    Place,
    PointQuality,
    Request,
    School,
    Source,
)
from optimizer.regions.schemas import decimal, parts, whole

Row = Mapping[str, str]
Point = tuple[float, float]

EVERY_MODE, NO_MODE = "semua", "tidak_ada"
"""In `moda`: closed to all; and passable to all, a closure only by name."""

KM_PER_DEGREE = 111.195
SHORTEST_KM = 0.01
"""A school at a node is still tied on by a link of its own."""

TIE_CLASS, TIE_SURFACE = "unclassified", "tak diketahui"


def schools(
    rows: Iterable[Row], places: Sequence[Place], nodes: Sequence[Node], circuity: float
) -> tuple[School, ...]:
    """The schools, each at a node of the road network.

    One with a good or fair point gets a node of its own and an estimated link to the nearest node, the
    straight line times `circuity`. One at a poor point stands at its desa or, where that is not known, at
    the desa of its kecamatan nearest to the point.
    """
    return tuple(_school(row, places, nodes, circuity) for row in rows)


def _school(row: Row, places: Sequence[Place], nodes: Sequence[Node], circuity: float) -> School:
    lat, lon = decimal(row["lat"]), decimal(row["lon"])
    own = row["mutu_titik"] in ("good", "fair", "kantor")
    desa = row.get("kode_desa") or None
    if own:
        near = min(nodes, key=lambda node: straight_km((lat, lon), (node.lat, node.lon)))
        km = max(SHORTEST_KM, round(straight_km((lat, lon), (near.lat, near.lon)) * circuity, 3))
        node, tie = row["npsn"], _tie(row["npsn"], near.id, km)
    else:
        there = [place for place in places if place.kecamatan_code == row["kode_kecamatan"]]
        seat = min(there, key=lambda place: straight_km((lat, lon), (place.lat, place.lon)))
        node, tie = desa or seat.code, None
    return School(
        npsn=row["npsn"],
        name=row["nama"],
        form=row["bentuk"],
        kecamatan_code=row["kode_kecamatan"],
        place=desa,
        lat=lat,
        lon=lon,
        point_quality=cast("PointQuality", row["mutu_titik"]),
        students=whole(row["siswa_16_17"]),
        source=_source(row),
        node=node,
        tie=tie,
    )


def _tie(npsn: str, near: str, km: float) -> Link:
    return Link(f"SEKOLAH-{npsn}", npsn, near, km, TIE_CLASS, TIE_SURFACE, False, "perkiraan")


def straight_km(a: Point, b: Point) -> float:
    """Straight distance on the plane that touches the earth at `a`: exact enough for neighbours."""
    return KM_PER_DEGREE * hypot(a[0] - b[0], (a[1] - b[1]) * cos(radians(a[0])))


def home_groups(rows: Iterable[Row]) -> tuple[HomeGroup, ...]:
    """The groups that have anyone in them."""
    groups = (
        HomeGroup(row["kode_desa"], whole(row["lansia"]), whole(row["disabilitas"]), _source(row))
        for row in rows
    )
    return tuple(group for group in groups if group.elderly or group.disabled)


def kits(rows: Iterable[Row]) -> tuple[Kit, ...]:
    """The inventory, kit by kit."""
    return tuple(
        Kit(
            row["kode"],
            cast("Literal['baik', 'rusak', 'kembali']", row["status"]),
            _day(row["tanggal_kembali"]),
            row["lokasi"],
            row["sumber"],
        )
        for row in rows
    )


def requests(rows: Iterable[Row]) -> tuple[Request, ...]:
    """The letters, in the order of the table."""
    return tuple(
        Request(row["kode_desa"], date.fromisoformat(row["tanggal"]), row.get("nomor", "")) for row in rows
    )


def closures(rows: Iterable[Row]) -> tuple[Closure, ...]:
    """The closures of known links that keep some vehicle out."""
    return tuple(
        Closure(
            link=row["id_ruas"],
            start=date.fromisoformat(row["mulai"]),
            end=_day(row["selesai"]),
            modes=() if EVERY_MODE in parts(row["moda"]) else tuple(parts(row["moda"])),
            confidence=cast("Literal['tinggi', 'sedang', 'rendah', 'tidak_ditentukan']", row["keyakinan"]),
            source=row["sumber"],
        )
        for row in rows
        if row["id_ruas"] and NO_MODE not in parts(row["moda"])
    )


def lodgings(rows: Iterable[Row]) -> tuple[Lodging, ...]:
    """Where a team can sleep, in the order of the table."""
    return tuple(Lodging(row["kode_desa"], row["nama"], _source(row)) for row in rows)


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _source(row: Row) -> Source:
    return Source(row["sumber"], row["tanggal"], row["taksiran"] == "ya")
