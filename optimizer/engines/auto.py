"""The `auto` engine: the router for a good start, then columns to recombine, improve and prove.

In `reach` both begin at once, each on a core of its own, and the router's plan is taken in when columns have
their bound; in `cover`, under a work stop or on a single core one follows the other. A second router, where
one is installed, runs beside the first, or after it on a single core.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Generator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from functools import partial
from typing import cast

from optimizer.core.plan import Incumbent, Plan, Result, Stop
from optimizer.core.policy import Policy
from optimizer.core.problem import Problem
from optimizer.core.score import rank
from optimizer.engines.child import stream
from optimizer.engines.columns import Columns
from optimizer.engines.cores import cores
from optimizer.engines.engine import Engine, Watch
from optimizer.engines.routing import Routing
from optimizer.engines.run import Run

STEPS = 100
"""Units of the router's work that take about as long as one of columns."""

LATE = 1.0
"""Seconds that the second router is waited for after the first."""


@dataclass(frozen=True)
class AutoParams:
    """Share of the stop spent in the router, for either purpose (measured on the main case).

    In `reach` columns soon find better plans than the router, as in `cover` if visits are as few as can be;
    where they are `split` columns take longer. `beside` is the share in which the router runs while columns
    are generated.
    """

    reach: float = 0.25
    fewest: float = 0.25
    split: float = 0.6
    beside: float = 0.45

    def share(self, policy: Policy) -> float:
        """Share of the stop in which routers run alone."""
        if policy.purpose == "reach":
            return self.reach
        return self.fewest if policy.visits == "fewest" else self.split


class Auto:
    """Routing and columns, beside each other or each starting where the one before ended."""

    name = "auto"

    def __init__(self, params: AutoParams | None = None, second: Callable[[], Engine] | None = None):
        self.params, self._second = params or AutoParams(), second

    def solve(
        self, problem: Problem, stop: Stop, seed: int, start: Plan | None = None, watch: Watch | None = None
    ) -> Result:
        """See `Engine.solve`; half of the work of a work stop is the router's, half that of columns."""
        timed = stop.work is None and stop.seconds is not None
        together = timed and problem.policy.purpose == "reach" and cores() > 1
        solve = self._together if together else self._in_turn
        return replace(solve(problem, stop, seed, start, watch), engine=self.name, stop=stop)

    def _together(
        self, problem: Problem, stop: Stop, seed: int, start: Plan | None, watch: Watch | None
    ) -> Result:
        run = Run(problem, stop, seed, watch)
        run.begin(start)
        if not problem.slots or run.interrupted:
            return run.result(self.name)
        routers = (Routing,) if self._second is None else (self._second, Routing)
        router = stream(found, routers, problem, stop.part(self.params.beside), seed, run.best)
        with closing(cast("Generator[Plan | None, None, None]", router)) as beside:
            next(beside)  # it begins only when asked for the first time
            return Columns().improve(problem, run, beside)

    def _in_turn(
        self, problem: Problem, stop: Stop, seed: int, start: Plan | None, watch: Watch | None
    ) -> Result:
        share = self.params.share(problem.policy)
        work = None if stop.work is None else max(1, stop.work // 2)
        first, plan = self._routed(
            problem, stop.part(share) if work is None else Stop(work=work), seed, start, watch
        )
        if first.interrupted:
            return first
        seconds = None if stop.seconds is None else max(0.0, stop.seconds - first.seconds)

        def later(incumbent: Incumbent) -> bool:
            return watch is None or watch(replace(incumbent, seconds=first.seconds + incumbent.seconds))

        rounds = None if work is None else max(1, work // STEPS)
        second = Columns().solve(problem, Stop(seconds, rounds), seed, plan, watch and later)
        after = (replace(met, seconds=first.seconds + met.seconds) for met in second.trace)
        return replace(
            second,
            seconds=first.seconds + second.seconds,
            trace=(
                *first.trace,
                *(met for met in after if met.bounds or met.values != first.trace[-1].values),
            ),
        )

    def _routed(
        self, problem: Problem, stop: Stop, seed: int, start: Plan | None, watch: Watch | None
    ) -> tuple[Result, Plan]:
        """What the router finds, and the better of its plan and the second router's."""
        began = time.monotonic()
        if self._second is None or stop.seconds is None or not problem.slots:
            first = Routing().solve(problem, stop, seed, start, watch)
            return first, first.plan
        if cores() < 2:
            first = Routing().solve(problem, stop.part(0.5), seed, start, watch)
            if first.interrupted:
                return first, first.plan
            other = self._second().solve(problem, stop.part(0.5), seed, start)
            best = min(first.plan, other.plan, key=partial(rank, problem))
            return replace(first, seconds=time.monotonic() - began), best
        plans = stream(found, (self._second,), problem, stop, seed, start)
        with closing(cast("Generator[Plan | None, None, None]", plans)) as beside:
            next(beside)
            first = Routing().solve(problem, stop, seed, start, watch)
            best, end = first.plan, stop.seconds + LATE
            for plan in () if first.interrupted else beside:
                if plan is not None and rank(problem, plan) < rank(problem, best):
                    best = plan
                if time.monotonic() - began > end or (watch and not watch(first.trace[-1])):
                    break
        return replace(first, seconds=time.monotonic() - began), best


def found(
    engines: Sequence[Callable[[], Engine]],
    problem: Problem,
    stop: Stop,
    seed: int,
    start: Plan | None,
    _told: Callable[[Plan | None], None] | None = None,
) -> Plan:
    """The plan of engines one after the other, each from the plan before, in a process of its own."""
    plan = Plan(()) if start is None else start
    for engine in engines:
        plan = engine().solve(problem, stop.part(1 / len(engines)), seed, plan).plan
    return plan
