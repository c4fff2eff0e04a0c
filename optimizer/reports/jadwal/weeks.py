"""The schedule week by week: every trip with its stops, hours, people and cost, made to be printed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from xlsxwriter.utility import xl_rowcol_to_cell

from optimizer.reports.dates import clock_time, date_range, long_date, week_number
from optimizer.reports.figures import BEFORE_LEAVING, Stop, TeamDay, estimated_counts, location_name
from optimizer.reports.jadwal.book import ScheduleBook
from optimizer.reports.jadwal.itinerary import Week, day_title, homecoming, value_of, weeks_of
from optimizer.reports.workbook.paging import Block, page_breaks
from optimizer.reports.workbook.sheet import Column, Sheet
from optimizer.reports.workbook.styles import (
    BANNER,
    BODY,
    BOLD,
    CENTRE,
    CLOCK,
    GROUP,
    QUIET,
    TENTH,
    TOTAL,
    WHOLE,
    Style,
    estimated,
)  # fmt: skip
from optimizer.reports.workbook.table import Table

STOP_POINTS, BANNER_POINTS = 13.5, 19.0


@dataclass(frozen=True)
class Weeks(Table):
    """The schedule.

    `trips` is the row of a team-day's own line, by trip id and day; `stops` that of its first stop.
    """

    trips: Mapping[tuple[str, int], int]
    stops: Mapping[tuple[str, int], int]


def write_weeks(book: ScheduleBook, sheet: Sheet, days: Sequence[TeamDay]) -> Weeks:
    """Write the sheet; every count, distance and cost stands here once, other sheets refer to it."""
    named = columns(book)
    top = sheet.heading(book.say("weeks.title"), (book.say("weeks.legend"),))
    first = sheet.header(top, tuple(named.values()))
    pen = _Pen(book, sheet, {key: col for col, key in enumerate(named)})
    row = first
    for week in weeks_of(book, days):
        row = pen.week(row, week)
    if not days:
        sheet.band(row, 0, pen.at["notes"], book.say("weeks.nothing"), QUIET)
        row += 1
    pen.total(row)
    breaks = page_breaks(
        pen.blocks, sheet.fit_columns(), header=sheet.points(top, first - 1), top=sheet.points(0, top - 1)
    )
    sheet.freeze(first, pen.at["kecamatan"])
    sheet.page(repeat=(top, first - 1), breaks=breaks)
    return Weeks(sheet, pen.at, first, max(row - 1, first), pen.trips, pen.stops)


def columns(book: ScheduleBook) -> dict[str, Column]:
    """The columns, by key; people by service have the keys `invited:KTP`, `expected:KTP` and so on."""
    region, say = book.outcome.problem.region, book.say
    named = {
        "order": Column(say("order"), 7),
        "place": Column(book.place_title, 20),
        "kecamatan": Column(say("kecamatan"), 16),
        "code": Column(say("code"), 10),
        "arrive": Column(say("arrive"), 9),
        "leave": Column(say("leave"), 11),
        "break": Column(say("break"), 13),
        "drive": Column(say("drive"), 9),
        "km": Column(say("km"), 9),
    }
    for kind in ("invited", "expected"):
        for service in book.services:
            named[f"{kind}:{service.code}"] = Column(service.name, 10, say(kind))
    if any(len(cell.services) > 1 and cell.waiting + cell.inflow for cell in region.cells):
        named["twice"] = Column(say("twice"), 10, say("expected"))
    named["people"] = Column(say("people"), 10, say("expected"))
    return named | {
        "cost": Column(say(book.money), 14),
        "guessed": Column(say("guessed"), 10),
        "notes": Column(say("notes"), 15),
    }


@dataclass
class _Pen:
    """Writes weeks and days one below the other, and keeps where they stand."""

    book: ScheduleBook
    sheet: Sheet
    at: Mapping[str, int]
    trips: dict[tuple[str, int], int] = field(default_factory=dict)
    stops: dict[tuple[str, int], int] = field(default_factory=dict)
    blocks: list[Block] = field(default_factory=list)
    banners: list[int] = field(default_factory=list)
    sums: dict[str, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        region = self.book.outcome.problem.region
        self.guessed = estimated_counts(region)
        self.summed = {
            key: TENTH if key in {"km", "guessed"} else WHOLE
            for key in self.at
            if key in {"drive", "km", "guessed", "twice", "people", "cost"} or ":" in key
        }

    def week(self, row: int, week: Week) -> int:
        """Banner, holidays and days of a week; returns the next free row."""
        say, banner = self.book.say, row
        friday = week.monday + timedelta(days=4)
        last = max([friday, *(day.date for day in week.days)])
        span = date_range(week.monday, last, self.book.lang)
        title = say("weeks.banner", week=week.number, dates=span, trips=sum(d.opens_trip for d in week.days))
        self.sheet.band(row, 0, self.at["break"], title, BANNER)
        self.sheet.height(row, BANNER_POINTS)
        self.blocks.append(Block(row, BANNER_POINTS, week.number))
        row += 1
        notes = [
            say("weeks.off", date=long_date(off.date, self.book.lang), reason=off.reason) for off in week.off
        ]
        for note in notes or ([] if week.days else [say("weeks.no_trip")]):
            self.sheet.band(row, 0, self.at["notes"], note, QUIET)
            self._grow(row, week.number)
            row += 1
        days = []
        for day in week.days:
            days.append(row)
            row = self.day(row, day)
        values = {key: sum(value_of(day, key) for day in week.days) for key in self.summed}
        self._sums(banner, BANNER, {key: _plus(days, self.at[key]) for key in self.summed}, values)
        self.banners.append(banner)
        self.sums = {key: self.sums.get(key, 0) + values[key] for key in self.summed}
        return row

    def day(self, row: int, day: TeamDay) -> int:
        """A team-day: its own line with totals, leaving, the stops, coming home."""
        say, at, clock = self.book.say, self.at, day.clock
        region = self.book.outcome.problem.region
        head, key = row, (day.trip.id, day.number)
        self.trips[key], self.stops[key] = head, head + 2
        self.sheet.band(head, 0, at["break"], day_title(self.book, day), GROUP)
        self.sheet.height(head, STOP_POINTS)
        self.blocks.append(Block(head, STOP_POINTS * (len(day.stops) + 3), _week(self.book, day)))
        self._quiet(head + 1, say("leaves", place=location_name(region, clock.first)))
        self.sheet.time(head + 1, at["leave"], clock.start, QUIET | CLOCK)
        row = head + 2
        for order, stop in enumerate(day.stops, 1):
            self.stop(row, order, stop)
            row += 1
        self._quiet(row, homecoming(self.book, day))
        self.sheet.time(row, at["arrive"], clock.end, QUIET | CLOCK)
        self.sheet.number(row, at["drive"], clock.home_drive, QUIET | WHOLE)
        self.sheet.number(
            row, at["km"], clock.home_metres / 1000, estimated(QUIET | TENTH, day.home_estimated > 0)
        )
        self.sheet.number(row, at["guessed"], day.home_estimated / 1000, QUIET | TENTH)
        if day.rest_after is not None:
            rest = head + 2 + day.rest_after if day.rest_after != BEFORE_LEAVING else head + 1
            assert clock.pause is not None
            text = f"{clock_time(clock.pause[0])}–{clock_time(clock.pause[1])}"
            self.sheet.text(rest, at["break"], text, BODY | CENTRE)
        formulas = {k: f"SUM({_cells(head + 1, row, at[k])})" for k in self.summed if k != "cost"}
        self._sums(head, GROUP, formulas, {k: value_of(day, k) for k in self.summed})
        self.sheet.number(head, at["cost"], value_of(day, "cost"), GROUP | WHOLE)
        return row + 1

    def stop(self, row: int, order: int, stop: Stop) -> None:
        """One visit."""
        at, stay, place = self.at, stop.stay, self.book.outcome.problem.region.places[stop.place]
        self.sheet.blank(row, range(len(at)))
        self.sheet.height(row, STOP_POINTS)
        self.sheet.number(row, at["order"], order, BODY | CENTRE)
        self.sheet.text(row, at["place"], place.name, BODY | BOLD)
        self.sheet.text(row, at["kecamatan"], place.kecamatan)
        self.sheet.text(row, at["code"], place.code)
        self.sheet.time(row, at["arrive"], stay.arrive)
        self.sheet.time(row, at["leave"], stay.leave)
        self.sheet.number(row, at["drive"], stay.drive)
        self.sheet.number(row, at["km"], stay.metres / 1000, estimated(BODY | TENTH, stop.road_estimated))
        self.sheet.number(row, at["guessed"], stop.estimated / 1000, BODY | TENTH)
        for kind, counts in (("invited", stop.invited), ("expected", stop.expected)):
            for service in self.book.services:
                style = estimated(BODY | WHOLE, (place.code, service.code) in self.guessed)
                self.sheet.number(row, at[f"{kind}:{service.code}"], counts.get(service.code, 0), style)
        last = at["people"] - 1
        first = min(col for key, col in at.items() if key.startswith("expected:"))
        people = f"SUM({_cells(row, row, first, last)})"
        if "twice" in at:
            self.sheet.number(row, at["twice"], stop.twice)
            people = f"SUM({_cells(row, row, first, last - 1)})-{xl_rowcol_to_cell(row, last)}"
        guessed = any((place.code, service) in self.guessed for service in stop.expected)
        self.sheet.formula(row, at["people"], people, stop.people, estimated(BODY | BOLD | WHOLE, guessed))
        self.sheet.text(row, at["notes"], self._notes(stop))

    def total(self, row: int) -> None:
        """The sum over all weeks."""
        self.sheet.band(row, 0, self.at["break"], self.book.say("total"), TOTAL)
        self.sheet.height(row, BANNER_POINTS)
        formulas = {key: _plus(self.banners, self.at[key]) for key in self.summed}
        self._sums(row, TOTAL, formulas, self.sums)

    def _sums(self, row: int, style: Style, formulas: Mapping[str, str], values: Mapping[str, float]) -> None:
        self.sheet.blank(row, range(self.at["break"] + 1, len(self.at)), style)
        for key, formula in formulas.items():
            self.sheet.formula(row, self.at[key], formula, values.get(key, 0), style | self.summed[key])

    def _quiet(self, row: int, text: str) -> None:
        self.sheet.blank(row, range(len(self.at)), QUIET)
        self.sheet.band(row, self.at["place"], self.at["code"], text, QUIET)
        self.sheet.height(row, STOP_POINTS)

    def _grow(self, row: int, week: int) -> None:
        self.sheet.height(row, STOP_POINTS)
        self.blocks.append(Block(row, STOP_POINTS, week))

    def _notes(self, stop: Stop) -> str:
        region = self.book.outcome.problem.region
        place = region.places[stop.place]
        needing = {service.code for service in self.book.services if service.needs_signal}
        notes = []
        if place.signal == "tidak_diketahui" and needing.intersection(stop.expected):
            notes.append(self.book.say("note.signal"))
        if place.point_quality in ("poor", "perkiraan"):
            notes.append(self.book.say("note.point"))
        if place.opening is not None and stop.wait:
            notes.append(self.book.say("note.wait", minutes=stop.wait))
        return " · ".join(notes)


def _week(book: ScheduleBook, day: TeamDay) -> int:
    return week_number(day.date, book.outcome.problem.calendar.start)


def _plus(rows: Sequence[int], col: int) -> str:
    """The sum of single cells of this sheet; 0 where there is none."""
    return "+".join(xl_rowcol_to_cell(row, col) for row in rows) or "0"


def _cells(first: int, last: int, col: int, last_col: int | None = None) -> str:
    return f"{xl_rowcol_to_cell(first, col)}:{xl_rowcol_to_cell(last, col if last_col is None else last_col)}"
