"""The workbook of a comparison while it is written: sheets for print, tables of live figures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from io import BytesIO
from pathlib import Path
from typing import Any

from xlsxwriter import Workbook

from optimizer.core.comparison import Comparison
from optimizer.reports.bandingkan.words import title_of
from optimizer.reports.dates import full_date
from optimizer.reports.jadwal.book import LOCALES, RISKY, sheet_name
from optimizer.reports.jadwal.sheet import A4, DIGIT, LINE_POINTS, LONGEST_TEXT, NARROWER, PADDING, line_count
from optimizer.reports.jadwal.styles import CENTRE, HEADER, NOTE, SUBTITLE, TITLE, Style
from optimizer.texts import say

WARN: Style = {"valign": "vcenter", "bold": True, "font_color": "#B3261E"}
NOTHING = "–"


@dataclass(frozen=True)
class Formula:
    """A formula with its present value."""

    text: str
    value: float | str


Value = str | int | float | date | Formula | None


@dataclass(frozen=True)
class Column:
    """A column: key of its title, width in characters, style of its cells, key of the heading above."""

    title: str
    width: float
    style: Style
    group: str = ""


@dataclass
class Page:
    """A sheet being filled: `row` is the next free one, `widths` those of its columns."""

    sheet: Any
    name: str
    widths: Sequence[float]
    row: int = 0
    wide: float = field(init=False)

    def __post_init__(self) -> None:
        self.wide = sum(self.widths)


class Book:
    """The workbook."""

    def __init__(self, comparison: Comparison, lang: str):
        self.comparison, self.lang = comparison, lang
        self._bytes = BytesIO()
        font = {"font_name": "Arial", "font_size": 10}
        options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
        self._workbook = Workbook(self._bytes, {**options, "default_format_properties": font})
        created = datetime.combine(comparison.today, time())
        self._workbook.set_properties({"title": self.title, "created": created})
        self._formats: dict[str, Any] = {}
        self._names: set[str] = set()

    @property
    def title(self) -> str:
        """Title of every sheet."""
        return self.say("title", region=self.comparison.region)

    def say(self, key: str, **values: object) -> str:
        """A sentence."""
        return say(f"compare.{key}", self.lang, **values)

    def format(self, style: Style, text: str = "") -> Any:
        """The format of a style; a text that looks like a formula stays text when edited."""
        properties = dict(style)
        if text.startswith(RISKY):
            properties["quote_prefix"] = True
        if "num_format" in properties:
            sections = str(properties["num_format"]).split(";")
            properties["num_format"] = ";".join(LOCALES[self.lang] + section for section in sections)
        key = repr(sorted(properties.items()))
        if key not in self._formats:
            self._formats[key] = self._workbook.add_format(properties)
        return self._formats[key]

    def save(self, path: Path) -> Path:
        """Write the file in one step."""
        self._workbook.close()
        draft = path.with_name(f".{path.name}.tmp")
        draft.write_bytes(self._bytes.getvalue())
        return draft.replace(path)

    def chart(self) -> Any:
        """A new scatter chart of points."""
        return self._workbook.add_chart({"type": "scatter"})

    def page(self, key: str, widths: Sequence[float], notes: Sequence[str] = ()) -> Page:
        """A new sheet, A4 across and one page wide, with title, marks and notes."""
        name = sheet_name(self.say(f"sheet.{key}"), self._names)
        self._names.add(name.casefold())
        sheet = self._workbook.add_worksheet(name)
        sheet.set_paper(A4)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
        region = self.comparison.region.replace("&", "&&")
        mark, numbers = self.say("internal"), self.say("page", page="&P", pages="&N")
        sheet.set_footer(f"&L&8{mark} · {region}&C&8{name.replace('&', '&&')}&R&8{numbers}")
        sheet.hide_gridlines(2)
        for col, width in enumerate(widths):
            sheet.set_column(col, col, width)
        page = Page(sheet, name, widths)
        sheet.set_row(0, 24)
        for text, style in ((self.title, TITLE), (self._subtitle(), SUBTITLE)):
            sheet.write_string(page.row, 0, text, self.format(style, text))
            page.row += 1
        if self.comparison.indicative:
            sheet.write_string(page.row, 0, self.say("indicative"), self.format(WARN))
            page.row += 1
        for note in (self.say("internal_note"), *notes):
            self.paragraph(page, note, NOTE)
        page.row += 1
        return page

    def paragraph(self, page: Page, text: str, style: Style) -> None:
        """A text over the width of the sheet."""
        page.sheet.merge_range(page.row, 0, page.row, len(page.widths) - 1, "", self.format(style, text))
        page.sheet.write_string(page.row, 0, text[:LONGEST_TEXT], self.format(style, text))
        room = (page.wide * DIGIT - PADDING) * (1.0 if style.get("bold") else NARROWER)
        page.sheet.set_row(page.row, line_count(text, room) * LINE_POINTS + 4)
        page.row += 1

    def table(self, page: Page, columns: Sequence[Column], rows: Sequence[Sequence[Value]]) -> int:
        """A table at the page's next row, in the page's columns; returns its first row of values."""
        grouped = any(column.group for column in columns)
        top = page.row + grouped
        first = 0
        for col, column in enumerate(columns):
            page.sheet.write_string(top, col, self.say(f"col.{column.title}"), self.format(HEADER))
            last = col == len(columns) - 1 or columns[col + 1].group != column.group or not column.group
            if grouped and last:
                self._group(page.sheet, top, first, col, column)
            first = col + 1 if last else first
        high = max(
            line_count(self.say(f"col.{c.title}"), width * DIGIT - PADDING)
            for c, width in zip(columns, page.widths, strict=False)
        )
        page.sheet.set_row(top, high * LINE_POINTS + 4)
        for number, values in enumerate(rows, top + 1):
            high = 1
            for col, (column, value) in enumerate(zip(columns, values, strict=True)):
                self._cell(page.sheet, number, col, value, column.style)
                if isinstance(value, str) and column.style.get("text_wrap"):
                    high = max(high, line_count(value, (page.widths[col] * DIGIT - PADDING) * 1.02))
            page.sheet.set_row(number, high * LINE_POINTS + 4)
        page.row = top + 1 + len(rows) + 1
        return top + 1

    def _group(self, sheet: Any, top: int, first: int, last: int, column: Column) -> None:
        """The heading above the columns from `first` to `last`; a column without one is as high as both."""
        if not column.group:
            title = self.say(f"col.{column.title}")
            sheet.merge_range(top - 1, last, top, last, title, self.format(HEADER))
        elif first < last:
            sheet.merge_range(
                top - 1, first, top - 1, last, self.say(f"group.{column.group}"), self.format(HEADER)
            )
        else:
            sheet.write_string(top - 1, first, self.say(f"group.{column.group}"), self.format(HEADER))

    def _cell(self, sheet: Any, row: int, col: int, value: Value, style: Style) -> None:
        if value is None:
            sheet.write_string(row, col, NOTHING, self.format(style | CENTRE))
        elif isinstance(value, Formula):
            sheet.write_formula(row, col, f"={value.text}", self.format(style), value.value)
        elif isinstance(value, str):
            sheet.write_string(row, col, value[:LONGEST_TEXT], self.format(style, value))
        elif isinstance(value, date):
            sheet.write_datetime(row, col, value, self.format(style))
        else:
            sheet.write_number(row, col, value, self.format(style))

    def _subtitle(self) -> str:
        comparison = self.comparison
        return self.say(
            "subtitle",
            base=title_of(comparison.base, self.lang),
            today=full_date(comparison.today, self.lang),
            tariff=", ".join(comparison.tariffs),
        )
