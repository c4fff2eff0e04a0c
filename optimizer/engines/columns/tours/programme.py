"""Column generation of tours: prices at which no tour is worth more than its day, and what they prove.

Prices are smoothed towards those of the best bound so far (Wentges 1997). Labels that remember every place
are sought first, a beam of them; those that forget are only sought where these find nothing, until the best
tour is known.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from optimizer.engines.columns.serving import EPSILON
from optimizer.engines.columns.tours.packing import Packing, Prices
from optimizer.engines.columns.tours.rows import Charged, Order, Row, exceeded, memory_of, room
from optimizer.engines.columns.tours.shape import Shape
from optimizer.engines.columns.walks import Memory, Rest, Walks, walked

Goes = Callable[[], bool]
Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

NEAR = 5
"""Places that each keeps in mind where many tours are sought."""

SMOOTHING, LEAST = 0.8, 0.1
"""Share of the way from the programme's prices to those of the best bound, and where it is not worth it."""

ADDED, EACH = 60, 12
"""Tours added at once, and of them over any one place."""

LISTED = 200
"""Walks better than a day looked at."""

LESSONS = 10
"""Walks that come back to a place of which it is learnt what to keep in mind."""

LABELS = 1_000_000
"""Most labels of a search."""

ROWS, HELD = 15, 8
"""Rows added at once, and that a place remembers of all of them."""

ROUNDING = 1e-6
"""Share of a bound that floating-point prices may be wrong by."""


class Programme:
    """The linear programme of tours, solved with ever more rows."""

    def __init__(self, shape: Shape, orders: Sequence[Order]):
        self.shape, self.packing = shape, Packing(shape)
        self.packing.add(orders)
        self.proof: tuple[float, Prices, float] | None = None
        self.rounds = 0
        walks = self.walks(Prices(shape.prize.astype(np.float64), 0.0, np.zeros(0)))
        self.memory, self.near = Memory.near(walks, 0), Memory.near(walks, NEAR)

    @property
    def bound(self) -> float:
        """What no plan collects more than."""
        return np.inf if self.proof is None else self.proof[0]

    def all_walks(self, prices: Prices) -> Walks:
        """Days over all places."""
        minutes = self.shape.minutes.copy()
        np.fill_diagonal(minutes, self.shape.most + 1)
        worth = np.broadcast_to(np.append(prices.worth, 0.0), minutes.shape)
        return Walks(minutes, worth, self.shape.most)

    def walks(self, prices: Prices) -> Walks:
        """Days over the places that are worth going to."""
        walks = self.all_walks(prices)
        useless = np.flatnonzero(prices.worth <= EPSILON)
        walks.minutes[:, useless] = walks.minutes[useless] = walks.most + 1
        return walks

    def solve(self, goes: Goes, known: float) -> bool:
        """Add tours until the programme is solved, or cannot collect more than `known`; whether it is."""
        centre: Prices | None = None if self.proof is None else self.proof[1]
        smoothing = SMOOTHING
        while goes():
            self.rounds += 1
            solved = self.packing.solve()
            if solved is None:
                return False
            value, own = solved
            at = own if centre is None else own.towards(centre, smoothing)
            above = at.day
            most, tours = self._price(at, above, goes)
            bound = at.bound(self.shape, most)
            if bound < self.bound:
                self.proof, centre = (bound, at, most), at
            if self.bound <= max(value, known) + ROUNDING * max(1.0, value):
                return True
            wanted = sum(self._gain(order, own) > EPSILON for order in tours)
            self.packing.add(tours)
            if not wanted:
                if smoothing == 0.0:
                    return False
                smoothing = smoothing / 2 if smoothing > LEAST else 0.0
        return False

    def cut(self) -> bool:
        """Add rows that the programme's tours exceed; whether there are any."""
        made = self.packing.made()
        held, new = room(self.packing.rows, self.shape.count), list[Row]()
        for _, places in exceeded(made, (row.places for row in self.packing.rows), self.shape.count):
            touched = (order for order in made if len(places.intersection(order)) >= 2)
            row = Row(places, memory_of(places, touched))
            there = list(row.memory)
            if (held[there] < HELD).all():
                held[there] += 1
                new.append(row)
            if len(new) == ROWS:
                break
        self.packing.cut(new)
        return bool(new)

    def _gain(self, order: Order, prices: Prices) -> float:
        paid = sum(
            price * row.of(order)
            for row, price in zip(self.packing.rows, prices.rows.tolist(), strict=True)
            if price > 0.0
        )
        return float(prices.worth[list(order)].sum() - paid - prices.day)

    def _price(self, prices: Prices, above: float, goes: Goes) -> tuple[float, list[Order]]:
        """What no tour is worth more than, and tours worth more than `above`."""
        walks = self.walks(prices)
        rest = Rest(walks)
        most = rest.whole(walks)
        if most <= above:
            return most, []
        found: dict[frozenset[int], tuple[float, Order]] = {}

        def keep(order: Order) -> None:
            value, key = self._gain(order, prices) + prices.day, frozenset(order)
            if value > above + EPSILON and (key not in found or found[key][0] < value):
                found[key] = value, order

        for _, walk in walked(walks, rest, above, self.near, None, goes).best(walks, above, LISTED):
            keep(walk)
        if not found:
            most = min(most, self._best(walks, rest, prices, above, keep, goes))
        return most, self._unlike([order for _, order in sorted(found.values(), key=lambda each: -each[0])])

    def _best(
        self,
        walks: Walks,
        rest: Rest,
        prices: Prices,
        above: float,
        keep: Callable[[Order], None],
        goes: Goes,
    ) -> float:
        """What no tour is worth more than, `above` where none is worth more."""
        most, rows = np.inf, self.priced_rows(prices)
        while goes():
            rule = Charged(self.memory, rows) if rows else None
            labels = walked(walks, rest, above, self.memory, LABELS, goes, rule)
            if not labels.whole:
                break
            met = list(labels.best(walks, above, LISTED))
            most = min(most, max((value for value, _ in met), default=above))
            tours = [walk for _, walk in met if len(set(walk)) == len(walk)]
            for walk in tours:
                keep(walk)
            if not met or tours:
                break
            learnt = [self.memory.learn(walk) for _, walk in met[:LESSONS]]  # all, not until one has
            if not any(learnt):
                break
        return most

    def priced_rows(self, prices: Prices) -> list[tuple[Row, float]]:
        """The rows that cost something; prices may be from before the last ones were added."""
        return [
            (row, price)
            for row, price in zip(self.packing.rows, prices.rows.tolist(), strict=False)
            if price > EPSILON
        ]

    def _unlike(self, orders: Sequence[Order]) -> list[Order]:
        """The first tours, no place in too many of them."""
        visits, chosen = np.zeros(self.shape.count, dtype=np.int64), list[Order]()
        for order in orders:
            if (visits[list(order)] < EACH).all() and len(chosen) < ADDED:
                visits[list(order)] += 1
                chosen.append(order)
        return chosen
