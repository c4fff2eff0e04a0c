"""Write a run: plan.json, its settings, its tables and the reports asked for, in one folder."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml

from optimizer.core.outcome import Outcome
from optimizer.store import tables
from optimizer.store.composer import compose, plain
from optimizer.store.document import Document
from optimizer.store.folder import fill_folder
from optimizer.store.sums import PLAN_FILE

Report = Callable[[Outcome, Path, str], Path]
"""Writes one paper of an outcome into a folder, in a language, and returns its file."""

SETTINGS_FILE = "settings.yaml"
TABLES: Mapping[str, Callable[[Document], str]] = {
    "schedule.csv": tables.schedule,
    "demand_left.csv": tables.demand_left,
    "budget.csv": tables.budget,
}
EXTRA_FILE = "demand_left_extra.csv"
"""Written where there are people beside the published totals."""


def write(outcome: Outcome, folder: Path, lang: str = "id", reports: Sequence[Report] = ()) -> Path:
    """Write the run bundle of `outcome` as `folder`, all or nothing, and return where it stands.

    An earlier run of that name is replaced once the new one is complete; see `fill_folder` for what
    happens on failure, and for when the bundle has to stand beside its name.

    Raises
    ------
    InputError
        If `folder` holds something that is not a run bundle; ask `check_folder` before planning.
    ValueError
        If the outcome's figures disagree with one another.
    OSError
        If the disk refuses.
    """
    document = compose(outcome, lang)
    settings = yaml.safe_dump(as_data(outcome.settings), allow_unicode=True, sort_keys=False)

    def fill(new: Path) -> None:
        _put(new / SETTINGS_FILE, settings)
        for name, table in TABLES.items():
            _put(new / name, table(document), tables.ENCODING)
        if document.extra:
            _put(new / EXTRA_FILE, tables.demand_left_extra(document), tables.ENCODING)
        for report in reports:
            report(outcome, new, lang)
        files = tuple(sorted({PLAN_FILE, *(path.name for path in new.iterdir())}))
        _put(new / PLAN_FILE, as_json(document.model_copy(update={"files": files})))

    return fill_folder(folder, fill)


def as_json(document: Document) -> str:
    """The text of plan.json."""
    return json.dumps(plain(document), ensure_ascii=False, indent=1, allow_nan=False) + "\n"


def as_data(value: Any) -> Any:
    """Settings as YAML and JSON hold them: mappings, lists, numbers, text; anything else by its text."""
    if isinstance(value, Mapping):
        return {str(key): as_data(item) for key, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        items = sorted(value, key=str) if isinstance(value, set | frozenset) else value
        return [as_data(item) for item in items]
    return value if value is None or isinstance(value, bool | int | float | str) else str(value)


def _put(path: Path, text: str, encoding: str = "utf-8") -> None:
    path.write_bytes(text.encode(encoding))
