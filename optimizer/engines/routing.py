"""The `routing` engine: OR-Tools' vehicle-routing model, then filling and ruin and refill.

The router (`router`) places whole parcels; `fill` and `refill` afterwards serve places in part, which the
router cannot. Every plan is judged by the core's score, in which people come before rupiah.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from optimizer.core.plan import Incumbent, Plan, Result, Stop
from optimizer.core.problem import Problem
from optimizer.core.score import levels, rank, served
from optimizer.engines.child import stream
from optimizer.engines.engine import Watch, keeps_rules
from optimizer.engines.fill import by_rate, fill, within_budget
from optimizer.engines.fleet import Vehicle, fleet, plentiful
from optimizer.engines.order import in_cheapest_order
from optimizer.engines.parcels import Parcel, cut
from optimizer.engines.refill import refill
from optimizer.engines.router import RoutingParams, route

ASK_EVERY = 0.2
"""Least seconds between two questions to the watcher while nothing gets better."""


class Routing:
    """OR-Tools routing, then filling: the workhorse and the start of everything."""

    name = "routing"

    def __init__(self, params: RoutingParams | None = None):
        self.params = params or RoutingParams()

    def solve(
        self, problem: Problem, stop: Stop, seed: int, start: Plan | None = None, watch: Watch | None = None
    ) -> Result:
        """See `Engine.solve`; the router's iterations and refill's steps share the work of a work stop."""
        run = _Run(problem, stop, seed, watch)
        run.offer(start if start is not None and keeps_rules(problem, start) else Plan(()))
        run.offer(fill(problem, Plan(())))
        run.offer(fill(problem, Plan(()), by_rate))
        parcels = cut(problem)
        vehicles = fleet(problem, parcels)
        ample = plentiful(problem, parcels) and not _short_of_money(problem, run.best)
        share = self.params.share_plentiful if ample else self.params.share_scarce
        if parcels and vehicles and run.goes_on():
            for plan in self._route(problem, parcels, vehicles, run, share):
                run.offer(within_budget(problem, plan))
                run.offer(fill(problem, plan))
        if run.goes_on():
            run.offer(refill(problem, run.best, run.rest(), seed, run.keep))
        run.offer(in_cheapest_order(problem, run.best))
        return run.result(self.name)

    def _route(
        self,
        problem: Problem,
        parcels: tuple[Parcel, ...],
        vehicles: tuple[Vehicle, ...],
        run: _Run,
        share: float,
    ) -> Iterator[Plan]:
        """Plans the router finds; under a work stop only its last, for nothing may depend on the clock.

        Where somebody watches, the router runs in a process of its own, so that it can be ended.
        """
        arguments = (problem, parcels, vehicles, self.params, run.rest(share), run.seed)
        if run.watch is None:
            found = route(*arguments, told=lambda _: None)
            yield from () if found is None else (found,)
            return
        last: Plan | None = None
        for plan in stream(route, *arguments):
            last = plan or last
            if plan and run.stop.work is None:
                yield plan
            run.ask()
            if not run.goes_on():
                break
        if last and (run.interrupted or run.stop.work is not None):
            yield last


def _short_of_money(problem: Problem, plan: Plan) -> bool:
    """Whether the budget keeps people from being served whom the slots could serve."""
    if problem.policy.budget is None:
        return False
    unpaid = fill(problem.replace(policy=replace(problem.policy, budget=None)), Plan(()))
    weight = problem.cell_weight.astype(np.int64)
    return int(served(problem, plan.trips) @ weight) < int(served(problem, unpaid.trips) @ weight)


class _Run:
    """Time, work and the best plan of one call of `solve`."""

    def __init__(self, problem: Problem, stop: Stop, seed: int, watch: Watch | None):
        self.problem, self.stop, self.seed, self.watch = problem, stop, seed, watch
        self.began = time.monotonic()
        self.best = Plan(())
        self.trace: list[Incumbent] = []
        self.interrupted = False
        self._told = -1.0

    def offer(self, plan: Plan) -> None:
        """Keep a plan if it is the best yet."""
        if not self.trace or rank(self.problem, plan) < rank(self.problem, self.best):
            self.best = plan
            values = tuple(level.value for level in levels(self.problem, plan))
            if not self.trace or values != self.trace[-1].values:
                self._note(values)

    def keep(self, weighted: int, rupiah: int) -> bool:
        """Tell of an incumbent of `refill`; False to end."""
        wanted = int(self.problem.expected.astype(np.int64) @ self.problem.cell_weight)
        value = weighted if self.problem.policy.purpose == "reach" else wanted - weighted
        if (value, rupiah) != self.trace[-1].values:
            self._note((value, rupiah))
        else:
            self.ask()
        return not self.interrupted

    def goes_on(self) -> bool:
        return not self.interrupted and not self._spent()

    def rest(self, share: float = 1.0) -> Stop:
        """What is left of the stop, or a share of the whole."""
        work = None if self.stop.work is None else max(1, round(self.stop.work * min(share, 0.5)))
        if self.stop.seconds is None:
            return Stop(None, work)
        return Stop(max(0.0, self.stop.seconds * share - self.seconds), work)

    def result(self, engine: str) -> Result:
        hit = "interrupted" if self.interrupted else "seconds" if self._spent() else "work"
        nobody = not self.best.trips and self.problem.expected.any()
        return Result(
            plan=self.best,
            status="infeasible" if nobody else "feasible",
            levels=levels(self.problem, self.best),
            engine=engine,
            seed=self.seed,
            stop=self.stop,
            hit=hit,
            seconds=self.seconds,
            trace=tuple(self.trace),
            interrupted=self.interrupted,
        )

    @property
    def seconds(self) -> float:
        return time.monotonic() - self.began

    def _spent(self) -> bool:
        return self.stop.seconds is not None and self.seconds >= self.stop.seconds

    def ask(self) -> None:
        """Ask the watcher whether to go on, though nothing is better; now and then is enough."""
        if self.watch and self.seconds - self._told >= ASK_EVERY:
            self._told = self.seconds
            self.interrupted |= not self.watch(self.trace[-1])

    def _note(self, values: tuple[int, ...]) -> None:
        incumbent = Incumbent(self.seconds, values)
        self.trace.append(incumbent)
        if self.watch and not self.watch(incumbent):
            self.interrupted = True
