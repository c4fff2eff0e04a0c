"""Walks: days over places that are each served in one go, by labels instead of minutes.

Where a place is worth one length of stay only (one person, or all or nobody) a day is a walk whose stops
take fixed minutes, and how many minutes a day has does not matter to labels. A label is a walk so far: its
last place, the minutes gone, its worth and some of the places it has been to, which it may not come back to.

    list    labels remember every place; of those at a place only the quickest and dearest are kept, so that
            the walks found are trips, though not always the best
    best    labels remember the places that their last one keeps in mind (ng-routes, Baldacci et al. 2011), so
            that nothing better is left out; where the best walk comes back to a place, those on the way
            between keep it in mind from now on (Roberti and Mingozzi 2014)

Labels that cannot come to more than is known are dropped: the rest of a day is bounded by dynamic programming
over minutes, rounded down to a grid, without going back at once (Christofides et al. 1981).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from optimizer.engines.columns.completion import NOTHING
from optimizer.engines.columns.serving import EPSILON

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Words = NDArray[np.uint64]
Seen = NDArray[Any]
"""What labels remember: a number each, or words."""

Goes = Callable[[], bool]

GRID_ROWS = 600
"""Rows of the grid of minutes at least, where there are so many minutes."""

MOST_BLOCKS = 2000
"""Most blocks of minutes, as long as the shortest way between two places, that labels are gone through in."""

MOST = 12
"""Most places that each may keep in mind."""

BEAM = 100
"""Labels of a block gone on with where many walks are sought, not the best."""

HOME = -2
"""The place after the last; no place before any is it."""

ROOM = 1 << 14
"""Labels there is room for at first."""

WORD = 64


@dataclass(frozen=True)
class Walks:
    """The days there are; the base is the last row and column.

    Attributes
    ----------
    minutes
        From each to each, the stay at the place of arrival included; more than `most` where nobody may go.
    worth
        What going on from each to each is worth: the stay less the way.
    most
        Minutes of the day.
    """

    minutes: Ints
    worth: Floats
    most: int

    @property
    def count(self) -> int:
        """Places."""
        return len(self.minutes) - 1

    @cached_property
    def able(self) -> NDArray[np.bool_]:
        """Per pair of places whether a day has time for one after the other."""
        out = _soonest(self.minutes)
        return out[:, None] + self.minutes[:-1, :-1] + self.home[None, :] <= self.most

    @cached_property
    def home(self) -> Ints:
        """Fewest minutes home from each place, over others too."""
        return _soonest(self.minutes.T)

    @property
    def blocks(self) -> int:
        """Blocks of minutes in which no label comes of another."""
        return self.most // self.least + 1

    @cached_property
    def least(self) -> int:
        """Fewest minutes between two places that a day has time for."""
        between = self.minutes[:-1, :-1][self.able]
        return max(1, int(between.min(initial=self.most)))


class Rest:
    """The most that the rest of a day can be worth."""

    def __init__(self, walks: Walks):
        count, most = walks.count, walks.most
        self._grid = grid = max(1, min(walks.least, most // GRID_ROWS))
        rows = most // grid
        steps = np.where(walks.able, np.minimum(walks.minutes[:-1, :-1] // grid, rows + 1), rows + 1)
        home, last = walks.minutes[:-1, -1] // grid, walks.worth[:-1, -1]
        going = np.where(walks.able, walks.worth[:-1, :-1], NOTHING)
        # Rows above the first stand for minutes below zero. `first` goes on to `then`, `second` elsewhere.
        self._above = rows + 1
        self._first = np.full((2 * rows + 2, count), NOTHING)
        self._second = np.full((2 * rows + 2, count), NOTHING)
        self._then = np.full((2 * rows + 2, count), HOME)
        here, at = np.arange(count), (self._above - steps) * count + np.arange(count)
        firsts, seconds, thens = (table.reshape(-1) for table in (self._first, self._second, self._then))
        for row in range(rows + 1):
            index, now = at + row * count, self._above + row
            after = np.where(thens[index] == here[:, None], seconds[index], firsts[index]) + going
            best = after.argmax(axis=1)
            most_of = after[here, best]
            after[here, best] = NOTHING
            then = np.where(home <= row, last, NOTHING)
            ends = then >= most_of
            self._first[now] = np.maximum(then, most_of)
            self._then[now] = np.where(ends, HOME, best)
            self._second[now] = np.where(ends, most_of, np.maximum(then, after.max(axis=1)))

    def whole(self, walks: Walks) -> float:
        """The most that a whole day can be worth."""
        left, place = walks.most - walks.minutes[-1, :-1], np.arange(walks.count)
        able = left >= 0
        come = walks.worth[-1, :-1] + self.most(left, place, np.full(walks.count, -1))
        return float(come[able].max(initial=NOTHING))

    def most(self, left: Ints, place: Ints, before: Ints) -> Floats:
        """What may still come with so many minutes left when done at a place, not going to the one before."""
        row = self._above + np.maximum(left, -1) // self._grid
        back = self._then[row, place] == before
        most: Floats = np.where(back, self._second[row, place], self._first[row, place])
        return most


@dataclass
class Memory:
    """Which places each place keeps in mind, by number; `kept` has shape (places, MOST), -1 where none."""

    kept: Ints

    @classmethod
    def near(cls, walks: Walks, number: int) -> Memory:
        """Each keeps so many in mind, those from which it is soonest come back to."""
        kept = np.full((walks.count, MOST), -1)
        both = (walks.minutes + walks.minutes.T)[:-1, :-1]
        for place in range(walks.count):
            near = [other for other in np.argsort(both[place], kind="stable") if walks.able[place, other]]
            kept[place, : len(near[:number])] = near[:number]
        return cls(kept)

    def learn(self, walk: tuple[int, ...]) -> bool:
        """Keep in mind what the places of a walk forgot; whether there was room for anything."""
        learnt, last = False, dict[int, int]()
        for at, place in enumerate(walk):
            if place in last:
                between = set(walk[last[place] + 1 : at]) - {place}
                if all(place in self.kept[b] or -1 in self.kept[b] for b in between):
                    for b in between:
                        if place not in self.kept[b]:
                            self.kept[b, int((self.kept[b] == -1).argmax())] = place
                            learnt = True
            last[place] = at
        return learnt

    @cached_property
    def _numbers(self) -> Ints:
        return np.arange(len(self.kept))

    def bits(self) -> Ints:
        """The bit that stands for each place (column) at each place (row); 0 where it is not in mind."""
        bits = np.zeros((len(self.kept), len(self.kept) + 1), dtype=np.int64)
        for bit in range(MOST):
            bits[self._numbers, self.kept[:, bit]] = 1 << bit  # the last column takes those that are none
        bits[:, -1] = 0
        return bits


@dataclass
class Labels:
    """Labels in the order made: minutes gone, what they are worth, and in `total` once home."""

    place: list[Ints] = field(default_factory=list)
    parent: list[Ints] = field(default_factory=list)
    gone: list[Ints] = field(default_factory=list)
    worth: list[Floats] = field(default_factory=list)
    total: list[Floats] = field(default_factory=list)
    whole: bool = True

    def add(self, walks: Walks, place: Ints, parent: Ints, gone: Ints, worth: Floats) -> None:
        """Add labels, each with the number of the one it comes of; not all need to have time to go home."""
        home = gone + walks.minutes[place, -1] <= walks.most
        self.place.append(place)
        self.parent.append(parent)
        self.gone.append(gone)
        self.worth.append(worth)
        self.total.append(np.where(home & (place < walks.count), worth + walks.worth[place, -1], NOTHING))

    def best(self, walks: Walks, above: float, most: int) -> Iterator[tuple[float, tuple[int, ...]]]:
        """The walks worth more than `above` once home, best first."""
        place, parent, total = (np.concatenate(each) for each in (self.place, self.parent, self.total))
        better = np.flatnonzero(total > above + EPSILON)
        for label in better[np.argsort(-total[better], kind="stable")][:most].tolist():
            value, walk = float(total[label]), list[int]()
            while label >= 0 and place[label] != walks.count:
                walk.append(int(place[label]))
                label = int(parent[label])
            yield value, tuple(reversed(walk))


class Remembered:
    """Labels remember what their last place keeps in mind, as the bits of a number.

    Of those at a place one that is as quick, as much worth and remembers no more makes another needless.
    """

    def __init__(self, memory: Memory):
        self._most = int((memory.kept >= 0).sum(axis=1).max(initial=0))
        self._kept, self._bits = memory.kept, memory.bits()
        self._best = np.full((len(memory.kept), 1 << self._most), NOTHING)

    def free(self, place: Ints, seen: Seen) -> NDArray[np.bool_]:
        """Per label and place whether it may go there."""
        free: NDArray[np.bool_] = (self._bits[place, :-1] & seen[:, None]) == 0
        return free

    def first(self, to: Ints) -> tuple[Seen, Floats]:
        """What labels at their first place remember of the places before, and what they pay."""
        return np.zeros(len(to), dtype=np.int64), np.zeros(len(to))

    def after(self, place: Ints, seen: Seen, to: Ints) -> tuple[Seen, Floats]:
        """What labels remember once they have gone on, and what they pay for it."""
        left = self._bits[to, place]
        for bit in range(self._most):
            left |= np.where(seen >> bit & 1, self._bits[to, self._kept[place, bit]], 0)
        return left, np.zeros(len(to))

    def kept(self, _to: Ints, seen: Seen) -> Ints:
        """Of what labels remember what tells them apart, as bits."""
        return seen

    def better(self, to: Ints, kept: Ints, worth: Floats) -> NDArray[np.bool_]:
        """Whether labels are worth more than those quicker ones that remember no more."""
        return worth > self._best[to, kept] + EPSILON

    def keep(self, to: Ints, kept: Ints, worth: Floats) -> None:
        """Take labels in, none of them quicker than those before."""
        np.maximum.at(self._best, (to, kept), worth)
        if not self._most:
            return
        places = np.flatnonzero(np.bincount(to))
        best = self._best[places]
        for bit in range(self._most):
            split = best.reshape(len(places), -1, 2, 1 << bit)
            np.maximum(split[:, :, 1], split[:, :, 0], out=split[:, :, 1])
        self._best[places] = best


class _All(Remembered):
    """Labels remember every place; they are told apart by what their last place keeps in mind."""

    def __init__(self, memory: Memory):
        super().__init__(memory)
        numbers = np.arange(len(memory.kept))
        self._word = np.append(numbers // WORD, 0)
        self._bit = np.append(np.left_shift(np.uint64(1), (numbers % WORD).astype(np.uint64)), np.uint64(0))

    def free(self, _place: Ints, seen: Seen) -> NDArray[np.bool_]:
        free: NDArray[np.bool_] = (seen[:, self._word[:-1]] & self._bit[:-1]) == 0
        return free

    def first(self, to: Ints) -> tuple[Seen, Floats]:
        seen = np.zeros((len(to), int(self._word.max()) + 1), dtype=np.uint64)
        return self._with(seen, to), np.zeros(len(to))

    def after(self, _place: Ints, seen: Seen, to: Ints) -> tuple[Seen, Floats]:
        return self._with(seen.copy(), to), np.zeros(len(to))

    def kept(self, to: Ints, seen: Seen) -> Ints:
        left, rows = np.zeros(len(to), dtype=np.int64), np.arange(len(to))
        for bit in range(self._most):
            place = self._kept[to, bit]
            left |= ((seen[rows, self._word[place]] & self._bit[place]) != 0).astype(np.int64) << bit
        return left

    def _with(self, seen: Seen, to: Ints) -> Seen:
        seen[np.arange(len(to)), self._word[to]] |= self._bit[to]
        return seen


class _Ahead:
    """Labels to be gone on with, by block of minutes; their columns grow together."""

    def __init__(self, blocks: int):
        self.parts: list[list[tuple[int, int]]] = [[] for _ in range(blocks)]
        self._columns: list[NDArray[Any]] = []
        self._count = 0

    def add(self, block: Ints, columns: Sequence[NDArray[Any]]) -> None:
        """Put labels off until their blocks."""
        order = np.argsort(block, kind="stable")
        end = self._count + len(order)
        if not self._columns:
            self._columns = [np.empty((ROOM, *column.shape[1:]), column.dtype) for column in columns]
        while end > len(self._columns[0]):
            self._columns = [np.concatenate((known, np.empty_like(known))) for known in self._columns]
        for known, column in zip(self._columns, columns, strict=True):
            known[self._count : end] = column[order]
        sorted_block = block[order]
        cuts = (np.flatnonzero(np.diff(sorted_block)) + 1).tolist()
        begins, ends = [0, *cuts], [*cuts, len(order)]
        for number, first, last in zip(sorted_block[begins].tolist(), begins, ends, strict=True):
            self.parts[number].append((self._count + first, self._count + last))
        self._count = end

    def take(self, number: int) -> tuple[NDArray[Any], ...]:
        """The labels of a block, in columns."""
        begins, ends = np.array(self.parts[number]).T
        sizes = ends - begins
        at = np.repeat(begins - (np.cumsum(sizes) - sizes), sizes) + np.arange(int(sizes.sum()))
        return tuple(column[at] for column in self._columns)


def walked(
    walks: Walks,
    rest: Rest,
    above: float,
    memory: Memory,
    limit: int | None,
    goes: Goes = lambda: True,
    charged: Remembered | None = None,
) -> Labels:
    """Labels of all walks that could be worth more than `above`; not whole where more than `limit` are met.

    Without a limit they remember every place, and of each block only the most hopeful ones are gone on with.
    Where they are `charged` for what they remember that rule takes the place of the memory's.
    """
    rule = charged or (_All(memory) if limit is None else Remembered(memory))
    count, most = walks.count, walks.most
    ahead, labels, met = _Ahead(walks.blocks), Labels(), 1
    base, none = np.array([count]), np.zeros(1, np.int64)
    labels.add(walks, base, none - 1, none, np.zeros(1))

    def extend(place: Ints, gone: Ints, worth: Floats, seen: Seen, numbers: Ints) -> None:
        then = gone[:, None] + walks.minutes[place, :-1]
        able = then + walks.home <= most
        begins = int(place[0]) == count
        if not begins:
            able &= rule.free(place, seen)
        rows, to = np.nonzero(able)
        then, here = then[rows, to], place[rows]
        total = worth[rows] + walks.worth[here, to]
        # Only what is dropped here may not turn back at once: it makes no other label needless.
        fine = np.flatnonzero(total + rest.most(most - then, to, here) > above + EPSILON)
        rows, to, then, total, here = rows[fine], to[fine], then[fine], total[fine], here[fine]
        left, paid = rule.first(to) if begins else rule.after(here, seen[rows], to)
        total = total - paid
        fine = np.flatnonzero(rule.better(to, rule.kept(to, left), total))
        if len(fine):
            chosen = (to[fine], then[fine], total[fine], left[fine], numbers[rows[fine]])
            ahead.add(then[fine] // walks.least, chosen)

    extend(base, none, np.zeros(1), none, none)
    for number, parts in enumerate(ahead.parts):
        if not parts:
            continue
        to, gone, worth, seen, parent = ahead.take(number)
        kept = rule.kept(to, seen)
        chosen = np.flatnonzero(rule.better(to, kept, worth))
        chosen = chosen[_quickest((to[chosen] << MOST) + kept[chosen], gone[chosen], worth[chosen])]
        if limit is None and len(chosen) > BEAM:
            hope = worth[chosen] + rest.most(most - gone[chosen], to[chosen], np.full(len(chosen), -1))
            chosen = chosen[np.argpartition(-hope, BEAM)[:BEAM]]
        if not len(chosen):
            continue
        to, gone, worth, seen, parent = (each[chosen] for each in (to, gone, worth, seen, parent))
        rule.keep(to, kept[chosen], worth)
        labels.add(walks, to, parent, gone, worth)
        numbers, met = np.arange(met, met + len(to)), met + len(to)
        if not goes() or (limit is not None and met > limit):
            labels.whole = False
            return labels
        extend(to, gone, worth, seen, numbers)
    return labels


def _soonest(minutes: Ints) -> Ints:
    """Fewest minutes from the base until each place, over others too."""
    soonest = minutes[-1, :-1]
    while True:
        sooner = np.minimum(soonest, (soonest[:, None] + minutes[:-1, :-1]).min(axis=0))
        if (sooner == soonest).all():
            return soonest
        soonest = sooner


def _quickest(key: Ints, gone: Ints, worth: Floats) -> NDArray[np.intp]:
    """Of labels with the same key those that are worth more than all that are as quick."""
    order = np.lexsort((-worth, gone, key))
    ranks = np.cumsum(np.diff(key[order], prepend=key[order][:1]) != 0)
    values = worth[order] - worth.min(initial=0.0)
    lifted = values + ranks * (values.max(initial=0.0) + 1.0)
    before = np.concatenate(([-1.0], np.maximum.accumulate(lifted)[:-1]))
    fresh = np.diff(ranks, prepend=-1) != 0
    quickest: NDArray[np.intp] = order[fresh | (lifted > before + EPSILON)]
    return quickest
