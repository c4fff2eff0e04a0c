"""Districts of 40 to 1,248 places at one density: cost beside the peers, time and memory, and how they grow.

The same work means as many iterations, rounds or steps as on any other size, so its seconds show what one of
them costs. Growth is the exponent b of a · placesᵇ, fitted by least squares on logarithms over the sizes; 2
means that doubling the places costs four times as much.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from benchmarks.apart import apart
from benchmarks.machine import conditions
from benchmarks.peers import POLICIES, shown, wrong
from benchmarks.plots import lines_plot
from benchmarks.race import PEERS, Run, paced, races, table, verdict
from benchmarks.synthetic import PLACES, RADIUS, SIZES, synthetic

NEAR = 1.01

WORK, LONGEST = 20, 60.0
"""Units of work of the run that measures how long the same work takes, and seconds that end it."""


def main(
    seconds: float = 10.0, seeds: int = 1, engines: str = "auto,routing", jobs: int = 2, most: int = 1248
) -> str:
    """Run every router on every size and return the tables as Markdown; `most` is the largest size."""
    ours, sizes = engines.split(","), [size for size in SIZES if size <= most]
    lines = [
        conditions("ortools", "pyvrp", "pyvroom", "numpy"),
        (
            f"{seconds:g} s a run, one core each, {jobs} at a time, {seeds} seeds; "
            f"places strewn over a disc, {RADIUS:g} minutes to its edge at {PLACES} places."
        ),
    ]
    for visits in POLICIES:
        raced: list[tuple[str, list[Run]]] = []
        steps: list[list[float]] = []
        for size in sizes:
            tasks = [(synthetic(size, visits), engine, WORK, LONGEST) for engine in ours]
            steps.append([measured.outcome for measured in apart(paced, tasks, jobs)])
            raced.append(
                (f"{size:,} places", races(synthetic(size, visits), ours, seconds, range(seeds), jobs))
            )
            for run in raced[-1][1]:
                print(f"{visits} | {size} | {shown(run)}", flush=True)
        lines += ["", f"### Policy `{visits}`", "", *verdict(raced, ours), "", *table(raced), *wrong(raced)]
        lines += ["", *_growth(sizes, raced, steps, ours)]
        _plot(visits, sizes, raced)
    return "\n".join([*lines, "", "Plots: `plots/ladder-*.svg`.", ""])


def exponent(sizes: Sequence[int], values: Sequence[float | None]) -> float | None:
    """The b of a · sizeᵇ by least squares on logarithms; None with fewer than three values."""
    known = [(s, value) for s, value in zip(sizes, values, strict=True) if value and math.isfinite(value)]
    if len(known) < 3:
        return None
    slope, _ = np.polyfit([math.log(s) for s, _ in known], [math.log(v) for _, v in known], 1)
    return float(slope)


def _growth(
    sizes: Sequence[int],
    raced: Sequence[tuple[str, Sequence[Run]]],
    steps: Sequence[Sequence[float]],
    ours: Sequence[str],
) -> list[str]:
    """Seconds to a first plan and to within 1 % of the end, MiB, and their growth."""
    lines = [
        f"| engine | measure | {' | '.join(f'{size:,}' for size in sizes)} | growth |",
        f"| --- | --- |{' ---: |' * (len(sizes) + 1)}",
    ]
    for number, engine in enumerate(ours):
        own = [[run for run in runs if run.router == engine] for _, runs in raced]
        rows: dict[str, Sequence[float | None]] = {
            "s to a plan that serves everyone": [
                _mean([run.reached(math.inf) for run in runs]) for runs in own
            ],
            "s to within 1 % of its end": [
                _mean([run.reached(NEAR * run.cost) for run in runs]) for runs in own
            ],
            f"s for {WORK} units of work": [each[number] for each in steps],
            "MiB": [_mean([run.peak for run in runs]) for runs in own],
        }
        for name, values in rows.items():
            found = exponent(sizes, values)
            cells = [_short(value) for value in values]
            growth = "–" if found is None else f"{found:.2f}"
            lines.append(f"| `{engine}` | {name} | {' | '.join(cells)} | {growth} |")
    return lines


def _short(value: float | None) -> str:
    if value is None:
        return "–"
    return f"> {LONGEST:g}" if math.isinf(value) else f"{value:,.3g}"


def _mean(values: Sequence[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return sum(known) / len(known) if known else None


def _plot(visits: str, sizes: Sequence[int], raced: Sequence[tuple[str, Sequence[Run]]]) -> None:
    """Cost to the best of all routers, by size."""
    series: dict[str, list[float | None]] = {}
    for number, (_, runs) in enumerate(raced):
        best = min((run.cost for run in runs if run.sound), default=None)
        for router in dict.fromkeys(run.router for run in runs):
            costs = [run.cost for run in runs if run.router == router and run.sound]
            label = router if router in PEERS else f"{router} (ours)"
            row = series.setdefault(label, [None] * len(sizes))
            row[number] = sum(costs) / len(costs) / best if costs and best else None
    lines_plot(f"ladder-{visits}", sizes, series, "places", "cost to the best router's", dashed=tuple(PEERS))
