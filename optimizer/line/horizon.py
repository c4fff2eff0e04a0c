"""The horizon of a run: its last day, and the problem posed over it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from math import ceil
from pathlib import Path

from optimizer.core.pose import pose
from optimizer.core.problem import Problem
from optimizer.core.region import Region
from optimizer.core.tariff import Tariff
from optimizer.engines.fleet import team_days_needed
from optimizer.engines.parcels import cut
from optimizer.regions.calendar import make_calendar
from optimizer.regions.demand import populated
from optimizer.roads.measure import measure, slide_warnings
from optimizer.roads.state import with_closures
from optimizer.settings import Settings, policy_of

WEEKS = 4
"""Weeks planned where nothing else is asked for: a month."""

MOST_WEEKS = 104

ROOM = 1.3
"""Team-days offered to `cover` per team-day estimated, so that the engine can choose among them."""


def dated_within(start: date, weeks: int | None, deadline: date | None) -> date:
    """The last day of the horizon: so many weeks from `start`, or the deadline where that is asked."""
    if weeks is None and deadline is not None and deadline >= start:
        return deadline
    return start + timedelta(days=7 * (weeks or WEEKS) - 1)


def problem_over(
    settings: Settings, region: Region, tariff: Tariff, start: date, end: date, cache: Path | None
) -> Problem:
    """The problem of a region from `start` to `end`; raises InputError as its stages do."""
    calendar, states = with_closures(make_calendar(start, end, settings.calendar), region.closures)
    region = populated(region, settings.region.demand, calendar)
    travel = measure(region, settings.roads, states, cache)
    exposed = slide_warnings(region, settings.roads, states)
    calendar = replace(calendar, warnings=(*calendar.warnings, *exposed))
    return pose(region, travel, calendar, tariff, policy_of(settings.policy, region))


def posed(settings: Settings, region: Region, tariff: Tariff, start: date, cache: Path | None) -> Problem:
    """The problem over the horizon that the settings ask for: weeks, deadline, or the whole backlog."""
    policy, weeks = policy_of(settings.policy, region), settings.plan.weeks
    if weeks is None and policy.purpose == "cover" and policy.deadline is None:
        return covering(settings, region, tariff, start, cache)
    end = dated_within(start, weeks, policy.deadline)
    return problem_over(settings, region, tariff, start, end, cache)


def covering(settings: Settings, region: Region, tariff: Tariff, start: date, cache: Path | None) -> Problem:
    """The problem over weeks that give the whole backlog about as many team-days as it needs.

    Some more are given, to choose from; it is over `MOST_WEEKS` at most.
    """
    weeks = WEEKS
    while True:
        end = dated_within(start, weeks, None)
        problem = problem_over(settings, region, tariff, start, end, cache)
        needed = ROOM * team_days_needed(problem, cut(problem))
        if len(problem.slots) >= needed or weeks == MOST_WEEKS:
            return problem
        weeks = min(MOST_WEEKS, max(weeks + 1, ceil(weeks * needed / max(1, len(problem.slots)))))
