"""Weeks and kecamatan: where people are lost."""

from __future__ import annotations

from collections.abc import Sequence

from optimizer.core.simulation import MANY, PartRisk, Simulation
from optimizer.reports.simulasi.book import BAR, SimulationBook, opened
from optimizer.reports.simulasi.words import bar, week
from optimizer.reports.workbook.sheet import Column, Sheet
from optimizer.reports.workbook.styles import BODY, PERCENT, SECTION, TENTH, WHOLE

TITLES = ("days", "planned", "served", "low", "high", "lost", "overrun", "struck", "bar")


def write_parts(book: SimulationBook, sheet: Sheet, simulation: Simulation) -> None:
    """Write the sheet."""
    columns = (Column(book.say("col.week"), 28), *_columns(book))
    note = book.say("weeks.note", many=MANY)
    top, row = opened(sheet, book.say("weeks.title"), [note], columns)
    weeks = [(week(part, book.lang), part) for part in simulation.weeks]
    row = _table(sheet, row, weeks) + 1
    sheet.band(row, 0, len(TITLES), book.say("kecamatan.title"), SECTION)
    row = sheet.header(row + 1, (Column(book.say("col.kecamatan"), 28), *_columns(book)))
    parts = sorted(simulation.kecamatan, key=lambda part: -part.lost.mean / max(1, part.planned))
    _table(sheet, row, [(part.name, part) for part in parts])
    sheet.fit_columns(least={0: 28, len(TITLES): 26})
    sheet.page(repeat=(top, top))


def _columns(book: SimulationBook) -> tuple[Column, ...]:
    return tuple(Column(book.say(f"col.{title}"), 12) for title in TITLES)


def _table(sheet: Sheet, row: int, parts: Sequence[tuple[str, PartRisk]]) -> int:
    for name, part in parts:
        sheet.text(row, 0, name)
        people = (part.days, part.planned, part.served.mean, part.served.low, part.served.high)
        for col, value in enumerate(people, 1):
            sheet.number(row, col, value, BODY | WHOLE)
        sheet.number(row, 6, part.lost.mean, BODY | TENTH)
        sheet.number(row, 7, part.overrun, BODY | PERCENT)
        sheet.number(row, 8, part.any_lost, BODY | PERCENT)
        sheet.text(row, 9, bar(part.any_lost), BAR)
        row += 1
    return row
