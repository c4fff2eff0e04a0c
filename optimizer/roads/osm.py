"""Read a real road network (`.osm`, `.osm.pbf`, `.graphml`) into a graph in OSMnx's conventions."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import networkx as nx
import osmium
import osmnx as ox
from shapely.errors import ShapelyError

from optimizer.errors import Defect, InputError, Message
from optimizer.roads.graph import CRS, EARTH, Box, inside
from optimizer.roads.graphml import read_graphml
from optimizer.roads.tags import barred, direction, edge_tags, road_class

UNREADABLE = (
    RuntimeError, OSError, ValueError, TypeError, LookupError, AttributeError, SyntaxError,
    nx.NetworkXException, ShapelyError,
)  # fmt: skip
"""What the readers raise on a file that is damaged or not what its name says."""


def read_roads(path: Path, within: Box = EARTH) -> nx.MultiDiGraph[str]:
    """The drivable roads of a file, one edge per direction between neighbouring points.

    Points outside `within` are left out: of an extract of a whole island only the district is kept.

    Nodes carry `x`, `y` (WGS84 degrees); edges `length` (metres), `highway`, `surface`, `quality`
    ("osm"), `name` and `oneway`. Speed limits are left out: the project's own table rules.

    Raises
    ------
    InputError
        If the file cannot be read, or holds no drivable road `within` the box.
    """
    readers = {".graphml": read_graphml, ".osm": _read_osm, ".pbf": _read_osm}
    reader = readers.get(path.suffix.lower())
    if reader is None:
        raise _refused(path, "roads.unknown_format", path.suffix)
    try:
        graph = reader(path, within)
    except UNREADABLE as error:
        raise _refused(path, "roads.unreadable", " ".join(str(error).split())[:200]) from error
    if not graph.number_of_edges():
        raise _refused(path, "roads.no_roads" if within == EARTH else "roads.no_roads_near")
    return graph


def _refused(path: Path, key: str, found: str | None = None) -> InputError:
    return InputError([Defect(str(path), Message(key), found=found)])


def _read_osm(path: Path, within: Box) -> nx.MultiDiGraph[str]:
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph(crs=CRS)
    tagged = osmium.filter.KeyFilter("highway")
    for way in osmium.FileProcessor(str(path)).with_locations().with_filter(tagged):
        if not isinstance(way, osmium.osm.Way):
            continue
        tags = {tag.k: tag.v for tag in way.tags}
        highway = road_class(tags.get("highway"))
        if highway is None or barred(tags):
            continue
        heading = direction(tags, highway)
        edge = edge_tags(tags, highway) | {"oneway": heading != 0}
        # An extract cut at its border names points it does not hold: the way is broken there.
        points = [
            str(node.ref) if node.location.valid() and inside(within, node.lon, node.lat) else None
            for node in way.nodes
        ]
        for point, node in zip(points, way.nodes, strict=True):
            if point is not None:
                graph.add_node(point, x=node.lon, y=node.lat)
        for start, end in pairwise(points):
            if start is None or end is None or start == end:
                continue
            if heading >= 0:
                graph.add_edge(start, end, **edge)
            if heading <= 0:
                graph.add_edge(end, start, **edge)
    return ox.distance.add_edge_lengths(graph) if graph.number_of_edges() else graph
