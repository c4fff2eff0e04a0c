"""Prices and routes to begin with where all stop sets are too many: a linear programme of its own.

Each round takes the best way through every place, from both of its sides, among ways from each place to the
few nearest ones (columns by completion bounds; Baldacci, Mingozzi and Roberti 2011), at prices between the
best so far and those of the programme (Wentges 1997). What comes out proves nothing: prices at which the
bound is worth asking for, and routes for it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import inf

import numpy as np
from ortools.math_opt.python import mathopt

from optimizer.engines.columns.family import Length
from optimizer.engines.columns.fewest.drive import Drive
from optimizer.engines.columns.fewest.memory import NEVER
from optimizer.engines.columns.fewest.sets import FAR, Floats, Ints, StopSets
from optimizer.engines.columns.fewest.simplex import Simplex

NEAR = 16
"""Places nearest to each that a way may go on to."""

REMEMBERED = 2
"""Places that a way remembers."""

WIDTH = (0.8, 1.25)
"""What a stop may be worth, as shares of what it is worth at the best prices so far."""

SPARE = 0.1
"""Share of what one of average worth may be worth more that every stop may be worth."""

CENTRED = 0.6
"""Share of the best prices so far in those that ways are sought at, to begin with."""

STEP = 0.003
"""Share of the best value so far that prices so near it may still gain before others are allowed."""

ENOUGH = 2e-4
"""Share of the best value so far that prices may still gain for the search to end."""

SPLITS = 10
"""Ways through each place: the best of so many spans of the minutes before it."""

PER_PLACE = 12
"""Routes of a round that share a place, at most."""

AROUND = 3
"""Places around each the way to which counts towards its minutes."""

STARTS = 6
"""Times that the price of a minute is reckoned anew."""

EDGE = 1e-6
"""How often a stop has to be bought or sold for its price to be one that is not allowed."""

CHEAP = 1.0
"""Rupiah by which a route has to be worth more than it costs."""

Order = tuple[int, ...]

Route = tuple[float, Order, int, int]
"""What a route costs less its worth, its stops, its minutes without serving and its metres."""


@dataclass(frozen=True)
class Worths:
    """What stops are worth, and what all of them are together."""

    total: float
    stops: Floats

    def towards(self, other: Worths, share: float) -> Worths:
        """Those so far on the way to others."""
        return Worths(
            (1 - share) * self.total + share * other.total,
            (1 - share) * self.stops + share * other.stops,
        )


class Generation:
    """The linear programme over routes of one length of day, each place in one of them or more."""

    def __init__(self, drive: Drive, length: Length, orders: Iterable[Order]):
        self.drive, self.length = drive, length
        apart = drive.apart
        self._memory = drive.memory(REMEMBERED)
        near = np.argsort(apart, axis=1, kind="stable")[:, : min(NEAR, len(apart) - 1)]
        beside = np.zeros(apart.shape, dtype=bool)
        beside[np.arange(len(apart))[:, None], near] = True
        self._beside = beside | beside.T
        self._model, self._edge = mathopt.Model(), False
        self._model.objective.is_maximize = False
        self._stops = [self._model.add_linear_constraint(lb=1.0) if busy else None for busy in drive.serving]
        # A stop may be bought for the most it is to be worth, and sold for the least.
        self._box: dict[int, tuple[mathopt.Variable, mathopt.Variable]] = {}
        for stop, row in enumerate(self._stops):
            if row is not None:
                more, less = (self._model.add_variable(lb=0.0) for _ in range(2))
                row.set_coefficient(more, 1.0)
                row.set_coefficient(less, -1.0)
                self._box[stop] = more, less
        self._simplex = Simplex(self._model, mathopt.ModelSolveParameters())
        self.found: dict[Order, tuple[int, int]] = {}
        self._columns: dict[Order, mathopt.Variable] = {}
        for order in orders:
            self._enter(order, *self.way(order))

    def cost(self, stops: Order, metres: int) -> float:
        """What a route of so many metres costs, by the metre."""
        family = self.drive.family
        return family.per_metre * metres + self.length.rupiah + float(family.per_visit * len(stops))

    def way(self, order: Order) -> tuple[int, int]:
        """Minutes of driving and setting up, and metres, of the round in this order."""
        legs, way = (self.drive.family.minutes, self.drive.family.metres), [-1, *order, -1]
        minutes, metres = (sum(int(m[a, b]) for a, b in pairwise(way)) for m in legs)
        return minutes, metres

    def sets(self) -> StopSets:
        """The stop sets of its routes."""
        found = {stops: way for stops, way in self.found.items() if len(set(stops)) == len(stops)}
        width, padding = max((len(stops) for stops in found), default=1), len(self._stops)
        members = [(*stops, *[padding] * (width - len(stops))) for stops in found]
        rounds = np.array(list(found.values()), dtype=np.int64).reshape(-1, 2)
        return StopSets(np.array(members, np.int16).reshape(-1, width), rounds[:, 0], rounds[:, 1])

    def start(self) -> Worths:
        """Prices at which minutes are all worth the same, as much as they may be."""
        busy = np.where(self.drive.serving > 0, self.drive.family.setup + self.drive.serving, 0)
        between = np.where(self.drive.leg < FAR, self.drive.leg - busy[None, :], FAR)
        near = np.sort(between, axis=1)[:, :AROUND].mean(axis=1)
        share = np.where(busy > 0, busy + np.minimum(near, self.length.minutes), 0.0)
        rate = (self.length.rupiah + 1.0) / max(1, self.length.minutes)
        for _ in range(STARTS):
            at = Worths(rate * float(share.sum()), rate * share)
            least, routes = self._through(at)
            for _, order, minutes, metres in routes:
                self._enter(order, minutes, metres)
            if least >= -CHEAP:
                break
            _, order, _, metres = min(routes)
            rate = self.cost(order, metres) / float(share[list(order)].sum())
        return at

    def grow(self, centre: Worths, goes: Callable[[], bool]) -> Worths:
        """The prices found best."""
        share, best = CENTRED, -inf
        self._within(centre)
        while goes() and (own := self._priced()) is not None:
            now, days = own
            at = now.towards(centre, share)
            least, routes = self._through(at)
            entered = self._enter_best(now, routes)
            value = at.total + days * least
            if value > best:
                best, centre = value, at
            if not self._edge and now.total - best < ENOUGH * abs(best):
                break
            if entered and now.total - best > STEP * abs(best):
                share = CENTRED
            elif share > 0 and not entered:
                share = 0.0 if share < CENTRED / 2 else share / 3
            elif entered or self._edge:
                self._within(centre)
                share = CENTRED
            else:
                break
        return centre

    def _enter_best(self, now: Worths, routes: Sequence[Route]) -> int:
        """Add those of the routes that are worth more than they cost, few of which share a place."""
        entered, used = 0, np.zeros(len(now.stops), dtype=np.int64)
        for _, order, minutes, metres in sorted(routes):
            stops = list(order)
            worth = float(now.stops[stops].sum())
            good = used[stops].max() < PER_PLACE and self.cost(order, metres) - worth < -CHEAP
            if good and self._enter(order, minutes, metres):
                entered += 1
                used[stops] += 1
        return entered

    def _within(self, centre: Worths) -> None:
        """Let stops be worth only about as much as these."""
        least, most = WIDTH
        spare = (most - 1) * float(centre.stops.mean())
        for stop, (more, less) in self._box.items():
            worth = float(centre.stops[stop])
            self._model.objective.set_linear_coefficient(more, max(most * worth, SPARE * spare))
            self._model.objective.set_linear_coefficient(less, -least * worth)

    def _enter(self, order: Order, minutes: int, metres: int) -> bool:
        """Add a route, or a shorter round over its stops; False where it is no better."""
        name = tuple(sorted(order))
        known = self.found.get(name, (FAR, FAR))
        if known[1] <= metres:
            return False
        column = self._columns.get(name)
        if column is None:
            column = self._columns[name] = self._model.add_variable(lb=0.0)
            for stop, times in Counter(name).items():
                row = self._stops[stop]
                if row is not None:
                    row.set_coefficient(column, float(times))
        self._model.objective.set_linear_coefficient(column, self.cost(name, metres))
        self.found[name] = min(minutes, known[0]), metres
        return True

    def _routes(self, at: Worths, orders: Iterable[Order]) -> list[Route]:
        """Routes in some orders, and those that pass by a place where they would come again."""
        routes = []
        every = {way for order in orders for way in (order, tuple(dict.fromkeys(order)))}
        for order in sorted(every):
            minutes, metres = self.way(order)
            cost = self.cost(order, metres) - float(at.stops[list(order)].sum())
            routes.append((cost, order, minutes, metres))
        return routes

    def _priced(self) -> tuple[Worths, float] | None:
        """The prices of the optimum, and how many days it has."""
        result = self._simplex.optimum()
        if result is None:
            return None
        duals = result.dual_values()
        stops = np.array([0.0 if row is None else max(0.0, duals[row]) for row in self._stops])
        values = result.variable_values()
        days = sum(values[column] for column in self._columns.values())
        self._edge = any(values[x] > EDGE for box in self._box.values() for x in box)
        return Worths(float(stops.sum()), stops), days

    def _through(self, at: Worths) -> tuple[float, list[Route]]:
        """Good ways through each place, and what the best costs less its worth."""
        drive, most, states = self.drive, self.length.minutes, self._memory.states
        worth, may = at.stops - drive.family.per_visit, self._beside
        forth, back = (side(self._memory, worth, may, most) for side in (drive.forth, drive.back))
        able = np.flatnonzero(drive.serving > 0)
        left = most - (drive.family.setup + drive.serving)[able]
        before = np.arange(most + 1)[None, :]
        after = left[:, None] - before
        sums = back.table[able * states] + forth.table[(able * states)[:, None], np.maximum(after, 0)]
        sums = np.where(after >= 0, sums, NEVER)
        gained: list[tuple[Ints, Ints, Ints]] = []
        for span in np.array_split(np.arange(most + 1), SPLITS):
            split = span[0] + sums[:, span].argmax(axis=1)
            good = np.flatnonzero(sums[np.arange(len(able)), split] + worth[able] > self.length.rupiah)
            gained.append((able[good], split[good], left[good] - split[good]))
        places, splits, rests = (np.concatenate(each) for each in zip(*gained, strict=True))
        begins, ends = back.traced(places, splits), forth.traced(places, rests)
        orders = (
            (*reversed(one), place, *two)
            for place, one, two in zip(places.tolist(), begins, ends, strict=True)
        )
        routes = self._routes(at, orders)
        return min((cost for cost, *_ in routes), default=0.0), routes
