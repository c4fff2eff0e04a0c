"""The `auto` engine: the router for a good start, then columns to recombine, improve and prove."""

from __future__ import annotations

from dataclasses import dataclass, replace

from optimizer.core.plan import Incumbent, Plan, Result, Stop
from optimizer.core.problem import Problem
from optimizer.engines.columns import Columns
from optimizer.engines.engine import Watch
from optimizer.engines.routing import Routing


@dataclass(frozen=True)
class AutoParams:
    """Share of the stop spent in the router, for either purpose (measured on the main case).

    In `reach` columns soon find better plans than the router; in `cover` they take longer.
    """

    reach: float = 0.25
    cover: float = 0.6


class Auto:
    """Routing, then columns, each starting where the one before ended."""

    name = "auto"

    def __init__(self, params: AutoParams | None = None):
        self.params = params or AutoParams()

    def solve(
        self, problem: Problem, stop: Stop, seed: int, start: Plan | None = None, watch: Watch | None = None
    ) -> Result:
        """See `Engine.solve`; each of the two has half of the work of a work stop."""
        share = self.params.reach if problem.policy.purpose == "reach" else self.params.cover
        work = None if stop.work is None else max(1, stop.work // 2)
        seconds = None if stop.seconds is None else stop.seconds * share
        first = Routing().solve(problem, Stop(seconds, work), seed, start, watch)
        if first.interrupted:
            return replace(first, engine=self.name, stop=stop)
        seconds = None if stop.seconds is None else max(0.0, stop.seconds - first.seconds)

        def later(incumbent: Incumbent) -> bool:
            return watch is None or watch(replace(incumbent, seconds=first.seconds + incumbent.seconds))

        second = Columns().solve(problem, Stop(seconds, work), seed, first.plan, watch and later)
        after = (replace(met, seconds=first.seconds + met.seconds) for met in second.trace)
        return replace(
            second,
            engine=self.name,
            stop=stop,
            seconds=first.seconds + second.seconds,
            trace=(*first.trace, *(met for met in after if met.values != first.trace[-1].values)),
        )
