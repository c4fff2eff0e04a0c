"""Fill days with people: the greedy step that knows a place's people may be served in part."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable

import numpy as np
from numpy.typing import NDArray

from optimizer.core.plan import Plan
from optimizer.core.problem import Problem
from optimizer.core.score import served, trip_cost
from optimizer.engines.day import Day, Stop, limit, most_people, service, tour
from optimizer.engines.order import put_in_order

Preference = Callable[[NDArray[np.float64], NDArray[np.float64]], NDArray[np.float64]]
"""Turns weighted people gained and minutes spent (shape (places,)) into a preference."""


def by_gain(gain: NDArray[np.float64], minutes: NDArray[np.float64]) -> NDArray[np.float64]:
    """Prefer the place that gains most weighted people; of equals the quicker one."""
    return gain - minutes * 1e-6


class Filler:
    """Days being filled, with people left per cell and visits left per place.

    Changed in place; `top_up` and `insert` never break a hard rule of a day.
    """

    def __init__(self, problem: Problem, plan: Plan):
        self.problem = problem
        self.days = [Day.of(trip) for trip in plan.trips]
        self.left = problem.expected.astype(np.int64) - served(problem, plan.trips)
        visits = Counter(stop.place for day in self.days for stop in day.stops)
        self.visits_left = np.array([int(problem.max_visits[p]) - visits[p] for p in range(problem.places)])
        self._cells_of = [np.flatnonzero(problem.cell_place == p).tolist() for p in range(problem.places)]
        self._worth = problem.cell_weight / problem.cell_minutes
        self._ranked = self._rank_cells()
        self._caps = [(cap.cells, cap.people) for cap in problem.caps]

    def plan(self) -> Plan:
        """The days as trips; days with nobody to serve are dropped."""
        trips = (day.trip() for day in self.days)
        return Plan(tuple(trip for trip in trips if trip.visits))

    def open_free_slots(self) -> None:
        """Add an empty day for every slot no day uses yet."""
        used = Counter(day.slot_class for day in self.days)
        for slot_class in range(len(self.problem.classes)):
            free = self.problem.slots_of(slot_class) - used[slot_class]
            self.days += [Day(slot_class) for _ in range(free)]

    def empty(self, day: Day) -> None:
        """Take everyone off a day."""
        for stop in list(day.stops):
            self.remove(day, stop)

    def remove(self, day: Day, stop: Stop) -> None:
        """Take a stop off a day."""
        day.stops.remove(stop)
        self.visits_left[stop.place] += 1
        for cell, people in stop.loads.items():
            self.left[cell] += people

    def spare(self, day: Day) -> int:
        """Work minutes the day has left."""
        problem = self.problem
        drive = tour(problem, day.slot_class, [stop.place for stop in day.stops])
        stays = sum(
            int(problem.setup[stop.place]) + service(problem, day.slot_class, stop.loads)
            for stop in day.stops
        )
        return limit(problem, day.slot_class) - drive - stays

    def top_up(self, day: Day) -> None:
        """Serve more people at the places a day already visits, worthiest per minute first."""
        allowed, spare = self.problem.classes[day.slot_class].allowed, None
        wanted = [(s, c) for s in day.stops for c in self._cells_of[s.place] if self.left[c] and allowed[c]]
        for stop, cell in sorted(wanted, key=lambda sc: (-self._worth[sc[1]], sc[1])):
            spare = self.spare(day) if spare is None else spare
            people = min(int(self.left[cell]), most_people(self.problem, day, stop, cell, spare))
            if people > 0:
                stop.loads[cell] = stop.loads.get(cell, 0) + people
                self.left[cell] -= people
                spare = None

    def insert(self, day: Day, prefer: Preference = by_gain) -> bool:
        """Add the preferred place to a day at its cheapest position; False where none fits."""
        problem, policy = self.problem, self.problem.policy
        if policy.max_visits is not None and len(day.stops) >= policy.max_visits:
            return False
        detour = self._detours(day)
        minutes = self.spare(day) - detour - problem.setup
        if policy.max_drive_minutes is not None:
            drive = tour(problem, day.slot_class, [stop.place for stop in day.stops])
            minutes[drive + detour > policy.max_drive_minutes] = -1
        minutes[self.visits_left <= 0] = -1
        minutes[[stop.place for stop in day.stops]] = -1
        gain, spent = self._gains(day, np.maximum(minutes, 0))
        if not gain.any():
            return False
        score = np.where(gain > 0, prefer(gain, spent + detour + problem.setup), -np.inf)
        self._add(day, int(score.argmax()), int(minutes[score.argmax()]))
        return True

    def fill(self, day: Day, prefer: Preference = by_gain) -> None:
        """Top up and insert until nothing more fits."""
        self.top_up(day)
        while self.insert(day, prefer):
            self.top_up(day)

    def _add(self, day: Day, place: int, minutes: int) -> None:
        stop = Stop(place)
        day.stops.append(stop)
        allowed = self.problem.classes[day.slot_class].allowed
        free = minutes
        for cell in self._ranked[place]:
            if cell >= 0 and allowed[cell] and self.left[cell]:
                people = min(int(self.left[cell]), most_people(self.problem, day, stop, cell, free))
                if people > 0:
                    stop.loads[cell] = people
                    self.left[cell] -= people
                    free = minutes - service(self.problem, day.slot_class, stop.loads)
        self.visits_left[place] -= 1
        put_in_order(self.problem, day)

    def _detours(self, day: Day) -> NDArray[np.int64]:
        """Least extra driving minutes to visit each place too, shape (places,)."""
        problem = self.problem
        base, minutes = problem.classes[day.slot_class].base, problem.layer(day.slot_class).minutes
        way = [base, *(int(problem.place_location[stop.place]) for stop in day.stops), base]
        before, after = way[:-1], way[1:]
        there = minutes[np.ix_(before, problem.place_location)].astype(np.int64)
        back = minutes[np.ix_(problem.place_location, after)].T
        saved = np.array([0 if a == b else int(minutes[a, b]) for a, b in zip(before, after, strict=True)])
        detours: NDArray[np.int64] = (there + back - saved[:, None]).min(axis=0)
        return detours

    def _gains(
        self, day: Day, minutes: NDArray[np.int64]
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Weighted people gained at each place in the minutes given, and minutes spent on them."""
        problem, slots = self.problem, self.problem.classes[day.slot_class]
        room = minutes * slots.stations
        start = room.copy()
        gain = np.zeros(problem.places)
        taken = [
            np.full(problem.places, sum(n for s in day.stops for c, n in s.loads.items() if cells[c]))
            for cells, _ in self._caps
        ]
        for cell in self._ranked.T:
            real = (cell >= 0) & slots.allowed[cell]
            people = np.where(real, np.minimum(self.left[cell], room // problem.cell_minutes[cell]), 0)
            for (cells, most), used in zip(self._caps, taken, strict=True):
                people = np.where(cells[cell], np.minimum(people, np.maximum(most - used, 0)), people)
                used += np.where(cells[cell], people, 0)
            room = room - people * problem.cell_minutes[cell]
            gain += people * problem.cell_weight[cell]
        return gain, (start - room) / slots.stations

    def _rank_cells(self) -> NDArray[np.int64]:
        """Cells of each place, worthiest per minute first, padded with -1; shape (places, most cells)."""
        most = max((len(cells) for cells in self._cells_of), default=0)
        ranked = np.full((self.problem.places, max(1, most)), -1)
        for place, cells in enumerate(self._cells_of):
            ranked[place, : len(cells)] = sorted(cells, key=lambda c: (-self._worth[c], c))
        return ranked


def fill(problem: Problem, plan: Plan) -> Plan:
    """Fill a plan's days, and the slots still free, until nothing fits; never serves fewer.

    With a budget the fullest days are kept: new ones are only opened, and filled ones only kept
    fuller, while the whole stays within it.
    """
    filler = Filler(problem, plan)
    filler.open_free_slots()
    for day in filler.days:
        filler.fill(day)
    filled = filler.plan()
    return filled if problem.policy.budget is None else within_budget(problem, filled)


def within_budget(problem: Problem, plan: Plan) -> Plan:
    """Drop the trips that earn least per rupiah until the rest is within the budget."""
    budget = problem.policy.budget
    if budget is None:
        return plan
    costs = {trip: trip_cost(problem, trip) for trip in plan.trips}
    worth = {trip: sum(_weighted(problem, v.loads) for v in trip.visits) for trip in plan.trips}
    order = sorted(plan.trips, key=lambda trip: worth[trip] / max(1, costs[trip]), reverse=True)
    kept, spent = [], 0
    for trip in order:
        if spent + costs[trip] <= budget:
            kept.append(trip)
            spent += costs[trip]
    return Plan(tuple(kept))


def _weighted(problem: Problem, loads: Iterable[tuple[int, int]]) -> int:
    return sum(people * int(problem.cell_weight[cell]) for cell, people in loads)
