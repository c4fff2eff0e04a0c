"""Why someone is left: every reason has a situation of its own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any, get_args

import pytest

from optimizer.core.accounts import Reason, unserved
from optimizer.core.plan import Trip, Visit
from optimizer.core.policy import DeadlineClass, Policy
from optimizer.core.pose import pose
from optimizer.core.problem import Problem
from optimizer.core.region import Cap, Lodging, Opening
from optimizer.core.travel import UNREACHABLE
from tests import tiny
from tests.core.schedules import trip

Situation = tuple[Problem, tuple[Trip, ...], dict[str, int]]


def absent() -> Situation:
    """Ten invited, eight come."""
    problem = tiny.problem([10], tiny.line_of(30), policy=Policy(turnout_percent=80))
    return problem, (trip((0, {0: 8})),), {"absent": 2}


def capacity() -> Situation:
    """One day holds 75 of 100."""
    return tiny.problem([100], tiny.line_of(30)), (trip((0, {0: 75})),), {"capacity": 25}


def capacity_with_money_left() -> Situation:
    """One day, used; Rp 10 million would pay for more than there are days."""
    problem = tiny.problem([100], tiny.line_of(30), policy=Policy(budget=10_000_000))
    return problem, (trip((0, {0: 75})),), {"capacity": 25}


def no_slots() -> Situation:
    """Nobody can go out."""
    return tiny.problem([7], tiny.line_of(30), teams=0), (), {"capacity": 7}


def budget() -> Situation:
    """A second trip costs 155,000 again and 100,000 are left."""
    policy = Policy(budget=255_000)
    problem = tiny.problem([100], tiny.line_of(30), days=3, policy=policy)
    return problem, (trip((0, {0: 60})),), {"budget": 40}


def budget_of_nothing() -> Situation:
    """Not even the first trip can be paid."""
    return tiny.problem([9], tiny.line_of(30), policy=Policy(budget=0)), (), {"budget": 9}


def cut_off() -> Situation:
    """No road leads to P0."""
    return (
        tiny.problem([6, 2], [[0, None, 9], [None, 0, None], [9, None, 0]]),
        (trip((1, {1: 2})),),
        {"cut_off": 6},
    )


def no_way_back() -> Situation:
    """A road leads to P0, none back."""
    problem = tiny.problem([6, 2], [[0, 5, 9], [None, 0, None], [9, 5, 0]])
    return problem, (trip((1, {1: 2})),), {"cut_off": 6}


def no_signal() -> Situation:
    """KTP is served, IKD cannot be."""
    problem = tiny.problem([{("KTP",): 3, ("IKD",): 4}], tiny.line_of(30), signals={0: "tidak"})
    return problem, (trip((0, {0: 3})),), {"no_signal": 4}


def unknown_signal_not_allowed() -> Situation:
    """Whether there is a signal is unknown, and the planner chose not to risk it."""
    problem = tiny.problem(
        [{("IKD",): 4}], tiny.line_of(30), signals={0: "tidak_diketahui"}, policy=Policy(unknown_signal=False)
    )
    return problem, (), {"policy": 4}


def after_deadline() -> Situation:
    """The days that are left lie after the deadline."""
    policy = Policy(deadline=date(2026, 1, 5))
    problem = tiny.problem([100], tiny.line_of(30), days=3, policy=policy)
    return problem, (trip((0, {0: 75})),), {"after_deadline": 25}


def deadline_before_the_start() -> Situation:
    """No day is left at all."""
    problem = tiny.problem([5], tiny.line_of(30), policy=Policy(deadline=date(2026, 1, 1)))
    return problem, (), {"after_deadline": 5}


def day_too_short() -> Situation:
    """220 + 220 + 30 minutes leave nothing of 465."""
    return tiny.problem([5], tiny.line_of(220)), (), {"day_too_short": 5}


def drive_limit() -> Situation:
    """The day would be long enough, the drive limit of 100 minutes forbids it."""
    return tiny.problem([5], tiny.line_of(60), policy=Policy(max_drive_minutes=100)), (), {"policy": 5}


def visits_used_up() -> Situation:
    """All 140 would fit two visits, both were made half full, and a third day is free."""
    problem = tiny.problem([140], tiny.line_of(30), days=3)
    return problem, (trip((0, {0: 40})), trip((0, {0: 40}))), {"policy": 60}


def too_few_to_expect() -> Situation:
    """One of ten is expected, of nine here and one there: the one stays uninvited."""
    problem = tiny.problem([9, 1], tiny.line_of(30, 30), policy=Policy(turnout_percent=10))
    return problem, (trip((0, {0: 1})),), {"absent": 8, "policy": 1}


WEEKDAYS = frozenset(range(5))


def opened(people: int, opening: Opening, policy: Policy | None = None) -> Problem:
    """One place half an hour away with opening days and hours, Monday to Wednesday."""
    area = tiny.region([people])
    area = replace(area, places=(replace(area.places[0], opening=opening),))
    return pose(area, tiny.travel(tiny.line_of(30)), tiny.calendar(3), tiny.TARIFF, policy or Policy())


def never_open() -> Situation:
    """Open on Saturdays only; the office works Monday to Wednesday."""
    return opened(5, Opening(frozenset({5}), 420, 960)), (), {"window": 5}


def open_too_short() -> Situation:
    """There at 08:00, set up by 08:30, when the doors close."""
    return opened(5, Opening(WEEKDAYS, 420, 510)), (), {"window": 5}


def open_long_enough_but_too_far() -> Situation:
    """Open all day; 220 + 220 + 30 minutes leave nothing of 465, whatever the hours."""
    far = tiny.region([5])
    far = replace(far, places=(replace(far.places[0], opening=Opening(WEEKDAYS, 0, 1440)),))
    far_off = pose(far, tiny.travel(tiny.line_of(220)), tiny.calendar(1), tiny.TARIFF, Policy())
    return far_off, (), {"day_too_short": 5}


def open_days_used_up() -> Situation:
    """140 need two visits, Monday is the only day it is open, and two days are free."""
    problem = opened(140, Opening(frozenset({0}), 420, 960))
    return problem, (trip((0, {0: 75})),), {"window": 65}


def open_days_used_up_before_the_deadline() -> Situation:
    """As above; that the deadline takes Wednesday away does no harm, as it is shut then anyway."""
    problem = opened(140, Opening(frozenset({0}), 420, 960), Policy(deadline=date(2026, 1, 6)))
    return problem, (trip((0, {0: 75})),), {"window": 65}


def not_yet_released() -> Situation:
    """Of two cells for a KTP one can be served from Monday, the other only a month later."""
    area = tiny.region([9])
    later = replace(area.cells[0], waiting=0, inflow=4, release=date(2026, 2, 1))
    area = replace(area, cells=(*area.cells, later))
    problem = pose(area, tiny.travel(tiny.line_of(30)), tiny.calendar(2), tiny.TARIFF, Policy())
    return problem, (trip((0, {0: 7})),), {"policy": 2, "window": 4}


def released_after_the_deadline() -> Situation:
    """Open and released from Wednesday on; the deadline was Tuesday."""
    area = tiny.region([4])
    area = replace(area, cells=(replace(area.cells[0], release=date(2026, 1, 7)),))
    policy = Policy(deadline=date(2026, 1, 6))
    problem = pose(area, tiny.travel(tiny.line_of(30)), tiny.calendar(3), tiny.TARIFF, policy)
    return problem, (), {"after_deadline": 4}


def after_its_own_deadline() -> Situation:
    """Kecamatan K0 had to be served by the Sunday before."""
    policy = Policy(deadlines=(DeadlineClass(date(2026, 1, 4), kecamatan=("K0",)),))
    return tiny.problem([5], tiny.line_of(30), days=2, policy=policy), (), {"after_deadline": 5}


def days_before_its_own_deadline_used_up() -> Situation:
    """100 need two days, of which only Monday lies before the deadline of its class; Tuesday is free."""
    policy = Policy(deadlines=(DeadlineClass(date(2026, 1, 5), places=("P0",)),))
    problem = tiny.problem([100], tiny.line_of(30), days=2, policy=policy)
    return problem, (trip((0, {0: 75})),), {"after_deadline": 25}


def closed_on_its_only_day() -> Situation:
    """Open on Mondays, when its road is closed; passable on Tuesday, when it is shut."""
    area = tiny.region([5])
    area = replace(area, places=(replace(area.places[0], opening=Opening(frozenset({0}), 420, 960)),))
    travel = tiny.travel(tiny.line_of(30))
    layer = travel.layers["minibus", "kemarau"]
    minutes = layer.minutes.copy()
    minutes[0, 1] = minutes[1, 0] = UNREACHABLE
    travel = replace(travel, layers={**travel.layers, ("minibus", "hujan"): replace(layer, minutes=minutes)})
    monday, tuesday = tiny.calendar(2).days
    calendar = replace(tiny.calendar(2), days=(replace(monday, road_state="hujan"), tuesday))
    return pose(area, travel, calendar, tiny.TARIFF, Policy()), (), {"cut_off": 5}


def aimed(target: int, **policy: Any) -> Problem:
    """Ten who need an IKD only, of whom so many are wanted; three days."""
    ikd = replace(tiny.IKD, target=target)
    wanted = Policy(visits="split", **policy)
    return tiny.problem(
        [{("IKD",): 10}], tiny.line_of(30), days=3, services=(tiny.KTP, ikd), policy=wanted
    )  # fmt: skip


def target_reached() -> Situation:
    """Three were wanted and three are served: the others are left by choice."""
    return aimed(3, purpose="cover"), (trip((0, {0: 3})),), {"target": 7}


def target_missed() -> Situation:
    """Four were wanted and two days are free: the seven left have only not been planned."""
    return aimed(4, purpose="cover"), (trip((0, {0: 3})),), {"not_planned": 7}


def target_of_no_purpose() -> Situation:
    """Who reaches as many people as possible does not stop at a target."""
    return aimed(3, purpose="reach"), (trip((0, {0: 3})),), {"not_planned": 7}


def a_night_out_would_do() -> Situation:
    """220 minutes away and too far for a day, but 20 minutes from a bed: 220 + 30 + 5 + 20 of 465."""
    area = tiny.region([5, 0])
    area = replace(area, lodgings=(Lodging("P1", "Penginapan", tiny.SOURCE),))
    travel, policy = tiny.travel(tiny.line_of(220, 200)), Policy(max_nights=1)
    return pose(area, travel, tiny.calendar(2), tiny.TARIFF, policy), (), {"not_planned": 5}


def a_night_out_takes_two_days() -> Situation:
    """As above, but one of the two days went to P1: nobody gets to P0 and back in the other."""
    area = replace(tiny.region([5, 3]), lodgings=(Lodging("P1", "Penginapan", tiny.SOURCE),))
    travel, policy = tiny.travel(tiny.line_of(220, 200)), Policy(max_nights=1)
    problem = pose(area, travel, tiny.calendar(2), tiny.TARIFF, policy)
    return problem, (trip((1, {1: 3})),), {"capacity": 5}


def two_days_running() -> Situation:
    """140 need two visits; a trip that slept there and stayed on made one of them: another may follow."""
    area = tiny.region([140])
    area = replace(area, lodgings=(Lodging("P0", "Penginapan", tiny.SOURCE),))
    policy = Policy(max_nights=1)
    problem = pose(area, tiny.travel(tiny.line_of(30)), tiny.calendar(4), tiny.TARIFF, policy)
    day = (Visit(0, ((0, 40),)),)
    return problem, (Trip(0, (day, day), (0,), (1,)),), {"not_planned": 60}


def school_days_used_up() -> Situation:
    """200 at a school open on Monday and Tuesday, which are used; Wednesday to Friday are free."""
    area = tiny.region([200])
    area = replace(area, places=(replace(area.places[0], opening=Opening(frozenset({0, 1}), 420, 960)),))
    problem = pose(area, tiny.travel(tiny.line_of(30)), tiny.calendar(5), tiny.TARIFF, Policy(visits="split"))
    monday = problem.slots[0].slot_class
    return (
        problem,
        (trip((0, {0: 75}), slot_class=monday), trip((0, {0: 75}), slot_class=monday)),
        {"window": 50},
    )


def school_days_used_elsewhere() -> Situation:
    """The only Monday went to P1; the school is shut on the other two days, which are free."""
    area = tiny.region([50, 75])
    school = replace(area.places[0], opening=Opening(frozenset({0}), 420, 960))
    area = replace(area, places=(school, area.places[1]))
    problem = pose(area, tiny.travel(tiny.line_of(30, 30)), tiny.calendar(3), tiny.TARIFF, Policy())
    return problem, (trip((1, {1: 75}), slot_class=problem.slots[0].slot_class),), {"window": 50}


def released_on_a_day_used_elsewhere() -> Situation:
    """Eligible from Wednesday, when the team is at P1; Monday and Tuesday are free."""
    area = tiny.region([4, 75])
    area = replace(area, cells=(replace(area.cells[0], release=date(2026, 1, 7)), area.cells[1]))
    problem = pose(area, tiny.travel(tiny.line_of(30, 30)), tiny.calendar(3), tiny.TARIFF, Policy())
    return problem, (trip((1, {1: 75}), slot_class=problem.slots[2].slot_class),), {"window": 4}


def search_ended_early() -> Situation:
    """140 may have two visits, one was made, and two days are free on which a team could go."""
    return tiny.problem([140], tiny.line_of(30), days=3), (trip((0, {0: 75})),), {"not_planned": 65}


def cap_of_the_region_reached() -> Situation:
    """20 a day may have a KTP in all the region, on one day; that the second team is free is no help."""
    capped = replace(tiny.KTP, cap=Cap(20, "region_day"))
    area = replace(tiny.region([15, 15], teams=2), services=(capped, tiny.IKD))
    problem = pose(area, tiny.travel(tiny.line_of(30, 30)), tiny.calendar(1), tiny.TARIFF, Policy())
    return problem, (trip((0, {0: 15}), (1, {1: 5})),), {"capacity": 10}


CASES: tuple[Callable[[], Situation], ...] = (
    absent, capacity, capacity_with_money_left, no_slots, budget, budget_of_nothing, cut_off, no_way_back,
    no_signal, unknown_signal_not_allowed, after_deadline, deadline_before_the_start, day_too_short,
    drive_limit, visits_used_up, too_few_to_expect, never_open, open_too_short, open_long_enough_but_too_far,
    open_days_used_up, open_days_used_up_before_the_deadline, not_yet_released, released_after_the_deadline,
    after_its_own_deadline, days_before_its_own_deadline_used_up, closed_on_its_only_day, target_reached,
    target_missed, target_of_no_purpose, a_night_out_would_do, two_days_running, school_days_used_up,
    a_night_out_takes_two_days, school_days_used_elsewhere, search_ended_early, cap_of_the_region_reached,
    released_on_a_day_used_elsewhere,
)  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.__name__)
def test_people_left_are_given_the_reason(case):
    """As each situation says."""
    problem, trips, reasons = case()
    assert {row.reason: row.people for row in unserved(problem, trips)} == reasons


def test_every_reason_has_a_situation():
    """A new reason needs a case here."""
    assert {reason for case in CASES for reason in case()[2]} == set(get_args(Reason))


def test_nobody_left_means_no_row():
    """All served, all came."""
    problem = tiny.problem([5, 0], tiny.line_of(30, 40))
    assert unserved(problem, (trip((0, {0: 5})),)) == ()


def test_the_budget_counts_what_going_there_costs():
    """Rp 120,000 left do not pay for P0 (155,000) but for P1 (5 + 5 km: 105,000), where time is short."""
    problem = tiny.problem([9, 9], tiny.line_of(30, 5), days=2)
    problem = problem.replace(policy=replace(problem.policy, budget=225_000))
    rows = unserved(problem, (trip((1, {1: 4})),))
    assert {(row.place, row.reason) for row in rows} == {(0, "budget"), (1, "policy")}


def test_whoever_needs_both_misses_only_what_needs_a_signal():
    """Seven want a KTP, two get it, five are left for want of days; the IKD of four for want of a signal."""
    people = {("KTP",): 3, ("KTP", "IKD"): 4}
    problem = tiny.problem([people], tiny.line_of(30), signals={0: "tidak"})
    rows = unserved(problem, (trip((0, {0: 2})),))
    assert {(row.service, row.people, row.reason) for row in rows} == {
        ("KTP", 5, "capacity"),
        ("IKD", 4, "no_signal"),
    }
