"""Rows per place: what visits that together serve all of its people count at least.

Visits of q_r units to a place of D keep sum q_r x_r >= D. Divided by any b and rounded (mixed integer
rounding; Nemhauser and Wolsey 1990), with f the part of D / b that is beyond a whole number,

    sum phi(q_r) x_r >= 1,   phi(q) = (floor(q / b) + min(1, (q / b - floor(q / b)) / f)) / ceil(D / b),

holds for every plan. A linear programme alone would make two thirds of a day one and a half times.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

WHOLE = 1e-6
"""A number is whole where so little is missing or too much."""

BROKEN = 1e-2
"""By how much a row has to be broken to be added."""

DIVISORS = 400
"""Divisors tried at most for a place."""


def rounded(wanted: int, divisor: float, most: int) -> Floats | None:
    """The row of a divisor for visits of 1 to `most` units; None where nothing is rounded."""
    whole = np.floor(wanted / divisor + WHOLE)
    beyond = wanted / divisor - whole
    if beyond < WHOLE:
        return None
    share = np.arange(1, most + 1) / divisor
    floor = np.floor(share + WHOLE)
    row: Floats = (floor + np.minimum(1.0, np.maximum(0.0, share - floor) / beyond)) / (whole + 1)
    return row


@lru_cache(maxsize=4096)
def rows_of(wanted: int, most: int) -> Floats:
    """The rows of a place by many divisors, shape (rows, most)."""
    halves = np.arange(2, 2 * wanted + 1) / 2
    chosen = (
        halves[np.unique(np.linspace(0, len(halves) - 1, DIVISORS).astype(int))] if len(halves) else halves
    )
    rows = [row for each in chosen.tolist() if (row := rounded(wanted, each, most)) is not None]
    return np.array(rows).reshape(-1, most)


def broken(wanted: int, most: int, shares: Mapping[int, float]) -> Floats | None:
    """The row that visits, given as how often each number of units is served, break most, if any."""
    rows = rows_of(wanted, most)
    if not len(rows) or not shares:
        return None
    units = np.array(list(shares))
    counts = rows[:, units - 1] @ np.array(list(shares.values()))
    least = int(counts.argmin())
    return rows[least] if counts[least] < 1 - BROKEN else None
