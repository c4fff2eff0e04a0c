"""Build a district's road tables from a real road network and a list of places."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import networkx as nx
import numpy as np
from scipy.spatial import cKDTree

from optimizer.core.region import Link, Node
from optimizer.errors import Defect, InputError, Message
from optimizer.roads.attach import Fill, Tie, attach
from optimizer.roads.contract import between, contract, two_way
from optimizer.roads.needed import needed
from optimizer.roads.params import RoadParams
from optimizer.roads.places import Spot


@dataclass(frozen=True)
class Built:
    """The road tables: all `links`, and as `nodes` the junctions (places stand in tables of their own)."""

    nodes: tuple[Node, ...]
    links: tuple[Link, ...]
    ties: tuple[Tie, ...]


def build_tables(
    graph: nx.MultiDiGraph[str],
    spots: Sequence[Spot],
    params: RoadParams,
    max_snap_km: float,
    fill: Fill = Fill.NONE,
) -> Built:
    """The junctions and links that trips between `spots` need, out of a whole road network.

    Raises
    ------
    InputError
        If a place is too far from any road (`attach`), or a road class or surface has no speed.
    """
    defects = list(_without_speed(graph, params))
    if defects:
        raise InputError(defects)
    tied, ties = attach(graph, spots, params, max_snap_km, fill)
    codes = [spot.code for spot in spots]
    core = contract(between(two_way(tied, params), codes), set(codes))
    slim = contract(needed(core, codes, params), set(codes))
    nodes, name_of = _junctions(slim, spots)
    return Built(nodes, _links(slim, name_of), ties)


def _without_speed(graph: nx.MultiDiGraph[str], params: RoadParams) -> Iterator[Defect]:
    for column, table, known in (
        ("highway", "speeds", params.speeds),
        ("surface", "surfaces", params.surfaces),
    ):
        used = {edge[column]: edge["name"] or "-" for _, _, edge in graph.edges(data=True)}
        for value in sorted(set(used).difference(known)):
            values = {"link": used[value], "known": ", ".join(sorted(known))}
            yield Defect(f"roads.{table}", Message(f"roads.unknown_{column}", values), found=value)


def _junctions(roads: nx.Graph[str], spots: Sequence[Spot]) -> tuple[tuple[Node, ...], dict[str, str]]:
    """The junctions, named for the nearest place and numbered outwards; and every node's code.

    Junctions outside the rectangle of the places are marked as outside the district.
    """
    codes = {spot.code: spot.code for spot in spots}
    found = [node for node in roads if node not in codes]
    points = np.array([(roads.nodes[node]["y"], roads.nodes[node]["x"]) for node in found]).reshape(-1, 2)
    places = np.array([(spot.lat, spot.lon) for spot in spots])
    outside = ((points < places.min(axis=0)) | (points > places.max(axis=0))).any(axis=1)
    gaps, nearest = (np.asarray(found_by) for found_by in cKDTree(places).query(points))
    nodes: list[Node] = []
    count = Counter[int]()
    for number in np.lexsort((gaps, nearest)).tolist():
        spot, (lat, lon) = int(nearest[number]), points[number]
        count[spot] += 1
        codes[found[number]] = code = f"S{len(nodes) + 1:04}"
        name = f"Simpang di {spots[spot].name} {count[spot]}"
        nodes.append(
            Node(code, "simpang", name, round(float(lat), 6), round(float(lon), 6), bool(outside[number]))
        )
    return tuple(nodes), codes


def _links(roads: nx.Graph[str], codes: dict[str, str]) -> tuple[Link, ...]:
    """The links by the codes of their ends, whole metres, at least one."""
    ends = {tuple(sorted((codes[a], codes[b]))): edge for a, b, edge in roads.edges(data=True)}
    return tuple(
        Link(
            id=f"R-{number:04}",
            start=start,
            end=end,
            km=max(1, round(edge["length"])) / 1000,
            highway=edge["highway"],
            surface=edge["surface"],
            slide_prone=False,
            quality=edge["quality"],
            name=edge["name"],
        )
        for number, ((start, end), edge) in enumerate(sorted(ends.items(), key=lambda item: item[0]), start=1)
    )
