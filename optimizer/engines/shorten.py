"""A round shortened: parts of it turned round, or a few stops driven to elsewhere, while that saves minutes.

2-opt (Croes 1958) and Or-opt (Or 1976) over all pairs of arcs at once; ways there and back may differ.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

LONGEST = 3
"""Stops in a row that are driven to elsewhere together."""

Minutes = NDArray[np.int64]
"""Minutes from node to node, shape (nodes, nodes); node 0 is the base."""


def shorten(minutes: Minutes, stops: list[int]) -> tuple[list[int], int]:
    """The stops in an order that no such move shortens, and the minutes saved.

    Parameters
    ----------
    stops
        Nodes in driving order, from the base and back to it; left as they are.
    """
    saved = 0
    while len(stops) > 2:
        better, less = _moved(minutes, stops)
        if less >= 0:
            break
        stops, saved = better, saved - less
    return stops, saved


def _moved(minutes: Minutes, stops: list[int]) -> tuple[list[int], int]:
    """The stops after the move that saves most, and what it adds."""
    way = np.array([0, *stops, 0])
    between = minutes[way[:, None], way[None, :]]
    there, back = np.diagonal(between, 1), np.diagonal(between, -1)
    turned = np.concatenate(([0], np.cumsum(back - there)))
    # i, j: all between the arcs out of the i-th and the j-th node is driven the other way round
    added = between[:-1, :-1] + between[1:, 1:] - there[:, None] - there - turned[1:, None] + turned[:-1]
    added[_too_near(len(way) - 1)] = 0
    i, j = divmod(int(added.argmin()), len(way) - 1)
    least, made = int(added[i, j]), [*stops[:i], *reversed(stops[i:j]), *stops[j:]]
    for count in range(1, min(LONGEST, len(stops) - 1) + 1):
        first = np.arange(1, len(way) - count)
        last = first + count - 1
        out = between[first - 1, last + 1] - there[first - 1] - there[last]
        added = between[:-1, first] + between[last, 1:].T - there[:, None] + out
        added[_touching(len(way), count)] = 0
        to, number = divmod(int(added.argmin()), len(first))
        if added[to, number] < least:
            least = int(added[to, number])
            kept = stops[:number] + stops[number + count :]
            at = to if to <= number else to - count
            made = [*kept[:at], *stops[number : number + count], *kept[at:]]
    return made, least


@lru_cache(maxsize=1024)
def _too_near(arcs: int) -> tuple[NDArray[np.intp], ...]:
    """Pairs of arcs that are no pair, or have one stop between them at most."""
    return np.tril_indices(arcs, 1)


@lru_cache(maxsize=4096)
def _touching(nodes: int, count: int) -> NDArray[np.bool_]:
    """Arcs by first stop of so many, where the arc begins or ends among them."""
    first, arc = np.arange(1, nodes - count), np.arange(nodes - 1)[:, None]
    touching: NDArray[np.bool_] = (arc >= first - 1) & (arc <= first + count - 1)
    return touching
