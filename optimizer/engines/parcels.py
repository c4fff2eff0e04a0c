"""Parcels: each place's people cut into loads that one team-day can serve."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from optimizer.core.pose import stay_minutes
from optimizer.core.problem import Problem
from optimizer.engines.aims import Aims
from optimizer.engines.day import tour
from optimizer.engines.price import Fares
from optimizer.engines.wanted import floor_people, wanted_people


@dataclass(frozen=True)
class Parcel:
    """People of one place served together: (cell, people) pairs."""

    place: int
    loads: tuple[tuple[int, int], ...]


def cut(problem: Problem) -> tuple[Parcel, ...]:
    """Cut every servable place's people into parcels.

    A place gets at most its allowed visits, each a full load of the kind of day with which they suffice and
    cost least (the shortest of those that cost the same), the last one the remainder. People of a place who
    can be served on other slots than the rest of it, such as each month's newly eligible, are cut apart.
    Where only a target is wanted, the people who reach it cheapest are cut. Under `split` a full load is one
    that half of the slots can take on their cheaper days: cut finer, the router ends 3 to 6 % dearer in
    the same time (measured on the main case).
    """
    people, fares = wanted_people(problem), Fares.of(problem)
    cells_of: dict[int, list[int]] = defaultdict(list)
    for cell in np.flatnonzero(people > 0).tolist():
        cells_of[int(problem.cell_place[cell])].append(cell)
    parcels: list[Parcel] = []
    for place, cells in sorted(cells_of.items()):
        for classes, together in _alike(problem, cells):
            kinds = _kinds_of_day(problem, place, classes, fares)
            if kinds and problem.policy.visits == "split":
                kinds = [_usual(problem, kinds)]
            if kinds:
                parcels += _cut_place(problem, place, {c: int(people[c]) for c in together}, kinds, fares)
    return tuple(parcels)


def worths(problem: Problem, parcels: Sequence[Parcel]) -> list[int]:
    """Weighted people of each parcel, in hundredths; those who reach a floor count for many."""
    aims, urgent, worths = Aims(problem), floor_people(problem), []
    for parcel in parcels:
        worth = 0
        for cell, people in parcel.loads:
            early = min(people, int(urgent[cell]))
            urgent[cell] -= early
            worth += people * int(aims.most_worth[cell]) + early * aims.first
        worths.append(worth)
    return worths


def _alike(problem: Problem, cells: list[int]) -> list[tuple[list[int], list[int]]]:
    """Cells that the same classes may serve, with those classes."""
    groups: dict[bytes, tuple[list[int], list[int]]] = {}
    allowed: NDArray[np.bool_] = np.array([slots.allowed[cells] for slots in problem.classes])
    for column, cell in enumerate(cells) if len(allowed) else ():
        classes = np.flatnonzero(allowed[:, column])
        if len(classes):
            groups.setdefault(classes.tobytes(), (classes.tolist(), []))[1].append(cell)
    return list(groups.values())


def _kinds_of_day(
    problem: Problem, place: int, classes: list[int], fares: Sequence[Fares]
) -> list[tuple[int, int]]:
    """(serving minutes × stations at the place, class) per kind of day, shortest first."""
    kinds = set()
    for k in classes:
        minutes, stations, short = (
            stay_minutes(problem, place, k),
            problem.classes[k].stations,
            fares[k].short,
        )
        if minutes <= 0:
            continue
        kinds.add((minutes * stations, k))
        if short is not None:
            short = min(minutes, short - tour(problem, k, [place]) - int(problem.setup[place]))
            if short > 0:
                kinds.add((short * stations, k))
    return sorted(kinds)


def _usual(problem: Problem, kinds: list[tuple[int, int]]) -> tuple[int, int]:
    """The longest kind of day that half of the slots have, each class counted by its shortest day."""
    shortest = {k: (capacity, k) for capacity, k in reversed(kinds)}
    half, slots = sum(map(problem.slots_of, shortest)) / 2, 0
    for capacity, k in sorted(shortest.values(), reverse=True):
        slots += problem.slots_of(k)
        if slots >= half:
            return capacity, k
    return kinds[-1]


def _cut_place(
    problem: Problem,
    place: int,
    people: dict[int, int],
    kinds: list[tuple[int, int]],
    fares: Sequence[Fares],
) -> list[Parcel]:
    """The loads of the kind of day that suffices and costs least, were each of them a day's."""
    visits, best, least = int(problem.max_visits[place]), list[dict[int, int]](), float("inf")
    for capacity, k in kinds:
        loads = _loads(problem, people, capacity)
        rupiah = (
            len(loads) * _rupiah(problem, place, fares[k], capacity) if len(loads) <= visits else float("inf")
        )
        if not best or rupiah < least or (least == float("inf") and rupiah == least):
            best, least = loads, rupiah
    return [Parcel(place, tuple(sorted(load.items()))) for load in best[:visits]]


def _rupiah(problem: Problem, place: int, fares: Fares, capacity: int) -> float:
    """What a day out to one place costs that serves so many station-minutes, before anyone is served."""
    k = fares.slot_class
    serving = capacity // problem.classes[k].stations
    minutes = tour(problem, k, [place]) + int(problem.setup[place]) + serving
    return fares.day[fares.duration(minutes)] + fares.way(problem, place)


def _loads(problem: Problem, people: dict[int, int], capacity: int) -> list[dict[int, int]]:
    """Fill loads one after the other with the people of each cell, longest sitting first."""
    left = dict(people)
    order = sorted(left, key=lambda c: (-int(problem.cell_minutes[c]), c))
    loads: list[dict[int, int]] = []
    while any(left.values()):
        load, room = dict[int, int](), capacity
        for cell in order:
            count = min(left[cell], room // int(problem.cell_minutes[cell]))
            for cap in problem.caps:
                if cap.cells[cell]:
                    count = min(count, cap.per_trip - sum(n for c, n in load.items() if cap.cells[c]))
            if count > 0:
                load[cell] = count
                left[cell] -= count
                room -= count * int(problem.cell_minutes[cell])
        if not load:
            break
        loads.append(load)
    return loads
