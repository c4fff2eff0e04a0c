"""Trips go in slots of any class that fits them, and who weighs more goes first."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date, timedelta

import pytest

from optimizer.core.calendar import Calendar, WorkDay
from optimizer.core.check import check_plan, check_schedule
from optimizer.core.plan import Plan, Trip, Visit
from optimizer.core.policy import DeadlineClass
from optimizer.core.problem import Problem
from optimizer.core.region import Cap, Service, Vehicle
from optimizer.core.schedule import Schedule
from optimizer.core.score import trip_cost
from optimizer.core.travel import Travel
from optimizer.timetable import TimetableParams, contest, dates, place, settle
from optimizer.timetable.board import Board
from optimizer.timetable.fits import Fits
from optimizer.timetable.options import Options
from tests import tiny
from tests.tiny import MONDAY

PARAMS = TimetableParams(deterministic_seconds=0.5)


@pytest.fixture(params=[True, False], ids=["model", "in turn"])
def either(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> bool:
    """Date by the model, and by the rule that stands in for it on large campaigns."""
    if not request.param:
        monkeypatch.setattr(dates, "LARGEST", -1)
    return bool(request.param)


def day(cell: int, people: int, slot_class: int = 0) -> Trip:
    """A day trip to one place (= cell)."""
    return Trip(slot_class, ((Visit(cell, ((cell, people),)),),))


def days(schedule: Schedule) -> dict[int, int]:
    """Days after Monday on which each place is visited."""
    return {trip.trip.visits[0].place: (trip.dates[0] - MONDAY).days for trip in schedule.trips}


def on(*minutes: int, road: dict[int, str] | None = None) -> Calendar:
    """Working days from Monday, with so many work minutes each, driven in a state of the roads."""
    made = tuple(
        WorkDay(MONDAY + timedelta(days=n), 450, 510 + each, (720, 780), (road or {}).get(n, "kemarau"))
        for n, each in enumerate(minutes)
    )
    return Calendar(made[0].date, made[-1].date, made)


def shut_on_wednesday(people: list[int]) -> Problem:
    """A school at P0, open Monday and Tuesday (class 0) and shut on Wednesday (class 1), and desa."""
    problem = tiny.problem(people, tiny.line_of(*range(20, 20 + 5 * len(people), 5)), days=3)
    wednesday: date = MONDAY + timedelta(days=2)
    return tiny.again(problem, places={0: {"opening": tiny.opening(0, 24 * 60, wednesday)}})


@pytest.mark.parametrize("labels", [(0, 0, 1), (1, 0, 0), (0, 1, 0)])
def test_desa_go_on_school_days_and_on_others(either: bool, labels: tuple[int, ...]) -> None:
    """Three desa of 30, 20 and 10 people on three dates: in that order, whatever classes they are for."""
    problem = shut_on_wednesday([9, 30, 20, 10])
    assert len(problem.classes) == 2
    plan = Plan(
        tuple(day(cell, 40 - 10 * cell, label) for cell, label in zip((1, 2, 3), labels, strict=True))
    )
    schedule = place(problem, plan, PARAMS)
    assert days(schedule) == {1: 0, 2: 1, 3: 2}
    assert [trip.trip.slot_class for trip in schedule.trips] == [0, 0, 1]
    assert check_schedule(problem, schedule) == ()
    assert sum(trip.cost for trip in schedule.trips) == sum(trip_cost(problem, trip) for trip in plan.trips)


def test_work_left_is_done_without_idle_days(either: bool) -> None:
    """One desa, counted on the day the school is shut: it goes on Monday, not on Wednesday."""
    problem = shut_on_wednesday([9, 30])
    assert days(place(problem, Plan((day(1, 30, 1),)), PARAMS)) == {1: 0}


def test_a_school_keeps_its_days(either: bool) -> None:
    """The school's 9 people cannot wait for Wednesday: two desa of 30 and 20 leave it Monday or Tuesday."""
    problem = shut_on_wednesday([9, 30, 20])
    schedule = place(problem, Plan((day(0, 9), day(1, 30), day(2, 20, 1))), PARAMS)
    assert days(schedule) == {1: 0, 0: 1, 2: 2}
    assert check_schedule(problem, schedule) == ()


def test_a_trip_too_long_for_friday_is_not_moved_there(either: bool) -> None:
    """Two long days of 465 minutes and a short one of 345, and a third trip of 55 people or 56.

    Out and back 40 and setting up 30 leave 275 minutes on the short day, 55 people: 56 are too many.
    """
    for people, undated in ((55, 0), (56, 1)):
        base = tiny.problem([70, 60, people], [[0 if a == b else 20 for a in range(4)] for b in range(4)])
        problem = tiny.again(base, days=on(465, 465, 345))
        plan = Plan((day(0, 70), day(1, 60), day(2, people)))
        schedule = place(problem, plan, PARAMS)
        assert len(schedule.undated) == undated
        assert set(days(schedule).values()) == ({0, 1, 2} if not undated else {0, 1})
        assert check_schedule(problem, schedule) == ()


def runs_of(problem: Problem, trip: Trip) -> list[tuple[int, ...]]:
    """Classes a day trip fits, of all there are."""
    return list(Fits(problem, [(k,) for k in range(len(problem.classes))]).of(trip))


def test_a_dearer_class_is_not_taken() -> None:
    """In the wet the way is 60 km, not 40: Rp 40,000 more there and back, so only from wet to dry."""
    dry, wet = tiny.travel(tiny.line_of(40)), tiny.travel(tiny.line_of(40), metres=[[0, 60_000], [60_000, 0]])
    layers = {
        ("minibus", "kemarau"): dry.layers["minibus", "kemarau"],
        ("minibus", "hujan"): wet.layers["minibus", "kemarau"],
    }
    base = tiny.problem([20], tiny.line_of(40))
    roads: Travel = replace(base.travel, layers=layers)
    problem = tiny.again(base.replace(travel=roads), days=on(465, 465, road={1: "hujan"}))
    assert trip_cost(problem, day(0, 20, 1)) - trip_cost(problem, day(0, 20)) == 40_000
    assert runs_of(problem, day(0, 20)) == [(0,)]
    assert runs_of(problem, day(0, 20, 1)) == [(1,), (0,)]


def test_a_day_that_pays_an_allowance_is_not_taken() -> None:
    """75 people take 375 minutes, with 40 of driving and 30 of setting up 445: under eight hours.

    With the break of an hour it is 505, over eight hours, and each of two members is due Rp 150,000: so a
    trip for a day without a break is not moved to one with it, though it may be the other way round.
    """
    base = tiny.problem([75], tiny.line_of(20))
    first, second = on(465, 465).days
    problem = tiny.again(base, days=Calendar(first.date, second.date, (first, replace(second, pause=None))))
    assert trip_cost(problem, day(0, 75)) - trip_cost(problem, day(0, 75, 1)) == 300_000
    assert runs_of(problem, day(0, 75)) == [(0,), (1,)]
    assert runs_of(problem, day(0, 75, 1)) == [(1,)]


def test_another_vehicle_is_another_matter() -> None:
    """T2 drives another car: neither team's trips become the other's; with one car they share a class."""
    base = tiny.problem([20], tiny.line_of(20), teams=2)
    cars = (*base.region.vehicles, Vehicle("mobil", "Mobil", "minibus", False))
    problem = tiny.again(base, teams={1: {"vehicle": "mobil"}}, vehicles=cars)
    assert [runs_of(problem, day(0, 20, k)) for k in (0, 1)] == [[(0,)], [(1,)]]
    assert len(base.classes) == 1


def test_more_kits_fit_and_fewer_do_not() -> None:
    """T2 has two kits: a trip for one may go with two, one for two stays, though both would fit the day."""
    problem = tiny.again(tiny.problem([20], tiny.line_of(20), teams=2), teams={1: {"stations": 2}})
    assert [runs_of(problem, day(0, 20, k)) for k in (0, 1)] == [[(0,), (1,)], [(1,)]]


def test_a_narrowed_problem_starts_from_the_classes_of_the_dates(either: bool) -> None:
    """Two desa are for Wednesday, so one goes on Monday or Tuesday; the dated trips fit what is narrowed.

    At most 30 a date over the region: of 30, 30, 30 and 9 people on three dates the 9 have none.
    """
    service = Service("KTP", "KTP-el", 5, cap=Cap(30, "region_day"))
    problem = tiny.again(
        tiny.problem([9, 30, 30, 30], tiny.line_of(20, 25, 30, 35), days=3, teams=2, services=(service,)),
        places={0: {"opening": tiny.opening(0, 24 * 60, MONDAY + timedelta(days=2))}},
    )
    plan = Plan((day(0, 9), day(1, 30, 1), day(2, 30, 1), day(3, 30)))
    schedule = place(problem, plan, PARAMS)
    assert schedule.undated == (day(0, 9),)
    over = contest(problem, schedule)
    assert over.caps == {0}
    settled = settle(problem, schedule, over)
    assert check_plan(settled.problem, settled.start) == ()
    assert settled.original(settled.start) == Plan(tuple(trip.trip for trip in schedule.trips))


def weighing(people: list[int], more: int) -> Problem:
    """Places as far from the office as each other, K0 and K1 of two each; those of K1 weigh `more` above."""
    apart = [[0 if a == b else 20 for a in range(len(people) + 1)] for b in range(len(people) + 1)]
    first = DeadlineClass(MONDAY + timedelta(days=60), kecamatan=("K1",), weight=more)
    return tiny.again(tiny.problem(people, apart, days=2), policy={"deadlines": (first,)})


def test_of_equal_trips_the_one_that_weighs_more_goes_first(either: bool) -> None:
    """P0 and P2 have 20 people; P2's weigh 1.5."""
    problem = weighing([20, 1, 20, 1], 50)
    assert days(place(problem, Plan((day(0, 20), day(2, 20))), PARAMS)) == {2: 0, 0: 1}


@pytest.mark.parametrize(("more", "first"), [(50, 2), (11, 2), (9, 0), (0, 0)])
def test_a_tenth_of_weight_is_worth_the_people_of_an_average_trip(
    either: bool, more: int, first: int
) -> None:
    """30 people of weight 1 against 10 of weight 1 + w, on two dates.

    Weighted they are 30 and 10 + 10w, on average 20 + 5w. The first trip has a value of 30 / (20 + 5w),
    the second of (10 + 10w) / (20 + 5w) and 10w for its priority. At w = 0.09: 1.47 and 0.53 + 0.90 = 1.43;
    at 0.11: 1.46 and 0.54 + 1.10 = 1.64; at 0.5: 1.33 and 0.67 + 5.
    """
    problem = weighing([30, 1, 10, 1], more)
    found = days(place(problem, Plan((day(0, 30), day(2, 10))), PARAMS))
    assert [cell for cell, when in found.items() if when == 0] == [first]


def test_who_is_left_out_is_decided_by_people(either: bool) -> None:
    """Three trips on two dates: of 30, 25 and 10 people, the last of weight 1.5 (15), it has no date."""
    problem = weighing([30, 25, 10, 1], 50)
    schedule = place(problem, Plan((day(0, 30), day(1, 25), day(2, 10))), PARAMS)
    assert schedule.undated == (day(2, 10),)


def test_room_is_made_in_slots_of_another_class() -> None:
    """The school can be visited on Monday alone, where the desa was put first: it moves on to Tuesday.

    No slot of Monday's class is free; one of Tuesday's is, and on the first board no trip may go there.
    """
    base = tiny.problem([9, 30], tiny.line_of(20, 25), days=2)
    problem = tiny.again(base, places={0: {"opening": tiny.opening(0, 24 * 60, MONDAY + timedelta(days=1))}})
    options = Options(problem, (day(0, 9), day(1, 30)))
    for of, dated in ((options.labelled, {1: 0}), (options, {0: 0, 1: 1})):
        board = Board(of)
        board.date_in_turn([1, 0])
        assert {trip: option.classes[0] for trip, option in board.dated.items()} == dated


@pytest.mark.parametrize("seed", range(20))
def test_who_fits_many_dates_does_not_starve_who_fits_few(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ten dates of one team, ten places each shut on up to nine of them, one trip counted on each date.

    All ten can be dated as they were counted, so they are, also where the model is not asked.
    """
    monkeypatch.setattr(dates, "LARGEST", -1)
    rng = random.Random(seed)
    base = tiny.problem([10 + n for n in range(10)], tiny.line_of(*range(20, 70, 5)), days=10)
    when = [day.date for day in base.calendar.days]
    shut = [rng.sample([d for d in when if d != when[n]], rng.randint(4, 9)) for n in range(10)]
    problem = tiny.again(
        base, places={n: {"opening": tiny.opening(0, 24 * 60, *each)} for n, each in enumerate(shut)}
    )
    label = {slot.date: slot.slot_class for slot in problem.slots}
    trips = [day(n, 10 + n, label[when[n]]) for n in range(10)]
    schedule = place(problem, Plan(tuple(trips)), PARAMS)
    assert schedule.undated == ()
    assert check_schedule(problem, schedule) == ()
