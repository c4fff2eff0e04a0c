"""Fill days with people: the greedy step that knows a place's people may be served in part."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from itertools import pairwise, product

import numpy as np
from numpy.typing import NDArray

from optimizer.core.plan import Plan, Trip
from optimizer.core.problem import Problem
from optimizer.core.score import served, trip_cost
from optimizer.engines.day import Day, Stop, limit, most_people, service, stays, tour
from optimizer.engines.order import put_in_order
from optimizer.engines.parcels import short_minutes

Preference = Callable[[NDArray[np.float64], NDArray[np.float64]], NDArray[np.float64]]
"""Turns weighted people gained and minutes spent (shape (places,)) into a preference."""


def by_gain(gain: NDArray[np.float64], minutes: NDArray[np.float64]) -> NDArray[np.float64]:
    """Prefer the place that gains most weighted people; of equals the quicker one."""
    return gain - minutes * 1e-6


def by_rate(gain: NDArray[np.float64], minutes: NDArray[np.float64]) -> NDArray[np.float64]:
    """Prefer the place that gains most weighted people per minute."""
    return gain / np.maximum(minutes, 1.0)


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
        where = problem.place_location
        self._ways = {
            key: (layer.minutes[:, where].astype(np.int64), layer.minutes[where].T.astype(np.int64))
            for key, layer in problem.travel.layers.items()
        }

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
        """Work minutes the day has left, of the slot's or of those it is meant to take."""
        most = limit(self.problem, day.slot_class)
        drive = tour(self.problem, day.slot_class, [stop.place for stop in day.stops])
        return (most if day.most is None else min(most, day.most)) - drive - stays(self.problem, day)

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

    def insert(self, day: Day, prefer: Preference = by_gain, share: float = 1.0) -> bool:
        """Add the preferred place to a day at its cheapest position; False where none fits.

        With a `share` below 1 its visit takes only that share of the minutes free for serving.
        """
        problem, policy = self.problem, self.problem.policy
        if policy.max_visits is not None and len(day.stops) >= policy.max_visits:
            return False
        detours = self._detours(day)
        detour = detours.min(axis=0)
        minutes = self.spare(day) - detour - problem.setup
        if policy.max_drive_minutes is not None:
            drive = tour(problem, day.slot_class, [stop.place for stop in day.stops])
            minutes[drive + detour > policy.max_drive_minutes] = -1
        minutes[self.visits_left <= 0] = -1
        minutes[[stop.place for stop in day.stops]] = -1
        if share < 1.0:
            longest = int(problem.cell_minutes.max()) // problem.classes[day.slot_class].stations + 1
            fewer = np.maximum(longest, (minutes * share).astype(np.int64))
            minutes = np.where(minutes > longest, fewer, minutes)
        gain, spent = self._gains(day, np.maximum(minutes, 0))
        if not gain.any():
            return False
        score = np.where(gain > 0, prefer(gain, spent + detour + problem.setup), -np.inf)
        place = int(score.argmax())
        self._add(day, int(detours[:, place].argmin()), place, int(minutes[place]))
        return True

    def fill(self, day: Day, prefer: Preference = by_gain, share: float = 1.0) -> None:
        """Top up and insert until nothing more fits."""
        self.top_up(day)
        while self.insert(day, prefer, share):
            if share == 1.0:
                self.top_up(day)
        if share < 1.0:
            self.top_up(day)

    def _add(self, day: Day, position: int, place: int, minutes: int) -> None:
        stop = Stop(place)
        day.stops.insert(position, stop)
        allowed = self.problem.classes[day.slot_class].allowed
        free = minutes
        for cell in self._ranked[place].tolist():
            if cell >= 0 and allowed[cell] and self.left[cell]:
                people = min(int(self.left[cell]), most_people(self.problem, day, stop, cell, free))
                if people > 0:
                    stop.loads[cell] = people
                    self.left[cell] -= people
                    free = minutes - service(self.problem, day.slot_class, stop.loads)
        self.visits_left[place] -= 1
        put_in_order(self.problem, day)

    def _detours(self, day: Day) -> NDArray[np.int64]:
        """Extra driving minutes to visit each place before each stop or last, shape (stops + 1, places)."""
        problem, slots = self.problem, self.problem.classes[day.slot_class]
        minutes, (there, back) = problem.layer(day.slot_class).minutes, self._ways[slots.layer]
        way = [slots.base, *(int(problem.place_location[stop.place]) for stop in day.stops), slots.base]
        saved = [0 if a == b else int(minutes[a, b]) for a, b in pairwise(way)]
        detours: NDArray[np.int64] = there[way[:-1]] + back[way[1:]] - np.array(saved)[:, None]
        return detours

    def _gains(self, day: Day, minutes: NDArray[np.int64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
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


def fill(problem: Problem, plan: Plan, prefer: Preference = by_gain) -> Plan:
    """Fill a plan's days, and the slots still free, until nothing fits; never serves fewer.

    With a budget see `fill_for_money`.
    """
    if problem.policy.budget is not None:
        return fill_for_money(problem, plan)
    filler = Filler(problem, plan)
    filler.open_free_slots()
    for day in filler.days:
        filler.fill(day, prefer)
    return filler.plan()


def fill_for_money(problem: Problem, plan: Plan) -> Plan:
    """Fill free slots while the budget lasts, always with the day that earns most per rupiah.

    A day is tried short (where a longer one is dearer) and full, by gain and by gain per minute. Trips
    of `plan` are kept as far as they can be paid, those that earn most per rupiah first.
    """
    filler = Filler(problem, within_budget(problem, plan))
    money = (problem.policy.budget or 0) - sum(trip_cost(problem, day.trip()) for day in filler.days)
    used = Counter(day.slot_class for day in filler.days)
    free = [problem.slots_of(k) - used[k] for k in range(len(problem.classes))]
    while best := max(_offers(filler, free, money), key=lambda offer: offer[0], default=None):
        _, rupiah, day, prefer = best
        filler.fill(day, prefer)
        shrink(filler, day, money)
        filler.days.append(day)
        money, free[day.slot_class] = money - rupiah, free[day.slot_class] - 1
    return filler.plan()


def _offers(filler: Filler, free: list[int], money: int) -> Iterator[tuple[float, int, Day, Preference]]:
    """Days that could go out next and be paid: (weighted people per rupiah, rupiah, day, preference)."""
    problem = filler.problem
    kinds: list[tuple[int, int | None]] = [(k, None) for k, slots in enumerate(free) if slots > 0]
    kinds += [(k, short) for k, _ in kinds if (short := short_minutes(problem, k)) is not None]
    for (k, most), prefer in product(kinds, (by_rate, by_gain)):
        day = Day(k, most=most)
        filler.fill(day, prefer)
        rupiah = shrink(filler, day, money)
        worth = weighted(problem, day)
        filler.empty(day)
        if worth:
            yield worth / max(1, rupiah), rupiah, Day(k, most=most), prefer


def shrink(filler: Filler, day: Day, rupiah: int) -> int:
    """Take the least worthy stops off a day until it costs no more than `rupiah`; returns its cost."""
    problem = filler.problem
    while day.stops and (cost := trip_cost(problem, day.trip())) > rupiah:
        filler.remove(day, min(day.stops, key=lambda stop: weighted(problem, Day(day.slot_class, [stop]))))
    return cost if day.stops else 0


def weighted(problem: Problem, day: Day) -> int:
    """Weighted people served on a day, in hundredths."""
    return sum(n * int(problem.cell_weight[c]) for stop in day.stops for c, n in stop.loads.items())


def within_budget(problem: Problem, plan: Plan) -> Plan:
    """Drop the trips that earn least per rupiah until the rest is within the budget."""
    budget = problem.policy.budget
    if budget is None:
        return plan

    def rate(trip: Trip) -> float:
        return weighted(problem, Day.of(trip)) / max(1, trip_cost(problem, trip))

    kept, spent = [], 0
    for trip in sorted(plan.trips, key=rate, reverse=True):
        rupiah = trip_cost(problem, trip)
        if spent + rupiah <= budget:
            kept.append(trip)
            spent += rupiah
    return Plan(tuple(kept))
