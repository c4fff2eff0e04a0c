"""A sheet in columns of fixed widths, filled from the top: paragraphs over its width and tables of cells."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from optimizer.reports.workbook.sheet import (
    A4,
    DIGIT,
    LINE_POINTS,
    NARROWER,
    PADDING,
    Column,
    Owner,
    Sheet,
    line_count,
)
from optimizer.reports.workbook.styles import CENTRE, NOTE, SUBTITLE, TITLE, TOTAL, WARN, Style

NOTHING = "–"
"""Where there is no value."""
TITLE_POINTS, ABOVE = 24, 4
"""Height of the title's row, and what a row of text has above and below its lines, in points."""
SLACK = 1.02
"""Cells of a table are reckoned hardly narrower than bold: better a line too many than one cut off."""


@dataclass(frozen=True)
class Formula:
    """A formula with its present value."""

    text: str
    value: float | str


Keyed = tuple[str, float, Style] | tuple[str, float, Style, str]

Value = str | int | float | date | Formula | None
"""What a cell of a table may hold."""


class Page(Sheet):
    """A sheet on A4 across, one page wide; `row` is the next free one.

    Parameters
    ----------
    book
        The workbook.
    name
        What the sheet is called.
    worksheet
        The sheet itself, new and empty.
    widths
        Widths of its columns, in characters.
    """

    def __init__(self, book: Owner, name: str, worksheet: Any, widths: Sequence[float]):
        super().__init__(book, name, worksheet)
        self.widths, self.row = widths, 0
        worksheet.set_paper(A4)
        worksheet.set_landscape()
        worksheet.fit_to_pages(1, 0)
        worksheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
        worksheet.hide_gridlines(2)
        for col, width in enumerate(widths):
            worksheet.set_column(col, col, width)

    def opening(self, title: str, where: str, mark: str, notes: Sequence[str]) -> None:
        """Title, what it is about, a mark of warning where there is one, and notes."""
        for text, style in ((title, TITLE), (where, SUBTITLE), (mark, WARN)):
            if text:
                self.band(self.row, 0, 0, text, style)
                self.row += 1
        self.height(0, TITLE_POINTS)
        for note in notes:
            self.paragraph(note, NOTE)
        self.row += 1

    def paragraph(self, text: str, style: Style) -> None:
        """A text over the width of the page."""
        self.band(self.row, 0, len(self.widths) - 1, text, style)
        room = self._room(0, len(self.widths) - 1) * (1.0 if style.get("bold") else NARROWER)
        self.lines(line_count(text, room))
        self.row += 1

    def over(self, first: int, last: int, text: str, style: Style) -> int:
        """A text over the columns from `first` to `last`; how many lines it takes."""
        self.band(self.row, first, last, text, style)
        return line_count(text, self._room(first, last))

    def lines(self, lines: int) -> None:
        """The next free row as high as so many lines."""
        self.height(self.row, lines * LINE_POINTS + ABOVE)

    def table(self, columns: Sequence[Column], rows: Sequence[Sequence[Value]], totals: int = 0) -> int:
        """A table in the page's columns, its last `totals` rows sums; returns its first row of values."""
        first = self.header(self.row, columns)
        self.row = first - 1
        self.lines(max(line_count(c.title, self._room(col, col)) for col, c in enumerate(columns)))
        for number, values in enumerate(rows):
            self.row = first + number
            over = TOTAL if number >= len(rows) - totals else {}
            high = 1
            for col, (column, value) in enumerate(zip(columns, values, strict=True)):
                self.value(self.row, col, value, column.style | over)
                if isinstance(value, str) and column.style.get("text_wrap"):
                    high = max(high, line_count(value, self._room(col, col) * SLACK))
            self.lines(high)
        self.row = first + len(rows) + 1
        return first

    def value(self, row: int, col: int, value: Value, style: Style) -> None:
        """A cell of any kind."""
        if value is None:
            self.text(row, col, NOTHING, style | CENTRE)
        elif isinstance(value, Formula):
            self.formula(row, col, value.text, value.value, style)
        elif isinstance(value, str):
            self.text(row, col, value, style)
        elif isinstance(value, date):
            self.date(row, col, value, style)
        else:
            self.number(row, col, value, style)

    def long(self, header: int, columns: int, rows: int) -> None:
        """Filter buttons, frozen headings and headings on every printed page, for a long table."""
        self.filter(header, header + max(1, rows), columns)
        self.freeze(header + 1)
        self.repeat(header - 1, header)

    def _room(self, first: int, last: int) -> float:
        """Pixels for text in the columns from `first` to `last`."""
        return sum(self.widths[first : last + 1]) * DIGIT - PADDING


def keyed(book: Owner, *columns: Keyed) -> tuple[Column, ...]:
    """Columns by key of their title, width, style, and key of the heading above, if any."""
    return tuple(
        Column(book.say(f"col.{title}"), width, book.say(f"group.{group[0]}") if group else "", style)
        for title, width, style, *group in columns
    )
