"""A linear programme that takes more routes, and tells at what prices they are to be sought."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from math import inf

import numpy as np
from numpy.typing import NDArray

from optimizer.engines.columns.fewest.centre import Prices
from optimizer.engines.columns.fewest.groups import Group
from optimizer.engines.columns.fewest.pool import Pool
from optimizer.engines.columns.fewest.programme import Programme, Solved

Floats = NDArray[np.float64]


class Extensible(Programme):
    """The programme over the routes there are by now; its columns and rows outlive new routes."""

    def widen(self, new: Sequence[Group]) -> None:
        """Add routes, a group of new ones each, after those there are."""
        places = len(self.shape.wanted)
        pairs = list(zip(self.groups, new, strict=True))
        self.groups = [_joined(pair, places) if len(pair[1].members) else pair[0] for pair in pairs]
        self._all = [
            Pool(group, places) if len(pair[1].members) else pool
            for group, pair, pool in zip(self.groups, pairs, self._all, strict=True)
        ]

    def reckoned(self, solved: Solved, known: float) -> Solved:
        """The optimum found last, with what each route there is by now costs at its prices."""
        self._pools = self._all
        return self._solved(solved.shares, known)

    def priced(self, solved: Solved) -> Prices:
        """The prices of the optimum found last."""
        priced = self._sets(self._best.duals)
        rows = np.zeros((len(priced), len(self.shape.wanted)), dtype=bool)
        for row, sets in zip(rows, priced, strict=True):
            row[[place for place in sets if place < len(row)]] = True  # to leave small visits out costs less
        fines = np.array(list(priced.values()), dtype=np.float64)
        return Prices(solved.value, solved.values, self.prices(solved), rows, fines)

    def least(self, prices: Prices) -> dict[int, float]:
        """What each route of a class costs more than it is worth at some prices, at least; fines left out."""
        least: dict[int, float] = {}
        for pool in self._all:
            k, most = pool.group.slot_class, pool.group.minutes
            costs = pool.at_least(prices.days[k, most], prices.values)
            least[k] = min(least.get(k, inf), float(costs.min(initial=inf)))
        return least


def _joined(groups: tuple[Group, Group], places: int) -> Group:
    """One group of the routes of two."""
    one, two = groups
    width = max(one.members.shape[1], two.members.shape[1])
    members = np.concatenate(
        [np.pad(g.members, ((0, 0), (0, width - g.members.shape[1])), constant_values=places) for g in groups]
    )
    return replace(
        one,
        members=members,
        free=np.concatenate([one.free, two.free]),
        rupiah=np.concatenate([one.rupiah, two.rupiah]),
        room=np.concatenate([one.room, two.room]),
    )
