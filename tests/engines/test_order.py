"""The driving order of days with more stops than all orders of can be tried."""

from __future__ import annotations

import pytest

from optimizer.core.plan import Plan, Trip, Visit
from optimizer.core.policy import Policy
from optimizer.core.score import levels
from optimizer.engines.order import EXACT, in_cheapest_order
from tests import tiny

RING = 8
"""The base and seven places: more than `EXACT`."""


def ring(policy):
    """Neighbours on the ring are 12 minutes and 10 km apart, all others 10 minutes and 30 km."""
    near = [[(a - b) % RING in (1, RING - 1) for b in range(RING)] for a in range(RING)]
    minutes = [[0 if a == b else 12 if near[a][b] else 10 for b in range(RING)] for a in range(RING)]
    metres = [[0 if a == b else 10_000 if near[a][b] else 30_000 for b in range(RING)] for a in range(RING)]
    problem = tiny.problem([1] * (RING - 1), minutes, days=1, policy=policy)
    return problem.replace(travel=tiny.travel(minutes, metres=metres))


@pytest.mark.parametrize(("most", "kilometres"), [(None, 80), (96, 80), (95, 120)])
def test_a_long_day_is_put_in_a_cheaper_order_as_far_as_it_may_drive(most, kilometres):
    """In the order begun with two legs leave the ring: 92 minutes and 120 km; along the ring 96 and 80 km.

    A day costs 95,000 and a kilometre 1,000; where driving is limited to 95 minutes the order stays.
    """
    problem = ring(Policy(purpose="cover", max_drive_minutes=most))
    order = (0, 1, 2, 5, 4, 3, 6)
    assert len(order) > EXACT
    plan = Plan((Trip(0, (tuple(Visit(place, ((place, 1),)) for place in order),)),))
    made = in_cheapest_order(problem, plan)
    assert [level.value for level in levels(problem, made)] == [0, 95_000 + 1_000 * kilometres]
