"""From routes of parcels to trips."""

from __future__ import annotations

from optimizer.core.plan import Plan
from optimizer.engines.join import join
from optimizer.engines.parcels import Parcel
from tests import tiny
from tests.core.schedules import trip


def test_parcels_of_a_place_are_joined_in_one_visit():
    """Twenty and ten people of P1, with P0 between them: one visit of 30, in the shorter order."""
    problem = tiny.problem([5, 30], tiny.line_of(10, 20))
    route = (Parcel(1, ((1, 20),)), Parcel(0, ((0, 5),)), Parcel(1, ((1, 10),)))
    assert join(problem, [(0, route)]).trips[0].visits in (
        trip((0, {0: 5}), (1, {1: 30})).visits,
        trip((1, {1: 30}), (0, {0: 5})).visits,
    )


def test_visits_beyond_the_policy_are_left_out_the_smallest_first():
    """One visit is allowed at P0, three routes come: that of 20 people stays."""
    problem = tiny.problem([60, 5], tiny.line_of(10, 20), days=3)
    routes = [
        (0, (Parcel(0, ((0, 10),)), Parcel(1, ((1, 5),)))),
        (0, (Parcel(0, ((0, 20),)),)),
        (0, (Parcel(0, ((0, 15),)),)),
    ]
    assert join(problem, routes) == Plan((trip((1, {1: 5})), trip((0, {0: 20}))))


def test_an_empty_route_is_no_trip():
    """A vehicle that stays at home."""
    assert join(tiny.problem([5], tiny.line_of(10)), [(0, ())]) == Plan(())
