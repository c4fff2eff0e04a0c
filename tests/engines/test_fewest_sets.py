"""Stop sets sought at prices: with fines, cut short, under stops, for some lengths of day; neighbourhoods."""

from __future__ import annotations

import numpy as np
import pytest

from optimizer.core.check import check_plan
from optimizer.core.plan import Plan, Stop
from optimizer.core.score import levels, served
from optimizer.engines.columns.fewest import groups, neighbourhood, tree
from optimizer.engines.columns.fewest.guided import Found, Roads, Worth, sets_within
from optimizer.engines.columns.fewest.neighbourhood import Ground, Neighbourhoods
from optimizer.engines.columns.fewest.programme import Solved
from optimizer.engines.columns.fewest.proof import Proof
from optimizer.engines.columns.fewest.sets import StopSets, stop_sets
from optimizer.engines.columns.fewest.trips import plan_of
from optimizer.engines.columns.fewest.values import Scan
from optimizer.engines.columns.fewest.whole import Mode
from optimizer.engines.order import in_cheapest_order
from optimizer.engines.run import Run
from tests.engines import districts, oracle
from tests.engines.test_fewest import of_shape, roads

PLACES, MOST, PRICE, GAP = 8, 330, 150.0, 40.0

ROWS = np.array([[place in row for place in range(PLACES)] for row in ((0, 1, 2), (2, 3, 4, 5, 6))])
"""Two sets of places, every two stops in one of which cost a fine."""


def stops_of(sets: StopSets) -> list[tuple[int, ...]]:
    """The places of each set."""
    return [tuple(int(m) for m in row if m < PLACES) for row in sets.members]


def with_fines(seed: int) -> tuple[dict[tuple[int, ...], float], Roads, np.ndarray, Worth]:
    """What every set that a day holds costs beyond its worth; roads, serving minutes and worth with fines."""
    rng = np.random.default_rng(seed)
    minutes, metres, serving = roads(seed, PLACES)
    worth, fines = rng.uniform(60, 160, size=PLACES), rng.uniform(5, 40, size=2)
    every = stop_sets(minutes, metres, serving, MOST, stops=PLACES, limit=10_000)
    assert every is not None
    costs = {}
    for stops, length in zip(stops_of(every), every.metres, strict=True):
        fined = sum(fine * (sum(row[list(stops)]) // 2) for row, fine in zip(ROWS, fines, strict=True))
        costs[stops] = length / 1000 + PRICE + fined - worth[list(stops)].sum()
    return costs, Roads(minutes, metres / 1000.0, metres), serving, Worth(worth, ROWS, fines)


def sought(seed: int, limit: int, steps: int) -> tuple[dict[tuple[int, ...], float], Found]:
    """What all sets cost, and what is found with so many beginnings followed and steps taken."""
    costs, network, serving, worth = with_fines(seed)
    left = iter(range(steps))
    found = sets_within(
        network, serving, worth, MOST, PRICE, GAP, limit=limit, goes=lambda: next(left, None) is not None
    )
    return costs, found


@pytest.mark.parametrize("seed", range(6))
def test_fines_count_every_second_stop_of_a_row(seed):
    """Against all sets: those within the gap are found, at just what they cost with their fines."""
    costs, found = sought(seed, 10_000, 10_000)
    of_found = dict(zip(stops_of(found.sets), found.costs, strict=True))
    within = {stops: cost for stops, cost in costs.items() if cost <= GAP}
    assert found.beyond == GAP
    assert within.keys() == of_found.keys()
    assert all(of_found[stops] == pytest.approx(cost) for stops, cost in within.items())
    assert len(within) > 3


@pytest.mark.parametrize(("limit", "steps"), [(1, 99), (3, 99), (8, 99), (10_000, 1), (10_000, 2)])
def test_no_set_left_out_costs_less_than_is_said(limit, steps):
    """However few beginnings are followed and however soon it ends, the others cost what is said or more."""
    cut_short = 0
    for seed in range(12):
        costs, found = sought(seed, limit, steps)
        missing = costs.keys() - set(stops_of(found.sets))
        assert min(costs[stops] for stops in missing) >= found.beyond - 1e-6
        cut_short += found.beyond < GAP
    assert cut_short >= 6


def bounds(proof: Proof, known: float, questions: int) -> list[float]:
    """Bounds of the leaves as they grow until so many questions whether to go on were asked."""
    left = iter(range(questions))
    grown = proof.tree.grow(known, lambda: next(left, None) is not None)
    return [proof.tree.bound(np.inf) for _ in grown]


def test_every_bound_on_the_way_holds_at_any_stop(monkeypatch: pytest.MonkeyPatch):
    """Few sets listed to begin with, a start near the prices of the plan by filling, and every early end."""
    monkeypatch.setattr(groups, "MOST_SETS", 0)
    monkeypatch.setattr(groups, "FIRST_SETS", 6)
    monkeypatch.setattr(tree, "BEGUN", (2, 4))  # so few that not all are found to the end
    seen = early = 0
    for seed in range(60):
        problem = of_shape(seed)
        proof = Proof.of(problem) if problem.slots else None
        optimum = oracle.optimum(problem)
        if proof is None or optimum[0]:
            continue
        run = Run(problem, Stop(work=20), 0, None)
        run.begin(None)
        paid = proof._paid
        for questions in (3, 8, 1_000):
            proof = Proof.of(problem)
            assert proof is not None
            if proof.serves(run.best):
                proof.tree.start = proof._prices(run.best)
            found = bounds(proof, np.inf, questions)
            assert [bound for bound in found if bound + paid > optimum[-1] + 1e-3] == []
            seen += len(found)
            early += sum(bound > 0 for bound in found[:1])
    assert seen > 100
    assert early > 20


def test_bounds_with_a_known_plan_that_is_not_the_best_hold(monkeypatch: pytest.MonkeyPatch):
    """Routes that no better plan can have are left out: what remains proves no more than the optimum."""
    monkeypatch.setattr(groups, "MOST_SETS", 0)
    monkeypatch.setattr(groups, "FIRST_SETS", 6)
    monkeypatch.setattr(Proof, "_choose", lambda *_: False)
    monkeypatch.setattr(Proof, "_mend", lambda proof, *_: setattr(proof, "_mended", True))
    closed = worse = 0
    for seed in range(90):
        problem = of_shape(seed)
        proof = Proof.of(problem) if problem.slots else None
        optimum = oracle.optimum(problem)
        if proof is None or optimum[0]:
            continue
        run = Run(problem, Stop(work=20), 0, None)
        run.begin(None)
        assert proof.improve(run) <= optimum[-1] + 1e-3
        closed += proof.listing.whole
        worse += run.levels[-1].value > optimum[-1]
    assert closed >= 20
    assert worse >= 10


def test_sets_of_the_shorter_days_are_listed_whole_where_those_of_all_are_too_many(
    monkeypatch: pytest.MonkeyPatch,
):
    """One set less than all: the longest day's are sought at prices, and the bound stays what it was."""
    cases = 0
    for seed in range(60):
        problem = of_shape(seed)
        proof = Proof.of(problem) if problem.slots else None
        if proof is None or len(proof.listing.families) > 1 or oracle.optimum(problem)[0]:
            continue
        (sets,) = proof.listing.sets
        with monkeypatch.context() as patch:
            patch.setattr(groups, "MOST_SETS", len(sets.members) - 1)
            fewer = Proof.of(problem)
        if fewer is None or fewer.listing.whole or not fewer.listing.upto[0]:
            continue
        cases += 1
        whole, part = bounds(proof, np.inf, 1_000)[-1], bounds(fewer, np.inf, 1_000)[-1]
        assert part <= whole + 1e-3
        assert part >= whole - tree.FINE * len(problem.slots) - 1e-3
    assert cases >= 5


def alone(proof: Proof) -> Plan:
    """A trip for each place, in the day that costs least."""
    modes, minutes = [], []
    for place in np.flatnonzero(proof.shape.wanted):
        cost, group, route = min(
            (float(group.rupiah[route]), number, int(route))
            for number, group in enumerate(proof.programme.groups)
            for route in np.flatnonzero(
                (group.members[:, 0] == place) & (group.members[:, 1:] > place).all(axis=1)
            )
            if (group.members[route] < proof.problem.places).sum() == 1
        )
        chosen = proof.programme.groups[group]
        mode = Mode(
            group, route, chosen.day, chosen.slot_class, cost, (int(place),), (), int(chosen.room[route]), ()
        )
        modes.append((mode, 1))
        minutes.append(chosen.minutes)
    return plan_of(proof.problem, proof.shape, modes, minutes)


def ground(proof: Proof, solved: Solved) -> Ground:
    """What neighbourhoods are made of."""
    return Ground.of(proof.problem, proof.shape, proof.programme.slots, proof.programme.groups, solved)


def test_a_neighbourhood_of_the_whole_district_gives_the_cheapest_plan(monkeypatch: pytest.MonkeyPatch):
    """From a trip for each of 20 places: chosen anew all at once they cost as little as any."""
    monkeypatch.setattr(neighbourhood, "NODES", 10_000)
    for seed in range(3):
        problem = districts.by(
            districts.middling(seed, places=20, days=20, people=lambda rng: rng.randint(3, 30)),
            purpose="cover",
            visits="fewest",
            budget=None,
        )
        proof = Proof.of(problem)
        assert proof is not None
        start = alone(proof)
        assert check_plan(problem, start) == ()
        assert proof.serves(start)
        run = Run(problem, Stop(work=20), 0, None)
        run.begin(start)
        bound = proof.improve(run)
        leaf = proof.tree.best()
        assert leaf is not None
        assert leaf.solved is not None
        near = Neighbourhoods(ground(proof, leaf.solved))
        chosen = near.around(start.trips[0].visited[0], start, 20)
        assert sum(len(start.trips[number].visited) for number in chosen) == 20
        plan = near.mended(start, chosen, None)
        assert plan is not None
        assert check_plan(problem, plan) == ()
        assert (served(problem, plan.trips) == served(problem, start.trips)).all()
        cheapest = levels(problem, in_cheapest_order(problem, plan))[-1].value
        assert bound - 1e-3 <= cheapest == run.levels[-1].value


def test_only_the_trips_of_a_neighbourhood_are_changed():
    """With six visits to a neighbourhood the other trips stay, and the plan gets no dearer."""
    problem = districts.by(
        districts.middling(0, places=20, days=20, people=lambda rng: rng.randint(3, 30)),
        purpose="cover",
        visits="fewest",
        budget=None,
    )
    proof = Proof.of(problem)
    assert proof is not None
    start = alone(proof)
    for _ in proof.tree.grow(np.inf, lambda: True, cut=False):
        pass
    leaf = proof.tree.best()
    assert leaf is not None
    assert leaf.solved is not None
    near = Neighbourhoods(ground(proof, leaf.solved))
    chosen = near.around(0, start, 6)
    plan = near.mended(start, chosen, None)
    assert plan is not None
    assert len(chosen) == 6
    assert set(start.trips) - {start.trips[number] for number in chosen} <= set(plan.trips)
    assert levels(problem, plan)[-1].value < levels(problem, start)[-1].value


def test_listing_ends_only_when_no_better_plan_can_have_another_route(monkeypatch: pytest.MonkeyPatch):
    """Each route not listed costs as much more than it is worth as is said, against a list of all routes."""
    whole = {seed: proof for seed in range(40) if (proof := Proof.of(of_shape(seed))) is not None}
    monkeypatch.setattr(groups, "MOST_SETS", 0)
    monkeypatch.setattr(groups, "FIRST_SETS", 6)
    ended = open_still = 0
    for seed, every in whole.items():
        for begun in (1, 100_000):
            monkeypatch.setattr(tree, "BEGUN", (begun,))
            proof = Proof.of(of_shape(seed))
            assert proof is not None
            if proof.listing.whole:
                continue
            leaf = proof.tree.best()
            solved = proof.programme.solve(lambda: True, False)
            assert leaf is not None
            assert solved is not None
            known = solved.value * 1.02
            day = proof.programme.prices(solved)
            solved, reach = proof.tree._within(leaf, solved, known, lambda: True)
            ended += proof.listing.whole
            open_still += not proof.listing.whole
            assert proof.listing.whole == (reach >= known)
            scan = Scan(every.programme.groups)
            for number, (group, listed) in enumerate(
                zip(every.programme.groups, proof.programme.groups, strict=True)
            ):
                names = {tuple(sorted(row[row < every.problem.places].tolist())) for row in listed.members}
                costs = (
                    group.rupiah - day[group.slot_class, group.minutes] - scan.worth(number, solved.values)
                )
                for row, cost in zip(group.members, costs, strict=True):
                    if tuple(sorted(row[row < every.problem.places].tolist())) not in names:
                        assert solved.value + cost >= reach - 1e-3
    assert ended >= 10
    assert open_still >= 10
