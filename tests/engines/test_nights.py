"""Nights out: where they serve more or cost less, and only as far as dates allow."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from optimizer.core.calendar import Calendar
from optimizer.core.check import check_plan
from optimizer.core.plan import Plan, Stop, Trip, Visit
from optimizer.core.policy import Policy
from optimizer.core.problem import Problem
from optimizer.core.region import Lodging
from optimizer.core.score import levels, rank, trip_cost
from optimizer.core.tariff import Tariff
from optimizer.engines import ENGINES
from optimizer.engines.nights import on_spans
from optimizer.engines.refill import refill
from tests import tiny

SEEDS = range(3)


def with_beds(problem: Problem, *codes: str, nights: int = 1) -> Problem:
    """The problem with a lodging at each of these places and so many nights allowed."""
    beds = tuple(Lodging(code, f"Penginapan {code}", tiny.SOURCE) for code in codes)
    return tiny.again(problem, policy={"max_nights": nights}, lodgings=beds)


def solve(problem: Problem, seed: int = 0, work: int = 120) -> Plan:
    """What routing finds; the referee is silent."""
    result = ENGINES["routing"]().solve(problem, Stop(work=work), seed)
    assert check_plan(problem, result.plan) == ()
    assert on_spans(problem, result.plan.trips) is not None
    return result.plan


def people(plan: Plan) -> int:
    """People served."""
    return sum(visit.people for made in plan.trips for visit in made.visits)


@pytest.mark.parametrize("seed", SEEDS)
def test_a_night_serves_exactly_eighty_more(seed):
    """P0 is 200 minutes out. A day trip has 465 − 400 − 30 = 35 minutes, 7 people; two days 14.

    With a bed there each of the two days has 465 − 200 − 30 = 235 minutes: 47 people, 94 in all.
    """
    problem = tiny.problem([120], tiny.line_of(200), days=2)
    assert people(solve(problem, seed)) == 14
    plan = solve(with_beds(problem, "P0"), seed)
    assert people(plan) == 94
    assert [(made.nights, made.sleeps_at) for made in plan.trips] == [(1, (1,))]


@pytest.mark.parametrize("seed", SEEDS)
def test_a_place_beyond_a_days_drive_is_one_visit_over_the_night(seed):
    """240 minutes out: no day trip. 465 − 240 − 30 = 195 minutes either day: 39 and 39, in one visit."""
    problem = with_beds(tiny.problem([120], tiny.line_of(240), days=2), "P0")
    assert problem.max_visits.tolist() == [1]
    plan = solve(problem, seed)
    assert people(plan) == 78
    assert plan.trips[0].visited == (0,)


@pytest.mark.parametrize("seed", SEEDS)
def test_two_nights_have_a_whole_day_between(seed):
    """Three days: 39, then 465 − 30 = 435 minutes, 87 people, then 39."""
    problem = with_beds(tiny.problem([200], tiny.line_of(240), days=3), "P0", nights=2)
    assert people(solve(problem, seed)) == 39 + 87 + 39


def priced(night: int) -> Problem:
    """40 people 150 minutes out, two days; two members eat for 70,000 a day and sleep for `night` each."""
    rates = (
        tiny.rate("bbm", "kilometres", 1_000),
        tiny.rate("makan", "person_days", 35_000),
        tiny.rate("penginapan", "person_nights", night),
    )
    tariff = Tariff("uji", "uji", rates)
    cover = Policy(purpose="cover")
    return with_beds(tiny.problem([40], tiny.line_of(150), days=2, tariff=tariff, policy=cover), "P0")


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize(
    ("night", "nights", "rupiah"),
    [
        (100_000, [1], 640_000),  # 300 km, 2 × 70,000, 2 × 100,000
        (149_999, [1], 739_998),
        (150_001, [0, 0], 740_000),  # one day holds 27 people, so twice 300 km and 70,000
        (200_000, [0, 0], 740_000),
    ],
)
def test_a_dearer_night_sends_the_team_home(night, nights, rupiah, seed):
    """Overnight costs 440,000 and two nights; two day trips cost 740,000: even at 150,000."""
    problem = priced(night)
    plan = solve(problem, seed)
    assert sorted(made.nights for made in plan.trips) == nights
    assert [level.value for level in levels(problem, plan)] == [0, rupiah]


def test_the_days_of_a_trip_use_the_teams_own_slots():
    """Far north and far south need a night each: three days hold one of them, four days both."""
    minutes = [[0, 240, 240], [240, 0, 480], [240, 480, 0]]
    for days, served in ((3, 78), (4, 156)):
        problem = with_beds(tiny.problem([78, 78], minutes, days=days), "P0", "P1")
        assert people(solve(problem, work=300)) == served


def test_dates_apart_hold_no_night():
    """Monday and Wednesday are two day trips."""
    problem = tiny.problem([120], tiny.line_of(200), days=3)
    days = (problem.calendar.days[0], problem.calendar.days[2])
    apart = tiny.again(problem, days=Calendar(days[0].date, days[1].date, days))
    plan = solve(with_beds(apart, "P0"))
    assert (people(plan), [made.nights for made in plan.trips]) == (14, [0, 0])


def night_out(*classes: int) -> Trip:
    """A trip with nights over slots of these classes, a person a day, sleeping at P0."""
    days = tuple((Visit(0, ((0, 1),)),) for _ in classes)
    return Trip(classes[0], days, tuple(classes[1:]), (1,) * (len(classes) - 1))


def test_trips_with_nights_share_no_slot():
    """Monday to Thursday hold two trips of two days, or one of three; never three of two."""
    problem = with_beds(tiny.problem([50], tiny.line_of(30), days=4), "P0", nights=2)
    pair = night_out(0, 0)
    assert on_spans(problem, [pair, pair]) == [(0, 1), (2, 3)]
    assert on_spans(problem, [pair, pair, pair]) is None
    assert on_spans(problem, [night_out(0, 0, 0), pair]) is None
    day_trip = Trip(0, ((Visit(0, ((0, 1),)),),))
    assert on_spans(problem, [day_trip, night_out(0, 0, 0)]) == [(), (0, 1, 2)]


def test_a_start_with_a_night_is_kept_and_filled():
    """20 people over two days are topped up to the 94 that fit; the night stays."""
    problem = with_beds(tiny.problem([120], tiny.line_of(200), days=2), "P0")
    days = (Visit(0, ((0, 10),)),), (Visit(0, ((0, 10),)),)
    start = Plan((Trip(0, days, (0,), (1,)),))
    assert check_plan(problem, start) == ()
    result = ENGINES["routing"]().solve(problem, Stop(work=1), 0, start)
    assert rank(problem, result.plan) <= rank(problem, start)
    assert people(ENGINES["routing"]().solve(problem, Stop(work=40), 0, start).plan) == 94


def test_a_start_whose_nights_have_no_dates_is_not_kept():
    """Two trips with a night have no dates on three days in a row, whatever they would serve."""
    problem = with_beds(tiny.problem([120], tiny.line_of(200), days=3), "P0")
    spans = [
        Trip(0, ((Visit(0, ((0, people),)),), (Visit(0, ((0, people),)),)), (0,), (1,)) for people in (47, 13)
    ]
    start = Plan(tuple(spans))
    problem = problem.replace(slots=problem.slots + problem.slots[:1])  # the referee counts slots, not dates
    assert check_plan(problem, start) == ()
    result = ENGINES["routing"]().solve(problem, Stop(work=40), 0, start)
    assert on_spans(problem, result.plan.trips) is not None
    assert people(result.plan) < 120


def test_a_night_not_worth_it_is_given_up():
    """Refilling alone, from a trip with a night at 200,000 a head to two day trips for 740,000."""
    problem = priced(200_000)
    start = Plan((Trip(0, ((Visit(0, ((0, 20),)),), (Visit(0, ((0, 20),)),)), (0,), (1,)),))
    assert [level.value for level in levels(problem, start)] == [0, 840_000]
    assert [level.value for level in levels(problem, refill(problem, start, Stop(work=60), 0))] == [
        0,
        740_000,
    ]


def test_a_budget_pays_for_the_night_too():
    """A night costs 300 km + 2 × 70,000 + 2 × 100,000 = 640,000: a rupiah less buys one day trip of 27."""
    problem = tiny.again(priced(100_000), policy={"purpose": "reach", "budget": 640_000})
    plan = solve(problem)
    assert (people(plan), sum(trip_cost(problem, made) for made in plan.trips)) == (40, 640_000)
    short = tiny.again(problem, policy={"budget": 639_999})
    assert people(solve(short)) == 27


def test_the_rules_of_thumb_sleep_at_home():
    """They know day trips only."""
    problem = with_beds(tiny.problem([120], tiny.line_of(200), days=2), "P0")
    for engine in ("largest_first", "rotation"):
        plan = ENGINES[engine]().solve(problem, Stop(work=1), 0).plan
        assert (people(plan), check_plan(problem, plan)) == (14, ())


def test_no_night_over_a_weekend():
    """Thursday, Friday and Monday: only the first two are in a row."""
    problem = tiny.problem([120], tiny.line_of(240), days=1)
    thursday = tiny.MONDAY + timedelta(days=3)
    days = tiny.calendar(3, start=thursday)
    assert [day.date for day in days.days][-1] == date(2026, 1, 12)
    posed = with_beds(tiny.again(problem, days=days), "P0", nights=2)
    assert [span.slots for span in posed.spans] == [(0, 1)]
    assert people(solve(posed)) == 78
