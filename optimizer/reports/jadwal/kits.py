"""Kits: how many stations each team has on which dates, and the kits that are broken or due back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from optimizer.core.kits import stations_on
from optimizer.core.region import Kit
from optimizer.reports.dates import date_range
from optimizer.reports.jadwal.book import ScheduleBook
from optimizer.reports.workbook.sheet import Column, Sheet
from optimizer.reports.workbook.styles import BODY, BOLD, CENTRE, GROUP, SECTION, SHORT_DATE, WHOLE, WRAPPED

ORDER = ("rusak", "kembali", "baik")
"""Kits that do not work come first."""


def write_kits(book: ScheduleBook, sheet: Sheet) -> None:
    """Write the sheet: dates by team, then every kit."""
    region, say = book.outcome.problem.region, book.say
    top = row = sheet.heading(say("kits.title"), (say("kits.note"),))
    last = max(4, len(region.teams) + 1)
    row = _section(sheet, row, last, say("kits.by_date"))
    titles = [Column(say("date"), 30), *(Column(team.name, 12) for team in region.teams)]
    row = sheet.header(row, [*titles, Column(say("kits.together"), 12)])
    for first, end, stations in _runs(book):
        sheet.text(row, 0, date_range(first, end, book.lang))
        for col, team in enumerate(region.teams, 1):
            few = stations[team.id] < team.stations
            sheet.number(row, col, stations[team.id], (BODY | BOLD if few else BODY) | WHOLE)
        sheet.number(row, len(region.teams) + 1, sum(stations.values()), GROUP | WHOLE)
        row += 1
    row = _section(sheet, row + 1, last, say("kits.inventory"))
    titles = [Column(say(key)) for key in ("kits.kit", "kits.status", "kits.back", "kits.where", "source")]
    row = sheet.header(row, titles)
    names = {base.code: base.name for base in region.bases}
    for kit in sorted(region.kits, key=lambda kit: (ORDER.index(kit.status), kit.code)):
        _kit(book, sheet, row, kit, names)
        row += 1
    sheet.fit_columns({4: 60}, least={0: 30, 4: 40})
    sheet.freeze(top)
    sheet.page(repeat=(0, 0))


def _section(sheet: Sheet, row: int, last: int, title: str) -> int:
    sheet.band(row, 0, last, title, SECTION)
    sheet.height(row, 20)
    return row + 1


def _kit(book: ScheduleBook, sheet: Sheet, row: int, kit: Kit, names: Mapping[str, str]) -> None:
    sheet.blank(row, range(5))
    sheet.text(row, 0, kit.code, BODY | BOLD)
    sheet.text(row, 1, book.term("kit", kit.status))
    if kit.back is not None:
        sheet.date(row, 2, kit.back, BODY | CENTRE | SHORT_DATE)
    sheet.text(row, 3, names.get(kit.where, kit.where))
    sheet.text(row, 4, kit.source, WRAPPED)


def _runs(book: ScheduleBook) -> Iterator[tuple[date, date, Mapping[str, int]]]:
    """Working days one after the other on which every team has as many stations."""
    region = book.outcome.problem.region
    runs: list[tuple[date, date, Mapping[str, int]]] = []
    for day in book.outcome.problem.calendar.days:
        stations = stations_on(region, day.date)
        if runs and runs[-1][2] == stations:
            runs[-1] = (runs[-1][0], day.date, stations)
        else:
            runs.append((day.date, day.date, stations))
    yield from runs
