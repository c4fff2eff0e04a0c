"""Arcs of a routing model: minutes and rupiah from parcel to parcel, as every router is given them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from optimizer.core.effort import Effort
from optimizer.core.problem import Problem
from optimizer.core.tariff import cost
from optimizer.core.travel import UNREACHABLE
from optimizer.engines.parcels import Parcel
from optimizer.engines.price import kilometre_cost

NO_ROAD = 10**6
"""Stands on arcs without a road: more minutes than any day has, small enough to add up."""


class Arcs:
    """Matrices over the nodes of a router: the bases (location indices), then the parcels."""

    def __init__(self, problem: Problem, bases: Sequence[int], parcels: Sequence[Parcel]):
        self.problem, self.parcels, self.bases = problem, tuple(parcels), len(bases)
        self._base_of = {base: node for node, base in enumerate(bases)}
        self._where = np.array([*bases, *(int(problem.place_location[p.place]) for p in parcels)])
        place = np.array([*(-1 - b for b in range(len(bases))), *(p.place for p in parcels)])
        self._other = place[:, None] != place[None, :]
        self._visit = self._other & (place[None, :] >= 0)

    def work(self, slot_class: int) -> NDArray[np.int64]:
        """Minutes from node to node: serve here, drive, set up there if it is another place."""
        problem = self.problem
        stations = problem.classes[slot_class].stations
        raw = [sum(n * int(problem.cell_minutes[c]) for c, n in p.loads) for p in self.parcels]
        service = np.array([0] * self.bases + [-(-minutes // stations) for minutes in raw])
        setup = np.array([0] * self.bases + [int(problem.setup[p.place]) for p in self.parcels])
        setups = np.where(self._other, setup[None, :], 0)
        work: NDArray[np.int64] = self.drive(slot_class) + service[:, None] + setups
        np.fill_diagonal(work, 0)
        return work

    def drive(self, slot_class: int) -> NDArray[np.int64]:
        """Minutes of driving from node to node."""
        return self._between(self.problem.layer(slot_class).minutes)

    def rupiah(self, slot_class: int) -> NDArray[np.int64]:
        """Rupiah from node to node: metres and, at another place, a visit; the day itself is not in it."""
        tariff = self.problem.tariff
        per_million_km = kilometre_cost(self.problem, slot_class)
        metres = self._between(self.problem.layer(slot_class).metres)
        visit = cost(tariff, Effort(visits=1))
        rupiah: NDArray[np.int64] = metres * per_million_km // 10**9 + np.where(self._visit, visit, 0)
        return rupiah

    def way(self, slot_class: int, stops: Sequence[int]) -> tuple[int, ...]:
        """Nodes of a trip over parcels (numbered from 0), from the base and back."""
        base = self._base_of[self.problem.classes[slot_class].base]
        return (base, *(self.bases + stop for stop in stops), base)

    def visits(self) -> NDArray[np.int64]:
        """1 on every arc that comes to another place, else 0."""
        visits: NDArray[np.int64] = self._visit.astype(np.int64)
        return visits

    def _between(self, matrix: NDArray[np.int32]) -> NDArray[np.int64]:
        between: NDArray[np.int64] = matrix[np.ix_(self._where, self._where)].astype(np.int64)
        between[between >= UNREACHABLE] = NO_ROAD
        np.fill_diagonal(between, 0)
        return between
