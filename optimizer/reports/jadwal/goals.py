"""What was to be reached: the floor of each kecamatan and the targets of services, wanted and reached."""

from __future__ import annotations

from xlsxwriter.utility import xl_rowcol_to_cell

from optimizer.core.problem import Floor, Target
from optimizer.core.score import served
from optimizer.reports.extras import MARK
from optimizer.reports.jadwal.book import ScheduleBook
from optimizer.reports.workbook.sheet import Column, Sheet
from optimizer.reports.workbook.styles import BODY, BOLD, SECTION, WHOLE
from optimizer.reports.workbook.table import SummedTable

NUMBERS = ("wanted", "reached", "missing")


def write_goals(book: ScheduleBook, sheet: Sheet, places: SummedTable) -> None:
    """Write the sheet; what is reached follows the places' sheet."""
    problem, say = book.outcome.problem, book.say
    notes = [say("goals.note")]
    if problem.floors:
        notes.append(say("goals.floor_note", percent=problem.policy.floor_percent))
    top = row = sheet.heading(say("goals.title"), notes)
    if problem.floors:
        row = _titles(book, sheet, row, "goals.floors", "kecamatan")
        for floor in problem.floors:
            _floor(book, sheet, places, row, floor)
            row += 1
        row += 1
    if problem.targets:
        row = _titles(book, sheet, row, "goals.targets", "service")
        for target in problem.targets:
            _target(book, sheet, places, row, target)
            row += 1
        sheet.band(row, 0, 3, say("goals.target_note"), {"font_color": "#5A6468", "text_wrap": True})
    sheet.fit_columns(least={0: 30, 1: 14, 2: 14, 3: 14})
    sheet.freeze(top)
    sheet.page(repeat=(0, 0), landscape=False)


def _titles(book: ScheduleBook, sheet: Sheet, row: int, section: str, name: str) -> int:
    sheet.band(row, 0, 3, book.say(section), SECTION)
    sheet.height(row, 20)
    return sheet.header(row + 1, [Column(book.say(name)), *(Column(book.say(f"goals.{n}")) for n in NUMBERS)])


def _floor(book: ScheduleBook, sheet: Sheet, places: SummedTable, row: int, floor: Floor) -> None:
    problem = book.outcome.problem
    name = next(p.kecamatan for p in problem.region.places if p.kecamatan_code == floor.kecamatan)
    reached = f"SUMPRODUCT(--({places.column('kecamatan')}=$A{row + 1}),{places.column('people')})"
    _line(book, sheet, row, name, floor, reached)


def _target(book: ScheduleBook, sheet: Sheet, places: SummedTable, row: int, target: Target) -> None:
    name = next(s.name for s in book.outcome.problem.region.services if s.code == target.service)
    codes = [c for c in (target.service, target.service + MARK) if f"expected:{c}" in places.at]
    reached = "+".join(places.sum(f"expected:{code}") for code in codes) or "0"
    _line(book, sheet, row, name, target, reached)


def _line(book: ScheduleBook, sheet: Sheet, row: int, name: str, goal: Floor | Target, reached: str) -> None:
    trips = [dated.trip for dated in book.outcome.schedule.trips]
    people = int(served(book.outcome.problem, trips)[goal.cells].sum())
    wanted, got = (xl_rowcol_to_cell(row, col) for col in (1, 2))
    sheet.text(row, 0, name, BODY | BOLD)
    sheet.number(row, 1, goal.people)
    sheet.formula(row, 2, reached, people)
    sheet.formula(row, 3, f"MAX(0,{wanted}-{got})", max(0, goal.people - people), BODY | WHOLE)
