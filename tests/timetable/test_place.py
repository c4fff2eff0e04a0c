"""The timetable: trips find dates, teams share the work, and rules of dates hold."""

from __future__ import annotations

from dataclasses import replace

import pytest

from optimizer.core.check import check_schedule
from optimizer.core.plan import Plan, Trip, Visit
from optimizer.core.pose import pose
from optimizer.core.problem import Problem
from optimizer.core.region import Cap, Opening, Service
from optimizer.timetable import TimetableParams, dates, place
from tests import tiny

PARAMS = TimetableParams(deterministic_seconds=0.5)


def day_trip(*loads: tuple[int, int], slot_class: int = 0) -> Trip:
    """A day trip that serves (place = cell, people)."""
    return Trip(slot_class, (tuple(Visit(cell, ((cell, people),)) for cell, people in loads),))


@pytest.fixture(params=[True, False], ids=["model", "in turn"])
def either(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> bool:
    """Date by the model, and by the rule that stands in for it on large campaigns."""
    if not request.param:
        monkeypatch.setattr(dates, "LARGEST", 0)
    return bool(request.param)


def test_the_trip_with_more_people_goes_first(either: bool) -> None:
    """One team, two dates: 30 people on Monday, 10 on Tuesday."""
    problem = tiny.problem([10, 30], tiny.line_of(20, 40), days=2)
    schedule = place(problem, Plan((day_trip((0, 10)), day_trip((1, 30)))), PARAMS)
    assert [trip.trip.visits[0].place for trip in schedule.trips] == [1, 0]
    assert check_schedule(problem, schedule) == ()


def test_no_place_has_two_teams_on_a_date(either: bool) -> None:
    """Two teams, two trips to one place: they go on different dates."""
    problem = tiny.problem([150], tiny.line_of(20), days=2, teams=2).replace(
        max_visits=tiny.problem([150], tiny.line_of(20)).max_visits * 0 + 2
    )
    schedule = place(problem, Plan((day_trip((0, 70)), day_trip((0, 70)))), PARAMS)
    assert len({trip.dates for trip in schedule.trips}) == 2
    assert check_schedule(problem, schedule) == ()


def test_a_trip_without_a_slot_is_said(either: bool) -> None:
    """Three trips in two slots: one stays undated, the one with the fewest people."""
    problem = tiny.problem([10, 20, 30], tiny.line_of(20, 40, 60), days=2)
    plan = Plan((day_trip((0, 10)), day_trip((1, 20)), day_trip((2, 30))))
    schedule = place(problem, plan, PARAMS)
    assert len(schedule.trips) == 2
    assert schedule.undated == (day_trip((0, 10)),)


def test_the_cap_of_the_region_holds_on_each_date(either: bool) -> None:
    """At most 50 a day in the whole region: 30 and 30 go on different dates, though two teams are free."""
    service = Service("KTP", "KTP-el", 5, cap=Cap(50, "region_day"))
    problem = tiny.problem([30, 30], tiny.line_of(20, 40), days=2, teams=2, services=(service,))
    schedule = place(problem, Plan((day_trip((0, 30)), day_trip((1, 30)))), PARAMS)
    assert len({trip.dates for trip in schedule.trips}) == 2
    assert check_schedule(problem, schedule) == ()


def test_neighbours_go_in_one_week_where_that_delays_little() -> None:
    """One team, ten dates, equal trips to K0, K1, K0, K1, …: each kecamatan gets one of the two weeks.

    P0 and P1 are in K0, P2 and P3 in K1 and so on; with ten places of 20 people in five kecamatan the
    weeks hold five trips each, so at best one kecamatan is split: 6 pairs of kecamatan and week.
    """
    problem = tiny.problem([20] * 10, tiny.line_of(*range(10, 110, 10)), days=10)
    plan = Plan(tuple(day_trip((cell, 20)) for cell in (0, 2, 4, 6, 8, 1, 3, 5, 7, 9)))
    schedule = place(problem, plan, PARAMS)
    assert pairs(problem, schedule) == 6


def pairs(problem: Problem, schedule: object) -> int:
    """Pairs of kecamatan and week with a visit."""
    found = set()
    for trip in schedule.trips:  # type: ignore[attr-defined]
        for visit in trip.trip.visits:
            kecamatan = problem.region.places[visit.place].kecamatan_code
            found.add((kecamatan, trip.dates[0].isocalendar().week))
    return len(found)


def test_loads_are_shared_fairly() -> None:
    """Two teams, two dates, days of 300, 200, 300 and 200 minutes: each team works 500.

    Out and back 2 × 20 and setting up 30 leave 230 and 130 minutes: 46 and 26 people at 5 minutes.
    """
    problem = tiny.problem([46, 26, 46, 26], [[0 if a == b else 20 for a in range(5)] for b in range(5)],
                           days=2, teams=2)  # fmt: skip
    plan = Plan((day_trip((0, 46)), day_trip((1, 26)), day_trip((2, 46)), day_trip((3, 26))))
    schedule = place(problem, plan, PARAMS)
    work = {team: sum(t.clocks[0].work for t in schedule.trips if t.team == team) for team in ("T1", "T2")}
    assert work == {"T1": 500, "T2": 500}


def test_a_day_is_driven_round_the_way_that_starts_earlier() -> None:
    """P0 is 30 minutes away, P1 as far again: served first, P0's 230 minutes end at 11:50.

    The 30 minutes on to P1 would then meet the break, so the team would leave 10 minutes late, at 07:40.
    By P1 first it serves P0 over the break and leaves at 07:30.
    """
    problem = tiny.problem([40, 10], tiny.line_of(30, 60))
    schedule = place(problem, Plan((day_trip((0, 40), (1, 10)),)), PARAMS)
    assert [visit.place for visit in schedule.trips[0].trip.visits] == [1, 0]
    assert schedule.trips[0].clocks[0].start == 450


def test_a_day_is_not_turned_against_opening_hours() -> None:
    """As above, but P0 closes at 12:30, so it stays first: served 08:10 to 12:00, the day begins at 07:40.

    By P1 first its 230 minutes would last from 10:20, over the break, to 15:10.
    """
    problem = tiny.problem([40, 10], tiny.line_of(30, 60))
    hours = Opening(frozenset(range(7)), 0, 750)
    places = (replace(problem.region.places[0], opening=hours), problem.region.places[1])
    area = replace(problem.region, places=places)
    timed = pose(area, problem.travel, problem.calendar, problem.tariff, problem.policy)
    schedule = place(timed, Plan((day_trip((0, 40), (1, 10)),)), PARAMS)
    assert [visit.place for visit in schedule.trips[0].trip.visits] == [0, 1]
    assert schedule.trips[0].clocks[0].start == 460
    assert check_schedule(timed, schedule) == ()


def test_the_dearer_way_round_is_not_taken() -> None:
    """The same day, but from P1 home is 20 km further: it leaves late rather than pay Rp 20,000 more.

    Driven P0, P1, home it is 30 + 30 + 60 = 120 km, the other way round 140.
    """
    minutes = tiny.line_of(30, 60)
    metres = [[0, 30_000, 80_000], [30_000, 0, 30_000], [60_000, 30_000, 0]]
    problem = tiny.problem([40, 10], minutes)
    problem = problem.replace(travel=tiny.travel(minutes, metres=metres))
    schedule = place(problem, Plan((day_trip((0, 40), (1, 10)),)), PARAMS)
    assert schedule.trips[0].clocks[0].start == 460
    assert schedule.trips[0].effort.metres == 120_000
