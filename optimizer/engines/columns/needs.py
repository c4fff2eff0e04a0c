"""What every plan with as many weighted people as a known one has to bring to each place.

In units of work (`fewest.shape`): those of each cell less what may be left out, in at least `fewest_i` visits
unless so much is left out that one is saved, each of at least `least_i` units. A target wants units wherever
they are.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from optimizer.core.plan import Plan
from optimizer.core.policy import WEIGHT_SCALE
from optimizer.core.pose import stay_minutes
from optimizer.core.problem import Problem, SlotClass
from optimizer.core.score import counted, served, weighted_counted
from optimizer.engines.columns.fewest.shape import shape_of

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Aimed:
    """Units wanted of some lots together, shape (lots,), and the weight of leaving one out."""

    lots: NDArray[np.bool_]
    units: float
    weight: float


@dataclass(frozen=True)
class Day:
    """Units of some lots, shape (lots,), that a cap leaves to a team's day."""

    lots: NDArray[np.bool_]
    units: int

    def beyond(self, units: Iterable[tuple[int, int]]) -> int:
        """Of units by lot those that the cap counts, beyond what it leaves; less than zero where within."""
        return sum(count for lot, count in units if self.lots[lot]) - self.units


@dataclass(frozen=True)
class Late:
    """Visits that a place needs from classes which alone may serve some of its lots.

    Attributes
    ----------
    classes, lots
        Those classes, shape (classes,), and lots, shape (lots,).
    fewest, saves
        Visits at least, and units left out that save one, at least.
    """

    place: int
    classes: NDArray[np.bool_]
    lots: NDArray[np.bool_]
    fewest: int
    saves: int


@dataclass(frozen=True)
class Needs:
    """What is needed; arrays are per place, those of lots per lot.

    A lot are cells of one place that the classes, caps and targets do not tell apart.

    Attributes
    ----------
    unit
        Station-minutes of a unit.
    lot
        The lot of each cell, shape (cells,); -1 where nobody can be served.
    place
        The place of each lot.
    allowed
        Whether a class may serve each lot, shape (classes, lots).
    musts
        Whether the people of a lot are wanted where they are; others only towards a target.
    units
        Units of the people expected whom some date allows to be served.
    weight
        Weight of a unit left out, at least.
    fewest, visits
        Visits at least and at most.
    least, most
        Units a visit serves at least and at most.
    saves
        Units left out that save a visit, at least.
    missing
        Weight that may be left out, of all together.
    day
        The cap of a team's day that leaves least; None without one.
    late
        Visits that are needed of some classes.
    """

    unit: int
    lot: Ints
    place: Ints
    allowed: NDArray[np.bool_]
    musts: NDArray[np.bool_]
    units: Ints
    weight: Floats
    fewest: Ints
    visits: Ints
    least: Ints
    most: Ints
    saves: Ints
    missing: float
    targets: tuple[Aimed, ...]
    day: Day | None
    late: tuple[Late, ...]


def needs_of(problem: Problem, plan: Plan, classes: Sequence[SlotClass]) -> Needs | None:
    """What a plan that serves as many weighted people as this one needs; None where that is not known.

    `classes` are those that tell cells apart by whether they may be served.
    """
    if problem.policy.purpose != "cover" or problem.spans or not problem.classes:
        return None
    stays = _stays(problem)
    able = np.logical_or.reduce([slots.allowed for slots in problem.classes]) & (problem.expected > 0)
    able &= problem.cell_minutes <= stays[problem.cell_place]  # others nobody ever serves
    if not able.any():
        return None
    weights, targets = counted(problem)
    minutes, place_of = problem.cell_minutes.astype(np.int64), problem.cell_place
    unit, musts = int(np.gcd.reduce(minutes[able])), able & (weights > 0)
    units = np.where(able, minutes * problem.expected // unit, 0)
    most = np.minimum(_capped(problem, units, unit), stays // unit)
    wanted = _summed(place_of, np.where(musts, units, 0), problem.places)
    total = int(problem.expected[musts] @ weights[musts]) + WEIGHT_SCALE * sum(t.people for t in targets)
    missing = float(max(0, total - weighted_counted(problem, served(problem, plan.trips))))
    weight = np.where(musts, weights * unit / minutes, 0.0)
    least, fewest = np.ones(problem.places, dtype=np.int64), -(-wanted // np.maximum(1, most))
    shape = shape_of(problem)
    if shape is not None and shape.unit == unit:
        lightest = np.full(problem.places, np.inf)
        np.minimum.at(lightest, place_of[musts], weight[musts])
        left = np.where(np.isinf(lightest), 0.0, missing // lightest).astype(np.int64)
        least, fewest = np.maximum(1, shape.least - left), shape.fewest
    told = [place_of, musts, *(slots.allowed for slots in classes)]
    told += [target.cells for target in targets] + [cap.cells for cap in problem.caps]
    keys = np.array(told, dtype=np.int64).T[able]
    lots, of_able = np.unique(keys, axis=0, return_inverse=True)
    lot = np.full(problem.cells, -1, dtype=np.int64)
    lot[able] = of_able.reshape(-1)
    lightest = np.full(len(lots), np.inf)
    np.minimum.at(lightest, lot[able], weight[able])
    allowed, there = lots[:, 2 : 2 + len(classes)].T.astype(bool), _summed(lot[able], units[able], len(lots))
    kinds, each = lots[:, 2 + len(classes) :].astype(bool), len(targets)
    return Needs(
        unit,
        lot,
        lots[:, 0],
        allowed,
        lots[:, 1].astype(bool),
        there,
        lightest,
        fewest,
        problem.max_visits.astype(np.int64),
        least,
        most,
        np.maximum(1, wanted - (fewest - 1) * most),
        missing,
        tuple(
            _aimed(problem, target.cells & able, of, target.people, unit)
            for target, of in zip(targets, kinds[:, :each].T, strict=True)
        ),
        _day(problem, able, kinds[:, each:], unit),
        tuple(_late(lots[:, 0], allowed, np.where(lots[:, 1] > 0, there, 0), most)),
    )


def _late(place: Ints, allowed: NDArray[np.bool_], wanted: Ints, most: Ints) -> Iterator[Late]:
    """Visits needed of fewer than all classes; units `wanted` are per lot, `most` of a visit per place."""
    for at in np.unique(place[wanted > 0]).tolist():
        of_place = np.flatnonzero((place == at) & (wanted > 0))
        for classes in np.unique(allowed[:, of_place], axis=1).T:
            inside = of_place[(allowed[:, of_place] <= classes[:, None]).all(axis=0)]
            units = int(wanted[inside].sum())
            fewest = -(-units // max(1, int(most[at])))
            if not classes.all():
                lots = np.zeros(len(place), dtype=bool)
                lots[inside] = True
                yield Late(at, classes, lots, fewest, max(1, units - (fewest - 1) * int(most[at])))


def _stays(problem: Problem) -> Ints:
    """Station-minutes of the longest stay at each place on the best of all dates, without its hours."""
    untimed = problem.replace(timed=np.zeros_like(problem.timed))
    stays = [
        max(stay_minutes(untimed, place, k) * slots.stations for k, slots in enumerate(problem.classes))
        for place in range(problem.places)
    ]
    return np.maximum(0, np.array(stays, dtype=np.int64))


def _summed(of: NDArray[Any], units: Ints, count: int) -> Ints:
    """Sums of units by the number each is `of`, shape (count,)."""
    found = np.zeros(count, dtype=np.int64)
    np.add.at(found, of, units)
    return found


def _capped(problem: Problem, units: Ints, unit: int) -> Ints:
    """Units of each place that the caps leave to one visit; `units` are those there are, per cell."""
    most = _summed(problem.cell_place, units, problem.places)
    for cap in problem.caps:
        counted = _summed(problem.cell_place, np.where(cap.cells, units, 0), problem.places)
        longest = problem.cell_minutes.max(where=cap.cells, initial=0)
        others = _summed(problem.cell_place, np.where(cap.cells, 0, units), problem.places)
        most = np.minimum(most, others + np.minimum(counted, cap.people * int(longest) // unit))
    return most


def _aimed(
    problem: Problem, cells: NDArray[np.bool_], lots: NDArray[np.bool_], people: int, unit: int
) -> Aimed:
    """A target in units, were all who count towards it those who take least."""
    each = float(problem.cell_minutes[cells].min()) / unit if cells.any() else 1.0
    return Aimed(lots, people * each, WEIGHT_SCALE / each)


def _day(problem: Problem, able: NDArray[np.bool_], kinds: NDArray[np.bool_], unit: int) -> Day | None:
    """The cap that leaves least to a team's day; `kinds` are the lots each cap counts, shape (lots, caps)."""
    found = []
    for cap, lots in zip(problem.caps, kinds.T, strict=True):
        cells = cap.cells & able
        if cells.any():
            found.append(Day(lots, cap.people * int(problem.cell_minutes[cells].max()) // unit))
    return min(found, key=lambda day: day.units, default=None)
