"""Read the tables of a region, as text, from a folder of CSV files or the filled-in workbook."""

from __future__ import annotations

import csv
import hashlib
import io
import warnings
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import pandas as pd
from openpyxl import load_workbook
from openpyxl.utils import get_column_letter

from optimizer.core.privacy import shown
from optimizer.core.region import InputFile
from optimizer.errors import Defect, Message

TABLES = ("desa", "kantor", "simpul", "ruas", "tim", "asumsi")
OPTIONAL = ("fakta", "sekolah", "rumah", "alat", "permintaan", "penutupan", "penginapan")
"""Tables a region may do without."""

GUIDE = "petunjuk"
"""Sheet of the template that explains, and is not read; sheets called `catatan…` are not read either."""

MAX_ROWS = 50_000
MAX_COLUMNS = 200
MAX_BYTES = 200_000_000
"""Limits above which a file is not a district's table; they keep a broken file from filling memory."""

Cells = list[list[str]]


@dataclass(frozen=True)
class Table:
    """A table as read: `where` it stands, and its cells as text, indexed by spreadsheet row.

    `labels` are the column names as written; the columns of `frame` are the same in lower case with
    underscores, or `[C]` (the spreadsheet's letter) for a column without a name of its own.
    """

    name: str
    where: str
    frame: pd.DataFrame
    labels: Mapping[str, str]


@dataclass
class Reading:
    """What was read, and what could not be."""

    tables: dict[str, Table] = field(default_factory=dict)
    inputs: list[InputFile] = field(default_factory=list)
    defects: list[Defect] = field(default_factory=list)
    warnings: list[Message] = field(default_factory=list)


def read_tables(source: Path, folder: Path) -> Reading:
    """Read a folder, or a workbook whose missing tables are taken from `folder`."""
    reading = Reading()
    if source.is_dir():
        _read_folder(source, (*TABLES, *OPTIONAL), reading)
        return reading
    if not source.exists():
        reading.defects.append(Defect(str(source), Message("regions.no_source")))
        return reading
    _read_workbook(source, reading)
    _read_folder(folder, [name for name in (*TABLES, *OPTIONAL) if name not in reading.tables], reading)
    return reading


def _read_folder(folder: Path, names: Iterable[str], reading: Reading) -> None:
    for name in names:
        path = folder / f"{name}.csv"
        if name in OPTIONAL and not path.exists():
            continue
        try:
            content = path.read_bytes()
        except OSError:
            reading.defects.append(Defect(str(path), Message("regions.no_file")))
            continue
        reading.inputs.append(_input(path, content))
        cells = _csv_cells(path.name, content, reading)
        if cells is not None:
            _add(name, path.name, cells, reading)


def _csv_cells(where: str, content: bytes, reading: Reading) -> Cells | None:
    """The cells of a CSV file; comma or, as Excel writes in Indonesia, semicolon."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        row = content.count(b"\n", 0, error.start) + 1
        reading.defects.append(Defect(where, Message("regions.not_utf8"), row))
        return None
    header = text.partition("\n")[0]
    delimiter = ";" if header.count(";") > header.count(",") else ","
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        return [[_clean(cell) for cell in row] for row in reader]
    except csv.Error:
        reading.defects.append(Defect(where, Message("regions.not_csv"), reader.line_num))
        return None


def _read_workbook(path: Path, reading: Reading) -> None:
    try:
        content = path.read_bytes()
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if sum(part.file_size for part in archive.infolist()) > MAX_BYTES:
                raise ValueError("too large")
        sheets = dict(_workbook_cells(content))
    except Exception:  # noqa: BLE001 - openpyxl raises anything at all on a damaged workbook
        reading.defects.append(Defect(path.name, Message("regions.not_workbook")))
        return
    reading.inputs.append(_input(path, content))
    for title, cells in sheets.items():
        name, where = title.strip().lower(), f"{path.name} [{shown(title)}]"
        if name in TABLES or name in OPTIONAL:
            _add(name, where, cells, reading)
        elif name != GUIDE and not name.startswith("catatan"):
            reading.defects.append(Defect(where, unknown(name, TABLES, "regions.unknown_sheet")))
    if not any(name in reading.tables for name in TABLES) and not reading.defects:
        reading.defects.append(Defect(path.name, Message("regions.no_sheet")))


def _workbook_cells(content: bytes) -> Iterator[tuple[str, Cells]]:
    """Sheet title and cells as text; the last values calculated stand for formulas."""
    with warnings.catch_warnings():
        # openpyxl warns of styles and validations it would lose on saving; nothing is saved.
        warnings.simplefilter("ignore")
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        for sheet in book.worksheets:
            # A stray format far away makes Excel declare a huge sheet; only real cells are wanted.
            sheet.reset_dimensions()
            rows = sheet.iter_rows(max_row=MAX_ROWS + 1, max_col=MAX_COLUMNS, values_only=True)
            yield sheet.title, [[_text(value) for value in row] for row in rows]
        book.close()


def _add(name: str, where: str, cells: Cells, reading: Reading) -> None:
    """Make a table of its cells; the first row is the header, empty rows are skipped."""
    header, *rows = cells or [[]]
    if len(rows) >= MAX_ROWS:
        reading.defects.append(Defect(where, Message("regions.too_many_rows", {"most": MAX_ROWS})))
        return
    filled = {number: row for number, row in enumerate(rows, start=2) if any(row)}
    width = max((len(row) for row in filled.values()), default=0)
    columns = _columns(header, width)
    data = {
        column: [row[place] if place < len(row) else "" for row in filled.values()]
        for column, (place, label) in columns.items()
    }
    frame = pd.DataFrame(data, index=pd.Index(list(filled), dtype="int64"), dtype=object)
    named = [column for column in columns if not column.startswith("[") or frame[column].any()]
    labels = {column: columns[column][1] for column in named}
    reading.tables[name] = Table(name, where, frame[named], labels)


def _columns(header: Sequence[str], width: int) -> dict[str, tuple[int, str]]:
    """Columns: name → place and label; one without a name of its own is called by its letter."""
    columns: dict[str, tuple[int, str]] = {}
    for place in range(max(width, len(header))):
        label = header[place] if place < len(header) else ""
        name, letter = "_".join(label.lower().split()), get_column_letter(place + 1)
        columns[name if name and name not in columns else f"[{letter}]"] = (place, label or letter)
    return columns


def unknown(found: str, known: Iterable[str], key: str) -> Message:
    """The message `key`, or `key_near` with the known name that `found` looks like."""
    known = list(known)
    near = get_close_matches(found, known, n=1)
    return Message(f"{key}_near", {"near": near[0]}) if near else Message(key, {"known": ", ".join(known)})


def _input(path: Path, content: bytes) -> InputFile:
    return InputFile(path, hashlib.sha256(content).hexdigest())


def _text(value: Any) -> str:
    """A spreadsheet cell as text: whole numbers without a decimal point, dates as ISO."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == datetime.min.time() else value.isoformat()
    return _clean(str(value))


def _clean(text: str) -> str:
    """Without stray spaces: around the text, doubled, or non-breaking."""
    return " ".join(text.split())
