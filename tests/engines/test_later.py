"""People released early who wait for those of their place released later."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from optimizer.core.plan import Plan, Stop, Trip, Visit
from optimizer.core.policy import Policy
from optimizer.core.problem import Problem
from optimizer.engines.auto import Auto
from optimizer.engines.later import held, later, waiting
from tests import tiny
from tests.engines import features


def monthly() -> Problem:
    """One village, an hour out, with ten people from the first date on and ten from the last of three on."""
    people = [{("KTP",): 10, ("KTP", "IKD"): 10}]
    problem = tiny.problem(people, tiny.line_of(60), days=3, policy=Policy(purpose="cover"))
    first = problem.classes[0]
    late = np.array([True, False]), np.array([True, True])
    classes = tuple(replace(first, allowed=allowed) for allowed in late)
    slots = tuple(replace(slot, slot_class=int(n == 2)) for n, slot in enumerate(problem.slots))
    return problem.replace(classes=classes, slots=slots, max_visits=np.array([2], dtype=np.int32))


def test_people_wait_for_the_last_release():
    """All of them then share the last date's class; nothing is left to forbid with both releases kept."""
    problem = monthly()
    held_back = later(problem, 1)
    assert held_back is not None
    assert [slots.allowed.tolist() for slots in held_back.classes] == [[False, False], [True, True]]
    assert later(problem, 2) is None
    assert list(held(problem))[-1] is problem
    assert len(list(held(problem))) == 2


def test_people_of_three_releases_wait_for_the_last_or_the_last_two():
    """Released on three dates: all wait for the third, or, as if there were two, the first for the second."""
    problem = tiny.problem([{("KTP",): 10, ("IKD",): 10, ("KTP", "IKD"): 10}], tiny.line_of(60), days=3)
    (slots,) = problem.classes
    dates = np.array([[True, False, False], [True, True, False], [True, True, True]])
    problem = problem.replace(
        classes=tuple(replace(slots, allowed=allowed) for allowed in dates),
        slots=tuple(replace(slot, slot_class=number) for number, slot in enumerate(problem.slots)),
    )
    one, two = later(problem, 1), later(problem, 2)
    assert one is not None
    assert two is not None
    assert [k.allowed.tolist() for k in one.classes] == [[False] * 3, [False] * 3, [True] * 3]
    assert [k.allowed.tolist() for k in two.classes] == [[False] * 3, [True, True, False], [True] * 3]
    assert later(problem, 3) is None


def test_people_wait_as_long_as_there_is_time():
    """The last date has 465 minutes; 20 people take 100, setting up 30, the way to the next place 60.

    Of 60 people 300 minutes are 390 of 465 together, more than four fifths, so they do not wait.
    """
    problem = monthly()
    assert waiting(problem) is not problem
    more = problem.replace(expected=np.array([30, 30], dtype=problem.expected.dtype))
    assert waiting(more) is more


def test_a_start_is_not_lost():
    """A plan that serves people before the last release keeps them from waiting."""
    problem = monthly()
    first, last = Trip(0, ((Visit(0, ((0, 10),)),),)), Trip(1, ((Visit(0, ((0, 10), (1, 10))),),))
    assert waiting(problem, Plan((first,))) is problem
    assert waiting(problem, Plan((last,))) is not problem


@pytest.mark.parametrize("stop", [Stop(work=20), Stop(seconds=2.0)])
def test_one_visit_serves_both_releases(stop):
    """120 minutes on the road, 30 of setting up and 100 of serving: one day, 120 km and 95,000 rupiah."""
    result = Auto().solve(monthly(), stop, 0)
    assert [level.value for level in result.levels] == [0, 95_000 + 120_000]
    assert len(result.plan.trips) == 1


def test_waiting_only_forbids():
    """Whatever a class may serve while people wait it may serve as it is."""
    for seed in range(40):
        problem = features.feature_problem(seed)
        for one in held(problem):
            for strict, slots in zip(one.classes, problem.classes, strict=True):
                assert (strict.allowed <= slots.allowed).all()
