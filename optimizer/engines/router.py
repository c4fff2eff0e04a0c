"""OR-Tools' vehicle-routing model of a problem: parcels are nodes, team-days are vehicles.

Model. Parcels (loads of one place that fit a day) are nodes, slots are vehicles v of class k:

    min  Σ_v (fixed_k · used_v + Σ_(i,j) rupiah_k(i,j) · x_ijv) + Σ_i prize_i · (1 − y_i)
    s.t. minutes: Σ service + Σ drive + Σ set-up ≤ minutes_v    (set-up on the arc between two places,
         so parcels of one place in a row pay it once), caps per service, drive and visit limits,
         allowed vehicles from roads, signal and dates, opening hours as a window on those minutes.

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
from numpy.typing import NDArray
from ortools.constraint_solver import pywrapcp, routing_enums_pb2, routing_ils_pb2

from optimizer.core.plan import Plan, Stop
from optimizer.core.problem import Problem
from optimizer.engines.arcs import Arcs
from optimizer.engines.fleet import Vehicle
from optimizer.engines.join import join
from optimizer.engines.parcels import Parcel, worths
from optimizer.engines.recombine import Chosen, Pool, recombine
from optimizer.engines.window import window

TOLD_EVERY = 0.2
"""Least seconds between two plans told of."""

COOLS_TO = 100
"""First temperature of the annealing over the last."""

LONGEST_WAIT = 240
"""Most minutes a team may stand before a place that is not open yet."""

FEWEST = 4
"""Parcels from which iterated local search is used: with fewer a ruin may take them all, and OR-Tools then
goes on for ever without a solution to count. Inserting and descending is exact enough for so few."""

PATIENCE = (10.0, 0.2)
"""Seconds, and seconds per unit of work, after which a search that counts no more solutions is ended."""

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
        First temperature of the annealing as a share of a typical trip's rupiah, where slots are
        plentiful; where they are scarce OR-Tools chooses it.
    rounds, recombine
        Times the router starts anew, and share of its stop then spent in choosing among all trips met,
        where slots are plentiful.
    share_scarce, share_plentiful
        Share of the stop spent in the router where slots are scarce or plentiful; the rest goes to
        `refill`.
    """

    removed: int = 10
    sequence: int = 10
    descend: bool = False
    heat: float = 0.01
    rounds: int = 2
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

    OR-Tools' iterated local search takes no seed and keeps to the neighbourhood it starts in; the order
    of the parcels, shuffled by `seed`, and of the vehicles stands in for one. Where slots are plentiful it
    starts several times, and all trips met are recombined. It ends at its time or solution limit only,
    whatever a callback says: whoever may want to end it earlier runs it in a process of its own (`child`).
    """
    began, rng, pool = time.monotonic(), random.Random(seed), Pool()
    task, found = _Task(problem, parcels, vehicles), list[tuple[int, Chosen]]()
    rounds, share = (params.rounds, 1.0 - params.recombine) if task.ample else (1, 1.0)
    work = None if stop.work is None else max(1, stop.work // rounds)
    for number in range(rounds):
        left = _left(stop, began, share)
        if found and left == 0.0:
            break
        part = Stop(None if left is None else left / (rounds - number), work)
        order = rng.sample(range(len(parcels)), len(parcels))
        model = _Model(task, order, vehicles[::-1] if number % 2 else vehicles, pool)
        found += model.solve(_parameters(params, task, part), told)
    if not found:
        return None
    _, best = min(found)
    if task.ample:
        told(task.plan(best))
        slots = [sum(vehicle.slot_class == k for vehicle in vehicles) for k in range(len(problem.classes))]
        rest = Stop(_left(stop, began), stop.work)
        best = recombine(problem, task.arcs, task.prizes, pool, best, rest, slots)
    return task.plan(best)


def _left(stop: Stop, began: float, share: float = 1.0) -> float | None:
    """Seconds left of a share of the stop."""
    return None if stop.seconds is None else max(0.0, stop.seconds * share - (time.monotonic() - began))


class _Task:
    """What the router is asked, in the parcels' own order; `ample` where slots are plentiful."""

    def __init__(self, problem: Problem, parcels: tuple[Parcel, ...], vehicles: tuple[Vehicle, ...]):
        self.problem, self.parcels, self.vehicles = problem, parcels, vehicles
        self.bases = sorted({problem.classes[v.slot_class].base for v in vehicles})
        self.arcs = Arcs(problem, self.bases, parcels)
        self.ample = all(vehicle.soft_minutes is None for vehicle in vehicles)
        dearest = self._dearest_trip()
        self.prizes = [worth * max(1, dearest // 100) for worth in worths(problem, parcels)]

    def plan(self, chosen: Chosen) -> Plan:
        """Trips over the parcels as a plan."""
        return join(self.problem, [(k, tuple(self.parcels[i] for i in stops)) for k, stops in chosen])

    def typical_trip(self) -> float:
        """Rupiah of a cheap day for one parcel alone, the median over the parcels."""
        vehicle = min(self.vehicles, key=lambda vehicle: vehicle.fixed)
        rupiah, bases = self.arcs.rupiah(vehicle.slot_class), len(self.bases)
        return vehicle.fixed + float(np.median(rupiah[0, bases:] + rupiah[bases:, 0]))

    def _dearest_trip(self) -> int:
        """More rupiah than one trip of any vehicle costs."""
        soft = max(v.soft_rupiah * (v.minutes - (v.soft_minutes or 0)) for v in self.vehicles)
        way = max(int(self.arcs.rupiah(k).max()) for k in {v.slot_class for v in self.vehicles})
        return soft + max(v.fixed for v in self.vehicles) + 4 * way


class _Model:
    """One OR-Tools routing model; nodes are the bases, then the parcels in the order given."""

    def __init__(self, task: _Task, order: list[int], vehicles: tuple[Vehicle, ...], pool: Pool):
        self.task, self.problem, self.vehicles, self.pool = task, task.problem, vehicles, pool
        self.parcels, self.bases = [task.parcels[i] for i in order], len(task.bases)
        self.nodes = [*range(self.bases), *(self.bases + i for i in order)]
        ends = [task.bases.index(self.problem.classes[v.slot_class].base) for v in vehicles]
        self.manager = pywrapcp.RoutingIndexManager(len(self.nodes), len(vehicles), ends, ends)
        self.routing = pywrapcp.RoutingModel(self.manager)
        self._add_minutes()
        self._add_limits()
        self._add_costs()
        self._add_prizes([task.prizes[i] for i in order])
        self._following = [self.routing.NextVar(i) for i in range(self.routing.Size())]
        self._parcel = [
            self.nodes[self.manager.IndexToNode(i)] - self.bases for i in range(self.routing.Size())
        ]

    def solve(self, parameters: Any, told: Told) -> list[tuple[int, Chosen]]:
        """Search; the best trips found and their cost, or none.

        `told` hears of better solutions, and of None where there is none, now and then; every trip met
        goes into the pool.
        """
        best, last = [1 << 62], [float("-inf")]

        def at_solution() -> None:
            chosen = self._chosen([following.Value() for following in self._following])
            for trip in chosen:
                self.pool.add(*trip)
            value, now = self.routing.CostVar().Max(), time.monotonic()
            if now - last[0] >= TOLD_EVERY:
                told(self.task.plan(chosen) if value < best[0] else None)
                best[:], last[:] = [min(best[0], value)], [now]

        # OR-Tools keeps its callback, the callback keeps this model, and this model keeps OR-Tools': a circle
        # that no collector sees through, some 50 MB a search. Emptied afterwards, the list breaks it.
        heard = [at_solution]
        self.routing.AddAtSolutionCallback(lambda: heard[0]())
        few = len(self.parcels) < FEWEST
        search = self.routing.SolveWithParameters if few else self.routing.SolveWithIteratedLocalSearch
        solution = search(parameters)
        heard.clear()
        if solution is None:
            return []
        following = [solution.Value(following) for following in self._following]
        return [(solution.ObjectiveValue(), self._chosen(following))]

    def _chosen(self, following: list[int]) -> Chosen:
        """The trips of a solution, given the index that follows each index."""
        chosen = []
        for index, vehicle in enumerate(self.vehicles):
            stops, at = [], following[self.routing.Start(index)]
            while at < len(following):
                stops.append(self._parcel[at])
                at = following[at]
            if stops:
                chosen.append((vehicle.slot_class, tuple(stops)))
        return chosen

    def _transit(self, matrix: NDArray[np.int64]) -> int:
        """Register a matrix of the task's arcs."""
        return int(self.routing.RegisterTransitMatrix(matrix[np.ix_(self.nodes, self.nodes)].tolist()))

    def _add_minutes(self) -> None:
        """Work minutes as a dimension, one transit matrix per kind of slot class."""
        classes, transits = self.problem.classes, {}
        kinds = {
            v.slot_class: (classes[v.slot_class].layer, classes[v.slot_class].stations) for v in self.vehicles
        }
        for k, kind in sorted(kinds.items()):
            if kind not in transits:
                transits[kind] = self._transit(self.task.arcs.work(k))
        timed = any(self.problem.timed[parcel.place] for parcel in self.parcels)
        self.routing.AddDimensionWithVehicleTransitAndCapacity(
            [transits[kinds[v.slot_class]] for v in self.vehicles],
            LONGEST_WAIT if timed else 0,
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
        for number, parcel in enumerate(self.parcels) if timed else ():
            if self.problem.timed[parcel.place]:
                hours = window(self.problem, parcel, {v.slot_class for v in self.vehicles})
                work.CumulVar(self.manager.NodeToIndex(self.bases + number)).SetRange(*hours)

    def _add_limits(self) -> None:
        """Caps per service, drive and visit limits, where they are set."""
        policy = self.problem.policy
        for cap in self.problem.caps:
            people = [sum(n for c, n in p.loads if cap.cells[c]) for p in self.parcels]
            if any(people):
                callback = self.routing.RegisterUnaryTransitVector([0] * self.bases + people)
                self.routing.AddDimension(callback, 0, cap.per_trip, True, f"cap {cap.service}")
        if policy.max_visits is not None:
            callback = self._transit(self.task.arcs.visits())
            self.routing.AddDimension(callback, 0, policy.max_visits, True, "visits")
        if policy.max_drive_minutes is not None:
            callbacks = {
                k: self._transit(self.task.arcs.drive(k)) for k in {v.slot_class for v in self.vehicles}
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
        callbacks: dict[tuple[object, ...], int] = {}
        for index, vehicle in enumerate(self.vehicles):
            slots = self.problem.classes[vehicle.slot_class]
            key = (slots.layer, slots.vehicle, vehicle.fixed)
            if key not in callbacks:
                rupiah = self.task.arcs.rupiah(vehicle.slot_class)
                rupiah[: self.bases, self.bases :] += vehicle.fixed
                callbacks[key] = self._transit(rupiah)
            self.routing.SetArcCostEvaluatorOfVehicle(callbacks[key], index)

    def _add_prizes(self, prizes: list[int]) -> None:
        """Every parcel is optional, at its prize, and only for vehicles that may serve it."""
        classes = self.problem.classes
        for number, (parcel, prize) in enumerate(zip(self.parcels, prizes, strict=True)):
            index = self.manager.NodeToIndex(self.bases + number)
            self.routing.AddDisjunction([index], prize)
            cells = [cell for cell, _ in parcel.loads]
            open_to = {k for k in {v.slot_class for v in self.vehicles} if classes[k].allowed[cells].all()}
            able = [v for v, vehicle in enumerate(self.vehicles) if vehicle.slot_class in open_to]
            if len(able) < len(self.vehicles):
                # not SetAllowedVehiclesForIndex: its Python wrapper in OR-Tools 9.15 takes no list
                self.routing.VehicleVar(index).SetValues([-1, *able])


def _parameters(params: RoutingParams, task: _Task, stop: Stop) -> Any:
    """OR-Tools' search parameters; the cooling follows the stop."""
    made = pywrapcp.DefaultRoutingSearchParameters()
    made.first_solution_strategy = routing_enums_pb2.FirstSolutionStrategy.PARALLEL_CHEAPEST_INSERTION
    made.local_search_metaheuristic = routing_enums_pb2.LocalSearchMetaheuristic.GREEDY_DESCENT
    if stop.work is not None:
        made.solution_limit = stop.work
        made.time_limit.FromMilliseconds(round(1000 * (PATIENCE[0] + PATIENCE[1] * stop.work)))
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
    annealing.automatic_temperatures = not task.ample
    if task.ample:
        annealing.initial_temperature = max(1.0, params.heat * task.typical_trip())
        annealing.final_temperature = annealing.initial_temperature / COOLS_TO
    return made
