"""Plans that are dived for from an optimum of policy `fewest`, and the programme in which trips are made."""

from __future__ import annotations

import numpy as np
import pytest

from optimizer.core.check import check_plan
from optimizer.core.plan import Plan
from optimizer.core.problem import Problem
from optimizer.core.score import levels
from optimizer.engines.columns.fewest import dive as diving
from optimizer.engines.columns.fewest.dive import Height, dives
from optimizer.engines.columns.fewest.programme import Solved
from optimizer.engines.columns.fewest.proof import Proof
from optimizer.engines.columns.fewest.trips import plan_of
from optimizer.engines.fill import fill
from tests.engines import districts, oracle
from tests.engines.test_fewest import of_shape

SEEDS = range(0, 60, 2)


def solved(problem: Problem) -> tuple[Proof, Solved] | None:
    """A problem's proof and the optimum of its programme, where a plan can serve everyone."""
    proof = Proof.of(problem) if problem.slots else None
    found = None if proof is None else proof.programme.solve(lambda: True, cut=True)
    return None if proof is None or found is None else (proof, found)


def once(seed: int, places: int) -> tuple[Proof, Solved]:
    """A district of so many places visited once, several of them a day, with its proof and optimum."""
    district = districts.middling(seed, places=places, people=lambda rng: rng.randint(5, 25), days=20)
    found = solved(districts.by(district, purpose="cover", visits="fewest", budget=None))
    assert found is not None
    return found


def test_a_dive_that_need_not_make_any_trip_finds_the_optimum():
    """Tiny districts have fewer visits than are chosen at once, among all routes: the enumerated optimum."""
    seen = 0
    for seed in SEEDS:
        problem = of_shape(seed)
        case = solved(problem)
        if case is None or not case[0].serves(fill(problem, Plan(()))):
            continue
        proof, found = case
        height = Height.of(proof.programme, found, proof.programme.counted)
        chosen = next(dives(height, timed=False))
        assert chosen is not None
        assert chosen.rupiah + proof._paid == pytest.approx(oracle.optimum(problem)[-1])
        seen += 1
    assert seen > 8


@pytest.mark.parametrize("seed", range(3))
def test_dives_that_leave_little_to_choose_serve_everyone_for_hardly_more(
    seed: int, monkeypatch: pytest.MonkeyPatch
):
    """Six visits are chosen at last, the trips before made by their shares: plans keep every rule, at 5 %."""
    monkeypatch.setattr(diving, "LEFT", 6)
    proof, found = once(seed, places=14)
    height = Height.of(proof.programme, found, proof.programme.counted)
    chosen = [each for each, _ in zip(dives(height, timed=False), range(4), strict=False) if each is not None]
    best = min(chosen, key=lambda each: each.rupiah)
    minutes = {(group.slot_class, group.day): group.minutes for group in height.groups}
    most = [minutes[mode.slot_class, mode.kind] for mode, _ in best.modes]
    plan = plan_of(proof.problem, proof.shape, best.modes, most)
    assert check_plan(proof.problem, plan) == ()
    assert proof.serves(plan)
    assert levels(proof.problem, plan)[-1].value <= best.rupiah + proof._paid + 1e-6
    assert found.value - 1e-6 <= best.rupiah <= 1.05 * found.value


@pytest.mark.parametrize("seed", range(3))
def test_a_programme_with_trips_made_proves_its_own_optimum(seed: int):
    """The dearest column of the optimum is made: the simplex's value is met, and no other trip goes there."""
    proof, found = once(seed, places=14)
    programme = proof.programme
    column = max(found.shares, key=lambda c: (programme.groups[c.group].rupiah[c.route], c.route))
    programme.make({column: 1})
    again = programme.solve(lambda: True, cut=False)
    assert again is not None
    assert again.value == pytest.approx(programme._result.objective_value())
    assert again.value >= found.value - 1e-6
    assert again.shares[column] >= 1 - 1e-6
    stops = {place for place, _ in programme._stops[column] if proof.shape.visits[place] == 1}
    assert stops
    beside = [other for other in again.shares if other != column]
    assert not any(stops & {place for place, _ in programme._stops[other]} for other in beside)
    for group, costs in zip(programme.groups, again.reduced, strict=True):
        through = np.isin(group.members, list(stops)).any(axis=1)
        assert np.isinf(costs[through]).all()  # those routes are left out
        assert np.isfinite(costs[~through]).all()
    programme.make({})
    free = programme.solve(lambda: True, cut=False)
    assert free is not None
    assert free.value == pytest.approx(found.value)
