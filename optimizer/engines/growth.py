"""A round that grows: where each of some stops adds least to it, kept up as one after the other is put on."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.signedinteger]


class Ground:
    """Stops that rounds may grow by, and the minutes to them from each node and back.

    Parameters
    ----------
    minutes
        From node to node, shape (nodes, nodes); node 0 is the base.
    stops
        Nodes that may be put on rounds.
    """

    def __init__(self, minutes: Ints, stops: Ints):
        self.minutes, self.stops = minutes, stops
        self.there, self.back = minutes.take(stops, 1), minutes.T.take(stops, 1)


class Growth:
    """A round, and the minutes that each stop of the ground would add to it at each of its arcs.

    Parameters
    ----------
    stops
        Nodes in driving order; the list itself grows.
    """

    def __init__(self, ground: Ground, stops: list[int]):
        self.stops, self._ground = stops, ground
        way = np.array([0, *stops, 0])
        start, end = way[:-1], way[1:]
        self._arcs = len(stops) + 1
        # Room for every stop of the ground; only rows of arcs that there are hold anything.
        self._added = np.empty(
            (self._arcs + len(ground.stops), len(ground.stops)), dtype=ground.minutes.dtype
        )
        np.add(ground.there.take(start, 0), ground.back.take(end, 0), out=self._added[: self._arcs])
        self._added[: self._arcs] -= ground.minutes[start, end][:, None]

    def least(self) -> Ints:
        """Least minutes that each stop would add, wherever it is put."""
        least: Ints = np.minimum.reduce(self._added[: self._arcs])
        return least

    def put(self, number: int) -> int:
        """Put a stop of the ground, by number, where it adds least; the minutes it adds."""
        ground, added = self._ground, self._added
        at = int(added[: self._arcs, number].argmin())
        more, stop = int(added[at, number]), int(ground.stops[number])
        before = self.stops[at - 1] if at else 0
        after = self.stops[at] if at < len(self.stops) else 0
        added[at + 2 : self._arcs + 1] = added[at + 1 : self._arcs]
        for arc, a, b in ((at, before, stop), (at + 1, stop, after)):
            np.add(ground.there[a], ground.back[b], out=added[arc])
            added[arc] -= ground.minutes[a, b]
        self.stops.insert(at, stop)
        self._arcs += 1
        return more
