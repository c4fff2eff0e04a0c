"""`anggaran.xlsx`: the frontier as a workbook, with a chart of Excel's own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.utility import quote_sheetname, xl_rowcol_to_cell

from optimizer.core.frontier import MILLION, Frontier
from optimizer.core.policy import WEIGHT_SCALE
from optimizer.reports.dates import date_range
from optimizer.reports.frontier.curve_chart import MOST, PLAN
from optimizer.reports.frontier.sentences import bought, headline, named, purchases, reasons
from optimizer.reports.jadwal.book import LOCALES, RISKY, sheet_name
from optimizer.reports.jadwal.sheet import A4, DIGIT, LINE_POINTS, NARROWER, PADDING, line_count
from optimizer.reports.jadwal.styles import (
    BODY,
    BOLD,
    CENTRE,
    HEADER,
    NOTE,
    PERCENT,
    SHORT_DATE,
    SUBTITLE,
    TENTH,
    TITLE,
    TOTAL,
    WHOLE,
    WRAPPED,
    Style,
)
from optimizer.texts import say, tell

WARN: Style = {"valign": "vcenter", "bold": True, "font_color": "#B3261E"}
TEXT: Style = {"valign": "top", "text_wrap": True}
PAGE = 118
"""Characters across a printed page."""


@dataclass(frozen=True)
class Formula:
    """A formula with its present value."""

    text: str
    value: float | str


Value = str | int | float | date | Formula | None


@dataclass(frozen=True)
class Column:
    """A column: key of its title, width in characters, style of its cells."""

    title: str
    width: float
    style: Style


class Book:
    """The workbook of a frontier."""

    def __init__(self, frontier: Frontier, lang: str):
        self.frontier, self.lang = frontier, lang
        self._bytes = BytesIO()
        font = {"font_name": "Arial", "font_size": 10}
        options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
        self._workbook = Workbook(self._bytes, {**options, "default_format_properties": font})
        created = datetime.fromisoformat(frontier.created).replace(tzinfo=None)
        self._workbook.set_properties({"title": self.title, "created": created})
        self._formats: dict[str, Any] = {}
        self._names: set[str] = set()

    @property
    def title(self) -> str:
        """Title of every sheet."""
        return self.say("title", region=self.frontier.problem.region.name)

    def say(self, key: str, **values: object) -> str:
        """A sentence."""
        return say(f"frontier.{key}", self.lang, **values)

    def format(self, style: Style, text: str = "") -> Any:
        """The format of a style; a text that looks like a formula stays text when edited."""
        properties = dict(style)
        if text.startswith(RISKY):
            properties["quote_prefix"] = True
        if "num_format" in properties:
            properties["num_format"] = LOCALES[self.lang] + str(properties["num_format"])
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

    def sheet(self, key: str, notes: Sequence[str], columns: Sequence[Column] = ()) -> tuple[Any, str, int]:
        """A new sheet for columns, with title, mark and notes; its name and the first free row."""
        name = sheet_name(self.say(f"sheet.{key}"), self._names)
        self._names.add(name.casefold())
        sheet = self._workbook.add_worksheet(name)
        sheet.set_paper(A4)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
        region = self.frontier.problem.region.name.replace("&", "&&")
        sheet.set_footer(f"&L&8{region}&C&8{name.replace('&', '&&')}&R&8&P / &N")
        sheet.hide_gridlines(2)
        row = 0
        for text, style in ((self.title, TITLE), (self.where, SUBTITLE)):
            sheet.write_string(row, 0, text, self.format(style, text))
            row += 1
        sheet.set_row(0, 24)
        if not self.frontier.problem.tariff.verified:
            sheet.write_string(row, 0, self.say("indicative"), self.format(WARN))
            row += 1
        for note in notes:
            width = sum(column.width for column in columns) or PAGE
            row = self.paragraph(sheet, row, note, NOTE, width, len(columns) or 8)
        return sheet, name, row + 1

    @property
    def where(self) -> str:
        """Dates, size and tariff."""
        frontier = self.frontier
        return self.say(
            "where",
            dates=date_range(frontier.start, frontier.end, self.lang),
            trips=frontier.points[-1].plan.trips,
            tariff=frontier.problem.tariff.name,
        )

    def paragraph(
        self, sheet: Any, row: int, text: str, style: Style = TEXT, width: float = PAGE, columns: int = 8
    ) -> int:
        """A text across the page; the next row."""
        sheet.merge_range(row, 0, row, columns - 1, "", self.format(style, text))
        sheet.write_string(row, 0, text, self.format(style, text))
        room = (width * DIGIT - PADDING) * (1.0 if style.get("bold") else NARROWER)
        lines = line_count(text, room)
        sheet.set_row(row, lines * LINE_POINTS + 4)
        return row + 1

    def table(
        self, sheet: Any, top: int, columns: Sequence[Column], rows: Sequence[Sequence[Value]], total: int = 0
    ) -> int:
        """A table with its header at row `top`; the last `total` rows are sums. Returns the next row."""
        titles = [self.say(f"col.{column.title}") for column in columns]
        for col, (column, title) in enumerate(zip(columns, titles, strict=True)):
            sheet.set_column(col, col, column.width)
            sheet.write_string(top, col, title, self.format(HEADER))
        lines = max(
            line_count(title, column.width * DIGIT - PADDING)
            for column, title in zip(columns, titles, strict=True)
        )
        sheet.set_row(top, max(2, lines) * LINE_POINTS + 4)
        for number, values in enumerate(rows):
            row = top + 1 + number
            over = TOTAL if number >= len(rows) - total else {}
            high = 1
            for col, (column, value) in enumerate(zip(columns, values, strict=True)):
                self._cell(sheet, row, col, value, column.style | over)
                if isinstance(value, str) and column.style.get("text_wrap"):
                    high = max(high, line_count(value, (column.width * DIGIT - PADDING) * 1.04))
            sheet.set_row(row, high * LINE_POINTS + 4)
        sheet.freeze_panes(top + 1, 1)
        sheet.repeat_rows(top)
        return top + 1 + len(rows)

    def _cell(self, sheet: Any, row: int, col: int, value: Value, style: Style) -> None:
        if value is None:
            sheet.write_string(row, col, "–", self.format(style | CENTRE))
        elif isinstance(value, Formula):
            sheet.write_formula(row, col, f"={value.text}", self.format(style), value.value)
        elif isinstance(value, str):
            sheet.write_string(row, col, value, self.format(style, value))
        elif isinstance(value, date):
            sheet.write_datetime(row, col, value, self.format(style))
        else:
            sheet.write_number(row, col, value, self.format(style))

    def chart(self, name: str, first: int, last: int) -> Any:
        """The curve as a chart of Excel's own, over the rows of the sheet `name`."""
        frontier = self.frontier
        chart = self._workbook.add_chart({"type": "scatter", "subtype": "straight_with_markers"})
        for key, col, colour, dash in (("chart.most", 3, MOST, "dash"), ("chart.plan", 2, PLAN, "solid")):
            line = {"color": colour, "width": 2.25, "dash_type": dash}
            marker: dict[str, Any] = {"type": "circle" if col == 2 else "none", "size": 6}
            if col == 2:
                marker |= {"fill": {"color": colour}, "border": {"color": colour}}
            chart.add_series(
                {
                    "name": self.say(key),
                    "categories": [name, first, 0, last, 0],
                    "values": [name, first, col, last, col],
                    "line": line,
                    "marker": marker,
                }
            )
        top = frontier.points[-1].budget
        grid = {"visible": True, "line": {"color": "#DCE3E6"}}
        axis: dict[str, Any] = {"num_font": {"color": "#5A6468"}}
        thousands, millions = f"{LOCALES[self.lang]}#,##0", f"{LOCALES[self.lang]}#,##0,,"
        chart.set_x_axis({"name": self.say("chart.x"), "min": 0, "max": top, "num_format": millions, **axis})
        people = {"name": self.say("chart.y"), "min": 0, "num_format": thousands}
        chart.set_y_axis({**people, "major_gridlines": grid, **axis})
        verified = "verified_short" if frontier.problem.tariff.verified else "indicative_short"
        title = f"{self.say('chart.title')} – {self.say(verified)}"
        chart.set_title({"name": title, "name_font": {"size": 12, "color": "#1F4E5F"}})
        chart.set_legend({"position": "bottom"})
        chart.set_size({"width": 860, "height": 380})
        return chart


def write_book(frontier: Frontier, path: Path, lang: str) -> Path:
    """Write the workbook."""
    book = Book(frontier, lang)
    summary, _, row = book.sheet("summary", ())
    summary.set_column(0, 7, PAGE / 8)
    for sentence in headline(frontier, lang):
        row = book.paragraph(summary, row, sentence, TEXT | BOLD)
    first_row = row + 1
    row = first_row + 20
    for sentence in purchases(frontier, lang):
        row = book.paragraph(summary, row, f"• {sentence}")
    if not frontier.complete:
        book.paragraph(summary, row, book.say("say.incomplete"), WARN)
    name, first, last = _curve(book)
    summary.insert_chart(first_row, 0, book.chart(name, first, last), {"object_position": 2})
    _more(book)
    _offers(book)
    _shares(book)
    _about(book)
    return book.save(path)


def _curve(book: Book) -> tuple[str, int, int]:
    frontier = book.frontier
    columns = (
        Column("budget", 14, BODY | WHOLE), Column("spent", 14, BODY | WHOLE),
        Column("people", 11, BODY | WHOLE), Column("most_people", 12, BODY | WHOLE),
        Column("weighted", 11, BODY | TENTH), Column("most_weighted", 13, BODY | TENTH),
        Column("gap", 9, BODY | PERCENT), Column("proof", 18, BODY), Column("trips", 10, BODY | WHOLE),
        Column("days", 8, BODY | WHOLE), Column("idle", 9, BODY | WHOLE),
        Column("finish", 13, BODY | SHORT_DATE | CENTRE), Column("each", 11, BODY | WHOLE),
        Column("slope", 15, BODY | TENTH),
    )  # fmt: skip
    sheet, name, top = book.sheet("curve", (book.say("head.curve"),), columns)
    rows: list[list[Value]] = []
    for number, point in enumerate(frontier.points):
        row = top + 1 + number

        def at(col: int, row: int = row) -> str:
            return str(xl_rowcol_to_cell(row, col))

        plan, slope = point.plan, frontier.slope(number)
        each: Value = None
        if plan.people:
            each = Formula(f"{at(1)}/{at(2)}", plan.rupiah / plan.people)
        between: Value = None
        if slope is not None:
            before = (xl_rowcol_to_cell(row - 1, 1), xl_rowcol_to_cell(row - 1, 2))
            between = Formula(f"({at(2)}-{before[1]})*{MILLION}/({at(1)}-{before[0]})", slope)
        gap = Formula(f"({at(5)}-{at(4)})/MAX(1,{at(5)})", point.gap)
        rows.append(
            [
                point.budget, plan.rupiah, plan.people, point.most_people, plan.weighted / WEIGHT_SCALE,
                point.most_weighted / WEIGHT_SCALE, gap, book.say(f"proof.{point.proof}"), plan.trips,
                plan.team_days, point.idle, point.finish, each, between,
            ]
        )  # fmt: skip
    book.table(sheet, top, columns, rows)
    return name, top + 1, top + len(rows)


def _more(book: Book) -> None:
    columns = (
        Column("budget", 14, BODY | WHOLE), Column("more", 12, BODY | WHOLE),
        Column("price", 17, BODY | TENTH), Column("proof", 18, BODY), Column("promised", 12, BODY | TENTH),
        Column("bend", 13, BODY | TENTH), Column("loose", 16, BODY | TENTH),
        Column("gain", 14, BODY | TENTH | BOLD), Column("gain_people", 10, BODY | WHOLE),
        Column("why", 52, WRAPPED),
    )  # fmt: skip
    sheet, _, top = book.sheet("more", (book.say("head.more"),), columns)
    rows: list[list[Value]] = []
    for point in book.frontier.points:
        more = point.more
        if more is None:
            continue
        row = top + 1 + len(rows)
        price, bend, loose = (
            more.per_million / WEIGHT_SCALE,
            more.promised - more.proven,
            more.proven - more.gain,
        )
        promised = Formula(
            f"{xl_rowcol_to_cell(row, 2)}*{xl_rowcol_to_cell(row, 1)}/{MILLION}",
            price * more.rupiah / MILLION,
        )
        gain = Formula(
            "-".join(xl_rowcol_to_cell(row, col) for col in (4, 5, 6)),
            price * more.rupiah / MILLION - (bend + loose) / WEIGHT_SCALE,
        )
        rows.append(
            [
                point.budget, more.rupiah, price, book.say(f"proof.{more.proof}"), promised,
                bend / WEIGHT_SCALE, loose / WEIGHT_SCALE, gain, more.people, reasons(point, book.lang),
            ]
        )  # fmt: skip
    book.table(sheet, top, columns, rows)


def _offers(book: Book) -> None:
    columns = (
        Column("what", 58, WRAPPED), Column("same", 15, BODY | WHOLE), Column("any", 17, BODY | WHOLE),
        Column("any_money", 17, BODY | WHOLE), Column("any_price", 13, BODY | TENTH),
        Column("any_promised", 20, BODY | TENTH),
    )  # fmt: skip
    sheet, _, top = book.sheet("offers", (book.say("head.offers"),), columns)
    rows: list[list[Value]] = []
    same = {bought(offer): offer for offer in book.frontier.offers if offer.budget is not None}
    for offer in book.frontier.offers:
        if offer.budget is None:
            before = same.get(bought(offer))
            promised = None if offer.promised is None else offer.promised / WEIGHT_SCALE
            rows.append(
                [
                    named(offer, book.lang), None if before is None else before.people, offer.people,
                    offer.rupiah, offer.per_million, promised,
                ]
            )  # fmt: skip
    more = book.frontier.points[-1].more
    if more is not None and rows:
        spent = more.made.rupiah - more.alone.rupiah
        price = more.people * MILLION / spent if spent > 0 else None
        knee = book.frontier.knee
        at_knee = None if knee is None else book.frontier.points[knee].more
        rows.append(
            [
                book.say("goods.money"), None if at_knee is None else at_knee.people, more.people, spent,
                price, more.promised / WEIGHT_SCALE,
            ]
        )  # fmt: skip
    book.table(sheet, top, columns, rows)


def _shares(book: Book) -> None:
    columns = (
        Column("kecamatan", 28, BODY), Column("expected", 16, BODY | WHOLE),
        Column("people", 16, BODY | WHOLE), Column("cost", 18, BODY | WHOLE),
        Column("each", 16, BODY | WHOLE),
    )  # fmt: skip
    sheet, name, top = book.sheet("shares", (book.say("head.shares"),), columns)
    rows: list[list[Value]] = []
    shares = book.frontier.shares
    for number, share in enumerate(shares):
        row = top + 1 + number
        each: Value = None
        if share.people:
            text = f"{xl_rowcol_to_cell(row, 3)}/{xl_rowcol_to_cell(row, 2)}"
            each = Formula(text, share.rupiah / share.people)
        rows.append([share.kecamatan, share.expected, share.people, share.rupiah, each])
    end = top + len(shares)

    def summed(col: int, value: int) -> Formula:
        span = f"{xl_rowcol_to_cell(top + 1, col)}:{xl_rowcol_to_cell(end, col)}"
        return Formula(f"SUM({quote_sheetname(name)}!{span})", value)

    people, rupiah = sum(share.people for share in shares), sum(share.rupiah for share in shares)
    average = f"{xl_rowcol_to_cell(end + 1, 3)}/MAX(1,{xl_rowcol_to_cell(end + 1, 2)})"
    rows.append(
        [
            book.say("total"), summed(1, sum(share.expected for share in shares)), summed(2, people),
            summed(3, rupiah), Formula(average, rupiah / max(1, people)),
        ]
    )  # fmt: skip
    book.table(sheet, top, columns, rows, total=1)


def _about(book: Book) -> None:
    frontier = book.frontier
    sheet, _, row = book.sheet("about", ())
    sheet.set_column(0, 7, PAGE / 8)
    relaxes = ", ".join(book.say(f"relaxes.{name}") for name in frontier.relaxes) or book.say("about.none")
    values = {"engine": frontier.engine, "search": frontier.search, "relaxes": relaxes}
    for number in range(1, 7):
        key = f"about.{number}"
        row = book.paragraph(sheet, row, book.say(key, **(values if number == 5 else {}))) + 1
    for note in (*frontier.notes, *frontier.problem.region.warnings):
        row = book.paragraph(sheet, row, f"• {tell(note, book.lang)}")
