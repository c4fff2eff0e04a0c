"""The `columns` engine: column generation over trips, then whole trips from what it met.

Level by level: generate columns until the linear programme is solved or its share of the stop is over,
which gives the bound; assemble whole trips from the routes met; then the same for rupiah, with the people
of the first level kept. Trips the start plan makes are in the pool from the beginning.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from math import ceil, floor, isfinite
from typing import Any

from optimizer.core.plan import Plan, Result, Stop, Trip
from optimizer.core.problem import Problem
from optimizer.core.score import floor_shortfall, served, weighted_counted, weighted_wanted
from optimizer.engines.child import stream
from optimizer.engines.columns.assemble import Goal, assemble
from optimizer.engines.columns.routes import Routes
from optimizer.engines.columns.search import ColumnsParams, Generation
from optimizer.engines.engine import Watch, keeps_rules
from optimizer.engines.fill import fill
from optimizer.engines.order import in_cheapest_order
from optimizer.engines.run import Run, proven

MOST_ROUTES = 1_500
"""Routes whole trips are chosen from; with more the branch and bound finds no better plan in its time."""

ROUNDING = 1e-6
"""Slack, in units of the objective, for what floating-point duals may be wrong by."""


Kept = tuple[int, float] | None
"""Weighted people kept on level 2, and the rupiah no plan with them can go below."""


class Columns:
    """Column generation: a bound, and plans from the columns that prove it."""

    name = "columns"

    def __init__(self, params: ColumnsParams | None = None):
        self.params = params or ColumnsParams()

    def solve(
        self, problem: Problem, stop: Stop, seed: int, start: Plan | None = None, watch: Watch | None = None
    ) -> Result:
        """See `Engine.solve`; a unit of work is a round of pricing. The seed changes nothing."""
        run = Run(problem, stop, seed, watch)
        run.begin(start)
        return run.result(self.name) if not problem.slots else self.improve(problem, run)

    def improve(self, problem: Problem, run: Run) -> Result:
        """Improve a run's best plan with what is left of its stop, and bound it."""
        generation = Generation(problem, self.params)
        generation.add(run.best.trips)
        first = self._people(problem, run, generation)
        second = self._rupiah(problem, run, generation)
        run.offer(in_cheapest_order(problem, run.best))
        result = run.result(self.name)
        if problem.spans:  # trips with nights are not priced, so what is proven holds without them only
            return result
        return proven(result, _bounds(problem, result, first, second), _relaxes(problem))

    def _people(self, problem: Problem, run: Run, generation: Generation) -> float | None:
        """Seek most people; the weighted people no plan can exceed, None where nothing is known."""
        if _counted(problem, run.best) == weighted_wanted(problem):
            return float(weighted_wanted(problem))
        if not run.goes_on():
            return None
        below, master = generation.grow(None, run.rest(0.6), run.asks)
        self._assemble(problem, run, generation, master.reduced_costs(), None, -below, run.rest(0.75))
        return -below if isfinite(below) else None

    def _rupiah(self, problem: Problem, run: Run, generation: Generation) -> Kept:
        """Save rupiah; the weighted people kept, and the rupiah no plan with them can go below."""
        if not run.goes_on():
            return None
        people = _counted(problem, run.best)
        generation.add(run.best.trips)
        below, master = generation.grow(people, run.rest(0.9), run.asks)
        floors = floor_shortfall(problem, served(problem, run.best.trips))
        self._assemble(problem, run, generation, master.reduced_costs(), (floors, people), below, run.rest())
        return (people, below) if isfinite(below) else None

    def _assemble(
        self,
        problem: Problem,
        run: Run,
        generation: Generation,
        reduced: list[float],
        keep: Goal,
        bound: float,
        stop: Stop,
    ) -> None:
        """Offer the best plan of whole trips over the routes that could be in a better one.

        A trip whose reduced cost exceeds the distance of plan and bound is in no better plan.
        """
        if run.interrupted:
            return
        cost_of = dict(zip(generation.columns, reduced, strict=False))
        known = set(run.best.trips)
        value = run.levels[-1].value if keep else _counted(problem, run.best)
        order = sorted(cost_of, key=lambda trip: (trip not in known, cost_of[trip]))
        near = [trip for trip in order if trip in known or cost_of[trip] <= abs(value - bound)]
        routes = Routes(problem)
        routes.add(trip for trip in near[:MOST_ROUTES] if _sound(problem, trip))
        money = keep is not None or problem.policy.budget is not None
        chosen = [route for route in routes if money or not routes.shorter(route)]
        for plan in self._assembled(run, (problem, routes, chosen, keep, run.best, stop)):
            if keeps_rules(problem, plan):
                run.offer(plan)
                run.offer(fill(problem, plan))

    def _assembled(self, run: Run, arguments: tuple[Any, ...]) -> Iterator[Plan]:
        """The assembled plan, none where the watcher ends it: it is watched from outside the solver."""
        if run.watch is None:
            yield assemble(*arguments)
            return
        for plan in stream(assemble, *arguments):
            if plan is not None:
                yield plan
            if not run.asks():
                return


def _sound(problem: Problem, trip: Trip) -> bool:
    """Whether a trip's stops may be made, as far as the model of whole trips cannot tell.

    Hours and nights hold for the people of the trip, limits of visits and driving for anybody.
    """
    if trip.nights or any(problem.timed[visit.place] for visit in trip.visits):
        return keeps_rules(problem, Plan((trip,)))
    if problem.policy.max_visits is None and problem.policy.max_drive_minutes is None:
        return True
    fewest = tuple(replace(visit, loads=((visit.loads[0][0], 1),)) for visit in trip.visits)
    return keeps_rules(problem, Plan((replace(trip, days=(fewest,)),)))


def _counted(problem: Problem, plan: Plan) -> int:
    """Weighted people of a plan as its level counts them."""
    return weighted_counted(problem, served(problem, plan.trips))


def _bounds(problem: Problem, result: Result, most: float | None, least: Kept) -> dict[str, int | None]:
    """Bounds by level, in whole units; rupiah only for a plan of just the people they were kept for."""
    bounds: dict[str, int | None] = {"floor_shortfall": 0}
    if most is not None:
        people = min(weighted_wanted(problem), floor(most + ROUNDING * max(1.0, most)))
        bounds["weighted_people"], bounds["weighted_shortfall"] = people, weighted_wanted(problem) - people
    if least is not None and least[0] == _counted(problem, result.plan):
        bounds["cost"] = max(0, ceil(least[1] - ROUNDING * max(1.0, least[1])))
    return bounds


def _relaxes(problem: Problem) -> tuple[str, ...]:
    """Features of the problem that the bounds leave out, by name."""
    found = {
        "opening_hours": bool(problem.timed.any()),
        "drive_limit": problem.policy.max_drive_minutes is not None,
        "caps_over_places": bool(problem.caps),
        "floors": bool(problem.floors),
        "dating": True,
    }
    return tuple(name for name, on in found.items() if on)
