"""What a plan is worth: effort, cost and the objective levels, from the trips alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from optimizer.core.clock import DayClock, clock_day
from optimizer.core.effort import DurationClass, Effort, total
from optimizer.core.plan import Level, Plan, Trip
from optimizer.core.problem import Problem
from optimizer.core.tariff import cost


def clock_trip(problem: Problem, trip: Trip) -> tuple[DayClock, ...]:
    """The clock of each day of a trip (day trips: from the base and back to it)."""
    base = problem.classes[trip.slot_class].base
    return tuple(clock_day(problem, trip.slot_class, day, base, base) for day in trip.days)


def effort_of(problem: Problem, trip: Trip, clocks: tuple[DayClock, ...] | None = None) -> Effort:
    """What a trip takes; `clocks` saves running the clock again where it is known."""
    clocks = clocks or clock_trip(problem, trip)
    slot_class = problem.classes[trip.slot_class]
    metres = sum(clock.metres for clock in clocks)
    person_days: Counter[tuple[str, DurationClass]] = Counter()
    for clock in clocks:
        for rank, count in slot_class.crew:
            person_days[rank, clock.duration_class] += count
    people: Counter[str] = Counter()
    for visit in trip.visits:
        for cell, count in visit.loads:
            for service in problem.region.cells[cell].services:
                people[service] += count
    return Effort(
        metres=metres,
        team_days=len(trip.days),
        visits=len(trip.visits),
        kilometres={slot_class.vehicle: -(-metres // 1000)},
        vehicle_days={slot_class.vehicle: len(trip.days)},
        person_days=dict(person_days),
        people=dict(people),
    )


def trip_cost(problem: Problem, trip: Trip) -> int:
    """Whole rupiah of one trip."""
    return cost(problem.tariff, effort_of(problem, trip))


def served(problem: Problem, trips: Iterable[Trip]) -> NDArray[np.int64]:
    """People served per cell, shape (cells,)."""
    people = np.zeros(problem.cells, dtype=np.int64)
    for trip in trips:
        for visit in trip.visits:
            for cell, count in visit.loads:
                people[cell] += count
    return people


def levels(problem: Problem, plan: Plan) -> tuple[Level, Level]:
    """Objective values in lexicographic order, weights in hundredths.

    `reach`: weighted people served (more is better), then rupiah; `cover`: weighted people expected
    but not served (less is better), then rupiah.
    """
    people = served(problem, plan.trips)
    weighted = int(people @ problem.cell_weight.astype(np.int64))
    rupiah = cost(problem.tariff, total(effort_of(problem, trip) for trip in plan.trips))
    if problem.policy.purpose == "reach":
        first = Level("weighted_people", "people/100", weighted)
    else:
        wanted = int(problem.expected.astype(np.int64) @ problem.cell_weight.astype(np.int64))
        first = Level("weighted_shortfall", "people/100", wanted - weighted)
    return first, Level("cost", "rupiah", rupiah)


def rank(problem: Problem, plan: Plan) -> tuple[int, int]:
    """A key by which better plans sort first, for either purpose."""
    first, second = levels(problem, plan)
    return (-first.value if problem.policy.purpose == "reach" else first.value, second.value)
