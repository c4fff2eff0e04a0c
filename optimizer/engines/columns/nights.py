"""Price trips with nights: chains of days (`legs`) from the base to a bed, from bed to bed, and home.

A trip over slot classes k_0 … k_n, sleeping at p_1 … p_n, is worth at most what its days are worth apart:

    v = max_p  V_0(base, p_1) + V_1(p_1, p_2) + … + V_n(p_n, base) − rupiah of the nights,

with the price of a visit given back where a team stays over the night at the place it served last. The days
that can be part of a trip worth more are listed, then put together, the best first, each place no more often
visited than it may be, kilometres claimed whole once a trip, and nobody served twice: who is served at a
place on an earlier day is not there on a later one. What is not listed or put together counts with its bound.
"""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice, pairwise, product

import numpy as np
from numpy.typing import NDArray

from optimizer.core.effort import Effort
from optimizer.core.plan import Trip, Visit
from optimizer.core.problem import Problem
from optimizer.core.tariff import cost
from optimizer.engines.columns.completion import NOTHING
from optimizer.engines.columns.family import Family, Length
from optimizer.engines.columns.legs import Charged, Leg, Legs, Roads, most_worth
from optimizer.engines.columns.serving import EPSILON, split
from optimizer.engines.columns.values import loads, table
from optimizer.engines.columns.windows import Classes, nights_of
from optimizer.engines.day import limit
from optimizer.engines.price import day_cost

Floats = NDArray[np.float64]

LOOKED_AT, FEW, EACH = 3, 60, 6
"""Beds in a first look, extensions of a day's search from each, and of these per first place."""

CHAINS, COUPLED = 400, 16
"""Chains put together per sequence of beds; of those that share places one for so many extensions."""

LOOSE = 4
"""Of days looked at together so many are taken for trips by the bound."""

HALVED, TOGETHER = 60, 2
"""Ranges halved when the people of a place are parted among days, and places parted in one trip."""

Ranges = tuple[tuple[int, int], ...]
Gains = tuple[tuple[Floats, ...], ...]


@dataclass(frozen=True)
class Chain:
    """A trip with nights priced: its days, what serving is worth at each of their places, and its value.

    A `loose` one comes to places too often or meets people twice: no trip, but what the bound takes for one.
    """

    legs: tuple[Leg, ...]
    gains: tuple[tuple[Floats, ...], ...]
    value: float
    loose: bool = False

    @property
    def places(self) -> frozenset[int]:
        """Places it visits."""
        return frozenset(place for leg in self.legs for place in leg.order)


class Nights:
    """The trips with nights of a problem; `kinds` are the classes of their dates."""

    def __init__(self, problem: Problem, families: Sequence[Family]):
        self.problem = problem
        self.of: dict[int, tuple[Family, Length]] = {
            length.slot_class: (family, length)
            for family in families
            for length in family.lengths
            if length.minutes == limit(problem, length.slot_class)
        }
        allowed = [int(slots.allowed.sum()) for slots in problem.classes]
        able = [classes for classes in nights_of(problem) if all(k in self.of for k in classes)]
        self.kinds = sorted(able, key=lambda classes: (-sum(allowed[k] for k in classes), classes))
        self._roads: dict[tuple[int, bool, bool], Roads] = {}

    def rupiah(self, classes: Classes) -> int:
        """What a trip over these classes costs before any kilometre or visit."""
        slots, vehicle = self.problem.classes[classes[0]], self.problem.vehicle(classes[0])
        once = Effort(
            person_nights={rank: (len(classes) - 1) * count for rank, count in slots.crew},
            person_trips={vehicle.code: slots.size} if vehicle.transport_money else {},
        )
        days = sum(day_cost(self.problem, k, "overnight") for k in classes)
        return days + cost(self.problem.tariff, once)

    def also(self, trip: Trip, wider: Mapping[Classes, list[Classes]]) -> Iterator[Trip]:
        """The same trip by the kinds that may serve less but may serve its people."""
        classes = self.problem.classes
        for kind, others in wider.items():
            if trip.classes in others and all(
                classes[k].allowed[[cell for visit in day for cell, _ in visit.loads]].all()
                for k, day in zip(kind, trip.days, strict=True)
            ):
                yield replace(trip, slot_class=kind[0], then=kind[1:])

    def roads(self, family: Family, *, homeward: bool, backward: bool) -> Roads:
        """The roads of days of a family."""
        key = family.slot_class, homeward, backward
        if key not in self._roads:
            k = family.slot_class
            self._roads[key] = Roads.of(self.problem, k, homeward=homeward, backward=backward)
        return self._roads[key]


class Round:
    """The trips with nights at given prices."""

    def __init__(self, nights: Nights, charged: Charged):
        self.nights, self.problem, self.charged = nights, nights.problem, charged
        self._legs: dict[tuple[int, bool, bool], Legs] = {}
        self._tables: dict[int, Floats] = {}

    def best(
        self, classes: Classes, above: float, nodes: int, goes: Callable[[], bool]
    ) -> tuple[float, list[Chain]] | None:
        """No trip over the classes is worth more, but for those worth no more than `above`; and good ones.

        None where it was not let go on.
        """
        days = _Days(self, classes, above)
        found: dict[tuple[object, ...], Chain] = {}

        def look(beds: tuple[int, ...], goal: float, limits: tuple[int, int]) -> float:
            chains, left = days.chains(beds, goal, limits)
            for chain in chains:
                found.setdefault(tuple((leg.order, leg.ends) for leg in chain.legs), chain)
            return left

        for _, beds in days.beds(above)[:LOOKED_AT]:
            if not goes():
                return None
            look(beds, above, (min(FEW, nodes), EACH))
        best = max((chain.value for chain in found.values()), default=above)
        left = NOTHING
        for most, beds in days.beds(best):
            if most <= max(best, left) + EPSILON:
                break
            if not goes():
                return None
            left = max(left, min(most, look(beds, best, (nodes, nodes))))
            best = max((chain.value for chain in found.values()), default=above)
        loose = days.loose(left) if left > best + EPSILON else []
        return max(best, left), [*loose[:LOOSE], *_sorted(found)]

    def trip(self, chain: Chain) -> Trip | None:
        """The trip of a chain; None where a day of it has nobody left to serve."""
        problem, left = self.problem, self.problem.expected.astype(np.int64)
        days = []
        for leg, gains in zip(chain.legs, chain.gains, strict=True):
            family, visits = self.family(leg), []
            if leg.idle:
                visits += self._somebody(leg, left)
            for place, minutes in self._split(leg, gains):
                people = loads(problem, family.slot_class, self.charged.worth, place, minutes)
                met = tuple((cell, min(n, int(left[cell]))) for cell, n in people if left[cell])
                met = people if chain.loose else met
                for cell, n in met:
                    left[cell] -= n
                visits += [Visit(place, met)] if met else []
            days.append(tuple(visits))
        classes = tuple(leg.length.slot_class for leg in chain.legs)
        beds = tuple(problem.lodgings[leg.ends[0]] for leg in chain.legs[1:])
        return Trip(classes[0], tuple(days), classes[1:], beds) if all(days) else None

    def _split(self, leg: Leg, gains: tuple[Floats, ...]) -> list[tuple[int, int]]:
        """Places of a day and the minutes each is served."""
        if leg.idle:
            return []
        minutes = split(leg.order, leg.gone, gains, self.setup(leg), leg.length, leg.way)
        return list(zip(leg.order, minutes, strict=True))

    def _somebody(self, leg: Leg, left: NDArray[np.int64]) -> list[Visit]:
        """The visit of a day that serves one person, whoever is left and costs least."""
        allowed = self.problem.classes[leg.length.slot_class].allowed & (left > 0)
        cells = np.flatnonzero(allowed & (self.problem.cell_place == leg.order[0]))
        if not len(cells):
            return []
        cell = int(cells[self.charged.worth[cells].argmax()])
        left[cell] -= 1
        return [Visit(leg.order[0], ((cell, 1),))]

    def legs(self, k: int, *, homeward: bool, backward: bool) -> Legs:
        """The days of a class between beds and base."""
        family, _ = self.nights.of[k]
        key = family.slot_class, homeward, backward
        if key not in self._legs:
            roads = self.nights.roads(family, homeward=homeward, backward=backward)
            self._legs[key] = Legs(self.problem, family, roads, self.charged, self.table(family))
        return self._legs[key]

    def table(self, family: Family) -> Floats:
        """What minutes of serving are worth at each place."""
        k = family.slot_class
        if k not in self._tables:
            self._tables[k] = table(self.problem, k, self.charged.worth, family.lengths[0].minutes)
        return self._tables[k]

    def family(self, leg: Leg) -> Family:
        """The family of a day's class."""
        return self.nights.of[leg.length.slot_class][0]

    def setup(self, leg: Leg) -> list[int]:
        """Minutes of setting up at each place of a day."""
        return [int(self.problem.setup[place]) for place in leg.order]

    def gains(self, leg: Leg) -> tuple[Floats, ...]:
        """What minutes of serving are worth at each place of a day."""
        best = self.table(self.family(leg))
        return tuple(best[:, place] for place in leg.order)

    def all_of(self, place: int, classes: Classes) -> float:
        """What serving everybody at a place is worth."""
        problem = self.problem
        allowed = np.logical_or.reduce([problem.classes[k].allowed for k in classes])
        cells = allowed & (problem.cell_place == place)
        return float((np.maximum(0.0, self.charged.worth[cells]) * problem.expected[cells]).sum())


class _Days:
    """The days of trips over some classes: what any may be worth with the days before and after it.

    Arrays have shape (beds, places): `own` of a day by the bed and the place it has to do with there (of the
    first day the last one), `after` and `before` of all later and earlier days by the place on the other side
    of the night.
    """

    def __init__(self, round_: Round, classes: Classes, above: float):
        self.round, self.classes, self.above = round_, classes, above
        nights = round_.nights
        self.fixed = round_.charged.rupiah * nights.rupiah(classes)
        self.lengths = [nights.of[k][1] for k in classes]
        last = len(classes) - 1
        self.legs = [
            round_.legs(k, homeward=day in (0, last), backward=day == 0) for day, k in enumerate(classes)
        ]
        self.own = [legs.bounds(length) for legs, length in zip(self.legs, self.lengths, strict=True)]
        visit = round_.charged.visit
        most = float(visit.max(initial=0.0))
        self.after: list[Floats] = [np.zeros_like(self.own[0])]
        self.rest: list[float] = [0.0]
        for own in reversed(self.own[1:]):
            joined = own + self.rest[0]
            self.after.insert(0, np.maximum(joined.max(axis=1)[:, None], joined + visit))
            self.rest.insert(0, float(self.after[0].max(initial=NOTHING)))
        self.before: list[Floats] = [np.zeros_like(self.own[0])]
        for day, own in enumerate(self.own[:-1]):
            if day == 0:
                joined = np.maximum(own.max(axis=1)[:, None], own + visit)
            else:  # whichever bed it came from, and wherever it went on from there
                joined = np.full_like(own, float((own + self.before[-1]).max(initial=NOTHING)) + most)
            self.before.append(joined)
        self._listed: dict[tuple[int, int, float, tuple[int, int]], tuple[list[Leg], float]] = {}
        self._looked: list[list[list[Leg]]] = []

    def beds(self, goal: float) -> list[tuple[float, tuple[int, ...]]]:
        """Sequences of beds by which a trip may be worth more than the goal, the most promising first.

        With each what no trip is worth more.
        """
        count = len(self.round.problem.lodgings)
        likely = [
            (self._through(0, first), (first, *then))
            for first in range(count)
            if self._through(0, first) > goal + EPSILON
            for then in product(range(count), repeat=len(self.classes) - 2)
        ]
        return sorted(likely, key=lambda each: (-each[0], each[1]))

    def chains(self, beds: tuple[int, ...], goal: float, nodes: tuple[int, int]) -> tuple[list[Chain], float]:
        """Trips over these beds worth more than the goal, and what no other is worth more than."""
        lists, left, last = [], NOTHING, len(self.classes) - 1
        for day in range(len(self.classes)):
            legs, rest = self._list(day, beds[max(0, day - 1)], goal, nodes)
            lists.append([leg for leg in legs if day in (0, last) or leg.ends[1] == beds[day]])
            left = max(left, rest - self.fixed)
        self._looked.append(lists)
        return self._joined(lists, goal, left, max(4, nodes[0] // COUPLED))

    def loose(self, most: float) -> list[Chain]:
        """Days looked at that are worth nearly as much together as trips are bound by, but make no trip."""
        found: dict[tuple[object, ...], Chain] = {}
        for lists in self._looked if most > self.above else ():
            for chosen in islice(_best_first(lists), LOOSE) if all(lists) else ():
                value = self._together(chosen)
                if value > self.above + EPSILON and (self._again(chosen) or _shared(chosen)):
                    gains = tuple(self.round.gains(leg) for leg in chosen)
                    key = tuple((leg.order, leg.ends) for leg in chosen)
                    found[key] = Chain(chosen, gains, value, loose=True)
        return _sorted(found)

    def _through(self, day: int, bed: int) -> float:
        """No trip is worth more whose day begins (the first: ends) at a bed."""
        onward = self.after[day] if day == 0 else self.before[day] + self.rest[day]
        return float((self.own[day][bed] + onward[bed]).max(initial=NOTHING)) - self.fixed

    def _list(self, day: int, bed: int, goal: float, nodes: tuple[int, int]) -> tuple[list[Leg], float]:
        """The days that may be part of a trip worth more than the goal, the best first."""
        key = day, bed, goal, nodes
        if key not in self._listed:
            onward = self.after[day][bed] if day == 0 else self.before[day][bed] + self.rest[day]
            legs, length = self.legs[day], self.lengths[day]
            found, left = legs.search(length, bed, onward, goal + self.fixed, nodes)
            self._listed[key] = sorted(found, key=lambda leg: (-leg.value, leg.order, leg.ends)), left
        return self._listed[key]

    def _joined(
        self, lists: Sequence[Sequence[Leg]], goal: float, left: float, most_coupled: int
    ) -> tuple[list[Chain], float]:
        """Days put together, those worth most apart first."""
        if not all(lists):
            return [], left
        visit, found, coupled, best = self.round.charged.visit, [], 0, goal
        back = sum(
            max((float(visit[p]) for p in {a.order[-1] for a in x} & {b.order[0] for b in y}), default=0.0)
            for x, y in pairwise(lists)
        )
        for tried, chosen in enumerate(_best_first(lists)):
            most = sum(leg.value for leg in chosen) + back - self.fixed
            if most <= goal + EPSILON:
                break
            if tried >= CHAINS or coupled >= most_coupled:
                left = max(left, most)
                break
            value = self._apart(chosen)
            if value <= goal + EPSILON:
                continue
            shared = _shared(chosen)
            gains = tuple(self.round.gains(leg) for leg in chosen)
            if shared:
                if value <= best:
                    continue
                coupled += 1
                value, gains = self._parted(chosen, shared, gains, value)
            if value > goal + EPSILON:
                found.append(Chain(tuple(chosen), gains, value))
                best = max(best, value)
        return found, left

    def _apart(self, chosen: Sequence[Leg]) -> float:
        """What days are worth as a trip, had each all people of its places; nothing if visited too often."""
        return NOTHING if self._again(chosen) else self._together(chosen)

    def _again(self, chosen: Sequence[Leg]) -> bool:
        """Whether days come to some place too often."""
        visits = Counter(place for leg in chosen for place in leg.order)
        visits.subtract(following.order[0] for leg, following in pairwise(chosen) if _stays(leg, following))
        return any(n > self.round.problem.max_visits[place] for place, n in visits.items())

    def _together(self, chosen: Sequence[Leg]) -> float:
        """What days are worth as a trip, were every place there for each of them."""
        charged, metres = self.round.charged, sum(leg.metres for leg in chosen)
        value = sum(leg.value for leg in chosen) - self.fixed
        stays = [following.order[0] for leg, following in pairwise(chosen) if _stays(leg, following)]
        value += float(charged.visit[stays].sum())
        return value - charged.rupiah * self.round.family(chosen[0]).rounding(metres)

    def _parted(
        self,
        chosen: Sequence[Leg],
        shared: Sequence[int],
        gains: tuple[tuple[Floats, ...], ...],
        value: float,
    ) -> tuple[float, tuple[tuple[Floats, ...], ...]]:
        """The most a trip is worth that comes to a place on several days, and what minutes are worth then.

        By how much of a place's people is served on the first of these days: at most so much then, and no
        more than is left of at least so little on each later day. Ranges of it are halved, the best first.
        """
        whole = {place: self.round.all_of(place, self.classes) for place in shared}
        parted = sorted(shared, key=lambda place: (-whole[place], place))[:TOGETHER]
        steps = [_steps_of(self._first(chosen, gains, place)) for place in parted]

        def tried(ranges: Ranges) -> tuple[float, Ranges, Gains]:
            caps = [(part[low], part[high - 1]) for part, (low, high) in zip(steps, ranges, strict=True)]
            capped, touched = [list(each) for each in gains], set[int]()
            for place, (least, upper) in zip(parted, caps, strict=True):
                days = [day for day, leg in enumerate(chosen) if place in leg.order and not leg.idle]
                for day in days:
                    at = chosen[day].order.index(place)
                    cap = upper if day == days[0] else max(0.0, whole[place] - least)
                    capped[day][at] = np.minimum(capped[day][at], cap)
                    touched.add(day)
            total = value
            for day in sorted(touched):
                served = most_worth(chosen[day], capped[day], self.round.setup(chosen[day]))
                total += (NOTHING if served is None else served) - chosen[day].value - chosen[day].spent
            return -total, ranges, tuple(tuple(each) for each in capped)

        heap = [tried(tuple((0, len(part)) for part in steps))]
        for _ in range(HALVED):
            _, ranges, _ = heap[0]
            wide = max(range(len(ranges)), key=lambda n: ranges[n][1] - ranges[n][0])
            low, high = ranges[wide]
            if high - low <= 1:
                break
            heapq.heappop(heap)
            for half in ((low, (low + high) // 2), ((low + high) // 2, high)):
                heapq.heappush(heap, tried((*ranges[:wide], half, *ranges[wide + 1 :])))
        return -heap[0][0], heap[0][2]

    def _first(self, chosen: Sequence[Leg], gains: tuple[tuple[Floats, ...], ...], place: int) -> Floats:
        day = next(day for day, leg in enumerate(chosen) if place in leg.order and not leg.idle)
        return gains[day][chosen[day].order.index(place)]


def wider_kinds(kinds: Sequence[Classes], wider: Sequence[Sequence[int]]) -> Mapping[Classes, list[Classes]]:
    """Kinds whose trips are also another's, as far as it may make them, by that other."""

    def wide(a: Classes, b: Classes) -> bool:
        alike = len(a) == len(b) and a != b
        return alike and all(x == y or x in wider[y] for x, y in zip(a, b, strict=True))

    return {b: [a for a in kinds if wide(a, b)] for b in kinds}


def _sorted(found: Mapping[tuple[object, ...], Chain]) -> list[Chain]:
    return sorted(found.values(), key=lambda chain: -chain.value)


def _stays(leg: Leg, following: Leg) -> bool:
    """Whether a day begins at the place where the one before it ended: one visit."""
    return leg.order[-1] == following.order[0]


def _shared(chosen: Sequence[Leg]) -> list[int]:
    """Places on several of the days."""
    days = Counter(place for leg in chosen if not leg.idle for place in leg.order)
    return [place for place, n in days.items() if n > 1]


def _steps_of(gain: Floats) -> Floats:
    """The values that what is served can have."""
    values: Floats = np.unique(gain[gain > 0])
    return values


def _best_first(lists: Sequence[Sequence[Leg]]) -> Iterator[tuple[Leg, ...]]:
    """One day of each list, by what they are worth together, the most first."""

    def value(at: tuple[int, ...]) -> float:
        return -sum(legs[n].value for legs, n in zip(lists, at, strict=True))

    first = (0,) * len(lists)
    heap, known = [(value(first), first)], {first}
    while heap:
        _, at = heapq.heappop(heap)
        yield tuple(legs[n] for legs, n in zip(lists, at, strict=True))
        for day, legs in enumerate(lists):
            then = (*at[:day], at[day] + 1, *at[day + 1 :])
            if then[day] < len(legs) and then not in known:
                known.add(then)
                heapq.heappush(heap, (value(then), then))
