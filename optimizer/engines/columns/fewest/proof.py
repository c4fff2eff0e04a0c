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
from optimizer.engines.columns.fewest.pool import Pool
from optimizer.engines.columns.fewest.shape import Shape, shape_of
from optimizer.engines.columns.fewest.tree import Leaf, Tree
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

GRACE = 2.0
"""Seconds beyond its limit after which a solver that does not heed it is ended."""


class Proof:
    """Bounds and betters the rupiah of plans that serve everyone."""

    def __init__(self, problem: Problem, shape: Shape, listing: Listing):
        self.problem, self.shape, self.listing = problem, shape, listing
        self._able = shape.cells
        self._paid = int((np.array(per_person(problem), dtype=np.int64) * problem.expected)[self._able].sum())
        self._routes, self._kept = FIRST_ROUTES, False
        groups = listing.groups()
        self.programme = Pool(shape, groups, [problem.slots_of(k) for k in range(len(problem.classes))])
        self.tree = Tree(self.programme, listing, listing.grain(groups))

    @classmethod
    def of(cls, problem: Problem) -> Proof | None:
        """The proof of a problem; None where its visits have no shape or no day holds a stop."""
        shape = shape_of(problem)
        if shape is None:
            return None
        listing = Listing(problem, shape)
        return cls(problem, shape, listing) if any(len(g.members) for g in listing.groups()) else None

    def bound(self, known: float) -> float:
        """What no plan that serves everyone goes below, if the best known costs `known`, nobody paid for."""
        return self.tree.bound(known)

    def serves(self, plan: Plan) -> bool:
        """Whether a plan serves everyone who can be."""
        return bool((served(self.problem, plan.trips)[self._able] == self.problem.expected[self._able]).all())

    def improve(self, run: Run) -> float:
        """Better the run's plan until its stop, and return what no plan that serves everyone goes below.

        It gives up at half of the stop if by then no plan serves everyone.
        """
        self.programme.widen(self.listing.enter(run.best.trips))
        rounds = 0
        while run.goes_on() and (run.stop.work is None or rounds < max(2, run.stop.work)):
            known = self._known(run)
            if known == inf and run.stop.seconds is not None and run.seconds > run.stop.seconds / 2:
                break
            for _ in self.tree.grow(known, _watched(run)):
                self._tell(run)
            leaf = self.tree.best()
            if leaf is None or leaf.solved is None or self.bound(known) >= known:
                break
            if not self._choose(run, leaf):
                break
            rounds += 1
        return self.bound(self._known(run)) + self._paid

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
        known, before = self._known(run), self.tree.bound(inf)
        again = self.tree.again(leaf, known, _watched(run))
        if again is None:
            return False
        solved, reach = again
        whole, keep = known - solved.value, not self._kept
        reduced = np.concatenate(solved.reduced)
        gap = (
            whole
            if len(reduced) <= self._routes
            else float(np.partition(reduced, self._routes)[self._routes])
        )
        gap = min(gap, whole)
        found = self._chosen(run, choice(self.programme, solved, leaf.days, gap, keep))
        self._kept, self._routes = True, self._routes if keep else 2 * self._routes
        if found is not None:
            by_day = {(g.slot_class, g.day): g.minutes for g in self.programme.groups}
            minutes = [by_day[mode.slot_class, mode.kind] for mode, _ in found.modes]
            for plan in self._plans(found, minutes):
                if keeps_rules(self.problem, plan):
                    run.offer(plan)
            if not keep:
                self.tree.lift(leaf, min(found.bound, solved.value + gap, reach))
        return keep or gap < whole or self._known(run) < known or self.tree.bound(inf) > before

    def _plans(self, found: Chosen, minutes: list[int]) -> tuple[Plan, Plan]:
        plan = plan_of(self.problem, self.shape, found.modes, minutes)
        full = fill(self.problem, plan)
        return full, in_cheapest_order(self.problem, full)

    def _chosen(self, run: Run, chosen_from: Choice) -> Chosen | None:
        """The whole trips chosen in a share of what is left; in a process of its own where time counts."""
        rest = run.rest()
        if rest.seconds is None:
            return choose(chosen_from, None, None if rest.work is None else NODES * rest.work)
        if rest.seconds < LEAST:
            return None
        seconds = rest.seconds * SHARE
        return _within(choose, (chosen_from, seconds, None), min(rest.seconds, seconds + GRACE), run)


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
