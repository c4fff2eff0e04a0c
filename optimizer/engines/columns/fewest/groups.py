"""Routes by slot class and length of day: a stop set each, with what it costs and how much it can serve."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import gcd, inf

import numpy as np
from numpy.typing import NDArray

from optimizer.core.plan import Trip
from optimizer.core.problem import Problem
from optimizer.engines.columns.family import Family, Length, families
from optimizer.engines.columns.fewest.centre import Prices
from optimizer.engines.columns.fewest.drive import Drive
from optimizer.engines.columns.fewest.generation import Generation
from optimizer.engines.columns.fewest.guided import Roads, Worth, completion, sets_within
from optimizer.engines.columns.fewest.sets import FAR, Floats, Ints, Members, StopSets, stop_sets
from optimizer.engines.columns.fewest.shape import Shape

MOST_SETS = 1_200_000
"""Stop sets listed at most, over all families: what memory and a second or two hold."""

FIRST_SETS = 250_000
"""Stop sets of few stops that are listed where all are too many."""

BEGUN = (2_000, 15_000, 150_000)
"""Beginnings of one length followed when sets are sought at given prices: more where fewer find none."""

MOST_MINUTES = 500_000
"""Places times minutes of a day above which no prices to begin with are sought."""

MOST_NEW = 20_000
"""Sets of a length of day listed at once when they are sought at prices: the best of those found."""


_NONE = StopSets(np.empty((0, 1), np.int16), np.empty(0, np.int64), np.empty(0, np.int64))


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


@dataclass(frozen=True)
class Sought:
    """What was found at given prices; rupiah by which routes cost more than they are worth, by slot class.

    Attributes
    ----------
    groups
        The routes listed anew, a group each as in `Listing.groups`.
    every
        What every route of days not all of whose sets are listed costs more than it is worth, at least.
    least
        What every route that was not listed before costs more than it is worth, at least.
    beyond
        The same for those not listed now.
    """

    groups: list[Group]
    every: dict[int, float]
    least: dict[int, float]
    beyond: dict[int, float]

    @property
    def added(self) -> int:
        """How many routes are new."""
        return sum(len(group.members) for group in self.groups)


class Listing:
    """The stop sets listed so far, by family; all that a day holds where they are few enough.

    Where they are not, those of the longest days of which all can be listed, or else of few stops, to begin
    with, and the ones that are worth it at given prices.
    """

    def __init__(self, problem: Problem, shape: Shape, *, sought: bool = True):
        self.problem, self.shape, self.families = problem, shape, families(problem)
        self._serving = [self._served(family) for family in self.families]
        self._roads = [
            Roads(f.minutes, (f.metres * f.per_metre).astype(np.float64), f.metres) for f in self.families
        ]
        self._drives = [Drive(*each) for each in zip(self.families, self._serving, strict=True)]
        self.sets: list[StopSets] = []
        self.upto: list[int] = []  # minutes of the longest day all of whose sets are listed, by family
        left = MOST_SETS
        for family, serving in zip(self.families, self._serving, strict=True):
            # Where none are sought later, nothing is listed any more once a family has too many.
            vain = not (sought or self.whole_so_far)
            sets, minutes = (_NONE, 0) if vain else self._begin(family, serving, left, sought)
            self.sets.append(sets)
            self.upto.append(minutes)
            left -= len(sets.members)
        # Rounds of the sets listed, where not all of them are: minutes and metres.
        self._known: list[dict[bytes, tuple[int, int]]] = [{} for _ in self.families]
        for number, (sets, minutes) in enumerate(zip(self.sets, self.upto, strict=True)):
            if not minutes:
                self._enter(number, sets)

    @property
    def whole_so_far(self) -> bool:
        """Whether all sets of the families looked at are listed."""
        pairs = zip(self.families, self.upto, strict=False)
        return all(family.lengths[0].minutes <= minutes for family, minutes in pairs)

    @property
    def whole(self) -> bool:
        """Whether no set is missing that a day holds."""
        pairs = zip(self.families, self.upto, strict=True)
        return all(family.lengths[0].minutes <= minutes for family, minutes in pairs)

    def groups(self) -> list[Group]:
        """The routes of the sets listed."""
        found: list[Group] = []
        for family, sets in zip(self.families, self.sets, strict=True):
            found += _groups(self.shape, family, sets, self._stations(family))
        return found

    def grain(self, groups: Sequence[Group]) -> int:
        """Rupiah that the cost of every plan is a multiple of, nobody paid for; `groups` are all listed."""
        if self.whole:
            costs = np.concatenate([group.rupiah for group in groups]).astype(np.int64)
            return max(1, int(np.gcd.reduce(costs)))
        rates = [
            rate
            for family in self.families
            for rate in (
                family.per_visit,
                family.per_kilometre,
                family.per_litre,
                *(length.rupiah for length in family.lengths),
            )
        ]
        return max(1, gcd(*rates))

    def cheapest(self) -> float:
        """Rupiah that any day with a stop costs at least: it drives to a stop and home from one."""
        costs = []
        for family, serving in zip(self.families, self._serving, strict=True):
            stops = np.flatnonzero(serving > 0)
            there, back = family.metres[-1, stops], family.metres[stops, -1]
            metres = int(there.min() + back.min()) if len(stops) else 0
            driving = family.per_metre * metres + family.rounding(metres)
            costs += [length.rupiah + family.per_visit + driving for length in family.lengths]
        return min(costs, default=0.0)

    def close(self) -> None:
        """Take all sets for listed: those missing are in no plan that is still sought."""
        self.upto = [family.lengths[0].minutes for family in self.families]

    def extend(
        self,
        prices: Prices,
        gap: float,
        limit: int,
        goes: Callable[[], bool],
        *,
        in_whole: bool = False,
    ) -> Sought:
        """List the sets whose routes cost at most `gap` more than they are worth, as many as are found.

        Of the beginnings of a route at most `limit` of each length are followed; `in_whole` says to look
        ahead by whole litres, which takes longer but leaves far fewer open.
        """
        new: list[Group] = []
        every: dict[int, float] = {}
        least: dict[int, float] = {}
        beyond: dict[int, float] = {}
        for number, (family, serving) in enumerate(zip(self.families, self._serving, strict=True)):
            worth = Worth(prices.values[:-1].max(axis=1) - family.per_visit, prices.rows, prices.fines)
            longer, parts, bound = self._longer(number), [_NONE], None
            for length in longer:
                roads, k, most = self._roads[number], length.slot_class, length.minutes
                bound = bound or completion(roads, serving, worth.stops, most, goes)
                price = length.rupiah - prices.days[k, most]
                found = sets_within(
                    roads, serving, worth, most, price, gap,
                    limit=limit, goes=goes, bound=bound, drive=self._drives[number] if in_whole else None,
                )  # fmt: skip
                costs = found.costs + family.roundings(found.sets.metres)
                rows_of = self._unknown(number, found.sets)
                chosen = rows_of if gap > 0 else _cheapest(rows_of, costs, MOST_NEW)
                out = np.setdiff1d(rows_of, chosen)
                parts.append(self._enter(number, found.sets.part(chosen)))
                beyond[k] = min(beyond.get(k, inf), found.beyond, costs[out].min(initial=inf))
                least[k] = min(least.get(k, inf), beyond[k], costs[chosen].min(initial=inf))
                every[k] = min(every.get(k, inf), found.beyond, costs.min(initial=inf))
            new += self._routes(number, _joined(parts, self.problem.places), longer)
        return Sought(new, every, least, beyond)

    def enter(self, trips: Iterable[Trip]) -> list[Group]:
        """List the sets of the trips of a plan, with their rounds; the routes that are new, by group."""
        new: list[Group] = []
        for number, family in enumerate(self.families):
            longer, parts = self._longer(number), [_NONE]
            classes = {length.slot_class for length in longer}
            for trip in trips:
                stops = [visit.place for visit in trip.visits]
                if trip.slot_class in classes and len(trip.days) == 1 and len({*stops}) == len(stops):
                    way = [-1, *stops, -1]
                    minutes, metres = (
                        sum(int(m[a, b]) for a, b in pairwise(way)) for m in (family.minutes, family.metres)
                    )
                    sets = StopSets(
                        np.sort(np.array([stops], np.int16)), np.array([minutes]), np.array([metres])
                    )
                    parts.append(self._enter(number, sets.part(self._unknown(number, sets))))
            new += self._routes(number, _joined(parts, self.problem.places), longer)
        return new

    def least(self, prices: Prices) -> dict[int, float]:
        """What any route of a class costs more than it is worth at some prices without fines, at least."""
        least: dict[int, float] = {}
        for family, drive in zip(self.families, self._drives, strict=True):
            stops = prices.values[:-1].max(axis=1) - family.per_visit
            for length in family.lengths:
                k, most = length.slot_class, length.minutes
                costs = drive.least(stops, most, length.rupiah - prices.days[k, most])
                least[k] = min(costs, least.get(k, inf))
        return least

    def generation(self, trips: Iterable[Trip]) -> Generation | None:
        """The programme that prices to begin with come from; None where its routes are not all there is.

        Those are where every place is visited just once, by teams that are all alike, in a day as cheap by
        the minute as any; no cap holds, and what is left to gain by place and minute has room in memory.
        """
        once = (self.shape.spare == 0) & (self.shape.visits == 1)
        alike = len(self.families) == 1 and self.shape.day is None
        if self.whole or not alike or not once[self.shape.wanted > 0].all():
            return None
        lengths = self.families[0].lengths
        if self.problem.places * lengths[0].minutes > MOST_MINUTES:
            return None
        length = min(lengths, key=lambda length: length.rupiah / max(1, length.minutes))
        orders = [tuple(trip.visited) for trip in trips if len(trip.days) == 1]
        return Generation(self._drives[0], length, orders)

    def add(self, sets: StopSets) -> list[Group]:
        """List sets of the only family with their rounds; the routes that are new, by group."""
        return self._routes(0, self._enter(0, sets.part(self._unknown(0, sets))), self._longer(0))

    def _longer(self, number: int) -> list[Length]:
        """The lengths of day of a family some of whose sets are not listed."""
        return [length for length in self.families[number].lengths if length.minutes > self.upto[number]]

    def _routes(self, number: int, sets: StopSets, longer: Collection[Length]) -> list[Group]:
        """The routes of sets of a family listed anew."""
        self.sets[number] = _joined((self.sets[number], sets), self.problem.places)
        family = self.families[number]
        return _groups(self.shape, family, sets, self._stations(family), longer)

    def _unknown(self, number: int, sets: StopSets) -> Ints:
        """Rows of the sets that are not listed, or not with so good a round."""
        known, serving, rows = self._known[number], np.append(self._serving[number], 0), []
        busy = sets.minutes + serving[sets.members].sum(axis=1)
        for row in np.flatnonzero(busy > self.upto[number]).tolist():
            minutes, metres = known.get(_name(sets, row, self.problem.places), (FAR, FAR))
            if sets.minutes[row] < minutes or sets.metres[row] < metres:
                rows.append(row)
        return np.array(rows, dtype=np.int64)

    def _enter(self, number: int, sets: StopSets) -> StopSets:
        """Note the rounds of sets that are listed now."""
        known = self._known[number]
        for row in range(len(sets.members)):
            name = _name(sets, row, self.problem.places)
            minutes, metres = known.get(name, (FAR, FAR))
            known[name] = min(minutes, int(sets.minutes[row])), min(metres, int(sets.metres[row]))
        return sets

    def _begin(self, family: Family, serving: Ints, left: int, sought: bool) -> tuple[StopSets, int]:
        """All sets of the longest days that can be listed, else of few stops; how long those days are."""
        stops = self.problem.policy.max_visits or self.problem.places
        every = sorted({length.minutes for length in family.lengths}, reverse=True)
        for minutes in every if sought else every[:1]:
            sets = stop_sets(family.minutes, family.metres, serving, minutes, stops=stops, limit=left)
            if sets is not None:
                return sets, minutes
        if not sought:
            return _NONE, 0
        for few in (3, 2, 1):
            most = family.lengths[0].minutes
            sets = stop_sets(family.minutes, family.metres, serving, most, stops=few, limit=FIRST_SETS)
            if sets is not None:
                break
        assert sets is not None
        return sets, 0

    def _served(self, family: Family) -> Ints:
        """Minutes of serving the least at each place that the family's classes may serve, else 0."""
        slots = self.problem.classes[family.slot_class]
        allowed = np.zeros(self.problem.places, dtype=bool)
        allowed[self.problem.cell_place[slots.allowed & (self.problem.expected > 0)]] = True
        return np.where(allowed, self.shape.minutes(self._stations(family)), 0)

    def _stations(self, family: Family) -> int:
        return self.problem.classes[family.slot_class].stations


def _cheapest(rows: Ints, costs: Floats, most: int) -> Ints:
    """Of some rows the `most` that cost least."""
    return rows if len(rows) <= most else np.sort(rows[np.argpartition(costs[rows], most)[:most]])


def _name(sets: StopSets, row: int, places: int) -> bytes:
    """A name for a set, whatever its padding."""
    members = sets.members[row]
    return bytes(members[members < places].tobytes())


def _joined(parts: Sequence[StopSets], places: int) -> StopSets:
    """All sets of some lists, one after the other."""
    width = max(sets.members.shape[1] for sets in parts)
    padded = [
        np.pad(sets.members, ((0, 0), (0, width - sets.members.shape[1])), constant_values=places)
        for sets in parts
    ]
    return StopSets(
        np.concatenate(padded),
        np.concatenate([sets.minutes for sets in parts]),
        np.concatenate([sets.metres for sets in parts]),
    )


def _groups(
    shape: Shape, family: Family, sets: StopSets, stations: int, lengths: Collection[Length] | None = None
) -> list[Group]:
    """The sets of a family as routes for each of its lengths of day, of some of them only for `lengths`."""
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
        if lengths is not None and length not in lengths:
            fits = fits[:0]  # all that such a day holds are listed
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
