"""Filling days: never against a rule, people for the money, money for the people."""

from __future__ import annotations

import random
from functools import cache

import numpy as np
import pytest

from optimizer.core.check import check_plan
from optimizer.core.plan import Plan, Stop
from optimizer.core.policy import Policy
from optimizer.core.problem import Problem
from optimizer.core.score import levels, served, trip_cost
from optimizer.engines import ENGINES
from optimizer.engines.day import Day, tour
from optimizer.engines.fill import fill, within_budget
from optimizer.engines.filler import Filler, by_gain, by_rate
from optimizer.engines.refill import refill
from tests import tiny
from tests.core.schedules import trip
from tests.engines import districts


def weighted(problem: Problem, plan: Plan) -> int:
    """Weighted people served."""
    return int(served(problem, plan.trips) @ problem.cell_weight.astype(np.int64))


def crowded(seed: int) -> Problem:
    """Thirty places with a person each, close together on roads that differ by direction: long days."""
    rng = random.Random(seed)
    minutes, metres = districts.roads(rng, 30, 25, one_way=True)
    policy = Policy(setup_minutes=(("desa", 3),), max_drive_minutes=rng.choice((None, 200)))
    problem = tiny.problem([1] * 30, minutes, days=2, policy=policy)
    return problem.replace(travel=tiny.travel(minutes, metres=metres))


@pytest.mark.parametrize("prefer", [by_gain, by_rate])
@pytest.mark.parametrize("seed", range(12))
def test_days_of_many_stops_keep_their_minutes(seed, prefer):
    """Beyond six stops not every order is tried; the day still keeps its minutes and drive limit."""
    problem = crowded(seed)
    plan = fill(problem, Plan(()), prefer)
    assert max(len(made.visits) for made in plan.trips) > 6
    assert check_plan(problem, plan) == ()
    assert check_plan(problem, refill(problem, plan, Stop(work=20), seed)) == ()


@pytest.mark.parametrize("seed", range(12))
def test_a_stop_is_inserted_where_it_is_nearest(seed):
    """A new stop makes the tour no longer than its cheapest place in the old order would."""
    problem = crowded(seed)
    filler, day = Filler(problem, Plan(())), Day(0)
    for _ in range(14):
        before = [stop.place for stop in day.stops]
        if not filler.insert(day):
            break
        after = [stop.place for stop in day.stops]
        (new,) = set(after) - set(before)
        cheapest = min(tour(problem, 0, [*before[:i], new, *before[i:]]) for i in range(len(before) + 1))
        assert tour(problem, 0, after) <= cheapest
    assert len(day.stops) > 8


def test_filling_adds_and_never_takes_away():
    """Half the people of P0 on a day with time for more: P0 is topped up, then P1 served in part.

    P0 has 30 more: 60 + 30 + 300 = 390 minutes. P1, 10 minutes further: 20 more to drive and 30 to set
    up leave 25 minutes, five people of 40.
    """
    problem = tiny.problem([60, 40], tiny.line_of(30, 40))
    (made,) = fill(problem, Plan((trip((0, {0: 30})),))).trips
    assert sorted(made.visits, key=lambda visit: visit.place) == [*trip((0, {0: 60}), (1, {1: 5})).visits]


def test_a_trip_is_kept_by_what_it_earns_per_rupiah():
    """60 people for 155,000 or 20 for 115,000: a budget of 200,000 pays for one, and not the cheaper."""
    problem = tiny.problem([60, 20], tiny.line_of(30, 10), days=2, policy=Policy(budget=200_000))
    far, near = trip((0, {0: 60})), trip((1, {1: 20}))
    assert within_budget(problem, Plan((near, far))) == Plan((far,))


def test_a_budget_is_spent_on_short_days_first():
    """Each of two places has 75 people. A short day holds 66 for 155,000, a long one 75 for 455,000.

    With 310,000 two short days serve 132; one long day would take the money for 75.
    """
    minutes = [[0, 30, 30], [30, 0, 60], [30, 60, 0]]
    problem = tiny.problem([75, 75], minutes, days=2, policy=Policy(budget=310_000))
    plan = fill(problem, Plan(()))
    assert [level.value for level in levels(problem, plan)] == [13_200, 310_000]


BUDGETED = {
    "reach": lambda: districts.middling(31, places=20, days=8),
    "cover": lambda: districts.middling(32, places=20, purpose="cover", days=20, access_weight=25),
    "split": lambda: districts.middling(33, places=20, days=8, visits="split", stations=2),
    "two_services": lambda: districts.middling(34, places=12, days=10, ikd=True),
}


@cache
def spent(name: str, percent: int) -> tuple[Problem, Plan]:
    """A district whose budget is that share of what `routing` spends without one, and the plan found."""
    problem = BUDGETED[name]()
    engine, stop = ENGINES["routing"](), Stop(work=200)
    free = engine.solve(problem, stop, 0)
    if percent < 100:
        problem = districts.by(problem, budget=free.levels[1].value * percent // 100)
        return problem, engine.solve(problem, stop, 0).plan
    return problem, free.plan


@pytest.mark.parametrize("name", BUDGETED)
def test_half_the_money_serves_more_than_the_best_half_of_the_trips(name):
    """Better than dropping trips of the full plan by weighted people per rupiah, and within the budget."""
    problem, plan = spent(name, 50)
    _, full = spent(name, 100)
    greedy = within_budget(problem, full)
    rupiah = sum(trip_cost(problem, made) for made in plan.trips)
    assert rupiah <= (problem.policy.budget or 0)
    assert weighted(problem, plan) > weighted(problem, greedy) > 0


@pytest.mark.parametrize("name", BUDGETED)
def test_more_money_never_serves_fewer_and_serves_ever_less_more(name):
    """At 25, 50, 75 and 100 %: rising, and at least in proportion, as the best uses come first."""
    people = {percent: weighted(*spent(name, percent)) for percent in (25, 50, 75, 100)}
    assert people[25] < people[50] <= people[75] * 1.01 <= people[100] * 1.02
    for percent in (25, 50, 75):
        assert people[percent] >= people[100] * percent / 100
