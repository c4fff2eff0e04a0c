"""The best driving order of a day's few stops."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import pairwise, permutations

from optimizer.core.plan import Plan
from optimizer.core.problem import Problem
from optimizer.core.score import trip_cost
from optimizer.engines.day import Day, limit, stays

EXACT = 6
"""Stops up to which all orders are tried (720 of them); longer days are improved by 2-opt."""

Order = tuple[int, ...]
Length = Callable[[Order], tuple[int, int]]
"""Driving minutes and metres of an order of stops, from the base and back."""


def put_in_order(problem: Problem, day: Day) -> None:
    """Order the stops by least driving minutes, then least metres; never makes the day longer."""
    if len(day.stops) < 2:
        return
    length, now = _length(problem, day), tuple(range(len(day.stops)))
    if len(now) <= EXACT:
        best = min(permutations(now), key=lambda order: (length(order), order))
    else:
        best = _two_opt(now, length)
    day.stops[:] = [day.stops[i] for i in best]


def in_cheapest_order(problem: Problem, plan: Plan) -> Plan:
    """The plan with each day's stops in the order of least rupiah.

    The quickest road is not always the shortest one, so the quickest order may not be the cheapest.
    """
    days = [Day.of(trip) for trip in plan.trips]
    for day in days:
        _put_in_cheapest_order(problem, day)
    return Plan(tuple(day.trip() for day in days))


def _put_in_cheapest_order(problem: Problem, day: Day) -> None:
    """Order a day's stops by least rupiah, then minutes, within its minutes and drive limit."""
    if not 2 <= len(day.stops) <= EXACT:
        return
    length, now = _length(problem, day), tuple(range(len(day.stops)))
    most, drive = limit(problem, day.slot_class) - stays(problem, day), problem.policy.max_drive_minutes
    if drive is not None:
        most = min(most, drive)

    def rupiah(order: Order) -> int:
        return trip_cost(problem, Day(day.slot_class, [day.stops[i] for i in order]).trip())

    best = min(_efficient(length, now, most), key=lambda order: (rupiah(order), length(order)), default=now)
    day.stops[:] = [day.stops[i] for i in best]


def _efficient(length: Length, now: Order, most: int) -> Iterator[Order]:
    """Orders of at most so many minutes to which no other is both quicker and shorter."""
    shortest: int | None = None
    for (minutes, metres), order in sorted((length(order), order) for order in permutations(now)):
        if minutes <= most and (shortest is None or metres < shortest):
            shortest = metres
            yield order


def _length(problem: Problem, day: Day) -> Length:
    """The length of orders of the day's stops."""
    layer, base = problem.layer(day.slot_class), problem.classes[day.slot_class].base
    where = [*(int(problem.place_location[stop.place]) for stop in day.stops), base]
    minutes = [[int(layer.minutes[a, b]) for b in where] for a in where]
    metres = [[int(layer.metres[a, b]) for b in where] for a in where]

    def length(order: Order) -> tuple[int, int]:
        legs = list(pairwise((-1, *order, -1)))
        return sum(minutes[a][b] for a, b in legs), sum(metres[a][b] for a, b in legs)

    return length


def _two_opt(order: Order, length: Length) -> Order:
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
