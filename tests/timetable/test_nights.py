"""Trips with nights in the timetable: runs of dates, one team for all of them, rules on every date."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from optimizer.core.calendar import Calendar, WorkDay
from optimizer.core.check import check_schedule
from optimizer.core.plan import Plan, Trip, Visit
from optimizer.core.policy import Policy
from optimizer.core.pose import pose
from optimizer.core.problem import Problem
from optimizer.core.region import Cap, Lodging, Service
from optimizer.timetable import TimetableParams, dates, place
from tests import tiny
from tests.tiny import MONDAY

PARAMS = TimetableParams(deterministic_seconds=0.5)
KTP = Service("KTP", "KTP-el", 5)


@pytest.fixture(params=[True, False], ids=["model", "in turn"])
def either(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> bool:
    """Date by the model, and by the rule that stands in for it on large campaigns."""
    if not request.param:
        monkeypatch.setattr(dates, "LARGEST", -1)
    return bool(request.param)


def on(*days: int, extra: tuple[int, ...] = (), short: tuple[int, ...] = ()) -> Calendar:
    """Working dates by days after Monday 5 January 2026; short ones end two hours sooner."""
    made = tuple(
        WorkDay(
            MONDAY + timedelta(days=day), 450, 855 if day in short else 975, (720, 780), "kemarau", "biasa",
            day in extra,
        )
        for day in days
    )  # fmt: skip
    return Calendar(made[0].date, made[-1].date, made)


def district(
    people: list[int],
    calendar: Calendar,
    *,
    teams: int = 1,
    from_base: tuple[int, ...] = (),
    lodging: int = 0,
    off: dict[str, tuple[int, ...]] | None = None,
    service: Service = KTP,
    visits: int = 1,
    **policy: object,
) -> Problem:
    """Places on one road, one of them with a bed; `off` gives a team its days off, as days after Monday."""
    area = tiny.region(people, teams=teams, services=(service,))
    crews = tuple(
        replace(team, days_off=frozenset(MONDAY + timedelta(days=n) for n in (off or {}).get(team.id, ())))
        for team in area.teams
    )
    area = replace(area, teams=crews, lodgings=(Lodging(f"P{lodging}", "Penginapan", tiny.SOURCE),))
    spots = from_base or tuple(20 + 5 * n for n in range(len(people)))
    rules = Policy(**{"max_nights": 1, **policy})  # type: ignore[arg-type]
    problem = pose(area, tiny.travel(tiny.line_of(*spots)), calendar, tiny.TARIFF, rules)
    return problem.replace(max_visits=problem.max_visits * 0 + visits)


def out(*days: tuple[int, int], classes: tuple[int, ...] = (), bed: int = 0) -> Trip:
    """A trip with one visit (place = cell, people) a day; the team sleeps at P`bed`."""
    of = classes or (0,) * len(days)
    made = tuple((Visit(cell, ((cell, people),)),) for cell, people in days)
    return Trip(of[0], made, of[1:], (bed + 1,) * (len(days) - 1))


def offsets(found: tuple[date, ...]) -> list[int]:
    """Dates as days after Monday."""
    return [(day - MONDAY).days for day in found]


def test_one_night_and_four_days_fill_two_teams_for_three_days(either: bool) -> None:
    """2 + 4 × 1 = 6 days in 6 slots, though the day trips have more people and would go first.

    On Monday and Tuesday the four day trips would leave both teams only Wednesday, and no night.
    """
    problem = district([5, 5, 40, 40, 40, 40], on(0, 1, 2), teams=2)
    plan = Plan((out((0, 5), (1, 5)), *(out((cell, 40)) for cell in (2, 3, 4, 5))))
    schedule = place(problem, plan, PARAMS)
    assert schedule.undated == ()
    assert sum(len(trip.dates) for trip in schedule.trips) == 6
    assert check_schedule(problem, schedule) == ()
    night = next(trip for trip in schedule.trips if trip.trip.nights)
    assert len(night.clocks) == 2
    assert night.effort.person_nights == {"golongan_iii": 2}


def test_a_night_never_lies_beside_a_free_day_that_is_not_worked(either: bool) -> None:
    """Friday and Monday follow each other at work, not in the calendar: the team would be out four days."""
    problem = district([5, 5], on(4, 7))
    assert place(problem, Plan((out((0, 5), (1, 5)),)), PARAMS).trips == ()


@pytest.mark.parametrize("allowed", [False, True])
def test_a_night_beside_a_worked_saturday_is_for_the_policy_to_allow(either: bool, allowed: bool) -> None:
    """Friday and a Saturday that is worked: dated only where nights over days off are allowed."""
    problem = district([5, 5], on(4, 5, extra=(5,)), nights_over_days_off=allowed)
    schedule = place(problem, Plan((out((0, 5), (1, 5)),)), PARAMS)
    assert [offsets(trip.dates) for trip in schedule.trips] == ([[4, 5]] if allowed else [])
    assert check_schedule(problem, schedule) == ()


def test_a_day_off_breaks_the_run(either: bool) -> None:
    """T1 is off on Tuesday of three days: only T2 can be out for a night."""
    problem = district([5, 5], on(0, 1, 2), teams=2, off={"T1": (1,)})
    schedule = place(problem, Plan((out((0, 5), (1, 5)),)), PARAMS)
    assert [trip.team for trip in schedule.trips] == ["T2"]
    alone = district([5, 5], on(0, 1, 2), off={"T1": (1,)})
    assert len(place(alone, Plan((out((0, 5), (1, 5)),)), PARAMS).undated) == 1


def test_three_days_out_are_three_dates_of_one_team(either: bool) -> None:
    """Wednesday, Thursday and Friday, after a week's first two days are free for one team only.

    T1 is off on Wednesday and T2 on Monday: three days in a row has T2 from Tuesday and from Wednesday;
    the earlier is taken.
    """
    problem = district([5, 5, 5], on(0, 1, 2, 3, 4), teams=2, off={"T1": (2,), "T2": (0,)}, max_nights=2)
    schedule = place(problem, Plan((out((0, 5), (1, 5), (2, 5)),)), PARAMS)
    assert [(trip.team, offsets(trip.dates)) for trip in schedule.trips] == [("T2", [1, 2, 3])]
    assert [clock.first for clock in schedule.trips[0].clocks] == [0, 1, 1]
    assert check_schedule(problem, schedule) == ()


def test_dates_of_different_classes_are_taken_in_their_order(either: bool) -> None:
    """Monday is long, Tuesday short, Wednesday long: a trip of (long, short) goes Monday and Tuesday.

    70 people take 350 minutes, more than a day of 345: who serves them on the second day goes Tuesday and
    Wednesday. With 5 and 5 the trip goes Monday and Tuesday, whichever way it was planned.
    """
    problem = district([70, 70], on(0, 1, 2, short=(1,)))
    for first, second, classes, found in (
        (70, 5, (0, 1), [0, 1]),
        (5, 70, (1, 0), [1, 2]),
        (5, 5, (0, 1), [0, 1]),
        (5, 5, (1, 0), [0, 1]),
    ):
        schedule = place(problem, Plan((out((0, first), (1, second), classes=classes),)), PARAMS)
        assert [offsets(trip.dates) for trip in schedule.trips] == [found]
        assert [trip.trip.classes for trip in schedule.trips] == [(0, 1) if found == [0, 1] else (1, 0)]
        assert check_schedule(problem, schedule) == ()


def test_no_place_has_two_teams_on_any_date_of_a_trip(either: bool) -> None:
    """The night is at P1 on Tuesday, so the other team, with two days, goes to P1 on Monday."""
    problem = district([5, 80], on(0, 1), teams=2, visits=2)
    schedule = place(problem, Plan((out((0, 5), (1, 30)), out((1, 50)))), PARAMS)
    found = {trip.trip.nights: offsets(trip.dates) for trip in schedule.trips}
    assert found == {1: [0, 1], 0: [0]}
    assert check_schedule(problem, schedule) == ()


def test_the_cap_of_the_region_holds_on_every_date_of_a_trip(either: bool) -> None:
    """At most 50 a date: with 30 on both days of the night, the 30 of the day trip need the third."""
    service = Service("KTP", "KTP-el", 5, cap=Cap(50, "region_day"))
    problem = district([30, 30, 30], on(0, 1, 2), teams=2, service=service)
    schedule = place(problem, Plan((out((0, 30), (1, 30)), out((2, 30)))), PARAMS)
    assert sorted(day for trip in schedule.trips for day in offsets(trip.dates)) == [0, 1, 2]
    assert check_schedule(problem, schedule) == ()


def test_the_night_goes_to_the_team_that_has_worked_less() -> None:
    """Monday: T1 works 40 + 30 + 230 minutes, T2 50 + 30 + 130; so T2 is out from Tuesday."""
    problem = district([46, 26, 5, 5], on(0, 1, 2), teams=2)
    schedule = place(problem, Plan((out((2, 5), (3, 5)), out((0, 46)), out((1, 26)))), PARAMS)
    found = [(trip.team, offsets(trip.dates)) for trip in schedule.trips]
    assert found == [("T1", [0]), ("T2", [0]), ("T2", [1, 2])]


def test_a_trip_is_turned_where_its_dates_read_the_same_backwards() -> None:
    """P0 is 30 minutes away, the bed at P1 another 45: out by P0 the drive on would meet the break.

    Serving 40 people from 08:00 ends 11:50, 45 minutes before the bed: the team would leave 10 minutes
    later. Back by P0 it arrives 08:15 and serves over the break. Thursday and a short Friday are not
    alike, so there the trip stays as it is.
    """
    going = out((0, 40), (1, 10), bed=1)
    same = district([40, 10], on(0, 1), from_base=(30, 75), lodging=1)
    schedule = place(same, Plan((going,)), PARAMS)
    assert [visit.place for visit in schedule.trips[0].trip.visits] == [1, 0]
    assert [clock.start for clock in schedule.trips[0].clocks] == [450, 450]
    assert check_schedule(same, schedule) == ()
    other = district([40, 10], on(3, 4, short=(4,)), from_base=(30, 75), lodging=1)
    kept = place(other, Plan((replace(going, then=(1,)),)), PARAMS)
    assert [clock.start for clock in kept.trips[0].clocks] == [460, 450]


def test_who_makes_room_in_vain_goes_back(either: bool) -> None:
    """A night on Monday and Tuesday would need both day trips there to go on Thursday; one of them cannot.

    P0 has its other team on Thursday. So the trip with most people keeps its Monday, and the night, with
    the fewest, has no date though two slots are left.
    """
    problem = district([70, 60, 5, 5], on(0, 1, 3), teams=3, off={"T2": (0, 1), "T3": (0, 1)}, visits=2)
    plan = Plan((out((1, 60)), out((0, 40)), out((0, 30)), out((2, 5), (3, 5))))
    schedule = place(problem, plan, PARAMS)
    assert schedule.undated == (plan.trips[3],)
    assert [offsets(trip.dates) for trip in schedule.trips if trip.trip == plan.trips[0]] == [[0]]
    assert check_schedule(problem, schedule) == ()


def test_the_same_seed_gives_the_same_schedule(either: bool) -> None:
    """Two nights and six day trips of two teams over five days, dated twice."""
    problem = district([9, 8, 7, 6, 25, 24, 23, 22, 21, 20], on(0, 1, 2, 3, 4), teams=2)
    trips = (out((0, 9), (1, 8)), out((2, 7), (3, 6)), *(out((cell, 29 - cell)) for cell in range(4, 10)))
    assert place(problem, Plan(trips), PARAMS, 5) == place(problem, Plan(trips), PARAMS, 5)
