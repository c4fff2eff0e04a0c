"""Who is cut off when, against closures laid out by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from optimizer.core.access import CutOff, cut_off
from optimizer.core.policy import Policy
from optimizer.core.pose import pose
from optimizer.core.problem import Problem
from optimizer.core.region import Vehicle
from optimizer.core.travel import UNREACHABLE
from tests import tiny


def day(number: int) -> date:
    """A date of January 2026; the 5th is a Monday."""
    return date(2026, 1, number)


def district(closed: str, *, motorbike: bool = False, way_back: bool = False, off: int = 0) -> Problem:
    """P0 and P1 on one road, 30 and 60 minutes away, over as many working days as `closed` has letters.

    On a day with an x no minibus gets beyond P0 (with `way_back`: none gets back from P1). With
    `motorbike` a second team drives one, on a path that is never closed. `off`: so many last days off.
    """
    travel, calendar = tiny.travel(tiny.line_of(30, 60)), tiny.calendar(len(closed))
    layer = travel.layers["minibus", "kemarau"]
    minutes = layer.minutes.copy()
    minutes[2, :2] = UNREACHABLE
    if not way_back:
        minutes[:2, 2] = UNREACHABLE
    layers = {("minibus", "kemarau"): layer, ("minibus", "longsor"): replace(layer, minutes=minutes)}
    layers |= {("motor", state): layer for state in ("kemarau", "longsor")}
    days = tuple(
        replace(known, road_state="longsor" if letter == "x" else "kemarau")
        for known, letter in zip(calendar.days, closed, strict=True)
    )
    area = tiny.region([5, 5], teams=2 if motorbike else 1)
    area = replace(area, vehicles=(*area.vehicles, Vehicle("motor", "Motor", "motor", False)))
    free = frozenset(known.date for known in days[len(days) - off :])
    first, *others = (replace(team, days_off=free) for team in area.teams)
    area = replace(area, teams=(first, *(replace(team, vehicle="motor") for team in others)))
    return pose(area, replace(travel, layers=layers), replace(calendar, days=days), tiny.TARIFF, Policy())


def test_two_closures_and_the_dates_they_end():
    """Closed Tuesday and Wednesday, open Thursday; closed Friday over the weekend to Monday and no end."""
    assert cut_off(district(".xx.xx")) == (
        CutOff(1, day(6), day(7), day(8)),
        CutOff(1, day(9), day(12), None),
    )


def test_a_road_always_open_cuts_nobody_off():
    """No x, no row."""
    assert cut_off(district("...")) == ()


def test_a_road_never_open_cuts_off_the_whole_horizon():
    """Three days and no date after them; P0, this side of the slide, is reached."""
    assert cut_off(district("xxx")) == (CutOff(1, day(5), day(7), None),)


def test_a_place_nobody_comes_back_from_is_cut_off():
    """A road there and none back is no road."""
    assert cut_off(district("x.", way_back=True)) == (CutOff(1, day(5), day(5), day(6)),)


def test_one_team_that_gets_through_is_enough():
    """The motorbike gets through on both days."""
    assert cut_off(district("xx", motorbike=True)) == ()


def test_a_date_without_a_team_says_nothing():
    """The road opens on Wednesday, but then nobody works: no next date is known."""
    assert cut_off(district("xx.", off=1)) == (CutOff(1, day(5), day(6), None),)
    assert cut_off(district("xx.", off=3)) == ()
