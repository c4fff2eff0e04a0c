"""What undated trips contend for, and the narrowed problem in which counting slots by class is enough."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest

from optimizer.core.check import check_plan, check_schedule
from optimizer.core.plan import Plan
from optimizer.core.pose import pose
from optimizer.core.problem import Problem
from optimizer.timetable import Contest, TimetableParams, contest, place, settle
from tests.timetable.test_nights import district, on, out
from tests.timetable.test_possible import crowded, drawn

PARAMS = TimetableParams(deterministic_seconds=0.5)


def by_day(problem: Problem) -> Problem:
    """The problem without nights and without caps of the region."""
    return problem.replace(spans=(), lodgings=(), caps=())


@pytest.mark.parametrize("seed", range(30))
def test_the_dated_trips_stay_possible(seed: int) -> None:
    """In the classes of the narrowed problem they keep every rule, and read back they are as they were."""
    problem = crowded(seed)
    schedule = place(problem, drawn(problem, random.Random(seed)), PARAMS)
    settled = settle(problem, schedule, contest(problem, schedule))
    assert check_plan(settled.problem, settled.start) == ()
    assert settled.original(settled.start) == Plan(tuple(dated.trip for dated in schedule.trips))


@pytest.mark.parametrize("seed", range(30))
def test_day_trips_that_fit_by_class_can_all_be_dated(seed: int) -> None:
    """Any plan of the narrowed problem is dated whole, where all places are contended for."""
    problem = by_day(crowded(seed))
    schedule = place(problem, drawn(problem, random.Random(seed)), PARAMS)
    settled = settle(problem, schedule, Contest(places=frozenset(range(problem.places))))
    plan = settled.original(drawn(settled.problem, random.Random(1000 + seed)))
    assert plan.trips
    again = place(problem, plan, PARAMS)
    assert again.undated == ()
    assert check_schedule(problem, again) == ()


@pytest.mark.parametrize("seed", range(30))
def test_nights_that_fit_by_class_can_all_be_dated(seed: int) -> None:
    """So is any plan with trips of two and three days where nights are contended for too."""
    problem = crowded(seed).replace(caps=())
    schedule = place(problem, drawn(problem, random.Random(seed)), PARAMS)
    settled = settle(problem, schedule, Contest(frozenset(range(problem.places)), nights=True))
    plan = settled.original(drawn(settled.problem, random.Random(1000 + seed)))
    again = place(problem, plan, PARAMS)
    assert again.undated == ()
    assert check_schedule(problem, again) == ()


def test_what_is_contended_for() -> None:
    """Two trips to one place on its only date contend for the place and nothing else."""
    problem = by_day(crowded(0))
    problem = problem.with_slots(tuple(slot for slot in problem.slots if slot.date == problem.calendar.start))
    trips = [trip for trip in drawn(problem, random.Random(3)).trips if len(trip.visits) == 1]
    plan = Plan((trips[0], trips[0]))
    schedule = place(problem, plan, PARAMS)
    assert len(schedule.undated) == 1
    assert contest(problem, schedule) == Contest(frozenset({trips[0].visits[0].place}))


def test_a_contended_place_stays_with_the_class_that_serves_it() -> None:
    """Two teams of different classes on two dates: T2 serves P0 on Monday, so on Tuesday it may, T1 not.

    With two kits T2 is another class; P1 is not contended for and stays open to both.
    """
    problem = district([9, 9], on(0, 1), teams=2)
    crews = (problem.region.teams[0], replace(problem.region.teams[1], stations=2))
    area = replace(problem.region, teams=crews)
    problem = pose(area, problem.travel, problem.calendar, problem.tariff, problem.policy)
    schedule = place(problem, Plan((out((0, 9), classes=(1,)),)), PARAMS)
    narrowed = settle(problem, schedule, Contest(frozenset({0}))).problem
    may = {
        (slot.team, slot.date.day): narrowed.classes[slot.slot_class].allowed.tolist()
        for slot in narrowed.slots
    }
    alone, both = [False, True], [True, True]
    assert may == {("T1", 5): alone, ("T2", 5): both, ("T1", 6): alone, ("T2", 6): both}


def test_runs_of_slots_kept_apart_do_not_overlap() -> None:
    """One team, three days: of the nights from Monday and from Tuesday one is kept, with two classes.

    Where two nights are allowed it is the run of three days, and the two days that begin it.
    """
    for most, kept in ((1, [(0, 1)]), (2, [(0, 1), (0, 1, 2)])):
        problem = district([5, 5, 5], on(0, 1, 2), max_nights=most)
        narrowed = settle(problem, place(problem, Plan(()), PARAMS), Contest(nights=True)).problem
        assert sorted(span.slots for span in narrowed.spans) == kept
        assert all(len(set(span.classes)) == len(span.slots) for span in narrowed.spans)


def test_a_run_in_use_is_kept() -> None:
    """Tuesday is short: a trip of (short, long) is out from Tuesday, so that run stays, not Monday's.

    Its 70 people of the second day take 350 minutes, more than the 345 of Tuesday.
    """
    problem = district([5, 70], on(0, 1, 2, short=(1,)))
    schedule = place(problem, Plan((out((0, 5), (1, 70), classes=(1, 0)),)), PARAMS)
    settled = settle(problem, schedule, Contest(nights=True))
    assert [span.slots for span in settled.problem.spans] == [(1, 2)]
    assert settled.problem.spans[0].classes == settled.start.trips[0].classes
