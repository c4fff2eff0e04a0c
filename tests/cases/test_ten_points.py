"""Each of the ten points of the whole model end to end: tables and YAML in, plan.json out, numbers by hand.

| point | here | besides |
| --- | --- | --- |
| 1 links' quality, estimated share | `test_half_of_the_way_is_estimated` | regions/test_three_regions.py |
| 2 caps, signal, target, new service | `test_cap_*`, `test_no_ikd_*`, `test_target_*` | test_by_yaml_alone |
| 3 schools, home visits, rounds | `test_a_school_*` | regions/test_demand.py, test_inflow.py |
| 4 kits, second vehicle | `test_points_travel.py` | core/test_kits.py, regions/test_vehicles.py |
| 5 nights | `test_points_travel.py` | engines/test_nights.py, timetable/test_nights.py |
| 6 letters, floor, office, weight | `test_points_people.py` | core/test_priority.py, engines/test_floors.py |
| 7 closures | `test_points_travel.py` | roads/test_dated.py, roads/test_closures.py |
| 8 a choice required, shares moved | `test_points_people.py` | test_choices.py, test_findings.py |
| 9 inflow, expected against invited | `test_points_people.py` | regions/test_inflow.py |
| 10 range low, central, high | | test_answers.py |
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cases.small import OPEN_ALWAYS, A, B, Small, people, place, visits

WEEK = {"weekdays": ["mon", "tue", "wed", "thu", "fri"]}
SCHOOL = "10000001"


@pytest.fixture
def district(tmp_path: Path) -> Small:
    """A district to be filled."""
    return Small(tmp_path)


def with_school(district: Small, students: int) -> None:
    """A school that stands at desa A."""
    where = {"kode_kecamatan": "16.99.01", "kode_desa": A, "lat": -3.99, "lon": 103, "mutu_titik": "poor"}
    row = {"npsn": SCHOOL, "nama": "SMAN 1", "bentuk": "SMA", **where, "siswa_16_17": students}
    district.table("sekolah", {**row, "taksiran": "ya", "tanggal": "", "sumber": "uji"})


def test_half_of_the_way_is_estimated(district: Small) -> None:
    """Office, 10 km of map, A, 10 km estimated, B and back: 20,000 of 40,000 metres."""
    district.desa(A, 10)
    district.desa(B, 40)
    district.road("KANTOR", A, 10)
    district.road(A, B, 10, mutu="perkiraan")
    (trip,) = district.plan()["trips"]
    assert [(day["metres"], day["estimated_metres"]) for day in trip["days"]] == [(40_000, 20_000)]


def test_cap_binds_one_service_only(district: Small) -> None:
    """Two kits, 465 − 20 − 30 = 415 minutes for 166 people: 100 IKD by the cap, 20 KTP, and 50 IKD left."""
    district.desa(A, 20, belum_ikd=150)
    district.road("KANTOR", A, 10)
    district.team("T1", kits=2)
    plan = district.plan()
    assert (people(plan), people(plan, "IKD")) == ({A: 20}, {A: 100})
    left = [(row["service"], row["people"], row["reason"]) for row in plan["unserved"]]
    assert left == [("IKD", 50, "capacity")]


def test_no_ikd_without_a_signal(district: Small) -> None:
    """10 KTP and 30 IKD in a day that holds 83: without a signal the KTP alone, and the IKD left say why."""
    district.desa(A, 10, belum_ikd=30, sinyal="tidak")
    district.road("KANTOR", A, 10)
    plan = district.plan()
    assert (people(plan), people(plan, "IKD")) == ({A: 10}, {})
    assert [(row["service"], row["people"], row["reason"]) for row in plan["unserved"]] == [
        ("IKD", 30, "no_signal")
    ]


@pytest.mark.parametrize(("office", "wanted"), [(0, 60), (4, 56)])
def test_target_is_met_wherever_and_the_office_counts(district: Small, office: int, wanted: int) -> None:
    """60 of 100 wanted, 50 at A and 50 at B; the office's 4 on the one working day leave 56 for the trips."""
    district.desa(A, 0, belum_ikd=50)
    district.desa(B, 0, belum_ikd=50)
    district.road("KANTOR", A, 10)
    district.road(A, B, 10)
    plan = district.plan(
        services={"IKD": {"target": 60}},
        policy={"purpose": "cover"},
        region={"demand": {"office": bool(office), "walk_ins": {"IKD": office}}},
    )
    (target,) = plan["targets"]
    assert (target["people"], target["office"], target["reached"]) == (wanted, office, wanted)
    assert sum(people(plan, "IKD").values()) == wanted


@pytest.mark.parametrize(("per", "served"), [("team_day", 200), ("region_day", 100)])
def test_both_readings_of_a_hundred_a_day(district: Small, per: str, served: int) -> None:
    """Two teams of two kits, which could serve 166 each: 100 a team, or 100 in all."""
    district.desa(A, 0, belum_ikd=150)
    district.desa(B, 0, belum_ikd=150)
    district.road("KANTOR", A, 10)
    district.road(A, B, 10)
    district.team("T1", kits=2)
    district.team("T2", kits=2)
    plan = district.plan(services={"IKD": {"cap": {"per": per}}})
    assert sum(people(plan, "IKD").values()) == served


def test_a_school_and_homes_hold_people_of_their_desa(district: Small) -> None:
    """Of A's 40, 3 + 1 are visited at home and half of the 20 students of 17 at school: 26, 4 and 10.

    The school is shut from Monday to Wednesday and open from 10:00 to 11:30: 30 + 10 × 5 = 80 minutes fit.
    """
    district.desa(A, 40)
    district.road("KANTOR", A, 10)
    with_school(district, 40)
    row = {"kode_desa": A, "lansia": 3, "disabilitas": 1, "taksiran": "ya", "tanggal": "", "sumber": "uji"}
    district.table("rumah", row)
    shut = {**OPEN_ALWAYS, "ujian": {"first": "08-03", "last": "08-05"}}
    hours = {"start": "10:00", "end": "11:30", "shut": shut}
    met = {"schools": True, "home_visits": True, "school_hours": hours}
    plan = district.plan(calendar=WEEK, region={"demand": met})
    waiting = {each["code"]: each["cells"]["KTP"]["waiting"] for each in plan["places"]}
    assert waiting == {A: 26, f"{A}-RUMAH": 4, SCHOOL: 10}
    assert people(plan) == waiting
    (stay,) = [visit for visit in visits(plan) if visit["place"] == SCHOOL]
    assert stay["date"] in ("2026-08-06", "2026-08-07")
    assert "10:00" <= stay["arrive"] <= stay["leave"] <= "11:30"


def test_a_school_is_visited_in_rounds(district: Small) -> None:
    """120 new card holders a year, all at school: 10 × 29/31 in August and 10 × 27/30 in September, 9 + 9.

    10 students wait as well, so 19 can be served from the start and 9 from 1 September: two visits allowed.
    """
    district.desa(A, 40, wajib_ktp=1200)
    district.road("KANTOR", A, 10)
    with_school(district, 40)
    met = {"schools": True, "inflow": "schools", "new_a_year": 10, "at_school": 100}
    plan = district.plan("--weeks", "8", region={"demand": {**met, "school_hours": {"shut": OPEN_ALWAYS}}})
    found = place(plan, SCHOOL)
    rounds = {(cell["available"], cell["release"]) for cell in found["sittings"].values()}
    assert rounds == {(19, None), (9, "2026-09-01")}
    assert found["visits_allowed"] == 2
    assert people(plan)[SCHOOL] == 28
