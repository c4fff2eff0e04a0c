"""The bound of plans with free visits: its rounds and rows by brute force, itself beside the true optimum."""

from __future__ import annotations

import random
from itertools import pairwise

import numpy as np
import pytest

from optimizer.core.plan import Stop
from optimizer.core.policy import Policy
from optimizer.core.problem import Problem
from optimizer.engines.columns import Columns
from optimizer.engines.columns.split import programme
from optimizer.engines.columns.split.proof import Proof
from optimizer.engines.columns.split.rounds import NEVER, Rounds
from optimizer.engines.columns.split.sizes import rows_of
from optimizer.engines.run import Run
from tests import tiny
from tests.engines import oracle

WORK = Stop(work=30)


def drawn(seed: int) -> Problem:
    """Three places whose people take a day and more, or share one, on roads drawn at random; days enough."""
    rng = random.Random(seed)
    roads = [[0] * 4 for _ in range(4)]
    for a in range(4):
        for b in range(a):
            roads[a][b] = roads[b][a] = rng.randint(8, 25)
    people = [rng.randint(3, 10) for _ in range(3)]
    policy = Policy(purpose="cover", visits="split")
    return tiny.problem(people, roads, days=4, day_minutes=115, policy=policy)


def proof_of(problem: Problem) -> Proof:
    """The proof of a problem that has one."""
    found = Proof.of(problem)
    assert found is not None
    return found


def bound(problem: Problem) -> float:
    """What the proof says no plan that serves everyone goes below."""
    found = proof_of(problem)
    run = Run(problem, WORK, 0, None)
    run.begin(None)
    return found.improve(run, WORK)


@pytest.mark.parametrize("seed", range(12))
def test_the_best_round_is_that_of_all_rounds(seed: int):
    """Every order of stops without a place right after itself or as the next but one, every load."""
    rng = np.random.default_rng(seed)
    places, most = int(rng.integers(2, 5)), int(rng.integers(10, 22))
    minutes = rng.integers(2, 7, (places + 1, places + 1))
    cost = rng.integers(0, 5, (places + 1, places + 1)).astype(np.float64)
    largest = rng.integers(1, 4, places)
    units = np.arange(1, int(largest.max()) + 1)
    steps = -(-units * 5 // 2)
    worth = rng.integers(-3, 12, (places, len(units))).astype(np.float64).cumsum(axis=1)
    worth = np.where(units[None, :] <= largest[:, None], worth, NEVER)
    rounds = Rounds(minutes, cost, worth, steps, most)
    top = [-np.inf] * places

    def go(stops: list[int], left: int, value: float) -> None:
        here = stops[-1]
        if minutes[here, places] <= left:
            top[stops[0]] = max(top[stops[0]], value - cost[here, places])
        for then in range(places):
            if then not in stops[-2:]:
                serve([*stops, then], left - int(minutes[here, then]), value - cost[here, then])

    def serve(stops: list[int], left: int, value: float) -> None:
        for served in range(1, int(largest[stops[-1]]) + 1):
            if steps[served - 1] <= left:
                go(stops, left - int(steps[served - 1]), value + worth[stops[-1], served - 1])

    for first in range(places):
        serve([first], most - int(minutes[places, first]), -cost[places, first])
    found = rounds.first(most)
    for place, value in enumerate(top):
        if value == -np.inf:
            assert found[place] < NEVER / 2
            continue
        assert found[place] == pytest.approx(value)
        stops = rounds.best(most, place)
        way = [places, *(stop for stop, _ in stops), places]
        spent = sum(minutes[a, b] for a, b in pairwise(way)) + sum(steps[n - 1] for _, n in stops)
        gained = sum(worth[stop, n - 1] for stop, n in stops) - sum(cost[a, b] for a, b in pairwise(way))
        assert gained == pytest.approx(value)
        assert spent <= most


@pytest.mark.parametrize("wanted", range(2, 26))
def test_visits_that_serve_all_of_a_place_count_one_in_every_row(wanted: int):
    """The least count of any visits of 1, 2, ... units that together serve all, by dynamic programming."""
    for most in {wanted, -(-wanted // 2), -(-wanted // 3)}:
        for row in rows_of(wanted, most):
            least = [0.0]
            for units in range(1, wanted + 1):
                least.append(min(least[max(0, units - n)] + row[n - 1] for n in range(1, most + 1)))
            assert least[wanted] >= 1 - 1e-6


@pytest.mark.parametrize("seed", range(10))
def test_no_plan_that_serves_everyone_goes_below_the_bound(seed: int):
    """Beside the optimum by enumeration."""
    problem = drawn(seed)
    missing, rupiah = oracle.optimum(problem)
    if not missing:
        assert 0.5 * rupiah < bound(problem) <= rupiah


@pytest.mark.parametrize("seed", range(6))
def test_the_engine_proves_the_optimum_of_free_visits_and_never_more(seed: int):
    """Plan and bound of the engine beside the optimum by enumeration, twice the same."""
    problem = drawn(seed)
    optimum = oracle.optimum(problem)
    result = Columns().solve(problem, WORK, 0)
    assert tuple(level.value for level in result.levels) == optimum
    bound_of_cost = result.levels[-1].bound
    assert bound_of_cost is not None
    assert bound_of_cost <= optimum[-1]
    assert Columns().solve(problem, WORK, 0).levels == result.levels


def test_a_round_left_out_or_a_row_too_strong_is_found_out(monkeypatch: pytest.MonkeyPatch):
    """The same districts, with no rounds found but a plan's own, then with rows that count 0.7 of a visit."""

    def beyond() -> int:
        problems = (drawn(seed) for seed in range(10))
        return sum(
            not missing and bound(p) > rupiah for p in problems for missing, rupiah in [oracle.optimum(p)]
        )

    assert not beyond()
    with monkeypatch.context() as patched:
        patched.setattr(Rounds, "first", lambda *_: np.full(3, NEVER))
        assert beyond()
    with monkeypatch.context() as patched:
        patched.setattr(
            programme,
            "broken",
            lambda wanted, most, _: 0.7 * rows_of(wanted, most)[0] if wanted > 2 else None,
        )
        assert beyond()


def test_two_days_or_a_long_one():
    """One place of 60 people, 105 minutes out: 465 - 210 - 30 = 225 minutes serve 45 people a day.

    Both visits that are needed are paid for, though 60 people are 1.33 days.
    """
    problem = tiny.problem([60], [[0, 105], [105, 0]], days=2, policy=Policy(purpose="cover", visits="split"))
    missing, rupiah = oracle.optimum(problem)
    assert not missing
    assert bound(problem) == pytest.approx(rupiah, rel=0.02)


def test_nothing_is_proven_where_visits_are_few():
    """Under `fewest` the bound is another's."""
    assert (
        Proof.of(tiny.problem([10], [[0, 30], [30, 0]], policy=Policy(purpose="cover", visits="fewest")))
        is None
    )
