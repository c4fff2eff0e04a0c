"""Problems of tours: teams all alike, and places each served once, in one go, for a prize."""

from __future__ import annotations

from dataclasses import dataclass, field
from math import gcd

import numpy as np
from numpy.typing import NDArray

from optimizer.core.plan import Trip, Visit
from optimizer.core.problem import Problem
from optimizer.core.score import counted
from optimizer.engines.columns.family import families
from optimizer.engines.columns.serving import EPSILON, steps_of
from optimizer.engines.columns.values import loads, table

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Shape:
    """Prizes to be collected by so many tours alike.

    Attributes
    ----------
    minutes
        From each place to each, the base last, the stay at the place of arrival included; no way over
        another place is quicker.
    stay
        Minutes at each place, set-up included; none at the base.
    prize
        Weighted people of each place.
    most, tours
        Minutes of a day, and days.
    unit
        What every sum of prizes is a multiple of.
    place
        The place of the problem that each place is.
    """

    problem: Problem = field(repr=False)
    minutes: Ints
    stay: Ints
    prize: Ints
    most: int
    tours: int
    unit: int
    place: Ints

    @property
    def count(self) -> int:
        """Places."""
        return len(self.prize)

    def trip(self, order: tuple[int, ...]) -> Trip:
        """The trip over places in an order, all of their people served."""
        worth, slot_class = self.problem.cell_weight.astype(np.float64), self.problem.slots[0].slot_class
        places = self.place[list(order)].tolist()
        visits = (Visit(p, loads(self.problem, slot_class, worth, p, self.most)) for p in places)
        return Trip(slot_class, (tuple(visits),))

    def minutes_of(self, order: tuple[int, ...]) -> int:
        """Minutes of a day over places in an order."""
        way = (self.count, *order, self.count)
        return int(self.minutes[list(way[:-1]), list(way[1:])].sum())


def shape_of(problem: Problem) -> Shape | None:
    """The shape of a problem, None where it has another one."""
    policy = problem.policy
    asked = (problem.floors, problem.targets, problem.spans, problem.caps, problem.timed.any())
    limits = (policy.budget, policy.max_visits, policy.max_drive_minutes)
    found = families(problem)
    if any(map(bool, asked)) or any(limit is not None for limit in limits) or len(found) != 1:
        return None
    family, weight = found[0], counted(problem)[0]
    if len({slot.slot_class for slot in problem.slots}) != 1:
        return None
    length = family.lengths[0]
    worth = table(problem, family.slot_class, weight.astype(np.float64), length.minutes)
    useful = np.flatnonzero(worth[-1] > EPSILON)
    steps = [steps_of(worth[:, place]) for place in useful]
    if not len(useful) or any(len(each) != 1 for each in steps) or (problem.max_visits[useful] != 1).any():
        return None
    prize = np.rint(worth[-1, useful]).astype(np.int64)
    serve = np.array([int(each[0]) for each in steps])
    minutes = family.minutes[np.ix_([*useful, -1], [*useful, -1])].copy()
    minutes[:, :-1] += serve
    return Shape(
        problem,
        _closed(minutes),
        np.append(serve + family.setup[useful], 0),
        prize,
        length.minutes,
        len(problem.slots),
        gcd(*prize.tolist()),
        useful,
    )


def _closed(minutes: Ints) -> Ints:
    """Minutes over others where that is quicker, as rounding may have it."""
    for between in range(len(minutes) - 1):
        minutes = np.minimum(minutes, minutes[:, between, None] + minutes[None, between, :])
    return minutes
