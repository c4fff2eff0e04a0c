"""What each parameter of the router is worth: `cover` cost with one of them changed at a time.

Ratios are to the default in the same run, on the same instance and seed; below 1 is better than the default.
"""

from __future__ import annotations

from dataclasses import replace
from statistics import mean

from benchmarks.district import District
from benchmarks.machine import conditions
from optimizer.core.plan import Stop
from optimizer.core.problem import Problem
from optimizer.core.score import rank
from optimizer.engines.router import RoutingParams
from optimizer.engines.routing import Routing

INSTANCES = ((10_500, 2, "fewest"), (3_302, 2, "fewest"), (6_000, 2, "fewest"), (10_500, 2, "split"))
"""People expected, kits a team, and the policy of visits."""

DEFAULT = RoutingParams()

VARIANTS = {
    "default": DEFAULT,
    "one round": replace(DEFAULT, rounds=1),
    "five rounds": replace(DEFAULT, rounds=5),
    "no recombination": replace(DEFAULT, recombine=0.0),
    "recombination half the time": replace(DEFAULT, recombine=0.5),
    "hotter: heat 0.1": replace(DEFAULT, heat=0.1),
    "hotter: heat 0.03": replace(DEFAULT, heat=0.03),
    "cooler: heat 0.003": replace(DEFAULT, heat=0.003),
    "larger ruins: removed 30, sequence 15": replace(DEFAULT, removed=30, sequence=15),
    "smaller ruins: removed 6, sequence 6": replace(DEFAULT, removed=6, sequence=6),
    "descend after each ruin": replace(DEFAULT, descend=True),
}


def main(seconds: float = 20.0, seeds: int = 2) -> str:
    """Run every variant on every instance and return the table as Markdown."""
    problems = {}
    for people, stations, visits in INSTANCES:
        district = District.read(purpose="cover", visits=visits, turnout_percent=100)
        problems[f"{people:,} `{visits}`"] = district.of(people, stations).at()
    lines = [
        conditions("ortools", "numpy"),
        f"{seconds:g} s a run, seeds {', '.join(map(str, range(seeds)))}; two kits a team.",
        "",
        f"| variant | {' | '.join(problems)} | mean |",
        f"| --- |{' ---: |' * (len(problems) + 1)}",
    ]
    costs = {
        name: {key: _costs(problem, params, seconds, seeds) for key, problem in problems.items()}
        for name, params in VARIANTS.items()
    }
    for name, row in costs.items():
        ratios = [mean(_ratios(row[key], costs["default"][key])) for key in problems]
        shown = [f"{ratio:.4f}" for ratio in (*ratios, mean(ratios))]
        if name == "default":
            shown[:-1] = [f"Rp {mean(row[key]):,.0f}" for key in problems]
        lines.append(f"| {name} | {' | '.join(shown)} |")
    return "\n".join([*lines, ""])


def _costs(problem: Problem, params: RoutingParams, seconds: float, seeds: int) -> list[int]:
    """Rupiah per seed of plans that leave nobody."""
    costs = []
    for seed in range(seeds):
        short, rupiah = rank(problem, Routing(params).solve(problem, Stop(seconds), seed).plan)
        if short:
            raise ValueError("a plan leaves people behind: its cost cannot be compared")
        print(params, seed, rupiah, flush=True)
        costs.append(rupiah)
    return costs


def _ratios(costs: list[int], others: list[int]) -> list[float]:
    return [cost / other for cost, other in zip(costs, others, strict=True)]
