"""What betters plans of policy `fewest` beside their bound: neighbourhoods and whole trips."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from math import inf

import pytest

from optimizer.core.check import check_plan
from optimizer.core.plan import Plan, Stop
from optimizer.core.problem import Problem
from optimizer.core.score import levels
from optimizer.engines.aside import Aside
from optimizer.engines.columns.fewest import proof as proofs
from optimizer.engines.columns.fewest.neighbourhood import Ground, Neighbourhoods, mended
from optimizer.engines.columns.fewest.proof import Proof
from optimizer.engines.columns.fewest.tree import Leaf
from optimizer.engines.columns.fewest.whole import choice, choose
from optimizer.engines.fill import fill
from optimizer.engines.run import Run
from tests.engines import districts, oracle
from tests.engines.test_fewest import of_shape

SEEDS = range(0, 60, 2)


def begun(seed: int) -> tuple[Problem, Proof, Plan] | None:
    """A tiny district with places of several visits, its proof, and a plan that serves everyone."""
    problem = of_shape(seed)
    proof = Proof.of(problem) if problem.slots else None
    plan = fill(problem, Plan(()))
    return (problem, proof, plan) if proof is not None and proof.serves(plan) else None


def ground(problem: Problem, proof: Proof) -> Ground:
    """All routes of a district, and their prices."""
    solved = proof.programme.solve(lambda: True, cut=False)
    assert solved is not None
    return Ground.of(problem, proof.shape, proof.programme.slots, proof.programme.groups, solved)


def test_neighbourhoods_of_the_whole_plan_end_at_its_optimum():
    """Plans of three or four places, some visited twice: all trips are near, so the cheapest are found."""
    seen = met = twice = dearer = 0
    for seed in SEEDS:
        case = begun(seed)
        if case is not None:
            problem, proof, plan = case
            *_, last = [plan, *mended(ground(problem, proof), plan, timed=False)]
            assert check_plan(problem, last) == ()
            assert proof.serves(last)
            optimum = oracle.optimum(problem)[-1]
            seen += 1
            met += levels(problem, last)[-1].value == optimum
            dearer += levels(problem, plan)[-1].value > optimum
            twice += int(proof.shape.visits.max()) > 1
    assert met == seen > 8
    assert twice > 3
    assert dearer > 3


def test_what_is_served_elsewhere_stays():
    """One trip of each plan alone is chosen anew: the others are just as they were, and nearly all serve all.

    A unit of load may be shared by people of two services, who cannot be cut: then somebody is left behind.
    """
    tried = served = 0
    for seed in SEEDS:
        case = begun(seed)
        if case is not None and len(case[2].trips) > 1:
            problem, proof, plan = case
            near = Neighbourhoods(ground(problem, proof))
            for number in range(len(plan.trips)):
                anew = near.mended(plan, [number], None)
                if anew is not None:
                    tried += 1
                    kept = [trip for other, trip in enumerate(plan.trips) if other != number]
                    assert list(anew.trips[: len(kept)]) == kept
                    assert check_plan(problem, anew) == ()
                    served += proof.serves(anew)
    assert served >= 0.8 * tried > 8


def test_where_no_trips_can_be_chosen_that_is_said():
    """In no slot nothing is served: chosen is nothing, at infinitely many rupiah; in all slots a plan is."""
    case = next(case for seed in SEEDS if (case := begun(seed)) is not None)
    _, proof, _ = case
    solved = proof.programme.solve(lambda: True, cut=False)
    assert solved is not None
    every = choice(proof.programme, solved, proof.programme.counted, inf)
    none = choose(replace(every, slots=(0,) * len(every.slots)), None, None)
    some = choose(every, None, None)
    assert none is not None
    assert (none.modes, none.rupiah, none.bound) == ((), inf, inf)
    assert some is not None
    assert some.modes


def test_where_days_are_rounded_up_a_leaf_is_of_just_as_many():
    """Of the leaves that are left one has a known number of days, and together they leave no number out."""
    counted = 0
    for seed in range(6):
        problem = districts.by(
            districts.middling(seed, places=14, days=20), purpose="cover", visits="fewest", budget=None
        )
        proof = Proof.of(problem)
        assert proof is not None
        for _ in proof.tree.grow(inf, lambda: True):
            pass
        ranges = sorted(leaf.days[None] for leaf in proof.tree._leaves)
        assert ranges[0][0] == 0
        assert ranges[-1][1] == inf
        assert all(low <= high + 1 for (_, high), (low, _) in pairwise(ranges))
        best = proof.tree.best()
        assert best is not None
        assert best.solved is not None
        days = best.solved.days(proof.programme.groups, None)
        assert best.days[None][0] == 0 or best.days[None] == pytest.approx((days, days))
        counted += best.days[None][0] > 0
    assert counted > 1


def told_twice(first: int, told: object) -> int:
    """Tell of a number and return the next."""
    assert callable(told)
    told(first)
    return first + 1


def test_a_search_beside_is_heard_without_waiting():
    """What it tells and returns is heard, in this order; then it is at rest."""
    beside, heard = Aside(), list[int]()
    beside.begin(told_twice, 7)
    waits = 0
    while beside.goes:
        heard += beside.hear()
        waits += 1
    assert heard == [7, 8]
    assert waits > 10


def test_bounds_and_plans_found_side_by_side_meet(monkeypatch: pytest.MonkeyPatch):
    """Fourteen places, two cores: the plan costs what is proven, as it does where one follows the other."""
    begun, begin = list[int](), Proof._begin

    def noted(proof: Proof, run: Run, leaf: Leaf) -> None:
        begun.append(leaf.number)
        begin(proof, run, leaf)

    monkeypatch.setattr(Proof, "_begin", noted)
    for seed in (0, 1):
        problem = districts.by(
            districts.middling(seed, places=14, days=20), purpose="cover", visits="fewest", budget=None
        )
        found = []
        for cores, stop in ((2, Stop(seconds=60.0)), (1, Stop(work=20))):
            monkeypatch.setattr(proofs, "cores", lambda cores=cores: cores)
            proof, run = Proof.of(problem), Run(problem, stop, 0, None)
            assert proof is not None
            run.begin(None)
            bound = proof.improve(run)
            assert check_plan(problem, run.best) == ()
            found.append((round(bound), run.levels[-1].value))
        assert found[0][0] == found[0][1] == found[1][1]
    assert begun


def test_plans_are_dived_for_anew_only_from_an_optimum_far_higher():
    """A leaf solved, then lifted, solved a twentieth of the gap higher, and half of it; and another leaf."""

    class Diver(Aside):
        """Counts what is begun, and goes on for ever."""

        begun = 0

        @property
        def goes(self) -> bool:
            return self.begun > 0

        def begin(self, *_: object) -> None:
            self.begun += 1

    problem, proof, plan = next(case for seed in SEEDS if (case := begun(seed)) is not None)
    run = Run(problem, Stop(seconds=60.0), 0, lambda _: True)
    run.begin(plan)
    proof._diver = Diver()
    solved = proof.programme.solve(lambda: True, cut=False)
    assert solved is not None
    days = proof.programme.counted
    known = proof._known(run)
    gap, seen = 1000.0, []
    for number, higher, optimum in (
        (0, 0.0, solved),
        (0, 0.5, solved),
        (0, 0.05, replace(solved)),
        (1, 0.5, replace(solved)),
        (0, 0.5, replace(solved)),
    ):
        leaf = Leaf(known - gap + higher * gap, number, days, optimum, True)
        proof._begin_dive(run, leaf, optimum)
        seen.append(proof._diver.begun)
    assert seen == [1, 1, 1, 1, 2]
