"""What a plan is worth: effort, cost and the objective levels, from the trips alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from optimizer.core.clock import DayClock, clock_day
from optimizer.core.effort import DurationClass, Effort, driven, total
from optimizer.core.plan import Level, Plan, Trip
from optimizer.core.policy import WEIGHT_SCALE
from optimizer.core.problem import Problem, Target
from optimizer.core.tariff import cost


def clock_trip(problem: Problem, trip: Trip) -> tuple[DayClock, ...]:
    """The clock of each day of a trip: from the base or where the team slept, and back or to bed."""
    base = problem.classes[trip.slot_class].base
    days = zip(trip.classes, trip.days, trip.ends(base), strict=True)
    return tuple(clock_day(problem, k, day, first, last) for k, day, (first, last) in days)


def effort_of(problem: Problem, trip: Trip, clocks: tuple[DayClock, ...] | None = None) -> Effort:
    """What a trip takes; `clocks` saves running the clock again where it is known."""
    clocks = clocks or clock_trip(problem, trip)
    slot_class = problem.classes[trip.slot_class]
    metres = sum(clock.metres for clock in clocks)
    vehicle = problem.vehicle(trip.slot_class)
    kilometres, litres = driven(metres, vehicle.millilitres)
    person_days: Counter[tuple[str, DurationClass]] = Counter()
    for clock in clocks:
        duration = "overnight" if trip.nights else clock.duration_class
        for rank, count in slot_class.crew:
            person_days[rank, duration] += count
    people: Counter[str] = Counter()
    for visit in trip.visits:
        for cell, count in visit.loads:
            for service in problem.region.cells[cell].services:
                people[service] += count
    return Effort(
        metres=metres,
        team_days=len(trip.days),
        visits=len(trip.visits),
        kilometres={vehicle.code: kilometres},
        litres={vehicle.code: litres} if vehicle.millilitres else {},
        vehicle_days={vehicle.code: len(trip.days)},
        person_days=dict(person_days),
        person_nights={rank: trip.nights * count for rank, count in slot_class.crew} if trip.nights else {},
        people=dict(people),
        person_trips={vehicle.code: slot_class.size} if vehicle.transport_money else {},
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


def levels(problem: Problem, plan: Plan) -> tuple[Level, ...]:
    """Objective values in lexicographic order, weights in hundredths.

    Where floors are set, first the people missing from them (less is better). Then `reach`: weighted
    people served (more is better), or `cover`: `weighted_shortfall` (less is better). Last rupiah.
    """
    people = served(problem, plan.trips)
    rupiah = cost(problem.tariff, total(effort_of(problem, trip) for trip in plan.trips))
    return levels_of(problem, people, rupiah)


def levels_of(problem: Problem, people: NDArray[np.int64], rupiah: int) -> tuple[Level, ...]:
    """The levels of serving `people` per cell, shape (cells,), for so many rupiah."""
    floors = (Level("floor_shortfall", "people", floor_shortfall(problem, people)),) if problem.floors else ()
    if problem.policy.purpose == "reach":
        first = Level("weighted_people", "people/100", weighted_counted(problem, people))
    else:
        first = Level("weighted_shortfall", "people/100", weighted_shortfall(problem, people))
    return *floors, first, Level("cost", "rupiah", rupiah)


def floor_shortfall(problem: Problem, people: NDArray[np.int64]) -> int:
    """People missing from the floors of the kecamatan."""
    return sum(max(0, floor.people - int(people[floor.cells].sum())) for floor in problem.floors)


def weighted_shortfall(problem: Problem, people: NDArray[np.int64]) -> int:
    """Weighted people expected but not served, and people missing from targets at weight 1.

    Of a service with a target only the target is wanted: cells that need nothing else do not count.
    """
    return weighted_wanted(problem) - weighted_counted(problem, people)


def weighted_wanted(problem: Problem) -> int:
    """Weighted people that the people's level could count at most, were everyone expected served."""
    weights, targets = counted(problem)
    return int(problem.expected @ weights) + WEIGHT_SCALE * sum(target.people for target in targets)


def weighted_counted(problem: Problem, people: NDArray[np.int64]) -> int:
    """Weighted people that the level counts of `people` served; targets only up to what they ask for."""
    weights, targets = counted(problem)
    met = sum(min(target.people, int(people[target.cells].sum())) for target in targets)
    return int(people @ weights) + WEIGHT_SCALE * met


def counted(problem: Problem) -> tuple[NDArray[np.int64], tuple[Target, ...]]:
    """What the people's level counts: weights per cell, shape (cells,), and targets to be met.

    In `reach` every person at their weight. In `cover` a person who needs only services with a target
    counts towards the target alone, at weight 1.
    """
    if problem.policy.purpose == "reach":
        return problem.cell_weight.astype(np.int64), ()
    return np.where(problem.optional, 0, problem.cell_weight).astype(np.int64), problem.targets


def rank(problem: Problem, plan: Plan) -> tuple[int, ...]:
    """A key by which better plans sort first, for either purpose."""
    return rank_of(levels(problem, plan))


def rank_of(values: Iterable[Level]) -> tuple[int, ...]:
    """Levels as a key by which better ones sort first."""
    return tuple(-level.value if level.name == "weighted_people" else level.value for level in values)
