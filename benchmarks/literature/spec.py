"""The table of a family: gap to the best known, what is proven, seconds and memory."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from statistics import mean

from benchmarks.apart import Measured, apart
from benchmarks.literature.formats import FOLDER, read_family
from benchmarks.literature.instance import Family, Instance
from benchmarks.literature.trial import Trial, trial
from benchmarks.machine import conditions
from optimizer.core.plan import Stop
from optimizer.engines import ENGINES

FAMILIES: tuple[Family, ...] = ("top", "sdvrp", "cmt")


def main(
    family: str = "sdvrp",
    seconds: float = 60.0,
    sample: int = 0,
    engine: str = "auto",
    seed: int = 0,
    jobs: int = 2,
    only: str = "",
    folder: str = str(FOLDER),
    scale: int = 0,
) -> str:
    """Run an engine over a family and return the table as Markdown.

    Parameters
    ----------
    family
        `top`, `sdvrp` or `cmt`.
    sample
        So many instances, evenly spread over the family; 0 for all.
    jobs
        Instances at a time, each in a process of its own.
    only
        Parts of the names of the instances wanted, with commas between.
    scale
        Minutes per unit of length where lengths are limited; 0 for those of the family.
    """
    named = next((known for known in FAMILIES if known == family), None)
    if named is None or engine not in ENGINES:
        raise SystemExit(f"families: {', '.join(FAMILIES)}; engines: {', '.join(ENGINES)}")
    parts = only.split(",")
    instances = [i for i in read_family(named, Path(folder)) if any(part in i.name for part in parts)]
    tasks = [(instance, engine, Stop(seconds), seed, scale) for instance in spread(instances, sample)]
    done: list[Measured[Trial]] = []
    for run in apart(trial, tasks, jobs):
        done.append(run)
        print(f"{len(done)}/{len(tasks)} {run.outcome}", flush=True)
    lines = [
        conditions("ortools", "pyvrp", "numpy", "vrplib"),
        (
            f"Engine `{engine}`, {seconds:g} s an instance, {jobs} at a time, seed {seed}; {len(tasks)} of "
            f"{len(instances)} instances, values verified unrounded on the instance as published."
        ),
        "",
        *_summary([run.outcome for run in done], max((run.peak or 0.0 for run in done), default=0.0)),
        "",
        *_table(done),
    ]
    return "\n".join([*lines, ""])


def spread(instances: Sequence[Instance], sample: int) -> list[Instance]:
    """A fixed sample: evenly spread over the instances in their order; all of them for 0."""
    if not sample or sample >= len(instances):
        return list(instances)
    return [instances[(2 * n + 1) * len(instances) // (2 * sample)] for n in range(sample)]


def _summary(trials: list[Trial], peak: float) -> list[str]:
    gaps = [each.gap for each in trials if each.gap is not None]
    lost = sum(each.value is None for each in trials)
    wrong = [each.instance for each in trials if each.contradicts]
    reached, proven, bounded = (
        f"{100 * sum(flags) / max(1, len(trials)):.0f} %"
        for flags in (
            [each.reached for each in trials],
            [each.proven for each in trials],
            [each.bound is not None for each in trials],
        )
    )
    average, worst = 100 * mean(gaps or [0.0]), 100 * max(gaps or [0.0])
    return [
        f"Best known reached {reached}, optimality proven {proven}, a bound {bounded}.",
        f"Gap to the best known: {average:.2f} % on average, {worst:.2f} % at worst; no solution: {lost}.",
        f"Bounds beyond a known value: {', '.join(wrong) or 'none'}; at most {peak:,.0f} MiB a process.",
    ]


def _table(done: list[Measured[Trial]]) -> list[str]:
    lines = [
        "| instance | customers | best known | reached | gap, % | bound | to value, % | proven | s | MiB |",
        "| --- | ---: | ---: | ---: | ---: | ---: | ---: | --- | ---: | ---: |",
    ]
    for run in done:
        each = run.outcome
        cells = [
            each.instance + (" ↑" if each.rounded else ""),
            str(each.customers),
            _number(each.best) + ("*" if each.optimal else ""),
            _number(each.value),
            _percent(each.gap),
            _number(each.bound),
            _percent(each.bound_gap),
            "yes" if each.proven else "no",
            f"{each.seconds:.0f}",
            _number(run.peak and round(run.peak)),
        ]
        lines.append(f"| {' | '.join(cells)} |")
    return [*lines, "", "\\* proven optimal in the literature; ↑ the plan is of the instance rounded up."]


def _number(value: float | None) -> str:
    if value is None:
        return "–"
    return f"{value:,.0f}" if value == round(value) else f"{value:,.2f}"


def _percent(share: float | None) -> str:
    return "–" if share is None else f"{100 * share:.2f}"
