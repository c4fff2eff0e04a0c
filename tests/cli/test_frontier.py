"""`jemput-bola frontier` and `jemput-bola brief`, from tables to files."""

from __future__ import annotations

import re
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import load_workbook

from optimizer.cli.main import run
from optimizer.cli.progress import Progress
from tests.cases.small import A, B, Small
from tests.reports import calc

WAITING = {A: 90, B: 120}


@pytest.fixture(scope="module")
def planned(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two villages 10 and 40 km out, planned once for two weeks."""
    folder = tmp_path_factory.mktemp("daerah")
    small = Small(folder)
    for place, people in WAITING.items():
        small.desa(place, people)
    small.road("KANTOR", A, 10)
    small.road(A, B, 30)
    small.plan("--weeks", "2")
    return folder


@pytest.fixture
def district(planned: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of it, which is the working folder."""
    folder = Path(shutil.copytree(planned, tmp_path / "daerah"))
    monkeypatch.chdir(folder)
    return folder


def frontier(*options: str) -> int:
    """The command on the district, with a rule of thumb, which takes no time."""
    fixed = ["frontier", "--region", "baru.yaml", "--work", "1", "--engine", "largest_first", "--points", "3"]
    return run([*fixed, "--out", "anggaran", *options])


@pytest.mark.needs_tool("soffice")
def test_the_frontier_is_a_workbook_and_a_chart(
    district: Path, capsys: pytest.CaptureFixture[str], needs_tool: Callable[[str], str]
):
    """Every sheet, a chart of Excel's own over the curve, sums that LibreOffice finds too, and the mark."""
    assert frontier() == 0
    said = capsys.readouterr().out
    assert "INDIKATIF" in said
    book = load_workbook(district / "anggaran" / "anggaran.xlsx")
    assert [len(vars(sheet)["_charts"]) for sheet in book.worksheets] == [1, 0, 0, 0, 0, 0]
    for sheet in book.worksheets:
        assert "INDIKATIF" in " ".join(str(row[0].value) for row in sheet.iter_rows(max_row=4))
    shown = calc.values(district / "anggaran" / "anggaran.xlsx")
    anew = calc.recalculate(needs_tool("soffice"), district, {"anggaran": book})["anggaran"]
    formulas = calc.formulas(district / "anggaran" / "anggaran.xlsx")
    assert formulas
    for cell in formulas:
        assert float(anew[cell]) == pytest.approx(float(shown[cell]), abs=1e-6), cell
    svg = (district / "anggaran" / "anggaran.svg").read_text(encoding="utf-8")
    assert "INDIKATIF" in svg
    assert not re.search(r"(href|src|url\()\s*=?\s*[\"']?http", svg)
    assert (district / "anggaran" / "anggaran.png").read_bytes().startswith(b"\x89PNG")


def test_ctrl_c_writes_the_points_there_are_and_the_next_call_goes_on(
    district: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    """Ended before the third plan: two files say that they are incomplete, 130; called again, whole, 0."""
    whole = Progress.tell

    def ends(self: Progress, stage: str, incumbent: object) -> bool:
        return whole(self, stage, None) and not stage.startswith("frontier 4")

    monkeypatch.setattr(Progress, "tell", ends)
    assert frontier() == 130
    assert "Belum lengkap" in capsys.readouterr().out
    first = sorted((district / ".cache" / "frontier").glob("*.json"))
    monkeypatch.setattr(Progress, "tell", whole)
    assert frontier() == 0
    assert "Belum lengkap" not in capsys.readouterr().out
    assert set(first) < set((district / ".cache" / "frontier").glob("*.json"))


@pytest.mark.parametrize(
    "options",
    [("--engine", "nosuch"), ("--stop", "lama"), ("--stop", "0s"), ("--points", "2"), ("--out", "baru.yaml")],
)
def test_a_wrong_option_is_refused_and_nothing_written(district: Path, options: tuple[str, str]):
    """Exit code 2, and no folder."""
    assert frontier(*options) == 2
    assert not (district / "anggaran").exists()


def test_the_brief_of_a_run_says_what_the_run_says(district: Path, capsys: pytest.CaptureFixture[str]):
    """Two files in the run's folder; run again they are the same bytes; the cost is that of plan.json."""
    assert run(["brief", "rencana-0", "--data", "tabel"]) == 0
    assert "ringkasan.pdf" in capsys.readouterr().out
    made = {
        name: (district / "rencana-0" / name).read_bytes() for name in ("ringkasan.pdf", "ringkasan.docx")
    }
    assert made["ringkasan.pdf"].startswith(b"%PDF")
    assert run(["brief", "rencana-0", "--data", "tabel"]) == 0
    for name, content in made.items():
        assert (district / "rencana-0" / name).read_bytes() == content
    with zipfile.ZipFile(district / "rencana-0" / "ringkasan.docx") as file:
        assert "INDIKATIF" in file.read("word/document.xml").decode()
        assert file.read("docProps/core.xml")


def test_the_brief_of_nothing_is_refused(district: Path, capsys: pytest.CaptureFixture[str]):
    """Neither a run nor a case: the cases are named, nothing is written."""
    assert run(["brief", "tidak-ada"]) == 2
    assert "rejang-lebong-2025" in capsys.readouterr().err
    assert not (district / "runs").exists()
