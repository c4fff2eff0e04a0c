"""One router on one problem, timed: an engine of the registry, or a peer on the engines' parcels and arcs.

Every plan is checked by the referee and priced by the core.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from statistics import mean

from benchmarks import peer_ortools, peer_pyvrp, peer_vroom
from benchmarks.apart import Measured, apart
from benchmarks.task import Route, Task
from optimizer.core.check import check_plan
from optimizer.core.plan import Incumbent, Plan, Stop
from optimizer.core.problem import Problem
from optimizer.core.score import levels, served
from optimizer.engines import ENGINES

Router = Callable[[Task, float, int], list[Route]]

PEERS: dict[str, Router] = {
    "PyVRP": peer_pyvrp.solve,
    "VROOM": peer_vroom.solve,
    "OR-Tools": peer_ortools.solve,
}
"""Other routers; VROOM and OR-Tools (its defaults with guided local search) take no seed."""

AVAILABLE: dict[str, Callable[[], bool]] = {
    "PyVRP": peer_pyvrp.available,
    "VROOM": peer_vroom.available,
    "OR-Tools": peer_ortools.available,
}

SEEDED = ("PyVRP",)
"""Peers run anew for every seed; the others, which have none, once."""


@dataclass(frozen=True)
class Run:
    """One router on one instance.

    Attributes
    ----------
    cost, bound
        Rupiah, and the least they could be as far as proven; None where nothing is.
    left, trips, faults
        People left, team-days, and rules broken.
    least
        People that whoever left fewest on the instance left: nobody could serve them (see `compared`).
    seconds, cpu, peak
        Wall and processor seconds; MiB at most, its children's too. Of a run in no process of its own the
        last two are None.
    trace
        Plans on the way, for an engine.
    """

    router: str
    seed: int
    cost: int
    left: int
    trips: int
    seconds: float
    faults: int
    bound: int | None = None
    peak: float | None = None
    cpu: float | None = None
    trace: tuple[Incumbent, ...] = ()
    least: int = 0

    @property
    def sound(self) -> bool:
        """Whether as few are left as by anybody and no rule is broken, so that the cost can be compared."""
        return self.left <= self.least and not self.faults

    @property
    def gap(self) -> float | None:
        """Share by which the bound lies below the cost."""
        return None if self.bound is None or not self.sound else (self.cost - self.bound) / max(1, self.cost)

    def reached(self, cost: float) -> float | None:
        """Seconds after which as few as ever were left, for no more than `cost`; None where never."""
        if not self.sound:
            return None
        fewest = min((each.values[:-1] for each in self.trace), default=())
        met = (each.seconds for each in self.trace if each.values[:-1] == fewest and each.values[-1] <= cost)
        return next(met, None)


def race(problem: Problem, router: str, seconds: float, seed: int) -> Run:
    """Run an engine or peer by name."""
    wall = time.perf_counter()
    bound, trace = None, tuple[Incumbent, ...]()
    if router in ENGINES:
        result = ENGINES[router]().solve(problem, Stop(seconds), seed)
        plan, trace = result.plan, result.trace
        bound = result.levels[-1].bound if result.levels[0].bound == result.levels[0].value else None
    else:
        task = Task.of(problem)
        plan = task.plan(PEERS[router](task, seconds, seed))
    return _run(problem, router, seed, plan, time.perf_counter() - wall, bound, trace)


def paced(problem: Problem, engine: str, work: int, most: float) -> float:
    """Seconds that an engine takes for so much work; infinite where it has not done it in `most` seconds."""
    result = ENGINES[engine]().solve(problem, Stop(most, work), 0)
    return float("inf") if result.seconds >= most else result.seconds


def races(
    problem: Problem, engines: Iterable[str], seconds: float, seeds: Iterable[int], jobs: int = 1
) -> list[Run]:
    """Engines and the peers installed on a problem, each on one core, `jobs` at a time."""
    peers, tasks = [name for name in PEERS if AVAILABLE[name]()], list[tuple[Problem, str, float, int]]()
    for number, seed in enumerate(seeds):
        tasks += [(problem, engine, seconds, seed) for engine in engines]
        tasks += [(problem, peer, seconds, seed) for peer in peers if peer in SEEDED or not number]
    return compared([_measured(measured) for measured in apart(race, tasks, jobs, alone=True)])


def compared(runs: Sequence[Run]) -> list[Run]:
    """Runs on one instance, each knowing how few any of them left that broke no rule.

    Where some people are out of reach of every day all routers leave them; who leaves more is not sound.
    """
    least = min((run.left for run in runs if not run.faults), default=0)
    return [replace(run, least=least) for run in runs]


def ratios(runs: Sequence[Run], engine: str) -> list[float]:
    """An engine's cost to the best peer's that left as few as anybody and kept all rules, per seed.

    A peer without seeds counts for each; a seed on which the engine left more counts as infinite.
    """
    found = []
    for own in (run for run in runs if run.router == engine):
        best = best_peer(runs, own.seed)
        if best is not None:
            found.append(own.cost / best.cost if own.sound else float("inf"))
    return found


def best_peer(runs: Sequence[Run], seed: int) -> Run | None:
    """The cheapest sound run of a peer with this seed, or of one without seeds."""
    peers = (run for run in runs if run.router in PEERS and run.sound)
    return min(
        (run for run in peers if run.seed == seed or run.router not in SEEDED),
        key=lambda run: run.cost,
        default=None,
    )


def verdict(instances: Sequence[tuple[str, Sequence[Run]]], engines: Sequence[str]) -> list[str]:
    """Each engine beside the best peer: ratio of costs, seconds to the peer's cost, proven gap."""
    lines = [
        "| instance | engine | cost to the best peer's: mean | worst seed | s to the peer's cost | gap, % |",
        "| --- | --- | ---: | ---: | ---: | ---: |",
    ]
    everywhere: dict[str, list[float]] = {engine: [] for engine in engines}
    for name, runs in instances:
        for engine in engines:
            found = ratios(runs, engine)
            everywhere[engine] += found
            own = [run for run in runs if run.router == engine]
            seconds = [run.reached(best.cost) for run in own if (best := best_peer(runs, run.seed))]
            met = [each for each in seconds if each is not None]
            gaps = [run.gap for run in own]
            cells = [
                name,
                f"`{engine}`",
                f"{mean(found):.4f}" if found else "–",
                f"{max(found):.4f}" if found else "–",
                f"{mean(met):.1f} ({len(met)} of {len(seconds)})" if met else f"never (of {len(seconds)})",
                "–"
                if None in gaps or not gaps
                else f"{100 * mean(gap for gap in gaps if gap is not None):.2f}",
            ]
            lines.append(f"| {' | '.join(cells)} |")
    for engine, found in everywhere.items():
        if found:
            lines.append(f"| all | `{engine}` | {mean(found):.4f} | {max(found):.4f} | | |")
    return lines


def table(instances: Sequence[tuple[str, Sequence[Run]]]) -> list[str]:
    """Every router on every instance."""
    lines = [
        (
            "| instance | router | cost, mean, Rp | to the best | best–worst, Rp | people left | trips | s "
            "| CPU s | MiB | referee |"
        ),
        "| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | --- |",
    ]
    for name, runs in instances:
        routers = list(dict.fromkeys(run.router for run in runs))
        best = min((run.cost for run in runs if run.sound), default=0)
        for router in routers:
            own = [run for run in runs if run.router == router]
            costs, trips = [run.cost for run in own], sorted({run.trips for run in own})
            sound = all(run.sound for run in own)
            cells = [
                name,
                f"`{router}`" if router in ENGINES else router,
                f"{mean(costs):,.0f}",
                f"{mean(costs) / best:.4f}" if best and sound else "–",
                f"{min(costs):,}–{max(costs):,}",
                str(max(run.left for run in own)),
                "–".join(map(str, dict.fromkeys((trips[0], trips[-1])))),
                f"{mean(run.seconds for run in own):.1f}",
                f"{mean(run.cpu or 0.0 for run in own):.1f}",
                f"{max(run.peak or 0.0 for run in own):,.0f}",
                "passed" if not any(run.faults for run in own) else "FAULTS",
            ]
            lines.append(f"| {' | '.join(cells)} |")
    return lines


def _measured(measured: Measured[Run]) -> Run:
    return replace(measured.outcome, peak=measured.peak, cpu=measured.cpu)


def _run(
    problem: Problem,
    router: str,
    seed: int,
    plan: Plan,
    seconds: float,
    bound: int | None,
    trace: tuple[Incumbent, ...],
) -> Run:
    left = int(problem.expected.sum()) - int(served(problem, plan.trips).sum())
    cost = levels(problem, plan)[-1].value
    faults = len(check_plan(problem, plan))
    return Run(router, seed, cost, left, len(plan.trips), seconds, faults, bound, trace=trace)
