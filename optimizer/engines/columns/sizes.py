"""Sizes of visits: rows that keep a linear programme from making a full day's visit one and a half times.

Of a cell of D people trips serve q_r, in a plan Σ_r q_r x_r ≤ D. With a superadditive f on [0, 1], f(1) = 1,
every plan keeps Σ_r f(q_r / D) x_r ≤ 1 as well; a linear programme need not. Here f is u_k of Fekete and
Schepers (2001): u_k(x) = x where (k + 1) x is whole, else ⌊(k + 1) x⌋ / k, by which of the loads beyond
D / (k + 1) there are at most k.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from optimizer.core.problem import Problem

Floats = NDArray[np.float64]

MOST_PARTS = 12
"""Largest k: where a cell fills more days than that, its visits round by little."""

VIOLATED = 1e-3
"""By how much a row is exceeded before it is worth having."""


@dataclass(frozen=True)
class Size:
    """The row of u_k for a cell of `whole` people, k = `parts`."""

    cell: int
    parts: int
    whole: int

    def of(self, people: int) -> float:
        """What a visit with so many of the cell counts."""
        share, rest = divmod((self.parts + 1) * people, self.whole)
        return share / self.parts if rest else share / (self.parts + 1)


Sizes = Mapping[Size, float]
"""Prices of such rows."""


def towards(these: Sizes, others: Sizes, share: float) -> dict[Size, float]:
    """Prices moved a share of the way to others; a row without a price has none."""
    return {
        row: (1 - share) * these.get(row, 0.0) + share * others.get(row, 0.0) for row in {**these, **others}
    }


def charges(prices: Sizes) -> dict[int, Floats]:
    """Per cell with a price what visits with 0, 1, … of its people are charged."""
    charged: dict[int, Floats] = {}
    for row, price in prices.items():
        if price > 0.0:
            paid = price * np.array([row.of(people) for people in range(row.whole + 1)])
            charged[row.cell] = charged.get(row.cell, 0.0) + paid
    return charged


def exceeded(problem: Problem, made: Iterable[tuple[Mapping[int, int], float]]) -> Iterator[Size]:
    """Rows that trips, given as people per cell and how often they are made, exceed; one a cell at most."""
    loads: dict[int, dict[int, float]] = {}
    for people, share in made:
        for cell, count in people.items():
            of_cell = loads.setdefault(cell, {})
            of_cell[count] = of_cell.get(count, 0.0) + share
    for cell, shares in sorted(loads.items()):
        if problem.max_visits[problem.cell_place[cell]] > 1:
            rows = [Size(cell, parts, int(problem.expected[cell])) for parts in range(1, MOST_PARTS + 1)]
            counts = [sum(row.of(count) * share for count, share in shares.items()) for row in rows]
            most = max(range(MOST_PARTS), key=lambda n: counts[n])
            if counts[most] > 1 + VIOLATED:
                yield rows[most]
