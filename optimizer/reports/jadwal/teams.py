"""A sheet a team takes along: its days, stops and hours, and empty boxes to write the results in."""

from __future__ import annotations

from collections.abc import Sequence

from optimizer.core.region import Service, Team
from optimizer.reports.dates import clock_time, week_number
from optimizer.reports.figures import BEFORE_LEAVING, Stop, TeamDay, estimated_counts, location_name
from optimizer.reports.jadwal.book import ScheduleBook
from optimizer.reports.jadwal.itinerary import about_stop, day_title, homecoming
from optimizer.reports.jadwal.weeks import Weeks
from optimizer.reports.workbook.paging import Block, page_breaks
from optimizer.reports.workbook.sheet import DIGIT, PADDING, Column, Sheet, line_count
from optimizer.reports.workbook.sheet import LINE_POINTS as WRAPPED_POINTS
from optimizer.reports.workbook.styles import (
    BODY,
    BOLD,
    CENTRE,
    CLOCK,
    GROUP,
    QUIET,
    WHOLE,
    WRAPPED,
    estimated,
)

STOP_POINTS, LINE_POINTS = 24.0, 15.0
ABOUT_WIDTH = 34
RESULTS = ("recorded", "failed", "stayed_away")
"""What a team counts at each stop, service by service."""


def columns(book: ScheduleBook, days: Sequence[TeamDay]) -> dict[str, Column]:
    """The columns, by key; what is to know of a stop stands there where it is known of any."""
    say = book.say
    named = {
        "order": Column(say("order"), 7),
        "place": Column(book.place_title, 20),
        "kecamatan": Column(say("kecamatan"), 16),
        "arrive": Column(say("arrive"), 9),
        "leave": Column(say("leave"), 11),
        "break": Column(say("break"), 13),
        "drive": Column(say("drive"), 9),
    }
    met = services_met(book, days)
    for service in met:
        named[f"invited:{service.code}"] = Column(service.name, 10, say("invited"))
    for service in met:
        for result in RESULTS:
            named[f"{result}:{service.code}"] = Column(say(result), 11, say("result", service=service.name))
    if any(about_stop(book, stop) for day in days for stop in day.stops):
        named["about"] = Column(say("about"), ABOUT_WIDTH)
    return named | {"signature": Column(say("signature"), 24)}


def services_met(book: ScheduleBook, days: Sequence[TeamDay]) -> tuple[Service, ...]:
    """The services the team meets people for; all of them where it meets nobody."""
    invited = {code for day in days for stop in day.stops for code in stop.invited}
    return tuple(service for service in book.services if service.code in invited) or book.services


def write_team(book: ScheduleBook, sheet: Sheet, weeks: Weeks, team: Team, days: Sequence[TeamDay]) -> None:
    """Write the sheet of one team."""
    named = columns(book, days)
    at = {key: col for col, key in enumerate(named)}
    region = book.outcome.problem.region
    vehicle = next(v.name for v in region.vehicles if v.code == team.vehicle)
    crew = ", ".join(f"{count} {rank_name(rank)}" for rank, count in team.members)
    about = book.say("team.about", vehicle=vehicle, crew=crew, stations=team.stations)
    top = sheet.heading(book.say("team.title", team=team.name), (about, book.say("team.note")))
    first = row = sheet.header(top, tuple(named.values()))
    blocks = []
    for day in days:
        week = week_number(day.date, book.outcome.problem.calendar.start)
        points = sum(_points(book, stop) for stop in day.stops) + 3 * LINE_POINTS
        blocks.append(Block(row, points, week))
        row = _write_day(book, sheet, at, row, weeks, day)
    if not days:
        sheet.band(row, 0, len(at) - 1, book.say("team.idle"), QUIET)
    limits = {at["about"]: ABOUT_WIDTH} if "about" in at else {}
    breaks = page_breaks(
        blocks, sheet.fit_columns(limits), header=sheet.points(top, first - 1), top=sheet.points(0, top - 1)
    )
    sheet.freeze(first, at["kecamatan"])
    sheet.page(repeat=(top, first - 1), breaks=breaks)


def _about(book: ScheduleBook, stop: Stop) -> str:
    return "; ".join(about_stop(book, stop))


def _points(book: ScheduleBook, stop: Stop) -> float:
    """Height of a stop's row, which its remarks may stretch."""
    lines = line_count(_about(book, stop), ABOUT_WIDTH * DIGIT - PADDING)
    return max(STOP_POINTS, lines * WRAPPED_POINTS + 2)


def rank_name(rank: str) -> str:
    """A tariff rank as people write it: golongan_iii → golongan III."""
    return " ".join(part.upper() if set(part) <= set("iv") else part for part in rank.split("_"))


def _write_day(
    book: ScheduleBook, sheet: Sheet, at: dict[str, int], row: int, weeks: Weeks, day: TeamDay
) -> int:
    say, region, clock = book.say, book.outcome.problem.region, day.clock
    guessed = estimated_counts(region)
    title = day_title(book, day)
    if region.kits:
        stations = book.outcome.problem.classes[day.trip.trip.classes[day.number]].stations
        title = book.say("team.day_kits", day=title, kits=stations)
    sheet.band(row, 0, len(at) - 1, title, GROUP)
    sheet.height(row, LINE_POINTS)
    leaves, row = row + 1, row + 2
    _quiet(sheet, at, leaves, say("leaves", place=location_name(region, clock.first)))
    sheet.time(leaves, at["leave"], clock.start, QUIET | CLOCK)
    first, source = row, weeks.stops[day.trip.id, day.number]
    for order, stop in enumerate(day.stops):
        place = region.places[stop.place]
        sheet.blank(row, range(len(at)))
        sheet.height(row, STOP_POINTS)
        sheet.number(row, at["order"], order + 1, BODY | CENTRE)
        sheet.text(row, at["place"], place.name, BODY | BOLD)
        sheet.text(row, at["kecamatan"], place.kecamatan)
        sheet.time(row, at["arrive"], stop.stay.arrive)
        sheet.time(row, at["leave"], stop.stay.leave)
        sheet.number(row, at["drive"], stop.stay.drive)
        for service in book.services:
            if f"invited:{service.code}" not in at:
                continue
            key = f"invited:{service.code}"
            style = estimated(BODY | WHOLE, (place.code, service.code) in guessed)
            cell = weeks.sheet.ref(source + order, weeks.at[key])
            sheet.formula(row, at[key], cell, stop.invited.get(service.code, 0), style)
        if "about" in at:
            sheet.text(row, at["about"], _about(book, stop), WRAPPED)
        row += 1
    _quiet(sheet, at, row, homecoming(book, day))
    sheet.time(row, at["arrive"], clock.end, QUIET | CLOCK)
    sheet.number(row, at["drive"], clock.home_drive, QUIET | WHOLE)
    if day.rest_after is not None and clock.pause is not None:
        rest = leaves if day.rest_after == BEFORE_LEAVING else first + day.rest_after
        sheet.text(
            rest, at["break"], f"{clock_time(clock.pause[0])}–{clock_time(clock.pause[1])}", BODY | CENTRE
        )
    return row + 1


def _quiet(sheet: Sheet, at: dict[str, int], row: int, text: str) -> None:
    sheet.blank(row, range(len(at)), QUIET)
    sheet.band(row, at["place"], at["kecamatan"], text, QUIET)
    sheet.height(row, LINE_POINTS)
