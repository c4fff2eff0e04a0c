"""`jemput-bola budget`: papers of a run, its tariff verified since, and what it refuses."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from openpyxl import load_workbook

from optimizer import store
from optimizer.cli.main import run
from optimizer.settings import home
from tests.cases.small import A, B, Small
from tests.reports import calc
from tests.store import sample

TARIFF = home() / "configs" / "tariffs" / "bengkulu-2026-indikatif.yaml"


@pytest.fixture(scope="module")
def planned(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a tariff of its own, tables and a run over two desa, `rencana-0`."""
    folder = tmp_path_factory.mktemp("kantor")
    (folder / "tarif.yaml").write_bytes(TARIFF.read_bytes())
    district = Small(folder)
    district.desa(A, 40)
    district.desa(B, 30)
    district.road("KANTOR", A, 20)
    district.road(A, B, 10)
    district.plan(tariff=str(folder / "tarif.yaml"))
    return folder


@pytest.fixture
def office(planned: Path, tmp_path: Path) -> Path:
    """A copy of it that a test may change."""
    return Path(shutil.copytree(planned, tmp_path / "kantor"))


def budget(office: Path, *options: str) -> int:
    """The exit code of the command on the office's run."""
    given = ["--tariff", str(office / "tarif.yaml"), "--data", str(office / "tabel")]
    return run(["budget", str(office / "rencana-0"), *given, *options])


def stated(office: Path) -> dict[str, object]:
    """The run's plan.json."""
    return dict(json.loads((office / "rencana-0" / "plan.json").read_text(encoding="utf-8")))


def test_the_papers_lie_in_the_runs_folder(office: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The RAB adds up to plan.json, which else stays as it was but lists the papers; the total is told."""
    before = stated(office)
    assert budget(office) == 0
    after = stated(office)
    papers = {"rab.xlsx", "kak.docx", "surat_tugas.docx", "spd.docx"}
    assert set(after.pop("files")) == papers | set(before.pop("files"))  # type: ignore[call-overload]
    assert after == before
    assert all((office / "rencana-0" / name).stat().st_size for name in papers)
    assert not list((office / "rencana-0").glob(".*"))
    cells = calc.values(office / "rencana-0" / "rab.xlsx")
    assert cells["RAB", f"F{calc.row_of(cells, 'RAB', 'Jumlah')}"] == before["cost_rupiah"]
    told = capsys.readouterr().out
    assert f"{before['cost_rupiah']:,}".replace(",", ".") in told
    assert "INDIKATIF" in told
    assert store.read(office / "rencana-0").document.cost_rupiah == before["cost_rupiah"]


def test_elsewhere_without_letters(office: Path) -> None:
    """Into a folder of its own only the RAB and the KAK; the run is not touched."""
    before = stated(office)
    assert budget(office, "--out", str(office / "anggaran"), "--no-letters") == 0
    assert {path.name for path in (office / "anggaran").iterdir()} == {"rab.xlsx", "kak.docx"}
    assert stated(office) == before


def test_a_tariff_verified_since_takes_the_mark_away(office: Path) -> None:
    """The same run and the same rupiah; after `tariff verify --all` no page is marked any more."""
    assert budget(office, "--no-letters") == 0
    assert calc.margins(load_workbook(office / "rencana-0" / "rab.xlsx")["RAB"])[0]
    verify = ["tariff", "verify", str(office / "tarif.yaml"), "--all", "--basis", "Perbup 12/2026"]
    assert run(verify) == 0
    assert budget(office, "--no-letters") == 0
    book = load_workbook(office / "rencana-0" / "rab.xlsx")
    assert not any(calc.margins(sheet)[0] for sheet in book.worksheets)
    assert "Perbup 12/2026" in {cell.value for cell in book["Tarif"]["F"]}


def test_a_tariff_dearer_since_is_refused(office: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A litre at another price: the run does not cost that, nothing is written."""
    path = office / "tarif.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("rupiah: 10000", "rupiah: 10001"), "utf-8")
    assert budget(office, "--out", str(office / "anggaran")) == 2
    assert "cost_rupiah" in capsys.readouterr().err
    assert not (office / "anggaran").exists()


def test_reports_made_again_leave_the_papers(office: Path) -> None:
    """A paper edited by the office is still there after `report`: it is the same plan's."""
    settings = office / "rencana-0" / "settings.yaml"
    own = str(office / "tarif.yaml")
    assert budget(office) == 0
    (office / "rencana-0" / "kak.docx").write_bytes(b"disunting")
    text = settings.read_text(encoding="utf-8").replace("tariff: tarif.yaml", f"tariff: {own}")
    settings.write_text(text, encoding="utf-8")
    assert run(["report", str(office / "rencana-0"), "--data", str(office / "tabel")]) == 0
    assert (office / "rencana-0" / "kak.docx").read_bytes() == b"disunting"
    assert "rab.xlsx" in stated(office)["files"]  # type: ignore[operator]


def test_the_next_plan_takes_the_papers_place(tmp_path: Path) -> None:
    """A run written over another: its papers, which say what is no longer so, go; notes of others stay."""
    folder = store.write(sample.outcome(), tmp_path / "uji")
    for name in ("rab.xlsx", "catatan.txt"):
        (folder / name).write_text("lama", encoding="utf-8")
    store.add(folder, ["rab.xlsx"])
    assert store.read(folder).document.files == tuple(sorted(store.read(folder).document.files))
    store.write(sample.outcome(), folder)
    assert [(folder / name).exists() for name in ("rab.xlsx", "catatan.txt")] == [False, True]


def test_papers_are_stated_whole_or_not_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A disk that refuses the last step leaves plan.json as it was, and no draft beside it."""
    folder = store.write(sample.outcome(), tmp_path / "uji")
    before = {path.name: path.read_bytes() for path in folder.iterdir()}

    def refuse(*_: object) -> None:
        raise PermissionError

    monkeypatch.setattr(Path, "replace", refuse)
    with pytest.raises(PermissionError):
        store.add(folder, ["rab.xlsx"])
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


def test_what_is_no_run_is_refused(tmp_path: Path) -> None:
    """An empty folder, and a file for a folder: exit code 2, nothing written."""
    assert run(["budget", str(tmp_path)]) == 2
    (tmp_path / "berkas").write_text("x", encoding="utf-8")
    assert run(["budget", str(tmp_path), "--out", str(tmp_path / "berkas")]) == 2
    assert [path.name for path in tmp_path.iterdir()] == ["berkas"]
