"""Small road networks made by hand, and the speeds tests reckon with."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import yaml

from optimizer.core.region import Base, Link, Node, Place, Region, Team, Vehicle
from optimizer.roads.params import RoadParams
from optimizer.roads.state import RoadState

ROOT = Path(__file__).parents[2]
DRY, WET = RoadState("kemarau", "kemarau"), RoadState("hujan", "hujan")


def shipped(**changes: Any) -> RoadParams:
    """The speeds of configs/default.yaml, some of them changed."""
    settings = yaml.safe_load((ROOT / "configs" / "default.yaml").read_text(encoding="utf-8"))
    return RoadParams.model_validate({**settings["roads"], **changes})


def speeds(**changes: Any) -> RoadParams:
    """Round speeds: trunk 60, residential 20, track 10 km/h; rain, gravel and the jeep change some."""
    tables = {
        "speeds": {"trunk": 60, "residential": 20, "track": 10},
        "surfaces": {"aspal": 1, "tak diketahui": 1, "kerikil": 0.5},
        "seasons": {"kemarau": {}, "hujan": {"classes": {"residential": 0.5}, "surfaces": {"kerikil": 0.5}}},
        "modes": {"minibus": {"hujan": {"track": 0}}, "jip": {"kemarau": {"track": 2}}},
        "circuity": 1.4,
        "estimated_class": "residential",
        "margin_km": 20,
        "max_fill_km": 25,
    }
    return RoadParams.model_validate({**tables, **changes})


def node(code: str, lat: float = 0.0, lon: float = 0.0) -> Node:
    """A junction."""
    return Node(code, "simpang", code, lat, lon)


def link(
    start: str,
    end: str,
    km: float,
    highway: str = "trunk",
    surface: str = "aspal",
    quality: str = "osm",
) -> Link:
    """A link called after its ends."""
    return Link(f"{start}-{end}", start, end, km, highway, surface, False, quality)  # type: ignore[arg-type]


def region(links: Iterable[Link], places: str, modes: Iterable[str] = ("minibus",)) -> Region:
    """A region with office K and one-letter `places`; every other end of a link is a junction."""
    links = tuple(links)
    codes = dict.fromkeys(["K", *places, *(end for link in links for end in (link.start, link.end))])
    vehicles = tuple(Vehicle(mode, mode, mode, False) for mode in modes)
    return Region(
        code="00.00",
        name="Kabupaten Uji",
        places=tuple(
            Place(code, code, "desa", "00.00.01", "Uji", 0.0, 0.0, "good", "ya", "uji") for code in places
        ),
        bases=(Base("K", "Kantor", 0.0, 0.0, "00.00.01", "kantor", "uji"),),
        services=(),
        cells=(),
        teams=tuple(Team(f"T{v.code}", v.code, "K", v.code, 1, (("golongan_iii", 2),)) for v in vehicles),
        vehicles=vehicles,
        nodes=tuple(node(code, -0.001 * place, 0.002 * place) for place, code in enumerate(codes)),
        links=links,
        assumptions=(),
    )
