"""The relaxed programme: never above the optimum, whatever prices it starts from; exact where it can be."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from itertools import permutations

import numpy as np
import pytest

from optimizer.core.plan import Plan, Stop, Trip, Visit
from optimizer.core.policy import Policy
from optimizer.core.problem import Problem
from optimizer.core.score import levels
from optimizer.engines.columns import Columns, relaxed
from optimizer.engines.columns.family import families
from optimizer.engines.columns.needs import needs_of
from optimizer.engines.columns.relaxed import Relaxed, bounds
from optimizer.engines.columns.widest import widest
from optimizer.engines.engine import keeps_rules
from tests import tiny
from tests.engines import districts, features, oracle
from tests.engines.test_fewest import of_shape


@cache
def drawn() -> tuple[tuple[Problem, Plan, int], ...]:
    """Tiny problems of `cover` without nights, a plan that leaves as few as can be, and the least rupiah."""
    found = []
    for seed in range(90):
        problem = of_shape(seed) if seed < 20 else features.feature_problem(seed)
        if problem.policy.purpose == "cover" and not problem.spans and problem.slots:
            plan, best = Columns().solve(problem, Stop(work=3), 0).plan, oracle.optimum(problem)
            if tuple(level.value for level in levels(problem, plan))[:-1] == best[:-1] and plan.trips:
                found.append((problem, plan, best[-1]))
    return tuple(found)


def bounded(problem: Problem, plan: Plan, rounds: int) -> float:
    """The best bound of so many rounds of pricing."""
    left = iter(range(rounds))
    half = iter(range(rounds // 2))
    told = bounds(problem, plan, lambda: next(left, None) is not None, lambda: next(half, None) is not None)
    return max(told, default=0.0)


@pytest.mark.parametrize("rounds", [1, 3, 60])
def test_no_bound_is_above_the_optimum(rounds):
    """Against enumeration, with caps, targets, releases, closures and several teams, however soon it ends."""
    found = [(bounded(problem, plan, rounds), least) for problem, plan, least in drawn()]
    assert len(found) > 30
    assert all(below <= least * (1 + 1e-9) for below, least in found)
    if rounds == 60:
        assert sum(below > 0.9 * least for below, least in found) > len(found) / 3


def test_a_bound_that_is_too_strong_is_seen(monkeypatch):
    """Were each place to be visited once more than it needs, some optimum would be called impossible."""

    def more(problem, plan, classes):
        needs = needs_of(problem, plan, classes)
        return None if needs is None else replace(needs, fewest=needs.fewest + (needs.fewest > 0))

    monkeypatch.setattr(relaxed, "needs_of", more)
    assert any(bounded(problem, plan, 60) > least for problem, plan, least in drawn())


def test_a_release_that_asks_too_much_is_seen(monkeypatch):
    """Were each place to be visited once more on the dates that alone serve some people, it would be seen."""

    def more(problem, plan, classes):
        needs = needs_of(problem, plan, classes)
        late = () if needs is None else tuple(replace(one, fewest=one.fewest + 1) for one in needs.late)
        return None if needs is None else replace(needs, late=late)

    monkeypatch.setattr(relaxed, "needs_of", more)
    assert any(bounded(problem, plan, 60) > least for problem, plan, least in drawn())


def test_a_cap_that_leaves_too_little_is_seen(monkeypatch):
    """Were a third of what the cap leaves to a day all there is, some optimum would be called impossible."""

    def less(problem, plan, classes):
        needs = needs_of(problem, plan, classes)
        if needs is None or needs.day is None:
            return needs
        return replace(needs, day=replace(needs.day, units=needs.day.units // 3))

    monkeypatch.setattr(relaxed, "needs_of", less)
    assert any(bounded(problem, plan, 60) > least for problem, plan, least in drawn())


def days_out(problem: Problem) -> Iterator[Plan]:
    """Every day out to one or two places that keeps the rules, for all who may be served there."""
    for k, slots in enumerate(problem.classes):
        for order in (some for count in (1, 2) for some in permutations(range(problem.places), count)):
            cells = [np.flatnonzero((problem.cell_place == place) & slots.allowed) for place in order]
            loads = [
                tuple((int(c), int(problem.expected[c])) for c in of if problem.expected[c]) for of in cells
            ]
            day = tuple(Visit(place, load) for place, load in zip(order, loads, strict=True))
            plan = Plan((Trip(k, (day,)),))
            if all(loads) and problem.slots_of(k) and keeps_rules(problem, plan):
                yield plan


def shutting() -> Problem:
    """Two villages, half an hour from anywhere, with 30 minutes of setting up and 50 of serving each.

    They shut after 150 minutes of the first date and after 100 of the second.
    """
    half = [[0, 30, 30], [30, 0, 30], [30, 30, 0]]
    problem = tiny.problem([10, 10], half, days=2, policy=Policy(purpose="cover"))
    (slots,) = problem.classes
    shut = (replace(slots, closes=np.full(2, slots.start + after, dtype=np.int32)) for after in (150, 100))
    dates = tuple(replace(slot, slot_class=number) for number, slot in enumerate(problem.slots))
    return problem.replace(classes=tuple(shut), slots=dates, timed=np.full(2, True))


def test_no_day_is_worth_more_than_the_most_priced():
    """At prices of its own people alone: a day that keeps the rules, hours among them, is a round."""
    checked, by_hand = 0, shutting()
    first = Plan((Trip(0, ((Visit(0, ((0, 10),)),),)),))
    assert [plan.trips[0].visited for plan in days_out(by_hand)] == [(0,), (1,)]
    for problem, plan, _ in [*drawn(), (by_hand, first, 0)]:
        wide = widest(problem, apart=False)
        needs = needs_of(problem, plan, wide.problem.classes)
        assert needs is not None
        made = Relaxed(problem, replace(needs, least=np.ones_like(needs.least)), wide)
        nothing = made._plain(made.made(plan)).scaled(0.0)
        for day in days_out(problem) if problem.timed.any() else ():
            (each,) = made.made(day)
            must = np.zeros(len(needs.place))
            must[[lot for lot, _ in each.units]] = 1e5
            rates = replace(nothing, must=must)
            most = {family.slot_class: made._priced(family, rates)[0] for family in wide.families}
            assert made.worth(each, rates) <= most[each.slot_class] + 1e-6
            checked += 1
    assert checked > 20


def test_hours_are_seen():
    """One day of 250 minutes does for both villages: 95,000 and 90 km.

    Where they shut after 150, the second could be set up after 170 only: two days, 190,000 and 120 km.
    """
    shut = shutting()
    hours = shut.replace(classes=(shut.classes[0], shut.classes[0]))
    never = replace(shut.classes[0], closes=np.full(2, 24 * 60, dtype=np.int32))
    free = shut.replace(classes=(never, never), timed=np.full(2, False))
    for problem, least, rupiah in ((free, 0, 185_000), (hours, 309_000, 310_000)):
        plan = Columns().solve(problem, Stop(work=5), 0).plan
        assert levels(problem, plan)[-1].value == rupiah
        assert least <= bounded(problem, plan, 40) <= rupiah


def test_a_round_left_out_is_seen(monkeypatch):
    """Were no round ever said to be worth more than it costs, some optimum would be called impossible."""
    monkeypatch.setattr(relaxed._Priced, "best", lambda _: (0.0, []))
    assert any(bounded(problem, plan, 3) > least for problem, plan, least in drawn())


def merged() -> Iterator[tuple[Problem, bool]]:
    """Tiny districts, and whether classes that serve different people are kept apart."""
    for seed in range(30):
        problem = districts.tiny(seed)
        if problem.slots:
            yield problem, bool(seed % 2)


def test_the_widest_classes_are_never_slower_or_dearer():
    """Each class's roads, lengths of day, kits and people are within those of the class it is merged into."""
    for problem, apart in merged():
        wide = widest(problem, apart=apart)
        of = {family.slot_class: family for family in wide.families}
        plain = {length.slot_class: family for family in families(problem) for length in family.lengths}
        for k, family in plain.items():
            into, number = of[wide.number[k]], wide.number[k]
            assert (into.minutes <= family.minutes).all()
            assert (into.metres <= family.metres).all()
            assert wide.problem.classes[number].stations >= problem.classes[k].stations
            assert (wide.problem.classes[number].allowed >= problem.classes[k].allowed).all()
            for length in family.lengths:
                assert any(
                    other.minutes >= length.minutes
                    and other.rupiah <= length.rupiah
                    and (other.opens <= length.opens).all()
                    and (other.closes >= length.closes).all()
                    for other in into.lengths
                )
        assert sum(wide.problem.slots_of(k) for k in of) >= sum(problem.slots_of(k) for k in plain)


def test_one_village_by_hand():
    """Everyone of one village fits a day: the bound is that day's rupiah, but for whole kilometres."""
    problem = districts.by(districts.tiny(1), purpose="cover", visits="fewest", budget=None)
    alone = problem.expected * (problem.cell_place == int(problem.cell_place[np.argmax(problem.expected)]))
    problem = problem.replace(expected=np.minimum(alone, 1).astype(problem.expected.dtype))
    plan = Columns().solve(problem, Stop(work=5), 0).plan
    cost = levels(problem, plan)[-1].value
    kilometre = 1 + max(family.per_kilometre + family.per_litre for family in families(problem))
    assert cost - kilometre <= bounded(problem, plan, 40) <= cost
