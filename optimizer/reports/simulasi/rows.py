"""Every distribution a simulation draws from, with its basis."""

from __future__ import annotations

from optimizer.core.simulation import AssumptionRow, Simulation
from optimizer.reports.dates import SHORT_MONTHS
from optimizer.reports.simulasi.book import SimulationBook, opened
from optimizer.reports.simulasi.words import chance
from optimizer.reports.workbook.sheet import Column, Sheet
from optimizer.reports.workbook.styles import BODY, CENTRE, FREE, WRAPPED
from optimizer.texts import catalogue

TITLES = ("chance", "key", "how", "least", "central", "most", "unit", "basis")


def write_rows(book: SimulationBook, sheet: Sheet, simulation: Simulation) -> None:
    """Write the sheet."""
    columns = tuple(Column(book.say(f"col.{title}"), 10) for title in TITLES)
    notes = [book.say("rests"), book.say("rows.note")]
    top, row = opened(sheet, book.say("rows.title"), notes, columns)
    first = row
    for each in simulation.rows:
        sheet.text(row, 0, chance(each.chance, book.lang), WRAPPED)
        sheet.text(row, 1, key(each, book.lang), WRAPPED)
        how = spelled(each, book.lang) if each.kind == "factors" else book.say(f"kind.{each.kind}")
        sheet.text(row, 2, how, WRAPPED)
        ends = each.kind == "triangular"
        for col, value in enumerate((each.low, each.central, each.high), 3):
            if ends or (col == 4 and each.kind != "factors"):
                sheet.number(row, col, value, BODY | FREE)
            else:
                sheet.blank(row, [col])
        sheet.text(row, 6, unit(each, book.lang), BODY | CENTRE | {"text_wrap": True})
        sheet.text(row, 7, each.basis, WRAPPED)
        row += 1
    sheet.fit_columns(least={0: 20, 1: 28, 2: 20, 6: 16, 7: 60})
    sheet.freeze(first)
    sheet.page(repeat=(top, first - 1))


def key(row: AssumptionRow, lang: str) -> str:
    """What is drawn, in words, and the setting or row it stands in."""
    words = named(row, lang)
    return row.key if words == row.key else f"{words} ({row.key})"


def named(row: AssumptionRow, lang: str) -> str:
    """What is drawn, in words; a row of asumsi.csv by its key."""
    return catalogue(lang).get(f"simulate.key.{row.key}", row.key)


def spelled(row: AssumptionRow, lang: str) -> str:
    """The distribution on one line: 60 – 80 – 100 persen, ± 10 %, 2 hari (rata-rata)."""
    low, central, high = (_plain(value, lang) for value in (row.low, row.central, row.high))
    if row.kind == "factors":
        return ", ".join(f"{_month(name, lang)} × {_plain(value, lang)}" for name, value in row.factors)
    if row.kind == "triangular":
        return f"{low} – {central} – {high} {unit(row, lang)}"
    return f"{'± ' if row.kind == 'spread' else ''}{central} {unit(row, lang)}"


def _month(name: str, lang: str) -> str:
    """A month by its short name; anything else as it is."""
    return SHORT_MONTHS[lang][int(name) - 1] if name.isdecimal() else name


def _plain(value: float, lang: str) -> str:
    text = f"{value:.4g}"
    return text.replace(".", ",") if lang == "id" else text


def unit(row: AssumptionRow, lang: str) -> str:
    """The unit, in words where it has some."""
    return catalogue(lang).get(f"simulate.unit.{row.unit}", row.unit)
