"""What visiting a place would change: derived by hand, passed by the referee, recomputed by the core."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from optimizer.core.check import check_schedule
from optimizer.core.plan import Plan, Stop
from optimizer.core.score import levels, rank
from optimizer.engines import ENGINES
from optimizer.timetable import TimetableParams, place
from optimizer.why.rework import Rework
from tests import tiny
from tests.engines import districts
from tests.engines.features import feature_problem
from tests.why.runs import HOUR, MONDAY, TUESDAY, going, schedule


def two_villages(days=1, people=(8, 5)):
    """P0 30 and P1 60 minutes along one road; a day of 465 minutes, an hour a person.

    P0 alone: 60 + 30, 375 left, six people. P1 alone: 120 + 30, 315 left, five. Both: 120 + 60, four.
    """
    made = tiny.problem(list(people), tiny.line_of(30, 60), services=HOUR, days=days)
    return made.replace(max_visits=np.array([9, 9], dtype=np.int32))


def test_what_has_to_be_given_up():
    """Five of P1 instead of six of P0: one person fewer, and 60 km more at Rp 1,000.

    Both days are longer than eight hours (450 and 450 minutes and the break), so all else costs the same.
    """
    problem = two_villages()
    change = Rework(problem, schedule(problem, going(problem, MONDAY, (0, 6)))).best(1)
    assert change is not None
    assert (change.how, change.day, change.team) == ("instead", MONDAY, "T1")
    assert (change.gained, change.lost) == (((1, 5),), ((0, 6),))
    assert (change.people, change.weighted(), change.rupiah) == (-1, -100, 60_000)


def test_on_a_day_that_is_free():
    """Five of P1 on Tuesday, which nobody uses: Rp 120,000 + 70,000 + 25,000 + 300,000 more."""
    problem = two_villages(days=2)
    change = Rework(problem, schedule(problem, going(problem, MONDAY, (0, 6)))).best(1)
    assert change is not None
    assert (change.how, change.day, change.lost) == ("free_day", TUESDAY, ())
    assert (change.people, change.rupiah) == (5, 515_000)


def test_in_the_time_a_trip_has_left():
    """With one person at P0 there is room for all three of P1: 120 + 60 + 4 x 60 = 420 minutes.

    With the break that is eight hours to the minute, so only 60 km more at Rp 1,000 are paid for.
    """
    problem = two_villages(people=(8, 3))
    change = Rework(problem, schedule(problem, going(problem, MONDAY, (0, 1)))).best(1)
    assert change is not None
    assert (change.how, change.gained, change.lost, change.rupiah) == ("added", ((1, 3),), (), 60_000)


def test_dates_exchanged_cost_nothing():
    """P0 on Tuesday: exchanged with P1's trip, nobody and nothing lost."""
    problem = two_villages(days=2, people=(6, 5))
    made = schedule(problem, going(problem, MONDAY, (0, 6)), going(problem, TUESDAY, (1, 5)))
    change = Rework(problem, made).best(0, [TUESDAY])
    assert change is not None
    assert (change.how, change.people, change.weighted(), change.rupiah) == ("swap", 0, 0, 0)
    assert (change.moved, change.swapped) == (MONDAY, made.trips[1])
    assert [dated.trip.visited for dated in change.schedule.trips] == [(1,), (0,)]


def test_nobody_left_and_nothing_to_move():
    """Everyone of P1 is served and no date is asked for: there is nothing to change."""
    problem = two_villages(days=2, people=(6, 5))
    made = schedule(problem, going(problem, MONDAY, (0, 6)), going(problem, TUESDAY, (1, 5)))
    assert Rework(problem, made).best(1) is None


def test_money_is_kept():
    """With Rp 455,000, what the trip to P0 costs, P1's five (Rp 515,000) are too dear; fewer are not.

    A day of eight hours at P1, break included: 480 − 60 − 120 − 30 = 270 minutes, four people, for
    120,000 + 70,000 + 25,000 = Rp 215,000: Rp 240,000 less.
    """
    problem = two_villages()
    problem = problem.replace(policy=replace(problem.policy, budget=455_000))
    change = Rework(problem, schedule(problem, going(problem, MONDAY, (0, 6)))).best(1)
    assert change is not None
    assert (change.gained, change.lost, change.rupiah) == (((1, 4),), ((0, 6),), -240_000)


@pytest.mark.parametrize("seed", range(40))
def test_every_change_keeps_the_rules_and_adds_up(seed):
    """Over generated districts with every feature, dated by the timetable: any place on any date or none.

    The referee passes the new schedule, the core recomputes both rows of levels, the place is visited on
    the date or has more people served, and gains and losses are those of the schedules.
    """
    problem = feature_problem(seed) if seed % 2 else districts.tiny(seed)
    made = place(problem, _some_plan(problem), TimetableParams(), 0)
    rework = Rework(problem, made)
    dates = sorted({slot.date for slot in problem.slots})
    for number in range(problem.places):
        for days in (None, dates[:1], dates[-1:]):
            change = rework.best(number, days)
            if change is None:
                continue
            assert check_schedule(problem, change.schedule) == ()
            plan = Plan(tuple(dated.trip for dated in change.schedule.trips))
            before = Plan(tuple(dated.trip for dated in made.trips))
            assert change.before == levels(problem, before)
            assert change.after == levels(problem, plan)
            by_place = dict(change.gained) | {p: -n for p, n in change.lost}
            for other in range(problem.places):
                assert _people(plan, other) - _people(before, other) == by_place.get(other, 0)
            visited = {d for t in change.schedule.trips for d in t.dates if number in t.trip.visited}
            assert by_place.get(number, 0) > 0 or (days is not None and set(days) <= visited)


def _people(plan, number):
    return sum(visit.people for trip in plan.trips for visit in trip.visits if visit.place == number)


def _some_plan(problem):
    """A quick plan that leaves something to be done."""
    return ENGINES["rotation"]().solve(problem, Stop(work=1), 0).plan


def test_a_change_that_makes_the_plan_better_is_told_as_such():
    """Two people at P0 where six would fit elsewhere: the best change is better by the plan's own levels."""
    problem = two_villages(people=(2, 5))
    change = Rework(problem, schedule(problem, going(problem, MONDAY, (0, 2)))).best(1)
    assert change is not None
    plan = Plan(tuple(dated.trip for dated in change.schedule.trips))
    assert rank(problem, plan) < rank(problem, Plan((going(problem, MONDAY, (0, 2)).trip,)))
