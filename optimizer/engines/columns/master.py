"""The master problem: which trips to make, as a linear programme and over whole trips.

Level 1 (people), with y_c the people counted of cell c and z_t those counted towards a target:

    min  −Σ w_c y_c − Σ 100 z_t
    s.t. Σ_r q_cr x_r ≥ y_c,  Σ_(c of t, r) q_cr x_r ≥ z_t,  0 ≤ y ≤ expected,  0 ≤ z ≤ target,
         Σ_(r visiting i) x_r ≤ visits_i,  Σ_(r of class k) x_r ≤ slots_k,  Σ rupiah_r x_r ≤ budget,
         Σ_(c of f) y_c + s_f ≥ floor_f,  Σ s_f ≤ the people missing from floors, 0 ≤ s,
         Σ_r f(q_cr) x_r ≤ 1 where they are cut off (`sizes`).

Level 2 (rupiah): min Σ rupiah_r x_r with the same rows and Σ w_c y_c + Σ 100 z_t ≥ the people of level 1.
Trips with nights take runs of dates; where there are any, all trips take dates (`windows`).
The bound is the Lagrangian one, valid for any duals as long as no trip prices below what it is told.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from typing import Any

import numpy as np
from numpy.typing import NDArray
from ortools.linear_solver import pywraplp

from optimizer.core.plan import Trip
from optimizer.core.policy import WEIGHT_SCALE
from optimizer.core.problem import Problem
from optimizer.core.score import counted, trip_cost
from optimizer.engines.columns.sizes import Size, Sizes, towards
from optimizer.engines.columns.windows import Most, lay, most_worth, nights_of

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Column:
    """A trip that may be made; its `rupiah` and whom it serves, per cell."""

    trip: Trip
    rupiah: int
    people: Mapping[int, int]

    @classmethod
    def of(cls, problem: Problem, trip: Trip) -> Column:
        """The column of a trip."""
        people: dict[int, int] = {}
        for visit in trip.visits:
            for cell, count in visit.loads:
                people[cell] = people.get(cell, 0) + count
        return cls(trip, trip_cost(problem, trip), people)


@dataclass(frozen=True)
class Duals:
    """Prices of a linear programme, none negative.

    `cell` and `target` are per cell and target, `floor` per floor, `visit` per place, `day` per slot class;
    `night` is per kind of trip with nights, for all its dates (`windows.nights_of`);
    `missing` is the price of a person missing from the floors, `rupiah` what a rupiah of a trip costs in
    units of the objective, `aim` what a weighted person of level 1 is worth; `size` is per row of visit
    sizes.
    """

    cell: Floats
    target: Floats
    floor: Floats
    visit: Floats
    day: Floats
    night: Floats
    budget: float
    aim: float
    missing: float
    rupiah: float
    size: Sizes = field(default_factory=dict)

    def person(self, problem: Problem) -> Floats:
        """What serving a person of each cell is worth, shape (cells,)."""
        worth = self.cell.copy()
        for price, target in zip(self.target, counted(problem)[1], strict=True):
            worth[target.cells] += price
        return worth

    def towards(self, other: Duals, share: float) -> Duals:
        """These duals moved a share of the way to others."""
        moved: dict[str, Any] = {
            name: (1 - share) * getattr(self, name) + share * getattr(other, name)
            for name in (each.name for each in fields(self))
            if name != "size"
        }
        return Duals(**moved, size=towards(self.size, other.size, share))


@dataclass(frozen=True)
class Kept:
    """What a plan may not fall short of on a level: people missing from floors, and weighted people.

    `people` is None on level 1, where they are sought. With a `fine` for each person missing from floors more
    may miss: for plans under construction, never for a bound.
    """

    missing: int = 0
    people: int | None = None
    fine: float = 0.0


def bound(problem: Problem, duals: Duals, keep: Kept, best: Most) -> float:
    """A lower bound of the master at any duals (Lagrange), in its minimised objective.

    `best` is per slot class the most any of its trips is worth, before the day's own price, and per kind of
    trip with nights.
    """
    weight, targets = counted(problem)
    aim = 1.0 if keep.people is None else duals.aim
    worth, total = aim * weight, -duals.missing * keep.missing
    for price, floor in zip(duals.floor, problem.floors, strict=True):
        worth = worth + price * floor.cells
        total += (price + min(0.0, duals.missing - price)) * floor.people
    total += float((np.minimum(0.0, duals.cell - worth) * problem.expected).sum())
    for price, target in zip(duals.target, targets, strict=True):
        total += min(0.0, price - aim * WEIGHT_SCALE) * target.people
    total -= float((duals.visit * problem.max_visits).sum()) + sum(duals.size.values())
    if problem.policy.budget is not None:
        total -= duals.budget * problem.policy.budget
    if keep.people is not None:
        total += aim * keep.people
    return total - most_worth(problem, best)


class Master:
    """The linear programme of one level over a growing pool of columns."""

    def __init__(self, problem: Problem, columns: Iterable[Column], keep: Kept):
        self.problem, self.keep = problem, keep
        self.columns: list[Column] = []
        self._solver = pywraplp.Solver.CreateSolver("GLOP")
        self._rows = _Rows(problem, self._solver, keep)
        self._chosen: list[pywraplp.Variable] = []
        self.add(columns)

    def add(self, columns: Iterable[Column]) -> None:
        """Add columns to choose from."""
        for column in columns:
            share = self._solver.NumVar(0.0, self._solver.infinity(), "")
            self._rows.enter(share, column)
            self.columns.append(column)
            self._chosen.append(share)

    def solve(self) -> tuple[float, Duals] | None:
        """The least objective and its duals; None where the people asked for cannot be reached yet."""
        if self._solver.Solve() != pywraplp.Solver.OPTIMAL:
            return None
        return self._solver.Objective().Value(), self._rows.duals(self.keep.people is not None)

    def reduced_costs(self) -> list[float]:
        """Reduced cost of each column, in the order added; none where there is no solution."""
        if self.solve() is None:
            return []
        return [share.reduced_cost() for share in self._chosen]

    def shares(self) -> list[float]:
        """How often each column is made, in the order added, by the last solution."""
        return [share.solution_value() for share in self._chosen]

    def made(self) -> list[tuple[Column, float]]:
        """The columns the last solution makes, and how often."""
        return [(column, s) for column, s in zip(self.columns, self.shares(), strict=True) if s > 0.0]

    def cut(self, rows: Iterable[Size]) -> None:
        """Keep new rows of visit sizes (`sizes`) from now on; where there is a fine, as far as can be."""
        for row in rows:
            self._rows.cut(row, zip(self._chosen, self.columns, strict=True), self.keep.fine)

    def fix(self, number: int, least: float) -> None:
        """Make a column at least so often from now on."""
        self._chosen[number].SetLb(least)


class _Rows:
    """The rows of the master on a solver, and the variables that count people."""

    def __init__(self, problem: Problem, solver: pywraplp.Solver, keep: Kept):
        self.problem, far, people = problem, solver.infinity(), keep.people
        self._objective, self._level = solver.Objective(), people
        self._objective.SetMinimization()
        self._solver, self._sizes = solver, dict[Size, pywraplp.Constraint]()
        self._cells = [solver.Constraint(0.0, far) for _ in range(problem.cells)]
        weights, self._aims = counted(problem)
        self._targets = [solver.Constraint(0.0, far) for _ in self._aims]
        self._places = [solver.Constraint(-far, float(most)) for most in problem.max_visits]
        self._classes = [
            solver.Constraint(-far, float(problem.slots_of(k))) for k in range(len(problem.classes))
        ]
        self._nights = {classes: solver.Constraint(-far, 0.0) for classes in nights_of(problem)}
        if self._nights:
            lay(problem, solver, self._classes, self._nights)
        budget = problem.policy.budget
        self._budget = None if budget is None else solver.Constraint(-far, float(budget))
        self._aim = None if people is None else solver.Constraint(float(people), far)
        self._missing = solver.Constraint(-far, far if keep.fine else float(keep.missing))
        self._floors = [solver.Constraint(float(floor.people), far) for floor in problem.floors]
        for row, floor in zip(self._floors, problem.floors, strict=True):
            missing = solver.NumVar(0.0, float(floor.people), "")
            row.SetCoefficient(missing, 1.0)
            self._objective.SetCoefficient(missing, keep.fine)
            self._missing.SetCoefficient(missing, 1.0)
        for cell, (row, weight, most) in enumerate(zip(self._cells, weights, problem.expected, strict=True)):
            people_of = self._count(solver, row, float(weight), float(most))
            for of_floor, floor in zip(self._floors, problem.floors, strict=True):
                if floor.cells[cell]:
                    of_floor.SetCoefficient(people_of, 1.0)
        for row, target in zip(self._targets, self._aims, strict=True):
            self._count(solver, row, float(WEIGHT_SCALE), float(target.people))

    def enter(self, share: pywraplp.Variable, column: Column) -> None:
        """Give a column its coefficients."""
        for cell, people in column.people.items():
            self._cells[cell].SetCoefficient(share, people)
        for row, target in zip(self._targets, self._aims, strict=True):
            row.SetCoefficient(share, sum(n for cell, n in column.people.items() if target.cells[cell]))
        visits: dict[int, int] = {}
        for place in column.trip.visited:
            visits[place] = visits.get(place, 0) + 1
        for place, count in visits.items():
            self._places[place].SetCoefficient(share, count)
        night = self._nights.get(column.trip.classes)
        if night is not None:
            night.SetCoefficient(share, 1.0)
        for k in set(column.trip.classes) if night is None else ():
            self._classes[k].SetCoefficient(share, column.trip.classes.count(k))
        for size, kept in self._sizes.items():
            if size.cell in column.people:
                kept.SetCoefficient(share, size.of(column.people[size.cell]))
        if self._budget is not None:
            self._budget.SetCoefficient(share, column.rupiah)
        if self._level is not None:
            self._objective.SetCoefficient(share, column.rupiah)

    def cut(self, size: Size, chosen: Iterable[tuple[pywraplp.Variable, Column]], fine: float) -> None:
        """Lay a row of visit sizes over the columns entered so far."""
        self._sizes[size] = row = self._solver.Constraint(-self._solver.infinity(), 1.0)
        if (
            fine
        ):  # who makes the last trip that a cell needs is not held up by those of its people served twice
            beyond = self._solver.NumVar(0.0, self._solver.infinity(), "")
            row.SetCoefficient(beyond, -1.0)
            self._objective.SetCoefficient(beyond, fine * size.whole)
        for share, column in chosen:
            if size.cell in column.people:
                row.SetCoefficient(share, size.of(column.people[size.cell]))

    def duals(self, money: bool) -> Duals:
        """Duals as prices: none negative."""

        def prices(rows: list[pywraplp.Constraint], sign: float) -> Floats:
            return np.maximum(0.0, sign * np.array([row.dual_value() for row in rows], dtype=np.float64))

        budget = 0.0 if self._budget is None else max(0.0, -self._budget.dual_value())
        return Duals(
            prices(self._cells, 1.0),
            prices(self._targets, 1.0),
            prices(self._floors, 1.0),
            prices(self._places, -1.0),
            prices(self._classes, -1.0),
            prices([*self._nights.values()], -1.0),
            budget,
            0.0 if self._aim is None else max(0.0, self._aim.dual_value()),
            max(0.0, -self._missing.dual_value()),
            budget + (1.0 if money else 0.0),
            dict(zip(self._sizes, prices([*self._sizes.values()], -1.0).tolist(), strict=True)),
        )

    def _count(
        self, solver: pywraplp.Solver, row: pywraplp.Constraint, weight: float, most: float
    ) -> pywraplp.Variable:
        """A variable for the people counted on a row, worth their weight."""
        counted = solver.NumVar(0.0, most, "")
        row.SetCoefficient(counted, -1.0)
        if self._aim is None:
            self._objective.SetCoefficient(counted, -weight)
        else:
            self._aim.SetCoefficient(counted, weight)
        return counted
