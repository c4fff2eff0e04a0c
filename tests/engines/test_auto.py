"""The engine `auto`: what becomes of the plans of its parts."""

from __future__ import annotations

from dataclasses import replace
from typing import ClassVar

import pytest

from optimizer.core.plan import Plan, Stop
from optimizer.core.policy import Policy
from optimizer.core.score import rank
from optimizer.engines import auto
from optimizer.engines.columns import Columns
from optimizer.engines.routing import Routing
from tests import tiny

SECONDS = 0.4


def problem():
    """Two places that one day can hold."""
    return tiny.problem([20, 20], tiny.line_of(10, 12), days=2, policy=Policy(purpose="cover"))


class Better(Routing):
    """A router that finds the best plan there is."""

    asked: ClassVar[list[Stop]] = []

    def solve(self, problem, stop, seed, start=None, watch=None):
        self.asked.append(stop)
        return super().solve(problem, Stop(work=100), seed, start, watch)


class Worse(Routing):
    """A router that sends nobody anywhere."""

    def solve(self, problem, stop, seed, start=None, watch=None):
        result = super().solve(problem, Stop(work=1), seed, start, watch)
        return replace(result, plan=Plan(()))


@pytest.mark.parametrize(("first", "second"), [(Better, Worse), (Worse, Better)])
def test_on_one_core_the_better_of_two_routers_goes_on(monkeypatch, first, second):
    """Both get half of the routers' quarter of the stop, and columns begin with the better plan."""
    begun = []

    class Begins(Columns):
        def solve(self, problem, stop, seed, start=None, watch=None):
            begun.append(start)
            return super().solve(problem, stop, seed, start, watch)

    monkeypatch.setattr(auto, "cores", lambda: 1)
    monkeypatch.setattr(auto, "Routing", first)
    monkeypatch.setattr(auto, "Columns", Begins)
    Better.asked.clear()
    posed = problem()
    made = auto.Auto(second=second).solve(posed, Stop(SECONDS), 0)
    assert [stop.seconds for stop in Better.asked] == [pytest.approx(SECONDS / 8)]
    best = Routing().solve(posed, Stop(work=100), 0).plan
    assert rank(posed, begun[0]) == rank(posed, best) == rank(posed, made.plan)
