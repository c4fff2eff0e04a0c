"""The cost plan itself: lines grouped by account, their total, and what a person served costs."""

from __future__ import annotations

from dataclasses import dataclass

from xlsxwriter.utility import xl_rowcol_to_cell

from optimizer.core.budget import Line
from optimizer.reports.dates import date_range
from optimizer.reports.rab.book import RED, Page, RabBook
from optimizer.reports.rab.ledger import Ledger
from optimizer.reports.rab.rates import Rates
from optimizer.reports.rab.trips import Trips
from optimizer.reports.rab.volumes import Volumes
from optimizer.reports.workbook.sheet import Column
from optimizer.reports.workbook.styles import BODY, BOLD, CENTRE, GROUP, PLAIN, QUIET, TOTAL, WHOLE, WRAPPED

ACCOUNT, ITEM, QUANTITY, UNIT, PRICE, AMOUNT, FUNDING, STATUS = range(8)
SIGN_ROWS = 4


@dataclass(frozen=True)
class Lines:
    """The sheet; the table from row `first` to `last`, its total."""

    sheet: Page
    first: int
    last: int
    total: str

    def column(self, col: int) -> str:
        """A column of the table."""
        return self.sheet.span(self.first, self.last, col)


def write_lines(
    book: RabBook, sheet: Page, ledger: Ledger, rates: Rates, volumes: Volumes, trips: Trips
) -> Lines:
    """Write the sheet: amount = quantity × price in every line, subtotals by account."""
    say = book.say
    widths = (19, 46, 11, 13, 13, 17, 17, 14)
    keys = ("account", "item", "quantity", "unit", "price", book.money, "funding", "status")
    columns = [Column(say(key), width) for key, width in zip(keys, widths, strict=True)]
    top = sheet.opening(say("lines.title"), _about(book, ledger), len(columns))
    first = row = sheet.header(top, columns)
    subtotals = []
    for account, lines in ledger.lines.items():
        subtotals.append(row)
        sheet.blank(row, range(len(columns)), GROUP)
        sheet.text(row, ACCOUNT, account, GROUP)
        sheet.text(row, ITEM, ledger.names.get(account, ""), GROUP | {"text_wrap": True})
        below = f"{xl_rowcol_to_cell(row + 1, AMOUNT)}:{xl_rowcol_to_cell(row + len(lines), AMOUNT)}"
        sheet.formula(row, AMOUNT, f"SUM({below})", sum(line.amount for line in lines), GROUP | WHOLE)
        row += 1
        for line in lines:
            _line(book, sheet, row, ledger, line, rates, volumes)
            row += 1
    if not subtotals:
        sheet.band(row, 0, STATUS, say("lines.nothing"), QUIET)
        row += 1
    total = row
    sheet.blank(total, range(len(columns)), TOTAL)
    sheet.text(total, ACCOUNT, say("total"), TOTAL)
    summed = "+".join(xl_rowcol_to_cell(subtotal, AMOUNT) for subtotal in subtotals) or "0"
    sheet.formula(total, AMOUNT, summed, ledger.amount, TOTAL | WHOLE)
    money = xl_rowcol_to_cell(total, AMOUNT)
    each = f"IF({trips.sum('people')}=0,0,{money}/{trips.sum('people')})"
    sides = (
        ("lines.people", trips.sum("people"), ledger.people),
        ("lines.each", each, ledger.amount / ledger.people if ledger.people else 0),
        ("lines.control", f"{money}-{trips.sum('amount')}", 0),
    )
    for number, (key, formula, value) in enumerate(sides, total + 1):
        style = QUIET if key == "lines.control" else BODY
        sheet.blank(number, range(len(columns)), style)
        sheet.band(number, 0, PRICE, say(key), style)
        sheet.formula(number, AMOUNT, formula, value, style | WHOLE)
    _signed(book, sheet, total + len(sides) + 2)
    limits = dict(enumerate(map(float, widths)))
    sheet.fit_columns(limits, least=limits)
    sheet.freeze(first)
    sheet.page(repeat=(top, first - 1))
    return Lines(sheet, first, total - 1, sheet.ref(total, AMOUNT))


def _about(book: RabBook, ledger: Ledger) -> list[str]:
    outcome, say = book.outcome, book.say
    calendar, region = outcome.problem.calendar, outcome.problem.region
    years = "–".join(dict.fromkeys((str(calendar.start.year), str(calendar.end.year))))
    return [
        say("lines.region", name=region.name, plan=outcome.name),
        say("lines.period", dates=date_range(calendar.start, calendar.end, book.lang), years=years),
        say(
            "lines.volume",
            trips=len(ledger.entries),
            days=sum(entry.trip.effort.team_days for entry in ledger.entries),
            people=ledger.people,
        ),
        say("lines.tariff", name=outcome.problem.tariff.name),
    ]


def _line(
    book: RabBook, sheet: Page, row: int, ledger: Ledger, line: Line, rates: Rates, volumes: Volumes
) -> None:
    rate = line.rate
    sheet.blank(row, [ACCOUNT])
    sheet.text(row, ITEM, rate.name, WRAPPED)
    taken = "+".join(volumes.sum(part) for part in ledger.paid(rate))
    sheet.formula(row, QUANTITY, taken, line.quantity)
    sheet.text(row, UNIT, rate.unit, BODY | CENTRE)
    sheet.formula(row, PRICE, rates.price[rate.item], rate.rupiah)
    product = f"{xl_rowcol_to_cell(row, QUANTITY)}*{xl_rowcol_to_cell(row, PRICE)}"
    sheet.formula(row, AMOUNT, product, line.amount)
    sheet.text(row, FUNDING, book.funding(rate), WRAPPED)
    if rate.verified:
        sheet.text(row, STATUS, book.say("verified"), BODY | CENTRE)
    else:
        sheet.text(row, STATUS, book.say("mark_short"), BODY | CENTRE | BOLD | {"font_color": RED})


def _signed(book: RabBook, sheet: Page, row: int) -> None:
    """Room for the two who sign; who they are is for the office to fill in."""
    left, right = (ACCOUNT, ITEM), (PRICE, FUNDING)
    centred = PLAIN | CENTRE
    sheet.band(row, *right, book.say("sign.place"), centred)
    for (first, last), who in ((left, "sign.head"), (right, "sign.officer")):
        sheet.band(row + 1, first, last, book.say(who), centred)
        sheet.band(row + 1 + SIGN_ROWS, first, last, book.say("sign.name"), centred)
        sheet.band(row + 2 + SIGN_ROWS, first, last, book.say("sign.number"), centred)
