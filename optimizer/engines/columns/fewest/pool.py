"""Routes that columns are sought among: priced by a bound first, those it lets through exactly."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from optimizer.engines.columns.fewest.groups import Group
from optimizer.engines.columns.fewest.sets import Ints
from optimizer.engines.columns.fewest.small import Modes, Rows, fines, named
from optimizer.engines.columns.fewest.values import Floats, Scan, ceilings

PART = 4_000
"""Routes priced exactly in one step."""


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

    def exactly(
        self,
        chosen: Ints,
        day: float,
        values: Floats,
        sets: Rows,
        limit: float = np.inf,
        small: Ints | None = None,
    ) -> Floats:
        """What the chosen routes cost beyond their worth; a lower bound where even that is above `limit`.

        Where sets have small visits in them, `small` tells which those are.
        """
        costs = np.empty(len(chosen))
        for start in range(0, len(chosen), PART):
            part = chosen[start : start + PART]
            costs[start : start + PART] = self._exactly(part, day, values, sets, limit, small)
        return costs

    def _exactly(
        self, chosen: Ints, day: float, values: Floats, sets: Rows, limit: float, small: Ints | None
    ) -> Floats:
        group = taken(self.group, chosen)
        slopes, tops = ceilings(values)
        worth = (self._stops[chosen] @ tops + group.room[:, None] * slopes).min(axis=1)
        beside = group.rupiah - day + self.pairs(chosen, sets)
        costs: Floats = beside - worth
        if self._free:
            near = np.flatnonzero(costs <= limit)
            costs[near] = beside[near] - Scan([taken(group, near)]).worth(0, values)
            if small is not None and len(near):
                sized = near[named(sets, small)[group.members[near]].any(axis=1) & (costs[near] <= limit)]
                if len(sized):
                    modes = Modes.of(taken(group, sized), sets, small)
                    costs[sized] = modes.least(modes.costs(day, values, sets))
        return costs

    def pairs(self, chosen: Ints, sets: Rows) -> Floats:
        """What the pairs of stops in sets cost the chosen routes, small visits left out."""
        return fines(self._stops[chosen], sets) if sets else np.zeros(len(chosen))


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
