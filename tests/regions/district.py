"""The shipped district, copied so that a test can damage it."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from optimizer.errors import Defect, InputError
from optimizer.regions.params import RegionParams
from optimizer.regions.read import read

ROOT = Path(__file__).parents[2]
HOME = "rejang_lebong"
DATA = ROOT / "data" / HOME
FACTS = ROOT.parent / "shared" / "facts"


@cache
def settings(name: str = HOME) -> dict[str, Any]:
    """The default settings with those of a shipped district laid over them."""
    made = yaml.safe_load((ROOT / "configs" / "default.yaml").read_text(encoding="utf-8"))
    district = yaml.safe_load((ROOT / "configs" / "regions" / f"{name}.yaml").read_text(encoding="utf-8"))
    return {**made, "region": {**made["region"], **district["region"]}}


def params(name: str = HOME, /, **changes: Any) -> RegionParams:
    """A shipped district's parameters, some of them changed."""
    made = settings(name)
    data = ROOT / "data" / name
    region = {**made["region"], "data": data, "services": made["services"], "vehicles": made["vehicles"]}
    return RegionParams(**{**region, **changes})


def copy(folder: Path) -> Path:
    """A copy of the district's tables."""
    return Path(shutil.copytree(DATA, folder / "wilayah"))


def rows(path: Path) -> list[list[str]]:
    """The cells of a table, header first: row n of a spreadsheet is entry n - 1."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


def rewrite(path: Path, change: Callable[[list[list[str]]], None]) -> None:
    """Change the cells of a table."""
    cells = rows(path)
    change(cells)
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(cells)


def put(folder: Path, table: str, row: int, column: str, value: str) -> None:
    """Write one cell; `row` as a spreadsheet shows it."""

    def change(cells: list[list[str]]) -> None:
        cells[row - 1][cells[0].index(column)] = value

    rewrite(folder / f"{table}.csv", change)


def defects(source: Path, made: RegionParams | None = None) -> list[Defect]:
    """What reading a broken source reports."""
    try:
        read(source, made or params())
    except InputError as error:
        return list(error.defects)
    raise AssertionError("the source was read without a defect")


def brief(found: list[Defect]) -> list[tuple[str, int | None, str | None, str]]:
    """Where, row, column and kind of each defect."""
    return [(d.where, d.row, d.column, d.message.key.removeprefix("regions.")) for d in found]
