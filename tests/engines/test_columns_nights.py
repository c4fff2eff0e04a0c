"""Trips with nights in column generation: bounds by hand, against enumeration, and weakened on purpose.

That no bound is on the wrong side of the optimum is tested with those of other features (`test_columns`).
"""

from __future__ import annotations

from datetime import timedelta
from functools import cache

import pytest

from benchmarks.oracle import compared, on_wrong_side
from optimizer.core.plan import Result, Stop, Trip, Visit
from optimizer.core.problem import Problem
from optimizer.core.region import Lodging
from optimizer.engines.columns import Columns
from optimizer.engines.columns.legs import Legs
from optimizer.engines.columns.master import Column, Kept, Master
from optimizer.engines.columns.nights import Round
from optimizer.engines.columns.search import ColumnsParams, Generation
from optimizer.engines.columns.windows import Window, groups, most_worth
from optimizer.engines.engine import keeps_rules
from tests import tiny
from tests.engines import features, oracle
from tests.engines.outings import Outings

WORK = Stop(work=40)

RELAXED = ("team_cap", "region_cap", "hours", "floors", "drive_limit")
"""Features whose bounds are not exact even for a single day trip, and one no pool begins with."""

ROUNDED = 2
"""Rupiah by which a bound in millions is kept on the safe side of floating-point duals."""

SEEDS = [seed for seed in range(24) if features.feature_problem(seed).spans]
"""Problems with nights of those the oracle knows."""


def far(people: int, minutes: int, days: int, nights: int = 1) -> Problem:
    """One village so far out, with a bed; 5 minutes a person, 30 of setting up, days of 465 minutes."""
    bed = (Lodging("P0", "Penginapan", tiny.SOURCE),)
    made = tiny.problem([people], tiny.line_of(minutes), days=days)
    return tiny.again(made, policy={"max_nights": nights}, lodgings=bed)


def proven(result: Result) -> list[tuple[int, int | None]]:
    """Value and bound of each level."""
    return [(level.value, level.bound) for level in result.levels]


@cache
def optimum(seed: int) -> tuple[int, ...]:
    """What the oracle finds."""
    return oracle.optimum(features.feature_problem(seed))


def wrong(seed: int) -> bool:
    """Whether some bound calls the optimum impossible."""
    result = Columns().solve(features.feature_problem(seed), WORK, 0)
    return any(on_wrong_side(level, best) for level, best in compared(result, optimum(seed)))


def test_a_night_is_proven_by_hand():
    """200 minutes out: 465 − 200 − 30 = 235 minutes either day, 47 people each, 94 in a trip of one night.

    400 km at 1,000, two members for two days at 35,000 + 150,000, two team-days of 25,000: 1,190,000.
    """
    result = Columns().solve(far(120, 200, 2), WORK, 0)
    assert proven(result) == [(9_400, 9_400), (1_190_000, pytest.approx(1_190_000, abs=ROUNDED))]
    assert [trip.nights for trip in result.plan.trips] == [1]


def test_nobody_is_met_twice():
    """240 minutes out no day trip is; 39 fit a day, so 40 people take the whole trip of two days.

    480 km, 740,000 and 50,000. Were people met twice, half a trip's money would do for 39.
    """
    result = Columns().solve(far(40, 240, 2), WORK, 0)
    assert proven(result) == [(4_000, 4_000), (1_270_000, pytest.approx(1_270_000, abs=ROUNDED))]


def test_runs_of_dates_do_not_overlap():
    """Three days hold one trip of two and no other: 78 people. By days alone it would be one and a half."""
    for days, most in ((3, 7_800), (4, 15_600)):
        problem = tiny.again(far(200, 240, days), policy={"visits": "split"})
        assert proven(Columns().solve(problem, WORK, 0))[0] == (most, most)


def test_two_nights_are_proven():
    """39 people, then 465 − 30 = 435 minutes, 87 people, then 39."""
    result = Columns().solve(far(200, 240, 3, nights=2), WORK, 0)
    assert proven(result)[0] == (16_500, 16_500)
    assert [trip.nights for trip in result.plan.trips] == [2]


def test_windows_are_packed_by_date():
    """Four dates of one team: a pair is worth 5, a single day 2. Two pairs are 10; three dates 5 + 2."""
    four, three = far(9, 240, 4), far(9, 240, 3)
    assert groups(three)[0].windows[-2:] == (Window(0, (0, 0)), Window(1, (0, 0)))
    assert most_worth(four, {0: 2.0, (0, 0): 5.0}) == 10.0
    assert most_worth(three, {0: 2.0, (0, 0): 5.0}) == 7.0
    assert most_worth(three, {0: -1.0, (0, 0): -2.0}) == 0.0


def test_one_more_day_is_worth_the_night_it_makes_possible():
    """From three days to four 78 people more, as a second trip of two days can be made."""
    result = Columns().solve(tiny.again(far(200, 240, 3), policy={"visits": "split"}), WORK, 0)
    prices = {m.value for m in result.marginals if m.kind == "team_day" and m.unit == "people/100"}
    assert prices == {7_800}


def test_a_night_left_unpriced_is_found_out(monkeypatch):
    """Pricing told to skip every trip with nights: the bound contradicts the 94 people there are."""
    monkeypatch.setattr(Round, "best", lambda self, classes, above, nodes, goes: (above, []))
    result = Columns().solve(far(120, 200, 2), WORK, 0)
    assert result.levels[0].bound == 1_400


def test_a_day_that_serves_somebody_of_no_worth_is_needed(monkeypatch):
    """No day is without a visit, so a day may serve whoever is worth nothing: without it a bound is wrong."""
    assert not wrong(347)
    monkeypatch.setattr(Legs, "_idle", lambda self, length: 0 * self._idle_cost - 1e18)
    assert wrong(347)


@pytest.mark.parametrize("seed", SEEDS)
def test_pricing_is_exact(seed):
    """The bound equals the linear programme over every trip the oracle enumerates, of one cell a place.

    With several kinds of people at a place some of them may be met again on a later day.
    """
    problem = features.feature_problem(seed)
    for name in RELAXED:
        problem = features.without(problem, name) if name in features.features(problem) else problem
    if not problem.spans:
        return
    below, _ = Generation(problem, ColumnsParams()).grow(Kept(_floors(problem)), Stop(work=60), lambda: True)
    columns = [Column.of(problem, trip) for trip in enumerated(problem)]
    solved = Master(problem, columns, Kept(_floors(problem))).solve()
    assert solved is not None
    assert below <= solved[0] + 1e-6 * abs(solved[0])
    if problem.cells == problem.places:
        assert below == pytest.approx(solved[0], rel=1e-5)


def _floors(problem: Problem) -> int:
    return oracle.optimum(problem)[0] if problem.floors else 0


def enumerated(problem: Problem) -> list[Trip]:
    """Every trip of the oracle's, by slot classes."""
    outings, made = Outings(problem), dict[Trip, None]()
    class_of = {(slot.team, slot.date): slot.slot_class for slot in problem.slots}
    for slot in problem.slots:
        for move in outings.moves(slot.team, slot.date):
            dates = [slot.date + n * timedelta(days=1) for n in range(len(move.days))]
            classes = [class_of[slot.team, date] for date in dates]
            days = tuple(_visits(problem, day.order, day.loads) for day in move.days)
            made[Trip(classes[0], days, tuple(classes[1:]), move.beds)] = None
    return [*made]


def _visits(problem: Problem, order: tuple[int, ...], loads: tuple[int, ...]) -> tuple[Visit, ...]:
    at = problem.cell_place
    return tuple(Visit(p, tuple((c, n) for c, n in enumerate(loads) if n and at[c] == p)) for p in order)


def test_the_same_work_gives_the_same_plan():
    """Bit-equal plans and bounds, whose trips with nights the referee passes."""
    problem = features.feature_problem(SEEDS[0])
    first, again = (Columns().solve(problem, WORK, 0) for _ in range(2))
    assert (first.plan, first.levels) == (again.plan, again.levels)
    assert keeps_rules(problem, first.plan)
