"""The protocol every engine keeps; `tests/engines/test_contract.py` is its other half."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from optimizer.core.check import check_plan
from optimizer.core.plan import Incumbent, Plan, Result, Status, Stop
from optimizer.core.problem import Problem
from optimizer.core.score import rank
from optimizer.engines.nights import on_spans

Watch = Callable[[Incumbent], bool]
"""Told of the best plan so far, now and then; returns False to ask the engine to end."""


def keeps_rules(problem: Problem, plan: Plan) -> bool:
    """Whether a plan may be started from: an older one may break the rules of a changed problem."""
    return not check_plan(problem, plan) and on_spans(problem, plan.trips) is not None


def status_of(problem: Problem, plan: Plan) -> Status:
    """`infeasible` for a plan of nobody where somebody is wanted, as far as the engine can tell."""
    if plan.trips or not problem.expected.any():
        return "feasible"
    nothing_short = problem.policy.purpose == "cover" and not any(rank(problem, plan)[:-1])
    return "feasible" if nothing_short else "infeasible"


class Engine(Protocol):
    """Chooses trips for a problem."""

    def solve(
        self, problem: Problem, stop: Stop, seed: int, start: Plan | None = None, watch: Watch | None = None
    ) -> Result:
        """A plan that keeps every hard rule and is never worse than `start`, if that keeps them too.

        Under `stop.work` the same seed gives the same plan, bit for bit; under `stop.seconds` the
        engine ends within that time. Infeasible wishes are a `Result` too, with an empty plan.
        """
        ...
