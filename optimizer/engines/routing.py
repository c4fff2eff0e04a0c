"""The `routing` engine: OR-Tools' vehicle-routing model, a vehicle for each team-day.

Model. Parcels (loads of one place that fit a day) are nodes, slots are vehicles v of class k:

    min  Σ_v (fixed_k · used_v + Σ_(i,j) rupiah_k(i,j) · x_ijv) + Σ_i prize_i · (1 − y_i)
    s.t. minutes: Σ service + Σ drive + Σ set-up ≤ minutes_v    (set-up on the arc between two places,
         so parcels of one place in a row pay it once), caps per service, drive and visit limits,
         allowed vehicles from roads and signal.

The prize of a parcel is its weighted people at more rupiah than any trip costs, so people come before
rupiah (exactly so in the score of the core, which judges every plan). The search is iterated local
search with SISR ruins (Christiaens and Vanden Berghe 2020); parcels are fixed loads, so `fill` and
`refill` afterwards serve places in part. OR-Tools' wrapper is imported here and nowhere else.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from ortools.constraint_solver import pywrapcp, routing_enums_pb2, routing_ils_pb2

from optimizer.core.plan import Incumbent, Plan, Result, Stop
from optimizer.core.problem import Problem
from optimizer.core.score import levels, rank
from optimizer.engines.arcs import Arcs
from optimizer.engines.engine import Watch
from optimizer.engines.fill import fill, within_budget
from optimizer.engines.fleet import Vehicle, fleet, plentiful
from optimizer.engines.join import join
from optimizer.engines.parcels import Parcel, cut
from optimizer.engines.refill import refill

TOLD_EVERY = 0.2
"""Seconds between two looks at the router's incumbent."""


@dataclass(frozen=True)
class RoutingParams:
    """How the router searches (measured on the main case, see `benchmarks/RESULTS.md`).

    Attributes
    ----------
    removed
        Parcels a SISR ruin removes on average.
    sequence
        Longest run of parcels it takes from one vehicle.
    descend
        Whether each recreated solution is improved by local search before it is judged.
    share_scarce, share_plentiful
        Share of the stop spent in the router where slots are scarce or plentiful; the rest goes to
        `refill`.
    """

    removed: int = 30
    sequence: int = 15
    descend: bool = False
    share_scarce: float = 0.2
    share_plentiful: float = 0.9


class Routing:
    """OR-Tools routing, then filling: the workhorse and the start of everything."""

    name = "routing"

    def __init__(self, params: RoutingParams | None = None):
        self.params = params or RoutingParams()

    def solve(
        self, problem: Problem, stop: Stop, seed: int, start: Plan | None = None, watch: Watch | None = None
    ) -> Result:
        """See `Engine.solve`; the router's iterations and refill's steps share the work of a work stop."""
        run = _Run(problem, stop, seed, watch)
        run.offer(start or Plan(()))
        run.offer(fill(problem, Plan(())))
        parcels = cut(problem)
        vehicles = fleet(problem, parcels)
        ample = plentiful(problem, parcels)
        share = self.params.share_plentiful if ample else self.params.share_scarce
        if parcels and vehicles and run.goes_on():
            for plan in self._route(problem, parcels, vehicles, run, share):
                run.offer(within_budget(problem, plan))
                run.offer(fill(problem, plan))
        if run.goes_on():
            run.offer(refill(problem, run.best, run.rest(), seed, run.keep))
        return run.result(self.name)

    def _route(
        self, problem: Problem, parcels: tuple[Parcel, ...], vehicles: tuple[Vehicle, ...], run: _Run, share: float
    ) -> list[Plan]:
        """Solve the routing model; the plan found, or none if the model holds no solution."""
        order = list(range(len(parcels)))
        random.Random(run.seed).shuffle(order)
        model = _Model(problem, tuple(parcels[i] for i in order), vehicles)
        found = model.solve(_parameters(self.params, run.rest(share)), run.look)
        return [] if found is None else [found]


class _Run:
    """Time, work and the best plan of one call of `solve`."""

    def __init__(self, problem: Problem, stop: Stop, seed: int, watch: Watch | None):
        self.problem, self.stop, self.seed, self.watch = problem, stop, seed, watch
        self.began = time.monotonic()
        self.best = Plan(())
        self.trace: list[Incumbent] = []
        self.interrupted = False
        self._told = -1.0

    def offer(self, plan: Plan) -> None:
        """Keep a plan if it is the best yet."""
        if not self.trace or rank(self.problem, plan) < rank(self.problem, self.best):
            self.best = plan
            self._note(tuple(level.value for level in levels(self.problem, plan)))

    def keep(self, weighted: int, rupiah: int) -> bool:
        """Tell of an incumbent of `refill`; False to end."""
        wanted = int(self.problem.expected.astype(np.int64) @ self.problem.cell_weight)
        value = weighted if self.problem.policy.purpose == "reach" else wanted - weighted
        if (value, rupiah) != self.trace[-1].values:
            self._note((value, rupiah))
        return not self.interrupted

    def look(self, plan: Callable[[], Plan] | None) -> bool:
        """Tell of the router's incumbent, now and then; False to end.

        Only looks by the clock where the stop is one of time: under a work stop nothing may depend
        on the clock.
        """
        now = self.seconds
        if now - self._told >= TOLD_EVERY:
            self._told = now
            if plan is not None and self.stop.work is None:
                self.offer(within_budget(self.problem, plan()))
            elif self.watch and not self.watch(self.trace[-1]):
                self.interrupted = True
        return not self.interrupted

    def goes_on(self) -> bool:
        return not self.interrupted and not self._spent()

    def rest(self, share: float = 1.0) -> Stop:
        """What is left of the stop, or a share of the whole."""
        work = None if self.stop.work is None else max(1, round(self.stop.work * min(share, 0.5)))
        if self.stop.seconds is None:
            return Stop(None, work)
        return Stop(max(0.0, self.stop.seconds * share - self.seconds), work)

    def result(self, engine: str) -> Result:
        hit = "interrupted" if self.interrupted else "seconds" if self._spent() else "work"
        empty = not self.best.trips
        return Result(
            plan=self.best,
            status="infeasible" if empty else "feasible",
            levels=levels(self.problem, self.best),
            engine=engine,
            seed=self.seed,
            stop=self.stop,
            hit=hit,
            seconds=self.seconds,
            trace=tuple(self.trace),
            interrupted=self.interrupted,
        )

    @property
    def seconds(self) -> float:
        return time.monotonic() - self.began

    def _spent(self) -> bool:
        return self.stop.seconds is not None and self.seconds >= self.stop.seconds

    def _note(self, values: tuple[int, ...]) -> None:
        incumbent = Incumbent(self.seconds, values)
        self.trace.append(incumbent)
        if self.watch and not self.watch(incumbent):
            self.interrupted = True


class _Model:
    """One OR-Tools routing model; nodes are the bases, then the parcels."""

    def __init__(self, problem: Problem, parcels: tuple[Parcel, ...], vehicles: tuple[Vehicle, ...]):
        self.problem, self.parcels, self.vehicles = problem, parcels, vehicles
        self.bases = sorted({problem.classes[v.slot_class].base for v in vehicles})
        ends = [self.bases.index(problem.classes[v.slot_class].base) for v in vehicles]
        self.manager = pywrapcp.RoutingIndexManager(len(self.bases) + len(parcels), len(vehicles), ends, ends)
        self.routing = pywrapcp.RoutingModel(self.manager)
        self.arcs = Arcs(problem, self.bases, parcels)
        self._add_minutes()
        self._add_limits()
        self._add_costs()
        self._add_prizes()

    def solve(self, parameters: Any, look: Callable[[Callable[[], Plan] | None], bool]) -> Plan | None:
        """Search; `look` is shown each better solution and may end the search."""
        best: list[int] = []

        def at_solution() -> None:
            value = self.routing.CostVar().Max()
            better = not best or value < best[0]
            if better:
                best[:] = [value]
            if not look(self._current if better else None):
                self.routing.CancelSearch()

        self.routing.AddAtSolutionCallback(at_solution)
        solution = self.routing.SolveWithIteratedLocalSearch(parameters)
        return None if solution is None else self._plan(lambda index: solution.Value(self.routing.NextVar(index)))

    def _current(self) -> Plan:
        return self._plan(lambda index: self.routing.NextVar(index).Value())

    def _add_minutes(self) -> None:
        """Work minutes as a dimension, one transit matrix per slot class."""
        transits = {}
        for k in sorted({v.slot_class for v in self.vehicles}):
            transits[k] = self.routing.RegisterTransitMatrix(self.arcs.work(k).tolist())
        self.routing.AddDimensionWithVehicleTransitAndCapacity(
            [transits[v.slot_class] for v in self.vehicles], 0, [v.minutes for v in self.vehicles], True, "work"
        )
        work = self.routing.GetDimensionOrDie("work")
        for index, vehicle in enumerate(self.vehicles):
            if vehicle.soft_minutes is not None:
                work.SetSpanUpperBoundForVehicle(vehicle.minutes, index)
                work.SetCumulVarSoftUpperBound(
                    self.routing.End(index), vehicle.soft_minutes, vehicle.soft_rupiah
                )

    def _add_limits(self) -> None:
        """Caps per service, drive and visit limits, where they are set."""
        policy, bases = self.problem.policy, len(self.bases)
        for cap in self.problem.caps:
            people = [sum(n for c, n in p.loads if cap.cells[c]) for p in self.parcels]
            if any(people):
                callback = self.routing.RegisterUnaryTransitVector([0] * bases + people)
                self.routing.AddDimension(callback, 0, cap.people, True, f"cap {cap.service}")
        if policy.max_visits is not None:
            callback = self.routing.RegisterTransitMatrix(self.arcs.visits().tolist())
            self.routing.AddDimension(callback, 0, policy.max_visits, True, "visits")
        if policy.max_drive_minutes is not None:
            callbacks = {
                k: self.routing.RegisterTransitMatrix(self.arcs.drive(k).tolist())
                for k in {v.slot_class for v in self.vehicles}
            }
            self.routing.AddDimensionWithVehicleTransitAndCapacity(
                [callbacks[v.slot_class] for v in self.vehicles],
                0, [policy.max_drive_minutes] * len(self.vehicles), True, "drive",
            )  # fmt: skip

    def _add_costs(self) -> None:
        """Rupiah of driving, visits and the day itself.

        The day's rupiah stand on the arcs out of the base rather than as the vehicle's fixed cost:
        moves that empty a vehicle then show their gain to the local search.
        """
        callbacks: dict[tuple[int, int], int] = {}
        for index, vehicle in enumerate(self.vehicles):
            key = (vehicle.slot_class, vehicle.fixed)
            if key not in callbacks:
                rupiah = self.arcs.rupiah(vehicle.slot_class)
                bases = len(self.bases)
                rupiah[:bases, bases:] += vehicle.fixed
                callbacks[key] = self.routing.RegisterTransitMatrix(rupiah.tolist())
            self.routing.SetArcCostEvaluatorOfVehicle(callbacks[key], index)

    def _add_prizes(self) -> None:
        """Every parcel is optional, at a prize, and only for vehicles that may serve it."""
        dearest = self._dearest_trip()
        classes = self.problem.classes
        for number, parcel in enumerate(self.parcels):
            index = self.manager.NodeToIndex(len(self.bases) + number)
            weighted = sum(n * int(self.problem.cell_weight[c]) for c, n in parcel.loads)
            self.routing.AddDisjunction([index], weighted * max(1, dearest // 100))
            cells = [cell for cell, _ in parcel.loads]
            able = [v for v, k in enumerate(self.vehicles) if classes[k.slot_class].allowed[cells].all()]
            if len(able) < len(self.vehicles):
                self.routing.SetAllowedVehiclesForIndex(able, index)

    def _dearest_trip(self) -> int:
        """More rupiah than one trip of any vehicle costs."""
        soft = max(v.soft_rupiah * (v.minutes - (v.soft_minutes or 0)) for v in self.vehicles)
        way = max(int(self.arcs.rupiah(k).max()) for k in {v.slot_class for v in self.vehicles})
        return soft + max(v.fixed for v in self.vehicles) + 4 * way

    def _plan(self, following: Callable[[int], int]) -> Plan:
        """The routes as trips."""
        routes = []
        for index, vehicle in enumerate(self.vehicles):
            parcels, node = [], following(self.routing.Start(index))
            while not self.routing.IsEnd(node):
                parcels.append(self.parcels[self.manager.IndexToNode(node) - len(self.bases)])
                node = following(node)
            routes.append((vehicle.slot_class, tuple(parcels)))
        return join(self.problem, routes)


def _parameters(params: RoutingParams, stop: Stop) -> Any:
    """OR-Tools' search parameters; the cooling follows the stop."""
    made = pywrapcp.DefaultRoutingSearchParameters()
    made.first_solution_strategy = routing_enums_pb2.FirstSolutionStrategy.PARALLEL_CHEAPEST_INSERTION
    made.local_search_metaheuristic = routing_enums_pb2.LocalSearchMetaheuristic.GREEDY_DESCENT
    if stop.work is not None:
        made.solution_limit = stop.work
    if stop.seconds is not None:
        made.time_limit.FromMilliseconds(max(1, int(stop.seconds * 1000)))
    ils = made.iterated_local_search_parameters
    ils.perturbation_strategy = routing_ils_pb2.PerturbationStrategy.RUIN_AND_RECREATE
    ils.improve_perturbed_solution = params.descend
    ruin = ils.ruin_recreate_parameters
    del ruin.ruin_strategies[:]
    sisr = ruin.ruin_strategies.add().sisr
    sisr.avg_num_removed_visits = params.removed
    sisr.max_removed_sequence_size = params.sequence
    sisr.bypass_factor = 0.01
    ruin.recreate_strategy.heuristic = routing_enums_pb2.FirstSolutionStrategy.LOCAL_CHEAPEST_INSERTION
    annealing = ils.reference_solution_acceptance_strategy.simulated_annealing
    annealing.cooling_schedule_strategy = routing_ils_pb2.CoolingScheduleStrategy.EXPONENTIAL
    annealing.automatic_temperatures = True
    return made
