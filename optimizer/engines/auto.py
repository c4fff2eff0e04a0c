"""The `auto` engine: the router for a good start, then columns to recombine, improve and prove.

In `reach` both begin at once, each on a core of its own, and the router's plan is taken in when columns have
their bound; so they do in `cover` where stop sets can be listed, or visits are free and time is not short,
and the plan is taken in as soon as it is known. Else, under a work stop or on a single core one follows the
other. A second router, where one is installed, runs beside the first, or after it on a single core; there it
also goes on from the best plan with what columns leave of the stop.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Generator, Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from functools import partial
from typing import cast

from optimizer.core.plan import Incumbent, Level, Plan, Result, Stop
from optimizer.core.problem import Problem
from optimizer.core.score import levels, rank
from optimizer.engines.child import stream
from optimizer.engines.columns import Columns
from optimizer.engines.columns.family import families
from optimizer.engines.columns.fewest.shape import shape_of
from optimizer.engines.columns.split.proof import Proof as SplitProof
from optimizer.engines.cores import cores
from optimizer.engines.engine import Engine, Watch
from optimizer.engines.fleet import many_stops
from optimizer.engines.later import waiting
from optimizer.engines.parcels import cut
from optimizer.engines.prized import Prized, collect, suits
from optimizer.engines.routing import Routing
from optimizer.engines.run import Run, proven

STEPS = 100
"""Units of the router's work that take about as long as one of columns."""

LONG = 20.0
"""Seconds of a stop from which stop sets are listed, or free visits bounded, beside the routers."""

MANY = 300
"""Parcels from which they are not: routers need long for so many."""

SHORT = 600
"""Minutes of a day up to which whole rounds are soon found, as tables have a row for each."""

WHOLE_DAYS = 2.0
"""Parcels of a place, on average, from which nearly every one of them is a day's work."""

LATE = 1.0
"""Seconds that the second router is waited for after the first."""

BESIDE = 0.95
"""Share of the columns' part of a stop in which the second router goes on beside them."""

LEAST = 1.0
"""Seconds left below which the second router does not go on."""


@dataclass(frozen=True)
class AutoParams:
    """Shares of the stop (measured on the cases, see `benchmarks/RESULTS.md`).

    Attributes
    ----------
    reach, fewest, split
        In which routers run first: in `reach` columns soon find better plans than the router, as in `cover`
        if visits are as few as can be; where they are `split` columns take longer.
    many
        The same as `fewest` on one core where days hold many stops.
    beside, meanwhile
        In which routers run while columns are generated, or while stop sets are listed.
    alone_split, beside_split
        Where visits are `split`: in which a router runs alone first, and routers beside columns then.
    first
        Of the routers' on one core, the first router's where the second one's model says all of the problem.
    """

    reach: float = 0.25
    fewest: float = 0.25
    split: float = 0.6
    many: float = 0.65
    beside: float = 0.45
    meanwhile: float = 0.3
    alone_split: float = 0.06
    beside_split: float = 0.56
    first: float = 0.1

    def share(self, problem: Problem) -> float:
        """Share of the stop in which routers run alone."""
        if problem.policy.purpose == "reach":
            return self.reach
        if problem.policy.visits == "split":
            return self.split
        alone = cores() < 2  # else the second router goes on beside columns
        return self.many if alone and many_stops(problem, cut(problem)) else self.fewest


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
        together = timed and cores() > 1 and self._side_by_side(problem, stop)
        # Where stops are made whole or not at all there is a search that does better than any router.
        auto = Auto(self.params, Prized) if timed and suits(problem) else self
        solve = auto._together if together else auto._in_turn
        return replace(solve(problem, stop, seed, start, watch), engine=self.name, stop=stop)

    def _together(
        self, problem: Problem, stop: Stop, seed: int, start: Plan | None, watch: Watch | None
    ) -> Result:
        run = Run(problem, stop, seed, watch)
        run.begin(start)
        if not problem.slots or run.interrupted:
            return run.result(self.name)
        if problem.policy.purpose == "cover" and problem.policy.visits == "split":
            # Prices to begin with are those of a plan.
            first = Routing().solve(problem, stop.part(self.params.alone_split), seed, run.best, watch)
            if first.interrupted:
                return first
            run.offer(first.plan)
            free = SplitProof.of(problem)
            capped = free is not None and free.shape.day is not None  # there they are not soon found
            if len(cut(problem)) >= MANY and not capped:
                # Whole rounds are soon better than what routers make of so many.
                return Columns().improve(problem, run)
        if self._second is Prized:
            router = stream(collect, problem, stop.part(BESIDE), seed, run.best)
        else:
            routers = (Routing,) if self._second is None else (self._second, Routing)
            router = stream(found, routers, problem, stop.part(self._meanwhile(problem)), seed, run.best)
        with closing(cast("Generator[Plan | None, None, None]", router)) as beside:
            next(beside)  # it begins only when asked for the first time
            result = Columns().improve(problem, run, beside)
            if self._second is not Prized or result.interrupted or _met(result):
                return result
            result = _bettered(
                problem, result, beside, run.began, watch,
                lambda now, other: _met(now) or (other is None and not run.goes_on()),
            )  # fmt: skip
        return replace(result, seconds=run.seconds)

    def _side_by_side(self, problem: Problem, stop: Stop) -> bool:
        """Whether columns have something to do for as long as there is no good plan."""
        return problem.policy.purpose == "reach" or _lists(problem, stop) or _free(problem, stop)

    def _meanwhile(self, problem: Problem) -> float:
        """Share of the stop in which routers run beside columns."""
        if problem.policy.purpose == "reach":
            return self.params.beside
        return self.params.beside_split if problem.policy.visits == "split" else self.params.meanwhile

    def _in_turn(
        self, problem: Problem, stop: Stop, seed: int, start: Plan | None, watch: Watch | None
    ) -> Result:
        share = self.params.share(problem)
        work = None if stop.work is None else max(1, stop.work // 2)
        first, plan = self._routed(
            problem, stop.part(share) if work is None else Stop(work=work), seed, start, watch
        )
        if first.interrupted:
            return first
        timed = stop.work is None and stop.seconds is not None
        alone = timed and self._second is not None and cores() < 2 and bool(problem.slots)
        seconds = None if stop.seconds is None else max(0.0, stop.seconds - first.seconds)
        rounds = None if work is None else max(1, work // STEPS)
        later = _later(watch, first, problem)
        if timed and self._second is not None and not alone and self._beside_pays(problem):
            second = self._with_columns(problem, Stop(seconds), seed, plan, later)
        else:
            second = Columns().solve(problem, Stop(seconds, rounds), seed, plan, later)
        second = _after(first, second, problem)
        if not alone or second.interrupted or second.status == "optimal":
            return second
        assert self._second is not None
        assert stop.seconds is not None
        rest = stop.seconds - second.seconds
        if rest < LEAST:
            return second
        third = self._second().solve(problem, Stop(rest), seed, second.plan, _later(watch, second, problem))
        return _kept(_after(second, third, problem), second)

    def _beside_pays(self, problem: Problem) -> bool:
        """Whether a router is likely to find better plans than columns.

        Where nearly every visit is a day, columns choose among those days better than it does.
        """
        policy = problem.policy
        if policy.purpose != "cover" or policy.visits != "fewest" or not problem.slots:
            return False
        parcels = cut(problem)
        apart = len(parcels) < WHOLE_DAYS * len({parcel.place for parcel in parcels})
        return apart or many_stops(problem, parcels)

    def _with_columns(
        self, problem: Problem, stop: Stop, seed: int, plan: Plan, watch: Watch | None
    ) -> Result:
        """What columns find from a plan on, or the second router beside them from none; what they prove."""
        assert self._second is not None
        assert stop.seconds is not None
        began, part = time.monotonic(), Stop(max(0.0, BESIDE * stop.seconds - LATE))
        plans = stream(found, (self._second,), waiting(problem), part, seed + 1, None)
        with closing(cast("Generator[Plan | None, None, None]", plans)) as beside:
            next(beside)
            result = Columns().solve(problem, stop, seed, plan, watch)
            if result.interrupted or result.status == "optimal":
                return result
            end = stop.seconds
            result = _bettered(
                problem, result, beside, began, watch, lambda *_: time.monotonic() - began > end
            )
        return replace(result, seconds=time.monotonic() - began)

    def _routed(
        self, problem: Problem, stop: Stop, seed: int, start: Plan | None, watch: Watch | None
    ) -> tuple[Result, Plan]:
        """What the router finds, and the better of its plan and the second router's."""
        began, easier = time.monotonic(), waiting(problem, start)
        if self._second is None or stop.seconds is None or not problem.slots:
            first = Routing().solve(easier, stop, seed, start, watch)
            return first, first.plan
        if cores() < 2:
            share = self.params.first if plain(problem) else 0.5
            first = Routing().solve(easier, stop.part(share), seed, start, watch)
            if first.interrupted:
                return first, first.plan
            other = self._second().solve(
                easier, stop.part(1.0 - share), seed, start, _later(watch, first, problem)
            )
            both = replace(_after(first, other, problem), interrupted=other.interrupted)
            best = min(first.plan, other.plan, key=partial(rank, problem))
            return both if best is other.plan else replace(both, plan=best, levels=first.levels), best
        plans = stream(found, (self._second,), easier, stop, seed, start)
        with closing(cast("Generator[Plan | None, None, None]", plans)) as beside:
            next(beside)
            first = Routing().solve(easier, stop, seed, start, watch)
            best, end = first.plan, stop.seconds + LATE
            for plan in () if first.interrupted else beside:
                if plan is not None and rank(problem, plan) < rank(problem, best):
                    best = plan
                if time.monotonic() - began > end or (watch and not watch(first.trace[-1])):
                    break
        return replace(first, seconds=time.monotonic() - began), best


def _bettered(
    problem: Problem,
    result: Result,
    beside: Iterable[Plan | None],
    began: float,
    watch: Watch | None,
    ends: Callable[[Result, Plan | None], bool],
) -> Result:
    """A result with the best plan still found beside until that `ends`; its clock `began` then."""
    for other in beside:
        if other is not None and rank(problem, other) < rank(problem, result.plan):
            values = levels(problem, other)
            met = Incumbent(time.monotonic() - began, tuple(level.value for level in values))
            better = replace(result, plan=other, levels=values, trace=(*result.trace, met))
            result = _kept(better, result)
        if ends(result, other) or (watch and not watch(result.trace[-1])):
            break
    return result


def _met(result: Result) -> bool:
    """Whether no plan serves more people."""
    return result.levels[0].gap == 0.0


def plain(problem: Problem) -> bool:
    """Whether the second router's model says all of the problem: no hours, nights, floors, targets."""
    policy = problem.policy
    told = (problem.timed.any(), problem.spans, problem.floors, problem.targets)
    limits = (policy.max_drive_minutes, policy.budget)
    return not any(map(bool, told)) and all(limit is None for limit in limits)


def _later(watch: Watch | None, before: Result, problem: Problem) -> Watch | None:
    """A watcher told the seconds since an engine before began, and its last values where they are better."""
    if watch is None:
        return None
    known, seconds = before.trace[-1], before.seconds

    def later(met: Incumbent) -> bool:
        best = met if _order(problem, met) <= _order(problem, known) else known
        return watch(replace(best, seconds=seconds + met.seconds))

    return later


def _after(before: Result, result: Result, problem: Problem) -> Result:
    """A result with the seconds of the engine before it, and its trace as far as it bettered that."""
    known, trace = before.trace[-1], list(before.trace)
    for met in result.trace:
        better = _order(problem, met) < _order(problem, known)
        if better or (met.bounds and met.values == known.values):
            known = replace(met, seconds=before.seconds + met.seconds)
            trace.append(known)
    return replace(result, seconds=before.seconds + result.seconds, trace=tuple(trace))


def _order(problem: Problem, met: Incumbent) -> tuple[int, ...]:
    """The values of an incumbent as a rank, the less the better."""
    *floors, people, rupiah = met.values
    return *floors, -people if problem.policy.purpose == "reach" else people, rupiah


def _kept(result: Result, bounded: Result) -> Result:
    """A result with what was proven before it.

    The rupiah of plans that do as well on the levels before are bounded: of a plan that does worse on one of
    them they are not.
    """
    bounds = {level.name: level.bound for level in bounded.levels}
    if any(map(_worse, result.levels[:-1], bounded.levels[:-1])):
        bounds.pop(result.levels[-1].name)
    made = proven(result, bounds, bounded.bound_relaxes)
    return replace(made, marginals=bounded.marginals)


def _worse(level: Level, before: Level) -> bool:
    if level.name == "weighted_people":
        return level.value < before.value
    return level.value > before.value


def _lists(problem: Problem, stop: Stop) -> bool:
    """Whether columns begin with a list of stop sets, which no plan is needed for.

    There the stop is long, days hold few stops, routers do not need long for so few parcels, and teams are
    alike: where they are not some lists are cut short.
    """
    if shape_of(problem) is None or stop.seconds is None or stop.seconds < LONG:
        return False
    parcels = cut(problem)
    return len(parcels) < MANY and not many_stops(problem, parcels) and len(families(problem)) == 1


def _free(problem: Problem, stop: Stop) -> bool:
    """Whether plans are to be bounded for which visits are free: with time to do so.

    There parcels are few, or days so short that whole rounds are soon found, which are better than what
    routers make of many.
    """
    if (stop.seconds or 0.0) < LONG or SplitProof.of(problem) is None:
        return False
    return max(slots.work_minutes for slots in problem.classes) <= SHORT or len(cut(problem)) < MANY


def found(
    engines: Sequence[Callable[[], Engine]],
    problem: Problem,
    stop: Stop,
    seed: int,
    start: Plan | None,
    told: Callable[[Plan | None], None] | None = None,
) -> Plan:
    """The plan of engines one after the other, each from the plan before, in a process of its own.

    Those before the last are told of too.
    """
    plan = Plan(()) if start is None else start
    for number, engine in enumerate(engines):
        if number and told is not None:
            told(plan)
        plan = engine().solve(problem, stop.part(1 / len(engines)), seed, plan).plan
    return plan
