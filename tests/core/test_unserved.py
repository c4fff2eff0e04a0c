"""Why someone is left: every reason has a situation of its own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import get_args

import pytest

from optimizer.core.accounts import Reason, unserved
from optimizer.core.plan import Trip
from optimizer.core.policy import Policy
from optimizer.core.problem import Problem
from tests import tiny
from tests.core.schedules import trip

Situation = tuple[Problem, tuple[Trip, ...], dict[str, int]]


def absent() -> Situation:
    """Ten invited, eight come."""
    problem = tiny.problem([10], tiny.line_of(30), policy=Policy(turnout_percent=80))
    return problem, (trip((0, {0: 8})),), {"absent": 2}


def capacity() -> Situation:
    """One day holds 75 of 100."""
    return tiny.problem([100], tiny.line_of(30)), (trip((0, {0: 75})),), {"capacity": 25}


def capacity_with_money_left() -> Situation:
    """One day, used; Rp 10 million would pay for more than there are days."""
    problem = tiny.problem([100], tiny.line_of(30), policy=Policy(budget=10_000_000))
    return problem, (trip((0, {0: 75})),), {"capacity": 25}


def no_slots() -> Situation:
    """Nobody can go out."""
    return tiny.problem([7], tiny.line_of(30), teams=0), (), {"capacity": 7}


def budget() -> Situation:
    """A second trip costs 155,000 again and 100,000 are left."""
    policy = Policy(budget=255_000)
    problem = tiny.problem([100], tiny.line_of(30), days=3, policy=policy)
    return problem, (trip((0, {0: 60})),), {"budget": 40}


def budget_of_nothing() -> Situation:
    """Not even the first trip can be paid."""
    return tiny.problem([9], tiny.line_of(30), policy=Policy(budget=0)), (), {"budget": 9}


def cut_off() -> Situation:
    """No road leads to P0."""
    return (
        tiny.problem([6, 2], [[0, None, 9], [None, 0, None], [9, None, 0]]),
        (trip((1, {1: 2})),),
        {"cut_off": 6},
    )


def no_way_back() -> Situation:
    """A road leads to P0, none back."""
    problem = tiny.problem([6, 2], [[0, 5, 9], [None, 0, None], [9, 5, 0]])
    return problem, (trip((1, {1: 2})),), {"cut_off": 6}


def no_signal() -> Situation:
    """KTP is served, IKD cannot be."""
    problem = tiny.problem([{("KTP",): 3, ("IKD",): 4}], tiny.line_of(30), signals={0: "tidak"})
    return problem, (trip((0, {0: 3})),), {"no_signal": 4}


def unknown_signal_not_allowed() -> Situation:
    """Whether there is a signal is unknown, and the planner chose not to risk it."""
    problem = tiny.problem(
        [{("IKD",): 4}], tiny.line_of(30), signals={0: "tidak_diketahui"}, policy=Policy(unknown_signal=False)
    )
    return problem, (), {"policy": 4}


def after_deadline() -> Situation:
    """The days that are left lie after the deadline."""
    policy = Policy(deadline=date(2026, 1, 5))
    problem = tiny.problem([100], tiny.line_of(30), days=3, policy=policy)
    return problem, (trip((0, {0: 75})),), {"after_deadline": 25}


def deadline_before_the_start() -> Situation:
    """No day is left at all."""
    problem = tiny.problem([5], tiny.line_of(30), policy=Policy(deadline=date(2026, 1, 1)))
    return problem, (), {"after_deadline": 5}


def day_too_short() -> Situation:
    """220 + 220 + 30 minutes leave nothing of 465."""
    return tiny.problem([5], tiny.line_of(220)), (), {"day_too_short": 5}


def drive_limit() -> Situation:
    """The day would be long enough, the drive limit of 100 minutes forbids it."""
    return tiny.problem([5], tiny.line_of(60), policy=Policy(max_drive_minutes=100)), (), {"policy": 5}


def visits_used_up() -> Situation:
    """All 140 would fit two visits, both were made half full, and a third day is free."""
    problem = tiny.problem([140], tiny.line_of(30), days=3)
    return problem, (trip((0, {0: 40})), trip((0, {0: 40}))), {"policy": 60}


def too_few_to_expect() -> Situation:
    """One of ten is expected, of nine here and one there: the one stays uninvited."""
    problem = tiny.problem([9, 1], tiny.line_of(30, 30), policy=Policy(turnout_percent=10))
    return problem, (trip((0, {0: 1})),), {"absent": 8, "policy": 1}


CASES: tuple[Callable[[], Situation], ...] = (
    absent, capacity, capacity_with_money_left, no_slots, budget, budget_of_nothing, cut_off, no_way_back,
    no_signal, unknown_signal_not_allowed, after_deadline, deadline_before_the_start, day_too_short,
    drive_limit, visits_used_up, too_few_to_expect,
)  # fmt: skip

NOT_YET = {"window"}
"""Reasons of the run bundle that no problem can have so far: places have no dates and hours of their own."""


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.__name__)
def test_people_left_are_given_the_reason(case):
    """As each situation says."""
    problem, trips, reasons = case()
    assert {row.reason: row.people for row in unserved(problem, trips)} == reasons


def test_every_reason_has_a_situation():
    """A new reason needs a case here."""
    assert {reason for case in CASES for reason in case()[2]} == set(get_args(Reason)) - NOT_YET


def test_nobody_left_means_no_row():
    """All served, all came."""
    problem = tiny.problem([5, 0], tiny.line_of(30, 40))
    assert unserved(problem, (trip((0, {0: 5})),)) == ()


def test_the_budget_counts_what_going_there_costs():
    """Rp 120,000 left do not pay for P0 (155,000) but for P1 (5 + 5 km: 105,000), where time is short."""
    problem = tiny.problem([9, 9], tiny.line_of(30, 5), days=2)
    problem = problem.replace(policy=replace(problem.policy, budget=225_000))
    rows = unserved(problem, (trip((1, {1: 4})),))
    assert {(row.place, row.reason) for row in rows} == {(0, "budget"), (1, "policy")}
