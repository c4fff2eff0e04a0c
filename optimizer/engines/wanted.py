"""Whom to plan for first: the people who reach a target or a floor for the least rupiah."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from optimizer.core.effort import Effort
from optimizer.core.pose import stay_minutes
from optimizer.core.problem import Problem
from optimizer.core.tariff import cost
from optimizer.engines.day import limit, tour
from optimizer.engines.price import Fares

NEVER = float("inf")


def wanted_people(problem: Problem) -> NDArray[np.int64]:
    """People of each cell to plan for, shape (cells,).

    Everyone expected, but of cells that only count towards a target (`cover`) no more than reach it,
    cheapest visit first: the last one to a place, for the few who are left there, is the dearest of it.
    """
    expected = problem.expected.astype(np.int64)
    if problem.policy.purpose == "reach" or not problem.targets:
        return expected
    servable = np.logical_or.reduce([slots.allowed for slots in problem.classes] or [expected < 0])
    wanted: NDArray[np.int64] = np.where(problem.optional, 0, expected)
    short = [t.people - int(wanted[t.cells & servable].sum()) for t in problem.targets]
    for visit in sorted(_visits(problem, np.where(problem.optional & ~servable, 0, expected))):
        towards = [i for i, target in enumerate(problem.targets) if target.cells[visit.cell]]
        count = min(visit.people, max(0, *(short[i] for i in towards)))
        wanted[visit.cell] += count
        for i in towards:
            short[i] -= count
    return wanted


@dataclass(frozen=True, order=True)
class _Visit:
    """People of a cell whom one more visit would serve, and about what each of them costs."""

    rate: float
    cell: int
    number: int
    people: int


def _visits(problem: Problem, people: NDArray[np.int64]) -> Iterator[_Visit]:
    """Visits to people who only count towards targets, those of each place ever dearer.

    On visits to the people met anyway some are served for the minutes they take; each visit more drives
    there and back, and the last of them does so for the few who are left.
    """
    every, fares = np.arange(problem.cells), Fares.of(problem)
    for place in range(problem.places):
        there = every[(problem.cell_place == place) & (people > 0)]
        best = min((day for cell in there for day in _days_to(problem, int(cell), fares)), default=None)
        if best is None:
            continue
        sure = there[~problem.optional[there]]
        busy = int((people[sure] * problem.cell_minutes[sure]).sum())
        visits = -(-busy // best.room)
        for cell in there[problem.optional[there]].tolist():
            each, most = int(problem.cell_minutes[cell]), best.people(problem, cell)
            left, number = int(people[cell]), 0
            met = min(left, most * visits, (visits * best.room - busy) // each)
            if met > 0:
                yield _Visit(best.rupiah * each / best.whole, cell, number, met)
                left, busy = left - met, busy + met * each
            while left > 0 and most > 0:
                count, number = min(left, most), number + 1
                share = max(count / most, 1 - (best.room - count * each) / best.whole)
                yield _Visit((share * best.rupiah + best.way) / count, cell, number, count)
                left -= count


@dataclass(frozen=True, order=True)
class _Day:
    """A day out to one place: rupiah per station-minute of serving, of the day and of the way, minutes.

    `room` and `whole` are station-minutes of serving and of all of the day.
    """

    rate: float
    rupiah: float
    way: float
    room: int
    whole: int

    def people(self, problem: Problem, cell: int) -> int:
        """How many of a cell it serves."""
        caps = [cap.per_trip for cap in problem.caps if cap.cells[cell]]
        return min([self.room // int(problem.cell_minutes[cell]), *caps])


def _days_to(problem: Problem, cell: int, fares: Sequence[Fares]) -> Iterator[_Day]:
    """The days on which a cell can be served, of each class and length."""
    place, visit = int(problem.cell_place[cell]), cost(problem.tariff, Effort(visits=1))
    for k, slots in enumerate(problem.classes):
        if not slots.allowed[cell] or not problem.slots_of(k):
            continue
        way = visit + fares[k].way(problem, place)
        out = tour(problem, k, [place]) + int(problem.setup[place])
        for most, duration in fares[k].lengths:
            room = min(stay_minutes(problem, place, k), most - out) * slots.stations
            if room >= int(problem.cell_minutes[cell]):
                rupiah = float(fares[k].day[duration])
                yield _Day((rupiah + way) / room, rupiah, way, room, most * slots.stations)


def floor_people(problem: Problem) -> NDArray[np.int64]:
    """People of each cell who reach the floors of the kecamatan, cheapest first, shape (cells,)."""
    people = np.zeros(problem.cells, dtype=np.int64)
    rates = _rupiah_per_person(problem) if problem.floors else []
    for floor in problem.floors:
        short = floor.people
        for cell in sorted(np.flatnonzero(floor.cells).tolist(), key=lambda c: (rates[c], c)):
            if rates[cell] < NEVER:
                people[cell] = min(int(problem.expected[cell]), short)
                short -= int(people[cell])
    return people


def _rupiah_per_person(problem: Problem) -> list[float]:
    """About what serving one person of each cell costs, on the class where that is least.

    A place's people share the day there by the minutes they take; where some have to be met anyway
    (`cover`) the others pay for no drive and no setting up.
    """
    rates, people = [NEVER] * problem.cells, problem.expected.astype(np.int64)
    met = np.zeros(problem.places, dtype=bool)
    if problem.policy.purpose == "cover":
        met[problem.cell_place[~problem.optional & (people > 0)]] = True
    whole = np.zeros(problem.places, dtype=np.int64)
    np.add.at(whole, problem.cell_place, people * problem.cell_minutes)
    visit = cost(problem.tariff, Effort(visits=1))
    for k, (slots, fares) in enumerate(zip(problem.classes, Fares.of(problem), strict=True)):
        day = fares.day["up_to_8h"]
        for place, cells in _cells(problem, slots.allowed & (people > 0)):
            room = stay_minutes(problem, place, k)
            if room <= 0:
                continue
            days = _days(problem, place, k, int(whole[place]) / slots.stations, room)
            trip = day + visit + fares.way(problem, place)
            if met[place]:
                trip, days = float(day), int(whole[place]) / slots.stations / limit(problem, k)
            for cell in cells:
                share = int(problem.cell_minutes[cell]) / max(1, int(whole[place]))
                rates[cell] = min(rates[cell], days * trip * share)
    return rates


def _days(problem: Problem, place: int, slot_class: int, minutes: float, room: int) -> float:
    """Days that serving `minutes` takes; less than one where others can be visited on the way."""
    setup = int(problem.setup[place])
    if minutes >= room:
        return minutes / room
    out = limit(problem, slot_class) - tour(problem, slot_class, [place])
    return min(1.0, (setup + minutes) / max(1, out))


def _cells(problem: Problem, chosen: NDArray[np.bool_]) -> Iterable[tuple[int, list[int]]]:
    """The chosen cells by place."""
    found: dict[int, list[int]] = {}
    for cell in np.flatnonzero(chosen).tolist():
        found.setdefault(int(problem.cell_place[cell]), []).append(cell)
    return found.items()
