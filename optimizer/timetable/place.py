"""Date the trips of a plan, share them among the teams and put each day on the clock."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import replace
from datetime import date

from optimizer.core.check import check_plan
from optimizer.core.clock import DayClock
from optimizer.core.plan import Plan, Trip
from optimizer.core.problem import Problem
from optimizer.core.schedule import DatedTrip, Schedule
from optimizer.core.score import clock_trip, effort_of
from optimizer.core.tariff import cost
from optimizer.timetable.dates import choose_dates
from optimizer.timetable.fits import relabelled
from optimizer.timetable.options import Option
from optimizer.timetable.params import TimetableParams


def place(problem: Problem, plan: Plan, params: TimetableParams, seed: int = 0) -> Schedule:
    """A dated schedule; trips no dates could be found for are in `undated`.

    A dated trip is in the classes of its dates, which need not be those it was planned for (`fits`).
    Within a date trips with nights, then the longest days go to the team that has worked least so far,
    so loads stay fair.
    """
    turned = tuple(_turned(problem, trip) for trip in plan.trips)
    options = choose_dates(problem, turned, params, seed)
    undated = tuple(trip for trip, option in zip(plan.trips, options, strict=True) if option is None)
    out = [
        (relabelled(trip, option.classes), option)
        for trip, option in zip(turned, options, strict=True)
        if option is not None
    ]
    teams = _Teams(problem, [option for _, option in out])
    out.sort(
        key=lambda going: (going[1].dates[0], -going[0].nights, -_work(problem, going[0]), _first(going[0]))
    )
    dated = [
        _dated(problem, trip, teams.pick(trip, option, _work(problem, trip)), option.dates)
        for trip, option in out
    ]
    dated.sort(key=lambda trip: (trip.dates, trip.team))
    return Schedule(tuple(dated), undated)


class _Teams:
    """Who is free on which date, and the minutes each team has worked so far."""

    def __init__(self, problem: Problem, options: list[Option]):
        self._worked: Counter[str] = Counter()
        self._held = {(o.team, day) for o in options if o.team is not None for day in o.dates}
        self._able: dict[tuple[tuple[int, ...], tuple[date, ...]], list[str]] = defaultdict(list)
        for slot in problem.slots:
            self._able[(slot.slot_class,), (slot.date,)].append(slot.team)
        for span in problem.spans:
            dates = tuple(problem.slots[number].date for number in span.slots)
            self._able[span.classes, dates].append(span.team)

    def pick(self, trip: Trip, option: Option, work: int) -> str:
        """The team free on the dates that has worked least; asked in order of the first date.

        A trip with nights gives up the team it was dated with where another is free as long: trips that
        go out later keep theirs, so nobody is left without one.
        """
        if option.team is not None:
            self._held -= {(option.team, day) for day in option.dates}
        free = [
            team
            for team in self._able[trip.classes, option.dates]
            if not any((team, day) in self._held for day in option.dates)
        ]
        team = min(free, key=lambda team: (self._worked[team], team))
        self._held |= {(team, day) for day in option.dates}
        self._worked[team] += work
        return team


def _work(problem: Problem, trip: Trip) -> int:
    return sum(clock.work for clock in clock_trip(problem, trip))


def _first(trip: Trip) -> int:
    return trip.visits[0].place


def _turned(problem: Problem, trip: Trip) -> Trip:
    """The trip driven the other way round, where that costs less or leaves its bases earlier.

    A day whose drive would run into the break starts later (`clock_day`); on roads that are as quick
    both ways the reverse order often need not. A trip with nights is turned only where the days it is
    dated on read the same backwards, and nobody is served later after a place closes.
    """
    if trip.classes != trip.classes[::-1]:
        return trip
    back = replace(
        trip,
        days=tuple(tuple(reversed(day)) for day in reversed(trip.days)),
        sleeps_at=tuple(reversed(trip.sleeps_at)),
    )

    def key(candidate: Trip) -> tuple[int, int, int]:
        clocks = clock_trip(problem, candidate)
        rupiah = cost(problem.tariff, effort_of(problem, candidate, clocks))
        return rupiah, sum(c.work for c in clocks), sum(c.start for c in clocks)

    return back if key(back) < key(trip) and not check_plan(problem, Plan((back,))) else trip


def _dated(problem: Problem, trip: Trip, team: str, dates: tuple[date, ...]) -> DatedTrip:
    clocks: tuple[DayClock, ...] = clock_trip(problem, trip)
    effort = effort_of(problem, trip, clocks)
    return DatedTrip(
        f"{dates[0].isoformat()}-{team}", team, dates, trip, clocks, effort, cost(problem.tariff, effort)
    )
