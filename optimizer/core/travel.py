"""`Travel`: whole minutes and metres between places, per vehicle mode and road state."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

UNREACHABLE = np.iinfo(np.int32).max // 4
"""Stands in `minutes` and `metres` where no road leads; sums of two stay within int32."""


@dataclass(frozen=True)
class Layer:
    """One matrix set: a vehicle mode on roads in one state.

    `minutes` and `metres` have shape (n, n), int32, rounded up after the shortest path by time, so
    that minutes keep the triangle inequality; metres belong to that same path. `previous` has shape
    (n, nodes): the node before each node on the way from each location, -9999 where there is none
    (SciPy's convention). `estimated_metres` counts the metres of the path on estimated links.
    """

    minutes: NDArray[np.int32]
    metres: NDArray[np.int32]
    estimated_metres: NDArray[np.int32]
    previous: NDArray[np.int32]


@dataclass(frozen=True)
class Travel:
    """Matrices between the locations `ids` (bases first, then places, in the region's order)."""

    ids: tuple[str, ...]
    layers: Mapping[tuple[str, str], Layer]
    node_of: NDArray[np.int32]
    node_lat: NDArray[np.float64]
    node_lon: NDArray[np.float64]

    def leg(self, key: tuple[str, str], start: int, end: int) -> list[tuple[float, float]]:
        """Points (lat, lon) of the way from location `start` to location `end`.

        Raises ValueError where no road leads.
        """
        previous = self.layers[key].previous[start]
        node, stop = int(self.node_of[end]), int(self.node_of[start])
        nodes = [node]
        while node != stop:
            node = int(previous[node])
            if node < 0:
                raise ValueError(f"no road from {self.ids[start]} to {self.ids[end]}")
            nodes.append(node)
        return [(float(self.node_lat[n]), float(self.node_lon[n])) for n in reversed(nodes)]
