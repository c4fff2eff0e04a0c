"""The schema of each table: which columns it has and what may stand in a cell."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import get_args

import pandera.pandas as pa
from pandera.errors import SchemaErrors

from optimizer.core.privacy import looks_personal, personal_header, shown
from optimizer.core.region import LinkQuality, PointQuality, Signal
from optimizer.errors import Defect, Message
from optimizer.regions.params import RegionParams
from optimizer.regions.tables import Table, unknown

KINDS = ("desa", "kelurahan")
CLOSURE_NOTES = ("tempat", "kecamatan", "kode_desa", "akibat", "lama", "keterangan", "catatan")
"""Columns that tell a closure's story; nothing is computed from them."""

YES_NO = ("ya", "tidak")
SURFACES = ("aspal", "beton", "kerikil", "tanah", "tak diketahui")
HIGHWAYS = (
    "motorway", "trunk", "primary", "secondary", "tertiary", "unclassified", "residential",
    "living_street", "service", "road", "track", "path",
    "motorway_link", "trunk_link", "primary_link", "secondary_link", "tertiary_link",
)  # fmt: skip
SCHOOLS = ("SMA", "SMK", "MA", "SLB")
KIT_STATUS = ("baik", "rusak", "kembali")
CONFIDENCE = ("tinggi", "sedang", "rendah", "tidak_ditentukan")
MOST_PEOPLE = 10_000_000
MAY_BE_EMPTY = ("simpul", "sekolah", "rumah", "alat", "permintaan", "penutupan", "penginapan")
"""Tables that may have a header only: a single road past every village has no junction, for example."""

_NEGATIVE = re.compile(r"-\d+(\.\d+)?", re.ASCII)
_WHOLE = re.compile(r"\d+(\.0)?", re.ASCII)
_DECIMAL = re.compile(r"-?\d+([.,]\d+)?([eE][-+]?\d+)?", re.ASCII)
_KEY = re.compile(r"[a-z][a-z0-9_]*", re.ASCII)
_PLACE = re.compile(r"\d\d\.\d\d\.\d\d\.\d{4}", re.ASCII)
_NPSN = re.compile(r"[A-Z0-9]{8}", re.ASCII)
_DATE = re.compile(r"\d{4}(-\d\d(-\d\d)?)?", re.ASCII)


@dataclass(frozen=True)
class Rule:
    """A test of one cell's text, and the message for what fails it."""

    key: str
    test: Callable[[str], bool]


WHOLE = (
    Rule("regions.negative", lambda text: not _NEGATIVE.fullmatch(text)),
    Rule("regions.not_whole", lambda text: bool(_WHOLE.fullmatch(text) or _NEGATIVE.fullmatch(text))),
    Rule("regions.too_large", lambda text: not _WHOLE.fullmatch(text) or float(text) <= MOST_PEOPLE),
)
DECIMAL = (
    Rule("regions.not_decimal", lambda text: bool(_DECIMAL.fullmatch(text)) and abs(decimal(text)) < 1e9),
)
DAY = Rule("regions.not_day", lambda text: _is_day(text))
NPSN = Rule("regions.not_npsn", lambda text: bool(_NPSN.fullmatch(text)))
MODES = Rule("regions.not_modes", lambda text: all(_KEY.fullmatch(mode) for mode in parts(text)))
KEY = (Rule("regions.not_key", lambda text: bool(_KEY.fullmatch(text))),)


def whole(text: str) -> int:
    """The whole number a cell shows (`12` or, from a spreadsheet, `12.0`)."""
    return int(text.removesuffix(".0"))


def decimal(text: str) -> float:
    """The number a cell shows, with a decimal point or comma."""
    return float(text.replace(",", "."))


def dates(text: str) -> list[date]:
    """The dates a cell lists, parted by spaces, commas or semicolons.

    Raises
    ------
    ValueError
        If a part is not a date like 2026-03-02.
    """
    return [date.fromisoformat(part) for part in re.split(r"[\s,;]+", text.strip(" ,;")) if part]


def parts(text: str) -> list[str]:
    """The entries a cell lists, parted by spaces, commas or semicolons."""
    return [part for part in re.split(r"[\s,;]+", text) if part]


def is_place_code(text: str, region: str = "") -> bool:
    """Whether a cell is the code of a desa or kelurahan, of the kabupaten `region` where it is given."""
    return bool(_PLACE.fullmatch(text)) and (not region or text.startswith(f"{region}."))


def schemas(params: RegionParams) -> dict[str, pa.DataFrameSchema]:
    """The schema of every table of a region, by table name; cells are text."""
    place = Rule("regions.not_place_code", lambda text: is_place_code(text, params.code))
    counts = {
        column: _column(*WHOLE, required=column in _required_counts(params))
        for column in params.count_columns()
    }
    quality, signal, link = (get_args(values) for values in (PointQuality, Signal, LinkQuality))
    tables = {
        "desa": {
            "kode": _column(place, unique=True, region=params.code),
            "nama": _column(),
            "jenis": _choice(KINDS),
            "kode_kecamatan": _column(),
            "kecamatan": _column(),
            **counts,
            "taksiran": _choice(YES_NO),
            "tanggal": _column(_date_rule(), blank=True),
            "sinyal": _choice(signal),
            "penduduk": _column(*WHOLE, blank=True),
            "wajib_ktp": _column(*WHOLE, blank=True),
            "lat": _column(*DECIMAL),
            "lon": _column(*DECIMAL),
            "mutu_titik": _choice(quality),
            "sumber_titik": _column(),
            "taksiran_penduduk": _choice(YES_NO),
            "tanggal_penduduk": _column(_date_rule(), blank=True),
            "sumber_penduduk": _column(),
            "sumber": _column(),
            "kunjungan_terakhir": _column(DAY, blank=True, required=False),
        },
        "kantor": {
            "kode": _column(unique=True),
            "nama": _column(),
            "kode_kecamatan": _column(),
            "lat": _column(*DECIMAL),
            "lon": _column(*DECIMAL),
            "mutu_titik": _choice(quality),
            "sumber": _column(),
        },
        "simpul": {
            "id": _column(unique=True),
            "jenis": _column(),
            "nama": _column(blank=True),
            "lat": _column(*DECIMAL),
            "lon": _column(*DECIMAL),
            "luar_kabupaten": _choice(YES_NO),
            "mutu": _choice(link),
            "sumber": _column(),
        },
        "ruas": {
            "id": _column(unique=True),
            "dari": _column(),
            "ke": _column(),
            "km": _column(*DECIMAL),
            "kelas": _choice(HIGHWAYS),
            "permukaan": _choice(SURFACES),
            "rawan_longsor": _choice(YES_NO),
            "mutu": _choice(link),
            "nama_ruas": _column(blank=True),
            "dasar_rawan": _column(blank=True),
            "sumber": _column(),
        },
        "tim": {
            "kode": _column(unique=True),
            "nama": _column(),
            "kantor": _column(),
            "kendaraan": _choice(tuple(vehicle.code for vehicle in params.vehicles)),
            "alat": _column(*WHOLE, Rule("regions.at_least_one", lambda text: text not in ("0", "0.0"))),
            **{rank: _column(*WHOLE) for rank in params.ranks},
            "hari_libur": _column(Rule("regions.not_dates", _are_dates), blank=True),
            "sumber": _column(),
        },
        "sekolah": {
            "npsn": _column(NPSN, unique=True),
            "nama": _column(),
            "bentuk": _choice(SCHOOLS),
            "status": _column(blank=True, required=False),
            "kode_kecamatan": _column(),
            "kode_desa": _column(place, blank=True, required=False, region=params.code),
            "lat": _column(*DECIMAL),
            "lon": _column(*DECIMAL),
            "mutu_titik": _choice(quality),
            "siswa_16_17": _column(*WHOLE),
            "taksiran": _choice(YES_NO),
            "tanggal": _column(_date_rule(), blank=True),
            "sumber": _column(),
        },
        "rumah": {
            "kode_desa": _column(place, unique=True, region=params.code),
            "lansia": _column(*WHOLE),
            "disabilitas": _column(*WHOLE),
            "taksiran": _choice(YES_NO),
            "tanggal": _column(_date_rule(), blank=True),
            "sumber": _column(),
        },
        "alat": {
            "kode": _column(unique=True),
            "status": _choice(KIT_STATUS),
            "tanggal_kembali": _column(DAY, blank=True),
            "lokasi": _column(),
            "sumber": _column(),
        },
        "permintaan": {
            "kode_desa": _column(place, region=params.code),
            "tanggal": _column(DAY),
            "nomor": _column(blank=True, required=False),
        },
        "penutupan": {
            "id_ruas": _column(blank=True),
            "mulai": _column(DAY),
            "selesai": _column(DAY, blank=True),
            "keyakinan": _choice(CONFIDENCE),
            "moda": _column(MODES),
            "sumber": _column(),
            **{name: _column(blank=True, required=False) for name in CLOSURE_NOTES},
        },
        "penginapan": {
            "kode_desa": _column(place, unique=True, region=params.code),
            "nama": _column(),
            "taksiran": _choice(YES_NO),
            "tanggal": _column(_date_rule(), blank=True),
            "sumber": _column(),
        },
        "fakta": {
            "id": _column(unique=True),
            "tanggal": _column(),
            "metrik": _column(*KEY),
            "nilai": _column(*DECIMAL),
            "satuan": _column(),
            "perkiraan_sumber": _choice(YES_NO),
            "kasus": _column(blank=True),
            "sumber": _column(),
            "catatan": _column(blank=True),
        },
        "asumsi": {
            "kunci": _column(*KEY, unique=True),
            "rendah": _column(*DECIMAL),
            "tengah": _column(*DECIMAL),
            "tinggi": _column(*DECIMAL),
            "satuan": _column(),
            "dasar": _column(),
        },
    }
    return {name: pa.DataFrameSchema(columns, strict=True) for name, columns in tables.items()}


def validate(table: Table, schema: pa.DataFrameSchema) -> Iterator[Defect]:
    """Every defect of one table on its own: personal numbers, columns, cells, codes used twice."""
    personal = dict(_personal(table))
    yield from personal.values()
    if table.frame.empty and table.name not in MAY_BE_EMPTY:
        yield Defect(table.where, Message("regions.empty_table"))
    frame = table.frame.drop(columns=list(personal))
    try:
        schema.validate(frame, lazy=True)
    except SchemaErrors as error:
        for failure in error.failure_cases.itertuples():
            if failure.check != "column_in_dataframe" or failure.failure_case not in personal:
                yield from _defects(table, schema, failure)


def _personal(table: Table) -> Iterator[tuple[str, Defect]]:
    """Columns that hold, or by their name hold, NIK or KK numbers; the numbers are never repeated."""
    for column in table.frame.columns:
        rows = table.frame.index[[looks_personal(cell) for cell in table.frame[column]]]
        label = shown(table.labels[column])
        if len(rows):
            message = Message("regions.personal", {"cells": len(rows)})
            yield column, Defect(table.where, message, int(rows[0]), label)
        elif personal_header(column) or looks_personal(table.labels[column]):
            yield column, Defect(table.where, Message("regions.personal_header"), 1, label)


def _defects(table: Table, schema: pa.DataFrameSchema, failure: object) -> Iterator[Defect]:
    """A failure case of pandera, in the user's words."""
    check, case = str(failure.check), str(failure.failure_case)  # type: ignore[attr-defined]
    if check == "column_in_dataframe":
        yield Defect(table.where, Message("regions.missing_column"), 1, case)
    elif check == "column_in_schema":
        yield _unexpected(table, schema, case)
    elif check != "field_uniqueness" or case:
        column, row = str(failure.column), int(failure.index)  # type: ignore[attr-defined]
        values = dict(schema.columns[column].metadata or {})
        if check == "field_uniqueness":
            check = "regions.duplicate"
            values["first"] = str(table.frame.index[table.frame[column] == case][0])
        label = shown(table.labels[column])
        yield Defect(table.where, _near(check, case, values), row, label, shown(case) if case else None)


def _near(key: str, found: str, values: dict[str, str]) -> Message:
    """The message of a cell; for a choice, with the entry that was probably meant."""
    if key != "regions.not_choice":
        return Message(key, values)
    return unknown(found.lower(), values["choices"].split(", "), key)


def _unexpected(table: Table, schema: pa.DataFrameSchema, column: str) -> Defect:
    """A column the table should not have."""
    label = shown(table.labels[column])
    if not column.startswith("["):
        missing = [known for known in schema.columns if known not in table.frame.columns]
        return Defect(
            table.where, unknown(column, missing or schema.columns, "regions.unknown_column"), 1, label
        )
    row = int(table.frame.index[table.frame[column].astype(bool)][0])
    letter = column.strip("[]")
    key = "regions.no_header" if label == letter else "regions.twice_header"
    return Defect(table.where, Message(key, {"letter": letter}), row, label)


def _column(
    *rules: Rule, blank: bool = False, unique: bool = False, required: bool = True, **values: str
) -> pa.Column:
    """A column of text cells; `values` fill the messages of its rules."""
    checks = [pa.Check(_unless_blank(rule), element_wise=True, error=rule.key) for rule in rules]
    if not blank:
        checks.append(pa.Check(bool, element_wise=True, error="regions.blank"))
    return pa.Column(
        checks=checks, unique=unique, report_duplicates="exclude_first", required=required, metadata=values
    )


def _choice(choices: tuple[str, ...]) -> pa.Column:
    return _column(Rule("regions.not_choice", lambda text: text in choices), choices=", ".join(choices))


def _unless_blank(rule: Rule) -> Callable[[str], bool]:
    return lambda text: not text or rule.test(text)


def _required_counts(params: RegionParams) -> set[str]:
    return {service.column for service in params.services if not service.optional}


def _date_rule() -> Rule:
    return Rule("regions.not_date", _is_date)


def _is_date(text: str) -> bool:
    if not _DATE.fullmatch(text):
        return False
    return _are_dates((text + "-01-01")[:10])


def _is_day(text: str) -> bool:
    return len(parts(text)) == 1 and len(text) == len("2026-03-02") and _are_dates(text)


def _are_dates(text: str) -> bool:
    try:
        return bool(dates(text))
    except ValueError:
        return False
