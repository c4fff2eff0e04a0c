"""Read an OSMnx GraphML file, simplified or not, from OSMnx or from another tool."""

from __future__ import annotations

from itertools import pairwise
from math import isfinite
from pathlib import Path
from typing import Any

import networkx as nx
import osmnx as ox

from optimizer.roads.graph import CRS, EARTH, Box, inside
from optimizer.roads.tags import barred, edge_tags, road_class


def read_graphml(path: Path, within: Box = EARTH) -> nx.MultiDiGraph[str]:
    """The drivable edges of the file `within` a box; bends of simplified edges become nodes again.

    With the bends a village can be snapped to the middle of a long road, not only to its ends.
    """
    loaded = _load(path)
    if ox.projection.is_projected(loaded.graph.setdefault("crs", CRS)):
        loaded = ox.projection.project_graph(loaded, to_latlong=True)
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph(crs=CRS)
    for node, at in loaded.nodes(data=True):
        _add_node(graph, node, float(at["x"]), float(at["y"]))
    unmeasured: list[Any] = []  # OSMnx takes any node for an int
    for start, end, tags in loaded.edges(data=True):
        highway = road_class(tags.get("highway"))
        if highway is None or barred({key: value for key, value in tags.items() if isinstance(value, str)}):
            continue
        edge = edge_tags(tags, highway) | {"oneway": bool(tags.get("oneway"))}
        chain = [start, *_bends(graph, start, tags.get("geometry")), end]
        for a, b in pairwise(chain):
            if a != b:
                key = graph.add_edge(a, b, **edge)
                unmeasured.append((a, b, key))
        if len(chain) == 2 and start != end and "length" in tags:
            graph.edges[unmeasured.pop()]["length"] = float(tags["length"])
    if unmeasured:
        ox.distance.add_edge_lengths(graph, edges=unmeasured)
    graph.remove_nodes_from([n for n, at in graph.nodes(data=True) if not inside(within, at["x"], at["y"])])
    return graph


def _load(path: Path) -> nx.MultiDiGraph[str]:
    """OSMnx's reading of the file, also of one from another tool: named nodes, typed or undirected data."""
    as_text: Any = {"osmid": str}
    try:
        return nx.MultiDiGraph(ox.load_graphml(path, node_dtypes=as_text))
    except AttributeError:
        # OSMnx expects every attribute as text, the way it writes them itself.
        typed = nx.read_graphml(path, node_type=str, force_multigraph=True)
        for *_, attributes in (*typed.nodes(data=True), *typed.edges(data=True)):
            attributes.update({name: str(value) for name, value in attributes.items()})
        text = "\n".join(nx.generate_graphml(typed))
        return nx.MultiDiGraph(ox.load_graphml(graphml_str=text, node_dtypes=as_text))


def _bends(graph: nx.MultiDiGraph[str], start: str, line: Any) -> list[str]:
    """Nodes for the inner points of an edge's line, shared by the edge's two directions."""
    if line is None:
        return []
    points = list(line.coords)
    here = (graph.nodes[start]["x"], graph.nodes[start]["y"])
    if _gap(points[-1], here) < _gap(points[0], here):
        points.reverse()
    nodes = [f"{x:.7f} {y:.7f}" for x, y, *_ in points[1:-1]]
    for node, (x, y, *_) in zip(nodes, points[1:-1], strict=True):
        _add_node(graph, node, x, y)
    return nodes


def _gap(point: tuple[float, ...], other: tuple[float, float]) -> float:
    return abs(point[0] - other[0]) + abs(point[1] - other[1])


def _add_node(graph: nx.MultiDiGraph[str], node: str, x: float, y: float) -> None:
    if not (isfinite(x) and isfinite(y)):
        raise ValueError(f"node {node} has no coordinates")
    graph.add_node(node, x=x, y=y)
