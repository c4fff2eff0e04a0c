"""Prices to begin with: what a person would cost if team-days were bought and sold.

A place at distance takes the share f_i = (stay_i + way to its nearest neighbour) / (day − way there and back)
of a team-day for all its people, as in `fleet.team_days_needed`. Team-days are worth D, where the places
that bring more than D per team-day fill the slots there are; a person then costs the least of the weight and
D f_i / people_i.
Any prices give a bound (`master.bound`); these are near the best, so that stabilisation has a centre at once.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from optimizer.core.problem import Problem
from optimizer.core.score import counted
from optimizer.core.travel import UNREACHABLE
from optimizer.engines.columns.master import Duals
from optimizer.engines.columns.windows import nights_of
from optimizer.engines.day import limit


def first_prices(problem: Problem) -> Duals:
    """Duals of level 1 (people) to begin with."""
    weights, targets = counted(problem)
    k = max(range(len(problem.classes)), key=problem.slots_of)
    days = np.array([limit(problem, each) for each in range(len(problem.classes))]) / limit(problem, k)
    allowed = np.logical_or.reduce([slots.allowed for slots in problem.classes])
    people = np.where(allowed, problem.expected, 0).astype(np.int64)
    worth = np.bincount(problem.cell_place, people * weights, problem.places)
    share = np.maximum(1e-9, _share_of_day(problem, k, people))
    rate = worth / share
    order = np.argsort(-rate, kind="stable")
    slots = float(sum(days[slot.slot_class] for slot in problem.slots))
    filled = int(np.searchsorted(np.cumsum(share[order]), slots))
    day = float(rate[order[min(filled, len(order) - 1)]])
    part = np.minimum(1.0, day / np.maximum(rate, 1e-9))
    return Duals(
        cell=part[problem.cell_place] * weights,
        target=np.zeros(len(targets)),
        floor=np.zeros(len(problem.floors)),
        visit=np.zeros(problem.places),
        day=day * days,
        night=np.array([day * float(days[list(classes)].sum()) for classes in nights_of(problem)]),
        budget=0.0,
        aim=0.0,
        missing=0.0,
        rupiah=0.0,
    )


def _share_of_day(problem: Problem, slot_class: int, people: NDArray[np.int64]) -> NDArray[np.float64]:
    """What serving everyone at each place takes of a team-day."""
    minutes, base = problem.layer(slot_class).minutes.astype(np.int64), problem.classes[slot_class].base
    there = problem.place_location
    way = minutes[base, there] + minutes[there, base]
    near = np.where(np.eye(len(there), dtype=bool), UNREACHABLE, minutes[np.ix_(there, there)])
    serve = np.bincount(problem.cell_place, people * problem.cell_minutes, problem.places)
    stay = problem.setup + serve / problem.classes[slot_class].stations
    room = np.maximum(1.0, limit(problem, slot_class) - way.astype(np.float64))
    share: NDArray[np.float64] = (stay + np.minimum(near.min(axis=1, initial=UNREACHABLE), way)) / room
    return share
