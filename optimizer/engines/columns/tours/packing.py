"""The linear programme of tours: which to make so that most prizes are collected.

    max Σ p_i y_i   s.t.  y_i ≤ Σ_(r over i) x_r,  y_i ≤ 1,  Σ_r x_r ≤ tours,  Σ_r ⌊n_r / 2⌋ x_r ≤ 1 (`rows`)

A place gone to more than once counts once. With u_i = p_i less the worth of place i, day price v and row
prices s no plan collects more than Σ u + v · tours + Σ s, as long as no tour is worth more than v.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from ortools.linear_solver import pywraplp

from optimizer.engines.columns.tours.rows import Order, Row
from optimizer.engines.columns.tours.shape import Shape

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Prices:
    """What each place is worth, shape (places,), what a day and each row cost."""

    worth: Floats
    day: float
    rows: Floats

    def bound(self, shape: Shape, most: float) -> float:
        """What no plan collects more than, where no tour is worth more than `most`."""
        lost = float((shape.prize - self.worth).sum())
        return lost + shape.tours * max(0.0, self.day, most) + float(self.rows.sum())

    def towards(self, other: Prices, share: float) -> Prices:
        """These prices moved a share of the way to others; rows that those lack cost nothing there."""
        rows = np.zeros_like(self.rows)
        rows[: len(other.rows)] = other.rows
        return Prices(
            (1 - share) * self.worth + share * other.worth,
            (1 - share) * self.day + share * other.day,
            (1 - share) * self.rows + share * rows,
        )


class Packing:
    """The programme over a growing pool of tours."""

    def __init__(self, shape: Shape):
        self.shape = shape
        self.orders: dict[Order, pywraplp.Variable] = {}
        self.rows: list[Row] = []
        self._solver = solver = pywraplp.Solver.CreateSolver("GLOP")
        far = solver.infinity()
        self._objective = solver.Objective()
        self._objective.SetMaximization()
        self._places = [solver.Constraint(0.0, far) for _ in range(shape.count)]
        self._days = solver.Constraint(-far, float(shape.tours))
        self._rows: list[pywraplp.Constraint] = []
        for row, prize in zip(self._places, shape.prize.tolist(), strict=True):
            collected = solver.NumVar(0.0, 1.0, "")
            row.SetCoefficient(collected, -1.0)
            self._objective.SetCoefficient(collected, float(prize))

    def add(self, orders: Iterable[Order]) -> int:
        """Add tours not known; how many were not."""
        before = len(self.orders)
        for order in orders:
            if order not in self.orders:
                self.orders[order] = share = self._solver.NumVar(0.0, self._solver.infinity(), "")
                for place in set(order):
                    self._places[place].SetCoefficient(share, 1.0)
                self._days.SetCoefficient(share, 1.0)
                for row, kept in zip(self.rows, self._rows, strict=True):
                    count = row.of(order)
                    if count:
                        kept.SetCoefficient(share, float(count))
        return len(self.orders) - before

    def cut(self, rows: Iterable[Row]) -> None:
        """Keep new rows from now on."""
        for row in rows:
            kept = self._solver.Constraint(-self._solver.infinity(), 1.0)
            self.rows.append(row)
            self._rows.append(kept)
            for order, share in self.orders.items():
                count = row.of(order)
                if count:
                    kept.SetCoefficient(share, float(count))

    def solve(self) -> tuple[float, Prices] | None:
        """The most that is collected, and the prices; None where the simplex method gives up."""
        if self._solver.Solve() != pywraplp.Solver.OPTIMAL:
            return None
        worth = np.array([max(0.0, -row.dual_value()) for row in self._places])
        rows = np.array([max(0.0, row.dual_value()) for row in self._rows])
        worth = np.minimum(worth, self.shape.prize)
        return self._objective.Value(), Prices(worth, max(0.0, self._days.dual_value()), rows)

    def made(self) -> dict[Order, float]:
        """The tours made and how often."""
        return {
            order: share.solution_value()
            for order, share in self.orders.items()
            if share.solution_value() > 1e-6
        }
