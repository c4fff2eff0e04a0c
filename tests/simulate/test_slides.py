"""Links that close: how often, whom they cut off, and the ways round them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from math import exp, sqrt
from pathlib import Path

import numpy as np
import pytest

from optimizer.cli.main import run
from optimizer.cli.published import published
from optimizer.core.outcome import Outcome
from optimizer.core.problem import Problem
from optimizer.line import Earlier
from optimizer.roads.measure import measure
from optimizer.roads.state import RoadState
from optimizer.settings import Settings
from optimizer.simulate import simulate
from optimizer.simulate.days import days_of
from optimizer.simulate.slides import Slides, kecamatan_of
from tests import tiny
from tests.cases.small import A, B, Small
from tests.simulate.worlds import planned, settings

LIVES = 20_000


@pytest.fixture(scope="module")
def loop(tmp_path_factory: pytest.TempPathFactory) -> Earlier:
    """Two desa: A 30 minutes out over a slide-prone link or 60 by way of B's road, B 50 minutes out.

    KANTOR –30 (prone)– A –10– B –50– KANTOR: without the prone link A is reached by B, 60 minutes.
    """
    small = Small(tmp_path_factory.mktemp("lingkar"))
    small.desa(A, 30)
    small.desa(B, 20)
    small.road("KANTOR", A, 30, rawan_longsor="ya")
    small.road(A, B, 10)
    small.road(B, "KANTOR", 50)
    small.plan()
    return published(small.folder / "rencana-0", small.folder / "tabel", {})


def of(found: Earlier) -> tuple[Outcome, Settings]:
    """The outcome and the settings it was made with."""
    return found.outcome, found.request.settings


def test_a_closed_link_drives_the_way_that_measuring_without_it_finds(loop: Earlier) -> None:
    """Every way of the day with the link closed is that of `roads.measure` with the link left out."""
    outcome, chosen = of(loop)
    slides = Slides(outcome.problem, chosen, chosen.simulate.closures)
    (day,) = days_of(outcome)
    assert [link.id for link in slides.links] == ["R-0000"]
    assert slides.used(day) == frozenset({0})
    assert slides.beyond(0) == (A, B)  # B's quickest way is by A too: 40 minutes
    other, kept = slides.without(day, frozenset({0}))
    assert kept == tuple(range(len(day.stops)))
    season = day.layer[1]
    without = measure(
        outcome.problem.region, chosen.roads, [RoadState(season, season, frozenset({"R-0000"}))]
    )
    minutes = without.layers[day.layer].minutes
    legs = list(zip(other.ways, other.ways[1:], strict=False))
    assert [stop.leg for stop in other.stops] == [int(minutes[a, b]) for a, b in legs[:-1]]
    assert other.drive == 50 + 10 + 60
    assert day.drive == 30 + 10 + 40
    open_again, _ = slides.without(day, frozenset())
    assert open_again == day


def test_a_place_no_road_leads_to_is_left_out() -> None:
    """P1 lies behind the only link to it: closed, the day goes to P0 alone and nobody is served at P1."""
    problem = tiny.problem([20, 10], tiny.line_of(30, 45))
    links = (
        replace(problem.region.links[0], km=14.0),
        replace(problem.region.links[1], start="P0", km=7.0, slide_prone=True),
    )
    problem = problem.replace(region=replace(problem.region, links=links))
    outcome = planned(problem, ((0, 20), (1, 10)))
    slides = Slides(problem, settings(), settings().simulate.closures)
    (day,) = days_of(outcome)
    other, kept = slides.without(day, frozenset({0}))
    assert (kept, other.people) == ((0,), 20)
    assert other.stops[0].leg == other.stops[0].home == 30  # 14 km at 28 km/h
    assert kecamatan_of(problem.region, links)[0] == ("K0", "Kecamatan 0")


def rates(problem: Problem, **closures: object) -> Slides:
    """The slides of a problem whose only link has a kilometre."""
    link = replace(problem.region.links[0], km=1.0, slide_prone=True)
    problem = problem.replace(region=replace(problem.region, links=(link,)))
    chosen = settings("closures", closures=closures)
    return Slides(problem, chosen, chosen.simulate.closures)


def test_closures_come_as_often_as_their_rate_says() -> None:
    """3.6525 a year and km are 0.01 a day; of two days, the second is clear with exp(−0.01 × Σ (1/2)^g).

    With closures of one day each date is struck with 1 − exp(−0.01). With two days on average the sum of
    the chances to last g days more is 1 + 1/2 + 1/4 + … = 2 (30 days back: up to 2⁻³⁰).
    """
    slides = rates(tiny.problem([10], tiny.line_of(30)), per_km_year=3.6525, days=1)
    day = date(2026, 1, 5)
    assert slides.chance((day,), 0) == pytest.approx(1 - exp(-0.01))
    slides = rates(tiny.problem([10], tiny.line_of(30)), per_km_year=3.6525, days=2)
    assert slides.chance((day,), 0) == pytest.approx(1 - exp(-0.02))
    assert slides.chance((), 0) == 0


def test_months_and_kecamatan_weigh_the_rate() -> None:
    """January three times every other month is 36/14 of the mean; a factor of 2 doubles that."""
    slides = rates(
        tiny.problem([10], tiny.line_of(30)), per_km_year=3.6525, months={1: 3}, kecamatan={"K0": 2}
    )
    found = slides.rates((date(2026, 1, 5), date(2026, 7, 5)))[:, 0]
    assert found == pytest.approx([0.01 * 2 * 36 / 14, 0.01 * 2 * 12 / 14])


def test_lives_are_struck_as_often_as_the_chance_says() -> None:
    """A dead-end link with 5 % a day: the trip is called off in as many lives as `chance` reckons."""
    problem = tiny.problem([20], tiny.line_of(30))
    link = replace(problem.region.links[0], km=14.0, slide_prone=True)
    problem = problem.replace(region=replace(problem.region, links=(link,)))
    chosen = settings("closures", lives=LIVES, closures={"per_km_year": 365.25 * 0.05 / 14 / 2, "days": 2})
    made = simulate(planned(problem, ((0, 20),)), chosen)
    expected = 1 - exp(-0.05)
    (worst,) = made.links
    assert worst.closed == pytest.approx(expected)
    assert abs(made.days[0].off - expected) <= 4 * sqrt(expected * (1 - expected) / LIVES)
    assert worst.lost == pytest.approx(20 * made.days[0].off)
    assert dict(made.lost)["cut_off"] == pytest.approx(20 * made.days[0].off)
    assert (worst.cut_off, worst.days, worst.planned) == (20, 1, 20)


def test_where_nobody_assessed_slides_nothing_closes_and_that_is_said() -> None:
    """A region without a slide-prone link: no closure, and the simulation says so."""
    made = simulate(planned(tiny.problem([20], tiny.line_of(30)), ((0, 20),)), settings("closures"))
    assert not made.assessed
    assert made.links == ()
    assert made.everyone.value == 1


def test_closing_the_link_changes_the_plan_as_reckoned_by_hand(
    loop: Earlier, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The command plans anew: A's ring is driven by B, 120 minutes instead of 80; everyone still served.

    The tariff pays nothing by the minute, but 110 km and 10 more are driven (80 before): the difference
    stands in the table, nobody is left or later, and the page asks for nothing from outside.
    """
    run_folder = loop.request.cache.parent / "rencana-0" if loop.request.cache else tmp_path
    tables = loop.request.source
    out = tmp_path / "tutup"
    args = ["roads", "closures", "--run", str(run_folder), "--data", str(tables), "--work", "20"]
    assert run([*args, "--folder", str(out)]) == 0
    assert sorted(path.name for path in out.iterdir()) == [
        "penutupan.csv", "penutupan.html", "penutupan.xlsx",
    ]  # fmt: skip
    lines = (out / "penutupan.csv").read_text(encoding="utf-8-sig").splitlines()
    header, rows = lines[0].split(","), [line.split(",") for line in lines[1:]]
    table = {row[1]: dict(zip(header, row, strict=True)) for row in rows}
    first = table["R-0000"]
    assert (first["orang_di_baliknya"], first["orang_tidak_lagi"], first["orang_lebih_lambat"]) == (
        "50", "0", "0",
    )  # fmt: skip
    assert first["selisih_meter"] == str(120_000 - 80_000)
    assert (first["hari_tim_lewat"], first["orang_tak_terjangkau"]) == ("1", "0")
    assert first["jalan_lebih_lama_menit"] == "40"
    assert table[""]["selisih_meter"] == "0"  # every link open, from another seed
    page = (out / "penutupan.html").read_text(encoding="utf-8")
    assert "default-src 'none'" in page
    assert "http://" not in page.split("<style>")[0]
    assert "R-0000" in capsys.readouterr().out


def test_events_fall_on_links_and_days_by_their_rates() -> None:
    """Two links of 1 and 3 km share the closures 1 : 3; each lasts two days on average."""
    problem = tiny.problem([10, 10], tiny.line_of(30, 40))
    links = tuple(
        replace(link, km=km, slide_prone=True)
        for link, km in zip(problem.region.links, (1.0, 3.0), strict=True)
    )
    problem = problem.replace(region=replace(problem.region, links=links))
    chosen = settings("closures", closures={"per_km_year": 0.5, "days": 2})
    slides = Slides(problem, chosen, chosen.simulate.closures)
    events = slides.draw(np.random.default_rng(1), days_of(planned(problem, ((0, 10), (1, 10)))), LIVES)
    number = len(events.life)
    assert number == pytest.approx(LIVES * 31 * 4 * 0.5 / 365.25, rel=0.05)
    assert (events.link == 1).mean() == pytest.approx(0.75, abs=4 * sqrt(0.1875 / number))
    assert (events.last - events.first + 1).mean() == pytest.approx(2, rel=0.05)
