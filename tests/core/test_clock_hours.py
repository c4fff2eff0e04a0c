"""The clock where places have hours: waiting before they open, leaving later, ending late."""

from __future__ import annotations

import random
from itertools import pairwise

import pytest

from optimizer.core.clock import DayClock, clock_day, held_minutes, longest_stay
from optimizer.core.plan import Visit
from optimizer.core.problem import Problem
from optimizer.core.region import Opening, Service
from tests import tiny
from tests.engines import features, outings

MINUTE = Service("KTP", "KTP-el", 1)

Hours = tuple[int, int] | None


def district(*places: tuple[int, Hours], day_minutes: int = 600) -> Problem:
    """Places so many minutes out on one road with hours or none, a minute a person, set-up 30."""
    made = tiny.problem(
        [300] * len(places),
        tiny.line_of(*(minutes for minutes, _ in places)),
        day_minutes=day_minutes,
        services=(MINUTE, tiny.IKD),
    )
    hours = {n: {"opening": tiny.opening(*given)} for n, (_, given) in enumerate(places) if given}
    return tiny.again(made, places=hours)


def day(problem: Problem, *people: int) -> tuple[DayClock, int]:
    """The clock of a day over all places in order, and the minutes held up at doors."""
    visits = tuple(Visit(place, ((place, count),)) for place, count in enumerate(people))
    return clock_day(problem, 0, visits, 0, 0), held_minutes(problem, 0, visits, 0, 0)


def test_who_would_come_too_early_leaves_later():
    """30 minutes out, open from nine: away 08:30 instead of 07:30, 09:00–11:00 there, home 11:30.

    The hour is held against the day's minutes all the same: the team cannot use it elsewhere.
    """
    clock, held = day(district((30, (540, 660))), 90)
    (stay,) = clock.stays
    assert (clock.start, stay.arrive, stay.leave, clock.end) == (510, 540, 660, 690)
    assert (clock.wait, clock.work, clock.elapsed, clock.late, held) == (0, 180, 180, 0, 60)


def test_a_door_open_already_holds_nobody_up():
    """Open from eight, when the team comes: as without hours."""
    clock, held = day(district((30, (480, 1440))), 90)
    assert (clock.start, clock.end, clock.wait, held) == (450, 630, 0, 0)


def test_setting_up_is_part_of_the_stay():
    """Open until ten, 30 + 90 minutes from eight: on time; with one person more a minute late."""
    problem = district((30, (420, 600)))
    assert [day(problem, people)[0].late for people in (90, 91, 97)] == [0, 1, 7]


def test_a_stay_that_reaches_into_the_break_goes_on_after_it():
    """Eight to twelve are 240 minutes, closing 13:10 leaves ten more: 30 + 220 on time, then late."""
    problem = district((30, (420, 790)))
    assert [day(problem, people)[0].late for people in (220, 221)] == [0, 1]
    inside = district((30, (420, 750)))  # closes in the break: nothing is gained by it
    assert [day(inside, people)[0].late for people in (210, 211)] == [0, 31]


def test_waiting_over_the_break_is_waiting_without_it():
    """P0 90 people from 08:00 to 10:00, at 10:10 at P1, which opens at 14:00: 110 + 60 minutes held.

    Left 170 minutes later, at 10:20: P0 10:50–13:50 with the break in it, P1 14:00–14:50, home 15:30.
    """
    clock, held = day(district((30, None), (40, (840, 1440))), 90, 20)
    assert [(stay.arrive, stay.leave) for stay in clock.stays] == [(650, 830), (840, 890)]
    assert (clock.start, clock.end, clock.wait, held) == (620, 930, 0, 170)
    assert (clock.work, clock.elapsed) == (250, 250 + 60)


def test_a_team_leaves_as_late_as_it_can_and_no_later():
    """P0 opens at nine (held 60), 30 + 110 minutes until 11:20, P1 at 11:50 opens at 13:10 (held 10 + 10).

    80 minutes later P0 would end at 11:40 and the drive of 30 run into the break: at P1 only 13:30. 70
    later P0 ends at 11:30 and P1 is reached at twelve: ten minutes of waiting remain, from 13:00.
    """
    clock, held = day(district((30, (540, 1440)), (60, (790, 1440))), 110, 30)
    assert [(stay.arrive, stay.leave) for stay in clock.stays] == [(550, 690), (790, 850)]
    assert (clock.start, clock.end, clock.wait, held) == (520, 910, 10, 80)
    assert clock.elapsed == clock.work + clock.wait + 60 == 390


def test_who_waits_out_the_break_for_an_afternoon_leaves_after_it():
    """Open from two, half an hour away: away at 13:30, though the wait itself is only 300 minutes."""
    clock, held = day(district((30, (840, 1440))), 30)
    assert (clock.start, clock.end, clock.wait, clock.pause, held) == (810, 930, 0, None, 300)


@pytest.mark.parametrize(
    ("closes", "start", "wait"), [(600, 450, 30), (620, 470, 10), (650, 480, 0), (1440, 480, 0)]
)
def test_leaving_later_never_makes_another_place_late(closes, start, wait):
    """P0 08:00–10:00, ten minutes to P1, which opens at 10:40: 30 minutes to wait.

    Where P0 closes at ten they are waited at P1; where it closes at 10:20, twenty of them are spent at home.
    """
    clock, held = day(district((30, (420, closes)), (40, (640, 1440))), 90, 1)
    assert (clock.start, clock.wait, clock.late, held) == (start, wait, 0, 30)
    assert (clock.stays[1].arrive, clock.end) == (640, 711)


def test_a_day_that_is_late_anyway_is_not_made_later():
    """P0 would close at 09:50: ten minutes late from the earliest leave, and so it stays."""
    clock, _ = day(district((30, (420, 590)), (40, (640, 1440))), 90, 1)
    assert (clock.start, clock.wait, clock.late) == (450, 30, 10)


def test_lateness_adds_up_over_places():
    """P0 ends at 10:00 and closes at 09:50; P1, 10:10–10:50, closes at 10:30: 10 + 20."""
    clock, _ = day(district((30, (420, 590)), (40, (420, 630))), 90, 10)
    assert clock.late == 30


@pytest.mark.parametrize("seed", range(40))
def test_the_latest_good_minute_to_leave_is_found(seed):
    """Every minute is tried by the oracle's clock: none later is home as early and no more late."""
    rng, problem = random.Random(seed), features.feature_problem(seed)
    for k, slots in enumerate(problem.classes):
        order = rng.sample(range(problem.places), rng.randint(1, problem.places))
        cells = {int(problem.cell_place[c]): c for c in range(problem.cells) if problem.expected[c]}
        visits = tuple(Visit(p, ((cells[p], 1),)) for p in order if p in cells)
        way = [slots.base, *(int(problem.place_location[visit.place]) for visit in visits), slots.base]
        minutes = problem.layer(k).minutes
        drives = [int(minutes[a, b]) for a, b in pairwise(way)]
        if max(drives) > 240:  # nobody drives for longer than from the start to the break, or without a road
            continue
        clock = clock_day(problem, k, visits, slots.base, slots.base)
        stays = [stay.setup + stay.service for stay in clock.stays]
        doors = [(int(slots.opens[visit.place]), int(slots.closes[visit.place])) for visit in visits]
        back, late, held = outings.run(slots.pause, doors, drives, stays, slots.start)
        assert (clock.end, clock.late) == (back, late)
        assert held_minutes(problem, k, visits, slots.base, slots.base) == held
        good = [
            leave
            for leave in range(slots.start, back)
            if outings.run(slots.pause, doors, drives, stays, leave)[:2] == (back, late)
        ]
        assert clock.start == max(good)


@pytest.mark.parametrize("seed", range(30))
def test_the_longest_stay_is_the_most_people_the_clock_lets_in(seed):
    """All numbers of people tried, one minute each: on time and within the day's minutes."""
    rng = random.Random(seed)
    begins = rng.randrange(420, 900)
    distance = rng.choice((5, 30, 100, 200))
    problem = district((distance, (begins, begins + rng.randrange(30, 500))), day_minutes=465)
    most = 465 - 2 * distance
    fitting = [0]
    for people in range(1, 460):
        clock, held = day(problem, people)
        if clock.late == 0 and clock.work + held <= 465:
            fitting.append(people)
    assert max(fitting) == max(0, longest_stay(problem, 0, 0, most) - 30)
    assert fitting == [*range(max(fitting) + 1)]


def test_a_place_closed_for_the_day_counts_no_minutes():
    """Weekdays and dates are not the clock's: they bar the cells of the class."""
    shut = Opening(frozenset({1}), 480, 960)
    problem = tiny.again(tiny.problem([5], tiny.line_of(30)), places={0: {"opening": shut}})
    assert problem.classes[0].allowed.tolist() == [False]
