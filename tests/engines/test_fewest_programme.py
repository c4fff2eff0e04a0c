"""The linear programme of policy `fewest`: its pricing, its rows and what it proves, each on its own."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations, combinations_with_replacement, product
from math import inf

import numpy as np
import pytest

from optimizer.core.problem import Problem
from optimizer.engines.columns.fewest import hull, parity
from optimizer.engines.columns.fewest import programme as programmes
from optimizer.engines.columns.fewest.groups import Group, Listing
from optimizer.engines.columns.fewest.pool import Pool
from optimizer.engines.columns.fewest.programme import Programme
from optimizer.engines.columns.fewest.proof import Proof
from optimizer.engines.columns.fewest.shape import Shape, shape_of
from tests.engines import districts, oracle
from tests.engines.test_fewest import of_shape

SEEDS = range(0, 60, 2)


def routes_of(seed: int) -> tuple[Problem, Shape, list[Group], np.ndarray]:
    """Routes with room for a few units, and values of visits that rise with their units, at random."""
    rng = np.random.default_rng(seed)
    problem = districts.by(
        districts.middling(seed, places=7, days=10), purpose="cover", visits="fewest", budget=None
    )
    shape = shape_of(problem)
    assert shape is not None
    spare = rng.integers(0, 5, size=problem.places)
    least = np.maximum(1, shape.most // 3)
    small = replace(shape, least=least, most=least + spare)
    groups = [
        replace(group, room=np.minimum(group.room, rng.integers(0, 7, size=len(group.room))))
        for group in Listing(problem, small).groups()
    ]
    steps = rng.exponential(20_000.0, size=(problem.places + 1, int(spare.max()) + 1))
    values = np.cumsum(steps, axis=1) + 100_000.0
    for place in range(problem.places):
        values[place, spare[place] + 1 :] = values[place, spare[place]]
    values[-1] = 0
    return problem, small, groups, values


@pytest.mark.parametrize("seed", range(4))
def test_a_route_is_priced_at_its_best_loads_and_never_bounded_above_that(seed):
    """Against all loads of all routes, with two rows of sets that cost every pair of stops in them."""
    problem, shape, groups, values = routes_of(seed)
    sets, near = {(0, 1, 2): 30_000.0, (2, 3, 4, 5, 6): 7_000.0}, 0
    for group in groups:
        pool = Pool(group, problem.places)
        low = pool.at_least(250_000.0, values)
        exact = pool.exactly(np.arange(len(group.members)), 250_000.0, values, sets)
        beyond = pool.exactly(np.arange(len(group.members)), 250_000.0, values, sets, limit=-inf)
        for route in range(0, len(group.members), 7):
            members = [int(m) for m in group.members[route] if m < problem.places]
            worth = max(
                sum(values[place, e] for place, e in zip(members, units, strict=True))
                for units in product(*(range(int(shape.spare[place]) + 1) for place in members))
                if sum(units) <= group.room[route]
            )
            pairs = sum(price * (len(set(members) & set(places)) // 2) for places, price in sets.items())
            assert exact[route] == pytest.approx(group.rupiah[route] - 250_000.0 - worth + pairs)
            assert low[route] <= exact[route] - pairs + 1e-6
            assert low[route] - 1e-6 <= beyond[route] <= exact[route] + 1e-6
            near += low[route] > exact[route] - pairs - 20_000.0
    assert near > 3


def test_rows_of_several_places_are_those_of_each_alone():
    """Three places at once, one of which breaks none; each row holds for all whole visits of its place."""
    places = [
        hull.Sizes({1: 0.7, 6: 1.3}, 10, 2),
        hull.Sizes({7: 3.0}, 7, 3),
        hull.Sizes({0: 0.5, 4: 0.9, 5: 0.8, 9: 0.8}, 9, 3),
    ]
    rows = hull.broken_rows(places)
    assert [f is None for f in rows] == [False, True, False]
    for each, f in zip(places, rows, strict=True):
        if f is not None:
            alone = hull.broken_row(each.shares, each.spare, each.visits)
            assert alone is not None
            broken = sum(f[e] * share for e, share in each.shares.items())
            assert broken == pytest.approx(sum(alone[e] * share for e, share in each.shares.items()))
            for units in combinations_with_replacement(range(each.spare + 1), each.visits):
                if sum(each.spare - e for e in units) <= each.spare:
                    assert sum(f[e] for e in units) <= 1 + 1e-9


@pytest.mark.parametrize("seed", range(5))
def test_sets_found_are_broken_and_the_worst_of_all_is_among_them(seed):
    """Half trips over pairs of three places each, some with a ninth on the way: every odd set counted."""
    rng = np.random.default_rng(seed)
    order = rng.permutation(8)
    pairs = [pair for three in (order[:3], order[3:6]) for pair in combinations(three.tolist(), 2)]
    trips = [
        (*pair, *([int(order[6 + i % 2])] if rng.random() < 0.4 else [])) for i, pair in enumerate(pairs)
    ]
    trips += [(int(order[6]),), (int(order[7]),)]
    odd = {
        places: sum(0.5 * (len(set(trip) & set(places)) % 2) for trip in trips)
        for size in (3, 5, 7)
        for places in combinations(range(8), size)
    }
    found = parity.broken_sets(trips, np.full(len(trips), 0.5), np.ones(8, dtype=np.int64), set())
    assert found
    assert all(odd[places] < 1 - parity.BROKEN for places in found)
    assert odd[found[0]] == min(odd.values()) == 0


def test_what_is_proven_before_the_end_is_never_above_the_optimum(monkeypatch: pytest.MonkeyPatch):
    """After each resolve no more is proven than the optimum, never less than before, and soon much of it."""
    monkeypatch.setattr(programmes, "PER_PLACE", 1)
    early = 0
    for seed in range(3):
        problem = districts.by(
            districts.middling(seed, places=14, days=20), purpose="cover", visits="fewest", budget=None
        )
        proof = Proof.of(problem)
        assert proof is not None
        known: list[float] = []

        def noted(programme: Programme = proof.programme, known: list[float] = known) -> bool:
            known.append(programme.proven)
            return True

        optimum = proof.programme.solve(noted, cut=False)
        assert optimum is not None
        assert known == sorted(known)
        assert known[-1] <= optimum.value
        early += sum(0.7 * optimum.value < bound < optimum.value for bound in known)
    assert early >= 3


def test_no_bound_is_above_the_optimum_where_routes_are_left_out():
    """With a plan known that is 3 % dearer than the optimum, routes that cannot be in a better one go."""
    seen = 0
    for seed in SEEDS:
        problem = of_shape(seed)
        best, proof = oracle.optimum(problem), Proof.of(problem) if problem.slots else None
        if proof is None or best[0]:
            continue
        for leaf in proof.tree.grow(1.03 * best[-1], lambda: True):
            seen += leaf.solved is not None and any((r == inf).any() for r in leaf.solved.reduced)
        assert min(proof.tree.bound(inf), 1.03 * best[-1]) <= best[-1] + 1e-3
    assert seen > 3


def test_routes_are_left_out_only_beyond_the_gap():
    """Those stay that cost at most 2 % of the optimum more than they are worth, and no others."""
    left_out = 0
    for seed in range(3):
        problem = districts.by(
            districts.middling(seed, places=12, days=20), purpose="cover", visits="fewest", budget=None
        )
        proof = Proof.of(problem)
        assert proof is not None
        programme = proof.programme
        solved = programme.solve(lambda: True, cut=False)
        assert solved is not None
        programme._narrow(0.02 * solved.value)
        for pool, reduced in zip(programme._pools, solved.reduced, strict=True):
            assert pool.routes.tolist() == np.flatnonzero(reduced <= 0.02 * solved.value).tolist()
            left_out += len(reduced) - len(pool.routes)
    assert left_out > 10
