"""The cheapest plan that serves everyone in as few visits as their places need, and the proof.

The stop sets of a day are listed, a linear programme over them bounds the rupiah, a tree over the number of
days closes most of what it leaves open, and whole trips are chosen among the routes that can be in a better
plan than the best known. What the bound leaves out is named by the engine that asks.
"""

from __future__ import annotations

from collections.abc import Callable
from math import ceil, inf
from typing import Any

import numpy as np

from optimizer.core.plan import Plan
from optimizer.core.problem import Problem
from optimizer.core.score import served
from optimizer.engines.child import stream
from optimizer.engines.columns.fewest.groups import Listing
from optimizer.engines.columns.fewest.programme import Programme, Solved, one_short
from optimizer.engines.columns.fewest.shape import Shape, shape_of
from optimizer.engines.columns.fewest.tree import ROUNDING, Leaf, Tree
from optimizer.engines.columns.fewest.trips import plan_of
from optimizer.engines.columns.fewest.whole import Choice, Chosen, choice, choose
from optimizer.engines.columns.routes import per_person
from optimizer.engines.engine import keeps_rules
from optimizer.engines.fill import fill
from optimizer.engines.order import in_cheapest_order
from optimizer.engines.run import Run

FIRST_ROUTES = 3_000
"""Routes that whole trips are chosen from at first; twice as many each time after."""

SHARE = 0.5
"""Of what is left of the stop, spent on one choice of whole trips."""

NODES = 1
"""Nodes of the branch and bound per unit of work."""

LEAST = 3.0
"""Seconds left below which no choice is begun: a process of its own takes one or two to start."""

SLACK = 1e-6
"""Rupiah by which a bound that is whole may be off one."""

FAR_OFF = 0.01
"""Share of the bound above which the best plan is too dear to go on without seeking a better one."""

FINE = 50.0
"""Rupiah that sets have to be worth more than they cost to be listed while the bound is sought."""

NARROWED = 6
"""Times that gap is made a quarter where too many sets lie within it."""

FIRST_GAP = 0.004
"""Share of the bound within which sets are listed."""

GRACE = 2.0
"""Seconds beyond its limit after which a solver that does not heed it is ended."""


class Proof:
    """Bounds and betters the rupiah of plans that serve everyone."""

    def __init__(self, problem: Problem, shape: Shape, listing: Listing):
        self.problem, self.shape, self.listing = problem, shape, listing
        self._able = shape.cells
        self._paid = int((np.array(per_person(problem), dtype=np.int64) * problem.expected)[self._able].sum())
        self._routes, self._kept = FIRST_ROUTES, False
        self._below = -inf  # what the linear programme bounds, all routes seen
        self._unlisted = inf if listing.whole else -inf  # what a plan with a route not listed costs at least
        self._start()

    @classmethod
    def of(cls, problem: Problem) -> Proof | None:
        """The proof of a problem; None where its visits have no shape or no day holds a stop."""
        shape = shape_of(problem)
        if shape is None:
            return None
        listing = Listing(problem, shape)
        return cls(problem, shape, listing) if any(len(g.members) for g in listing.groups()) else None

    def _start(self) -> None:
        """Begin anew with the sets listed now."""
        groups = self.listing.groups()
        slots = [self.problem.slots_of(k) for k in range(len(self.problem.classes))]
        self.programme = Programme(self.shape, groups, slots)
        costs = np.concatenate([group.rupiah for group in groups] or [np.ones(1)])
        self.tree = Tree(self.programme, max(1, int(np.gcd.reduce(costs.astype(np.int64)))))

    def _list(self, run: Run) -> bool:
        """List what can matter where not all sets are listed; False where it had to end before.

        First until the linear programme misses none worth `FINE` more than they cost, which bounds all plans;
        then those whose reduced cost is within a share of it, or of the distance to the best plan if less.
        """
        few, goes = True, _watched(run)
        while True:
            solved = self.programme.solve(goes, cut=False)
            if solved is None:
                return False
            prices = self.programme.prices(solved)
            added, whole = self.listing.extend(solved.values, prices, -FINE, few, goes)
            if not goes():
                return False
            if added:
                few = few and not whole
                self._start()
            elif whole:
                break
            else:
                few = False
        self._below = solved.value * (1 - ROUNDING) - FINE * len(self.problem.slots)
        return self._widen(run, solved)

    def _widen(self, run: Run, solved: Solved) -> bool:
        """List the sets within a gap of the linear programme's optimum, and begin anew with them."""
        goes = _watched(run)
        gap = min(FIRST_GAP * solved.value, max(0.0, self._known(run) - self._below))
        prices = self.programme.prices(solved)
        for _ in range(NARROWED):
            if self.listing.extend(solved.values, prices, gap, False, goes)[1]:
                break
            if not goes():
                return False
            gap /= 4
        else:
            gap = 0.0
        self._unlisted = self._below + gap
        self._start()
        return run.goes_on()

    def bound(self, known: float) -> float:
        """What no plan that serves everyone goes below, if the best known costs `known`, nobody paid for."""
        return max(self._below, min(self.tree.bound(known), self._unlisted, known))

    def serves(self, plan: Plan) -> bool:
        """Whether a plan serves everyone who can be."""
        return bool((served(self.problem, plan.trips)[self._able] == self.problem.expected[self._able]).all())

    def improve(self, run: Run) -> float:
        """Better the run's plan until its stop, and return what no plan that serves everyone goes below.

        It gives up at half of the stop if by then no plan serves everyone.
        """
        if not self.listing.whole and not self._list(run):
            return self._below + self._paid
        if self._known(run) == inf:
            self._settle(run)
        rounds = 0
        while run.goes_on() and (run.stop.work is None or rounds < max(2, run.stop.work)):
            known = self._known(run)
            if known == inf and run.stop.seconds is not None and run.seconds > run.stop.seconds / 2:
                break
            early = False
            for leaf in self.tree.grow(known, _watched(run)):
                self._tell(run)
                early = not self._kept and known - leaf.bound > FAR_OFF * abs(leaf.bound)
                if early:
                    self._choose(run, leaf)
                    break
            if early:
                continue
            best = self.tree.best()
            if best is None or best.solved is None or self.bound(known) >= known:
                break
            if not self._choose(run, best):
                break
            rounds += 1
        return self.bound(self._known(run)) + self._paid

    def _settle(self, run: Run) -> None:
        """Offer a plan in which all visits of a place are full but one, where none serves everyone yet."""
        programme = Programme(self.shape, self.programme.groups, self.programme.slots, one_short(self.shape))
        solved = programme.solve(_watched(run), cut=False)
        if solved is not None:
            gap = _gap_of(solved, FIRST_ROUTES)
            found = self._chosen(run, choice(programme, solved, programme.counted, gap))
            if found is not None:
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

    def _choose(self, run: Run, leaf: Leaf) -> bool:
        """Choose whole trips in a leaf, each time among more routes; False where nothing came of them all."""
        solved, rest = leaf.solved, run.rest().seconds
        assert solved is not None
        if rest is not None and rest < LEAST:  # to gather ever more routes would take longer than is left
            return False
        known, before = self._known(run), self.tree.bound(inf)
        whole, keep = known - solved.value, not self._kept
        gap = min(_gap_of(solved, self._routes), whole)
        found = self._chosen(run, choice(self.programme, solved, leaf.days, gap, keep))
        self._kept, self._routes = True, self._routes if keep else 2 * self._routes
        if found is not None:
            self._offer(run, found)
            if not keep:
                self.tree.lift(leaf, min(found.bound, solved.value + gap))
        return keep or gap < whole or self._known(run) < known or self.tree.bound(inf) > before

    def _offer(self, run: Run, found: Chosen) -> None:
        """Offer the plan of the trips chosen, filled up, and in its cheapest order."""
        by_day = {(g.slot_class, g.day): g.minutes for g in self.programme.groups}
        minutes = [by_day[mode.slot_class, mode.kind] for mode, _ in found.modes]
        full = fill(self.problem, plan_of(self.problem, self.shape, found.modes, minutes))
        for plan in (full, in_cheapest_order(self.problem, full)):
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
        return _within(choose, (chosen_from, seconds, None), min(rest.seconds, seconds + GRACE), run)


def _gap_of(solved: Solved, routes: int) -> float:
    """The gap within which so many routes lie; infinite where there are no more."""
    reduced = np.concatenate(solved.reduced)
    return inf if len(reduced) <= routes else float(np.partition(reduced, routes)[routes])


def _watched(run: Run) -> Callable[[], bool]:
    """Whether a run goes on, its watcher asked."""
    return lambda: run.asks() and run.goes_on()


def _within(
    search: Callable[..., Chosen | None], arguments: tuple[Any, ...], seconds: float, run: Run
) -> Chosen | None:
    """What a search in a process of its own finds; None where it is ended for taking longer."""
    end = run.seconds + seconds
    for found in stream(search, *arguments):
        if isinstance(found, Chosen):
            return found
        if not run.asks() or run.seconds > end:
            break
    return None
