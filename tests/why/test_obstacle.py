"""What keeps a place from a date: each reason once, on a district where nothing else does."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from optimizer.core.calendar import DayOff
from optimizer.core.policy import DeadlineClass
from optimizer.core.region import Cap, Closure, Kit
from optimizer.texts import LANGUAGES, catalogue
from optimizer.why.obstacle import WORST_FIRST, Obstacle, obstacles
from tests import tiny
from tests.why.runs import HOUR, MONDAY, TUESDAY, going, schedule

SATURDAY = MONDAY + timedelta(days=5)


def district(**policy: object):
    """Two places, 30 and 60 minutes along one road, Monday and Tuesday; one team."""
    made = tiny.problem([3, 3], tiny.line_of(30, 60), services=HOUR, days=2)
    return tiny.again(made, policy=policy)


def keys(problem, place: int, day: date, *trips) -> list[str]:
    """Keys of the obstacles; each has its sentence in both languages."""
    found = obstacles(problem, schedule(problem, *trips), place, day)
    assert all(f"why.no.{each.key}" in catalogue(lang) for each in found for lang in LANGUAGES)
    return [each.key for each in found]


def test_nothing_keeps_an_ordinary_place_from_an_ordinary_day():
    """Not even the team's own trip elsewhere: that one could be given up."""
    problem = district()
    assert keys(problem, 0, TUESDAY, going(problem, TUESDAY, (1, 3))) == []


def test_no_working_day():
    """A holiday by its name; a day at the weekend."""
    problem = district()
    off = replace(problem.calendar, off=(DayOff(SATURDAY, "Hari Uji"),))
    assert obstacles(tiny.again(problem, days=off), schedule(problem), 0, SATURDAY) == (
        Obstacle("day_off", {"reason": "Hari Uji"}),
    )
    assert keys(problem, 0, SATURDAY + timedelta(days=1)) == ["no_workday"]


def test_no_team_on_the_date():
    """The team's day off; the only kit broken until Tuesday; the plan's deadline on Monday."""
    problem = district()
    assert keys(tiny.again(problem, teams={0: {"days_off": frozenset({TUESDAY})}}), 0, TUESDAY) == [
        "teams_off"
    ]
    kit = Kit("K1", "kembali", TUESDAY, "KANTOR", "uji")
    assert keys(tiny.again(problem, kits=(kit,)), 0, MONDAY) == ["no_kits"]
    assert keys(tiny.again(problem, kits=(kit,)), 0, TUESDAY) == []
    assert keys(district(deadline=MONDAY), 0, TUESDAY) == ["after_deadline"]


def test_the_place_is_shut():
    """Its own closed date; its hours all over before a team can be there; a deadline of its own."""
    problem = district()
    shut = tiny.again(problem, places={0: {"opening": tiny.opening(0, 24 * 60, MONDAY)}})
    assert keys(shut, 0, MONDAY) == ["shut"]
    assert keys(shut, 0, TUESDAY) == []
    early = tiny.again(problem, places={1: {"opening": tiny.opening(450, 500)}})
    assert keys(early, 1, MONDAY) in (["opening_hours"], ["access"])
    own = district(deadlines=(DeadlineClass(MONDAY, places=("P0",)),))
    assert obstacles(own, schedule(own), 0, TUESDAY) == (Obstacle("after_deadline", {"by": MONDAY}),)


def test_people_of_a_later_month():
    """Released on Tuesday, nobody can be served on Monday."""
    problem = tiny.again(district(), cells={0: {"release": TUESDAY}})
    assert obstacles(problem, schedule(problem), 0, MONDAY) == (Obstacle("not_yet", {"release": TUESDAY}),)
    assert keys(problem, 0, TUESDAY) == []


def test_no_road():
    """None leads to P1; with a link closed on the date, that link is named."""
    cut = tiny.problem([3, 3], [[0, 30, None], [30, 0, None], [None, None, 0]], services=HOUR, days=2)
    assert keys(cut, 1, MONDAY) == ["no_road"]
    slide = Closure("R1", MONDAY, MONDAY, (), "tinggi", "uji")
    closed = cut.replace(region=replace(cut.region, closures=(slide,)))
    assert obstacles(closed, schedule(closed), 1, MONDAY) == (Obstacle("road_closed", {"links": "R1"}),)
    assert keys(closed, 1, TUESDAY) == ["no_road"]


def test_no_signal():
    """Only IKD is needed at P1, where there is no signal."""
    problem = tiny.problem([3, {("IKD",): 3}], tiny.line_of(30, 60), days=1, signals={1: "tidak"})
    assert keys(problem, 1, MONDAY) == ["no_signal"]
    both = {("KTP",): 3, ("IKD",): 3}  # who needs KTP can be served, so the place can be visited
    problem = tiny.problem([3, both], tiny.line_of(30, 60), days=1, signals={1: "tidak"})
    assert keys(problem, 1, MONDAY) == []


def test_nobody_is_expected():
    """At P1 nobody waits."""
    problem = tiny.problem([3, 0], tiny.line_of(30, 60), services=HOUR, days=1)
    assert keys(problem, 1, MONDAY) == ["nobody"]


def test_too_far_for_a_day():
    """205 minutes each way and 30 of setting up leave 25 of 465, less than the 60 a person takes.

    So do 60 minutes each way where a team may drive 100 minutes a day; there it is the limit.
    """
    far = tiny.problem([3, 3], tiny.line_of(30, 205), services=HOUR, days=1)
    assert keys(far, 1, MONDAY) == ["work_minutes"]
    limited = district(max_drive_minutes=100)
    assert keys(limited, 1, MONDAY) == ["drive_minutes"]
    assert keys(limited, 0, MONDAY) == []


def test_a_cap_shared_with_another_team_is_no_obstacle():
    """One person a day for the whole region, served by T2: T2 itself could go to P0 instead."""
    services = (replace(HOUR[0], cap=Cap(1, "region_day")), tiny.IKD)
    problem = tiny.problem([3, 3], tiny.line_of(30, 60), services=services, days=2, teams=2)
    problem = problem.replace(caps=tuple(replace(cap, per_trip=1) for cap in problem.caps))
    assert keys(problem, 0, MONDAY, going(problem, MONDAY, (1, 1), team="T2")) == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_rule_has_its_sentence(lang):
    """Whatever rule the referee names there is a sentence for it."""
    assert all(f"why.no.{rule}" in catalogue(lang) for rule in WORST_FIRST)
