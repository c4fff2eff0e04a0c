"""A round shortened: parts of it turned round, or a few stops driven to elsewhere, while that saves minutes.

2-opt (Croes 1958) and Or-opt (Or 1976) over all pairs of arcs at once; ways there and back may differ.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

LONGEST = 3
"""Stops in a row that are driven to elsewhere together."""

FAR = 1 << 29
"""More minutes than any way takes, of any whole number."""

Minutes = NDArray[np.signedinteger]
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
    between = minutes.take(way, 0).take(way, 1)
    there, back = between.diagonal(1), between.diagonal(-1)
    turned = np.zeros(len(way), dtype=between.dtype)
    np.cumsum(back - there, out=turned[1:])
    # i, j: all between the arcs out of the i-th and the j-th node is driven the other way round
    added = between[:-1, :-1] + between[1:, 1:]
    added -= (there + turned[1:])[:, None]
    added += turned[:-1] - there
    added += _too_near(len(way) - 1)
    i, j = divmod(int(added.argmin()), len(way) - 1)
    least, made = int(added[i, j]), (0, i, j)
    onto = between.T - np.append(there, there[:1])  # first stop driven to, then the node before it
    onto = onto[:, :-1]
    for count in range(1, min(LONGEST, len(stops) - 1) + 1):
        size = len(way) - count - 1  # first stops of so many
        out = between.diagonal(count + 1) - there[:size] - there[count:]
        added = onto[1 : size + 1] + between[count:-1, 1:]
        added += out[:, None]
        added += _touching(len(way), count)
        number, to = divmod(int(added.argmin()), len(way) - 1)
        if added[number, to] < least:
            least, made = int(added[number, to]), (count, number, to)
    if least >= 0:
        return stops, 0
    count, first, second = made
    if not count:
        return [*stops[:first], *reversed(stops[first:second]), *stops[second:]], least
    kept = stops[:first] + stops[first + count :]
    at = second if second <= first else second - count
    return [*kept[:at], *stops[first : first + count], *kept[at:]], least


@lru_cache(maxsize=1024)
def _too_near(arcs: int) -> Minutes:
    """So much that pairs of arcs are not worth it that are none, or have one stop between them at most."""
    return np.tril(np.full((arcs, arcs), FAR, dtype=np.int32), 1)


@lru_cache(maxsize=4096)
def _touching(nodes: int, count: int) -> Minutes:
    """So much that no stops in a row, by the first of so many, are driven to arcs that begin or end there."""
    first, arc = np.arange(1, nodes - count)[:, None], np.arange(nodes - 1)
    return np.where((arc >= first - 1) & (arc <= first + count - 1), np.int32(FAR), np.int32(0))
