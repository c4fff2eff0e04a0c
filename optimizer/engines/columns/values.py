"""What serving minutes at each place are worth, given what each person served is worth."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from optimizer.core.problem import Problem

Floats = NDArray[np.float64]
Charges = Mapping[int, Floats]


def table(
    problem: Problem, slot_class: int, worth: Floats, most: int, charges: Charges | None = None
) -> Floats:
    """The most that t minutes of serving at place i are worth, shape (most + 1, places); row 0 is 0.

    `worth` is per person, shape (cells,); `charges` are taken off it, per cell and people served there (see
    `sizes.charges`). Caps of a team's day hold at each place alone, not over a
    day's places, so values are never too low.
    """
    slots = problem.classes[slot_class]
    room = most * slots.stations
    raw = np.zeros((room + 1, problem.places))
    open_cells = slots.allowed & (problem.expected > 0) & (worth > 0)
    for cell in np.flatnonzero(open_cells):
        place = int(problem.cell_place[cell])
        people = _most_people(problem, int(cell))
        each, gains = int(problem.cell_minutes[cell]), _gains(people, float(worth[cell]), int(cell), charges)
        raw[:, place] = (
            _with(raw[:, place], each, people, float(worth[cell]))
            if gains is None
            else _with_gains(raw[:, place], each, gains)
        )
    values: Floats = raw[:: slots.stations]
    return values


def _most_people(problem: Problem, cell: int) -> int:
    people = int(problem.expected[cell])
    for cap in problem.caps:
        if cap.cells[cell]:
            people = min(people, cap.people)
    return people


def _with(before: Floats, minutes: int, people: int, worth: float) -> Floats:
    """The table with up to `people` of `minutes` each added: bounded knapsack by binary splitting."""
    if not before.any():
        served = np.minimum(people, np.arange(len(before)) // minutes)
        return served * worth
    best, left, bundle = before.copy(), people, 1
    while left > 0:
        count = min(bundle, left)
        span = count * minutes
        if span < len(best):
            best[span:] = np.maximum(best[span:], best[:-span] + count * worth)
        left, bundle = left - count, bundle * 2
    return best


def _gains(people: int, worth: float, cell: int, charges: Charges | None) -> Floats | None:
    """What 0, 1, … people of a cell are worth where they are charged for, else None."""
    if not charges or cell not in charges:
        return None
    gains: Floats = worth * np.arange(people + 1) - charges[cell][: people + 1]
    return gains


def _with_gains(before: Floats, minutes: int, gains: Floats) -> Floats:
    """The table with people of `minutes` each added, any number of them worth its gain."""
    best, most = before.copy(), 0.0
    for count, gain in enumerate(gains.tolist()):
        span = count * minutes
        if span >= len(best):
            break
        if gain > most:
            most = gain
            np.maximum(best[span:], before[: len(before) - span] + gain, out=best[span:])
    return best


def loads(
    problem: Problem,
    slot_class: int,
    worth: Floats,
    place: int,
    minutes: int,
    charges: Charges | None = None,
) -> tuple[tuple[int, int], ...]:
    """Whom to serve in so many minutes at a place, worth what the table says; (cell, people) pairs."""
    slots = problem.classes[slot_class]
    cells = np.flatnonzero(
        (problem.cell_place == place) & slots.allowed & (problem.expected > 0) & (worth > 0)
    )
    room = minutes * slots.stations
    layers, gains = [np.zeros(room + 1)], list[Floats]()
    for cell in cells:
        people, each = _most_people(problem, int(cell)), int(problem.cell_minutes[cell])
        known = _gains(people, float(worth[cell]), int(cell), charges)
        plain = float(worth[cell]) * np.arange(people + 1, dtype=np.float64)
        gains.append(plain if known is None else known)
        layer: Floats = (
            _with(layers[-1], each, people, float(worth[cell]))
            if known is None
            else _with_gains(layers[-1], each, known)
        )
        layers.append(layer)
    taken = list[tuple[int, int]]()
    for cell, before, gain in reversed(list(zip(cells, layers[:-1], gains, strict=True))):
        each, people = int(problem.cell_minutes[cell]), len(gain) - 1
        counts = range(min(people, room // each) + 1)
        chosen = max(counts, key=lambda n: (before[room - n * each] + gain[n], -n))
        if chosen:
            taken.append((int(cell), chosen))
            room -= chosen * each
    return tuple(sorted(taken))
