"""The cost plan line by line, and its sum held against the trips."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from xlsxwriter.utility import xl_rowcol_to_cell

from optimizer.core.budget import Line
from optimizer.reports.jadwal.book import ScheduleBook
from optimizer.reports.workbook.sheet import Column, Sheet
from optimizer.reports.workbook.styles import BODY, CENTRE, QUIET, TOTAL, WHOLE, WRAPPED, YEAR
from optimizer.reports.workbook.table import SummedTable


@dataclass(frozen=True)
class Costs:
    """The sheet and the cell of its total."""

    sheet: Sheet
    total: str


def write_costs(book: ScheduleBook, sheet: Sheet, trips: SummedTable) -> Costs:
    """Write the sheet: amount = quantity × rate in every line."""
    say, tariff = book.say, book.outcome.problem.tariff
    named = {
        "account": Column(say("account"), 18),
        "item": Column(say("item"), 28),
        "quantity": Column(say("quantity"), 10),
        "unit": Column(say("unit"), 12),
        "rate": Column(say("rate"), 12),
        "amount": Column(say(book.money), 15),
        "basis": Column(say("basis"), 26),
        "year": Column(say("year"), 8),
        "source": Column(say("source"), 26),
        "verified": Column(say("verified"), 13),
    }
    at = {key: col for col, key in enumerate(named)}
    notes = [say("costs.tariff", tariff=tariff.name)] + ([] if tariff.verified else [say("costs.indicative")])
    top = sheet.heading(say("costs.title"), notes)
    first = row = sheet.header(top, tuple(named.values()))
    for line in book.outcome.budget.lines:
        _write_line(book, sheet, at, row, line)
        row += 1
    last = max(row - 1, first)
    amount, total = at["amount"], last + 1
    sheet.blank(total, range(len(at)), TOTAL)
    sheet.text(total, 0, say("total"), TOTAL)
    span = f"{xl_rowcol_to_cell(first, amount)}:{xl_rowcol_to_cell(last, amount)}"
    sheet.formula(total, amount, f"SUM({span})", book.outcome.budget.amount, TOTAL | WHOLE)
    sheet.blank(total + 1, range(len(at)), QUIET)
    sheet.band(total + 1, 0, amount - 1, say("costs.control"), QUIET)
    spent = sum(trip.cost for trip in book.outcome.schedule.trips)
    formula = f"{xl_rowcol_to_cell(total, amount)}-{trips.sum('cost')}"
    sheet.formula(total + 1, amount, formula, book.outcome.budget.amount - spent, QUIET | WHOLE)
    sheet.fit_columns({at["basis"]: 34, at["source"]: 40})
    sheet.freeze(first)
    sheet.page(repeat=(top, first - 1))
    return Costs(sheet, sheet.ref(total, amount))


def _write_line(book: ScheduleBook, sheet: Sheet, at: Mapping[str, int], row: int, line: Line) -> None:
    rate = line.rate
    sheet.text(row, at["account"], rate.account)
    sheet.text(row, at["item"], rate.name)
    sheet.number(row, at["quantity"], line.quantity)
    sheet.text(row, at["unit"], rate.unit, BODY | CENTRE)
    sheet.number(row, at["rate"], rate.rupiah)
    amount = f"{xl_rowcol_to_cell(row, at['quantity'])}*{xl_rowcol_to_cell(row, at['rate'])}"
    sheet.formula(row, at["amount"], amount, line.amount)
    sheet.text(row, at["basis"], rate.legal_basis, WRAPPED)
    sheet.number(row, at["year"], rate.year, BODY | YEAR)
    sheet.text(row, at["source"], rate.source, WRAPPED)
    sheet.text(row, at["verified"], book.say("yes" if rate.verified else "not_yet"), BODY | CENTRE)
