"""The days of a plan, those that are most often too long first."""

from __future__ import annotations

from optimizer.core.simulation import DayRisk, Simulation
from optimizer.reports.simulasi.book import SimulationBook, opened
from optimizer.reports.workbook.sheet import Column, Sheet
from optimizer.reports.workbook.styles import BODY, CLOCK, DATE, PERCENT, WHOLE, WRAPPED

TITLES = (
    "date", "team", "places", "end", "limit", "planned", "came", "served", "low", "high",
    "overrun", "over_mean", "over_most", "late", "late_most", "off",
)  # fmt: skip


def ordered(simulation: Simulation) -> tuple[DayRisk, ...]:
    """The days, those that are most often too long first."""
    return tuple(sorted(simulation.days, key=lambda day: (-day.overrun, day.date, day.team)))


def write_days(book: SimulationBook, sheet: Sheet, simulation: Simulation) -> None:
    """Write the sheet."""
    columns = tuple(Column(book.say(f"col.{title}"), 11) for title in TITLES)
    top, row = opened(sheet, book.say("days.title"), [book.say("days.note")], columns)
    first = row
    region = book.outcome.problem.region
    teams = {team.id: team.name for team in region.teams}
    names = {place.code: place.name for place in region.places}
    for day in ordered(simulation):
        sheet.date(row, 0, day.date, BODY | DATE)
        sheet.text(row, 1, teams[day.team])
        sheet.text(row, 2, ", ".join(names[code] for code in day.places), WRAPPED)
        sheet.time(row, 3, day.planned_end, BODY | CLOCK)
        sheet.time(row, 4, day.limit, BODY | CLOCK)
        people = (day.planned, day.came.mean, day.served.mean, day.served.low, day.served.high)
        for col, value in enumerate(people, 5):
            sheet.number(row, col, value, BODY | WHOLE)
        sheet.number(row, 10, day.overrun, BODY | PERCENT)
        sheet.number(row, 11, day.overrun_minutes[0], BODY | WHOLE)
        sheet.number(row, 12, day.overrun_minutes[1], BODY | WHOLE)
        sheet.number(row, 13, day.kept_late[0], BODY | PERCENT)
        sheet.number(row, 14, day.kept_late[1], BODY | WHOLE)
        sheet.number(row, 15, day.off, BODY | PERCENT)
        row += 1
    sheet.fit_columns({2: 36}, least={0: 25, 2: 36})
    sheet.freeze(first, 2)
    sheet.filter(first - 1, max(first, row - 1), len(TITLES))
    sheet.page(repeat=(top, first - 1))
