"""The list of trips, one row each: to sort, to filter and to write assignment letters from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from xlsxwriter.utility import xl_rowcol_to_cell

from optimizer.reports.figures import TeamDay, bed
from optimizer.reports.jadwal.book import ScheduleBook
from optimizer.reports.jadwal.itinerary import by_trip, value_of
from optimizer.reports.jadwal.weeks import Weeks
from optimizer.reports.workbook.sheet import Column, Sheet
from optimizer.reports.workbook.styles import (
    BODY,
    CENTRE,
    HOURS,
    PERCENT,
    TENTH,
    TOTAL,
    WHOLE,
    WRAPPED,
    Style,
)
from optimizer.reports.workbook.table import SummedTable


def columns(book: ScheduleBook) -> dict[str, Column]:
    """The columns, by key."""
    say = book.say
    named = {
        "trip": Column(say("trip"), 9),
        "date": Column(say("date"), 26),
        "team": Column(say("team"), 10),
        "days": Column(say("days"), 7),
        "kecamatan": Column(say("kecamatan"), 21),
        "places": Column(say("places"), 40),
        "leave": Column(say("start"), 11),
        "return": Column(say("end"), 10),
        "elapsed": Column(say("elapsed"), 9),
        "duration": Column(say("duration"), 13),
        "visits": Column(say("visits"), 11),
        "drive": Column(say("drive"), 9),
        "km": Column(say("km"), 9),
        "paid_km": Column(say("paid_km"), 12),
    }
    for service in book.services:
        named[f"expected:{service.code}"] = Column(service.name, 10)
    named |= {"people": Column(say("people"), 10), "cost": Column(say(book.money), 14)}
    named |= {"guessed": Column(say("guessed"), 10), "share": Column(say("share"), 10)}
    if any(trip.trip.nights for trip in book.outcome.schedule.trips):
        named |= {"nights": Column(say("nights"), 8), "sleeps": Column(say("sleeps_at"), 24)}
    return named


def write_trips(book: ScheduleBook, sheet: Sheet, weeks: Weeks, days: Sequence[TeamDay]) -> SummedTable:
    """Write the sheet; its figures refer to the schedule's."""
    named = columns(book)
    at = {key: col for col, key in enumerate(named)}
    top = sheet.heading(book.say("trips.title"), (book.say("trips.note"),))
    first = row = sheet.header(top, tuple(named.values()))
    values: dict[str, float] = {}
    for trip in by_trip(days):
        for key, value in _write_trip(book, sheet, at, row, weeks, trip).items():
            values[key] = values.get(key, 0) + value
        row += 1
    last = max(row - 1, first)
    total = last + 1
    summed = {key: style for key, style in SUMMED.items() if key in at}
    sheet.blank(total, range(len(at)), TOTAL)
    sheet.text(total, 0, book.say("total"), TOTAL)
    for key, style in (summed | {key: WHOLE for key in at if ":" in key}).items():
        span = f"{xl_rowcol_to_cell(first, at[key])}:{xl_rowcol_to_cell(last, at[key])}"
        sheet.formula(total, at[key], f"SUM({span})", values.get(key, 0), TOTAL | style)
    shared = _share(total, at), values.get("guessed", 0) / values["km"] if values.get("km") else 0
    sheet.formula(total, at["share"], *shared, TOTAL | PERCENT)
    sheet.fit_columns()
    sheet.freeze(first, at["team"])
    sheet.filter(first - 1, last, len(at))
    sheet.page(repeat=(top, first - 1))
    return SummedTable(sheet, at, first, last, total)


COUNTS = ("days", "nights", "visits", "drive", "paid_km", "people", "cost")
SUMMED: dict[str, Style] = dict.fromkeys(COUNTS, WHOLE) | {"km": TENTH, "guessed": TENTH}


def _share(row: int, at: Mapping[str, int]) -> str:
    """Formula: how much of the distance runs over estimated links."""
    guessed, km = (xl_rowcol_to_cell(row, at[key]) for key in ("guessed", "km"))
    return f"IF({km}=0,0,{guessed}/{km})"


def _write_trip(
    book: ScheduleBook, sheet: Sheet, at: Mapping[str, int], row: int, weeks: Weeks, days: Sequence[TeamDay]
) -> dict[str, float]:
    """One trip; returns the values of the columns that are summed."""
    opening, closing, places = days[0], days[-1], book.outcome.problem.region.places
    stops = [places[stop.place] for day in days for stop in day.stops]
    sheet.text(row, at["trip"], opening.trip.id)
    sheet.date(row, at["date"], opening.date)
    sheet.text(row, at["team"], opening.team.name)
    sheet.text(row, at["kecamatan"], ", ".join(dict.fromkeys(p.kecamatan for p in stops)), WRAPPED)
    sheet.text(row, at["places"], ", ".join(dict.fromkeys(p.name for p in stops)), WRAPPED)
    sheet.time(row, at["leave"], opening.clock.start)
    sheet.time(row, at["return"], closing.clock.end)
    sheet.time(row, at["elapsed"], sum(day.clock.elapsed for day in days), BODY | HOURS)
    sheet.text(row, at["duration"], book.term("duration", opening.duration), BODY | CENTRE)
    sheet.number(row, at["days"], len(days))
    sheet.number(row, at["visits"], len(stops))
    values: dict[str, float] = {"days": len(days), "visits": len(stops)}
    for key in ("drive", "km", "guessed", "people", "cost", *(k for k in at if ":" in k)):
        cells = "+".join(weeks.sheet.ref(weeks.trips[d.trip.id, d.number], weeks.at[key]) for d in days)
        values[key] = sum(value_of(day, key) for day in days)
        sheet.formula(row, at[key], cells, values[key], BODY | SUMMED.get(key, WHOLE))
    share = values["guessed"] / values["km"] if values["km"] else 0
    sheet.formula(row, at["share"], _share(row, at), share, BODY | PERCENT)
    if "nights" in at:
        values["nights"] = opening.trip.trip.nights
        region = book.outcome.problem.region
        beds = dict.fromkeys(bed(region, location) for location in opening.trip.trip.sleeps_at)
        sheet.number(row, at["nights"], values["nights"])
        sheet.text(row, at["sleeps"], "; ".join(beds), WRAPPED)
    values["paid_km"] = -(-sum(day.clock.metres for day in days) // 1000)
    # Tenths are not exact in binary: without the inner rounding a whole kilometre could become the next.
    paid = f"ROUNDUP(ROUND({xl_rowcol_to_cell(row, at['km'])},3),0)"
    sheet.formula(row, at["paid_km"], paid, values["paid_km"])
    return values
