"""Compiling a region into a problem."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest

from optimizer.core.calendar import Calendar
from optimizer.core.policy import DeadlineClass, Policy
from optimizer.core.pose import pose, stay_minutes, visits_needed
from optimizer.core.problem import Problem, Span
from optimizer.core.region import Cap, Lodging, Service
from tests import tiny
from tests.engines import districts


def test_slots_of_equal_days_and_teams_share_a_class():
    """Two like teams, Monday to Friday: ten slots by date and team, two classes as Friday is shorter."""
    problem = districts.on(tiny.problem([5], tiny.line_of(10), teams=2), districts.calendar(5, friday=True))
    assert [(slot.team, slot.date.day) for slot in problem.slots[:3]] == [("T1", 5), ("T2", 5), ("T1", 6)]
    assert [problem.slots_of(k) for k in range(len(problem.classes))] == [8, 2]
    assert [slots.work_minutes for slots in problem.classes] == [465, 360]
    assert [slots.pause_minutes for slots in problem.classes] == [60, 90]


def test_a_team_of_other_stations_has_its_own_class():
    """One kit and two kits do not serve alike."""
    area = tiny.region([5], teams=2)
    area = replace(area, teams=(area.teams[0], replace(area.teams[1], stations=2)))
    problem = pose(area, tiny.travel(tiny.line_of(10)), tiny.calendar(2), tiny.TARIFF, Policy())
    assert [slots.stations for slots in problem.classes] == [1, 2]
    assert [slot.slot_class for slot in problem.slots] == [0, 1, 0, 1]


def test_a_team_has_no_slot_on_its_days_off_nor_after_the_deadline():
    """T1 is off on Tuesday; the deadline is Wednesday; T2 goes on all three days."""
    area = tiny.region([5], teams=2)
    off = replace(area.teams[0], days_off=frozenset({date(2026, 1, 6)}))
    area = replace(area, teams=(off, area.teams[1]))
    policy = Policy(deadline=date(2026, 1, 7))
    problem = pose(area, tiny.travel(tiny.line_of(10)), tiny.calendar(5), tiny.TARIFF, policy)
    assert [(s.team, s.date.day) for s in problem.slots] == [
        ("T1", 5),
        ("T2", 5),
        ("T2", 6),
        ("T1", 7),
        ("T2", 7),
    ]


def test_a_service_that_needs_a_signal_is_barred_where_there_is_none():
    """Only the KTP cell of P0 may be served; unknown is allowed or not, by policy."""
    people = [{("KTP",): 1, ("IKD",): 1}] * 3
    signals = {0: "tidak", 1: "tidak_diketahui", 2: "ya"}
    for unknown, allowed in ((True, [1, 0, 1, 1, 1, 1]), (False, [1, 0, 1, 0, 1, 1])):
        policy = Policy(unknown_signal=unknown)
        problem = tiny.problem(people, tiny.line_of(5, 6, 7), signals=signals, policy=policy)
        assert problem.classes[0].allowed.tolist() == [bool(a) for a in allowed]


@pytest.mark.parametrize("missing", [(0, 1), (1, 0)])
def test_a_place_without_a_road_there_or_back_is_barred(missing):
    """One way is not enough: the team has to come home."""
    minutes = tiny.line_of(10, 20)
    minutes[missing[0]][missing[1]] = None
    assert tiny.problem([1, 1], minutes).classes[0].allowed.tolist() == [False, True]


@pytest.mark.parametrize(("people", "visits"), [(1, 1), (75, 1), (76, 2), (150, 2), (151, 3)])
def test_fewest_visits_by_hand(people, visits):
    """465 − 30 − 30 − 30 = 375 minutes at 5 each: 75 people a visit."""
    assert tiny.problem([people], tiny.line_of(30), days=9).max_visits.tolist() == [visits]


@pytest.mark.parametrize(
    ("changes", "visits"),
    [
        ({}, 3),  # 375 / 5 = 75 of 160
        ({"stations": 2}, 2),  # 150
        ({"policy": Policy(overtime_minutes=25)}, 2),  # 400 / 5 = 80
        ({"policy": Policy(setup_minutes=(("desa", 5),))}, 2),  # 400 / 5 = 80
        ({"policy": Policy(turnout_percent=90)}, 2),  # 144 expected
        ({"policy": Policy(visits="split")}, 9),  # every date
        ({"policy": Policy(visits="split"), "teams": 2}, 9),  # still: one team a place and date
        ({"days": 2}, 2),  # only two dates to come on
        ({"policy": Policy(max_drive_minutes=59)}, 1),  # out of reach: nothing to allow
    ],
)
def test_fewest_visits_follow_the_day(changes, visits):
    """160 people 30 minutes away over nine days, with one thing changed."""
    problem = tiny.problem([160], tiny.line_of(30), **{"days": 9, **changes})
    assert problem.max_visits.tolist() == [visits]


def test_fewest_visits_count_the_cap_and_all_services_together():
    """IKD at 4 minutes and 3 stations: 281 would fit a day, the cap lets 100, so 201 need three.

    40 KTP (200 minutes) beside them change nothing; 300 KTP (1,500 of 1,125 minutes) need two on their
    own, and with the IKD (804) 2,304 minutes need three.
    """
    ikd = Service("IKD", "IKD", 4, cap=Cap(100))
    for ktp, visits in ((40, 3), (300, 3)):
        people = [{("IKD",): 201, ("KTP",): ktp}]
        problem = tiny.problem(people, tiny.line_of(30), days=9, stations=3, services=(tiny.KTP, ikd))
        assert problem.max_visits.tolist() == [visits]


def test_whole_people_have_to_fit_each_visit():
    """Sittings of 200 minutes: one fits in 375, so 3 people need 3 visits though 600 < 2 × 375."""
    slow = Service("KTP", "KTP-el", 200)
    problem = tiny.problem([3], tiny.line_of(30), days=5, services=(slow, tiny.IKD))
    assert problem.max_visits.tolist() == [3]


def test_the_longest_kind_of_day_decides():
    """151 people need 3 visits on ordinary days of 375 minutes, 3 Fridays of 270 would hold 162."""
    problem = districts.on(tiny.problem([151], tiny.line_of(30)), districts.calendar(5, friday=True))
    assert [visits_needed(problem, 0, k) for k in (0, 1)] == [3, 3]
    assert stay_minutes(problem, 0, 1) == 360 - 90
    problem = districts.on(tiny.problem([150], tiny.line_of(30)), districts.calendar(5, friday=True))
    assert [visits_needed(problem, 0, k) for k in (0, 1)] == [2, 3]
    assert problem.max_visits.tolist() == [2]


def test_who_cannot_be_served_in_a_day_needs_no_visit():
    """People whose sitting is longer than the day are left out; where all are, the class cannot serve."""
    services = (Service("KTP", "KTP-el", 5), Service("IKD", "IKD", 400))
    problem = tiny.problem(
        [{("KTP",): 80, ("IKD",): 2}, {("IKD",): 2}], tiny.line_of(30, 30), services=services
    )
    assert visits_needed(problem, 0, 0) == 2
    assert visits_needed(problem, 1, 0) is None


def test_weights_grow_with_the_drive_up_to_two_hours():
    """25 hundredths an hour: 90 minutes 137, 120 and 200 minutes 150, no road 150."""
    minutes = tiny.line_of(0, 90, 120, 200, 1)
    for other in range(5):
        minutes[5][other] = minutes[other][5] = None
    problem = tiny.problem([1] * 5, minutes, policy=Policy(access_weight=25))
    assert problem.weight.tolist() == [100, 137, 150, 150, 150]


def test_a_person_is_worth_the_services_they_get():
    """KTP counts 3 and IKD 1: both in one sitting 4, each times the weight of the place."""
    services = (replace(tiny.KTP, value=3), tiny.IKD)
    people = [{("KTP",): 1, ("IKD",): 1, ("KTP", "IKD"): 1}]
    problem = tiny.problem(people, tiny.line_of(60), services=services, policy=Policy(access_weight=20))
    assert problem.cell_weight.tolist() == [360, 120, 480]
    assert problem.cell_minutes.tolist() == [5, 4, 9]


def test_who_can_be_invited_and_who_is_expected():
    """40 waiting + 12 to come − 2 at the office = 50, of whom 80 % come; the office never takes more."""
    area = tiny.region([40, 3])
    cells = (replace(area.cells[0], inflow=12, office=2), replace(area.cells[1], office=5))
    problem = pose(
        replace(area, cells=cells), tiny.travel(tiny.line_of(5, 5)), tiny.calendar(), tiny.TARIFF,
        Policy(turnout_percent=80),
    )  # fmt: skip
    assert problem.available.tolist() == [50, 0]
    assert problem.expected.tolist() == [40, 0]


def test_a_problem_is_read_only():
    """Engines share it, so none may write into it."""
    problem = tiny.problem([5], tiny.line_of(10))
    arrays = [value for value in vars(problem).values() if isinstance(value, np.ndarray)]
    assert len(arrays) == 11
    assert not any(array.flags.writeable for array in [*arrays, problem.classes[0].allowed])


def test_a_horizon_without_working_days_has_no_slots():
    """Infeasible is a result, not an exception."""
    nothing = Calendar(tiny.MONDAY, tiny.MONDAY, ())
    problem = districts.on(tiny.problem([5], tiny.line_of(10)), nothing)
    assert (problem.slots, problem.classes, problem.max_visits.tolist()) == ((), (), [1])


TUESDAY = tiny.MONDAY + timedelta(days=1)
FRIDAY = tiny.MONDAY + timedelta(days=4)


def sleeping(days: Calendar, *, teams: int = 1, **policy: object) -> Problem:
    """A place with beds over these days; one night where the policy does not say otherwise."""
    made = tiny.problem([9], tiny.line_of(30), teams=teams)
    lodgings = (Lodging("P0", "Penginapan", tiny.SOURCE),)
    return tiny.again(made, days=days, lodgings=lodgings, policy={"max_nights": 1, **policy})


def runs(problem: Problem) -> list[tuple[int, ...]]:
    """Days of January on which each span lies."""
    return [tuple(problem.slots[n].date.day for n in span.slots) for span in problem.spans]


def test_spans_join_dates_in_a_row():
    """Thursday, Friday and Monday: only the first two."""
    assert runs(sleeping(tiny.calendar(3, start=date(2026, 1, 8)))) == [(8, 9)]


@pytest.mark.parametrize(
    ("nights", "found"),
    [(0, []), (1, [(5, 6), (6, 7)]), (2, [(5, 6), (5, 6, 7), (6, 7)])],
)
def test_spans_are_as_long_as_the_policy_lets_them(nights, found):
    """Monday to Wednesday with no, one and two nights."""
    assert runs(sleeping(tiny.calendar(3), max_nights=nights)) == found


def test_there_is_no_night_out_without_a_bed():
    """Allowed, but nowhere to sleep."""
    problem = tiny.again(sleeping(tiny.calendar(3)), lodgings=())
    assert (problem.spans, problem.lodgings) == ((), ())


def test_a_holiday_ends_a_span():
    """Tuesday is none: Monday and Wednesday are not in a row."""
    days = tiny.calendar(4)
    assert runs(sleeping(replace(days, days=(days.days[0], *days.days[2:])))) == [(7, 8)]


def test_a_day_off_ends_the_span_of_that_team_only():
    """T1 is off on Tuesday; T2 is not."""
    problem = tiny.again(sleeping(tiny.calendar(3), teams=2), teams={0: {"days_off": frozenset({TUESDAY})}})
    assert [(span.team, days) for span, days in zip(problem.spans, runs(problem), strict=True)] == [
        ("T2", (5, 6)),
        ("T2", (6, 7)),
    ]


@pytest.mark.parametrize(
    ("over", "found"), [(False, [(8, 9)]), (True, [(8, 9), (9, 10), (10, 11), (11, 12)])]
)
def test_a_night_beside_an_extra_working_day_is_for_the_policy_to_allow(over, found):
    """Thursday, Friday, by exception the weekend, Monday: neither into it, nor within, nor out of it."""
    thursday, friday, monday = tiny.calendar(3, start=date(2026, 1, 8)).days
    extra = (replace(friday, date=date(2026, 1, day), extra=True) for day in (10, 11))
    days = Calendar(thursday.date, monday.date, (thursday, friday, *extra, monday))
    assert runs(sleeping(days, nights_over_days_off=over)) == found


def test_with_fewer_slots_spans_keep_to_those_left():
    """Monday to Wednesday without Monday: Tuesday and Wednesday are slots 0 and 1; without Tuesday none."""
    days = tiny.calendar(3)
    short = replace(days, days=(*days.days[:2], replace(days.days[2], end=800)))
    problem = sleeping(short)
    assert problem.spans == (Span("T1", (0, 1), (0, 0)), Span("T1", (1, 2), (0, 1)))
    assert problem.with_slots(problem.slots[1:]).spans == (Span("T1", (0, 1), (0, 1)),)
    assert problem.with_slots((problem.slots[0], problem.slots[2])).spans == ()
    assert problem.with_slots(problem.slots) == problem.replace(spans=problem.spans)


def test_classes_differ_by_date_where_cells_do():
    """P0 is shut on Tuesday, P1's people are released on Wednesday and P2's deadline is Thursday."""
    by = DeadlineClass(FRIDAY - timedelta(days=1), places=("P2",))
    problem = tiny.again(
        tiny.problem([1, 1, 1], tiny.line_of(5, 6, 7), days=5, policy=Policy(deadlines=(by,))),
        places={0: {"opening": tiny.opening(0, 1440, TUESDAY)}},
        cells={1: {"release": TUESDAY + timedelta(days=1)}},
    )
    allowed = [problem.classes[slot.slot_class].allowed.astype(int).tolist() for slot in problem.slots]
    assert allowed == [[1, 0, 1], [0, 0, 1], [1, 1, 1], [1, 1, 1], [1, 1, 0]]
    assert [slot.slot_class for slot in problem.slots] == [0, 1, 2, 2, 3]


@pytest.mark.parametrize(("rounds", "visits"), [(False, 3), (True, 4)])
def test_a_place_visited_in_rounds_has_visits_for_each_release(rounds, visits):
    """80 people at once and 80 from Tuesday at 75 a visit: 160 need three, twice 80 need two each."""
    problem = tiny.problem([{("KTP",): 80, ("IKD",): 80}], tiny.line_of(30), days=5)
    problem = tiny.again(
        problem, cells={1: {"release": TUESDAY, "minutes": 5}}, places={0: {"rounds": rounds}}
    )
    assert problem.max_visits.tolist() == [visits]


def test_a_round_counts_only_on_days_that_can_serve_it():
    """60 people from Friday, a day of 270 minutes for 54 of them: two visits, though Monday held 75.

    And one for the ten who wait already.
    """
    days = districts.calendar(5, friday=True)
    saturday = replace(days.days[-1], date=date(2026, 1, 10))
    people: tiny.People = [{("KTP",): 10, ("IKD",): 60}]
    problem = tiny.again(
        tiny.problem(people, tiny.line_of(30)),
        days=replace(days, end=saturday.date, days=(*days.days, saturday)),
        cells={1: {"release": FRIDAY, "minutes": 5}},
        places={0: {"rounds": True}},
    )
    assert problem.max_visits.tolist() == [3]


def test_hours_shorten_the_day_for_fewest_visits():
    """Open from eight to eleven: 180 − 30 minutes are 30 people a visit, so 61 need three."""
    problem = tiny.again(
        tiny.problem([61], tiny.line_of(30), days=5), places={0: {"opening": tiny.opening(480, 660)}}
    )
    assert stay_minutes(problem, 0, 0) == 150
    assert problem.max_visits.tolist() == [3]


def test_people_of_other_minutes_take_those():
    """A sitting of an elderly person at home is 20 minutes, whatever the services' own."""
    problem = tiny.problem([{("KTP",): 1, ("KTP", "IKD"): 1}], tiny.line_of(30))
    problem = tiny.again(problem, cells={1: {"minutes": 20}})
    assert problem.cell_minutes.tolist() == [5, 20]


@pytest.mark.parametrize(
    ("per", "teams", "share"), [("team_day", 3, 100), ("region_day", 3, 33), ("region_day", 1, 100)]
)
def test_a_team_counts_on_its_even_share_of_a_cap(per, teams, share):
    """100 a day for each team, or for all of them: a third, rounded down."""
    services = (tiny.KTP, replace(tiny.IKD, cap=Cap(100, per)))
    problem = tiny.problem([{("IKD",): 9}], tiny.line_of(5), teams=teams, services=services)
    assert [(cap.people, cap.per_trip) for cap in problem.caps] == [(100, share)]


def test_the_share_of_a_cap_is_by_the_teams_out_on_the_fullest_date():
    """Of three teams one is off on Monday, the only day: a half each."""
    services = (tiny.KTP, replace(tiny.IKD, cap=Cap(100, "region_day")))
    problem = tiny.problem([{("IKD",): 9}], tiny.line_of(5), teams=3, services=services)
    problem = tiny.again(problem, teams={0: {"days_off": frozenset({tiny.MONDAY})}})
    assert problem.caps[0].per_trip == 50
