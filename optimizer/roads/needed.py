"""Which links of a network the trips between places may ever use."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from itertools import pairwise
from typing import Any

import networkx as nx
from scipy.sparse.csgraph import dijkstra

from optimizer.roads.contract import only
from optimizer.roads.graph import with_times
from optimizer.roads.matrix import Network, network, time_matrix
from optimizer.roads.params import RoadParams
from optimizer.roads.state import RoadState

Pair = frozenset[str]


def needed(roads: nx.Graph[str], codes: Sequence[str], params: RoadParams) -> nx.Graph[str]:
    """The links on the quickest ways between the places `codes`, and on the best ways round them.

    Quickest for every vehicle mode in every season of `params`, so that the small network measures as
    the whole one; the ways round keep what a closed link sends traffic to (quickest for the first mode
    in the first season). Places keep all their links where no road leads to another place.
    """
    used: set[Pair] = set()
    directed: nx.MultiDiGraph[str] = nx.MultiDiGraph(roads)
    for season in reversed(params.seasons):
        for mode in reversed(params.modes):
            timed = with_times(directed, params, mode, RoadState(season, season))
            used |= set(_ways_between(timed, codes))
    # The loop ends with the first mode and season: `timed` is what ways round are chosen by.
    used |= set(_ways_round(nx.Graph(timed), used))
    touched = {end for pair in used for end in pair}
    used |= {frozenset(pair) for code in codes if code not in touched for pair in roads.edges(code)}
    return only(roads, used, codes)


def _ways_between(timed: nx.MultiDiGraph[str], codes: Sequence[str]) -> Iterator[Pair]:
    order = list(timed)
    index = {node: number for number, node in enumerate(order)}
    at = [index[code] for code in codes]
    roads: Network = network(timed, order)
    _, previous = dijkstra(time_matrix(roads), indices=at, return_predecessors=True)
    for tree in previous.tolist():
        seen: set[int] = set()
        for end in at:
            node = end
            while node not in seen and tree[node] >= 0:
                seen.add(node)
                yield frozenset((order[node], order[tree[node]]))
                node = tree[node]


def _ways_round(roads: nx.Graph[str], used: Collection[Pair]) -> Iterator[Pair]:
    for closed in used:

        def seconds(start: str, end: str, edge: dict[str, Any], closed: Pair = closed) -> float | None:
            return None if closed == {start, end} else float(edge["travel_time"])

        start, end = sorted(closed)
        try:
            _, way = nx.bidirectional_dijkstra(roads, start, end, weight=seconds)
        except (nx.NetworkXNoPath, nx.NodeNotFound):
            continue
        yield from (frozenset(pair) for pair in pairwise(way))
