"""Rounds of which a cap leaves less to a day than it has time for, told apart by their first two stops.

A linear programme that keeps a cap on all days together exchanges what some of them serve too many for what
others serve too few. Rounds to one place keep it as they are, as do those whose first two stops leave no time
to exceed it; the others are of kinds by how much time they leave, and keep it per kind. So each kind has a
price of its own, at which its rounds are priced by its own completion bound.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from optimizer.engines.columns.completion import NOTHING, Completion
from optimizer.engines.columns.family import Family, Length
from optimizer.engines.columns.needs import Needs

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

KINDS = 4
"""Kinds of rounds that may exceed a cap."""

STEP = 0.12
"""Share of a cap by which the first rounds of each kind have more time than those of the one before."""

FROM_HERE = 4
"""Rounds sought for each first stop, of different second ones."""


def kinds_of(family: Family, length: Length, stations: int, needs: Needs) -> Ints:
    """The kind of rounds by their first two stops, shape (places, places); -1 where none exceeds the cap.

    Further stops only take time from them, as ways are no longer than over others.
    """
    way, base = family.minutes, len(family.minutes) - 1
    driven = way[base, :base, None] + way[:base, :base] + way[None, :base, base]
    room, cap = (length.minutes - driven) * stations // needs.unit, needs.day.units if needs.day else 0
    kinds = np.minimum(KINDS - 1, np.maximum(0, room - cap) / max(1.0, STEP * cap)).astype(np.int64)
    found: Ints = np.where((room > cap) & (needs.day is not None), kinds, -1)
    return found


@dataclass(frozen=True)
class Ahead:
    """What rounds are worth at some price of a cap, by their first stops.

    Attributes
    ----------
    completion
        The completion bound over the places of use.
    useful
        Those places.
    steps
        Minutes of serving at each of them at which it is worth more than for one less.
    given
        Rupiah for the cap, less those of a slot.
    """

    completion: Completion
    useful: Ints
    steps: Sequence[Ints]
    given: float

    @cached_property
    def number(self) -> dict[int, int]:
        """Each place's row of the completion bound."""
        return {int(place): number for number, place in enumerate(self.useful)}

    def begun(self, length: Length, places: int) -> Floats:
        """The most that rounds with each first stop are worth, shape (places,)."""
        worth = np.full(places, NOTHING)
        if len(self.useful):
            c = self.completion
            rows = length.minutes - c.minutes[-1, :-1]
            values = c.arrived[np.maximum(rows, 0), np.arange(len(rows))] - c.arc[-1, :-1]
            worth[self.useful] = np.where(rows >= 1, values + self.given - length.rupiah, NOTHING)
        return worth

    def alone(self, length: Length, places: int) -> Floats:
        """What rounds to each place and nowhere else are worth, shape (places,)."""
        worth, c = np.full(places, NOTHING), self.completion
        for number, place in enumerate(self.useful):
            left = length.minutes - int(c.minutes[-1, number] + max(c.minutes[number, -1], c.until[number]))
            if left >= 1:
                values = c.worth[number]
                worth[place] = values[min(left, len(values)) - 1] - c.arc[-1, number] - c.arc[number, -1]
        return worth + self.given - length.rupiah

    def onward(self, place: int, length: Length, places: int) -> Floats:
        """The most that rounds from one place to each other one, and on, are worth, shape (places,)."""
        worth, c, first = np.full(places, NOTHING), self.completion, self.number.get(place)
        left = 0 if first is None else length.minutes - int(c.minutes[-1, first])
        if first is not None and left >= 1:
            spent = self.steps[first][self.steps[first] <= left - c.until[first]]
            values = c.worth[first][spent - 1][:, None] + going_on(c, first, left - spent)
            best = values.max(axis=0, initial=NOTHING)
            worth[self.useful] = best - c.arc[-1, first] + self.given - length.rupiah
        return worth


def going_on(completion: Completion, here: int, left: Ints) -> Floats:
    """The most from going on to each other place with so many minutes left, shape (minutes, places)."""
    rows = left[:, None] - completion.minutes[here, :-1][None, :]
    arrived = completion.arrived[np.maximum(rows, 0), np.arange(rows.shape[1])[None, :]]
    onward: Floats = np.where(rows >= 1, arrived - completion.arc[here, :-1], NOTHING)
    onward[:, here] = NOTHING
    return onward


@dataclass(frozen=True, order=True)
class Begun:
    """What rounds are worth at most, and their first two stops; -1 for none."""

    worth: float
    first: int
    second: int
    kind: int


def begun(free: Ahead, charged: Sequence[Ahead], kinds: Ints, length: Length) -> tuple[float, list[Begun]]:
    """The most that a round of a length is worth, and the first stops of some worth something, best first.

    `charged` is at the price of each kind, `free` at none.
    """
    places, most, found = len(kinds), 0.0, list[Begun]()
    alone = free.alone(length, places)
    bound = np.maximum.reduce([each.begun(length, places) for each in (free, *charged)])
    for place in np.argsort(-bound).tolist():
        if bound[place] <= 0:
            break
        worth = np.full(places, NOTHING)
        for kind in np.unique(kinds[place]).tolist():
            each, those = free if kind < 0 else charged[kind], kinds[place] == kind
            worth[those] = each.onward(place, length, places)[those]
        worth[place] = NOTHING
        most = max(most, float(worth.max()), float(alone[place]))
        found.append(Begun(float(alone[place]), place, -1, -1))
        found += (
            Begun(float(worth[to]), place, to, int(kinds[place, to]))
            for to in np.argsort(-worth)[:FROM_HERE].tolist()
        )
    return most, sorted(found, reverse=True)
