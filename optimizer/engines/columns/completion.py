"""The completion bound: what the rest of a day can be worth at most, by dynamic programming over minutes.

Each stop burns its set-up and at least one minute of serving, so one pass over the minutes left suffices:

    best[t, i]   value of t minutes of serving at i
    S[R, i]      most from R minutes left once set up at i    = max_t best[t, i] + U[R − t, i]
    U[R, j]      most from R minutes left when done at j      = max(−home, max_i S[R − t_ji, i] − c_ji)

Hours are windows on R: who is set up at i earlier than it opens has waited, so S[R, i] = S[ready_i, i] for
R > ready_i, and serving ends with R − t ≥ until_i left. The bound lets a trip come back to a place it has
left (not at once), so it is never too low. Minutes at which a team cannot have reached a place, or from
which it cannot be home any more, are left out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Minutes = NDArray[np.int64]

NOTHING = -1e18

GROUPS = 4
"""Groups of places by longest stay: short stays are not tried for long."""

GRID = 16
"""Places that can be of use at some minute are counted in steps of so many, to cut the tables anew rarely."""


@dataclass
class Completion:
    """The bound of one length of day over places that are worth a visit.

    Attributes
    ----------
    minutes, arc
        Minutes (setting up at the arrival included) and cost from each place to each, the base last.
    worth
        Per place the value of 1, 2, … minutes of serving, until it grows no more.
    ready, until
        Per place the minutes left of the day at which serving may begin and must end.
    most
        Minutes of the day.
    """

    minutes: Minutes
    arc: Floats
    worth: Sequence[Floats]
    ready: Minutes
    until: Minutes
    most: int

    @cached_property
    def arrived(self) -> Floats:
        """S, shape (most + 1, places)."""
        count, most = len(self.worth), self.most
        if not count:
            return np.empty((most + 1, 0))
        soonest, need = _soonest(self.minutes), _soonest(self.minutes.T)
        order = np.argsort(need, kind="stable")
        soonest, need = soonest[order], need[order]
        way = -self.arc[order, -1]
        visit = self.arc[:-1, :-1].min(axis=0, where=~np.eye(count, dtype=bool), initial=np.inf)[order]
        visit = np.where(np.isinf(visit), 0.0, visit)
        drive = self.arc[np.ix_(order, order)] - visit
        costly = bool((drive[~np.eye(count, dtype=bool)] > 0).any())
        # Rows above the first stand for minutes below zero, so that no index needs a look.
        reach = np.full((2 * most + 2, count), NOTHING)
        flat, first = reach.reshape(-1), most + 1
        going = np.minimum(self.minutes[np.ix_(order, order)], most + 1)
        np.fill_diagonal(going, most + 1)
        at = (first - going) * count + np.arange(count)
        home = self.minutes[order, -1]
        active, next_ = _prefix(need, soonest, most), _next(need, going.min(axis=0), most)
        serve = _Serving([self.worth[i] for i in order], self.until[order], need, soonest, most)
        ready, timed = self.ready[order], np.flatnonzero(self.ready[order] <= most)
        cut: dict[tuple[int, int], tuple[NDArray[np.intp], Floats, Floats]] = {}
        for left in range(most + 1):
            serve.at(left, reach[first + left])
            reach[first + left] -= visit
            early = timed[ready[timed] < left]
            if len(early):
                reach[first + left, early] = reach[first + np.maximum(ready[early], -first), early]
            a, b = active[left], next_[left]
            if not a:
                continue
            now = np.where(home[:a] <= left, way[:a], NOTHING)
            if b:
                if (a, b) not in cut:
                    cut[a, b] = at[:a, :b].copy(), drive[:a, :b].copy(), np.empty((a, b))
                index, cost, values = cut[a, b]
                flat[left * count :].take(index, out=values, mode="wrap")  # far quicker than "raise"
                if costly:
                    values -= cost
                now = np.maximum(now, values.max(axis=1))
            serve.leave(left, now)
        arrived = np.full((most + 1, count), NOTHING)
        arrived[:, order] = reach[first:] + visit
        return arrived

    def from_base(self, left: int) -> float:
        """The most a day of so many minutes can be worth."""
        rows = left - self.minutes[-1, :-1]
        able = rows >= 1
        if not able.any():
            return NOTHING
        values = self.arrived[np.maximum(rows, 0), np.arange(len(rows))] - self.arc[-1, :-1]
        return float(values[able].max())


class _Serving:
    """S of every place, from what leaving it with fewer minutes is worth.

    Columns are by longest stay, so that groups of like places lie side by side.
    """

    def __init__(self, worth: list[Floats], until: Minutes, need: Minutes, soonest: Minutes, most: int):
        longest = np.array([len(values) for values in worth])
        parts = [np.sort(p) for p in np.array_split(np.argsort(longest, kind="stable"), GROUPS) if len(p)]
        ends = np.cumsum([len(part) for part in parts])
        self._column = np.argsort(np.concatenate(parts), kind="stable")
        self._left = np.full((most + 1, len(worth)), NOTHING)
        self._until = until if until.any() else None
        self._groups = [
            (
                part,
                int(end) - len(part),
                _prefix(need[part], soonest[part] - 1, most),
                _padded([worth[i] for i in part]),
            )
            for part, end in zip(parts, ends, strict=True)
        ]

    def at(self, left: int, row: Floats) -> None:
        """Fill a row of S."""
        for part, begin, active, values in self._groups:
            a, long = active[left], min(left, len(values))
            if a and long:
                after = self._left[left - long : left, begin : begin + a]
                row[part[:a]] = (values[:long, :a] + after[::-1]).max(axis=0)

    def leave(self, left: int, now: Floats) -> None:
        """Take in a row of U, of the first places."""
        if self._until is not None:
            now = np.where(self._until[: len(now)] <= left, now, NOTHING)
        self._left[left, self._column[: len(now)]] = now


def _soonest(minutes: Minutes) -> Minutes:
    """Fewest minutes from the base until each place, over others too, a minute served at each of them."""
    soonest = minutes[-1, :-1].copy()
    while True:
        sooner = np.minimum(soonest, (soonest[:, None] + 1 + minutes[:-1, :-1]).min(axis=0))
        if (sooner == soonest).all():
            return soonest
        soonest = sooner


def _prefix(need: Minutes, soonest: Minutes, most: int) -> list[int]:
    """How many of the first places, by need, a team can be done with at each number of minutes left."""
    left = np.arange(most + 1)[:, None]
    return _counted((need <= left) & (left <= most - soonest - 1))


def _next(need: Minutes, least: Minutes, most: int) -> list[int]:
    """How many of the first places a team can go on to at each number of minutes left."""
    return _counted(need + 1 + least <= np.arange(most + 1)[:, None])


def _counted(able: NDArray[np.bool_]) -> list[int]:
    """Per row the places up to the last that is able, in steps of the grid."""
    count = able.shape[1]
    last = np.where(able.any(axis=1), count - able[:, ::-1].argmax(axis=1), 0)
    counted: list[int] = np.minimum(count, -(-last // GRID) * GRID).tolist()
    return counted


def _padded(worth: list[Floats]) -> Floats:
    """Values as columns; the shorter ones grow no more."""
    padded = np.empty((max(len(values) for values in worth), len(worth)))
    for column, values in enumerate(worth):
        padded[: len(values), column], padded[len(values) :, column] = values, values[-1]
    return padded
