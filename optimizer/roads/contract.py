"""Make a road network small: two-way, no dead ends, no bends between junctions."""

from __future__ import annotations

from collections.abc import Collection

import networkx as nx

from optimizer.roads.params import RoadParams

_ALIKE = ("highway", "surface", "quality")
"""What a link is one of: a road that changes in any of these becomes two links."""

_HUB = "\0"
"""A node no file can name, tied to every place."""


def two_way(graph: nx.MultiDiGraph[str], params: RoadParams) -> nx.Graph[str]:
    """One undirected edge per pair of neighbours: the quickest in the dry season, of these the shortest.

    One-way streets become two-way: tables of a district plan trips between villages, where the
    carriageways of a divided road and the blocks of a town differ by less than the estimates do.
    """
    roads: nx.Graph[str] = nx.Graph(**graph.graph)
    roads.add_nodes_from(graph.nodes(data=True))
    for start, end, edge in graph.edges(data=True):
        kph = params.speeds[edge["highway"]] * params.surfaces[edge["surface"]]
        rank = (edge["length"] / kph if kph else float("inf"), edge["length"])
        if start != end and (not roads.has_edge(start, end) or rank < roads.edges[start, end]["rank"]):
            roads.add_edge(start, end, **edge, rank=rank)
    for _, _, edge in roads.edges(data=True):
        del edge["rank"]
    return roads


def between(roads: nx.Graph[str], codes: Collection[str]) -> nx.Graph[str]:
    """Only the edges that lie on some simple way between two of the places `codes`.

    With a hub tied to every place these are the edges in a biconnected component with the hub, for a
    simple way between two places closes to a simple cycle through it. A place alone on its piece of
    road keeps one edge, so that it is seen to be cut off rather than forgotten.
    """
    tied: nx.Graph[str] = nx.Graph(roads.edges)
    tied.add_edges_from((_HUB, code) for code in codes)
    kept: set[frozenset[str]] = set()
    for component in map(set, nx.biconnected_component_edges(tied)):
        if any(_HUB in edge for edge in component):
            kept.update(frozenset(edge) for edge in component if _HUB not in edge)
    ends = {end for edge in kept for end in edge}
    kept.update(frozenset((code, next(iter(roads[code])))) for code in codes if code not in ends)
    return only(roads, kept, codes)


def only(roads: nx.Graph[str], kept: Collection[frozenset[str]], codes: Collection[str]) -> nx.Graph[str]:
    """The places `codes`, the edges `kept` and the nodes they join, in the order of `roads`."""
    fewer: nx.Graph[str] = nx.Graph(**roads.graph)
    fewer.add_nodes_from((code, roads.nodes[code]) for code in codes)
    for start, end, edge in roads.edges(data=True):
        if frozenset((start, end)) in kept:
            fewer.add_nodes_from((node, roads.nodes[node]) for node in (start, end))
            fewer.add_edge(start, end, **edge)
    return fewer


def contract(roads: nx.Graph[str], codes: Collection[str]) -> nx.Graph[str]:
    """Roads joined through points that are neither places nor junctions, where nothing changes.

    A point stays where joining would lay a second link between the same two ends, so that each pair
    has at most one and no way round is lost.
    """
    joined = roads.copy()
    for node in list(roads):
        if node in codes or joined.degree(node) != 2:
            continue
        (left, one), (right, two) = joined.adj[node].items()
        if joined.has_edge(left, right) or any(one[key] != two[key] for key in _ALIKE):
            continue
        longer = one if one["length"] >= two["length"] else two
        name = longer["name"] or one["name"] or two["name"]
        joined.add_edge(left, right, **{**one, "length": one["length"] + two["length"], "name": name})
        joined.remove_node(node)
    return joined
