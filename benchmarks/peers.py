"""The `cover` cost of our engines beside other routers, at equal time, on the same parcels and arcs.

Every router gets the engines' own task (`benchmarks.task`), one thread and the same seconds, in a process of
its own; its routes become a plan of the core, checked by the referee and priced by the core. Ratios are
within one run, and a bound beyond a sound peer's cost would be named: it would be wrong.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from benchmarks.district import District
from benchmarks.machine import conditions
from benchmarks.plain import CASES, SWITCHED_OFF, plain, reduced
from benchmarks.race import AVAILABLE, Run, races, table, verdict
from optimizer.core.policy import Visits
from optimizer.core.problem import Problem

POLICIES: tuple[Visits, ...] = ("fewest", "split")

DISTRICTS = tuple((people, stations) for stations in (2, 1) for people in (10_500, 6_000, 3_302))
"""People expected and kits a team, for the instances of the embedded district."""


def main(
    seconds: float = 10.0,
    seeds: int = 3,
    instances: str = "cases",
    engines: str = "auto,routing",
    jobs: int = 2,
    only: str = "",
    policies: str = "fewest,split",
) -> str:
    """Run every router on every instance and return the tables as Markdown.

    Parameters
    ----------
    instances
        `cases`: the five cases, plain; `district`: the embedded district with more and fewer people and kits.
    engines
        Ours to run, by name.
    jobs
        Runs side by side.
    only
        Part of the name of the instances wanted.
    policies
        Policies of visits, by name.
    """
    missing = [name for name, available in AVAILABLE.items() if not available()]
    if missing:
        raise SystemExit(f"not installed: {', '.join(missing)} (extra `benchmark`)")
    ours = engines.split(",")
    lines = [
        conditions("ortools", "pyvrp", "pyvroom", "numpy"),
        (
            f"{seconds:g} s a run, one core each, {jobs} at a time, "
            f"seeds {', '.join(map(str, range(seeds)))} (VROOM and OR-Tools have none)."
        ),
    ]
    lines.append(f"Switched off: {'; '.join(SWITCHED_OFF)}.")
    for visits in (policy for policy in POLICIES if policy in policies.split(",")):
        raced: list[tuple[str, list[Run]]] = []
        for name, pose in posed(instances, visits).items():
            if only in name:
                raced.append((name, races(pose(), ours, seconds, range(seeds), jobs)))
                for run in raced[-1][1]:
                    print(f"{visits} | {name} | {shown(run)}", flush=True)
        lines += ["", f"### Policy `{visits}`", "", *verdict(raced, ours), "", *table(raced), *wrong(raced)]
    return "\n".join([*lines, ""])


def posed(instances: str, visits: Visits) -> dict[str, Callable[[], Problem]]:
    """The instances by name, each to be posed when it is its turn."""
    if instances == "cases":
        return {case: partial(plain, case, visits) for case in CASES}
    return {
        f"{people:,} people, {kits} kit{'s' * (kits > 1)}": partial(_district, people, kits, visits)
        for people, kits in DISTRICTS
    }


def _district(people: int, stations: int, visits: Visits) -> Problem:
    read = District.read(purpose="cover", visits=visits, turnout_percent=100)
    return reduced(read.of(people, stations).at(), visits)


def shown(run: Run) -> str:
    """A run in a line."""
    return (
        f"{run.router} seed {run.seed}: Rp {run.cost:,}, bound {run.bound}, {run.left} left, "
        f"{run.trips} trips, {run.seconds:.1f} s, CPU {run.cpu or 0:.1f} s, {run.peak or 0:,.0f} MiB, "
        f"{run.faults} faults"
    )


def wrong(raced: Sequence[tuple[str, Sequence[Run]]]) -> list[str]:
    """Bounds above what some sound plan costs, in words; nothing where there are none."""
    lines = list[str]()
    for name, runs in raced:
        best = min((run.cost for run in runs if run.sound), default=None)
        lines += [
            f"**Wrong bound**: {name}, `{run.router}`: {run.bound:,} above {best:,}."
            for run in runs
            if best is not None and run.bound is not None and run.bound > best
        ]
    return ["", *lines] if lines else []
