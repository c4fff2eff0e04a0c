"""Legs: the days of trips with nights, from the base to a bed, from bed to bed and from a bed to the base.

A day to a bed is sought backwards, from the bed to the base, so that one completion bound (`completion`)
serves all beds; places' hours, which it leaves out there, are seen to once the order of places is known.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from optimizer.core.problem import Problem
from optimizer.core.travel import UNREACHABLE
from optimizer.engines.arcs import NO_ROAD
from optimizer.engines.columns.completion import NOTHING, Completion
from optimizer.engines.columns.family import Family, Length
from optimizer.engines.columns.serving import EPSILON, Worth, serve, served, steps_of
from optimizer.engines.hours import NEVER

Floats = NDArray[np.float64]
Minutes = NDArray[np.int64]


LISTED = 150
"""Days listed of those found from a bed."""


@dataclass(frozen=True)
class Charged:
    """What trips are charged in a round: `worth` per person, shape (cells,), and `visit`, shape (places,)."""

    worth: Floats
    rupiah: float
    visit: Floats


@dataclass(frozen=True)
class Leg:
    """A day of a trip with nights, at given prices.

    Attributes
    ----------
    order
        Places in driving order.
    ends
        Numbers of the locations it begins and ends at, among the beds; -1 for the base.
    gone
        Minutes of driving and setting up until each place is served.
    way
        The same for the whole day.
    spent
        Price of driving and visits.
    value
        What serving is worth, less what is spent.
    idle
        Whether somebody is served only so that the day is not without a visit: no day may be.
    """

    length: Length
    order: tuple[int, ...]
    ends: tuple[int, int]
    gone: tuple[int, ...] = field(repr=False)
    way: int
    metres: int
    spent: float
    value: float
    idle: bool = False


@dataclass(frozen=True)
class Roads:
    """Roads of days that begin at one of some locations and end at one of others.

    Arrays over places: `minutes` and `metres` have shape (places, places), those of `begin` and `end`
    (locations, places). Setting up at the place of arrival is part of the minutes. Where the roads are
    `backward` each is driven the other way round. `homeward` days end at the base.
    """

    minutes: Minutes
    metres: Minutes
    begin: tuple[Minutes, Minutes]
    end: tuple[Minutes, Minutes]
    backward: bool
    homeward: bool

    @classmethod
    def of(cls, problem: Problem, slot_class: int, *, homeward: bool = True, backward: bool = False) -> Roads:
        """The roads of a class from its beds over places to the base or, if not homeward, to its beds."""
        begin = problem.lodgings
        end = (problem.classes[slot_class].base,) if homeward else begin
        layer, at = problem.layer(slot_class), problem.place_location
        times, metres = layer.minutes.astype(np.int64), layer.metres.astype(np.int64)
        times = np.where(times >= UNREACHABLE, NO_ROAD, times)
        if backward:
            times, metres = times.T, metres.T
        into, home = np.ix_(np.array(begin), at), np.ix_(at, np.array(end))
        setup = problem.setup.astype(np.int64)
        return cls(
            times[np.ix_(at, at)] + setup,
            metres[np.ix_(at, at)],
            (times[into] + setup, metres[into]),
            (times[home].T, metres[home].T),
            backward,
            homeward,
        )


class Legs:
    """The days over some roads at given prices; `best` is what minutes of serving are worth (`values`)."""

    def __init__(self, problem: Problem, family: Family, roads: Roads, charged: Charged, best: Floats):
        self.family, self.roads, self.best = family, roads, best
        self.most_visits, self.most_drive = problem.policy.max_visits, problem.policy.max_drive_minutes
        self.useful = np.flatnonzero(best[-1] > EPSILON)
        useful, rate = self.useful, family.per_metre * charged.rupiah
        visit_all = charged.visit + family.per_visit * charged.rupiah
        visit = visit_all[useful]
        inner = np.ix_(useful, useful)
        self.minutes = roads.minutes[inner]
        self.begin, self.end = roads.begin[0][:, useful], roads.end[0][:, useful]
        self.cost = roads.metres[inner] * rate + visit
        self.cost_in, self.cost_out = roads.begin[1][:, useful] * rate + visit, roads.end[1][:, useful] * rate
        self.gains = [best[:, place] for place in useful]
        least, worth = _one_person(problem, family.slot_class, charged.worth)
        self._idle_way = least + roads.begin[0][:, None, :] + roads.end[0][None, :, :]
        self._idle_cost = visit_all + rate * (roads.begin[1][:, None, :] + roads.end[1][None, :, :])
        self._idle_worth = worth
        self._tables: dict[bytes, Floats] = {}

    def arrived(self, length: Length) -> Floats:
        """The completion bound once set up at each useful place, shape (most + 1, useful)."""
        opens, closes = length.opens[self.useful], length.closes[self.useful]
        timed = not self.roads.backward and bool(((opens > 0) | (closes < length.minutes)).any())
        key = b"".join(
            (np.int64(length.minutes).tobytes(), opens.tobytes(), closes.tobytes()) if timed else ()
        )
        if key not in self._tables:
            most = length.minutes if timed else self.family.lengths[0].minutes
            setup = self.family.setup[self.useful]
            self._tables[key] = Completion(
                minutes=_edged(self.minutes, self.begin.min(axis=0), self.end.min(axis=0)),
                arc=_edged(self.cost, self.cost_in.min(axis=0), self.cost_out.min(axis=0)),
                worth=[gain[1 : steps_of(gain)[-1] + 1] for gain in self.gains],
                ready=np.where((opens > 0) & timed, most - opens - setup, NEVER),
                until=np.maximum(0, most - closes) if timed else np.zeros(len(opens), dtype=np.int64),
                most=most,
            ).arrived
        return self._tables[key]

    def bounds(self, length: Length) -> Floats:
        """No day from a location over a first place is worth more, shape (locations, places)."""
        rows = length.minutes - self.begin
        values = self.arrived(length)[np.maximum(rows, 0), np.arange(len(self.useful))] - self.cost_in
        bound: Floats = self._idle(length).max(axis=1)
        useful = np.where((rows >= 1) & (values > NOTHING / 2), values, NOTHING)
        bound[:, self.useful] = np.maximum(bound[:, self.useful], useful)
        return bound

    def search(
        self, length: Length, begin: int, onward: Floats, above: float, nodes: tuple[int, int]
    ) -> tuple[list[Leg], float]:
        """Days from a location that with `onward`, shape (places,), of their first place exceed `above`.

        Ends after so many extensions, and so many for each first place. Days that are not listed are with
        `onward` not worth more than the number returned.
        """
        search = _Search(self, length, begin, onward[self.useful], above, nodes)
        search.extend((), 0, 0.0, Worth.nothing())
        likely = sorted(search.found, reverse=True)
        left = float((self.bounds(length)[begin] + onward).max()) if search.cut_short else NOTHING
        left = max(left, likely[LISTED][0] if len(likely) > LISTED else NOTHING)
        found = [self.leg(length, stops, begin, end) for _, stops, end in likely[:LISTED]]
        idle = self._idle(length)[begin]
        found += [
            self._idle_leg(length, begin, int(end), int(place), float(idle[end, place]))
            for end, place in np.argwhere(idle + onward > above + EPSILON)
        ]
        return [leg for leg in found if leg and leg.value + onward[self._near(leg)] > above + EPSILON], left

    def _near(self, leg: Leg) -> int:
        """The place of a day next to where it is sought from."""
        return leg.order[-1 if self.roads.backward else 0]

    def _idle(self, length: Length) -> Floats:
        """What a day is worth that serves a single person of no worth, shape (begins, ends, places)."""
        values = self._idle_worth - self._idle_cost
        idle: Floats = np.where(self._idle_way <= length.minutes, values, NOTHING)
        return idle

    def _idle_leg(self, length: Length, begin: int, end: int, place: int, value: float) -> Leg:
        begun, ended = int(self.roads.begin[1][begin, place]), int(self.roads.end[1][end, place])
        way = int(self.roads.begin[0][begin, place] + self.roads.end[0][end, place])
        gone = way - int(self.roads.begin[0][begin, place] - self.family.setup[place])
        gone = gone if self.roads.backward else int(self.roads.begin[0][begin, place])
        spent = float(self._idle_cost[begin, end, place])
        return Leg(length, (place,), self._ends(begin, end), (gone,), way, begun + ended, spent, value, True)

    def _ends(self, begin: int, end: int) -> tuple[int, int]:
        if self.roads.backward:
            return -1, begin
        return begin, -1 if self.roads.homeward else end

    def leg(self, length: Length, stops: tuple[int, ...], begin: int, end: int) -> Leg | None:
        """The day over useful places by number, as searched; None where it cannot be made."""
        places = tuple(int(self.useful[number]) for number in stops)
        roads, order = self.roads, tuple(reversed(places)) if self.roads.backward else places
        setup = [int(self.family.setup[place]) for place in order]
        inner = [int(roads.minutes[a, b]) for a, b in pairwise(places)]
        outer = int(roads.begin[0][begin, places[0]]), int(roads.end[0][end, places[-1]])
        if roads.backward:  # setting up is of the place where a road ends the other way round
            between = zip(inner[::-1], places[:0:-1], strict=True)
            legs = [outer[1], *(m - int(self.family.setup[b]) for m, b in between), outer[0] - setup[-1]]
        else:
            legs = [outer[0] - setup[0], *(m - s for m, s in zip(inner, setup[1:], strict=True)), outer[1]]
        gone = np.cumsum([drive + s for drive, s in zip(legs, (*setup, 0), strict=True)]).tolist()
        metres = int(roads.begin[1][begin, places[0]]) + int(roads.end[1][end, places[-1]])
        metres += sum(int(roads.metres[a, b]) for a, b in pairwise(places))
        spent = float(self.cost_in[begin, stops[0]] + self.cost_out[end, stops[-1]])
        spent += float(sum(self.cost[a, b] for a, b in pairwise(stops)))
        leg = Leg(length, order, self._ends(begin, end), tuple(gone[:-1]), gone[-1], metres, spent, 0.0)
        if self.most_drive is not None and sum(legs) > self.most_drive:
            return None
        worth = most_worth(leg, [self.best[:, place] for place in order], setup)
        return None if worth is None else replace(leg, value=worth - spent)


class _Search:
    """Depth-first search over orders of places, from where the day begins (or ends, if backward)."""

    def __init__(
        self, legs: Legs, length: Length, begin: int, onward: Floats, above: float, nodes: tuple[int, int]
    ):
        self.legs, self.length, self.begin, self.onward, self.above = legs, length, begin, onward, above
        self.limit, self.each = nodes
        self.found: list[tuple[float, tuple[int, ...], int]] = []
        self.cut_short = False
        self._arrived, self._tried, self._until = legs.arrived(length), 0, 0
        self._timed = ((length.opens > 0) | (length.closes < length.minutes))[legs.useful]
        places = len(length.opens)
        free = replace(length, opens=np.zeros(places, np.int64), closes=np.full(places, NEVER, np.int64))
        self._hours = free if legs.roads.backward else length
        self._steps = [steps_of(gain) for gain in legs.gains]
        self._seen: dict[tuple[frozenset[int], int, int], list[tuple[int, float]]] = {}

    def extend(self, stops: tuple[int, ...], used: int, spent: float, worth: Worth) -> None:
        """Try every next place, the most promising first."""
        legs, begin = self.legs, self.begin
        if len(stops) == legs.most_visits:
            return
        minutes = legs.minutes[stops[-1]] if stops else legs.begin[begin]
        cost = legs.cost[stops[-1]] if stops else legs.cost_in[begin]
        onward = self.onward[stops[0]] if stops else self.onward
        coarse = worth.coarse()
        left = (self.length.minutes - used - minutes)[:, None] - coarse.minutes[None, :]
        rows = self._arrived[np.maximum(left, 0), np.arange(len(minutes))[:, None]]
        top = np.where(left >= 0, rows + coarse.values[None, :], NOTHING).max(axis=1)
        top += onward - spent - cost
        for number in np.argsort(-top, kind="stable"):
            if top[number] <= self.above + EPSILON:
                break
            stop = int(number)
            if stop in stops:
                continue
            if not stops:
                self._until = min(self.limit, self._tried + self.each)
            if self._tried >= self._until:
                self.cut_short = True
                return
            self._visit((*stops, stop), used + int(minutes[stop]), spent + float(cost[stop]), worth)

    def _visit(self, stops: tuple[int, ...], used: int, spent: float, worth: Worth) -> None:
        legs, stop = self.legs, stops[-1]
        if self._dominated(stops, used, spent):
            return
        self._tried += 1
        place = int(legs.useful[stop])
        setup = int(legs.family.setup[place])
        after = serve(worth, place, used, legs.gains[stop], self._steps[stop], self._hours, setup)
        if not len(after.values):
            return
        for end in range(len(legs.end)):
            fits = after.values[after.minutes <= self.length.minutes - used - int(legs.end[end, stop])]
            if len(fits):
                value = float(fits[-1]) - spent - float(legs.cost_out[end, stop] - self.onward[stops[0]])
                if value > self.above + EPSILON:
                    self.found.append((value, stops, end))
        self.extend(stops, used, spent, after)

    def _dominated(self, stops: tuple[int, ...], used: int, spent: float) -> bool:
        """Whether the same places between the same two were reached both quicker and cheaper.

        Where hours play a part the order decides too what serving is worth, so nothing is left out.
        """
        if self._timed[list(stops)].any():
            return False
        known = self._seen.setdefault((frozenset(stops), stops[0], stops[-1]), [])
        if any(minutes <= used and cost <= spent + EPSILON for minutes, cost in known):
            return True
        known.append((used, spent))
        return False


def _one_person(problem: Problem, slot_class: int, worth: Floats) -> tuple[Minutes, Floats]:
    """Per place the fewest minutes of serving one person, and the worth of one if nobody there has any."""
    slots = problem.classes[slot_class]
    least, most = np.full(problem.places, NEVER), np.full(problem.places, NOTHING)
    for cell in np.flatnonzero(slots.allowed & (problem.expected > 0)):
        place = int(problem.cell_place[cell])
        least[place] = min(least[place], -(-int(problem.cell_minutes[cell]) // slots.stations))
        most[place] = max(most[place], min(0.0, float(worth[cell])))
    return least, most


def most_worth(leg: Leg, gains: Sequence[Floats], setup: Sequence[int]) -> float | None:
    """The most that serving is worth on a day; None where no minute is left for some place."""
    last = served(leg.order, leg.gone, gains, setup, leg.length)[-1]
    fits = last.values[last.minutes <= leg.length.minutes - leg.way]
    return float(fits[-1]) if len(fits) else None


def _edged(inner: NDArray[Any], row: NDArray[Any], column: NDArray[Any]) -> NDArray[Any]:
    """A matrix with a last row and column."""
    count = len(row)
    edged = np.zeros((count + 1, count + 1), dtype=inner.dtype)
    edged[:-1, :-1], edged[-1, :-1], edged[:-1, -1] = inner, row, column
    return edged
