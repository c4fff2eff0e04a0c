"""The curve: a plan for each budget, each started from the one before, and one with a little more money."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from math import ceil, log10
from typing import Any

from optimizer.core.check import check_schedule
from optimizer.core.frontier import Yield
from optimizer.core.plan import Plan, Result, Trip
from optimizer.core.problem import Problem
from optimizer.core.schedule import DatedTrip, Schedule
from optimizer.core.score import clock_trip, effort_of, rank, trip_cost
from optimizer.engines import ENGINES
from optimizer.engines.fill import within_budget
from optimizer.frontier.ground import Ground, best_of, engine_bound, engine_price
from optimizer.frontier.kept import Kept
from optimizer.frontier.shorter import within_by_hours
from optimizer.frontier.written import dated as as_dated
from optimizer.frontier.written import schedule_of, trips_of, written
from optimizer.line.dating import dated
from optimizer.line.run import RefereeError
from optimizer.sweeps import digest_of


@dataclass(frozen=True)
class Made:
    """What was made at a budget.

    `schedule` is the point's own plan, dated; `searched` the plan that searching as long again without
    more money made, `richer` the one with more. `bound` and `richer_bound` are what the engine has proven
    of weighted people for the budget and for the larger one, `price` its dual price of a million rupiah.
    """

    budget: int
    schedule: Schedule
    searched: Yield
    richer: Yield
    richer_plan: Plan
    searched_plan: Plan
    bound: int | None
    richer_bound: int | None
    price: float | None
    relaxes: tuple[str, ...]
    undated: int

    @property
    def plan(self) -> Plan:
        """The plan of the schedule."""
        return Plan(tuple(trip.trip for trip in self.schedule.trips))


@dataclass(frozen=True)
class Top:
    """The plan for as much money as it takes."""

    plan: Plan
    rupiah: int
    bound: int | None


def top(ground: Ground, kept: Kept) -> Top:
    """Plan without a budget, twice as long as any other plan: it sets the scale of the curve."""
    digest = digest_of(ground.digest, "top")

    def work() -> Mapping[str, Any]:
        first = ground.solve(ground.problem, None)
        result = ground.solve(ground.problem, first.plan, 1)
        bounds = [engine_bound(ground.problem, each) for each in (first, result)]
        return {"trips": written(result.plan.trips), "bound": _least(bounds)}

    found = kept.do("top", digest, work)
    plan = Plan(trips_of(ground.problem, found["trips"], kept.where(digest)))
    return Top(plan, Yield.of(ground.problem, plan.trips).rupiah, found["bound"])


def budgets(most: int, points: int) -> tuple[int, ...]:
    """Even budgets from nothing to at least `most`, the step a round number of two digits."""
    step = max(1.0, most / (points - 1))
    unit = 10 ** max(0, int(log10(step)) - 1)
    return tuple(number * unit * ceil(step / unit) for number in range(points))


def curve(ground: Ground, kept: Kept, most: Top) -> Iterator[Made]:
    """A point for each budget, in order; no worse than the one before."""
    before: Made | None = None
    for budget in budgets(most.rupiah, ground.params.points):
        before = _point(ground, kept, most, budget, before)
        yield before


def _point(ground: Ground, kept: Kept, most: Top, budget: int, before: Made | None) -> Made:
    problem = ground.within(budget)
    starts = [within_budget(problem, most.plan), within_by_hours(problem, most.plan)]
    if before is not None:
        starts += [before.plan, before.searched_plan]
        if before.budget + ground.params.more <= budget:
            starts.append(before.richer_plan)
    start = best_of(problem, starts)
    digest = digest_of(ground.digest, "point", budget, written(start.trips))
    found = kept.do(f"point {budget}", digest, lambda: _made(ground, problem, budget, start))
    where = kept.where(digest)
    wider = ground.within(budget + ground.params.more)
    schedule = schedule_of(problem, found["schedule"], where)
    if ground.params.dated:
        _refereed(problem, schedule)
    searched, richer = trips_of(problem, found["searched"], where), trips_of(wider, found["richer"], where)
    made = Made(
        budget=budget,
        schedule=schedule,
        searched=Yield.of(problem, searched),
        richer=Yield.of(wider, richer),
        richer_plan=Plan(richer),
        searched_plan=Plan(searched),
        bound=found["bound"],
        richer_bound=found["richer_bound"],
        price=found["price"],
        relaxes=tuple(found["relaxes"]),
        undated=found["undated"],
    )
    return made if before is None else _no_worse(problem, made, before)


def _no_worse(problem: Problem, made: Made, before: Made) -> Made:
    """The point with the schedule for less money where its own serves fewer people, weighted or not.

    Dating may lose a trip, and a plan may serve fewer people of more weight: neither is what more money
    should bring. The plan found is still where the next point starts.
    """
    rank_before, rank_made = rank(problem, before.plan), rank(problem, made.plan)
    people = [Yield.of(problem, each.plan.trips).people for each in (before, made)]
    if rank_made <= rank_before and people[1] >= people[0]:
        return made
    return replace(made, schedule=before.schedule, undated=before.undated)


def _made(ground: Ground, problem: Problem, budget: int, start: Plan) -> dict[str, Any]:
    wider = ground.within(budget + ground.params.more)
    first = ground.solve(problem, start)
    alone = ground.solve(problem, first.plan, 1)
    more = ground.solve(wider, first.plan, 1)
    richer = best_of(wider, [more.plan, alone.plan])
    if Yield.of(wider, richer.trips).people < Yield.of(wider, alone.plan.trips).people:
        richer = alone.plan  # fewer people of more weight are not what more money should bring
    schedule = _dated(ground, problem, alone)
    prices = [price for each in (alone, first) if (price := engine_price(each)) is not None]
    return {
        "schedule": as_dated(schedule),
        "undated": len(schedule.undated),
        "searched": written(alone.plan.trips),
        "richer": written(richer.trips),
        "bound": _least([engine_bound(problem, each) for each in (first, alone)]),
        "richer_bound": engine_bound(wider, more),
        "price": prices[0] if prices else None,
        "relaxes": list(dict.fromkeys((*first.bound_relaxes, *alone.bound_relaxes))),
    }


def _dated(ground: Ground, problem: Problem, result: Result) -> Schedule:
    if not ground.params.dated:
        return on_first_slots(problem, result.plan)
    engine = ENGINES[ground.params.engine]()
    params = ground.settings.timetable
    _, schedule = dated(problem, result, engine, ground.stop, params, ground.seed, ground.watch)
    _refereed(problem, schedule)
    return schedule


def _refereed(problem: Problem, schedule: Schedule) -> None:
    faults = check_schedule(problem, schedule)
    if faults:
        raise RefereeError(tuple(faults))


def on_first_slots(problem: Problem, plan: Plan) -> Schedule:
    """The trips on the first team-days of their classes that are free: whose and when is not settled.

    Trips with nights go first, as they need days in a row; what finds no room stays undated.
    """
    free = set(range(len(problem.slots)))
    made, left = list[DatedTrip](), list[Trip]()
    runs: list[tuple[tuple[int, ...], tuple[int, ...]]] = [
        ((number,), (slot.slot_class,)) for number, slot in enumerate(problem.slots)
    ]
    runs += [(span.slots, span.classes) for span in problem.spans]
    for trip in sorted(plan.trips, key=lambda trip: -trip.nights):
        slots = next((s for s, classes in runs if classes == trip.classes and free.issuperset(s)), None)
        if slots is None:
            left.append(trip)
            continue
        free.difference_update(slots)
        clocks = clock_trip(problem, trip)
        days = tuple(problem.slots[number].date for number in slots)
        team, effort = problem.slots[slots[0]].team, effort_of(problem, trip, clocks)
        name = f"P{len(made) + 1}"
        made.append(DatedTrip(name, team, days, trip, clocks, effort, trip_cost(problem, trip)))
    return Schedule(tuple(made), tuple(left))


def _least(bounds: list[int | None]) -> int | None:
    return min((bound for bound in bounds if bound is not None), default=None)
