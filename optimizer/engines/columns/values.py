"""What serving minutes at each place are worth, given what each person served is worth."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from optimizer.core.problem import Problem

Floats = NDArray[np.float64]


def table(problem: Problem, slot_class: int, worth: Floats, most: int) -> Floats:
    """The most that t minutes of serving at place i are worth, shape (most + 1, places); row 0 is 0.

    `worth` is per person, shape (cells,). Caps of a team's day hold at each place alone, not over a
    day's places, so values are never too low.
    """
    slots = problem.classes[slot_class]
    room = most * slots.stations
    raw = np.zeros((room + 1, problem.places))
    open_cells = slots.allowed & (problem.expected > 0) & (worth > 0)
    for cell in np.flatnonzero(open_cells):
        place = int(problem.cell_place[cell])
        people = _most_people(problem, int(cell))
        raw[:, place] = _with(raw[:, place], int(problem.cell_minutes[cell]), people, float(worth[cell]))
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


def loads(
    problem: Problem, slot_class: int, worth: Floats, place: int, minutes: int
) -> tuple[tuple[int, int], ...]:
    """Whom to serve in so many minutes at a place, worth what the table says; (cell, people) pairs."""
    slots = problem.classes[slot_class]
    cells = np.flatnonzero(
        (problem.cell_place == place) & slots.allowed & (problem.expected > 0) & (worth > 0)
    )
    room = minutes * slots.stations
    layers = [np.zeros(room + 1)]
    for cell in cells:
        people, each = _most_people(problem, int(cell)), int(problem.cell_minutes[cell])
        layers.append(_with(layers[-1], each, people, float(worth[cell])))
    taken = list[tuple[int, int]]()
    for cell, before in reversed(list(zip(cells, layers[:-1], strict=True))):
        each, people = int(problem.cell_minutes[cell]), _most_people(problem, int(cell))
        counts = range(min(people, room // each) + 1)
        chosen = max(counts, key=lambda n: (before[room - n * each] + n * float(worth[cell]), -n))
        if chosen:
            taken.append((int(cell), chosen))
            room -= chosen * each
    return tuple(sorted(taken))
