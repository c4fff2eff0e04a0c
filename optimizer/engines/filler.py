"""`Filler`: trips being filled with people, a place's people in part where need be."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from optimizer.core.plan import Plan
from optimizer.core.problem import Problem
from optimizer.core.score import served
from optimizer.engines.aims import Aims
from optimizer.engines.day import Day, Stop, drive, ends, most_minutes, most_people, service, stays
from optimizer.engines.hours import Order, clocked, fits, on_time, rooms
from optimizer.engines.nights import on_spans
from optimizer.engines.order import put_in_order
from optimizer.engines.outing import Outing

Preference = Callable[[NDArray[np.float64], NDArray[np.float64]], NDArray[np.float64]]
"""Turns weighted people gained and minutes spent (shape (places,)) into a preference."""

TRIES = 6
"""Places tried for a day where the clock or the visits allowed may refuse the one preferred."""

RARE = 2.0
"""Most by which a place that is open on few slots is preferred where it is open."""


def by_gain(gain: NDArray[np.float64], minutes: NDArray[np.float64]) -> NDArray[np.float64]:
    """Prefer the place that gains most weighted people; of equals the quicker one."""
    return gain - minutes * 1e-6


def by_rate(gain: NDArray[np.float64], minutes: NDArray[np.float64]) -> NDArray[np.float64]:
    """Prefer the place that gains most weighted people per minute."""
    return gain / np.maximum(minutes, 1.0)


class Filler:
    """Trips being filled, with people left per cell and visits left per place.

    Changed in place; `top_up` and `insert` never break a hard rule of a day, whose trip may have nights.
    Raises ValueError for a plan whose trips with nights no dates can hold.
    """

    def __init__(self, problem: Problem, plan: Plan):
        self.problem = problem
        spans = on_spans(problem, plan.trips)
        if spans is None:
            raise ValueError("no dates for the nights of the plan")
        self.outings = [Outing.of(trip, slots) for trip, slots in zip(plan.trips, spans, strict=True)]
        self.left = problem.expected.astype(np.int64) - served(problem, plan.trips)
        visits = Counter(place for trip in plan.trips for place in trip.visited)
        self.visits_left = np.array([int(problem.max_visits[p]) - visits[p] for p in range(problem.places)])
        self.aims = Aims(problem)
        self._cells_of = [np.flatnonzero(problem.cell_place == p).tolist() for p in range(problem.places)]
        self._worth = self.aims.most_worth / problem.cell_minutes
        self._ranked = self._rank_cells()
        self._caps = [(cap.cells, cap.per_trip) for cap in problem.caps]
        self._any_timed = bool(problem.timed.any())
        self._rarity = _rarity(problem)
        where = problem.place_location
        self._ways = {
            key: (layer.minutes[:, where].astype(np.int64), layer.minutes[where].T.astype(np.int64))
            for key, layer in problem.travel.layers.items()
        }

    @property
    def days(self) -> list[Day]:
        """The days of all trips, in order."""
        return [day for outing in self.outings for day in outing.days]

    def plan(self) -> Plan:
        """The trips; those with nobody to serve are dropped."""
        trips = (outing.trip() for outing in self.outings)
        return Plan(tuple(trip for trip in trips if trip.visits))

    def add(self, day: Day) -> None:
        """Take up a day trip."""
        self.outings.append(Outing([day]))

    def open_free_slots(self) -> None:
        """Add an empty day for every slot no trip uses yet."""
        used = Counter(day.slot_class for day in self.days)
        for slot_class in range(len(self.problem.classes)):
            free = self.problem.slots_of(slot_class) - used[slot_class]
            self.outings += [Outing([Day(slot_class)]) for _ in range(free)]

    def empty(self, day: Day) -> None:
        """Take everyone off a day."""
        joined = self._joined(day)
        for stop in day.stops:
            self.visits_left[stop.place] += 1
            for cell, people in stop.loads.items():
                self.left[cell] += people
        day.stops.clear()
        for place in joined:
            self.visits_left[place] -= 1

    def remove(self, day: Day, stop: Stop) -> None:
        """Take a stop off a day trip; if the hours of the others then waste too much of it, all of them."""
        day.stops.remove(stop)
        self.visits_left[stop.place] += 1
        for cell, people in stop.loads.items():
            self.left[cell] += people
        if self._any_timed and clocked(self.problem, day) and not fits(self.problem, day):
            self.empty(day)

    def spare(self, day: Day) -> int:
        """Work minutes the day has left, of the slot's or of those it is meant to take; waits not counted."""
        return most_minutes(self.problem, day) - drive(self.problem, day) - stays(self.problem, day)

    def top_up(self, day: Day) -> None:
        """Serve more people at the places a day already visits, worthiest per minute first."""
        allowed, spare = self.problem.classes[day.slot_class].allowed, None
        wanted = [(s, c) for s in day.stops for c in self._cells_of[s.place] if self.left[c] and allowed[c]]
        held = self._any_timed and clocked(self.problem, day)
        for stop, cell in sorted(wanted, key=lambda sc: (-self._worth[sc[1]], sc[1])):
            spare = self.spare(day) if spare is None else spare
            people = min(self._most(cell), most_people(self.problem, day, stop, cell, spare))
            if held:
                people = _most_on_time(self.problem, day, stop, cell, people)
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
        detours, spare = self._detours(day), self.spare(day)
        if self._any_timed or day.linked:
            minutes, detour, position = self._positions(day, detours, spare)
        else:
            detour, position = detours.min(axis=0), None
            minutes = spare - detour - problem.setup
            minutes[self.visits_left <= 0] = -1
        if policy.max_drive_minutes is not None:
            minutes[drive(problem, day) + detour > policy.max_drive_minutes] = -1
        minutes[[stop.place for stop in day.stops]] = -1
        if share < 1.0:
            longest = int(problem.cell_minutes.max()) // problem.classes[day.slot_class].stations + 1
            fewer = np.maximum(longest, (minutes * share).astype(np.int64))
            minutes = np.where(minutes > longest, fewer, minutes)
        gain, spent = self._gains(day, np.maximum(minutes, 0))
        if self._rarity is not None:
            gain *= self._rarity
        for _ in range(TRIES):
            if not gain.any():
                return False
            score = np.where(gain > 0, prefer(gain, spent + detour + problem.setup), -np.inf)
            place = int(score.argmax())
            at = detours[:, place].argmin() if position is None else position[place]
            if self._add(day, int(at), place, int(minutes[place])):
                return True
            gain[place] = 0.0
        return False

    def fill(self, day: Day, prefer: Preference = by_gain, share: float = 1.0) -> None:
        """Top up and insert until nothing more fits; first those whom a floor still misses."""
        if self.aims.floors_short(self.left):
            self.aims.floors_only = True
            self._fill(day, prefer, share)
            self.aims.floors_only = False
        self._fill(day, prefer, share)

    def _fill(self, day: Day, prefer: Preference, share: float) -> None:
        self.top_up(day)
        while self.insert(day, prefer, share):
            if share == 1.0:
                self.top_up(day)
        if share < 1.0:
            self.top_up(day)

    def fill_empty_days(self, outing: Outing) -> None:
        """Give days of a trip with nights that serve nobody half the people of the stop before or after.

        The day before took them all, though the team could not have come home on it.
        """
        for day in outing.days:
            for beside, at in ((day.before, -1), (day.after, 0)):
                if not day.stops and beside and beside.stops and self._halve(beside, beside.stops[at]):
                    self.fill(day)
                    self.top_up(beside)

    def _halve(self, day: Day, stop: Stop) -> bool:
        """Send half a stop's people home; False, and nothing changed, where there is but one."""
        loads = dict(stop.loads)
        kept = {cell: (people + 1) // 2 for cell, people in loads.items()}
        if kept == loads and len(kept) > 1:
            kept.popitem()
        stop.loads = kept
        if kept == loads or (self._any_timed and clocked(self.problem, day) and not fits(self.problem, day)):
            stop.loads = loads
            return False
        for cell, people in loads.items():
            self.left[cell] += people - kept.get(cell, 0)
        return True

    def trim(self) -> None:
        """Take off trips, then visits, then people that serve nothing but what a target has too many of."""
        if not self.aims.optional.any():
            return
        for outing in sorted(self.outings, key=lambda outing: -outing.cost(self.problem)):
            if outing.stops and self._useless(outing.stops):
                for day in outing.days:
                    self.empty(day)
        for day in (outing.days[0] for outing in self.outings if not outing.nights):
            for stop in list(day.stops):
                if stop in day.stops and self._useless([stop]):
                    self._try_without(day, stop)
        for day in self.days:
            for stop in day.stops:
                for cell in [cell for cell in stop.loads if self.aims.optional[cell]]:
                    self._send_home(day, stop, cell)

    def _useless(self, stops: list[Stop]) -> bool:
        """Whether nothing wanted is lost without these stops."""
        left = self.left.copy()
        for stop in stops:
            for cell, people in stop.loads.items():
                left[cell] += people
        return self.aims.merit(left) >= self.aims.merit(self.left)

    def _try_without(self, day: Day, stop: Stop) -> None:
        """Take a stop off, unless the others cannot go on without it."""
        stops, left, visits = list(day.stops), self.left.copy(), self.visits_left.copy()
        self.remove(day, stop)
        if self.aims.merit(self.left) < self.aims.merit(left):
            day.stops[:], self.left, self.visits_left = stops, left, visits

    def _send_home(self, day: Day, stop: Stop, cell: int) -> None:
        """Serve fewer of a cell's people, by as many as are too many; one at least stays at a stop."""
        alone = int(len(stop.loads) == 1)
        people = min(stop.loads[cell] - alone, self.aims.surplus(self.left, cell))
        if people <= 0:
            return
        loads = dict(stop.loads)
        stop.loads = {c: n for c in loads if (n := loads[c] - people * (c == cell))}
        if clocked(self.problem, day) and not fits(self.problem, day):
            stop.loads = loads
        else:
            self.left[cell] += people

    def _most(self, cell: int) -> int:
        """Most people of a cell who are left and wanted."""
        left = int(self.left[cell])
        if self.aims.active:
            return min(left, int(self.aims.most(self.left)[cell]))
        return left

    def _positions(
        self, day: Day, detours: NDArray[np.int64], spare: int
    ) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
        """Of each place: minutes for serving at its best position on a day, the detour, the position."""
        problem, barred = self.problem, self.visits_left <= 0
        free = self._free(day, detours, spare)
        useful = np.minimum(free, self._minutes_wanted(day.slot_class))
        position = (np.maximum(useful, -1) * 10_000 - detours).argmax(axis=0)
        for at, place in self._may_join(day):
            if barred[place]:
                barred[place], position[place] = False, at
        each = np.arange(problem.places)
        minutes, detour = free[position, each], detours[position, each]
        minutes[barred] = -1
        return minutes, detour, position

    def _free(self, day: Day, detours: NDArray[np.int64], spare: int) -> NDArray[np.int64]:
        """Minutes for serving each place before each stop or last, as far as hours allow."""
        problem = self.problem
        free: NDArray[np.int64] = spare - detours - problem.setup
        if not self._any_timed:
            return free
        there, _ = self._ways[problem.classes[day.slot_class].layer]
        first, _ = ends(problem, day)
        way = [first, *(int(problem.place_location[stop.place]) for stop in day.stops)]
        timed = rooms(problem, day, detours, there[way], spare)
        return timed if clocked(problem, day) else np.where(problem.timed, timed, free)

    def _minutes_wanted(self, slot_class: int) -> NDArray[np.int64]:
        """Minutes that serving everyone left at each place would take, shape (places,)."""
        problem, slots = self.problem, self.problem.classes[slot_class]
        minutes = np.zeros(problem.places, dtype=np.int64)
        wanted = self.aims.wanted(self.left) * slots.allowed
        np.add.at(minutes, problem.cell_place, wanted * problem.cell_minutes)
        return -(-minutes // slots.stations)

    def _add(self, day: Day, position: int, place: int, minutes: int) -> bool:
        """Visit a place on a day; False, and nothing changed, where the clock or the visits refuse it."""
        stop = Stop(place)
        joined = self._joined(day)
        day.stops.insert(position, stop)
        allowed = self.problem.classes[day.slot_class].allowed
        free = minutes
        for cell in self._ranked[place].tolist():
            if cell >= 0 and allowed[cell] and self.left[cell]:
                people = min(self._most(cell), most_people(self.problem, day, stop, cell, free))
                if people > 0:
                    stop.loads[cell] = people
                    self.left[cell] -= people
                    free = minutes - service(self.problem, day.slot_class, stop.loads)
        self.visits_left[place] -= 1
        if day.linked or (self._any_timed and clocked(self.problem, day)):
            return self._settle(day, stop, joined)
        put_in_order(self.problem, day)
        return True

    def _settle(self, day: Day, new: Stop, joined: list[int]) -> bool:
        """Give a day with hours or nights an order that is possible; False, and nothing changed, if none is.

        The new stop keeps fewer people if need be; `joined` are the places that were one visit with the day
        before or after.
        """
        self._credit(joined, -1)
        before = [stop for stop in day.stops if stop is not new]
        possible = self._possible(day)
        settled = put_in_order(self.problem, day, possible)
        if not settled:
            self._take_off(day, new)
            settled = bool(new.loads) and _now_possible(day, self._possible(day))
            if settled:
                put_in_order(self.problem, day, self._possible(day))
        if not settled:
            for cell, people in new.loads.items():
                self.left[cell] += people
            self.visits_left[new.place] += 1
            day.stops[:] = before
        self._credit(self._joined(day), 1)
        return settled

    def _take_off(self, day: Day, stop: Stop) -> None:
        """Take people off a stop, least worth first, until the day is on time as it stands, or all."""
        for cell in sorted(stop.loads, key=lambda c: (self._worth[c], -c)):
            people = stop.loads.pop(cell)
            self.left[cell] += people
            again = _most_on_time(self.problem, day, stop, cell, people - 1)
            if again > 0:
                stop.loads[cell] = again
                self.left[cell] -= again
                return
            if stop.loads and fits(self.problem, day):
                return

    def _possible(self, day: Day) -> Callable[[Order], bool]:
        """Whether an order of a day's stops is on time and visits no place too often."""
        in_time = on_time(self.problem, day)
        number = {stop.place: i for i, stop in enumerate(day.stops)}
        tied = [(number[place], at) for at, place in self._neighbours(day) if place in number]
        owed = {i: -int(self.visits_left[day.stops[i].place]) for i, _ in tied}

        def possible(order: Order) -> bool:
            for i, debt in owed.items():
                if debt > sum(order[at] == i for j, at in tied if j == i):
                    return False
            return in_time(order)

        return possible

    def _neighbours(self, day: Day) -> list[tuple[int, int]]:
        """Places that may be one visit with the day before, as first stop (0), or after, as last (-1)."""
        before = day.before.stops[-1:] if day.before else []
        after = day.after.stops[:1] if day.after else []
        return [(0, stop.place) for stop in before] + [(-1, stop.place) for stop in after]

    def _may_join(self, day: Day) -> list[tuple[int, int]]:
        """Positions and places of a day that would add no visit."""
        if not day.linked:
            return []
        return [(len(day.stops) if at else 0, place) for at, place in self._neighbours(day)]

    def _joined(self, day: Day) -> list[int]:
        """Places that are one visit with the day before or after."""
        if not day.linked or not day.stops:
            return []
        return [place for at, place in self._neighbours(day) if day.stops[at].place == place]

    def _credit(self, places: list[int], visits: int) -> None:
        for place in places:
            self.visits_left[place] += visits

    def _detours(self, day: Day) -> NDArray[np.int64]:
        """Extra driving minutes to visit each place before each stop or last, shape (stops + 1, places)."""
        problem, slots = self.problem, self.problem.classes[day.slot_class]
        minutes, (there, back) = problem.layer(day.slot_class).minutes, self._ways[slots.layer]
        first, last = ends(problem, day)
        way = [first, *(int(problem.place_location[stop.place]) for stop in day.stops), last]
        saved = [0 if a == b else int(minutes[a, b]) for a, b in pairwise(way)]
        detours: NDArray[np.int64] = there[way[:-1]] + back[way[1:]] - np.array(saved)[:, None]
        return detours

    def _gains(self, day: Day, minutes: NDArray[np.int64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Weighted people gained at each place in the minutes given, and minutes spent on them."""
        problem, slots = self.problem, self.problem.classes[day.slot_class]
        room = minutes * slots.stations
        start = room.copy()
        gain = np.zeros(problem.places)
        left, weight = self.aims.wanted(self.left), self.aims.weights(self.left)
        taken = [
            np.full(problem.places, sum(n for s in day.stops for c, n in s.loads.items() if cells[c]))
            for cells, _ in self._caps
        ]
        for cell in self._ranked.T:
            real = (cell >= 0) & slots.allowed[cell]
            people = np.where(real, np.minimum(left[cell], room // problem.cell_minutes[cell]), 0)
            for (cells, most), used in zip(self._caps, taken, strict=True):
                people = np.where(cells[cell], np.minimum(people, np.maximum(most - used, 0)), people)
                used += np.where(cells[cell], people, 0)
            room = room - people * problem.cell_minutes[cell]
            gain += people * weight[cell]
        return gain, (start - room) / slots.stations

    def _rank_cells(self) -> NDArray[np.int64]:
        """Cells of each place, worthiest per minute first, padded with -1; shape (places, most cells)."""
        most = max((len(cells) for cells in self._cells_of), default=0)
        ranked = np.full((self.problem.places, max(1, most)), -1)
        for place, cells in enumerate(self._cells_of):
            ranked[place, : len(cells)] = sorted(cells, key=lambda c: (-self._worth[c], c))
        return ranked


def _most_on_time(problem: Problem, day: Day, stop: Stop, cell: int, most: int) -> int:
    """About the most people of `cell`, up to `most`, that a stop can take on with the day on time."""
    if most <= 0:
        return 0
    now = stop.loads.get(cell, 0)

    def good(people: int) -> bool:
        stop.loads[cell] = now + people
        return fits(problem, day)

    least, beyond = 0, most + 1
    if good(most):
        least = most
    while beyond - least > 1 and least < most:
        middle = (least + beyond) // 2
        least, beyond = (middle, beyond) if good(middle) else (least, middle)
    if now:
        stop.loads[cell] = now
    else:
        del stop.loads[cell]
    return least


def _now_possible(day: Day, possible: Callable[[Order], bool]) -> bool:
    """Whether the order as it stands is possible."""
    return possible(tuple(range(len(day.stops))))


def _rarity(problem: Problem) -> NDArray[np.float64] | None:
    """How much each place is preferred for being open on few slots; None where all are alike."""
    slots = np.bincount([slot.slot_class for slot in problem.slots], minlength=len(problem.classes))
    open_on = np.zeros(problem.places)
    for k, count in enumerate(slots.tolist()):
        here = np.zeros(problem.places, dtype=bool)
        np.logical_or.at(here, problem.cell_place, problem.classes[k].allowed)
        open_on += count * here
    if not open_on.any() or open_on.min() == open_on.max():
        return None
    rarity: NDArray[np.float64] = np.sqrt(open_on.max() / np.maximum(open_on, 1.0))
    return np.clip(rarity, 1.0, RARE)
