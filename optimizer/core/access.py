"""Access over time: which places no team can drive to, from when to when, and the next date it can."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from optimizer.core.problem import Problem
from optimizer.core.travel import UNREACHABLE


@dataclass(frozen=True)
class CutOff:
    """A run of working dates, `start` to `end`, on which no team can reach `place` (an index).

    `next` is the next date on which one can, or None where no date of the horizon is left.
    """

    place: int
    start: date
    end: date
    next: date | None


def cut_off(problem: Problem) -> tuple[CutOff, ...]:
    """Every period in which a place is cut off, in order of place and date.

    A place is cut off on a date that has slots where none of them has a road from its base there and
    back. Dates without a slot say nothing: a run goes on over them.
    """
    dates, reached = reach(problem)
    runs = (_runs(place, dates, reached[:, place]) for place in range(problem.places))
    return tuple(period for each in runs for period in each)


def reach(problem: Problem) -> tuple[tuple[date, ...], NDArray[np.bool_]]:
    """The dates that have slots, and whether some slot of each has a road to each place.

    Returns
    -------
    dates, reached
        In order; shape (dates, places).
    """
    dates = tuple(sorted({slot.date for slot in problem.slots}))
    row = {day: number for number, day in enumerate(dates)}
    roads = {k: _by_class(problem, k) for k in {slot.slot_class for slot in problem.slots}}
    reached = np.zeros((len(dates), problem.places), dtype=bool)
    for slot in problem.slots:
        reached[row[slot.date]] |= roads[slot.slot_class]
    return dates, reached


def _by_class(problem: Problem, slot_class: int) -> NDArray[np.bool_]:
    """Whether a class has a road from its base to each place and back."""
    minutes, base = problem.layer(slot_class).minutes, problem.classes[slot_class].base
    there = problem.place_location
    way: NDArray[np.bool_] = minutes[base, there].astype(np.int64) + minutes[there, base] < UNREACHABLE
    return way


def _runs(place: int, dates: tuple[date, ...], reached: NDArray[np.bool_]) -> Iterator[CutOff]:
    start: int | None = None
    for number, day in enumerate(dates):
        if reached[number] and start is not None:
            yield CutOff(place, dates[start], dates[number - 1], day)
            start = None
        elif not reached[number] and start is None:
            start = number
    if start is not None:
        yield CutOff(place, dates[start], dates[-1], None)
