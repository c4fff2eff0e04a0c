"""Read a manifest: a list of region folders, every defect at once, before anything is planned."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import yaml

from optimizer.core.privacy import shown
from optimizer.engines import ENGINES
from optimizer.errors import Defect, InputError, Message
from optimizer.settings import Settings, load, load_tariff

COLUMNS: Mapping[str, str] = {
    "folder": "folder",
    "wilayah": "region",
    "kasus": "case",
    "pengaturan": "settings",
    "provinsi": "province",
    "sintetis": "synthetic",
}
"""Columns of a manifest in CSV, and the keys of one in YAML."""

DISTRICTS = "districts"
"""Key of the list in a manifest in YAML."""

REGION_FILE = "wilayah.yaml"
"""Settings of a region, taken from its folder where the row names none."""

YAML = (".yaml", ".yml")
YES_NO = {"ya": True, "tidak": False, "yes": True, "no": False, "true": True, "false": False, "": False}

Entry = Mapping[str, str]


@dataclass(frozen=True)
class District:
    """A row of a manifest: what is planned, and what the tables show beside it.

    Attributes
    ----------
    source
        Folder of tables, as `jemput-bola plan --data` takes it.
    settings
        Resolved, the command line included.
    province
        As written, or empty.
    synthetic
        Whether its people and roads are invented; said wherever it is shown.
    """

    source: Path
    settings: Settings
    province: str
    synthetic: bool

    @property
    def code(self) -> str:
        """Kemendagri code of the district."""
        return self.settings.region.code

    @property
    def name(self) -> str:
        """Name of the district."""
        return self.settings.region.name


def read_manifest(path: Path, configs: Path, overrides: Mapping[str, Any]) -> tuple[District, ...]:
    """The districts of a manifest, in its order.

    A CSV file has the columns `folder`, `wilayah`, `kasus`, `pengaturan`, `provinsi`, `sintetis`; a YAML
    file a list `districts` of mappings with the keys `folder`, `region`, `case`, `settings`, `province`,
    `synthetic`. Only the folder is required. Paths are relative to the manifest. Without a region and a
    case, the folder's own `wilayah.yaml` is the region. Tables are not read here: a district whose tables
    are faulty fails by itself.

    Parameters
    ----------
    overrides
        What the command line says of the settings of all districts.

    Raises
    ------
    InputError
        With every defect of every row.
    """
    defects: list[Defect] = []
    entries = list(_entries(path, defects))
    in_yaml = path.suffix.lower() in YAML
    labels = {key: key if in_yaml else column for column, key in COLUMNS.items()}
    known = _Known(configs, overrides, labels)
    found: list[District] = []
    taken: dict[str, str] = {}
    for where, entry in entries:
        district = _district(path, where, entry, known, defects)
        if district is None:
            continue
        if district.code in taken:
            message = Message("national.same_code", {"other": taken[district.code]})
            defects.append(Defect(where, message, found=district.code))
        taken.setdefault(district.code, where)
        found.append(district)
    if not entries and not defects:
        defects.append(Defect(path.name, Message("national.empty")))
    if defects:
        raise InputError(defects)
    return tuple(found)


@dataclass(frozen=True)
class _Known:
    """What the rows share: the configuration, what the command line says, how each key is called there."""

    configs: Path
    overrides: Mapping[str, Any]
    labels: Mapping[str, str]


def _district(path: Path, where: str, entry: Entry, known: _Known, defects: list[Defect]) -> District | None:
    """A row made out; what is wrong with it joins `defects`."""
    before = len(defects)
    source = _source(path, where, entry, known.labels["folder"], defects)
    synthetic = YES_NO.get(entry.get("synthetic", "").strip().lower())
    if synthetic is None:
        found = shown(entry["synthetic"])
        defects.append(Defect(where, Message("national.not_yes_no"), None, known.labels["synthetic"], found))
    settings = _settings(path, where, entry, source, known, defects)
    if len(defects) > before or source is None or settings is None:
        return None
    return District(source, settings, entry.get("province", ""), bool(synthetic))


def _source(path: Path, where: str, entry: Entry, label: str, defects: list[Defect]) -> Path | None:
    text = entry.get("folder", "")
    if not text:
        defects.append(Defect(where, Message("national.no_folder"), None, label))
        return None
    source = path.parent / text
    if not source.is_dir():
        defects.append(Defect(where, Message("national.not_a_folder"), None, label, shown(text)))
        return None
    return source


def _settings(
    path: Path, where: str, entry: Entry, source: Path | None, known: _Known, defects: list[Defect]
) -> Settings | None:
    region, case = _named(path, entry.get("region")), _named(path, entry.get("case"))
    if region is None and case is None:
        own = None if source is None else source / REGION_FILE
        if own is None or not own.is_file():
            if own is not None:
                defects.append(Defect(where, Message("national.no_region", {"file": REGION_FILE})))
            return None
        region = str(own)
    extra = entry.get("settings")
    try:
        settings = load(
            known.configs,
            region=region,
            case=case,
            extra=path.parent / extra if extra else None,
            overrides=known.overrides,
        )
        load_tariff(known.configs, settings.tariff)
    except InputError as error:
        defects += [replace(each, where=f"{where} → {each.where}") for each in error.defects]
        return None
    if settings.plan.engine not in ENGINES:
        message = Message("cli.no_engine", {"known": ", ".join(ENGINES)})
        defects.append(Defect(where, message, None, "plan.engine", shown(settings.plan.engine)))
        return None
    return settings


def _named(path: Path, text: str | None) -> str | None:
    """A region or case: a name stays one, a file is relative to the manifest."""
    if not text:
        return None
    return str(path.parent / text) if text.endswith(".yaml") else text


def _entries(path: Path, defects: list[Defect]) -> Iterator[tuple[str, Entry]]:
    """Each row with where it stands, its cells by key; what cannot be read joins `defects`."""
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        why = error.strerror or str(error)
        defects.append(Defect(str(path), Message("national.unreadable", {"why": why})))
        return
    except UnicodeDecodeError:
        defects.append(Defect(path.name, Message("regions.not_utf8")))
        return
    if path.suffix.lower() in YAML:
        yield from _yaml_entries(path.name, text, defects)
    else:
        yield from _csv_entries(path.name, text, defects)


def _csv_entries(where: str, text: str, defects: list[Defect]) -> Iterator[tuple[str, Entry]]:
    header = text.partition("\n")[0]
    delimiter = ";" if header.count(";") > header.count(",") else ","
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        rows = [(reader.line_num, [cell.strip() for cell in row]) for row in reader]
    except csv.Error:
        defects.append(Defect(where, Message("regions.not_csv"), reader.line_num))
        return
    names = [name.lower() for name in rows[0][1]] if rows else []
    for column in dict.fromkeys(names):
        if column not in COLUMNS:
            defects.append(_unknown(where, column, list(COLUMNS)))
        elif names.count(column) > 1:
            defects.append(Defect(where, Message("national.twice"), 1, column))
    if "folder" not in names:
        defects.append(Defect(where, Message("regions.missing_column"), 1, "folder"))
        return
    for line, row in rows[1:]:
        if not any(row):
            continue
        if any(row[len(names) :]):
            defects.append(Defect(where, Message("national.too_long"), line))
        cells = dict(zip(names, row, strict=False))
        yield f"{where}:{line}", {COLUMNS[n]: cell for n, cell in cells.items() if n in COLUMNS}


def _yaml_entries(where: str, text: str, defects: list[Defect]) -> Iterator[tuple[str, Entry]]:
    try:
        tree = yaml.safe_load(text)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        why = getattr(error, "problem", None) or str(error)
        row = None if mark is None else mark.line + 1
        defects.append(Defect(where, Message("settings.broken_yaml", {"why": why}), row))
        return
    listed = tree.get(DISTRICTS) if isinstance(tree, dict) else None
    if not isinstance(listed, list):
        defects.append(Defect(where, Message("national.no_list", {"key": DISTRICTS})))
        return
    defects += [_unknown(where, str(key), [DISTRICTS]) for key in tree if key != DISTRICTS]
    keys = list(COLUMNS.values())
    for number, entry in enumerate(listed):
        place = f"{where} {DISTRICTS}.{number}"
        if not isinstance(entry, dict):
            defects.append(Defect(place, Message("national.not_an_entry")))
            continue
        defects += [_unknown(place, str(key), keys) for key in entry if key not in keys]
        defects += [
            Defect(place, Message("national.not_text"), None, str(key))
            for key, value in entry.items()
            if key in keys and isinstance(value, list | dict)
        ]
        yield place, {key: _text(entry.get(key)) for key in keys}


def _text(value: Any) -> str:
    return "" if value is None or isinstance(value, list | dict) else str(value).strip()


def _unknown(where: str, found: str, known: Sequence[str]) -> Defect:
    near = get_close_matches(found, known, n=1)
    message = Message("national.unknown_near", {"near": near[0]}) if near else None
    return Defect(
        where, message or Message("national.unknown", {"known": ", ".join(known)}), None, shown(found)
    )
