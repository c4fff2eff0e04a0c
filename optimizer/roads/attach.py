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
    """How a place was tied on, over straight `metres`.

    `filled` marks one beyond the snap limit, tied to a road or another place, whichever is nearer;
    `apart` one on a piece of road that is not connected with the main network.
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
    line × `params.circuity`. Roads of the main network (the connected piece with most places within the
    limit) go before nearer fragments, as long as they lie within `max_snap_km`.

    Raises
    ------
    InputError
        Naming every place farther than `max_snap_km` from any road; with `fill` "estimate" only those
        farther than `params.max_fill_km` from the main network and from every place tied to it.
    """
    # A point of the map may be numbered like a place.
    taken = {spot.code: f"{spot.code} (OSM)" for spot in spots if spot.code in graph}
    graph = nx.relabel_nodes(graph, taken, copy=True) if taken else graph
    places = _on_sphere([spot.lat for spot in spots], [spot.lon for spot in spots])
    limit, allowed, key = max_snap_km * 1000, max_snap_km * 1000, "roads.too_far"
    gap, ends, main = _snapped(graph, places, limit, fill)
    filled = gap > limit
    if fill == Fill.ESTIMATE:
        allowed, key = max(limit, params.max_fill_km * 1000), "roads.too_far_to_fill"
        gap, ends = _grown(gap, ends, filled, places, [spot.code for spot in spots])
    far = [
        Defect(spot.name, Message(key, {"km": metres / 1000, "limit": allowed / 1000}), found=spot.code)
        for spot, metres in zip(spots, gap.tolist(), strict=True)
        if metres > allowed
    ]
    if far:
        raise InputError(far)
    ties = map(Tie, spots, gap.tolist(), filled.tolist(), np.logical_not(main).tolist())
    return _with_spots(graph, spots, gap, ends, params), tuple(ties)


def _snapped(
    graph: nx.MultiDiGraph[str], places: NDArray[np.float64], limit: float, fill: Fill
) -> tuple[NDArray[np.float64], list[str], NDArray[np.bool_]]:
    """Metres to, and which, point of a road each place is nearest to; and whether of the main network.

    The main network is the connected piece nearest to most places within the limit, then to most
    places, then the largest.
    """
    nodes = list(graph)
    piece = _pieces(graph, nodes)
    points = _on_sphere(
        [graph.nodes[node]["y"] for node in nodes], [graph.nodes[node]["x"] for node in nodes]
    )
    gap, nearest = _nearest(points, places)
    sizes, near, nearby = (
        np.bincount(each, minlength=piece.max() + 1)
        for each in (piece, piece[nearest], piece[nearest[gap <= limit]])
    )
    main = np.flatnonzero(piece == np.lexsort((sizes, near, nearby))[-1])
    main_gap, main_nearest = _nearest(points[main], places)
    joins = (main_gap <= limit) | (fill == Fill.ESTIMATE)
    nearest = np.where(joins, main[main_nearest], nearest)
    return np.where(joins, main_gap, gap), [nodes[number] for number in nearest], joins


def _grown(
    gap: NDArray[np.float64],
    ends: list[str],
    filled: NDArray[np.bool_],
    points: NDArray[np.float64],
    codes: Sequence[str],
) -> tuple[NDArray[np.float64], list[str]]:
    """Metres to, and code of, what each place is tied to: the network grows place by place (Prim's tree).

    Without it neighbouring villages, all far from the network, would each get a long link of their own
    and none between them.
    """
    gap, ends = gap.copy(), list(ends)
    waiting = set(np.flatnonzero(filled).tolist())
    joined = [number for number in range(len(codes)) if number not in waiting]
    while waiting:
        rest = sorted(waiting)
        if joined:
            metres, which = _nearest(points[joined], points[rest])
            for number, near, other in zip(rest, metres, which, strict=True):
                if near < gap[number]:
                    gap[number], ends[number] = near, codes[joined[other]]
        joined = [min(rest, key=lambda number: float(gap[number]))]
        waiting.remove(joined[0])
    return gap, ends


def _with_spots(
    graph: nx.MultiDiGraph[str],
    spots: Sequence[Spot],
    gap: NDArray[np.float64],
    ends: Sequence[str],
    params: RoadParams,
) -> nx.MultiDiGraph[str]:
    """The graph with each place on the point of the road where it stands, or tied to its end.

    An end is a point of the road, or the code of a place.
    """
    standing: dict[str, str] = {}
    for spot, metres, end in zip(spots, gap, ends, strict=True):
        if metres < ON_ROAD_METRES and end in graph:
            standing.setdefault(end, spot.code)
    tied: nx.MultiDiGraph[str] = nx.relabel_nodes(graph, standing, copy=True)
    for spot, metres, end in zip(spots, gap, ends, strict=True):
        tied.add_node(spot.code, x=spot.lon, y=spot.lat)
        if standing.get(end) != spot.code:
            edge = {
                "highway": params.estimated_class,
                "surface": UNKNOWN_SURFACE,
                "quality": "perkiraan",
                "name": "",
                "oneway": False,
                "length": max(ON_ROAD_METRES, float(metres) * params.circuity),
            }
            other = standing.get(end, end)
            tied.add_edge(spot.code, other, **edge)
            tied.add_edge(other, spot.code, **edge)
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
