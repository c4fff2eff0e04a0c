"""Weeks, teams and trips of the map: who goes where, by which way."""

from __future__ import annotations

from datetime import date
from itertools import pairwise
from typing import Any

from optimizer.core.outcome import Outcome
from optimizer.reports.dates import DAYS, clock_time, short_date, week_number
from optimizer.reports.figures import Stop, TeamDay, team_days
from optimizer.reports.peta.colours import team_colours, week_colours
from optimizer.reports.peta.counts import Count, counted, published
from optimizer.reports.peta.ground import Points
from optimizer.texts import say


def weeks(outcome: Outcome, lang: str) -> list[dict[str, Any]]:
    """The weeks from the start of the horizon to the last one with a trip."""
    calendar = outcome.problem.calendar
    used = [week_number(day, calendar.start) for trip in outcome.schedule.trips for day in trip.dates]
    count = max(used, default=1)
    dates: dict[int, list[date]] = {}
    for day in calendar.days:
        dates.setdefault(week_number(day.date, calendar.start), []).append(day.date)
    return [
        {
            "number": week + 1,
            "label": say("map.week", lang, week=str(week + 1)),
            "period": _span(dates[week + 1][0], dates[week + 1][-1], lang) if week + 1 in dates else "–",
            "colour": colour,
        }
        for week, colour in enumerate(week_colours(count))
    ]


def teams(outcome: Outcome) -> list[dict[str, Any]]:
    """The teams of the region, in its order."""
    region = outcome.problem.region
    return [
        {"id": team.id, "name": team.name, "colour": colour}
        for team, colour in zip(region.teams, team_colours(len(region.teams)), strict=True)
    ]


def trips(outcome: Outcome, points: Points, lang: str) -> list[dict[str, Any]]:
    """One entry a team-day, in order of date and team."""
    team_index = {team.id: index for index, team in enumerate(outcome.problem.region.teams)}
    start = outcome.problem.calendar.start
    return [
        _trip(outcome, day, week_number(day.date, start) - 1, team_index[day.team.id], points, lang)
        for day in team_days(outcome)
    ]


def day_label(day: date, lang: str) -> str:
    """Senin, 5 Jan."""
    return f"{DAYS[lang][day.weekday()]}, {short_date(day, lang)}"


def _trip(outcome: Outcome, day: TeamDay, week: int, team: int, points: Points, lang: str) -> dict[str, Any]:
    counts = [_people(outcome, stop, lang) for stop in day.stops]
    people, km = sum(count.drawn for count in counts), -(-day.clock.metres // 1000)
    return {
        "id": day.trip.id if day.opens_trip else f"{day.trip.id}-{day.number + 1}",
        "week": week,
        "team": team,
        "date": day_label(day.date, lang),
        "people": people,
        "metres": day.clock.metres,
        "figures": " · ".join(
            (
                counted("place", len(day.stops), lang),
                counted("person", people, lang),
                say("map.screen.km", lang, n=km),
                _hours(day.clock.start, day.clock.end),
            )
        ),
        "stops": [
            {
                "place": stop.place,
                "hours": _hours(stop.stay.arrive, stop.stay.leave),
                "people": say("map.people", lang, people=count.text),
                "invited": _invited(outcome, stop, lang),
            }
            for stop, count in zip(day.stops, counts, strict=True)
        ],
        "path": _path(outcome, day, points),
    }


def _people(outcome: Outcome, stop: Stop, lang: str) -> Count:
    return published(outcome.problem.region.places[stop.place], stop.people, lang)


def _invited(outcome: Outcome, stop: Stop, lang: str) -> str:
    """Who to invite, by service: KTP-el 20, IKD 5."""
    region = outcome.problem.region
    place = region.places[stop.place]
    counts = (
        f"{service.name} {published(place, stop.invited[service.code], lang).text}"
        for service in region.services
        if stop.invited.get(service.code)
    )
    return say("map.invited", lang, counts=", ".join(counts))


def _path(outcome: Outcome, day: TeamDay, points: Points) -> list[int]:
    """Point numbers of the way driven, from leaving to returning."""
    problem, clock = outcome.problem, day.clock
    layer = problem.classes[day.trip.trip.slot_class].layer
    spots = [
        clock.first,
        *(int(problem.place_location[stay.visit.place]) for stay in clock.stays),
        clock.last,
    ]
    path: list[int] = []
    for start, end in pairwise(spots):
        leg = [points.index(lat, lon) for lat, lon in problem.travel.leg(layer, start, end)]
        path.extend(point for point in leg if not path or point != path[-1])
    return path


def _hours(start: int, end: int) -> str:
    return f"{clock_time(start)}–{clock_time(end)}"


def _span(first: date, last: date, lang: str) -> str:
    """5–9 Jan, or 29 Jan – 2 Feb."""
    if first == last:
        return short_date(first, lang)
    if first.month == last.month:
        return f"{first.day}–{short_date(last, lang)}"
    return f"{short_date(first, lang)} – {short_date(last, lang)}"
