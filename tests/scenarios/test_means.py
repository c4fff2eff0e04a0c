"""Means of the settings: teams, kits, vehicles and closures in place of the tables', derived by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from optimizer.core.closures import closed_on, state_name
from optimizer.core.kits import stations_on
from optimizer.core.region import Kit, Link, Region, School, Source, Vehicle
from optimizer.core.tariff import Tariff
from optimizer.errors import InputError
from optimizer.regions.means import with_means
from optimizer.regions.means_params import MeansParams
from optimizer.settings import scaled
from tests import tiny

DAY = date(2026, 1, 5)


def means(**said: object) -> MeansParams:
    """Means as settings say them."""
    return MeansParams.model_validate(said)


def refused(region: Region, made: MeansParams) -> list[tuple[str | None, str | None]]:
    """Column and finding of every defect."""
    with pytest.raises(InputError) as caught:
        with_means(region, made)
    return [(defect.column, defect.found) for defect in caught.value.defects]


def test_nothing_said_changes_nothing() -> None:
    """Without means the region is the very same."""
    region = tiny.region([10])
    assert with_means(region, means()) is region


@pytest.mark.parametrize(
    ("kits", "stations"),
    [
        (1, {"T1": 1, "T2": 0, "T3": 0}),  # two teams stay at home
        (3, {"T1": 1, "T2": 1, "T3": 1}),
        (5, {"T1": 2, "T2": 2, "T3": 1}),
        (8, {"T1": 2, "T2": 2, "T3": 2}),  # a team of two serves at two; two kits are left
    ],
)
def test_kits_are_dealt_one_by_one(kits: int, stations: dict[str, int]) -> None:
    """So many kits among three teams of two people, in place of one at each team."""
    made = with_means(tiny.region([10], teams=3), means(kits=kits))
    assert dict(stations_on(made, DAY)) == stations
    assert len(made.kits) == kits


def test_each_base_gets_its_share() -> None:
    """Two kits for two teams of two at different bases: one lies at each, for a kit serves at its base."""
    region = tiny.region([10], teams=2)
    away = replace(region.bases[0], code="B2")
    teams = (region.teams[0], replace(region.teams[1], base="B2"))
    made = with_means(replace(region, bases=(*region.bases, away), teams=teams), means(kits=2))
    assert [kit.where for kit in made.kits] == [region.bases[0].code, "B2"]
    assert dict(stations_on(made, DAY)) == {"T1": 1, "T2": 1}


def test_more_teams_and_fewer_kits() -> None:
    """Four teams of one table team, two kits for all: two of them go out."""
    made = with_means(tiny.region([10], stations=2), means(teams=4, kits=2))
    assert list(stations_on(made, DAY).values()) == [1, 1, 0, 0]


def test_broken_kits_come_off_those_that_work() -> None:
    """Of two teams with two stations each and no inventory, three of four kits work: two and one."""
    made = with_means(tiny.region([10], teams=2, stations=2), means(broken_kits=1))
    assert dict(stations_on(made, DAY)) == {"T1": 2, "T2": 1}


def test_broken_kits_of_an_inventory() -> None:
    """Of a sound kit, a broken one and one that comes back, one more broken leaves the first alone."""
    region = tiny.region([10], teams=2)
    base = region.teams[0].base
    kits = (
        Kit("A", "baik", None, base, "uji"),
        Kit("B", "rusak", None, base, "uji"),
        Kit("C", "kembali", DAY, base, "uji"),
    )
    made = with_means(replace(region, kits=kits), means(broken_kits=1))
    assert [kit.status for kit in made.kits] == ["baik", "rusak", "rusak"]
    assert refused(replace(region, kits=kits), means(broken_kits=3)) == [("broken_kits", "3")]


def test_vehicle_and_members_fit() -> None:
    """A team of two goes by motorcycle, three do not; an unknown vehicle is named."""
    region = tiny.region([10], teams=2)
    motor = Vehicle("motor", "Sepeda motor", region.vehicles[0].mode, False, 2, 0)
    region = replace(region, vehicles=(*region.vehicles, motor))
    made = with_means(region, means(vehicle="motor"))
    assert {team.vehicle for team in made.teams} == {"motor"}
    assert refused(region, means(vehicle="motor", members=3)) == [("members", "3"), ("members", "3")]
    assert refused(region, means(vehicle="motr")) == [("vehicle", "motr")]


def road(number: int, start: str, end: str) -> Link:
    """A road of a kilometre."""
    return Link(f"R-{number}", start, end, 1.0, "tertiary", "aspal", False, "osm")


def district() -> Region:
    """Base – X – P0 – P1, and X – P2; P0 and P1 are in kecamatan K0, P2 in K1; a school of K0 hangs at X."""
    region = tiny.region([10, 10, 10])
    base = region.bases[0].code
    links = (road(1, base, "X"), road(2, "X", "P0"), road(3, "P0", "P1"), road(4, "X", "P2"))
    tie = Link("SEKOLAH-1", "1", "X", 0.1, "unclassified", "tak diketahui", False, "perkiraan")
    source = Source("uji", "2026", True)
    school = School("1", "SMA", "SMA", "K0", None, -3.5, 102.5, "good", 30, source, "1", tie)
    return replace(region, links=links, schools=(school,))


def test_a_kecamatan_is_closed_by_the_links_that_end_in_it() -> None:
    """K0 is closed by R-2 and R-3 and the way to its school; the road through X to P2 stays open."""
    made = with_means(district(), means(closures={"k": {"kecamatan": ["kecamatan 0"], "start": DAY}}))
    assert [closure.link for closure in closed_on(made.closures, DAY)] == ["R-2", "R-3", "SEKOLAH-1"]
    by_code = with_means(district(), means(closures={"k": {"kecamatan": ["K0"], "start": DAY}}))
    assert by_code.closures == made.closures


def test_links_closed_together_have_one_name_in_the_road_state() -> None:
    """A state is called by the closure's name, not by its three links; the day before, nothing is closed."""
    made = with_means(
        district(), means(closures={"longsor": {"kecamatan": ["K0"], "start": DAY, "end": DAY}})
    )
    assert state_name("hujan", closed_on(made.closures, DAY)) == "hujan tanpa longsor"
    for beside in (-1, 1):
        assert not closed_on(made.closures, DAY + timedelta(days=beside))


def test_wrong_closures_are_all_named() -> None:
    """An unknown link, an unknown kecamatan, and a closure named like a link, at once."""
    closures = {
        "a": {"links": ["R-9"], "kecamatan": ["Kecamatan 7"], "start": DAY},
        "R-1": {"links": ["R-1"], "start": DAY},
    }
    assert refused(district(), means(closures=closures)) == [
        ("closures.a.links", "R-9"),
        ("closures.a.kecamatan", "Kecamatan 7"),
        ("closures.R-1", "R-1"),
    ]


def test_what_settings_change_is_said() -> None:
    """A report of the plan warns that its means are not the tables'."""
    made = with_means(tiny.region([10]), means(teams=3))
    assert made.warnings[-1].key == "regions.warn_means"
    assert made.warnings[-1].values == {"means": "teams = 3"}


def test_a_tariff_at_a_percentage() -> None:
    """110 percent of Rp 35,005 is 38,505.5, paid as 38,506, and no longer the rate that was verified."""
    rate = replace(tiny.rate("makan", "person_days", 35_005), verified=True)
    made = scaled(Tariff("t", "Tarif", (rate,)), 110)
    assert [(each.rupiah, each.verified) for each in made.rates] == [(38_506, False)]
    assert scaled(Tariff("t", "Tarif", (rate,)), 100).rates == (rate,)
