"""Routes that columns are sought among: priced by a bound first, those it lets through exactly."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from optimizer.engines.columns.fewest.groups import Group
from optimizer.engines.columns.fewest.sets import Ints
from optimizer.engines.columns.fewest.values import Floats, Scan, ceilings

PART = 4_000
"""Routes priced exactly in one step."""

Rows = Mapping[tuple[int, ...], float]
"""What a pair of stops in each set of places costs."""


class Pool:
    """Some routes of a group, by their numbers there.

    What a route costs beyond its worth is bounded from below by a few products of a sparse matrix with the
    worth of its stops; hardly one in a hundred routes has to be priced exactly.
    """

    def __init__(self, group: Group, places: int, routes: Ints | None = None):
        self.routes = np.arange(len(group.members)) if routes is None else routes
        self.group = group if routes is None else taken(group, routes)
        inside = self.group.members < places
        ends = np.concatenate([[0], np.cumsum(inside.sum(axis=1))])
        stops = self.group.members[inside].astype(np.int32)
        self._stops = csr_array((np.ones(len(stops)), stops, ends), shape=(len(inside), places))
        self._free = bool(self.group.free.any())

    def at_least(self, day: float, values: Floats) -> Floats:
        """What each route costs beyond its worth at least, where a day is worth `day`; sets left out."""
        slopes, tops = ceilings(values)
        worth = self._stops @ tops
        if len(slopes) > 1:
            worth += self.group.room[:, None] * slopes
        costs: Floats = self.group.rupiah - day - worth.min(axis=1)
        return costs

    def exactly(self, chosen: Ints, day: float, values: Floats, sets: Rows, limit: float = np.inf) -> Floats:
        """What the chosen routes cost beyond their worth; a lower bound where even that is above `limit`."""
        costs = np.empty(len(chosen))
        for start in range(0, len(chosen), PART):
            part = chosen[start : start + PART]
            costs[start : start + PART] = self._exactly(part, day, values, sets, limit)
        return costs

    def _exactly(self, chosen: Ints, day: float, values: Floats, sets: Rows, limit: float) -> Floats:
        group = taken(self.group, chosen)
        slopes, tops = ceilings(values)
        worth = (self._stops[chosen] @ tops + group.room[:, None] * slopes).min(axis=1)
        beside = group.rupiah - day + self.pairs(chosen, sets)
        costs: Floats = beside - worth
        if self._free:
            near = np.flatnonzero(costs <= limit)
            costs[near] = beside[near] - Scan([taken(group, near)]).worth(0, values)
        return costs

    def pairs(self, chosen: Ints, sets: Rows) -> Floats:
        """What the pairs of stops in sets cost the chosen routes."""
        if not sets:
            return np.zeros(len(chosen))
        places = np.concatenate([np.array(row, dtype=np.int32) for row in sets])
        ends = np.cumsum([0, *(len(row) for row in sets)])
        inside = csr_array((np.ones(len(places)), places, ends), shape=(len(sets), self._stops.shape[1])).T
        hits = (self._stops[chosen] @ inside.tocsr()).tocsr()  # a route meets few of the sets
        hits.data //= 2
        found: Floats = hits @ np.array(list(sets.values()))
        return found


def taken(group: Group, routes: Ints) -> Group:
    """Some routes of a group."""
    return replace(
        group,
        members=group.members[routes],
        free=group.free[routes],
        rupiah=group.rupiah[routes],
        room=group.room[routes],
    )


def pairs_of(members: NDArray[np.int16], places: Sequence[int], padding: int) -> Ints:
    """How many pairs of its stops lie in a set of places, per route."""
    inside = np.zeros(padding + 1, dtype=np.int64)
    inside[list(places)] = 1
    found: Ints = inside[members].sum(axis=-1) // 2
    return found
