"""What the rest of a day may be worth, from labels of days driven the other way round."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from optimizer.engines.columns.completion import NOTHING
from optimizer.engines.columns.walks import Labels, Walks

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


def turned(walks: Walks, stay: Ints) -> Walks:
    """The same days driven the other way round; `stay` is per place, none at the base."""
    drive = walks.minutes - stay
    worth = np.append(walks.worth[-1, :-1], 0.0)
    return Walks(drive.T + stay, np.broadcast_to(worth, walks.worth.shape), walks.most)


class Homeward:
    """The most that comes from a place on, of labels of days turned round that hold all that can matter."""

    def __init__(self, walks: Walks, stay: Ints, labels: Labels):
        place, gone = np.concatenate(labels.place), np.concatenate(labels.gone)
        worth = np.concatenate(labels.worth)
        real = place < walks.count
        place, gone, worth = place[real], gone[real], worth[real]
        # A place's own stay is part of the walk that comes to it from either side.
        gone = gone - stay[place]
        order = np.lexsort((gone, place))
        place, gone, worth = place[order], gone[order], worth[order]
        self._width = walks.most + 1
        self._keys = place * self._width + gone
        self._best = _rising(place, worth)
        self._place = place

    def most(self, left: Ints, place: Ints) -> Floats:
        """What a place and those after it can be worth, with so many minutes left when done there.

        Whatever came before pays for rows on its own: two walks that share no place pay no more apart.
        """
        if not len(self._keys):
            return np.full(len(left), NOTHING)
        at = np.searchsorted(self._keys, place * self._width + left, side="right") - 1
        known = (at >= 0) & (self._place[at] == place) & (left >= 0)
        most: Floats = np.where(known, self._best[at], NOTHING)
        return most


def _rising(place: Ints, worth: Floats) -> Floats:
    """The greatest worth so far at each place."""
    low, high = worth.min(initial=0.0), worth.max(initial=0.0)
    lift = place * (high - low + 1.0)
    rising: Floats = np.maximum.accumulate(worth + lift) - lift
    return rising
