"""What the main job wins over the rules of thumb at equal means, by start date.

The whole line runs: the plan is the dated one, checked by the referee; each rule of thumb gets every slot
the plan has, with the same minutes, roads, tariff and visits allowed.
"""

from __future__ import annotations

from datetime import date

from benchmarks.machine import conditions
from optimizer.core.outcome import Baseline, Outcome
from optimizer.line import Request, run
from optimizer.settings import home, load

STARTS = {
    date(2026, 2, 16): "Ramadan begins on 19 February",
    date(2026, 3, 2): "Ramadan, Lebaran from 20 March",
    date(2026, 3, 23): "Lebaran and its joint leave",
    date(2026, 6, 1): "dry season",
    date(2026, 8, 10): "dry season, Independence Day",
    date(2026, 11, 23): "rainy season",
    date(2027, 2, 8): "Ramadan 2027 from its first day",
}
"""Mondays, and what is special about the four weeks after them."""


def main(seconds: float = 20.0, seeds: int = 1) -> str:
    """Run the line from every start date and return the table as Markdown."""
    lines = [
        conditions("ortools", "numpy", "holidays"),
        (
            f"4 weeks, 2 teams, purpose `reach`, policy `fewest`, {seconds:g} s a run, "
            f"seeds {', '.join(map(str, range(seeds)))}; weighted people, the margin in per cent."
        ),
        "",
        (
            "| start | | seed | team-days | plan | largest first | margin | rotation | margin | plan, Rp "
            "| largest first, Rp | rotation, Rp |"
        ),
        "| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |",
    ]
    for start, why in STARTS.items():
        for seed in range(seeds):
            line = _line(start, why, seed, _outcome(start, seconds, seed))
            print(line, flush=True)
            lines.append(line)
    return "\n".join([*lines, ""])


def _outcome(start: date, seconds: float, seed: int) -> Outcome:
    configs = home() / "configs"
    plan = {"start": start, "weeks": 4, "seconds": seconds, "seed": seed}
    settings = load(configs, region="rejang_lebong", overrides={"plan": plan})
    source = settings.region.data
    return run(Request(settings, configs, source, start, start, f"{start}T00:00:00", "margins"))


def _line(start: date, why: str, seed: int, outcome: Outcome) -> str:
    equal = {row.name: row for row in outcome.baselines if row.means == "equal"}
    largest, rotation = equal["largest_first"], equal["rotation"]
    rupiah = [largest.plan_cost, largest.cost, rotation.cost]
    return (
        f"| {start} | {why} | {seed} | {len(outcome.problem.slots)} | {_people(largest.plan_weighted)} "
        f"| {_people(largest.weighted)} | {_margin(largest)} | {_people(rotation.weighted)} "
        f"| {_margin(rotation)} | {' | '.join(f'{amount:,}' for amount in rupiah)} |"
    )


def _people(weighted: int) -> str:
    return f"{weighted / 100:,.0f}"


def _margin(row: Baseline) -> str:
    return f"{100 * (row.plan_weighted / row.weighted - 1):+.1f} %"
