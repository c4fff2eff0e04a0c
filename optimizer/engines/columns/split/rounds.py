"""The best rounds of a day when stops have a worth by how much they serve: dynamic programming over minutes.

    A[R, i]  most from R minutes left once set up at i  = max_q worth[i, q] + U[R - minutes of q, i]
    U[R, j]  most from R minutes left when done at j    = max(-home_j, max_i A[R - m_ji, i] - c_ji)

A round may come back to a place, but not as the next but one: each table knows its best and the best with
another place next (2-cycle elimination; Houck et al. 1980). So no day is worth more than the tables tell.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Round = tuple[tuple[int, int], ...]
"""Stops in driving order, each a place and the units served there."""

NEVER = -1e15
"""Worth of what cannot be."""

GROUPS = 3
"""Groups of places by their largest visit: small ones are not tried for many units."""


@dataclass(frozen=True)
class Tables:
    """What is known of the rest of a day, rows being minutes left.

    `value` is the most, `onward` the place next after this one (-1: home), `second` the most with another
    next; where set up at a place `units` and `units_second` tell what is served there, and `other` whether
    the second goes on with the second of those who are done.
    """

    value: Floats
    second: Floats
    onward: NDArray[np.int16]
    onward_second: NDArray[np.int16]
    units: NDArray[np.int16]
    units_second: NDArray[np.int16]
    other: NDArray[np.bool_]

    @classmethod
    def empty(cls, rows: int, places: int) -> Tables:
        """Nothing known yet."""
        shape = rows, places
        return cls(
            np.full(shape, NEVER), np.full(shape, NEVER),
            np.full(shape, -1, np.int16), np.full(shape, -1, np.int16),
            np.zeros(shape, np.int16), np.zeros(shape, np.int16), np.zeros(shape, np.bool_),
        )  # fmt: skip


class Rounds:
    """The best rounds of a day of at most so many minutes.

    Parameters
    ----------
    minutes, cost
        From each place to each, the base last; set-up at the place of arrival included in the minutes.
    worth
        What visits of 1, 2, ... units of a place are worth, shape (places, units); `NEVER` where too many.
    steps
        Minutes that 1, 2, ... units take, each more than none.
    """

    def __init__(self, minutes: Ints, cost: Floats, worth: Floats, steps: Ints, most: int):
        self.minutes, self.cost, self.steps = minutes, cost, steps
        # Rows of minutes below zero, so that no index needs a look.
        self._before = max(most + 2, int(steps[-1]))
        rows, places = self._before + most + 1, len(worth)
        self._there, self._done = Tables.empty(rows, places), Tables.empty(rows, places)
        self._fill(worth, most)

    def first(self, most: int) -> Floats:
        """What the best round of so many minutes is worth by its first place, shape (places,)."""
        places = len(self.cost) - 1
        left = most - self.minutes[places, :places]
        row = np.maximum(left, -1) + self._before
        value: Floats = self._there.value[row, np.arange(places)] - self.cost[places, :places]
        return np.where(left >= 0, value, NEVER)

    def there(self, left: Ints) -> Floats:
        """What is to come where set up at places with so many minutes left, shape (any, places, any)."""
        rows = np.maximum(left, -1) + self._before
        value: Floats = self._there.value[rows, np.arange(left.shape[1])[None, :, None]]
        return value

    def there_each(self, left: Ints, places: Ints) -> Floats:
        """The same where set up at one place for each row, shapes (rows, any) and (rows,)."""
        rows = np.maximum(left, -1) + self._before
        value: Floats = self._there.value[rows, places[:, None]]
        return value

    def onward_each(self, left: Ints, places: Ints) -> Floats:
        """What is still to come after one place for each row if another follows; shapes as above."""
        rows, at = np.maximum(left, -1) + self._before, places[:, None]
        done = self._done
        # Where going home is best, the second best goes on.
        value: Floats = np.where(done.onward[rows, at] < 0, done.second[rows, at], done.value[rows, at])
        return value

    def best(self, most: int, place: int) -> Round:
        """The best round of so many minutes that begins at a place."""
        there, done = self._there, self._done
        row = most - int(self.minutes[-1, place]) + self._before
        stops, second = list[tuple[int, int]](), False
        while True:
            units = int((there.units_second if second else there.units)[row, place]) + 1
            other = second and bool(there.other[row, place])
            stops.append((place, units))
            row -= int(self.steps[units - 1])
            then = int((done.onward_second if other else done.onward)[row, place])
            if then < 0:
                return tuple(stops)
            row -= int(self.minutes[place, then])
            second = int(there.onward[row, then]) == place
            place = then

    def _fill(self, worth: Floats, most: int) -> None:
        there, done, places = self._there, self._done, len(worth)
        groups = _groups(worth, self.steps)
        legs = np.minimum(self.minutes[:places, :places], most + 1)
        np.fill_diagonal(legs, most + 1)
        at = (self._before - legs) * places + np.arange(places)[None, :]
        here, rows = np.arange(places), np.arange(places)[:, None]
        drive, home = self.cost[:places, :places], -self.cost[:places, places]
        back = self.minutes[:places, places]
        value, second, onward = (t.reshape(-1) for t in (there.value, there.second, there.onward))
        for left in range(most + 1):
            row = left + self._before
            for group in groups:
                _serve(there, done, group, row, left)
            begin = left * places
            again = onward[begin:].take(at, mode="wrap") == rows  # far quicker than "raise"
            going = value[begin:].take(at, mode="wrap")
            going[again] = second[begin:].take(at[again], mode="wrap")
            going -= drive
            best = going.argmax(axis=1)
            top = going[here, best]
            going[here, best] = 2 * NEVER
            next_best = going.argmax(axis=1)
            then = going[here, next_best]
            ends = np.where(back <= left, home, NEVER)
            ending, between = ends >= top, ends >= then
            done.value[row] = np.where(ending, ends, top)
            done.onward[row] = np.where(ending, -1, best)
            done.second[row] = np.where(ending, top, np.where(between, ends, then))
            done.onward_second[row] = np.where(ending, best, np.where(between, -1, next_best))


@dataclass(frozen=True)
class _Group:
    """Places served alike: what their units are worth, shape (units, places), and take.

    `at` is where the rows are of those who are done with them, from the first row on that any of them needs.
    """

    places: Ints
    worth: Floats
    steps: Ints
    at: Ints


def _groups(worth: Floats, steps: Ints) -> list[_Group]:
    most = (worth > NEVER / 2).sum(axis=1)
    parts = np.array_split(np.argsort(-most, kind="stable"), GROUPS)
    groups = []
    for part in (np.sort(part) for part in parts if len(part)):
        units = max(1, int(most[part].max()))
        at = (steps[units - 1] - steps[:units])[:, None] * len(worth) + part[None, :]
        groups.append(_Group(part, np.ascontiguousarray(worth[part, :units].T), steps[:units], at))
    return groups


def _serve(there: Tables, done: Tables, group: _Group, row: int, left: int) -> None:
    """Fill a row of those set up from the rows of those who are done."""
    count = int(np.searchsorted(group.steps, left, side="right"))
    if not count:
        return
    places, worth, width = group.places, group.worth[:count], done.value.shape[1]
    here, begin = np.arange(len(places)), (row - int(group.steps[-1])) * width
    at = group.at[:count]
    served = done.value.reshape(-1)[begin:].take(at, mode="wrap")
    served += worth
    best = served.argmax(axis=0)
    there.value[row, places], there.units[row, places] = served[best, here], best
    then = done.onward.reshape(-1)[begin:].take(at, mode="wrap")
    next_ = then[best, here]
    there.onward[row, places] = next_
    same = then == next_
    served[same] = worth[same] + done.second.reshape(-1)[begin:].take(at[same], mode="wrap")
    best = served.argmax(axis=0)
    there.second[row, places], there.units_second[row, places] = served[best, here], best
    there.other[row, places] = same[best, here]
