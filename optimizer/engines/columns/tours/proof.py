"""Tours with a proof: a linear programme, subset rows, and a choice among all tours that can matter.

What is known of the best plan shows in its tours: where the programme collects at most B, and a plan is to
collect T, no tour of it may be worth less than its day by more than B − T. All of those are listed, where
they are not too many, and the best plan is chosen among them: it collects T or more, or no plan does. T is
lowered step by step, not below what would be better than the plan known.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from math import floor, isfinite

import numpy as np

from optimizer.core.plan import Plan, Stop, Trip
from optimizer.core.problem import Problem
from optimizer.core.score import counted, served, weighted_counted
from optimizer.engines.columns.master import Duals
from optimizer.engines.columns.tours.choice import Choice, choose
from optimizer.engines.columns.tours.homeward import Homeward, turned
from optimizer.engines.columns.tours.listing import listed
from optimizer.engines.columns.tours.packing import Prices
from optimizer.engines.columns.tours.programme import ROUNDING, Programme
from optimizer.engines.columns.tours.rows import Charged, Order
from optimizer.engines.columns.tours.shape import Shape, shape_of
from optimizer.engines.columns.tours.sift import sifted
from optimizer.engines.columns.walks import Rest, walked
from optimizer.engines.columns.windows import Most
from optimizer.engines.run import Run

TURNED, LISTED, CHOSEN = 300_000, 600_000, 6_000
"""Labels of days turned round, and of tours, at most, and tours to choose among."""

FIRST, WIDER = 0.002, 2.0
"""Share of the bound that is given up at first, and how many times as much at each step."""

WORTH_IT, HERE = 400, 400
"""Tours from which a choice is made before more are listed, and up to which no process is begun for it."""

LEAST = 0.2
"""Seconds below which nothing is chosen any more."""

GRACE = 0.5
"""Seconds after its limit at which a solver is ended from outside."""


class Proof:
    """The best bound of a problem of tours, and plans that meet it."""

    def __init__(self, shape: Shape):
        self.shape = shape
        self.programme = Programme(shape, [(place,) for place in range(shape.count) if _alone(shape, place)])
        self.most = int(shape.prize.sum())
        self.first: tuple[float, Prices, float] | None = None
        self._solved = False

    @classmethod
    def of(cls, problem: Problem) -> Proof | None:
        """The proof of a problem, None where it has another shape."""
        shape = shape_of(problem)
        return None if shape is None else cls(shape)

    def trips(self) -> Iterator[Trip]:
        """The tours met, as trips."""
        return (self.shape.trip(order) for order in self.programme.packing.orders)

    def duals(self) -> tuple[Duals, Most] | None:
        """The prices that prove the bound without rows, and what a day of the class is worth at most."""
        if self.first is None:
            return None
        _, prices, most = self.first
        problem, shape = self.shape.problem, self.shape
        share = np.zeros(problem.places)
        share[shape.place] = prices.worth / shape.prize
        nothing = np.zeros(0)
        k = problem.slots[0].slot_class
        day = np.zeros(len(problem.classes))
        day[k] = prices.day
        cell = counted(problem)[0] * share[problem.cell_place]
        duals = Duals(
            cell=cell,
            target=nothing,
            floor=nothing,
            visit=np.zeros(problem.places),
            day=day,
            night=nothing,
            budget=0.0,
            aim=0.0,
            missing=0.0,
            rupiah=0.0,
        )
        return duals, {k: max(most, prices.day)}

    def improve(self, run: Run, rest: Callable[[], Stop], tell: Callable[[int], None]) -> bool:
        """Bound a run and better its plan while there is `rest`; whether its plan is the best there is.

        A unit of work is a round of pricing. `tell` hears of each better bound.
        """
        programme, began = self.programme, self.programme.rounds

        def goes() -> bool:
            stop = rest()
            left = stop.work is None or programme.rounds - began < stop.work
            return left and stop.seconds != 0.0 and run.asks()

        while goes():
            known = self._known(run)
            if known >= self.most:
                return True
            if not self._solved:
                self._solved = programme.solve(goes, known + self.shape.unit / 2)
                if self.first is None:
                    self.first = programme.proof
                self._lower(programme.bound, tell)
                if known >= self.most:
                    continue
                if programme.proof is None:
                    break
            if self._closed(run, rest, goes, tell):
                return True
            if not goes() or not programme.cut():
                break
            self._solved = False
        return self._known(run) >= self.most

    def _closed(
        self, run: Run, rest: Callable[[], Stop], goes: Callable[[], bool], tell: Callable[[int], None]
    ) -> bool:
        """Choose among the tours that can matter, ever more of them; whether the best plan is known."""
        given, listed_last = FIRST, False
        while goes():
            known, unit = self._known(run), self.shape.unit
            if known >= self.most or listed_last:
                return known >= self.most
            last, orders, target = known + unit, list[Order](), self.most + unit
            while target > last and len(orders) < WORTH_IT:  # few are soon listed, and too few hold no plan
                wider = max(last, floor((self.most - given * self.programme.bound) / unit) * unit)
                found = self._listed(wider, goes)
                if found is None:
                    listed_last = True
                    break
                orders, target, given = found, wider, given * WIDER
            if target > self.most:
                return False
            orders = sifted(self.shape, orders, target, goes)
            choice = self._chosen(run, orders, rest())
            self._offer(run, choice)
            if not choice.best:
                return False
            value = int(sum(self.shape.prize[list(order)].sum() for order in choice.orders))
            self._lower(float(max(value, target - unit)), tell)
            if value > self._known(run):  # as minutes were rounded some day of it has no time
                return False
        return False

    def _known(self, run: Run) -> int:
        return weighted_counted(run.problem, served(run.problem, run.best.trips))

    def _listed(self, target: int, goes: Callable[[], bool]) -> list[Order] | None:
        """The tours of plans that collect so much; None where there are too many."""
        assert self.programme.proof is not None
        bound, prices, most = self.programme.proof
        shape, programme = self.shape, self.programme
        above = max(prices.day, most) - max(0.0, bound - target) - ROUNDING * max(1.0, bound)
        walks = programme.all_walks(prices)
        rows, back = programme.priced_rows(prices), turned(walks, shape.stay)
        rule = Charged(programme.memory, rows) if rows else None
        labels = walked(back, Rest(back), above, programme.memory, TURNED, goes, rule)
        if not labels.whole:
            return None
        found = listed(walks, Homeward(walks, shape.stay, labels), above, rows, LISTED, goes)
        return None if found is None or len(found.orders) > CHOSEN else found.orders

    def _chosen(self, run: Run, orders: Sequence[Order], stop: Stop) -> Choice:
        """The best choice; made in a process of its own where time counts, as solvers may not end in time."""
        prize = self.shape.prize.tolist()
        if stop.seconds is None or len(orders) <= HERE:
            return choose(orders, prize, self.shape.tours, stop)
        if stop.seconds < LEAST:
            return Choice((), best=False)
        ends = time.time() + stop.seconds
        found = run.hear(stop.seconds + GRACE, choose, orders, prize, self.shape.tours, stop, ends)
        return next(found, Choice((), best=False))

    def _offer(self, run: Run, choice: Choice) -> None:
        plan = Plan(tuple(self.shape.trip(order) for order in choice.orders))
        if plan.trips:
            run.offer_filled(plan)

    def _lower(self, bound: float, tell: Callable[[int], None]) -> None:
        if isfinite(bound):
            unit = self.shape.unit
            most = floor((bound + ROUNDING * max(1.0, bound)) / unit) * unit
            if most < self.most:
                self.most = most
                tell(most)


def _alone(shape: Shape, place: int) -> bool:
    return shape.minutes_of((place,)) <= shape.most
