"""What no plan goes below that serves everyone, each place in as many visits as it likes.

Column generation over rounds of `rounds`, whose tables also bound what rounds not listed may save: any prices
give a bound (Lagrange; Farley 1990). Prices are held near those of the best bound so far (smoothing, Wentges
1997), and near those of a plan to begin with. Kilometres and litres of a day are not rounded up.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from math import ceil

import numpy as np
from numpy.typing import NDArray

from optimizer.core.plan import Plan, Stop, Trip, Visit
from optimizer.core.problem import Problem
from optimizer.core.score import served
from optimizer.engines.columns.fewest.shape import Shape, shape_of
from optimizer.engines.columns.routes import per_person
from optimizer.engines.columns.split.capped import Capped
from optimizer.engines.columns.split.days import Days, stops_of
from optimizer.engines.columns.split.labels import LITTLE
from optimizer.engines.columns.split.programme import Column, Prices, Programme, gain
from optimizer.engines.columns.split.rounds import Round
from optimizer.engines.run import Run

Floats = NDArray[np.float64]

SMOOTHING = (0.3, 0.95)
"""Least and most share of the way from the optimum's prices back to those of the best bound: more after
prices that prove less."""

LOWERED = 3
"""Rounds of pricing in which prices are lowered first, until no round found is worth more than it costs."""

CLOSE, CLOSED = 3e-3, 2e-4
"""Shares of the optimum within which a bound is near enough to seek rows, and to end."""

WORTH = 1.0
"""Rupiah that a round is worth more than it costs to be listed."""

LISTED = 220
"""Rounds listed at once at most."""

ROUNDING = 1e-6
"""Share of a bound that floating-point prices may be wrong by."""


class Proof:
    """Bounds the rupiah of plans that serve everyone."""

    def __init__(self, problem: Problem, shape: Shape):
        self.problem, self.shape = problem, shape
        self.programme = Programme(shape)
        self.days = Days.of_all(problem, shape)
        paid = np.array(per_person(problem), dtype=np.int64) * problem.expected
        self._paid = int(paid[shape.cells].sum())
        self._singles()
        self._best = 0.0
        self._centre: Prices | None = None

    @classmethod
    def of(cls, problem: Problem) -> Proof | None:
        """The proof of a problem; None where visits are not free or serving everyone is not the aim."""
        if problem.policy.visits != "split":
            return None
        shape = shape_of(problem.replace(policy=replace(problem.policy, visits="fewest")))
        return None if shape is None else cls(problem, shape)

    def serves(self, plan: Plan) -> bool:
        """Whether a plan serves everyone who can be."""
        able = self.shape.cells
        return bool((served(self.problem, plan.trips)[able] == self.problem.expected[able]).all())

    def improve(self, run: Run, stop: Stop) -> float:
        """List rounds until `stop`; what no plan that serves everyone goes below.

        A plan that serves everyone gives the prices to begin with; called again it goes on where it ended.
        """
        programme, began = self.programme, run.seconds
        known = self._centre
        centre = self._enter(run.best) if known is None else known
        best, smoothing, rounds, last = self._best, SMOOTHING[0], 0, False

        def going() -> bool:
            spent = stop.seconds is not None and run.seconds - began > stop.seconds
            return run.asks() and run.goes_on() and not spent and (stop.work is None or rounds < stop.work)

        while known is None and going() and rounds < LOWERED:
            rounds += 1
            below, lower = self._lowered(centre)
            best, centre = max(best, below), lower
            self._tell(run, best)
        while going():
            rounds += 1
            solved = programme.solve()
            if solved is None:
                break
            value, own = solved
            share, worth = smoothing, programme.worth(own)
            while True:
                at = own.towards(centre, share)
                below, found = self._priced(at, own)
                better = below > best
                if better:
                    best, centre = below, at
                new = [column for column in found if programme.add(column)]
                wanted = any(gain(column, worth) > WORTH for column in new)
                if wanted or share == 0.0 or not going():
                    break
                share = share / 2 if share > 0.2 else 0.0
            smoothing = max(SMOOTHING[0], smoothing - 0.05) if better else min(SMOOTHING[1], smoothing + 0.1)
            self._tell(run, best)
            if not wanted or value - best <= (CLOSED if last else CLOSE) * value:
                cut = programme.cut()
                if not cut and (last or not wanted):
                    break
                last = not cut
        self._best, self._centre = best, centre
        return best + self._paid

    def bounds(self, run: Run, below: float) -> dict[str, int | None]:
        """Bounds by level of a run whose plan serves everyone who can be; nobody can serve more."""
        cost = min(run.levels[-1].value, ceil(below * (1 - ROUNDING) - ROUNDING))
        return {
            "floor_shortfall": 0,
            "weighted_shortfall": run.levels[-2].value,
            "cost": cost if cost > 0 else None,
        }

    def rounds(self, limit: int) -> list[Round]:
        """The rounds worth most beside what they cost at the prices of the best bound, so many at most."""
        worth = None if self._centre is None else self.programme.worth(self._centre)
        if worth is None:
            return []
        best = sorted(self.programme.columns, key=lambda column: -gain(column, worth))
        return [column.stops for column in best[:limit]]

    def trips(self) -> Iterator[Trip]:
        """The rounds listed as trips, each place once; those that the last solution makes come first."""
        shares = [*self.programme.shares, *[0.0] * len(self.programme.columns)]
        order = sorted(zip(self.programme.columns, shares, strict=False), key=lambda pair: -pair[1])
        for column, _ in order:
            visits = []
            for place, units in dict(reversed(column.stops)).items():
                people = self._people(column.slot_class, place, units)
                visits += [Visit(place, people)] if people else []
            if visits:
                yield Trip(column.slot_class, (tuple(reversed(visits)),))

    def _people(self, slot_class: int, place: int, units: int) -> tuple[tuple[int, int], ...]:
        """Whom so many units serve at a place."""
        allowed = self.problem.classes[slot_class].allowed & self.shape.cells
        left, people = units * self.shape.unit, []
        for cell in np.flatnonzero(allowed & (self.problem.cell_place == place)):
            count = min(int(self.problem.expected[cell]), left // int(self.problem.cell_minutes[cell]))
            left -= count * int(self.problem.cell_minutes[cell])
            people += [(int(cell), count)] if count else []
        return tuple(people)

    def _tell(self, run: Run, best: float) -> None:
        if self.serves(run.best):
            run.prove(self.bounds(run, best + self._paid))

    def _singles(self) -> None:
        """List the largest visit of each place alone, so that everyone can be served."""
        for place in np.flatnonzero(self.shape.wanted):
            for days in self.days:
                for units in range(int(self.shape.most[place]), 0, -1):
                    column = days.column(((int(place), units),))
                    if column is not None:
                        self.programme.add(column)
                        break

    def _enter(self, plan: Plan) -> Prices:
        """List the rounds of a plan, and share out what they cost by the minutes spent at their stops."""
        shape, cost = self.shape, np.zeros(self.problem.places)
        plan = plan if self.serves(plan) else Plan(())
        columns = [column for trip in plan.trips if (column := self._of(trip)) is not None]
        for column in columns or self.programme.columns:
            busy = np.array([self.problem.setup[p] + self.days[0].steps[n - 1] for p, n in column.stops])
            for (place, units), share in zip(column.stops, busy / busy.sum(), strict=True):
                part = column.rupiah * share
                cost[place] += part if columns else part * shape.wanted[place] / units / len(self.days)
        for column in columns:
            self.programme.add(column)
        unit = np.where(shape.wanted > 0, cost / np.maximum(1, shape.wanted), 0.0)
        return Prices(unit, np.zeros(len(unit)), np.zeros(0))

    def _of(self, trip: Trip) -> Column | None:
        """A trip as a column."""
        stops = stops_of(self.problem, self.shape, trip)
        found = (days.column(stops) for days in self.days if stops)
        return next((column for column in found if column is not None), None)

    def _lowered(self, prices: Prices) -> tuple[float, Prices]:
        """What prices prove, and lower ones at which the rounds they list cost no less than their worth."""
        worth, most = self.programme.worth(prices), np.ones(self.problem.places)
        below, found = self._priced(prices)
        for column in found:
            self.programme.add(column)
            ratio = 1 + gain(column, worth) / max(1.0, column.rupiah)
            for place, _ in column.stops:
                most[place] = max(most[place], ratio)
        return below, replace(prices, unit=prices.unit / most)

    def _gains(self, days: Days, rounds: Iterable[Round], worth: Floats) -> list[tuple[float, Column]]:
        """Rounds as columns, and by how much each is worth more than it costs."""
        columns = (days.column(stops) for stops in rounds)
        return [(gain(column, worth), column) for column in columns if column is not None]

    def _priced(self, prices: Prices, own: Prices | None = None) -> tuple[float, list[Column]]:
        """What prices prove, and rounds worth more than they cost: of those not listed yet the best ones.

        The best are those at the programme's own prices, where they are given.
        """
        worth, found = self.programme.worth(prices), list[tuple[float, Column]]()
        most, share = 0.0, 0.0
        for days in self.days:
            rounds, ways = days.rounds(worth), days.ways()
            for length in days.family.lengths:
                top = rounds.first(length.minutes) - length.rupiah
                most = max(most, float(top.max(initial=0.0)))
                highest = float((top / np.maximum(LITTLE, length.rupiah + ways)).max(initial=0.0))
                stops = [rounds.best(length.minutes, int(place)) for place in np.flatnonzero(top > WORTH)]
                listed = self._gains(days, stops, worth)
                above = max((g / max(1.0, column.rupiah) for g, column in listed), default=0.0)
                if isinstance(rounds, Capped) and highest > max(0.0, above):
                    labels = days.labels(worth, rounds)
                    highest, stops = labels.most(length.minutes, length.rupiah, max(0.0, above))
                    listed += self._gains(days, stops, worth)
                share = max(share, highest)
                found += listed
        if own is not None:
            apart = self.programme.worth(own)
            found = [(gain(column, apart), column) for _, column in found]
        found = [pair for pair in found if pair[1] not in self.programme.columns]
        found.sort(key=lambda pair: -pair[0])
        total = self.programme.total(prices)
        # No round is worth more than so many times its cost, and no plan has more days than slots.
        return max(total / (1 + share), total - len(self.problem.slots) * most), [
            column for _, column in found[:LISTED]
        ]
