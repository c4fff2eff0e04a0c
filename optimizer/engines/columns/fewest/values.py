"""What routes are worth when visits of each size have a value: the scan that prices all of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from optimizer.engines.columns.fewest.groups import Group
from optimizer.engines.columns.fewest.sets import Ints

Floats = NDArray[np.float64]

AT_ONCE = 50_000
"""Routes valued in one step."""

QUANTILES = (0.0, 0.1, 0.25, 0.5, 0.75, 0.9, 1.0)
"""Of what a unit is worth on average at the places, the prices of a unit that bounds are reckoned with."""


@dataclass(frozen=True)
class _Shares:
    """Routes with equally many free stops, taken apart into two halves of their stops.

    Attributes
    ----------
    halves
        The distinct tuples of places that first and second halves are made of, shape (tuples, places each).
    routes
        Numbers of the routes, per group.
    which
        The tuple of each half of each of these routes, per group, shape (2, routes).
    room
        Most units that any of them has to share.
    """

    halves: tuple[NDArray[np.int16], NDArray[np.int16]]
    routes: list[Ints]
    which: list[Ints]
    room: int


class Scan:
    """The worth of all routes of some groups.

    The free stops of a route share its room: each half of them is worth the most that e units shared within
    the half are, reckoned once for all routes it occurs in, and the two halves share the room.
    """

    def __init__(self, groups: Sequence[Group]):
        self.groups = groups
        most = max((int(group.free.max(initial=0)) for group in groups), default=0)
        self._shares = [_shares(groups, count) for count in range(2, most + 1)]
        self._values: Floats | None = None
        self._tables: list[tuple[Floats, Floats]] = []

    def worth(self, number: int, values: Floats) -> Floats:
        """The most that the loads of each route of a group are worth, shape (routes,).

        `values[i, e]` is what a visit of place i with e units above the least is worth, shape (places + 1,
        most spare + 1), the last row 0; it never falls with e, and goes on unchanged beyond the spare units.
        """
        if values is not self._values:
            gains = values - values[:, :1]
            self._values = values
            self._tables = [
                (_table(gains, s.halves[0], s.room), _table(gains, s.halves[1], s.room)) for s in self._shares
            ]
        group = self.groups[number]
        room = np.minimum(group.room, values.shape[1] - 1)
        total: Floats = values[:, 0][group.members].sum(axis=1)
        single = np.flatnonzero(group.free == 1)
        places = group.members[single, 0]
        total[single] += values[places, room[single]] - values[places, 0]
        for shares, (one, two) in zip(self._shares, self._tables, strict=True):
            routes, which = shares.routes[number], shares.which[number]
            for start in range(0, len(routes), AT_ONCE):
                part = slice(start, start + AT_ONCE)
                total[routes[part]] += _shared(one, two, which[:, part], group.room[routes[part]])
        return total


def ceilings(values: Floats) -> tuple[Floats, Floats]:
    """Prices of a unit of room, and the most a visit of each place is worth beyond the units it takes.

    At a price p a route is worth at most p for each unit of its room and at each stop the most that values
    exceed p a unit: the room's Lagrangian bound. The first price is 0; `values` are those of `Scan.worth`.

    Returns
    -------
    The prices, shape (prices,), and what visits are worth beyond, shape (places, prices).
    """
    gains = values[:-1] - values[:-1, :1]
    spare = (gains < gains[:, -1:]).sum(axis=1)
    free = spare > 0
    if not free.any():
        return np.zeros(1), values[:-1, -1:].copy()
    slopes = np.unique([0.0, *np.quantile(gains[free, -1] / spare[free], QUANTILES)])
    units = np.arange(values.shape[1])
    tops = [values[:-1, 0] + (gains - slope * units).max(axis=1) for slope in slopes]
    return slopes, np.stack(tops, axis=1)


def _shares(groups: Sequence[Group], count: int) -> _Shares:
    routes = [np.flatnonzero(group.free == count) for group in groups]
    stops = [
        group.members[chosen][:, :count] if len(chosen) else np.empty((0, count), dtype=np.int16)
        for group, chosen in zip(groups, routes, strict=True)
    ]
    every = np.concatenate(stops)
    one, of_one = np.unique(every[:, : count // 2], axis=0, return_inverse=True)
    two, of_two = np.unique(every[:, count // 2 :], axis=0, return_inverse=True)
    which = np.split(
        np.stack([of_one.reshape(-1), of_two.reshape(-1)]), np.cumsum([len(s) for s in stops])[:-1], 1
    )
    room = max((int(g.room[r].max(initial=0)) for g, r in zip(groups, routes, strict=True)), default=0)
    return _Shares((one, two), routes, which, room)


def _table(gains: Floats, tuples: NDArray[np.int16], room: int) -> Floats:
    """What e units shared among the places of each tuple gain, for e up to the room of a route."""
    units = np.minimum(np.arange(room + 1), gains.shape[1] - 1)
    sums = gains[tuples[:, 0]][:, units]
    for column in tuples.T[1:]:
        added = gains[column][:, units]
        longer = sums + added[:, :1]
        for e in range(1, room + 1):
            np.maximum(longer[:, e:], sums[:, : room + 1 - e] + added[:, e : e + 1], out=longer[:, e:])
        sums = longer
    return sums


def _shared(one: Floats, two: Floats, which: Ints, room: Ints) -> Floats:
    """The most of one[e] + two[room - e] over e, per row."""
    order = np.argsort(-room, kind="stable")
    first, second, left = which[0, order], which[1, order], room[order]
    best = np.full(len(room), -np.inf)
    for units in range(int(room.max(initial=-1)) + 1):
        able = int(np.searchsorted(-left, -units, side="right"))
        rest = one[first[:able], units] + two[second[:able], left[:able] - units]
        np.maximum(best[:able], rest, out=best[:able])
    found = np.empty_like(best)
    found[order] = best
    return found


def loads(free: Sequence[int], room: int, spare: Ints, values: Floats) -> tuple[int, ...]:
    """Units above the least at each of the places `free`, worth the most together."""
    room = min(room, int(spare[list(free)].sum()))
    units = np.minimum(np.arange(room + 1), values.shape[1] - 1)
    layers = [np.zeros(room + 1)]
    for place in free:
        layers.append(_sum_of_best(layers[-1], values[place, units] - values[place, 0]))
    taken, left = [], int(np.argmax(layers[-1]))
    for place, before in zip(reversed(free), reversed(layers[:-1]), strict=True):
        may = np.arange(min(left, int(spare[place])) + 1)
        best = int(np.argmax(before[left - may] + values[place, may] - values[place, 0]))
        taken.append(best)
        left -= best
    return tuple(reversed(taken))


def _sum_of_best(one: Floats, two: Floats) -> Floats:
    """The most of one[a] + two[b] with a + b = e, for each e."""
    best = np.full(len(one), -np.inf)
    for units in range(len(one)):
        best[units:] = np.maximum(best[units:], one[: len(one) - units] + two[units])
    return best
