"""Write the input workbook: the region's tables with drop-downs, comments and a page of guidance."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

import pandas as pd
import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from optimizer.errors import Defect, InputError, Message
from optimizer.regions.defaults import COLUMNS
from optimizer.regions.params import RegionParams
from optimizer.regions.read import sound_tables
from optimizer.regions.schemas import CLOSURE_NOTES, decimal, schemas, whole
from optimizer.regions.tables import Table
from optimizer.texts import say

Kind = Literal["whole", "decimal", "text"]

SHEETS = {
    "desa": "Desa", "tim": "Tim", "kantor": "Kantor", "penginapan": "Penginapan", "asumsi": "Asumsi",
    "sekolah": "Sekolah", "rumah": "Rumah", "alat": "Alat", "permintaan": "Permintaan",
    "penutupan": "Penutupan",
}  # fmt: skip
ON_DEMAND = ("sekolah", "rumah", "alat", "permintaan", "penutupan")
"""Tables that have a sheet only where the region has them; the guide says how to add the others."""

VISITED = "kunjungan_terakhir"
GUIDE = "Petunjuk"
SPARE_ROWS = {
    "desa": 0,
    "tim": 20,
    "kantor": 10,
    "penginapan": 20,
    "asumsi": 0,
    **dict.fromkeys(ON_DEMAND, 20),
}
"""Empty rows below the data in which the drop-downs work too."""

WHOLE = {"penduduk", "wajib_ktp", "alat", "siswa_16_17", "lansia", "disabilitas"}
DECIMAL = {"lat", "lon", "rendah", "tengah", "tinggi"}
ASK = {
    "desa": {"taksiran", "tanggal", "sinyal", "sumber", VISITED},
    "tim": {"kode", "nama", "kantor", "kendaraan", "alat", "hari_libur"},
    "kantor": {"nama", "lat", "lon", "mutu_titik", "sumber"},
    "penginapan": {"kode_desa", "nama", "taksiran", "tanggal", "sumber"},
    "asumsi": {"rendah", "tengah", "tinggi", "dasar"},
    "sekolah": {"siswa_16_17", "taksiran", "tanggal", "sumber"},
    "rumah": {"kode_desa", "lansia", "disabilitas", "taksiran", "tanggal", "sumber"},
    "alat": {"kode", "status", "tanggal_kembali", "lokasi", "sumber"},
    "permintaan": {"kode_desa", "tanggal", "nomor"},
    "penutupan": {"id_ruas", "mulai", "selesai", "keyakinan", "moda", "sumber"},
}
"""Columns the office fills in, besides the counts."""

WIDTHS = {
    "kode": 14, "kode_desa": 16, "nama": 24, "jenis": 10, "kode_kecamatan": 14, "kecamatan": 19,
    "tanggal": 11, "sinyal": 15, "sumber": 60, "sumber_titik": 44, "sumber_penduduk": 44,
    "npsn": 12, "lokasi": 14, "nomor": 24, "id_ruas": 12, "mulai": 12, "selesai": 12, "moda": 18,
    "tempat": 40, "akibat": 24, "keterangan": 40, "catatan": 40,
    "kendaraan": 16, "hari_libur": 26, "kunci": 24, "satuan": 15, "dasar": 90,
}  # fmt: skip
PRINTED = {
    "desa": "wajib_ktp",
    "tim": "hari_libur",
    "kantor": "mutu_titik",
    "sekolah": "tanggal",
    "penutupan": "moda",
}
"""Last column printed; what follows is provenance, too wide for paper."""

A4, LANDSCAPE_MARGIN = 9, 0.4
LONGEST_LIST = 255
"""Characters Excel takes in a drop-down's own list."""

WRAPPED = "dasar"
LINE = 15
"""Points of height of a line of text."""

SHARED = {"lat", "lon", "mutu_titik", "taksiran", "sumber"}
"""Columns that mean the same in every table added on demand."""

GUIDE_WIDTHS = (46, 16, 50)


@dataclass
class Book:
    """The workbook being written, its formats by name, and whom it is for."""

    book: xlsxwriter.Workbook
    params: RegionParams
    lang: str
    formats: dict[str, Format] = field(default_factory=dict)

    def format(self, **properties: Any) -> Format:
        """A cell format, made once."""
        key = repr(sorted(properties.items()))
        if key not in self.formats:
            self.formats[key] = self.book.add_format(properties)
        return self.formats[key]

    def say(self, key: str, **values: Any) -> str:
        """A sentence of this stage's catalogue."""
        return say(f"regions.{key}", self.lang, **values)


def write_template(
    folder: Path, path: Path, params: RegionParams, lang: str = "id", *, overwrite: bool = False
) -> Path:
    """Write the workbook that stands in for the tables of `folder`; read unchanged, it gives the same region.

    Parameters
    ----------
    folder
        The region's tables, or an earlier workbook to start from.
    path
        The .xlsx file to write.
    lang
        Language of guidance and comments; headings and values are in Bahasa Indonesia, as in the tables.
    overwrite
        Whether an existing file, which may hold the office's counts, may be replaced.

    Raises
    ------
    InputError
        If the tables have defects, the file exists or cannot be written; nothing is written then.
    """
    tables = sound_tables(folder, params).tables
    if path.exists() and not overwrite:
        raise InputError([Defect(str(path), Message("regions.template_exists"))])
    content = _workbook(tables, params, lang)
    partial = path.with_name(f".{path.name}.part")
    try:
        partial.write_bytes(content)
        partial.replace(path)
    except OSError as error:
        partial.unlink(missing_ok=True)
        raise InputError([Defect(str(path), Message("regions.template_not_written"))]) from error
    return path


def _workbook(tables: Mapping[str, Table], params: RegionParams, lang: str) -> bytes:
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True}) as book:
        # A fixed date: the same tables give the same file.
        book.set_properties({"title": params.name, "created": datetime(2026, 1, 1, tzinfo=UTC)})
        made = Book(book, params, lang)
        guide = book.add_worksheet(GUIDE)
        for name in (name for name in SHEETS if name not in ON_DEMAND or name in tables):
            _table_sheet(made, name, tables.get(name) or _empty(name, params))
        _guide_sheet(made, guide, tables)
    return stream.getvalue()


def _empty(name: str, params: RegionParams) -> Table:
    """A table the region does without, to be filled in."""
    columns = list(schemas(params)[name].columns)
    return Table(
        name, name, pd.DataFrame(columns=columns, dtype=object), {column: column for column in columns}
    )


def _table_sheet(made: Book, name: str, table: Table) -> None:
    """One table: heading, cells, drop-downs, and how it is printed."""
    sheet = made.book.add_worksheet(SHEETS[name])
    columns = [column for column in schemas(made.params)[name].columns if column in table.frame]
    rows = len(table.frame)
    last = rows + SPARE_ROWS[name]
    heading = made.format(
        bold=True,
        font_color="#FFFFFF",
        bg_color="#1F4E5F",
        border=1,
        border_color="#BFBFBF",
        valign="vcenter",
    )
    for place, column in enumerate(columns):
        sheet.write_string(0, place, column, heading)
        sheet.write_comment(
            0, place, _comment(made, name, column), {"x_scale": 1.8, "y_scale": 0.8, "font_size": 9}
        )
        kind, cell = _kind(made.params, column), _cell_format(made, name, column)
        for row, text in enumerate(table.frame[column], start=1):
            _write(sheet, row, place, text, kind, cell)
        for row in range(rows + 1, last + 1):
            sheet.write_blank(row, place, None, cell)
        sheet.set_column(place, place, _width(column, kind))
        rule = _validation(made, name, column)
        if rule and last:
            sheet.data_validation(1, place, last, place, rule)
    for row, text in enumerate(table.frame.get(WRAPPED, ()), start=1):
        sheet.set_row(row, _height(text, WIDTHS[WRAPPED]))
    if name == "desa":
        _mark_estimates(made, sheet, columns, rows)
    sheet.set_row(0, 22)
    sheet.freeze_panes(1, 2)
    sheet.autofilter(0, 0, max(rows, 1), len(columns) - 1)
    _page(made, sheet, SHEETS[name])
    sheet.repeat_rows(0)
    printed = columns.index(PRINTED[name]) if PRINTED.get(name) in columns else len(columns) - 1
    sheet.print_area(0, 0, max(rows, 1), printed)


def _write(sheet: Worksheet, row: int, place: int, text: str, kind: Kind, cell: Format) -> None:
    """A cell as number or as text; text is never taken for a formula or link."""
    if not text:
        sheet.write_blank(row, place, None, cell)
    elif kind == "whole":
        sheet.write_number(row, place, whole(text), cell)
    elif kind == "decimal":
        sheet.write_number(row, place, decimal(text), cell)
    else:
        sheet.write_string(row, place, text, cell)


def _kind(params: RegionParams, column: str) -> Kind:
    if column in WHOLE or column in params.ranks or column in params.count_columns():
        return "whole"
    return "decimal" if column in DECIMAL else "text"


def _cell_format(made: Book, name: str, column: str) -> Format:
    """Yellow where the office fills in, grey where it looks things up."""
    look: dict[str, Any] = {"border": 1, "border_color": "#D9D9D9", "valign": "top"}
    asked = column in ASK[name] or column in made.params.ranks or column in made.params.count_columns()
    look |= {"bg_color": "#FFF8DC"} if asked else {"font_color": "#595959"}
    if column in ("lat", "lon"):
        look["num_format"] = "0.000000"
    elif column in WHOLE or column in made.params.count_columns():
        look["num_format"] = "#,##0"
    if _kind(made.params, column) == "text":
        look |= {"align": "left", "indent": 1, "text_wrap": column == WRAPPED}
    return made.format(**look)


def _width(column: str, kind: Kind) -> float:
    # The arrow of the filter hides the end of a heading that is only just as wide as its column.
    return max(WIDTHS.get(column, 10), len(column) + (4 if kind == "text" else 3.5))


def _comment(made: Book, name: str, column: str) -> str:
    if column in made.params.ranks:
        return made.say("column.tim.rank", rank=column)
    services = made.params.count_columns().get(column)
    if services and column != "belum_rekam":
        names = {service.code: service.name for service in made.params.services}
        return made.say("column.desa.count", services=" + ".join(names[code] for code in services))
    if name == "penutupan" and column in CLOSURE_NOTES:
        return made.say("column.penutupan.note")
    shared = name in ON_DEMAND and column in SHARED
    return made.say(f"column.{'any' if shared else name}.{column}")


def _validation(made: Book, name: str, column: str) -> dict[str, Any] | None:
    """What Excel lets into a column, and what it says otherwise; None where any text will do."""
    rule, key = _allowed(made, name, column)
    if not rule:
        return None
    edges = {edge: f"{value:g}" for edge, value in made.params.bounds.model_dump().items()}
    return rule | {
        "error_title": made.say("valid.title"),
        "error_message": made.say(f"valid.{key}", **edges),
    }


def _allowed(made: Book, name: str, column: str) -> tuple[dict[str, Any], str]:
    """XlsxWriter's rule of a column, and the key of its message."""
    bounds = made.params.bounds
    choices = (schemas(made.params)[name].columns[column].metadata or {}).get("choices", "")
    if column == "kode_desa":
        return {"validate": "list", "source": f"={SHEETS['desa']}!$A$2:$A$2000"}, "choice"
    if column == "kantor":
        return {"validate": "list", "source": f"={SHEETS['kantor']}!$A$2:$A$30"}, "choice"
    if choices and len(choices) <= LONGEST_LIST:
        return {"validate": "list", "source": choices.split(", ")}, "choice"
    if _kind(made.params, column) == "whole":
        return {"validate": "integer", "criteria": ">=", "value": int(column == "alat")}, "whole"
    between = {"validate": "decimal", "criteria": "between"}
    if column == "lat":
        return between | {"minimum": bounds.south, "maximum": bounds.north}, "latitude"
    if column == "lon":
        return between | {"minimum": bounds.west, "maximum": bounds.east}, "longitude"
    if column in DECIMAL:
        return {"validate": "decimal", "criteria": ">=", "value": 0}, "decimal"
    return {}, ""


def _mark_estimates(made: Book, sheet: Worksheet, columns: list[str], rows: int) -> None:
    """Orange where a count is still an estimate."""
    flag = xlsxwriter.utility.xl_col_to_name(columns.index("taksiran"))
    orange = made.format(bg_color="#F8CBAD")
    for column in (*made.params.count_columns(), "taksiran"):
        if column in columns:
            place = columns.index(column)
            rule = {"type": "formula", "criteria": f'=${flag}2="ya"', "format": orange}
            sheet.conditional_format(1, place, rows, place, rule)


def _guide_sheet(made: Book, sheet: Worksheet, tables: Mapping[str, Table]) -> None:
    """How to fill the workbook in, and what it holds now, with live totals."""
    name = made.params.name
    sheet.hide_gridlines(2)
    for place, width in enumerate(GUIDE_WIDTHS):
        sheet.set_column(place, place, width)
    wrap = made.format(text_wrap=True, valign="top")
    bold = made.format(bold=True, font_color="#1F4E5F", font_size=12)
    sheet.write_string(
        0, 0, made.say("guide.title", name=name), made.format(bold=True, font_size=15, font_color="#1F4E5F")
    )
    row = 2
    for text, style in (*_guide_lines(made), *_more_lines(made, tables)):
        _across(sheet, row, text, bold if style == "bold" else wrap)
        row += 1
    sheet.write_string(row + 1, 0, made.say("guide.now"), bold)
    row += 2
    label, number = (
        made.format(border=1, border_color="#D9D9D9"),
        made.format(border=1, border_color="#D9D9D9", num_format="#,##0"),
    )
    for text, formula, value in _totals(made, tables):
        sheet.write_string(row, 0, text, label)
        sheet.write_formula(row, 1, formula, number, value)
        row += 1
    sheet.write_string(row + 1, 0, made.say("guide.sources"), bold)
    for offset, text in enumerate(made.params.attributions, start=row + 2):
        _across(sheet, offset, text, wrap)
    _page(made, sheet, GUIDE)


def _across(sheet: Worksheet, row: int, text: str, style: Format) -> None:
    """A line of guidance over the width of the sheet."""
    # Merged first and written after, so that the text is never read as a formula.
    sheet.merge_range(row, 0, row, len(GUIDE_WIDTHS) - 1, "", style)
    sheet.write_string(row, 0, text, style)
    sheet.set_row(row, _height(text, sum(GUIDE_WIDTHS)) + 3)


def _height(text: str, width: float) -> float:
    """Points a row needs to show a wrapped text; letters are narrower than the digits widths count in."""
    return LINE * (1 + len(text) // (1.1 * width))


def _guide_lines(made: Book) -> Iterator[tuple[str, str]]:
    yield made.say("guide.what", name=made.params.name), "wrap"
    yield "", "wrap"
    yield made.say("guide.steps"), "bold"
    for step in range(1, 6):
        yield made.say(f"guide.step{step}"), "wrap"
    yield "", "wrap"
    yield made.say("guide.rules"), "bold"
    for rule in range(1, 5):
        yield made.say(f"guide.rule{rule}"), "wrap"


def _more_lines(made: Book, tables: Mapping[str, Table]) -> Iterator[tuple[str, str]]:
    """What can be added: sheets that the region does without, and the date of the last visit."""
    missing = [name for name in ON_DEMAND if name not in tables]
    visited = VISITED in tables["desa"].frame
    if visited and not missing:
        return
    yield "", "wrap"
    yield made.say("guide.more"), "bold"
    for name in missing:
        notes = CLOSURE_NOTES if name == "penutupan" else ()
        columns = {c: rule for c, rule in schemas(made.params)[name].columns.items() if c not in notes}
        free = [c for c, rule in columns.items() if c in COLUMNS.get(name, {}) or not rule.required]
        needed = [c for c in columns if c not in free]
        what, sheet = made.say(f"guide.add.{name}"), SHEETS[name]
        lists = {"needed": ", ".join(needed), "free": ", ".join(free)}
        yield made.say("guide.add_sheet", sheet=sheet, what=what, **lists), "wrap"
    if not visited:
        yield made.say("guide.add.visited"), "wrap"


def _totals(made: Book, tables: Mapping[str, Table]) -> Iterator[tuple[str, str, int]]:
    """Label, formula and present value of each total."""
    desa, teams = tables["desa"].frame, tables["tim"].frame
    columns = [column for column in schemas(made.params)["desa"].columns if column in desa]

    def cells(column: str) -> str:
        letter = xlsxwriter.utility.xl_col_to_name(columns.index(column))
        return f"{SHEETS['desa']}!${letter}$2:${letter}$2000"

    yield made.say("guide.places"), f"=COUNTA({cells('kode')})", len(desa)
    for column in made.params.count_columns():
        if column in desa:
            total = sum(map(whole, desa[column]))
            yield made.say("guide.waiting", column=column), f"=SUM({cells(column)})", total
    estimated = int((desa["taksiran"] == "ya").sum())
    yield made.say("guide.estimated"), f'=COUNTIF({cells("taksiran")},"ya")', estimated
    yield made.say("guide.teams"), f"=COUNTA({SHEETS['tim']}!$A$2:$A$100)", len(teams)


def _page(made: Book, sheet: Worksheet, title: str) -> None:
    """A4 landscape, as wide as the paper, with page numbers."""
    sheet.set_paper(A4)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.set_margins(left=LANDSCAPE_MARGIN, right=LANDSCAPE_MARGIN, top=0.6, bottom=0.6)
    sheet.set_footer(f"&L{made.params.name.replace('&', '&&')} · {title}&R&P / &N")
