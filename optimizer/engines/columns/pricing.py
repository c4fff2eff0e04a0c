"""Price trips: the best day trips of a family, given what people, visits and rupiah are worth.

A completion bound by dynamic programming over whole minutes (each stop burns its set-up and at least one
minute of serving, so one pass suffices), then a depth-first search over orders of places that carries, for
each number of serving minutes, the most they are worth: exact for whole persons, and pruned by the bound.

    best[t, i]   value of t minutes of serving at i
    S[R, i]      most from R minutes left once set up at i    = max_t best[t, i] + U[R − t, i]
    U[R, j]      most from R minutes left when done at j      = max(−home, max_i S[R − t_ji, i] − c_ji)

The bound lets a trip come back to a place it has left (not at once), so it is never too low.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from optimizer.engines.columns.family import Family, Length

Floats = NDArray[np.float64]
NOTHING = -1e18

GROUPS = 4
"""Groups of places by longest stay in the dynamic programme: short stays are not tried for long."""

EPSILON = 1e-7
"""Values closer than this are the same."""


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


@dataclass(frozen=True)
class Worth:
    """The most that serving minutes at some places together are worth.

    Only minutes at which it grows are listed, ascending, with their `values`.
    """

    minutes: NDArray[np.intp]
    values: Floats

    @classmethod
    def nothing(cls) -> Worth:
        """Nobody served, in no time."""
        return cls(np.zeros(1, dtype=np.intp), np.zeros(1))


@dataclass
class Pricer:
    """The trips of one family at given values; `best` has shape (most minutes + 1, places).

    `most_visits` bounds the visits of the trips searched for; None for no limit.
    """

    family: Family
    best: Floats
    prices: Prices
    most_visits: int | None = None

    def __post_init__(self) -> None:
        family, places = self.family, self.best.shape[1]
        arc = family.metres * family.per_metre * self.prices.rupiah
        arc[:, :places] += self.prices.visit + family.per_visit * self.prices.rupiah
        self.arc = arc
        self.minutes = family.minutes
        self.useful = np.flatnonzero(self.best[-1] > EPSILON)
        self.steps = [np.flatnonzero(np.diff(self.best[:, place]) > 0) + 1 for place in self.useful]
        self._number = {int(place): number for number, place in enumerate(self.useful)}
        self.done, self.arrived = self._complete()

    def bound(self, length: Length) -> float:
        """No trip of this length is worth more."""
        base = self.best.shape[1]
        return float(self.done[length.minutes, base]) - length.rupiah * self.prices.rupiah

    def search(self, length: Length, above: float, most: int, nodes: int) -> tuple[list[Found], bool]:
        """Trips of a length worth more than `above`, the best for each set of places met.

        Ends after `nodes` extensions or `most` sets; the flag tells whether all were tried.
        """
        search = _Search(self, length, above, most, nodes)
        search.extend((), self.best.shape[1], 0, 0.0, Worth.nothing())
        return sorted(search.found.values(), key=lambda trip: -trip.value), not search.cut_short

    def split(self, found: Found) -> tuple[tuple[int, int], ...]:
        """Places of a trip found with the serving minutes that are worth most together."""
        base, order = self.best.shape[1], found.stops
        way = sum(int(self.minutes[a, b]) for a, b in pairwise((base, *order, base)))
        worths = [Worth.nothing()]
        for place in order:
            worths.append(self.serve(worths[-1], place, found.length.minutes - way))
        at, split = int(worths[-1].values.argmax()), []
        used = int(worths[-1].minutes[at])
        for place, before in zip(reversed(order), reversed(worths[:-1]), strict=True):
            spent = used - before.minutes
            gain = np.where(spent >= 1, before.values + self.best[np.maximum(spent, 0), place], NOTHING)
            at = int(gain.argmax())
            split.append((place, int(spent[at])))
            used = int(before.minutes[at])
        return tuple(reversed(split))

    def serve(self, worth: Worth, place: int, most: int) -> Worth:
        """What serving minutes are worth, at most so many, when `place` is served too."""
        steps = self.steps[self._number[place]]
        minutes = (worth.minutes[:, None] + steps[None, :]).ravel()
        values = (worth.values[:, None] + self.best[steps, place][None, :]).ravel()
        best = np.full(most + 1, NOTHING)
        within = minutes <= most
        np.maximum.at(best, minutes[within], values[within])
        record = np.maximum.accumulate(best)
        better = np.flatnonzero(np.diff(record, prepend=NOTHING) > 0)
        return Worth(better, best[better])

    def _complete(self) -> tuple[Floats, Floats]:
        """U and S of the module's formula, shapes (minutes + 1, places + 1) and (minutes + 1, places)."""
        most, places = len(self.best) - 1, self.best.shape[1]
        minutes, arc, useful = self.minutes, self.arc, self.useful
        done = np.full((most + 1, places + 1), NOTHING)
        arrived = np.full((most + 1, places), NOTHING)
        home, way = minutes[:, places], arc[:, places]
        count = len(useful)
        cost = arc[:, useful].copy()
        cost[useful, np.arange(count)] = np.inf
        # Rows above the first stand for minutes below zero, so that no index needs a look.
        reach = np.full((2 * most + 2, max(1, count)), NOTHING)
        rows = most + 1 - np.minimum(minutes[:, useful], most + 1)
        at, on = rows * max(1, count) + np.arange(count), np.empty(cost.shape)
        groups = self._by_length()
        for left in range(most + 1):
            for places_of, values in groups if left else ():
                long = min(left, len(values))
                after = done[left - long : left, useful[places_of]][::-1]
                reach[most + 1 + left, places_of] = (values[:long] + after).max(axis=0)
            now = np.where(home <= left, -way, NOTHING)
            if count:
                np.take(reach.reshape(-1), at, out=on, mode="clip")
                np.subtract(on, cost, out=on)
                now = np.maximum(now, on.max(axis=1))
            done[left] = now
            at += max(1, count)
        arrived[:, useful] = reach[most + 1 :, :count]
        return done, arrived

    def _by_length(self) -> list[tuple[NDArray[np.intp], Floats]]:
        """Useful places, by number, in groups of like longest stays, with their values from one minute on.

        Beyond the minute at which everyone is served no value grows, so nobody stays longer.
        """
        longest = np.array([steps[-1] for steps in self.steps], dtype=np.int64)
        order = np.argsort(longest, kind="stable")
        groups = [group for group in np.array_split(order, GROUPS) if len(group)]
        return [
            (group, np.ascontiguousarray(self.best[1 : longest[group].max() + 1, self.useful[group]]))
            for group in groups
        ]


class _Search:
    """Depth-first search over orders of places."""

    def __init__(self, pricer: Pricer, length: Length, above: float, most: int, nodes: int):
        self.pricer, self.length, self.above, self.most, self.limit = pricer, length, above, most, nodes
        self.found: dict[frozenset[int], Found] = {}
        self.tried, self.cut_short = 0, False
        self._seen: dict[tuple[frozenset[int], int], list[tuple[int, float]]] = {}
        self._fixed = length.rupiah * pricer.prices.rupiah

    def extend(self, stops: tuple[int, ...], here: int, used: int, spent: float, worth: Worth) -> None:
        """Try every next place, the most promising first."""
        if len(stops) == self.pricer.most_visits:
            return
        p, useful = self.pricer, self.pricer.useful
        left = self.length.minutes - used - p.minutes[here, useful]
        rows = left[:, None] - worth.minutes[None, :]
        bound = p.arrived[np.maximum(rows, 0), useful[:, None]]
        bound[rows < 1] = NOTHING
        top = (bound + worth.values[None, :]).max(axis=1) - spent - p.arc[here, useful] - self._fixed
        for number in np.argsort(-top):
            place = int(useful[number])
            if top[number] <= self.above + EPSILON:
                break
            if place in stops:
                continue
            if self.tried >= self.limit or len(self.found) >= self.most:
                self.cut_short = True
                return
            self._visit(stops, here, used, spent, worth, place)

    def _visit(
        self, stops: tuple[int, ...], here: int, used: int, spent: float, worth: Worth, place: int
    ) -> None:
        p, base = self.pricer, self.pricer.best.shape[1]
        used += int(p.minutes[here, place])
        spent += float(p.arc[here, place])
        order = (*stops, place)
        if self._dominated(frozenset(order), place, used, spent):
            return
        self.tried += 1
        after = p.serve(worth, place, self.length.minutes - used)
        room = self.length.minutes - used - int(p.minutes[place, base])
        fits = after.values[after.minutes <= room]
        if len(fits):
            value = float(fits[-1]) - spent - float(p.arc[place, base]) - self._fixed
            if value > self.above + EPSILON:
                value -= p.prices.rupiah * p.family.rounding(self._metres(order))
            if value > self.above + EPSILON:
                self._keep(order, value)
        if len(after.values):
            self.extend(order, place, used, spent, after)

    def _metres(self, order: tuple[int, ...]) -> int:
        """Metres driven from the base over places in this order and back."""
        base, metres = self.pricer.best.shape[1], self.pricer.family.metres
        return sum(int(metres[a, b]) for a, b in pairwise((base, *order, base)))

    def _dominated(self, places: frozenset[int], last: int, used: int, spent: float) -> bool:
        """Whether the same places, ending at the same one, were reached both quicker and cheaper."""
        known = self._seen.setdefault((places, last), [])
        if any(minutes <= used and cost <= spent + EPSILON for minutes, cost in known):
            return True
        known.append((used, spent))
        return False

    def _keep(self, order: tuple[int, ...], value: float) -> None:
        key = frozenset(order)
        if key not in self.found or self.found[key].value < value:
            self.found[key] = Found(self.length, order, value)
