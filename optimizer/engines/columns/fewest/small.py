"""Small visits: those that leave more than half of what all visits of their place may leave unused.

A place that is visited exactly m times has E spare units at each visit, of which all of them together leave
only E unused (see `hull`). So no two of its visits leave more than E / 2: one of them at most is small. In
rows of sets of places a small visit is a place of its own, visited once: it is numbered after all places.
Whether a visit is small hangs on its load, and what a route is worth is found by trying both.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from optimizer.engines.columns.fewest.groups import Group
from optimizer.engines.columns.fewest.shape import Ints, Shape
from optimizer.engines.columns.fewest.values import Floats, Scan, loads

Rows = Mapping[tuple[int, ...], float]
"""What a pair of stops in each set of places costs."""


def small(shape: Shape) -> Ints:
    """Units above the least up to which a visit is small, shape (places,); -1 where none is called so."""
    several = shape.tight & (shape.spare > 0) & (shape.visits > 1)
    return np.asarray(np.where(several, (shape.spare - 1) // 2, -1), dtype=np.int64)


def limits(shape: Shape) -> Ints:
    """How many visits there are of each place, and then how many small ones, at most."""
    return np.concatenate([shape.visits, np.ones_like(shape.visits)])


def entered(stops: Iterable[tuple[int, int]], limit: Ints) -> set[int]:
    """The places of stops with units above the least, and what stands for those visits that are small."""
    found = set[int]()
    for place, units in stops:
        found.add(place)
        if units <= limit[place]:
            found.add(len(limit) + place)
    return found


def named(sets: Iterable[Iterable[int]], limit: Ints) -> NDArray[np.bool_]:
    """Places whose small visits are in a set, and False for padding, shape (places + 1,)."""
    found, places = np.zeros(len(limit) + 1, dtype=bool), len(limit)
    found[[member - places for members in sets for member in members if member >= places]] = True
    return found


def fines(stops: csr_array, sets: Rows) -> Floats:
    """What the pairs of stops in sets cost; of members beyond the columns of `stops` none is there."""
    width = stops.shape[1]
    rows = [np.array([member for member in row if member < width], dtype=np.int32) for row in sets]
    ends = np.cumsum([0, *(len(row) for row in rows)])
    inside = csr_array((np.ones(ends[-1]), np.concatenate(rows), ends), shape=(len(rows), width)).T
    hits = (stops @ inside.tocsr()).tocsr()  # a route meets few of the sets
    hits.data //= 2
    found: Floats = hits @ np.array(list(sets.values()))
    return found


@dataclass(frozen=True)
class Modes:
    """Routes, each once for every choice of free stops where its visits are not small.

    Attributes
    ----------
    limit
        As from `small`.
    first
        Number of the first mode of each route, of all its stops in any size.
    group
        The modes as routes; a stop that is not small is numbered after all places and padding, and has its
        first units.
    large
        Whether a stop is such, shape (modes, stops).
    """

    limit: Ints
    first: Ints
    group: Group
    large: NDArray[np.bool_]

    @classmethod
    def of(cls, group: Group, sets: Rows, limit: Ints) -> Modes:
        """The modes of all routes of a group that the sets tell apart."""
        places, members = len(limit), group.members.astype(np.int64)
        free = np.arange(members.shape[1])[None, :] < group.free[:, None]
        may = named(sets, limit)[members] & free
        count = 1 << may.sum(axis=1)
        first = np.cumsum(count) - count
        route = np.repeat(np.arange(len(members)), count)
        choice = np.arange(len(route)) - first[route]
        bit = np.maximum(0, may.cumsum(axis=1) - 1)[route]
        large = may[route] & ((choice[:, None] >> bit) & 1).astype(bool)
        room = group.room[route] - np.where(large, np.append(limit, 0)[members[route]] + 1, 0).sum(axis=1)
        keep = room >= 0
        kept = np.cumsum(keep) - keep
        route, large = route[keep], large[keep]
        modes = replace(
            group,
            members=np.where(large, members[route] + places + 1, members[route]),
            free=group.free[route],
            rupiah=group.rupiah[route],
            room=room[keep],
        )
        return cls(limit, kept[first], modes, large)

    def costs(self, day: float, values: Floats, sets: Rows) -> Floats:
        """What each mode costs beyond its worth, at least where other modes of its route cost less."""
        places, members = len(self.limit), self.group.members
        stop = np.where(self.large, members - places - 1, members)
        free = np.arange(stop.shape[1])[None, :] < self.group.free[:, None]
        tiny = free & ~self.large & (np.append(self.limit, -1)[stop] >= 0)
        at = np.concatenate([np.argwhere(stop < places), np.argwhere(tiny)])
        column = stop[at[:, 0], at[:, 1]] + np.where(np.arange(len(at)) < (stop < places).sum(), 0, places)
        stops = csr_array((np.ones(len(at)), (at[:, 0], column)), shape=(len(stop), 2 * places))
        worth = Scan([self.group]).worth(0, self._values(values))
        costs: Floats = self.group.rupiah - day + fines(stops, sets) - worth
        return costs

    def least(self, costs: Floats) -> Floats:
        """What each route costs, that of its cheapest mode."""
        found: Floats = np.minimum.reduceat(costs, self.first)
        return found

    def loads(self, mode: int, spare: Ints, values: Floats) -> tuple[int, ...]:
        """Units above the least at each free stop of a mode, worth the most together."""
        free, base = int(self.group.free[mode]), np.append(self.limit, 0) + 1
        stops = [int(stop) for stop in self.group.members[mode, :free]]
        wide = np.concatenate([spare, [0], spare - self.limit - 1])
        units = loads(stops, int(self.group.room[mode]), wide, self._values(values))
        places = len(self.limit)
        return tuple(
            more + (int(base[stop - places - 1]) if stop > places else 0)
            for more, stop in zip(units, stops, strict=True)
        )

    def _values(self, values: Floats) -> Floats:
        """What visits are worth, and then what those that are not small are by their units beyond that."""
        units = np.minimum(self.limit[:, None] + 1 + np.arange(values.shape[1]), values.shape[1] - 1)
        return np.concatenate([values, np.take_along_axis(values[:-1], units, axis=1)])
