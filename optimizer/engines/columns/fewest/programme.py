"""The linear programme over routes with loads, its rows, and what it is worth at its own prices.

    min  sum rupiah_r x_r
    s.t. fewest_i <= sum_(r visits i) x_r <= visits_i,     sum_r units_ir x_r >= wanted_i,
         sum_(r of class k) x_r <= slots_k,                low <= sum_(r of a kind of day) x_r <= high,
         sum_r f(units_ir) x_r <= 1,                       sum_r floor(|r & W| / 2) x_r <= floor(visits(W)/2),

the last two for functions f of `hull` and sets W of `parity`, with places and with small visits in them.

Columns are a route and the units it serves at its stops; they are priced by a scan over all routes, so a
programme that no scan finds a column for is solved to its optimum, whatever the rows. Any prices bound it:
a route worth more than it costs is made no oftener than its stops are visited (a Lagrangian bound).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from math import inf, isfinite

import numpy as np
from numpy.typing import NDArray
from ortools.math_opt.python import mathopt

from optimizer.engines.columns.fewest.groups import Group
from optimizer.engines.columns.fewest.hull import Sizes, broken_rows
from optimizer.engines.columns.fewest.parity import broken_sets, limit
from optimizer.engines.columns.fewest.pool import PART, Pool, taken
from optimizer.engines.columns.fewest.sets import Ints
from optimizer.engines.columns.fewest.shape import Shape
from optimizer.engines.columns.fewest.simplex import Simplex
from optimizer.engines.columns.fewest.small import Modes, entered, limits, named, small
from optimizer.engines.columns.fewest.values import loads

Floats = NDArray[np.float64]

TOLERANCE = 1e-2
"""Rupiah by which a column has to be worth more than it costs."""

PER_PLACE = 3
"""Columns of a group and round that share a place, at most: the best would all be alike."""

SLOW, SLOW_SETS = 2e-4, 1e-6
"""Relative gain of new rows, of places and of sets, below which no more are added."""

MOST_PARITY = 600
"""Rows of sets of places at most; hardly more are ever broken by enough to be added."""

ENOUGH = 40
"""Columns of a group and round after which no others are priced exactly."""

STEPS = 6
"""Resolves in which the value has to gain for more rows of places to be sought."""

WIDE = 0.02
"""Share of the value up to which what routes cost beyond their worth is reckoned exactly."""

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
        What each route of each group costs beyond its day's price, without and with its best loads' worth;
        at least so much far from the optimum, and infinite where it can be in no plan better than the known.
    hull
        The rows of places that have a price.
    """

    value: float
    shares: dict[Column, float]
    values: Floats
    price: list[float]
    fixed: list[Floats]
    reduced: list[Floats]
    hull: dict[int, list[Floats]]

    def days(self, groups: Sequence[Group], kind: Kind) -> float:
        """Days of a kind."""
        return sum(x for c, x in self.shares.items() if kind is None or groups[c.group].day == kind)


@dataclass(frozen=True)
class _Priced:
    """Prices, and the bound that they prove."""

    bound: float
    duals: Prices


@dataclass
class Programme:
    """The linear programme; rows found for one range of days hold for all."""

    shape: Shape
    groups: list[Group]
    slots: Sequence[int]
    hull: dict[int, list[Floats]] = field(default_factory=dict)
    parity: dict[tuple[int, ...], mathopt.LinearConstraint] = field(default_factory=dict)

    def __post_init__(self) -> None:
        shape, model = self.shape, mathopt.Model()
        self._all = [Pool(group, len(shape.wanted)) for group in self.groups]
        self._pools, self._best = self._all, _Priced(-inf, {})
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
        self._hull = {place: [add(ub=1.0) for _ in rows] for place, rows in self.hull.items()}
        self._columns: dict[Column, mathopt.Variable] = {}
        self._made: dict[Column, int] = {}
        self._visiting: list[list[tuple[mathopt.Variable, int]]] = [[] for _ in shape.wanted]
        self._stops: dict[Column, list[tuple[int, int]]] = {}
        self._small, self._limits = small(shape), limits(shape)
        self._items: dict[Column, set[int]] = {}
        dearest = max((float(group.rupiah.max(initial=0.0)) for group in self.groups), default=0.0)
        for row in (*self._visits, *(row for row in self._wanted if row is not None), *self._days.values()):
            missing = model.add_variable(lb=0.0)
            row.set_coefficient(missing, 1.0)
            model.objective.set_linear_coefficient(missing, PENALTY * max(1.0, dearest))
        model.objective.is_maximize = False
        back = mathopt.ModelSolveParameters(
            variable_values_filter=mathopt.VariableFilter(skip_zero_values=True),
            reduced_costs_filter=mathopt.VariableFilter(filtered_items=()),
        )
        self._simplex = Simplex(model, back)

    @property
    def _free(self) -> NDArray[np.bool_]:
        return np.asarray((self.shape.spare > 0) | (self.shape.fewest < self.shape.visits))

    def prices(self, solved: Solved) -> dict[tuple[int, int], float]:
        """What a day is worth, by slot class and minutes."""
        priced = zip(self.groups, solved.price, strict=True)
        return {(group.slot_class, group.minutes): price for group, price in priced}

    @property
    def counted(self) -> dict[Kind, Range]:
        """The range of days of each kind."""
        return {kind: (row.lower_bound, row.upper_bound) for kind, row in self._days.items()}

    def within(self, days: Mapping[Kind, Range]) -> None:
        """Count days of each kind only within a range from now on."""
        for kind, (low, high) in days.items():
            self._days[kind].lower_bound, self._days[kind].upper_bound = low, high

    def solve(
        self, goes: Callable[[], bool], cut: bool, known: float = inf, patience: int = 1
    ) -> Solved | None:
        """The optimum over all routes, with the rows of places that it breaks, and with `cut` those of sets.

        None where it has to end before, as `goes` says; what is proven by then is in `proven`. Routes that
        cannot be in a plan cheaper than `known` are left out once rows of sets are sought. Those are sought
        until `patience` rounds of them gain too little.
        """
        self._pools, self._best = self._all, _Priced(-inf, {})
        reached, before, steady = [-inf], [-inf] * patience, cut
        while goes():
            duals = self._priced()
            if duals is None:
                return None
            value = self._result.objective_value()
            reached = [*reached[-STEPS:], value]
            entered = self._grow(duals)
            steady = steady or max(reached) - min(reached) <= SLOW * abs(value)
            shares = self._shares()
            if not steady and self._add_hull(shares):
                continue
            if entered:
                continue
            if cut and value - before[-patience] > SLOW_SETS * abs(value):
                if self._pools is self._all and known < inf:
                    self._narrow(known - self.proven)
                before.append(value)
                if self._add_parity(shares):
                    continue
            return self._solved(shares, known)
        return None

    @property
    def proven(self) -> float:
        """What no plan within the days counted goes below, as far as the last `solve` came."""
        return self._best.bound

    def _narrow(self, gap: float) -> None:
        """Leave out the routes that cost more than they are worth by the gap."""
        duals, values = self._best.duals, self._values(self._best.duals)
        self._pools = [
            Pool(group, len(self.shape.wanted), np.flatnonzero(costs <= gap))
            for group, costs in zip(self.groups, self._costs(values, duals, gap), strict=True)
        ]

    def _costs(self, values: Floats, duals: Prices, gap: float) -> list[Floats]:
        """What each route of each group costs beyond its worth, a lower bound where it is above the gap."""
        every, sets = [], self._sets(duals)
        for pool in self._pools:
            price = self._price(pool.group, duals)
            low = pool.at_least(price, values)
            near = np.flatnonzero(low <= gap)
            low[near] = pool.exactly(near, price, values, sets, gap, self._small)
            every.append(low)
        return every

    def _solved(self, shares: dict[Column, float], known: float) -> Solved:
        """What is known at the prices that prove most."""
        value, duals, values = self.proven, self._best.duals, self._values(self._best.duals)
        gap = min(known - value, WIDE * abs(value))
        fixed, reduced = [], []
        for group, pool, costs in zip(self.groups, self._pools, self._costs(values, duals, gap), strict=True):
            every = np.full(len(group.members), inf)
            every[pool.routes] = costs
            beside = group.rupiah - self._price(group, duals)
            near = np.flatnonzero(costs <= gap)
            beside[pool.routes[near]] += pool.pairs(near, self._sets(duals))
            fixed.append(beside)
            reduced.append(every)
        day = [self._price(group, duals) for group in self.groups]
        hull = {
            place: [f for f, row in zip(self.hull[place], rows, strict=True) if duals.get(row)]
            for place, rows in self._hull.items()
        }
        return Solved(value, shares, values, day, fixed, reduced, hull)

    def enter(self, column: Column) -> bool:
        """Add a column; False if it is there."""
        if column in self._columns:
            return False
        group = self.groups[column.group]
        share = self._model.add_variable(lb=0.0)
        self._columns[column] = share
        self._model.objective.set_linear_coefficient(share, float(group.rupiah[column.route]))
        self._stops[column] = self._stops_of(column)
        self._items[column] = entered(self._stops[column], self._small)
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
        for places, row in self.parity.items():
            pairs = len(self._items[column].intersection(places)) // 2
            if pairs:
                row.set_coefficient(share, float(pairs))
        return True

    def _stops_of(self, column: Column) -> list[tuple[int, int]]:
        """Places of a column with the units above the least there."""
        group = self.groups[column.group]
        members = [int(m) for m in group.members[column.route] if m < len(self.shape.wanted)]
        return list(zip(members, (*column.units, *([0] * (len(members) - len(column.units)))), strict=True))

    def _priced(self) -> Prices | None:
        """The prices at the optimum over the columns known, if any."""
        result = self._simplex.optimum()
        if result is None:
            return None
        self._result = result
        duals = result.dual_values()
        return {row: d for row, d in duals.items() if d and isfinite(_side(row, d))}

    def _values(self, duals: Prices) -> Floats:
        """What visits are worth at these prices, as in `Scan.worth`."""
        places = len(self.shape.wanted)
        values = np.zeros((places + 1, self._width))
        for place, (visit, wanted) in enumerate(zip(self._visits, self._wanted, strict=True)):
            values[place] = duals.get(visit, 0.0)
            if wanted is not None:
                values[place] += duals.get(wanted, 0.0) * self._units[place]
            for row, f in zip(self._hull.get(place, ()), self.hull.get(place, ()), strict=True):
                if row in duals:
                    values[place] += duals[row] * f
        return values

    def _dual(self, duals: Prices) -> float:
        """The value of these prices in the dual programme."""
        return sum(d * _side(row, d) for row, d in duals.items())

    def _grow(self, duals: Prices) -> int:
        """Enter columns worth more than they cost at these prices, and note what they prove; how many."""
        values = self._values(duals)
        found, below = self._found(values, duals)
        proven = self._dual(duals) + below + self._beyond(values, duals)
        if proven > self.proven:
            self._best = _Priced(proven, duals)
        return sum(self._enter(number, *each, values, duals) for number, each in enumerate(found))

    def _beyond(self, values: Floats, duals: Prices) -> float:
        """What columns that have to be made cost beyond their worth."""
        sets, beyond = self._sets(duals), 0.0
        for column, times in self._made.items():
            group, stops = self.groups[column.group], self._stops[column]
            cost = float(group.rupiah[column.route]) - self._price(group, duals)
            cost -= sum(float(values[place, units]) for place, units in stops)
            items = self._items[column]
            cost += sum(fine * (len(items.intersection(places)) // 2) for places, fine in sets.items())
            beyond += times * max(0.0, cost)
        return beyond

    def _price(self, group: Group, duals: Prices) -> float:
        """What the slot and the kinds of a group's day are worth."""
        kinds = sum(duals.get(row, 0.0) for kind, row in self._days.items() if kind in (None, group.day))
        return duals.get(self._slots[group.slot_class], 0.0) + kinds

    def _sets(self, duals: Prices) -> dict[tuple[int, ...], float]:
        """What a pair of stops costs by the rows of sets that have a price."""
        return {places: -duals[row] for places, row in self.parity.items() if duals.get(row, 0.0) < 0}

    def _found(self, values: Floats, duals: Prices) -> tuple[list[tuple[Ints, Floats]], float]:
        """Columns worth more than they cost, by group, and how far they take the bound below the value.

        What a route is worth beyond its cost is shared out among its stops: a plan has no more of it than the
        most that any route has at each place, as often as the place is visited.
        """
        found, sets, most = [], self._sets(duals), np.zeros(len(self.shape.wanted) + 1)
        for pool in self._pools:
            price = self._price(pool.group, duals)
            low = pool.at_least(price, values)
            order = np.flatnonzero(low < -TOLERANCE)
            order = order[np.argsort(low[order], kind="stable")]
            chosen = order[:0]
            for start in range(0, len(order), PART):
                part = order[start : start + PART]
                low[part] = pool.exactly(part, price, values, sets, small=self._small)
                chosen = np.concatenate([chosen, part[low[part] < -TOLERANCE]])
                if len(chosen) >= ENOUGH:  # the bound is taken with what is known of the others then
                    break
            found.append((pool.routes[chosen], low[chosen]))
            beyond = np.flatnonzero(low < 0)
            members = pool.group.members[beyond]
            stops = np.maximum(1, (members < len(self.shape.wanted)).sum(axis=1))
            np.maximum.at(most, members, (-low[beyond] / stops)[:, None])
        return found, -float(most[:-1] @ self.shape.visits)

    def _enter(self, number: int, routes: Ints, costs: Floats, values: Floats, duals: Prices) -> int:
        """Enter the best of these routes with their best loads, few of which share a place; how many."""
        group, places = self.groups[number], len(self.shape.wanted)
        day = self._price(group, duals)
        used, more, sets = np.zeros(places + 1, dtype=np.int64), 0, self._sets(duals)
        for route in routes[np.argsort(costs, kind="stable")]:
            members = group.members[route]
            if used[members[members < places]].max() < PER_PLACE:
                used[members] += 1
                units = self._loads(taken(group, np.array([route])), day, values, sets)
                more += self.enter(Column(number, int(route), units))
        return more

    def _loads(
        self, one: Group, day: float, values: Floats, sets: Mapping[tuple[int, ...], float]
    ) -> tuple[int, ...]:
        """The best loads of the only route of a group."""
        members, free = one.members[0], int(one.free[0])
        if not named(sets, self._small)[members[:free]].any():
            stops = [int(place) for place in members[:free]]
            return loads(stops, int(one.room[0]), self.shape.spare, values)
        modes = Modes.of(one, sets, self._small)
        best = int(np.argmin(modes.costs(day, values, sets)))
        return modes.loads(best, self.shape.spare, values)

    def _shares(self) -> dict[Column, float]:
        shares = self._result.variable_values()
        made = {column: shares.get(x, 0.0) for column, x in self._columns.items()}
        return {column: share for column, share in made.items() if share > 1e-7}

    def _add_hull(self, shares: Mapping[Column, float]) -> int:
        """Add the rows of places whose visits cannot have these sizes together; how many."""
        by_place: dict[int, dict[int, float]] = {}
        for column, share in shares.items():
            for place, units in self._stops[column]:
                if self.shape.spare[place] and self.shape.tight[place]:
                    sizes = by_place.setdefault(place, {})
                    sizes[units] = sizes.get(units, 0.0) + share
        places = sorted(by_place)
        spare, visits = self.shape.spare, self.shape.visits
        rows = broken_rows([Sizes(by_place[at], int(spare[at]), int(visits[at])) for at in places])
        for place, f in zip(places, rows, strict=True):
            if f is not None:
                padded = np.zeros(self._width)
                padded[: len(f)] = f
                row = self._model.add_linear_constraint(ub=1.0)
                for share, units in self._visiting[place]:
                    if padded[units]:
                        row.set_coefficient(share, float(padded[units]))
                self.hull.setdefault(place, []).append(padded)
                self._hull.setdefault(place, []).append(row)
        return sum(f is not None for f in rows)

    def _add_parity(self, shares: Mapping[Column, float]) -> int:
        """Add the rows of sets of places that the shares break; how many."""
        if len(self.parity) >= MOST_PARITY:
            return 0
        counted = np.append(self.shape.tight & (self.shape.wanted > 0), self._small >= 0)
        rows = [sorted(item for item in self._items[column] if counted[item]) for column in shares]
        sets = broken_sets(rows, np.array(list(shares.values())), self._limits, set(self.parity))
        self.bind(sets)
        return len(sets)

    def bind(self, sets: Sequence[tuple[int, ...]]) -> None:
        """Add the rows of sets of places."""
        for places in sets:
            row = self._model.add_linear_constraint(ub=float(limit(self._limits, places)))
            self.parity[places] = row
            for column, x in self._columns.items():
                pairs = len(self._items[column].intersection(places)) // 2
                if pairs:
                    row.set_coefficient(x, float(pairs))

    def make(self, made: Mapping[Column, int]) -> None:
        """Make columns at least so often from now on, and leave out routes that no longer fit beside them."""
        places = len(self.shape.wanted)
        left, self._made = np.append(self.shape.visits, 1), dict(made)  # of padding there is always some
        for column, x in self._columns.items():
            times = made.get(column, 0)
            x.lower_bound = float(times)
            for place, _ in self._stops[column] if times else ():
                left[place] -= times
        self._all = [
            Pool(group, places, np.flatnonzero((left[group.members] > 0).all(axis=1)))
            for group in self.groups
        ]


def one_short(shape: Shape) -> dict[int, list[Floats]]:
    """Rows by which all visits of a place are full but one: no bound, but plans of it are soon found."""
    units = np.arange(int(shape.spare.max(initial=0)) + 1)
    places = np.flatnonzero((shape.spare > 0) & shape.tight)
    return {int(place): [np.where(units < shape.spare[place], 1.0, 0.0)] for place in places}


def _side(row: mathopt.LinearConstraint, dual: float) -> float:
    """The bound of a row that its price is of."""
    return float(row.lower_bound if dual > 0 else row.upper_bound)
