"""Ruin and refill: empty a few neighbouring days, fill them anew, keep what is better.

Large neighbourhood search (Shaw 1998) in the ruin-and-recreate form of Schrimpf et al. (2000), with
acceptance by simulated annealing on the first level that differs; the recreate step is `Filler.fill`,
which serves places in part, so that it finds what a router with fixed parcels cannot. Where nights are
allowed, days are also put together into trips with nights, and taken apart again.
"""

from __future__ import annotations

import math
import random
import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from optimizer.core.plan import Plan
from optimizer.core.plan import Stop as WorkStop
from optimizer.core.problem import Problem, Span
from optimizer.core.score import levels_of, rank_of
from optimizer.engines.day import Day, Stop
from optimizer.engines.fill import shrink
from optimizer.engines.filler import Filler, Preference
from optimizer.engines.nights import Beds
from optimizer.engines.outing import Outing
from optimizer.engines.price import short_minutes

MOST_DAYS = 5
"""Trips emptied at once; more make a step slower than it is better."""

START_TEMPERATURE = 0.0005
"""First temperature, as a share of the weighted people served; cools linearly to zero."""

LOOK_EVERY = 16
"""Steps after which the caller is asked whether to go on, though nothing got better."""

PARTIAL = 0.2
"""Share of the steps in which visits leave people of a place to other days."""

SHORT, SHORT_FOR_PEOPLE, SHORT_FOR_MONEY = 0.2, 0.02, 0.5
"""Share of the days filled only as long as the cheaper duration class lasts: where all are served, where
more people are wanted, and where a budget decides how many can be."""

NIGHT = 0.25
"""Share of the steps that put days together into a trip with nights, where those are allowed."""

APART = 0.4
"""Chance that a trip with nights that is emptied is taken apart."""

Keep = Callable[[tuple[int, ...]], bool]
"""Told the values of the levels of the best plan, now and then; returns False to end."""


def refill(problem: Problem, plan: Plan, stop: WorkStop, seed: int, keep: Keep | None = None) -> Plan:
    """Improve a plan's levels, the last of them rupiah, until `stop`; never returns a worse one.

    `stop.work` counts steps; a step empties up to `MOST_DAYS` trips that lie near each other.
    """
    search = _Search(problem, plan, random.Random(seed))
    began, step = time.monotonic(), 0
    while search.filler.outings:
        done = step / stop.work if stop.work is not None else 0.0
        if stop.seconds is not None:
            done = max(done, (time.monotonic() - began) / max(stop.seconds, 1e-9))
        if done >= 1.0:
            break
        improved = search.step(temperature=START_TEMPERATURE * (1.0 - done))
        step += 1
        if (improved or step % LOOK_EVERY == 0) and keep and not keep(search.values(search.best)):
            break
    return search.best_plan


@dataclass(frozen=True)
class _Before:
    """What a step may have to put back."""

    outings: list[Outing]
    days: list[tuple[Day, int | None, list[Stop]]]
    left: NDArray[np.int64]
    visits_left: NDArray[np.int64]


class _Search:
    """The current trips, their rank and the best plan met."""

    def __init__(self, problem: Problem, plan: Plan, rng: random.Random):
        self.problem, self.rng = problem, rng
        self._expected = problem.expected.astype(np.int64)
        self.filler = Filler(problem, plan)
        self.filler.open_free_slots()
        for outing in self.filler.outings:
            outing.rupiah = outing.cost(problem)
        self.rupiah = sum(outing.rupiah for outing in self.filler.outings)
        self.rank = self._rank(self.rupiah)
        self.best, self.best_plan, self._scale = self.rank, self.filler.plan(), self._scales(self.rupiah)
        self._open = np.logical_or.reduce([slots.allowed for slots in problem.classes])
        self._short = [short_minutes(problem, k) for k in range(len(problem.classes))]
        self._spots = [(place.lat, place.lon) for place in problem.region.places]
        self._beds = Beds(problem)

    def values(self, rank: tuple[int, ...]) -> tuple[int, ...]:
        """The values of the levels of a rank."""
        *rest, people, rupiah = rank
        return *rest, -people if self.problem.policy.purpose == "reach" else people, rupiah

    def step(self, temperature: float) -> bool:
        """One ruin and refill; True where it gave a new best plan."""
        outings = self._neighbours()
        span = self._span(outings) if self.problem.spans else None
        before = self._remember(outings)
        cost = sum(outing.rupiah for outing in outings)
        short = self._short_share()
        self._ruin(outings)
        if self.problem.spans:
            outings = self._regroup(outings, span)
        costs = self._recreate(outings, self.rupiah - cost, short)
        rupiah = self.rupiah + sum(rupiah for _, rupiah in costs) - cost
        rank = self._rank(rupiah)
        if not self._accepts(rank, temperature):
            self._put_back(before)
            return False
        self.rank, self.rupiah = rank, rupiah
        for outing, spent in costs:
            outing.rupiah = spent
        if rank < self.best:
            self.best, self.best_plan, self._scale = rank, self.filler.plan(), self._scales(rupiah)
            return True
        return False

    def _remember(self, outings: list[Outing]) -> _Before:
        filler = self.filler
        days = [
            (day, day.most, [Stop(stop.place, dict(stop.loads)) for stop in day.stops])
            for outing in outings
            for day in outing.days
        ]
        return _Before(list(filler.outings), days, filler.left.copy(), filler.visits_left.copy())

    def _put_back(self, before: _Before) -> None:
        self.filler.outings[:] = before.outings
        for day, most, stops in before.days:
            day.most, day.stops[:] = most, stops
        self.filler.left, self.filler.visits_left = before.left, before.visits_left

    def _recreate(self, outings: list[Outing], elsewhere: int, short: float) -> list[tuple[Outing, int]]:
        """Fill the trips in random order, within the budget; each with its cost.

        `elsewhere` is what the others cost, `short` the chance that a day is filled only as long as the
        cheaper duration class lasts.
        """
        budget, rng = self.problem.policy.budget, self.rng
        prefer = self._preference()
        share = rng.uniform(0.2, 0.9) if rng.random() < PARTIAL else 1.0
        costs = {o: o.cost(self.problem) if budget is not None else 0 for o in outings}
        turn = rng.sample(outings, len(outings))
        for outing in turn:
            for day in outing.days:
                fast = rng.random() < short and not outing.nights
                day.most = self._short[day.slot_class] if fast else None
                self.filler.fill(day, prefer, share)
            if outing.nights:
                self.filler.fill_empty_days(outing)
            if budget is not None:
                rest = elsewhere + sum(costs.values()) - costs[outing]
                shrink(self.filler, outing, budget - rest)
            costs[outing] = outing.cost(self.problem)
            if outing.nights and not all(day.stops for day in outing.days):
                costs[outing] = 0
                apart = self._take_apart(outing)
                turn += apart
                costs.update(dict.fromkeys(apart, 0))
        return list(costs.items())

    def _accepts(self, rank: tuple[int, ...], temperature: float) -> bool:
        """Better plans always, worse ones the more likely the less they lose of the first level to differ."""
        budget = self.problem.policy.budget
        if budget is not None and rank[-1] > budget and rank[-1] > self.rupiah:
            return False
        if rank <= self.rank:
            return True
        lost, scale = next(
            (new - old, scale)
            for new, old, scale in zip(rank, self.rank, self._scale, strict=True)
            if new != old
        )
        heat = temperature * max(1, scale)
        return heat > 0 and self.rng.random() < math.exp(-lost / heat)

    def _neighbours(self) -> list[Outing]:
        """A random trip and trips that go nearby, nearest first with chance."""
        outings = self.filler.outings
        first = self.rng.choice(outings)
        count = min(len(outings), self.rng.randint(1, MOST_DAYS))
        centre = self._middle(first)
        if centre is None or self.rng.random() < 0.2:
            return self.rng.sample(outings, count)
        far: list[tuple[float, int]] = []
        for number, outing in enumerate(outings):
            middle = self._middle(outing) or centre
            distance = abs(middle[0] - centre[0]) + abs(middle[1] - centre[1])
            far.append((distance * (0.5 + self.rng.random()) if outing is not first else -1.0, number))
        return [outings[number] for _, number in sorted(far)[:count]]

    def _middle(self, outing: Outing) -> tuple[float, float] | None:
        lats, lons, count = 0.0, 0.0, 0
        for day in outing.days:
            for stop in day.stops:
                lat, lon = self._spots[stop.place]
                lats, lons, count = lats + lat, lons + lon, count + 1
        return (lats / count, lons / count) if count else None

    def _ruin(self, outings: list[Outing]) -> None:
        """Take off every stop of the trips, or each with even chance; trips with nights are emptied."""
        share = 1.0 if self.rng.random() < 0.5 else 0.5
        for outing in outings:
            for day in outing.days:
                if outing.nights:
                    self.filler.empty(day)
                for stop in list(day.stops):
                    if self.rng.random() < share and stop in day.stops:
                        self.filler.remove(day, stop)

    def _span(self, outings: list[Outing]) -> Span | None:
        """A span for a trip with nights, now and then.

        The trips it takes the place of are added to `outings`: those with nights on its slots, and of day
        trips the emptiest.
        """
        if self.rng.random() >= NIGHT:
            return None
        span = self.rng.choice(self.problem.spans)
        everyone, mine = self.filler.outings, {id(outing) for outing in outings}
        outings += [o for o in everyone if id(o) not in mine and not o.slots_free_of(span.slots)]
        for k in set(span.classes):
            freed = [o for o in outings if not o.nights or not o.slots_free_of(span.slots)]
            lacking = span.classes.count(k) - sum(day.slot_class == k for o in freed for day in o.days)
            if lacking > 0:
                known = {id(outing) for outing in outings}
                others = [o for o in everyone if not o.nights and o.days[0].slot_class == k]
                others = [o for o in others if id(o) not in known]
                self.rng.shuffle(others)
                outings += sorted(others, key=lambda o: len(o.stops))[:lacking]
        return span

    def _regroup(self, outings: list[Outing], span: Span | None) -> list[Outing]:
        """Take some emptied trips with nights apart, and put day trips together into one on the span."""
        for outing in [outing for outing in outings if outing.nights]:
            in_the_way = span is not None and not outing.slots_free_of(span.slots)
            if self.rng.random() < APART or in_the_way:
                outings = [*(o for o in outings if o is not outing), *self._take_apart(outing)]
        if span is None:
            return outings
        beds = self._choose_beds(span)
        replaced = list[Outing]()
        for k in span.classes:
            alike = (o for o in outings if not o.nights and o.days[0].slot_class == k and o not in replaced)
            replaced.append(next(alike))
        for outing in replaced:
            self.filler.empty(outing.days[0])
        made = Outing.out(span.classes, beds, span.slots)
        self.filler.outings[:] = [*(o for o in self.filler.outings if o not in replaced), made]
        return [*(o for o in outings if o not in replaced), made]

    def _take_apart(self, outing: Outing) -> list[Outing]:
        """An emptied trip with nights as empty day trips."""
        for day in outing.days:
            self.filler.empty(day)
        apart = [Outing([Day(day.slot_class)]) for day in outing.days]
        self.filler.outings[:] = [*(o for o in self.filler.outings if o is not outing), *apart]
        return apart

    def _choose_beds(self, span: Span) -> tuple[int, ...]:
        """Where to sleep: near places whose people are left, the farther off and the more the likelier."""
        problem, filler = self.problem, self.filler
        slots, minutes = problem.classes[span.classes[0]], problem.layer(span.classes[0]).minutes
        worth = np.zeros(problem.places)
        wanted = filler.aims.wanted(filler.left) * slots.allowed * filler.aims.weights(filler.left)
        np.add.at(worth, problem.cell_place, wanted.astype(np.float64))
        worth *= minutes[slots.base, problem.place_location].astype(np.float64)
        chosen = list[int]()
        for _ in span.classes[1:]:
            if chosen and self.rng.random() < 0.6:
                chosen.append(chosen[-1])
                continue
            total = worth.cumsum()
            spot = self.rng.random() * float(total[-1])
            place = min(int(np.searchsorted(total, spot, side="right")), problem.places - 1)
            near = self._beds.near(span.classes[0], place)
            chosen.append(near[0] if self.rng.random() < 0.6 else self.rng.choice(near))
        return tuple(chosen)

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
        wanted = self.filler.aims.wanted(self.filler.left)
        return SHORT_FOR_PEOPLE if wanted[self._open].any() else SHORT

    def _rank(self, rupiah: int) -> tuple[int, ...]:
        """The rank of the trips as they stand, at a cost of so many rupiah."""
        people = self._expected - self.filler.left
        return rank_of(levels_of(self.problem, people, rupiah))

    def _scales(self, rupiah: int) -> tuple[int, ...]:
        """What a loss on each level is measured by: people in floors, weighted people served, rupiah."""
        people = self._expected - self.filler.left
        floors = (sum(floor.people for floor in self.problem.floors),) if self.problem.floors else ()
        return *floors, int(people @ self.filler.aims.most_worth), rupiah
