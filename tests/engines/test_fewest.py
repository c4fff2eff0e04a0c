"""Listing stop sets for policy `fewest`: each part against brute force, the bound against the optimum."""

from __future__ import annotations

import random
from dataclasses import replace
from functools import cache
from itertools import combinations, combinations_with_replacement, pairwise, permutations, product

import numpy as np
import pytest

from optimizer.core.check import check_plan
from optimizer.core.plan import Plan, Stop
from optimizer.core.policy import Policy
from optimizer.core.problem import Problem
from optimizer.core.score import levels
from optimizer.core.tariff import Tariff
from optimizer.engines.columns import Columns
from optimizer.engines.columns.fewest import groups, hull, parity, programme, tree
from optimizer.engines.columns.fewest.groups import Listing
from optimizer.engines.columns.fewest.guided import Roads, Worth, completion, sets_within
from optimizer.engines.columns.fewest.proof import Proof
from optimizer.engines.columns.fewest.sets import stop_sets
from optimizer.engines.columns.fewest.shape import shape_of
from optimizer.engines.columns.fewest.values import Scan, loads
from optimizer.engines.price import short_minutes
from optimizer.engines.run import Run
from tests import tiny
from tests.engines import districts, oracle

SEEDS = range(240)


def of_shape(seed: int) -> Problem:
    """A tiny district in which everyone is to be served, in as few visits as their place needs.

    Every second one has few places with more people than a day serves, who take two visits and more.
    """
    if seed % 2:
        return districts.by(districts.tiny(seed), purpose="cover", visits="fewest", budget=None)
    rng = random.Random(seed)
    return districts.middling(
        seed,
        places=rng.choice((3, 4)),
        people=lambda rng: rng.randint(2, 5),
        services=(replace(tiny.KTP, minutes=rng.choice((90, 110, 130))), tiny.IKD),
        days=rng.choice((3, 4)),
        purpose="cover",
        visits="fewest",
    )


@cache
def proven(seed: int) -> tuple[int, float, Plan] | None:
    """The least rupiah of serving everyone, the bound and the plan of the engine; None without a shape."""
    problem = of_shape(seed)
    optimum = oracle.optimum(problem)
    proof = Proof.of(problem) if problem.slots else None
    if proof is None or optimum[0]:
        return None
    run = Run(problem, Stop(work=20), 0, None)
    run.begin(None)
    bound = proof.improve(run)
    return optimum[-1], bound, run.best


def roads(seed: int, places: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Minutes (set-up included) and metres between places and a base at the end, and serving minutes."""
    rng = np.random.default_rng(seed)
    spots = rng.uniform(0, 60, size=(places + 1, 2))
    metres = np.ceil(1000 * np.hypot(*(spots[:, None] - spots[None, :]).transpose(2, 0, 1))).astype(np.int64)
    pace = rng.uniform(1.0, 1.3, size=(places + 1, places + 1))
    minutes = np.ceil(metres / 1000 * pace).astype(np.int64)
    for via in range(places + 1):
        minutes = np.minimum(minutes, minutes[:, [via]] + minutes[[via], :])
    np.fill_diagonal(minutes, 0)
    minutes[:, :-1] += 20
    return minutes, metres, rng.integers(20, 90, size=places)


@pytest.mark.parametrize("seed", range(6))
def test_every_set_a_day_holds_is_listed_with_its_quickest_and_shortest_round(seed):
    """Against all permutations of all sets of seven places."""
    minutes, metres, serving = roads(seed, 7)
    most = 320
    expected = {}
    for size in range(1, 8):
        for members in combinations(range(7), size):
            ways = [(7, *order, 7) for order in permutations(members)]
            quickest = min(sum(minutes[a, b] for a, b in pairwise(way)) for way in ways)
            if quickest + serving[list(members)].sum() <= most:
                shortest = min(sum(metres[a, b] for a, b in pairwise(way)) for way in ways)
                expected[members] = (int(quickest), int(shortest))
    sets = stop_sets(minutes, metres, serving, most, stops=7, limit=10_000)
    assert sets is not None
    found = {
        tuple(int(m) for m in row if m < 7): (int(t), int(d))
        for row, t, d in zip(sets.members, sets.minutes, sets.metres, strict=True)
    }
    assert found == expected
    assert max(map(len, expected)) > 2


def test_too_many_sets_are_given_up():
    """With room for fewer sets than there are, nothing is listed rather than a part."""
    minutes, metres, serving = roads(0, 7)
    assert stop_sets(minutes, metres, serving, 320, stops=7, limit=5) is None


@pytest.mark.parametrize("seed", range(6))
def test_sets_worth_listing_are_all_those_within_the_gap(seed):
    """At random prices, against the reduced cost of every set that the day holds."""
    rng = np.random.default_rng(seed)
    minutes, metres, serving = roads(seed, 8)
    worth, most, price, gap = rng.uniform(60, 160, size=8), 330, 150.0, 40.0
    every = stop_sets(minutes, metres, serving, most, stops=8, limit=10_000)
    assert every is not None
    costs = every.metres / 1000 + price - np.append(worth, 0.0)[every.members].sum(axis=1)
    expected = {
        tuple(int(m) for m in row if m < 8): int(length)
        for row, cost, length in zip(every.members, costs, every.metres, strict=True)
        if cost <= gap
    }
    network = Roads(minutes, metres / 1000.0, metres)
    sought = sets_within(network, serving, Worth.of(worth), most, price, gap, limit=10_000, goes=lambda: True)
    found = {
        tuple(int(m) for m in row if m < 8): int(length)
        for row, length in zip(sought.sets.members, sought.sets.metres, strict=True)
    }
    assert sought.beyond == gap
    assert expected.items() <= found.items()
    assert 3 < len(expected) < len(every.members)


def test_a_list_cut_short_says_so():
    """With room for three beginnings not all sets are found, and the list is not called whole."""
    minutes, metres, serving = roads(1, 8)
    network, worth = Roads(minutes, metres / 1000.0, metres), Worth.of(np.full(8, 150.0))
    every = sets_within(network, serving, worth, 330, 0.0, 99.0, limit=1_000, goes=lambda: True)
    few = sets_within(network, serving, worth, 330, 0.0, 99.0, limit=3, goes=lambda: True)
    assert every.beyond == 99.0
    assert few.beyond < 99.0
    assert len(few.sets.members) < len(every.sets.members)


def test_a_list_ended_while_its_bound_is_reckoned_claims_nothing():
    """Asked after 200 of 330 minutes: it goes on no further, and routes not found may gain anything."""
    minutes, metres, serving = roads(1, 8)
    network, worth = Roads(minutes, metres / 1000.0, metres), Worth.of(np.full(8, 150.0))
    asked: list[None] = []

    def goes() -> bool:
        asked.append(None)
        return False

    bound = completion(network, serving, worth.stops, 330, goes)
    whole = completion(network, serving, worth.stops, 330)
    assert len(asked) == 1
    assert (bound.first[:199] == whole.first[:199]).all()
    assert (bound.first >= whole.first).all()
    assert sets_within(network, serving, worth, 330, 0.0, 99.0, limit=99, goes=goes).beyond < -1e14


def test_bounds_from_lists_at_prices_are_never_above_the_optimum(monkeypatch: pytest.MonkeyPatch):
    """Where only single stops are listed to begin with, the sets found at prices prove as much."""
    found = {seed: proven(seed) for seed in (*SEEDS[:120], 299)}
    monkeypatch.setattr(groups, "MOST_SETS", 0)
    monkeypatch.setattr(groups, "FIRST_SETS", 6)
    monkeypatch.setattr(tree, "BEGUN", (2, 150_000))
    monkeypatch.setattr(
        Proof, "_known", lambda proof, run: np.inf
    )  # a known plan would hide a bound too high
    met = total = 0
    for seed, known in found.items():
        if known is not None:
            problem = of_shape(seed)
            proof = Proof.of(problem)
            assert proof is not None
            run = Run(problem, Stop(work=20), 0, None)
            run.begin(None)
            bound = proof.improve(run)
            assert bound <= known[0] + 1e-3
            total += not proof.listing.whole
            met += bound >= known[0] * 0.9
    assert total >= 40
    assert met >= 0.8 * total


@pytest.mark.parametrize("seed", range(8))
def test_routes_are_worth_the_most_their_loads_can_be(seed):
    """Against all loads of all routes, at values that rise with the load as the programme's do."""
    rng = np.random.default_rng(seed)
    problem = districts.by(
        districts.middling(seed, places=7, days=10), purpose="cover", visits="fewest", budget=None
    )
    shape = shape_of(problem)
    assert shape is not None
    spare = rng.integers(0, 5, size=problem.places)
    small = replace(shape, least=np.maximum(1, shape.most // 3), most=np.maximum(1, shape.most // 3) + spare)
    routes = Listing(problem, small).groups()
    assert routes
    routes = [replace(g, room=np.minimum(g.room, rng.integers(0, 7, size=len(g.room)))) for g in routes]
    width = int(spare.max()) + 1
    values = np.cumsum(rng.exponential(size=(problem.places + 1, width)), axis=1) - 2
    for place in range(problem.places):
        values[place, spare[place] + 1 :] = values[place, spare[place]]
    values[-1] = 0
    scan, seen = Scan(routes), 0
    for number, group in enumerate(routes):
        worth = scan.worth(number, values)
        for route in rng.permutation(len(group.members))[:60]:
            members = [int(m) for m in group.members[route] if m < problem.places]
            of_free = members[: group.free[route]]
            choices = [
                units
                for units in product(*(range(spare[place] + 1) for place in of_free))
                if sum(units) <= group.room[route]
            ]
            gains = [
                sum(values[place, e] for place, e in zip(of_free, units, strict=True)) for units in choices
            ]
            best = max(gains) + sum(values[place, 0] for place in members[group.free[route] :])
            assert worth[route] == pytest.approx(best)
            units = loads(of_free, int(group.room[route]), spare, values)
            assert sum(values[place, e] for place, e in zip(of_free, units, strict=True)) == pytest.approx(
                max(gains)
            )
            seen += len(of_free) > 1
    assert seen > 5


@pytest.mark.parametrize(("spare", "visits"), [(7, 2), (9, 3), (6, 4), (11, 2)])
def test_rows_of_a_place_hold_for_all_its_visits(spare, visits):
    """No choice of sizes that serves the place breaks a row, and the shares it was made for do."""
    rng = np.random.default_rng(spare)
    broken = 0
    for _ in range(40):
        sizes = rng.choice(spare + 1, size=4, replace=False)
        shares = dict(zip(sizes.tolist(), rng.dirichlet(np.ones(4)) * visits, strict=True))
        f = hull.broken_row(shares, spare, visits)
        if f is None:
            continue
        broken += 1
        assert sum(f[units] * share for units, share in shares.items()) > 1
        for units in combinations_with_replacement(range(spare + 1), visits):
            if sum(spare - e for e in units) <= spare:
                assert sum(f[e] for e in units) <= 1 + 1e-7
    assert broken > 5


def test_the_row_of_two_visits_by_hand():
    """Two visits, one of 1 of 10 units above the least and one of 4: they leave 9 and 6 unused, of 10.

    Halves of each leave 15 / 2 + ... within the sum, but no two visits leave 9 and anything above 1.
    """
    f = hull.broken_row({1: 0.7, 6: 1.3}, 10, 2)
    assert f is not None
    assert f[1] * 0.7 + f[6] * 1.3 > 1.3
    assert f[10] == 0


def test_rows_of_sets_hold_for_whole_trips():
    """Whole trips that visit each place as often as needed make an odd number of stops in an odd set."""
    shares = np.array([0.5, 0.5, 0.5])
    sets = parity.broken_sets([(0, 1), (1, 2), (0, 2)], shares, np.array([1, 1, 1]), set())
    assert sets == [(0, 1, 2)]
    assert parity.broken_sets([(0, 1), (1, 2), (0, 2)], shares, np.array([1, 1, 1]), {(0, 1, 2)}) == []
    assert parity.broken_sets([(0, 1), (2,)], np.ones(2), np.array([1, 1, 1]), set()) == []


def test_the_limit_of_a_set_is_met_and_never_passed_by_whole_trips():
    """Four places visited 1, 2, 1 and 1 times: over all ways to make trips of that, 2 pairs at most."""
    visits, places = np.array([1, 2, 1, 1]), (0, 1, 2, 3)
    stops = [trip for size in range(1, 5) for trip in combinations(places, size)]
    pairs = {0}
    for trips in (chosen for n in range(1, 6) for chosen in combinations_with_replacement(stops, n)):
        made = [sum(place in trip for trip in trips) for place in places]
        if made == visits.tolist():
            pairs.add(sum(len(trip) // 2 for trip in trips))
    assert max(pairs) == parity.limit(visits, places) == 2


def test_no_bound_is_above_the_optimum_and_most_are_met():
    """Over tiny districts whose optimum is enumerated: the bound is never too high, mostly met."""
    cases = [found for seed in SEEDS if (found := proven(seed)) is not None]
    assert len(cases) >= 100
    assert [(best, bound) for best, bound, _ in cases if bound > best + 1e-3] == []
    blind = [(found[0], bound_alone(of_shape(seed))) for seed in SEEDS if (found := proven(seed)) is not None]
    assert [(best, bound) for best, bound in blind if bound > best + 1e-3] == []
    assert sum(bound >= best - 1e-3 for best, bound, _ in cases) >= 0.8 * len(cases)


def test_the_plans_keep_the_rules_and_meet_most_optima():
    """Each plan passes the referee; at least nine in ten cost just what the enumeration finds."""
    met = total = 0
    for seed in SEEDS:
        found = proven(seed)
        if found is not None:
            problem = of_shape(seed)
            assert check_plan(problem, found[2]) == ()
            total += 1
            met += levels(problem, found[2])[-1].value == found[0]
    assert met >= 0.9 * total


def test_a_row_made_too_strong_is_found_out(monkeypatch: pytest.MonkeyPatch):
    """With rows that allow a place one visit that is not full some bound lies above the optimum."""

    def stronger(places: list[hull.Sizes]) -> list[np.ndarray | None]:
        return [
            np.where(np.arange(each.spare + 1) < each.spare, 1.0, 0.0)
            if sum(share for units, share in each.shares.items() if units < each.spare) > 1.01
            else None
            for each in places
        ]

    monkeypatch.setattr(programme, "broken_rows", stronger)
    assert any(
        bound_alone(of_shape(seed)) > known[0] + 1e-3 for seed in SEEDS if (known := proven(seed)) is not None
    )


def bound_alone(problem: Problem) -> float:
    """The bound of the tree over days, no plan known."""
    proof = Proof.of(problem)
    assert proof is not None
    for _ in proof.tree.grow(np.inf, lambda: True):
        pass
    return proof.tree.bound(np.inf)


def test_a_place_that_opens_late_may_be_served_longer_by_a_day_that_idles_elsewhere():
    """Twelve people at A and six at P from 14:00, fifteen minutes each, one day is enough: 630,000 rupiah.

    A team that goes to P alone waits so long there that it could serve only some of the six.
    """
    tariff = Tariff(
        "uji", "Uji", (tiny.rate("bbm", "kilometres", 1_000), tiny.rate("tim", "team_days", 500_000))
    )
    problem = tiny.problem(
        [12, 6],
        [[0, 10, 60], [10, 0, 60], [60, 60, 0]],
        days=2,
        tariff=tariff,
        services=(replace(tiny.KTP, minutes=15),),
        policy=Policy(purpose="cover", visits="fewest"),
    )
    late = tiny.again(problem, places={1: {"opening": tiny.opening(840)}})
    assert oracle.optimum(late) == (0, 630_000)
    assert bound_alone(late) == 630_000


def test_a_day_home_before_a_late_break_is_as_long_as_its_work():
    """From 07:30 with a break at 15:00: 430 minutes of work end at 14:40, within eight hours."""
    problem = districts.middling(1, places=1)
    (first, *rest) = problem.classes
    late = problem.replace(classes=(replace(first, pause=(900, 960)), *rest))
    assert short_minutes(problem, 0) == 420
    assert short_minutes(late, 0) == 450


def test_the_engine_says_what_is_proven():
    """On a district of this shape the columns engine ends with an optimum, both levels closed."""
    seed = next(seed for seed in SEEDS if (found := proven(seed)) is not None and found[1] >= found[0] - 1e-3)
    result = Columns().solve(of_shape(seed), Stop(work=20), 0)
    assert result.status == "optimal"
    assert [level.gap for level in result.levels] == [0.0, 0.0]
