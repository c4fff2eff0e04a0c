"""Plans of whole rounds for free visits: a dive, then a few days found anew at a time, as time allows."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence

import numpy as np

from optimizer.core.plan import Plan, Trip, Visit
from optimizer.core.problem import Problem
from optimizer.engines.columns.fewest.shape import Shape
from optimizer.engines.columns.split.days import Days, stops_of
from optimizer.engines.columns.split.dive import Care, cheapest, dive, rupiah
from optimizer.engines.columns.split.programme import Column
from optimizer.engines.columns.split.redive import redive
from optimizer.engines.columns.split.rounds import Round

CARES = (Care(1, 0.3), Care(2, 0.2), Care(3, 0.05))
"""Of the dives one after the other: each takes about three times as long as the one before."""


def plans(
    problem: Problem,
    shape: Shape,
    start: Plan,
    known: Sequence[Round],
    goes: Callable[[], bool],
    seed: int,
) -> Iterator[Plan]:
    """Ever cheaper plans that serve everyone: of a dive from rounds known, then from it or from the start."""
    days = Days.of_all(problem, shape)
    best = rounds_of(problem, shape, days, start)
    for care in CARES:
        made = dive(days, shape, shape.wanted, known, goes, care)
        if made is not None and (best is None or rupiah(made) < rupiah(best)):
            best = made
            yield plan_of(problem, shape, best)
    for better in redive(days, shape, best or (), known, goes, seed):
        yield plan_of(problem, shape, better)


def search(
    problem: Problem,
    shape: Shape,
    start: Plan,
    known: Sequence[Round],
    ends: float,
    seed: int,
    told: Callable[[Plan], None] | None = None,
) -> Plan | None:
    """Tell of these plans until a time on the clock on the wall; the last of them."""
    plan = None
    for plan in plans(problem, shape, start, known, lambda: time.time() < ends, seed):
        if told:
            told(plan)
    return plan


def rounds_of(problem: Problem, shape: Shape, days: Sequence[Days], plan: Plan) -> list[Column] | None:
    """The trips of a plan as rounds; None where they do not serve everyone, or one is none."""
    made, left = list[Column](), shape.wanted.copy()
    for trip in plan.trips:
        column = cheapest(days, stops_of(problem, shape, trip))
        if column is None:
            return None
        made.append(column)
        for place, units in column.stops:
            left[place] -= units
    return None if (left > 0).any() else made


def plan_of(problem: Problem, shape: Shape, made: Sequence[Column]) -> Plan:
    """Rounds as trips; at each place those who take longest are served first, as they fit worst."""
    left = np.where(shape.cells, problem.expected, 0).astype(np.int64)
    trips = []
    for column in made:
        allowed, visits = problem.classes[column.slot_class].allowed, []
        for place, units in column.stops:
            cells = np.flatnonzero(allowed & (left > 0) & (problem.cell_place == place))
            free, loads = units * shape.unit, []
            for cell in sorted(cells.tolist(), key=lambda cell: -int(problem.cell_minutes[cell])):
                people = min(int(left[cell]), free // int(problem.cell_minutes[cell]))
                if people:
                    left[cell] -= people
                    free -= people * int(problem.cell_minutes[cell])
                    loads.append((cell, people))
            if loads:
                visits.append(Visit(place, tuple(sorted(loads))))
        if visits:
            trips.append(Trip(column.slot_class, (tuple(visits),)))
    return Plan(tuple(trips))
