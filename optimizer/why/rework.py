"""Make single trips of a schedule anew so that a place is visited: the best such change, refereed.

For each team-day that may do, the place is put in among the visits kept; minutes left are filled with
whoever else is waiting nearby. Which visits go is tried: none, each one alone, and the least worthy ones
one after the other until all have gone. The best change by the plan's own levels that the referee passes
is taken. It is one of a limited kind, so planning anew may do better: what it costs is at most this.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise, product

import numpy as np
from numpy.typing import NDArray

from optimizer.core.check import check_schedule
from optimizer.core.effort import total
from optimizer.core.plan import Level, Plan, Trip
from optimizer.core.problem import Problem, Slot
from optimizer.core.schedule import DatedTrip, Schedule
from optimizer.core.score import levels_of, rank_of, served
from optimizer.core.tariff import cost
from optimizer.engines.day import Day, Stop, drive, most_minutes, most_people, stays, stops_of
from optimizer.engines.filler import Filler, by_gain
from optimizer.engines.hours import clocked, fits, on_time
from optimizer.engines.order import put_in_order
from optimizer.engines.price import short_minutes
from optimizer.why.change import Change, How, dated_trip

MOST_SLOTS = 24
"""Team-days in use that are tried in full, the most promising ones."""

MOST_FREE = 2
"""Free team-days of a class and place tried; the others of the class are like them."""

MOST_CHECKED = 12
"""Changes shown to the referee, best first."""


@dataclass(frozen=True)
class _Draft:
    """Trips taken out of the schedule and put in."""

    how: How
    slot: Slot
    out: tuple[DatedTrip, ...]
    new: tuple[DatedTrip, ...]
    swapped: DatedTrip | None = None
    moved: date | None = None


class Rework:
    """A schedule and the people it leaves, ready for changes."""

    def __init__(self, problem: Problem, schedule: Schedule):
        self.problem, self.schedule = problem, schedule
        self.trips = schedule.trips
        self.filler = Filler(problem, Plan(tuple(dated.trip for dated in self.trips)))
        self.left, self.visits_left = self.filler.left.copy(), self.filler.visits_left.copy()
        self.people = served(problem, [dated.trip for dated in self.trips])
        self.before = self._levels(self.trips, self.people)
        self.on = {(dated.team, day): dated for dated in self.trips for day in dated.dates}
        self.worth = self.filler.aims.most_worth

    def best(self, place: int, days: Iterable[date] | None = None) -> Change | None:
        """The best change found that visits a place (on one of `days`) as it is not; None if none is."""
        within = None if days is None else set(days)
        slots = [slot for slot in self.problem.slots if within is None or slot.date in within]
        drafts = list(self._once_more(place, slots))
        if within is not None:
            drafts += self._moved(place, slots)
        ranked = sorted(drafts, key=lambda draft: (rank_of(self._after(draft)), draft.slot.date))
        for draft in ranked[:MOST_CHECKED]:
            schedule = self._schedule(draft)
            if not check_schedule(self.problem, schedule):
                return self._change(draft, schedule)
        return None

    # --- what may be changed -------------------------------------------------------------------------------

    def _once_more(self, place: int, slots: Sequence[Slot]) -> Iterator[_Draft]:
        """One visit more, or more people at one there is, for those a place has left."""
        if not self._waiting(place, self.left):
            return
        for slot in self._promising(place, slots, self.left):
            yield from self._on(slot, place, self.left, self.visits_left)

    def _moved(self, place: int, slots: Sequence[Slot]) -> Iterator[_Draft]:
        """A visit there is, on another date: trips exchanged, or the visit alone."""
        for dated in self._visiting(place):
            yield from self._swapped(dated, slots)
            if dated.trip.nights:
                continue
            left, visits_left = self.left.copy(), self.visits_left.copy()
            stops = stops_of(dated.trip.days[0])
            own = next(stop for stop in stops if stop.place == place)
            for cell, people in own.loads.items():
                left[cell] += people
            visits_left[place] += 1
            rest = [stop for stop in stops if stop is not own]
            for slot in self._promising(place, slots, left):
                if (slot.team, slot.date) != (dated.team, dated.dates[0]):
                    for draft in self._on(slot, place, left, visits_left):
                        yield self._without(draft, dated, rest)

    def _visiting(self, place: int) -> list[DatedTrip]:
        return [dated for dated in self.trips if place in dated.trip.visited]

    def _swapped(self, dated: DatedTrip, slots: Sequence[Slot]) -> Iterator[_Draft]:
        """A day trip and whatever a team does on another date, exchanged."""
        here = next((s for s in self.problem.slots if (s.team, s.date) == (dated.team, dated.dates[0])), None)
        for slot in slots if here is not None and not dated.trip.nights else ():
            other = self.on.get((slot.team, slot.date))
            if other is dated or (other is not None and other.trip.nights) or here is None:
                continue
            new = [self._as(dated.trip, slot)]
            if other is not None:
                new.append(self._as(other.trip, here))
            out = (dated,) if other is None else (dated, other)
            how: How = "free_day" if other is None else "swap"
            yield _Draft(how, slot, out, tuple(new), other, dated.dates[0])

    def _as(self, trip: Trip, slot: Slot) -> DatedTrip:
        return dated_trip(self.problem, slot.team, (slot.date,), replace(trip, slot_class=slot.slot_class))

    # --- a day made anew -----------------------------------------------------------------------------------

    def _on(
        self, slot: Slot, place: int, left: NDArray[np.int64], visits_left: NDArray[np.int64]
    ) -> Iterator[_Draft]:
        """A slot's day with the place on it, for every choice of the visits that go."""
        dated = self.on.get((slot.team, slot.date))
        stops = list[Stop]() if dated is None or dated.trip.nights else stops_of(dated.trip.days[0])
        lost = stops_of(dated.trip.visits) if dated is not None and dated.trip.nights else []
        others = sorted((stop for stop in stops if stop.place != place), key=self._weight)
        lengths = [
            None,
            short_minutes(self.problem, slot.slot_class),
        ]  # a short day may be all there is money for
        for gone, most in product(_choices(others), lengths if self.problem.policy.budget else lengths[:1]):
            made = self._made(slot, most, place, stops, [*gone, *lost], left, visits_left)
            if made is not None:
                how: How = "free_day" if dated is None else "instead" if gone or lost else "added"
                out = () if dated is None else (dated,)
                yield _Draft(how, slot, out, (dated_trip(self.problem, slot.team, (slot.date,), made),))

    def _made(
        self,
        slot: Slot,
        most: int | None,
        place: int,
        stops: Sequence[Stop],
        gone: Sequence[Stop],
        left: NDArray[np.int64],
        visits_left: NDArray[np.int64],
    ) -> Trip | None:
        """The day of a slot with as many people of the place as fit, then filled; None where nobody fits."""
        problem, filler = self.problem, self.filler
        filler.left, filler.visits_left = left.copy(), visits_left.copy()
        for stop in gone:
            filler.visits_left[stop.place] += 1
            for cell, people in stop.loads.items():
                filler.left[cell] += people
        kept = [Stop(s.place, dict(s.loads)) for s in stops if all(s is not other for other in gone)]
        day = Day(slot.slot_class, kept, most=most)
        own = next((stop for stop in kept if stop.place == place), None)
        if own is None:
            if filler.visits_left[place] <= 0:
                return None
            own = Stop(place)
            day.stops.append(own)
            filler.visits_left[place] -= 1
        before = sum(own.loads.values())
        if not self._serve(day, own) or sum(own.loads.values()) <= before:
            return None
        for other in self._elsewhere(slot, place):
            filler.visits_left[other] = min(0, int(filler.visits_left[other]))
        filler.top_up(day)
        while problem.policy.budget is None and filler.insert(day, by_gain):
            filler.top_up(day)
        return day.trip()

    def _serve(self, day: Day, own: Stop) -> bool:
        """Serve as many people of a stop's place as the day holds, worthiest first; False where it cannot."""
        problem, filler = self.problem, self.filler
        allowed = problem.classes[day.slot_class].allowed
        cells = [
            int(c) for c in np.flatnonzero((problem.cell_place == own.place) & (filler.left > 0) & allowed)
        ]
        cells.sort(key=lambda c: (-int(self.worth[c]) / int(problem.cell_minutes[c]), c))
        if not cells:
            return False
        if not own.loads:  # one person first, so that the order is that of a day with the place on it
            own.loads[cells[0]] = 1
            filler.left[cells[0]] -= 1
            if not put_in_order(problem, day, on_time(problem, day) if clocked(problem, day) else None):
                return False
        if not self._possible(day):
            return False
        for cell in cells:
            most = min(int(filler.left[cell]), most_people(problem, day, own, cell, filler.spare(day)))
            people = self._most(day, own, cell, most)
            if people:
                own.loads[cell] = own.loads.get(cell, 0) + people
                filler.left[cell] -= people
        return True

    def _possible(self, day: Day) -> bool:
        policy = self.problem.policy
        if policy.max_visits is not None and len(day.stops) > policy.max_visits:
            return False
        if policy.max_drive_minutes is not None and drive(self.problem, day) > policy.max_drive_minutes:
            return False
        if clocked(self.problem, day) and not fits(self.problem, day):
            return False
        caps = [(cap.cells, cap.per_trip) for cap in self.problem.caps]
        people = [sum(n for s in day.stops for c, n in s.loads.items() if cells[c]) for cells, _ in caps]
        return self.filler.spare(day) >= 0 and all(n <= cap for n, (_, cap) in zip(people, caps, strict=True))

    def _most(self, day: Day, own: Stop, cell: int, most: int) -> int:
        """About the most people of a cell, up to `most`, with the day on time."""
        if most <= 0 or not clocked(self.problem, day):
            return max(0, most)
        now, low = own.loads.get(cell, 0), 0
        while low < most:
            middle = (low + most + 1) // 2
            own.loads[cell] = now + middle
            low, most = (middle, most) if fits(self.problem, day) else (low, middle - 1)
        own.loads[cell] = now
        if not now:
            del own.loads[cell]
        return low

    def _elsewhere(self, slot: Slot, place: int) -> set[int]:
        """Places that other teams visit on the slot's date: no place has two teams on one date."""
        return {
            visit.place
            for dated in self.trips
            if dated.team != slot.team
            for day, visits in zip(dated.dates, dated.trip.days, strict=True)
            for visit in visits
            if day == slot.date and visit.place != place
        }

    def _without(self, draft: _Draft, dated: DatedTrip, rest: Sequence[Stop]) -> _Draft:
        """The draft with another trip made without the place, its time given to others who wait."""
        problem, filler, out = self.problem, self.filler, (*draft.out, dated)
        day = Day(dated.trip.slot_class, [Stop(stop.place, dict(stop.loads)) for stop in rest])
        filler.left = self.left + served(problem, [gone.trip for gone in out])
        filler.left -= served(problem, [new.trip for new in draft.new])
        filler.visits_left = self.visits_left.copy()
        for trips, sign in ((out, 1), (draft.new, -1)):
            for place in (place for each in trips for place in each.trip.visited):
                filler.visits_left[place] += sign
        for stop in rest:
            filler.visits_left[stop.place] -= 1
            for cell, people in stop.loads.items():
                filler.left[cell] -= people
        taken = self._elsewhere(Slot(dated.team, dated.dates[0], 0), -1)
        taken |= {place for new in draft.new for place in new.trip.visited if new.dates == dated.dates}
        moved = set(draft.new[0].trip.visited) & set(dated.trip.visited) - {stop.place for stop in rest}
        for place in (taken | moved) - {stop.place for stop in rest}:
            filler.visits_left[place] = min(0, int(filler.visits_left[place]))
        if problem.policy.budget is None:
            filler.fill(day)
        trip = day.trip()
        new = (*draft.new, dated_trip(problem, dated.team, dated.dates, trip)) if trip.visits else draft.new
        return replace(draft, out=out, new=new, moved=dated.dates[0])

    # --- which days are promising --------------------------------------------------------------------------

    def _promising(self, place: int, slots: Sequence[Slot], left: NDArray[np.int64]) -> list[Slot]:
        """Slots of which a change may be good: free ones, and those whose visits are worth least there."""
        free, used, count = list[Slot](), list[tuple[float, int, Slot]](), Counter[int]()
        for number, slot in enumerate(slots):
            if not self._waiting(place, left * self.problem.classes[slot.slot_class].allowed):
                continue
            dated = self.on.get((slot.team, slot.date))
            if dated is None:
                count[slot.slot_class] += 1
                free += [slot] if count[slot.slot_class] <= MOST_FREE else []
            else:
                used.append((-self._rough(slot, dated, place, left), number, slot))
        return [*free, *(slot for _, _, slot in sorted(used)[:MOST_SLOTS])]

    def _rough(self, slot: Slot, dated: DatedTrip, place: int, left: NDArray[np.int64]) -> float:
        """About what is gained at the place less what is lost, at the best number of visits that go."""
        problem, k = self.problem, slot.slot_class
        stations = problem.classes[k].stations
        here = np.flatnonzero((problem.cell_place == place) & (left > 0))
        rate = max(float(self.worth[c]) / float(problem.cell_minutes[c]) for c in here) * stations
        most = float((left[here] * self.worth[here]).sum())
        if dated.trip.nights:
            day, gone = Day(k), stops_of(dated.trip.visits)
            return min(most, rate * self._room(day, place)) - sum(map(self._weight, gone))
        stops = sorted(
            (stop for stop in stops_of(dated.trip.days[0]) if stop.place != place), key=self._weight
        )
        best, lost = -np.inf, 0.0
        for number in range(len(stops) + 1):
            kept = [stop for stop in stops_of(dated.trip.days[0]) if stop not in stops[:number]]
            gain = min(most, rate * max(0.0, self._room(Day(k, kept), place)))
            best = max(best, gain - lost if gain > 0 else -np.inf)
            lost += self._weight(stops[number]) if number < len(stops) else 0.0
        return float(best)

    def _room(self, day: Day, place: int) -> float:
        """Minutes for serving a place at its best position on a day as it stands."""
        problem = self.problem
        used = drive(problem, day) + stays(problem, day)
        base, minutes = problem.classes[day.slot_class].base, problem.layer(day.slot_class).minutes
        way = [base, *(int(problem.place_location[stop.place]) for stop in day.stops), base]
        there = int(problem.place_location[place])
        detour = (
            0
            if any(stop.place == place for stop in day.stops)
            else int(problem.setup[place])
            + min(
                int(minutes[a, there]) + int(minutes[there, b]) - (int(minutes[a, b]) if a != b else 0)
                for a, b in pairwise(way)
            )
        )
        return float(most_minutes(problem, day) - used - detour)

    # --- what a change comes to ----------------------------------------------------------------------------

    def _after(self, draft: _Draft) -> tuple[Level, ...]:
        people = self.people - served(self.problem, [dated.trip for dated in draft.out])
        people += served(self.problem, [dated.trip for dated in draft.new])
        rupiah = self.before[-1].value - sum(d.cost for d in draft.out) + sum(d.cost for d in draft.new)
        return levels_of(self.problem, people, rupiah)

    def _schedule(self, draft: _Draft) -> Schedule:
        kept = [dated for dated in self.trips if all(dated is not out for out in draft.out)]
        trips = sorted([*kept, *draft.new], key=lambda dated: (dated.dates, dated.team))
        return replace(self.schedule, trips=tuple(trips))

    def _change(self, draft: _Draft, schedule: Schedule) -> Change:
        problem = self.problem
        after = served(problem, [dated.trip for dated in schedule.trips])
        by_place = np.zeros(problem.places, dtype=np.int64)
        np.add.at(by_place, problem.cell_place, after - self.people)
        moved = sorted(((int(n), p) for p, n in enumerate(by_place) if n), key=lambda pair: -abs(pair[0]))
        return Change(
            how=draft.how,
            day=draft.slot.date,
            team=draft.slot.team,
            schedule=schedule,
            before=self.before,
            after=self._levels(schedule.trips, after),
            gained=tuple((place, n) for n, place in moved if n > 0),
            lost=tuple((place, -n) for n, place in moved if n < 0),
            swapped=draft.swapped,
            moved=draft.moved,
        )

    def _levels(self, trips: Sequence[DatedTrip], people: NDArray[np.int64]) -> tuple[Level, ...]:
        rupiah = cost(self.problem.tariff, total(dated.effort for dated in trips))
        return levels_of(self.problem, people, rupiah)

    def _weight(self, stop: Stop) -> float:
        return float(sum(n * int(self.worth[c]) for c, n in stop.loads.items()))

    def _waiting(self, place: int, left: NDArray[np.int64]) -> bool:
        return bool((left[self.problem.cell_place == place] > 0).any())


def _choices(stops: Sequence[Stop]) -> list[list[Stop]]:
    """Which of the stops may go: none, each alone, and the first two, three, … up to all."""
    return [[], *([stop] for stop in stops), *(list(stops[:number]) for number in range(2, len(stops) + 1))]
