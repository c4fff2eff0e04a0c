"""Ruin and refill: empty a few neighbouring days, fill them anew, keep what is better.

Large neighbourhood search (Shaw 1998) in the ruin-and-recreate form of Schrimpf et al. (2000), with
acceptance by simulated annealing; the recreate step is `fill`, which serves places in part, so that it
finds what a router with fixed parcels cannot.
"""

from __future__ import annotations

import math
import random
import time
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from optimizer.core.plan import Plan, Stop
from optimizer.core.problem import Problem
from optimizer.core.score import trip_cost
from optimizer.engines.day import Day
from optimizer.engines.day import Stop as DayStop
from optimizer.engines.fill import Filler, Preference

MOST_DAYS = 5
"""Days emptied at once; more make a step slower than it is better."""

START_TEMPERATURE = 0.0005
"""First temperature, as a share of the weighted people served; cools linearly to zero."""

Keep = Callable[[int, int], bool]
"""Told weighted people and rupiah of every new best; returns False to end."""


def refill(problem: Problem, plan: Plan, stop: Stop, seed: int, keep: Keep | None = None) -> Plan:
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
        if (improved or step % 64 == 0) and keep and not keep(*search.best):
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

    def step(self, temperature: float) -> bool:
        """One ruin and refill; True where it gave a new best plan."""
        days = self._neighbours()
        before = [[DayStop(stop.place, dict(stop.loads)) for stop in day.stops] for day in days]
        left, visits = self.filler.left.copy(), self.filler.visits_left.copy()
        worth, cost = self._worth(days), sum(self.costs[id(day)] for day in days)
        self._ruin(days)
        prefer = self._preference()
        for day in self.rng.sample(days, len(days)):
            self.filler.fill(day, prefer)
        new_costs = {id(day): self._cost(day) for day in days}
        value = self.value + self._worth(days) - worth
        rupiah = self.rupiah + sum(new_costs.values()) - cost
        if not self._accepts(value, rupiah, temperature):
            for day, stops in zip(days, before, strict=True):
                day.stops[:] = stops
            self.filler.left, self.filler.visits_left = left, visits
            return False
        self.value, self.rupiah = value, rupiah
        self.costs.update(new_costs)
        if (-value, rupiah) < (-self.best[0], self.best[1]):
            self.best, self.best_plan = (value, rupiah), self.filler.plan()
            return True
        return False

    def _accepts(self, value: int, rupiah: int, temperature: float) -> bool:
        budget = self.problem.policy.budget
        if budget is not None and rupiah > budget and rupiah > self.rupiah:
            return False
        if (-value, rupiah) <= (-self.value, self.rupiah):
            return True
        if budget is not None and rupiah > budget:
            return False
        heat = temperature * max(1, self.best[0])
        return heat > 0 and self.rng.random() < math.exp((value - self.value) / heat) * (value < self.value)

    def _neighbours(self) -> list[Day]:
        """A random day and days that go nearby, nearest first with chance."""
        days = self.filler.days
        first = self.rng.choice(days)
        count = min(len(days), self.rng.randint(1, MOST_DAYS))
        centre = self._middle(first)
        if centre is None or self.rng.random() < 0.2:
            return self.rng.sample(days, count)
        far = []
        for day in days:
            middle = self._middle(day)
            distance = 0.0 if middle is None else float(np.abs(middle - centre).sum())
            far.append((distance * (0.5 + self.rng.random()) if day is not first else -1.0, len(far)))
        return [days[index] for _, index in sorted(far)[:count]]

    def _middle(self, day: Day) -> NDArray[np.float64] | None:
        places = self.problem.region.places
        if not day.stops:
            return None
        return np.mean([(places[s.place].lat, places[s.place].lon) for s in day.stops], axis=0)  # type: ignore[no-any-return]

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

    def _worth(self, days: list[Day]) -> int:
        weight = self.problem.cell_weight
        return sum(n * int(weight[c]) for day in days for stop in day.stops for c, n in stop.loads.items())

    def _cost(self, day: Day) -> int:
        trip = day.trip()
        return trip_cost(self.problem, trip) if trip.visits else 0
