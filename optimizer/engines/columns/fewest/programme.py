"""The linear programme over routes with loads, its rows, and what it is worth at its own prices.

    min  sum rupiah_r x_r
    s.t. fewest_i <= sum_(r visits i) x_r <= visits_i,     sum_r units_ir x_r >= wanted_i,
         sum_(r of class k) x_r <= slots_k,                low <= sum_(r of a kind of day) x_r <= high,
         sum_r f(units_ir) x_r <= 1,                       sum_r floor(|r & W| / 2) x_r <= floor(visits(W)/2),

the last two for functions f of `hull` and sets W of `parity`.

Columns are a route and the units it serves at its stops; they are priced by a scan over all routes, so a
programme that no scan finds a column for is solved to its optimum, whatever the rows.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from math import inf

import numpy as np
from numpy.typing import NDArray
from ortools.math_opt.python import mathopt

from optimizer.engines.columns.fewest.groups import Group
from optimizer.engines.columns.fewest.hull import broken_row
from optimizer.engines.columns.fewest.parity import broken_sets, limit
from optimizer.engines.columns.fewest.shape import Shape
from optimizer.engines.columns.fewest.values import Scan, loads

Floats = NDArray[np.float64]

TOLERANCE = 1e-2
"""Rupiah by which a column has to be worth more than it costs."""

PER_PLACE = 3
"""Columns of a group and round that share a place, at most: the best would all be alike."""

LOOKED_AT = 4_000
"""Routes of a group looked at for columns in a round."""

SLOW = 1e-5
"""Relative gain of new rows below which no more are added."""

MOST_PARITY = 200
"""Rows of sets of places: with more, what a row costs every route in memory and time outweighs it."""

ENOUGH = 40
"""Columns of a round after which the other groups have to wait for theirs."""

PENALTY = 20.0
"""What a visit or day missing from the programme costs, in dearest routes; more than any can."""

Kind = int | None
"""Kinds of day that are counted: by the rupiah of the day, or all (None)."""

Range = tuple[float, float]
Prices = dict[mathopt.LinearConstraint, float]


@dataclass(frozen=True)
class Column:
    """A route of a group, and the units above the least at those of its stops that are free."""

    group: int
    route: int
    units: tuple[int, ...]


@dataclass
class Solved:
    """An optimum and its prices.

    Attributes
    ----------
    shares
        How often each column is made, where it is.
    values
        What visits are worth by place and units above the least, as in `values.worth`.
    price
        What the slot and the kinds of a group's day are worth, per group.
    fixed, reduced
        What each route of each group costs beyond its day's price, without and with its best loads' worth.
    """

    value: float
    shares: dict[Column, float]
    values: Floats
    price: list[float]
    fixed: list[Floats]
    reduced: list[Floats]

    def days(self, groups: Sequence[Group], kind: Kind) -> float:
        """Days of a kind."""
        return sum(x for c, x in self.shares.items() if kind is None or groups[c.group].day == kind)


@dataclass
class _Parity:
    """A row over a set of places, and its coefficient for every route of every group."""

    row: mathopt.LinearConstraint
    coefficients: list[NDArray[np.int8]]


@dataclass
class Programme:
    """The linear programme; rows found for one range of days hold for all."""

    shape: Shape
    groups: list[Group]
    slots: Sequence[int]
    hull: dict[int, list[Floats]] = field(default_factory=dict)
    parity: dict[tuple[int, ...], _Parity] = field(default_factory=dict)

    def __post_init__(self) -> None:
        shape, model = self.shape, mathopt.Model()
        self._scan, self._first = Scan(self.groups), 0
        self._model, self._width = model, int(shape.spare.max(initial=0)) + 1
        units = np.minimum(np.arange(self._width)[None, :], shape.spare[:, None])
        self._units = (shape.least[:, None] + units).astype(np.float64)
        add = model.add_linear_constraint
        self._visits = [
            add(lb=float(a), ub=float(b)) for a, b in zip(shape.fewest, shape.visits, strict=True)
        ]
        self._wanted = [
            add(lb=float(n)) if free else None for n, free in zip(shape.wanted, self._free, strict=True)
        ]
        self._slots = [add(ub=float(n)) for n in self.slots]
        self.kinds: tuple[Kind, ...] = (None, *sorted({group.day for group in self.groups})[1:])
        self._days = {kind: add(lb=0.0) for kind in self.kinds}
        self._hull: dict[int, list[mathopt.LinearConstraint]] = {}
        self._columns: dict[Column, mathopt.Variable] = {}
        self._visiting: list[list[tuple[mathopt.Variable, int]]] = [[] for _ in shape.wanted]
        self._stops: dict[Column, list[tuple[int, int]]] = {}
        dearest = max((float(group.rupiah.max(initial=0.0)) for group in self.groups), default=0.0)
        for row in (*self._visits, *(row for row in self._wanted if row is not None), *self._days.values()):
            missing = model.add_variable(lb=0.0)
            row.set_coefficient(missing, 1.0)
            model.objective.set_linear_coefficient(missing, PENALTY * max(1.0, dearest))
        model.objective.is_maximize = False
        self._solver = mathopt.IncrementalSolver(model, mathopt.SolverType.GLOP)

    @property
    def _free(self) -> NDArray[np.bool_]:
        return np.asarray((self.shape.spare > 0) | (self.shape.fewest < self.shape.visits))

    def prices(self, solved: Solved) -> dict[tuple[int, int], float]:
        """What a day is worth, by slot class and minutes."""
        priced = zip(self.groups, solved.price, strict=True)
        return {(group.slot_class, group.minutes): price for group, price in priced}

    def within(self, days: Mapping[Kind, Range]) -> None:
        """Count days of each kind only within a range from now on."""
        for kind, (low, high) in days.items():
            self._days[kind].lower_bound, self._days[kind].upper_bound = low, high

    def solve(self, goes: Callable[[], bool], cut: bool) -> Solved | None:
        """The optimum over all routes, with the rows of places that it breaks, and with `cut` those of sets.

        None where it has to end before, as `goes` says.
        """
        before = -inf
        while goes():
            priced = self._priced()
            if priced is None:
                return None
            value, values, prices = priced
            if self._grow(values, prices):
                continue
            shares, gained = self._shares(), value - before
            before = value
            if gained > SLOW * abs(value) and (self._add_hull(shares) or (cut and self._add_parity(shares))):
                continue
            fixed = [self._fixed(number, prices) for number in range(len(self.groups))]
            reduced = [costs - self._scan.worth(number, values) for number, costs in enumerate(fixed)]
            below = sum(float(min(0.0, costs.min(initial=0.0))) for costs in reduced) * sum(self.slots)
            day = [self._price(group, prices) for group in self.groups]
            return Solved(value + below, shares, values, day, fixed, reduced)
        return None

    def enter(self, column: Column) -> bool:
        """Add a column; False if it is there."""
        if column in self._columns:
            return False
        group = self.groups[column.group]
        share = self._model.add_variable(lb=0.0)
        self._columns[column] = share
        self._model.objective.set_linear_coefficient(share, float(group.rupiah[column.route]))
        self._stops[column] = self._stops_of(column)
        for place, units in self._stops[column]:
            self._visiting[place].append((share, units))
            self._visits[place].set_coefficient(share, 1.0)
            wanted = self._wanted[place]
            if wanted is not None:
                wanted.set_coefficient(share, self._units[place, units])
            for row, f in zip(self._hull.get(place, ()), self.hull.get(place, ()), strict=True):
                row.set_coefficient(share, float(f[units]))
        self._slots[group.slot_class].set_coefficient(share, 1.0)
        for kind, days in self._days.items():
            if kind is None or kind == group.day:
                days.set_coefficient(share, 1.0)
        for parity in self.parity.values():
            parity.row.set_coefficient(share, float(parity.coefficients[column.group][column.route]))
        return True

    def _stops_of(self, column: Column) -> list[tuple[int, int]]:
        """Places of a column with the units above the least there."""
        group = self.groups[column.group]
        members = [int(m) for m in group.members[column.route] if m < len(self.shape.wanted)]
        return list(zip(members, (*column.units, *([0] * (len(members) - len(column.units)))), strict=True))

    def _priced(self) -> tuple[float, Floats, Prices] | None:
        """The optimum over the columns known, if any: its value, what visits are worth, and its duals."""
        self._result = self._solver.solve()
        if self._result.termination.reason is not mathopt.TerminationReason.OPTIMAL:
            return None
        duals = self._result.dual_values()
        places = len(self.shape.wanted)
        values = np.zeros((places + 1, self._width))
        for place, (visit, wanted) in enumerate(zip(self._visits, self._wanted, strict=True)):
            values[place] = duals[visit]
            if wanted is not None:
                values[place] += duals[wanted] * self._units[place]
            for row, f in zip(self._hull.get(place, ()), self.hull.get(place, ()), strict=True):
                values[place] += duals[row] * f
        return self._result.objective_value(), values, duals

    def _price(self, group: Group, duals: Prices) -> float:
        """What the slot and the kinds of a group's day are worth."""
        kinds = sum(duals[row] for kind, row in self._days.items() if kind in (None, group.day))
        return duals[self._slots[group.slot_class]] + kinds

    def _fixed(self, number: int, duals: Prices) -> Floats:
        """What each route of a group costs beyond the price of its day, before its loads' worth."""
        costs: Floats = self.groups[number].rupiah - self._price(self.groups[number], duals)
        for parity in self.parity.values():
            if duals[parity.row]:
                costs -= duals[parity.row] * parity.coefficients[number]
        return costs

    def _grow(self, values: Floats, duals: Prices) -> int:
        """Enter the best columns of groups in turn until there are enough; how many there were."""
        entered = 0
        for turn in range(len(self.groups)):
            number = (self._first + turn) % len(self.groups)
            group = self.groups[number]
            costs = self._fixed(number, duals) - self._scan.worth(number, values)
            below = np.flatnonzero(costs < -TOLERANCE)
            best = below[np.argsort(costs[below], kind="stable")][:LOOKED_AT]
            used = np.zeros(len(values), dtype=np.int64)
            for route in best:
                members = group.members[route]
                if used[members[members < len(self.shape.wanted)]].max() < PER_PLACE:
                    used[members] += 1
                    free = [int(place) for place in members[: group.free[route]]]
                    units = loads(free, int(group.room[route]), self.shape.spare, values)
                    entered += self.enter(Column(number, int(route), units))
            if entered >= ENOUGH:
                self._first = number
                break
        return entered

    def _shares(self) -> dict[Column, float]:
        shares = {column: self._result.variable_values(x) for column, x in self._columns.items()}
        return {column: share for column, share in shares.items() if share > 1e-7}

    def _add_hull(self, shares: Mapping[Column, float]) -> int:
        """Add the rows of places whose visits cannot have these sizes together; how many."""
        by_place: dict[int, dict[int, float]] = {}
        for column, share in shares.items():
            for place, units in self._stops[column]:
                if self.shape.spare[place] and self.shape.tight[place]:
                    sizes = by_place.setdefault(place, {})
                    sizes[units] = sizes.get(units, 0.0) + share
        added = 0
        for place, sizes in sorted(by_place.items()):
            spare = int(self.shape.spare[place])
            f = broken_row(sizes, spare, int(self.shape.visits[place]))
            if f is not None:
                added += 1
                padded = np.zeros(self._width)
                padded[: spare + 1] = f
                row = self._model.add_linear_constraint(ub=1.0)
                for share, units in self._visiting[place]:
                    row.set_coefficient(share, float(padded[units]))
                self.hull.setdefault(place, []).append(padded)
                self._hull.setdefault(place, []).append(row)
        return added

    def _add_parity(self, shares: Mapping[Column, float]) -> int:
        """Add the rows of sets of places that the shares break; how many."""
        if len(self.parity) >= MOST_PARITY:
            return 0
        tight = self.shape.tight & (self.shape.wanted > 0)
        rows = [[place for place, _ in self._stops[column] if tight[place]] for column in shares]
        sets = broken_sets(rows, np.array(list(shares.values())), self.shape.visits, set(self.parity))
        for places in sets:
            row = self._model.add_linear_constraint(ub=float(limit(self.shape.visits, places)))
            inside = np.zeros(len(self.shape.wanted) + 1, dtype=np.int8)
            inside[list(places)] = 1
            coefficients = [inside[group.members].sum(axis=1, dtype=np.int8) // 2 for group in self.groups]
            self.parity[places] = _Parity(row, coefficients)
            for column, x in self._columns.items():
                row.set_coefficient(x, float(coefficients[column.group][column.route]))
        return len(sets)
