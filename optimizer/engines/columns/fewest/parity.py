"""Rows over sets of places: an odd number of visits is never made up of trips with an even number of them.

Where the places of W take `visits(W)` visits together, an odd number, some trip makes an odd number of them:
sum over trips with an odd |r & W| of x_r >= 1, the same as sum floor(|r & W| / 2) x_r <= floor(visits(W) / 2)
(Chvatal-Gomory rows with multipliers of a half; with three places the subset rows of Jepsen et al. 2008).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

STEPS = 24
"""Places added or taken out from each start of the search."""

AT_MOST = 60
"""Rows added at once."""

ALIKE = 8
"""Rows added at once that share a place."""

BROKEN = 0.02
"""By how much a row has to be broken to be added."""


def limit(visits: NDArray[np.int64], places: Sequence[int]) -> int:
    """What the row of a set of places is at most, where each is visited so often."""
    return int(visits[list(places)].sum()) // 2


def broken_sets(
    trips: Sequence[Sequence[int]], shares: Floats, visits: NDArray[np.int64], known: set[tuple[int, ...]]
) -> list[tuple[int, ...]]:
    """Sets of places whose rows the shares of trips break, those broken most first.

    A local search from every place in a fractional trip: it adds or takes out the place that leaves the least
    share of trips with an odd number of stops in the set, not the same again within six steps.
    """
    fractional = [np.abs(share - round(share)) > 1e-6 for share in shares]
    nodes = sorted({place for trip, odd in zip(trips, fractional, strict=True) if odd for place in trip})
    if not nodes:
        return []
    number = {place: index for index, place in enumerate(nodes)}
    stops = np.zeros((len(trips), len(nodes)))
    for row, trip in enumerate(trips):
        stops[row, [number[place] for place in trip if place in number]] = 1.0
    odd_visits = visits[nodes] % 2
    found: dict[tuple[int, ...], float] = {}
    every = np.arange(len(nodes))  # each row of the arrays below is the search from one start
    chosen, shut = np.zeros((len(nodes), len(nodes)), dtype=bool), np.zeros((len(nodes), len(nodes)))
    at, parity = every, np.zeros((len(nodes), len(trips)))
    for step in range(STEPS):
        chosen[every, at] ^= True
        parity = np.abs(parity - stops[:, at].T)
        shut[every, at] = step + 6
        mass = parity @ shares
        broken = (
            (mass < 1.0 - BROKEN)
            & (chosen.sum(axis=1) > 2)
            & ((chosen.astype(np.int64) @ odd_visits) % 2 == 1)
        )
        for start in np.flatnonzero(broken):
            found[tuple(nodes[index] for index in np.flatnonzero(chosen[start]))] = float(mass[start])
        after = mass[:, None] + (shares * (1 - 2 * parity)) @ stops
        at = np.argmin(np.where(shut > step, np.inf, after), axis=1)
    return _apart(sorted(found, key=lambda places: (found[places], places)), known)


def _apart(sets: Sequence[tuple[int, ...]], known: set[tuple[int, ...]]) -> list[tuple[int, ...]]:
    """The first sets not known yet, few of which share a place."""
    used: dict[int, int] = {}
    kept: list[tuple[int, ...]] = []
    for places in sets:
        if places not in known and all(used.get(place, 0) < ALIKE for place in places):
            kept.append(places)
            for place in places:
                used[place] = used.get(place, 0) + 1
            if len(kept) == AT_MOST:
                break
    return kept
