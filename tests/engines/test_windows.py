"""Opening hours and dates: what fits within them, by every engine, and in which order."""

from __future__ import annotations

import random

import pytest

from optimizer.core.check import check_plan
from optimizer.core.clock import clock_day, held_minutes
from optimizer.core.plan import Plan, Stop
from optimizer.core.policy import Policy
from optimizer.core.problem import Problem
from optimizer.core.region import Opening
from optimizer.engines import ENGINES
from optimizer.engines.day import Day, ends
from optimizer.engines.day import Stop as DayStop
from optimizer.engines.fill import fill
from optimizer.engines.fleet import fleet
from optimizer.engines.hours import held_and_late
from optimizer.engines.join import join
from optimizer.engines.parcels import Parcel, cut
from optimizer.engines.refill import refill
from optimizer.engines.router import RoutingParams, route
from optimizer.engines.window import window
from tests import tiny
from tests.engines import districts

MORNING = Opening(frozenset(range(5)), 450, 720)
OWN = ("routing", "largest_first", "rotation")

each_engine = pytest.mark.parametrize("engine", OWN)


def opened(problem: Problem, **hours: Opening) -> Problem:
    """The problem with hours for places, by code."""
    numbers = {place.code: n for n, place in enumerate(problem.region.places)}
    return tiny.again(problem, places={numbers[code]: {"opening": at} for code, at in hours.items()})


def people(plan: Plan) -> int:
    """People served."""
    return sum(visit.people for made in plan.trips for visit in made.visits)


def order(plan: Plan) -> list[list[int]]:
    """Places of each trip's first day, in driving order."""
    return [[visit.place for visit in made.days[0]] for made in plan.trips]


@each_engine
def test_a_far_school_is_served_until_it_closes(engine):
    """100 minutes out: there at 09:10, ready at 09:40, 140 minutes until 12:00: 28 people, not 47."""
    free = tiny.problem([60], tiny.line_of(100))
    assert people(ENGINES[engine]().solve(free, Stop(work=20), 0).plan) == 47  # (465 − 200 − 30) / 5
    school = opened(free, P0=MORNING)
    plan = ENGINES[engine]().solve(school, Stop(work=20), 0).plan
    assert (people(plan), check_plan(school, plan)) == (28, ())


@each_engine
def test_waiting_for_a_place_to_open_costs_work_minutes(engine):
    """There at 07:50, open at 10:00: 130 minutes of waiting leave 465 − 40 − 130 − 30 = 265, 53 people."""
    problem = opened(tiny.problem([90], tiny.line_of(20)), P0=Opening(frozenset(range(5)), 600, 1440))
    plan = ENGINES[engine]().solve(problem, Stop(work=20), 0).plan
    assert (people(plan), check_plan(problem, plan)) == (53, ())


@each_engine
def test_a_place_open_too_briefly_is_left(engine):
    """30 minutes to set up, and hours that end 34 minutes after the team can be there: nobody."""
    problem = opened(tiny.problem([9], tiny.line_of(20)), P0=Opening(frozenset(range(5)), 450, 504))
    result = ENGINES[engine]().solve(problem, Stop(work=5), 0)
    assert (result.plan, result.status) == (Plan(()), "infeasible")


def ring(first_opens: int, second_closes: int) -> Problem:
    """Roads one way from the office to P0, P1 and back, 10 minutes each: P0 first 30, P1 first 60."""
    minutes = [[0, 10, 20], [20, 0, 10], [10, 20, 0]]
    days = frozenset(range(5))
    problem = tiny.problem([5, 5], minutes)
    return opened(problem, P0=Opening(days, first_opens, 1440), P1=Opening(days, 450, second_closes))


@pytest.mark.parametrize("seed", range(3))
def test_the_longer_way_round_where_only_it_is_on_time(seed):
    """P0 opens at 10:00, P1 closes at 09:30: P1 must be first, though P0 lies on the way there.

    At P1 from 07:50 to 08:45, at P0 by 09:05, waiting until 10:00. P0 first would be at P1 after 11:00.
    """
    problem = ring(600, 570)
    plan = ENGINES["routing"]().solve(problem, Stop(work=20), seed).plan
    assert (order(plan), people(plan), check_plan(problem, plan)) == ([[1, 0]], 10, ())


def test_the_shorter_way_round_where_hours_allow_it():
    """The same places, open all day."""
    assert order(ENGINES["routing"]().solve(ring(450, 1440), Stop(work=20), 0).plan) == [[0, 1]]


def test_people_are_fewer_where_a_later_stop_would_be_late():
    """P0 on the way to P1, which closes at 09:30: 10 + 30 + 5n + 10 + 30 + 25 ≤ 120 leaves n = 3.

    Afterwards P0 can be served in full: 20 + 30 + 25, then back past P0. So all, with P1 first.
    """
    minutes = tiny.line_of(10, 20)
    problem = opened(tiny.problem([5, 5], minutes), P1=Opening(frozenset(range(5)), 450, 570))
    plan = fill(problem, Plan(()))
    assert (order(plan), people(plan)) == ([[1, 0]], 10)
    closed = tiny.again(problem, places={0: {"opening": Opening(frozenset(range(5)), 450, 510)}})
    found = ENGINES["routing"]().solve(closed, Stop(work=30), 0).plan  # P0 shuts at 08:30: it must be first
    assert (order(found), people(found), check_plan(closed, found)) == ([[0, 1]], 8, ())


def test_a_school_is_visited_on_the_day_it_is_open():
    """Monday only. The village gains more on a day (83 people against 60), but can wait for Tuesday."""
    minutes = [[0, 10, 10], [10, 0, 20], [10, 20, 0]]
    problem = opened(tiny.problem([100, 60], minutes, days=2), P1=Opening(frozenset({0}), 450, 1440))
    plan = fill(problem, Plan(()))
    monday = next(slot.slot_class for slot in problem.slots if slot.date == tiny.MONDAY)
    at_school = [(made.slot_class, v.people) for made in plan.trips for v in made.visits if v.place == 1]
    assert at_school == [(monday, 60)]
    assert check_plan(problem, plan) == ()


@pytest.mark.parametrize("weekday", range(4))
def test_the_router_keeps_to_open_days(weekday):
    """The routing model alone: a school open on one of four days is on that day's class."""
    minutes = [[0, 10, 10], [10, 0, 20], [10, 20, 0]]
    problem = opened(tiny.problem([40, 60], minutes, days=4), P1=Opening(frozenset({weekday}), 450, 1440))
    parcels = cut(problem)
    plan = route(problem, parcels, fleet(problem, parcels), RoutingParams(), Stop(work=20), 0, lambda _: None)
    assert plan is not None
    (open_day,) = {slot.slot_class for slot in problem.slots if slot.date.weekday() == weekday}
    assert [made.slot_class for made in plan.trips if any(v.place == 1 for v in made.visits)] == [open_day]
    assert check_plan(problem, plan) == ()


def test_the_router_knows_the_hours():
    """The routing model alone: two schools an hour and more from each other, both shut at 10:30.

    Each alone is 60 out and 30 + 50: done at 09:50. One after the other the second would end at 12:10
    and more, so each has a day of its own though one day has the minutes for both (120 + 100 + 160 = 380).
    """
    minutes = [[0, 60, 60], [60, 0, 60], [60, 60, 0]]
    problem = tiny.problem([10, 10], minutes, days=5, policy=Policy(purpose="cover"))
    hours = Opening(frozenset(range(5)), 450, 630)
    parcels = cut(problem)
    assert order_of_router(problem) == [2]
    assert order_of_router(opened(problem, P0=hours, P1=hours)) == [1, 1]
    assert len(parcels) == 2


def order_of_router(problem: Problem) -> list[int]:
    """Number of visits of each trip the routing model makes."""
    parcels = cut(problem)
    plan = route(problem, parcels, fleet(problem, parcels), RoutingParams(), Stop(work=20), 0, lambda _: None)
    assert plan is not None
    assert check_plan(problem, plan) == ()
    return [len(made.visits) for made in plan.trips]


def test_hours_as_work_minutes_of_a_route():
    """Open 08:00 to 12:00, 20 people: ready between minute 60 and 270 − 100; on Friday 240 − 100."""
    problem = districts.on(tiny.problem([20], tiny.line_of(10)), districts.calendar(2, friday=True))
    problem = opened(problem, P0=Opening(frozenset(range(7)), 480, 720))
    parcel = Parcel(0, ((0, 20),))
    assert window(problem, parcel, [0]) == (60, 170)
    assert window(problem, parcel, [0, 1]) == (60, 140)


def test_joined_parcels_are_brought_on_time():
    """A route that is late at its second stop loses the stop with fewest people; late at none, nothing."""
    problem = tiny.problem([9, 8], tiny.line_of(30, 60))
    problem = opened(problem, P0=MORNING, P1=Opening(MORNING.weekdays, 450, 600))
    # P1 first is ready at 09:00 and done at 09:40; then P0 there 10:10, done 11:25.
    both = (Parcel(0, ((0, 9),)), Parcel(1, ((1, 8),)))
    assert order(join(problem, [(0, both)])) == [[1, 0]]
    # P0 until 09:15: it must be first, and P1 would then be done at 11:00.
    early = opened(problem, P0=Opening(MORNING.weekdays, 450, 555))
    assert order(join(early, [(0, both)])) == [[0]]


@pytest.mark.parametrize("seed", range(20))
def test_the_clock_of_the_engines_is_the_cores(seed):
    """Random days over random hours, drives and breaks: the same minutes held up, the same late."""
    rng = random.Random(seed)
    minutes, metres = districts.roads(rng, 6, rng.choice((30, 80)))
    problem = tiny.problem([60] * 6, minutes, stations=rng.choice((1, 2)))
    problem = districts.on(problem, districts.calendar(2, friday=True))
    problem = problem.replace(travel=tiny.travel(minutes, metres=metres))
    hours = {}
    for place in problem.region.places[:4]:
        start = rng.randrange(420, 840)
        hours[place.code] = Opening(frozenset(range(7)), start, start + rng.randrange(30, 300))
    problem = opened(problem, **hours)
    late = 0
    for _ in range(20):
        day = Day(rng.randrange(2))
        for number in rng.sample(range(6), rng.randint(1, 4)):
            day.stops.append(DayStop(number, {number: rng.randint(1, 20)}))
        first, last = ends(problem, day)
        clock = clock_day(problem, day.slot_class, day.visits(), first, last)
        held = held_minutes(problem, day.slot_class, day.visits(), first, last)
        assert held_and_late(problem, day) == (held, clock.late)
        late += clock.late > 0
    assert late


@pytest.mark.parametrize("seed", range(8))
def test_refilling_never_breaks_hours(seed):
    """Random hours and shut weekdays over a middling district: the referee is silent after many steps."""
    rng = random.Random(seed)
    problem = districts.middling(seed, visits=rng.choice(("fewest", "split")), overtime_minutes=20)
    hours = {}
    for place in rng.sample(problem.region.places, 8):
        start = rng.choice((450, 480, 600, 780))
        hours[place.code] = Opening(frozenset(rng.sample(range(5), 3)), start, start + rng.choice((120, 240)))
    problem = opened(problem, **hours)
    plan = fill(problem, Plan(()))
    assert check_plan(problem, plan) == ()
    better = refill(problem, plan, Stop(work=150), seed)
    assert check_plan(problem, better) == ()
    assert people(better) > people(plan)
