"""The five cases by name: their own dates, their published people, their own estimates."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np
import pytest

from optimizer.cli.main import run
from optimizer.core.apportion import apportion
from optimizer.errors import InputError
from optimizer.regions.read import read
from tests.cases.made import CASES, copy, region, settings
from tests.regions.district import rewrite

# today, start, deadline; people waiting for a KTP and for an IKD; residents who must hold a card.
EXPECTED = {
    "rejang-lebong-2022": (date(2022, 5, 7), date(2022, 5, 9), date(2022, 7, 31), 6_000, 0, 205_964),
    "kota-bengkulu-2024": (date(2024, 8, 10), date(2024, 8, 12), date(2024, 12, 31), 1_814, 0, 279_871),
    "rejang-lebong-ikd-2024": (date(2024, 9, 28), date(2024, 9, 30), None, 10_500, 67_338, 214_740),
    "oku-selatan": (date(2018, 2, 28), date(2018, 3, 5), None, 57_192, 0, 270_764),
    "rejang-lebong-2025": (date(2024, 12, 31), date(2025, 1, 6), None, 10_500, 0, 214_740),
}


@pytest.mark.parametrize("case", CASES)
def test_a_case_fixes_its_dates_and_people(case: str) -> None:
    """Each case plans in its own year, from a Monday, with the people its article publishes."""
    made = settings(case)
    today, start, deadline, ktp, ikd, must_hold = EXPECTED[case]
    assert (made.plan.case, made.plan.today, made.plan.start, made.policy.deadline) == (
        case,
        today,
        start,
        deadline,
    )
    assert start.weekday() == 0
    found = read(made.region.data, made.region)
    people = dict.fromkeys(("KTP", "IKD"), 0)
    for cell in found.cells:
        for service in cell.services:
            people[service] += cell.waiting
    assert (people["KTP"], people["IKD"]) == (ktp, ikd)
    assert sum(place.must_hold or 0 for place in found.places) == must_hold
    assert all(cell.source.estimated for cell in found.cells)


@pytest.mark.parametrize("case", CASES)
def test_what_the_article_does_not_say_is_said_to_be_assumed(case: str) -> None:
    """Every case prints its assumptions, and one without a date in its article says so."""
    made = settings(case)
    found = read(made.region.data, made.region)
    texts = [str(w.values["text"]) for w in found.warnings if w.key == "reconcile.assumed"]
    assert texts == list(made.region.published.assumptions)
    assert any("tanggal" in text or "31 Desember" in text for text in texts)


def test_ikd_is_shared_out_by_recorded_residents() -> None:
    """192,395 × 70 % × 50 % = 67,338.25: by largest remainder over wajib_ktp − belum_rekam."""
    made = region("rejang-lebong-ikd-2024")
    found = read(made.data, made)
    ktp = {cell.place: cell.waiting for cell in found.cells if cell.services == ("KTP",)}
    ikd = [cell for cell in found.cells if cell.services == ("IKD",)]
    recorded = np.array([float((place.must_hold or 0) - ktp[place.code]) for place in found.places])
    assert [cell.waiting for cell in ikd] == apportion(67_338, recorded).tolist()
    assert "192.395 orang (F016 − F014) × persen_ponsel_pintar (70 %)" in ikd[0].source.text
    assert "10.500" in next(cell for cell in found.cells if cell.services == ("KTP",)).source.text


def test_the_offices_own_ikd_counts_win_over_the_estimate(tmp_path: Path) -> None:
    """A column belum_ikd in the table is taken as it is: 156 × 10."""
    folder = copy("rejang-lebong-ikd-2024", tmp_path)

    def add(cells: list[list[str]]) -> None:
        for number, row in enumerate(cells):
            row.append("10" if number else "belum_ikd")

    rewrite(folder / "desa.csv", add)
    found = read(folder, region("rejang-lebong-ikd-2024"))
    assert sum(cell.waiting for cell in found.cells if cell.services == ("IKD",)) == 1_560


def test_an_estimate_that_lacks_what_it_is_made_of() -> None:
    """A misspelt assumption, a figure the case does not publish and an unknown column: all three named."""
    made = region(
        "rejang-lebong-ikd-2024",
        estimates={"belum_ikd": {"of": {"wajib_ktp": 1}, "shares": ["persen_ponsel"], "by": {"rumah": 1}}},
    )
    with pytest.raises(InputError) as caught:
        read(made.data, made)
    assert [defect.found for defect in caught.value.defects] == ["wajib_ktp", "persen_ponsel", "rumah"]


@pytest.mark.parametrize("case", ["rejang-lebong-2022", "kota-bengkulu-2024", "rejang-lebong-2025"])
def test_a_case_is_planned_with_one_command(case: str, tmp_path: Path) -> None:
    """`plan --case` passes the referee in its own year, with a small work stop."""
    out = tmp_path / "rencana"
    assert run(["plan", "--case", case, "--weeks", "1", "--work", "1", "--no-ranges", "--out", str(out)]) == 0
    assert (out / "plan.json").is_file()


def test_a_case_is_a_file_of_ones_own(tmp_path: Path) -> None:
    """A YAML anywhere is a case by its path, without Python: 3,302 planned with, and said."""
    own = tmp_path / "sedikit.yaml"
    own.write_text(
        "plan: {region: rejang_lebong, case: sedikit, start: 2025-01-06}\n"
        "region:\n  published:\n    case: rejang-lebong-2025\n    choices:\n"
        "      belum_rekam: {value: 3302, reason: dicoba}\n"
        "      wajib_ktp: {value: 214740, reason: dicoba}\n",
        encoding="utf-8",
    )
    made = settings(str(own))
    assert made.plan.case == "sedikit"
    assert sum(cell.waiting for cell in read(made.region.data, made.region).cells) == 3_302
