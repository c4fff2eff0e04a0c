"""The recipe: tables + settings → region → travel → problem → plan → schedule → budget → outcome."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace

from optimizer.core.accounts import accounts, unserved
from optimizer.core.answer import Answer
from optimizer.core.budget import price
from optimizer.core.check import Fault, check_schedule
from optimizer.core.kits import at_home
from optimizer.core.outcome import Outcome
from optimizer.core.plan import Result, Stop
from optimizer.core.problem import Problem
from optimizer.core.region import Region
from optimizer.core.schedule import Schedule
from optimizer.core.tariff import Tariff
from optimizer.engines import ENGINES, Watch
from optimizer.errors import JemputBolaError, Message
from optimizer.line.answers import Office, answered
from optimizer.line.baselines import compare
from optimizer.line.dating import dated
from optimizer.line.horizon import posed, problem_over
from optimizer.line.request import Request
from optimizer.line.versions import versions
from optimizer.regions.read import read
from optimizer.settings import check_question, doubts, load_tariff, scaled, to_record
from optimizer.store import Bundle, outcome_of


class RefereeError(JemputBolaError, AssertionError):
    """A schedule broke a hard rule: a bug of an engine or the timetable, so nothing is published."""

    def __init__(self, faults: tuple[Fault, ...]):
        self.faults = faults
        super().__init__("; ".join(f"{f.rule} {f.where}: {f.amount}" for f in faults))


def run(request: Request) -> Outcome:
    """Plan once.

    Raises
    ------
    InputError
        If the tables or settings cannot be planned with.
    RefereeError
        If the schedule found breaks a hard rule.
    """
    began, settings = time.monotonic(), request.settings
    region, tariff = _inputs(request)
    problem = _problem(request, region, tariff)
    result = _solve(request, problem)
    result, schedule = _date(request, problem, result)
    baselines = compare(problem, result, settings, _watch(request, "baselines"))
    answer = _answer(request, tariff, problem, result, schedule)
    return Outcome(
        name=request.name,
        case=settings.plan.case,
        created=request.created,
        today=request.today,
        problem=problem,
        result=result,
        schedule=schedule,
        budget=price(problem, schedule),
        accounts=accounts(problem, result.plan.trips),
        unserved=unserved(problem, result.plan.trips),
        baselines=baselines,
        warnings=warnings_of(problem, schedule),
        settings=to_record(settings, request.configs),
        versions=versions(),
        seconds=time.monotonic() - began,
        answer=answer,
    )


def again(request: Request, bundle: Bundle) -> Outcome:
    """The outcome of an earlier run, rebuilt from its bundle and the same inputs, and checked.

    Raises
    ------
    InputError
        If an input has changed since.
    RefereeError
        If the schedule in the bundle breaks a hard rule.
    """
    region, tariff = _inputs(request)
    document = bundle.document
    problem = problem_over(request.settings, region, tariff, document.start, document.end, request.cache)
    outcome = outcome_of(problem, bundle)
    _refereed(problem, outcome.schedule)
    return outcome


def _inputs(request: Request) -> tuple[Region, Tariff]:
    _told(request, "reading")
    region = read(request.source, request.settings.region)
    check_question(request.settings, region)
    tariff, file = load_tariff(request.configs, request.settings.tariff)
    tariff = scaled(tariff, request.settings.tariff_percent)
    warnings = (*region.warnings, *doubts(request.settings, region, tariff, request.start))
    return replace(region, inputs=(*region.inputs, file), warnings=warnings), tariff


def _problem(request: Request, region: Region, tariff: Tariff) -> Problem:
    _told(request, "measuring")
    return posed(request.settings, region, tariff, request.start, request.cache)


def _solve(request: Request, problem: Problem) -> Result:
    _told(request, "solving")
    plan = request.settings.plan
    return ENGINES[plan.engine]().solve(problem, _stop(request), plan.seed, watch=_watch(request, "solving"))


def _date(request: Request, problem: Problem, result: Result) -> tuple[Result, Schedule]:
    _told(request, "dating")
    plan, params, watch = request.settings.plan, request.settings.timetable, _watch(request, "dating")
    engine = ENGINES[plan.engine]()
    result, schedule = dated(problem, result, engine, _stop(request), params, plan.seed, watch)
    _refereed(problem, schedule)
    return result, schedule


def _answer(
    request: Request, tariff: Tariff, problem: Problem, result: Result, schedule: Schedule
) -> Answer | None:
    ranges = request.ranges and not result.interrupted
    if request.settings.question is not None and ranges:
        _told(request, "answers")
    office = Office(request.source, tariff, request.start, request.cache, request.tell)
    return answered(request.settings, office, problem, schedule, ranges=ranges)


def _stop(request: Request) -> Stop:
    plan = request.settings.plan
    return Stop(None if plan.work is not None else plan.seconds, plan.work)


def _refereed(problem: Problem, schedule: Schedule) -> None:
    faults = check_schedule(problem, schedule)
    if faults:
        raise RefereeError(faults)


def warnings_of(problem: Problem, schedule: Schedule) -> tuple[Message, ...]:
    """What the planner should know of a run: of its data, its dates, its kits and its schedule."""
    found = list(problem.region.warnings + problem.calendar.warnings)
    if schedule.undated:
        found.append(Message("line.undated", {"trips": len(schedule.undated)}))
    if not problem.slots:
        found.append(Message("line.no_slot"))
    found += _without_kits(problem)
    return tuple(found)


def _without_kits(problem: Problem) -> Iterator[Message]:
    """Team-days of the horizon that are lost because too few kits work."""
    by = problem.policy.deadline
    days = [day.date for day in problem.calendar.days if by is None or day.date <= by]
    lost = at_home(problem.region, days)
    if lost:
        values = {"lost": len(lost), "whole": len(lost) + len(problem.slots)}
        dates = sorted({day for _, day in lost})
        values |= {"dates": len(dates), "working": len(days)}
        yield Message("line.warn_kits", {**values, "first": str(dates[0]), "last": str(dates[-1])})


def _told(request: Request, stage: str) -> None:
    if request.tell:
        request.tell(stage, None)


def _watch(request: Request, stage: str) -> Watch | None:
    tell = request.tell
    return None if tell is None else lambda incumbent: tell(stage, incumbent)
