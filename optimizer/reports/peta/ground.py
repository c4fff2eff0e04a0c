"""The roads of the map: links grouped by rank over one table of points."""

from __future__ import annotations

from typing import Any

from optimizer.core.region import Region

RANKS = {"trunk": 0, "primary": 0, "motorway": 0, "secondary": 1, "tertiary": 2}
"""OpenStreetMap road class → rank by which the map draws it; all others are small roads."""

SMALL = 3
DECIMALS = 5
"""Digits of a coordinate: 0.00001° is about a metre."""


class Points:
    """Points used by roads and routes, each stored once; grows as they are named."""

    def __init__(self) -> None:
        self._index: dict[tuple[float, float], int] = {}

    def index(self, lat: float, lon: float) -> int:
        """Number of the point at `lat`, `lon` (degrees)."""
        return self._index.setdefault((round(lat, DECIMALS), round(lon, DECIMALS)), len(self._index))

    def table(self) -> list[tuple[float, float]]:
        """All points (lat, lon) in the order of their numbers."""
        return list(self._index)


def roads(region: Region, points: Points) -> list[dict[str, Any]]:
    """Links by rank and whether they are estimated; `ends` are pairs of point numbers, end to end.

    Small and estimated roads come first, so that main roads are drawn over them.
    """
    node = {one.id: points.index(one.lat, one.lon) for one in region.nodes}
    groups: dict[tuple[int, bool], list[int]] = {}
    for link in region.links:
        rank = RANKS.get(link.highway.removesuffix("_link"), SMALL)
        groups.setdefault((rank, link.quality == "perkiraan"), []).extend((node[link.start], node[link.end]))
    return [
        {"rank": rank, "estimated": estimated, "ends": ends}
        for (rank, estimated), ends in sorted(groups.items(), reverse=True)
    ]
