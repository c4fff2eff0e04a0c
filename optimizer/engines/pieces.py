"""Pieces: parcels cut on, so that a router that keeps loads whole can still split a place's people freely.

A priori splitting (Chen, Golden, Wang and Wasil 2017): pieces of 20, 10 and 5 % of a day's serving minutes,
then halves of those, so that few pieces add up to any number of people.
"""

from __future__ import annotations

from collections.abc import Sequence

from optimizer.core.pose import stay_minutes
from optimizer.core.problem import Problem
from optimizer.engines.parcels import Parcel

SHARES = (0.2, 0.1, 0.05)
"""Sizes of a piece, as shares of the serving minutes of the longest day at its place."""


def pieces(problem: Problem, parcels: Sequence[Parcel]) -> tuple[tuple[Parcel, ...], list[list[int]]]:
    """All pieces, and for each parcel the numbers of its own."""
    made: list[Parcel] = []
    own: list[list[int]] = []
    for parcel in parcels:
        cut = [
            Parcel(parcel.place, ((cell, people),))
            for cell, count in parcel.loads
            for people in _sizes(count, _most_people(problem, parcel.place, cell))
        ]
        own.append(list(range(len(made), len(made) + len(cut))))
        made += cut
    return tuple(made), own


def _most_people(problem: Problem, place: int, cell: int) -> int:
    """People of a cell that the longest day with nothing else to do could serve."""
    minutes = int(problem.cell_minutes[cell])
    room = max(
        stay_minutes(problem, place, k) * slots.stations // minutes
        for k, slots in enumerate(problem.classes)
        if slots.allowed[cell]
    )
    return min([room, *(cap.per_trip for cap in problem.caps if cap.cells[cell])])


def _sizes(people: int, most: int) -> list[int]:
    """Whole numbers that add up to `people`, the largest first."""
    sizes: list[int] = []
    for share in SHARES:
        size = max(1, int(most * share))
        while people >= size:
            sizes.append(size)
            people -= size
    while people:
        half = 1 << (people.bit_length() - 1)
        sizes.append(half)
        people -= half
    return sizes
