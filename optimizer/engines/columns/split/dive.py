"""Whole rounds from the linear programme over rounds: made for good few at a time, the rest solved anew.

Diving (Sadykov et al. 2019) with column generation in between: of each solution the rounds nearest to being
made whole are, and what is left to serve is priced and solved again, so that no share of a round is left.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from optimizer.engines.columns.fewest.shape import Shape
from optimizer.engines.columns.split.days import Days
from optimizer.engines.columns.split.programme import Column, Programme
from optimizer.engines.columns.split.rounds import Round

Ints = NDArray[np.int64]

LIKELY = 0.8
"""Share from which on a round is made beside the most likely one."""

GAIN = 1e3
"""Rupiah a round is worth more than it costs to be listed."""

WHOLE = 1e-3
"""A round is made whole where so little of it is missing."""


@dataclass(frozen=True)
class Care:
    """How much is looked at before rounds are made for good.

    `priced` are the rounds of pricing before; at most a share `at_once` of the days of a solution is made
    then, but for rounds that are whole.
    """

    priced: int
    at_once: float


def dive(
    days: Sequence[Days],
    shape: Shape,
    left: Ints,
    known: Iterable[Round],
    goes: Callable[[], bool],
    care: Care,
) -> list[Column] | None:
    """Rounds that together serve the units left at each place; None where it was ended or there are none."""
    left, made, pool = left.copy(), list[Column](), dict.fromkeys(known)
    while left.any():
        programme = _programme(days, shape, left, pool)
        for turn in range(care.priced + 1):
            solved = programme.solve() if goes() else None
            if solved is None:
                return None
            if turn == care.priced:
                break
            if programme.cut():
                solved = programme.solve() or solved
            if not _listed(programme, programme.worth(solved[1]), days, left, pool):
                break
        for column in _likely(programme, care):
            stops = tuple((place, min(units, int(left[place]))) for place, units in column.stops)
            best = cheapest(days, tuple(stop for stop in stops if stop[1]))
            if best is not None:
                made.append(best)
                for place, units in best.stops:
                    left[place] -= units
    return made


def _programme(days: Sequence[Days], shape: Shape, left: Ints, pool: Iterable[Round]) -> Programme:
    """The programme of what is left, with the rounds known as far as they still serve somebody."""
    most = np.minimum(shape.most, left)
    fewest = np.where(left > 0, -(-left // np.maximum(1, most)), 0)
    programme = Programme(replace(shape, wanted=left.copy(), most=most, fewest=fewest))
    for stops in pool:
        column = cheapest(days, _of(stops, most))
        if column is not None:
            programme.add(column)
    for place in np.flatnonzero(left):
        for units in range(int(most[place]), 0, -1):
            alone = cheapest(days, ((int(place), units),))
            if alone is not None:
                programme.add(alone)
                break
    return programme


def _of(stops: Round, most: Ints) -> Round:
    """A round of as much as is left, each place once."""
    units = dict[int, int]()
    for place, served in stops:
        units[place] = min(units.get(place, 0) + served, int(most[place]))
    return tuple((place, served) for place, served in units.items() if served)


def cheapest(days: Sequence[Days], stops: Round) -> Column | None:
    """The cheapest day of stops, with kilometres and litres claimed whole; None if no day holds them."""
    found = [column for each in days if stops and (column := each.claimed(stops)) is not None]
    return min(found, key=lambda column: column.rupiah, default=None)


def _listed(
    programme: Programme,
    worth: NDArray[np.float64],
    days: Sequence[Days],
    left: Ints,
    pool: dict[Round, None],
) -> bool:
    """Whether there were rounds worth more than they cost; they are added."""
    found, most = False, np.minimum(programme.shape.most, left)
    for each in days:
        for stops in each.among(worth, left, GAIN):
            column = cheapest(days, _of(stops, most))
            if column is not None and programme.add(column):
                pool[column.stops] = None
                found = True
    return found


def _likely(programme: Programme, care: Care) -> list[Column]:
    """The rounds nearest to being made, each beside others of other places, or as often as it is whole."""
    made = sorted(programme.made(), key=lambda pair: -pair[1])
    enough, met = max(1.0, care.at_once * sum(share for _, share in made)), set[int]()
    chosen = list[Column]()
    for column, share in made:
        whole, places = share >= 1 - WHOLE, {place for place, _ in column.stops}
        if chosen and (share < LIKELY or (len(chosen) >= enough and not whole)):
            break
        if whole or not places & met:
            chosen += [column] * max(1, int(share + WHOLE))
            met |= places
    return chosen


def rupiah(columns: Iterable[Column]) -> float:
    """What rounds cost."""
    return sum(column.rupiah for column in columns)
