"""OR-Tools' vehicle-routing model of a problem: parcels are nodes, team-days are vehicles.

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

from optimizer.core.plan import Plan, Stop
from optimizer.core.problem import Problem
from optimizer.engines.arcs import Arcs
from optimizer.engines.fleet import Vehicle
from optimizer.engines.join import join
from optimizer.engines.parcels import Parcel
from optimizer.engines.recombine import Chosen, Pool, recombine

TOLD_EVERY = 0.2
"""Least seconds between two plans told of."""

COOLS_TO = 100
"""First temperature of the annealing over the last."""

Told = Callable[[Plan | None], None]


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
    heat
        First temperature of the annealing as a share of a typical trip's rupiah; None leaves it to
        OR-Tools.
    recombine
        Share of the router's stop spent in choosing among all trips met, where slots are plentiful.
    share_scarce, share_plentiful
        Share of the stop spent in the router where slots are scarce or plentiful; the rest goes to
        `refill`.
    """

    removed: int = 10
    sequence: int = 10
    descend: bool = False
    heat: float | None = 0.01
    recombine: float = 0.25
    share_scarce: float = 0.2
    share_plentiful: float = 0.9


def route(
    problem: Problem,
    parcels: tuple[Parcel, ...],
    vehicles: tuple[Vehicle, ...],
    params: RoutingParams,
    stop: Stop,
    seed: int,
    told: Told,
) -> Plan | None:
    """The best plan the router finds until `stop`, or None where it finds none.

    OR-Tools' iterated local search takes no seed; the order of the parcels, shuffled by `seed`, stands
    in for it. It ends at its time or solution limit only, whatever a callback says: whoever may want to
    end it earlier runs it in a process of its own (`child`).
    """
    order = list(range(len(parcels)))
    random.Random(seed).shuffle(order)
    began = time.monotonic()
    model = _Model(problem, tuple(parcels[i] for i in order), vehicles)
    share = params.recombine if all(vehicle.soft_minutes is None for vehicle in vehicles) else 0.0
    chosen = model.solve(_parameters(params, model, _part(stop, 1 - share, began)), told)
    if chosen is None:
        return None
    if share:
        told(model.plan(chosen))
        chosen = model.recombined(chosen, _part(stop, 1.0, began))
    return model.plan(chosen)


def _part(stop: Stop, share: float, began: float) -> Stop:
    """What is left of a share of a stop."""
    if stop.seconds is None:
        return stop
    return Stop(max(0.0, stop.seconds * share - (time.monotonic() - began)), stop.work)


class _Model:
    """One OR-Tools routing model; nodes are the bases, then the parcels."""

    def __init__(self, problem: Problem, parcels: tuple[Parcel, ...], vehicles: tuple[Vehicle, ...]):
        self.problem, self.parcels, self.vehicles = problem, parcels, vehicles
        self.bases = sorted({problem.classes[v.slot_class].base for v in vehicles})
        ends = [self.bases.index(problem.classes[v.slot_class].base) for v in vehicles]
        self.manager = pywrapcp.RoutingIndexManager(len(self.bases) + len(parcels), len(vehicles), ends, ends)
        self.routing = pywrapcp.RoutingModel(self.manager)
        self.arcs = Arcs(problem, self.bases, parcels)
        self.prizes = self._prizes()
        self.pool = Pool()
        self._add_minutes()
        self._add_limits()
        self._add_costs()
        self._add_prizes()
        self._following = [self.routing.NextVar(index) for index in range(self.routing.Size())]
        self._parcel = [self.manager.IndexToNode(i) - len(self.bases) for i in range(self.routing.Size())]
        self._start = [self.routing.Start(index) for index in range(len(vehicles))]

    def solve(self, parameters: Any, told: Told) -> Chosen | None:
        """Search; `told` hears of better solutions, and of None where there is none, now and then."""
        best, last = [1 << 62], [float("-inf")]

        def at_solution() -> None:
            chosen = self._chosen([following.Value() for following in self._following])
            for trip in chosen:
                self.pool.add(*trip)
            value, now = self.routing.CostVar().Max(), time.monotonic()
            if now - last[0] >= TOLD_EVERY:
                told(self.plan(chosen) if value < best[0] else None)
                best[:], last[:] = [min(best[0], value)], [now]

        self.routing.AddAtSolutionCallback(at_solution)
        solution = self.routing.SolveWithIteratedLocalSearch(parameters)
        if solution is None:
            return None
        return self._chosen([solution.Value(following) for following in self._following])

    def plan(self, chosen: Chosen) -> Plan:
        """Trips over the model's parcels as a plan."""
        return join(self.problem, [(k, tuple(self.parcels[i] for i in stops)) for k, stops in chosen])

    def recombined(self, chosen: Chosen, stop: Stop) -> Chosen:
        """The best trips that can be chosen among all those met."""
        return recombine(self.problem, self.arcs, self.prizes, self.pool, chosen, stop)

    def _chosen(self, following: list[int]) -> Chosen:
        """The trips of a solution, given the index that follows each index."""
        chosen = []
        for index, vehicle in enumerate(self.vehicles):
            stops, at = [], following[self._start[index]]
            while at < len(following):
                stops.append(self._parcel[at])
                at = following[at]
            if stops:
                chosen.append((vehicle.slot_class, tuple(stops)))
        return chosen

    def _add_minutes(self) -> None:
        """Work minutes as a dimension, one transit matrix per slot class."""
        transits = {}
        for k in sorted({v.slot_class for v in self.vehicles}):
            transits[k] = self.routing.RegisterTransitMatrix(self.arcs.work(k).tolist())
        self.routing.AddDimensionWithVehicleTransitAndCapacity(
            [transits[v.slot_class] for v in self.vehicles],
            0,
            [v.minutes for v in self.vehicles],
            True,
            "work",
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

    def _prizes(self) -> list[int]:
        """Each parcel's weighted people, at more rupiah than any trip costs."""
        dearest, weight = self._dearest_trip(), self.problem.cell_weight
        return [sum(n * int(weight[c]) for c, n in p.loads) * max(1, dearest // 100) for p in self.parcels]

    def _add_prizes(self) -> None:
        """Every parcel is optional, at its prize, and only for vehicles that may serve it."""
        classes = self.problem.classes
        for number, (parcel, prize) in enumerate(zip(self.parcels, self.prizes, strict=True)):
            index = self.manager.NodeToIndex(len(self.bases) + number)
            self.routing.AddDisjunction([index], prize)
            cells = [cell for cell, _ in parcel.loads]
            able = [v for v, k in enumerate(self.vehicles) if classes[k.slot_class].allowed[cells].all()]
            if len(able) < len(self.vehicles):
                self.routing.SetAllowedVehiclesForIndex(able, index)

    def typical_trip(self) -> float:
        """Rupiah of a day for one parcel alone, its mean over the parcels."""
        vehicle = min(self.vehicles, key=lambda vehicle: vehicle.fixed)
        rupiah, bases = self.arcs.rupiah(vehicle.slot_class), len(self.bases)
        near = np.minimum(rupiah, 10**6)
        return vehicle.fixed + float((near[0, bases:] + near[bases:, 0]).mean())

    def _dearest_trip(self) -> int:
        """More rupiah than one trip of any vehicle costs."""
        soft = max(v.soft_rupiah * (v.minutes - (v.soft_minutes or 0)) for v in self.vehicles)
        way = max(int(self.arcs.rupiah(k).max()) for k in {v.slot_class for v in self.vehicles})
        return soft + max(v.fixed for v in self.vehicles) + 4 * way


def _parameters(params: RoutingParams, model: _Model, stop: Stop) -> Any:
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
    annealing.automatic_temperatures = params.heat is None
    if params.heat is not None:
        annealing.initial_temperature = params.heat * model.typical_trip()
        annealing.final_temperature = annealing.initial_temperature / COOLS_TO
    return made
