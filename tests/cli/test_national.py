"""`jemput-bola national`: every district planned by itself, restartable, failures named, sums that add up."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pytest

from optimizer.cli.main import run
from optimizer.national import run as national_run  # noqa: F401 - the package is loaded before it is patched
from tests.national.country import CODES, ONLY, column, country, planned, table


@pytest.fixture
def manifest(tmp_path: Path) -> Path:
    """Three districts: 16.97 and 16.99 in Utara, 16.98 in Selatan."""
    return country(tmp_path)


def results(folder: Path) -> dict[str, int]:
    """When each result on disk was written, by its name."""
    return {path.name: path.stat().st_mtime_ns for path in (folder / ".hasil").glob("*.json")}


def test_three_districts_add_up(manifest: Path, capsys: pytest.CaptureFixture[str]):
    """15, 35 and 45 people are served, so Utara has 60 and Selatan 35; every table sums to the same."""
    code, folder = planned(manifest)
    assert code == 0
    assert column(folder, "kabupaten", "kode_kabupaten") == list(CODES)
    assert column(folder, "kabupaten", "terlayani") == ["15", "35", "45"]
    assert column(folder, "kabupaten", "warga") == ["15", "35", "45"]
    assert column(folder, "kabupaten", "desa_dikunjungi") == ["2", "2", "2"]
    provinces = {row["provinsi"]: row for row in table(folder, "provinsi")}
    assert {name: row["terlayani"] for name, row in provinces.items()} == {"Utara": "60", "Selatan": "35"}
    assert {name: row["kabupaten"] for name, row in provinces.items()} == {"Utara": "2", "Selatan": "1"}
    for name in ("desa", "perjalanan"):
        assert sum(map(int, column(folder, name, "terlayani"))) == 95
    for key in ("biaya_rupiah", "meter_tempuh"):
        assert sum(map(int, column(folder, "perjalanan", key))) == sum(
            map(int, column(folder, "kabupaten", key))
        )
    # Out along the one road to the second desa and back.
    assert column(folder, "kabupaten", "meter_tempuh") == ["40000"] * 3
    said = capsys.readouterr().out
    assert "Utara" in said
    assert "95" in said
    assert "sintetis" not in said


def test_figures_are_those_of_a_plan_alone(manifest: Path, tmp_path: Path):
    """`jemput-bola plan` of the second district spends the same rupiah on the same people."""
    _, folder = planned(manifest)
    own = ["--region", str(tmp_path / "16.98" / "baru.yaml"), *ONLY[:-2]]
    assert run(["plan", *own, "--out", str(tmp_path / "satu")]) == 0
    plan: dict[str, Any] = json.loads((tmp_path / "satu" / "plan.json").read_text(encoding="utf-8"))
    row = table(folder, "kabupaten")[1]
    assert int(row["biaya_rupiah"]) == sum(trip["cost_rupiah"] for trip in plan["trips"])
    assert int(row["terlayani"]) == plan["people"]["KTP"]
    assert int(row["perjalanan"]) == len(plan["trips"])


def test_what_is_done_is_not_done_again(manifest: Path, capsys: pytest.CaptureFixture[str]):
    """A second call plans nothing; after a change to one district's table it plans that one alone."""
    _, folder = planned(manifest)
    first = results(folder)
    before = (folder / "kabupaten.csv").read_bytes()
    capsys.readouterr()
    assert planned(manifest)[0] == 0
    assert results(folder) == first
    assert (folder / "kabupaten.csv").read_bytes() == before
    assert "3 di antaranya sudah ada" in capsys.readouterr().out
    desa = manifest.parent / "16.98" / "tabel" / "desa.csv"
    desa.write_text(desa.read_text(encoding="utf-8").replace(",20\n", ",21\n"), encoding="utf-8")
    planned(manifest)
    assert "2 di antaranya sudah ada" in capsys.readouterr().out
    assert column(folder, "kabupaten", "terlayani") == ["15", "36", "45"]
    assert len(results(folder)) == 4


def test_rows_that_were_lost_are_made_again(manifest: Path):
    """A district whose rows were damaged or deleted is planned again, and only that one."""
    _, folder = planned(manifest)
    first = results(folder)
    lost, damaged, _ = sorted((folder / ".hasil" / "rinci").glob("*.json"))
    lost.unlink()
    damaged.write_text("{}", encoding="utf-8")
    assert planned(manifest)[0] == 0
    again = results(folder)
    assert {name for name in first if first[name] != again[name]} == {lost.name, damaged.name}
    assert sum(map(int, column(folder, "desa", "terlayani"))) == 95


def test_a_faulty_district_fails_alone(manifest: Path, capsys: pytest.CaptureFixture[str]):
    """A negative count fails its own district, named with the file and row; the two others are planned."""
    desa = manifest.parent / "16.98" / "tabel" / "desa.csv"
    desa.write_text(desa.read_text(encoding="utf-8").replace(",20\n", ",-20\n"), encoding="utf-8")
    code, folder = planned(manifest)
    assert code == 1
    assert column(folder, "kabupaten", "status")[1] == "gagal"
    assert column(folder, "kabupaten", "terlayani") == ["15", "", "45"]
    reason = table(folder, "kabupaten")[1]["sebab"]
    assert "desa.csv" in reason
    assert "baris 3" in reason
    selatan, utara = table(folder, "provinsi")
    assert (selatan["gagal"], selatan["terlayani"]) == ("1", "0")
    assert (utara["gagal"], utara["terlayani"]) == ("0", "60")
    said = " ".join(capsys.readouterr().out.split())
    assert "Gagal direncanakan (1):" in said
    assert "16.98 Kabupaten 16.98: desa.csv, baris 3" in said


def test_ctrl_c_keeps_what_is_done(
    manifest: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    """Ctrl-C in the second district: exit 130, the first one published; the next call does the two others."""
    module = sys.modules["optimizer.national.run"]
    work, begun = module.plan, []

    def interrupted(order: Any) -> Any:
        begun.append(order.request.name)
        if len(begun) == 2:
            raise KeyboardInterrupt
        return work(order)

    monkeypatch.setattr(module, "plan", interrupted)
    code, folder = planned(manifest)
    assert code == 130
    assert "2 kabupaten belum direncanakan" in " ".join(capsys.readouterr().out.split())
    assert len(column(folder, "kabupaten", "kode_kabupaten")) == 1
    assert planned(manifest)[0] == 0
    assert len(begun) == 4
    assert column(folder, "kabupaten", "terlayani") == ["15", "35", "45"]


def test_parquet_says_what_csv_says(manifest: Path):
    """Read back as one table each, with whole numbers and dates typed; provinces come from the folders."""
    pytest.importorskip("pyarrow", reason="the extra `cluster` is not installed")
    import pandas as pd

    # A name of a province that is no name of a folder anywhere.
    text = manifest.read_text(encoding="utf-8").replace("Selatan", "D.I. Sela/tan..")
    manifest.write_text(text, encoding="utf-8")
    _, folder = planned(manifest, "--parquet")
    for name, keys in (("kabupaten", ["kode_kabupaten"]), ("desa", ["kode"]), ("perjalanan", ["tim"])):
        read = pd.read_parquet(folder / "parquet" / name).sort_values(["kode_kabupaten", *keys])
        rows = table(folder, name)
        assert read["provinsi"].tolist() == [row["provinsi"] for row in rows]
        for column_ in ("terlayani", "biaya_rupiah") if name != "desa" else ("terlayani", "kunjungan"):
            assert read[column_].tolist() == [int(row[column_]) for row in rows]
    # Windows would drop a dot at the end of a folder's name.
    assert not [path for path in (folder / "parquet").rglob("*") if path.is_dir() and "." in path.name]
    assert read["berangkat"].astype(str).tolist() == [row["berangkat"] for row in rows]


def test_without_pyarrow_only_csv_is_written(
    manifest: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    """Asked for, Parquet is refused by naming the extra, and nothing run; not asked for, CSV is written."""
    monkeypatch.setitem(sys.modules, "pyarrow.parquet", None)  # pandas takes pyarrow itself, if it is there
    code, folder = planned(manifest, "--parquet")
    assert code == 2
    assert "jemput-bola[cluster]" in " ".join(capsys.readouterr().err.split())
    assert not folder.exists()
    assert planned(manifest)[0] == 0
    assert sorted(path.name for path in folder.glob("[!.]*")) == [
        "desa.csv", "kabupaten.csv", "perjalanan.csv", "provinsi.csv",
    ]  # fmt: skip
    assert "jemput-bola[cluster]" in " ".join(capsys.readouterr().out.split())


def test_what_is_synthetic_is_marked(manifest: Path, capsys: pytest.CaptureFixture[str]):
    """A district marked in the manifest is marked in every table and in the summary."""
    text = manifest.read_text(encoding="utf-8").replace("Selatan,tidak", "Selatan,ya")
    manifest.write_text(text, encoding="utf-8")
    _, folder = planned(manifest)
    for name in ("kabupaten", "desa", "perjalanan"):
        marked = {row["kode_kabupaten"]: row["sintetis"] for row in table(folder, name)}
        assert marked == {"16.97": "tidak", "16.98": "ya", "16.99": "tidak"}
    assert column(folder, "provinsi", "sintetis") == ["ya", "tidak"]
    said = capsys.readouterr().out
    assert "Selatan\u00a0*" in said
    assert "Semua\u00a0*" in said
    assert "Utara\u00a0*" not in said
    assert "bukan keadaan sebenarnya" in said


def test_no_cell_is_a_formula(manifest: Path):
    """A province that a spreadsheet would calculate is written as text."""
    text = manifest.read_text(encoding="utf-8").replace("Selatan", "=1+1")
    manifest.write_text(text, encoding="utf-8")
    _, folder = planned(manifest, "--no-parquet")
    assert {row["provinsi"] for row in table(folder, "desa")} == {"Utara", "'=1+1"}


@pytest.mark.parametrize("given", [["--synthetic", "2", "daftar.csv"], []])
def test_a_list_or_synthetic_districts(given: list[str], capsys: pytest.CaptureFixture[str]):
    """Neither, or both at once, is refused."""
    assert run(["national", *given]) == 2
    assert "--synthetic" in capsys.readouterr().err


def test_synthetic_districts_by_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    """Two districts and their list; a folder that holds something is refused."""
    out = tmp_path / "sintetis"
    assert run(["national", "--synthetic", "2", "--out", str(out)]) == 0
    assert "bukan data nyata" in capsys.readouterr().out
    assert {path.name for path in out.iterdir()} == {"01.01", "02.01", "daftar.csv"}
    assert run(["national", "--synthetic", "2", "--out", str(out)]) == 2


def test_a_foreign_folder_is_refused(manifest: Path, capsys: pytest.CaptureFixture[str]):
    """Results never land among files of something else."""
    other = manifest.parent / "lain"
    other.mkdir()
    (other / "surat.txt").write_text("x", encoding="utf-8")
    assert planned(manifest, out="lain")[0] == 2
    assert [path.name for path in other.iterdir()] == ["surat.txt"]
