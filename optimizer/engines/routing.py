"""The `routing` engine: OR-Tools' vehicle-routing model, then filling and ruin and refill.

The router (`router`) places whole parcels; `fill` and `refill` afterwards serve places in part, which the
router cannot. Every plan is judged by the core's score, in which people come before rupiah.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from math import atan2, ceil, sqrt

from optimizer.core.plan import Plan, Result, Stop, Trip
from optimizer.core.problem import Problem
from optimizer.core.score import rank
from optimizer.engines.child import stream
from optimizer.engines.engine import Watch
from optimizer.engines.fill import fill, within_budget
from optimizer.engines.fleet import Vehicle, fleet, plentiful
from optimizer.engines.one_village import OneVillage, largest_first, rotation
from optimizer.engines.order import in_cheapest_order
from optimizer.engines.parcels import Parcel, cut
from optimizer.engines.refill import refill
from optimizer.engines.router import RoutingParams, route
from optimizer.engines.run import Run

RULES_OF_THUMB = (OneVillage("largest_first", largest_first), OneVillage("rotation", rotation))
"""Plans made in an instant, to start from."""

LARGEST, SECTOR = 150_000, 40_000
"""Parcels × slots up to which the router is asked at once, and of a sector where it is not. In one piece
OR-Tools outlives its time limit before it has a first solution (17 s of a limit of 4 s at 5.5 million)."""

SHARE_OF_SECTORS = 0.6
"""Share of the stop spent in the router where it goes sector by sector; `refill` then joins them."""


class Routing:
    """OR-Tools routing, then filling: the workhorse and the start of everything."""

    name = "routing"

    def __init__(self, params: RoutingParams | None = None):
        self.params = params or RoutingParams()

    def solve(
        self, problem: Problem, stop: Stop, seed: int, start: Plan | None = None, watch: Watch | None = None
    ) -> Result:
        """See `Engine.solve`; the router's iterations and refill's steps share the work of a work stop."""
        run = Run(problem, stop, seed, watch)
        run.begin(start)
        if problem.timed.any() or problem.targets or problem.floors:
            for rule in RULES_OF_THUMB:  # where much is forbidden or unwanted, filling alone may be behind
                run.offer(rule.solve(problem, stop, seed).plan)
        parcels = cut(problem)
        vehicles = fleet(problem, parcels)
        ample = plentiful(problem, parcels) and not _short_of_money(problem, run.best)
        share = self.params.share_plentiful if ample and not problem.spans else self.params.share_scarce
        if parcels and vehicles and run.goes_on():
            for plan in self._plans(problem, parcels, vehicles, run, share):
                run.offer(within_budget(problem, plan))
                run.offer(fill(problem, plan))
        if run.goes_on():
            run.offer(refill(problem, run.best, run.rest(), seed, run.keep))
        run.offer(in_cheapest_order(problem, run.best))
        return run.result(self.name)

    def _plans(
        self,
        problem: Problem,
        parcels: tuple[Parcel, ...],
        vehicles: tuple[Vehicle, ...],
        run: Run,
        share: float,
    ) -> Iterator[Plan]:
        """Plans of the router; where its model would be too large, one plan joined from its sectors."""
        sectors = _sectors(problem, parcels, vehicles)
        if len(sectors) == 1:
            yield from self._route(problem, parcels, vehicles, run, run.rest(share))
            return
        trips: list[Trip] = []
        for number, (some, slots) in enumerate(sectors):
            if run.goes_on():
                rest, left = run.rest(SHARE_OF_SECTORS), len(sectors) - number
                seconds = None if rest.seconds is None else rest.seconds / left
                work = None if rest.work is None else max(1, rest.work // len(sectors))
                last = Plan(())
                for plan in self._route(problem, some, slots, run, Stop(seconds, work)):
                    last = plan
                trips += last.trips
        yield Plan(tuple(trips))

    def _route(
        self,
        problem: Problem,
        parcels: tuple[Parcel, ...],
        vehicles: tuple[Vehicle, ...],
        run: Run,
        stop: Stop,
    ) -> Iterator[Plan]:
        """Plans the router finds; under a work stop only its last, for nothing may depend on the clock.

        Where somebody watches, the router runs in a process of its own, so that it can be ended.
        """
        arguments = (problem, parcels, vehicles, self.params, stop, run.seed)
        if run.watch is None:
            found = route(*arguments, told=lambda _: None)
            yield from () if found is None else (found,)
            return
        last: Plan | None = None
        for plan in stream(route, *arguments):
            last = plan or last
            if plan and run.stop.work is None:
                yield plan
            run.asks()
            if not run.goes_on():
                break
        if last and (run.interrupted or run.stop.work is not None):
            yield last


def _short_of_money(problem: Problem, plan: Plan) -> bool:
    """Whether the budget keeps people from being served whom the slots could serve."""
    if problem.policy.budget is None:
        return False
    rich = problem.replace(policy=replace(problem.policy, budget=None))
    return rank(rich, fill(rich, Plan(())))[:-1] < rank(rich, plan)[:-1]


def _sectors(
    problem: Problem, parcels: tuple[Parcel, ...], vehicles: tuple[Vehicle, ...]
) -> list[tuple[tuple[Parcel, ...], tuple[Vehicle, ...]]]:
    """Sectors of as many parcels each, by direction from the first base, with their share of the vehicles."""
    size = len(parcels) * len(vehicles)
    count = 1 if size <= LARGEST else ceil(sqrt(size / SECTOR))
    base, places = problem.region.bases[0], problem.region.places

    def direction(parcel: Parcel) -> tuple[float, int]:
        place = places[parcel.place]
        return atan2(place.lat - base.lat, place.lon - base.lon), parcel.place

    order, each = sorted(parcels, key=direction), ceil(len(parcels) / count)
    return [(tuple(order[n * each : (n + 1) * each]), vehicles[n::count]) for n in range(count)]
