"""Serving along a day: what minutes at the places so far are worth, and how they are best shared out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from optimizer.engines.columns.completion import NOTHING
from optimizer.engines.columns.family import Length

Floats = NDArray[np.float64]

COARSE = 16
"""Numbers of minutes a first look at what they are worth is content with."""

EPSILON = 1e-7
"""Values closer than this are the same."""


@dataclass(frozen=True)
class Worth:
    """The most that serving minutes at some places together are worth.

    Only minutes at which it grows are listed, ascending, with their `values`.
    """

    minutes: NDArray[np.intp]
    values: Floats

    @classmethod
    def nothing(cls) -> Worth:
        """Nobody served, in no time."""
        return cls(np.zeros(1, dtype=np.intp), np.zeros(1))

    def coarse(self) -> Worth:
        """Never less worth at any number of minutes, with fewer of them listed."""
        if len(self.minutes) <= COARSE:
            return self
        begins = np.arange(0, len(self.minutes), -(-len(self.minutes) // COARSE))
        return Worth(self.minutes[begins], self.values[np.append(begins[1:], len(self.minutes)) - 1])

    def reaches(self, other: Worth, later: int) -> bool:
        """Whether it is worth as much as another at every number of minutes, `later` added to the other's."""
        if not len(other.minutes) or not len(self.minutes):
            return not len(other.minutes)
        at = np.searchsorted(self.minutes, other.minutes + later, side="right") - 1
        return bool(((at >= 0) & (self.values[np.maximum(at, 0)] >= other.values - EPSILON)).all())


def steps_of(gain: Floats) -> NDArray[np.intp]:
    """Minutes at which serving grows in worth."""
    return np.flatnonzero(np.diff(gain) > 0) + 1


def serve(
    worth: Worth, place: int, gone: int, gain: Floats, steps: NDArray[np.intp], length: Length, setup: int
) -> Worth:
    """What serving and waiting minutes are worth when a place is served too.

    `gone` are the minutes of driving and setting up until its serving begins, `gain` what minutes of it are
    worth, `steps` those at which they grow, `setup` its minutes of setting up.
    """
    most = min(length.minutes, int(length.closes[place])) - gone
    minutes = (_ready(worth, place, gone, length, setup)[:, None] + steps[None, :]).ravel()
    values = (worth.values[:, None] + gain[steps][None, :]).ravel()
    best = np.full(max(0, most) + 1, NOTHING)
    within = minutes <= most
    np.maximum.at(best, minutes[within], values[within])
    record = np.maximum.accumulate(best)
    better = np.flatnonzero(np.diff(record, prepend=NOTHING) > 0)
    return Worth(better, best[better])


def served(
    order: Sequence[int], gone: Sequence[int], gains: Sequence[Floats], setup: Sequence[int], length: Length
) -> list[Worth]:
    """What serving and waiting minutes are worth until each place is served, from nobody on; see `serve`."""
    worths = [Worth.nothing()]
    for place, before, gain, minutes in zip(order, gone, gains, setup, strict=True):
        worths.append(serve(worths[-1], place, before, gain, steps_of(gain), length, minutes))
    return worths


def split(
    order: Sequence[int],
    gone: Sequence[int],
    gains: Sequence[Floats],
    setup: Sequence[int],
    length: Length,
    way: int,
) -> tuple[int, ...]:
    """Minutes of serving each place of a day that are worth most together; `way` takes the rest of it."""
    worths = served(order, gone, gains, setup, length)
    fits = worths[-1].values[worths[-1].minutes <= length.minutes - way]
    used, minutes = int(worths[-1].minutes[int(fits.argmax())]), list[int]()
    for place, so_far, gain, ready, before in reversed(
        list(zip(order, gone, gains, setup, worths[:-1], strict=True))
    ):
        spent = used - _ready(before, place, so_far, length, ready)
        value = np.where(spent >= 1, before.values + gain[np.maximum(spent, 0)], NOTHING)
        at = int(value.argmax())
        minutes.append(int(spent[at]))
        used = int(before.minutes[at])
    return tuple(reversed(minutes))


def _ready(worth: Worth, place: int, gone: int, length: Length, setup: int) -> NDArray[np.intp]:
    """Serving and waiting minutes until a place is served: who is early waits before setting up."""
    opened = int(length.opens[place])
    if not opened:
        return worth.minutes
    ready: NDArray[np.intp] = np.maximum(worth.minutes, opened + setup - gone)
    return ready
