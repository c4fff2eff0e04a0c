"""Every set of stops that a day can hold, level by level (as in the Apriori method).

A set of n + 1 stops can be driven only if each of its subsets of n can, so candidates come from the level
before; the quickest and the shortest round over a set come from those of its subsets (Held and Karp 1962).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Members = NDArray[np.int16]

FAR = 2**30
"""More minutes and metres than any round has."""

CANDIDATES = 8
"""Candidates per set there is room for above which sets are taken to be too many: about a quarter survive."""

AT_ONCE = 4_000_000
"""Candidates looked at in one step."""


@dataclass(frozen=True)
class StopSets:
    """Sets of stops; a row of `members` lists places in ascending order, then `places` as padding.

    `minutes` are those of the quickest round with set-up, `metres` those of the shortest: one round may not
    be both, so a set is never thought longer or dearer than it is.
    """

    members: Members
    minutes: Ints
    metres: Ints

    def part(self, rows: Ints) -> StopSets:
        """Some of them."""
        return StopSets(self.members[rows], self.minutes[rows], self.metres[rows])


def stop_sets(
    minutes: Ints, metres: Ints, serving: Ints, most: int, *, stops: int, limit: int
) -> StopSets | None:
    """All sets of at most `stops` stops whose round lasts at most `most` minutes; None beyond `limit` sets.

    `minutes` (set-up at arrival included) and `metres` are between places, the base last, shape
    (places + 1, places + 1); `serving` is per place.
    """
    places = len(serving)
    level = _first(minutes, metres, serving, most)
    levels, total = [level], len(level.members)
    together = _together(minutes, serving, most)
    while len(level.members) and level.members.shape[1] < stops:
        if (places + 1) ** (level.members.shape[1] + 1) >= 2**62:
            return None
        rows, added = _candidates(level, together, serving, most, limit - total)
        if rows is None:
            return None
        level = _next(level, rows, added, minutes, metres, serving, most)
        levels.append(level)
        total += len(level.members)
        if total > limit:
            return None
    return _merged([level for level in levels if len(level.members)], places)


@dataclass(frozen=True)
class _Level:
    """Sets of one size, and the quickest and shortest way from the base over each set to each member."""

    members: Members
    quickest: Ints
    shortest: Ints
    minutes: Ints
    metres: Ints
    serving: Ints


def _first(minutes: Ints, metres: Ints, serving: Ints, most: int) -> _Level:
    base = len(serving)
    there, back = minutes[base, :base], minutes[:base, base]
    alone = np.flatnonzero((there + serving + back <= most) & (serving > 0))
    return _Level(
        alone[:, None].astype(np.int16),
        there[alone][:, None],
        metres[base, alone][:, None],
        (there + back)[alone],
        metres[base, alone] + metres[alone, base],
        serving[alone],
    )


def _together(minutes: Ints, serving: Ints, most: int) -> NDArray[np.bool_]:
    """Whether a day can hold two places, shape (places, places)."""
    base = len(serving)
    first = minutes[base, :base][:, None] + minutes[:base, :base] + minutes[:base, base][None, :]
    fits = np.minimum(first, first.T) + serving[:, None] + serving[None, :] <= most
    np.fill_diagonal(fits, False)
    return np.asarray(fits)


def _candidates(
    level: _Level, together: NDArray[np.bool_], serving: Ints, most: int, limit: int
) -> tuple[Ints | None, Ints]:
    """Rows of the level and a place after their last member to be added to each; None where too many."""
    places = len(serving)
    spare, numbers = most - level.minutes - level.serving, np.arange(places)
    rows, added, total = [], [], 0
    for start in range(0, len(level.members), max(1, AT_ONCE // places)):
        part = slice(start, start + max(1, AT_ONCE // places))
        members = level.members[part]
        fits = (numbers[None, :] > members[:, -1:]) & (serving[None, :] <= spare[part, None])
        for column in members.T:
            fits &= together[column]
        row, place = np.nonzero(fits)
        rows.append(row + start)
        added.append(place)
        total += len(row)
        if total > CANDIDATES * limit:
            return None, np.empty(0, dtype=np.int64)
    return np.concatenate(rows), np.concatenate(added)


def _next(
    level: _Level, rows: Ints, added: Ints, minutes: Ints, metres: Ints, serving: Ints, most: int
) -> _Level:
    """The next level from its candidates."""
    base, size = len(serving), level.members.shape[1] + 1
    members = np.concatenate([level.members[rows], added[:, None].astype(np.int16)], axis=1)
    power = (base + 1) ** np.arange(size - 2, -1, -1, dtype=np.int64)
    keys = level.members.astype(np.int64) @ power  # ascending, as rows are
    without, whole = np.empty((len(members), size), dtype=np.int64), np.ones(len(members), dtype=bool)
    for leave in range(size):
        key = np.delete(members, leave, axis=1).astype(np.int64) @ power
        at = np.minimum(np.searchsorted(keys, key), max(0, len(keys) - 1))
        whole &= keys[at] == key if len(keys) else False
        without[:, leave] = at
    members, without = members[whole], without[whole]
    quickest = np.full((len(members), size), FAR, dtype=np.int64)
    shortest = quickest.copy()
    for last in range(size):
        for before in (column for column in range(size) if column != last):
            known, at = without[:, last], before if before < last else before - 1
            leg = members[:, before], members[:, last]
            np.minimum(quickest[:, last], level.quickest[known, at] + minutes[leg], out=quickest[:, last])
            np.minimum(shortest[:, last], level.shortest[known, at] + metres[leg], out=shortest[:, last])
    round_minutes = (quickest + minutes[:base, base][members]).min(axis=1, initial=FAR)
    round_metres = (shortest + metres[:base, base][members]).min(axis=1, initial=FAR)
    served = serving[members].sum(axis=1)
    kept = round_minutes + served <= most
    return _Level(
        members[kept], quickest[kept], shortest[kept], round_minutes[kept], round_metres[kept], served[kept]
    )


def _merged(levels: list[_Level], places: int) -> StopSets:
    width = max((level.members.shape[1] for level in levels), default=1)
    padded = [
        np.pad(level.members, ((0, 0), (0, width - level.members.shape[1])), constant_values=places)
        for level in levels
    ]
    if not padded:
        return StopSets(np.empty((0, 1), np.int16), np.empty(0, np.int64), np.empty(0, np.int64))
    return StopSets(
        np.concatenate(padded),
        np.concatenate([level.minutes for level in levels]),
        np.concatenate([level.metres for level in levels]),
    )
