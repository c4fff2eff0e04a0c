"""Kits by date: which ones work, and how they are dealt to the teams."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from optimizer.core.kits import at_home, stations_on, works
from optimizer.core.policy import Policy
from optimizer.core.pose import pose
from optimizer.core.region import Base, Kit, Region
from tests import tiny

TUESDAY = tiny.MONDAY + timedelta(days=1)


def kit(where: str = "", status: str = "baik", back: date | None = None) -> Kit:
    """A kit at a base or, where that is empty, anywhere."""
    return Kit("A", status, back, where, "uji")  # type: ignore[arg-type]


def district(*kits: Kit, stations: tuple[int, ...], bases: tuple[str, ...] = ()) -> Region:
    """Teams T1, T2, … with so many stations; the last ones belong to the base POS where `bases` says so."""
    area = tiny.region([1], teams=len(stations))
    post = Base("POS", "Pos", -3.5, 102.5, "K0", "kantor", "uji")
    at = bases or ("KANTOR",) * len(stations)
    teams = tuple(
        replace(team, stations=number, base=base)
        for team, number, base in zip(area.teams, stations, at, strict=True)
    )
    return replace(area, teams=teams, bases=(*area.bases, post), kits=kits)


@pytest.mark.parametrize(
    ("held", "monday", "tuesday"),
    [
        (kit(), True, True),
        (kit(status="rusak"), False, False),
        (kit(status="kembali", back=TUESDAY), False, True),
        (kit(status="kembali", back=tiny.MONDAY), True, True),
        (kit(status="kembali"), False, False),
        (kit(status="rusak", back=tiny.MONDAY), False, False),
    ],
)
def test_a_kit_works_when_it_is_sound_or_back(held, monday, tuesday):
    """Back on a date means usable on it; without a date it is not back; broken stays broken."""
    assert (works(held, tiny.MONDAY), works(held, TUESDAY)) == (monday, tuesday)


@pytest.mark.parametrize(
    ("kits", "stations", "dealt"),
    [
        (0, (2, 2, 2), (2, 2, 2)),  # no inventory: as many as they have stations
        (1, (2, 2, 2), (1, 0, 0)),
        (2, (2, 2, 2), (1, 1, 0)),
        (4, (2, 2, 2), (2, 1, 1)),
        (5, (1, 3, 1), (1, 3, 1)),
        (4, (1, 3, 1), (1, 2, 1)),
        (9, (2, 2, 2), (2, 2, 2)),  # the others lie idle
    ],
)
def test_kits_are_dealt_evenly_in_the_order_of_the_teams(kits, stations, dealt):
    """One each, then a second each, never more than a team can serve at."""
    region = district(*[kit()] * kits, stations=stations)
    assert tuple(stations_on(region, tiny.MONDAY).values()) == dealt


def test_kits_of_a_base_go_to_its_own_teams():
    """Three kits at POS: T3 alone is there and takes two, the third lies idle; T1 gets the one at KANTOR."""
    held = [kit("POS")] * 3 + [kit("KANTOR")]
    region = district(*held, stations=(2, 2, 2), bases=("KANTOR", "KANTOR", "POS"))
    assert stations_on(region, tiny.MONDAY) == {"T1": 1, "T2": 0, "T3": 2}


def test_kits_that_lie_nowhere_go_to_whoever_has_fewest():
    """T1 has one of its base; of the two in a kecamatan T2 and T3, who have none, get one each."""
    held = [kit("KANTOR"), kit("K7"), kit("")]
    region = district(*held, stations=(2, 2, 2), bases=("KANTOR", "POS", "POS"))
    assert stations_on(region, tiny.MONDAY) == {"T1": 1, "T2": 1, "T3": 1}


def test_a_team_without_a_kit_has_no_slot_and_with_fewer_a_class_of_its_own():
    """Two stations each; two kits on Monday, three from Tuesday: 1 + 1, then 2 + 1."""
    region = district(kit(), kit(), kit(status="kembali", back=TUESDAY), stations=(2, 2))
    region = replace(region, bases=region.bases[:1])
    problem = pose(region, tiny.travel(tiny.line_of(5)), tiny.calendar(2), tiny.TARIFF, Policy())
    assert [problem.classes[slot.slot_class].stations for slot in problem.slots] == [1, 1, 2, 1]
    bare = replace(region, kits=(kit(), kit(status="kembali", back=TUESDAY)))
    problem = pose(bare, tiny.travel(tiny.line_of(5)), tiny.calendar(2), tiny.TARIFF, Policy())
    assert [(slot.team, slot.date) for slot in problem.slots] == [
        ("T1", tiny.MONDAY),
        ("T1", TUESDAY),
        ("T2", TUESDAY),
    ]


def test_teams_without_a_kit_stay_at_home():
    """One sound kit goes to T1; T2's comes back on Tuesday, and T3, without one, has Tuesday off."""
    held = (kit("KANTOR"), kit("KANTOR", "kembali", TUESDAY))
    area = district(*held, stations=(1, 1, 1))
    t1, t2, t3 = area.teams
    area = replace(area, teams=(t1, t2, replace(t3, days_off=frozenset({TUESDAY}))))
    assert at_home(area, (tiny.MONDAY, TUESDAY)) == (("T2", tiny.MONDAY), ("T3", tiny.MONDAY))
    assert at_home(replace(area, kits=()), (tiny.MONDAY, TUESDAY)) == ()
