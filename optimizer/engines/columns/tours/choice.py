"""Choose whole tours: those that collect most, no place gone to twice."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from ortools.linear_solver import pywraplp

from optimizer.core.plan import Stop
from optimizer.engines.columns.tours.rows import Order
from optimizer.engines.limits import limited, rest

NODES = 20
"""Nodes of the branch-and-bound tree per unit of work."""


@dataclass(frozen=True)
class Choice:
    """Tours chosen, and whether none are better among those to choose from."""

    orders: tuple[Order, ...]
    best: bool


def choose(
    orders: Sequence[Order],
    prize: Sequence[int],
    tours: int,
    stop: Stop,
    ends: float | None = None,
    _told: Callable[[Choice | None], None] | None = None,
) -> Choice:
    """The tours that collect most, as far as found until `stop`, or `ends` by the clock on the wall."""
    solver = pywraplp.Solver.CreateSolver("SCIP")
    going = [solver.BoolVar("") for _ in orders]
    days = solver.Constraint(-solver.infinity(), float(tours))
    places = [solver.Constraint(-solver.infinity(), 1.0) for _ in prize]
    objective = solver.Objective()
    objective.SetMaximization()
    for order, made in zip(orders, going, strict=True):
        days.SetCoefficient(made, 1.0)
        objective.SetCoefficient(made, float(sum(prize[place] for place in order)))
        for place in order:
            places[place].SetCoefficient(made, 1.0)
    limited(solver, rest(stop, ends), NODES)
    status = solver.Solve()
    if status not in (pywraplp.Solver.OPTIMAL, pywraplp.Solver.FEASIBLE):
        return Choice((), best=False)
    chosen = tuple(order for order, made in zip(orders, going, strict=True) if made.solution_value() > 0.5)
    return Choice(chosen, status == pywraplp.Solver.OPTIMAL)
