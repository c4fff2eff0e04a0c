"""What the bundle says of nights, hours, roads, kits, floors and targets, against `extended`'s figures."""

from __future__ import annotations

import csv
import json
from dataclasses import replace

import pytest

from optimizer import store
from optimizer.core.check import check_schedule
from optimizer.core.plan import Plan, Trip, Visit
from optimizer.core.pose import pose
from optimizer.core.schedule import Schedule
from optimizer.errors import InputError
from optimizer.texts import tell_defect
from tests.store import extended, sample

FIRST = sample.GOLDEN.with_name("plan-1.0.json")
"""A plan.json as the first release wrote it; never renewed."""

POSED = extended.problem()


@pytest.fixture(scope="module")
def stated():
    """The run as plain data."""
    return store.bundle(extended.outcome())


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    """The run, written once; not to be altered."""
    return store.write(extended.outcome(), tmp_path_factory.mktemp("runs") / "luas")


@pytest.fixture
def run(written, tmp_path):
    """A copy of the run."""
    for name in ("plan.json", "settings.yaml"):
        (tmp_path / name).write_bytes((written / name).read_bytes())
    return tmp_path


def test_the_sample_is_lawful():
    """The referee has nothing to say, so the figures below are those of a plan that could be published."""
    outcome = extended.outcome()
    assert check_schedule(outcome.problem, outcome.schedule) == ()


def test_a_trip_with_a_night(stated):
    """Out on Monday from the office to P1's beds, back on Tuesday over P2; each day has its own minutes."""
    trip = stated["trips"][0]
    first, second = trip["days"]
    assert (trip["nights"], trip["sleeps_at"], trip["cost_rupiah"]) == (1, ["P1"], 1_110_000)
    assert [(d["date"], d["from"], d["to"], d["start"], d["end"]) for d in trip["days"]] == [
        ("2026-01-05", "KANTOR", "P1", "07:30", "13:30"),
        ("2026-01-06", "P1", "KANTOR", "09:20", "15:40"),
    ]
    assert (first["work_minutes_available"], second["work_minutes_available"]) == (465, 390)
    assert [(d["work_minutes"], d["elapsed_minutes"], d["wait_minutes"]) for d in trip["days"]] == [
        (300, 360, 0),
        (320, 380, 0),
    ]
    assert {day["duration_class"] for day in trip["days"]} == {"overnight"}
    assert (trip["effort"]["litres"], trip["effort"]["person_nights"]) == (
        {"minibus_dinas": 32},
        {"golongan_iii": 2},
    )
    assert trip["effort"]["person_days"] == {"golongan_iii": {"overnight": 4}}


def test_waiting_before_a_place_opens_is_told(stated):
    """T2 stands an hour before P4, and cannot leave later because P3 shuts."""
    [day] = stated["trips"][1]["days"]
    assert (day["start"], day["end"], day["wait_minutes"], day["work_minutes"]) == ("07:35", "11:38", 60, 183)
    assert [(v["arrive"], v["leave"]) for v in day["visits"]] == [("08:05", "08:30"), ("10:00", "10:38")]


def test_metres_on_estimated_roads_by_day(stated):
    """A fifth of Monday's roads, a tenth of Tuesday's: 30 of 150 km, 17 of 170, 12 of 120; 59 of 440 km."""
    days = [day for trip in stated["trips"] for day in trip["days"]]
    assert [(day["metres"], day["estimated_metres"]) for day in days] == [
        (150_000, 30_000),
        (170_000, 17_000),
        (120_000, 12_000),
    ]
    assert "59,0 km dari 440,0 km perjalanan melewati ruas jalan perkiraan." in stated["estimated"]
    assert "1 tempat menginap yang dipakai hanya asumsi." in stated["estimated"]


def test_levels_begin_with_the_floors(stated):
    """Three people short of the floors, in whole people with a bound of 1; then weights and rupiah."""
    assert [(level["name"], level["unit"], level["value"], level["bound"]) for level in stated["levels"]] == [
        ("floor_shortfall", "people", 3, 1),
        ("weighted_people", "people", 115.01, None),
        ("cost", "rupiah", 1_325_000, None),
    ]
    assert stated["trace"][0]["values"] == [3, 110, 1_400_000]
    assert [(floor["kecamatan_code"], floor["people"], floor["reached"]) for floor in stated["floors"]] == [
        ("K0", 20, 24),
        ("K1", 16, 25),
        ("K2", 5, 2),
    ]


def test_a_target_is_told_with_what_is_reached(stated):
    """Five wanted, one by the office: four to be served, two are."""
    assert stated["targets"] == [{"service": "IKD", "target": 5, "office": 1, "people": 4, "reached": 2}]
    assert [service["target"] for service in stated["services"]] == [None, 5]


def test_factors_of_a_weight(stated):
    """Each factor by its name, in the unit of the weight, which is their sum."""
    names = ("base", "access", "letter", "last_visit", "coverage", "deadline")
    found = [tuple(place["factors"][name] for name in names) for place in stated["places"]]
    assert found == [
        (1, 0.25, 0, 0.2, 0, 0),
        (1, 1, 0, 0, 0.19, 0),
        (1, 1, 0, 0, 0, 0.4),
        (1, 0.25, 0, 0, 0, 0),
        (1, 0.5, 0.3, 0, 0, 0),
    ]
    assert [place["weight"] for place in stated["places"]] == [1.45, 2.19, 2.4, 1.25, 1.8]


def test_kinds_hours_and_dates_of_places(stated):
    """The school's hours and shut days, the desa whose homes are visited, the deadline and the last visit."""
    p0, p1, p2, p3, _ = stated["places"]
    assert [place["kind"] for place in stated["places"]] == ["desa", "desa", "sekolah", "rumah", "desa"]
    assert p2["opening"] == {
        "days": [0, 1, 2, 3, 4],
        "hours": ["08:00", "12:00"],
        "shut": [{"from": "2026-01-07", "to": "2026-01-09"}],
    }
    assert (p1["opening"], p3["within"], p0["within"]) == (None, "P0", None)
    assert (p2["deadline"], p2["rounds"], p0["last_visit"]) == ("2026-01-09", True, "2025-01-05")


def test_where_no_team_gets_to_and_when_it_does_again(stated):
    """P4 lies behind Monday's closure and can be reached on Tuesday; the closure of March is history."""
    assert [place["access"] for place in stated["places"]] == [
        [], [], [], [], [{"from": "2026-01-05", "to": "2026-01-05", "next": "2026-01-06"}],
    ]  # fmt: skip
    assert stated["closures"] == [
        {
            "link": "R4",
            "name": "Jalan Uji",
            "from": "2025-12-27",
            "to": "2026-01-05",
            "modes": [],
            "confidence": "tinggi",
            "source": "laporan uji",
        }
    ]
    assert [(slot["date"], slot["road_state"]) for slot in stated["slots"]][:2] == [
        ("2026-01-05", extended.CLOSED),
        ("2026-01-06", "kemarau"),
    ]


def test_sixteen_year_olds_are_totalled_apart(stated):
    """Four of six are served at the school; they are in the visit, and in no sum of the published ones."""
    school = stated["places"][2]
    assert stated["people"] == {"KTP": 24 + 20 + 1, "IKD": 2}
    assert stated["extra"] == {
        "KTP": {"waiting": 6, "inflow": 0, "expected": 4, "office": 0, "absent": 0, "left": 2}
    }
    assert (school["cells"]["KTP"]["waiting"], school["cells"]["KTP"]["expected"]) == (20, 20)
    assert (school["extra_cells"]["KTP"]["waiting"], school["extra_cells"]["KTP"]["left"]) == (6, 2)
    assert school["cells"]["KTP"]["source"] == "uji (2026); asumsi uji (2026)"
    assert school["extra_cells"]["KTP"]["source"] == "taksiran umur (2026)"
    visit = stated["trips"][0]["days"][1]["visits"][0]
    assert (visit["people"], visit["extra"], visit["extra_invited"]) == ({"KTP": 24}, {"KTP": 4}, {"KTP": 4})
    assert visit["cells"] == {"KTP": 20, "KTP#2": 4}
    [row] = stated["extra_unserved"]
    assert (row["place"], row["people"], row["text"][:14]) == ("P2", 2, "Usia 16 tahun,")


def test_sittings_explain_the_labels_of_visits(stated):
    """The school's three groups, and the fifteen minutes of whoever is visited at home."""
    school, homes = stated["places"][2]["sittings"], stated["places"][3]["sittings"]
    assert {label: (s["group"], s["extra"], s["release"]) for label, s in school.items()} == {
        "KTP": ("pemula", False, None),
        "KTP#2": ("usia_16", True, None),
        "KTP#3": ("pemula", False, "2026-02-01"),
    }
    assert (homes["KTP"]["group"], homes["KTP"]["minutes"], homes["KTP"]["expected"]) == ("lansia", 15, 3)


def test_the_reason_of_most_people_is_the_account_s(stated):
    """The four released in February are left for want of a date; nobody else is left at the school."""
    cell = stated["places"][2]["cells"]["KTP"]
    assert (cell["waiting"], cell["inflow"], cell["left"], cell["reason"]) == (20, 4, 4, "window")
    rows = [row for row in stated["unserved"] if row["place"] == "P2"]
    assert [(row["people"], row["reason"]) for row in rows] == [(4, "window")]


def test_kits_teams_vehicles_beds_and_letters(stated):
    """One kit works on Monday, two from Tuesday; T2 has no slot on Monday and is off on Wednesday."""
    assert [(kit["code"], kit["status"], kit["back"]) for kit in stated["kits"]] == [
        ("A1", "baik", None),
        ("A2", "kembali", "2026-01-06"),
        ("A3", "rusak", None),
    ]
    assert [(day["working"], day["used"]) for day in stated["kit_days"]] == [(1, 1), (2, 2), (2, 0)]
    assert [(slot["team"], slot["date"][-2:], slot["stations"]) for slot in stated["slots"]] == [
        ("T1", "05", 1), ("T1", "06", 1), ("T2", "06", 1), ("T1", "07", 1),
    ]  # fmt: skip
    assert [team["days_off"] for team in stated["teams"]] == [[], ["2026-01-07"]]
    assert [(v["seats"], v["millilitres"]) for v in stated["vehicles"]] == [(7, 100)]
    assert stated["lodgings"] == [
        {"place": "P1", "name": "Penginapan Uji", "source": "asumsi uji (2026)", "estimated": True}
    ]
    assert stated["requests"] == [{"place": "P4", "date": "2026-01-02", "number": "470/1"}]
    assert [base["code"] for base in stated["bases"]] == ["KANTOR"]


def test_the_schedule_table_says_from_where_to_where(written):
    """Four visits; each row says where its day begins and ends, which of the trip's days it is, and more."""
    with (written / "schedule.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    keys = ("kode", "tanggal", "hari_ke", "dari", "ke", "kelas_durasi", "menit_tunggu", "usia_16_KTP")
    assert [tuple(row[key] for key in keys) for row in rows] == [
        ("P1", "2026-01-05", "1", "KANTOR", "P1", "overnight", "0", "0"),
        ("P2", "2026-01-06", "2", "P1", "KANTOR", "overnight", "0", "4"),
        ("P3", "2026-01-06", "1", "KANTOR", "KANTOR", "up_to_8h", "60", "0"),
        ("P4", "2026-01-06", "1", "KANTOR", "KANTOR", "up_to_8h", "60", "0"),
    ]
    assert [row["biaya_perjalanan_rupiah"] for row in rows] == ["1110000", "", "215000", ""]


def test_sixteen_year_olds_have_a_table_of_their_own(written):
    """demand_left.csv sums to the published people, demand_left_extra.csv to the six beside them."""
    for name, waiting in (("demand_left.csv", 10 + 30 + 20 + 3 + 8 + 4), ("demand_left_extra.csv", 6)):
        with (written / name).open(encoding="utf-8-sig", newline="") as file:
            assert sum(int(row["menunggu"]) for row in csv.DictReader(file)) == waiting


def test_nobody_of_sixteen_means_no_table(tmp_path):
    """The other sample has no such people, and no such file."""
    assert not (store.write(sample.outcome(), tmp_path / "uji") / "demand_left_extra.csv").exists()


def test_the_run_comes_back_without_loss(run):
    """Written, read and rebuilt for a problem posed anew: nothing differs, and the referee is content."""
    first, posed = extended.outcome(), extended.problem()
    again = store.outcome_of(posed, store.read(run))
    assert again.schedule == first.schedule
    assert check_schedule(posed, again.schedule) == ()
    for lang in ("id", "en"):
        assert store.bundle(again, lang) == store.bundle(first, lang)
    for part in ("result", "budget", "accounts", "unserved"):
        assert getattr(again, part) == getattr(first, part), part


def test_an_undated_night_out_comes_back(tmp_path):
    """A trip with a night that no dates were found for keeps its classes and its bed."""
    first = extended.outcome()
    k, then = first.schedule.trips[0].trip.classes
    lost = Trip(k, ((Visit(0, ((0, 3),)),), (Visit(0, ((0, 2),)),)), (then,), (2,))
    schedule = Schedule(first.schedule.trips, (lost,))
    plan = Plan((*first.result.plan.trips, lost))
    first = replace(first, schedule=schedule, result=replace(first.result, plan=plan))
    bundle = store.read(store.write(first, tmp_path / "luas"))
    assert store.schedule_of(extended.problem(), bundle) == schedule


def change(stated, path, value):
    """Put a value at a dotted path of plain data."""
    *steps, last = path.split(".")
    for step in steps:
        stated = stated[int(step) if step.isdigit() else step]
    stated[int(last) if last.isdigit() else last] = value


def refused(run, *changes):
    """The defects for which the run is refused after changes by hand, on reading or on rebuilding."""
    stated = json.loads((run / "plan.json").read_text(encoding="utf-8"))
    for path, value in changes:
        change(stated, path, value)
    (run / "plan.json").write_text(json.dumps(stated), encoding="utf-8")
    with pytest.raises(InputError) as caught:
        store.outcome_of(POSED, store.read(run))
    for defect in caught.value.defects:
        assert tell_defect(defect, "id") != tell_defect(defect, "en")
    return {(defect.column, defect.message.key) for defect in caught.value.defects}


UNKNOWN, DIFFER, OTHER = "store.sums.unknown", "store.sums.differ", "store.sums.other"
ANEW = "store.rebuild.differs"


@pytest.mark.parametrize(
    ("path", "value", "column", "key"),
    [
        ("trips.0.sleeps_at", ["P9"], "trips[].sleeps_at", UNKNOWN),
        ("trips.0.sleeps_at", ["P2"], "trips[].sleeps_at", UNKNOWN),
        ("trips.0.sleeps_at", [], "trips[J001].sleeps_at", DIFFER),
        ("trips.0.sleeps_at", "P1", "trips[0].sleeps_at", "store.read.list"),
        ("trips.0.nights", 2, "trips[J001].nights", DIFFER),
        ("trips.0.days", [], "trips[J001]", "store.sums.no_day"),
        ("trips.0.days.0.to", "KANTOR", "trips[J001].days[0].to", OTHER),
        ("trips.0.days.1.from", "P9", "days[].from", UNKNOWN),
        ("trips.0.days.1.date", "2026-01-07", "trips[J001].days[1].date", OTHER),
        ("trips.0.days.1.duration_class", "over_8h", "trips[J001].days[1].duration_class", ANEW),
        ("trips.0.days.1.work_minutes_available", 465, "trips[J001].days[1].work_minutes_available", ANEW),
        ("trips.0.days.0.estimated_metres", 0, "trips[J001].days[0].estimated_metres", ANEW),
        ("trips.1.days.0.wait_minutes", 0, "trips[J002].days[0].wait_minutes", ANEW),
        ("trips.0.effort.litres", {"minibus_dinas": 31}, "trips[J001].effort.litres.minibus_dinas", ANEW),
        ("trips.0.effort.litres", {}, "trips[J001].effort.litres.minibus_dinas", ANEW),
        ("trips.0.days.1.visits.0.extra", {"KTP": 3}, "places[P2].cells.KTP.expected", DIFFER),
        ("trips.0.days.1.visits.0.extra", {"SIM": 3}, "visits[].extra", UNKNOWN),
        ("trips.1.days.0.visits.0.cells", {"KTP": 4}, "trips[J002].visits[P3].cells.KTP",
         "store.rebuild.crowd"),
        ("levels.0.value", 2, "levels.floor_shortfall", ANEW),
        ("levels.0.name", "floors", "levels[0]", ANEW),
        ("places.2.weight", 2.5, "places[P2].weight", DIFFER),
        ("places.2.factors.deadline", 0.5, "places[P2].weight", DIFFER),
        ("places.2.opening.hours", ["08:00", "14:00"], "places[2].opening.hours[1]", ANEW),
        ("places.2.opening.hours", ["8", "14:00"], "places[2].opening.hours[0]", "store.read.clock"),
        ("places.2.opening.days", [7], "places[2].opening.days[0]", "store.read.too_large"),
        ("places.2.opening.shut", [], "places[2].opening.shut", ANEW),
        ("places.2.opening", None, "places[2].opening", ANEW),
        ("places.3.within", "P9", "places[].within", UNKNOWN),
        ("places.4.access", [], "places[4].access", ANEW),
        ("places.4.access.0.next", None, "places[4].access[0].next", ANEW),
        ("places.4.access.0.from", "kemarin", "places[4].access[0].from", "store.read.date"),
        ("places.2.extra_cells", {}, "extra.KTP.waiting", DIFFER),
        ("places.2.sittings.KTP.minutes", 4, "places[2].sittings.KTP.minutes", ANEW),
        ("extra.KTP.left", 1, "extra.KTP", "store.sums.balance"),
        ("extra", {"SIM": {"waiting": 0, "inflow": 0, "expected": 0, "office": 0, "absent": 0, "left": 0}},
         "extra", UNKNOWN),
        ("extra_unserved", [], "places[P2].extra_cells.KTP.left", DIFFER),
        ("slots.0.stations", 2, "slots[0].stations", ANEW),
        ("kits.1.status", "hilang", "kits[1].status", "store.read.unfit"),
        ("kits.1.back", "2026-01-05", "kits[1].back", ANEW),
        ("kit_days.0.working", 2, "kit_days[0].working", ANEW),
        ("requests.0.place", "P9", "requests[].place", UNKNOWN),
        ("requests", [], "requests", ANEW),
        ("lodgings", [], "trips[].sleeps_at", UNKNOWN),
        ("closures.0.to", None, "closures[0].to", ANEW),
        ("targets.0.reached", 4, "targets[0].reached", ANEW),
        ("targets.0.service", "SIM", "targets[].service", UNKNOWN),
        ("floors.2.people", 0, "floors[2].people", ANEW),
        ("bases.0.code", "P9", "bases[0].code", ANEW),
        ("vehicles.0.seats", 0, "vehicles[0].seats", ANEW),
        ("services.1.target", None, "services[1].target", ANEW),
    ],
)  # fmt: skip
def test_whatever_was_altered_is_named(run, path, value, column, key):
    """One value changed by hand: a located defect, on reading or on working it out anew."""
    assert (column, key) in refused(run, (path, value))


def test_a_bed_the_data_no_longer_have_is_named(run):
    """Plan and list of beds agree on P2, but the data know of P1 only."""
    days = (("trips.0.days.0.to", "P2"), ("trips.0.days.1.from", "P2"))
    found = refused(run, ("trips.0.sleeps_at", ["P2"]), ("lodgings.0.place", "P2"), *days)
    assert found == {("trips[J001].sleeps_at", "store.rebuild.bed")}


def test_a_service_the_settings_do_not_have_is_named(run):
    """A third service with nobody served and nobody left, every sum in order."""
    stated = json.loads((run / "plan.json").read_text(encoding="utf-8"))
    service, row = stated["services"][0] | {"code": "SIM"}, stated["unserved"][0] | {"people": 0}
    services, rows = [*stated["services"], service], [*stated["unserved"], row | {"service": "SIM"}]
    assert refused(run, ("services", services), ("unserved", rows)) == {("services", "store.rebuild.service")}


def test_people_left_at_no_account_are_named(run):
    """P0 has no IKD account, so that nobody can be left without one there."""
    stated = json.loads((run / "plan.json").read_text(encoding="utf-8"))
    row = stated["unserved"][0] | {"place": "P0", "service": "IKD", "people": 3}
    found = refused(run, ("unserved", [*stated["unserved"], row]))
    assert found == {("places[P0].cells.IKD.left", DIFFER)}


def test_a_place_of_no_sitting_in_an_undated_trip_is_named(run):
    """A visit of an undated trip to a place that is in no list, with nobody in it."""
    trip = {"slot_class": 0, "days": [[{"place": "P9", "cells": {}}]], "then": [], "sleeps_at": []}
    assert refused(run, ("undated", [trip])) == {("undated[].place", UNKNOWN)}


def test_a_day_without_end_is_named(tmp_path):
    """5,000 KTP on one kit at P0 take 25,000 minutes: no clock of two digits tells when it ends."""
    crowd = replace(POSED.region.cells[0], waiting=5_000)
    region = replace(POSED.region, cells=(crowd, *POSED.region.cells[1:]))
    posed = pose(region, POSED.travel, POSED.calendar, POSED.tariff, POSED.policy)
    run = store.write(extended.outcome(posed), tmp_path / "luas")
    stated = json.loads((run / "plan.json").read_text(encoding="utf-8"))
    visit = stated["trips"][1]["days"][0]["visits"][0]
    visit["place"], visit["cells"] = "P0", {"KTP": 5_000}
    for place in stated["places"]:
        change_account(stated, place, {"P0": 1, "P3": -1}.get(place["code"], 0))
    (run / "plan.json").write_text(json.dumps(stated), encoding="utf-8")
    with pytest.raises(InputError) as caught:
        store.schedule_of(posed, store.read(run))
    assert [defect.column for defect in caught.value.defects] == ["trips[J002].days[0].end"]


FREE = {
    "case", "created", "seed", "engine", "stop.hit", "stop.rule", "stop.work", "seconds", "solve_seconds",
    "versions", "versions.jemput-bola", "interrupted", "levels.#.unit", "levels.#.bound", "levels.#.gap",
    "bound_relaxes", "warnings", "estimated", "estimated.#", "unserved.#.text", "extra_unserved.#.text",
    "name", "lang", "region_name", "trace", "trace.#.seconds", "trace.#.values", "trace.#.values.#", "notes",
    "trace.#.bounds", "trace.#.bounds.#", "marginals", "marginals.#", "marginals.#.key", "marginals.#.per",
    "marginals.#.value", "marginals.#.unit", "marginals.#.week",
    "files", "files.#", "trips.#.id", "undated", "messages",
    "prices.name", "prices.indicative", "budget.#.account", "budget.#.legal_basis", "budget.#.year",
    "budget.#.source", "budget.#.verified",
}  # fmt: skip
"""What a file alone knows: names, sentences, how the engine fared, and what the tariff said of a rate before
it was verified, which changes no cost. All else follows from inputs and trips."""


def leaves(value, path=()):
    """Every path below plain data, from the outside in."""
    steps = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for step, part in steps:
        yield (*path, step)
        yield from leaves(part, (*path, step))


def other(value):
    """A value of the same kind: a little more, the other truth, or one entry less."""
    if value is None or isinstance(value, bool):
        return "lain" if value is None else not value
    if isinstance(value, dict):
        return dict(list(value.items())[1:]) if value else {"lain": 1}
    if isinstance(value, list):
        return value[1:] if value else ["lain"]
    return value + ("z" if isinstance(value, str) else 1)


def test_every_value_is_checked_but_those_only_the_file_knows(run):
    """Each key once, altered a little: refused with a located defect, unless it is free."""
    stated = json.loads((run / "plan.json").read_text(encoding="utf-8"))
    kinds = {".".join("#" if isinstance(s, int) else s for s in path): path for path in leaves(stated)}
    accepted = set()
    for kind, (*steps, last) in kinds.items():
        altered = json.loads(json.dumps(stated))
        part = altered
        for step in steps:
            part = part[step]
        part[last] = other(part[last])
        (run / "plan.json").write_text(json.dumps(altered), encoding="utf-8")
        try:
            store.outcome_of(POSED, store.read(run))
        except InputError:
            continue
        accepted.add(kind)
    assert accepted <= FREE
    assert len(kinds) > 300


def test_the_file_s_language_is_never_looked_up(run):
    """A language nobody speaks, or a path to another folder, changes nothing: sentences are said anew."""
    stated = json.loads((run / "plan.json").read_text(encoding="utf-8"))
    for lang in ("zz", "../../data", ""):
        (run / "plan.json").write_text(json.dumps(stated | {"lang": lang}), encoding="utf-8")
        again = store.outcome_of(POSED, store.read(run))
        assert store.bundle(again, "en")["lang"] == "en"


def change_account(stated, place, people):
    """So many more people served and fewer left at a place, the rows of those left kept in step."""
    if people:
        cell = place["cells"]["KTP"]
        cell["expected"], cell["left"] = cell["expected"] + people, cell["left"] - people
        [row] = [row for row in stated["unserved"] if row["place"] == place["code"]]
        row["people"] -= people


def test_a_file_of_the_first_release_is_read_and_rebuilt(tmp_path):
    """None of the keys added since is there: nothing is missed, and nothing that stands there differs."""
    run = store.write(sample.outcome(), tmp_path / "uji")
    (run / "plan.json").write_bytes(FIRST.read_bytes())
    first, again = sample.outcome(), store.outcome_of(sample.problem(), store.read(run))
    assert again.schedule == first.schedule
    assert store.bundle(again) == store.bundle(first)
