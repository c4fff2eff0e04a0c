"""A `Bundle`: a run read back from its folder, checked before anything relies on it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from optimizer.errors import Defect, InputError, Message
from optimizer.store.document import VERSION, Document
from optimizer.store.sums import PLAN_FILE, disagreements
from optimizer.store.writer import SETTINGS_FILE

EXPECTED = {
    "missing": "store.read.missing",
    "int_type": "store.read.whole_number",
    "int_from_float": "store.read.whole_number",
    "float_type": "store.read.number",
    "finite_number": "store.read.number",
    "string_type": "store.read.text",
    "bool_type": "store.read.yes_no",
    "greater_than_equal": "store.read.not_negative",
    "less_than_equal": "store.read.too_large",
    "string_pattern_mismatch": "store.read.clock",
    "tuple_type": "store.read.list",
    "dict_type": "store.read.object",
    "model_type": "store.read.object",
    "model_attributes_type": "store.read.object",
    "date_type": "store.read.date",
    "date_parsing": "store.read.date",
    "date_from_datetime_parsing": "store.read.date",
    "date_from_datetime_inexact": "store.read.date",
}
"""Kind of a schema fault → what was expected; everything else does not fit the schema."""

SHOWN = 80
"""Characters of an offending value that are shown."""


@dataclass(frozen=True)
class Bundle:
    """A run as its folder holds it: the document of plan.json and the frozen settings."""

    folder: Path
    document: Document
    settings: Mapping[str, Any]


def read(folder: Path) -> Bundle:
    """Read a run bundle.

    Keys this version does not know are passed over: version 1 grows by addition.

    Raises
    ------
    InputError
        If the folder is not a run bundle, is damaged, or was written by a newer version; with every
        defect found in both files.
    """
    defects: list[Defect] = []
    document = _document(folder, defects)
    settings = _settings(folder, defects)
    if document is None or settings is None or defects:
        raise InputError(defects)
    return Bundle(folder, document, settings)


def _document(folder: Path, defects: list[Defect]) -> Document | None:
    text = _text(folder / PLAN_FILE, "store.read.no_plan", defects)
    if text is None:
        return None
    where = str(folder / PLAN_FILE)
    try:
        stated = json.loads(text)
    except json.JSONDecodeError as error:
        defects.append(Defect(where, Message("store.read.broken"), row=error.lineno, found=error.msg))
        return None
    except RecursionError:
        defects.append(Defect(where, Message("store.read.foreign")))
        return None
    version = stated.get("version") if isinstance(stated, dict) else None
    if not isinstance(version, int) or isinstance(version, bool) or version < 1:
        defects.append(Defect(where, Message("store.read.foreign")))
        return None
    if version > VERSION:
        values = {"version": str(version), "known": str(VERSION)}
        defects.append(Defect(where, Message("store.read.newer", values)))
        return None
    try:
        document = Document.model_validate_json(text)
    except ValidationError as error:
        defects.extend(_faults(where, error))
        return None
    defects.extend(disagreements(document))
    return document


def _settings(folder: Path, defects: list[Defect]) -> Mapping[str, Any] | None:
    text = _text(folder / SETTINGS_FILE, "store.read.no_settings", defects)
    if text is None:
        return None
    where = str(folder / SETTINGS_FILE)
    try:
        settings = yaml.safe_load(text)
    except (yaml.YAMLError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        row = mark.line + 1 if mark else None
        problem = getattr(error, "problem", None)
        defects.append(Defect(where, Message("store.read.broken"), row=row, found=problem))
        return None
    if not isinstance(settings, dict):
        defects.append(Defect(where, Message("store.read.object")))
        return None
    return settings


def _text(path: Path, absent: str, defects: list[Defect]) -> str | None:
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        defects.append(Defect(str(path), Message("store.read.encoding")))
    except OSError:
        defects.append(Defect(str(path), Message(absent)))
    return None


def _faults(where: str, error: ValidationError) -> Iterator[Defect]:
    for fault in error.errors(include_url=False):
        key = EXPECTED.get(fault["type"], "store.read.unfit")
        found = None if fault["type"] == "missing" else _shown(fault["input"])
        yield Defect(where, Message(key), column=_dotted(fault["loc"]), found=found)


def _dotted(steps: tuple[int | str, ...]) -> str:
    text = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in steps)
    return text.removeprefix(".")


def _shown(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=True, default=str)
    return text if len(text) <= SHOWN else text[: SHOWN - 1] + "…"
