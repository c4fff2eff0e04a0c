"""The shape of a problem in which everyone is served in as few visits as their place needs.

A place of D units of work that takes m = ceil(D / B) visits, B the most that one visit serves, is given at
least r = D - (m - 1) B at each of them: what is left where all the others are as large as can be. Between r
and B a visit is free. So the stop sets that can be driven are those that can be driven with r everywhere.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from optimizer.core.pose import stay_minutes
from optimizer.core.problem import Problem

Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Shape:
    """Loads and visits per place, shape (places,); places with nothing to serve have zero visits.

    Attributes
    ----------
    unit
        Station-minutes of one unit of load: a person, where all take equally long.
    wanted
        Units to be served at each place.
    visits
        Most visits to it; `fewest` of them at least are needed.
    least, most
        Units that one visit serves at least and at most.
    day
        Units that a cap leaves to a day, all of its stops together; None without one that holds for all.
    cells
        Cells whose people can be served, shape (cells,).
    """

    unit: int
    wanted: Ints
    visits: Ints
    fewest: Ints
    least: Ints
    most: Ints
    day: int | None
    cells: NDArray[np.bool_]

    @property
    def spare(self) -> Ints:
        """Units by which visits of a place may differ, shape (places,)."""
        return self.most - self.least

    @property
    def tight(self) -> NDArray[np.bool_]:
        """Whether a place has to be visited exactly as often as it may be, shape (places,)."""
        return np.asarray(self.fewest == self.visits)

    def minutes(self, stations: int) -> Ints:
        """Minutes of serving the least load at each place, rounded up, shape (places,)."""
        return -(-self.least * self.unit // stations)

    def room(self, minutes: Ints, fixed: Ints, stations: int) -> Ints:
        """Units served in so many minutes beside `fixed` ones, as if no stop rounded up apart."""
        units = minutes * stations // self.unit
        return units if self.day is None else np.minimum(units, self.day - fixed)


def shape_of(problem: Problem) -> Shape | None:
    """The shape of a problem, None where its visits have none: no `fewest`, or somebody cannot be served."""
    policy = problem.policy
    if policy.purpose != "cover" or policy.visits != "fewest" or policy.budget is not None:
        return None
    if problem.spans or problem.optional.any() or not problem.classes:
        return None
    # Hours are left out: a day that idles elsewhere before it comes may serve longer than one waiting here.
    untimed = problem.replace(timed=np.zeros_like(problem.timed))
    stays = np.array([_longest(untimed, place) for place in range(problem.places)], dtype=np.int64)
    able = np.logical_or.reduce([slots.allowed for slots in problem.classes])
    wanted_cells = able & (problem.expected > 0) & (problem.cell_minutes <= stays[problem.cell_place])
    if not wanted_cells.any():
        return None
    unit = int(np.gcd.reduce(problem.cell_minutes[wanted_cells]))
    wanted, most = np.zeros(problem.places, dtype=np.int64), stays // unit
    loads = (problem.expected.astype(np.int64) * problem.cell_minutes)[wanted_cells] // unit
    np.add.at(wanted, problem.cell_place[wanted_cells], loads)
    for place in np.flatnonzero(wanted):
        cap = _day(problem, wanted_cells & (problem.cell_place == place), unit)
        most[place] = min(wanted[place], most[place], most[place] if cap is None else cap)
    if (most[wanted > 0] <= 0).any():
        return None
    visits = np.where(wanted > 0, problem.max_visits, 0).astype(np.int64)
    fewest = np.where(wanted > 0, -(-wanted // np.maximum(1, most)), 0)
    if (fewest > visits).any():
        return None
    least = np.where(fewest == visits, wanted - (visits - 1) * most, np.minimum(1, wanted))
    least, most = np.where(wanted > 0, least, 0), np.where(wanted > 0, most, 0)
    return Shape(unit, wanted, visits, fewest, least, most, _day(problem, wanted_cells, unit), wanted_cells)


def _longest(problem: Problem, place: int) -> int:
    """Station-minutes of the longest stay at a place, over all classes."""
    stays = (stay_minutes(problem, place, k) * slots.stations for k, slots in enumerate(problem.classes))
    return max(0, *stays)


def _day(problem: Problem, cells: NDArray[np.bool_], unit: int) -> int | None:
    """Units that caps leave to a day, those that hold for all of the cells."""
    longest = int(problem.cell_minutes[cells].max())
    units = [cap.people * longest // unit for cap in problem.caps if cap.cells[cells].all()]
    return min(units, default=None)
