"""One call of `solve`: its time and work, the best plan so far and who watches."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from optimizer.core.plan import Incumbent, Level, Plan, Result, Stop
from optimizer.core.problem import Problem
from optimizer.core.score import levels, rank_of
from optimizer.engines.child import stream
from optimizer.engines.engine import Watch, keeps_rules, status_of
from optimizer.engines.fill import fill
from optimizer.engines.filler import by_rate

ASK_EVERY = 0.2
"""Least seconds between two questions to the watcher while nothing gets better."""


class Run:
    """Time, work and the best plan of one call of `solve`."""

    def __init__(self, problem: Problem, stop: Stop, seed: int, watch: Watch | None):
        self.problem, self.stop, self.seed, self.watch = problem, stop, seed, watch
        self.began = time.monotonic()
        self.best, self.levels = Plan(()), levels(problem, Plan(()))
        self.trace: list[Incumbent] = []
        self.bounds: dict[str, int] = {}
        self.interrupted = False
        self._told = -1.0

    def begin(self, start: Plan | None) -> None:
        """Offer the plan to start from, if it keeps the rules, and what filling alone gives."""
        self.offer(start if start is not None and keeps_rules(self.problem, start) else Plan(()))
        self.offer(fill(self.problem, Plan(())))
        self.offer(fill(self.problem, Plan(()), by_rate))

    def offer(self, plan: Plan) -> None:
        """Keep a plan if it is the best yet."""
        found = levels(self.problem, plan)
        if not self.trace or rank_of(found) < rank_of(self.levels):
            if any(new.value != old.value for new, old in zip(found[:-1], self.levels[:-1], strict=True)):
                self.bounds.pop(found[-1].name, None)  # rupiah are bounded for the people kept until now
            self.best, self.levels = plan, found
            values = tuple(level.value for level in found)
            if not self.trace or values != self.trace[-1].values:
                self._note(values)

    def offer_filled(self, plan: Plan) -> None:
        """Offer a plan and what filling makes of it, if it keeps the rules."""
        if keeps_rules(self.problem, plan):
            self.offer(plan)
            self.offer(fill(self.problem, plan))

    def prove(self, bounds: Mapping[str, int | None]) -> None:
        """Note what is proven of levels by now, by name; a better bound is a step of the trace."""
        known = self.bounds | {name: bound for name, bound in bounds.items() if bound is not None}
        if known != self.bounds and self.trace:
            self.bounds = known
            self._note(self.trace[-1].values)

    def keep(self, values: tuple[int, ...]) -> bool:
        """Tell of an incumbent whose plan will be offered later; False to end."""
        if values != self.trace[-1].values:
            self._note(values)
            return not self.interrupted
        return self.asks()

    def asks(self) -> bool:
        """Ask the watcher whether to go on, though nothing is better; now and then is enough."""
        if self.watch and self.seconds - self._told >= ASK_EVERY:
            self._told = self.seconds
            self.interrupted |= not self.watch(self.trace[-1])
        return not self.interrupted

    def hear(self, seconds: float | None, search: Callable[..., Any], *arguments: Any) -> Iterator[Any]:
        """What a search in a process of its own tells, as long as the watcher lets it, for so many seconds.

        Solvers do not always heed their limits: these are kept from outside, whatever they do.
        """
        until = None if seconds is None else self.seconds + seconds
        for told in stream(search, *arguments):
            if told is not None:
                yield told
            if not self.asks() or (until is not None and self.seconds > until):
                return

    def goes_on(self) -> bool:
        """Whether neither the watcher nor the stop has ended it."""
        return not self.interrupted and not self._spent()

    def rest(self, share: float = 1.0) -> Stop:
        """What is left of the stop, or of a share of the whole; of work a share, at most half."""
        work = None if self.stop.work is None else max(1, round(self.stop.work * min(share, 0.5)))
        if self.stop.seconds is None:
            return Stop(None, work)
        return Stop(max(0.0, self.stop.seconds * share - self.seconds), work)

    def result(self, engine: str) -> Result:
        """The best plan as a result, without bounds."""
        hit = "interrupted" if self.interrupted else "seconds" if self._spent() else "work"
        return Result(
            plan=self.best,
            status=status_of(self.problem, self.best),
            levels=self.levels,
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
        """Seconds since the call."""
        return time.monotonic() - self.began

    def _spent(self) -> bool:
        return self.stop.seconds is not None and self.seconds >= self.stop.seconds

    def _note(self, values: tuple[int, ...]) -> None:
        bounds = tuple(self.bounds.get(level.name) for level in self.levels) if self.bounds else ()
        incumbent = Incumbent(self.seconds, values, bounds)
        self.trace.append(incumbent)
        if self.watch and not self.watch(incumbent):
            self.interrupted = True


def proven(result: Result, bounds: dict[str, int | None], relaxes: tuple[str, ...]) -> Result:
    """A result with the bound of each level named; it is optimal where they all meet their values."""
    bounded: list[Level] = [replace(level, bound=bounds.get(level.name)) for level in result.levels]
    met = result.status == "feasible" and all(level.gap == 0.0 for level in bounded)
    return replace(
        result, levels=tuple(bounded), status="optimal" if met else result.status, bound_relaxes=relaxes
    )
