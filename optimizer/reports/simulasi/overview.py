"""The first sheet: findings in words, and what each thing left to chance does alone."""

from __future__ import annotations

from optimizer.core.simulation import Robust, Simulation
from optimizer.reports.simulasi.book import BAR, SimulationBook
from optimizer.reports.simulasi.words import bar, chance, findings, head, robust_findings, rule
from optimizer.reports.workbook.sheet import Column, Sheet
from optimizer.reports.workbook.styles import BODY, NOTE, PERCENT, SECTION, SUBTITLE, TITLE, WHOLE, WRAPPED

WIDTHS = (34, 14, 14, 14, 14, 26)
LAST = len(WIDTHS) - 1


def write_overview(book: SimulationBook, sheet: Sheet, simulation: Simulation, robust: Robust | None) -> None:
    """Write the sheet."""
    title, period = head(simulation, book.outcome, book.lang)
    sheet.band(0, 0, LAST, title, TITLE)
    sheet.height(0, 24)
    sheet.band(1, 0, LAST, period, SUBTITLE)
    row = 3
    for text in findings(simulation, book.outcome, book.lang):
        sheet.band(row, 0, LAST, text, WRAPPED)
        row += 1
    for text in robust_findings(robust, book.lang) if robust else ():
        sheet.band(row, 0, LAST, text, WRAPPED)
        row += 1
    row += 1
    for text in (rule(simulation, book.lang), book.say("reading"), book.say("rests")):
        sheet.band(row, 0, LAST, text, NOTE)
        row += 1
    if simulation.effects:
        _effects(book, sheet, row + 1, simulation)
    sheet.fit_columns(least=dict(enumerate(WIDTHS)), most=34)
    sheet.page()


def _effects(book: SimulationBook, sheet: Sheet, row: int, simulation: Simulation) -> None:
    """What each thing does while everything else goes as planned."""
    sheet.band(row, 0, LAST, book.say("effects.title"), SECTION)
    titles = ("chance", "served", "low", "high", "overrun", "bar")
    row = sheet.header(row + 1, tuple(Column(book.say(f"col.{title}")) for title in titles))
    for effect in simulation.effects:
        sheet.text(row, 0, chance(effect.chance, book.lang))
        for col, value in enumerate((effect.served.mean, effect.served.low, effect.served.high), 1):
            sheet.number(row, col, value, BODY | WHOLE)
        sheet.number(row, 4, effect.overrun, BODY | PERCENT)
        sheet.text(row, 5, bar(effect.overrun), BAR)
        row += 1
    sheet.band(row, 0, LAST, book.say("effects.note"), NOTE)
