"""Which visits to make where people come to be served release by release."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import numpy as np
import pytest

from optimizer.core.plan import Stop
from optimizer.core.policy import Policy
from optimizer.core.problem import Problem
from optimizer.core.score import levels
from optimizer.engines.auto import Auto
from optimizer.engines.chosen import PER_MINUTE, Way, chosen, pick, releases
from optimizer.engines.columns.columns import _whole
from optimizer.engines.later import waiting
from tests import tiny


def two_villages(late: tuple[int, int], visits: int = 1) -> Problem:
    """Two villages an hour from anywhere: 40 people of each at once, and some on the last of two dates."""
    people = [{("KTP",): 40, ("KTP", "IKD"): late[0]}, {("KTP",): 40, ("KTP", "IKD"): late[1]}]
    hour = [[0, 60, 60], [60, 0, 60], [60, 60, 0]]
    problem = tiny.problem(people, hour, days=2, policy=Policy(purpose="cover"))
    (slots,) = problem.classes
    first = replace(slots, allowed=np.array([True, False, True, False]))
    dates = tuple(replace(slot, slot_class=number) for number, slot in enumerate(problem.slots))
    most = np.full(2, visits, dtype=np.int32)
    return problem.replace(
        classes=(first, slots), slots=dates, max_visits=most, cell_minutes=np.full(4, 5, dtype=np.int32)
    )


def test_the_releases_of_a_village():
    """Forty people whom both dates may serve, then those of the last date alone."""
    problem = two_villages((5, 2))
    first, last = releases(problem, np.array([slots.allowed for slots in problem.classes]), 1)
    assert (first.slots.tolist(), first.cells.tolist()) == ([True, True], [2])
    assert (last.slots.tolist(), last.cells.tolist()) == ([False, True], [3])


def test_the_village_that_would_lose_more_waits():
    """A date leaves 0.9 x 465 = 418 minutes; 45 people take 30 + 60 + 225, times 465 / 405 for the way: 362.

    So one village waits, the one of five late people; the two of the other are left out.
    """
    held = chosen(two_villages((5, 2)), 0.9)
    assert held is not None
    assert [k.allowed.tolist() for k in held.classes] == [
        [False, False, True, False],
        [True, True, True, False],
    ]
    other = chosen(two_villages((2, 5)), 0.9)
    assert other is not None
    assert [k.allowed.tolist() for k in other.classes] == [
        [True, False, False, False],
        [True, False, True, True],
    ]


def test_nothing_is_chosen_where_each_release_may_have_a_visit():
    """With two visits allowed nobody need be left out."""
    assert chosen(two_villages((5, 2), visits=2), 0.9) is None


def test_routers_wait_for_the_visits_chosen():
    """Both villages on the last date take 2 x (60 + 30) + 435 of 465 minutes, more than four fifths of it."""
    problem = two_villages((5, 2))
    held = waiting(problem)
    assert held is not problem
    assert not held.classes[0].allowed[0]
    assert held.classes[0].allowed[2]


@pytest.mark.parametrize("stop", [Stop(work=20), Stop(seconds=2.0)])
def test_only_the_fewest_are_left_out(stop):
    """Two late people at the weight of one hundred each."""
    result = Auto().solve(two_villages((5, 2)), stop, 0)
    problem = two_villages((5, 2))
    assert levels(problem, result.plan)[0].value == 2 * int(problem.cell_weight[3])


@pytest.mark.parametrize("seed", range(8))
def test_the_choice_is_the_best_of_all(seed):
    """Against every combination of ways, to the hundredth of the best at which the search may end."""
    problem, draw = two_villages((5, 2)), np.random.default_rng(seed)
    inside, both = (np.array(k).tobytes() for k in ((False, True), (True, True)))
    ways = [
        Way(place, after, float(draw.integers(0, 900)) * (not after or after == (0,)), minutes)
        for place in range(4)
        for after, minutes in (
            ((), ()),
            ((0,), ((both, float(draw.integers(200, 300))),)),
            ((1,), ((inside, float(draw.integers(80, 250))),)),
        )
    ]

    def fits(some: tuple[Way, ...]) -> bool:
        late = sum(n for way in some for slots, n in way.minutes if slots == inside)
        return late <= 0.8 * 465 and sum(n for way in some for _, n in way.minutes) <= 0.8 * 930

    def worth(some: tuple[Way, ...]) -> float:
        return sum(way.lost + PER_MINUTE * sum(n for _, n in way.minutes) for way in some)

    every = product(*([way for way in ways if way.place == place] for place in range(4)))
    best = min(worth(some) for some in every if fits(some))
    found = tuple(pick(problem, ways, 0.8))
    assert fits(found)
    assert best - 1e-9 <= worth(found) <= 1.01 * best + 1e-9


def test_those_whom_no_slot_may_serve_are_sure_to_be_left():
    """Two people of two services each, released when no date is left: nobody serves them, at any price."""
    problem = two_villages((5, 2))
    never = np.array([True, True, True, False])
    classes = tuple(replace(slots, allowed=slots.allowed & never) for slots in problem.classes)
    assert _whole(problem.replace(classes=classes), 1e9) == 80 * 100 + 5 * 200
    assert _whole(problem, 1e9) == 80 * 100 + 7 * 200
