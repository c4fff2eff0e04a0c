"""`penutupan.html`: the worst links on an offline map, numbered by rank, with what closing each one costs."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from optimizer.core.link_cost import LinkStudy
from optimizer.core.outcome import Outcome
from optimizer.reports.file import put
from optimizer.reports.one_file import asset, map_page
from optimizer.reports.peta.content import OPENSTREETMAP
from optimizer.reports.peta.ground import DECIMALS, Points, roads
from optimizer.reports.simulasi.link_words import (
    between,
    details,
    link_text,
    notable,
    study_head,
    study_notes,
    study_verdict,
)
from optimizer.texts import say

FILE = "penutupan.html"
TEXTS = ("map_offices", "map_places", "map_links", "map_list")


def write_link_page(study: LinkStudy, outcome: Outcome, folder: Path, lang: str) -> Path:
    """Write the map into `folder`, whole or not at all; nothing in it asks for anything outside it."""
    return put(folder / FILE, page(content(study, outcome, lang)).encode())


def page(data: dict[str, Any]) -> str:
    """The whole page around `data` (see `content`)."""
    return map_page("penutupan", asset("penutupan/penutupan.js"), data)


def content(study: LinkStudy, outcome: Outcome, lang: str) -> dict[str, Any]:
    """The map's data; sentences and numbers already in words, points (lat, lon) in degrees."""
    region, points = outcome.problem.region, Points()
    title, about = study_head(study, outcome, lang)
    nodes = {node.id: node for node in region.nodes}
    drawn = roads(region, points)
    harm = [cost.change.left + cost.change.later if cost.change else 0 for cost in study.costs]
    most = max(harm, default=0)
    links = [
        {
            "rank": rank,
            "name": link_text(cost.link),
            "between": between(cost.link, outcome),
            "kecamatan": cost.kecamatan,
            "lines": details(study, cost, lang),
            "notable": notable(study, cost),
            "weight": round(5 + 9 * (struck / most if most else 0), 1),
            "ends": [
                (round(nodes[end].lat, DECIMALS), round(nodes[end].lon, DECIMALS))
                for end in (cost.link.start, cost.link.end)
            ],
        }
        for rank, (cost, struck) in enumerate(zip(study.costs, harm, strict=True), 1)
    ]
    given = region.attributions
    own = () if any("OpenStreetMap" in one for one in given) else (OPENSTREETMAP,)
    return {
        "lang": lang,
        "title": title,
        "about": f"{say('simulate.internal', lang)} · {about}",
        "verdict": study_verdict(study, lang),
        "notes": study_notes(study, lang),
        "texts": {name: say(f"simulate.close.{name}", lang) for name in TEXTS},
        "sources": [*own, *given, say("map.leaflet", lang)],
        "offices": [_spot(base.name, base.lat, base.lon) for base in region.bases],
        "places": [_spot(place.name, place.lat, place.lon) for place in region.places],
        "links": links,
        "roads": drawn,
        "points": points.table(),
    }


def _spot(name: str, lat: float, lon: float) -> dict[str, Any]:
    return {"name": name, "at": (round(lat, DECIMALS), round(lon, DECIMALS))}
