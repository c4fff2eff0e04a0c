"""The `cover` cost of the engine `routing` beside other routers, at equal time on the same parcels and arcs.

Every router gets the engine's own task (`benchmarks.task`), one thread and the same seconds; its routes
become a plan of the core, checked by the referee and priced by the core. Ratios are within one run.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from statistics import mean

from benchmarks import peer_ortools, peer_pyvrp, peer_vroom
from benchmarks.district import District
from benchmarks.machine import conditions
from benchmarks.task import Route, Task
from optimizer.core.check import check_plan
from optimizer.core.plan import Plan, Stop
from optimizer.core.problem import Problem
from optimizer.core.score import levels, served
from optimizer.engines import ENGINES

Router = Callable[[Task, float, int], list[Route]]

ENGINE = "routing"
SEEDED: dict[str, Router] = {"PyVRP": peer_pyvrp.solve, "VROOM": peer_vroom.solve}
"""The peers the engine is measured against, run anew for every seed (VROOM, which has none, too)."""

PLAIN: dict[str, Router] = {"OR-Tools defaults, GLS": peer_ortools.solve}
"""Shown beside them, run once."""

AVAILABLE = {"PyVRP": peer_pyvrp.available, "VROOM": peer_vroom.available}

INSTANCES = tuple(
    (people, stations, visits)
    for visits in ("fewest", "split")
    for stations in (2, 1)
    for people in (10_500, 6_000, 3_302)
)
"""People expected, kits a team, and the policy of visits."""

ALLOWED = 1.02
"""Ratio to the better peer that the engine may reach."""


@dataclass(frozen=True)
class Run:
    """One router on one instance: rupiah, people left, trips, wall and processor seconds, faults."""

    router: str
    seed: int
    cost: int
    left: int
    trips: int
    seconds: float
    cpu: float
    faults: int


def main(seconds: float = 30.0, seeds: int = 3) -> str:
    """Run every router on every instance and return the tables as Markdown."""
    missing = [name for name, available in AVAILABLE.items() if not available()]
    if missing:
        raise SystemExit(f"not installed: {', '.join(missing)} (extra `benchmark`)")
    problems = {key: _problem(*key) for key in INSTANCES}
    results: dict[str, list[tuple[str, list[Run]]]] = {}
    for (people, stations, visits), problem in problems.items():
        name = f"{people:,} people, {stations} kit{'s' * (stations > 1)}"
        results.setdefault(visits, []).append((name, compare(problem, seconds, range(seeds))))
        for run in results[visits][-1][1]:
            print(f"{visits} | {name} | {run}", flush=True)
    lines = [
        conditions("ortools", "pyvrp", "pyvroom", "numpy"),
        f"{seconds:g} s a run, one thread, seeds {', '.join(map(str, range(seeds)))}, one after the other.",
    ]
    for visits, instances in results.items():
        lines += ["", f"### Policy `{visits}`", "", *_verdict(instances), "", *_table(instances)]
    return "\n".join([*lines, ""])


def _problem(people: int, stations: int, visits: str) -> Problem:
    return District.read(purpose="cover", visits=visits, turnout_percent=100).of(people, stations).at()


def compare(problem: Problem, seconds: float, seeds: Iterable[int]) -> list[Run]:
    """The engine and every peer installed on a problem, in turns."""
    task = Task.of(problem)
    runs = []
    for seed in seeds:
        runs.append(_engine(problem, seconds, seed))
        for name, router in SEEDED.items():
            if AVAILABLE[name]():
                runs.append(_peer(task, name, router, seconds, seed))
    return runs + [_peer(task, name, router, seconds, 0) for name, router in PLAIN.items()]


def ratios(runs: Sequence[Run]) -> list[float]:
    """The engine's cost to the better peer's that left nobody and kept all rules, per seed."""
    found = []
    for own in (run for run in runs if run.router == ENGINE):
        sound = [run.cost for run in runs if run.seed == own.seed and run.router in SEEDED and _sound(run)]
        if sound:
            found.append(own.cost / min(sound))
    return found


def _sound(run: Run) -> bool:
    return not run.left and not run.faults


def _engine(problem: Problem, seconds: float, seed: int) -> Run:
    wall, cpu = time.perf_counter(), time.process_time()
    plan = ENGINES[ENGINE]().solve(problem, Stop(seconds), seed).plan
    return _run(problem, ENGINE, seed, plan, wall, cpu)


def _peer(task: Task, name: str, router: Router, seconds: float, seed: int) -> Run:
    wall, cpu = time.perf_counter(), time.process_time()
    plan = task.plan(router(task, seconds, seed))
    return _run(task.problem, name, seed, plan, wall, cpu)


def _run(problem: Problem, name: str, seed: int, plan: Plan, wall: float, cpu: float) -> Run:
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    left = int(problem.expected.sum()) - int(served(problem, plan.trips).sum())
    cost = levels(problem, plan)[1].value
    return Run(name, seed, cost, left, len(plan.trips), wall, cpu, len(check_plan(problem, plan)))


def _verdict(instances: Sequence[tuple[str, list[Run]]]) -> list[str]:
    lines = [
        f"| instance | `{ENGINE}` to the better of {' and '.join(SEEDED)}: mean | worst seed | within 2 % |",
        "| --- | ---: | ---: | --- |",
    ]
    for name, runs in instances:
        found = ratios(runs)
        ok = "yes" if max(found) <= ALLOWED else "no"
        lines.append(f"| {name} | {mean(found):.4f} | {max(found):.4f} | {ok} |")
    return lines


def _table(instances: Sequence[tuple[str, list[Run]]]) -> list[str]:
    lines = [
        (
            "| instance | router | cost, mean, Rp | to the best | best–worst, Rp | people left | trips | s "
            "| CPU s | referee |"
        ),
        "| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | --- |",
    ]
    for name, runs in instances:
        routers = list(dict.fromkeys(run.router for run in runs))
        best = min(mean(run.cost for run in runs if run.router == router) for router in routers)
        for router in routers:
            own = [run for run in runs if run.router == router]
            costs, trips = [run.cost for run in own], sorted({run.trips for run in own})
            lines.append(
                f"| {name} | {router} | {mean(costs):,.0f} | {mean(costs) / best:.4f} "
                f"| {min(costs):,}–{max(costs):,} | {max(run.left for run in own)} "
                f"| {'–'.join(map(str, dict.fromkeys((trips[0], trips[-1]))))} "
                f"| {mean(run.seconds for run in own):.1f} | {mean(run.cpu for run in own):.1f} "
                f"| {'passed' if not any(run.faults for run in own) else 'FAULTS'} |"
            )
    return lines
