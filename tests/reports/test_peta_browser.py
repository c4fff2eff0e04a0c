"""The map in a real browser: everything drawn, nothing asked for, nothing run that should not."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from optimizer.reports.peta import write
from optimizer.reports.peta.content import content
from tests.reports import sample
from tests.reports.test_peta import HOSTILE, hostile

pytestmark = pytest.mark.needs_tool("chromium")


class Drawn(HTMLParser):
    """The page after its scripts ran: (tag, attributes) of every element, and the text."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.texts.append(data)

    def of_class(self, name: str) -> list[dict[str, str | None]]:
        return [attrs for _, attrs in self.elements if name in (attrs.get("class") or "").split()]


@dataclass(frozen=True)
class Visit:
    """What a visit to a page left: its document, its console, and the addresses it asked for."""

    drawn: Drawn
    console: list[str]
    requests: list[str]


@pytest.fixture(scope="module")
def visit(needs_tool: Callable[[str], str], tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Visit]:
    """Open a local file in headless Chromium, with a fragment, as a `Visit`."""

    @cache
    def opened(path: Path, fragment: str = "") -> Visit:
        profile = tmp_path_factory.mktemp("profil")
        command = [
            needs_tool("chromium"), "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run",
            "--disable-background-networking", "--host-resolver-rules=MAP * ~NOTFOUND",
            "--window-size=1280,900", f"--user-data-dir={profile}", "--virtual-time-budget=4000",
            "--enable-logging=stderr", "--v=0",
            f"--log-net-log={profile / 'net.json'}", "--dump-dom", f"{path.as_uri()}#{fragment}",
        ]  # fmt: skip
        done = subprocess.run(
            command, capture_output=True, text=True, encoding="utf-8", timeout=120, check=True
        )
        console = [line for line in done.stderr.splitlines() if "CONSOLE" in line]
        return Visit(Drawn(done.stdout), console, asked(profile / "net.json"))

    return opened


def asked(net_log: Path) -> list[str]:
    """Addresses a page asked the network for; the browser's own errands have no page as initiator."""
    log = json.loads(net_log.read_text(encoding="utf-8"))
    start = log["constants"]["logEventTypes"]["URL_REQUEST_START_JOB"]
    jobs = [
        event["params"]
        for event in log["events"]
        if event["type"] == start and "url" in event.get("params", {})
    ]
    web = [job for job in jobs if job["url"].startswith(("http", "ws", "ftp"))]
    return [job["url"] for job in web if job.get("initiator") != "not an origin"]


@pytest.fixture(scope="module")
def district(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Any]]:
    """The map of the sample district, and its data."""
    outcome = sample.district()
    return write(outcome, tmp_path_factory.mktemp("peta"), "id"), content(outcome, "id")


def test_a_request_would_be_noticed(visit, tmp_path):
    """The watch itself works: a page that asks for a font and a picture is caught at both."""
    page = tmp_path / "bocor.html"
    page.write_text(
        '<link rel="stylesheet" href="https://fonts.googleapis.com/css?family=X"><img src="http://peta.invalid/1.png">',
        encoding="utf-8",
    )
    assert sorted(visit(page).requests) == [
        "http://peta.invalid/1.png",
        "https://fonts.googleapis.com/css?family=X",
    ]


def test_the_district_is_drawn_without_a_request_or_an_error(visit, district):
    """156 circles, 40 routes, all with a shape, 0 requests, 0 console lines, the attribution in sight."""
    path, data = district
    seen = visit(path)
    assert seen.requests == []
    assert seen.console == []
    circles = seen.drawn.of_class("tempat")
    assert len(circles) == 156
    assert all(re.match(r"M[-\d.]+,[-\d.]+a", circle["d"] or "") for circle in circles)
    states = [place["state"] for place in data["places"]]
    for state in ("dikunjungi", "belum", "terputus"):
        assert len(seen.drawn.of_class(f"tempat-{state}")) == states.count(state) > 0
    routes = seen.drawn.of_class("rute")
    assert len(routes) == 40
    assert all(len(route["d"] or "") > 20 for route in routes)
    assert len(seen.drawn.of_class("jalan-perkiraan")) > 0
    assert any("© OpenStreetMap contributors" in text for text in seen.drawn.texts[-400:])


def test_colours_are_those_of_the_first_week(visit, district):
    """A visited circle is filled with the colour of the week in which its place is first visited."""
    path, data = district
    fills = sorted(str(circle["fill"]) for circle in visit(path).drawn.of_class("tempat-dikunjungi"))
    first = [data["trips"][place["visits"][0]["trip"]]["week"] for place in data["places"] if place["visits"]]
    assert fills == sorted(data["weeks"][week]["colour"] for week in first)


def test_a_week_shows_its_trips_and_only_those(visit, district):
    """#pekan=2 draws the routes of week 2 in the colours of their teams and lists the same trips."""
    path, data = district
    drawn = visit(path, "pekan=2").drawn
    wanted = [trip for trip in data["trips"] if trip["week"] == 1]
    assert len(drawn.of_class("rute")) == len(drawn.of_class("perjalanan")) == len(wanted) == 10
    colours = [data["teams"][trip["team"]]["colour"] for trip in wanted]
    assert sorted(str(route["stroke"]) for route in drawn.of_class("rute")) == sorted(colours)
    lit = {stop["place"] for trip in wanted for stop in trip["stops"]}
    filled = [circle["fill"] for circle in drawn.of_class("tempat") if circle["fill"] in colours]
    assert len(filled) == len(lit)


def test_a_team_can_be_left_out(visit, district):
    """#tim=T2 leaves the routes of the second team, half of the forty."""
    path, data = district
    drawn = visit(path, "tim=T2").drawn
    assert len(drawn.of_class("rute")) == sum(trip["team"] == 1 for trip in data["trips"]) == 20


def test_a_chosen_trip_stands_out_with_its_stops_in_order(visit, district):
    """#perjalanan=P003 draws that route thick once, its stops numbered 1, 2, … and opened in the list."""
    path, data = district
    trip = next(trip for trip in data["trips"] if trip["id"] == "P003")
    drawn = visit(path, "perjalanan=P003").drawn
    assert len(drawn.of_class("rute-pilihan")) == 1
    assert len(drawn.of_class("nomor")) == len(trip["stops"]) > 0
    assert len(drawn.of_class("terpilih")) == 1
    assert {trip["stops"][0]["hours"] + " · " + trip["stops"][0]["people"]} <= set(drawn.texts)


def test_a_balloon_opens_with_the_figures_of_its_place(visit, district):
    """#tempat=… opens the balloon of that place: its name, its table, its visits."""
    path, data = district
    place = next(place for place in data["places"] if place["visits"])
    drawn = visit(path, f"tempat={place['code']}").drawn
    assert len(drawn.of_class("balon")) == 1
    assert {place["name"], place["where"]} <= set(drawn.texts)
    assert {value for row in place["figures"] for value in row} <= set(drawn.texts)


def test_hostile_names_are_shown_and_never_run(visit, tmp_path):
    """Names full of markup appear as they are: no element, title, error or request comes of them."""
    path = write(hostile(), tmp_path, "id")
    code = hostile().problem.region.places[0].code
    seen = visit(path, f"tempat={code}")
    assert seen.console == []
    assert seen.requests == []
    tags = [tag for tag, _ in seen.drawn.elements]
    assert tags.count("script") == 3
    assert "img" not in tags
    assert "kena" not in seen.drawn.texts
    assert HOSTILE in seen.drawn.texts


def test_a_plan_without_trips_opens_and_says_so(visit, tmp_path):
    """An infeasible run still has its map: the places, no route, and a sentence in place of the list."""
    seen = visit(write(sample.empty(), tmp_path, "id"))
    assert seen.console == []
    assert len(seen.drawn.of_class("tempat")) == 2
    assert seen.drawn.of_class("rute") == []
    assert "Rencana ini tidak memuat perjalanan." in seen.drawn.texts


@pytest.fixture(scope="module")
def mixed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The map of a week with a school, homes and a night out."""
    return write(sample.mixed(), tmp_path_factory.mktemp("campuran"), "id")


def test_schools_and_homes_have_symbols_of_their_own(visit, mixed):
    """Four circles, three diamonds, one square, each kind with its switch; a bed and two closed links."""
    seen = visit(mixed)
    assert seen.requests == []
    assert seen.console == []
    shapes = {kind: seen.drawn.of_class(f"jenis-{kind}") for kind in ("desa", "rumah", "sekolah")}
    assert {kind: len(found) for kind, found in shapes.items()} == {"desa": 4, "rumah": 3, "sekolah": 1}
    assert all("a" in str(one["d"]) for one in shapes["desa"])
    assert all("a" not in str(one["d"]) for one in shapes["rumah"] + shapes["sekolah"])
    assert len(seen.drawn.of_class("jenis")) == 3
    assert len(seen.drawn.of_class("ranjang")) == 1
    assert (
        len([one for one in seen.drawn.of_class("tutup") if "leaflet-marker-icon" in str(one["class"])]) == 2
    )


def test_homes_stand_beside_their_desa(visit, mixed):
    """The diamond of a desa's homes and its circle share a point on earth, but not on the screen."""
    drawn = visit(mixed).drawn
    start = [re.match(r"M([-\d.]+),([-\d.]+)", str(one["d"])) for one in drawn.of_class("tempat")]
    assert len({match.groups() for match in start if match}) == 8


def test_the_night_is_told_with_the_trip(visit, mixed):
    """The first day of the trip says where the team sleeps, and its route ends there."""
    assert "Menginap di Desa 2 (malam ke-1)" in visit(mixed, "perjalanan=P003").drawn.texts


def test_what_is_held_back_is_nowhere_in_the_page(visit, mixed):
    """The balloon of three at home: "<5" wherever a count stands, hours only as "pagi"."""
    texts = visit(mixed, "tempat=H0").drawn.texts
    assert {"pagi · <5 orang", "<5 orang", "undang KTP-el <5"} <= set(texts)
    assert not any(re.search(r"\b3 orang", text) for text in texts)


def test_a_place_cut_off_for_days_says_until_when(visit, mixed):
    """P3's balloon tells the days without a road and the day it is reached again."""
    assert "5–6 Januari 2026; terjangkau lagi 7 Januari 2026" in visit(mixed, "tempat=P3").drawn.texts
