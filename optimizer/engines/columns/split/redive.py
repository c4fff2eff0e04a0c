"""Better rounds day by day: a few that lie near each other are given up and found anew by a dive.

Large neighbourhood search (Shaw 1998) whose repair is the dive of the linear programme.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from optimizer.engines.columns.fewest.shape import Shape
from optimizer.engines.columns.split.days import Days
from optimizer.engines.columns.split.dive import Care, dive, rupiah
from optimizer.engines.columns.split.programme import Column
from optimizer.engines.columns.split.rounds import Round

Ints = NDArray[np.int64]

FEWEST, MOST = 6, 12
"""Rounds given up at once."""

CARE = Care(3, 0.05)
"""Of the dives: days are few, so each is quick."""

KNOWN = 400
"""Rounds known of the places given up that a dive begins with, at most: the last found."""


def redive(
    days: Sequence[Days],
    shape: Shape,
    made: Sequence[Column],
    known: Iterable[Round],
    goes: Callable[[], bool],
    seed: int,
) -> Iterator[list[Column]]:
    """Ever cheaper rounds that serve what these do, until `goes` says no."""
    rng, best = random.Random(seed), list(made)
    by_place = _by_place(known)
    while best and goes():
        size = min(len(best), rng.randint(FEWEST, MOST))
        first = rng.randrange(len(best))
        apart = [_apart(days[0].minutes, best[first], column) for column in best]
        order = sorted(range(len(best)), key=lambda each: (each != first, apart[each], each))
        given = [best[each] for each in order[:size]]
        left = np.zeros(len(shape.wanted), dtype=np.int64)
        for column in given:
            for place, units in column.stops:
                left[place] += units
        near = {column.stops for column in given}
        near.update(_within(by_place, left))
        found = dive(days, shape, left, sorted(near), goes, CARE)
        if found is not None and rupiah(found) < rupiah(given):
            best = [best[each] for each in order[size:]] + found
            yield best


def _apart(minutes: Ints, one: Column, other: Column) -> int:
    """Minutes from a round to another where they are nearest."""
    return min(int(minutes[a, b]) for a, _ in one.stops for b, _ in other.stops)


def _by_place(known: Iterable[Round]) -> dict[int, list[Round]]:
    by_place = dict[int, list[Round]]()
    for stops in known:
        by_place.setdefault(min(place for place, _ in stops), []).append(stops)
    return by_place


def _within(by_place: dict[int, list[Round]], left: Ints) -> list[Round]:
    """Rounds among places with something left."""
    found = [
        stops
        for place in np.flatnonzero(left)
        for stops in by_place.get(int(place), ())
        if all(left[there] for there, _ in stops)
    ]
    return found[-KNOWN:]
