"""Most prizes in the days there are, where a stop is made whole or not at all: team orienteering.

Ruin and recreate (Schrimpf et al. 2000; strings of stops as by Christiaens and Vanden Berghe 2020), accepted
by simulated annealing: from the days near a place some stops in a row are taken off, or some anywhere, days
are put in a shorter order (`shorten`), then whoever is worth most for the minutes on the way is put where
that takes least, prizes counted more or less from step to step (Bouly, Dang and Moukrim 2010). What is found
depends on where it begins: every `CYCLE` steps it begins anew, in turn from days of a few stops far apart and
from a mix of the days met (`mix`).

A stop is a parcel of one person: such may be served by one visit only, so that no plan is left out.
"""

from __future__ import annotations

import math
import random
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import count

import numpy as np
from numpy.typing import NDArray

from optimizer.core.plan import Plan, Result, Stop, Trip
from optimizer.core.problem import Problem
from optimizer.engines.arcs import NO_ROAD, Arcs
from optimizer.engines.day import limit
from optimizer.engines.engine import Watch
from optimizer.engines.growth import Ground, Growth, Ints
from optimizer.engines.join import join
from optimizer.engines.mix import Met
from optimizer.engines.order import in_cheapest_order
from optimizer.engines.parcels import Parcel, cut, worths
from optimizer.engines.run import Run
from optimizer.engines.shorten import shorten

CYCLE = 1_200
"""Steps from a beginning to the next one."""

HOT, COLD = 0.006, 0.0003
"""First and last temperature of a cycle, as shares of all prizes; half as hot after a mix."""

NOISE = 0.5
"""Spread of the logarithm by which a stop's worth is blurred in a step."""

POWERS = (0.5, 1.0, 1.5, 2.0)
"""Powers of the prize that is weighed against the minutes, one of them in a step."""

STRINGS, ANYWHERE = 0.75, 0.25
"""Shares of the steps that take stops off in a row from days near a place, and anywhere."""

RUINED = 0.9
"""Share of the stops that is taken off at most."""

GRADUAL = 0.25
"""Share of the steps in which few stops are likelier to be taken off than many."""

CALLED, TIMES = 0.5, 8.0
"""Share of the steps in which the place that days were ruined around counts so many times as much."""

GOOD = 0.97
"""Share of the best prizes from which the days of a plan are remembered."""

LOOK_EVERY = 20
"""Steps after which the clock is looked at."""

LARGEST = 60_000
"""Parcels × slots up to which it is asked: every step looks at all of them."""

Floats = NDArray[np.float64]

Rounds = list[list[int]]
"""Stops of each slot in driving order, by node; node 0 is the base."""


def suits(problem: Problem) -> bool:
    """Whether a stop is made whole or not at all, and work minutes alone say which stops a day holds."""
    policy = problem.policy
    if policy.purpose != "reach" or not problem.slots:
        return False
    told = (problem.timed.any(), problem.spans, problem.floors, problem.targets)
    limits = (policy.max_drive_minutes, policy.max_visits, policy.budget)
    if any(map(bool, told)) or any(limit is not None for limit in limits):
        return False
    if any((cap.cells & (problem.expected > 0)).any() for cap in problem.caps):
        return False
    if int(problem.expected.max(initial=0)) > 1:
        return False
    parcels = cut(problem)
    alone = len({parcel.place for parcel in parcels}) == len(parcels)
    single = all(len(parcel.loads) == 1 for parcel in parcels)
    return alone and single and 0 < len(parcels) * len(problem.slots) <= LARGEST


class Prized:
    """The search as an engine, for problems that it `suits`."""

    name = "prized"

    def solve(
        self, problem: Problem, stop: Stop, seed: int, start: Plan | None = None, watch: Watch | None = None
    ) -> Result:
        """See `Engine.solve`; work counts steps."""
        run = Run(problem, stop, seed, watch)
        run.begin(start)

        def heard(plan: Plan | None) -> None:
            if plan is not None:
                run.offer(plan)

        if suits(problem) and run.goes_on():
            collect(problem, run.rest() if stop.work is None else stop, seed, run.best, heard, run.asks)
        run.offer(in_cheapest_order(problem, run.best))
        return run.result(self.name)


def collect(
    problem: Problem,
    stop: Stop,
    seed: int,
    start: Plan | None = None,
    told: Callable[[Plan | None], None] | None = None,
    goes: Callable[[], bool] | None = None,
    known: Iterable[Trip] = (),
) -> Plan:
    """The best plan met until `stop`, whose work counts steps; `told` hears of each better one.

    The problem is one that it `suits`; `goes` is asked now and then whether to go on. Days that are `known`
    are mixed with those met.
    """
    began, plan = time.monotonic(), Plan(())
    search, best = _Search(problem, cut(problem), seed, start or plan), 0
    search.remember(known)
    for steps in count():
        if stop.seconds is not None and not steps % LOOK_EVERY and time.monotonic() - began > stop.seconds:
            break
        if steps == stop.work or search.complete or (goes and not steps % LOOK_EVERY and not goes()):
            break
        search.step(steps)
        if search.best.worth > best:
            best, plan = search.best.worth, search.plan()
            if told:
                told(plan)
    return plan


@dataclass
class _State:
    """A plan being changed: rounds and their minutes, stops on none, minutes that each would add to each.

    Those to slots that are `stale` are only known of stops on no round.
    """

    rounds: Rounds
    minutes: list[int]
    free: Floats
    adds: Ints
    worth: int = 0
    stale: set[int] = field(default_factory=set)

    def copy(self) -> _State:
        rounds = [list(stops) for stops in self.rounds]
        return _State(
            rounds, list(self.minutes), self.free.copy(), self.adds.copy(), self.worth, set(self.stale)
        )


class _Search:
    """Steps of the search, and the best plan met."""

    def __init__(self, problem: Problem, parcels: tuple[Parcel, ...], seed: int, start: Plan):
        self.problem, self.parcels = problem, parcels
        self.node_of = {parcel.place: node for node, parcel in enumerate(parcels, start=1)}
        self.classes = [slot.slot_class for slot in problem.slots]
        self.most = [limit(problem, k) for k in self.classes]
        matrices = {k: _minutes(problem, parcels, k) for k in sorted(set(self.classes))}
        self.between = [matrices[k] for k in self.classes]
        every = np.arange(len(parcels) + 1)
        grounds = {k: Ground(matrix, every) for k, matrix in matrices.items()}
        self.ground = [grounds[k] for k in self.classes]
        self.ways: list[list[list[int]]] = [matrix.tolist() for matrix in self.between]
        self.prizes = [0, *worths(problem, parcels)]
        alone = [
            matrix[0] + matrix[:, 0] <= most for matrix, most in zip(self.between, self.most, strict=True)
        ]
        self.able = np.logical_or.reduce(alone)
        self.able[0] = False
        self.stops: list[int] = np.flatnonzero(self.able).tolist()
        near = np.minimum.reduce([matrix + matrix.T for matrix in self.between])
        self.near = [[x for x in np.argsort(row, kind="stable").tolist() if self.able[x]] for row in near]
        prizes = np.array(self.prizes, dtype=np.float64)
        self.weighed = [(prizes / max(1, prizes.max())) ** power for power in POWERS]
        self.rng, self.noise = random.Random(seed), np.random.default_rng(seed)
        self.met = Met(self.prizes, self._kinds())
        self.hot = HOT * sum(self.prizes)
        self.first = self._rounds(start)
        self.now = self.best = self._state([[] for _ in self.classes])

    @property
    def complete(self) -> bool:
        """Whether every stop that any day can make is made."""
        return self.best.worth == sum(self.prizes[stop] for stop in self.stops)

    def remember(self, known: Iterable[Trip]) -> None:
        """Have days that are known among those met."""
        for trip in known:
            stops = self._nodes_of(trip)
            for slot in range(len(self.classes)):
                if self._holds(slot, trip, stops):
                    self.met.remember(slot, stops)

    def plan(self) -> Plan:
        """The best plan met."""
        rounds = zip(self.classes, self.best.rounds, strict=True)
        return join(self.problem, ((k, tuple(self.parcels[n - 1] for n in stops)) for k, stops in rounds))

    def step(self, number: int) -> None:
        """Ruin and recreate once; every so often begin anew."""
        cycle, at = divmod(number, CYCLE)
        if at == 0:
            begun = self.met.mixed(self.rng) if cycle % 2 else self._apart()
            self.now = self._state(begun if cycle else self.first)
            self._recreate(self.now, range(len(self.classes)), self.weighed[1] * self._blur())
            self._refresh(self.now)
            self._keep(self.now)
        first = self.hot / 2 if cycle % 2 else self.hot
        cold = COLD / HOT * self.hot
        made = self._changed()
        loss = self.now.worth - made.worth
        if loss <= 0 or self.rng.random() < math.exp(-loss / (first * (cold / first) ** (at / CYCLE))):
            self._refresh(made)
            self.now = made
            self._keep(made)

    def _keep(self, state: _State) -> None:
        """Remember a plan taken up if it is a good one; rounds are never changed in place once it is."""
        if state.worth >= GOOD * self.best.worth:
            self.met.add(state.rounds)
        if state.worth > self.best.worth:
            self.best = state

    def _changed(self) -> _State:
        """A plan with some stops taken off and others put on."""
        made, on = self.now.copy(), sum(map(len, self.now.rounds))
        centre, strings = self.rng.choice(self.stops), self.rng.random()
        most = max(2, int(RUINED * on))
        gradual = self.rng.random() < GRADUAL  # few are taken off often, many not seldom
        count = int((most + 0.99) ** self.rng.random()) if gradual else self.rng.randint(1, most)
        ruined = self._strings(made, centre, count) if strings < STRINGS else self._anywhere(made, count)
        for slot in ruined:
            made.minutes[slot] = self._length(slot, made.rounds[slot])
        blur = self._blur()
        if strings < CALLED:
            blur[centre] *= TIMES
        weighed = self.rng.choice(self.weighed) * blur
        shorter = ruined
        while shorter:
            shorter = self._shortened(made, self._recreate(made, shorter, weighed))
        return made

    def _strings(self, state: _State, centre: int, count: int) -> list[int]:
        """Take stops in a row off the days nearest a place; the slots they were on."""
        slot_of = {stop: slot for slot, stops in enumerate(state.rounds) for stop in stops}
        ruined: list[int] = []
        for stop in self.near[centre]:
            slot = slot_of.get(stop)
            if count <= 0 or len(ruined) == len(state.rounds):
                break
            if slot is None or slot in ruined:
                continue
            stops = state.rounds[slot]
            length = min(len(stops), self.rng.randint(1, count))
            at = max(0, min(len(stops) - length, stops.index(stop) - self.rng.randrange(length)))
            self._take_off(state, stops[at : at + length])
            del stops[at : at + length]
            ruined.append(slot)
            count -= length
        return ruined

    def _anywhere(self, state: _State, count: int) -> list[int]:
        """Take any stops off; the slots they were on."""
        on = [(slot, stop) for slot, stops in enumerate(state.rounds) for stop in stops]
        off = self.rng.sample(on, min(count, len(on)))
        for slot, stop in off:
            state.rounds[slot].remove(stop)
        self._take_off(state, [stop for _, stop in off])
        return sorted({slot for slot, _ in off})

    def _take_off(self, state: _State, stops: Sequence[int]) -> None:
        state.free[stops] = 1.0
        state.worth -= sum(self.prizes[stop] for stop in stops)

    def _shortened(self, state: _State, slots: Sequence[int]) -> list[int]:
        """Put rounds in a shorter order; those that got shorter."""
        shorter = []
        for slot in slots:
            stops, saved = shorten(self.between[slot], state.rounds[slot])
            if saved:
                state.rounds[slot], state.minutes[slot] = stops, state.minutes[slot] - saved
                shorter.append(slot)
        return shorter

    def _recreate(self, state: _State, changed: Sequence[int], weighed: Floats) -> list[int]:
        """Put on the stop worth most for its minutes, as long as one fits; the slots with new stops."""
        free = np.flatnonzero(state.free)
        grounds: dict[int, Ground] = {}
        rounds: dict[int, Growth] = {}

        def growth(slot: int) -> Growth:
            if slot not in rounds:
                kind = self.classes[slot]
                if kind not in grounds:
                    grounds[kind] = Ground(self.between[slot], free)
                rounds[slot] = Growth(grounds[kind], state.rounds[slot])
            return rounds[slot]

        worth, adds, grown = weighed[free], state.adds[:, free], set[int]()
        for slot in changed:
            adds[slot] = growth(slot).least()
        room = [most - used for most, used in zip(self.most, state.minutes, strict=True)]
        rates = worth / np.maximum(adds, 1) * (adds <= np.array(room)[:, None])
        while len(free):
            slot, number = divmod(int(rates.argmax()), len(free))
            if rates[slot, number] <= 0.0:
                break
            used, stop = growth(slot).put(number), int(free[number])
            room[slot] -= used
            state.minutes[slot] += used
            state.free[stop] = worth[number] = 0.0
            state.worth += self.prizes[stop]
            rates[:, number] = 0.0
            adds[slot] = least = rounds[slot].least()
            rates[slot] = worth / np.maximum(least, 1) * (least <= room[slot])
            grown.add(slot)
        state.adds[:, free] = adds
        state.stale.update(changed, grown)
        return sorted(grown)

    def _refresh(self, state: _State) -> None:
        """Know again what stops on rounds would add to those that changed."""
        for slot in state.stale:
            state.adds[slot] = Growth(self.ground[slot], state.rounds[slot]).least()
        state.stale.clear()

    def _length(self, slot: int, stops: Sequence[int]) -> int:
        ways, length, before = self.ways[slot], 0, 0
        for after in (*stops, 0) if stops else ():
            length += ways[before][after]
            before = after
        return length

    def _blur(self) -> NDArray[np.float64]:
        blur: NDArray[np.float64] = np.exp(self.noise.normal(0.0, NOISE, len(self.prizes)))
        return blur

    def _apart(self) -> Rounds:
        """A stop each, chosen at random, where the day is long enough for it."""
        stops = self.rng.sample(self.stops, min(len(self.stops), len(self.classes)))
        rounds: Rounds = [[] for _ in self.classes]
        for slot, stop in enumerate(stops):
            if self._length(slot, [stop]) <= self.most[slot]:
                rounds[slot].append(stop)
        return rounds

    def _rounds(self, plan: Plan) -> Rounds:
        """The stops of a plan's days, by slot; some far apart where there are none."""
        rounds: Rounds = [[] for _ in self.classes]
        for trip in plan.trips:
            stops = self._nodes_of(trip)
            for slot in range(len(self.classes)):
                if not rounds[slot] and self._holds(slot, trip, stops):
                    rounds[slot] = stops
                    break
        return rounds if any(rounds) else self._apart()

    def _nodes_of(self, trip: Trip) -> list[int]:
        """The stops of a trip, by node."""
        return [self.node_of[visit.place] for visit in trip.visits if visit.place in self.node_of]

    def _holds(self, slot: int, trip: Trip, stops: Sequence[int]) -> bool:
        """Whether a slot may have a trip over some stops, and has time for it."""
        same = self.classes[slot] == trip.slot_class and not trip.nights
        return same and self._length(slot, stops) <= self.most[slot]

    def _state(self, rounds: Rounds) -> _State:
        free = self.able.astype(np.float64)
        free[[stop for stops in rounds for stop in stops]] = 0.0
        minutes = [self._length(slot, stops) for slot, stops in enumerate(rounds)]
        adds = np.array([Growth(g, stops).least() for g, stops in zip(self.ground, rounds, strict=True)])
        return _State(
            rounds, minutes, free, adds, sum(self.prizes[stop] for stops in rounds for stop in stops)
        )

    def _kinds(self) -> list[int]:
        """Number of each slot's kind: same minutes from node to node, same length of day."""
        numbers: dict[tuple[int, int], int] = {}
        return [numbers.setdefault(kind, len(numbers)) for kind in zip(self.classes, self.most, strict=True)]


def _minutes(problem: Problem, parcels: tuple[Parcel, ...], slot_class: int) -> Ints:
    """Work minutes from node to node, the base first; none to parcels that the class may not serve."""
    slots = problem.classes[slot_class]
    minutes = Arcs(problem, [slots.base], parcels).work(slot_class).astype(np.int32)
    barred = [not slots.allowed[[cell for cell, _ in parcel.loads]].all() for parcel in parcels]
    minutes[:, 1:][:, barred] = NO_ROAD
    np.fill_diagonal(minutes, 0)
    return minutes
