"""Rows over sets of places: an odd number of visits is never made up of trips with an even number of them.

Where the places of W take `visits(W)` visits together, an odd number, some trip makes an odd number of them:
sum over trips with an odd |r & W| of x_r >= 1, the same as sum floor(|r & W| / 2) x_r <= floor(visits(W) / 2)
(Chvatal-Gomory rows with multipliers of a half; with three places the subset rows of Jepsen et al. 2008).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from optimizer.engines.columns.fewest.elimination import even_sums

Floats = NDArray[np.float64]

STEPS = 24
"""Places added or taken out from each start of the search."""

AT_MOST = 60
"""Rows added at once."""

ALIKE = 8
"""Rows added at once that share a place."""

BROKEN = 0.02
"""By how much a row has to be broken to be added."""

ENOUGH = 15
"""Sums found by elimination below which sets are sought place by place as well."""

TIGHT = 1e-6
"""Visits left out of a linear programme that are no more than rounding."""

DIGITS = 2
"""Digits to which the odd trips of two sets are told apart: of two alike the one of fewer places is first."""


def limit(visits: NDArray[np.int64], places: Sequence[int]) -> int:
    """What the row of a set of places is at most, where each is visited so often."""
    return int(visits[list(places)].sum()) // 2


def broken_sets(
    trips: Sequence[Sequence[int]], shares: Floats, visits: NDArray[np.int64], known: set[tuple[int, ...]]
) -> list[tuple[int, ...]]:
    """Sets of places whose rows the shares of trips break, those broken most first.

    They are sums of places that are even in nearly all trips, by elimination; where those are few, also what
    a local search from every place in a fractional trip meets: it adds or takes out the place that leaves the
    least share of trips with an odd number of stops in the set, not the same again within six steps.
    """
    fractional = [np.abs(share - round(share)) > 1e-6 for share in shares]
    nodes = sorted({place for trip, odd in zip(trips, fractional, strict=True) if odd for place in trip})
    if not nodes:
        return []
    number = {place: index for index, place in enumerate(nodes)}
    stops = np.zeros((len(trips), len(nodes)))
    for row, trip in enumerate(trips):
        stops[row, [number[place] for place in trip if place in number]] = 1.0
    found = _summed(stops, shares, visits[nodes])
    if len(found) < ENOUGH:
        found |= _searched(stops, shares, visits[nodes])
    rows = {
        tuple(nodes[index] for index in chosen): mass for chosen, mass in found.items() if len(chosen) > 2
    }
    ordered = sorted(rows, key=lambda places: (round(rows[places], DIGITS), len(places), places))
    return _apart([places for places in ordered if _breaks(places, stops, number, shares, visits)], known)


def _summed(stops: Floats, shares: Floats, visits: NDArray[np.int64]) -> dict[tuple[int, ...], float]:
    """Sums of places that are even in nearly all trips, and how many are odd."""
    slack = np.maximum(0.0, visits - shares @ stops)
    slack = np.where(slack > TIGHT, slack, 0.0)
    sums = even_sums(stops.T > 0, shares, visits % 2 > 0, slack, 1.0 - BROKEN)
    return {tuple(int(index) for index in chosen): mass for chosen, mass in sums}


def _searched(stops: Floats, shares: Floats, visits: NDArray[np.int64]) -> dict[tuple[int, ...], float]:
    """Sets met on the way from every place to one that is even in as many trips as can be."""
    found: dict[tuple[int, ...], float] = {}
    places = stops.shape[1]
    every = np.arange(places)  # each row of the arrays below is the search from one start
    chosen, shut = np.zeros((places, places), dtype=bool), np.zeros((places, places))
    at, parity = every, np.zeros((places, len(stops)))
    for step in range(STEPS):
        chosen[every, at] ^= True
        parity = np.abs(parity - stops[:, at].T)
        shut[every, at] = step + 6
        mass = parity @ shares
        broken = (mass < 1.0 - BROKEN) & ((chosen.astype(np.int64) @ (visits % 2)) % 2 == 1)
        for start in np.flatnonzero(broken):
            found[tuple(int(index) for index in np.flatnonzero(chosen[start]))] = float(mass[start])
        after = mass[:, None] + (shares * (1 - 2 * parity)) @ stops
        at = np.argmin(np.where(shut > step, np.inf, after), axis=1)
    return found


def _breaks(
    places: Sequence[int],
    stops: Floats,
    number: Mapping[int, int],
    shares: Floats,
    visits: NDArray[np.int64],
) -> bool:
    """Whether trips break the row of a set: where visits are left out fewer odd trips may not do."""
    pairs = stops[:, [number[place] for place in places]].sum(axis=1) // 2
    return float(shares @ pairs) > limit(visits, places) + BROKEN / 2


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
