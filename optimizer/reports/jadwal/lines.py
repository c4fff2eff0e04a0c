"""Headings, lines and tables written one below the other over a fixed number of columns."""

from __future__ import annotations

from collections.abc import Sequence

from optimizer.reports.jadwal.book import ScheduleBook
from optimizer.reports.workbook.sheet import Sheet
from optimizer.reports.workbook.styles import BODY, HEADER, NOTE, SECTION, WHOLE, WRAPPED, Style

WIDTHS = (46, 14, 14, 14, 14, 14, 14)
LAST = len(WIDTHS) - 1
SECTION_POINTS = 20
INDENTED: Style = {"align": "left", "indent": 1}
NOTHING = "—"
"""Where nothing is proven or nothing can be compared."""


class Lines:
    """A sheet being filled from the top; `row` is the next free row."""

    def __init__(self, book: ScheduleBook, sheet: Sheet):
        self.book, self.sheet, self.row = book, sheet, 0

    def section(self, key: str) -> None:
        """A heading over the width."""
        self.sheet.band(self.row, 0, LAST, self.book.say(key), SECTION)
        self.sheet.height(self.row, SECTION_POINTS)
        self.row += 1

    def titles(self, titles: Sequence[str], rest: str = "") -> None:
        """A header row; `rest` runs over the columns left."""
        for col, title in enumerate(titles):
            self.sheet.text(self.row, col, title, HEADER)
        if rest:
            self.sheet.band(self.row, len(titles), LAST, rest, HEADER)
        self.row += 1

    def line(self, name: str, text: str) -> None:
        """A name and a text over the width."""
        self.sheet.text(self.row, 0, name, WRAPPED)
        self.sheet.band(self.row, 1, LAST, text, WRAPPED)
        self.row += 1

    def figure(self, key: str, formula: str, value: float, style: Style = WHOLE, *, note: str = "") -> None:
        """A name, a live figure and a remark."""
        self.sheet.text(self.row, 0, self.book.say(f"overview.{key}"))
        self.sheet.formula(self.row, 1, formula, value, BODY | style)
        if note:
            self.sheet.band(self.row, 2, LAST, note, NOTE | INDENTED)
        self.row += 1

    def note(self, text: str) -> None:
        """A remark over the width."""
        self.sheet.band(self.row, 0, LAST, text, NOTE)
        self.row += 1
