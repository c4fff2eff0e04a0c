"""The cost plan by month, by kecamatan and by source of money."""

from __future__ import annotations

from collections.abc import Sequence

from xlsxwriter.utility import xl_rowcol_to_cell

from optimizer.reports.rab.book import Page, RabBook
from optimizer.reports.rab.ledger import Ledger
from optimizer.reports.rab.lines import AMOUNT, FUNDING, Lines
from optimizer.reports.rab.split import Split
from optimizer.reports.rab.trips import EPOCH, MONTH, MONTH_WIDTH, Trips
from optimizer.reports.workbook.sheet import Column
from optimizer.reports.workbook.styles import BODY, PERCENT, QUIET, TOTAL, WHOLE, WRAPPED, Style

Figure = tuple[str, float, Style]
"""A formula, its present value and how it looks."""


def write_months(book: RabBook, sheet: Page, ledger: Ledger, trips: Trips, lines: Lines) -> None:
    """A row per month: trips, accounts, rupiah, people and rupiah per person."""
    say = book.say
    months = sorted({entry.month for entry in ledger.entries})
    columns = [Column(say("month"), 17), Column(say("trips"), 11)]
    columns += [Column(book.account(ledger.names.get(account, "")), 15, account) for account in ledger.lines]
    columns += [Column(say(book.money), 17), Column(say("people"), 11), Column(say("each"), 14)]
    top = sheet.opening(say("months.title"), (say("months.note"),), len(columns))
    first = sheet.header(top, columns)
    for row, month in enumerate(months, first):
        entries = [entry for entry in ledger.entries if entry.month == month]
        sheet.number(row, 0, (month - EPOCH).days, MONTH)
        chosen = f"({trips.column('month')}={xl_rowcol_to_cell(row, 0)})"
        figures: list[Figure] = [(f"SUMPRODUCT({chosen}*1)", len(entries), WHOLE)]
        for account in ledger.lines:
            value = sum(entry.accounts[account] for entry in entries)
            figures.append((f"SUMPRODUCT({chosen}*{trips.column(account)})", value, WHOLE))
        rupiah = sum(entry.trip.cost for entry in entries)
        figures.append((f"SUMPRODUCT({chosen}*{trips.column('amount')})", rupiah, WHOLE))
        people = sum(entry.people for entry in entries)
        figures.append((f"SUMPRODUCT({chosen}*{trips.column('people')})", people, WHOLE))
        _write(sheet, row, 1, figures, BODY)
        _each(sheet, row, len(columns) - 1, rupiah, people, BODY)
    counts = [sum(entry.accounts[account] for entry in ledger.entries) for account in ledger.lines]
    values = [len(ledger.entries), *counts, ledger.amount, ledger.people]
    row = _total(book, sheet, first, len(months), 1, values)
    _each(sheet, row, len(columns) - 1, ledger.amount, ledger.people, TOTAL)
    _control(book, sheet, row, len(columns) - 3, len(columns), lines)
    _finish(sheet, top, first, {0: MONTH_WIDTH} | dict.fromkeys(range(2, 2 + len(ledger.lines)), 17.0))


def write_kecamatan(book: RabBook, sheet: Page, ledger: Ledger, split: Split, lines: Lines) -> None:
    """A row per kecamatan visited: trips, rupiah, share, people and rupiah per person."""
    say = book.say
    names = {place.kecamatan_code: place.kecamatan for place in book.outcome.problem.region.places}
    shares = [share for entry in ledger.entries for share in entry.shares]
    codes = sorted({share.kecamatan for share in shares})
    keys = ("code", "kecamatan", "visiting", book.money, "part", "people", "each")
    columns = [Column(say(key), width) for key, width in zip(keys, (12, 26, 12, 22, 9, 11, 15), strict=True)]
    top = sheet.opening(say("kecamatan.title"), (say("split.rule"), say("kecamatan.note")), len(columns))
    first = sheet.header(top, columns)
    for row, code in enumerate(codes, first):
        mine = [share for share in shares if share.kecamatan == code]
        rupiah, people = sum(share.rupiah for share in mine), sum(share.people for share in mine)
        sheet.text(row, 0, code)
        sheet.text(row, 1, names[code], WRAPPED)
        chosen = f"({split.column('code')}={xl_rowcol_to_cell(row, 0)})"
        figures: list[Figure] = [
            (f"SUMPRODUCT({chosen}*1)", len(mine), WHOLE),
            (f"SUMPRODUCT({chosen}*{split.column('share')})", rupiah, WHOLE),
        ]
        _write(sheet, row, 2, figures, BODY)
        _part(sheet, row, 3, 4, first + len(codes), rupiah, ledger.amount)
        _write(sheet, row, 5, [(f"SUMPRODUCT({chosen}*{split.column('people')})", people, WHOLE)], BODY)
        _each(sheet, row, 6, rupiah, people, BODY, 3, 5)
    row = _total(book, sheet, first, len(codes), 2, [None, ledger.amount, None, ledger.people])
    _part(sheet, row, 3, 4, row, ledger.amount, ledger.amount, TOTAL)
    _each(sheet, row, 6, ledger.amount, ledger.people, TOTAL, 3, 5)
    _control(book, sheet, row, 3, len(columns), lines)
    _finish(sheet, top, first, {})


def write_funding(book: RabBook, sheet: Page, ledger: Ledger, lines: Lines) -> None:
    """A row per source of money: rupiah and share."""
    say = book.say
    found = [line for group in ledger.lines.values() for line in group]
    sources = list(dict.fromkeys(book.funding(line.rate) for line in found))
    columns = [Column(say("funding"), 40), Column(say(book.money), 20), Column(say("part"), 10)]
    top = sheet.opening(say("funding.title"), (say("funding.note"),), len(columns))
    first = sheet.header(top, columns)
    for row, source in enumerate(sources, first):
        rupiah = sum(line.amount for line in found if book.funding(line.rate) == source)
        sheet.text(row, 0, source, WRAPPED)
        chosen = f"({lines.column(FUNDING)}={xl_rowcol_to_cell(row, 0)})"
        _write(sheet, row, 1, [(f"SUMPRODUCT({chosen}*{lines.column(AMOUNT)})", rupiah, WHOLE)], BODY)
        _part(sheet, row, 1, 2, first + len(sources), rupiah, ledger.amount)
    row = _total(book, sheet, first, len(sources), 1, [ledger.amount])
    _part(sheet, row, 1, 2, row, ledger.amount, ledger.amount, TOTAL)
    _control(book, sheet, row, 1, len(columns), lines)
    _finish(sheet, top, first, {})


def _write(sheet: Page, row: int, col: int, figures: Sequence[Figure], style: Style) -> None:
    for number, (formula, value, shape) in enumerate(figures, col):
        sheet.formula(row, number, formula, value, style | shape)


def _total(
    book: RabBook, sheet: Page, first: int, count: int, col: int, values: Sequence[float | None]
) -> int:
    """The row of sums below the table; columns without a value are left to the caller."""
    row = first + max(count, 1)
    sheet.blank(row, range(col + len(values)), TOTAL)
    sheet.text(row, 0, book.say("total"), TOTAL)
    for number, value in enumerate(values, col):
        if value is not None:
            span = f"{xl_rowcol_to_cell(first, number)}:{xl_rowcol_to_cell(row - 1, number)}"
            sheet.formula(row, number, f"SUM({span})", value, TOTAL | WHOLE)
    return row


def _each(
    sheet: Page,
    row: int,
    col: int,
    rupiah: int,
    people: int,
    style: Style,
    money: int | None = None,
    served: int | None = None,
) -> None:
    """Rupiah per person; the two stand just before, unless their columns are given."""
    over = xl_rowcol_to_cell(row, col - 2 if money is None else money)
    under = xl_rowcol_to_cell(row, col - 1 if served is None else served)
    value = rupiah / people if people else 0
    sheet.formula(row, col, f"IF({under}=0,0,{over}/{under})", value, style | WHOLE)


def _part(
    sheet: Page, row: int, money: int, col: int, total: int, rupiah: int, whole: int, style: Style = BODY
) -> None:
    """A row's rupiah as a share of the total's."""
    over, under = xl_rowcol_to_cell(row, money), xl_rowcol_to_cell(total, money, True, True)
    value = rupiah / whole if whole else 0
    sheet.formula(row, col, f"IF({under}=0,0,{over}/{under})", value, style | PERCENT)


def _control(book: RabBook, sheet: Page, row: int, col: int, columns: int, lines: Lines) -> None:
    """The difference with the cost plan's total: 0 where both agree."""
    sheet.blank(row + 1, range(columns), QUIET)
    sheet.band(row + 1, 0, col - 1, book.say("control"), QUIET)
    sheet.formula(row + 1, col, f"{xl_rowcol_to_cell(row, col)}-{lines.total}", 0, QUIET | WHOLE)


def _finish(sheet: Page, top: int, first: int, limits: dict[int, float]) -> None:
    sheet.fit_columns(limits, least=limits)
    sheet.freeze(first, 1)
    sheet.page(repeat=(top, first - 1))
