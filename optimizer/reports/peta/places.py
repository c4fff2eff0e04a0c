"""Places of the map: where they lie, how large they are drawn, and who visits them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from math import cos, pi, sin, sqrt
from typing import Any

from optimizer.core.access import cut_off
from optimizer.core.outcome import Outcome
from optimizer.core.region import Cell, Place, Region
from optimizer.reports.peta.balloon import balloon
from optimizer.reports.peta.counts import Count, Counts
from optimizer.reports.peta.ground import DECIMALS
from optimizer.reports.peta.guarded import persons_key
from optimizer.texts import number, say

APART = ("sekolah", "rumah")
"""Kinds of places with a symbol of their own."""

LARGEST, SMALLEST = 17.0, 3.0
"""Radius in pixels of the place with the most people waiting, and the least a circle shrinks to."""


def places(outcome: Outcome, trips: Sequence[dict[str, Any]], counts: Counts) -> list[dict[str, Any]]:
    """One entry a place, in the region's order; `trips` as `peta.trips` makes them."""
    region = outcome.problem.region
    cells: dict[str, list[Cell]] = {place.code: [] for place in region.places}
    for cell in region.cells:
        cells[cell.place].append(cell)
    waiting = [_waiting(index, cells[place.code], counts) for index, place in enumerate(region.places)]
    most = max((count.drawn for count in waiting), default=0)
    radii = [round(radius(count.drawn, most), 1) for count in waiting]
    shifts, periods = _shifts(region, radii), cut_off(outcome.problem)
    return [
        {
            "code": place.code,
            "name": place.name,
            "kind": place.kind if place.kind in APART else "desa",
            "where": _where(place, counts.lang),
            "at": (round(place.lat, DECIMALS), round(place.lon, DECIMALS)),
            "radius": radii[index],
            "shift": shifts[index],
            **_visited(outcome, index, cells[place.code], trips),
            **balloon(outcome, index, waiting[index], cells[place.code],
                [period for period in periods if period.place == index], counts,
            ),
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


def sizes(outcome: Outcome, counts: Counts) -> list[dict[str, Any]]:
    """Circles of the legend: a round number near the largest, a fifth and a twenty-fifth of it."""
    region = outcome.problem.region
    people = dict.fromkeys((place.code for place in region.places), 0)
    for cell in region.cells:
        people[cell.place] += cell.waiting
    drawn = (
        counts.published(persons_key(index), people[place.code]).drawn
        for index, place in enumerate(region.places)
    )
    most = max(drawn, default=0)
    round_numbers = [step * 10**power for power in range(6) for step in (10, 25, 50)]
    top = max((one for one in round_numbers if one <= most), default=0)
    return [
        {"radius": round(radius(one, most), 1), "text": number(one, counts.lang)}
        for one in (top, top // 5, top // 25)
        if one
    ]


def radius(people: int, most: int) -> float:
    """Pixels of a circle whose area follows the people waiting."""
    return max(SMALLEST, LARGEST * sqrt(people / most)) if most else SMALLEST


def _shifts(region: Region, radii: Sequence[float]) -> list[tuple[float, float]]:
    """Pixels (right, down) by which a symbol stands beside the place whose point it shares."""
    at = [(round(place.lat, DECIMALS), round(place.lon, DECIMALS)) for place in region.places]
    hosts = {at[index]: index for index, place in enumerate(region.places) if place.kind not in APART}
    guests = Counter[tuple[float, float]]()
    shifts = [(0.0, 0.0)] * len(at)
    for index, place in enumerate(region.places):
        if place.kind in APART:
            host = hosts.setdefault(at[index], index)
            if host != index:
                angle = pi / 4 + guests[at[index]] * pi / 3
                apart = radii[host] + 1.3 * radii[index]
                shifts[index] = round(apart * cos(angle), 1), round(-apart * sin(angle), 1)
                guests[at[index]] += 1
    return shifts


def _where(place: Place, lang: str) -> str:
    return say("map.where", lang, kind=say(f"map.kind.{place.kind}", lang), kecamatan=place.kecamatan)


def _waiting(place: int, cells: Sequence[Cell], counts: Counts) -> Count:
    """Persons waiting, each once whatever services they need."""
    return counts.published(
        persons_key(place),
        sum(cell.waiting for cell in cells),
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
