"""Date the trips of a plan, share them among the teams and put each day on the clock."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import replace
from datetime import date

from optimizer.core.plan import Plan, Trip
from optimizer.core.problem import Problem
from optimizer.core.schedule import DatedTrip, Schedule
from optimizer.core.score import clock_trip, effort_of
from optimizer.core.tariff import cost
from optimizer.timetable.dates import choose_dates
from optimizer.timetable.params import TimetableParams


def place(problem: Problem, plan: Plan, params: TimetableParams, seed: int = 0) -> Schedule:
    """A dated schedule of day trips; trips no slot could be found for are in `undated`.

    Within a date the longest day goes to the team that has worked least so far, so loads stay fair.
    """
    dates = choose_dates(problem, plan.trips, params, seed)
    undated = tuple(trip for trip, day in zip(plan.trips, dates, strict=True) if day is None)
    on: dict[date, list[Trip]] = defaultdict(list)
    for trip, day in zip(plan.trips, dates, strict=True):
        if day is not None:
            on[day].append(_turned(problem, trip))
    worked: Counter[str] = Counter()
    dated: list[DatedTrip] = []
    for day in sorted(on):
        free = [slot for slot in problem.slots if slot.date == day]
        for trip in sorted(on[day], key=lambda trip: (-_work(problem, trip), trip.visits[0].place)):
            able = [slot for slot in free if slot.slot_class == trip.slot_class]
            slot = min(able, key=lambda slot: (worked[slot.team], slot.team))
            free.remove(slot)
            worked[slot.team] += _work(problem, trip)
            dated.append(_dated(problem, trip, slot.team, day))
    dated.sort(key=lambda trip: (trip.dates, trip.team))
    return Schedule(tuple(dated), undated)


def _work(problem: Problem, trip: Trip) -> int:
    return sum(clock.work for clock in clock_trip(problem, trip))


def _turned(problem: Problem, trip: Trip) -> Trip:
    """The trip driven the other way round, where that leaves the base earlier for the same effort.

    A day whose drive would run into the break starts later (`clock_day`); on roads that are as quick
    both ways the reverse order often need not.
    """
    back = replace(trip, days=tuple(tuple(reversed(day)) for day in trip.days))

    def key(candidate: Trip) -> tuple[int, int, int]:
        clocks = clock_trip(problem, candidate)
        effort = effort_of(problem, candidate, clocks)
        return sum(c.work for c in clocks), cost(problem.tariff, effort), sum(c.start for c in clocks)

    return min((trip, back), key=key)


def _dated(problem: Problem, trip: Trip, team: str, day: date) -> DatedTrip:
    clocks = clock_trip(problem, trip)
    effort = effort_of(problem, trip, clocks)
    return DatedTrip(
        f"{day.isoformat()}-{team}", team, (day,), trip, clocks, effort, cost(problem.tariff, effort)
    )
