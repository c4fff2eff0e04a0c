"""Days that miss the hours of a place are parted in two, as far as there are slots."""

from __future__ import annotations

import pytest

from optimizer.core.check import check_plan
from optimizer.core.plan import Plan, Trip, Visit
from optimizer.core.region import Opening
from optimizer.core.score import served
from optimizer.engines.apart import apart
from tests import tiny

WEEK = frozenset(range(5))


@pytest.mark.parametrize(("days", "people"), [(1, [5, 0]), (2, [5, 5])])
def test_a_stop_that_comes_too_late_has_a_day_of_its_own(days, people):
    """Both shut at 09:00. P0 ends at 08:35, so P1 begins at 09:25; from the office it ends at 08:55.

    10 and 30 minutes out, 30 of setting up and 25 of serving. With a single slot the dearer way is left out.
    """
    hours = {"opening": Opening(WEEK, 450, 540)}
    problem = tiny.again(tiny.problem([5, 5], tiny.line_of(10, 30), days=days), places={0: hours, 1: hours})
    both = Plan((Trip(0, ((Visit(0, ((0, 5),)), Visit(1, ((1, 5),))),)),))
    assert [fault.rule for fault in check_plan(problem, both)] == ["opening_hours"]
    made = apart(problem, both)
    assert check_plan(problem, made) == ()
    assert served(problem, made.trips).tolist() == people
    assert apart(problem, made) == made


def test_the_stop_taken_out_leaves_a_day_that_keeps_its_hours():
    """P0 and P1 are shut at 09:00 and end at 08:55 and 09:00 when first, so they are never both on a day.

    To send out to P2 alone, 10 minutes away, would be cheapest and not help.
    """
    hours = {"opening": Opening(WEEK, 450, 540)}
    problem = tiny.problem([5, 5, 5], tiny.line_of(30, 35, 10), days=2)
    problem = tiny.again(problem, places={0: hours, 1: hours})
    every = Plan((Trip(0, (tuple(Visit(place, ((place, 5),)) for place in range(3)),)),))
    made = apart(problem, every)
    assert check_plan(problem, made) == ()
    assert served(problem, made.trips).tolist() == [5, 5, 5]
