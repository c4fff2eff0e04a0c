"""The map's file and data: complete, honest, and nothing in it that a name could break."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from dataclasses import replace
from datetime import date
from functools import cache
from html.parser import HTMLParser
from importlib.resources import files
from itertools import pairwise
from typing import Any

import pytest

from optimizer.core.calendar import Calendar, WorkDay
from optimizer.core.outcome import Outcome
from optimizer.core.policy import Policy
from optimizer.core.pose import pose
from optimizer.reports.peta import write
from optimizer.reports.peta.colours import team_colours, week_colours
from optimizer.reports.peta.content import content
from optimizer.reports.peta.counts import Count, Counts
from optimizer.reports.peta.page import SCRIPTS, embed, page
from optimizer.reports.peta.places import radius
from optimizer.reports.suppress import Span
from tests import tiny
from tests.reports import sample

HOSTILE = "</script><script>document.title='kena'</script>\"'&amp;\u2028${title}<img src=x onerror=alert(1)>"


class Page(HTMLParser):
    """A page taken apart as a browser does: elements with their attributes, and text by script or style."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.scripts: list[str] = []
        self.style = ""
        self._inside = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        self._inside = tag
        if tag == "script":
            self.scripts.append("")

    def handle_endtag(self, tag: str) -> None:
        self._inside = ""

    def handle_data(self, data: str) -> None:
        if self._inside == "script":
            self.scripts[-1] += data
        if self._inside == "style":
            self.style += data

    @property
    def data(self) -> dict[str, Any]:
        return json.loads(self.scripts[0])


@cache
def district() -> Outcome:
    """The sample of a district's size, planned once."""
    return sample.district()


@cache
def district_data() -> dict[str, Any]:
    """What its map shows."""
    return content(district(), "id")


@cache
def district_page() -> str:
    """Its map as a page."""
    return page(district_data())


def hostile() -> Outcome:
    """Every text of a region that a table can hold, hostile."""
    outcome = sample.small()
    region = outcome.problem.region
    wicked = replace(
        region,
        name=HOSTILE,
        places=tuple(replace(place, name=HOSTILE, kecamatan=HOSTILE) for place in region.places),
        bases=tuple(replace(base, name=HOSTILE) for base in region.bases),
        teams=tuple(replace(team, name=HOSTILE) for team in region.teams),
        services=tuple(replace(service, name=HOSTILE) for service in region.services),
        cells=tuple(replace(c, source=replace(c.source, text=HOSTILE, date=HOSTILE)) for c in region.cells),
        attributions=(HOSTILE,),
    )
    return replace(outcome, problem=outcome.problem.replace(region=wicked))


def figures(place: dict[str, Any]) -> dict[str, list[str]]:
    """The rows of a place's table by their label."""
    return {name: values for name, *values in place["figures"]}


def test_one_file_is_written_and_named(tmp_path):
    """`write` leaves exactly `peta.html`, in UTF-8 with plain line ends, and says where."""
    path = write(sample.small(), tmp_path, "id")
    assert [path] == list(tmp_path.iterdir())
    assert path.name == "peta.html"
    text = path.read_bytes()
    assert text.startswith(b"<!doctype html>")
    assert b"\r" not in text


def test_every_place_of_the_district_is_in_the_data():
    """A district of 156 places has 156 entries, by code, and 15 kecamatan to label."""
    data = Page(district_page()).data
    assert len({place["code"] for place in data["places"]}) == 156
    assert [p["code"] for p in data["places"]] == [p.code for p in district().problem.region.places]
    assert len(data["districts"]) == 15


def test_the_file_stays_small_with_coordinates_of_a_metre():
    """156 places and 40 trips take well under 2 MB, with no coordinate finer than five decimals."""
    assert len(district_data()["trips"]) == 40
    assert len(district_page().encode()) < 600_000
    points = [at for place in district_data()["places"] for at in place["at"]]
    points += [at for point in district_data()["points"] for at in point]
    assert all(round(at, 5) == at for at in points)


def test_nothing_is_fetched_from_anywhere():
    """No element names a source or link, no style a URL, and the policy forbids all that it does not hash."""
    parsed = Page(district_page())
    named = [
        (tag, name) for tag, attrs in parsed.elements for name in attrs if name in {"src", "href", "action"}
    ]
    assert named == []
    assert "url(" not in parsed.style
    assert "@import" not in parsed.style
    assert "sourceMappingURL" not in district_page()
    assert not {tag for tag, _ in parsed.elements} & {"link", "iframe", "object", "embed", "base", "img"}
    own = parsed.scripts[2]
    assert not re.search(
        r"fetch\(|XMLHttpRequest|WebSocket|import\(|innerHTML|insertAdjacentHTML|eval\(", own
    )


def test_policy_allows_exactly_the_scripts_of_the_page():
    """The policy's hashes are those of the two scripts in the page, and nothing else may run."""
    parsed = Page(district_page())
    policy = next(
        a["content"] for tag, a in parsed.elements if a.get("http-equiv") == "Content-Security-Policy"
    )
    digests = [
        base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() for text in parsed.scripts[1:]
    ]
    assert policy is not None
    assert policy.split("; ") == [
        "default-src 'none'",
        "script-src " + " ".join(f"'sha256-{digest}'" for digest in digests),
        "style-src 'unsafe-inline'",
        "img-src data:",
        "base-uri 'none'",
        "form-action 'none'",
    ]


def test_hostile_texts_stay_data():
    """Names that close the script and open another end up as text: three scripts, no image."""
    text = page(content(hostile(), "id"))
    parsed = Page(text)
    assert len(parsed.scripts) == 3
    assert [a.get("type") for tag, a in parsed.elements if tag == "script"] == [
        "application/json",
        None,
        None,
    ]
    assert "img" not in {tag for tag, _ in parsed.elements}
    assert parsed.data["places"][0]["name"] == HOSTILE
    assert parsed.data["sources"][1] == HOSTILE
    assert parsed.scripts[1:] == Page(district_page()).scripts[1:]


def test_embedded_json_holds_no_character_that_ends_a_script():
    """<, >, & and the two line separators of JavaScript are escaped, and read back the same."""
    wicked = {"a": "<>&\u2028\u2029</script><!--"}
    assert not set("<>&\u2028\u2029") & set(embed(wicked))
    assert json.loads(embed(wicked)) == wicked


def test_routes_run_over_road_links_from_the_office_and_back():
    """Each step of each route is a road link of the region, and each route begins and ends at the office."""
    region, data = district().problem.region, district_data()
    at = {node.id: (round(node.lat, 5), round(node.lon, 5)) for node in region.nodes}
    links = {frozenset((at[link.start], at[link.end])) for link in region.links}
    office = at[region.bases[0].code]
    for trip in data["trips"]:
        way = [data["points"][point] for point in trip["path"]]
        assert way[0] == way[-1] == office
        assert all(frozenset(step) in links for step in pairwise(way))
        assert {data["places"][stop["place"]]["at"] for stop in trip["stops"]} <= set(way)


def test_roads_keep_every_link_and_tell_estimates_apart():
    """All links are drawn, and as many of them dashed as the region calls estimated."""
    region, data = district().problem.region, district_data()
    drawn = {
        estimated: sum(len(r["ends"]) // 2 for r in data["roads"] if r["estimated"] is estimated)
        for estimated in (True, False)
    }
    estimated = sum(link.quality == "perkiraan" for link in region.links)
    assert estimated > 0
    assert drawn == {True: estimated, False: len(region.links) - estimated}


def test_every_visit_of_the_schedule_is_on_its_place():
    """Places list the visits of the schedule, in order of date, and are called visited for just that."""
    wanted: dict[int, list[str]] = {}
    for dated in district().schedule.trips:
        for visit in dated.trip.visits:
            wanted.setdefault(visit.place, []).append(dated.id)
    data = district_data()
    for index, place in enumerate(data["places"]):
        assert [data["trips"][visit["trip"]]["id"] for visit in place["visits"]] == wanted.get(index, [])
        assert (place["state"] == "dikunjungi") == (index in wanted)


def test_a_balloon_shows_the_account_of_its_place():
    """50 waiting at a turnout of 80 %: 50 invited, 40 expected, 10 absent, none left."""
    problem = tiny.problem([50], tiny.line_of(20), policy=Policy(turnout_percent=80))
    data = content(sample.outcome(problem), "id")
    assert figures(data["places"][0]) == {
        "Menunggu": ["~50"],
        "Diundang": ["50"],
        "Diharapkan terlayani": ["40"],
        "Diperkirakan tidak hadir": ["10"],
        "Tersisa": ["0"],
    }
    # Leaves 07:30, drives 20 minutes, sets up 30, serves 40 × 5: 07:50 to 11:40, and is back at 12:00.
    visit = data["places"][0]["visits"][0]
    assert (visit["hours"], visit["people"], visit["invited"]) == (
        "07:50–11:40",
        "40 orang",
        "undang KTP-el 50",
    )
    assert data["trips"][0]["figures"].replace("\u00a0", " ") == "1 tempat · 40 orang · 40 km · 07:30–12:00"


def test_figures_of_the_balloons_sum_to_the_accounts():
    """Over the district, what the balloons show as left is what the accounts leave, service by service."""
    shown = 0
    for place in district_data()["places"]:
        shown += sum(int(value.replace(".", "")) for value in figures(place)["Tersisa"])
    assert shown == sum(account.left for account in district().accounts)


def test_estimates_are_marked_and_counts_are_not():
    """The sample's first place has the office's own count, the second an estimate: only that one shows ~."""
    first, second = district_data()["places"][:2]
    assert not any("~" in value for value in figures(first)["Menunggu"])
    assert all(value.startswith("~") for value in figures(second)["Menunggu"])
    assert "perkiraan" in district_data()["notice"]


def test_a_place_no_road_reaches_is_cut_off_and_says_so():
    """With no road to the second place it is drawn as cut off, with the reason in words."""
    way = [[0, 20, None], [20, 0, None], [None, None, 0]]
    data = content(sample.outcome(tiny.problem([30, 30], way)), "id")
    assert [place["state"] for place in data["places"]] == ["dikunjungi", "terputus"]
    assert data["places"][1]["reasons"] == [
        "KTP-el: 30 orang tersisa karena tidak ada jalan yang dapat dilalui."
    ]


def test_area_of_a_circle_follows_the_people_waiting():
    """A quarter of the people is half the radius (17 pixels at most), and nobody is still a dot."""
    assert (radius(400, 400), radius(100, 400), radius(0, 400), radius(0, 0)) == (17, 8.5, 3, 3)
    waiting = dict.fromkeys(range(156), 0)
    for cell, place in zip(district().problem.region.cells, district().problem.cell_place, strict=True):
        waiting[int(place)] += cell.waiting
    most = max(waiting, key=lambda index: waiting[index])
    assert district_data()["places"][most]["radius"] == 17


def test_weeks_begin_on_mondays():
    """A horizon from a Wednesday has its second week from the next Monday, though only two days are gone."""
    days = [date(2026, 1, 7), date(2026, 1, 8), date(2026, 1, 12)]
    calendar = Calendar(days[0], days[-1], tuple(WorkDay(d, 450, 975, (720, 780), "kemarau") for d in days))
    problem = tiny.problem([100, 100, 100], tiny.line_of(60, 60, 60))
    problem = pose(problem.region, problem.travel, calendar, problem.tariff, problem.policy)
    data = content(sample.outcome(problem), "id")
    assert [(w["label"], w["period"]) for w in data["weeks"]] == [
        ("Pekan 1", "7–8 Jan"),
        ("Pekan 2", "12 Jan"),
    ]
    assert [trip["week"] for trip in data["trips"]] == [0, 0, 1]
    assert data["trips"][2]["date"] == "Senin, 12 Jan"


@pytest.mark.parametrize("weeks", [1, 4, 9, 26])
def test_week_colours_grow_lighter_week_by_week(weeks):
    """Colour-blind readers go by lightness: relative luminance rises strictly along the weeks."""

    def luminance(colour: str) -> float:
        parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
        linear = [p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    lightness = [luminance(colour) for colour in week_colours(weeks)]
    assert all(a < b for a, b in pairwise(lightness))
    assert len(lightness) == weeks


def test_teams_have_their_own_colours():
    """Six teams are told apart by colour; a seventh shares the first one's."""
    assert len(set(team_colours(6))) == 6
    assert team_colours(7)[6] == team_colours(7)[0]


def test_openstreetmap_is_always_credited_first():
    """The attribution its licence asks for leads the line, whether the region names it or not."""
    outcome = sample.small()
    for given in ((), ("Batas: contoh (MIT)", "© OpenStreetMap contributors (ODbL 1.0)")):
        region = replace(outcome.problem.region, attributions=given)
        sources = content(replace(outcome, problem=outcome.problem.replace(region=region)), "id")["sources"]
        assert sources[0].startswith("© OpenStreetMap contributors")
        assert "ODbL" in sources[0]
        assert sum("OpenStreetMap" in source for source in sources) == 1
        assert set(given) <= set(sources)


def test_a_count_held_back_prints_as_less_than_five_or_as_a_span():
    """1 to 4 print as "<5" and are drawn as nothing; 36 to 40 as such, drawn as the least; others in full."""
    counts = Counts({"few": Span(1, 4), "some": Span(36, 1_040), "more": Span(7, None)}, "id")
    assert counts.published("few", 3, estimated=True) == Count("<5", 0)
    assert counts.published("some", 37) == Count("36–1.040", 36)
    assert counts.published("more", 9) == Count("7 atau lebih", 7)
    assert counts.published("other", 4) == Count("4", 4)
    assert counts.published("other", 4, estimated=True) == Count("~4", 4)


def test_every_count_passes_through_the_one_function(monkeypatch):
    """With that function masking all, no figure, visit, reason, sum or size tells a count any more."""
    monkeypatch.setattr(Counts, "published", lambda *args, **kwargs: Count("<5", 0))
    data = content(sample.small(), "id")
    for place in data["places"]:
        assert {value for values in figures(place).values() for value in values} == {"<5"}
        assert place["radius"] == 3
        assert all(visit["people"] == "<5 orang" for visit in place["visits"])
        assert all(not re.search(r"\d", visit["invited"].replace("<5", "")) for visit in place["visits"])
        assert all("<5 orang" in reason for reason in place["reasons"])
    assert [trip["people"] for trip in data["trips"]] == [0] * len(data["trips"])
    assert data["sizes"] == []


def test_numbers_and_dates_follow_the_language():
    """1,250 people waiting read 1.250 in Bahasa Indonesia and 1,250 in English; dates and labels likewise."""
    outcome = sample.outcome(tiny.problem([1250], tiny.line_of(20)))
    indonesian, english = (content(outcome, lang) for lang in ("id", "en"))
    assert figures(indonesian["places"][0])["Menunggu"] == ["~1.250"]
    assert figures(english["places"][0])["Waiting"] == ["~1,250"]
    assert (indonesian["period"], english["period"]) == (
        "5 Januari 2026 · 1\u00a0tim · 1\u00a0desa/kelurahan",
        "5 January 2026 · 1\u00a0team · 1\u00a0village or ward",
    )


def test_the_header_names_schools_and_homes():
    """Of four places two are desa, one is a school and one the homes of a desa."""
    problem = tiny.problem([5, 6, 7, 8], tiny.line_of(20, 30, 40, 50))
    kinds = {2: {"kind": "sekolah"}, 3: {"kind": "rumah", "within": "P0"}}
    outcome = sample.outcome(tiny.again(problem, places=kinds))
    assert [content(outcome, lang)["period"].split(" · ")[2:] for lang in ("id", "en")] == [
        ["2\u00a0desa/kelurahan", "1\u00a0sekolah", "kunjungan rumah di 1\u00a0desa/kelurahan"],
        ["2\u00a0villages and wards", "1\u00a0school", "home visits in 1\u00a0village or ward"],
    ]


def test_a_plan_without_trips_is_still_a_map():
    """No trip, no route, but every place, one week to stand for the horizon, and the reasons."""
    data = content(sample.empty(), "id")
    assert data["trips"] == []
    assert len(data["weeks"]) == 1
    assert all(place["reasons"] for place in data["places"])


@pytest.mark.parametrize("lang", ["id", "en"])
def test_the_script_finds_every_sentence_it_names(lang):
    """Each `texts.…` and counted noun in our script stands in the catalogue, and none there is unused."""
    script = Page(district_page()).scripts[2]
    named = set(re.findall(r"texts\.(\w+)", script))
    nouns = set(re.findall(r'counted\("(\w+)"', script)) | {"team", "village"}
    wanted = named | {f"{noun}.{number}" for noun in nouns for number in ("one", "many")}
    assert set(content(sample.small(), lang)["texts"]) == wanted


def test_every_script_file_is_on_the_page():
    """Each script file in the assets is inlined whole, and so is the licence that Leaflet asks to keep."""
    folder = files("optimizer.reports").joinpath("assets/peta")
    scripts = {
        one.name: one.read_text(encoding="utf-8") for one in folder.iterdir() if one.name.endswith(".js")
    }
    assert set(scripts) == {f"{name}.js" for name in SCRIPTS}
    assert all(text in Page(district_page()).scripts[2] for text in scripts.values())
    assert "Redistributions in binary form must reproduce" in Page(district_page()).scripts[1]
