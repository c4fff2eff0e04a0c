"""What each trip costs, by account."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from xlsxwriter.utility import xl_rowcol_to_cell

from optimizer.reports.rab.book import Page, RabBook
from optimizer.reports.rab.ledger import Ledger
from optimizer.reports.rab.rates import Rates
from optimizer.reports.rab.volumes import DATE_WIDTH, Volumes
from optimizer.reports.workbook.sheet import Column
from optimizer.reports.workbook.styles import BODY, SHORT_DATE, TOTAL, WHOLE, WRAPPED, Style

MONTH: Style = BODY | {"num_format": "mmmm yyyy"}
MONTH_WIDTH = 17.0
EPOCH = date(1899, 12, 30)
"""Day 0 of spreadsheets."""


@dataclass(frozen=True)
class Trips:
    """The sheet; trips stand in rows from `first` to `last`, sums in `total`, columns by key in `at`."""

    sheet: Page
    at: Mapping[str, int]
    first: int
    last: int
    total: int

    def of(self, number: int, key: str) -> str:
        """The cell of a trip's figure."""
        return self.sheet.ref(self.first + number, self.at[key])

    def column(self, key: str) -> str:
        """A figure of all trips."""
        return self.sheet.span(self.first, self.last, self.at[key])

    def sum(self, key: str) -> str:
        """The cell of a figure's sum."""
        return self.sheet.ref(self.total, self.at[key])


def write_trips(
    book: RabBook, sheet: Page, ledger: Ledger, rates: Rates, volumes: Volumes, people: Mapping[str, str]
) -> Trips:
    """Write the sheet; `people` are the formulas of the persons each trip serves, by its id."""
    say = book.say
    teams = {team.id: team.name for team in book.outcome.problem.region.teams}
    named = {
        "trip": Column(say("trip"), 12),
        "date": Column(say("date"), DATE_WIDTH),
        "month": Column(say("month"), MONTH_WIDTH),
        "team": Column(say("team"), 8),
    }
    for account in ledger.lines:
        named[account] = Column(book.account(ledger.names.get(account, "")), 15, account)
    named |= {"amount": Column(say(book.money), 15), "people": Column(say("people"), 9)}
    named |= {"each": Column(say("each"), 13)}
    at = {key: col for col, key in enumerate(named)}
    top = sheet.opening(say("trips.title"), (say("trips.note"),), len(named))
    first = sheet.header(top, tuple(named.values()))
    for number, entry in enumerate(ledger.entries):
        row = first + number
        sheet.text(row, at["trip"], entry.trip.id)
        sheet.date(row, at["date"], entry.trip.dates[0], BODY | SHORT_DATE)
        start = xl_rowcol_to_cell(row, at["date"])
        month = f"DATE(YEAR({start}),MONTH({start}),1)"
        sheet.formula(row, at["month"], month, (entry.month - EPOCH).days, MONTH)
        sheet.text(row, at["team"], teams[entry.trip.team], WRAPPED)
        for account in ledger.lines:
            formula = _paid(ledger, rates, volumes, number, account)
            sheet.formula(row, at[account], formula, entry.accounts[account])
        _sums(sheet, at, row, ledger, entry.trip.cost, BODY)
        sheet.formula(row, at["people"], people[entry.trip.id], entry.people)
        _each(sheet, at, row, entry.trip.cost, entry.people, BODY)
    last = max(first + len(ledger.entries) - 1, first)
    total = last + 1
    sheet.blank(total, range(len(at)), TOTAL)
    sheet.text(total, 0, say("total"), TOTAL)
    for key in (*ledger.lines, "people"):
        span = f"{xl_rowcol_to_cell(first, at[key])}:{xl_rowcol_to_cell(last, at[key])}"
        value = ledger.people if key == "people" else sum(line.amount for line in ledger.lines[key])
        sheet.formula(total, at[key], f"SUM({span})", value, TOTAL | WHOLE)
    _sums(sheet, at, total, ledger, ledger.amount, TOTAL)
    _each(sheet, at, total, ledger.amount, ledger.people, TOTAL)
    widths = {at[account]: 17.0 for account in ledger.lines}
    sheet.fit_columns(widths, least=widths | {at["date"]: DATE_WIDTH, at["month"]: MONTH_WIDTH})
    sheet.freeze(first, 1)
    sheet.page(repeat=(top, first - 1))
    return Trips(sheet, at, first, last, total)


def _paid(ledger: Ledger, rates: Rates, volumes: Volumes, number: int, account: str) -> str:
    """Formula: over the account's rates, price times what the trip takes of it."""
    terms = []
    for line in ledger.lines[account]:
        taken = [volumes.of(number, part) for part in ledger.paid(line.rate)]
        terms.append(f"{rates.price[line.rate.item]}*({'+'.join(taken)})")
    return "+".join(terms)


def _sums(sheet: Page, at: Mapping[str, int], row: int, ledger: Ledger, value: int, style: Style) -> None:
    cells = "+".join(xl_rowcol_to_cell(row, at[account]) for account in ledger.lines)
    sheet.formula(row, at["amount"], cells or "0", value, style | WHOLE)


def _each(sheet: Page, at: Mapping[str, int], row: int, rupiah: int, people: int, style: Style) -> None:
    money, served = (xl_rowcol_to_cell(row, at[key]) for key in ("amount", "people"))
    value = rupiah / people if people else 0
    sheet.formula(row, at["each"], f"IF({served}=0,0,{money}/{served})", value, style | WHOLE)
