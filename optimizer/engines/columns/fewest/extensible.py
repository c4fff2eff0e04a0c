"""A linear programme that takes more routes, and tells at what prices they are to be sought."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from optimizer.engines.columns.fewest.centre import Prices
from optimizer.engines.columns.fewest.groups import Group
from optimizer.engines.columns.fewest.programme import Programme, Solved
from optimizer.engines.columns.fewest.values import Scan

Floats = NDArray[np.float64]


class Extensible(Programme):
    """The programme over the routes there are by now; its columns and rows outlive a change of routes."""

    def widen(self, new: Sequence[Group]) -> None:
        """Add routes, a group of new ones each, after those there are."""
        places = len(self.shape.wanted)
        for sets, parity in self.parity.items():
            inside = np.zeros(places + 1, dtype=np.int8)
            inside[list(sets)] = 1
            for number, group in enumerate(new):
                more = inside[group.members].sum(axis=1, dtype=np.int8) // 2
                parity.coefficients[number] = np.concatenate([parity.coefficients[number], more])
        self.groups = [_joined(pair, places) for pair in zip(self.groups, new, strict=True)]
        self._scan = Scan(self.groups)

    def reckoned(self, solved: Solved) -> Solved:
        """The optimum found last, with what each route there is by now costs at its prices."""
        duals = self._result.dual_values()
        fixed = [self._fixed(number, duals) for number in range(len(self.groups))]
        reduced = [costs - self._scan.worth(number, solved.values) for number, costs in enumerate(fixed)]
        return replace(solved, shares=self._shares(), fixed=fixed, reduced=reduced)

    def priced(self, solved: Solved) -> Prices:
        """The prices of the optimum found last."""
        duals = self._result.dual_values()
        priced = [(sets, max(0.0, -duals[parity.row])) for sets, parity in self.parity.items()]
        priced = [(sets, fine) for sets, fine in priced if fine > 0]
        rows = np.zeros((len(priced), len(self.shape.wanted)), dtype=bool)
        for row, (sets, _) in zip(rows, priced, strict=True):
            row[list(sets)] = True
        fines = np.array([fine for _, fine in priced])
        return Prices(solved.value, solved.values, self.prices(solved), rows, fines)

    def least(self, prices: Prices) -> dict[int, float]:
        """What each route of a class costs more than it is worth at some prices, at least; fines left out."""
        least: dict[int, float] = {}
        for number, group in enumerate(self.groups):
            costs = group.rupiah - prices.days[group.slot_class, group.minutes]
            costs = costs - self._scan.worth(number, prices.values)
            least[group.slot_class] = min(
                least.get(group.slot_class, np.inf), float(costs.min(initial=np.inf))
            )
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
