"""Objective levels: people first, then rupiah, for both purposes."""

from __future__ import annotations

import random
from dataclasses import replace
from itertools import permutations

import numpy as np
import pytest

from optimizer.core.check import drive_minutes, work_minutes
from optimizer.core.plan import Level, Plan, Trip
from optimizer.core.policy import Policy, Purpose
from optimizer.core.problem import Problem
from optimizer.core.score import levels, rank, served, trip_cost
from tests import tiny
from tests.core.schedules import trip
from tests.engines import districts, oracle

BOTH = (trip((0, {0: 60}), (1, {1: 6})), trip((1, {1: 4})))


def problem(purpose: Purpose) -> Problem:
    """60 people 30 minutes away and 20 an hour away, a fifth more weight there."""
    policy = Policy(purpose=purpose, access_weight=20)
    return tiny.problem([60, 20], tiny.line_of(30, 60), days=3, policy=policy)


def test_reach_counts_weighted_people_and_rupiah():
    """60 × 1.10 + 10 × 1.20 = 78 people; two days of 120 km, the first over eight hours.

    First: 120 + 60 + 330 = 510 minutes of work; 120,000 + 70,000 + 25,000 + 300,000; then 215,000.
    """
    first, second = levels(problem("reach"), Plan(BOTH))
    assert (first.name, first.unit, first.value) == ("weighted_people", "people/100", 7_800)
    assert (second.name, second.unit, second.value) == ("cost", "rupiah", 515_000 + 215_000)


def test_cover_counts_those_left():
    """Ten of the 20 are left: 12 weighted people; rupiah as before."""
    first, second = levels(problem("cover"), Plan(BOTH))
    assert (first.name, first.value, second.value) == ("weighted_shortfall", 1_200, 730_000)


@pytest.mark.parametrize("purpose", ["reach", "cover"])
def test_people_rank_before_rupiah_and_rupiah_decide_ties(purpose):
    """One person more beats any saving; of equals the cheaper comes first."""
    made = problem(purpose)
    dear, cheap = Plan((trip((1, {1: 11})),)), Plan((trip((1, {1: 10})),))
    tie = Plan((trip((1, {1: 5})), trip((1, {1: 5}))))
    assert sorted([tie, cheap, dear], key=lambda plan: rank(made, plan)) == [dear, cheap, tie]


def test_nothing_done_is_worth_nothing():
    """The empty plan: nobody, no rupiah, everybody short."""
    assert [level.value for level in levels(problem("reach"), Plan(()))] == [0, 0]
    assert [level.value for level in levels(problem("cover"), Plan(()))] == [9_000, 0]


@pytest.mark.parametrize("seed", range(40))
def test_trips_cost_what_the_oracle_says(seed):
    """Every price of a random district found twice: by the core and by enumeration's own arithmetic."""
    made, rng = districts.tiny(seed), random.Random(seed)
    prices = oracle.day_trips(made, 0)
    for loads, places in rng.sample(sorted(prices, key=str), min(20, len(prices))):
        stops = {p: {c: n for c, n in enumerate(loads) if n and made.cell_place[c] == p} for p in places}
        trips = [trip(*((p, stops[p]) for p in order)) for order in permutations(places)]
        fitting = [t for t in trips if not [*work_minutes(made, (t,)), *drive_minutes(made, (t,))]]
        assert min(trip_cost(made, t) for t in fitting) == prices[loads, places]


def test_served_counts_per_cell():
    """6 + 4 people of the second cell."""
    assert served(problem("reach"), BOTH).tolist() == [60, 10]


def test_gaps_are_relative_and_only_known_with_a_bound():
    """730 against a bound of 657 is 10 %; equal is 0; without a bound there is none."""
    assert Level("cost", "rupiah", 730, 657).gap == pytest.approx(0.1)
    assert Level("cost", "rupiah", 0, 0).gap == 0.0
    assert Level("cost", "rupiah", 730).gap is None


def test_weights_of_big_districts_do_not_overflow():
    """A million people of weight 1.50 are 150 million hundredths times 1,000 trips: past 32 bits."""
    made = problem("reach")
    big = made.replace(
        cell_weight=np.array([15_000, 15_000], dtype=np.int32), expected=np.array([10**9, 0], dtype=np.int32)
    )
    plan = Plan(tuple(Trip(0, trip((0, {0: 1_000_000})).days) for _ in range(1_000)))
    assert levels(big, plan)[0].value == 15_000 * 10**9
    cover = big.replace(policy=replace(big.policy, purpose="cover"))
    assert levels(cover, plan)[0].value == 0
