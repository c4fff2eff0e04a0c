"""The sturdier variant beside the plan, and every reserve that was tried."""

from __future__ import annotations

from optimizer.core.simulation import PlanFigures, Robust
from optimizer.reports.search import search_in_words
from optimizer.reports.simulasi.book import SimulationBook, opened
from optimizer.reports.workbook.sheet import Column, Sheet
from optimizer.reports.workbook.styles import BODY, DATE, PERCENT, SECTION, WHOLE

COUNTS = ("people", "served", "came", "lost", "rupiah", "spent", "team_days", "free_days")
SHARES = ("long", "as_planned", "everyone")
TRIED = ("reserve", "overrun", "planned", "served", "low", "high")


def write_robust(book: SimulationBook, sheet: Sheet, robust: Robust) -> None:
    """Write the sheet."""
    titles = ("figure", "plan", "sturdy", "difference")
    columns = tuple(Column(book.say(f"col.{title}"), 18) for title in titles)
    note = book.say("robust.note", search=search_in_words(robust.search, book.lang))
    _, row = opened(sheet, book.say("robust.title"), [note], columns)
    base, sturdy = _values(robust.base), _values(robust.sturdy)
    for name in (*COUNTS, *SHARES):
        style = BODY | (PERCENT if name in SHARES else WHOLE)
        indicative = name in ("rupiah", "spent") and book.money == "cost_indicative"
        shown = f"{name}_indicative" if indicative else name
        sheet.text(row, 0, book.say(f"figure.{shown}"))
        sheet.number(row, 1, base[name], style)
        sheet.number(row, 2, sturdy[name], style)
        sign = "+0.0%_ ;-0.0%_ ;0.0%_ " if name in SHARES else "+#,##0_ ;-#,##0_ ;0_ "
        sheet.formula(
            row, 3, f"C{row + 1}-B{row + 1}", sturdy[name] - base[name], style | {"num_format": sign}
        )
        row += 1
    sheet.text(row, 0, book.say("figure.finish"))
    for col, figures in ((1, robust.base), (2, robust.sturdy)):
        if figures.finish is None:
            sheet.blank(row, [col])
        else:
            sheet.date(row, col, figures.finish, BODY | DATE)
    sheet.blank(row, [3])
    row += 2
    sheet.band(row, 0, len(TRIED) - 1, book.say("tried.title"), SECTION)
    row = sheet.header(row + 1, tuple(Column(book.say(f"col.{title}"), 18) for title in TRIED))
    for trial in robust.tried:
        sheet.number(row, 0, trial.reserve, BODY | WHOLE)
        sheet.number(row, 1, trial.overrun, BODY | PERCENT)
        for col, value in enumerate(
            (trial.planned, trial.served.mean, trial.served.low, trial.served.high), 2
        ):
            sheet.number(row, col, value, BODY | WHOLE)
        row += 1
    sheet.fit_columns(least={0: 44, 1: 26, 2: 26, 3: 18, 4: 14, 5: 14}, most=44)
    sheet.page()


def _values(figures: PlanFigures) -> dict[str, float]:
    return {
        "people": figures.people,
        "served": figures.served.mean,
        "came": figures.came.mean,
        "lost": figures.lost,
        "rupiah": figures.rupiah,
        "spent": figures.spent.mean,
        "team_days": figures.team_days,
        "free_days": figures.free_days,
        "long": 1 - figures.overrun,
        "as_planned": figures.as_planned.value,
        "everyone": figures.everyone.value,
    }
