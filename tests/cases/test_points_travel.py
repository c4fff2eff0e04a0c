"""Kits, vehicles, nights and closures end to end: what a team can use, where it can drive and sleep."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cases.small import A, B, C, Small, people, place, visits
from tests.cases.test_ten_points import WEEK

FOUR_DAYS = {"weekdays": ["mon", "tue", "wed", "thu"]}


@pytest.fixture
def district(tmp_path: Path) -> Small:
    """A district to be filled."""
    return Small(tmp_path)


def test_a_kit_under_repair_serves_from_the_date_it_is_back(district: Small) -> None:
    """A at 10 minutes: 465 − 20 − 30 = 415 minutes, 83 people a kit; on Friday 340, 68.

    One kit on Monday and Tuesday, two from Wednesday; the third is broken: 2 × 83 + 2 × 166 + 136 = 634.
    """
    district.desa(A, 1000)
    district.road("KANTOR", A, 10)
    district.team("T1", kits=2)
    kits = (("K1", "baik", ""), ("K2", "kembali", "2026-08-05"), ("K3", "rusak", ""))
    keys = ("kode", "status", "tanggal_kembali", "lokasi", "sumber")
    district.table("alat", *(dict(zip(keys, (*kit, "KANTOR", "uji"), strict=True)) for kit in kits))
    plan = district.plan(calendar=WEEK)
    assert [slot["stations"] for slot in plan["slots"]] == [1, 1, 2, 2, 2]
    assert people(plan) == {A: 634}


@pytest.mark.parametrize("motorbike", [True, False])
def test_a_motorbike_takes_the_path(district: Small, motorbike: bool) -> None:
    """The 5 km from A to C are a path: only the motorbike's team gets there, else C is cut off."""
    district.desa(A, 10)
    district.desa(C, 30)
    district.road("KANTOR", A, 10)
    district.road(A, C, 5, kelas="path")
    district.team("T1")
    if motorbike:
        district.team("T2", vehicle="motor_dinas")
    plan = district.plan()
    assert {visit["team"] for visit in visits(plan) if visit["place"] == C} == (
        {"T2"} if motorbike else set()
    )
    assert people(plan).get(C, 0) == (30 if motorbike else 0)
    assert [row["reason"] for row in plan["unserved"]] == ([] if motorbike else ["cut_off"])


def test_a_second_base_is_start_and_end(district: Small) -> None:
    """B is 10 km from KANTOR, A from POS, 90 km apart: either team drives 20 km, from and to its own base."""
    district.desa(B, 50)
    district.desa(A, 50)
    district.road("KANTOR", B, 10)
    district.road(B, A, 90)
    district.road(A, "POS", 10)
    district.office("POS", -3.98)
    district.team("T1")
    district.team("T2", "POS")
    plan = district.plan()
    driven = {t["team"]: [(d["from"], d["to"], d["metres"]) for d in t["days"]] for t in plan["trips"]}
    assert driven == {"T1": [("KANTOR", "KANTOR", 20_000)], "T2": [("POS", "POS", 20_000)]}
    assert people(plan) == {A: 50, B: 50}


def two_hundred_minutes_out(district: Small, waiting: int) -> None:
    """A, 200 km from the office, where a team may sleep."""
    district.desa(A, waiting)
    district.road("KANTOR", A, 200)
    bed = {"kode_desa": A, "nama": "Losmen", "taksiran": "ya", "tanggal": "", "sumber": "uji"}
    district.table("penginapan", bed)


def test_nobody_sleeps_out_unless_allowed(district: Small) -> None:
    """A day trip leaves 465 − 400 − 30 = 35 minutes, 7 people: 28 from Monday to Thursday."""
    two_hundred_minutes_out(district, 300)
    plan = district.plan(calendar=FOUR_DAYS)
    assert people(plan) == {A: 28}
    assert {trip["nights"] for trip in plan["trips"]} == {0}


def test_a_night_out_serves_more(district: Small) -> None:
    """Either day of two leaves 465 − 200 − 30 = 235 minutes: 47 + 47 on Monday and Tuesday, not 7 + 7."""
    two_hundred_minutes_out(district, 300)
    plan = district.plan(calendar={"weekdays": ["mon", "tue"]}, policy={"max_nights": 1})
    assert people(plan) == {A: 94}
    assert [(trip["nights"], trip["sleeps_at"]) for trip in plan["trips"]] == [(1, [A])]


@pytest.mark.parametrize(("nights", "rupiah"), [(0, 4_540_000), (1, 3_834_000)])
def test_a_night_out_costs_less_than_four_days(district: Small, nights: int, rupiah: int) -> None:
    """28 people are four day trips of 7, or one trip with a night for 94.

    A way out and back is 400 km: 54 litres and 400 km of upkeep, 740,000; data 25,000 and two lunches 70,000
    a day. A day trip adds 2 × 150,000: 1,135,000. The night adds 4 × 380,000 and 2 × 692,000:
    740,000 + 2 × 95,000 + 1,520,000 + 1,384,000 = 3,834,000.
    """
    two_hundred_minutes_out(district, 28)
    policy = {"purpose": "cover", "max_nights": nights}
    plan = district.plan("--work", "400", calendar=FOUR_DAYS, policy=policy)
    assert people(plan) == {A: 28}
    assert plan["cost_rupiah"] == rupiah


def test_a_closed_link_moves_the_visit(district: Small) -> None:
    """Open: Monday. Closed from Monday to Wednesday: Thursday or Friday, and plan.json says when it opens."""
    district.desa(A, 10)
    link = district.road("KANTOR", A, 10)
    assert place(district.plan(calendar=WEEK), A)["access"] == []
    shut = {"id_ruas": link, "mulai": "2026-08-03", "selesai": "2026-08-05", "moda": "semua"}
    district.table("penutupan", {**shut, "keyakinan": "tinggi", "sumber": "uji"})
    plan = district.plan(calendar=WEEK)
    (stay,) = visits(plan)
    assert stay["date"] in ("2026-08-06", "2026-08-07")
    cut = {"from": "2026-08-03", "to": "2026-08-05", "next": "2026-08-06"}
    assert place(plan, A)["access"] == [cut]
    assert [closure["link"] for closure in plan["closures"]] == [link]
