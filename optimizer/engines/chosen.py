"""Which visits to make where the people of a place come to be served release by release.

Where one visit is all that a place may have, those released after it are left out; and not every place can be
visited after its last release if too few slots are left by then. So the visits are chosen together: each of
some releases of a place is followed by one, that serves all who were released since the visit before,

    min  Σ weight of those released after the last visit of their place, and hardly Σ minutes
    s.t. Σ minutes of visits that only slots within S may make <= share · minutes of S      for each S,

with the minutes of a visit those it would take of a day with nothing but visits to places as far away.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations, islice

import numpy as np
from numpy.typing import NDArray
from ortools.linear_solver import pywraplp

from optimizer.core.plan import Stop
from optimizer.core.problem import Problem
from optimizer.core.travel import UNREACHABLE
from optimizer.engines.limits import limited

MOST_WAYS = 64
"""Ways to visit a place that are told apart, those with fewest visits first."""

LEAST_OF_A_DAY = 60.0
"""Minutes of a day at least for its visits, where the way out and home takes nearly all of it."""

PER_MINUTE = 1e-3
"""Weight that a station-minute is worth: hardly any, but of two ways as good the quicker one is taken."""

NODES, NEAR = 50, 0.01
"""Nodes of the branch-and-bound tree, and how near to the best it ends: the minutes are but a guess."""

Slots = bytes
"""Whether each class may make a visit, as bytes of a boolean array."""


@dataclass(frozen=True)
class Release:
    """Cells of a place that the same classes may serve, those classes, shape (classes,)."""

    slots: NDArray[np.bool_]
    cells: NDArray[np.intp]


@dataclass(frozen=True)
class Way:
    """One way to visit a place: after which of its releases; the weight left out, the minutes of each."""

    place: int
    after: tuple[int, ...]
    lost: float
    minutes: tuple[tuple[Slots, float], ...]


def chosen(problem: Problem, share: float) -> Problem | None:
    """The problem in which people wait for the visit chosen for them, with a `share` of all slots' minutes.

    Nobody serves those released after the last visit that their place may have. None where every place may
    be visited after each of its releases, where people may be served for a target wherever they live, or
    where no choice is found.
    """
    allowed = np.array([slots.allowed for slots in problem.classes], dtype=bool)
    met = {p: found for p in range(problem.places) if (found := releases(problem, allowed, p))}
    if problem.targets or all(len(found) <= problem.max_visits[place] for place, found in met.items()):
        return None
    picked = pick(problem, list(_ways(problem, met)), share)
    if not picked:
        return None
    for way in picked:
        first = 0
        for last in way.after:
            for release in met[way.place][first : last + 1]:
                allowed[:, release.cells] &= met[way.place][last].slots[:, None]
            first = last + 1
        for release in met[way.place][first:]:
            allowed[:, release.cells] &= len(way.after) < problem.max_visits[way.place]
    classes = (replace(slots, allowed=some) for slots, some in zip(problem.classes, allowed, strict=True))
    return problem.replace(classes=tuple(classes))


def releases(problem: Problem, allowed: NDArray[np.bool_], place: int) -> tuple[Release, ...]:
    """The releases of a place, first to last, where each class may serve what is `allowed`.

    None where the slots of one are not among those of the release before.
    """
    if not allowed.size:
        return ()
    here = (problem.cell_place == place) & (problem.expected > 0)
    cells = np.flatnonzero(here & allowed.any(axis=0))
    sets = np.unique(allowed[:, cells], axis=1).T
    chain = sets[np.argsort(-sets.sum(axis=1), kind="stable")]
    if (chain[1:] > chain[:-1]).any():
        return ()
    return tuple(Release(slots, cells[(allowed[:, cells] == slots[:, None]).all(axis=0)]) for slots in chain)


def pick(problem: Problem, ways: Sequence[Way], share: float) -> list[Way]:
    """A way to visit each place, such that all of them leave out least; none where no choice is found."""
    solver = pywraplp.Solver.CreateSolver("SCIP")
    limited(solver, Stop(work=1), NODES, NEAR)
    far, objective = solver.infinity(), solver.Objective()
    objective.SetMinimization()
    taken = [solver.BoolVar("") for _ in ways]
    places = {place: solver.Constraint(1.0, 1.0) for place in dict.fromkeys(way.place for way in ways)}
    of_class = np.array(
        [k.work_minutes * k.stations * problem.slots_of(n) for n, k in enumerate(problem.classes)]
    )
    met = {slots: np.frombuffer(slots, dtype=bool) for way in ways for slots, _ in way.minutes}
    rows = {slots: solver.Constraint(-far, share * float(of_class[few].sum())) for slots, few in met.items()}
    within = {slots: {other for other in met if (met[other] <= few).all()} for slots, few in met.items()}
    for way, variable in zip(ways, taken, strict=True):
        places[way.place].SetCoefficient(variable, 1.0)
        for slots, row in rows.items():
            row.SetCoefficient(variable, sum(n for other, n in way.minutes if other in within[slots]))
        objective.SetCoefficient(variable, way.lost + PER_MINUTE * sum(n for _, n in way.minutes))
    if solver.Solve() not in (pywraplp.Solver.OPTIMAL, pywraplp.Solver.FEASIBLE):
        return []
    return [way for way, variable in zip(ways, taken, strict=True) if variable.solution_value() > 0.5]


def _ways(problem: Problem, met: Mapping[int, Sequence[Release]]) -> Iterator[Way]:
    near, longer = _far(problem)
    stations = max(slots.stations for slots in problem.classes)
    for place, found in met.items():
        weight = [float(problem.expected[r.cells] @ problem.cell_weight[r.cells]) for r in found]
        busy = [float(problem.expected[r.cells] @ problem.cell_minutes[r.cells]) for r in found]
        idle = stations * (float(problem.setup[place]) + near[place])
        most = min(len(found), int(problem.max_visits[place]))
        all_of_them = (some for count in range(most + 1) for some in combinations(range(len(found)), count))
        for after in islice(all_of_them, MOST_WAYS):
            begins = (0, *(last + 1 for last in after))
            minutes = tuple(
                (found[last].slots.tobytes(), longer[place] * (idle + sum(busy[first : last + 1])))
                for first, last in zip(begins, after, strict=False)
            )
            yield Way(place, after, sum(weight[begins[-1] :]), minutes)


def ways_apart(problem: Problem) -> NDArray[np.int64]:
    """Minutes from each place to each place or base at another spot, shape (places, places and bases)."""
    where = np.append(problem.place_location, np.unique([slots.base for slots in problem.classes]))
    ways = _quickest(problem)[where[: problem.places]][:, where].astype(np.int64)
    return np.where(where[: problem.places, None] == where[None, :], UNREACHABLE, ways)


def _quickest(problem: Problem) -> NDArray[np.integer]:
    layers = problem.travel.layers.values()
    return np.asarray(np.minimum.reduce([layer.minutes for layer in layers]))


def _far(problem: Problem) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Minutes to each place from the two nearest, on average, and how many times longer visits take of a day.

    A day has the less for them the longer the way out and home is.
    """
    ways = ways_apart(problem)
    near = np.sort(ways, axis=1)[:, :2].mean(axis=1)
    longest = float(max(slots.work_minutes for slots in problem.classes))
    roads = _quickest(problem)
    bases = np.unique([slots.base for slots in problem.classes])
    out = roads[np.ix_(problem.place_location, bases)].min(axis=1)
    rest = np.maximum(LEAST_OF_A_DAY, longest - 2 * np.maximum(0.0, out - near / 2))
    return np.minimum(near, longest), longest / rest
