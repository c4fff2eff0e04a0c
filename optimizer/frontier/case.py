"""The case for the trip: a plan beside the office's counter alone and its trips as now."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import accumulate

from optimizer.core.answer import Tally
from optimizer.core.brief import Booked, Brief, Course, Kind, Month, Published
from optimizer.core.outcome import Outcome
from optimizer.core.plan import Stop
from optimizer.core.problem import Problem
from optimizer.core.schedule import Schedule
from optimizer.engines import BASELINES, ENGINES
from optimizer.frontier.curve import on_first_slots
from optimizer.line import Request
from optimizer.line.baselines import in_practice
from optimizer.line.tally import asked, due, outings, tally, weeks
from optimizer.regions.read import findings
from optimizer.settings import QuestionParams, Settings

HAVE_IT = "{service}_aktif"
"""Metric of a published figure that counts who has had a service already."""


def brief(request: Request, outcome: Outcome) -> Brief:
    """The case for an outcome's trips; a run that was asked nothing is asked which places it serves when.

    The practice is the office's number of trips a week over the same horizon, one village a trip, the
    largest first (`largest_first` on `in_practice`), on the earliest dates there are; the office goes on
    serving who comes in all three.
    """
    problem, settings = outcome.problem, request.settings
    question = _question(settings, problem)
    cells, target = asked(problem, question)
    planned = tally(problem, question, outings(outcome.schedule))
    office = sum(cell.office for cell, about in zip(problem.region.cells, cells, strict=True) if about)
    office = office if target is not None else planned.office
    few = in_practice(problem, settings.practice.trips_per_week)
    habit = on_first_slots(few, ENGINES[BASELINES[0]]().solve(few, Stop(), 0).plan)
    kept = tally(few, question, outings(habit))
    goal = planned.expected + office
    names = {service.code: service.name for service in problem.region.services}
    figures = tuple(_figures(request, settings))
    return Brief(
        outcome=outcome,
        kind=question.kind,
        service=names[question.service],
        by=settings.policy.deadline,
        already=_already(figures, question.service) if target is not None else 0,
        goal=goal,
        courses=(
            _course("office", problem, question, Schedule(()), None, goal, office),
            _course("practice", few, question, habit, kept, goal, office),
            _course("plan", problem, question, outcome.schedule, planned, goal, office),
        ),
        trips_per_week=settings.practice.trips_per_week,
        months=_months(problem, question, outcome.schedule),
        accounts=_accounts(outcome),
        figures=figures,
        statements=settings.region.published.assumptions,
    )


def _question(settings: Settings, problem: Problem) -> QuestionParams:
    first = problem.region.services[0].code
    return settings.question or QuestionParams(kind="which_when", service=first)


def _course(
    kind: Kind,
    problem: Problem,
    question: QuestionParams,
    schedule: Schedule,
    trips: Tally | None,
    goal: int,
    office: int,
) -> Course:
    """A course over the problem's horizon, its path week by week."""
    start, end = problem.calendar.start, problem.calendar.end
    days = (end - start).days + 1
    by_week = weeks(problem, question, schedule)
    ends = [min(end, week.monday + timedelta(days=6)) for week in by_week]
    met = accumulate(week.people for week in by_week)
    trodden = dict(zip(ends, met, strict=True))
    path, served = [(start, 0)], 0
    for day in _sundays(start, end):
        served = trodden.get(day, served)
        path.append((day, served + office * ((day - start).days + 1) // days))
    people = path[-1][1]
    done = next((day for day, count in path if count >= goal), None)
    if done is not None and not office and trips is not None and trips.finish is not None:
        done = trips.finish
    reckoned = done is None and people > 0
    if reckoned:
        done = _capped(start, -(-goal * days // people) - 1)
    return Course(
        kind=kind,
        people=people,
        days=days,
        team_days=0 if trips is None else trips.team_days,
        rupiah=0 if trips is None else trips.rupiah,
        last_trip=max((day for trip in schedule.trips for day in trip.dates), default=None),
        done=done,
        reckoned=reckoned,
        path=tuple(path),
        start=start,
    )


def _sundays(start: date, end: date) -> Iterator[date]:
    """The last day of each week of a horizon, and its own last day."""
    day = start + timedelta(days=6 - start.weekday())
    while day < end:
        yield day
        day += timedelta(days=7)
    yield end


def _capped(start: date, days: int) -> date:
    """So many days later, as far as dates go."""
    return start + timedelta(days=min(days, (date.max - start).days))


def _months(problem: Problem, question: QuestionParams, schedule: Schedule) -> tuple[Month, ...]:
    """The plan by month; a trip over its end counts in the month it begins, with all its rupiah.

    People are those the question is about, as far as they are due: as in the answer.
    """
    left = due(problem, question).copy()
    days, people, rupiah = Counter[date](), Counter[date](), Counter[date]()
    for trip in sorted(schedule.trips, key=lambda trip: trip.dates[0]):
        first = trip.dates[0].replace(day=1)
        days[first] += len(trip.dates)
        rupiah[first] += trip.cost
        for visit in trip.trip.visits:
            for cell, count in visit.loads:
                met = min(count, int(left[cell]))
                left[cell] -= met
                people[first] += met
    return tuple(Month(first, days[first], people[first], rupiah[first]) for first in sorted(days))


def _accounts(outcome: Outcome) -> tuple[Booked, ...]:
    names: dict[str, list[str]] = {}
    rupiah = Counter[str]()
    for line in outcome.budget.lines:
        names.setdefault(line.rate.account, []).append(line.rate.name)
        rupiah[line.rate.account] += line.amount
    return tuple(Booked(account, tuple(names[account]), rupiah[account]) for account in sorted(names))


def _figures(request: Request, settings: Settings) -> Iterator[Published]:
    case = settings.region.published.case
    found = findings(request.source, settings.region) if case else {}
    for finding in found.get(case or "", ()):
        fact = finding.fact
        yield Published(fact.id, fact.metric, fact.text, fact.unit, fact.source, fact.date)


def _already(figures: tuple[Published, ...], service: str) -> int:
    metric = HAVE_IT.format(service=service.lower())
    return next((int(figure.text) for figure in figures if figure.metric == metric), 0)
