"""`Ground`: what every plan of a frontier shares, measured once, and how one of them is made."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from optimizer.core.check import check_plan
from optimizer.core.frontier import MILLION
from optimizer.core.plan import Incumbent, Plan, Result, Stop
from optimizer.core.problem import Problem
from optimizer.core.score import rank, weighted_wanted
from optimizer.engines import ENGINES
from optimizer.errors import Message
from optimizer.frontier.params import FrontierParams
from optimizer.line import Request
from optimizer.line.horizon import posed
from optimizer.line.run import RefereeError
from optimizer.regions.read import read
from optimizer.settings import Settings, check_question, doubts, load_tariff, to_record
from optimizer.sweeps import digest_of

Watch = Callable[[Incumbent], bool]


@dataclass(frozen=True)
class Ground:
    """A problem without a budget, and how plans are made for it.

    `digest` stands for everything the plans depend on besides budget and start.
    """

    settings: Settings
    problem: Problem
    params: FrontierParams
    seed: int
    digest: str
    notes: tuple[Message, ...]
    cache: Path | None = None
    watch: Watch | None = None

    @property
    def stop(self) -> Stop:
        """The stop of each plan."""
        work = self.params.work
        return Stop(self.params.seconds if work is None else None, work)

    def within(self, budget: int | None) -> Problem:
        """The problem for so many rupiah."""
        return self.problem.replace(policy=replace(self.problem.policy, budget=budget))

    def solve(
        self, problem: Problem, start: Plan | None, more_seeds: int = 0, stop: Stop | None = None
    ) -> Result:
        """A plan, refereed; ends the whole as Ctrl-C does where the user asked to end.

        Raises
        ------
        RefereeError
            If the plan breaks a rule.
        KeyboardInterrupt
            If the watcher asked to end: half a search proves and compares nothing.
        """
        result = ENGINES[self.params.engine]().solve(
            problem, stop or self.stop, self.seed + more_seeds, start, self.watch
        )
        faults = check_plan(problem, result.plan)
        if faults:
            raise RefereeError(tuple(faults))
        if result.interrupted:
            raise KeyboardInterrupt
        return result


def grounded(request: Request, params: FrontierParams, watch: Watch | None = None) -> Ground:
    """Read, measure and pose once.

    The floors of the kecamatan are left out: with them the first rupiah would go where they are missing
    rather than where they serve most, and the curve would not say what money buys.

    Raises
    ------
    InputError
        If the tables or settings cannot be planned with.
    """
    settings, region = request.settings, read(request.source, request.settings.region)
    check_question(settings, region)
    tariff, file = load_tariff(request.configs, settings.tariff)
    warnings = (*region.warnings, *doubts(settings, region, tariff))
    region = replace(region, inputs=(*region.inputs, file), warnings=warnings)
    free = settings.model_copy(
        update={"policy": settings.policy.model_copy(update={"budget": None, "floor_percent": 0})}
    )
    problem = posed(free, region, tariff, request.start, request.cache)
    notes = [Message("frontier.note.floors")] if settings.policy.floor_percent else []
    if settings.policy.budget is not None:
        values = {"million": settings.policy.budget / MILLION}
        notes.append(Message("frontier.note.budget", values))
    digest = digest_of(
        to_record(free, request.configs),
        sorted(each.sha256 for each in region.inputs),
        request.start.isoformat(),
        params.model_dump(mode="json", exclude={"points", "months"}),
    )
    return Ground(settings, problem, params, settings.plan.seed, digest, tuple(notes), request.cache, watch)


def best_of(problem: Problem, plans: Iterable[Plan]) -> Plan:
    """The best of some plans that all keep to the problem; the first of equals."""
    return min(plans, key=lambda plan: rank(problem, plan))


def engine_bound(problem: Problem, result: Result) -> int | None:
    """Weighted people that no plan exceeds as far as the engine has proven it; None where it has not."""
    for level in result.levels:
        if level.name == "weighted_people":
            return level.bound
        if level.name == "weighted_shortfall" and level.bound is not None:
            return weighted_wanted(problem) - level.bound
    return None


def engine_price(result: Result) -> float | None:
    """Weighted people for a million rupiah more, as far as the engine has a dual price of the budget."""
    prices = [
        each.value * MILLION / each.per
        for each in result.marginals
        if each.kind == "rupiah" and each.unit == "people/100"
    ]
    return max(prices, default=None)
