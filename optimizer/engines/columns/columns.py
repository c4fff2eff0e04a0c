"""The `columns` engine: column generation over trips, then whole trips from what it met.

Level by level: generate columns until the linear programme is solved or its share of the stop is over,
which gives the bound; assemble whole trips from the routes met; then the same for rupiah, with the people
of the first level kept. Trips the start plan makes are in the pool from the beginning.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from dataclasses import replace
from functools import partial
from itertools import islice, repeat
from math import ceil, floor, gcd, isfinite
from typing import Any

import numpy as np

from optimizer.core.plan import Plan, Result, Stop, Trip
from optimizer.core.policy import WEIGHT_SCALE
from optimizer.core.problem import Problem
from optimizer.core.score import counted, floor_shortfall, served, weighted_counted, weighted_wanted
from optimizer.engines.aside import Aside
from optimizer.engines.columns.assemble import Goal, assemble
from optimizer.engines.columns.beside import Beside
from optimizer.engines.columns.family import families
from optimizer.engines.columns.fewest.proof import Proof
from optimizer.engines.columns.master import Kept, Master
from optimizer.engines.columns.routes import Routes, most_times, stops_of
from optimizer.engines.columns.search import ColumnsParams, Generation
from optimizer.engines.columns.split.proof import Proof as SplitProof
from optimizer.engines.columns.split.whole import plans, search
from optimizer.engines.columns.tours.proof import Proof as Tours
from optimizer.engines.columns.tours.second import CLOSE, leads_nowhere, patience, second_search, turns
from optimizer.engines.cores import cores
from optimizer.engines.engine import Watch, keeps_rules
from optimizer.engines.fill import fill
from optimizer.engines.order import in_cheapest_order
from optimizer.engines.refill import refill
from optimizer.engines.run import Run, proven

FEW_ROUTES, MOST_ROUTES = 150, 500
"""Routes whole trips are chosen from, first and then; with more the branch and bound finds no better plan in
its time."""

SHARES = (0.52, 0.68, 0.87, 0.94)
"""Shares of a stop after which level 1 has generated columns, dived, assembled and refilled."""

MENDING = 0.1
"""Share of what is left of a stop in which a plan that misses floors is refilled until it does not."""

BETTERING = 0.07
"""Share of a stop in which the plan of a dive is refilled, at least."""

MOST_LISTED = 3_000
"""Rounds listed by a bound that whole trips are chosen from, those its linear programme makes first."""

BOUNDED, CHOSEN, DIVED = 0.6, 0.87, 0.97
"""Shares of a stop after which plans of as many visits as they like are bounded, whole trips chosen, and
whole rounds no more sought."""

EARLY, ROUTED = 0.35, 0.62
"""The first of these where whole rounds are sought beside: in all of the stop, or after the routers."""

MOST_KNOWN = 2_500
"""Rounds listed by a bound that whole rounds are sought from at first, those worth most."""

HEARD = 0.05
"""Seconds between two looks at what is found beside."""

LATE = 0.05
"""Share of a stop for which plans found beside are waited for."""

GRACE = 0.5
"""Seconds after its limit at which a solver is ended from outside."""

LISTING, ROUNDS = 4.0, 4
"""Seconds, and units of work, below which stop sets are not begun to be listed."""

SOUGHT = 100
"""Units of work below which sets are not sought at prices, where a day holds too many to list them all."""

AT_FIRST = 0.25
"""Share of a stop in which the relaxed programme runs beside where classes are alike: others prove more."""

ROUNDING = 1e-6
"""Slack, in units of the objective, for what floating-point duals may be wrong by."""


Least = tuple[int, float] | None
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

    def improve(self, problem: Problem, run: Run, beside: Iterable[Plan | None] = ()) -> Result:
        """Improve a run's best plan with what is left of its stop, and bound it.

        `beside` yields plans found elsewhere meanwhile, and None while there are none.
        """
        with closing(Beside(problem, run)) as relaxed:
            return relaxed.joined(self._improved(problem, run, beside, relaxed))

    def _improved(self, problem: Problem, run: Run, beside: Iterable[Plan | None], relaxed: Beside) -> Result:
        rest, work = run.rest().seconds, run.stop.work
        worth_it = (rest is None or rest > LISTING) and (work is None or work >= ROUNDS)
        alike = len(families(problem)) == 1
        if not alike:
            relaxed.begin()
        sought = alike and (work is None or work >= SOUGHT)
        proof = Proof.of(problem, sought=sought) if worth_it else None
        free = SplitProof.of(problem) if worth_it else None
        if alike and free is None and (proof is None or not proof.listing.whole):
            relaxed.begin(AT_FIRST)
        if proof is not None:
            below = proof.improve(run, beside)
            if proof.serves(run.best):
                return proven(run.result(self.name), proof.bounds(run, below), _relaxes(problem))
        if free is not None and (beside or free.serves(run.best)):
            result = self._free(problem, run, free, beside)
            if result is not None:
                return result
        generation = Generation(problem, self.params)
        generation.add(run.best.trips)
        first = self._people(problem, run, generation, beside)
        second = self._rupiah(problem, run, generation)
        run.offer(in_cheapest_order(problem, run.best))
        result = run.result(self.name)
        result = proven(result, _bounds(problem, result, first, second), _relaxes(problem))
        proofs = {level.unit for level in result.levels if level.bound is not None}
        return replace(result, marginals=tuple(m for m in generation.marginals() if m.unit in proofs))

    def _free(
        self, problem: Problem, run: Run, proof: SplitProof, beside: Iterable[Plan | None]
    ) -> Result | None:
        """Bound and better plans that serve everyone in as many visits as they like; None where none does."""
        generation, aside = Generation(problem, self.params), Aside()
        apart = run.stop.work is None and run.stop.seconds is not None and cores() > 1
        begins = ROUTED if apart and beside else EARLY if apart else BOUNDED
        below = proof.improve(run, run.rest(begins))
        self._take_in(run, generation, beside, begins + LATE)
        with closing(aside):
            if apart and run.goes_on():  # routers have ended: their core is free
                ends = time.time() + (run.rest(DIVED).seconds or 0.0)
                aside.begin(search, problem, proof.shape, run.best, proof.rounds(MOST_KNOWN), ends, run.seed)
                below = max(below, proof.improve(run, run.rest(CHOSEN)))
            elif run.goes_on():
                known = proof.rounds(MOST_KNOWN)
                for plan in plans(problem, proof.shape, run.best, known, _goes(run), run.seed):
                    run.offer_filled(plan)
            _offer(run, aside)
            if proof.serves(run.best):  # trips without a place twice, as long as there is time, bound it too
                generation.add([*run.best.trips, *islice(proof.trips(), MOST_LISTED)])
                goal = _missing(problem, run.best), _counted(problem, run.best)
                below = max(below, generation.grow(Kept(*goal), run.rest(CHOSEN), run.asks)[0])
                run.prove(proof.bounds(run, below))
                if run.goes_on():
                    master = Master(problem, generation.columns.values(), Kept(*goal))
                    self._assemble(problem, run, master, goal, below, run.rest(DIVED))
            while aside.goes and run.asks() and run.rest(DIVED).seconds:
                _offer(run, aside)
                time.sleep(HEARD)
            _offer(run, aside)
        if not proof.serves(run.best):
            return None
        run.offer(in_cheapest_order(problem, run.best))
        return proven(run.result(self.name), proof.bounds(run, below), _relaxes(problem))

    def _people(
        self, problem: Problem, run: Run, generation: Generation, beside: Iterable[Plan | None]
    ) -> float | None:
        """Seek most people; the weighted people no plan can exceed, None where nothing is known."""
        if _counted(problem, run.best) == weighted_wanted(problem):
            if problem.policy.purpose == "cover":  # in the hope of a cheaper plan
                self._take_in(run, generation, beside, SHARES[0])
            return float(weighted_wanted(problem))
        if not run.goes_on():
            return None
        keep = Kept(_missing(problem, run.best))

        def tell(low: float) -> None:
            run.prove(_bounds(problem, run.result(self.name), -low, None))

        tours = Tours.of(problem)
        if tours is None:
            below, master = generation.grow(keep, run.rest(SHARES[0]), run.asks, tell)
        else:
            below, master = self._toured(run, generation, tours, keep, tell, beside)
            self._take_in(run, generation, beside, 0.0)  # what is known by now may be proven by now
            if turns(run, beside) and leads_nowhere(run, tours.most, CLOSE):
                second_search(run, tours.trips())
                return -below
        if isfinite(below) and _counted(problem, run.best) == _whole(problem, -below):
            return -below
        likely = self._dive(problem, run, generation, run.rest(SHARES[1]))
        self._take_in(run, generation, beside, SHARES[0] + LATE)
        if not _seeks(run):
            return -below if isfinite(below) else None
        generation.add(run.best.trips)
        master.add(generation.beyond(master))
        self._assemble(problem, run, master, None, -below, run.rest(SHARES[2]), likely)
        if run.goes_on():
            run.offer(refill(problem, run.best, run.rest(SHARES[3]), run.seed, run.keep))
        if tours is not None and run.goes_on():
            self._take_in(run, generation, beside, 0.0)
            tours.improve(run, lambda: run.rest(0.97), lambda most: tell(-most))
            below = -float(tours.most)
        return -below if isfinite(below) else None

    def _toured(
        self,
        run: Run,
        generation: Generation,
        tours: Tours,
        keep: Kept,
        tell: Callable[[float], None],
        beside: Iterable[Plan | None],
    ) -> tuple[float, Master]:
        """The same as `Generation.grow` where tours are all there is, and plans besides."""

        def hear() -> None:
            self._take_in(run, generation, beside, 0.0)

        left = partial(run.rest, SHARES[0])
        rest = patience(run, SHARES[0], lambda: tours.most, hear) if turns(run, beside) else left
        tours.improve(run, rest, lambda most: tell(-most))
        generation.add([*run.best.trips, *tours.trips()])
        proof = tours.duals()
        generation.proofs += [(keep, *proof)] if proof else []
        return -float(tours.most), Master(run.problem, generation.columns.values(), keep)

    def _take_in(self, run: Run, generation: Generation, beside: Iterable[Plan | None], share: float) -> None:
        """Offer plans found beside, and add their trips, until a share of the stop is over."""
        for plan in beside:
            if plan is not None:
                run.offer(plan)
                generation.add(plan.trips)
            elif run.rest(share).seconds == 0.0:
                break
            if not _seeks(run):
                break

    def _dive(self, problem: Problem, run: Run, generation: Generation, stop: Stop) -> tuple[Trip, ...]:
        """Offer the plan of a dive, and what filling and refilling make of it; the trips it has."""
        if not run.goes_on():
            return ()
        plan = Plan(tuple(generation.dive(stop, run.asks)))
        if keeps_rules(problem, plan):
            for made in (plan, fill(problem, plan)):
                run.offer(made)
            if run.goes_on() and _missing(problem, plan) > _missing(problem, run.best):
                run.offer(refill(problem, fill(problem, plan), run.rest().part(MENDING), run.seed))
            elif run.goes_on():
                gone = run.seconds / run.stop.seconds if run.stop.seconds else 0.0
                better = run.rest(max(SHARES[0] + LATE, gone + BETTERING))  # routers are waited for as long
                filled = fill(problem, plan)
                run.offer(refill(problem, filled, better, run.seed, lambda _: _seeks(run)))
        return plan.trips

    def _rupiah(self, problem: Problem, run: Run, generation: Generation) -> Least:
        """Save rupiah; the weighted people kept, and the rupiah no plan with them can go below."""
        if not run.goes_on() or not run.levels[-1].value:  # what costs nothing can cost no less
            return None
        people = _counted(problem, run.best)
        generation.add(run.best.trips)
        floors = _missing(problem, run.best)
        below, master = generation.grow(
            Kept(floors, people),
            run.rest(0.97),
            run.asks,
            lambda low: run.prove(_bounds(problem, run.result(self.name), None, (people, low))),
        )
        self._assemble(problem, run, master, (floors, people), below, run.rest())
        return (people, below) if isfinite(below) else None

    def _assemble(
        self,
        problem: Problem,
        run: Run,
        master: Master,
        keep: Goal,
        bound: float,
        stop: Stop,
        likely: Iterable[Trip] = (),
    ) -> None:
        """Offer the best plan of whole trips over the routes that could be in a better one.

        The likely ones come first, then those the linear programme makes, then by reduced cost; a trip whose
        reduced cost exceeds the distance of plan and bound is in none better. The first of them alone are
        soon chosen from; all of them, with those of the plan so far, hold better plans found later.
        """
        if run.interrupted or not run.goes_on():
            return
        reduced = master.reduced_costs()
        if not reduced:
            return
        cost_of = dict(zip((column.trip for column in master.columns), reduced, strict=True))
        made = {column.trip: share for column, share in master.made() if share > ROUNDING}
        best, known = run.best, Counter(likely)
        value = run.levels[-1].value if keep else _counted(problem, best)
        order = sorted(cost_of, key=lambda trip: (trip not in known, trip not in made, cost_of[trip]))
        sure = {*known, *best.trips}
        near = [trip for trip in order if trip in sure or cost_of[trip] <= abs(value - bound)]
        pools = [near[:FEW_ROUTES]] if keep is None and len(near) > FEW_ROUTES else []
        pools.append([*best.trips, *near[:MOST_ROUTES]])
        times = most_times(Counter(best.trips), known, made)
        money = keep is not None or problem.policy.budget is not None
        began = run.seconds
        for number, trips in enumerate(pools):
            routes = Routes(problem)
            routes.add(trip for trip in trips if _sound(problem, trip))
            chosen = [route for route in routes if money or not routes.shorter(route)]
            chosen = [route for route in chosen for _ in range(times.get(stops_of(route.trip), 1))]
            part = stop
            if stop.seconds is not None:
                left = max(0.0, stop.seconds - (run.seconds - began))
                part = Stop(left / (len(pools) - number), stop.work)
            for plan in self._assembled(run, (problem, routes, chosen, keep, best, part)):
                run.offer_filled(plan)
            if not run.goes_on():
                return

    def _assembled(self, run: Run, arguments: tuple[Any, ...]) -> Iterator[Plan]:
        """The assembled plan; none where the watcher ends it, or time where the solver does not.

        Both are seen to from outside the solver, in a process that can be ended.
        """
        limit = arguments[-1].seconds
        if run.watch is None and limit is None:
            yield assemble(*arguments)
            return
        ends = None if limit is None else time.time() + limit
        yield from run.hear(None if limit is None else limit + GRACE, assemble, *arguments, ends)


def _offer(run: Run, aside: Aside) -> None:
    """Offer the plans found aside since they were last heard of."""
    for plan in aside.hear():
        run.offer_filled(plan)


def _goes(run: Run) -> Callable[[], bool]:
    """Whether whole rounds are still sought here, for no longer than a share of the stop."""
    left = repeat(0) if run.stop.work is None else iter(range(run.stop.work))

    def goes() -> bool:
        return next(left, None) is not None and run.asks() and run.rest(CHOSEN).seconds != 0.0

    return goes


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


def _whole(problem: Problem, most: float) -> int:
    """The weighted people some plan may have, if none has more than `most`: all weigh multiples of a unit.

    None has those whom no slot may serve, which prices of visits they share with others do not always tell.
    """
    weights, targets = counted(problem)
    unit = gcd(*weights[problem.expected > 0].tolist(), *(WEIGHT_SCALE for _ in targets)) or 1
    served = [slots.allowed for k, slots in enumerate(problem.classes) if problem.slots_of(k)]
    able = np.where(np.any(served, axis=0), problem.expected, 0).astype(np.int64)
    return min(weighted_counted(problem, able), floor(most + ROUNDING * max(1.0, most)) // unit * unit)


def _seeks(run: Run) -> bool:
    """Whether to go on: nobody ends it, and the best plan is not proven to serve most and free of cost."""
    people, rupiah = run.levels[-2:]
    return run.asks() and (rupiah.value != 0 or people.value != run.bounds.get(people.name))


def _missing(problem: Problem, plan: Plan) -> int:
    """People a plan leaves missing from the floors."""
    return floor_shortfall(problem, served(problem, plan.trips))


def _bounds(problem: Problem, result: Result, most: float | None, least: Least) -> dict[str, int | None]:
    """Bounds by level, in whole units; rupiah only for a plan of just the people they were kept for."""
    bounds: dict[str, int | None] = {"floor_shortfall": 0}
    if most is not None:
        people = _whole(problem, most)
        bounds["weighted_people"], bounds["weighted_shortfall"] = people, weighted_wanted(problem) - people
    if least is not None and least[0] == _counted(problem, result.plan):
        rupiah = ceil(least[1] - ROUNDING * max(1.0, least[1]))
        bounds["cost"] = rupiah if rupiah > 0 else None  # that nothing costs less than nothing is no news
    return bounds


def _relaxes(problem: Problem) -> tuple[str, ...]:
    """Features of the problem that the bounds leave out, by name."""
    found = {
        # Of hours only what a team loses that idles before its break, as no drive fits any more.
        "opening_hours": bool(problem.timed.any()) and any(slots.pause for slots in problem.classes),
        "drive_limit": problem.policy.max_drive_minutes is not None,
        "caps_over_places": any((cap.cells & (problem.expected > 0)).any() for cap in problem.caps),
        # Of the people of a place only how much they are worth: of several kinds each may be met again.
        "people_over_nights": bool(problem.spans),
        "dating": True,
    }
    return tuple(name for name, on in found.items() if on)
