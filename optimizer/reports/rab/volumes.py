"""The sheet of volumes: what every trip takes, the only place where a quantity is typed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from xlsxwriter.utility import xl_rowcol_to_cell

from optimizer.core.effort import Part
from optimizer.reports.rab.book import INPUT, Page, RabBook
from optimizer.reports.rab.ledger import Ledger
from optimizer.reports.workbook.sheet import Column
from optimizer.reports.workbook.styles import BODY, SHORT_DATE, TOTAL, WHOLE, WRAPPED

DATE_WIDTH = 14.0
"""Characters that a short date needs; widths are not taken from numbers."""

FIXED = ("trip", "date", "team", "kecamatan")


@dataclass(frozen=True)
class Volumes:
    """The sheet; trips stand in rows from `first` on, sums in `total`, parts of effort in columns `at`."""

    sheet: Page
    at: Mapping[Part, int]
    first: int
    total: int

    def of(self, number: int, part: Part) -> str:
        """The cell of a trip's part."""
        return self.sheet.ref(self.first + number, self.at[part])

    def sum(self, part: Part) -> str:
        """The cell of a part's sum over all trips."""
        return self.sheet.ref(self.total, self.at[part])


def write_volumes(book: RabBook, sheet: Page, ledger: Ledger) -> Volumes:
    """Write the sheet, a row per trip."""
    say, places = book.say, book.outcome.problem.region.places
    teams = {team.id: team.name for team in book.outcome.problem.region.teams}
    fixed = [Column(say("trip"), 12), Column(say("date"), DATE_WIDTH), Column(say("team"), 8)]
    fixed.append(Column(say("kecamatan"), 24))
    counted = [Column(book.part(part), 10, say(f"unit.{part[0]}")) for part in ledger.parts]
    at = {part: col for col, part in enumerate(ledger.parts, len(FIXED))}
    top = sheet.opening(
        say("volumes.title"), (say("volumes.note"), say("volumes.rounding")), len(fixed) + len(counted)
    )
    first = row = sheet.header(top, (*fixed, *counted))
    for entry in ledger.entries:
        stops = dict.fromkeys(places[visit.place].kecamatan for visit in entry.trip.trip.visits)
        sheet.text(row, 0, entry.trip.id)
        sheet.date(row, 1, entry.trip.dates[0], BODY | SHORT_DATE)
        sheet.text(row, 2, teams[entry.trip.team])
        sheet.text(row, 3, ", ".join(stops), WRAPPED)
        for part, col in at.items():
            sheet.number(row, col, entry.counts.get(part, 0), INPUT)
        row += 1
    last = max(row - 1, first)
    total = last + 1
    sheet.blank(total, range(len(FIXED) + len(at)), TOTAL)
    sheet.text(total, 0, say("total"), TOTAL)
    for part, col in at.items():
        span = f"{xl_rowcol_to_cell(first, col)}:{xl_rowcol_to_cell(last, col)}"
        value = sum(entry.counts.get(part, 0) for entry in ledger.entries)
        sheet.formula(total, col, f"SUM({span})", value, TOTAL | WHOLE)
    limits = {3: 44.0} | dict.fromkeys(at.values(), 12.0)
    sheet.fit_columns(limits, least=dict.fromkeys(at.values(), 10.0) | {1: DATE_WIDTH})
    sheet.freeze(first, 1)
    sheet.page(repeat=(top, first - 1))
    return Volumes(sheet, at, first, total)
