"""The cheapest plan that serves everyone in as few visits as their places need, and the proof.

The stop sets of a day are listed, a linear programme over them bounds the rupiah, a tree over the number of
days closes most of what it leaves open, and whole trips are chosen among the routes that can be in a better
plan than the best known. What the bound leaves out is named by the engine that asks.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from itertools import count
from math import ceil, inf

import numpy as np

from optimizer.core.plan import Plan
from optimizer.core.problem import Problem
from optimizer.core.score import served, trip_cost
from optimizer.engines.apart import apart
from optimizer.engines.aside import Aside
from optimizer.engines.columns.fewest.centre import Prices, of_trips, of_worths
from optimizer.engines.columns.fewest.dive import Height, dive
from optimizer.engines.columns.fewest.extensible import Extensible
from optimizer.engines.columns.fewest.groups import Group, Listing
from optimizer.engines.columns.fewest.neighbourhood import Ground, mend, mended, settled
from optimizer.engines.columns.fewest.programme import Programme, Solved, one_short
from optimizer.engines.columns.fewest.shape import Shape, shape_of
from optimizer.engines.columns.fewest.tree import Leaf, Tree
from optimizer.engines.columns.fewest.trips import plan_of
from optimizer.engines.columns.fewest.whole import WHOLE, Choice, Chosen, choice, choose
from optimizer.engines.columns.routes import per_person
from optimizer.engines.cores import cores
from optimizer.engines.engine import keeps_rules
from optimizer.engines.fill import fill
from optimizer.engines.fleet import many_stops
from optimizer.engines.order import in_cheapest_order
from optimizer.engines.parcels import cut
from optimizer.engines.run import Run

FIRST_ROUTES = 3_000
"""Routes that whole trips are chosen from at first; twice as many each time after."""

SHARE = 0.5
"""Of what is left of the stop, spent on one choice of whole trips."""

NODES = 1
"""Nodes of the branch and bound per unit of work."""

LEAST = 3.0
"""Seconds left below which no choice is begun: a process of its own takes one or two to start."""

BEGINNING = 0.5
"""Share of what is left of the stop in which prices to begin with are sought."""

SLACK = 1e-6
"""Rupiah by which a bound that is whole may be off one."""

MENDING = 0.35
"""Share of what is left of the stop in which plans are bettered neighbourhood by neighbourhood."""

FAR_OFF = 0.01
"""Share of the bound above which the best plan is too dear to go on without seeking a better one."""

SETTLED = 0.8
"""Share of places visited just once from which plans are bettered so."""

NEAR = 1
"""Neighbourhoods per unit of work."""

GRACE = 2.0
"""Seconds beyond its limit after which a solver that does not heed it is ended."""


CLOSER = 0.2
"""Share of the gap by which the best plan has to be better for the bound to be sought anew with it."""

HIGHER = 0.1
"""Share of the gap by which the bound has to be higher for plans to be dived for anew from its optimum."""

MADE = 0.5
"""Share of days that are whole trips in the linear programme from which the first choice keeps those."""

ENOUGH = 10_000
"""Routes chosen from above which neighbourhoods are searched only as long as they help."""

IN_TIME = 0.8
"""Share of what is left of the stop in which a choice beside has to end."""

SELDOM = 1.0
"""Seconds between two questions for plans found elsewhere, each of which may take a tenth of one."""

WAIT = 0.2
"""Seconds after which those searching beside are heard again while nothing is done here."""


class Proof:
    """Bounds and betters the rupiah of plans that serve everyone."""

    def __init__(self, problem: Problem, shape: Shape, listing: Listing, groups: list[Group]):
        self.problem, self.shape, self.listing = problem, shape, listing
        self._able = shape.cells
        self._paid = int((np.array(per_person(problem), dtype=np.int64) * problem.expected)[self._able].sum())
        self._routes, self._kept = FIRST_ROUTES, False
        self._others: Iterator[Plan | None] = iter(())
        self._stirred = False  # whether the bound is to be sought anew for what came from beside
        self._asked = 0.0  # when plans found elsewhere were last asked for
        self._mender, self._chooser, self._diver = Aside(), Aside(), Aside()
        self._dives, self._dived = False, -1  # whether plans are dived for, and the leaf where that was begun
        self._height = inf  # the bound of that leaf then
        self._near: Solved | None = None  # the optimum that plans found by it are bettered near
        self._mending: Plan | None = None  # the plan that the mender betters
        self._before: Plan | None = None  # the same when whole trips were last begun to be chosen
        self._sought = -1, inf  # the leaf in which the chooser chooses, and the cost up to which it has all
        self._mended = float(settled(shape)[shape.wanted > 0].mean()) < SETTLED  # where it hardly helps
        self.programme = Extensible(shape, groups, [problem.slots_of(k) for k in range(len(problem.classes))])
        self.tree = Tree(self.programme, listing, listing.grain(groups))

    @classmethod
    def of(cls, problem: Problem, *, sought: bool = True) -> Proof | None:
        """The proof of a problem; None where its visits have no shape or no day holds a stop.

        None as well where not all sets can be listed, unless those left may be `sought`.
        """
        shape = shape_of(problem)
        if shape is None:
            return None
        listing = Listing(problem, shape, sought=sought)
        if not (listing.whole or sought):
            return None
        groups = listing.groups()
        return cls(problem, shape, listing, groups) if any(len(g.members) for g in groups) else None

    def bound(self, known: float) -> float:
        """What no plan that serves everyone goes below, if the best known costs `known`, nobody paid for."""
        return self.tree.bound(known)

    def serves(self, plan: Plan) -> bool:
        """Whether a plan serves everyone who can be."""
        return bool((served(self.problem, plan.trips)[self._able] == self.problem.expected[self._able]).all())

    def improve(self, run: Run, beside: Iterable[Plan | None] = ()) -> float:
        """Better the run's plan until its stop, and return what no plan that serves everyone goes below.

        It gives up at half of the stop if by then no plan serves everyone. `beside` yields plans found
        elsewhere meanwhile, and None while there are none.
        """
        self._others = iter(beside)
        if not self.listing.whole or self._known(run) == inf:
            self._await(run)
        if not self.listing.whole:
            self.programme.widen(self.listing.enter(run.best.trips))
            if self.serves(run.best):
                self.tree.start = self._prices(run.best)
                self._price(run)
        if self._known(run) == inf:
            self._settle(run)
        if run.stop.work is None and run.stop.seconds is not None and cores() > 1:
            try:
                self._together(run)
            finally:
                self._mender.close()
                self._chooser.close()
                self._diver.close()
        else:
            self._in_turn(run)
        return self.bound(self._known(run)) + self._paid

    def _gives_up(self, run: Run) -> bool:
        """Whether no plan serves everyone though half of the stop is over."""
        late = run.stop.seconds is not None and run.seconds > run.stop.seconds / 2
        return late and self._known(run) == inf

    def _in_turn(self, run: Run) -> None:
        """Bounds, neighbourhoods and whole trips one after the other."""
        rounds = 0
        while run.goes_on() and (run.stop.work is None or rounds < max(2, run.stop.work)):
            known = self._known(run)
            if self._gives_up(run):
                break
            early = False
            for leaf in self.tree.grow(known, _watched(run), cut=self._mended):
                self._tell(run)
                early = self._mended and not self._kept and known - leaf.bound > FAR_OFF * abs(leaf.bound)
                early = early and leaf.solved is not None and leaf is self.tree.best()
                if early:
                    self._choose(run, leaf)
                    break
            if early:
                continue
            best = self.tree.best()
            if best is not None and best.solved is not None and not self._mended:
                self._mend(run, best)
                continue
            if best is None or best.solved is None or self.bound(known) >= known:
                break
            if not self._choose(run, best):
                break
            rounds += 1

    def _together(self, run: Run) -> None:
        """Bounds here, neighbourhoods and whole trips in processes of their own beside them.

        Whole trips are chosen in the leaf of the least bound, among twice as many routes each time: where
        its days are counted out, it is soon told that few routes hold no plan. Where plans can be dived for
        that comes first, from the optimum with its rows of sets: not where days hold so many stops that
        those rows take too long.
        """
        begun, self._dives = False, not (self._mended or many_stops(self.problem, cut(self.problem)))
        self._kept = self._kept or self._dives  # a dive makes the days that are whole trips first, too
        while run.goes_on() and not self._gives_up(run):
            known, self._stirred = self._known(run), False
            for leaf in self.tree.grow(known, partial(self._goes, run, known), cut=begun or self._dives):
                self._tell(run)
                if self._dives and leaf.cut and leaf.solved is not None:
                    self._begin_dive(run, leaf, leaf.solved)
                if leaf.solved is not None and self._mending is None:
                    self._begin_mending(run, leaf.solved)
            best = self.tree.best()
            if best is None or self.bound(self._known(run)) >= self._known(run):
                break
            if best.solved is None:
                if not self._stirred:
                    break
                continue
            if not (self._chooser.goes or self._diver.goes) and (run.rest().seconds or 0.0) > LEAST:
                self._begin(run, best)
            elif begun or self._diver.goes:
                time.sleep(WAIT)
                self._hear(run)
            begun = True

    def _begin(self, run: Run, leaf: Leaf) -> None:
        """Begin to choose whole trips in a leaf beside, and to better the best plan, if that is at rest."""
        again = self.tree.again(leaf, self._known(run), partial(self._goes, run, self._known(run)))
        if again is None:
            return
        solved, reach = again
        keep = not self._kept and _made(solved) >= MADE
        self._kept = True
        gap = min(_gap_of(solved, self._routes), self._known(run) - solved.value)
        chosen_from = choice(self.programme, solved, leaf.days, gap, keep, sets=False)
        seconds = IN_TIME * (run.rest().seconds or 0.0)  # it tells what it found only at its end
        self._sought = leaf.number, -inf if keep else min(solved.value + gap, reach)
        self._chooser.begin(choose, chosen_from, seconds, None)
        if self._mending != run.best and (self._routes <= ENOUGH or self._mender.goes):
            self._begin_mending(run, solved)
        elif self._routes > ENOUGH and self._mending is self._before:
            self._mender.close()
        self._before = self._mending
        self._routes = self._routes if keep else 2 * self._routes

    def _begin_dive(self, run: Run, leaf: Leaf, solved: Solved) -> None:
        """Begin to dive for plans from the optimum of a leaf, anew only where that is far higher by now."""
        known = self._known(run)
        if leaf.number != self._dived:
            may = not self._diver.goes
        else:
            may = solved is not self._near and leaf.bound - self._height > HIGHER * (known - self._height)
        if may:
            self._dived, self._near, self._height = leaf.number, solved, leaf.bound
            self._diver.begin(dive, Height.of(self.programme, solved, leaf.days), known)

    def _begin_mending(self, run: Run, solved: Solved) -> None:
        """Begin to better the best plan beside, if it serves everyone."""
        if self._known(run) < inf:
            self._mending = run.best
            ground = Ground.of(self.problem, self.shape, self.programme.slots, self.programme.groups, solved)
            self._mender.begin(mend, ground, run.best)

    def _goes(self, run: Run, known: float) -> bool:
        """Whether to go on with the bound: not where a choice has ended, or the best plan is far better."""
        begun = self._chooser.goes
        self._hear(run)
        if not (run.asks() and run.goes_on()):
            return False
        now = self._known(run)
        better = (
            (self._dived >= 0 or not self._dives)
            and now < known
            and not known - now < CLOSER * (known - self.programme.proven)
        )
        self._stirred = better or begun != self._chooser.goes
        return not self._stirred

    def _await(self, run: Run) -> None:
        """Wait for the first plan found elsewhere."""
        for plan in self._others:
            if plan is not None:
                run.offer(plan)
            if plan is not None or not (run.asks() and run.goes_on()):
                break

    def _hear(self, run: Run) -> None:
        """Offer the plans found beside; a choice that has ended lifts the bound of its leaf."""
        if run.seconds - self._asked >= SELDOM:
            for plan in self._others:
                if plan is None:
                    break
                run.offer(plan)
            self._asked = run.seconds
        for plan in self._mender.hear():
            self._mending = plan
            run.offer(plan)
        for found in self._diver.hear():
            self._offer(run, found)
            if self._near is not None and self._mending != run.best:
                self._begin_mending(run, self._near)
        for found in self._chooser.hear():
            self._chooser.close()
            if found.modes:
                self._offer(run, found)
            number, most = self._sought
            leaf = self.tree.best()
            if leaf is not None and leaf.number == number:
                self.tree.lift(leaf, min(found.bound, most))
            break

    def _price(self, run: Run) -> None:
        """Seek better prices to begin with for a share of the stop, and note what they prove.

        Where days hold few stops the sets listed give better prices, and sooner.
        """
        many = many_stops(self.problem, cut(self.problem))
        generation = self.listing.generation(run.best.trips) if many else None
        if generation is None:
            return
        rest = run.rest()
        until, turns = run.seconds + (rest.seconds or inf) * BEGINNING, count()
        goes = _watched(run)
        most = inf if rest.work is None else rest.work

        def further() -> bool:
            return next(turns) < most and run.seconds < until and goes()

        worths = generation.grow(generation.start(), further)
        self.programme.widen(self.listing.add(generation.sets()))
        self.tree.start = of_worths(self.shape, worths.total, worths.stops, self._days)
        self.tree.begin(self._known(run))
        self._tell(run)

    @property
    def _days(self) -> list[tuple[int, int]]:
        return [(group.slot_class, group.minutes) for group in self.programme.groups]

    def _prices(self, plan: Plan) -> Prices:
        """Prices at which the trips of a plan cost what they are worth, nobody paid for."""
        paid = np.array(per_person(self.problem), dtype=np.int64)
        trips = [
            (
                trip,
                trip_cost(self.problem, trip)
                - sum(int(paid[c]) * n for visit in trip.visits for c, n in visit.loads),
            )
            for trip in plan.trips
        ]
        busy = self.problem.setup + self.shape.minutes(self.problem.classes[0].stations)
        return of_trips(self.shape, trips, busy, self._days)

    def _settle(self, run: Run) -> None:
        """Offer a plan in which all visits of a place are full but one, where none serves everyone yet."""
        programme = Programme(self.shape, self.programme.groups, self.programme.slots, one_short(self.shape))
        solved = programme.solve(_watched(run), cut=False)
        if solved is not None:
            gap = _gap_of(solved, FIRST_ROUTES)
            found = self._chosen(run, choice(programme, solved, programme.counted, gap))
            if found is not None and found.modes:
                self._offer(run, found)

    def _tell(self, run: Run) -> None:
        """Note in the trace what is proven so far, once a plan serves everyone."""
        if self.serves(run.best):
            run.prove(self.bounds(run, self.bound(self._known(run)) + self._paid))

    def bounds(self, run: Run, below: float) -> dict[str, int | None]:
        """Bounds by level of a run whose plan serves everyone who can be; nobody can serve more."""
        cost = ceil(below - SLACK) if below > 0 else None
        return {"floor_shortfall": 0, "weighted_shortfall": run.levels[-2].value, "cost": cost}

    def _known(self, run: Run) -> float:
        """Rupiah of the best plan, without those paid by the person; infinite if it leaves somebody out."""
        return run.levels[-1].value - self._paid if self.serves(run.best) else inf

    def _mend(self, run: Run, leaf: Leaf) -> None:
        """Better the best plan neighbourhood by neighbourhood, until none helps or for a share of the stop.

        It starts with the trips that cost most beyond their worth.
        """
        self._mended = True
        known, goes = self._known(run), _watched(run)
        again = self.tree.again(leaf, known, goes) if known < inf else None
        if again is None:
            return
        ground = Ground.of(self.problem, self.shape, self.programme.slots, self.programme.groups, again[0])
        until = run.seconds + (run.rest().seconds or inf) * MENDING
        most = inf if run.stop.work is None else NEAR * run.stop.work
        for plan in mended(ground, run.best, timed=run.stop.work is None):
            run.offer(plan)
            most -= 1
            if not goes() or run.seconds > until or most <= 0:
                break

    def _choose(self, run: Run, leaf: Leaf) -> bool:
        """Choose whole trips in a leaf, each time among more routes; False where nothing came of them all."""
        rest = run.rest().seconds
        if rest is not None and rest < LEAST:  # to gather ever more routes would take longer than is left
            return False
        known, before, keep = self._known(run), self.tree.bound(inf), not self._kept
        self._kept = True
        again = self.tree.again(leaf, known, _watched(run))
        if again is None:
            return False
        solved, reach = again
        whole = known - solved.value
        gap = min(_gap_of(solved, self._routes), whole)
        found = self._chosen(run, choice(self.programme, solved, leaf.days, gap, keep))
        self._routes = self._routes if keep else 2 * self._routes
        if found is not None:
            if found.modes:
                self._offer(run, found)
            if not keep:
                self.tree.lift(leaf, min(found.bound, solved.value + gap, reach))
        return keep or gap < whole or self._known(run) < known or self.tree.bound(inf) > before

    def _offer(self, run: Run, found: Chosen) -> None:
        """Offer the plan of the trips chosen, filled up, in its cheapest order, and with all hours kept."""
        by_day = {(g.slot_class, g.day): g.minutes for g in self.programme.groups}
        minutes = [by_day[mode.slot_class, mode.kind] for mode, _ in found.modes]
        full = fill(self.problem, plan_of(self.problem, self.shape, found.modes, minutes))
        best = in_cheapest_order(self.problem, full)
        if not keeps_rules(self.problem, best):
            best = fill(self.problem, apart(self.problem, best))
        for plan in (full, best):
            if keeps_rules(self.problem, plan):
                run.offer(plan)

    def _chosen(self, run: Run, chosen_from: Choice) -> Chosen | None:
        """The whole trips chosen in a share of what is left; in a process of its own where time counts."""
        rest = run.rest()
        if rest.seconds is None:
            return choose(chosen_from, None, None if rest.work is None else NODES * rest.work)
        if rest.seconds < LEAST:
            return None
        seconds = rest.seconds * SHARE
        found = run.hear(min(rest.seconds, seconds + GRACE), choose, chosen_from, seconds, None)
        return next(found, None)


def _made(solved: Solved) -> float:
    """Share of the days of an optimum that are whole trips."""
    whole = sum(int(share + 1 - WHOLE) for share in solved.shares.values())
    return whole / max(1.0, sum(solved.shares.values()))


def _gap_of(solved: Solved, routes: int) -> float:
    """The gap within which so many routes lie; infinite where there are no more."""
    reduced = np.concatenate(solved.reduced)
    return inf if len(reduced) <= routes else float(np.partition(reduced, routes)[routes])


def _watched(run: Run) -> Callable[[], bool]:
    """Whether a run goes on, its watcher asked."""
    return lambda: run.asks() and run.goes_on()
