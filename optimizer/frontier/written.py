"""Trips as plain data and back, so that a plan made once is not made again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from optimizer.core.check import check_plan
from optimizer.core.plan import Plan, Trip, Visit
from optimizer.core.problem import Problem
from optimizer.core.schedule import DatedTrip, Schedule
from optimizer.core.score import clock_trip, effort_of, trip_cost
from optimizer.errors import Defect, InputError, Message


def written(trips: Iterable[Trip]) -> list[dict[str, Any]]:
    """Trips as plain data."""
    return [
        {
            "classes": list(trip.classes),
            "sleeps_at": list(trip.sleeps_at),
            "days": [
                [[visit.place, [list(load) for load in visit.loads]] for visit in day] for day in trip.days
            ],
        }
        for trip in trips
    ]


def dated(schedule: Schedule) -> list[dict[str, Any]]:
    """The trips of a schedule as plain data, with their team and dates."""
    trips = written(trip.trip for trip in schedule.trips)
    return [
        {**each, "id": trip.id, "team": trip.team, "dates": [day.isoformat() for day in trip.dates]}
        for each, trip in zip(trips, schedule.trips, strict=True)
    ]


def trips_of(problem: Problem, data: Any, where: str) -> tuple[Trip, ...]:
    """Trips from plain data, checked; raises InputError where a kept file cannot be relied on."""
    try:
        trips = tuple(_trip(each) for each in data)
        sound = all(
            k in range(len(problem.classes)) and visit.place in range(problem.places)
            for trip in trips
            for k, day in zip(trip.classes, trip.days, strict=True)
            for visit in day
        ) and not check_plan(problem, Plan(trips))
    except (IndexError, KeyError, TypeError, ValueError):
        sound = False
    if not sound:
        raise InputError([Defect(where, Message("frontier.damaged"))])
    return trips


def schedule_of(problem: Problem, data: Any, where: str) -> Schedule:
    """A schedule from plain data, clocked and priced by the core; raises InputError like `trips_of`."""
    trips = trips_of(problem, data, where)
    try:
        dates = [tuple(date.fromisoformat(day) for day in each["dates"]) for each in data]
        names = [(str(each["id"]), str(each["team"])) for each in data]
    except (KeyError, TypeError, ValueError) as error:
        raise InputError([Defect(where, Message("frontier.damaged"))]) from error
    made = []
    for (name, team), days, trip in zip(names, dates, trips, strict=True):
        clocks = clock_trip(problem, trip)
        effort = effort_of(problem, trip, clocks)
        made.append(DatedTrip(name, team, days, trip, clocks, effort, trip_cost(problem, trip)))
    return Schedule(tuple(made))


def _trip(data: Mapping[str, Any]) -> Trip:
    first, *then = (int(k) for k in data["classes"])
    return Trip(
        first,
        tuple(
            tuple(
                Visit(int(place), tuple((int(cell), int(people)) for cell, people in loads))
                for place, loads in day
            )
            for day in data["days"]
        ),
        tuple(then),
        tuple(int(place) for place in data["sleeps_at"]),
    )
