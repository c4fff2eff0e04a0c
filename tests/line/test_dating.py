"""Dating a plan: what finds no date goes back to the engine, and the better dated plan is published."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest

from optimizer.core.calendar import Calendar, WorkDay
from optimizer.core.check import check_plan, check_schedule
from optimizer.core.plan import Plan, Result, Stop, Trip, Visit
from optimizer.core.policy import Policy
from optimizer.core.pose import pose, stay_minutes
from optimizer.core.problem import Problem
from optimizer.core.region import Cap, Lodging, Service
from optimizer.core.score import levels, served
from optimizer.engines import ENGINES, Engine, Watch
from optimizer.line.dating import dated
from optimizer.timetable import TimetableParams, place
from tests import tiny
from tests.engines.districts import calendar

PARAMS = TimetableParams(deterministic_seconds=0.5)
WORK = Stop(work=40)


def result(problem: Problem, *trips: Trip) -> Result:
    """An engine's result with these trips."""
    plan = Plan(trips)
    assert check_plan(problem, plan) == ()
    return Result(plan, "feasible", levels(problem, plan), "routing", 0, WORK, "work", 1.0)


def day(cell: int, people: int, slot_class: int = 0) -> Trip:
    """A day trip to one place (= cell)."""
    return Trip(slot_class, ((Visit(cell, ((cell, people),)),),))


def with_visits(problem: Problem, visits: int) -> Problem:
    """Any place may be visited so often."""
    return problem.replace(max_visits=np.full(problem.places, visits, dtype=np.int32))


class ByCount:
    """An engine that knows no dates: to the trips it starts from it adds day trips to one place each."""

    def __init__(self) -> None:
        self.asked: list[tuple[Stop, Plan | None]] = []

    def solve(
        self, problem: Problem, stop: Stop, seed: int, start: Plan | None = None, watch: Watch | None = None
    ) -> Result:
        """Serve who is left at the first place with room, class by class, as long as slots are free."""
        self.asked.append((stop, start))
        trips = list(start.trips) if start else []
        assert start is None or check_plan(problem, start) == ()
        for k, slots in enumerate(problem.classes):
            free = problem.slots_of(k) - sum(trip.classes.count(k) for trip in trips)
            for cell in range(problem.cells):
                while free and slots.allowed[cell]:
                    left = int(problem.expected[cell] - served(problem, trips)[cell])
                    people = min(left, stay_minutes(problem, cell, k) // int(problem.cell_minutes[cell]))
                    if people <= 0 or check_plan(problem, Plan((*trips, day(cell, people, k)))):
                        break
                    trips.append(day(cell, people, k))
                    free -= 1
        plan = Plan(tuple(trips))
        return Result(plan, "feasible", levels(problem, plan), "by_count", seed, stop, "work", 2.0)


@pytest.fixture
def two_dates() -> Problem:
    """One village of 130 people 20 minutes away, two teams, Monday and a short Tuesday.

    Monday has 465 - 40 - 30 = 395 minutes to serve in, 79 people; Tuesday 360 - 70 = 290, 58 people.
    """
    problem = tiny.problem([130], tiny.line_of(20), teams=2)
    problem = pose(problem.region, problem.travel, calendar(2, friday=True), problem.tariff, problem.policy)
    return with_visits(problem, 2)


@pytest.mark.parametrize(
    ("engine", "people"),
    [(ByCount(), 65 + 58), (ENGINES["routing"](), 130)],
    ids=["by count", "routing"],
)
def test_two_visits_on_one_date_become_visits_on_two(two_dates: Problem, engine: Engine, people: int) -> None:
    """Two teams on Monday cannot both go to one village, and 65 people are too many for Tuesday.

    Who only adds trips sends one for 58 on Tuesday; who may change the other too serves all 130.
    """
    found = result(two_dates, day(0, 65), day(0, 65))
    assert len(place(two_dates, found.plan, PARAMS).undated) == 1
    better, schedule = dated(two_dates, found, engine, WORK, PARAMS, 0)
    assert schedule.undated == ()
    assert better.levels[0].value == people * 100
    assert len({trip.dates for trip in schedule.trips}) == 2
    assert check_schedule(two_dates, schedule) == ()


def test_the_engine_starts_from_the_dated_trips_with_a_quarter_of_the_stop(two_dates: Problem) -> None:
    """40 units of work: 10 for the second time; the trip that was dated is what it starts from."""
    engine = ByCount()
    better, _ = dated(two_dates, result(two_dates, day(0, 65), day(0, 65)), engine, WORK, PARAMS, 0)
    assert [(stop.work, len(start.trips) if start else 0) for stop, start in engine.asked] == [(10, 1)]
    assert better.seconds == 3.0


def test_a_plan_that_can_be_dated_is_not_sent_back(two_dates: Problem) -> None:
    """One trip on each day: the engine is never asked, and the result is the engine's own."""
    engine, found = ByCount(), result(two_dates, day(0, 70), day(0, 58, 1))
    better, schedule = dated(two_dates, found, engine, WORK, PARAMS, 0)
    assert engine.asked == []
    assert len(schedule.trips) == 2
    assert better.levels == found.levels


def test_what_cannot_be_dated_is_left_out() -> None:
    """Two teams, one date, one village of 130: 79 of them are served once, and the result says so."""
    problem = with_visits(tiny.problem([130], tiny.line_of(20), teams=2), 2)
    better, schedule = dated(problem, result(problem, day(0, 65), day(0, 65)), ByCount(), WORK, PARAMS, 0)
    assert better.levels[0].value == 65 * 100
    assert [trip.trip for trip in schedule.trips] == [day(0, 65)]
    assert check_schedule(problem, schedule) == ()


def test_what_the_engine_was_told_to_end_is_not_sent_back(two_dates: Problem) -> None:
    """After Ctrl-C the plan found is dated, and what has no date is reported."""
    engine = ByCount()
    found = replace(result(two_dates, day(0, 65), day(0, 65)), interrupted=True)
    _, schedule = dated(two_dates, found, engine, WORK, PARAMS, 0)
    assert engine.asked == []
    assert schedule.undated == (day(0, 65),)


def test_a_worse_plan_that_comes_back_is_not_taken(two_dates: Problem) -> None:
    """An engine that answers with nobody served: the one trip that was dated stays, with its 65 people."""

    class Empty(ByCount):
        def solve(
            self,
            problem: Problem,
            stop: Stop,
            seed: int,
            start: Plan | None = None,
            watch: Watch | None = None,
        ) -> Result:
            return result(problem)

    better, schedule = dated(two_dates, result(two_dates, day(0, 65), day(0, 65)), Empty(), WORK, PARAMS, 0)
    assert better.levels[0].value == 65 * 100
    assert schedule.undated == (day(0, 65),)


def test_a_clash_another_class_resolves_is_not_sent_back(two_dates: Problem) -> None:
    """Two trips for Monday, of 79 and 51 people: Tuesday holds 58, so the second goes there as it is."""
    engine = ByCount()
    better, schedule = dated(two_dates, result(two_dates, day(0, 79), day(0, 51)), engine, WORK, PARAMS, 0)
    assert engine.asked == []
    assert [trip.trip for trip in schedule.trips] == [day(0, 79), day(0, 51, 1)]
    assert better.plan == Plan(tuple(trip.trip for trip in schedule.trips))
    assert check_schedule(two_dates, schedule) == ()


def test_people_left_out_are_served_in_slots_that_are_free() -> None:
    """Three trips to P0 on two dates of two teams: the third's 20 people cannot be served, P1's 10 are.

    P0 has two dates, so 79 + 79 of its 178 at most; with the slot of the third trip P1 is visited.
    """
    problem = with_visits(tiny.problem([178, 10], tiny.line_of(20, 40), teams=2, days=2), 4)
    found = result(problem, day(0, 79), day(0, 79), day(0, 20))
    better, schedule = dated(problem, found, ByCount(), WORK, PARAMS, 0)
    assert schedule.undated == ()
    assert better.levels[0].value == (79 + 79 + 10) * 100
    assert check_schedule(problem, schedule) == ()


def test_nights_without_a_run_of_dates_become_day_trips() -> None:
    """Two teams, three days: three trips of two days would fill 6 slots, but only two of them are runs.

    The engine is sent back with two nights and serves the others on the two days that are left.
    """
    area = tiny.region([9, 9, 9, 9, 9, 9], teams=2)
    area = replace(area, lodgings=(Lodging("P0", "Penginapan", tiny.SOURCE),))
    minutes = tiny.line_of(20, 25, 30, 35, 40, 45)
    policy = Policy(max_nights=1)
    problem = pose(area, tiny.travel(minutes), calendar(3, friday=False), tiny.TARIFF, policy)
    nights = [
        Trip(0, ((Visit(a, ((a, 9),)),), (Visit(a + 1, ((a + 1, 9),)),)), (0,), (1,)) for a in (0, 2, 4)
    ]
    better, schedule = dated(problem, result(problem, *nights), ByCount(), WORK, PARAMS, 0)
    assert schedule.undated == ()
    assert sorted(trip.trip.nights for trip in schedule.trips) == [0, 0, 1, 1]
    assert better.levels[0].value == 54 * 100
    assert check_schedule(problem, schedule) == ()


def test_a_cap_of_the_region_is_kept_by_waiting_for_another_date() -> None:
    """At most 50 a date: of 30, 30 and 30 on a Monday of three teams and a Tuesday of one, two fit.

    Monday 30, Tuesday 30; the 20 more that each date could hold go to P2 once the engine is asked again:
    on Monday nobody else may be served, on Tuesday there is one team. So 60 people are served.
    """
    service = Service("KTP", "KTP-el", 5, cap=Cap(50, "region_day"))
    area = tiny.region([30, 30, 30], teams=3, services=(service,))
    monday, tuesday = tiny.MONDAY, tiny.MONDAY + timedelta(days=1)
    crews = [replace(team, days_off=frozenset({tuesday} if team.id != "T1" else ())) for team in area.teams]
    days = tuple(WorkDay(date, 450, 975, (720, 780), "kemarau") for date in (monday, tuesday))
    problem = pose(
        replace(area, teams=tuple(crews)), tiny.travel(tiny.line_of(20, 40, 60)),
        Calendar(monday, tuesday, days), tiny.TARIFF, Policy(),
    )  # fmt: skip
    found = result(problem, day(0, 30), day(1, 30), day(2, 30))
    better, schedule = dated(problem, found, ByCount(), WORK, PARAMS, 0)
    assert schedule.undated == ()
    assert better.levels[0].value == 60 * 100
    assert check_schedule(problem, schedule) == ()


def test_bounds_hold_no_further_than_the_levels_before_them() -> None:
    """A bound of people holds for the dated plan too; one of rupiah was for more people served."""
    problem = with_visits(tiny.problem([130], tiny.line_of(20), teams=2), 2)
    found = result(problem, day(0, 79), day(0, 51))
    bound = tuple(replace(level, bound=level.value) for level in found.levels)
    better, _ = dated(problem, replace(found, levels=bound, status="optimal"), ByCount(), WORK, PARAMS, 0)
    assert [level.bound for level in better.levels] == [13_000, None]
    assert better.status == "feasible"


def test_the_same_seed_dates_and_sends_back_the_same_way(two_dates: Problem) -> None:
    """Under a work stop two runs are equal, sent back or not."""
    found = result(two_dates, day(0, 65), day(0, 65))
    runs = [dated(two_dates, found, ENGINES["routing"](), WORK, PARAMS, 3)[1] for _ in range(2)]
    assert runs[0] == runs[1]
