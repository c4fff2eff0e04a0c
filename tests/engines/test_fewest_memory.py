"""Ways that remember places, and prices to begin with: against brute force, the bound against the optimum."""

from __future__ import annotations

from itertools import pairwise, permutations
from math import ceil, inf

import numpy as np
import pytest
from ortools.math_opt.python import mathopt

from optimizer.core.plan import Stop
from optimizer.engines.columns.family import families
from optimizer.engines.columns.fewest import groups
from optimizer.engines.columns.fewest import proof as proofs
from optimizer.engines.columns.fewest.drive import Drive
from optimizer.engines.columns.fewest.generation import Generation
from optimizer.engines.columns.fewest.memory import Memory, to_go
from optimizer.engines.columns.fewest.proof import Proof
from optimizer.engines.columns.fewest.shape import shape_of
from optimizer.engines.run import Run
from tests.engines import districts, oracle

PLACES, MOST = 5, 75


def ways(near: list[list[int]], stops: int) -> list[tuple[int, ...]]:
    """All ways of so many stops that remember `near` at each place: what they remember is not visited."""
    found: list[tuple[int, ...]] = []

    def onward(way: tuple[int, ...], held: frozenset[int]) -> None:
        found.append(way)
        if len(way) < stops:
            for place in range(PLACES):
                if place != way[-1] and place not in held:
                    onward((*way, place), (held | {way[-1]}) & frozenset(near[place]))

    for place in range(PLACES):
        onward((place,), frozenset())
    return found


@pytest.mark.parametrize("size", [0, 1, 2, 4])
def test_what_is_left_to_gain_is_that_of_the_best_way_that_remembers(size):
    """Against all ways of five places by up to six stops more, at any number of minutes left."""
    rng = np.random.default_rng(size)
    apart = rng.uniform(1, 9, size=(PLACES, PLACES))
    memory = Memory.of(apart, size)
    leg = rng.integers(12, 25, size=(PLACES, PLACES))
    gain, home = rng.uniform(-5, 15, size=(PLACES, PLACES)), rng.uniform(-20, 0, size=PLACES)
    back, may = rng.integers(5, 30, size=PLACES), rng.random((PLACES, PLACES)) < 0.8
    table = to_go(memory, leg, gain, back, home, may, MOST)
    every = ways(memory.near.tolist(), 7)
    for begin in range(PLACES):
        best = np.full(MOST + 1, -np.inf)
        for way in every:
            steps = list(pairwise(way))
            if way[0] == begin and all(may[step] for step in steps):
                minutes = sum(int(leg[step]) for step in steps) + int(back[way[-1]])
                gained = sum(float(gain[step]) for step in steps) + float(home[way[-1]])
                best[minutes:] = np.maximum(best[minutes:], gained)
        row = table[begin * memory.states]
        assert (row[best == -np.inf] < -1e17).all()
        assert row[best > -np.inf] == pytest.approx(best[best > -np.inf])


def of_once(seed: int):
    """A district of a few places, each visited once, all of which are to be served."""
    return districts.by(
        districts.middling(seed, places=6, days=6, people=lambda rng: rng.randint(3, 30)),
        purpose="cover",
        visits="fewest",
        budget=None,
    )


@pytest.mark.parametrize("seed", range(8))
def test_no_route_costs_less_beyond_its_worth_than_is_said(seed):
    """At random prices, against every order of every set of places that the day holds."""
    problem, rng = of_once(seed), np.random.default_rng(seed)
    shape = shape_of(problem)
    assert shape is not None
    family = families(problem)[0]
    drive = Drive(family, shape.minutes(problem.classes[family.slot_class].stations))
    most = family.lengths[0].minutes
    worth, most_gained = rng.uniform(0, 4, size=problem.places) * drive.rupiah.max(), 0.0
    for size in range(1, problem.places + 1):
        for order in permutations(np.flatnonzero(drive.serving > 0).tolist(), size):
            way = [-1, *order, -1]
            steps = list(pairwise(way))
            minutes = sum(int(family.minutes[step]) for step in steps) + drive.serving[list(order)].sum()
            if minutes <= most:
                driven = sum(float(drive.rupiah[step]) for step in steps)
                most_gained = max(most_gained, float(worth[list(order)].sum()) - driven)
    price = 0.99 * most_gained  # so that hardly any leg is in a route worth more than it costs
    least = price - most_gained
    said = drive.least(worth, most, price)
    assert said <= least < 0
    assert said == pytest.approx(least, rel=1e-3)  # all places are remembered: no way comes twice to one


def test_prices_to_begin_with_prove_no_more_than_the_optimum(monkeypatch: pytest.MonkeyPatch):
    """Not even single stops listed beyond a few: the bound at the prices found, against all plans."""
    monkeypatch.setattr(groups, "MOST_SETS", 0)
    monkeypatch.setattr(groups, "FIRST_SETS", 7)
    monkeypatch.setattr(proofs, "many_stops", lambda *_: True)
    begun = close = 0
    for seed in range(40):
        problem = districts.by(districts.tiny(seed), purpose="cover", visits="fewest", budget=None)
        proof = Proof.of(problem) if problem.slots else None
        optimum = oracle.optimum(problem)
        if proof is None or optimum[0]:
            continue
        run = Run(problem, Stop(work=50), 0, None)
        run.begin(None)
        if not proof.serves(run.best) or proof.listing.generation(run.best.trips) is None:
            continue
        proof._price(run)
        bound = proof.tree.bound(np.inf) + proof._paid
        assert bound <= optimum[-1] + 1e-3
        begun += 1
        close += bound >= 0.8 * optimum[-1]
    assert begun >= 10
    assert close >= 5


@pytest.mark.parametrize("seed", range(6))
def test_no_day_is_cheaper_than_the_cheapest(seed):
    """Against the claims of every round over one or two stops, whose dearest day is far dearer."""
    problem = of_once(seed)
    proof = Proof.of(problem)
    assert proof is not None
    cheapest, costs = proof.listing.cheapest(), []
    for family in proof.listing.families:
        for order in (order for size in (1, 2) for order in permutations(range(problem.places), size)):
            metres = sum(int(family.metres[step]) for step in pairwise([-1, *order, -1]))
            kilometres, litres = ceil(metres / 1000), ceil(metres * family.millilitres / 10**6)
            claimed = family.per_kilometre * kilometres + family.per_litre * litres
            visits = family.per_visit * len(order)
            costs += [length.rupiah + claimed + visits for length in family.lengths]
    assert 0 < cheapest <= min(costs)
    assert cheapest == pytest.approx(min(costs), rel=0.05)  # there and back by the shortest ways


@pytest.mark.parametrize("saved", [100.0, 5_000.0, 90_000.0])
def test_what_days_save_takes_no_more_of_a_bound_than_as_many_days_cost(saved):
    """Against the greater of both bounds at each number of days up to the slots there are."""
    problem = of_once(0)
    proof = Proof.of(problem)
    assert proof is not None
    tree, cheapest, slots = proof.tree, proof.listing.cheapest(), len(problem.slots)
    leaf, costs = tree.best(), dict.fromkeys(range(len(problem.classes)), -saved)
    assert leaf is not None
    for total in (0.3 * slots * cheapest, 0.9 * slots * cheapest, 2.0 * slots * cheapest):
        days = np.linspace(0, slots, 2_001)
        least = float(np.maximum(total - days * saved, days * cheapest).min())
        assert tree._less(leaf, total, costs, inf) <= least + 1e-6
        assert tree._less(leaf, total, costs, inf) == pytest.approx(least, rel=1e-3)
    assert tree._less(leaf, 1e6, {0: 5.0}, inf) == 1e6


def generation() -> Generation:
    """The programme of a district with no route yet."""
    problem = of_once(3)
    shape = shape_of(problem)
    assert shape is not None
    family = families(problem)[0]
    drive = Drive(family, shape.minutes(problem.classes[family.slot_class].stations))
    return Generation(drive, family.lengths[0], [])


def grown() -> tuple[float, list[float], list[tuple[int, ...]]]:
    """The prices it ends with, and its routes."""
    begun = generation()
    worths = begun.grow(begun.start(), lambda: True)
    return worths.total, worths.stops.tolist(), list(begun.found)


def test_prices_to_begin_with_are_the_same_each_time():
    """Two programmes of one district find the same routes and prices."""
    assert grown() == grown()


def test_prices_to_begin_with_are_found_where_the_simplex_method_gives_up(monkeypatch: pytest.MonkeyPatch):
    """The solver that goes on from its last optimum raises each time, as GLOP does where it gets lost."""

    def refuse(*_args: object, **_named: object) -> None:
        raise RuntimeError("ABNORMAL")

    total, _, _ = grown()
    monkeypatch.setattr(mathopt.IncrementalSolver, "solve", refuse)
    assert grown()[0] == pytest.approx(total, rel=0.01)
