"""The `auto` engine: the router for a good start, then columns to recombine, improve and prove.

In `reach` both begin at once, each on a core of its own, and the router's plan is taken in when columns have
their bound; in `cover`, under a work stop or on a single core one follows the other.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Generator
from contextlib import closing
from dataclasses import dataclass, replace
from typing import cast

from optimizer.core.plan import Incumbent, Plan, Result, Stop
from optimizer.core.problem import Problem
from optimizer.engines.child import stream
from optimizer.engines.columns import Columns
from optimizer.engines.engine import Watch
from optimizer.engines.routing import Routing
from optimizer.engines.run import Run


@dataclass(frozen=True)
class AutoParams:
    """Share of the stop spent in the router, for either purpose (measured on the main case).

    In `reach` columns soon find better plans than the router; in `cover` they take longer. `beside` is the
    share in which the router runs while columns are generated.
    """

    reach: float = 0.25
    cover: float = 0.6
    beside: float = 0.45


class Auto:
    """Routing and columns, beside each other or each starting where the one before ended."""

    name = "auto"

    def __init__(self, params: AutoParams | None = None):
        self.params = params or AutoParams()

    def solve(
        self, problem: Problem, stop: Stop, seed: int, start: Plan | None = None, watch: Watch | None = None
    ) -> Result:
        """See `Engine.solve`; each of the two has half of the work of a work stop."""
        timed = stop.work is None and stop.seconds is not None
        together = timed and problem.policy.purpose == "reach" and (os.cpu_count() or 1) > 1
        solve = self._together if together else self._in_turn
        return replace(solve(problem, stop, seed, start, watch), engine=self.name, stop=stop)

    def _together(
        self, problem: Problem, stop: Stop, seed: int, start: Plan | None, watch: Watch | None
    ) -> Result:
        run = Run(problem, stop, seed, watch)
        run.begin(start)
        if not problem.slots or run.interrupted:
            return run.result(self.name)
        router = stream(routed, problem, stop.part(self.params.beside), seed, run.best)
        with closing(cast("Generator[Plan | None, None, None]", router)) as beside:
            next(beside)  # it begins only when asked for the first time
            return Columns().improve(problem, run, beside)

    def _in_turn(
        self, problem: Problem, stop: Stop, seed: int, start: Plan | None, watch: Watch | None
    ) -> Result:
        share = self.params.reach if problem.policy.purpose == "reach" else self.params.cover
        work = None if stop.work is None else max(1, stop.work // 2)
        seconds = None if stop.seconds is None else stop.seconds * share
        first = Routing().solve(problem, Stop(seconds, work), seed, start, watch)
        if first.interrupted:
            return first
        seconds = None if stop.seconds is None else max(0.0, stop.seconds - first.seconds)

        def later(incumbent: Incumbent) -> bool:
            return watch is None or watch(replace(incumbent, seconds=first.seconds + incumbent.seconds))

        second = Columns().solve(problem, Stop(seconds, work), seed, first.plan, watch and later)
        after = (replace(met, seconds=first.seconds + met.seconds) for met in second.trace)
        return replace(
            second,
            seconds=first.seconds + second.seconds,
            trace=(
                *first.trace,
                *(met for met in after if met.bounds or met.values != first.trace[-1].values),
            ),
        )


def routed(
    problem: Problem, stop: Stop, seed: int, start: Plan, _told: Callable[[Plan | None], None] | None = None
) -> Plan:
    """The router's plan, in a process of its own."""
    return Routing().solve(problem, stop, seed, start).plan
