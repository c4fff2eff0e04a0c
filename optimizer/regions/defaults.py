"""Fill in what a newcomer's tables leave out, and say of each default that it was used."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from difflib import get_close_matches

import pandas as pd

from optimizer.errors import Defect, Message
from optimizer.regions.params import AssumptionParams, RegionParams
from optimizer.regions.schemas import MAY_BE_EMPTY, decimal, whole
from optimizer.regions.tables import Reading, Table, unknown

Rule = str | Callable[[Mapping[str, str], Table], str]
"""A default of a column: a text, or what follows from the row's other cells and its table."""

CODE, BLANK = "‹kode›", "–"
"""How a warning shows a default that follows from the code, and one that is left empty."""

OFFICE = "kantor"
FIRST_DESA = "2"
"""The fourth part of a code starts with 2 for a desa, with 1 for a kelurahan."""

ALIKE = 0.8
"""From this likeness on, an unknown key of asumsi.csv is taken for a misspelt one (difflib's ratio)."""

GENERAL = "configs/default.yaml [region.assumptions]"
NO_LABELS: Mapping[str, str] = {}


def _kind(row: Mapping[str, str], _table: Table) -> str:
    return "desa" if row.get("kode", "").rpartition(".")[2].startswith(FIRST_DESA) else "kelurahan"


def _kecamatan(row: Mapping[str, str], _table: Table) -> str:
    return row.get("kode", "")[:8]


def _file(_row: Mapping[str, str], table: Table) -> str:
    return table.where


COLUMNS: Mapping[str, Mapping[str, Rule]] = {
    "desa": {
        "jenis": _kind,
        "kode_kecamatan": _kecamatan,
        "taksiran": "ya",
        "tanggal": "",
        "sinyal": "tidak_diketahui",
        "penduduk": "",
        "wajib_ktp": "",
        "mutu_titik": "fair",
        "sumber_titik": _file,
        "taksiran_penduduk": "ya",
        "tanggal_penduduk": "",
        "sumber_penduduk": _file,
        "sumber": _file,
    },
    "kantor": {"nama": "Kantor", "mutu_titik": "perkiraan", "sumber": _file},
    "tim": {"hari_libur": "", "sumber": _file},
    "sekolah": {"mutu_titik": "fair", "taksiran": "ya", "tanggal": "", "sumber": _file},
    "rumah": {"taksiran": "ya", "tanggal": "", "sumber": _file},
    "alat": {"tanggal_kembali": "", "sumber": _file},
    "penutupan": {"sumber": _file},
    "penginapan": {"taksiran": "ya", "tanggal": "", "sumber": _file},
}
"""Columns a table may lack, with what stands in for them."""


def filled(reading: Reading, params: RegionParams) -> Reading:
    """The tables with every default put in; `warnings` say which, and defects what has none.

    The desa table needs only `kode`, `nama`, `kecamatan`, `lat`, `lon` and its counts; a row of it
    whose `jenis` is kantor is an office. Teams and assumptions may be missing altogether: then those of
    the configuration stand in. Roads and an office have no default.
    """
    made = replace(reading, tables=dict(reading.tables))
    for step in (_offices, _assumptions, _columns, _places_of_offices, _teams, _vehicles):
        step(made, params)
    return made


def _columns(made: Reading, _params: RegionParams) -> None:
    for name, rules in COLUMNS.items():
        # An empty table that has to be filled is reported as such, with every column it lacks.
        if name in made.tables and (name in MAY_BE_EMPTY or not made.tables[name].frame.empty):
            made.tables[name] = _with_columns(made.tables[name], rules, made)


def _with_columns(table: Table, rules: Mapping[str, Rule], made: Reading) -> Table:
    frame = table.frame.copy()
    used, rows = {}, frame.to_dict("records")
    for column, rule in rules.items():
        if column in frame:
            continue
        values = [rule if isinstance(rule, str) else rule(dict(row), table) for row in rows]  # type: ignore[arg-type]
        frame[column] = pd.Series(values, index=frame.index, dtype=object)
        used[column] = (rule if rule else BLANK) if isinstance(rule, str) else _shown(rule, table)
    if used and rows:
        made.warnings.append(_said(table.where, used))
    return replace(table, frame=frame, labels={**table.labels, **{column: column for column in used}})


def _shown(rule: Callable[[Mapping[str, str], Table], str], table: Table) -> str:
    return table.where if rule is _file else CODE


def _said(where: str, used: Mapping[str, object]) -> Message:
    columns = "; ".join(f"{column} = {value}" for column, value in used.items())
    return Message("regions.warn_defaults", {"where": where, "columns": columns})


def _offices(made: Reading, _params: RegionParams) -> None:
    """Rows of the desa table that are offices, where there is no table of offices."""
    desa = made.tables.get("desa")
    absent = next((d for d in made.defects if d.message.key == "regions.no_file" and _is(d, OFFICE)), None)
    if desa is None or absent is None:
        return
    made.defects = [defect for defect in made.defects if defect is not absent]
    kinds = desa.frame["jenis"] if "jenis" in desa.frame else pd.Series("", index=desa.frame.index)
    office = kinds == OFFICE
    if not office.any():
        made.defects.append(Defect(desa.where, Message("regions.no_office")))
        return
    keep = [column for column in ("kode", "nama", "lat", "lon") if column in desa.frame]
    made.tables[OFFICE] = Table(OFFICE, desa.where, desa.frame.loc[office, keep], desa.labels)
    rest = desa.frame[~office].copy()
    blank = rest["jenis"] == ""
    derived = [_kind({"kode": str(code)}, desa) for code in rest.loc[blank, "kode"]]
    rest.loc[blank, "jenis"] = derived
    if derived:
        made.warnings.append(_said(desa.where, {"jenis": CODE}))
    made.tables["desa"] = replace(desa, frame=rest)


def _is(defect: Defect, name: str) -> bool:
    return defect.where.endswith(f"{name}.csv")


def _places_of_offices(made: Reading, _params: RegionParams) -> None:
    """Codes of offices without one, and the kecamatan of the nearest desa."""
    table, desa = made.tables.get(OFFICE), made.tables.get("desa")
    if table is None or desa is None:
        return
    frame, used = table.frame.copy(), {}
    if "kode" not in frame:
        codes = ["KANTOR", *(f"KANTOR-{n}" for n in range(2, len(frame) + 1))][: len(frame)]
        frame["kode"] = pd.Series(codes, index=frame.index, dtype=object)
        used["kode"] = ", ".join(codes)
    if (
        "kode_kecamatan" not in frame
        and {"lat", "lon"} <= set(frame)
        and {"kode", "lat", "lon"} <= set(desa.frame)
    ):
        nearest = [
            _nearest(str(lat), str(lon), desa) for lat, lon in zip(frame["lat"], frame["lon"], strict=True)
        ]
        frame["kode_kecamatan"] = pd.Series(nearest, index=frame.index, dtype=object)
        used["kode_kecamatan"] = ", ".join(nearest)
    if used:
        made.warnings.append(_said(table.where, used))
    made.tables[OFFICE] = replace(
        table, frame=frame, labels={**table.labels, **{column: column for column in used}}
    )


def _nearest(lat: str, lon: str, desa: Table) -> str:
    """The kecamatan of the desa nearest to a point; the first desa's where a number cannot be read."""
    frame = desa.frame

    def away(row: Mapping[str, str]) -> float:
        return (decimal(row["lat"]) - decimal(lat)) ** 2 + (decimal(row["lon"]) - decimal(lon)) ** 2

    rows = [
        {str(k): str(v) for k, v in row.items()} for row in frame[["kode", "lat", "lon"]].to_dict("records")
    ]
    try:
        return min(rows, key=away)["kode"][:8]
    except ValueError:  # no row, or a point the schema will report
        return rows[0]["kode"][:8] if rows else ""


def _assumptions(made: Reading, params: RegionParams) -> None:
    """General assumptions where the region states none."""
    made.defects = [
        d
        for d in made.defects
        if not (d.message.key == "regions.no_file" and _is(d, "asumsi") and params.assumptions)
    ]
    table = made.tables.get("asumsi")
    if table is None and any(_is(defect, "asumsi") for defect in made.defects):
        return
    keys = list(table.frame["kunci"]) if table is not None and "kunci" in table.frame else []
    if table is not None and not keys:
        return
    own = [key for key in keys if key not in params.assumptions]
    general = {
        key: value
        for key, value in params.assumptions.items()
        if key not in keys and not get_close_matches(key, own, n=1, cutoff=ALIKE)
    }
    if general:
        made.tables["asumsi"] = _with_assumptions(table, general)
        made.warnings.append(_said("asumsi", {key: f"{value.central:g}" for key, value in general.items()}))


def _with_assumptions(table: Table | None, general: Mapping[str, AssumptionParams]) -> Table:
    columns = ("kunci", "rendah", "tengah", "tinggi", "satuan", "dasar")
    cells = [
        (key, f"{v.low:g}", f"{v.central:g}", f"{v.high:g}", v.unit, v.basis) for key, v in general.items()
    ]
    first = 2 if table is None else int(table.frame.index.max()) + 1
    more = pd.DataFrame(cells, columns=list(columns), index=range(first, first + len(cells)), dtype=object)
    if table is None:
        return Table("asumsi", GENERAL, more, {column: column for column in columns})
    return replace(
        table, frame=pd.concat([table.frame, more[[c for c in table.frame if c in more]]]).fillna("")
    )


def _teams(made: Reading, params: RegionParams) -> None:
    """As many teams as the assumptions say, all from the first office with the first vehicle."""
    if not any(d.message.key == "regions.no_file" and _is(d, "tim") for d in made.defects):
        return
    assumed, offices = made.tables.get("asumsi"), made.tables.get(OFFICE)
    if (
        assumed is None
        or offices is None
        or offices.frame.empty
        or not {"kunci", "tengah"} <= set(assumed.frame)
    ):
        return
    central = dict(zip(assumed.frame["kunci"], assumed.frame["tengah"], strict=True))
    try:
        teams, kits, members = (
            whole(central[key]) for key in ("jumlah_tim", "alat_per_tim", "anggota_per_tim")
        )
        ranked = {rank: whole(central.get(f"anggota_{rank}", "0")) for rank in params.ranks}
    except (KeyError, ValueError):  # the schema reports what cannot be read; without them a table is needed
        return
    rest = max(0, members - sum(ranked.values()))
    ranked[_after(params.ranks, central)] += rest
    columns = ["kode", "nama", "kantor", "kendaraan", "alat", *params.ranks, "hari_libur", "sumber"]
    base, vehicle = str(offices.frame["kode"].iloc[0]), params.vehicles[0].code
    cells = [
        [
            f"T{n}",
            f"Tim {n}",
            base,
            vehicle,
            str(kits),
            *map(str, ranked.values()),
            "",
            "Asumsi: jumlah_tim, …",
        ]
        for n in range(1, teams + 1)
    ]
    frame = pd.DataFrame(cells, columns=columns, index=range(2, teams + 2), dtype=object)
    made.tables["tim"] = Table("tim", "tim", frame, {column: column for column in columns})
    made.defects = [d for d in made.defects if not (d.message.key == "regions.no_file" and _is(d, "tim"))]
    values = {"teams": teams, "kits": kits, "members": members, "vehicle": params.vehicles[0].name}
    made.warnings.append(Message("regions.warn_default_teams", values))


def _vehicles(made: Reading, params: RegionParams) -> None:
    """The vehicles that the settings give to teams, in place of those of the table."""
    table = made.tables.get("tim")
    if table is None or not {"kode", "kendaraan"} <= set(table.frame):
        return
    frame, teams = table.frame.copy(), list(table.frame["kode"])
    for team, vehicle in params.team_vehicles.items():
        if team in teams:
            frame.loc[frame["kode"] == team, "kendaraan"] = vehicle
        else:
            message = unknown(team, teams, "regions.unknown_team")
            made.defects.append(Defect("region.team_vehicles", message, found=team))
    if params.team_vehicles:
        named = "; ".join(f"{team} = {vehicle}" for team, vehicle in params.team_vehicles.items())
        made.warnings.append(Message("regions.warn_team_vehicles", {"teams": named}))
    made.tables["tim"] = replace(table, frame=frame)


def _after(ranks: Iterable[str], central: Mapping[str, str]) -> str:
    """The rank below the lowest one that the assumptions name; the last where there is none below."""
    listed = list(ranks)
    named = [place for place, rank in enumerate(listed) if f"anggota_{rank}" in central]
    return listed[min(max(named, default=-1) + 1, len(listed) - 1)]
