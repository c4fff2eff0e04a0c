"""A linear programme whose routes come and go: those found later are added, those never needed left out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from optimizer.engines.columns.fewest.groups import Group
from optimizer.engines.columns.fewest.programme import Column, Programme, Solved
from optimizer.engines.columns.fewest.values import Scan

Floats = NDArray[np.float64]


class Pool(Programme):
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

    def narrow(self, keep: Sequence[NDArray[np.bool_]]) -> None:
        """Leave out all routes but those to `keep`, a mask per group, and those with columns."""
        kept = [mask.copy() for mask in keep]
        for column in self._columns:
            kept[column.group][column.route] = True
        rows = [np.flatnonzero(mask) for mask in kept]
        number = [np.cumsum(mask) - 1 for mask in kept]

        def moved(column: Column) -> Column:
            return replace(column, route=int(number[column.group][column.route]))

        self.groups = [_part(group, chosen) for group, chosen in zip(self.groups, rows, strict=True)]
        self._scan = Scan(self.groups)
        self._columns = {moved(column): share for column, share in self._columns.items()}
        self._stops = {moved(column): stops for column, stops in self._stops.items()}
        for parity in self.parity.values():
            parity.coefficients = [c[chosen] for c, chosen in zip(parity.coefficients, rows, strict=True)]

    def reckoned(self, solved: Solved) -> Solved:
        """The optimum found last, with what each route there is by now costs at its prices."""
        duals = self._result.dual_values()
        fixed = [self._fixed(number, duals) for number in range(len(self.groups))]
        reduced = [costs - self._scan.worth(number, solved.values) for number, costs in enumerate(fixed)]
        return replace(solved, shares=self._shares(), fixed=fixed, reduced=reduced)

    def fines(self) -> tuple[NDArray[np.bool_], Floats]:
        """Sets of places, shape (rows, places), and what every two stops in one cost at the last prices."""
        duals = self._result.dual_values()
        priced = [(sets, max(0.0, -duals[parity.row])) for sets, parity in self.parity.items()]
        priced = [(sets, fine) for sets, fine in priced if fine > 0]
        rows = np.zeros((len(priced), len(self.shape.wanted)), dtype=bool)
        for row, (sets, _) in zip(rows, priced, strict=True):
            row[list(sets)] = True
        return rows, np.array([fine for _, fine in priced])


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


def _part(group: Group, rows: NDArray[np.int64]) -> Group:
    """Some routes of a group."""
    return replace(
        group,
        members=group.members[rows],
        free=group.free[rows],
        rupiah=group.rupiah[rows],
        room=group.room[rows],
    )
