"""Trips of the routes chosen: their loads made whole by a flow, their stops in order."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import maximum_flow

from optimizer.core.plan import Plan, Trip
from optimizer.core.problem import Problem
from optimizer.engines.columns.fewest.shape import Shape
from optimizer.engines.columns.fewest.whole import Mode
from optimizer.engines.day import Day, Stop, stays, tour
from optimizer.engines.order import put_in_order

TRIES = 8
"""Flows tried with less room where rounding up at each stop makes a day too long."""


def plan_of(
    problem: Problem,
    shape: Shape,
    modes: Sequence[tuple[Mode, int]],
    minutes: Sequence[int],
    people: Mapping[int, int] | None = None,
) -> Plan:
    """A plan of the modes, each as often as said; `minutes` are those a day of each of them may take.

    They serve everyone, or those `people`, by cell. It may leave some of them behind where whole people do
    not fit, or where a mode's rounds cost it minutes.
    """
    routes = [(mode, most) for (mode, times), most in zip(modes, minutes, strict=True) for _ in range(times)]
    routes = _without_surplus(problem, shape, routes)
    rooms = [mode.room for mode, _ in routes]
    everyone = {int(cell): int(problem.expected[cell]) for cell in np.flatnonzero(problem.expected)}
    trips: list[Trip] = []
    for _ in range(TRIES):
        loads = _flow(shape, routes, rooms)
        left = dict(everyone if people is None else people)
        trips, late = [], False
        for number, ((mode, most), load) in enumerate(zip(routes, loads, strict=True)):
            day = _day(problem, shape, mode, load, left, most)
            over = tour(problem, mode.slot_class, [s.place for s in day.stops]) + stays(problem, day) - most
            if over > 0:
                late = True
                stations = problem.classes[mode.slot_class].stations
                rooms[number] -= -(-over * stations // shape.unit)
            trips.append(day.trip())
        if not late:
            break
    return Plan(tuple(trip for trip in trips if all(trip.days)))


def _without_surplus(
    problem: Problem, shape: Shape, routes: list[tuple[Mode, int]]
) -> list[tuple[Mode, int]]:
    """The routes without visits beyond those a place may have, left out where that saves most metres."""
    surplus = Counter(place for mode, _ in routes for place in mode.stops)
    surplus.subtract({place: int(most) for place, most in enumerate(shape.visits)})
    for place in [place for place, more in surplus.items() if more > 0]:
        of_place = [number for number, (mode, _) in enumerate(routes) if place in mode.stops]
        of_place.sort(key=lambda number: -_saved(problem, routes[number][0], place))
        for number in of_place[: surplus[place]]:
            mode, most = routes[number]
            at = mode.stops.index(place)
            freed = int(shape.least[place]) if at < len(mode.ranges) else 0
            shorter = replace(
                mode,
                stops=tuple(stop for stop in mode.stops if stop != place),
                ranges=tuple(span for index, span in enumerate(mode.ranges) if index != at),
                room=mode.room + freed,
            )
            routes[number] = (shorter, most)
    return [(mode, most) for mode, most in routes if mode.stops]


def _saved(problem: Problem, mode: Mode, place: int) -> int:
    """Metres saved by leaving a place out, at least about: from the base to it and back, if it is alone."""
    metres = problem.layer(mode.slot_class).metres
    stops = [int(problem.place_location[stop]) for stop in mode.stops if stop != place]
    here = int(problem.place_location[place])
    near = [problem.classes[mode.slot_class].base, *stops]
    return min(int(metres[a, here]) + int(metres[here, a]) for a in near)


def _flow(shape: Shape, routes: Sequence[tuple[Mode, int]], rooms: Sequence[int]) -> list[dict[int, int]]:
    """Units at each stop of each route: the least, and what a flow from rooms to places puts on top."""
    places = len(shape.wanted)
    visits = np.zeros(places, dtype=np.int64)
    arcs: dict[tuple[int, int], int] = {}
    source, sink = len(routes) + places, len(routes) + places + 1
    for number, ((mode, _), room) in enumerate(zip(routes, rooms, strict=True)):
        visits[list(mode.stops)] += 1
        arcs[source, number] = max(0, room)
        for place in mode.stops:
            if shape.spare[place]:
                arcs[number, len(routes) + place] = int(shape.spare[place])
    for place in range(places):
        needed = int(shape.wanted[place] - visits[place] * shape.least[place])
        if needed > 0:
            arcs[len(routes) + place, sink] = needed
    rows, columns = np.array(list(arcs), dtype=np.int32).T
    capacity = coo_array(
        (np.array(list(arcs.values()), dtype=np.int32), (rows, columns)), (sink + 1, sink + 1)
    )
    flow = maximum_flow(capacity.tocsr(), source, sink).flow
    return [
        {
            place: int(shape.least[place]) + max(0, int(flow[number, len(routes) + place]))
            for place in mode.stops
        }
        for number, (mode, _) in enumerate(routes)
    ]


def _day(
    problem: Problem, shape: Shape, mode: Mode, load: dict[int, int], left: dict[int, int], most: int
) -> Day:
    """A day with whole people at its stops, taken from those `left`, in the quickest order."""
    day = Day(mode.slot_class, most=most)
    allowed = problem.classes[mode.slot_class].allowed
    for place, units in load.items():
        stop, minutes = Stop(place), units * shape.unit
        for cell in np.flatnonzero((problem.cell_place == place) & allowed):
            people = min(left.get(int(cell), 0), minutes // int(problem.cell_minutes[cell]))
            if people > 0:
                stop.loads[int(cell)] = people
                left[int(cell)] -= people
                minutes -= people * int(problem.cell_minutes[cell])
        if stop.loads:
            day.stops.append(stop)
    put_in_order(problem, day)
    return day
