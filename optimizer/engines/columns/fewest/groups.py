"""Routes by slot class and length of day: a stop set each, with what it costs and how much it can serve."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from optimizer.core.problem import Problem
from optimizer.engines.columns.family import Family, families
from optimizer.engines.columns.fewest.guided import Roads, sets_within
from optimizer.engines.columns.fewest.sets import FAR, Floats, Ints, Members, StopSets, stop_sets
from optimizer.engines.columns.fewest.shape import Shape

MOST_SETS = 1_200_000
"""Stop sets listed at most, over all families: what memory and a second or two hold."""

FIRST_SETS = 250_000
"""Stop sets of few stops that are listed where all are too many."""

FEW_BEGUN, MOST_BEGUN = 15_000, 150_000
"""Beginnings of one length that are followed when sets are sought at given prices."""


@dataclass(frozen=True)
class Group:
    """Routes of one class and length of day; arrays are per route.

    Attributes
    ----------
    minutes
        Work minutes the day may take.
    day
        Rupiah of sending the team out.
    members
        Stops, those whose visits can be of several sizes first, then padding (`places`).
    free
        How many stops those are.
    rupiah
        What the route costs before anyone is served.
    room
        Units it can serve beyond the least at each stop; where several are free they may round up apart,
        and then it is less.
    """

    slot_class: int
    minutes: int
    day: int
    members: Members
    free: Ints
    rupiah: NDArray[np.float64]
    room: Ints


class Listing:
    """The stop sets listed so far, by family; all that a day holds where they are few enough.

    Where they are not, those of few stops to begin with, and the ones that are worth it at given prices.
    """

    def __init__(self, problem: Problem, shape: Shape):
        self.problem, self.shape, self.families = problem, shape, families(problem)
        self._serving = [self._served(family) for family in self.families]
        self.sets: list[StopSets] = []
        left, self.whole = MOST_SETS, True
        for family, serving in zip(self.families, self._serving, strict=True):
            sets, whole = self._begin(family, serving, left)
            self.sets.append(sets)
            self.whole &= whole
            left -= len(sets.members)

    def groups(self) -> list[Group]:
        """The routes of the sets listed."""
        found: list[Group] = []
        for family, sets in zip(self.families, self.sets, strict=True):
            found += _groups(self.shape, family, sets, self._stations(family))
        return found

    def extend(
        self,
        values: Floats,
        prices: Mapping[tuple[int, int], float],
        gap: float,
        few: bool,
        goes: Callable[[], bool],
    ) -> tuple[int, bool]:
        """List the sets whose routes cost at most `gap` more than they are worth; how many are new, if all.

        `values` are those of `values.worth`; `prices` what a day of a class and of so many minutes is worth.
        With `few` only the most promising are followed, where prices are not yet good.
        """
        added, whole = 0, True
        for number, (family, serving) in enumerate(zip(self.families, self._serving, strict=True)):
            roads = Roads(
                family.minutes, (family.metres * family.per_metre).astype(np.float64), family.metres
            )
            worth = values[:-1].max(axis=1) - family.per_visit
            for length in family.lengths:
                price = length.rupiah - prices[length.slot_class, length.minutes]
                sets, all_of_them = sets_within(
                    roads,
                    serving,
                    worth,
                    length.minutes,
                    price,
                    gap,
                    limit=FEW_BEGUN if few else MOST_BEGUN,
                    goes=goes,
                )
                whole &= all_of_them
                before = self.sets[number]
                after = self.sets[number] = _union(before, sets, self.problem.places)
                better = int((after.minutes + after.metres).sum() < (before.minutes + before.metres).sum())
                added += len(after.members) - len(before.members) or better  # a better round of a known set
        return added, whole

    def _begin(self, family: Family, serving: Ints, left: int) -> tuple[StopSets, bool]:
        """All sets of a family, or those of as few stops as can be listed and extended later."""
        most, stops = family.lengths[0].minutes, self.problem.policy.max_visits or self.problem.places
        sets = stop_sets(family.minutes, family.metres, serving, most, stops=stops, limit=left)
        if sets is not None:
            return sets, True
        for few in (3, 2, 1):
            sets = stop_sets(family.minutes, family.metres, serving, most, stops=few, limit=FIRST_SETS)
            if sets is not None:
                break
        assert sets is not None
        return sets, False

    def _served(self, family: Family) -> Ints:
        """Minutes of serving the least at each place that the family's classes may serve, else 0."""
        slots = self.problem.classes[family.slot_class]
        allowed = np.zeros(self.problem.places, dtype=bool)
        allowed[self.problem.cell_place[slots.allowed & (self.problem.expected > 0)]] = True
        return np.where(allowed, self.shape.minutes(self._stations(family)), 0)

    def _stations(self, family: Family) -> int:
        return self.problem.classes[family.slot_class].stations


def _union(one: StopSets, two: StopSets, places: int) -> StopSets:
    """The sets of both, each once, its round the better of the two."""
    width = max(one.members.shape[1], two.members.shape[1])
    members = np.concatenate(
        [
            np.pad(s.members, ((0, 0), (0, width - s.members.shape[1])), constant_values=places)
            for s in (one, two)
        ]
    )
    known, which = np.unique(members, axis=0, return_inverse=True)
    minutes, metres = np.full(len(known), FAR), np.full(len(known), FAR)
    np.minimum.at(minutes, which.reshape(-1), np.concatenate([one.minutes, two.minutes]))
    np.minimum.at(metres, which.reshape(-1), np.concatenate([one.metres, two.metres]))
    return StopSets(known, minutes, metres)


def _groups(shape: Shape, family: Family, sets: StopSets, stations: int) -> list[Group]:
    """The sets of a family as routes for each of its lengths of day."""
    free = np.append(shape.spare > 0, False)[sets.members]
    order = np.argsort(~free, axis=1, kind="stable")
    members = np.take_along_axis(sets.members, order, axis=1)
    serving = np.append(shape.minutes(stations), 0)
    whole = np.append(np.where(shape.spare > 0, 0, serving[:-1]), 0)[members].sum(
        axis=1
    )  # rounded up by stop
    least = np.append(np.where(shape.spare > 0, shape.least, 0), 0)[members].sum(axis=1)
    settled = np.append(np.where(shape.spare > 0, 0, shape.least), 0)[members].sum(axis=1)
    busy = sets.minutes + serving[members].sum(axis=1)
    kilometres = -(-sets.metres // 1000)
    litres = -(-sets.metres * family.millilitres // 10**6)
    visits = family.per_visit * (members < len(shape.wanted)).sum(axis=1)
    drive = family.per_kilometre * kilometres + family.per_litre * litres + visits
    groups = []
    for length in family.lengths:
        room = shape.room(length.minutes - sets.minutes - whole, settled, stations) - least
        fits = np.flatnonzero((room >= 0) & (busy <= length.minutes))
        groups.append(
            Group(
                length.slot_class,
                length.minutes,
                length.rupiah,
                members[fits],
                free.sum(axis=1)[fits],
                (drive[fits] + length.rupiah).astype(np.float64),
                room[fits],
            )
        )
    return groups
