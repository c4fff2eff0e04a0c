"""Read the list of villages and offices that a road table is built for."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from math import cos, radians
from pathlib import Path

from optimizer.errors import Defect, InputError, Message
from optimizer.roads.graph import Box

COLUMNS = ("kode", "nama", "lat", "lon")
OFFICE = "kantor"
"""Value of the optional column `jenis` that marks an office; all else is a village."""

_PERSONAL = re.compile(r"(?<!\d)\d{16}(?!\d)")


@dataclass(frozen=True)
class Spot:
    """A village or office to be reached: code, name, WGS84 degrees."""

    code: str
    name: str
    lat: float
    lon: float
    office: bool = False


def read_places(path: Path) -> tuple[Spot, ...]:
    """The places of a CSV file with columns `kode, nama, lat, lon` and perhaps `jenis`; others are ignored.

    UTF-8; comma or, as Excel writes in Indonesia, semicolon with a decimal comma.

    Raises
    ------
    InputError
        With every defect: unreadable, a missing column, no rows, an empty or repeated code, a
        coordinate that is no number or not on Earth, or a cell that looks like a NIK.
    """
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError([Defect(str(path), Message("roads.places_unreadable"))]) from error
    header, *_ = text.splitlines() or [""]
    delimiter = ";" if header.count(";") > header.count(",") else ","
    try:
        rows = list(csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))
    except csv.Error as error:
        raise InputError([Defect(str(path), Message("roads.places_unreadable"))]) from error
    clean = [{_clean(k).lower(): _clean(v) for k, v in row.items() if isinstance(k, str)} for row in rows]
    defects = list(_defects(path, clean))
    if defects:
        raise InputError(defects)
    return tuple(
        Spot(row["kode"], row["nama"], _degrees(row["lat"]), _degrees(row["lon"]), row.get("jenis") == OFFICE)
        for row in clean
    )


def around(spots: Iterable[Spot], margin_km: float) -> Box:
    """The box that holds all places and `margin_km` around them (at most to the poles and the date line)."""
    lats, lons = zip(*((spot.lat, spot.lon) for spot in spots), strict=True)
    north = margin_km / 111.0
    # A degree of longitude shrinks towards the poles; there the box simply holds everything.
    east = north / max(0.01, cos(radians(min(90, max(map(abs, lats))))))
    return (min(lons) - east, min(lats) - north, max(lons) + east, max(lats) + north)


def _defects(path: Path, rows: list[dict[str, str]]) -> Iterator[Defect]:
    where = path.name
    if not rows:
        yield Defect(where, Message("roads.places_empty"))
        return
    missing = [column for column in COLUMNS if column not in rows[0]]
    for column in missing:
        yield Defect(where, Message("roads.missing_column"), 1, column)
    first: dict[str, int] = {}
    for number, row in enumerate(rows, start=2):
        for column, cell in row.items():
            if _PERSONAL.search(cell):
                yield Defect(where, Message("roads.personal"), number, column)
        for column, most in (("lat", 90), ("lon", 180)):
            degrees = _degrees(row.get(column, ""))
            if column not in missing and not abs(degrees) <= most:
                message = Message("roads.not_degrees", {"most": most})
                yield Defect(where, message, number, column, _shown(row[column]))
        for column in ("kode", "nama"):
            if column not in missing and not row[column]:
                yield Defect(where, Message("roads.blank"), number, column)
        code = row.get("kode", "")
        if code and first.setdefault(code, number) != number:
            message = Message("roads.duplicate_place", {"first": str(first[code])})
            yield Defect(where, message, number, "kode", _shown(code))


def _degrees(text: str) -> float:
    """The number, or NaN, which no bound holds."""
    try:
        return float(text.replace(",", "."))
    except ValueError:
        return float("nan")


def _clean(text: object) -> str:
    return " ".join(text.split()) if isinstance(text, str) else ""


def _shown(text: str) -> str:
    return _PERSONAL.sub("[disamarkan]", text)[:80]
