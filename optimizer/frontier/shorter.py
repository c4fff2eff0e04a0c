"""A start for less money from a plan for more: days cut to eight hours where that loses least per rupiah."""

from __future__ import annotations

from dataclasses import replace

from optimizer.core.effort import EIGHT_HOURS
from optimizer.core.plan import Plan, Trip, Visit
from optimizer.core.policy import WEIGHT_SCALE
from optimizer.core.problem import Problem
from optimizer.core.score import clock_trip, counted, trip_cost
from optimizer.engines.engine import keeps_rules
from optimizer.engines.fill import within_budget


def within_by_hours(problem: Problem, plan: Plan) -> Plan:
    """The plan within the problem's budget: days shortened first, trips dropped only after that.

    Where days over eight hours cost an allowance each, whole trips are too large a step: the same money is
    saved by sending the team home an hour earlier.
    """
    budget = problem.policy.budget
    spent = sum(trip_cost(problem, trip) for trip in plan.trips)
    if budget is None or spent <= budget:
        return plan
    trips = list(plan.trips)
    cuts = []
    for number, trip in enumerate(trips):
        shorter = within_eight_hours(problem, trip)
        if shorter is not None:
            saved = trip_cost(problem, trip) - trip_cost(problem, shorter)
            lost = _worth(problem, trip) - _worth(problem, shorter)
            if saved > 0:
                cuts.append((lost / saved, number, saved, shorter))
    for _, number, saved, shorter in sorted(cuts, key=lambda cut: cut[:2]):
        if spent <= budget:
            break
        trips[number], spent = shorter, spent - saved
    made = Plan(tuple(trips))
    free = problem.replace(policy=replace(problem.policy, budget=None))
    return within_budget(problem, made if keeps_rules(free, made) else plan)


def within_eight_hours(problem: Problem, trip: Trip) -> Trip | None:
    """A day trip with so few people that it ends within eight hours; None where it does, or nobody is left.

    People leave one by one, those of least weight for their minutes first.
    """
    if trip.nights or clock_trip(problem, trip)[0].elapsed <= EIGHT_HOURS:
        return None
    weights = counted(problem)[0] + 1
    visits = [dict(visit.loads) for visit in trip.visits]
    places = [visit.place for visit in trip.visits]
    while any(visits):
        _, at, cell = min(
            (float(weights[cell]) / float(problem.cell_minutes[cell]), -at, cell)
            for at, loads in enumerate(visits)
            for cell in loads
        )
        loads = visits[-at]
        loads[cell] -= 1
        if not loads[cell]:
            del loads[cell]
        day = tuple(
            Visit(place, tuple(left.items())) for place, left in zip(places, visits, strict=True) if left
        )
        if not day:
            return None
        shorter = replace(trip, days=(day,))
        if clock_trip(problem, shorter)[0].elapsed <= EIGHT_HOURS:
            return shorter
    return None


def _worth(problem: Problem, trip: Trip) -> int:
    weights, targets = counted(problem)
    return sum(
        people * (int(weights[cell]) + WEIGHT_SCALE * sum(bool(target.cells[cell]) for target in targets))
        for visit in trip.visits
        for cell, people in visit.loads
    )
