"""Date a plan; what finds no date goes back to the engine, until it is dated or cannot be."""

from __future__ import annotations

from dataclasses import replace

from optimizer.core.plan import Level, Plan, Result, Stop
from optimizer.core.problem import Problem
from optimizer.core.schedule import Schedule
from optimizer.core.score import levels, rank
from optimizer.engines import Engine, Watch
from optimizer.timetable import Contest, TimetableParams, contest, place, settle

ROUNDS = 3
"""Times a plan goes back at most."""

SHARE = 0.25
"""Share of the plan's own stop that each of them takes."""


def dated(
    problem: Problem,
    result: Result,
    engine: Engine,
    stop: Stop,
    params: TimetableParams,
    seed: int,
    watch: Watch | None = None,
) -> tuple[Result, Schedule]:
    """The dated schedule of a plan, and the result it stands for.

    Where trips find no date, what they contend for is narrowed (`timetable.settle`) and the engine starts
    again from the trips dated, with room for those left out; the better dated plan is kept. Trips that
    still have no date stay in `Schedule.undated` and are not part of the result.
    """
    best = latest = place(problem, result.plan, params, seed)
    again, over = result, Contest()
    for _ in range(ROUNDS):
        wider = over | contest(problem, latest)
        if again.interrupted or not latest.undated or wider == over:
            break
        over = wider
        settled = settle(problem, best, over)
        again = engine.solve(settled.problem, stop.part(SHARE), seed, settled.start, watch)
        latest = place(problem, settled.original(again.plan), params, seed)
        best = min(best, latest, key=lambda schedule: _key(problem, schedule))
        result = replace(
            result, seconds=result.seconds + again.seconds, hit=again.hit, interrupted=again.interrupted
        )
    return _published(problem, result, best), best


def _plan(schedule: Schedule) -> Plan:
    return Plan(tuple(dated.trip for dated in schedule.trips))


def _key(problem: Problem, schedule: Schedule) -> tuple[tuple[int, ...], int]:
    return rank(problem, _plan(schedule)), len(schedule.undated)


def _published(problem: Problem, result: Result, schedule: Schedule) -> Result:
    """The result of the dated schedule; bounds hold as far as the levels before them are as they were."""
    plan, made, same = _plan(schedule), list[Level](), True
    for now, before in zip(levels(problem, plan), result.levels, strict=True):
        made.append(replace(now, bound=before.bound if same else None))
        same &= now.value == before.value
    status = "feasible" if result.status == "optimal" and not same else result.status
    return replace(result, plan=plan, levels=tuple(made), status=status)
