"""Rows per place: which sizes its visits can have together.

A place in need of m visits has spare units E = most - least at each, of which all of its visits together may
leave only E unused. With s = E - e the units a visit leaves unused, every plan has sum(s) <= E over at most m
visits. A function f >= 0 with sum f(s) <= 1 for each such choice of sizes is a valid row sum f(s) x <= 1;
the one that the shares x of a linear programme break most is a linear programme over those choices: the
separation of the hull of a place's visits (what COLUMNS-like methods approximate by superadditive functions
as those of Fekete and Schepers 2001).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linprog
from scipy.sparse import block_diag

Floats = NDArray[np.float64]

MOST_VISITS = 6
"""Visits of a place up to which its rows are sought; the choices of sizes grow fast."""

BROKEN = 1e-2
"""By how much a row has to be broken to be added."""


@dataclass(frozen=True)
class Sizes:
    """How often visits of a place are made, by their units above the least, in a linear programme."""

    shares: Mapping[int, float]
    spare: int
    visits: int

    @property
    def unused(self) -> tuple[int, ...]:
        """Units that visits leave unused, ascending; those that leave none are in no row."""
        return tuple(sorted({self.spare - units for units in self.shares if units < self.spare}))


def broken_row(shares: Mapping[int, float], spare: int, visits: int) -> Floats | None:
    """See `broken_rows`, for one place."""
    return broken_rows([Sizes(shares, spare, visits)])[0]


def broken_rows(places: Sequence[Sizes]) -> list[Floats | None]:
    """For each place the row that its visits break most, None where they break none.

    A row is a coefficient per unit above the least, shape (spare + 1,), none growing with them. The linear
    programmes of all places are solved as one: they share nothing, so its optimum is that of each.
    """
    found: list[Floats | None] = [None] * len(places)
    sought = [at for at, sizes in enumerate(places) if _may_break(sizes)]
    if not sought:
        return found
    shares = [
        np.array([places[at].shares.get(places[at].spare - s, 0.0) for s in places[at].unused])
        for at in sought
    ]
    blocks = [_choices(places[at].unused, places[at].spare, places[at].visits) for at in sought]
    rows: Any = block_diag(blocks, format="csr")
    solved = linprog(
        -np.concatenate(shares), A_ub=rows, b_ub=np.ones(rows.shape[0]), bounds=(0.0, 1.0), method="highs"
    )
    if solved.x is None:
        return found
    parts = np.split(solved.x, np.cumsum([len(share) for share in shares])[:-1])
    for at, share, part in zip(sought, shares, parts, strict=True):
        if float(share @ part) > 1.0 + BROKEN:
            f = np.maximum.accumulate(np.where(part > 1e-9, part, 0.0))
            f /= max(1.0, float((_choices(places[at].unused, places[at].spare, places[at].visits) @ f).max()))
            spare, unused = places[at].spare, places[at].unused
            last = np.searchsorted(unused, spare - np.arange(spare + 1), side="right") - 1
            found[at] = np.where(last >= 0, f[np.maximum(last, 0)], 0.0)
    return found


def _may_break(sizes: Sizes) -> bool:
    """Whether visits can break a row at all: one of them that is not full always may be."""
    apart = sum(share for units, share in sizes.shares.items() if units < sizes.spare)
    return apart > 1.0 + BROKEN and sizes.visits <= MOST_VISITS


@lru_cache(maxsize=4096)
def _choices(unused: tuple[int, ...], spare: int, visits: int) -> Floats:
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
    return np.array(found, dtype=np.float64)
