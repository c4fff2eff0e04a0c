"""The best driving order of a day's few stops."""

from __future__ import annotations

from itertools import permutations

from optimizer.core.problem import Problem
from optimizer.engines.day import Day

EXACT = 7
"""Stops up to which all orders are tried (5,040 of them); longer days are improved by 2-opt."""


def put_in_order(problem: Problem, day: Day) -> None:
    """Order the stops by least driving minutes, then least metres."""
    if len(day.stops) < 2:
        return
    base = problem.classes[day.slot_class].base
    where = [int(problem.place_location[stop.place]) for stop in day.stops]
    layer = problem.layer(day.slot_class)
    minutes, metres = layer.minutes, layer.metres

    def length(order: tuple[int, ...]) -> tuple[int, int]:
        way = [base, *(where[i] for i in order), base]
        legs = list(zip(way, way[1:], strict=False))
        return sum(int(minutes[a, b]) for a, b in legs), sum(int(metres[a, b]) for a, b in legs)

    best = tuple(range(len(where)))
    if len(where) <= EXACT:
        best = min(permutations(best), key=lambda order: (length(order), order))
    else:
        best = _two_opt(best, length)
    day.stops[:] = [day.stops[i] for i in best]


def _two_opt(order: tuple[int, ...], length) -> tuple[int, ...]:  # type: ignore[no-untyped-def]
    """Reverse segments while that shortens the tour."""
    best, improved = order, True
    while improved:
        improved = False
        for i in range(len(best) - 1):
            for j in range(i + 1, len(best)):
                turned = best[:i] + best[i : j + 1][::-1] + best[j + 1 :]
                if length(turned) < length(best):
                    best, improved = turned, True
    return best
