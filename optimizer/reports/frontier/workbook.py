"""`anggaran.xlsx`: the frontier as a workbook, with a chart of Excel's own."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from xlsxwriter.utility import quote_sheetname, xl_rowcol_to_cell

from optimizer.core.frontier import MILLION, Frontier
from optimizer.core.policy import WEIGHT_SCALE
from optimizer.reports.bounds import relaxed
from optimizer.reports.frontier.book import FrontierBook
from optimizer.reports.frontier.curve_chart import MOST, PLAN
from optimizer.reports.frontier.sentences import bought, headline, named, purchases, reasons
from optimizer.reports.search import search_in_words
from optimizer.reports.workbook.book import LOCALES
from optimizer.reports.workbook.page import Formula, Page, Value, keyed
from optimizer.reports.workbook.sheet import Column
from optimizer.reports.workbook.styles import (
    BODY,
    BOLD,
    CENTRE,
    PERCENT,
    SHORT_DATE,
    TENTH,
    WARN,
    WHOLE,
    WRAPPED,
    Style,
)
from optimizer.texts import tell

TEXT: Style = {"valign": "top", "text_wrap": True}
CHART_ROWS = 20
"""Rows the chart covers."""


def write_book(frontier: Frontier, path: Path, lang: str) -> Path:
    """Write the workbook."""
    book = FrontierBook(frontier, lang)
    summary = book.page("summary")
    for sentence in headline(frontier, lang):
        summary.paragraph(sentence, TEXT | BOLD)
    at = summary.row + 1
    summary.row = at + CHART_ROWS
    for sentence in purchases(frontier, lang):
        summary.paragraph(f"• {sentence}", TEXT)
    if not frontier.complete:
        summary.paragraph(book.say("say.incomplete"), WARN)
    summary.chart(at, 0, _chart(book, *_curve(book)), moves_only=True)
    _more(book)
    _offers(book)
    _shares(book)
    _about(book)
    return book.save(path)


def _chart(book: FrontierBook, name: str, first: int, last: int) -> Any:
    """The curve as a chart of Excel's own, over the rows of the sheet `name`."""
    frontier = book.frontier
    chart = book.chart({"type": "scatter", "subtype": "straight_with_markers"})
    for key, col, colour, dash in (("chart.most", 3, MOST, "dash"), ("chart.plan", 2, PLAN, "solid")):
        line = {"color": colour, "width": 2.25, "dash_type": dash}
        marker: dict[str, Any] = {"type": "circle" if col == 2 else "none", "size": 6}
        if col == 2:
            marker |= {"fill": {"color": colour}, "border": {"color": colour}}
        chart.add_series(
            {
                "name": book.say(key),
                "categories": [name, first, 0, last, 0],
                "values": [name, first, col, last, col],
                "line": line,
                "marker": marker,
            }
        )
    top = frontier.points[-1].budget
    grid = {"visible": True, "line": {"color": "#DCE3E6"}}
    axis: dict[str, Any] = {"num_font": {"color": "#5A6468"}}
    thousands, millions = f"{LOCALES[book.lang]}#,##0", f"{LOCALES[book.lang]}#,##0,,"
    chart.set_x_axis({"name": book.say("chart.x"), "min": 0, "max": top, "num_format": millions, **axis})
    people = {"name": book.say("chart.y"), "min": 0, "num_format": thousands}
    chart.set_y_axis({**people, "major_gridlines": grid, **axis})
    verified = "verified_short" if frontier.problem.tariff.verified else "indicative_short"
    title = f"{book.say('chart.title')} – {book.say(verified)}"
    chart.set_title({"name": title, "name_font": {"size": 12, "color": "#1F4E5F"}})
    chart.set_legend({"position": "bottom"})
    chart.set_size({"width": 860, "height": 380})
    return chart


def _page(book: FrontierBook, key: str, columns: Sequence[Column]) -> Page:
    """A sheet for one table."""
    return book.page(key, [column.width for column in columns], (book.say(f"head.{key}"),))


def _table(page: Page, columns: Sequence[Column], rows: Sequence[Sequence[Value]], totals: int = 0) -> int:
    """Its table, headed on every printed page; returns the first row of values."""
    first = page.table(columns, rows, totals)
    page.freeze(first, 1)
    page.repeat(first - 1, first - 1)
    return first


def _curve(book: FrontierBook) -> tuple[str, int, int]:
    frontier = book.frontier
    columns = keyed(
        book,
        ("budget", 14, BODY | WHOLE), ("spent", 14, BODY | WHOLE),
        ("people", 11, BODY | WHOLE), ("most_people", 12, BODY | WHOLE),
        ("weighted", 11, BODY | TENTH), ("most_weighted", 13, BODY | TENTH),
        ("gap", 9, BODY | PERCENT), ("proof", 18, BODY), ("trips", 10, BODY | WHOLE),
        ("days", 8, BODY | WHOLE), ("idle", 9, BODY | WHOLE),
        ("finish", 13, BODY | SHORT_DATE | CENTRE), ("each", 11, BODY | WHOLE),
        ("slope", 15, BODY | TENTH),
    )  # fmt: skip
    page = _page(book, "curve", columns)
    rows: list[list[Value]] = []
    for number, point in enumerate(frontier.points):
        row = page.row + 1 + number

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
    first = _table(page, columns, rows)
    return page.name, first, first + len(rows) - 1


def _more(book: FrontierBook) -> None:
    columns = keyed(
        book,
        ("budget", 14, BODY | WHOLE), ("more", 12, BODY | WHOLE),
        ("price", 17, BODY | TENTH), ("proof", 18, BODY), ("promised", 12, BODY | TENTH),
        ("bend", 13, BODY | TENTH), ("loose", 16, BODY | TENTH),
        ("gain", 14, BODY | TENTH | BOLD), ("gain_people", 10, BODY | WHOLE),
        ("why", 52, WRAPPED),
    )  # fmt: skip
    page = _page(book, "more", columns)
    rows: list[list[Value]] = []
    for point in book.frontier.points:
        more = point.more
        if more is None:
            continue
        row = page.row + 1 + len(rows)
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
    _table(page, columns, rows)


def _offers(book: FrontierBook) -> None:
    columns = keyed(
        book,
        ("what", 58, WRAPPED), ("same", 15, BODY | WHOLE), ("any", 17, BODY | WHOLE),
        ("any_money", 17, BODY | WHOLE), ("any_price", 13, BODY | TENTH),
        ("any_promised", 20, BODY | TENTH),
    )  # fmt: skip
    page = _page(book, "offers", columns)
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
    _table(page, columns, rows)


def _shares(book: FrontierBook) -> None:
    columns = keyed(
        book,
        ("kecamatan", 28, BODY), ("expected", 16, BODY | WHOLE),
        ("people", 16, BODY | WHOLE), ("cost", 18, BODY | WHOLE),
        ("each", 16, BODY | WHOLE),
    )  # fmt: skip
    page = _page(book, "shares", columns)
    rows: list[list[Value]] = []
    shares = book.frontier.shares
    for number, share in enumerate(shares):
        row = page.row + 1 + number
        each: Value = None
        if share.people:
            text = f"{xl_rowcol_to_cell(row, 3)}/{xl_rowcol_to_cell(row, 2)}"
            each = Formula(text, share.rupiah / share.people)
        rows.append([share.kecamatan, share.expected, share.people, share.rupiah, each])
    end = page.row + len(shares)

    def summed(col: int, value: int) -> Formula:
        span = f"{xl_rowcol_to_cell(page.row + 1, col)}:{xl_rowcol_to_cell(end, col)}"
        return Formula(f"SUM({quote_sheetname(page.name)}!{span})", value)

    people, rupiah = sum(share.people for share in shares), sum(share.rupiah for share in shares)
    average = f"{xl_rowcol_to_cell(end + 1, 3)}/MAX(1,{xl_rowcol_to_cell(end + 1, 2)})"
    rows.append(
        [
            book.say("total"), summed(1, sum(share.expected for share in shares)), summed(2, people),
            summed(3, rupiah), Formula(average, rupiah / max(1, people)),
        ]
    )  # fmt: skip
    _table(page, columns, rows, totals=1)


def _about(book: FrontierBook) -> None:
    frontier = book.frontier
    page = book.page("about")
    relaxes = ", ".join(relaxed(name, book.lang) for name in frontier.relaxes) or book.say("about.none")
    values = {
        "engine": frontier.engine,
        "search": search_in_words(frontier.search, book.lang),
        "relaxes": relaxes,
    }
    for number in range(1, 7):
        key = f"about.{number}"
        page.paragraph(book.say(key, **(values if number == 5 else {})), TEXT)
        page.row += 1
    for note in (*frontier.notes, *frontier.problem.region.warnings):
        page.paragraph(f"• {tell(note, book.lang)}", TEXT)
