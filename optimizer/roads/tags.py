"""What OpenStreetMap's tags mean to a planner: road class, surface, direction, and who may drive."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

CLASSES = (
    "motorway", "trunk", "primary", "secondary", "tertiary",
    "unclassified", "residential", "living_street", "road", "track",
)  # fmt: skip
"""Values of `highway` that a team drives, most important first; `_link` roads count as their parent."""

SURFACES: Mapping[str, tuple[str, ...]] = {
    "aspal": ("asphalt", "paved", "chipseal"),
    "beton": ("concrete", "concrete:lanes", "concrete:plates", "paving_stones", "sett", "cobblestone"),
    "kerikil": ("unpaved", "compacted", "fine_gravel", "gravel", "pebblestone", "rock"),
    "tanah": ("dirt", "dirt/sand", "earth", "ground", "mud", "sand", "clay", "grass"),
}
"""Our surfaces and the values of OpenStreetMap's `surface` they stand for."""

UNKNOWN_SURFACE = "tak diketahui"
PAVED_CLASSES = ("motorway", "trunk", "primary", "secondary")
"""Classes taken as asphalt where nothing is tagged: OpenStreetMap here has almost no surface tags."""

_SURFACE = {value: ours for ours, values in SURFACES.items() for value in values}
_FORWARD, _BACKWARD = ("yes", "true", "1"), ("-1", "reverse")
_CAR_KEYS = ("motorcar", "motor_vehicle", "vehicle", "access")
_CLOSED = ("no", "private")


def road_class(tag: object) -> str | None:
    """Our class of a `highway` value (of the first where a merged road has several), None if not driven."""
    value = _first(tag).removesuffix("_link")
    return value if value in CLASSES else None


def surface_of(tag: object, highway: str) -> str:
    """Our surface of a `surface` value; asphalt is inferred for main roads without one."""
    return _SURFACE.get(_first(tag), "aspal" if highway in PAVED_CLASSES else UNKNOWN_SURFACE)


def direction(tags: Mapping[str, str], highway: str) -> Literal[-1, 0, 1]:
    """1 if driven only as drawn, -1 only against it, 0 both ways.

    Motorways and roundabouts are one-way without a tag, unless tagged otherwise.
    """
    tag = tags.get("oneway", "")
    if tag in _BACKWARD:
        return -1
    implied = highway == "motorway" or tags.get("junction") in ("roundabout", "circular")
    return 1 if tag in _FORWARD or (implied and tag != "no") else 0


def barred(tags: Mapping[str, str]) -> bool:
    """Whether cars may not drive there; the most specific access tag rules."""
    access = next((tags[key] for key in _CAR_KEYS if key in tags), "yes")
    return access in _CLOSED or tags.get("area") == "yes"


def edge_tags(tags: Mapping[str, Any], highway: str) -> dict[str, Any]:
    """The attributes of a graph's edge, but for its length and direction."""
    return {
        "highway": highway,
        "surface": surface_of(tags.get("surface"), highway),
        "quality": "osm",
        "name": _first(tags.get("name")),
    }


def _first(tag: object) -> str:
    if isinstance(tag, list):
        tag = tag[0] if tag else None
    return "" if tag is None else str(tag)
