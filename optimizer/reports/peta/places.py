"""Places of the map: where they lie, how large they are drawn, and who visits them."""

from __future__ import annotations

from collections.abc import Sequence
from math import sqrt
from typing import Any

from optimizer.core.outcome import Outcome
from optimizer.core.region import Cell, Place
from optimizer.reports.peta.balloon import balloon
from optimizer.reports.peta.counts import Count, published
from optimizer.reports.peta.ground import DECIMALS
from optimizer.texts import number, say

LARGEST, SMALLEST = 17.0, 3.0
"""Radius in pixels of the place with the most people waiting, and the least a circle shrinks to."""


def places(outcome: Outcome, trips: Sequence[dict[str, Any]], lang: str) -> list[dict[str, Any]]:
    """One entry a place, in the region's order; `trips` as `peta.trips` makes them."""
    region = outcome.problem.region
    cells: dict[str, list[Cell]] = {place.code: [] for place in region.places}
    for cell in region.cells:
        cells[cell.place].append(cell)
    waiting = [_waiting(place, cells[place.code], lang) for place in region.places]
    most = max((count.drawn for count in waiting), default=0)
    return [
        {
            "code": place.code,
            "name": place.name,
            "where": _where(place, lang),
            "at": (round(place.lat, DECIMALS), round(place.lon, DECIMALS)),
            "radius": round(radius(waiting[index].drawn, most), 1),
            **_visited(outcome, index, cells[place.code], trips),
            **balloon(outcome, index, waiting[index], cells[place.code], lang),
        }
        for index, place in enumerate(region.places)
    ]  # fmt: skip


def districts(outcome: Outcome) -> list[dict[str, Any]]:
    """Kecamatan with the mean point of their places, where the map writes their name."""
    members: dict[tuple[str, str], list[Place]] = {}
    for place in outcome.problem.region.places:
        members.setdefault((place.kecamatan_code, place.kecamatan), []).append(place)
    return [
        {
            "name": name,
            "at": (
                round(sum(place.lat for place in group) / len(group), DECIMALS),
                round(sum(place.lon for place in group) / len(group), DECIMALS),
            ),
        }
        for (_, name), group in members.items()
    ]


def sizes(outcome: Outcome, lang: str) -> list[dict[str, Any]]:
    """Circles of the legend: a round number near the largest, a fifth and a twenty-fifth of it."""
    region = outcome.problem.region
    people = dict.fromkeys((place.code for place in region.places), 0)
    for cell in region.cells:
        people[cell.place] += cell.waiting
    most = max((published(place, people[place.code], lang).drawn for place in region.places), default=0)
    round_numbers = [step * 10**power for power in range(6) for step in (10, 25, 50)]
    top = max((one for one in round_numbers if one <= most), default=0)
    return [
        {"radius": round(radius(one, most), 1), "text": number(one, lang)}
        for one in (top, top // 5, top // 25)
        if one
    ]


def radius(people: int, most: int) -> float:
    """Pixels of a circle whose area follows the people waiting."""
    return max(SMALLEST, LARGEST * sqrt(people / most)) if most else SMALLEST


def _where(place: Place, lang: str) -> str:
    return say("map.where", lang, kind=say(f"map.kind.{place.kind}", lang), kecamatan=place.kecamatan)


def _waiting(place: Place, cells: Sequence[Cell], lang: str) -> Count:
    """Persons waiting, each once whatever services they need."""
    return published(
        place,
        sum(cell.waiting for cell in cells),
        lang,
        estimated=any(cell.source.estimated for cell in cells),
    )


def _visited(
    outcome: Outcome, place: int, cells: Sequence[Cell], trips: Sequence[dict[str, Any]]
) -> dict[str, Any]:
    """State of a place and the trips that stop there, in order of date."""
    visits = [
        {"trip": index, "hours": stop["hours"], "people": stop["people"], "invited": stop["invited"]}
        for index, trip in enumerate(trips)
        for stop in trip["stops"]
        if stop["place"] == place
    ]
    if visits:
        state = "dikunjungi"
    elif any(row.place == place and row.reason == "cut_off" for row in outcome.unserved):
        state = "terputus"
    elif not sum(cell.waiting + cell.inflow for cell in cells):
        state = "kosong"
    else:
        state = "belum"
    return {"state": state, "visits": visits}
