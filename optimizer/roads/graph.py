"""The road network as a NetworkX graph in OSMnx's conventions, and its speeds."""

from __future__ import annotations

from collections.abc import Iterable

import networkx as nx
import osmnx as ox

from optimizer.core.region import Link, Node
from optimizer.roads.params import RoadParams
from optimizer.roads.state import RoadState

CRS = "epsg:4326"
"""Coordinates of every graph here: WGS84 degrees, x is longitude, y latitude."""

Box = tuple[float, float, float, float]
"""West, south, east, north in WGS84 degrees, as OSMnx takes it."""

EARTH: Box = (-180, -90, 180, 90)


def build_graph(nodes: Iterable[Node], links: Iterable[Link]) -> nx.MultiDiGraph[str]:
    """The link table as a graph: each link one edge per direction.

    Nodes carry `x`, `y` (degrees); edges `length` (metres), `highway`, `surface`, `quality`, `link`
    (the link's id), `name` and `oneway`.
    """
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph(crs=CRS)
    graph.add_nodes_from((node.id, {"x": node.lon, "y": node.lat}) for node in nodes)
    for link in links:
        edge = {
            "link": link.id,
            # Tables give km to the metre; the float product must not add a hair to it.
            "length": round(link.km * 1000, 3),
            "highway": link.highway,
            "surface": link.surface,
            "quality": link.quality,
            "name": link.name,
            "oneway": False,
        }
        graph.add_edge(link.start, link.end, **edge)
        graph.add_edge(link.end, link.start, **edge)
    return graph


def inside(box: Box, x: float, y: float) -> bool:
    """Whether a point (longitude, latitude) lies in the box, the edge included."""
    return box[0] <= x <= box[2] and box[1] <= y <= box[3]


def with_times(
    graph: nx.MultiDiGraph[str], params: RoadParams, mode: str, state: RoadState
) -> nx.MultiDiGraph[str]:
    """A copy with `speed_kph` and `travel_time` (seconds) on every edge `mode` may drive in `state`.

    Edges of closed links, and those whose class or surface has a factor of 0, are left out. No edge
    may carry `maxspeed`, which OSMnx would prefer to the class speeds.
    """
    speeds = params.class_speeds(mode, state.season)
    surfaces = params.surface_factors(state.season)
    shut, timed = state.shut_to(mode), graph.copy()
    timed.remove_edges_from(
        [
            (start, end, key)
            for start, end, key, edge in graph.edges(keys=True, data=True)
            if edge.get("link") in shut or not speeds[edge["highway"]] * surfaces[edge["surface"]]
        ]
    )
    if not timed.number_of_edges():
        return timed
    ox.routing.add_edge_speeds(timed, hwy_speeds=speeds)
    for _, _, edge in timed.edges(data=True):
        edge["speed_kph"] *= surfaces[edge["surface"]]
    return ox.routing.add_edge_travel_times(timed)
