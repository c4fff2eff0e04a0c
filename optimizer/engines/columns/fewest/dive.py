"""Whole plans by a dive: trips that the linear programme makes nearly whole are made, and the rest chosen.

Trips are made one handful after the other, the linear programme with its rows of sets of places solved anew
each time (Joncour et al. 2010; Sadykov et al. 2019), until so few visits are left that the cheapest whole
trips for them are chosen by a mixed integer programme. Where stops are many and nearly all places are visited
just once that finds better plans, sooner, than a choice among all routes, and than bettering a router's plan.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from math import inf

import numpy as np
from numpy.typing import NDArray

from optimizer.engines.columns.fewest.groups import Group
from optimizer.engines.columns.fewest.pool import taken
from optimizer.engines.columns.fewest.programme import Column, Kind, Programme, Range, Solved
from optimizer.engines.columns.fewest.shape import Shape
from optimizer.engines.columns.fewest.whole import WHOLE, Choice, Chosen, Mode, choose

ROUTES = 20_000
"""Routes that a dive is made among: those that cost least beyond their worth."""

CHOSEN_FROM = 3_000
"""Of them, the routes that the last whole trips are chosen from."""

LEFT, WIDER = 85, 1.2
"""Visits left at which they are chosen, and how many times more after dives that found nothing better."""

SECONDS = 12.0
"""Seconds of that choice."""

FEW = 2
"""Trips made at once that are not whole."""

NOISE = 0.1
"""Shares added at random to those trips are ordered by, in all dives but the first."""

VAIN = 2
"""Dives in turn without a better plan after which more visits are left to choose."""

GIVEN_UP = 3
"""Dives in turn without a better plan after which no more are made."""


@dataclass(frozen=True)
class Height:
    """An optimum to dive from: routes near it, its columns and rows; made to be sent.

    Attributes
    ----------
    columns
        What the programme begins with; their routes are those of `groups`.
    sets
        Sets of places whose rows hold in it.
    worth
        The value up to which what routes cost beyond their worth matters.
    """

    shape: Shape
    slots: tuple[int, ...]
    groups: tuple[Group, ...]
    days: Mapping[Kind, Range]
    columns: tuple[Column, ...]
    sets: tuple[tuple[int, ...], ...]
    worth: float

    @classmethod
    def of(cls, programme: Programme, solved: Solved, days: Mapping[Kind, Range]) -> Height:
        """The routes that cost least beyond their worth, and those of the optimum."""
        every = np.concatenate(solved.reduced)
        gap = inf if len(every) <= ROUTES else float(np.partition(every, ROUTES)[ROUTES])
        used = [
            np.array([c.route for c in solved.shares if c.group == number], dtype=np.int64)
            for number in range(len(programme.groups))
        ]
        near = [
            np.union1d(np.flatnonzero(np.isfinite(reduced) & (reduced <= gap)), routes)
            for reduced, routes in zip(solved.reduced, used, strict=True)
        ]
        columns = [
            Column(c.group, int(np.searchsorted(near[c.group], c.route)), c.units) for c in solved.shares
        ]
        groups = tuple(taken(group, rows) for group, rows in zip(programme.groups, near, strict=True))
        return cls(
            programme.shape, tuple(int(n) for n in programme.slots), groups, dict(days), tuple(columns),
            tuple(programme.parity), solved.value + min(gap, abs(solved.value)),
        )  # fmt: skip


def dives(height: Height, timed: bool) -> Iterator[Chosen | None]:
    """What each dive finds, None where that is nothing; the later ones by a slightly different way."""
    programme = Programme(height.shape, list(height.groups), height.slots)
    programme.within(height.days)
    for column in height.columns:
        programme.enter(column)
    programme.bind(height.sets)
    random, left, best, vain, noise = np.random.default_rng(0), float(LEFT), inf, 0, 0.0
    while True:
        shaken = partial(_shaken, random, noise)
        found = _dive(programme, height, int(left), shaken, SECONDS if timed else None)
        yield found
        vain = 0 if found is not None and found.rupiah < best else vain + 1
        best, noise = min(best, inf if found is None else found.rupiah), NOISE
        if vain >= VAIN:
            left, vain = WIDER * left, 0


def dive(height: Height, known: float, told: Callable[[Chosen], None]) -> None:
    """Tell of each plan found that costs less than `known` and those before, in a process of its own.

    It ends after some dives in turn that found none.
    """
    vain = 0
    for found in dives(height, timed=True):
        vain += 1
        if found is not None and found.rupiah < known:
            known, vain = found.rupiah, 0
            told(found)
        if vain >= GIVEN_UP:
            break


def _shaken(random: np.random.Generator, noise: float, shares: NDArray[np.float64]) -> NDArray[np.float64]:
    return shares + noise * random.random(len(shares))


def _dive(
    programme: Programme,
    height: Height,
    visits: int,
    shaken: Callable[[NDArray[np.float64]], NDArray[np.float64]],
    seconds: float | None,
) -> Chosen | None:
    """The trips of one dive; `shaken` changes the shares that trips are ordered by."""
    made: dict[Column, int] = {}
    while True:
        programme.make(made)
        solved = programme.solve(lambda: True, cut=False, known=height.worth)
        if solved is None:
            return None
        if _left(height, made) <= visits:
            break
        more = _next(height, solved, made, shaken)
        if not more:
            break
        for column, times in more.items():
            made[column] = made.get(column, 0) + times
    return _rest(height, solved, made, seconds)


def _left(height: Height, made: Mapping[Column, int]) -> int:
    """Visits that are not made yet."""
    stops = sum(times * len(_stops(height, column.group, column.route)) for column, times in made.items())
    return int(height.shape.visits.sum()) - stops


def _next(
    height: Height,
    solved: Solved,
    made: Mapping[Column, int],
    shaken: Callable[[NDArray[np.float64]], NDArray[np.float64]],
) -> dict[Column, int]:
    """The columns made whole next: all that are, and of the others those made most that fit beside them."""
    rest = {column: share - made.get(column, 0) for column, share in solved.shares.items()}
    chosen = {column: int(share + 1 - WHOLE) for column, share in rest.items() if share > WHOLE}
    left = height.shape.visits.copy()
    for column, times in (*made.items(), *chosen.items()):
        left[list(_stops(height, column.group, column.route))] -= times
    parts = [column for column, share in rest.items() if 1 - WHOLE < share <= WHOLE]
    shares = shaken(np.array([rest[column] for column in parts]))
    few = FEW
    for at in np.argsort(-shares, kind="stable"):
        stops = list(_stops(height, parts[at].group, parts[at].route))
        if few and (left[stops] > 0).all():
            chosen[parts[at]], few = 1, few - 1
            left[stops] -= 1
    return chosen


def _rest(height: Height, solved: Solved, made: Mapping[Column, int], seconds: float | None) -> Chosen | None:
    """The trips made, and the cheapest whole ones for the visits that are left."""
    times: dict[tuple[int, int], int] = {}
    for column, often in made.items():
        times[column.group, column.route] = times.get((column.group, column.route), 0) + often
    routes = [
        (float(cost), number, int(route))
        for number, reduced in enumerate(solved.reduced)
        for route, cost in zip(*_least(reduced), strict=True)
        if (number, int(route)) not in times
    ]
    near = [(number, route) for _, number, route in sorted(routes)[:CHOSEN_FROM]]
    modes = tuple(_mode(height, *each, times.get(each, 0)) for each in (*times, *near))
    return choose(Choice(height.shape, height.slots, height.days, {}, (), modes), seconds, None)


def _least(reduced: NDArray[np.float64]) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Routes that cost least beyond their worth, as many as may be chosen from, and what that is."""
    near = np.flatnonzero(np.isfinite(reduced))
    near = near[np.argsort(reduced[near], kind="stable")][:CHOSEN_FROM]
    return near, reduced[near]


def _mode(height: Height, number: int, route: int, at_least: int) -> Mode:
    group, spare = height.groups[number], height.shape.spare
    stops = tuple(_stops(height, number, route))
    ranges = tuple((0, int(spare[place])) for place in stops[: int(group.free[route])])
    cost, room = float(group.rupiah[route]), int(group.room[route])
    return Mode(number, route, group.day, group.slot_class, cost, stops, ranges, room, (), at_least)


def _stops(height: Height, number: int, route: int) -> Sequence[int]:
    members = height.groups[number].members[route]
    return [int(place) for place in members if place < len(height.shape.wanted)]
