"""The plan beside what an office does without one, at equal means and as it is practised."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from itertools import groupby

import numpy as np

from optimizer.core.outcome import Baseline
from optimizer.core.plan import Result, Stop
from optimizer.core.problem import Problem, Slot
from optimizer.core.score import served
from optimizer.engines import BASELINES, ENGINES, Watch
from optimizer.settings import Settings

PRACTICE_SHARE = 0.25
"""Share of the plan's own stop given to planning the few team-days of the practice."""


def compare(
    problem: Problem, result: Result, settings: Settings, watch: Watch | None = None
) -> tuple[Baseline, ...]:
    """Each rule of thumb on every slot the plan has, and the practice with the plan held to its means."""
    rows = [_row(problem, name, "equal", _rule(problem, name), result) for name in BASELINES]
    few = in_practice(problem, settings.practice.trips_per_week)
    if few.slots:
        stop = result.stop.part(PRACTICE_SHARE)
        held = ENGINES[result.engine]().solve(few, stop, result.seed, watch=watch)
        rows.append(_row(few, BASELINES[0], "practice", _rule(few, BASELINES[0]), held))
    return tuple(rows)


def in_practice(problem: Problem, trips_per_week: int) -> Problem:
    """The problem with as many slots a week as the office makes trips, spread over the week's dates."""
    teams_on: dict[date, list[Slot]] = defaultdict(list)
    for slot in problem.slots:
        teams_on[slot.date].append(slot)
    kept: list[Slot] = []
    for _, dates in groupby(sorted(teams_on), key=lambda day: day.isocalendar()[:2]):
        week = list(dates)
        picks = np.linspace(0, len(week) - 1, min(trips_per_week, len(week))).round().astype(int)
        kept += [teams_on[week[pick]][0] for pick in picks]
    return problem.with_slots(tuple(kept))


def _rule(problem: Problem, name: str) -> Result:
    return ENGINES[name]().solve(problem, Stop(), 0)


def _row(problem: Problem, name: str, means: str, rule: Result, plan: Result) -> Baseline:
    figures = []
    for result in (rule, plan):
        people = served(problem, result.plan.trips)
        weighted = int(people @ problem.cell_weight.astype(np.int64))
        figures += [int(people.sum()), weighted, result.levels[-1].value, len(result.plan.trips)]
    return Baseline(name, means, *figures)
