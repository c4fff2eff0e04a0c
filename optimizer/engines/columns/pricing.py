"""Price trips: the best day trips of a family, given what people, visits and rupiah are worth.

A completion bound by dynamic programming (`completion`), then a depth-first search over orders of places
that carries, for each number of minutes served and waited, the most they are worth: exact for whole persons
and for the hours of places, and pruned by the bound.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import accumulate, pairwise
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from optimizer.engines.columns.completion import Completion
from optimizer.engines.columns.family import Family, Length
from optimizer.engines.columns.serving import EPSILON, Worth, serve, split, steps_of
from optimizer.engines.hours import NEVER

Floats = NDArray[np.float64]
Goes = Callable[[], bool]

ASK_EVERY = 32
"""Extensions after which a search asks whether to go on."""

EACH, FIRST = 8, 240
"""Extensions per first place, and of all together, while trips of many kinds are sought."""


@dataclass(frozen=True)
class Prices:
    """What a family's trips are charged: `rupiah` scales every cost, `visit` has shape (places,)."""

    rupiah: float
    visit: Floats


@dataclass(frozen=True)
class Found:
    """A trip priced: its length of day, places in driving order and value."""

    length: Length
    stops: tuple[int, ...]
    value: float

    @property
    def places(self) -> tuple[int, ...]:
        """Places it visits."""
        return self.stops


@dataclass
class Pricer:
    """The trips of one family at given values; `best` has shape (most minutes + 1, places).

    `most_visits` bounds the visits of the trips searched for; None for no limit. `crowd` tells how many times
    as many trips as usual are worth taking from it at once.
    """

    crowd: ClassVar[int] = 1

    family: Family
    best: Floats
    prices: Prices
    most_visits: int | None = None

    def __post_init__(self) -> None:
        family, places = self.family, self.best.shape[1]
        arc = family.metres.astype(np.float64) * (family.per_metre * self.prices.rupiah)
        arc[:, :places] += self.prices.visit + family.per_visit * self.prices.rupiah
        self.arc = arc
        self.minutes = family.minutes
        self.useful = np.flatnonzero(self.best[-1] > EPSILON)
        self.steps = [steps_of(self.best[:, place]) for place in self.useful]
        self.number = {int(place): number for number, place in enumerate(self.useful)}
        self._completions: dict[bytes, Completion] = {}

    def completion(self, length: Length) -> Completion:
        """The completion bound of a length of day; days that differ in nothing it can see share it."""
        timed = self.timed(length)
        hours = (length.minutes, length.opens[self.useful], length.closes[self.useful]) if timed else ()
        key = b"".join(np.asarray(part).tobytes() for part in hours)
        if key not in self._completions:
            longest, places = self.family.lengths[0], len(length.opens)
            free = replace(longest, opens=np.zeros(places, np.int64), closes=np.full(places, NEVER, np.int64))
            self._completions[key] = self._complete(length if key else free)
        return self._completions[key]

    def timed(self, length: Length) -> bool:
        """Whether hours of places matter on a day."""
        timed = (length.opens[self.useful] > 0) | (length.closes[self.useful] < length.minutes)
        return bool(timed.any())

    def bound(self, length: Length) -> float:
        """No trip of this length is worth more."""
        return self.completion(length).from_base(length.minutes) - length.rupiah * self.prices.rupiah

    def search(
        self, length: Length, above: float, most: int, nodes: int, goes: Goes = lambda: True
    ) -> tuple[list[Found], bool]:
        """Trips of a length worth more than `above`, the best for each set of places met.

        Ends after `nodes` extensions, `most` sets or when `goes` says so; the flag tells whether nothing
        better than the best of them is left. Trips of many kinds come first, some for each first place;
        then all orders are tried that could still be better than the best.
        """
        search = _Search(self, length, above, most, goes)
        search.run(min(FIRST, nodes), EACH)
        if search.cut_short:
            search.above = max((trip.value for trip in search.found.values()), default=above)
            search.run(nodes, nodes)
        return sorted(search.found.values(), key=lambda trip: -trip.value), not search.cut_short

    def priced(
        self, length: Length, above: float, most: int, nodes: int, goes: Goes = lambda: True
    ) -> tuple[float, list[Found]]:
        """What no trip of a length is worth more than, and trips worth more than `above`; see `search`."""
        value = self.bound(length)
        if value <= above:
            return value, []
        found, whole = self.search(length, above, most, nodes, goes)
        return (found[0].value if found else above) if whole else value, found

    def metres(self, order: tuple[int, ...]) -> int:
        """Metres driven from the base over places in this order and back."""
        base, metres = self.best.shape[1], self.family.metres
        return sum(int(metres[a, b]) for a, b in pairwise((base, *order, base)))

    def split(self, found: Found) -> tuple[tuple[int, int], ...]:
        """Places of a trip found with the serving minutes that are worth most together."""
        base, order = self.best.shape[1], found.stops
        gone = list(accumulate(int(self.minutes[a, b]) for a, b in pairwise((base, *order))))
        way = gone[-1] + int(self.minutes[order[-1], base])
        gains = [self.best[:, place] for place in order]
        setup = [int(self.family.setup[place]) for place in order]
        return tuple(zip(order, split(order, gone, gains, setup, found.length, way), strict=True))

    def serve(self, worth: Worth, place: int, gone: int, length: Length) -> Worth:
        """What serving and waiting minutes are worth when `place` is served too.

        `gone` are the minutes of driving and setting up until its serving begins.
        """
        steps, setup = self.steps[self.number[place]], int(self.family.setup[place])
        return serve(worth, place, gone, self.best[:, place], steps, length, setup)

    def _complete(self, length: Length) -> Completion:
        useful, base = self.useful, self.best.shape[1]
        return Completion(
            minutes=self.minutes[np.ix_((*useful, base), (*useful, base))],
            arc=self.arc[np.ix_((*useful, base), (*useful, base))],
            worth=[
                self.best[1 : steps[-1] + 1, place] for steps, place in zip(self.steps, useful, strict=True)
            ],
            ready=np.where(
                length.opens[useful] > 0,
                length.minutes - length.opens[useful] - self.family.setup[useful],
                NEVER,
            ),
            until=np.maximum(0, length.minutes - length.closes[useful]),
            most=length.minutes,
        )


class _Search:
    """Depth-first search over orders of places."""

    def __init__(self, pricer: Pricer, length: Length, above: float, most: int, goes: Goes):
        self.pricer, self.length, self.above, self.most = pricer, length, above, most
        self._goes = goes
        self.arrived = pricer.completion(length).arrived
        self.found: dict[frozenset[int], Found] = {}
        self.cut_short = False
        self._timed = (length.opens > 0) | (length.closes < length.minutes)
        self._fixed = length.rupiah * pricer.prices.rupiah

    def run(self, nodes: int, each: int) -> None:
        """Search with so many extensions, and so many for each first place.

        Where these are the same every order is tried, and only what is better than all before is kept.
        """
        self.tried, self.limit, self.each, self._until = 0, nodes, each, nodes
        self.cut_short, self._rising = False, each >= nodes
        self._seen: dict[tuple[frozenset[int], int], list[tuple[int, float, Worth]]] = {}
        self.extend((), self.pricer.best.shape[1], 0, 0.0, Worth.nothing())

    def extend(self, stops: tuple[int, ...], here: int, used: int, spent: float, worth: Worth) -> None:
        """Try every next place, the most promising first."""
        if len(stops) == self.pricer.most_visits:
            return
        p, useful = self.pricer, self.pricer.useful
        left = self.length.minutes - used - p.minutes[here, useful]
        spent_there = spent + p.arc[here, useful] + self._fixed
        top = self._top(worth.coarse(), np.arange(len(useful)), left) - spent_there
        if self._rising:  # every order is tried, so it pays to know better which ones cannot do
            close = np.flatnonzero(top > self.above + EPSILON)
            top[close] = self._top(worth, close, left[close]) - spent_there[close]
        for number in np.argsort(-top):
            place = int(useful[number])
            if top[number] <= self.above + EPSILON:
                break
            if place in stops:
                continue
            if not stops:
                self._until = min(self.limit, self.tried + self.each)
            if self.tried >= self._until or (len(self.found) >= self.most and not self._rising):
                self.cut_short = True
                return
            self._visit(stops, here, used, spent, worth, place)

    def _top(self, worth: Worth, numbers: NDArray[np.intp], left: NDArray[np.int64]) -> Floats:
        """The most that going on to places can be worth, `left` minutes before what has been served."""
        rows = np.maximum(left[:, None] - worth.minutes[None, :], 0)
        top: Floats = (self.arrived[rows, numbers[:, None]] + worth.values[None, :]).max(axis=1)
        return top

    def _visit(
        self, stops: tuple[int, ...], here: int, used: int, spent: float, worth: Worth, place: int
    ) -> None:
        p, base = self.pricer, self.pricer.best.shape[1]
        used += int(p.minutes[here, place])
        spent += float(p.arc[here, place])
        order = (*stops, place)
        after = p.serve(worth, place, used, self.length)
        if self._dominated(order, used, spent, after):
            return
        self.tried += 1
        if self.tried % ASK_EVERY == 0 and not self._goes():
            self._until = self.limit = 0
        room = self.length.minutes - used - int(p.minutes[place, base])
        fits = after.values[after.minutes <= room]
        if len(fits):
            value = float(fits[-1]) - spent - float(p.arc[place, base]) - self._fixed
            if value > self.above + EPSILON:
                value -= p.prices.rupiah * p.family.rounding(p.metres(order))
            if value > self.above + EPSILON:
                self._keep(order, value)
        if len(after.values):
            self.extend(order, place, used, spent, after)

    def _dominated(self, order: tuple[int, ...], used: int, spent: float, worth: Worth) -> bool:
        """Whether the same places, ending at the same one, were reached both quicker and cheaper.

        Where hours play a part the order decides too what serving is worth, by the minutes gone.
        """
        known = self._seen.setdefault((frozenset(order), order[-1]), [])
        timed = self._timed[list(order)].any()
        for minutes, cost, earlier in known:
            quicker = minutes <= used and cost <= spent + EPSILON
            if quicker and (not timed or earlier.reaches(worth, used - minutes)):
                return True
        known.append((used, spent, worth))
        return False

    def _keep(self, order: tuple[int, ...], value: float) -> None:
        key = frozenset(order)
        if key not in self.found or self.found[key].value < value:
            self.found[key] = Found(self.length, order, value)
            self.above = value if self._rising else self.above
