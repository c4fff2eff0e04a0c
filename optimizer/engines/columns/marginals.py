"""Shadow prices: what one unit more of each row of the master is worth, at the duals of a bound.

The bound is Σ_j b_j y_j − Σ_k N_k max(0, v_k) for any duals y, v_k the most a trip of class k is worth (see
`master.bound`). It is linear in the slots N_k, the budget and, as long as no trip can serve more of a cell,
in the people expected; so the bound of a problem with one unit more is the bound plus the unit's price. A
plan of that problem, being no better than its bound, gains at most the price and the gap there was. Caps of
a service have no row of their own (pricing keeps them), hence no price.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from math import ceil

import numpy as np

from optimizer.core.marginals import Marginal
from optimizer.core.problem import Problem
from optimizer.core.score import counted
from optimizer.engines.columns.master import Duals, Kept
from optimizer.engines.columns.windows import Most, nights_of

MILLION = 1_000_000
EPSILON = 1e-6
"""Slack for what floating-point duals may be wrong by, before rounding up."""


def marginals(problem: Problem, duals: Duals, keep: Kept, best: Most | None = None) -> tuple[Marginal, ...]:
    """Prices at the duals of a level: weighted people gained (level 1) or rupiah saved (level 2).

    Parameters
    ----------
    keep
        What is kept of earlier levels; which of the levels it is follows from that.
    best
        The most any trip of each class is worth at these duals, before the day's own price: with it the
        prices of team-days are proven. Without, the duals' own stand, which are the same once pricing
        at these duals finds nothing.
    """
    unit = "people/100" if keep.people is None else "rupiah"
    found = [*_team_days(problem, duals, unit, best)]
    if keep.people is None:
        found += _people(problem, duals, unit)
        if problem.policy.budget is not None:
            found.append(Marginal("rupiah", "", MILLION, _up(duals.budget * MILLION), unit))
    return tuple(found)


def _team_days(problem: Problem, duals: Duals, unit: str, best: Most | None) -> Iterator[Marginal]:
    """One more team-day of each class in each week that has one; weeks of a class are alike."""
    weeks = {(slot.date - timedelta(days=slot.date.weekday()), slot.slot_class) for slot in problem.slots}
    for week, k in sorted(weeks):
        price = float(duals.day[k]) if best is None else _day(problem, k, best)
        yield Marginal("team_day", str(k), 1, _up(price), unit, week)


def _day(problem: Problem, slot_class: int, best: Most) -> float:
    """The most one more day of a class brings: what a trip it makes possible is worth more than the rest.

    Whoever goes out overnight on it could have had day trips on the other dates. Of the kinds of trips with
    nights there are: a day that makes runs of classes there were none of may bring more.
    """
    price = max(0.0, best.get(slot_class, 0.0))
    for classes in nights_of(problem):
        if slot_class in classes and classes in best:
            others = sum(max(0.0, best.get(k, 0.0)) for k in classes) - max(0.0, best.get(slot_class, 0.0))
            price = max(price, best[classes] - others)
    return price


def _people(problem: Problem, duals: Duals, unit: str) -> Iterator[Marginal]:
    """One more person expected at each place, by services needed: their weight less what serving takes."""
    weights, targets = counted(problem)
    worth = weights.astype(np.float64)
    for price, floor in zip(duals.floor, problem.floors, strict=True):
        worth += price * floor.cells
    gain = np.maximum(0.0, worth - duals.cell)
    for (
        row,
        price,
    ) in duals.size.items():  # rows of one person more are others, but dropping the person leaves a plan
        if price > 0.0:
            gain[row.cell] = worth[row.cell]
    if targets:  # who only counts towards a target is worth no more than the target misses
        gain = np.where(problem.optional, 0.0, gain)
    most: dict[str, float] = {}
    for cell, about in enumerate(problem.region.cells):
        if problem.expected[cell]:
            key = f"{about.place} {'+'.join(about.services)}"
            most[key] = max(most.get(key, 0.0), float(gain[cell]))
    for key, value in most.items():
        yield Marginal("person", key, 1, _up(value), unit)


def _up(value: float) -> int:
    return max(0, ceil(value - EPSILON * max(1.0, value)))
