"""What a plan comes to, counted over the people a question is about."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from optimizer.core.answer import Tally, Week
from optimizer.core.plan import Plan, Trip
from optimizer.core.problem import Problem, Target
from optimizer.core.schedule import Schedule
from optimizer.core.score import trip_cost
from optimizer.settings import QuestionParams

Outing = tuple[Trip, tuple[date, ...]]
"""A trip and its dates, one a day."""


def outings(schedule: Schedule) -> tuple[Outing, ...]:
    """The trips of a dated schedule."""
    return tuple((dated.trip, dated.dates) for dated in schedule.trips)


def reckoned(problem: Problem, question: QuestionParams, plan: Plan) -> tuple[Outing, ...]:
    """The trips of a plan on the earliest team-days there are, those that serve the people asked about first.

    No trip is held to a date it can go on, so the last day is never later than a timetable's.
    """
    cells, _ = asked(problem, question)
    about = [any(cells[cell] for visit in trip.visits for cell, _ in visit.loads) for trip in plan.trips]
    order = sorted(range(len(plan.trips)), key=lambda number: not about[number])
    made, used = list[Outing](), 0
    for number in order:
        trip = plan.trips[number]
        days = range(used, used + len(trip.days))
        used += len(trip.days)
        made.append((trip, tuple(problem.slots[min(day, len(problem.slots) - 1)].date for day in days)))
    return tuple(made)


def asked(problem: Problem, question: QuestionParams) -> tuple[NDArray[np.bool_], Target | None]:
    """The cells a question is about, shape (cells,), and the target where it asks for one.

    Without a target: those who wait now for the service and must be recorded; who turns 16 or 17
    meanwhile is planned for, but is not what was asked.
    """
    if question.kind == "reaches_target":
        for target in problem.targets:
            if target.service == question.service:
                return target.cells, target
    cells = problem.region.cells
    return np.array(
        [question.service in c.services and c.waiting > 0 and not c.extra for c in cells], dtype=bool
    ), None


def due(problem: Problem, question: QuestionParams) -> NDArray[np.int64]:
    """People of each cell whom the question is about and whom trips should serve, shape (cells,).

    Those who wait now and are expected to come; who turns 17 within the first month stands in the same
    cell and is not among them. Towards a target all that are expected.
    """
    cells, target = asked(problem, question)
    if target is not None:
        return np.where(cells, problem.expected, 0).astype(np.int64)
    waiting = np.array(
        [
            max(0, c.waiting - c.office) if about else 0
            for c, about in zip(problem.region.cells, cells, strict=True)
        ]
    )
    available = np.maximum(1, problem.available.astype(np.int64))
    # Half rounds up; where nobody else stands in the cell this is everyone expected, as in the accounts.
    rounded: NDArray[np.int64] = (2 * problem.expected * waiting + available) // (2 * available)
    return np.minimum(rounded, problem.expected)


def tally(
    problem: Problem, question: QuestionParams, trips: Sequence[Outing], *, dated: bool = True
) -> Tally:
    """What the trips come to; the horizon is the problem's. `dated`: their dates are a timetable's."""
    cells, target = asked(problem, question)
    wanted = due(problem, question)
    of = [cell for cell, about in zip(problem.region.cells, cells, strict=True) if about]
    expected = int(wanted.sum()) if target is None else target.people
    on, visited = _by_date(wanted, trips)
    served = sum(on.values())
    start, end = problem.calendar.start, problem.calendar.end
    finish = _finish(on, expected, start)
    last = max((dates[-1] for _, dates in trips), default=start)
    able = int(wanted[_able(problem)].sum())
    reckoned = None
    if finish is None and served and able >= expected:
        span = (last - start).days + 1
        reckoned = start + timedelta(days=-(-span * expected // served) - 1)
        if dated:  # a timetable has used the dates there are
            reckoned = max(reckoned, min(end, problem.policy.deadline or end) + timedelta(days=1))
    return Tally(
        waiting=sum(cell.waiting for cell in of),
        office=sum(min(cell.office, cell.waiting) for cell in of),
        expected=expected,
        served=served,
        team_days=sum(len(dates) for _, dates in trips),
        slots=len(problem.slots),
        rupiah=sum(trip_cost(problem, trip) for trip, _ in trips),
        visited=len(visited),
        places=len(set(problem.cell_place[wanted > 0].tolist())),
        start=start,
        end=end,
        finish=finish,
        reckoned=reckoned,
    )


def weeks(problem: Problem, question: QuestionParams, schedule: Schedule) -> tuple[Week, ...]:
    """The schedule week by week: where the people asked about are served, and how many."""
    places: dict[date, dict[str, None]] = defaultdict(dict)
    people: dict[date, int] = defaultdict(int)
    for day, place, count in _served(due(problem, question), outings(schedule)):
        monday = day - timedelta(days=day.weekday())
        places[monday][problem.region.places[place].code] = None
        people[monday] += count
    return tuple(Week(monday, tuple(places[monday]), people[monday]) for monday in sorted(places))


def _served(wanted: NDArray[np.int64], trips: Iterable[Outing]) -> Iterator[tuple[date, int, int]]:
    """Date, place and people of each visit that serves some of those wanted, in order of dates."""
    left = wanted.copy()
    stays = [
        (day, visit)
        for trip, dates in trips
        for day, visits in zip(dates, trip.days, strict=True)
        for visit in visits
    ]
    for day, visit in sorted(stays, key=lambda stay: stay[0]):
        count = 0
        for cell, people in visit.loads:
            met = min(people, int(left[cell]))
            left[cell] -= met
            count += met
        if count:
            yield day, visit.place, count


def _by_date(wanted: NDArray[np.int64], trips: Iterable[Outing]) -> tuple[dict[date, int], set[int]]:
    """People wanted who are served, by date; and the places where."""
    on: dict[date, int] = defaultdict(int)
    visited: set[int] = set()
    for day, place, count in _served(wanted, trips):
        on[day] += count
        visited.add(place)
    return on, visited


def _finish(on: dict[date, int], expected: int, start: date) -> date | None:
    """The date by which everyone expected is served; None where that is never."""
    left = expected
    if not left:
        return start
    for day in sorted(on):
        left -= on[day]
        if left <= 0:
            return day
    return None


def _able(problem: Problem) -> NDArray[np.bool_]:
    """Whether some team can serve each cell on some date, shape (cells,)."""
    able = np.zeros(problem.cells, dtype=bool)
    for slots in problem.classes:
        able |= slots.allowed
    return able
