"""One sheet: typed cells, references to them, widths that fit what was written, and its print setup."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Protocol

from xlsxwriter.utility import quote_sheetname, xl_pixel_width, xl_rowcol_to_cell

from optimizer.reports.workbook.styles import BODY, CLOCK, DATE, HEADER, SUBTITLE, TITLE, WHOLE, Style

A4 = 9
MEANT = ("number_stored_as_text", "formula_range", "formula_differs")
MINUTES_A_DAY = 24 * 60
LONGEST_TEXT = 32_767
ROW_POINTS, LINE_POINTS = 13.5, 12.5
DIGIT, PADDING = 7, 18
"""Pixels of a digit, which column widths count, and of a cell's borders and indent."""
HEADER_EDGE = 4
"""Pixels that the lines around a header's cell take."""
NARROWER = 1.06
"""Letters that are not bold leave so much more room."""
CAPITAL = 1.8
"""Pixels by which a capital of Arial is wider than one of the font whose widths XlsxWriter knows."""


class Owner(Protocol):
    """What a sheet needs of its book."""

    lang: str

    @property
    def region(self) -> str:
        """Name of the region."""
        ...

    def say(self, key: str, **values: object) -> str:
        """A sentence."""
        ...

    def format(self, style: Style, text: str = "") -> object:
        """A format."""
        ...


@dataclass(frozen=True)
class Column:
    """A column of a table: header, width in characters (at least), and the heading above it, if any.

    `style` is that of its cells, where a `Page` writes them.
    """

    title: str
    width: float = 8
    group: str = ""
    style: Style = field(default_factory=BODY.copy)


class Sheet:
    """A worksheet that knows its own address and remembers how wide its texts are."""

    def __init__(self, book: Owner, name: str, worksheet: Any):
        self.book, self.name = book, name
        self._worksheet = worksheet
        self._widest: dict[int, float] = defaultdict(float)
        self._heights: dict[int, float] = defaultdict(float)
        self._bands: dict[tuple[int, int], float] = defaultdict(float)
        self._wrapped: list[tuple[int, int, int, str, bool]] = []

    # --- cells ---------------------------------------------------------------------------------------------

    def text(self, row: int, col: int, text: str, style: Style = BODY) -> None:
        """A text, never read as a formula, number or link."""
        text = text[:LONGEST_TEXT]
        self._worksheet.write_string(row, col, text, self.book.format(style, text))
        if style.get("text_wrap"):
            self._wrapped.append((row, col, col, text, bool(style.get("bold"))))
        else:
            self._widest[col] = max(self._widest[col], pixels(text))

    def number(self, row: int, col: int, value: float, style: Style = BODY | WHOLE) -> None:
        """A number a person may change."""
        self._worksheet.write_number(row, col, value, self.book.format(style))

    def formula(
        self, row: int, col: int, formula: str, value: float | str, style: Style = BODY | WHOLE
    ) -> None:
        """A formula and the value it has now, which previews show without calculating."""
        self._worksheet.write_formula(row, col, f"={formula}", self.book.format(style), value)

    def time(self, row: int, col: int, minutes: int, style: Style = BODY | CLOCK) -> None:
        """Minutes (after midnight, or a duration) as a spreadsheet's fraction of a day."""
        self._worksheet.write_number(row, col, minutes / MINUTES_A_DAY, self.book.format(style))

    def date(self, row: int, col: int, day: date, style: Style = BODY | DATE) -> None:
        """A real date, which sorts."""
        self._worksheet.write_datetime(row, col, day, self.book.format(style))

    def blank(self, row: int, cols: Iterable[int], style: Style = BODY) -> None:
        """Empty cells that still have their borders and colour."""
        for col in cols:
            self._worksheet.write_blank(row, col, None, self.book.format(style))

    def band(self, row: int, first: int, last: int, text: str, style: Style) -> None:
        """A text over several columns."""
        shape = self.book.format(style, text)
        if first < last:
            self._worksheet.merge_range(row, first, row, last, "", shape)
        self._worksheet.write_string(row, first, text[:LONGEST_TEXT], shape)
        if style.get("text_wrap"):
            self._wrapped.append((row, first, last, text, bool(style.get("bold"))))
        elif first < last:
            self._bands[first, last] = max(self._bands[first, last], pixels(text))

    def chart(self, row: int, col: int, chart: Any, *, moves_only: bool = False) -> None:
        """A chart whose upper left corner lies in a cell; with `moves_only`, rows never stretch it."""
        self._worksheet.insert_chart(row, col, chart, {"object_position": 2} if moves_only else None)

    def height(self, row: int, points: float) -> None:
        """Height of a row, the largest asked for."""
        self._heights[row] = max(points, self._heights[row])
        self._worksheet.set_row(row, self._heights[row])

    def points(self, first: int, last: int) -> float:
        """Height of the rows from `first` to `last`, together."""
        return sum(self._heights.get(row, ROW_POINTS) for row in range(first, last + 1))

    # --- addresses -----------------------------------------------------------------------------------------

    def ref(self, row: int, col: int) -> str:
        """The cell, for formulas on any sheet."""
        return f"{quote_sheetname(self.name)}!{xl_rowcol_to_cell(row, col, True, True)}"

    def span(self, first: int, last: int, col: int) -> str:
        """The cells of a column from row `first` to `last`, for formulas on any sheet."""
        top, bottom = xl_rowcol_to_cell(first, col, True, True), xl_rowcol_to_cell(last, col, True, True)
        return f"{quote_sheetname(self.name)}!{top}:{bottom}"

    # --- tables and pages ----------------------------------------------------------------------------------

    def heading(self, title: str, notes: Sequence[str] = ()) -> int:
        """Title and notes at the top; returns the next free row."""
        self.band(0, 0, 0, title, TITLE)
        self.height(0, 24)
        for row, note in enumerate(notes, 1):
            self.band(row, 0, 0, note, SUBTITLE)
        return 1 + len(notes) + 1

    def header(self, row: int, columns: Sequence[Column]) -> int:
        """Column titles in one row, or two where columns are grouped; returns the first row below."""
        grouped = any(column.group for column in columns)
        titles = row + 1 if grouped else row
        for col, column in enumerate(columns):
            if grouped and not column.group:
                self._worksheet.merge_range(row, col, titles, col, "", self.book.format(HEADER))
                self._worksheet.write_string(row, col, column.title, self.book.format(HEADER))
            else:
                self.text(titles, col, column.title, HEADER)
            # A header breaks between its words only: the longest of them fits.
            word = max(map(pixels, re.split(r"[\s-]+", column.title))) + HEADER_EDGE
            self._widest[col] = max(self._widest[col], max(column.width * DIGIT, word) - PADDING)
        for first, last, group in _runs([column.group for column in columns]):
            self.band(row, first, last, group, HEADER)
        self.height(titles, 2 * ROW_POINTS)
        return titles + 1

    def fit_columns(
        self,
        limits: Mapping[int, float] | None = None,
        *,
        least: Mapping[int, float] | None = None,
        most: float = 42,
    ) -> list[float]:
        """Set widths from the texts written, each at most `most` (or its own limit); returns them.

        Where a text over several columns needs more, the widest of them is widened. Rows then grow to
        hold what is wrapped in them: merged cells never grow by themselves.
        """
        widths = []
        last_col = max([*self._widest, *(least or {}), *(last for _, last in self._bands)], default=0)
        for col in range(last_col + 1):
            width = min((self._widest[col] + PADDING) / DIGIT, (limits or {}).get(col, most))
            width = max(width, (least or {}).get(col, 0))
            widths.append(width)
        for (first, last), wide in self._bands.items():
            columns = range(first, last + 1)
            lacking = (wide + PADDING) / DIGIT - sum(widths[col] for col in columns)
            widths[max(columns, key=widths.__getitem__)] += max(0, lacking)
        for col, width in enumerate(widths):
            self._worksheet.set_column(col, col, width)
        self._grow_rows(widths)
        return widths

    def _grow_rows(self, widths: Sequence[float]) -> None:
        for row, first, last, text, bold in self._wrapped:
            room = sum(widths[first : last + 1]) * DIGIT - PADDING
            lines = line_count(text, room if bold else room * NARROWER)
            self.height(row, max(lines * LINE_POINTS + 2, ROW_POINTS))

    def freeze(self, row: int, col: int = 0) -> None:
        """Keep the rows above `row` and the columns left of `col` in sight."""
        self._worksheet.freeze_panes(row, col)

    def filter(self, header: int, last: int, columns: int) -> None:
        """Filter buttons on a table from its header row to its last row."""
        self._worksheet.autofilter(header, 0, last, columns - 1)

    def repeat(self, first: int, last: int) -> None:
        """Rows printed on every page."""
        self._worksheet.repeat_rows(first, last)

    def breaks(self, rows: Sequence[int]) -> None:
        """Rows before which a printed page begins."""
        self._worksheet.set_h_pagebreaks(list(rows))

    def page(
        self, *, repeat: tuple[int, int] | None = None, landscape: bool = True, breaks: Sequence[int] = ()
    ) -> None:
        """Print setup: A4, one page wide, with page breaks before rows `breaks`.

        A4 is the narrower of the two papers offices use; on F4 the same page has room to spare.
        """
        # Codes are texts on purpose, and sums of chosen rows are meant: no green corners over them.
        self._worksheet.ignore_errors(dict.fromkeys(MEANT, "A1:XFD1048576"))
        sheet = self._worksheet
        if landscape:
            sheet.set_landscape()
        sheet.set_paper(A4)
        sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.65)
        sheet.center_horizontally()
        sheet.fit_to_pages(1, 0)
        self.breaks(breaks)
        if repeat:
            self.repeat(*repeat)
        self.footer(f"{self.book.say('internal')} · {self.book.region}")

    def footer(self, left: str, numbers: str = "") -> None:
        """The foot of every page: `left`, the sheet's name, and which page of how many."""
        numbers = numbers or self.book.say("page", page="&P", pages="&N")
        name, left = self.name.replace("&", "&&"), left.replace("&", "&&")
        self._worksheet.set_footer(f"&L&8{left}&C&8{name}&R&8{numbers}")


def pixels(text: str) -> float:
    """Width of a text on the screen, in bold letters."""
    return float(xl_pixel_width(text)) + CAPITAL * sum(letter.isupper() for letter in text)


def line_count(text: str, room: float) -> int:
    """Lines a text takes when wrapped between words (a longer word is broken) in `room` pixels."""
    lines, used = 1, 0.0
    for word in text.split():
        width = pixels(f"{word} ")
        if used and used + width > room:
            lines, used = lines + 1, 0.0
        extra, rest = divmod(width, max(room, 1.0))
        lines, used = lines + int(extra), used + rest
    return lines


def _runs(groups: Sequence[str]) -> list[tuple[int, int, str]]:
    """(first, last, name) of neighbouring columns with the same heading."""
    runs: list[tuple[int, int, str]] = []
    for col, group in enumerate(groups):
        if group and runs and runs[-1][1] == col - 1 and runs[-1][2] == group:
            runs[-1] = (runs[-1][0], col, group)
        elif group:
            runs.append((col, col, group))
    return runs
