"""Shadow prices: derived by hand, and against what one unit more really brings, by enumeration."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache

import numpy as np
import pytest

from optimizer.core.plan import Plan, Result, Stop
from optimizer.core.problem import Problem
from optimizer.engines.columns import Columns
from optimizer.engines.columns.master import Kept, Master
from optimizer.engines.columns.search import ColumnsParams, Generation
from tests import tiny
from tests.engines import districts, oracle

WORK, LONG = Stop(work=40), Stop(work=300)
"""Rounds of pricing: the longer ones solve the linear programme, the shorter prove what they can."""

HOUR = (replace(tiny.KTP, minutes=60), tiny.IKD)
SEEDS, FEWER = range(24), range(12)
RUPIAH = 150_000
"""Money given on top; less than a day costs in the tiny districts, so that rounding matters too."""


def solved(problem: Problem, stop: Stop = LONG) -> Result:
    """The result of column generation alone."""
    return Columns().solve(problem, stop, 0, Plan(()))


def worth(result: Result, kind: str, unit: str, key: str | None = None) -> int:
    """The price of a kind on the level of a unit, of the key given or the largest."""
    found = [m for m in result.marginals if (m.kind, m.unit) == (kind, unit) and key in (None, m.key)]
    return max(m.value for m in found)


def village(people: int, days: int) -> Problem:
    """One village 30 minutes away, an hour a person: a day of 465 minutes serves six of them."""
    problem = tiny.problem([people], [[0, 30], [30, 0]], services=HOUR, days=days)
    return problem.replace(max_visits=np.array([9], dtype=np.int32))


def test_a_team_day_by_hand():
    """465 − 60 driving − 30 setting up leaves 375 minutes: six people of an hour, weight 1 each.

    With 20 waiting and one day the next day brings six again; so the price says, and so it is. With 8 it
    brings two, but the price is still six: it holds at the margin, for a small part of a day.
    """
    assert worth(solved(village(20, 1)), "team_day", "people/100") == 600
    assert solved(village(20, 2)).levels[0].value == 600 + 600
    assert worth(solved(village(8, 1)), "team_day", "people/100") == 600
    assert solved(village(8, 2)).levels[0].value == 600 + 200


def test_a_person_by_hand():
    """One more waiting brings nothing where the days are full, and a whole person where they are not.

    To P1 no road leads, so somebody is left and the people are sought; five at P0 leave a second day free.
    """
    assert worth(solved(village(20, 1)), "person", "people/100", "P0 KTP") == 0
    minutes = [[0, 30, None], [30, 0, None], [None, None, 0]]
    found = solved(tiny.problem([5, 3], minutes, services=HOUR, days=2))
    assert worth(found, "person", "people/100", "P0 KTP") == 100
    assert worth(found, "person", "people/100", "P1 KTP") <= 1  # rounded up


def test_money_by_hand():
    """A full day at the village costs 60 km, meals for two, data and allowances: Rp 455,000 for six people.

    Short of eight hours it costs Rp 155,000 and serves 480 − 60 − 60 − 30 = 330 minutes: five. With 10
    days and Rp 310,000 two short days serve ten people; each rupiah more serves 5/155,000 of a person, a
    million 32.26 people.
    """
    problem = village(90, 10)
    problem = problem.replace(policy=replace(problem.policy, budget=310_000))
    result = solved(problem)
    assert result.levels[0].value == 1000
    assert worth(result, "rupiah", "people/100") == 3226


def test_weeks_and_classes_have_a_price_each():
    """Eight working days from a Monday lie in two weeks, all of one class: two prices, equal."""
    prices = [m for m in solved(village(90, 8)).marginals if m.kind == "team_day" and m.unit == "people/100"]
    assert [(m.week, m.key, m.value) for m in prices] == [
        (tiny.MONDAY, "0", 600),
        (tiny.MONDAY.replace(day=12), "0", 600),
    ]


def test_without_a_bound_there_are_no_prices():
    """Where no slot is there nothing is proven, and nothing claimed of what one would bring."""
    problem = village(20, 2)
    assert solved(problem).marginals
    assert not solved(problem.replace(slots=())).marginals


# --- what one unit more really brings -----------------------------------------------------------------------


@dataclass(frozen=True)
class Case:
    """A tiny district, what the engine says of it, its true optimum, and that with a little more."""

    few: Problem
    result: Result
    best: tuple[int, ...]
    more: tuple[int, ...]
    slot_class: int = -1

    def people(self, value: int) -> int:
        """Weighted people served that a first level's value stands for."""
        wanted = int(self.few.expected @ self.few.cell_weight.astype(np.int64))
        return value if self.few.policy.purpose == "reach" else wanted - value

    @classmethod
    def of(cls, few: Problem, more: Problem, slot_class: int = -1) -> Case:
        """The case of a district and the same with a little more."""
        return cls(few, solved(few, WORK), oracle.optimum(few), oracle.optimum(more), slot_class)


@cache
def days() -> tuple[Case, ...]:
    """Tiny districts less one slot of a class that has others, and with it."""
    made = []
    for seed in SEEDS:
        whole = districts.tiny(seed)
        few = whole.with_slots(whole.slots[:-1])
        if few.slots and few.slots_of(whole.slots[-1].slot_class):
            made.append(Case.of(few, whole, whole.slots[-1].slot_class))
    return tuple(made)


@cache
def money() -> tuple[Case, ...]:
    """Tiny districts with 60 % of the money they would take, and with a little more."""
    made = []
    for seed in FEWER:
        whole = districts.tiny(seed)
        budget = oracle.optimum(whole)[-1] * 6 // 10
        made.append(Case.of(districts.by(whole, budget=budget), districts.by(whole, budget=budget + RUPIAH)))
    return tuple(made)


Price = Callable[[Result, str, str, str | None], int]


def broken_by_a_day(case: Case, price: Price = worth) -> list[str]:
    """Levels on which one more team-day really brings more than price and gap allow."""
    first, cost = case.result.levels
    key, units, found = str(case.slot_class), {m.unit for m in case.result.marginals}, []
    if "people/100" in units and first.bound is not None:
        at_most = case.people(first.bound) + price(case.result, "team_day", "people/100", key)
        found += ["people"] if case.people(case.more[0]) > at_most else []
    same = case.people(case.best[0]) == case.people(case.more[0]) == case.people(first.value)
    if same and "rupiah" in units and cost.bound is not None:
        least = cost.bound - price(case.result, "team_day", "rupiah", key)
        found += ["rupiah"] if case.more[1] < least else []
    return found


def broken_by_money(case: Case, price: Price = worth) -> bool:
    """Whether a little more money really brings more people than price and gap allow."""
    bound = case.result.levels[0].bound
    if bound is None or not any(m.kind == "rupiah" for m in case.result.marginals):
        return False
    at_most = case.people(bound) + price(case.result, "rupiah", "people/100", None) * RUPIAH / 1_000_000
    return case.people(case.more[0]) > at_most


def test_a_team_day_brings_at_most_its_price_and_the_gap():
    """The true optimum with one more team-day is within the bound plus the price, on both levels."""
    assert len(days()) >= 12
    assert not any(map(broken_by_a_day, days()))


def test_money_brings_at_most_its_price_and_the_gap():
    """So is the true optimum with Rp 150,000 more."""
    assert not any(map(broken_by_money, money()))


def nothing(_result: Result, _kind: str, _unit: str, _key: str | None = None) -> int:
    """A price that is always too low."""
    return 0


def test_a_price_too_low_is_noticed():
    """With no price at all the same districts contradict it: the comparison has teeth, on each row."""
    broken = [broken_by_a_day(each, nothing) for each in days()]
    assert any("people" in found for found in broken)
    assert any("rupiah" in found for found in broken)
    assert any(broken_by_money(each, nothing) for each in money())


@pytest.mark.parametrize("seed", range(4))
def test_a_person_more_is_worth_no_more_than_the_price_while_trips_stay(seed):
    """The master over the same trips, with one person more in a cell, gains no more than its price."""
    problem = districts.tiny(seed)
    generation = Generation(problem, ColumnsParams())
    _, master = generation.grow(Kept(), LONG, lambda: True)
    value, _ = master.solve() or (0.0, None)
    prices = {m.key: m.value for m in generation.marginals() if m.kind == "person"}
    for cell, about in enumerate(problem.region.cells):
        if problem.expected[cell]:
            more = problem.expected.copy()
            more[cell] += 1
            again = Master(problem.replace(expected=more), generation.columns.values(), Kept()).solve()
            assert again is not None
            gain = value - again[0]
            assert gain <= prices[f"{about.place} {'+'.join(about.services)}"] + 1e-3
