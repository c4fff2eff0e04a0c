"""What no plan of a shipped case may do, read from plan.json alone: nothing of the core is asked."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

import pytest

from optimizer.cli.main import run
from tests.cases.made import CASES

Plan = dict[str, Any]


@pytest.fixture(scope="module", params=[*CASES, "rejang-lebong-ikd-2024-sehari"])
def plan(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Plan:
    """The first two weeks of a case, under a tiny stop."""
    out = tmp_path_factory.mktemp("kasus") / "rencana"
    assert run(["plan", "--case", request.param, "--weeks", "2", "--work", "1", "--out", str(out)]) == 0
    return dict(json.loads((out / "plan.json").read_text(encoding="utf-8")))


def stays(plan: Plan) -> list[tuple[str, str, Plan]]:
    """Date, team and visit of every stay."""
    return [
        (day["date"], trip["team"], visit)
        for trip in plan["trips"]
        for day in trip["days"]
        for visit in day["visits"]
    ]


def test_a_service_stays_under_its_cap_and_has_its_signal(plan: Plan) -> None:
    """IKD: at most the cap a team's or the region's day, and never where the signal is known to lack."""
    places = {place["code"]: place for place in plan["places"]}
    for service in plan["services"]:
        served = Counter[Any]()
        for date, team, visit in stays(plan):
            count = visit["people"].get(service["code"], 0)
            served[(date, team) if service["cap_per"] == "team_day" else date] += count
            if count and service["needs_signal"]:
                assert places[visit["place"]]["signal"] != "tidak"
        assert service["cap"] is None or max(served.values(), default=0) <= service["cap"]


def test_no_visit_while_a_place_is_shut(plan: Plan) -> None:
    """Dates, days of the week and hours of schools and homes."""
    places = {place["code"]: place for place in plan["places"]}
    for date, _, visit in stays(plan):
        opening = places[visit["place"]]["opening"]
        if opening is None:
            continue
        assert not [span for span in opening["shut"] if span["from"] <= date <= span["to"]]
        assert opening["hours"][0] <= visit["arrive"] <= visit["leave"] <= opening["hours"][1]


def test_no_more_kits_are_out_than_work(plan: Plan) -> None:
    """Kits that are sound, or back by the date; where there is no inventory, the teams' own."""
    if not plan["kits"]:
        assert plan["kit_days"] == []
        return
    out = Counter[str]()
    for slot in plan["slots"]:
        out[slot["date"]] += slot["stations"] if slot["used"] else 0
    for date, used in out.items():
        working = sum(
            kit["status"] == "baik" or (kit["status"] == "kembali" and kit["back"] <= date)
            for kit in plan["kits"]
        )
        assert used <= working


def test_no_place_is_visited_while_it_is_cut_off(plan: Plan) -> None:
    """Dates on which no team can drive there and back."""
    cut = {place["code"]: place["access"] for place in plan["places"]}
    for date, _, visit in stays(plan):
        assert not [span for span in cut[visit["place"]] if span["from"] <= date <= span["to"]]


def test_a_team_sleeps_where_there_is_a_bed_and_ends_where_it_began(plan: Plan) -> None:
    """Nights only in lodgings, at most one in a row (only oku-selatan allows any); else home every day."""
    beds = {lodging["place"] for lodging in plan["lodgings"]}
    base = {team["id"]: team["base"] for team in plan["teams"]}
    for trip in plan["trips"]:
        assert trip["nights"] == len(trip["days"]) - 1 == len(trip["sleeps_at"])
        assert trip["nights"] <= (plan["case"] == "oku-selatan")
        assert set(trip["sleeps_at"]) <= beds
        ends = [base[trip["team"]], *trip["sleeps_at"], base[trip["team"]]]
        assert [day["from"] for day in trip["days"]] == ends[:-1]
        assert [day["to"] for day in trip["days"]] == ends[1:]


def test_a_person_is_counted_once(plan: Plan) -> None:
    """By place and sitting at most those available are served; accounts balance; a team is once a date."""
    served = Counter[tuple[str, str]]()
    for _, _, visit in stays(plan):
        for label, count in visit["cells"].items():
            served[visit["place"], label] += count
    for place in plan["places"]:
        for label, sitting in place["sittings"].items():
            assert served[place["code"], label] <= sitting["expected"] <= sitting["available"]
        for account in (*place["cells"].values(), *place["extra_cells"].values()):
            whole = account["expected"] + account["office"] + account["absent"] + account["left"]
            assert account["waiting"] + account["inflow"] == whole
    days = Counter((trip["team"], day["date"]) for trip in plan["trips"] for day in trip["days"])
    assert set(days.values()) <= {1}
