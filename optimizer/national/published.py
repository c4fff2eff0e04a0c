"""Publish what districts came to: one CSV a table, and the same in Parquet, a file for each district.

Both are written district by district, so that memory does not grow with how many there are.
"""

from __future__ import annotations

import csv
import shutil
import uuid
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from datetime import date
from importlib import import_module
from pathlib import Path
from typing import Any
from urllib.parse import quote

from optimizer.errors import Defect, InputError, Message
from optimizer.national.run import Made
from optimizer.national.sums import COLUMNS as OF_PROVINCE
from optimizer.national.sums import by_province
from optimizer.national.tables import DISTRICTS, TABLES, Cell, Kind, Row
from optimizer.national.work import rows_of
from optimizer.store.tables import ENCODING, harmless

FAILED = "gagal"
PARQUET = "parquet"
PARTITION = "provinsi"
UNNAMED = "-"
"""Shown for a district whose manifest names no province."""

Batch = dict[str, list[Row]]


def publish(made: Sequence[Made], folder: Path, *, parquet: bool | None = None) -> tuple[Path, ...]:
    """Write `kabupaten.csv`, `desa.csv`, `perjalanan.csv`, `provinsi.csv`; return what was written.

    With Parquet, `parquet/<table>/provinsi=<province>/<code>.parquet` beside them, which pandas, DuckDB
    and Dask read as one table. What an earlier call published is replaced.

    Parameters
    ----------
    parquet
        None writes it where pyarrow is installed.

    Raises
    ------
    InputError
        If Parquet is asked for and pyarrow is not installed.
    """
    arrow = arrow_for(parquet)
    folder.mkdir(parents=True, exist_ok=True)
    written = [folder / f"{name}.csv" for name in (*TABLES, PARTITION)]
    mark = uuid.uuid4().hex[:8]
    parts = [path.with_name(f".{path.name}.{mark}.part") for path in written]
    whole, grown = folder / PARQUET, folder / f".{PARQUET}.{mark}"
    try:
        with ExitStack() as stack:
            files = [stack.enter_context(p.open("w", encoding=ENCODING, newline="")) for p in parts]
            writers = dict(zip((*TABLES, PARTITION), map(csv.writer, files), strict=True))
            for name, columns in TABLES.items():
                writers[name].writerow(columns)
            for each, batch in _batches(made):
                for name, rows in batch.items():
                    writers[name].writerows([harmless(cell) for cell in row] for row in rows)
                    if arrow is not None:
                        _grow(arrow, grown / name, name, each, rows)
            writers[PARTITION].writerow(OF_PROVINCE)
            writers[PARTITION].writerows([harmless(c) for c in total.row()] for total in by_province(made))
        for part, path in zip(parts, written, strict=True):
            part.replace(path)
        if whole.exists():  # an older one would not be of these tables
            shutil.rmtree(whole)
        if grown.exists():
            grown.rename(whole)
            written.append(whole)
    finally:
        for part in parts:
            part.unlink(missing_ok=True)
        shutil.rmtree(grown, ignore_errors=True)
    return tuple(written)


def arrow_for(parquet: bool | None) -> Any:
    """Pyarrow's two modules, or None; raises InputError where it is asked for and not installed."""
    if parquet is False:
        return None
    try:
        return import_module("pyarrow"), import_module("pyarrow.parquet")
    except ImportError as error:
        if parquet is None:
            return None
        raise InputError([Defect("--parquet", Message("national.no_arrow"))]) from error


def _batches(made: Sequence[Made]) -> Iterator[tuple[Made, Batch]]:
    """Each district with its rows of every table."""
    for each in made:
        district = each.district
        whose: Row = [
            district.province or UNNAMED, district.code, district.name,
            "ya" if district.synthetic else "tidak",
        ]  # fmt: skip
        cells: Mapping[str, Cell] = each.cells or {"status": FAILED, "sebab": each.why}
        batch: Batch = {"kabupaten": [[*whose, *(cells.get(column) for column in DISTRICTS)]]}
        if each.part is not None:
            rows = rows_of(each.part)
            batch |= {name: [[*whose, *row] for row in rows[name]] for name in TABLES if name in rows}
        yield each, batch


def _grow(arrow: Any, folder: Path, name: str, each: Made, rows: Sequence[Row]) -> None:
    """Write a district's rows of a table as one file; its province is told by the folder."""
    pyarrow, parquet = arrow
    place = folder / f"{PARTITION}={_segment(each.district.province or UNNAMED)}"
    place.mkdir(parents=True, exist_ok=True)
    types = {"text": pyarrow.string(), "whole": pyarrow.int64(), "day": pyarrow.date32()}
    columns = {
        column: pyarrow.array([_typed(row[n], kind) for row in rows], types[kind])
        for n, (column, kind) in enumerate(TABLES[name].items())
        if column != PARTITION
    }
    parquet.write_table(pyarrow.table(columns), place / f"{_segment(each.district.code)}.parquet")


def _segment(text: str) -> str:
    """A name as part of a path on any system, as readers of Parquet undo it: %-escaped, dots too."""
    return quote(text, safe=" ").replace(".", "%2E")


def _typed(cell: Cell, kind: Kind) -> Cell | date:
    return date.fromisoformat(str(cell)) if kind == "day" and cell is not None else cell
