"""Everything the map shows, as plain data for its script; sentences and numbers already in words."""

from __future__ import annotations

from collections import Counter
from typing import Any

from optimizer.core.outcome import Outcome
from optimizer.reports.access import closure_text, closures_within
from optimizer.reports.dates import date_range, full_date
from optimizer.reports.extras import told_apart
from optimizer.reports.figures import estimated_share, team_days
from optimizer.reports.peta.counts import Counts, counted
from optimizer.reports.peta.ground import DECIMALS, Points, roads
from optimizer.reports.peta.guarded import spans
from optimizer.reports.peta.places import APART, districts, places, sizes
from optimizer.reports.peta.trips import teams, trips, weeks
from optimizer.texts import catalogue, number, say

OPENSTREETMAP = "© OpenStreetMap contributors, ODbL"
SCREEN = "map.screen."
"""Prefix of the sentences the script fills in itself."""


def content(outcome: Outcome, lang: str) -> dict[str, Any]:
    """The map's data; points are (lat, lon) in degrees, routes and roads number into `points`."""
    outcome = told_apart(outcome, lang)
    region, days = outcome.problem.region, team_days(outcome)
    counts = Counts(spans(outcome, days), lang)
    points = Points()
    links = roads(region, points)
    driven = trips(outcome, days, points, counts)
    return {
        "lang": lang,
        "title": say("map.title", lang, district=region.name),
        "period": _period(outcome, lang),
        "notice": _notice(outcome, lang),
        "notes": _notes(outcome, counts),
        "sources": _sources(outcome, lang),
        "texts": _screen_texts(lang),
        "weeks": weeks(outcome, lang),
        "teams": teams(outcome),
        "trips": driven,
        "places": places(outcome, driven, counts),
        "sizes": sizes(outcome, counts),
        "districts": districts(outcome),
        "offices": _offices(outcome, lang),
        "closures": _closures(outcome, lang),
        "roads": links,
        "points": points.table(),
    }


def _period(outcome: Outcome, lang: str) -> str:
    calendar, region = outcome.problem.calendar, outcome.problem.region
    period = date_range(calendar.start, calendar.end, lang)
    kinds = Counter(place.kind if place.kind in APART else "village" for place in region.places)
    villages = (counted("village", kinds["village"], lang),) if kinds["village"] else ()
    apart = (counted(kind, kinds[kind], lang, "count") for kind in APART if kinds[kind])
    return " · ".join((period, counted("team", len(region.teams), lang), *villages, *apart))


def _notice(outcome: Outcome, lang: str) -> str:
    estimated = any(cell.source.estimated for cell in outcome.problem.region.cells)
    return say("map.estimates", lang) if estimated else ""


def _notes(outcome: Outcome, counts: Counts) -> list[str]:
    lang, days = counts.lang, team_days(outcome)
    share = number(100 * estimated_share(days), lang)
    notes = [say("map.note_people", lang), say("map.note_roads", lang)]
    notes += [say("map.note_estimated", lang, share=share)] if days else []
    notes += [say("map.note_homes", lang)] if counts.spans else []
    if outcome.schedule.undated:
        notes.append(say("map.note_undated", lang, trips=len(outcome.schedule.undated)))
    return [*notes, say("map.note_made", lang, date=full_date(outcome.today, lang))]


def _sources(outcome: Outcome, lang: str) -> list[str]:
    """Attributions, OpenStreetMap's first: its licence asks that every map shows it."""
    given = outcome.problem.region.attributions
    own = () if any("OpenStreetMap" in one for one in given) else (OPENSTREETMAP,)
    ordered = sorted(given, key=lambda one: "OpenStreetMap" not in one)
    return [*own, *ordered, say("map.leaflet", lang)]


def _screen_texts(lang: str) -> dict[str, str]:
    return {key.removeprefix(SCREEN): text for key, text in catalogue(lang).items() if key.startswith(SCREEN)}


def _offices(outcome: Outcome, lang: str) -> list[dict[str, Any]]:
    return [
        {
            "name": base.name,
            "at": (round(base.lat, DECIMALS), round(base.lon, DECIMALS)),
            "note": say("map.office_note", lang, point=say(f"map.point.{base.point_quality}", lang)),
        }
        for base in outcome.problem.region.bases
    ]


def _closures(outcome: Outcome, lang: str) -> list[dict[str, Any]]:
    """Links closed within the horizon, with the point halfway between their ends."""
    nodes = {node.id: node for node in outcome.problem.region.nodes}
    links = {link.id: link for link in outcome.problem.region.links}
    found = []
    for closure in closures_within(outcome.problem):
        link = links.get(closure.link)
        if link is not None:
            ends = nodes[link.start], nodes[link.end]
            middle = sum(end.lat for end in ends) / 2, sum(end.lon for end in ends) / 2
            found.append(
                {
                    "name": say("map.closed", lang, link=link.name or link.id),
                    "at": tuple(round(degrees, DECIMALS) for degrees in middle),
                    "note": closure_text(closure, lang),
                }
            )
    return found
