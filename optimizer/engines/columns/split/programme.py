"""The linear programme over rounds with loads, for plans that serve everyone in as many visits as they like.

    min  sum rupiah_r x_r
    s.t. sum_r units_ir x_r >= wanted_i,    sum_r min(1, units_ir / rest_i) x_r >= fewest_i,
         sum_r phi(units_ir) x_r >= 1,

with rest_i what is left to one of fewest_i visits where all the others are as large as can be: smaller ones
count less, as all must make up for them (a row of `sizes`, which other functions phi are from as well).
Slots, hours and dates are left out.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from ortools.linear_solver import pywraplp

from optimizer.engines.columns.fewest.shape import Shape
from optimizer.engines.columns.split.rounds import Round
from optimizer.engines.columns.split.sizes import broken

Floats = NDArray[np.float64]

MADE = 1e-7
"""Shares of a column below which it is not made."""


@dataclass(frozen=True)
class Column:
    """A round, and what a day of it costs; of a family of slot classes and one of its lengths of day."""

    stops: Round
    slot_class: int
    rupiah: float


@dataclass(frozen=True)
class Prices:
    """What rows are worth, none negative: a unit and a visit of each place, shape (places,), and each row."""

    unit: Floats
    visit: Floats
    rows: Floats

    def towards(self, other: Prices, share: float) -> Prices:
        """Prices moved a share of the way to others, which may know of fewer rows."""
        rows = np.zeros(len(self.rows))
        rows[: len(other.rows)] = other.rows
        return Prices(
            (1 - share) * self.unit + share * other.unit,
            (1 - share) * self.visit + share * other.visit,
            (1 - share) * self.rows + share * rows,
        )


class Programme:
    """The linear programme over the columns and rows known so far."""

    def __init__(self, shape: Shape):
        self.shape = shape
        self.columns: dict[Column, None] = {}
        self.shares: list[float] = []
        self._rows: list[tuple[int, Floats]] = []
        self._solver = pywraplp.Solver.CreateSolver("GLOP")
        self._solver.Objective().SetMinimization()
        self._chosen: list[pywraplp.Variable] = []
        far = self._solver.infinity()
        self._wanted = [self._solver.Constraint(float(units), far) for units in shape.wanted]
        # Where one visit may do, the units wanted say all that such a row would.
        fewest = np.where(shape.fewest > 1, shape.fewest, 0)
        self._fewest: Floats = fewest.astype(np.float64)
        self._rest = np.maximum(1, shape.wanted - (shape.fewest - 1) * shape.most)
        self._visits = [self._solver.Constraint(visits, far) for visits in self._fewest.tolist()]
        self._cut: list[pywraplp.Constraint] = []

    def add(self, column: Column) -> bool:
        """Add a column; False if it is there."""
        if column in self.columns:
            return False
        self.columns[column] = None
        share = self._solver.NumVar(0.0, self._solver.infinity(), "")
        self._chosen.append(share)
        self._solver.Objective().SetCoefficient(share, column.rupiah)
        units, visits = defaultdict[int, int](int), defaultdict[int, float](float)
        for place, served in column.stops:
            units[place] += served
            visits[place] += min(1.0, served / float(self._rest[place]))
        for place, count in units.items():
            self._wanted[place].SetCoefficient(share, float(count))
            if self._fewest[place]:
                self._visits[place].SetCoefficient(share, visits[place])
        for (place, row), cut in zip(self._rows, self._cut, strict=True):
            if place in units:
                cut.SetCoefficient(share, _counted(column.stops, place, row))
        return True

    def solve(self) -> tuple[float, Prices] | None:
        """The least rupiah over the columns known, and prices that prove it; None where there is none."""
        if self._solver.Solve() != pywraplp.Solver.OPTIMAL and self._anew() != pywraplp.Solver.OPTIMAL:
            return None
        self.shares = [share.solution_value() for share in self._chosen]
        found = (_duals(rows) for rows in (self._wanted, self._visits, self._cut))
        return self._solver.Objective().Value(), Prices(*found)

    def _anew(self) -> int:
        """Solve it from the beginning, as the simplex method may give up on what it went on from."""
        params = pywraplp.MPSolverParameters()
        params.SetIntegerParam(params.INCREMENTALITY, params.INCREMENTALITY_OFF)
        params.SetIntegerParam(params.LP_ALGORITHM, params.DUAL)
        return int(self._solver.Solve(params))

    def made(self) -> list[tuple[Column, float]]:
        """The columns that the last solution makes, and how often."""
        return [
            (column, share) for column, share in zip(self.columns, self.shares, strict=False) if share > MADE
        ]

    def cut(self) -> int:
        """Add the rows of `sizes` that the last solution breaks, one a place at most; how many."""
        loads = defaultdict[int, defaultdict[int, float]](lambda: defaultdict(float))
        for column, share in zip(self.columns, self.shares, strict=False):  # later ones have none
            for place, served in column.stops if share > MADE else ():
                loads[place][served] += share
        found = [
            (place, row)
            for place, shares in sorted(loads.items())
            if (row := broken(int(self.shape.wanted[place]), int(self.shape.most[place]), shares)) is not None
        ]
        for place, row in found:
            cut = self._solver.Constraint(1.0, self._solver.infinity())
            for share, column in zip(self._chosen, self.columns, strict=True):
                counted = _counted(column.stops, place, row)
                if counted:
                    cut.SetCoefficient(share, counted)
            self._rows.append((place, row))
            self._cut.append(cut)
        return len(found)

    def worth(self, prices: Prices) -> Floats:
        """What visits of 1, 2, ... units of each place are worth, shape (places, most units)."""
        most = int(self.shape.most.max(initial=1))
        units = np.arange(1, most + 1)
        counted = np.minimum(1.0, units[None, :] / self._rest[:, None])
        worth: Floats = prices.visit[:, None] * counted + prices.unit[:, None] * units[None, :]
        for (place, row), price in zip(self._rows, prices.rows, strict=False):  # later rows are worth none
            worth[place, : len(row)] += price * row
        return worth

    def total(self, prices: Prices) -> float:
        """What all rows together are worth: a bound, were no column worth more than it costs."""
        wanted, visits = prices.unit @ self.shape.wanted, prices.visit @ self._fewest
        return float(wanted + visits + prices.rows.sum())


def gain(column: Column, worth: Floats) -> float:
    """By how much a column is worth more than it costs."""
    return float(sum(worth[place, served - 1] for place, served in column.stops) - column.rupiah)


def _counted(stops: Round, place: int, row: Floats) -> float:
    return float(sum(row[served - 1] for there, served in stops if there == place))


def _duals(rows: list[pywraplp.Constraint]) -> Floats:
    return np.maximum(0.0, np.array([row.dual_value() for row in rows], dtype=np.float64))
