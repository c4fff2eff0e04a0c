"""What one team-day or a million rupiah more really brings, beside the price the proof puts on it.

The main job is planned, then planned again from that plan with a team-day more in each week, and with more
money under a budget of 60 % of what it cost. The price is an upper limit at the margin: what is gained is at
most the price and the plan's gap together; a plan that was short of the best may also gain by the longer
search alone.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from benchmarks.district import District
from benchmarks.machine import conditions
from optimizer.core.plan import Plan, Result, Stop
from optimizer.core.problem import Problem, Slot
from optimizer.engines import ENGINES

BUDGET = 0.6
"""Share of what the plan cost that the budgeted one may."""

MILLION = 1_000_000


def main(seconds: float = 20.0, weeks: int = 2, people: int = 8_400) -> str:
    """Plan, price, plan again with more, and return the table as Markdown."""
    problem = District.read().of(people).at(weeks=weeks)
    result = _solved(problem, seconds)
    level = result.levels[-2]
    lines = [
        conditions("ortools", "numpy"),
        (
            f"{weeks} weeks, {len(problem.slots)} team-days, {people:,} people waiting, purpose `reach`, "
            f"engine `auto`, {seconds:g} s a run; weighted people. First plan {_people(level.value)}."
        ),
        "",
        "| more of | price, at most | gap of the plan | gained by planning again | within price and gap |",
        "| --- | ---: | ---: | ---: | --- |",
    ]
    mondays = sorted({slot.date - timedelta(days=slot.date.weekday()) for slot in problem.slots})
    for monday in mondays:
        slot = next(s for s in problem.slots if monday <= s.date < monday + timedelta(days=7))
        price = next(
            m.value
            for m in result.marginals
            if (m.kind, m.key, m.week, m.unit) == ("team_day", str(slot.slot_class), monday, level.unit)
        )
        more = problem.replace(slots=(*problem.slots, Slot("more", slot.date, slot.slot_class)))
        lines.append(_line(f"a team-day on {slot.date}", price, result, _solved(more, seconds, result.plan)))
    tight = _with(problem, round(result.levels[-1].value * BUDGET))
    short = _solved(tight, seconds)
    price = next(m.value for m in short.marginals if m.kind == "rupiah")
    more = _with(tight, (tight.policy.budget or 0) + MILLION)
    lines.append(_line("Rp 1,000,000", price, short, _solved(more, seconds, short.plan)))
    return "\n".join([*lines, ""])


def _with(problem: Problem, budget: int) -> Problem:
    return problem.replace(policy=replace(problem.policy, budget=budget))


def _solved(problem: Problem, seconds: float, start: Plan | None = None) -> Result:
    return ENGINES["auto"]().solve(problem, Stop(seconds), 0, start)


def _line(what: str, price: int, before: Result, after: Result) -> str:
    level = before.levels[-2]
    gap = (level.bound or 0) - level.value
    gain = after.levels[-2].value - level.value
    inside = "yes" if gain <= price + gap else "**no**"
    line = f"| {what} | {_people(price)} | {_people(gap)} | {_people(gain)} | {inside} |"
    print(line, flush=True)
    return line


def _people(hundredths: int) -> str:
    return f"{hundredths / 100:,.1f}"
