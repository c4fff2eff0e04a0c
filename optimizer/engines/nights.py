"""Nights out: which slots trips with nights take, and where a team may sleep."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from optimizer.core.plan import Trip
from optimizer.core.problem import Problem

MOST_TRIED = 20_000
"""Spans tried before dates for a plan's nights are given up."""

NEAREST = 3
"""Lodgings near a place that are considered for its sake."""


def on_spans(problem: Problem, trips: Sequence[Trip]) -> list[tuple[int, ...]] | None:
    """Slots for each trip with nights (empty for day trips), none taken twice; None where there are none.

    Depth-first over the trips with nights, those with fewest spans first.
    """
    slots: list[tuple[int, ...]] = [()] * len(trips)
    nightly = [number for number, trip in enumerate(trips) if trip.nights]
    if not nightly:
        return slots
    spans: dict[tuple[int, ...], list[tuple[int, ...]]] = {}
    for span in problem.spans:
        spans.setdefault(span.classes, []).append(span.slots)
    order = sorted(nightly, key=lambda number: len(spans.get(trips[number].classes, ())))
    taken, tried = set[int](), 0

    def place(at: int) -> bool:
        nonlocal tried
        if at == len(order):
            return True
        for span in spans.get(trips[order[at]].classes, ()):
            tried += 1
            if tried > MOST_TRIED:
                return False
            if taken.isdisjoint(span):
                taken.update(span)
                slots[order[at]] = span
                if place(at + 1):
                    return True
                taken.difference_update(span)
        return False

    return slots if place(0) else None


class Beds:
    """The lodgings nearest to each place, on the roads of each slot class."""

    def __init__(self, problem: Problem):
        self._problem = problem
        self._near: dict[tuple[str, str], list[list[int]]] = {}

    def near(self, slot_class: int, place: int) -> list[int]:
        """Locations of the lodgings nearest to a place, nearest first."""
        problem, key = self._problem, self._problem.classes[slot_class].layer
        if key not in self._near:
            beds = np.array(problem.lodgings)
            minutes = problem.travel.layers[key].minutes[np.ix_(beds, problem.place_location)]
            order = np.argsort(minutes, axis=0, kind="stable")[:NEAREST]
            self._near[key] = beds[order].T.tolist()
        return self._near[key][place]
