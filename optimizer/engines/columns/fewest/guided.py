"""Stop sets worth listing at given prices, where all that a day holds are too many.

Sets are built in driving order. What can still be gained from a place with R minutes left comes from a
completion bound by dynamic programming over minutes, in which a place may come again but not as the next but
one (2-cycle elimination; Baldacci, Mingozzi and Roberti 2011 for enumeration by reduced cost). A beginning
that cannot be completed within the gap is dropped; of what is dropped for want of room or time the most that
it could have gained is kept, so that there is a bound on every set not found however the search ends.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from math import inf

import numpy as np
from numpy.typing import NDArray

from optimizer.engines.columns.fewest.drive import Drive
from optimizer.engines.columns.fewest.litres import Litres
from optimizer.engines.columns.fewest.sets import FAR, Floats, Ints, Members, StopSets

AT_ONCE = 1_500_000
"""Extensions looked at in one step, after each of which the search may be ended."""

NEVER = -1e18
"""Worth of what cannot be."""

ASK_EVERY = 200
"""Minutes reckoned between two questions whether to go on: where a minute is a hundredth there are many."""

UNKNOWN = 1e15
"""More rupiah than any day gains: what holds of days that were not reckoned."""


@dataclass(frozen=True)
class Roads:
    """Minutes (set-up at arrival included), rupiah of driving and metres between places, the base last."""

    minutes: Ints
    rupiah: Floats
    metres: Ints


@dataclass(frozen=True)
class Worth:
    """What stops are worth, shape (places,), less `fines` for every two of a set of places in `rows`.

    `rows` has shape (rows, places), True where a place is in the set; `fines`, shape (rows,), are not
    negative.
    """

    stops: Floats
    rows: NDArray[np.bool_]
    fines: Floats

    @classmethod
    def of(cls, stops: Floats) -> Worth:
        """Without any fines."""
        return cls(stops, np.empty((0, len(stops)), dtype=bool), np.empty(0))


@dataclass(frozen=True)
class Completion:
    """The most that can still be gained at a place with so many minutes left, shape (minutes + 1, places).

    `second` is the most with another place next than `first` has, which is `following` (-1: the base).
    """

    first: Floats
    second: Floats
    following: NDArray[np.int16]


def completion(
    roads: Roads, serving: Ints, worth: Floats, most: int, goes: Callable[[], bool] = lambda: True
) -> Completion:
    """The completion bound, for places worth `worth` that take `serving` minutes, shape (places,).

    Where `goes` says to end before all minutes are reckoned, more is gained in those left than in any day.
    """
    places = len(serving)
    leg = np.where(serving > 0, roads.minutes[:places, :places] + serving[None, :], most + 1)
    np.fill_diagonal(leg, most + 1)
    leg = np.clip(leg, 1, most + 1)
    gain = worth[None, :] - roads.rupiah[:places, :places]
    home, back = -roads.rupiah[:places, places], roads.minutes[:places, places]
    # A row per place, in it the minutes left; before them as many rows of what can never be.
    width = 2 * (most + 1)
    first, second = np.full((places, width), NEVER), np.full((places, width), NEVER)
    following = np.full((places, width), -1, dtype=np.int16)
    flat = first.reshape(-1), second.reshape(-1), following.reshape(-1)
    begin = np.arange(places)[None, :] * width + most + 1 - leg
    here = np.arange(places)
    for left in range(most + 1):
        if left % ASK_EVERY == ASK_EVERY - 1 and not goes():
            first[:, left + most + 1 :] = second[:, left + most + 1 :] = UNKNOWN
            break
        at = begin + left
        onward = np.where(flat[2][at] == here[:, None], flat[1][at], flat[0][at])
        onward += gain
        best = onward.argmax(axis=1)
        top = onward[here, best]
        onward[here, best] = NEVER
        then = onward.max(axis=1)
        ends = np.where(left >= back, home, NEVER)
        ending, now = ends >= top, left + most + 1
        first[:, now] = np.where(ending, ends, top)
        following[:, now] = np.where(ending, -1, best)
        second[:, now] = np.where(ending, top, np.maximum(then, ends))
    known = slice(most + 1, None)
    return Completion(
        np.ascontiguousarray(first[:, known].T),
        np.ascontiguousarray(second[:, known].T),
        np.ascontiguousarray(following[:, known].T),
    )


@dataclass(frozen=True)
class Found:
    """Sets found at given prices.

    Attributes
    ----------
    sets
        The sets, with rounds over them.
    costs
        What each costs more than it is worth, at least; shape (sets,).
    beyond
        What every set not among them costs more than it is worth, at least.
    """

    sets: StopSets
    costs: Floats
    beyond: float


@dataclass(frozen=True)
class _Begun:
    """Beginnings of routes: sets of places in ascending order, the last visited, and the way so far.

    `worth` is that of the stops less fines, `odd` says of which rows an odd number of places is visited,
    `promise` is the most that can be gained with them.
    """

    members: Members
    last: Ints
    minutes: Ints
    rupiah: Floats
    metres: Ints
    worth: Floats
    odd: NDArray[np.bool_]
    promise: Floats

    def part(self, rows: Ints) -> _Begun:
        """Some of them."""
        return _Begun(
            self.members[rows], self.last[rows], self.minutes[rows], self.rupiah[rows], self.metres[rows],
            self.worth[rows], self.odd[rows], self.promise[rows],
        )  # fmt: skip


@dataclass
class _Search:
    """What is sought, and the most that anything left out could have gained."""

    roads: Roads
    serving: Ints
    worth: Worth
    most: int
    bound: Completion
    least: float
    limit: int
    goes: Callable[[], bool]
    left_out: float = -inf
    litres: Litres | None = None
    _marks: NDArray[np.uint64] = field(init=False)

    def __post_init__(self) -> None:
        marks = np.random.default_rng(0).integers(1, 2**63, size=(2, len(self.serving)), dtype=np.uint64)
        self._marks = marks

    def first(self) -> _Begun:
        """Beginnings of one stop."""
        places, roads, stops = len(self.serving), self.roads, self.worth.stops
        minutes = roads.minutes[places, :places] + self.serving
        able = np.flatnonzero((minutes <= self.most) & (self.serving > 0))
        promise = stops[able] - roads.rupiah[places, able] + self.bound.first[self.most - minutes[able], able]
        if self.litres is not None:
            left, metres = self.most - minutes[able], roads.metres[places, able]
            none = np.empty((len(able), 0), dtype=np.int16)
            promise = np.minimum(promise, self.litres.promise(able, left, none, metres, stops[able]))
        able, promise = able[promise >= self.least], promise[promise >= self.least]
        return _Begun(
            able[:, None].astype(np.int16), able, minutes[able], roads.rupiah[places, able],
            roads.metres[places, able], stops[able], self.worth.rows[:, able].T, promise,
        )  # fmt: skip

    def closed(self, begun: _Begun) -> tuple[Members, Ints, Ints, Floats]:
        """The sets that can go home now within the gap; members, minutes without serving, metres, gain."""
        places = len(self.serving)
        minutes = begun.minutes + self.roads.minutes[begun.last, places]
        gained = begun.worth - begun.rupiah - self.roads.rupiah[begun.last, places]
        ends = np.flatnonzero((minutes <= self.most) & (gained >= self.least))
        members = begun.members[ends]
        keys, which = np.unique(members, axis=0, return_inverse=True)
        quickest, shortest = np.full(len(keys), FAR), np.full(len(keys), FAR)
        most = np.full(len(keys), -inf)
        which = which.reshape(-1)
        np.minimum.at(quickest, which, minutes[ends] - self.serving[members].sum(axis=1))
        np.minimum.at(shortest, which, (begun.metres + self.roads.metres[begun.last, places])[ends])
        np.maximum.at(most, which, gained[ends])
        if self.litres is None:
            return keys, quickest, shortest, most
        good = np.flatnonzero(most - self.litres.family.roundings(shortest) >= self.least)
        return keys[good], quickest[good], shortest[good], most[good]

    def longer(self, begun: _Begun) -> _Begun:
        """Beginnings one stop longer that can be completed within the gap, the most promising ones."""
        step = max(1, AT_ONCE // len(self.serving))
        parts = []
        for start in range(0, len(begun.members), step):
            if start and not self.goes():
                self.left_out = max(self.left_out, float(begun.promise[start:].max()))
                break
            parts.append(self._onward(begun, np.arange(start, min(start + step, len(begun.members)))))
        rows, added, minutes, worth, promise = (np.concatenate(c) for c in zip(*parts, strict=True))
        chosen = self._best(promise, 4 * self.limit)
        joined = self._joined(
            begun, rows[chosen], added[chosen], minutes[chosen], worth[chosen], promise[chosen]
        )
        return joined.part(self._best(joined.promise, self.limit))

    def _best(self, promise: Floats, limit: int) -> Ints:
        """Rows of the `limit` most promising; what the others could have gained is kept."""
        if len(promise) <= limit:
            return np.arange(len(promise))
        order = np.argpartition(-promise, limit)
        self.left_out = max(self.left_out, float(promise[order[limit:]].max()))
        return np.sort(order[:limit])

    def _onward(self, begun: _Begun, part: Ints) -> tuple[Ints, Ints, Ints, Floats, Floats]:
        """Extensions of some beginnings: row, place added, minutes, worth and promise of each."""
        places, roads, serving = len(self.serving), self.roads, self.serving
        members, last = begun.members[part], begun.last[part]
        minutes = begun.minutes[part, None] + (roads.minutes[:places, :places] + serving[None, :])[last]
        able = (minutes <= self.most) & (serving > 0)[None, :]
        able[np.arange(len(members))[:, None], members] = False
        if self.litres is not None:
            able &= self.litres.may[last]
        row, place = np.nonzero(able)
        minutes = minutes[row, place]
        left = self.most - minutes
        worth = begun.worth[part][row] + self.worth.stops[place]
        if len(self.worth.fines):  # the second, fourth, ... place of a row is fined
            fines = begun.odd[part].astype(np.float64) @ (self.worth.rows * self.worth.fines[:, None])
            worth -= fines[row, place]
        before = worth - begun.rupiah[part][row] - roads.rupiah[last[row], place]
        promise = before + self.bound.first[left, place]
        kept = np.flatnonzero(promise >= self.least)
        row, place, left, worth, promise = row[kept], place[kept], left[kept], worth[kept], promise[kept]
        again = (members[row] == self.bound.following[left, place][:, None]).any(axis=1)
        promise = np.where(again, before[kept] + self.bound.second[left, place], promise)
        kept = np.flatnonzero(promise >= self.least)
        row, place, left, worth, promise = row[kept], place[kept], left[kept], worth[kept], promise[kept]
        if self.litres is not None:
            metres = begun.metres[part][row] + roads.metres[last[row], place]
            promise = np.minimum(promise, self.litres.promise(place, left, members[row], metres, worth))
            kept = np.flatnonzero(promise >= self.least)
            row, place, left, worth, promise = row[kept], place[kept], left[kept], worth[kept], promise[kept]
        return part[row], place, self.most - left, worth, promise

    def _joined(
        self, begun: _Begun, rows: Ints, added: Ints, minutes: Ints, worth: Floats, promise: Floats
    ) -> _Begun:
        """One beginning per set and last place: its quickest and its shortest way, be they two.

        Sorted by a sum of marks; where sets with one sum differ nothing is joined, so that no set is lost.
        """
        members = np.sort(
            np.concatenate([begun.members[rows], added[:, None].astype(np.int16)], axis=1), axis=1
        )
        order = np.argsort(self._marks[0][members].sum(axis=1) + self._marks[1][added], kind="stable")
        members, added, rows = members[order], added[order], rows[order]
        new = np.ones(len(order), dtype=bool)
        new[1:] = (members[1:] != members[:-1]).any(axis=1) | (added[1:] != added[:-1])
        at = np.flatnonzero(new)
        rupiah = begun.rupiah[rows] + self.roads.rupiah[begun.last[rows], added]
        metres = begun.metres[rows] + self.roads.metres[begun.last[rows], added]
        odd = begun.odd[rows[at]] ^ self.worth.rows[:, added[at]].T

        if not len(at):
            return begun.part(at)
        best = np.maximum.reduceat(promise[order], at)
        return _Begun(
            members[at],
            added[at],
            np.minimum.reduceat(minutes[order], at),
            np.minimum.reduceat(rupiah, at),
            np.minimum.reduceat(metres, at),
            worth[order][at],
            odd,
            best,
        )


def sets_within(
    roads: Roads,
    serving: Ints,
    worth: Worth,
    most: int,
    price: float,
    gap: float,
    *,
    limit: int,
    goes: Callable[[], bool],
    bound: Completion | None = None,
    drive: Drive | None = None,
) -> Found:
    """Sets of stops whose route costs at most `gap` more than it is worth, as many as are found.

    `price` is added to what driving a route costs. Beyond `limit` beginnings of one length only the most
    promising are followed, and none of those still open when `goes` says to end. `bound` is the completion
    bound for these stops, for as many minutes or more. With `drive` whole litres and kilometres count for
    what a route costs at most, though the costs returned are by the metre.
    """
    if bound is None:
        bound = completion(roads, serving, worth.stops, most, goes)
    search = _Search(roads, serving, worth, most, bound, price - gap, limit, goes)
    begun = search.first()
    if drive is not None and len(begun.members):
        search.litres = Litres.of(drive, worth.stops, most, price - gap)
        begun = search.first()
    found: list[tuple[Members, Ints, Ints, Floats]] = []
    while len(begun.members):
        found.append(search.closed(begun))
        if not goes():
            search.left_out = max(search.left_out, float(begun.promise.max()))
            break
        begun = search.longer(begun)
    sets, gained = _merged(found, len(serving))
    return Found(sets, price - gained, price - max(search.left_out, price - gap))


def _merged(found: list[tuple[Members, Ints, Ints, Floats]], places: int) -> tuple[StopSets, Floats]:
    width = max((members.shape[1] for members, *_ in found), default=1)
    if not found:
        return StopSets(np.empty((0, 1), np.int16), np.empty(0, np.int64), np.empty(0, np.int64)), np.empty(0)
    members = [np.pad(m, ((0, 0), (0, width - m.shape[1])), constant_values=places) for m, *_ in found]
    minutes, metres, gained = (np.concatenate([each[n] for each in found]) for n in (1, 2, 3))
    return StopSets(np.concatenate(members), minutes.astype(np.int64), metres.astype(np.int64)), gained
