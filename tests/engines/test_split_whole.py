"""Plans of whole rounds for free visits serve everyone, cost what they say, and come near the optimum."""

from __future__ import annotations

import time
from collections.abc import Callable
from itertools import islice

import numpy as np
import pytest

from optimizer.core.plan import Plan, Stop
from optimizer.core.score import levels
from optimizer.engines.columns.split.dive import Care, dive, rupiah
from optimizer.engines.columns.split.proof import Proof
from optimizer.engines.columns.split.redive import redive
from optimizer.engines.columns.split.whole import plan_of, plans, rounds_of, search
from optimizer.engines.engine import keeps_rules
from optimizer.engines.run import Run
from tests.engines import oracle
from tests.engines.test_split import drawn

CARE = Care(3, 0.05)


def proof(seed: int) -> Proof:
    """The proof of a tiny district."""
    found = Proof.of(drawn(seed))
    assert found is not None
    return found


def always() -> bool:
    """There is no end."""
    return True


@pytest.mark.parametrize("seed", range(10))
def test_a_dive_serves_everyone_at_the_rupiah_it_says(seed: int):
    """Units are those wanted, and the core's account of the plan is the sum of its rounds."""
    p = proof(seed)
    made = dive(p.days, p.shape, p.shape.wanted, (), always, CARE)
    assert made is not None
    served = np.zeros(p.problem.places, dtype=np.int64)
    for column in made:
        for place, units in column.stops:
            served[place] += units
    assert served.tolist() == p.shape.wanted.tolist()
    plan = plan_of(p.problem, p.shape, made)
    assert levels(p.problem, plan)[-1].value == pytest.approx(rupiah(made))
    assert levels(p.problem, plan)[-2].value == 0
    again = rounds_of(p.problem, p.shape, p.days, plan)
    assert again is not None
    assert rupiah(again) == pytest.approx(rupiah(made))


def test_whole_rounds_are_never_below_the_optimum_and_mostly_reach_it():
    """Beside the optimum by enumeration: of eight districts at least six."""
    reached = 0
    for seed in range(8):
        problem = drawn(seed)
        p = proof(seed)
        missing, least = oracle.optimum(problem)
        found = islice(plans(problem, p.shape, Plan(()), (), _turns(60), 0), 50)
        costs = [levels(problem, plan)[-1].value for plan in found if keeps_rules(problem, plan)]
        assert missing or not costs or min(costs) >= least
        reached += not missing and bool(costs) and min(costs) == least
    assert reached >= 6


def test_days_found_anew_are_cheaper_each_time():
    """From a day for each visit on: several places share days in the end."""
    p = proof(1)
    start = [
        column
        for place, units in enumerate(p.shape.wanted.tolist())
        for n in [min(2, units)] * (units // 2) + [1] * (units % 2)
        if (column := p.days[0].claimed(((place, n),))) is not None
    ]
    costs = [rupiah(start), *map(rupiah, redive(p.days, p.shape, start, (), _turns(60), 0))]
    assert len(costs) > 1
    assert costs == sorted(costs, reverse=True)
    assert len(set(costs)) == len(costs)


def test_a_dive_that_is_ended_makes_nothing():
    """No part of a plan is handed out."""
    p = proof(0)
    assert dive(p.days, p.shape, p.shape.wanted, (), lambda: False, CARE) is None
    assert search(p.problem, p.shape, Plan(()), (), time.time() - 1, 0) is None


def test_a_bound_goes_on_where_it_ended():
    """Bounded in two parts it proves no less, at times more, and never more than the optimum."""
    proofs, more = [proof(seed) for seed in range(8)], 0
    for p in proofs:
        missing, least = oracle.optimum(p.problem)
        run = Run(p.problem, Stop(work=100), 0, None)
        run.begin(None)
        first = p.improve(run, Stop(work=1))
        second = p.improve(run, Stop(work=40))
        assert first <= second
        assert missing or second <= least
        more += second > first
        assert len(p.rounds(2)) == 2
    assert more


def _turns(count: int) -> Callable[[], bool]:
    """So many turns and no more."""
    left = iter(range(count))
    return lambda: next(left, None) is not None
