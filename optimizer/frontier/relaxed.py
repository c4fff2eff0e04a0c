"""A bound that needs no engine: the most that days to single places could serve for the money.

Let a person of cell c, at place i, be served on a day of kind j. The day visits i among others, so by the
triangle inequality it drives at least there and back, and of its minutes at most
W_j − drive_ij − setup_i are left to serve in: one person takes at least the share

    φ_cj = minutes_c / stations_j / (W_j − drive_ij − setup_i)

of a day, and all that a day serves take at most the whole of it, Σ φ_cj y_cj ≤ 1. A visit to i, which serves
q_i people at most, also takes its setting up and the shortest way to i from anywhere, so a person takes at
least τ_cj = minutes_c / stations_j + (setup_i + leg_ij) / q_i minutes of what W_j and the shortest way home
leave. A day costs at least what sending the team out costs (f_j) and the way to the farthest place served,
which is no less than the ways g_ij weighed by those shares. So every plan satisfies, with d_j days of a kind,

    max  Σ w_c y_cj + Σ 100 z_t
    s.t. Σ_j y_cj ≤ expected_c,  Σ_(j of class k) d_j ≤ slots_k,
         Σ_c φ_cj y_cj ≤ d_j,  Σ_c τ_cj y_cj ≤ (W_j − home_j) d_j,
         Σ_(c of cap) y_cj ≤ cap · d_j,  Σ_(c of t, j) y_cj ≥ z_t,  z_t ≤ target_t,
         Σ_j f_j d_j + Σ (φ_cj g_ij + rate_c) y_cj ≤ budget,

and the linear programme bounds them all. What is published is its Lagrangian bound at the solver's duals,
summed again here: valid for any duals, so nothing rests on the solver's tolerances.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import floor
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linprog
from scipy.sparse import csr_array

from optimizer.core.effort import DURATION_CLASSES, EIGHT_HOURS, DurationClass, Effort
from optimizer.core.policy import WEIGHT_SCALE
from optimizer.core.problem import Problem, SlotClass
from optimizer.core.score import counted
from optimizer.core.tariff import cost
from optimizer.core.travel import UNREACHABLE, Layer
from optimizer.engines.price import day_cost, drive_cost

Floats = NDArray[np.float64]

ROUNDING = 1e-9
"""Share of a bound that summing floating-point numbers may be wrong by."""


@dataclass(frozen=True)
class Kind:
    """A kind of day: of a slot class, so many work minutes long, for so many rupiah before any way."""

    slot_class: int
    minutes: int
    rupiah: int


@dataclass(frozen=True)
class Bound:
    """What no plan exceeds.

    Attributes
    ----------
    most
        People, or weighted people in hundredths, that no plan exceeds.
    per_rupiah
        By how much more at most for each rupiah more: the dual price of the budget, 0 without one.
    per_day
        By how much more at most for one more day of each slot class, shape (classes,).
    """

    most: int
    per_rupiah: float
    per_day: tuple[float, ...]


class Relaxed:
    """The linear programme of a problem, to be solved for any budget.

    It leaves out in which order places are visited, opening hours, limits of driving and of visits,
    floors, and dates. What a night out costs is left out too, so with nights it is a wide bound.
    """

    def __init__(self, problem: Problem):
        self.problem = problem
        self.kinds = tuple(_kinds(problem))
        columns = _Columns(problem, self.kinds)
        self._cell, self._kind = columns.cell, columns.kind
        self._shares, self._minutes, self._ways = columns.share, columns.minutes, columns.way
        self._length = columns.length
        self._weights, self._targets = counted(problem)

    def weighted(self, budget: int | None) -> Bound:
        """The most weighted people that the people's level can count, in hundredths."""
        return self._solve(self._weights.astype(np.float64), float(WEIGHT_SCALE), budget, None)

    def people(self, budget: int | None, weighted: int) -> Bound:
        """The most people, of any weight, given the most `weighted` people proven."""
        return self._solve(np.ones(self.problem.cells), 0.0, budget, weighted)

    def _solve(self, worth: Floats, target_worth: float, budget: int | None, weighted: int | None) -> Bound:
        if not len(self._cell):
            return Bound(0, 0.0, (0.0,) * len(self.problem.classes))
        rows = _Rows(self._upper())
        columns, days = len(self._cell), len(self.kinds)
        objective = np.concatenate(
            [worth[self._cell], np.zeros(days), np.full(len(self._targets), target_worth)]
        )
        self._enter(rows)
        if budget is not None:
            rows.add(self._rupiah(), float(budget), "budget")
        if weighted is not None:
            value = np.zeros(rows.width)
            value[:columns] = self._weights[self._cell]
            value[columns + days :] = WEIGHT_SCALE
            rows.add(value, float(weighted), "weighted")
        matrix, limits = rows.matrix, np.array(rows.limits)
        found = linprog(  # type: ignore[call-overload] # the stubs know no sparse matrices, SciPy does
            -objective, A_ub=matrix, b_ub=limits, bounds=np.column_stack([np.zeros(rows.width), rows.upper])
        )
        duals = np.zeros(len(limits)) if found.status else np.maximum(0.0, -found.ineqlin.marginals)
        gains = np.maximum(0.0, objective - matrix.T @ duals)
        most = float(duals @ limits + gains @ rows.upper)
        per_day = np.zeros(len(self.problem.classes))
        for number, name in enumerate(rows.names):
            if name.startswith("slots "):
                per_day[int(name.removeprefix("slots "))] = duals[number]
        return Bound(
            floor(most + ROUNDING * max(1.0, most)),
            float(duals[rows.names.index("budget")]) if budget is not None else 0.0,
            tuple(per_day.tolist()),
        )

    def _upper(self) -> Floats:
        """Most of each variable: people, days of each kind, people towards each target.

        One more than the rows allow, so that what is scarce has its price in its row alone.
        """
        slots = [1 + self.problem.slots_of(kind.slot_class) for kind in self.kinds]
        targets = [target.people for target in self._targets]
        return np.concatenate([1 + self.problem.expected[self._cell], slots, targets]).astype(np.float64)

    def _enter(self, rows: _Rows) -> None:
        """The rows that no budget changes."""
        problem, columns, days = self.problem, len(self._cell), len(self.kinds)
        number = np.arange(columns)
        for cell in np.unique(self._cell):
            rows.add_at(number[self._cell == cell], 1.0, float(problem.expected[cell]))
        for j in range(days):
            here = number[self._kind == j]
            rows.add_at([*here, columns + j], [*self._shares[here], -1.0], 0.0)
            rows.add_at([*here, columns + j], [*self._minutes[here], -self._length[j]], 0.0)
            for cap in problem.caps:
                served = here[cap.cells[self._cell[here]]]
                if len(served):
                    people = [*np.ones(len(served)), -float(cap.people)]
                    rows.add_at([*served, columns + j], people, 0.0)
        for k in range(len(problem.classes)):
            of_class = [columns + j for j, kind in enumerate(self.kinds) if kind.slot_class == k]
            if of_class:
                rows.add_at(of_class, 1.0, float(problem.slots_of(k)), f"slots {k}")
        dates = len({slot.date for slot in problem.slots})
        for cap in problem.caps:
            served = number[cap.cells[self._cell]]
            if cap.per_region and len(served):
                rows.add_at(served, 1.0, float(cap.people * dates))
        for t, target in enumerate(self._targets):
            served = number[target.cells[self._cell]]
            rows.add_at([columns + days + t, *served], [1.0, *np.full(len(served), -1.0)], 0.0)

    def _rupiah(self) -> Floats:
        """Least rupiah of each variable."""
        services = [cell.services for cell in self.problem.region.cells]
        rate = {key: cost(self.problem.tariff, Effort(people=dict.fromkeys(key, 1))) for key in set(services)}
        person = np.array([rate[services[cell]] for cell in self._cell], dtype=np.float64)
        return np.concatenate(
            [
                person + self._shares * self._ways,
                [kind.rupiah for kind in self.kinds],
                np.zeros(len(self._targets)),
            ]
        )


class _Rows:
    """Rows of a linear programme, each a sum that must not exceed its limit."""

    def __init__(self, upper: Floats):
        self.upper, self.width = upper, len(upper)
        self.limits: list[float] = []
        self.names: list[str] = []
        self._at: list[tuple[NDArray[np.int64], Floats]] = []

    def add_at(self, columns: object, values: object, limit: float, name: str = "") -> None:
        """A row with `values` at `columns`."""
        at = np.asarray(columns, dtype=np.int64)
        self._at.append((at, np.broadcast_to(np.asarray(values, dtype=np.float64), at.shape)))
        self.limits.append(limit)
        self.names.append(name)

    def add(self, values: Floats, limit: float, name: str) -> None:
        """A row over all columns."""
        at = np.flatnonzero(values)
        self.add_at(at, values[at], limit, name)

    @property
    def matrix(self) -> csr_array:
        """All rows, sparse, shape (rows, width)."""
        row = np.concatenate([np.full(len(at), n) for n, (at, _) in enumerate(self._at)])
        at = np.concatenate([at for at, _ in self._at])
        values = np.concatenate([values for _, values in self._at])
        return csr_array((values, (row, at)), shape=(len(self._at), self.width))


def _kinds(problem: Problem) -> Iterator[Kind]:
    """Days of each class: as long as it may be, and within eight hours where that is cheaper.

    A day of a trip with nights may be paid as such, so where there are any no length is told apart.
    """
    for k, slots in enumerate(problem.classes):
        most = slots.work_minutes + problem.policy.overtime_minutes
        rupiah = {duration: _sent(problem, k, duration) for duration in DURATION_CLASSES}
        short = min(most, max(_within_eight_hours(problem, k)))
        if problem.spans:
            yield Kind(k, most, min(rupiah.values()))
        elif short < most and rupiah["up_to_8h"] < rupiah["over_8h"]:
            yield Kind(k, most, rupiah["over_8h"])
            yield Kind(k, short, rupiah["up_to_8h"])
        else:
            yield Kind(k, most, min(rupiah["up_to_8h"], rupiah["over_8h"]))


def _within_eight_hours(problem: Problem, slot_class: int) -> Iterator[int]:
    """Most work minutes of a day of at most eight hours: over the break, before it, after it."""
    slots = problem.classes[slot_class]
    yield EIGHT_HOURS - slots.pause_minutes
    if slots.pause:
        length = slots.work_minutes + slots.pause_minutes + problem.policy.overtime_minutes
        yield min(EIGHT_HOURS, slots.pause[0] - slots.start)
        yield min(EIGHT_HOURS, slots.start + length - slots.pause[1])


def _sent(problem: Problem, slot_class: int, duration: DurationClass) -> int:
    """Least rupiah of sending a team out for a day with one visit."""
    return cost(problem.tariff, Effort(visits=1)) + day_cost(problem, slot_class, duration)


class _Columns:
    """What a person of a cell takes at least of a kind of day, a column for each pair that can be.

    `share` of the day, `minutes` of its `length` (shape (kinds,)), and `way`, rupiah of going there.
    """

    def __init__(self, problem: Problem, kinds: tuple[Kind, ...]):
        parts, ways = list[tuple[NDArray[Any], ...]]([_NONE]), _Ways(problem)
        length = np.zeros(len(kinds))
        for j, kind in enumerate(kinds):
            k = kind.slot_class
            slots, place = problem.classes[k], problem.cell_place
            minutes, rupiah = ways.there_and_back(k)
            leg, home = ways.legs(k)
            length[j] = kind.minutes - home
            left = (kind.minutes - minutes - problem.setup)[place].astype(np.float64)
            cells = np.flatnonzero(slots.allowed & (problem.expected > 0) & (left > 0))
            serving = problem.cell_minutes[cells] / slots.stations
            cells = cells[serving <= left[cells]]  # who takes longer than the day is served by no plan on it
            serving = problem.cell_minutes[cells] / slots.stations
            at_most = _of_one_visit(problem, slots, left)[place[cells]]
            parts.append(
                (
                    cells,
                    np.full(len(cells), j),
                    serving / left[cells],
                    serving + (problem.setup + leg)[place[cells]] / at_most,
                    rupiah[place[cells]],
                )
            )
        cell, of, share, taken, way = (np.concatenate(each) for each in zip(*parts, strict=True))
        self.cell, self.kind = cell.astype(np.int64), of.astype(np.int64)
        self.share, self.minutes, self.way, self.length = share, taken, way, length


_NONE = (np.empty(0), np.empty(0), np.empty(0), np.empty(0), np.empty(0))


def _of_one_visit(problem: Problem, slots: SlotClass, left: Floats) -> Floats:
    """People that one visit to each place serves at most, at least 1, shape (places,); `left` per cell."""
    people, quickest, longest = (
        np.zeros(problem.places),
        np.full(problem.places, np.inf),
        np.zeros(problem.places),
    )
    able = slots.allowed & (problem.expected > 0) & (left > 0)
    place = problem.cell_place[able]
    np.add.at(people, place, problem.expected[able])
    np.minimum.at(quickest, place, problem.cell_minutes[able])
    np.maximum.at(longest, place, left[able])
    fit: Floats = np.maximum(1.0, np.minimum(people, longest * slots.stations / quickest))
    return fit


class _Ways:
    """The least ways of a day that visits a place, by slot class."""

    def __init__(self, problem: Problem):
        self._problem = problem
        self._least: dict[tuple[str, str], NDArray[np.int64]] = {}

    def there_and_back(self, slot_class: int) -> tuple[NDArray[np.int64], Floats]:
        """Minutes and rupiah of going to each place and home, shape (places,)."""
        problem, slots = self._problem, self._problem.classes[slot_class]
        layer, ends = problem.layer(slot_class), self._ends(slot_class)
        drive = self._round(layer.minutes.astype(np.int64), ends)
        if slots.layer not in self._least:
            self._least[slots.layer] = least_metres(layer)
        metres = np.where(drive < UNREACHABLE, self._round(self._least[slots.layer], ends), 0)
        if problem.spans:  # kilometres are rounded up once a trip, and this day may be one of several
            return drive, metres * (drive_cost(problem, slot_class, 10**9) / 10**9)
        rupiah = [drive_cost(problem, slot_class, int(each)) for each in metres]
        return drive, np.array(rupiah, dtype=np.float64)

    def legs(self, slot_class: int) -> tuple[Floats, float]:
        """Minutes of the shortest way to each place from anywhere, shape (places,), and of any way home."""
        problem, ends = self._problem, self._ends(slot_class)
        minutes = problem.layer(slot_class).minutes.astype(np.float64)
        there = problem.place_location
        apart = minutes + np.where(np.eye(len(minutes), dtype=bool), np.inf, 0.0)
        leg = np.minimum(apart[:, there].min(axis=0), minutes[np.ix_(ends, there)].min(axis=0))
        return leg, float(minutes[np.ix_(there, ends)].min())

    def _ends(self, slot_class: int) -> NDArray[np.int64]:
        """Where a day may begin and end."""
        problem = self._problem
        lodgings = problem.lodgings if problem.spans else ()
        return np.array([problem.classes[slot_class].base, *lodgings], dtype=np.int64)

    def _round(self, matrix: NDArray[np.int64], ends: NDArray[np.int64]) -> NDArray[np.int64]:
        there = self._problem.place_location
        found: NDArray[np.int64] = matrix[np.ix_(ends, there)].min(axis=0) + matrix[np.ix_(there, ends)].min(
            axis=1
        )
        return found


def least_metres(layer: Layer) -> NDArray[np.int64]:
    """Least metres between locations over any others, shape (n, n).

    The metres of a layer are those of its quickest ways, and a way round over a third place may be
    shorter. Floyd and Warshall.
    """
    least = layer.metres.astype(np.int64)
    for middle in range(len(least)):
        np.minimum(least, least[:, middle, None] + least[None, middle, :], out=least)
    return least
