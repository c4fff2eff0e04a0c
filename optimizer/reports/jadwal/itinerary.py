"""The schedule cut into weeks and days, and what each day is called and adds to a total."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from optimizer.core.calendar import DayOff
from optimizer.reports.access import opening_text, shut_text
from optimizer.reports.dates import clock_time, long_date, monday_of, week_number
from optimizer.reports.figures import Stop, TeamDay, bed, location_name
from optimizer.reports.jadwal.book import ScheduleBook
from optimizer.texts import number


@dataclass(frozen=True)
class Week:
    """A week of the horizon with its team-days and holidays."""

    number: int
    monday: date
    days: tuple[TeamDay, ...]
    off: tuple[DayOff, ...]


def weeks_of(book: ScheduleBook, days: Sequence[TeamDay]) -> list[Week]:
    """The weeks from the start of the horizon to the last trip, those without a trip too."""
    calendar = book.outcome.problem.calendar
    dated: dict[int, list[TeamDay]] = {}
    for day in days:
        dated.setdefault(week_number(day.date, calendar.start), []).append(day)
    weeks = []
    for week in range(1, max(dated, default=0) + 1):
        monday = monday_of(calendar.start) + timedelta(weeks=week - 1)
        off = tuple(o for o in calendar.off if monday_of(o.date) == monday and o.date.weekday() < 5)
        weeks.append(Week(week, monday, tuple(dated.get(week, ())), off))
    return weeks


def day_title(book: ScheduleBook, day: TeamDay) -> str:
    """Date, team, hours away and the duration class they fall in."""
    hours, minutes = divmod(day.clock.elapsed, 60)
    out = len(day.trip.dates)
    return book.say(
        "day_of_several" if out > 1 else "day",
        date=long_date(day.date, book.lang),
        team=day.team.name,
        start=clock_time(day.clock.start),
        end=clock_time(day.clock.end),
        hours=hours,
        minutes=minutes,
        duration=book.term("duration", day.duration),
        number=day.number + 1,
        out=out,
    )


def homecoming(book: ScheduleBook, day: TeamDay) -> str:
    """How a day ends: back at the base, or where the team sleeps."""
    region, last = book.outcome.problem.region, day.clock.last
    if day.closes_trip:
        return book.say("returns", place=location_name(region, last))
    return book.say("sleeps", place=bed(region, last), night=day.number + 1)


def about_stop(book: ScheduleBook, stop: Stop) -> list[str]:
    """Who is met, when the place is open and shut, and how long the team waits there."""
    place, lang = book.outcome.problem.region.places[stop.place], book.lang
    groups = [f"{book.term('group', group)} {number(people, lang)}" for group, people in stop.groups.items()]
    told = [", ".join(groups)] if groups else []
    if place.opening is not None:
        told.append(book.say("note.open", hours=opening_text(place.opening, lang)))
        if shut := shut_text(place.opening, book.outcome.problem, lang):
            told.append(book.say("note.shut", dates=shut))
        if stop.wait:
            told.append(book.say("note.wait", minutes=stop.wait))
    return told


def value_of(day: TeamDay, key: str) -> float:
    """What a team-day adds to a summed column: `drive`, `km`, `guessed`, `cost`, `people`, `expected:KTP`, ….

    Minutes, kilometres, rupiah and people.
    """
    if key == "cost":
        return day.trip.cost if day.opens_trip else 0
    if key == "drive":
        return day.clock.drive
    if key == "km":
        return day.clock.metres / 1000
    if key == "guessed":
        return day.estimated / 1000
    if key == "people":
        return sum(stop.people for stop in day.stops)
    if key == "twice":
        return sum(stop.twice for stop in day.stops)
    kind, service = key.split(":", 1)
    counts = (stop.invited if kind == "invited" else stop.expected for stop in day.stops)
    return sum(count.get(service, 0) for count in counts)


def by_trip(days: Sequence[TeamDay]) -> list[tuple[TeamDay, ...]]:
    """The days of each trip, trips in the schedule's order."""
    trips: dict[str, list[TeamDay]] = {}
    for day in days:
        trips.setdefault(day.trip.id, []).append(day)
    return [tuple(trip) for trip in trips.values()]
