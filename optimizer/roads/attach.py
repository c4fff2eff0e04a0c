"""Tie villages and offices to the nearest road of a real network."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import networkx as nx
import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from optimizer.errors import Defect, InputError, Message
from optimizer.roads.params import RoadParams
from optimizer.roads.places import Spot
from optimizer.roads.tags import UNKNOWN_SURFACE

EARTH_METRES = 6_371_009
"""Radius OSMnx measures great circles with."""

ON_ROAD_METRES = 1.0
"""A place so near to a point of a road stands on it, without a link of its own."""


class Fill(StrEnum):
    """What to do with a place too far from any road: refuse it, or tie it on by an estimated link."""

    NONE = "none"
    ESTIMATE = "estimate"


@dataclass(frozen=True)
class Tie:
    """How a place was tied on: straight `metres` to its road; `filled` if farther than the snap limit.

    `apart` marks a place on a piece of road that is not connected with the main network.
    """

    spot: Spot
    metres: float
    filled: bool
    apart: bool


def attach(
    graph: nx.MultiDiGraph[str],
    spots: Sequence[Spot],
    params: RoadParams,
    max_snap_km: float,
    fill: Fill = Fill.NONE,
) -> tuple[nx.MultiDiGraph[str], tuple[Tie, ...]]:
    """A copy of `graph` with every place a node under its code, and how each was tied on.

    The way from a place to its road is an estimated link both ways (quality `perkiraan`): straight
    line × `params.circuity`. Roads of the main network (the connected piece nearest to most places)
    go before nearer fragments, as long as they lie within `max_snap_km`.

    Raises
    ------
    InputError
        Naming every place farther than `max_snap_km` from any road; with `fill` "estimate" only those
        farther than `params.max_fill_km` from the main network, because all others are tied to it.
    """
    nodes = list(graph)
    piece = _pieces(graph, nodes)
    points = _on_sphere(
        [graph.nodes[node]["y"] for node in nodes], [graph.nodes[node]["x"] for node in nodes]
    )
    sought = _on_sphere([spot.lat for spot in spots], [spot.lon for spot in spots])
    gap, nearest = _nearest(points, sought)
    main = np.flatnonzero(piece == np.bincount(piece[nearest]).argmax())
    main_gap, main_nearest = _nearest(points[main], sought)
    limit = max_snap_km * 1000
    joins = (main_gap <= limit) | (fill == Fill.ESTIMATE)
    gap, nearest = np.where(joins, main_gap, gap), np.where(joins, main[main_nearest], nearest)
    allowed, key = limit, "roads.too_far"
    if fill == Fill.ESTIMATE:
        allowed, key = max(limit, params.max_fill_km * 1000), "roads.too_far_to_fill"
    far = [
        Defect(
            spot.name, Message(key, {"km": float(metres) / 1000, "limit": allowed / 1000}), found=spot.code
        )
        for spot, metres in zip(spots, gap, strict=True)
        if metres > allowed
    ]
    if far:
        raise InputError(far)
    tied = _with_spots(graph, spots, gap, [nodes[number] for number in nearest], params)
    ties = tuple(
        Tie(spot, float(metres), bool(metres > limit), not joined)
        for spot, metres, joined in zip(spots, gap, joins, strict=True)
    )
    return tied, ties


def _with_spots(
    graph: nx.MultiDiGraph[str],
    spots: Sequence[Spot],
    gap: NDArray[np.float64],
    road_nodes: Sequence[str],
    params: RoadParams,
) -> nx.MultiDiGraph[str]:
    """The graph with each place on the point of the road where it stands, or tied to the nearest one."""
    codes = {spot.code for spot in spots}
    renamed = {node: f"{node} (OSM)" for node in codes.intersection(graph)}
    standing: dict[str, Spot] = {}
    for spot, metres, node in zip(spots, gap, road_nodes, strict=True):
        if metres < ON_ROAD_METRES and standing.setdefault(node, spot) is spot:
            renamed[node] = spot.code
    tied: nx.MultiDiGraph[str] = nx.relabel_nodes(graph, renamed, copy=True)
    for spot, metres, node in zip(spots, gap, road_nodes, strict=True):
        tied.add_node(spot.code, x=spot.lon, y=spot.lat)
        if standing.get(node) is not spot:
            edge = {
                "highway": params.estimated_class,
                "surface": UNKNOWN_SURFACE,
                "quality": "perkiraan",
                "name": "",
                "oneway": False,
                "length": max(ON_ROAD_METRES, float(metres) * params.circuity),
            }
            road = renamed.get(node, node)
            tied.add_edge(spot.code, road, **edge)
            tied.add_edge(road, spot.code, **edge)
    return tied


def _pieces(graph: nx.MultiDiGraph[str], nodes: Sequence[str]) -> NDArray[np.int64]:
    """The number of each node's connected piece."""
    piece = {
        node: number for number, part in enumerate(nx.weakly_connected_components(graph)) for node in part
    }
    return np.array([piece[node] for node in nodes], dtype=np.int64)


def _on_sphere(lat: Sequence[float], lon: Sequence[float]) -> NDArray[np.float64]:
    """Points of the unit sphere, shape (n, 3): straight distances there order as great circles do."""
    north, east = np.radians(lat), np.radians(lon)
    return np.column_stack((np.cos(north) * np.cos(east), np.cos(north) * np.sin(east), np.sin(north)))


def _nearest(
    points: NDArray[np.float64], sought: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Great-circle metres from each sought point to its nearest point, and which it is."""
    chord, which = cKDTree(points).query(sought)
    metres = 2 * EARTH_METRES * np.arcsin(np.minimum(np.asarray(chord) / 2, 1.0))
    return metres, np.asarray(which, dtype=np.int64)
