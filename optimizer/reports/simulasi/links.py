"""The slide-prone links on a plan's ways, those that cost most people first."""

from __future__ import annotations

from optimizer.core.simulation import Simulation
from optimizer.reports.simulasi.book import SimulationBook, opened
from optimizer.reports.simulasi.words import link_name
from optimizer.reports.workbook.sheet import Column, Sheet
from optimizer.reports.workbook.styles import BODY, HUNDREDTH, NOTE, PERCENT, WHOLE

TITLES = ("link", "kecamatan", "days", "planned", "closed", "cut_off", "minutes", "lost")


def write_links(book: SimulationBook, sheet: Sheet, simulation: Simulation) -> None:
    """Write the sheet."""
    columns = tuple(Column(book.say(f"col.{title}"), 13) for title in TITLES)
    top, row = opened(sheet, book.say("links.title"), [book.say("links.note")], columns)
    first = row
    for link in simulation.links:
        sheet.text(row, 0, link_name(link))
        sheet.text(row, 1, link.kecamatan)
        sheet.number(row, 2, link.days, BODY | WHOLE)
        sheet.number(row, 3, link.planned, BODY | WHOLE)
        sheet.number(row, 4, link.closed, BODY | PERCENT | {"num_format": "0.00%_ "})
        sheet.number(row, 5, link.cut_off, BODY | WHOLE)
        sheet.number(row, 6, link.minutes, BODY | WHOLE)
        sheet.number(row, 7, link.lost, BODY | HUNDREDTH)
        row += 1
    if not simulation.links:
        sheet.band(row, 0, len(TITLES) - 1, book.say("links.none"), NOTE)
    sheet.fit_columns(least={0: 30, 1: 24})
    sheet.freeze(first)
    sheet.page(repeat=(top, first - 1))
