"""The true optimum of a tiny problem, by enumerating every trip and every way to combine them.

Knows nothing of the engines and takes no score, clock or rule from the core: it restates the model
from DESIGN.md in other words, so that a wrong rule there and here would have to be wrong twice.
"""

from __future__ import annotations

from itertools import pairwise, permutations, product

import numpy as np

from optimizer.core.problem import Problem
from optimizer.core.tariff import Rate

NEVER = 2**60
"""Rupiah of what cannot be reached."""

Loads = tuple[int, ...]
"""People served per cell, shape (cells,)."""


def optimum(problem: Problem) -> tuple[int, int]:
    """Most weighted people that any plan serves, and the least rupiah for which that can be had.

    Dynamic programming over slots: `cheapest[people per cell, visits per place]`, every trip tried in
    every slot. Exact for loads that may be split into whole people at will.
    """
    places = [p for p in range(problem.places) if problem.max_visits[p] < len(problem.slots)]
    most = [*problem.expected.tolist(), *(int(problem.max_visits[p]) for p in places)]
    cheapest = np.full([n + 1 for n in most], NEVER, dtype=np.int64)
    cheapest[(0,) * len(most)] = 0
    trips = {k: day_trips(problem, k) for k in {slot.slot_class for slot in problem.slots}}
    for slot in problem.slots:
        before = cheapest.copy()
        for (loads, visited), rupiah in trips[slot.slot_class].items():
            step = [*loads, *(int(p in visited) for p in places)]
            after = tuple(slice(n, None) for n in step)
            origin = tuple(slice(0, top + 1 - n) for n, top in zip(step, most, strict=True))
            np.minimum(cheapest[after], before[origin] + rupiah, out=cheapest[after])
    limit = NEVER - 1 if problem.policy.budget is None else problem.policy.budget
    best = (0, 0)
    for state in np.argwhere(cheapest <= limit):
        people, rupiah = state[: problem.cells], int(cheapest[tuple(state)])
        best = max(best, (int(people @ problem.cell_weight.astype(np.int64)), -rupiah))
    return best[0], -best[1]


def day_trips(problem: Problem, slot_class: int) -> dict[tuple[Loads, frozenset[int]], int]:
    """Every day trip a slot of the class can make: (loads, places visited) → least rupiah."""
    slots, policy = problem.classes[slot_class], problem.policy
    layer = problem.layer(slot_class)
    found: dict[tuple[Loads, frozenset[int]], int] = {}
    open_cells = [c for c in range(problem.cells) if slots.allowed[c] and problem.expected[c] > 0]
    places = sorted({int(problem.cell_place[c]) for c in open_cells})
    longest = len(places) if policy.max_visits is None else min(len(places), policy.max_visits)
    for size in range(1, longest + 1):
        for order in permutations(places, size):
            way = [slots.base, *(int(problem.place_location[p]) for p in order), slots.base]
            drive = sum(int(layer.minutes[a, b]) for a, b in pairwise(way))
            metres = sum(int(layer.metres[a, b]) for a, b in pairwise(way))
            if policy.max_drive_minutes is not None and drive > policy.max_drive_minutes:
                continue
            fixed = drive + sum(int(problem.setup[p]) for p in order)
            if fixed >= slots.work_minutes + policy.overtime_minutes:
                continue
            for loads, service in _loads(problem, slot_class, order, open_cells):
                work = fixed + service
                if work <= slots.work_minutes + policy.overtime_minutes:
                    key = loads, frozenset(order)
                    rupiah = _rupiah(problem, slot_class, metres, work, size, loads)
                    found[key] = min(found.get(key, NEVER), rupiah)
    return found


def _loads(
    problem: Problem, slot_class: int, order: tuple[int, ...], open_cells: list[int]
) -> list[tuple[Loads, int]]:
    """Every way to serve someone at each place of a trip within the caps, and the minutes it takes."""
    stations = problem.classes[slot_class].stations
    ranges = [
        range(int(problem.expected[c]) + 1)
        if c in open_cells and problem.cell_place[c] in order
        else range(1)
        for c in range(problem.cells)
    ]
    made = []
    for loads in product(*ranges):
        minutes = dict.fromkeys(order, 0)
        for c, n in enumerate(loads):
            if n:
                minutes[int(problem.cell_place[c])] += n * int(problem.cell_minutes[c])
        capped = any(sum(n for c, n in enumerate(loads) if cap.cells[c]) > cap.people for cap in problem.caps)
        if all(minutes.values()) and not capped:
            made.append((loads, sum(-(-m // stations) for m in minutes.values())))
    return made


def _rupiah(problem: Problem, slot_class: int, metres: int, work: int, visits: int, loads: Loads) -> int:
    """Rupiah of a day trip: a day that runs past the start of the break lasts as long again as the break."""
    slots = problem.classes[slot_class]
    rest = slots.pause[1] - slots.pause[0] if slots.pause and slots.start + work > slots.pause[0] else 0
    duration = "up_to_8h" if work + rest <= 480 else "over_8h"
    served: dict[str, int] = {}
    for cell, people in zip(problem.region.cells, loads, strict=True):
        for service in cell.services:
            served[service] = served.get(service, 0) + people

    def units(rate: Rate) -> int:
        owns = not rate.vehicles or slots.vehicle in rate.vehicles
        if rate.driver == "kilometres":
            return -(-metres // 1000) if owns else 0
        if rate.driver == "vehicle_days":
            return 1 if owns else 0
        if rate.driver == "team_days":
            return 1
        if rate.driver == "visits":
            return visits
        if rate.driver == "people":
            return sum(n for s, n in served.items() if not rate.services or s in rate.services)
        if rate.driver == "person_days" and (not rate.duration_classes or duration in rate.duration_classes):
            return sum(n for rank, n in slots.crew if not rate.ranks or rank in rate.ranks)
        return 0

    return sum(rate.rupiah * units(rate) for rate in problem.tariff.rates)
