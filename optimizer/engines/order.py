"""The best driving order of a day's few stops."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import pairwise, permutations
from typing import TypeVar

from optimizer.core.plan import Plan
from optimizer.core.problem import Problem
from optimizer.core.score import trip_cost
from optimizer.engines.day import Day, ends, limit, stays
from optimizer.engines.hours import Order, clocked, on_time
from optimizer.engines.outing import Outing

EXACT = 6
"""Stops up to which all orders are tried (720 of them); longer days are improved by 2-opt."""

TRIED = 120
"""Orders, shortest first, of which one must be on time where places have hours."""

Length = Callable[[Order], tuple[int, int]]
"""Driving minutes and metres of an order of stops, from end to end of the day."""

Fits = Callable[[Order], bool]
"""Whether an order of stops is possible."""

Price = TypeVar("Price", tuple[int, int], tuple[int, tuple[int, int]])
"""What an order is judged by."""


def put_in_order(problem: Problem, day: Day, fits: Fits | None = None) -> bool:
    """Order the stops by least driving minutes, then least metres; never makes the day longer.

    With `fits` the first such order that fits, or the order as it stands; False where none is found.
    """
    now = tuple(range(len(day.stops)))
    if len(now) < 2:
        return fits is None or fits(now)
    length = _length(problem, day)
    if len(now) > EXACT:
        orders = [_two_opt(now, length)]
    elif fits is None:
        orders = [min(permutations(now), key=lambda order: (length(order), order))]
    else:
        orders = sorted(permutations(now), key=lambda order: (length(order), order))[:TRIED]
    best = orders[0] if fits is None else next(filter(fits, (*orders, now)), None)
    if best is None:
        return False
    day.stops[:] = [day.stops[i] for i in best]
    return True


def in_cheapest_order(problem: Problem, plan: Plan) -> Plan:
    """The plan with each day's stops in the order of least rupiah.

    The quickest road is not always the shortest one, so the quickest order may not be the cheapest.
    """
    outings = [Outing.of(trip) for trip in plan.trips]
    for outing in outings:
        for day in outing.days:
            _put_in_cheapest_order(problem, outing, day)
    return Plan(tuple(outing.trip() for outing in outings))


def _put_in_cheapest_order(problem: Problem, outing: Outing, day: Day) -> None:
    """Order a day's stops by least rupiah, then minutes, within its minutes, drive limit and hours."""
    if len(day.stops) < 2:
        return
    length, stops = _length(problem, day), list(day.stops)
    now = tuple(range(len(stops)))
    most, drive = limit(problem, day.slot_class) - stays(problem, day), problem.policy.max_drive_minutes
    if drive is not None:
        most = min(most, drive)
    in_time = on_time(problem, day) if clocked(problem, day) else None
    same_first, same_last = _joined(day)

    def fits(order: Order) -> bool:
        joined = (not same_first or order[0] == 0) and (not same_last or order[-1] == now[-1])
        return joined and (in_time is None or in_time(order))

    def rupiah(order: Order) -> int:
        day.stops[:] = [stops[i] for i in order]
        return trip_cost(problem, outing.trip())

    def price(order: Order) -> tuple[int, tuple[int, int]]:
        return rupiah(order), length(order)

    if len(now) <= EXACT:
        best = min(_efficient(length, now, most, fits), key=price, default=now)
    else:
        best = _two_opt(now, price, lambda order: length(order)[0] <= most and fits(order))
    day.stops[:] = [stops[i] for i in best]


def _joined(day: Day) -> tuple[bool, bool]:
    """Whether a day's first and last stop are one visit with the day before and after."""
    before = day.before.stops[-1:] if day.before else []
    after = day.after.stops[:1] if day.after else []
    return (
        any(stop.place == day.stops[0].place for stop in before),
        any(stop.place == day.stops[-1].place for stop in after),
    )


def _efficient(length: Length, now: Order, most: int, fits: Fits) -> Iterator[Order]:
    """Orders of at most so many minutes that fit, to which no other is both quicker and shorter."""
    shortest: int | None = None
    for (minutes, metres), order in sorted((length(order), order) for order in permutations(now)):
        if minutes <= most and (shortest is None or metres < shortest) and fits(order):
            shortest = metres
            yield order


def _length(problem: Problem, day: Day) -> Length:
    """The length of orders of the day's stops."""
    layer, (first, last) = problem.layer(day.slot_class), ends(problem, day)
    where = [*(int(problem.place_location[stop.place]) for stop in day.stops), last, first]
    minutes = [[int(layer.minutes[a, b]) for b in where] for a in where]
    metres = [[int(layer.metres[a, b]) for b in where] for a in where]

    def length(order: Order) -> tuple[int, int]:
        legs = list(pairwise((-1, *order, -2)))
        return sum(minutes[a][b] for a, b in legs), sum(metres[a][b] for a, b in legs)

    return length


def _two_opt(order: Order, price: Callable[[Order], Price], fits: Fits | None = None) -> Order:
    """Reverse segments while that makes the tour cheaper, and it fits."""
    best, least, improved = order, price(order), True
    while improved:
        improved = False
        for i in range(len(best) - 1):
            for j in range(i + 1, len(best)):
                turned = best[:i] + best[i : j + 1][::-1] + best[j + 1 :]
                found = price(turned)
                if found < least and (fits is None or fits(turned)):
                    best, least, improved = turned, found, True
    return best
