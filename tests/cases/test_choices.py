"""A contradicted figure needs a choice, and the choice moves estimated cells only."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest

from optimizer.cli.main import run
from optimizer.core.apportion import apportion
from optimizer.core.region import Region
from optimizer.errors import InputError
from optimizer.regions.read import read
from optimizer.texts import LANGUAGES, tell
from tests.cases.made import copy, region
from tests.regions.district import put, rows

CASE = "rejang-lebong-2025"
WHY = "karena dicoba"
LESS = {
    "belum_rekam": {"value": 3302, "reason": WHY},
    "wajib_ktp": {"value": 214_740, "reason": WHY},
}


def waiting(made: Region) -> list[int]:
    """People waiting for a KTP, desa by desa."""
    return [cell.waiting for cell in made.cells if cell.services == ("KTP",)]


def test_no_plan_without_a_choice(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The choices of the headline case taken out: exit code 2, both figures and all readings named."""
    own = tmp_path / "tanpa.yaml"
    own.write_text("region: {published: {case: rejang-lebong-2025}}\n", encoding="utf-8")
    out = tmp_path / "rencana"
    for command in (["plan", "--out", str(out)], ["check"]):
        assert run([*command, "--settings", str(own)]) == 2
        said = " ".join(capsys.readouterr().err.split())
        for part in ("belum_rekam", "10500 (F031", "3302 (F030 − F028)", "wajib_ktp", "221938 (F028 + F031)"):
            assert part in said, (command, part)
    assert not out.exists()


def test_check_shows_findings_readings_and_choice(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """`check --case` prints the judgements, the sums of other readings and what is planned with."""
    monkeypatch.setenv("COLUMNS", "200")
    assert run(["check", "--case", CASE]) == 0
    said = capsys.readouterr().out
    for part in (
        "4 tidak cocok",
        "3 cocok",
        "dipakai: 10500",
        "3302 (F030",
        "KORANRB.ID",
        "10.500",
    ):
        assert part in said, part


def test_every_region_is_weighed_where_no_case_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    """Without a case `check` weighs each case of the region, and demands nothing."""
    assert run(["check"]) == 0
    said = capsys.readouterr().out
    assert said.count("Angka terbitan kasus") == 3


def test_a_choice_that_is_no_reading_is_refused() -> None:
    """5,000 is what no figure gives."""
    wrong = {**LESS, "belum_rekam": {"value": 5000, "reason": WHY}, "belum_ikd": {"value": 1, "reason": WHY}}
    made = region(CASE, choices=wrong)
    with pytest.raises(InputError) as caught:
        read(made.data, made)
    assert [(d.column, d.message.key) for d in caught.value.defects] == [
        ("belum_rekam", "reconcile.no_such_reading"),
        ("belum_ikd", "reconcile.no_such_figure"),
    ]


def test_another_reading_shares_out_the_estimated_cells() -> None:
    """3,302 instead of 10,500: the largest remainder of the same weights, to the person."""
    plain, less = region(CASE), region(CASE, choices=LESS)
    before, after = waiting(read(plain.data, plain)), waiting(read(less.data, less))
    assert (sum(before), sum(after)) == (10_500, 3_302)
    assert after == apportion(3_302, np.array(before, dtype=float)).tolist()
    cell = read(less.data, less).cells[0]
    assert cell.source.estimated
    assert "3.302 orang (F031" in cell.source.text


def test_sharing_out_again_keeps_every_place_within_a_person_of_its_share() -> None:
    """Of 3,302 people each place gets its share by the 10,500 counts, rounded up or down."""
    less = region(CASE, choices=LESS)
    with (less.data / "desa.csv").open(encoding="utf-8", newline="") as file:
        desa = list(csv.DictReader(file))
    counts = np.array([int(row["belum_rekam"]) for row in desa], dtype=float)
    exact = 3_302 * counts / counts.sum()
    assert np.abs(np.array(waiting(read(less.data, less))) - exact).max() < 1


def test_counted_cells_are_never_scaled(tmp_path: Path) -> None:
    """Two desa counted (200 and 300): they stay, the 154 others share 3,302 − 500 = 2,802."""
    folder = copy(CASE, tmp_path)
    for row, count in ((2, "200"), (3, "300")):
        put(folder, "desa", row, "belum_rekam", count)
        put(folder, "desa", row, "taksiran", "tidak")
    made = region(CASE, choices=LESS)
    people = waiting(read(folder, made))
    assert people[:2] == [200, 300]
    assert sum(people[2:]) == 2_802


def test_the_difference_that_counted_cells_leave_is_said(tmp_path: Path) -> None:
    """Every desa counted, one person more in the first: 10,501 stays, and the 1 is said."""
    folder = copy(CASE, tmp_path)
    cells = rows(folder / "desa.csv")
    place = cells[0].index("belum_rekam")
    for row in range(2, len(cells) + 1):
        put(folder, "desa", row, "taksiran", "tidak")
    put(folder, "desa", 2, "belum_rekam", str(int(cells[1][place]) + 1))
    made = read(folder, region(CASE))
    assert sum(waiting(made)) == 10_501
    (said,) = [warning for warning in made.warnings if warning.key == "reconcile.difference"]
    assert (said.values["after"], said.values["total"], said.values["difference"]) == (10_501, 10_500, 1)
    assert all(tell(said, lang) for lang in LANGUAGES)


def test_counted_cells_above_the_published_total(tmp_path: Path) -> None:
    """One desa counted with 700 when 600 is published for all: the others get 0, 100 is over."""
    folder = copy("oku-selatan", tmp_path)
    ids = [row[0] for row in rows(folder / "fakta.csv")]
    for key, value in (("F026", "600"), ("F025", "270164")):
        put(folder, "fakta", ids.index(key) + 1, "nilai", value)
    put(folder, "desa", 2, "belum_rekam", "700")
    put(folder, "desa", 2, "taksiran", "tidak")
    made = read(folder, region("oku-selatan"))
    assert waiting(made)[0] == sum(waiting(made)) == 700
    (said,) = [warning for warning in made.warnings if warning.key == "reconcile.difference"]
    assert said.values["difference"] == 100


def test_choices_go_with_the_region() -> None:
    """Both choices of the headline case, with reason and the readings not taken, for every report."""
    made = region(CASE)
    choices = {choice.figure: choice for choice in read(made.data, made).choices}
    assert choices["belum_rekam"].value == 10_500
    assert "4,89 persen" in choices["belum_rekam"].reason
    assert [reading.value for reading in choices["belum_rekam"].alternatives] == [3_302]
    assert [reading.value for reading in choices["wajib_ktp"].alternatives] == [221_938]


def test_no_case_no_change() -> None:
    """Without a case the tables are planned with as they are, and nothing is chosen."""
    made = region(None)
    plain = read(made.data, made)
    assert (sum(waiting(plain)), plain.choices) == (10_500, ())
    assert not [warning for warning in plain.warnings if warning.key.startswith("reconcile.")]
