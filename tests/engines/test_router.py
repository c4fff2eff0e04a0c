"""The router: what it leaves behind."""

from __future__ import annotations

import gc
import weakref

import pytest

from optimizer.core.plan import Stop
from optimizer.core.policy import Policy
from optimizer.engines import router
from optimizer.engines.fleet import fleet
from optimizer.engines.parcels import cut
from tests import tiny


def test_a_search_leaves_no_model_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    """Many searches in one process must not add up: each model is freed once its plan is known."""
    made: list[weakref.ref[object]] = []

    class Watched(router._Model):
        def __init__(self, *arguments: object):
            super().__init__(*arguments)  # type: ignore[arg-type]
            made.append(weakref.ref(self))

    monkeypatch.setattr(router, "_Model", Watched)
    problem = tiny.problem([30, 40], tiny.line_of(20, 40), days=3, policy=Policy(purpose="cover"))
    parcels = cut(problem)
    plan = router.route(
        problem, parcels, fleet(problem, parcels), router.RoutingParams(), Stop(work=5), 0, lambda _: None
    )
    gc.collect()
    assert plan is not None
    assert made
    assert [model() for model in made] == [None] * len(made)
