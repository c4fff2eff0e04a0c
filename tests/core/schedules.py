"""Schedules made by hand: trips put on slots, clocked and priced."""

from __future__ import annotations

from datetime import timedelta

from optimizer.core.plan import Trip, Visit
from optimizer.core.problem import Problem
from optimizer.core.schedule import DatedTrip, Schedule
from optimizer.core.score import clock_trip, effort_of
from optimizer.core.tariff import cost


def trip(*visits: tuple[int, dict[int, int]], slot_class: int = 0) -> Trip:
    """A day trip over (place, {cell: people}) in the order given."""
    return Trip(slot_class, (tuple(Visit(place, tuple(loads.items())) for place, loads in visits),))


def over_nights(*days: Trip, sleeps_at: tuple[int, ...]) -> Trip:
    """Day trips made one, the team sleeping at these locations in between."""
    first, *rest = days
    return Trip(
        first.slot_class,
        tuple(day for each in days for day in each.days),
        tuple(each.slot_class for each in rest),
        sleeps_at,
    )


def dated(problem: Problem, slot: int, made: Trip) -> DatedTrip:
    """The trip from the problem's slot of that number on, as the timetable would date it."""
    effort = effort_of(problem, made)
    team, day = problem.slots[slot].team, problem.slots[slot].date
    rupiah = cost(problem.tariff, effort)
    dates = tuple(day + timedelta(days=n) for n in range(len(made.days)))
    return DatedTrip(f"T{slot}", team, dates, made, clock_trip(problem, made), effort, rupiah)


def schedule(problem: Problem, *trips: tuple[int, Trip]) -> Schedule:
    """Trips in slots, given as (number of the slot, trip)."""
    return Schedule(tuple(dated(problem, slot, made) for slot, made in trips))
