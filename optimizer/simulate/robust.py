"""A sturdier variant of a plan: minutes of each day kept in reserve, as many as its lives call for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from optimizer.core.outcome import Outcome
from optimizer.core.simulation import PlanFigures, Robust, Simulation, Trial
from optimizer.line import Request, run
from optimizer.settings import Settings
from optimizer.simulate.days import days_of
from optimizer.simulate.run import lived, simulate
from optimizer.simulate.slides import Slides
from optimizer.simulate.world import world_of

STEP = 5
"""Minutes of reserve are multiples of this."""

MOST = 300
"""Most minutes that may be kept in reserve."""

ROUNDS = 5
"""Plans made at most."""

FIRST = 0.7
"""Share of the base plan's overrun with which the search begins: shorter days overrun by less."""

Tell = Callable[[int, int], None]
"""Told of each plan before it is made: its number, and its minutes in reserve."""


def robust(
    request: Request, outcome: Outcome, simulation: Simulation, level: int, tell: Tell | None = None
) -> tuple[Robust, Outcome, Simulation]:
    """The variant of a plan of whose team-days `level` percent are long enough for everyone who comes.

    The reserve begins at what the base plan's lives overrun, and is halved in between until the least
    sufficient multiple of `STEP` minutes known is within twice that of the most insufficient one, or
    `ROUNDS` plans have been made. Each is a plan of its own, made by the line with as many minutes less a
    day, then lived in the same world with the same seed; the reserve is there to be used.

    Parameters
    ----------
    request
        Settings, dates and folders of the plan; its stop is that of each plan made.
    outcome, simulation
        The plan as it is, and its lives.
    level
        Percent, 1 to 99.
    """
    settings, base = request.settings, request.settings.policy.overtime_minutes
    overtime, seed = max(0, base), simulation.seed
    wanted = 1 - level / 100
    tried: list[Trial] = [_trial(0, simulation)]
    found: dict[int, tuple[Outcome, Simulation]] = {0: (outcome, simulation)}
    most = MOST + min(0, base)
    low, high = 0, min(most, _rounded(_point(outcome, settings, seed, level)) + STEP)
    reserve = _rounded(FIRST * high)
    while simulation.overrun > wanted and len(tried) <= ROUNDS and reserve not in found:
        if tell:
            tell(len(tried), reserve)
        policy = settings.policy.model_copy(update={"overtime_minutes": base - reserve})
        made = run(replace(request, settings=settings.model_copy(update={"policy": policy})))
        lives = simulate(made, settings, seed=seed, overtime=overtime)
        found[reserve] = (made, lives)
        tried.append(_trial(reserve, lives))
        if lives.overrun <= wanted:
            high = reserve
        else:
            low = reserve
            high = high if high > low else min(most, low + 4 * STEP)
        if high - low <= 2 * STEP and high in found:
            break
        reserve = _rounded((low + high) / 2)
        reserve = high if reserve in found else reserve
    good = [trial.reserve for trial in tried if trial.overrun <= wanted]
    chosen = min(good) if good else max(found)
    made, lives = found[chosen]
    plan = settings.plan
    return (
        Robust(
            level=level,
            reserve=chosen,
            reached=bool(good),
            tried=tuple(tried),
            base=figures(outcome, simulation),
            sturdy=figures(made, lives),
            search=f"{plan.seconds:g} s" if plan.work is None else f"{plan.work} work",
        ),
        made,
        lives,
    )


def figures(outcome: Outcome, simulation: Simulation) -> PlanFigures:
    """The figures by which plans are compared."""
    dates = [day for trip in outcome.schedule.trips for day in trip.dates]
    return PlanFigures(
        people=simulation.planned,
        rupiah=outcome.budget.amount,
        spent=simulation.spent,
        team_days=len(dates),
        free_days=simulation.free_days,
        finish=max(dates, default=None),
        served=simulation.served,
        came=simulation.came,
        lost=sum(people for _, people in simulation.lost),
        overrun=simulation.overrun,
        as_planned=simulation.as_planned,
        everyone=simulation.everyone,
    )


def _trial(reserve: int, simulation: Simulation) -> Trial:
    return Trial(reserve, simulation.overrun, simulation.planned, simulation.served)


def _point(outcome: Outcome, settings: Settings, seed: int, level: int) -> int:
    """Minutes that `level` percent of the plan's days, over all lives, do not overrun."""
    days, world = days_of(outcome), world_of(outcome.problem, settings)
    slides = Slides(outcome.problem, settings, settings.simulate.closures)
    tally, _ = lived(outcome.problem, days, world, slides, settings.simulate, seed)
    return tally.overrun_point(level)


def _rounded(minutes: float) -> int:
    return STEP * -(-int(minutes) // STEP)
