"""One engine on one instance: solved as a problem, verified on the instance, its bound carried back."""

from __future__ import annotations

import time
from dataclasses import dataclass

from benchmarks.literature.instance import Instance
from benchmarks.literature.posed import posed
from benchmarks.literature.verify import defects, value
from optimizer.core.plan import Plan, Result, Stop
from optimizer.core.problem import Problem
from optimizer.engines import ENGINES

DOWN = 0.75
"""Share of the seconds given to the problem rounded down; the rest is for the one rounded up, if needed, else
for going on from the plan with another seed."""

NEAR = 1e-4
"""Share of the value within which a bound proves it, where values are no whole numbers."""


@dataclass(frozen=True)
class Trial:
    """What an engine reached on an instance.

    Attributes
    ----------
    value
        Verified on the instance as published; None without a solution.
    bound
        What is proven of the instance; None where nothing.
    rounded
        Whether the plan comes from the problem rounded up, for the one rounded down had no exact one.
    """

    instance: str
    family: str
    customers: int
    best: float | None
    optimal: bool
    value: float | None
    bound: float | None
    seconds: float
    rounded: bool
    status: str

    @property
    def gap(self) -> float | None:
        """Share by which the value is worse than the best known; negative where it is better."""
        if self.best is None or self.value is None:
            return None
        lost = self.best - self.value if self.family == "top" else self.value - self.best
        return lost / max(1.0, self.best)

    @property
    def bound_gap(self) -> float | None:
        """Share by which the bound is from the value."""
        if self.bound is None or self.value is None:
            return None
        return abs(self.value - self.bound) / max(1.0, self.value)

    @property
    def reached(self) -> bool:
        """Whether the best known is reached (to the last digit it is published with, two decimals)."""
        return self.gap is not None and self.gap * max(1.0, self.best or 0.0) < 0.0051

    @property
    def proven(self) -> bool:
        """Whether the bound proves that no solution of the instance is better."""
        return self.bound_gap is not None and self.bound_gap <= (NEAR if self.family == "cmt" else 0.0)

    @property
    def contradicts(self) -> bool:
        """Whether the bound is beyond a value known: then the bound is wrong."""
        known = [v for v in (self.best, self.value) if v is not None]
        if self.bound is None or not known:
            return False
        if self.family == "top":
            return self.bound < max(known) - 1e-6
        return self.bound > min(known) + 0.0051


def trial(instance: Instance, engine: str, stop: Stop, seed: int, scale: int = 0) -> Trial:
    """Solve an instance with an engine of the registry; nothing is told to the engine but the problem."""
    began, rounded = time.perf_counter(), False
    made = posed(instance, "down", scale)
    result = _solved(engine, made.problem, stop if made.exact else stop.part(DOWN), seed, None)
    bound = made.bound(tuple(level.bound for level in result.levels))
    status, routes = result.status, made.routes(result.plan)
    if not made.exact and defects(instance, routes):
        rounded = True
        safe = posed(instance, "up", scale)
        left = _left(stop, time.perf_counter() - began)
        routes = safe.routes(_solved(engine, safe.problem, left, seed, made.mended(result.plan)).plan)
    elif not made.exact and stop.seconds is not None and status != "optimal":
        left = _left(stop, time.perf_counter() - began)
        further = made.routes(_solved(engine, made.problem, left, seed + 1, result.plan).plan)
        routes = routes if defects(instance, further) else further
    sound = not defects(instance, routes)
    return Trial(
        instance.name,
        instance.family,
        instance.customers,
        instance.best,
        instance.optimal,
        value(instance, routes) if sound else None,
        bound,
        time.perf_counter() - began,
        rounded,
        status,
    )


def _left(stop: Stop, seconds: float) -> Stop:
    """What is left of a stop after so many seconds; of work the share kept for a second time."""
    left = stop.part(1.0 - DOWN)
    return left if stop.seconds is None else Stop(max(0.0, stop.seconds - seconds), left.work)


def _solved(engine: str, problem: Problem, stop: Stop, seed: int, start: Plan | None) -> Result:
    return ENGINES[engine]().solve(problem, stop, seed, start)
