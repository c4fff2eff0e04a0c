"""What can still be gained on a way home that remembers some of the places it came through.

A way that remembers at each place which of a few places near it were visited lately, and goes to none of
them, comes close to one that visits no place twice (ng-routes; Baldacci, Mingozzi and Roberti 2011).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from optimizer.engines.columns.fewest.sets import Floats, Ints

NEVER = -1e18
"""Worth of what cannot be."""

ARCS_AT_ONCE = 60_000
"""Steps of ways looked at together: what a cache holds."""


@dataclass(frozen=True)
class Memory:
    """What a way remembers.

    Attributes
    ----------
    near
        The places remembered at each place, shape (places, size).
    then
        What of `near` is remembered at the next place, as a sum of powers of two, by what is remembered
        here, shape (places, places, 2 ** size): here, next, remembered; -1 where next must not come.
    """

    near: Ints
    then: NDArray[np.int32]

    @classmethod
    def of(cls, apart: Floats, size: int) -> Memory:
        """That of the `size` places nearest to each, which are so far `apart`, shape (places, places)."""
        places = len(apart)
        size = min(size, places - 1)
        far = np.array(apart, dtype=np.float64)
        np.fill_diagonal(far, np.inf)
        near = np.argsort(far, axis=1, kind="stable")[:, :size]
        # Bit of place p in the memory of k, or 0.
        bit = np.zeros((places, places), dtype=np.int32)
        bit[np.arange(places)[:, None], near] = 1 << np.arange(size)
        then = np.repeat(bit.T[:, :, None], 1 << size, axis=2)
        states = np.arange(1 << size)
        for at in range(size):
            held = (states >> at) & 1
            then += bit.T[near[:, at]][:, :, None] * held[None, None, :].astype(np.int32)
        here = np.arange(places)
        for at in range(size):
            then[here[:, None], near[:, at][:, None], np.flatnonzero((states >> at) & 1)[None, :]] = -1
        then[here, here] = -1
        return cls(near, then)

    @property
    def states(self) -> int:
        """How much can be remembered at a place."""
        return int(self.then.shape[2])


def to_go(
    memory: Memory, leg: Ints, gain: Floats, back: Ints, home: Floats, kept: NDArray[np.bool_], most: int
) -> Floats:
    """The most that can be gained from each place on, by what is remembered and by the minutes left.

    Parameters
    ----------
    leg, gain
        Minutes of going to the next place and serving it, and what that gains, shape (places, places).
    back, home
        Minutes of going home, and what that gains, shape (places,).
    kept
        Where the way may go from each place, shape (places, places).

    Returns
    -------
    Shape (places * states, most + 1).
    """
    places, states = len(back), memory.states
    here, following = np.nonzero(kept & (leg <= most))
    step = max(1, int(leg[here, following].min(initial=most + 1)))
    then = memory.then[here, following]
    # One arc per place, what it remembers and the next place, in order of the first two.
    way, held = np.nonzero(then >= 0)
    source = here[way] * states + held
    order = np.argsort(source, kind="stable")
    way, held, source = way[order], held[order], source[order]
    target = following[way].astype(np.int64) * states + then[way, held]
    minutes, gains = leg[here[way], following[way]], gain[here[way], following[way]]
    pad = most + 1
    table = np.full((places * states, pad + most + 1 + step), NEVER)
    window = sliding_window_view(table, step, axis=1)
    back_of, home_of = np.repeat(back, states), np.repeat(home, states)
    begins = pad - minutes
    parts = _parts(source)
    for left in range(0, most + 1, step):
        span = np.arange(left, left + step)
        now = np.where(span[None, :] >= back_of[:, None], home_of[:, None], NEVER)
        for part, starts, rows in parts:
            onward = window[target[part], begins[part] + left]
            onward += gains[part, None]
            now[rows] = np.maximum(now[rows], np.maximum.reduceat(onward, starts, axis=0))
        table[:, pad + left : pad + left + step] = now
    return np.ascontiguousarray(table[:, pad : pad + most + 1])


def _parts(source: Ints) -> list[tuple[slice, Ints, Ints]]:
    """Slices of arcs sorted by source, no source in two, with where each source begins and which it is."""
    if not len(source):
        return []
    begins = np.flatnonzero(np.diff(source, prepend=-1))
    parts, first = [], 0
    while first < len(begins):
        last = int(np.searchsorted(begins, begins[first] + ARCS_AT_ONCE, side="left"))
        last = max(last, first + 1)
        end = int(begins[last]) if last < len(begins) else len(source)
        part = slice(int(begins[first]), end)
        parts.append((part, begins[first:last] - begins[first], source[begins[first:last]]))
        first = last
    return parts
