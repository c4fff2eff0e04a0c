"""The clock of a team-day: break, waiting, elapsed time and duration class, by hand and by formula."""

from __future__ import annotations

import random

import pytest

from optimizer.core.clock import DayClock, clock_day, service_minutes
from optimizer.core.plan import Visit
from optimizer.core.problem import Problem
from optimizer.core.region import Service
from optimizer.core.score import clock_trip
from tests import tiny
from tests.core.schedules import trip
from tests.engines import districts

MINUTE = Service("KTP", "KTP-el", 1)


def one_place(people: int) -> DayClock:
    """A day at one place 30 minutes away, set-up 30, a minute a person: work = 90 + people."""
    problem = tiny.problem([people], tiny.line_of(30), day_minutes=600, services=(MINUTE, tiny.IKD))
    return clock_trip(problem, trip((0, {0: people})))[0]


def test_a_day_that_ends_before_the_break_has_none():
    """07:30 away, 08:00 there, 30 + 150 minutes until 11:00, home 11:30: elapsed = work = 240."""
    clock = one_place(150)
    (stay,) = clock.stays
    assert (clock.start, stay.arrive, stay.leave, clock.end) == (450, 480, 660, 690)
    assert (clock.work, clock.elapsed, clock.wait, clock.pause) == (240, 240, 0, None)


def test_serving_is_interrupted_by_the_break():
    """There 08:00, 330 minutes of stay: 240 until 12:00, 90 from 13:00, so leave 14:30, home 15:00."""
    clock = one_place(300)
    (stay,) = clock.stays
    assert (stay.arrive, stay.leave, clock.end) == (480, 870, 900)
    assert (clock.work, clock.elapsed, clock.pause) == (390, 450, (720, 780))


def test_a_drive_that_ends_when_the_break_begins_is_no_conflict():
    """There 08:00, 210 minutes until 11:30, home at 12:00 sharp: the day is over before the break."""
    clock = one_place(180)
    assert (clock.end, clock.elapsed, clock.pause) == (720, 270, None)


def test_no_drive_in_the_break_and_no_idling_before_it():
    """Done at 11:50 a drive of 30 would run into the break; leaving 10 minutes later wastes none.

    Out 07:40, there 08:10, 230 minutes until 12:00, break, home 13:00–13:30: elapsed 290 + 60.
    """
    clock = one_place(200)
    (stay,) = clock.stays
    assert (clock.start, stay.arrive, stay.leave, clock.end) == (460, 490, 720, 810)
    assert (clock.wait, clock.work, clock.elapsed) == (0, 290, 350)


def test_a_stay_that_ends_when_the_break_begins_rests_before_driving_home():
    """There 08:00, 240 minutes until 12:00 sharp; the drive home starts at 13:00, not in the break."""
    clock = one_place(210)
    assert (clock.start, clock.stays[0].leave, clock.end, clock.wait) == (450, 720, 810, 0)


@pytest.mark.parametrize(("people", "elapsed", "duration"), [(330, 480, "up_to_8h"), (331, 481, "over_8h")])
def test_eight_hours_are_not_yet_over_eight_hours(people, elapsed, duration):
    """Work 420 and a break of 60 are 480 minutes, the last of the cheap class; one more is dearer."""
    clock = one_place(people)
    assert (clock.elapsed, clock.duration_class) == (elapsed, duration)


def test_a_friday_has_its_own_break():
    """Break 11:30–13:00: there 08:00, 230 minutes until 11:50 without it, so 20 of them from 13:00."""
    problem = tiny.problem([200], tiny.line_of(30), services=(MINUTE, tiny.IKD))
    friday = districts.calendar(1, friday=True)
    problem = districts.on(problem, friday)
    clock = clock_trip(problem, trip((0, {0: 200})))[0]
    assert (clock.stays[0].leave, clock.end) == (800, 830)
    assert clock.elapsed == 290 + 90


def test_a_day_over_three_places_by_hand():
    """Places 20, 50 and 60 minutes out on one road, 12, 30 and 20 people of 5 minutes.

    07:30–07:50 · 30 + 60 → 09:20 · drive 30 → 09:50 · 30 + 150 → 12:50 would cross the break: 130 before
    noon, 50 from 13:00 → 13:50 · drive 10 → 14:00 · 30 + 100 → 16:10 · home 60 → 17:10.
    """
    problem = tiny.problem([12, 30, 20], tiny.line_of(20, 50, 60), day_minutes=600)
    clock = clock_trip(problem, trip((0, {0: 12}), (1, {1: 30}), (2, {2: 20})))[0]
    assert [(stay.arrive, stay.leave) for stay in clock.stays] == [(470, 560), (590, 830), (840, 970)]
    assert (clock.drive, clock.work, clock.end, clock.elapsed) == (120, 520, 1030, 580)
    assert (clock.metres, clock.home_drive, clock.home_metres) == (120_000, 60, 60_000)


def test_serving_minutes_are_rounded_up_once_a_visit():
    """3 × 5 + 1 × 9 = 24 minutes at 2 stations are 12, not 8 + 5; 3 × 5 alone are 8, not 7.5."""
    problem = tiny.problem([{("KTP",): 3, ("KTP", "IKD"): 1}], tiny.line_of(10), stations=2)
    assert service_minutes(problem, 0, Visit(0, ((0, 3), (1, 1)))) == 12
    assert service_minutes(problem, 0, Visit(0, ((0, 3),))) == 8


def random_days(seed: int) -> tuple[Problem, DayClock]:
    """A day over some places of a random district, however long it takes."""
    rng, problem = random.Random(seed), districts.tiny(seed)
    allowed = problem.classes[0].allowed
    cells = [c for c in range(problem.cells) if allowed[c] and problem.expected[c]]
    visits = {int(problem.cell_place[c]): {c: rng.randint(1, int(problem.expected[c]))} for c in cells}
    places = rng.sample(sorted(visits), rng.randint(1, len(visits))) if visits else []
    made = trip(*((place, visits[place]) for place in places))
    return problem, clock_day(problem, 0, made.days[0], problem.classes[0].base, problem.classes[0].base)


@pytest.mark.parametrize("seed", range(60))
def test_elapsed_is_work_and_the_break_if_the_day_runs_into_it(seed):
    """Whatever the day, nobody idles, nobody drives in the break, and minutes add up by one formula."""
    problem, clock = random_days(seed)
    slots = problem.classes[0]
    assert slots.pause is not None
    begins, ends = slots.pause
    rest = ends - begins if slots.start + clock.work > begins else 0
    assert (clock.wait, clock.elapsed) == (0, clock.work + rest)
    assert clock.pause == (slots.pause if rest else None)
    drives = [(stay.arrive - stay.drive, stay.arrive) for stay in clock.stays]
    drives.append((clock.end - clock.home_drive, clock.end))
    assert all(arrive <= begins or leave >= ends for leave, arrive in drives)
    assert clock.drive == sum(arrive - leave for leave, arrive in drives)
