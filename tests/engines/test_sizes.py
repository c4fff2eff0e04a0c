"""Rows of visit sizes by brute force and by hand, the same stops made twice, searches that end when asked."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest

from benchmarks.oracle import checked
from optimizer.core.plan import Plan, Stop, Trip, Visit
from optimizer.core.policy import Policy
from optimizer.core.problem import Problem
from optimizer.engines.columns import Columns, search
from optimizer.engines.columns.assemble import assemble
from optimizer.engines.columns.family import families
from optimizer.engines.columns.pricing import ASK_EVERY, Pricer, Prices
from optimizer.engines.columns.routes import Routes, most_times, stops_of
from optimizer.engines.columns.sizes import MOST_PARTS, Size, charges
from optimizer.engines.columns.values import loads, table
from tests import tiny
from tests.engines import districts, features

WORK = Stop(work=40)


def apart(people: int, days: int) -> Problem:
    """Two places 105 minutes out on opposite roads: 465 − 210 − 30 = 225 minutes, 45 people a day at one."""
    roads = [[0, 105, 105], [105, 0, 210], [105, 210, 0]]
    return tiny.problem([people, people], roads, days=days, policy=Policy(visits="split"))


def most_people(problem: Problem) -> int:
    """The bound of the weighted people."""
    bound = next(each.bound for each in Columns().solve(problem, WORK, 0).levels if "people" in each.name)
    assert bound is not None
    return bound


def test_no_two_visits_count_more_than_one_of_their_people():
    """f(a) + f(b) ≤ f(a + b) and f(all) = 1 for all numbers up to 30, so every plan keeps the row."""
    for whole, parts in product(range(1, 31), range(1, MOST_PARTS + 1)):
        row = Size(0, parts, whole)
        count = [row.of(people) for people in range(whole + 1)]
        assert count[whole] == pytest.approx(1.0)
        assert count[0] == 0.0
        for a in range(whole + 1):
            assert all(count[a] + count[b] <= count[a + b] + 1e-9 for b in range(whole + 1 - a))


def test_a_day_is_not_made_one_and_a_half_times(monkeypatch):
    """Two places of 66 and three days: 45 + 21 at one and 45 at the other, 111 people.

    As shares of days of 45 it takes 2.93 to serve all 132: without the rows that is the bound.
    """
    problem = apart(66, 3)
    assert 11_100 <= most_people(problem) < 12_300
    monkeypatch.setattr(search, "exceeded", lambda *_: iter(()))
    assert most_people(problem) == 13_200


def test_rows_too_strong_are_found_out(monkeypatch):
    """Visits that count twice what they should: the bound contradicts the 111 people who can be served."""
    true = Size.of
    monkeypatch.setattr(Size, "of", lambda self, people: 2 * true(self, people))
    assert most_people(apart(66, 3)) < 11_100


def test_values_with_charges_are_those_of_the_best_number_of_people():
    """Every number of minutes at a place of two kinds of people, against trying all numbers of both."""
    problem = districts.tiny(3)
    place = int(problem.cell_place[0])
    cells = np.flatnonzero(problem.cell_place == place)
    worth = np.zeros(problem.cells)
    worth[cells] = 90.0 + 7 * np.arange(len(cells))
    rows = {Size(int(c), 2, int(problem.expected[c])): 400.0 for c in cells if problem.expected[c]}
    charged, slots = charges(rows), problem.classes[0]
    values = table(problem, 0, worth, 60, charged)[:, place]
    able = [int(c) for c in cells if slots.allowed[c] and problem.expected[c]]
    for minutes in range(61):
        best = 0.0
        for counts in product(*(range(int(problem.expected[c]) + 1) for c in able)):
            used = sum(n * int(problem.cell_minutes[c]) for n, c in zip(counts, able, strict=True))
            if used <= minutes * slots.stations:
                gains = (n * worth[c] - charged[c][n] for n, c in zip(counts, able, strict=True))
                best = max(best, sum(gains))
        assert values[minutes] == pytest.approx(best)
        chosen = loads(problem, 0, worth, place, minutes, charged)
        assert sum(n * worth[c] - charged[c][n] for c, n in chosen) == pytest.approx(best)


def test_the_same_stops_are_made_as_often_as_needed():
    """A plan makes them twice, a linear programme 2.4 times: three. Three days serve 3 times 45 people."""
    problem = apart(150, 3)
    trip = Trip(0, ((Visit(0, ((0, 45),)),),))
    assert most_times({trip: 2}, {trip: 2.4}) == {stops_of(trip): 3}
    routes = Routes(problem)
    routes.add([trip])
    plan = assemble(problem, routes, [*routes] * 3, None, Plan(()), Stop(work=100))
    assert sum(visit.people for made in plan.trips for visit in made.visits) == 135


def test_a_search_ends_when_asked():
    """Two dozen places of a minute each: thousands of orders, but no more are tried than before it asks."""
    problem = districts.middling(16, places=24, people=lambda rng: 1, setup_minutes=(("desa", 5),))
    family = families(problem)[0]
    values = table(problem, 0, np.full(problem.cells, 100.0), family.lengths[0].minutes)
    pricer = Pricer(family, values, Prices(0.0, np.zeros(problem.places)))
    for goes in (True, False):
        asked: list[int] = []

        def told(goes: bool = goes, asked: list[int] = asked) -> bool:
            asked.append(1)
            return goes

        _, whole = pricer.search(family.lengths[0], 0.0, 10_000, 20 * ASK_EVERY, told)
        assert not whole
        assert (len(asked) > 2) is goes


@pytest.mark.parametrize("block", range(2))
def test_no_bound_is_on_the_wrong_side_where_visits_are_split(block):
    """Problems with any features, posed with visits split and people sought: where the rows matter."""
    for seed in range(700 + 10 * block, 710 + 10 * block):
        problem = tiny.again(features.feature_problem(seed), policy={"visits": "split", "purpose": "reach"})
        assert not checked(problem), seed
