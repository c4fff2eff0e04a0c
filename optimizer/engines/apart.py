"""Stops that a day cannot serve within their hours, each sent out to on a day of its own.

Programmes over whole trips leave opening hours out; of the few days that miss them one stop is taken out.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

from optimizer.core.plan import Plan, Trip
from optimizer.core.problem import Problem
from optimizer.core.score import trip_cost
from optimizer.engines.engine import keeps_rules
from optimizer.engines.order import in_cheapest_order


def apart(problem: Problem, plan: Plan) -> Plan:
    """The plan with a stop of each day that breaks a rule on a day of its own, on a slot that is left.

    Where there is none the stop is left out; days that break rules without it as well are.
    """
    used = Counter(trip.slot_class for trip in plan.trips)
    free = {k: problem.slots_of(k) - used[k] for k in range(len(problem.classes))}
    trips: list[Trip] = []
    for trip in plan.trips:
        if trip.nights or keeps_rules(problem, Plan((trip,))):
            trips.append(trip)
            continue
        best = min(
            _parts(problem, trip, free), key=lambda parts: (-len(parts), _cost(problem, parts)), default=()
        )
        free[trip.slot_class] += 1
        for part in best:
            free[part.slot_class] -= 1
        trips += best
    return Plan(tuple(trips))


def _parts(problem: Problem, trip: Trip, free: dict[int, int]) -> Iterator[tuple[Trip, ...]]:
    """A day without one of its stops, with and without a day to that stop alone."""
    (visits,) = trip.days
    for number, visit in enumerate(visits):
        others = visits[:number] + visits[number + 1 :]
        if not others:
            continue
        (rest,) = in_cheapest_order(problem, Plan((replace(trip, days=(others,)),))).trips
        if not keeps_rules(problem, Plan((rest,))):
            continue
        yield (rest,)
        for k, slots in enumerate(problem.classes):
            alone = Trip(k, ((visit,),))
            allowed = all(slots.allowed[cell] for cell, _ in visit.loads)
            if allowed and free[k] > 0 and keeps_rules(problem, Plan((alone,))):
                yield rest, alone


def _cost(problem: Problem, trips: tuple[Trip, ...]) -> int:
    return sum(trip_cost(problem, trip) for trip in trips)
