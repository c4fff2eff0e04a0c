"""Assemble a plan: whole trips among the routes met, with their loads free.

Model. x_r says whether route r is made, q_rc whom it serves, t_ri the minutes it serves at stop i:

    level 1   max Σ w_c y_c + Σ 100 z_t        level 2   min Σ rupiah_r x_r + Σ rupiah_c q_rc, level 1 kept
    s.t. stations · t_ri ≥ Σ_(c at i) minutes_c q_rc,   Σ_i t_ri ≤ minutes_r x_r,   q_rc ≤ most_rc x_r,
         Σ_r q_rc = y_c ≤ expected_c,   caps of a team's day,   visits, slots, budget, floors.

The columns of a linear programme have loads of their own, which seldom add up; their stops do.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray
from ortools.linear_solver import pywraplp

from optimizer.core.plan import Plan, Stop, Trip, Visit
from optimizer.core.policy import WEIGHT_SCALE
from optimizer.core.problem import Problem
from optimizer.core.score import counted, floor_shortfall, served
from optimizer.engines.columns.routes import Route, Routes
from optimizer.engines.columns.windows import lay, nights_of
from optimizer.engines.limits import limited, rest

NODES = 1
"""Nodes of the branch-and-bound tree per unit of work."""

Goal = tuple[int, int] | None
"""Floor shortfall and weighted people to be kept while rupiah are saved; None to seek most people."""


def assemble(
    problem: Problem,
    routes: Routes,
    chosen: Sequence[Route],
    keep: Goal,
    known: Plan,
    stop: Stop,
    ends: float | None = None,
    _told: Callable[[Plan | None], None] | None = None,
) -> Plan:
    """The best plan found over the chosen routes until `stop`; empty where none is found.

    `known` is a plan whose floors are kept, and whose people `keep` names. The solver ends at its limits
    only: whoever may want to end it earlier runs it in a process of its own (`child`). That process takes
    time to begin, so `ends` says when by the clock on the wall the seconds of the stop are over.
    """
    model = _Model(problem, routes, chosen, keep, known)
    return model.solve(rest(stop, ends))


class _Model:
    def __init__(self, problem: Problem, routes: Routes, chosen: Sequence[Route], keep: Goal, known: Plan):
        self.problem, self.routes, self.chosen = problem, routes, chosen
        self.solver = pywraplp.Solver.CreateSolver("SCIP")
        self.far = self.solver.infinity()
        self.going: list[pywraplp.Variable] = []
        self.loads: list[dict[int, pywraplp.Variable]] = []
        self._cells = [self.solver.Constraint(0.0, float(most)) for most in problem.expected]
        self._places = [self.solver.Constraint(-self.far, float(most)) for most in problem.max_visits]
        self._classes = [
            self.solver.Constraint(-self.far, float(problem.slots_of(k))) for k in range(len(problem.classes))
        ]
        self._nights = {classes: self.solver.Constraint(-self.far, 0.0) for classes in nights_of(problem)}
        if self._nights:
            lay(problem, self.solver, self._classes, self._nights)
        budget = problem.policy.budget
        self._money = None if budget is None else self.solver.Constraint(-self.far, float(budget))
        for route in chosen:
            self._enter(route)
        floors = floor_shortfall(problem, served(problem, known.trips))
        self._floors(floors if keep is None else keep[0])
        self._aim(None if keep is None else keep[1])

    def solve(self, stop: Stop) -> Plan:
        limited(self.solver, stop, NODES)
        if self.solver.Solve() not in (pywraplp.Solver.OPTIMAL, pywraplp.Solver.FEASIBLE):
            return Plan(())
        trips = []
        for route, going, loads in zip(self.chosen, self.going, self.loads, strict=True):
            if round(going.solution_value()):
                people = {cell: round(load.solution_value()) for cell, load in loads.items()}
                trips.append(_loaded(self.routes, route.trip, people))
        return Plan(tuple(trip for trip in trips if all(trip.days)))

    def _enter(self, route: Route) -> None:
        solver, trip = self.solver, route.trip
        going = solver.BoolVar("")
        night = self._nights.get(trip.classes)
        if night is not None:
            night.SetCoefficient(going, 1.0)
        for k in set(trip.classes) if night is None else ():
            self._classes[k].SetCoefficient(going, float(trip.classes.count(k)))
        for place in set(trip.visited):
            self._places[place].SetCoefficient(going, float(trip.visited.count(place)))
        loads: dict[int, pywraplp.Variable] = {}
        for cell, most in route.most.items():
            load = solver.IntVar(0.0, float(most), "")
            self._cells[cell].SetCoefficient(load, 1.0)
            link = solver.Constraint(-self.far, 0.0)
            link.SetCoefficient(load, 1.0)
            link.SetCoefficient(going, -float(most))
            loads[cell] = load
        if route.minutes is not None:
            self._serve(route, going, loads)
        if self._money is not None:
            self._money.SetCoefficient(going, float(route.rupiah))
            for cell, load in loads.items():
                self._money.SetCoefficient(load, float(self.routes.per_person[cell]))
        self.going.append(going)
        self.loads.append(loads)

    def _serve(self, route: Route, going: pywraplp.Variable, loads: dict[int, pywraplp.Variable]) -> None:
        """Minutes at each stop, rounded up once, and caps of the team's day."""
        problem, solver, k = self.problem, self.solver, route.trip.slot_class
        minutes = route.minutes or 0
        day = solver.Constraint(-self.far, 0.0)
        day.SetCoefficient(going, -float(minutes))
        for visit in route.trip.visits:
            there = [cell for cell in self.routes.cells_of[visit.place] if cell in loads]
            spent = solver.IntVar(0.0, float(minutes), "")
            day.SetCoefficient(spent, 1.0)
            whole = solver.Constraint(0.0, self.far)
            whole.SetCoefficient(spent, float(problem.classes[k].stations))
            for cell in there:
                whole.SetCoefficient(loads[cell], -float(problem.cell_minutes[cell]))
        for cap in problem.caps:
            capped = [load for cell, load in loads.items() if cap.cells[cell]]
            if capped:
                row = solver.Constraint(-self.far, 0.0)
                row.SetCoefficient(going, -float(cap.per_trip))
                for load in capped:
                    row.SetCoefficient(load, 1.0)

    def _floors(self, shortfall: int) -> None:
        """No more people miss from the floors than so many."""
        solver = self.solver
        total = solver.Constraint(-self.far, float(shortfall))
        for floor in self.problem.floors:
            missing = solver.NumVar(0.0, float(floor.people), "")
            total.SetCoefficient(missing, 1.0)
            row = solver.Constraint(float(floor.people), self.far)
            row.SetCoefficient(missing, 1.0)
            for load in self._loads_in(floor.cells):
                row.SetCoefficient(load, 1.0)

    def _loads_in(self, cells: NDArray[np.bool_]) -> list[pywraplp.Variable]:
        return [load for loads in self.loads for cell, load in loads.items() if cells[cell]]

    def _aim(self, people: int | None) -> None:
        """Most weighted people or, with `people` of them kept, least rupiah."""
        solver, objective = self.solver, self.solver.Objective()
        weight, targets = counted(self.problem)
        worth = [(load, float(weight[cell])) for loads in self.loads for cell, load in loads.items()]
        for target in targets:
            met = solver.NumVar(0.0, float(target.people), "")
            row = solver.Constraint(0.0, self.far)
            row.SetCoefficient(met, -1.0)
            for load in self._loads_in(target.cells):
                row.SetCoefficient(load, 1.0)
            worth.append((met, float(WEIGHT_SCALE)))
        if people is None:
            objective.SetMaximization()
            for variable, each in worth:
                objective.SetCoefficient(variable, each)
            return
        objective.SetMinimization()
        aim = solver.Constraint(float(people), self.far)
        for variable, each in worth:
            aim.SetCoefficient(variable, each)
        for route, going, loads in zip(self.chosen, self.going, self.loads, strict=True):
            objective.SetCoefficient(going, float(route.rupiah))
            for cell, load in loads.items():
                objective.SetCoefficient(load, float(self.routes.per_person[cell]))


def _loaded(routes: Routes, trip: Trip, people: dict[int, int]) -> Trip:
    """The trip serving these people instead of its own; stops with nobody to serve are left out.

    Over several days people of a cell are served as early as the trip's own loads allow.
    """
    left, days = dict(people), []
    for day in trip.days:
        visits = []
        for visit in day:
            own = dict(visit.loads)
            cells = own if trip.nights else routes.cells_of[visit.place]
            loads = []
            for cell in cells:
                count = min(left.get(cell, 0), own[cell]) if trip.nights else left.get(cell, 0)
                left[cell] = left.get(cell, 0) - count
                if count:
                    loads.append((cell, count))
            if loads:
                visits.append(Visit(visit.place, tuple(loads)))
        days.append(tuple(visits))
    return Trip(trip.slot_class, tuple(days), trip.then, trip.sleeps_at)
