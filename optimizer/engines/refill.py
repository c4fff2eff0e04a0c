"""Ruin and refill: empty a few neighbouring days, fill them anew, keep what is better.

Large neighbourhood search (Shaw 1998) in the ruin-and-recreate form of Schrimpf et al. (2000), with
acceptance by simulated annealing on the first level that differs; the recreate step is `Filler.fill`,
which serves places in part, so that it finds what a router with fixed parcels cannot.
"""

from __future__ import annotations

import math
import random
import time
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from optimizer.core.plan import Plan
from optimizer.core.plan import Stop as WorkStop
from optimizer.core.problem import Problem
from optimizer.core.score import trip_cost
from optimizer.engines.day import Day, Stop
from optimizer.engines.fill import Filler, Preference, shrink, weighted
from optimizer.engines.parcels import short_minutes

MOST_DAYS = 5
"""Days emptied at once; more make a step slower than it is better."""

START_TEMPERATURE = 0.0005
"""First temperature, as a share of the weighted people served; cools linearly to zero."""

LOOK_EVERY = 16
"""Steps after which the caller is asked whether to go on, though nothing got better."""

PARTIAL = 0.2
"""Share of the steps in which visits leave people of a place to other days."""

SHORT, SHORT_FOR_PEOPLE, SHORT_FOR_MONEY = 0.2, 0.02, 0.5
"""Share of the days filled only as long as the cheaper duration class lasts: where all are served, where
more people are wanted, and where a budget decides how many can be."""

Keep = Callable[[int, int], bool]
"""Told weighted people and rupiah of the best plan, now and then; returns False to end."""


def refill(problem: Problem, plan: Plan, stop: WorkStop, seed: int, keep: Keep | None = None) -> Plan:
    """Improve a plan's weighted people, then its rupiah, until `stop`; never returns a worse one.

    `stop.work` counts steps; a step empties up to `MOST_DAYS` days that lie near each other.
    """
    search = _Search(problem, plan, random.Random(seed))
    began, step = time.monotonic(), 0
    while search.days_to_change:
        done = step / stop.work if stop.work is not None else 0.0
        if stop.seconds is not None:
            done = max(done, (time.monotonic() - began) / max(stop.seconds, 1e-9))
        if done >= 1.0:
            break
        improved = search.step(temperature=START_TEMPERATURE * (1.0 - done))
        step += 1
        if (improved or step % LOOK_EVERY == 0) and keep and not keep(*search.best):
            break
    return search.best_plan


class _Search:
    """The current days, their worth and the best plan met."""

    def __init__(self, problem: Problem, plan: Plan, rng: random.Random):
        self.problem, self.rng = problem, rng
        self.filler = Filler(problem, plan)
        self.filler.open_free_slots()
        self.days_to_change = len(self.filler.days)
        self.costs = {id(day): self._cost(day) for day in self.filler.days}
        self.value, self.rupiah = self._worth(self.filler.days), sum(self.costs.values())
        self.best, self.best_plan = (self.value, self.rupiah), self.filler.plan()
        self._open = np.logical_or.reduce([slots.allowed for slots in problem.classes])
        self._short = [short_minutes(problem, k) for k in range(len(problem.classes))]
        self._spots = [(place.lat, place.lon) for place in problem.region.places]

    def step(self, temperature: float) -> bool:
        """One ruin and refill; True where it gave a new best plan."""
        days = self._neighbours()
        before = [(day.most, [Stop(stop.place, dict(stop.loads)) for stop in day.stops]) for day in days]
        left, visits = self.filler.left.copy(), self.filler.visits_left.copy()
        worth, cost = self._worth(days), sum(self.costs[id(day)] for day in days)
        short = self._short_share()
        self._ruin(days)
        new_costs = self._recreate(days, self.rupiah - cost, short)
        value = self.value + self._worth(days) - worth
        rupiah = self.rupiah + sum(new_costs.values()) - cost
        if not self._accepts(value, rupiah, temperature):
            for day, (most, stops) in zip(days, before, strict=True):
                day.most, day.stops[:] = most, stops
            self.filler.left, self.filler.visits_left = left, visits
            return False
        self.value, self.rupiah = value, rupiah
        self.costs.update(new_costs)
        if (-value, rupiah) < (-self.best[0], self.best[1]):
            self.best, self.best_plan = (value, rupiah), self.filler.plan()
            return True
        return False

    def _recreate(self, days: list[Day], elsewhere: int, short: float) -> dict[int, int]:
        """Fill the days in random order, within the budget; `elsewhere` is what the others cost.

        `short` is the chance that a day is filled only as long as the cheaper duration class lasts.
        """
        budget, rng = self.problem.policy.budget, self.rng
        prefer = self._preference()
        share = rng.uniform(0.2, 0.9) if rng.random() < PARTIAL else 1.0
        costs = {id(day): self._cost(day) if budget is not None else 0 for day in days}
        for day in rng.sample(days, len(days)):
            day.most = self._short[day.slot_class] if rng.random() < short else None
            self.filler.fill(day, prefer, share)
            if budget is not None:
                rest = elsewhere + sum(costs.values()) - costs[id(day)]
                shrink(self.filler, day, budget - rest)
            costs[id(day)] = self._cost(day)
        return costs

    def _accepts(self, value: int, rupiah: int, temperature: float) -> bool:
        """Better plans always, worse ones the more likely the less they lose of the first level to differ."""
        budget = self.problem.policy.budget
        if budget is not None and rupiah > budget and rupiah > self.rupiah:
            return False
        if (-value, rupiah) <= (-self.value, self.rupiah):
            return True
        lost, scale = self.value - value, self.best[0]
        if value == self.value:
            lost, scale = rupiah - self.rupiah, self.best[1]
        heat = temperature * max(1, scale)
        return heat > 0 and self.rng.random() < math.exp(-lost / heat)

    def _neighbours(self) -> list[Day]:
        """A random day and days that go nearby, nearest first with chance."""
        days = self.filler.days
        first = self.rng.choice(days)
        count = min(len(days), self.rng.randint(1, MOST_DAYS))
        centre = self._middle(first)
        if centre is None or self.rng.random() < 0.2:
            return self.rng.sample(days, count)
        far: list[tuple[float, int]] = []
        for number, day in enumerate(days):
            middle = self._middle(day) or centre
            distance = abs(middle[0] - centre[0]) + abs(middle[1] - centre[1])
            far.append((distance * (0.5 + self.rng.random()) if day is not first else -1.0, number))
        return [days[number] for _, number in sorted(far)[:count]]

    def _middle(self, day: Day) -> tuple[float, float] | None:
        spots = [self._spots[stop.place] for stop in day.stops]
        if not spots:
            return None
        return sum(lat for lat, _ in spots) / len(spots), sum(lon for _, lon in spots) / len(spots)

    def _ruin(self, days: list[Day]) -> None:
        """Take off every stop of the days, or each with even chance."""
        share = 1.0 if self.rng.random() < 0.5 else 0.5
        for day in days:
            for stop in list(day.stops):
                if self.rng.random() < share:
                    self.filler.remove(day, stop)

    def _preference(self) -> Preference:
        """Weighted people gained per minute to a random power, with a random disturbance."""
        power = self.rng.choice((0.0, 0.5, 0.8, 1.0, 1.2))
        noise = np.array([1.0 + 0.3 * self.rng.random() for _ in range(self.problem.places)])

        def prefer(gain: NDArray[np.float64], minutes: NDArray[np.float64]) -> NDArray[np.float64]:
            return noise * gain / np.maximum(minutes, 1.0) ** power

        return prefer

    def _short_share(self) -> float:
        """Chance that a day is filled short: small while more people are wanted, whatever they cost."""
        if self.problem.policy.budget is not None:
            return SHORT_FOR_MONEY
        return SHORT_FOR_PEOPLE if self.filler.left[self._open].any() else SHORT

    def _worth(self, days: list[Day]) -> int:
        return sum(weighted(self.problem, day) for day in days)

    def _cost(self, day: Day) -> int:
        trip = day.trip()
        return trip_cost(self.problem, trip) if trip.visits else 0
