"""Recombine: the cheapest choice among all the trips a router met on its way.

Model. Trips r of slot class k are those of every solution met; a parcel i may be left at its prize:

    min  Σ_r rupiah_r x_r + Σ_i prize_i u_i
    s.t. Σ_(r serving i) x_r + u_i ≥ 1 for each parcel i,   Σ_(r of class k) x_r ≤ slots_k

Set covering over a pool (Rochat and Taillard 1995; Subramanian, Uchoa and Ochi 2013): local search finds
good trips sooner than good sets of trips. The linear relaxation picks the trips worth a look by their
reduced cost, CP-SAT chooses among them.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from ortools.linear_solver import pywraplp
from ortools.sat.python import cp_model

from optimizer.core.plan import Stop
from optimizer.core.problem import Problem
from optimizer.engines.arcs import Arcs
from optimizer.engines.day import limit
from optimizer.engines.price import day_cost, short_minutes

MOST_TRIPS = 40_000
"""Trips remembered; the oldest, met when the router was far from its end, are forgotten first."""

MOST_COLUMNS = 2_000
"""Trips CP-SAT chooses from; with more it finds no better plan in the same time."""

WORK_SECONDS = 0.002
"""CP-SAT's deterministic seconds per unit of work."""

Stops = tuple[int, ...]
"""Parcels of a trip by number, in driving order."""

Chosen = list[tuple[int, Stops]]
"""Trips as slot class and stops."""


class Pool:
    """Every trip met, oldest first, each once."""

    def __init__(self) -> None:
        self.trips: dict[tuple[int, Stops], None] = {}

    def add(self, slot_class: int, stops: Stops) -> None:
        """Remember a trip."""
        self.trips.setdefault((slot_class, stops))
        if len(self.trips) > MOST_TRIPS:
            del self.trips[next(iter(self.trips))]


def recombine(
    problem: Problem,
    arcs: Arcs,
    prizes: Sequence[int],
    pool: Pool,
    best: Chosen,
    stop: Stop,
    slots: Sequence[int] | None = None,
) -> Chosen:
    """The cheapest trips of the pool that serve the parcels, found until `stop`; `best` if none are cheaper.

    Parcels are numbered from 0, in the order of `prizes` and of the nodes of `arcs` after its bases; `slots`
    per class are all the problem has unless said.
    """
    slots = slots or [problem.slots_of(k) for k in range(len(problem.classes))]
    incumbent = {(k, frozenset(stops)) for k, stops in best}
    began = time.monotonic()
    trips = (*pool.trips, *best)
    prices = {k: _Price(problem, arcs, k) for k in {k for k, _ in trips}}
    columns = _columns(prices, trips)
    reduced = _reduced_costs(columns, prizes, slots)
    order = sorted(range(len(columns)), key=lambda j: (columns[j].key not in incumbent, reduced[j], j))
    kept = [columns[j] for j in order[: MOST_COLUMNS + len(incumbent)]]
    if stop.seconds is not None:
        stop = Stop(max(0.0, stop.seconds - (time.monotonic() - began)), stop.work)
    return _without_repeats(prices, _choose(kept, incumbent, prizes, slots, stop)) or best


@dataclass(frozen=True)
class _Column:
    """A trip that may be chosen."""

    slot_class: int
    stops: Stops
    rupiah: int

    @property
    def key(self) -> tuple[int, frozenset[int]]:
        return self.slot_class, frozenset(self.stops)


class _Price:
    """Rupiah of trips of a slot class: the arcs, and the day by its duration class."""

    def __init__(self, problem: Problem, arcs: Arcs, slot_class: int):
        self._rupiah: list[list[int]] = arcs.rupiah(slot_class).tolist()
        self._work: list[list[int]] = arcs.work(slot_class).tolist()
        self._arcs, self._slot_class = arcs, slot_class
        self._short = short_minutes(problem, slot_class) or limit(problem, slot_class)
        self._day = day_cost(problem, slot_class, "up_to_8h")
        self._long_day = day_cost(problem, slot_class, "over_8h")

    def of(self, stops: Stops) -> int:
        legs = list(pairwise(self._arcs.way(self._slot_class, stops)))
        day = self._day if sum(self._work[a][b] for a, b in legs) <= self._short else self._long_day
        return day + sum(self._rupiah[a][b] for a, b in legs)


def _columns(prices: Mapping[int, _Price], trips: Iterable[tuple[int, Stops]]) -> list[_Column]:
    """The trips at their price, of each set of parcels the cheapest order."""
    found: dict[tuple[int, frozenset[int]], _Column] = {}
    for slot_class, stops in trips:
        column = _Column(slot_class, stops, prices[slot_class].of(stops))
        known = found.get(column.key)
        if known is None or column.rupiah < known.rupiah:
            found[column.key] = column
    return list(found.values())


def _reduced_costs(columns: list[_Column], prizes: Sequence[int], slots: Sequence[int]) -> list[float]:
    """Reduced cost of each column in the linear relaxation."""
    solver = pywraplp.Solver.CreateSolver("GLOP")
    needs = [solver.Constraint(1, solver.infinity()) for _ in prizes]
    days = [solver.Constraint(0, count) for count in slots]
    objective = solver.Objective()
    for need, prize in zip(needs, prizes, strict=True):
        left = solver.NumVar(0, solver.infinity(), "")
        need.SetCoefficient(left, 1)
        objective.SetCoefficient(left, prize)
    chosen = []
    for column in columns:
        share = solver.NumVar(0, solver.infinity(), "")
        for row in (days[column.slot_class], *(needs[stop] for stop in column.stops)):
            row.SetCoefficient(share, 1)
        objective.SetCoefficient(share, column.rupiah)
        chosen.append(share)
    solver.Solve()
    return [share.reduced_cost() for share in chosen]


def _choose(
    columns: list[_Column],
    incumbent: set[tuple[int, frozenset[int]]],
    prizes: Sequence[int],
    slots: Sequence[int],
    stop: Stop,
) -> Chosen:
    """The best choice CP-SAT finds, starting from the incumbent; empty where it finds none."""
    model = cp_model.CpModel()
    out = [model.new_bool_var("") for _ in columns]
    left = [model.new_bool_var("") for _ in prizes]
    serving: list[list[cp_model.IntVar]] = [[] for _ in prizes]
    for going, column in zip(out, columns, strict=True):
        for parcel in column.stops:
            serving[parcel].append(going)
    for skipped, by in zip(left, serving, strict=True):
        model.add_at_least_one([skipped, *by])
    for k, count in enumerate(slots):
        model.add(sum(going for going, c in zip(out, columns, strict=True) if c.slot_class == k) <= count)
    rupiah = [column.rupiah for column in columns]
    model.minimize(cp_model.LinearExpr.weighted_sum([*out, *left], [*rupiah, *prizes]))
    served = {parcel for _, stops in incumbent for parcel in stops}
    for going, column in zip(out, columns, strict=True):
        model.add_hint(going, column.key in incumbent)
    for number, skipped in enumerate(left):
        model.add_hint(skipped, number not in served)
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.catch_sigint_signal = False  # Ctrl-C is the caller's business
    solver.parameters.linearization_level = 2  # without it the relaxation's bound is not used
    if stop.seconds is not None:
        solver.parameters.max_time_in_seconds = stop.seconds
    if stop.work is not None:
        solver.parameters.max_deterministic_time = WORK_SECONDS * stop.work
    if solver.solve(model) not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return []
    return [(c.slot_class, c.stops) for going, c in zip(out, columns, strict=True) if solver.value(going)]


def _without_repeats(prices: Mapping[int, _Price], trips: Chosen) -> Chosen:
    """The trips with each parcel on one of them only: the one where leaving it out saves least."""

    def saved(number: int) -> int:
        slot_class, stops = trips[number]
        return prices[slot_class].of(stops) - prices[slot_class].of(_without(stops, parcel))

    for parcel in sorted({stop for _, stops in trips for stop in stops}):
        on = [number for number, (_, stops) in enumerate(trips) if parcel in stops]
        for number in sorted(on, key=saved)[1:]:
            slot_class, stops = trips[number]
            trips[number] = slot_class, _without(stops, parcel)
    return [trip for trip in trips if trip[1]]


def _without(stops: Stops, parcel: int) -> Stops:
    return tuple(stop for stop in stops if stop != parcel)
