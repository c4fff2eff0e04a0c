"""Pack whole people into days: the fewest visits in which a place's people can all be served."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Caps = Sequence[tuple[NDArray[np.bool_], int]]
"""Pairs of (which kinds, most people of these kinds together in a bin)."""


def fewest_bins(people: NDArray[np.int64], minutes: NDArray[np.int64], capacity: int, caps: Caps) -> int:
    """Bins of `capacity` minutes, with at most the people of each cap, that hold everyone.

    Bin packing with few kinds of items: `people` of `minutes` each, both of shape (kinds,), no kind
    longer than `capacity`, every cap at least one. Exact for one or two kinds, by a table of the most
    of one kind that fits beside each number of the other; for more kinds the better of an even split
    and of bins filled in turn, which is enough and may be more than needed.
    """
    least = _bound(people, minutes, capacity, caps)
    if _fits(-(-people // least), minutes, capacity, caps):
        return least
    in_turn = _in_turn(people, minutes, capacity, caps)
    if len(people) == 2 and in_turn > least:
        return _by_table(people, minutes, capacity, caps)
    even = (n for n in range(least + 1, in_turn) if _fits(-(-people // n), minutes, capacity, caps))
    return next(even, in_turn)


def _fits(people: NDArray[np.int64], minutes: NDArray[np.int64], capacity: int, caps: Caps) -> bool:
    return int(people @ minutes) <= capacity and all(int(people[kinds].sum()) <= most for kinds, most in caps)


def _bound(people: NDArray[np.int64], minutes: NDArray[np.int64], capacity: int, caps: Caps) -> int:
    by_kind = -(-people // (capacity // minutes))
    by_cap = [-(-int(people[kinds].sum()) // most) for kinds, most in caps]
    return max(-(-int(people @ minutes) // capacity), int(by_kind.max()), *by_cap)


def _in_turn(people: NDArray[np.int64], minutes: NDArray[np.int64], capacity: int, caps: Caps) -> int:
    """Bins filled in turn, longest sitting first."""
    left, bins = people.copy(), 0
    order = sorted(range(len(people)), key=lambda kind: (-int(minutes[kind]), kind))
    while left.any():
        taken = np.zeros_like(left)
        for kind in order:
            room = (capacity - int(taken @ minutes)) // int(minutes[kind])
            rooms = [most - int(taken[kinds].sum()) for kinds, most in caps if kinds[kind]]
            taken[kind] = min(int(left[kind]), room, *rooms)
        left, bins = left - taken, bins + 1
    return bins


def _by_table(people: NDArray[np.int64], minutes: NDArray[np.int64], capacity: int, caps: Caps) -> int:
    """Exact for two kinds: after each bin, the most of the second kind beside n of the first."""
    first, second = (0, 1) if people[0] <= people[1] else (1, 0)
    beside = []
    for n in range(min(int(people[first]), capacity // int(minutes[first])) + 1):
        rooms = [(capacity - n * int(minutes[first])) // int(minutes[second])]
        rooms += [most - n * bool(kinds[first]) for kinds, most in caps if kinds[second]]
        if all(n <= most for kinds, most in caps if kinds[first]):
            beside.append(max(0, min(rooms)))
    packed, bins = np.full(int(people[first]) + 1, -1, dtype=np.int64), 0
    packed[0] = 0
    while packed[-1] < people[second]:
        grown = np.full_like(packed, -1)
        for n, more in enumerate(beside):
            reached = packed[: len(packed) - n]
            np.maximum(grown[n:], np.where(reached < 0, -1, reached + more), out=grown[n:])
        packed, bins = grown, bins + 1
    return bins
