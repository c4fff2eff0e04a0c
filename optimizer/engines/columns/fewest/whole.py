"""Whole trips over the routes that may be in a better plan, as a mixed integer programme with free loads.

A route with several free stops is taken apart into modes: a range of units per stop, ranges ending where
a row of `hull` changes, so that the rows hold in the programme for a mode as a whole and its relaxation stays
about as tight as the one over loads.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import product
from math import inf, prod

import numpy as np
from numpy.typing import NDArray
from ortools.math_opt.python import mathopt

from optimizer.engines.columns.fewest.groups import Group
from optimizer.engines.columns.fewest.parity import limit
from optimizer.engines.columns.fewest.pool import pairs_of
from optimizer.engines.columns.fewest.programme import Kind, Programme, Range, Solved
from optimizer.engines.columns.fewest.shape import Shape

Floats = NDArray[np.float64]
Interval = tuple[int, int]

MOST_MODES = 500
"""Modes of a route above which it is one mode of the widest ranges, in which rows of places hold less."""

WHOLE = 0.999
"""Share from which a column of the linear programme counts as a whole trip."""

EXACT = 1e-6
"""Share of its value within which a choice of whole trips is the cheapest."""


@dataclass(frozen=True)
class Mode:
    """A route with a range of units above the least at each of its free stops, made `at_least` so often."""

    group: int
    route: int
    kind: int
    slot_class: int
    rupiah: float
    stops: tuple[int, ...]
    ranges: tuple[Interval, ...]
    room: int
    parity: tuple[int, ...]
    at_least: int = 0


@dataclass(frozen=True)
class Choice:
    """What whole trips are chosen from, and the rows they keep; made to be sent to another process."""

    shape: Shape
    slots: tuple[int, ...]
    days: Mapping[Kind, Range]
    hull: Mapping[int, Sequence[Floats]]
    parity: tuple[int, ...]
    modes: tuple[Mode, ...]


@dataclass(frozen=True)
class Chosen:
    """Modes made, each as often as it is, and what no choice of the same modes goes below."""

    modes: tuple[tuple[Mode, int], ...]
    rupiah: float
    bound: float


def choice(
    programme: Programme,
    solved: Solved,
    days: Mapping[Kind, Range],
    gap: float,
    keep: bool = False,
    sets: bool = True,
) -> Choice:
    """The modes whose reduced cost is at most `gap`: all that a plan so near the bound can have.

    Without `sets` the rows of sets of places are left out: the branch and bound finds rows of its own.

    With `keep` the trips of the linear programme that are whole are made, and rows left out that
    help a bound and stand in the way of a plan, those on days among them: a smaller choice, not all plans.
    """
    kept: dict[tuple[int, int], list[tuple[tuple[int, ...], int]]] = {}
    for column, share in solved.shares.items():
        if keep and share > WHOLE:
            kept.setdefault((column.group, column.route), []).append((column.units, int(share + 1 - WHOLE)))
    hull, spare = solved.hull if keep else programme.hull, programme.shape.spare
    ranges = {
        int(place): _ranges(hull.get(int(place), ()), int(spare[place])) for place in np.flatnonzero(spare)
    }
    modes: list[Mode] = []
    rows = tuple(row for row in programme.parity if max(row) < len(spare)) if sets and not keep else ()
    for number, (group, reduced) in enumerate(zip(programme.groups, solved.reduced, strict=True)):
        near = np.flatnonzero(reduced <= gap)
        for route, pairs in zip(near, _pairs(group.members[near], rows, len(spare)), strict=True):
            of_route = _modes(programme, solved, ranges, number, group, int(route), gap, pairs)
            for units, times in kept.get((number, int(route)), ()):
                of_route = [_made(mode, units, times) for mode in of_route]
            modes += of_route
    parity = tuple(limit(programme.shape.visits, places) for places in rows)
    counted = dict.fromkeys(days, (0.0, inf)) if keep else dict(days)
    return Choice(programme.shape, tuple(programme.slots), counted, hull, parity, tuple(modes))


def _made(mode: Mode, units: tuple[int, ...], times: int) -> Mode:
    """The mode, made so many times more if it has these units."""
    holds = all(low <= count <= high for count, (low, high) in zip(units, mode.ranges, strict=True))
    return replace(mode, at_least=mode.at_least + times) if holds else mode


def choose(
    chosen_from: Choice,
    seconds: float | None,
    nodes: int | None,
    _told: Callable[[object], None] | None = None,
) -> Chosen | None:
    """The cheapest whole trips found in so many seconds or nodes; None where none were.

    Where it is proven that there are none what is chosen is empty, and costs infinitely much.

    HiGHS heeds its time limit only now and then: whoever may not wait runs this in a process of its own.
    """
    model = _Model(chosen_from)
    limit = None if seconds is None else timedelta(seconds=seconds)
    result = mathopt.solve(
        model.model,
        mathopt.SolverType.HIGHS,
        params=mathopt.SolveParameters(time_limit=limit, node_limit=nodes, relative_gap_tolerance=EXACT),
    )
    if result.termination.reason is mathopt.TerminationReason.INFEASIBLE:
        return Chosen((), inf, inf)
    if not result.has_primal_feasible_solution():
        return None
    values = result.variable_values()
    made = [(mode, round(values[x])) for mode, x in zip(chosen_from.modes, model.made, strict=True)]
    bounds = result.termination.objective_bounds
    return Chosen(
        tuple((mode, times) for mode, times in made if times), bounds.primal_bound, bounds.dual_bound
    )


def _ranges(rows: Sequence[Floats], spare: int) -> list[Interval]:
    """Ranges of units above the least, each ending before a row of the place falls, or at its spare units."""
    ends = {spare}
    for f in rows:
        ends |= {int(at) for at in np.flatnonzero(np.diff(f[: spare + 1]))}
    ordered = sorted(ends)
    return list(zip([0, *(end + 1 for end in ordered)], ordered, strict=False))


def _pairs(members: NDArray[np.int16], rows: Sequence[tuple[int, ...]], places: int) -> list[tuple[int, ...]]:
    """How many pairs of stops of each route lie in each set of places."""
    if not rows:
        return [()] * len(members)
    pairs = np.stack([pairs_of(members, row, places) for row in rows], axis=1)
    return [tuple(each) for each in pairs.tolist()]


def _modes(
    programme: Programme,
    solved: Solved,
    ranges: Mapping[int, list[Interval]],
    number: int,
    group: Group,
    route: int,
    gap: float,
    parity: tuple[int, ...],
) -> list[Mode]:
    """The modes of a route within the gap, each as if all of its ranges were used to their end."""
    members = [int(place) for place in group.members[route] if place < len(programme.shape.wanted)]
    free, values = members[: int(group.free[route])], solved.values
    room, at_least = int(group.room[route]), float(solved.reduced[number][route])
    modes = []
    costs = float(solved.fixed[number][route]) - sum(float(values[place, 0]) for place in members)
    combinations = prod(len(ranges[place]) for place in free)
    wide = [tuple((0, int(programme.shape.spare[place])) for place in free)]
    for combined in product(*(ranges[place] for place in free)) if combinations <= MOST_MODES else wide:
        if sum(low for low, _ in combined) > room:
            continue
        gain = sum(
            float(values[place, high] - values[place, 0])
            for place, (_, high) in zip(free, combined, strict=True)
        )
        if max(at_least, costs - gain) <= gap:
            modes.append(
                Mode(
                    number, route, group.day, group.slot_class, float(group.rupiah[route]), tuple(members),
                    combined, room, parity,
                )
            )  # fmt: skip
    return modes


class _Model:
    """The mixed integer programme of a choice."""

    def __init__(self, chosen_from: Choice):
        self.model, shape = mathopt.Model(), chosen_from.shape
        self._from, self._shape = chosen_from, shape
        add = self.model.add_linear_constraint
        most = np.where(shape.spare > 0, shape.visits, np.inf)  # a whole load too many is left out later
        self._visits = [add(lb=float(a), ub=float(b)) for a, b in zip(shape.fewest, most, strict=True)]
        self._wanted = [add(lb=float(n)) for n in shape.wanted]
        self._slots = [add(ub=float(n)) for n in chosen_from.slots]
        self._days = {kind: add(lb=low, ub=high) for kind, (low, high) in chosen_from.days.items()}
        self._hull = {place: [add(ub=1.0) for _ in rows] for place, rows in chosen_from.hull.items()}
        self._parity = [add(ub=float(most)) for most in chosen_from.parity]
        self.made = [self._enter(mode) for mode in chosen_from.modes]

    def _enter(self, mode: Mode) -> mathopt.Variable:
        shape = self._shape
        often = min(int(shape.visits[place]) for place in mode.stops)
        made = self.model.add_integer_variable(lb=float(mode.at_least), ub=float(max(often, mode.at_least)))
        self.model.objective.set_linear_coefficient(made, mode.rupiah)
        for place in mode.stops:
            self._visits[place].set_coefficient(made, 1.0)
        self._slots[mode.slot_class].set_coefficient(made, 1.0)
        for kind, row in self._days.items():
            if kind in (None, mode.kind):
                row.set_coefficient(made, 1.0)
        for row, coefficient in zip(self._parity, mode.parity, strict=True):
            if coefficient:
                row.set_coefficient(made, float(coefficient))
        free = mode.stops[: len(mode.ranges)]
        for place in mode.stops[len(mode.ranges) :]:
            self._wanted[place].set_coefficient(made, float(shape.least[place]))
        shared = sum(high for _, high in mode.ranges) > mode.room and len(free) > 1
        for place, (_, high) in zip(free, mode.ranges, strict=True):
            top = min(high, mode.room) if not shared else high
            for row, f in zip(self._hull.get(place, ()), self._from.hull.get(place, ()), strict=True):
                if f[high]:
                    row.set_coefficient(made, float(f[high]))
            self._wanted[place].set_coefficient(made, float(shape.least[place] + (0 if shared else top)))
        if shared:
            self._share(mode, made)
        return made

    def _share(self, mode: Mode, made: mathopt.Variable) -> None:
        """Units of the room shared among the free stops of a mode."""
        add = self.model.add_linear_constraint
        room = add(ub=0.0)
        room.set_coefficient(made, -float(mode.room))
        for place, (low, high) in zip(mode.stops, mode.ranges, strict=False):
            units = self.model.add_variable(lb=0.0)
            room.set_coefficient(units, 1.0)
            most = add(ub=0.0)
            most.set_coefficient(units, 1.0)
            most.set_coefficient(made, -float(high))
            if low:
                least = add(lb=0.0)
                least.set_coefficient(units, 1.0)
                least.set_coefficient(made, -float(low))
            self._wanted[place].set_coefficient(units, 1.0)
