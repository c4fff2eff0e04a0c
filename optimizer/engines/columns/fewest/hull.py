"""Rows per place: which sizes its visits can have together.

A place in need of m visits has spare units E = most - least at each, of which all of its visits together may
leave only E unused. With s = E - e the units a visit leaves unused, every plan has sum(s) <= E over at most m
visits. A function f >= 0 with sum f(s) <= 1 for each such choice of sizes is a valid row sum f(s) x <= 1;
the one that the shares x of a linear programme break most is a linear programme over those choices: the
separation of the hull of a place's visits (what COLUMNS-like methods approximate by superadditive functions
as those of Fekete and Schepers 2001).
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linprog

Floats = NDArray[np.float64]

MOST_VISITS = 6
"""Visits of a place up to which its rows are sought; the choices of sizes grow fast."""

BROKEN = 1e-2
"""By how much a row has to be broken to be added."""


def broken_row(shares: Mapping[int, float], spare: int, visits: int) -> Floats | None:
    """The row that `shares` of visits by units above the least break most, None where they break none.

    The row is a coefficient per unit above the least, shape (spare + 1,), none growing with them.
    """
    unused = sorted({spare - units for units in shares if units < spare})
    if not unused or visits > MOST_VISITS:
        return None
    choices = np.array(_choices(unused, spare, visits), dtype=np.float64)
    share = np.array([shares.get(spare - s, 0.0) for s in unused])
    found = linprog(-share, A_ub=choices, b_ub=np.ones(len(choices)), bounds=(0.0, 1.0), method="highs")
    if found.x is None or float(share @ found.x) <= 1.0 + BROKEN:
        return None
    f = np.maximum.accumulate(np.where(found.x > 1e-9, found.x, 0.0))
    at = np.searchsorted(unused, spare - np.arange(spare + 1), side="right") - 1
    return np.where(at >= 0, f[np.maximum(at, 0)], 0.0)


def _choices(unused: list[int], spare: int, visits: int) -> list[tuple[int, ...]]:
    """How often each of the unused units may occur together: at most `visits` of them, `spare` in sum."""
    found: list[tuple[int, ...]] = []
    counts = [0] * len(unused)

    def choose(first: int, left: int, more: int) -> None:
        whole = True
        for at in range(first, len(unused)):
            if more and unused[at] <= left:
                whole = False
                counts[at] += 1
                choose(at, left - unused[at], more - 1)
                counts[at] -= 1
        if whole and any(counts):
            found.append(tuple(counts))

    choose(0, spare, visits)
    return found
