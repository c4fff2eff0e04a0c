"""Column generation on one level: the pool of columns, and the best bound met on the way.

Duals are smoothed towards those of the best bound so far (Wentges 1997); a round that finds no column at
smoothed duals is repeated at the true ones. The bound is the largest Lagrangian one (`master.bound`), and
equals the linear programme's once pricing at its own duals finds nothing.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from optimizer.core.marginals import Marginal
from optimizer.core.plan import Stop, Trip, Visit
from optimizer.core.problem import Problem
from optimizer.engines.aims import FLOOR_TIMES
from optimizer.engines.columns.family import Family, Length, families
from optimizer.engines.columns.first import first_prices
from optimizer.engines.columns.legs import Charged
from optimizer.engines.columns.marginals import marginals
from optimizer.engines.columns.master import Column, Duals, Kept, Master, bound
from optimizer.engines.columns.nights import Chain, Nights, Round, wider_kinds
from optimizer.engines.columns.pricing import Found, Prices
from optimizer.engines.columns.routes import per_person
from optimizer.engines.columns.serving import EPSILON
from optimizer.engines.columns.sizes import Size, charges, exceeded
from optimizer.engines.columns.values import loads, table
from optimizer.engines.columns.walker import Walkers
from optimizer.engines.columns.windows import Classes, Most, nights_of


@dataclass(frozen=True)
class ColumnsParams:
    """How columns are generated.

    Attributes
    ----------
    nodes, most_nodes
        Extensions a search for columns may take per length of day and round; four times as many, up to the
        most, where nothing is found though the bound is not met.
    sets
        Stop sets it may find.
    per_round, per_place
        Columns added per length of day and round, the best ones; of these to any one place.
    smoothing
        Share of the way from the master's duals to those of the best bound.
    close
        Relative distance of bound and linear programme at which generation ends.
    """

    nodes: int = 400
    most_nodes: int = 6_400
    sets: int = 200
    per_round: int = 30
    per_place: int = 6
    smoothing: float = 0.9
    close: float = 1e-6


Priced = TypeVar("Priced", Found, Chain)

Goes = Callable[[], bool]
Tell = Callable[[float], None]

PRICED, FEW = 1, 60
"""Rounds of pricing after each choice of a dive, and extensions of their searches."""

WHOLE = 0.02
"""A column is as good as chosen where so little is missing from a whole trip."""

EXACT, NEAR = 20, 2e-4
"""Rounds after which a bound as near as this to the linear programme is near enough."""

SLOW = 3e-4
"""Relative gain of a round below which the linear programme hardly moves."""


class Generation:
    """The columns of a problem, grown on one level after the other."""

    def __init__(self, problem: Problem, params: ColumnsParams):
        self.problem, self.params = problem, params
        self.families = sorted(
            families(problem), key=lambda family: -int(problem.classes[family.slot_class].allowed.sum())
        )
        self.columns: dict[Trip, Column] = {}
        self.sizes: list[Size] = []
        self.proofs: list[tuple[Kept, Duals, Most]] = []
        self.nights = Nights(problem, self.families)
        self.loose: set[Trip] = set()
        self._most_visits, self._walkers = problem.policy.max_visits, Walkers()
        self._per_person = np.array(per_person(problem), dtype=np.float64)

    def add(self, trips: Sequence[Trip]) -> list[Column]:
        """Columns of trips not met before."""
        new = [Column.of(self.problem, trip) for trip in dict.fromkeys(trips) if trip not in self.columns]
        self.columns.update((column.trip, column) for column in new)
        return new

    def beyond(self, master: Master) -> list[Column]:
        """Columns a master does not have."""
        known = {column.trip for column in master.columns}
        return [column for trip, column in self.columns.items() if trip not in known]

    def grow(self, keep: Kept, stop: Stop, goes: Goes, tell: Tell | None = None) -> tuple[float, Master]:
        """The best lower bound of the (minimised) level met until `stop`, and its master.

        `tell` hears of each better bound; the prices that prove the last are added to `proofs`.
        """
        proof: tuple[Kept, Duals, Most] | None = None
        began, rounds = time.monotonic(), 0
        master = Master(self.problem, self.columns.values(), keep)
        best, smoothing, nodes = -np.inf, self.params.smoothing, self.params.nodes
        before, slow = np.inf, 0
        centre = first_prices(self.problem) if keep.people is None else None

        def going() -> bool:
            return goes() and (stop.seconds is None or time.monotonic() - began <= stop.seconds)

        while going() and (stop.work is None or rounds < stop.work):
            rounds += 1
            solved = master.solve()
            if solved is None:
                break
            value, duals = solved
            made = master.made() if keep.people is None else ()
            at = duals if centre is None else duals.towards(centre, smoothing if rounds > 1 else 1.0)
            most, trips = self._price(at, nodes, going, finely=smoothing == 0.0)
            below = -np.inf if most is None else bound(self.problem, at, keep, most)
            better = below > best
            if better:
                best, centre, proof = below, at, (keep, at, most or {})
                if tell:
                    tell(best)
            new = self.add(trips)
            master.add(new)
            wanted = sum(self._gain(column, duals) > EPSILON for column in new)
            close = self.params.close if rounds <= EXACT else NEAR
            slow = slow + 1 if before - value <= SLOW * abs(value) else 0
            before = value
            if slow and self._cut(master, made):
                before, slow = np.inf, 0
                continue
            if value - best <= close * max(1.0, abs(value)):
                break
            if not new and smoothing == 0.0:
                nodes *= 4  # something may be left, for the bound is not met
                if nodes > self.params.most_nodes:
                    break
            if not wanted:
                smoothing = smoothing / 2 if smoothing > 0.1 else 0.0
            elif better:
                smoothing = min(self.params.smoothing, max(0.1, 1.5 * smoothing))
            elif slow >= 3:  # the linear programme is about solved: its own duals are the best there are
                smoothing = 0.0
                nodes = min(2 * nodes, self.params.most_nodes)
            else:
                smoothing = 0.85 * smoothing if smoothing > 0.1 else 0.0
        self.proofs += [proof] if proof else []
        return best, master

    def _cut(self, master: Master, made: Sequence[tuple[Column, float]]) -> bool:
        """Add the rows of visit sizes that a solution of the master exceeds; whether there are any new ones.

        None where nights are allowed: trips with nights may stay at a place more than once.
        """
        if self.problem.spans:
            return False
        loads = ((column.people, share) for column, share in made)
        new = [row for row in exceeded(self.problem, loads) if row not in self.sizes]
        self.sizes += new
        master.cut(new)
        return bool(new)

    def marginals(self) -> tuple[Marginal, ...]:
        """What one unit more is worth on each level, at the prices that prove its bound."""
        return tuple(
            each for keep, at, most in self.proofs for each in marginals(self.problem, at, keep, most)
        )

    def dive(self, stop: Stop, goes: Goes) -> Iterator[Trip]:
        """Whole trips, one after the other, from linear programmes in which those before are made.

        Diving with column generation (Joncour et al. 2010; Sadykov et al. 2019): columns that are as good as
        chosen are made for good, else the one chosen most, and columns that suit the rest are priced anew.
        """
        began, made = time.monotonic(), dict[int, int]()
        fine = float(FLOOR_TIMES * max(1, int(self.problem.cell_weight.max(initial=1))))
        sound = [column for trip, column in self.columns.items() if trip not in self.loose]
        master = Master(self.problem, sound, Kept(fine=fine))
        master.cut(self.sizes)

        def going() -> bool:
            return goes() and (stop.seconds is None or time.monotonic() - began <= stop.seconds)

        rounds = 0
        while going() and (stop.work is None or rounds < stop.work):
            rounds += 1
            self._suit(master, going)
            if master.solve() is None:
                break
            free = {n: share - made.get(n, 0) for n, share in enumerate(master.shares())}
            chosen = [n for n, share in free.items() if share >= 1 - WHOLE]
            parts = [n for n, share in free.items() if EPSILON < share < 1 - WHOLE]
            chosen += sorted(parts, key=lambda n: (-free[n], n))[:1]
            if not chosen:
                break
            for n in chosen:
                made[n] = made.get(n, 0) + 1
                master.fix(n, made[n])
        if master.solve() is not None:
            again = [master.columns[n].trip for n, times in made.items() for _ in range(times)]
            yield from _whole(self.problem, again)

    def _suit(self, master: Master, goes: Goes) -> None:
        """Price a few columns anew at the master's own duals."""
        for _ in range(PRICED):
            solved = master.solve()
            if solved is None or not goes():
                return
            _, trips = self._price(solved[1], FEW, goes, finely=False)
            new = [column for column in self.add(trips) if column.trip not in self.loose]
            master.add(new)
            if not any(self._gain(column, solved[1]) > EPSILON for column in new):
                return

    def _price(self, duals: Duals, nodes: int, goes: Goes, *, finely: bool) -> tuple[Most | None, list[Trip]]:
        """Most that any trip of each class is worth, and trips worth more than their day.

        A class that may serve less than another is priced only `finely`: else its trips are the other's, as
        far as it may make them. Where pricing has to end before all families are priced nothing is known
        of the others: None.
        """
        worth, charged = duals.person(self.problem) - duals.rupiah * self._per_person, charges(duals.size)
        most: dict[int | Classes, float] = {}
        trips: list[Trip] = []
        for family in self.families:
            values: NDArray[np.float64] | None = None
            for length in _lengths(family, duals.rupiah):
                if not goes():
                    return None, trips
                k, above = length.slot_class, float(duals.day[length.slot_class])
                known = min((most[wider] for wider in self._wider[k] if wider in most), default=np.inf)
                if known <= above or (known < np.inf and not finely):
                    most[k] = max(known, most.get(k, 0.0))
                    continue
                if values is None:
                    most_minutes = family.lengths[0].minutes
                    values = table(self.problem, family.slot_class, worth, most_minutes, charged)
                    prices = Prices(duals.rupiah, duals.visit)
                    pricer = self._walkers.pricer(family, values, prices, self._most_visits)
                value, found = pricer.priced(length, above, self.params.sets * pricer.crowd, nodes, goes)
                for each in _unlike(found, self.params, pricer.crowd):
                    trips += self._also(self._trip(family, worth, charged, pricer.split(each), k))
                most[k] = max(value, most.get(k, 0.0))
        return most if self._price_nights(duals, worth, nodes, goes, most, trips, finely) else None, trips

    def _price_nights(
        self,
        duals: Duals,
        worth: NDArray[np.float64],
        nodes: int,
        goes: Goes,
        most: dict[int | Classes, float],
        trips: list[Trip],
        finely: bool,
    ) -> bool:
        """The same of trips with nights, added to both; False where it has to end before all are priced."""
        charged = Round(self.nights, Charged(worth, duals.rupiah, duals.visit))
        price = dict(zip(nights_of(self.problem), duals.night.tolist(), strict=True))
        wider = wider_kinds(self.nights.kinds, self._wider)
        for classes in self.nights.kinds:
            known = min((most[each] for each in wider[classes] if each in most), default=np.inf)
            if known <= price[classes] or (known < np.inf and not finely):
                most[classes] = known
                continue
            found = charged.best(classes, price[classes], nodes if finely else FEW, goes)
            if found is None:
                return False
            most[classes], chains = found
            for chain in _unlike(chains, self.params):
                trip = charged.trip(chain)
                alike = [trip, *self.nights.also(trip, wider)] if trip else []
                self.loose |= set(alike) if chain.loose else set()
                trips += alike
        return True

    def _gain(self, column: Column, duals: Duals) -> float:
        """By how much a column would be worth more than it takes."""
        worth = duals.person(self.problem)
        people = sum(count * worth[cell] for cell, count in column.people.items())
        visits = sum(duals.visit[place] for place in column.trip.visited)
        days = self._day_price(column.trip.classes, duals)
        sizes = sum(
            price * row.of(column.people[row.cell])
            for row, price in duals.size.items()
            if price > 0.0 and row.cell in column.people
        )
        return float(people - visits - days - sizes - duals.rupiah * column.rupiah)

    def _day_price(self, classes: Classes, duals: Duals) -> float:
        """What the dates of a trip cost."""
        if len(classes) > 1 and classes in self._night_number:
            return float(duals.night[self._night_number[classes]])
        return float(sum(duals.day[k] for k in classes))

    @cached_property
    def _night_number(self) -> dict[Classes, int]:
        return {classes: number for number, classes in enumerate(nights_of(self.problem))}

    @cached_property
    def _wider(self) -> list[list[int]]:
        """Classes that may serve all that each class may, and more, and are the same otherwise."""
        classes = self.problem.classes
        alike = [
            (
                *(slots.layer, slots.base, slots.start, slots.pause, slots.work_minutes, slots.stations),
                *(slots.vehicle, slots.crew, slots.opens.tobytes(), slots.closes.tobytes()),
            )
            for slots in classes
        ]

        def wider(a: int, b: int) -> bool:
            more, less = (bool((classes[x].allowed & ~classes[y].allowed).any()) for x, y in ((a, b), (b, a)))
            return alike[a] == alike[b] and more and not less

        return [[a for a in range(len(classes)) if wider(a, b)] for b in range(len(classes))]

    def _also(self, trip: Trip) -> Iterator[Trip]:
        """A trip, and the same by the classes that may serve less but may serve its people."""
        yield trip
        cells = [cell for visit in trip.visits for cell, _ in visit.loads]
        for k, wider in enumerate(self._wider):
            if trip.slot_class in wider and self.problem.classes[k].allowed[cells].all():
                yield replace(trip, slot_class=k)

    def _trip(
        self,
        family: Family,
        worth: NDArray[np.float64],
        charged: Mapping[int, NDArray[np.float64]],
        stops: Sequence[tuple[int, int]],
        slot_class: int,
    ) -> Trip:
        visits = []
        for place, minutes in stops:
            people = loads(self.problem, family.slot_class, worth, place, minutes, charged)
            if people:
                visits.append(Visit(place, people))
        return Trip(slot_class, (tuple(visits),))


def _whole(problem: Problem, trips: Sequence[Trip]) -> Iterator[Trip]:
    """Trips without the people that earlier ones serve already; a linear programme does not mind them."""
    left = problem.expected.astype(np.int64)
    for trip in trips:
        days = []
        for day in trip.days:
            visits = []
            for visit in day:
                loads = tuple((cell, min(n, int(left[cell]))) for cell, n in visit.loads if left[cell])
                for cell, count in loads:
                    left[cell] -= count
                visits += [Visit(visit.place, loads)] if loads else []
            days.append(tuple(visits))
        if all(days):
            yield replace(trip, days=tuple(days))


def _lengths(family: Family, rupiah: float) -> Iterator[Length]:
    """The lengths of day to price: where rupiah do not count a shorter day of a class is worth no more."""
    longest: set[int] = set()
    for length in family.lengths:
        if rupiah > 0.0 or length.slot_class not in longest:
            longest.add(length.slot_class)
            yield length


def _unlike(found: Sequence[Priced], params: ColumnsParams, times: int = 1) -> Iterator[Priced]:
    """The best trips found, no place in too many of them; so many `times` as usual."""
    visits: Counter[int] = Counter()
    chosen = 0
    for trip in found:
        free = all(visits[place] < times * params.per_place for place in trip.places)
        if chosen < times * params.per_round and free:
            visits.update(trip.places)
            chosen += 1
            yield trip
