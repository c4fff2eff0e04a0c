"""What the columns' bounds know of hours and floors, their dives, and that solvers are ended in time."""

from __future__ import annotations

import time

import numpy as np
import pytest

from benchmarks.oracle import checked
from optimizer.core.check import check_plan
from optimizer.core.plan import Plan, Stop
from optimizer.core.policy import Policy
from optimizer.core.problem import Problem
from optimizer.core.region import Opening
from optimizer.core.score import floor_shortfall, served
from optimizer.engines.columns import Columns, family
from optimizer.engines.columns.family import families
from optimizer.engines.columns.first import first_prices
from optimizer.engines.columns.search import ColumnsParams, Generation
from tests import tiny
from tests.engines import districts, features

WEEK = frozenset(range(5))
WORK = Stop(work=40)


def proven(problem: Problem, level: str = "weighted_people") -> tuple[int, int | None]:
    """Value and bound of a level."""
    found = {each.name: each for each in Columns().solve(problem, WORK, 0).levels}
    return found[level].value, found[level].bound


def opened(problem: Problem, opens: int, closes: int) -> Problem:
    """The problem with hours at its first place."""
    return tiny.again(problem, places={0: {"opening": Opening(WEEK, opens, closes)}})


def test_a_bound_knows_when_a_school_closes():
    """100 minutes out: there at 09:10, ready at 09:40, 140 minutes until 12:00: 28 people, not 47."""
    free = tiny.problem([60], tiny.line_of(100))
    assert proven(free) == (4_700, 4_700)
    assert proven(opened(free, 450, 720)) == (2_800, 2_800)


def test_a_bound_knows_when_a_school_opens():
    """20 minutes out, open from 10:00: 130 minutes are lost waiting. 465 − 40 − 130 − 30 = 265: 53 people."""
    assert proven(opened(tiny.problem([90], tiny.line_of(20)), 600, 1440)) == (5_300, 5_300)


def test_hours_as_work_minutes():
    """Start at 07:30, break 12:00 to 13:00: 14:00 is minute 330, 12:30 and 13:00 both minute 270.

    A place that opens after the break opens at its beginning here: a team may have idled until then.
    """
    problem = tiny.again(
        tiny.problem([5, 5, 5], tiny.line_of(10, 20, 30)),
        places={
            0: {"opening": Opening(WEEK, 480, 840)},
            1: {"opening": Opening(WEEK, 840, 1440)},
            2: {"opening": Opening(WEEK, 450, 750)},
        },
    )
    length = families(problem)[0].lengths[0]
    assert length.opens.tolist() == [30, 270, 0]
    assert length.closes[[0, 2]].tolist() == [330, 270]
    assert length.closes[1] > 10_000


def test_hours_too_short_are_found_out(monkeypatch):
    """Places that close an hour early on purpose: the bound contradicts a plan that is there."""
    true = family._hours

    def early(slots):
        opens, closes = true(slots)
        return opens, closes - 60

    monkeypatch.setattr(family, "_hours", early)
    value, bound = proven(opened(tiny.problem([60], tiny.line_of(100)), 450, 720))
    assert bound is not None
    assert bound < value


def test_a_bound_knows_what_floors_cost():
    """One day: 60 people near by, or 27 of 60 far away (465 − 300 − 30), or 17 of both; 6 of each are a must.

    As shares of a day 6/27 go there and 21/27 stay: 46 2/3 + 6 = 52.66 people, so 52 whole ones. Without
    floors it is 60.
    """
    roads = [[0, 10, 10, 150], [10, 0, 1, 160], [10, 1, 0, 160], [150, 160, 160, 0]]
    problem = tiny.problem([60, 0, 60], roads, policy=Policy(floor_percent=10))
    assert proven(problem) == (1_700, 5_200)


def test_first_prices_leave_room_for_nobody_beyond_their_weight():
    """No person costs more than they weigh, and days are worth something where slots are scarce."""
    problem = districts.middling()
    prices = first_prices(problem)
    assert (prices.cell <= problem.cell_weight + 1e-9).all()
    assert (prices.cell >= 0).all()
    assert np.all(prices.day >= 0)


def test_a_dive_makes_whole_trips():
    """Trips of a dive keep every rule together and serve more than no trip at all."""
    problem = districts.middling()
    plan = Plan(tuple(Generation(problem, ColumnsParams()).dive(Stop(work=30), lambda: True)))
    assert plan.trips
    assert check_plan(problem, plan) == ()


def test_a_dive_pays_for_floors():
    """The fine for a person missing from a floor sends the one day to the far kecamatan as well."""
    roads = [[0, 10, 10, 150], [10, 0, 1, 160], [10, 1, 0, 160], [150, 160, 160, 0]]
    problem = tiny.problem([60, 0, 60], roads, policy=Policy(floor_percent=10))
    trips = tuple(Generation(problem, ColumnsParams()).dive(Stop(work=30), lambda: True))
    assert floor_shortfall(problem, served(problem, trips)) <= 6


def stubborn(*_: object) -> Plan:
    """A solver that knows no limit."""
    time.sleep(120)
    return Plan(())


def test_a_solver_that_does_not_end_is_ended(monkeypatch):
    """A stop of three seconds is over long before the two minutes the solver inside would take."""
    monkeypatch.setattr("optimizer.engines.columns.columns.assemble", stubborn)
    began = time.monotonic()
    result = Columns().solve(districts.middling(), Stop(seconds=3), 0)
    assert time.monotonic() - began < 60
    assert result.plan != Plan(())


@pytest.mark.parametrize("block", range(11))
def test_no_bound_is_on_the_wrong_side(block):
    """A hundred and ten problems with any features, beside those of `test_columns` (150 in all)."""
    seeds = range(40 + 10 * block, 50 + 10 * block)
    assert {seed: wrong for seed in seeds if (wrong := checked(features.feature_problem(seed)))} == {}
