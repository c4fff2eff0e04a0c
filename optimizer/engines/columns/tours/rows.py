"""Subset rows: of tours that go to two of three places a plan makes one (Jepsen et al. 2008).

Σ_r ⌊n_r / 2⌋ x_r ≤ 1, n_r being how many of the three tour r goes to. So that labels have little to remember
a row has a memory (Pecin et al. 2017): what a tour has counted is forgotten at any place outside, and so it
counts no more than it should.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from optimizer.engines.columns.completion import NOTHING
from optimizer.engines.columns.walks import MOST, Memory, Remembered, Seen

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Order = tuple[int, ...]

VIOLATED = 0.02
"""By how much a row is exceeded before it is worth having."""


@dataclass(frozen=True)
class Row:
    """Three places, and those at which a tour does not forget having been to one of them."""

    places: frozenset[int]
    memory: frozenset[int]

    def of(self, order: Order) -> int:
        """What a tour counts."""
        counted = held = 0
        for place in order:
            if place not in self.memory:
                held = 0
            elif place in self.places:
                counted, held = counted + held, 1 - held
        return counted


def exceeded(
    made: Mapping[Order, float], known: Iterable[frozenset[int]], count: int
) -> list[tuple[float, frozenset[int]]]:
    """Threes of places whose row is exceeded by tours made so often, by how much, most first.

    Of tours of places below `count`; those of known rows are left out.
    """
    goes, shares = np.zeros((len(made), count)), np.array([*made.values()])
    for number, order in enumerate(made):
        goes[number, list(order)] = 1.0
    both = goes.T @ (goes * shares[:, None])
    part = np.flatnonzero((goes[(shares < 1 - VIOLATED)] > 0).any(axis=0))
    threes = np.array([*combinations(part.tolist(), 3)], dtype=np.int64).reshape(-1, 3)
    a, b, c = threes.T
    # Who goes to all three is counted with each pair, so that no row is exceeded by more than this.
    threes = threes[both[a, b] + both[a, c] + both[b, c] > 1 + VIOLATED]
    a, b, c = threes.T
    total = shares @ (goes[:, a] + goes[:, b] + goes[:, c] >= 2)
    seen = set(known)
    found = [
        (float(total[n]) - 1.0, frozenset(threes[n].tolist()))
        for n in np.flatnonzero(total > 1 + VIOLATED).tolist()
    ]
    return sorted((e for e in found if e[1] not in seen), key=lambda each: (-each[0], sorted(each[1])))


def memory_of(places: frozenset[int], made: Iterable[Order]) -> frozenset[int]:
    """The places between those of a row on tours, so that it counts there all that it can."""
    memory = set(places)
    for order in made:
        at = [number for number, place in enumerate(order) if place in places]
        for first, last in zip(at[::2], at[1::2], strict=False):
            memory.update(order[first : last + 1])
    return frozenset(memory)


class Charged(Remembered):
    """Labels that remember, besides places, of which rows they have been to one place; they pay at the next.

    Of two labels at a place one that is worth as much, less what the rows cost it that it alone has begun,
    makes the other needless.
    """

    def __init__(self, memory: Memory, rows: Sequence[tuple[Row, float]]):
        count = len(memory.kept)
        kept = np.full((count, MOST), -1)
        bits = np.zeros((count, count + 1 + len(rows)), dtype=np.int64)
        self._costs = np.full((count, MOST), -NOTHING)
        self._toggle = np.zeros(count, dtype=np.int64)
        for place in range(count):
            of_rows = [n for n, (row, _) in enumerate(rows) if place in row.memory]
            places = [int(other) for other in memory.kept[place] if other >= 0]
            names = [count + 1 + n for n in of_rows] + places[: max(0, MOST - len(of_rows))]
            for bit, name in enumerate(names):
                kept[place, bit], bits[place, name] = name, 1 << bit
            for bit, n in enumerate(of_rows):
                self._costs[place, bit] = rows[n][1]
                self._toggle[place] |= (1 << bit) * (place in rows[n][0].places)
        self._most = int((kept >= 0).sum(axis=1).max(initial=0))
        self._kept, self._bits, self._count = kept, bits, count
        self._best = np.full((count, 1 << self._most), NOTHING)
        self._pay = np.zeros((count, 1 << self._most))
        for bit in range(self._most):
            ours = np.where(self._toggle >> bit & 1, self._costs[:, bit], 0.0)
            split = self._pay.reshape(count, -1, 2, 1 << bit)
            split[:, :, 1] += ours[:, None, None]

    def free(self, place: Ints, seen: Seen) -> NDArray[np.bool_]:
        """See `Remembered.free`."""
        free: NDArray[np.bool_] = (self._bits[place, : self._count] & seen[:, None]) == 0
        return free

    def first(self, to: Ints) -> tuple[Seen, Floats]:
        """See `Remembered.first`."""
        return self._toggle[to], np.zeros(len(to))

    def after(self, place: Ints, seen: Seen, to: Ints) -> tuple[Seen, Floats]:
        """See `Remembered.after`."""
        left, _ = super().after(place, seen, to)
        paid: Floats = self._pay[to, left]
        return left ^ self._toggle[to], paid

    def keep(self, to: Ints, kept: Ints, worth: Floats) -> None:
        """See `Remembered.keep`."""
        np.maximum.at(self._best, (to, kept), worth)
        places = np.flatnonzero(np.bincount(to))
        best = self._best[places]
        for bit in range(self._most):
            split = best.reshape(len(places), -1, 2, 1 << bit)
            begun = split[:, :, 1] - self._costs[places, bit][:, None, None]
            np.maximum(split[:, :, 1], split[:, :, 0], out=split[:, :, 1])
            np.maximum(split[:, :, 0], begun, out=split[:, :, 0])
        self._best[places] = best


def room(rows: Sequence[Row], count: int) -> Ints:
    """How many rows each place remembers."""
    held = np.zeros(count, dtype=np.int64)
    for row in rows:
        held[list(row.memory)] += 1
    return held
