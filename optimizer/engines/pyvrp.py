"""The `pyvrp` engine: PyVRP's iterated local search over the router's parcels, then filling and refilling.

Model. Nodes, arcs and vehicles are those of `router`: parcels are clients, kinds of slot are vehicle types,
rupiah are distances and work minutes (set-up and service on the arcs) are durations; caps and the visit limit
are loads, opening hours time windows, the dearer kind of day is overtime. Parcels are required where all of
them are wanted and slots are plentiful, else they are optional at a prize (Wouda, Lan and Kool 2024).

A plan to start from that meets everyone is where PyVRP begins, its visits the parcels: where `columns` has
given places' visits other sizes than `cut` does, these are searched with.

Where a place may be visited any number of times the parcels are then cut on into `pieces`, and PyVRP goes on
from the routes found, so that it can move part of a place's people to another day.

PyVRP cannot say: the drive limit, a budget, nights out, hours that the break interrupts. Its routes are cut
to what the rules allow, judged by the core, recombined, filled and refilled as the router's are. PyVRP is an
extra and imported here and nowhere else.
"""

from __future__ import annotations

import time
import warnings
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyvrp
from numpy.typing import NDArray
from pyvrp.exceptions import PenaltyBoundWarning

from optimizer.core.plan import Plan, Result, Stop
from optimizer.core.problem import Problem
from optimizer.core.score import served
from optimizer.engines.arcs import NO_ROAD, Arcs
from optimizer.engines.day import tour
from optimizer.engines.engine import Watch, keeps_rules
from optimizer.engines.fill import fill, within_budget
from optimizer.engines.fleet import Vehicle, fleet, many_stops, plentiful
from optimizer.engines.join import join
from optimizer.engines.order import in_cheapest_order
from optimizer.engines.parcels import Parcel, cut, worths
from optimizer.engines.pieces import pieces
from optimizer.engines.recombine import Chosen, Pool, recombine
from optimizer.engines.refill import refill
from optimizer.engines.run import Run
from optimizer.engines.window import window

ITERATIONS = 10
"""PyVRP's iterations per unit of work; one takes about as long as a step of `refill`."""

OFFER_EVERY = 1.0
"""Least seconds between two plans offered while PyVRP is searching."""

LOOK_EVERY, NEAR = 0.2, 1.02
"""Iterations per parcel after which the routes of a solution go into the pool, if it costs little more than
the best. Reading routes takes long: with 500 parcels at every tenth iteration as long as the search."""

TRIP_UNITS, PRIZE_UNITS = 20_000, 100_000
"""Units of cost of a typical trip, and of a typical prize, where slots are plentiful.

PyVRP counts in whole units and its penalties start from the size of its costs: units too coarse hide
differences, and prizes too large never let a broken limit cost enough."""

LEAST_PRIZE_UNITS = 3 * TRIP_UNITS
"""Added to every prize where all people are to be met: nobody is worth less than a trip of their own."""

SCARCE_TRIP_UNITS, SCARCE_PRIZE_UNITS = 200, 20_000
"""The same where slots are scarce: whom to serve matters far more than what driving costs.

There a minute costs a unit, so that PyVRP makes room by shorter ways (without it a team-orienteering plan
has a quarter fewer prizes); a typical prize is worth at least a whole day of minutes."""

STEP = 0.01
"""Share of its days that a plan is first tried with fewer of; half as many once that fails."""

FAR = int(np.iinfo(np.int64).max)
"""No end of a client's hours: PyVRP's own default."""

MOST_ENTRIES = 30_000_000
"""Entries of all arc matrices together, some 0.5 GB; beyond that classes that differ only in whom they may
serve share theirs, and parcels on the wrong day are taken off afterwards."""


@dataclass(frozen=True)
class PyVrpParams:
    """How the stop is shared out (measured on the main case, see `benchmarks/RESULTS.md`).

    Attributes
    ----------
    share_scarce, share_plentiful
        Share of the stop spent in PyVRP where slots are scarce or plentiful; the rest goes to `refill`, which
        serves places in part. Where there are only single people that gains nothing: as if plentiful.
    share_required
        The same where every parcel has to be on a route: `refill` then gains next to nothing.
    share_timed
        The same where slots are plentiful but some places have hours, which `refill` knows better.
    recombine
        Share of PyVRP's part spent in choosing among the trips it met, where slots are plentiful.
    recombine_required
        The same where every parcel has to be on a route.
    fine
        Share of PyVRP's part spent on pieces of parcels, under `split`.
    first, attempt, fewer
        Shares of the search until fewer days are tried, in each attempt, and in all of them together.
    pieces_per_second
        Most pieces per second of the stop with which they are tried: with more, whole parcels end cheaper.
    """

    share_scarce: float = 0.2
    share_plentiful: float = 0.9
    share_required: float = 0.97
    share_timed: float = 0.5
    recombine: float = 0.2
    recombine_required: float = 0.1
    fine: float = 0.6
    first: float = 0.1
    attempt: float = 0.06
    fewer: float = 0.25
    pieces_per_second: float = 30.0


class PyVrp:
    """PyVRP's routes as one more source of trips."""

    name = "pyvrp"

    def __init__(self, params: PyVrpParams | None = None):
        self.params = params or PyVrpParams()

    def solve(
        self, problem: Problem, stop: Stop, seed: int, start: Plan | None = None, watch: Watch | None = None
    ) -> Result:
        """See `Engine.solve`; PyVRP's iterations and refill's steps share the work of a work stop."""
        run = Run(problem, stop, seed, watch)
        run.begin(start)
        parcels = cut(problem)
        warm = None
        if start is not None and meets(problem, start, parcels):
            parcels, warm = visits_of(start)
        vehicles = fleet(problem, parcels)
        ample = plentiful(problem, parcels) and problem.policy.budget is None
        share = self.params.share_scarce
        if all(people == 1 for parcel in parcels for _, people in parcel.loads):
            share = self.params.share_plentiful
        if ample and not problem.spans:
            share = self.params.share_timed if problem.timed.any() else self.params.share_plentiful
        if parcels and vehicles and run.goes_on():
            small, of_parcel = pieces(problem, parcels)
            finer = problem.policy.visits == "split" and self._worth_it(small, stop)
            model = _Model(problem, parcels, vehicles, ample)
            if model.required and problem.policy.visits == "fewest":
                share = self.params.share_required
            self._route(model, run, share * (1.0 - self.params.fine) if finer else share, warm)
            if finer and run.goes_on():
                fine = _Model(problem, small, vehicles, ample)
                begun = [(k, tuple(i for stop in stops for i in of_parcel[stop])) for k, stops in model.found]
                fine.search(run, run.rest(share), begun)
                fine.offer(run)
        if run.goes_on():
            run.offer(refill(problem, run.best, run.rest(), seed, run.keep))
        run.offer(in_cheapest_order(problem, run.best))
        return run.result(self.name)

    def _worth_it(self, small: tuple[Parcel, ...], stop: Stop) -> bool:
        """Whether the stop is long enough for so many pieces."""
        return stop.seconds is None or len(small) <= self.params.pieces_per_second * stop.seconds

    def _route(self, model: _Model, run: Run, share: float, begun: Chosen | None) -> None:
        """Search, then choose among all trips met where slots are plentiful; until a share of the stop."""
        choosing = self.params.recombine_required if model.required else self.params.recombine
        part = share * (1.0 - choosing if model.ample else 1.0)
        known = None
        if model.required and model.pays_for_days:
            known = self._with_fewer_days(model, run, part, begun)
            if not many_stops(model.problem, model.parcels):
                begun = known
        model.search(run, run.rest(part), begun, pooled=model.ample)
        if known and not model.meets_all():
            model.found = known
        model.offer(run)
        if model.found and model.ample and run.goes_on():
            model.recombine(run.rest(share))
            model.offer(run)

    def _with_fewer_days(self, model: _Model, run: Run, part: float, begun: Chosen | None) -> Chosen:
        """Trips that meet everyone on fewer days, as long as such are soon found; then no more are offered.

        PyVRP by itself seldom takes a whole day off a plan; offered fewer, it soon finds out how to do. The
        plan is offered, for where days hold many stops PyVRP afterwards ends cheaper from no trips at all.
        """
        params, tried = self.params, self.params.first
        if begun is None:
            model.search(run, run.rest(part * tried), pooled=True)
            begun = model.found
        step = max(1, round(STEP * len(begun)))
        while step and tried < params.first + params.fewer and begun and run.goes_on():
            tried += params.attempt
            stop = run.rest(part * tried)
            if stop.work is not None:
                stop = Stop(stop.seconds, max(1, round(stop.work * params.attempt / tried)))
            model.lend(begun, step)
            model.search(run, stop, model.without(begun, step), pooled=True, enough=True)
            if model.meets_all():
                begun = model.found
            else:
                step //= 2
        model.found = begun
        model.offer(run)
        model.lend(begun)
        return begun


class _Model:
    """PyVRP's data of a problem, and the trips found."""

    def __init__(
        self, problem: Problem, parcels: tuple[Parcel, ...], vehicles: tuple[Vehicle, ...], ample: bool
    ):
        self.problem, self.parcels, self.vehicles, self.ample = problem, parcels, vehicles, ample
        self.kinds = list(Counter(vehicles).items())
        self.bases = sorted({problem.classes[v.slot_class].base for v in vehicles})
        self.arcs = Arcs(problem, self.bases, parcels)
        self.worths = worths(problem, parcels)
        self.required = self._all_wanted()
        self.pool, self.found = Pool(), list[tuple[int, tuple[int, ...]]]()
        self._profiles, self._profile_of = self._make_profiles()
        self.data = self._data()
        self._every = self.kinds, self.data

    def search(
        self,
        run: Run,
        stop: Stop,
        begun: Chosen | None = None,
        *,
        pooled: bool = False,
        enough: bool = False,
    ) -> None:
        """Let PyVRP search until `stop`, from the trips begun with if there are any.

        The best trips are `found`, those met on the way in the pool if they are `pooled`. With `enough` the
        first solution ends it.
        """
        listener = _Listener(self, run, pooled)
        params = pyvrp.SolveParams(ils=pyvrp.IteratedLocalSearchParams(callbacks=listener))
        until = _Until(run, stop, listener, enough)
        first = self._solution(begun) if begun else None
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", PenaltyBoundWarning)  # with too few days there is no solution
            result = pyvrp.solve(
                self.data, until, run.seed, collect_stats=False, params=params, initial_solution=first
            )
        self.found = list(self.trips(result.best))

    @property
    def pays_for_days(self) -> bool:
        """Whether a day itself costs something."""
        return all(vehicle.fixed > 0 for vehicle in self.vehicles)

    def lend(self, chosen: Chosen, fewer: int = 0) -> None:
        """Offer PyVRP the vehicles of the trips from now on, and `fewer` of the commonest kind."""
        self.kinds, self.data = self._every
        used = Counter(route.vehicle_type() for route in self._solution(chosen).routes())
        if used:
            used[max(used, key=lambda number: used[number])] -= fewer
        kinds = ((vehicle, used[number]) for number, (vehicle, _) in enumerate(self.kinds))
        self.kinds = [(vehicle, count) for vehicle, count in kinds if count > 0] or self.kinds
        unit, _ = self._units()
        self.data = self.data.replace(
            vehicle_types=[self._vehicle_type(vehicle, count, unit) for vehicle, count in self.kinds]
        )

    def without(self, chosen: Chosen, days: int) -> Chosen:
        """The trips but for so many of the fewest stops."""
        return sorted(chosen, key=lambda trip: -len(trip[1]))[: len(chosen) - days]

    def meets_all(self) -> bool:
        """Whether the trips found serve every parcel."""
        return sum(len(stops) for _, stops in self.found) == len(self.parcels)

    def _solution(self, chosen: Chosen) -> pyvrp.Solution:
        """Trips as a solution, each on the kind of vehicle with the shortest day that holds it."""
        free, routes = [count for _, count in self.kinds], []
        order = sorted(range(len(self.kinds)), key=lambda number: self.kinds[number][0].minutes)
        for k, stops in chosen:
            for number in order:
                if free[number] and self.kinds[number][0].slot_class == k:
                    route = pyvrp.Route(self.data, list(stops), number)
                    if route.is_feasible():
                        routes.append(route)
                        free[number] -= 1
                        break
        return pyvrp.Solution(self.data, routes)

    def recombine(self, stop: Stop) -> None:
        """The cheapest choice among all trips met; the trips found are never made dearer."""
        dearest = 4 * max(int(self.arcs.rupiah(k).max()) for k in {v.slot_class for v in self.vehicles})
        dearest += max(vehicle.fixed for vehicle in self.vehicles)
        prizes = [worth * max(1, dearest // 100) for worth in self.worths]
        slots = [sum(v.slot_class == k for v in self.vehicles) for k in range(len(self.problem.classes))]
        self.found = recombine(self.problem, self.arcs, prizes, self.pool, self.found, stop, slots)

    def offer(self, run: Run) -> None:
        """Offer the plan of the trips found, and the same filled up."""
        plan = within_budget(self.problem, self.plan(self.found))
        if keeps_rules(self.problem, plan):
            run.offer(plan)
            run.offer(fill(self.problem, plan))

    def plan(self, chosen: Chosen) -> Plan:
        """Trips over the parcels as a plan: what the rules do not allow is left out."""
        lawful = ((k, _lawful(self.problem, k, [self.parcels[i] for i in stops])) for k, stops in chosen)
        return join(self.problem, lawful)

    def trips(self, solution: pyvrp.Solution) -> Iterator[tuple[int, tuple[int, ...]]]:
        """Slot class and parcels of each route that breaks no limit."""
        for route in solution.routes():
            stops = tuple(activity.idx for activity in route if activity.is_client())
            if stops and route.is_feasible():
                yield self.kinds[route.vehicle_type()][0].slot_class, stops

    def _all_wanted(self) -> bool:
        """Whether every parcel can be required: plentiful slots, most of which may serve any of them."""
        problem = self.problem
        if not self.ample or problem.policy.purpose == "reach" or problem.timed.any():
            return False
        kinds = tuple(dict.fromkeys(self.vehicles))
        if any(not _allows(problem, v.slot_class, p) for v in kinds for p in self.parcels):
            return False
        return all(any(self._takes(vehicle, parcel) for vehicle in kinds) for parcel in self.parcels)

    def _takes(self, vehicle: Vehicle, parcel: Parcel) -> bool:
        """Whether a day of the vehicle can serve the parcel alone."""
        problem, k = self.problem, vehicle.slot_class
        minutes = sum(people * int(problem.cell_minutes[cell]) for cell, people in parcel.loads)
        stay = int(problem.setup[parcel.place]) + -(-minutes // problem.classes[k].stations)
        return _allows(problem, k, parcel) and tour(problem, k, [parcel.place]) + stay <= vehicle.minutes

    def _make_profiles(self) -> tuple[list[int], dict[int, int]]:
        """The first class of each profile of arcs, and the profile of each class."""
        classes, nodes = sorted({v.slot_class for v in self.vehicles}), self.bases_and_parcels
        profiles: list[int] = []
        for barred in (True, False):
            keys: dict[tuple[object, ...], int] = {}
            of = {}
            for k in classes:
                slots = self.problem.classes[k]
                allows = tuple(_allows(self.problem, k, p) for p in self.parcels) if barred else ()
                key = (slots.layer, slots.vehicle, slots.stations, allows)
                of[k] = keys.setdefault(key, len(keys))
            profiles = [next(k for k in classes if of[k] == number) for number in range(len(keys))]
            if 2 * len(profiles) * nodes**2 <= MOST_ENTRIES:
                break
        return profiles, of

    @property
    def bases_and_parcels(self) -> int:
        """Number of nodes."""
        return len(self.bases) + len(self.parcels)

    def _data(self) -> pyvrp.ProblemData:
        problem, bases = self.problem, len(self.bases)
        unit, prize_unit = self._units()
        places = [problem.region.places[parcel.place] for parcel in self.parcels]
        spots = [(0.0, 0.0)] * bases + [(place.lon, place.lat) for place in places]
        most = max(vehicle.minutes for vehicle in self.vehicles)
        rupiah: list[Any] = [self.arcs.rupiah(k) // unit for k in self._profiles]
        minutes: list[Any] = [self._minutes(k, most) for k in self._profiles]
        return pyvrp.ProblemData(
            locations=[pyvrp.Location(x, y) for x, y in spots],
            clients=[self._client(number, prize_unit) for number in range(len(self.parcels))],
            depots=[pyvrp.Depot(location=number) for number in range(bases)],
            vehicle_types=[self._vehicle_type(v, count, unit) for v, count in self.kinds],
            distance_matrices=rupiah,
            duration_matrices=minutes,
        )

    def _minutes(self, slot_class: int, most: int) -> NDArray[np.int64]:
        """Work minutes from node to node; far too many to parcels the class may not serve."""
        work, bases = self.arcs.work(slot_class), len(self.bases)
        if self._shared(slot_class):
            return work
        barred = [not _allows(self.problem, slot_class, parcel) for parcel in self.parcels]
        work[:, bases:][:, barred] = min(NO_ROAD, 10 * most)
        np.fill_diagonal(work, 0)
        return work

    def _shared(self, slot_class: int) -> bool:
        """Whether classes that may serve different parcels share the arcs of this one."""
        together = [k for k, profile in self._profile_of.items() if profile == self._profile_of[slot_class]]
        mine = [_allows(self.problem, slot_class, parcel) for parcel in self.parcels]
        return any([_allows(self.problem, k, p) for p in self.parcels] != mine for k in together)

    def _client(self, number: int, prize_unit: float) -> pyvrp.Client:
        problem, parcel = self.problem, self.parcels[number]
        where = len(self.bases) + number
        loads = [sum(n for c, n in parcel.loads if cap.cells[c]) for cap in problem.caps]
        if problem.policy.max_visits is not None:
            loads.append(1)
        early, late = 0, FAR
        if problem.timed[parcel.place]:
            # A client has one window: the widest of its classes', and `join` takes off who comes too late.
            able = {v.slot_class for v in self.vehicles if _allows(problem, v.slot_class, parcel)}
            hours = [window(problem, parcel, {k}) for k in able] or [(0, 0)]
            early, late = min(first for first, _ in hours), max(last for _, last in hours)
        prize = max(1, round(self.worths[number] / prize_unit))
        if problem.policy.purpose == "cover" and self.ample:
            prize += LEAST_PRIZE_UNITS
        return pyvrp.Client(
            where,
            delivery=loads,
            tw_early=early,
            tw_late=max(early, late),
            prize=0 if self.required else prize,
            required=self.required,
        )

    def _vehicle_type(self, vehicle: Vehicle, count: int, unit: int) -> pyvrp.VehicleType:
        problem = self.problem
        loads = [cap.per_trip for cap in problem.caps]
        if problem.policy.max_visits is not None:
            loads.append(problem.policy.max_visits)
        base = self.bases.index(problem.classes[vehicle.slot_class].base)
        own = vehicle.minutes if vehicle.soft_minutes is None else vehicle.soft_minutes
        return pyvrp.VehicleType(
            num_available=count,
            capacity=loads,
            start_depot=base,
            end_depot=base,
            fixed_cost=vehicle.fixed // unit,
            shift_duration=own,
            max_overtime=vehicle.minutes - own,
            unit_overtime_cost=vehicle.soft_rupiah // unit,
            unit_duration_cost=0 if self.ample else 1,
            profile=self._profile_of[vehicle.slot_class],
        )

    def _units(self) -> tuple[int, float]:
        """Rupiah per unit of cost, and hundredths of weighted people per unit of prize."""
        cheapest = min(self.vehicles, key=lambda vehicle: vehicle.fixed)
        rupiah, bases = self.arcs.rupiah(cheapest.slot_class), len(self.bases)
        trip = cheapest.fixed + float(np.median(rupiah[0, bases:] + rupiah[bases:, 0]))
        units, prizes = TRIP_UNITS, PRIZE_UNITS
        if not self.ample:
            longest = max(vehicle.minutes for vehicle in self.vehicles)
            units, prizes = SCARCE_TRIP_UNITS, max(SCARCE_PRIZE_UNITS, longest)
        return max(1, int(trip // units)), float(np.median(self.worths)) / prizes or 1.0


class _Listener(pyvrp.IteratedLocalSearchCallbacks):
    """Hears of PyVRP's solutions: the good ones' routes go into the pool."""

    def __init__(self, model: _Model, run: Run, pooled: bool):
        self.model, self.run, self.iterations, self._pooled = model, run, 0, pooled
        self.met = False
        self._look_every = max(10, int(LOOK_EVERY * len(model.parcels)))
        self.best: pyvrp.Solution | None = None
        self._offered = run.seconds

    def on_iteration(
        self,
        current: pyvrp.Solution,
        candidate: pyvrp.Solution,
        best: pyvrp.Solution,
        cost_evaluator: pyvrp.CostEvaluator,
    ) -> None:
        """Remember the routes of a good solution now and then, if they will be recombined."""
        del current
        self.iterations += 1
        if not self._pooled or self.iterations % self._look_every or not candidate.is_feasible():
            return
        if cost_evaluator.cost(candidate) <= NEAR * cost_evaluator.cost(best):
            self._remember(candidate)

    def on_best(self, best: pyvrp.Solution) -> None:
        """Remember the best; it is offered later, for most are the best only for an instant."""
        self.best, self.met = best, True
        if self._pooled:
            self._remember(best)

    def offer(self) -> None:
        """Offer the best met since the last time, now and then; never under a work stop."""
        now = self.run.seconds
        if self.best is not None and self.run.stop.work is None and now - self._offered >= OFFER_EVERY:
            self.model.found = list(self.model.trips(self.best))
            self.model.offer(self.run)
            self.best, self._offered = None, self.run.seconds

    def _remember(self, solution: pyvrp.Solution) -> None:
        for trip in self.model.trips(solution):
            self.model.pool.add(*trip)


class _Until:
    """Tells PyVRP when to end: the iterations, the seconds, or whoever watches."""

    def __init__(self, run: Run, stop: Stop, listener: _Listener, enough: bool):
        self._run, self._listener, self._enough = run, listener, enough
        self._end = None if stop.seconds is None else time.monotonic() + stop.seconds
        self._most = None if stop.work is None else ITERATIONS * stop.work

    def __call__(self, best_cost: int) -> bool:
        del best_cost
        self._listener.offer()
        if self._enough and self._listener.met:
            return True
        if self._most is not None and self._listener.iterations >= self._most:
            return True
        return not self._run.asks() or (self._end is not None and time.monotonic() >= self._end)


def meets(problem: Problem, plan: Plan, parcels: Sequence[Parcel]) -> bool:
    """Whether a plan of day trips meets everyone the parcels do, where visits are as few as can be."""
    if problem.policy.visits != "fewest" or any(trip.nights for trip in plan.trips):
        return False
    people = served(problem, plan.trips)
    for parcel in parcels:
        for cell, count in parcel.loads:
            people[cell] -= count
    return bool((people >= 0).all())


def visits_of(plan: Plan) -> tuple[tuple[Parcel, ...], Chosen]:
    """The visits of a plan of day trips as parcels, and its trips over them, by number."""
    parcels = tuple(Parcel(visit.place, visit.loads) for trip in plan.trips for visit in trip.visits)
    numbers = iter(range(len(parcels)))
    return parcels, [(trip.slot_class, tuple(next(numbers) for _ in trip.visits)) for trip in plan.trips]


def _allows(problem: Problem, slot_class: int, parcel: Parcel) -> bool:
    allowed = problem.classes[slot_class].allowed
    return all(allowed[cell] for cell, _ in parcel.loads)


def _lawful(problem: Problem, slot_class: int, parcels: Iterable[Parcel]) -> tuple[Parcel, ...]:
    """The parcels a class may serve; the smallest are left out until the day is within the drive limit."""
    kept = [parcel for parcel in parcels if _allows(problem, slot_class, parcel)]
    most = problem.policy.max_drive_minutes
    while kept and most is not None and _driven(problem, slot_class, kept) > most:
        kept.remove(min(kept, key=lambda parcel: sum(people for _, people in parcel.loads)))
    return tuple(kept)


def _driven(problem: Problem, slot_class: int, parcels: Sequence[Parcel]) -> int:
    return tour(problem, slot_class, list(dict.fromkeys(parcel.place for parcel in parcels)))
