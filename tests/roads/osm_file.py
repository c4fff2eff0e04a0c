"""A tiny OpenStreetMap file written by hand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from xml.sax.saxutils import quoteattr

# A grid of points a thousandth of a degree apart (111.2 m on the equator), named by row and column.
STEP = 0.001

Way = tuple[Sequence[int], Mapping[str, str]]


def point(node: int) -> tuple[float, float]:
    """Latitude and longitude of a node: 12 is row 1, column 2, near 102° east on the equator."""
    return STEP * (node // 10), 102 + STEP * (node % 10)


def write_osm(path: Path, ways: Sequence[Way], missing: Sequence[int] = ()) -> Path:
    """Write ways and the nodes they name, but for the `missing` ones."""
    nodes = sorted({node for way, _ in ways for node in way} - set(missing))
    lines = ["<?xml version='1.0' encoding='UTF-8'?>", "<osm version='0.6' generator='hand'>"]
    for node in nodes:
        lat, lon = point(node)
        lines.append(f"<node id='{node}' version='1' lat='{lat:.7f}' lon='{lon:.7f}'/>")
    for number, (way, tags) in enumerate(ways, start=1):
        lines.append(f"<way id='{number}' version='1'>")
        lines += [f"<nd ref='{node}'/>" for node in way]
        lines += [f"<tag k={quoteattr(key)} v={quoteattr(value)}/>" for key, value in tags.items()]
        lines.append("</way>")
    path.write_text("\n".join([*lines, "</osm>"]), encoding="utf-8")
    return path
