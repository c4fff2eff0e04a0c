"""The bound that needs no engine: by hand, and never on the wrong side of the enumerated optimum."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from optimizer.core.policy import Policy
from optimizer.core.problem import Problem
from optimizer.core.region import Cap
from optimizer.core.score import weighted_wanted
from optimizer.core.tariff import Tariff
from optimizer.frontier.relaxed import Relaxed, least_metres
from tests import tiny
from tests.engines import districts, features, oracle

SEEDS = range(40)


def within(problem: Problem, budget: int | None) -> Problem:
    """The problem for so many rupiah."""
    return problem.replace(policy=replace(problem.policy, budget=budget))


def test_a_place_alone_by_hand():
    """P0 lies 10 minutes out; 5 minutes a person, one kit, 30 minutes of setting up, 465 minutes of work.

    A day of more than eight hours serves (465 - 20 - 30) / 5 = 83 people for 395,000 and 20 km; one within
    eight hours, 420 minutes with the break, (420 - 50) / 5 = 74 for 95,000 + 20,000 = 115,000.
    """
    problem = tiny.problem([200], tiny.line_of(10))
    relaxed = Relaxed(problem)
    assert relaxed.weighted(None).most == 8_300
    assert relaxed.weighted(115_000).most == 7_400
    assert relaxed.weighted(0).most == 0
    assert relaxed.people(115_000, 7_400).most == 74


def test_the_price_of_money_and_of_a_day_by_hand():
    """Below 115,000 rupiah each of them is worth 74 / 115,000 people; with money enough a day is worth 83."""
    relaxed = Relaxed(tiny.problem([200], tiny.line_of(10)))
    assert relaxed.weighted(50_000).per_rupiah == pytest.approx(7_400 / 115_000)
    assert relaxed.weighted(None).per_rupiah == 0
    assert relaxed.weighted(None).per_day == pytest.approx((8_300,))


def test_people_take_the_setting_up_of_their_own_visit():
    """Eight places of ten people, a minute apart: 465 minutes hold no 80 people of 5 minutes.

    A visit of ten takes 50 minutes, 30 of setting up and at least 1 of driving: 8.1 minutes a person, and
    a minute's way home leaves 464 of 465 minutes, 57.28 people. The day alone at one place would say 83.
    """
    relaxed = Relaxed(tiny.problem([10] * 8, tiny.line_of(*range(1, 9))))
    assert relaxed.weighted(None).most == 100 * 464 * 10 // 81


def test_a_cap_of_the_day_holds_for_the_bound():
    """At most 20 people of the service a team-day, two days: 40."""
    service = replace(tiny.KTP, cap=Cap(20))
    problem = tiny.problem([200], tiny.line_of(10), days=2, services=(service, tiny.IKD))
    assert Relaxed(problem).weighted(None).most == 4_000


def test_twice_the_rates_need_twice_the_money():
    """The bound of a budget is that of twice the budget at twice every rate."""
    problem = tiny.problem([120, 90, 60], tiny.line_of(10, 40, 70), days=3)
    rates = tuple(replace(rate, rupiah=2 * rate.rupiah) for rate in problem.tariff.rates)
    dearer = problem.replace(tariff=Tariff("dua kali", "dua kali", rates))
    for budget in (100_000, 250_000, 900_000):
        assert Relaxed(dearer).weighted(2 * budget).most == Relaxed(problem).weighted(budget).most


def test_the_shortest_metres_may_lead_over_a_third_place():
    """The quickest way to P1 has 90,000 m, the way over P0 40,000."""
    metres = [[0, 10_000, 90_000], [10_000, 0, 30_000], [90_000, 30_000, 0]]
    travel = tiny.travel(tiny.line_of(10, 20), metres=metres)
    least = least_metres(travel.layers["minibus", "kemarau"])
    assert least.tolist() == [[0, 10_000, 40_000], [10_000, 0, 30_000], [40_000, 30_000, 0]]
    problem = tiny.problem([50], tiny.line_of(10))
    assert Relaxed(problem.replace(travel=travel)).weighted(115_000).most == 5_000


@cache
def drawn() -> tuple[tuple[Problem, tuple[int, ...]], ...]:
    """Tiny districts with any feature of the model, with and without a budget, and their optimum."""
    found = []
    for seed in SEEDS:
        problem = features.feature_problem(seed)
        optimum = oracle.optimum(problem)
        found.append((problem, optimum))
        if seed < len(SEEDS) // 2 and optimum[-1]:
            poorer = within(problem, optimum[-1] * 6 // 10)
            found.append((poorer, oracle.optimum(poorer)))
        plain = districts.tiny(seed)
        found.append((plain, oracle.optimum(plain)))
    return tuple(found)


def counted(problem: Problem, optimum: tuple[int, ...]) -> int:
    """Weighted people at the optimum."""
    return optimum[-2] if problem.policy.purpose == "reach" else weighted_wanted(problem) - optimum[-2]


def test_no_plan_exceeds_the_bound():
    """Enumerated optima of districts with every feature lie at or below it; in a fifth of them it is met."""
    met = 0
    for problem, optimum in drawn():
        best, bound = counted(problem, optimum), Relaxed(problem).weighted(problem.policy.budget).most
        assert best <= bound, features.features(problem)
        met += best == bound
    assert met >= len(drawn()) // 5


def test_nobody_is_expected_where_no_team_can_go():
    """Without a slot the bound is nobody."""
    problem = tiny.problem([20], tiny.line_of(10))
    assert Relaxed(problem.with_slots(())).weighted(None).most == 0


def test_the_targets_of_cover_count_once():
    """A target of 30 wants no more than 30 of 50: 3,000 hundredths, whatever the day could hold."""
    service = replace(tiny.IKD, target=30)
    people: list[dict[tuple[str, ...], int]] = [{("IKD",): 50}]
    problem = tiny.problem(
        people, tiny.line_of(10), services=(tiny.KTP, service), policy=Policy(purpose="cover")
    )
    assert Relaxed(problem).weighted(None).most == 3_000
    assert np.array_equal(problem.optional, [True])
