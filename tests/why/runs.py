"""Small runs to ask about: a district, its schedule made by hand, and the outcome around it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from optimizer.core.accounts import accounts, unserved
from optimizer.core.budget import price
from optimizer.core.check import check_schedule
from optimizer.core.outcome import Outcome
from optimizer.core.plan import Plan, Result, Stop, Trip, Visit
from optimizer.core.problem import Problem
from optimizer.core.schedule import DatedTrip, Schedule
from optimizer.core.score import levels
from optimizer.why.change import dated_trip
from tests import tiny

HOUR = (replace(tiny.KTP, minutes=60), tiny.IKD)
"""An hour a person, so that people of a day can be counted on one hand."""

MONDAY, TUESDAY = tiny.MONDAY, tiny.MONDAY + timedelta(days=1)


def going(problem: Problem, day: date, *loads: tuple[int, int], team: str = "T1") -> DatedTrip:
    """A day trip of a team over (cell, people) in driving order."""
    k = next(slot.slot_class for slot in problem.slots if (slot.team, slot.date) == (team, day))
    visits = tuple(Visit(int(problem.cell_place[cell]), ((cell, people),)) for cell, people in loads)
    return dated_trip(problem, team, (day,), Trip(k, (visits,)))


def schedule(problem: Problem, *trips: DatedTrip) -> Schedule:
    """A schedule that keeps every rule."""
    made = Schedule(tuple(sorted(trips, key=lambda dated: (dated.dates, dated.team))))
    assert check_schedule(problem, made) == ()
    return made


def outcome(problem: Problem, *trips: DatedTrip) -> Outcome:
    """The run of a schedule."""
    made = schedule(problem, *trips)
    plan = Plan(tuple(dated.trip for dated in made.trips))
    result = Result(plan, "feasible", levels(problem, plan), "routing", 0, Stop(work=1), "work", 1.0)
    return Outcome(
        name="uji",
        case=None,
        created="2026-01-02T08:00:00+07:00",
        today=date(2026, 1, 2),
        problem=problem,
        result=result,
        schedule=made,
        budget=price(problem, made),
        accounts=accounts(problem, plan.trips),
        unserved=unserved(problem, plan.trips),
        baselines=(),
        warnings=(),
        settings={},
        versions={},
        seconds=1.0,
    )
