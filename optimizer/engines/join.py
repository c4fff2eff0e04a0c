"""From a router's routes of parcels to a plan: parcels of one place joined, stops in their best order."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from optimizer.core.plan import Plan
from optimizer.core.problem import Problem
from optimizer.engines.day import Day, Stop
from optimizer.engines.hours import clocked, fits, on_time
from optimizer.engines.order import put_in_order
from optimizer.engines.parcels import Parcel

Route = tuple[int, tuple[Parcel, ...]]
"""A slot class and the parcels served on one of its days, in driving order."""


def join(problem: Problem, routes: Iterable[Route]) -> Plan:
    """The routes as trips; visits beyond what the policy or opening hours allow are left out."""
    days = []
    for slot_class, parcels in routes:
        day = Day(slot_class)
        for parcel in parcels:
            _add(day, parcel)
        if clocked(problem, day):
            _keep_hours(problem, day)
        else:
            put_in_order(problem, day)
        days.append(day)
    drop_extra_visits(problem, days)
    return Plan(tuple(trip for trip in (day.trip() for day in days) if trip.visits))


def drop_extra_visits(problem: Problem, days: list[Day]) -> None:
    """Take the smallest stops off places visited more often than the policy allows."""
    visits = Counter(stop.place for day in days for stop in day.stops)
    for place, count in visits.items():
        extra = count - int(problem.max_visits[place])
        if extra > 0:
            stops = [(stop, day) for day in days for stop in day.stops if stop.place == place]
            for stop, day in sorted(stops, key=lambda pair: sum(pair[0].loads.values()))[:extra]:
                day.stops.remove(stop)
                if clocked(problem, day) and not fits(problem, day):
                    _keep_hours(problem, day)


def _keep_hours(problem: Problem, day: Day) -> None:
    """Bring a day on time: the shortest order that is, else without the stops with fewest people.

    A router knows hours without waits, and counts the break only in part.
    """
    while not put_in_order(problem, day, on_time(problem, day)):
        timed = [stop for stop in day.stops if problem.timed[stop.place]] or day.stops
        day.stops.remove(min(timed, key=lambda stop: sum(stop.loads.values())))


def _add(day: Day, parcel: Parcel) -> None:
    stop = next((stop for stop in day.stops if stop.place == parcel.place), None)
    if stop is None:
        stop = Stop(parcel.place)
        day.stops.append(stop)
    for cell, people in parcel.loads:
        stop.loads[cell] = stop.loads.get(cell, 0) + people
