"""The true optimum of a tiny problem, by enumerating every trip and every way to combine them by date.

Takes no score, clock, rule or slot class from the core: it restates the model from DESIGN.md in other
words, team by date, so that a wrong rule there and here would have to be wrong twice. Given by `pose`,
and tested by hand elsewhere, are only the people expected, their weight, the visits allowed and
the (team, date) pairs on which somebody can go out.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import partial
from itertools import groupby, zip_longest

import numpy as np
from numpy.typing import NDArray

from optimizer.core.problem import Problem
from tests.engines.outings import Loads, Move, Outings

NEVER = 2**60
"""Rupiah of what cannot be reached."""


@dataclass(frozen=True)
class Today:
    """What has been fixed for a date: places taken, people served per cap, and teams still away."""

    places: frozenset[int] = frozenset()
    capped: Loads = ()
    away: frozenset[str] = frozenset()

    def joined(self, other: Today) -> Today:
        """Both together."""
        capped = tuple(a + b for a, b in zip_longest(self.capped, other.capped, fillvalue=0))
        return Today(self.places | other.places, capped, self.away | other.away)


@dataclass(frozen=True)
class Fixed:
    """What the trips so far fix of the date at hand and, through their nights, of the next."""

    today: Today = field(default_factory=Today)
    tomorrow: Today = field(default_factory=Today)


Table = NDArray[np.int64]
"""Least rupiah, shape (people of each cell + 1, …, visits of each limited place + 1, …)."""


Ways = Iterator[tuple[Move | None, Fixed]]
"""What a team can do, None for staying in, and what that fixes."""


@dataclass(frozen=True)
class Step:
    """A team's choice on a date (no team: the date ends): tables before it, and its ways to go on."""

    team: str
    day: date
    before: Mapping[Fixed, Table]
    ways: Callable[[Fixed], Ways]


@dataclass(frozen=True)
class Departure:
    """A team leaves for a trip on a date."""

    team: str
    day: date
    move: Move


def optimum(problem: Problem) -> tuple[int, ...]:
    """The values of the levels that no plan can beat, in the lexicographic order of `score.levels`.

    Dynamic programming over dates and teams: a table of the least rupiah per people served and visits
    made, for everything that trips can fix of a date for other teams. Exact for day trips and trips of
    one night, whose loads may be split into whole people at will.
    """
    _, tables = _run(problem)
    return _best(problem, _cheapest(problem, tables))[0]


def best(problem: Problem) -> tuple[Departure, ...]:
    """Trips by date that reach the optimum: a certificate that it can be had at all."""
    steps, tables = _run(problem)
    _, people = _best(problem, _cheapest(problem, tables))
    fixed, at = _end(problem, tables, people)
    rupiah, found = int(tables[fixed][at]), []
    for step in reversed(steps):  # back from the end, through any state that leads on for as many rupiah
        for before, move in _led_to(step, fixed):
            taken, cost = (_step(problem, move), move.rupiah) if move else ((0,) * len(at), 0)
            came = tuple(a - n for a, n in zip(at, taken, strict=True))
            if min(came, default=0) >= 0 and int(step.before[before][came]) == rupiah - cost:
                found += [Departure(step.team, step.day, move)] if move else []
                at, fixed, rupiah = came, before, rupiah - cost
                break
    return tuple(reversed(found))


def _end(problem: Problem, tables: Mapping[Fixed, Table], people: Loads) -> tuple[Fixed, Loads]:
    """What is fixed, and the people and visits made, where so many people are served most cheaply."""
    fixed = min(tables, key=lambda each: int(tables[each][people].min()))
    visits = tables[fixed][people]
    return fixed, (*people, *(int(n) for n in np.unravel_index(int(visits.argmin()), visits.shape)))


def _led_to(step: Step, fixed: Fixed) -> Iterator[tuple[Fixed, Move | None]]:
    for before in step.before:
        for move, after in step.ways(before):
            if after == fixed:
                yield before, move


def _limited(problem: Problem) -> list[int]:
    """Places whose visits are fewer than the slots, so that they have to be counted."""
    return [p for p in range(problem.places) if problem.max_visits[p] < len(problem.slots)]


def _step(problem: Problem, move: Move) -> Loads:
    return (*move.loads, *(move.visits[p] for p in _limited(problem)))


def _run(problem: Problem) -> tuple[list[Step], Mapping[Fixed, Table]]:
    """The choices in order, and the tables once all are made."""
    outings = Outings(problem)
    most = [*problem.expected.tolist(), *(int(problem.max_visits[p]) for p in _limited(problem))]
    start = np.full([n + 1 for n in most], NEVER, dtype=np.int64)
    start[(0,) * len(most)] = 0
    tables: Mapping[Fixed, Table] = {Fixed(): start}
    alone, steps = len({slot.team for slot in problem.slots}) == 1, []
    for day, teams in _dates(problem):
        for number, team in enumerate(teams):
            ways = partial(_ways, problem, outings, team, day, forget=number == len(teams) - 1, alone=alone)
            steps.append(Step(team, day, tables, ways))
            tables = _after(problem, steps[-1])
        steps.append(Step("", day, tables, _night))
        tables = _after(problem, steps[-1])
    return steps, tables


def _cheapest(problem: Problem, tables: Mapping[Fixed, Table]) -> Table:
    """Least rupiah for each number of people served per cell, shape (people of each cell + 1, …)."""
    table = np.min([*tables.values()], axis=0)
    visits = tuple(range(problem.cells, table.ndim))
    return np.asarray(table.min(axis=visits) if visits else table)


def _dates(problem: Problem) -> Iterator[tuple[date, list[str]]]:
    """Teams on each date from the first slot to the last, dates without one included."""
    slots = sorted((slot.date, slot.team) for slot in problem.slots)
    of = {day: [team for _, team in pairs] for day, pairs in groupby(slots, key=lambda pair: pair[0])}
    for n in range((slots[-1][0] - slots[0][0]).days + 1) if slots else ():
        day = slots[0][0] + timedelta(days=n)
        yield day, of.get(day, [])


def _after(problem: Problem, step: Step) -> Mapping[Fixed, Table]:
    """The tables once a choice has been made, in every way it can."""
    after: dict[Fixed, Table] = {}
    for before, table in step.before.items():
        for move, fixed in step.ways(before):
            moved = table if move is None else _moved(problem, table, move)
            if moved is not None and fixed in after:
                np.minimum(after[fixed], moved, out=after[fixed])
            elif moved is not None:
                after[fixed] = moved.copy()
    return after


def _night(fixed: Fixed) -> Ways:
    yield None, Fixed(fixed.tomorrow)


def _ways(
    problem: Problem, outings: Outings, team: str, day: date, fixed: Fixed, *, forget: bool, alone: bool
) -> Ways:
    """Staying in (or away, as fixed the day before) and every trip that agrees with what is fixed.

    Told to `forget`, they no longer tell what is taken on the date itself, as nobody else goes out on it;
    a team that is `alone` never meets another.
    """
    yield None, Fixed(Today(), fixed.tomorrow) if forget else fixed
    for move in outings.moves(team, day) if team not in fixed.today.away else ():
        now = Today(move.places[0], move.capped[0])
        then = Today(move.places[1], move.capped[1], frozenset({team})) if move.beds else Today()
        if _agree(problem, fixed.today, now) and _agree(problem, fixed.tomorrow, then):
            tomorrow = Today(away=then.away) if alone else fixed.tomorrow.joined(then)
            yield move, Fixed(Today() if forget else fixed.today.joined(now), tomorrow)


def _agree(problem: Problem, one: Today, other: Today) -> bool:
    """No place has two teams on a date, and together they keep the region's caps."""
    if one.places & other.places:
        return False
    caps = [service.cap.people for service in problem.region.services if service.cap]
    shared = [service.cap.per == "region_day" for service in problem.region.services if service.cap]
    both = one.joined(other).capped
    return all(n <= cap for n, cap, region in zip(both, caps, shared, strict=bool(both)) if region)


def _moved(problem: Problem, table: Table, move: Move) -> Table | None:
    """The table with the people, visits and rupiah of a move added; None where they never fit."""
    step = _step(problem, move)
    if any(n >= size for n, size in zip(step, table.shape, strict=True)):
        return None
    made = np.full_like(table, NEVER)
    to = tuple(slice(n, None) for n in step)
    origin = tuple(slice(0, size - n) for n, size in zip(step, table.shape, strict=True))
    made[to] = table[origin] + move.rupiah
    return made


def _best(problem: Problem, cheapest: Table) -> tuple[tuple[int, ...], Loads]:
    """The best levels that can be had within the budget, and the people served for them."""
    limit = NEVER - 1 if problem.policy.budget is None else min(NEVER - 1, problem.policy.budget)
    reach, floors = problem.policy.purpose == "reach", _floors(problem)
    found = []
    for people in np.argwhere(cheapest <= limit):
        missing = sum(max(0, least - sum(int(people[c]) for c in cells)) for cells, least in floors)
        first = -_weighted(problem, people) if reach else _shortfall(problem, people)
        served = tuple(int(n) for n in people)
        found.append((missing, first, int(cheapest[served]), served))
    missing, first, rupiah, served = min(found)
    return (*((missing,) if floors else ()), -first if reach else first, rupiah), served


def _floors(problem: Problem) -> list[tuple[list[int], int]]:
    """Cells of each kecamatan and how many of their people must be served, where that is anybody."""
    kecamatan = {place.code: place.kecamatan_code for place in problem.region.places}
    cells = defaultdict(list)
    for number, cell in enumerate(problem.region.cells):
        cells[kecamatan[cell.place]].append(number)
    percent = problem.policy.floor_percent
    least = [(held, percent * int(sum(problem.expected[c] for c in held)) // 100) for held in cells.values()]
    return [(held, people) for held, people in least if people > 0]


def _weighted(problem: Problem, people: NDArray[np.int64]) -> int:
    return sum(int(n) * int(weight) for n, weight in zip(people, problem.cell_weight, strict=True))


def _shortfall(problem: Problem, people: NDArray[np.int64]) -> int:
    """Weighted people left, but of services with a target only the people that the target misses."""
    targets = {s.code: s.target for s in problem.region.services if s.target is not None}
    left, served, office = 0, dict.fromkeys(targets, 0), dict.fromkeys(targets, 0)
    for number, cell in enumerate(problem.region.cells):
        if not set(cell.services) <= set(targets):
            left += int(problem.cell_weight[number]) * int(problem.expected[number] - people[number])
        for code in set(cell.services) & set(targets):
            served[code] += int(people[number])
            office[code] += cell.office
    return left + sum(100 * max(0, target - office[s] - served[s]) for s, target in targets.items())
