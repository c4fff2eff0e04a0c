"""What is proven of each budget: the least of every bound that holds there."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import pairwise

import numpy as np

from optimizer.core.check import Fault
from optimizer.core.frontier import MILLION, More, Point, Proof, Yield
from optimizer.core.plan import Trip, Visit
from optimizer.core.pose import stay_minutes
from optimizer.core.problem import Problem
from optimizer.core.score import counted, served, trip_cost, weighted_wanted
from optimizer.frontier.curve import Made, Top
from optimizer.frontier.ground import Ground
from optimizer.frontier.relaxed import Bound, Relaxed
from optimizer.line.run import RefereeError

BETWEEN = 6
"""Budgets at which the bound is reckoned from each point to the next, so that it can be drawn."""


class Proven:
    """Bounds by budget; what holds for more money holds for less."""

    def __init__(self, ground: Ground, most: Top, made: Iterable[Made]):
        self._ground, self._relaxed = ground, Relaxed(ground.problem)
        self._everyone = weighted_wanted(ground.problem)
        self._engine: list[tuple[int | None, int]] = [] if most.bound is None else [(None, most.bound)]
        for each in made:
            if each.bound is not None:
                self._engine.append((each.budget, each.bound))
            if each.richer_bound is not None:
                self._engine.append((each.budget + ground.params.more, each.richer_bound))

    def weighted(self, budget: int) -> tuple[int, Proof]:
        """Weighted people that no plan for a budget exceeds, and what proves it."""
        found: list[tuple[int, Proof]] = [
            (self._everyone, "everyone"),
            (self.relaxed(budget).most, "relaxation"),
        ]
        found += [(bound, "engine") for of, bound in self._engine if of is None or of >= budget]
        return min(found, key=lambda each: each[0])

    def people(self, budget: int) -> int:
        """People that no plan for a budget exceeds."""
        return min(
            int(self._ground.problem.expected.sum()),
            self._relaxed.people(budget, self.weighted(budget)[0]).most,
        )

    def between(self, budgets: Sequence[int]) -> tuple[tuple[int, int], ...]:
        """Some budgets from each to the next, with the people that no plan for each exceeds."""
        steps = [
            low + (high - low) * number // BETWEEN
            for low, high in pairwise(budgets)
            for number in range(BETWEEN)
        ]
        return tuple((budget, self.people(budget)) for budget in (*steps, *budgets[-1:]))

    def relaxed(self, budget: int | None) -> Bound:
        """The relaxation of a budget."""
        return self._relaxed.weighted(budget)

    def _price(self, budget: int) -> float:
        """Weighted people for a million rupiah more; a rupiah up, for it falls where the curve bends."""
        return self.relaxed(budget + 1).per_rupiah * MILLION

    def point(self, made: Made) -> Point:
        """The point of a budget, refereed: no plan exceeds what is proven."""
        problem = self._ground.within(made.budget)
        weighted, proof = self.weighted(made.budget)
        plan = Yield.of(problem, made.plan.trips)
        for found, most in ((plan.weighted, weighted), (plan.people, self.people(made.budget))):
            if found > most:
                raise RefereeError((Fault("bound", str(made.budget), found - most),))
        days = [day for trip in made.schedule.trips for day in trip.dates if self._ground.params.dated]
        used = sum(len(trip.dates) for trip in made.schedule.trips)
        return Point(
            budget=made.budget,
            plan=plan,
            most_weighted=weighted,
            most_people=self.people(made.budget),
            proof=proof,
            idle=len(problem.slots) - used,
            finish=max(days, default=None),
            more=self._more(problem, made, proof),
        )

    def _more(self, problem: Problem, made: Made, proof: Proof) -> More:
        """The little more money, by the bound that is proven at the point where it has a price."""
        more = self._ground.params.more
        relaxed = self.relaxed(made.budget)
        price, bound, most = self._price(made.budget), relaxed.most, self.relaxed(made.budget + more).most
        by: Proof = "relaxation"
        if proof == "engine" and made.price is not None and made.bound is not None and made.richer_bound:
            price, bound, most, by = made.price, made.bound, made.richer_bound, "engine"
        return More(
            rupiah=more,
            per_million=price,
            proof=by,
            bound=bound,
            most=most,
            made=made.richer,
            alone=made.searched,
            cheapest=cheapest_trip(problem, made.searched_plan.trips),
        )


def cheapest_trip(problem: Problem, trips: tuple[Trip, ...]) -> int | None:
    """Rupiah of the cheapest day trip that a plan has a team-day left for and that serves one person more.

    None where there is none: nobody who counts is left, or no team-day that could serve them.
    """
    left = problem.expected - served(problem, trips)
    weights, targets = counted(problem)
    counts = weights > 0
    for target in targets:
        counts = counts | target.cells
    idle = Counter(slot.slot_class for slot in problem.slots)
    idle.subtract(k for trip in trips for k in trip.classes)
    visits = Counter(place for trip in trips for place in trip.visited)
    least: int | None = None
    for k in sorted(k for k, slots in idle.items() if slots > 0):
        seen = set[int]()
        for cell in np.flatnonzero((left > 0) & counts & problem.classes[k].allowed).tolist():
            place = int(problem.cell_place[cell])
            if place in seen or visits[place] >= problem.max_visits[place]:
                continue
            seen.add(place)
            trip = Trip(k, ((Visit(place, ((cell, 1),)),),))
            rupiah = trip_cost(problem, trip)
            if (least is None or rupiah < least) and stay_minutes(problem, place, k) > 0:
                least = rupiah
    return least
