"""Odd districts that crash solvers: a plan or an empty one, never an exception."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from optimizer.core.accounts import unserved
from optimizer.core.calendar import Calendar
from optimizer.core.check import check_plan
from optimizer.core.plan import Stop
from optimizer.core.policy import Policy
from optimizer.core.problem import Problem
from optimizer.core.region import Cap
from optimizer.core.tariff import Tariff
from optimizer.core.travel import UNREACHABLE
from optimizer.engines import ENGINES
from tests import tiny
from tests.engines import districts

FAR = UNREACHABLE - 1

CASES: dict[str, tuple[Callable[[], Problem], int]] = {
    "one_person": (lambda: tiny.problem([1], tiny.line_of(10)), 1),
    "one_slot_too_few_minutes": (lambda: tiny.problem([3], tiny.line_of(215)), 1),
    "no_working_day": (
        lambda: districts.on(tiny.problem([3], tiny.line_of(10)), Calendar(tiny.MONDAY, tiny.MONDAY, ())),
        0,
    ),
    "all_unreachable": (lambda: tiny.problem([3, 4], [[0, None, None], [None, 0, 5], [None, 5, 0]]), 0),
    "a_year_of_driving": (lambda: tiny.problem([3], tiny.line_of(525_600)), 0),
    "as_far_as_can_be": (lambda: tiny.problem([3, 4], [[0, FAR, 5], [FAR, 0, 5], [5, 5, 0]]), 4),
    "a_sitting_longer_than_a_day": (
        lambda: tiny.problem([3], tiny.line_of(10), services=(replace(tiny.KTP, minutes=500), tiny.IKD)),
        0,
    ),
    "a_cap_of_nobody": (
        lambda: tiny.problem(
            [{("KTP",): 3, ("IKD",): 4}], tiny.line_of(10), services=(tiny.KTP, replace(tiny.IKD, cap=Cap(0)))
        ),
        3,
    ),
    "nobody_comes": (lambda: tiny.problem([3, 4], tiny.line_of(10, 20), policy=Policy(turnout_percent=0)), 0),
    "a_city": (lambda: tiny.problem([200_000], tiny.line_of(10), days=2), 166),  # 2 × (465 − 50) / 5
    "everything_free": (
        lambda: tiny.problem([5, 5], tiny.line_of(10, 20), days=2, tariff=Tariff("0", "0", ())),
        10,
    ),
    "all_at_the_office": (lambda: tiny.problem([5, 5], tiny.line_of(0, 0), days=2), 10),
    "a_rupiah_too_little": (lambda: tiny.problem([5], tiny.line_of(10), policy=Policy(budget=114_999)), 0),
    "just_enough_money": (lambda: tiny.problem([5], tiny.line_of(10), policy=Policy(budget=115_000)), 5),
    "deadline_before_the_start": (
        lambda: districts.by(tiny.problem([5], tiny.line_of(10)), deadline=tiny.MONDAY.replace(day=1)),
        0,
    ),
}


@pytest.mark.parametrize("stop", [Stop(work=10), Stop(seconds=0.05)], ids=["work", "time"])
@pytest.mark.parametrize("name", CASES)
def test_odd_districts_are_planned_or_given_up(name, stop):
    """As many people as the case says, no rule broken, and a reason for everyone left."""
    problem, people = CASES[name][0](), CASES[name][1]
    for engine in ENGINES:
        result = ENGINES[engine]().solve(problem, stop, 0)
        served = sum(visit.people for made in result.plan.trips for visit in made.visits)
        assert served == people
        assert check_plan(problem, result.plan) == ()
        left = int(problem.available.sum()) - served
        assert sum(row.people for row in unserved(problem, result.plan.trips)) == left
