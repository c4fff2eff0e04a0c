"""Weeks, teams and trips of the map: who goes where, by which way."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import pairwise
from typing import Any

from optimizer.core.outcome import Outcome
from optimizer.reports.dates import DAYS, clock_time, short_date, week_number
from optimizer.reports.figures import Stop, TeamDay, location_name, locations
from optimizer.reports.peta.colours import team_colours, week_colours
from optimizer.reports.peta.counts import Counts, counted
from optimizer.reports.peta.ground import Points
from optimizer.reports.peta.guarded import invited_key, kept_close, stop_key
from optimizer.texts import say

NOON = 12 * 60


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


def trips(outcome: Outcome, days: Sequence[TeamDay], points: Points, counts: Counts) -> list[dict[str, Any]]:
    """One entry a team-day, in order of date and team."""
    team_index = {team.id: index for index, team in enumerate(outcome.problem.region.teams)}
    start = outcome.problem.calendar.start
    return [
        _trip(outcome, day, week_number(day.date, start) - 1, team_index[day.team.id], points, counts)
        for day in days
    ]


def day_label(day: date, lang: str) -> str:
    """Senin, 5 Jan."""
    return f"{DAYS[lang][day.weekday()]}, {short_date(day, lang)}"


def _trip(
    outcome: Outcome, day: TeamDay, week: int, team: int, points: Points, counts: Counts
) -> dict[str, Any]:
    lang, region = counts.lang, outcome.problem.region
    expected = [counts.published(stop_key(day, spot), stop.people) for spot, stop in enumerate(day.stops)]
    people, km = sum(count.drawn for count in expected), -(-day.clock.metres // 1000)
    exact = all(counts.full(stop_key(day, spot)) for spot in range(len(day.stops)))
    close = kept_close(counts.spans, day)
    persons = counted("person", people, lang)
    bed = "" if day.closes_trip else location_name(region, day.clock.last)
    return {
        "id": day.trip.id if day.opens_trip else f"{day.trip.id}-{day.number + 1}",
        "journey": day.trip.id,
        "week": week,
        "team": team,
        "date": day_label(day.date, lang),
        "people": people,
        "exact": exact,
        "metres": day.clock.metres,
        "figures": " · ".join(
            (
                counted("place", len(day.stops), lang),
                persons if exact else say("map.screen.at_least", lang, n=persons),
                say("map.screen.km", lang, n=km),
                *(() if close else (_hours(day.clock.start, day.clock.end),)),
            )
        ),
        "night": say("map.night", lang, place=bed, night=day.number + 1) if bed else "",
        "bed": points.index(*_point(outcome, day.clock.last)) if bed else None,
        "stops": [
            {
                "place": stop.place,
                "hours": _half_day(stop, lang) if close else _hours(stop.stay.arrive, stop.stay.leave),
                "people": say("map.people", lang, people=count.text),
                "invited": _invited(outcome, day, spot, counts),
            }
            for spot, (stop, count) in enumerate(zip(day.stops, expected, strict=True))
        ],
        "path": _path(outcome, day, points),
    }


def _invited(outcome: Outcome, day: TeamDay, spot: int, counts: Counts) -> str:
    """Who to invite, by service: KTP-el 20, IKD 5."""
    invited = day.stops[spot].invited
    told = (
        f"{service.name} {counts.published(invited_key(day, spot, service.code), invited[service.code]).text}"
        for service in outcome.problem.region.services
        if invited.get(service.code)
    )
    return say("map.invited", counts.lang, counts=", ".join(told))


def _half_day(stop: Stop, lang: str) -> str:
    """All that is said of the hours of a day on which they would tell how many are at home."""
    return say("map.morning" if stop.stay.arrive < NOON else "map.afternoon", lang)


def _point(outcome: Outcome, location: int) -> tuple[float, float]:
    travel = outcome.problem.travel
    node = int(travel.node_of[location])
    return float(travel.node_lat[node]), float(travel.node_lon[node])


def _path(outcome: Outcome, day: TeamDay, points: Points) -> list[int]:
    """Point numbers of the way driven, from leaving to where the day ends."""
    problem = outcome.problem
    layer = problem.classes[day.trip.trip.classes[day.number]].layer
    path: list[int] = []
    for start, end in pairwise(locations(problem, day.clock)):
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
