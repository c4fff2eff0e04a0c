"""Objective levels: people first, then rupiah, for both purposes."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from optimizer.core.plan import Level, Plan, Trip
from optimizer.core.policy import Policy, Purpose
from optimizer.core.problem import Problem
from optimizer.core.score import levels, rank, served
from tests import tiny
from tests.core.schedules import trip

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


IKD_AIMED = replace(tiny.IKD, target=10)


def aimed() -> Problem:
    """A target of 10 IKD of which the office activates two; three KTP, eight IKD and four of both wait."""
    people: tiny.People = [{("KTP",): 3, ("IKD",): 8}, {("KTP", "IKD"): 4}]
    policy = Policy(purpose="cover")
    made = tiny.problem(people, tiny.line_of(5, 6), services=(tiny.KTP, IKD_AIMED), policy=policy)
    return tiny.again(made, cells={1: {"office": 2}})


def test_of_a_target_only_what_it_misses_counts():
    """Target 10 − 2 = 8. One KTP, three IKD and two of both served.

    Left: two KTP at weight 1 and two of both at weight 2 (two services), 600; of the target 8 − 3 − 2 = 3
    are missing, 300. The three other IKD wait, and count nothing: the target has no use for all.
    """
    made = aimed()
    assert [(target.service, target.people) for target in made.targets] == [("IKD", 8)]
    assert made.optional.tolist() == [False, True, False]
    plan = Plan((trip((0, {0: 1, 1: 3}), (1, {2: 2})),))
    assert levels(made, plan)[0] == Level("weighted_shortfall", "people/100", 900)


def test_more_than_a_target_is_worth_no_more():
    """All four of both and four IKD are the eight wanted; two IKD more change nothing."""
    made = aimed()
    for ikd in (4, 6):
        assert levels(made, Plan((trip((0, {0: 3, 1: ikd}), (1, {2: 4})),)))[0].value == 0


def test_a_target_the_office_reaches_alone_asks_nothing():
    """A target of two, of which the office sees to two."""
    made = aimed()
    services = (tiny.KTP, replace(tiny.IKD, target=2))
    easy = tiny.again(made, services=services)
    assert easy.targets[0].people == 0
    assert levels(easy, Plan(()))[0].value == 3 * 100 + 4 * 200


def floored(purpose: Purpose = "reach") -> Problem:
    """Half of each kecamatan: of 5 + 4 people in K0 four (rounded down), of three in K1 one."""
    policy = Policy(purpose=purpose, floor_percent=50)
    return tiny.problem([5, 4, 3], tiny.line_of(5, 6, 7), days=2, policy=policy)


def test_floors_come_first_and_count_who_is_missing():
    """One of K0's four and none of K1's one: 3 + 1 missing, before anything else."""
    made = floored()
    assert [(floor.kecamatan, floor.people) for floor in made.floors] == [("K0", 4), ("K1", 1)]
    values = levels(made, Plan((trip((0, {0: 1})),)))
    assert [level.name for level in values] == ["floor_shortfall", "weighted_people", "cost"]
    assert [level.value for level in values[:2]] == [4, 100]


def test_a_floor_is_met_by_any_place_of_its_kecamatan():
    """Four at P1 are K0's four; more than the floor does not make up for K1."""
    made = floored("cover")
    assert levels(made, Plan((trip((1, {1: 4}), (2, {2: 1})),)))[0].value == 0
    assert levels(made, Plan((trip((0, {0: 5}), (1, {1: 4})),)))[0].value == 1


def test_floors_rank_before_people():
    """Five of K0 and nobody of K1 is more people than one each, and yet behind."""
    made = floored()
    many, fair = Plan((trip((0, {0: 5})),)), Plan((trip((0, {0: 2}), (2, {2: 1})),))
    both = Plan((trip((0, {0: 4}), (2, {2: 1})),))
    assert sorted([many, fair, both], key=lambda plan: rank(made, plan)) == [both, many, fair]
    # missing: fair 2 of K0, many 1 of K1, both nobody
    assert [levels(made, plan)[0].value for plan in (many, fair, both)] == [1, 2, 0]
