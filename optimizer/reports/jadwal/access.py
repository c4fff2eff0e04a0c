"""Access over time: who is cut off from when to when, and which links are closed."""

from __future__ import annotations

from optimizer.core.access import cut_off
from optimizer.reports.access import closures_within
from optimizer.reports.jadwal.book import ScheduleBook
from optimizer.reports.workbook.sheet import Column, Sheet
from optimizer.reports.workbook.styles import BODY, BOLD, CENTRE, QUIET, SECTION, SHORT_DATE, WRAPPED

LAST = 5
DAY = BODY | CENTRE | SHORT_DATE


def write_access(book: ScheduleBook, sheet: Sheet) -> None:
    """Write the sheet: periods by place, then closures with their source."""
    top = sheet.heading(book.say("access.title"), (book.say("access.note"),))
    row = _places(book, sheet, top)
    _closures(book, sheet, row + 1)
    sheet.fit_columns({5: 60}, least={0: 24, 5: 40})
    sheet.freeze(top)
    sheet.page(repeat=(0, 0))


def _section(book: ScheduleBook, sheet: Sheet, row: int, key: str, titles: tuple[str, ...]) -> int:
    sheet.band(row, 0, LAST, book.say(key), SECTION)
    sheet.height(row, 20)
    named = [book.place_title if title == "place" else book.say(title) for title in titles]
    return sheet.header(row + 1, [Column(title, 14) for title in named])


def _places(book: ScheduleBook, sheet: Sheet, row: int) -> int:
    titles = ("place", "kecamatan", "kind", "access.from", "access.to", "access.next")
    row, problem = _section(book, sheet, row, "access.cut_off", titles), book.outcome.problem
    periods = cut_off(problem)
    for period in periods:
        place = problem.region.places[period.place]
        sheet.text(row, 0, place.name, BODY | BOLD)
        sheet.text(row, 1, place.kecamatan)
        sheet.text(row, 2, book.kind(place))
        sheet.date(row, 3, period.start, DAY)
        sheet.date(row, 4, period.end, DAY)
        if period.next is None:
            sheet.text(row, 5, book.say("access.never"))
        else:
            sheet.date(row, 5, period.next, DAY)
        row += 1
    if not periods:
        sheet.band(row, 0, LAST, book.say("access.nobody"), QUIET)
        row += 1
    return row


def _closures(book: ScheduleBook, sheet: Sheet, row: int) -> None:
    closures = closures_within(book.outcome.problem)
    names = {link.id: link.name for link in book.outcome.problem.region.links}
    if not closures:
        return
    titles = ("access.link", "access.modes", "access.confidence", "access.from", "access.to", "source")
    row = _section(book, sheet, row, "access.closures", titles)
    for closure in closures:
        sheet.blank(row, range(LAST + 1))
        name = names.get(closure.link, "")
        sheet.text(row, 0, f"{closure.link} ({name})" if name else closure.link, WRAPPED | BOLD)
        sheet.text(row, 1, ", ".join(closure.modes) or book.say("access.all_modes"))
        sheet.text(row, 2, book.term("confidence", closure.confidence))
        sheet.date(row, 3, closure.start, DAY)
        if closure.end is None:
            sheet.text(row, 4, book.say("access.open_end"))
        else:
            sheet.date(row, 4, closure.end, DAY)
        sheet.text(row, 5, closure.source, WRAPPED)
        row += 1
