"""All shortest ways between locations: minutes, metres and the node before each node, by SciPy."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import networkx as nx
import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from optimizer.core.travel import UNREACHABLE, Layer

NOISE_MINUTES = 1e-9
NOISE_METRES = 1e-6
"""By so much a sum of floats may exceed the whole number it stands for."""


@dataclass(frozen=True)
class Network:
    """The quickest edge of each ordered pair of `nodes` numbered nodes, sorted by (end, start).

    `key` is end × nodes + start, so that the edge into a node is found by bisection.
    """

    nodes: int
    key: NDArray[np.int64]
    seconds: NDArray[np.float64]
    metres: NDArray[np.float64]
    estimated_metres: NDArray[np.float64]


def network(graph: nx.MultiDiGraph[str], order: Sequence[str]) -> Network:
    """The edges of `graph` as arrays, its nodes numbered as in `order`.

    Of parallel edges the quickest counts, of equally quick ones the shortest. Edges need
    `travel_time` (seconds), `length` (metres) and `quality`.
    """
    index = {node: number for number, node in enumerate(order)}
    edges = [
        (index[b] * len(order) + index[a], e["travel_time"], e["length"], e["quality"] == "perkiraan")
        for a, b, e in graph.edges(data=True)
    ]
    key = np.array([edge[0] for edge in edges], dtype=np.int64)
    seconds, metres, estimated = np.array([edge[1:] for edge in edges], dtype=np.float64).reshape(-1, 3).T
    ranked = np.lexsort((metres, seconds, key))
    key, first = np.unique(key[ranked], return_index=True)
    best = ranked[first]
    return Network(len(order), key, seconds[best], metres[best], metres[best] * estimated[best])


def time_matrix(roads: Network) -> csr_array[np.float64, tuple[int, int]]:
    """Seconds from node (row) to neighbouring node (column), sparse, shape (nodes, nodes)."""
    ends = (roads.key % roads.nodes, roads.key // roads.nodes)
    return csr_array((roads.seconds, ends), shape=(roads.nodes, roads.nodes))


def measure_layer(roads: Network, at: NDArray[np.int32]) -> Layer:
    """The quickest ways between the nodes `at`: each row a start, each column an end.

    Dijkstra by time from every location; minutes and metres are rounded up once, after the path is
    known. The arrays are read-only.
    """
    seconds, previous = dijkstra(time_matrix(roads), indices=at, return_predecessors=True)
    reached = np.isfinite(seconds[:, at])
    metres, estimated = along(roads, previous, at)
    layer = Layer(
        minutes=whole_minutes(seconds[:, at]),
        metres=_whole(metres, NOISE_METRES, reached),
        estimated_metres=_whole(estimated, NOISE_METRES, reached),
        previous=previous.astype(np.int32, copy=False),
    )
    for array in (layer.minutes, layer.metres, layer.estimated_metres, layer.previous):
        array.setflags(write=False)
    return layer


def whole_minutes(seconds: NDArray[np.float64]) -> NDArray[np.int32]:
    """Seconds as minutes rounded up; UNREACHABLE where they are infinite."""
    reached = np.isfinite(seconds)
    return _whole(np.where(reached, seconds, 0) / 60, NOISE_MINUTES, reached)


def _whole(values: NDArray[np.float64], noise: float, reached: NDArray[np.bool_]) -> NDArray[np.int32]:
    """Rounded up, forgiving float noise; UNREACHABLE where no road leads."""
    return np.where(reached, np.ceil(values - noise), UNREACHABLE).astype(np.int32)


def along(
    roads: Network, previous: NDArray[np.int32], at: NDArray[np.int32]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Metres, and those of them estimated, of the way to each location `at`, shapes (starts, locations).

    `previous` has shape (starts, nodes). Per start, all ways are summed together by pointer doubling
    (Wyllie's list ranking): each node adds what its ancestor has summed and then points twice as far
    back, in log2(links) rounds.
    """
    own = np.arange(roads.nodes, dtype=np.int64)
    lengths, estimates = np.append(roads.metres, 0.0), np.append(roads.estimated_metres, 0.0)
    metres, estimated = np.zeros((len(previous), len(at))), np.zeros((len(previous), len(at)))
    for row, before in enumerate(previous):
        ancestor = np.where(before >= 0, before, own)
        edge = np.searchsorted(roads.key, own * roads.nodes + ancestor)
        far, guessed = np.where(before >= 0, lengths[edge], 0), np.where(before >= 0, estimates[edge], 0)
        while True:
            far, guessed = far + far[ancestor], guessed + guessed[ancestor]
            further = ancestor[ancestor]
            if np.array_equal(further, ancestor):
                break
            ancestor = further
        metres[row], estimated[row] = far[at], guessed[at]
    return metres, estimated
