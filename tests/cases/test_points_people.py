"""Priority, reconciliation, inflow and turnout end to end: who is wanted, how many come, and when."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.cases.small import FAR, A, B, Small, people, place, visits


@pytest.fixture
def district(tmp_path: Path) -> Small:
    """A district to be filled."""
    return Small(tmp_path)


@pytest.mark.parametrize(("asked", "other"), [(A, B), (B, A)])
def test_a_letter_is_answered_first(district: Small, asked: str, other: str) -> None:
    """Two desa alike, a day each: the one whose head has written weighs 1 + 0.5 and comes on Monday."""
    for each in (A, B):
        district.desa(each, 47)
        district.road("KANTOR", each, 100)
    district.table("permintaan", {"kode_desa": asked, "tanggal": "2026-08-01", "nomor": "1"})
    plan = district.plan(calendar={"weekdays": ["mon", "tue"]})
    assert [(visit["date"], visit["place"]) for visit in visits(plan)] == [
        ("2026-08-03", asked),
        ("2026-08-04", other),
    ]
    assert (place(plan, asked)["weight"], place(plan, asked)["factors"]["letter"]) == (1.5, 0.5)
    assert place(plan, other)["weight"] == 1


@pytest.mark.parametrize(("percent", "served", "far"), [(0, 83, 0), (20, 37, 2)])
def test_a_floor_sends_a_team_to_the_far_kecamatan(
    district: Small, percent: int, served: int, far: int
) -> None:
    """One day: 465 − 20 − 30 = 415 minutes at A are 83 people; a floor of 20 % wants 2 of FAR's 10.

    Both places need 220 minutes of driving and 60 of set-up, which leaves 185 minutes, 37 people.
    """
    district.desa(A, 83)
    district.desa(FAR, 10)
    district.road("KANTOR", A, 10)
    district.road("KANTOR", FAR, 100)
    plan = district.plan(policy={"floor_percent": percent})
    found = people(plan)
    assert sum(found.values()) == served
    assert found.get(FAR, 0) >= far
    assert [floor["people"] for floor in plan["floors"]] == ([16, 2] if percent else [])
    assert bool(found.get(FAR)) is bool(percent)


def test_the_office_serves_some_meanwhile(district: Small) -> None:
    """3 a day on the one working day: of 10 waiting 7 are left for the trip."""
    district.desa(A, 10)
    district.road("KANTOR", A, 10)
    plan = district.plan(region={"demand": {"office": True, "walk_ins": {"KTP": 3}}})
    found = place(plan, A)["cells"]["KTP"]
    assert (found["waiting"], found["office"], found["expected"], found["left"]) == (10, 3, 7, 0)


def contradicted(district: Small) -> None:
    """1,000 must hold a card and 900 are recorded, but 60 are said to wait; the tables have 40 + 20."""
    district.desa(A, 40)
    district.desa(B, 20)
    district.road("KANTOR", A, 10)
    district.road(A, B, 10)
    printed = (("F1", "wajib_ktp", 1000), ("F2", "sudah_rekam", 900), ("F3", "belum_rekam", 60))
    of = {"tanggal": "2026-08", "satuan": "orang", "perkiraan_sumber": "tidak", "kasus": "baru"}
    rows = [{"id": key, "metrik": name, "nilai": value, **of} for key, name, value in printed]
    district.table("fakta", *({**row, "sumber": "koran", "catatan": ""} for row in rows))


def test_no_plan_without_a_choice(district: Small) -> None:
    """900 + 60 is not 1,000: exit code 2, nothing written."""
    contradicted(district)
    district.plan(region={"published": {"case": "baru"}}, exit_code=2)


@pytest.mark.parametrize(("chosen", "shares"), [(60, {A: 40, B: 20}), (100, {A: 67, B: 33})])
def test_the_reading_chosen_is_shared_out(district: Small, chosen: int, shares: dict[str, int]) -> None:
    """100 by 40 : 20 are 66.7 and 33.3, to the person; the choice and its reason are in the bundle."""
    contradicted(district)
    reason = "diuji"
    choices: dict[str, Any] = {
        "belum_rekam": {"value": chosen, "reason": reason},
        "wajib_ktp": {"value": 1000, "reason": reason},
    }
    plan = district.plan(region={"published": {"case": "baru", "choices": choices}})
    assert {each["code"]: each["cells"]["KTP"]["waiting"] for each in plan["places"]} == shares
    made = {choice["figure"]: (choice["value"], choice["reason"]) for choice in plan["choices"]}
    assert made["belum_rekam"] == (chosen, reason)


def test_new_card_holders_wait_for_their_month_and_some_stay_away(district: Small) -> None:
    """120 a year: 9 from 3 to 31 August, 9 in September to the 27th, one visit allowed: after 1 September.

    Of the 18 invited 80 % are expected, 14 (14.4); 4 are absent.
    """
    district.desa(A, 0, wajib_ktp=1200)
    district.road("KANTOR", A, 10)
    new = {"inflow": "all", "new_a_year": 10}
    plan = district.plan("--weeks", "8", region={"demand": new}, policy={"turnout_percent": 80})
    (stay,) = visits(plan)
    assert stay["date"] >= "2026-09-01"
    assert (stay["people"]["KTP"], stay["invited"]["KTP"]) == (14, 18)
    found = place(plan, A)["cells"]["KTP"]
    assert (found["inflow"], found["expected"], found["absent"], found["left"]) == (18, 14, 4, 0)
