"""Sets of places with an odd number of visits that nearly all trips meet an even number of times.

The parities of what the trips make at each place are rows over GF(2). Where they are added up so that the
columns of the trips made most are even, one trip after the other as in Gaussian elimination, what is left
is a sum of places that only few trips meet an odd number of times (Caprara, Fischetti and Letchford 2000;
Koster, Zymolka and Kutschera 2009). It finds odd cycles over many places that a search place by place misses.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

TRIALS = 12
"""Eliminations, in a slightly different order each time."""

SHAKEN = 0.2
"""What is added at most, at random, to how often each trip is made, in all eliminations but the first."""


def even_sums(
    parities: Bools, shares: Floats, odd: Bools, slack: Floats, most: float
) -> Iterator[tuple[NDArray[np.int64], float]]:
    """Sums of rows that are odd on the right-hand side while few trips are odd in them.

    Parameters
    ----------
    parities
        Whether a trip makes an odd number at a place, shape (places, trips).
    shares
        How often each trip is made.
    odd
        Whether the number of visits of each place is odd.
    slack
        How many of those visits are not made.
    most
        Trips that may be odd, and visits not made, in a sum.

    Yields
    ------
    The places of a sum, and how many trips are odd in it together with the visits not made.
    """
    random = np.random.default_rng(0)
    for trial in range(TRIALS):
        noise = SHAKEN * random.random(len(shares)) if trial else np.zeros(len(shares))
        order = random.permutation(len(odd)) if trial else np.arange(len(odd))
        for places, mass in _eliminated(parities[order], shares, odd[order], slack[order], noise, most):
            yield np.sort(order[places]), mass


def _eliminated(
    parities: Bools, shares: Floats, odd: Bools, slack: Floats, noise: Floats, most: float
) -> Iterator[tuple[NDArray[np.int64], float]]:
    rows, right, sums = parities.copy(), odd.copy(), np.eye(len(odd), dtype=bool)
    left = np.ones(len(odd), dtype=bool)  # rows that no trip was made even by
    for trip in np.argsort(-(shares + noise), kind="stable"):
        of_trip = np.flatnonzero(rows[:, trip] & left)
        if not len(of_trip):
            continue
        few = of_trip[np.lexsort((sums[of_trip].sum(axis=1), slack[of_trip] > 0))[0]]
        others = of_trip[of_trip != few]
        rows[others] ^= rows[few]
        right[others] ^= right[few]
        sums[others] ^= sums[few]
        left[few] = False
        if not len(others):
            continue
        changed = others[right[others]]
        mass = rows[changed] @ shares + sums[changed] @ slack
        for row, of_row in zip(changed, mass, strict=True):
            if of_row < most:
                yield np.flatnonzero(sums[row]), float(of_row)
