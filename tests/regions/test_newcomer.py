"""A newcomer's district: a list of villages and an OpenStreetMap extract, nothing else."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from optimizer.cli.main import run
from optimizer.core.region import Region, Source
from optimizer.regions.read import read
from optimizer.texts import LANGUAGES, tell
from tests.regions.district import brief, copy, defects, params, put, rewrite, rows

# An office and three villages, 0.02 degrees (2.2 km) apart on one road along a meridian.
LIST = """kode,nama,kecamatan,lat,lon,belum_rekam,jenis
KANTOR,Kantor Baru,,-4.00,103.00,,kantor
16.99.01.2001,Desa Satu,Baru,-4.02,103.00,40,
16.99.01.2002,Desa Dua,Baru,-4.04,103.00,30,
16.99.01.1001,Lurah Tiga,Baru,-4.06,103.00,20,
"""
ROAD = """<?xml version="1.0" encoding="UTF-8"?>
<osm version="0.6">
{nodes}
<way id="1">{refs}<tag k="highway" v="secondary"/></way>
</osm>
"""
YAML = 'region: {code: "16.99", name: Kabupaten Baru, data: tabel}\n'


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The newcomer's folder: `tabel/desa.csv`, `jalan.osm`, `baru.yaml`."""
    (tmp_path / "tabel").mkdir()
    (tmp_path / "tabel" / "desa.csv").write_text(LIST, encoding="utf-8")
    nodes = "\n".join(f'<node id="{n}" lat="{-4 - n / 100:.2f}" lon="103.0"/>' for n in range(7))
    refs = "".join(f'<nd ref="{n}"/>' for n in range(7))
    (tmp_path / "jalan.osm").write_text(ROAD.format(nodes=nodes, refs=refs), encoding="utf-8")
    (tmp_path / "baru.yaml").write_text(YAML, encoding="utf-8")
    return tmp_path


def newcomer(folder: Path) -> Region:
    """The newcomer's region, its roads built."""
    tables = folder / "tabel"
    args = [
        "roads",
        "build",
        str(folder / "jalan.osm"),
        "--places",
        str(tables / "desa.csv"),
        "--out",
        str(tables),
    ]
    assert run(args) == 0
    made = params(code="16.99", name="Kabupaten Baru", data=tables, kecamatan={})
    return read(tables, made.model_copy(update={"bounds": type(made).model_fields["bounds"].default}))


def without(cells: list[list[str]], place: int) -> None:
    """Take a column away."""
    for row in cells:
        del row[place]


def test_list_and_extract_become_a_plan(folder: Path) -> None:
    """Three files and two commands: everyone expected of 90 (80 percent: 72) is planned for in one week."""
    newcomer(folder)
    out = folder / "rencana"
    args = [
        "plan",
        "--region",
        str(folder / "baru.yaml"),
        "--start",
        "2026-03-30",
        "--weeks",
        "1",
        "--work",
        "1",
    ]
    assert run([*args, "--out", str(out)]) == 0
    plan = json.loads((out / "plan.json").read_text(encoding="utf-8"))
    assert plan["people"]["KTP"] == 72
    assert plan["region_name"] == "Kabupaten Baru"
    assert [team["id"] for team in plan["teams"]] == ["T1", "T2"]


def test_defaults_are_those_documented(folder: Path) -> None:
    """Kind and kecamatan follow from the code; counts are taken for estimates; teams are the assumptions'."""
    region = newcomer(folder)
    assert [place.kind for place in region.places] == ["desa", "desa", "kelurahan"]
    assert {place.kecamatan_code for place in region.places} == {"16.99.01"}
    assert [cell.waiting for cell in region.cells] == [40, 30, 20]
    assert all(cell.source.estimated and cell.source.text == "desa.csv" for cell in region.cells)
    assert {place.signal for place in region.places} == {"tidak_diketahui"}
    base = region.bases[0]
    assert (base.code, base.name, base.kecamatan_code) == ("KANTOR", "Kantor Baru", "16.99.01")
    assert [(team.stations, team.size, team.base) for team in region.teams] == [(2, 4, "KANTOR")] * 2
    assert dict(region.teams[0].members) == {"golongan_iii": 2, "golongan_ii": 2}


def test_every_default_is_said(folder: Path) -> None:
    """Each column, table and assumption filled in is named in a warning, in both languages."""
    region = newcomer(folder)
    for lang in LANGUAGES:
        said = " ".join(tell(warning, lang) for warning in region.warnings)
        for name in (
            "jenis = ‹kode›", "kode_kecamatan = ‹kode›", "taksiran = ya", "tanggal = –",
            "sinyal = tidak_diketahui", "penduduk = –", "wajib_ktp = –", "mutu_titik = fair",
            "sumber = desa.csv", "mutu_titik = perkiraan",
            "menit_rekam_ktp = 5", "persen_hadir = 80",
        ):  # fmt: skip
            assert name in said, name
    assert "regions.warn_default_teams" in {warning.key for warning in region.warnings}


def test_full_tables_use_no_default(tmp_path: Path) -> None:
    """The shipped district, complete, is read without any default."""
    keys = {warning.key for warning in read(copy(tmp_path), params()).warnings}
    assert not keys & {"regions.warn_defaults", "regions.warn_default_teams"}


@pytest.mark.parametrize("column", ["kode", "nama", "kecamatan", "lat", "lon", "belum_rekam"])
def test_the_six_columns_have_no_default(column: str, tmp_path: Path) -> None:
    """Without one of the six there is no plan: the column is named as missing."""
    folder = copy(tmp_path)
    place = rows(folder / "desa.csv")[0].index(column)
    rewrite(folder / "desa.csv", lambda cells: without(cells, place))
    assert ("desa.csv", 1, column, "missing_column") in brief(defects(folder))


def test_office_has_no_default(tmp_path: Path) -> None:
    """Neither kantor.csv nor a row of jenis kantor: said once."""
    folder = copy(tmp_path)
    (folder / "kantor.csv").unlink()
    assert ("desa.csv", None, None, "no_office") in brief(defects(folder))


def test_office_of_two_coordinates(tmp_path: Path) -> None:
    """kantor.csv with lat and lon alone: code KANTOR, kecamatan of the nearest desa (Curup)."""
    folder = copy(tmp_path)
    (folder / "kantor.csv").write_text("lat,lon\n-3.476800,102.524800\n", encoding="utf-8")
    base = read(folder, params()).bases[0]
    assert (base.code, base.name, base.kecamatan_code) == ("KANTOR", "Kantor", "17.02.09")


def test_a_missing_assumption_is_the_general_one_and_a_misspelt_one_is_not(tmp_path: Path) -> None:
    """A row taken out is replaced by the general value, with a warning; one misspelt is a defect."""
    folder = copy(tmp_path)
    rewrite(folder / "asumsi.csv", lambda cells: cells.__delitem__(1))
    region = read(folder, params())
    assert region.assumption("menit_rekam_ktp").central == 5
    assert region.assumption("menit_rekam_ktp").basis.startswith("Nilai umum")
    assert any("menit_rekam_ktp = 5" in str(warning.values.get("columns")) for warning in region.warnings)
    again = copy(tmp_path / "lagi")
    put(again, "asumsi", 2, "kunci", "menit_rekam_ktpp")
    assert brief(defects(again)) == [("asumsi.csv", None, "kunci", "no_assumption_near")]


def test_optional_tables_have_defaults_too(tmp_path: Path) -> None:
    """Counts alone are estimates of this file, as in desa.csv; each is said, none of an empty table."""
    folder = copy(tmp_path)
    (folder / "rumah.csv").write_text("kode_desa,lansia,disabilitas\n17.02.06.1004,3,2\n", encoding="utf-8")
    (folder / "penginapan.csv").write_text("kode_desa,nama\n17.02.06.1004,Wisma\n", encoding="utf-8")
    kept = "npsn,nama,bentuk,kode_kecamatan,lat,lon,siswa_16_17"
    school = "10700670,SMA 10,SMA,17.02.06,-3.4247,102.9758,210"
    (folder / "sekolah.csv").write_text(f"{kept}\n{school}\n", encoding="utf-8")
    (folder / "alat.csv").write_text("kode,status,lokasi\nA1,baik,17.02.06\n", encoding="utf-8")
    (folder / "penutupan.csv").write_text("id_ruas,mulai,selesai,keyakinan,moda\n", encoding="utf-8")
    region = read(folder, params())
    assert region.home_groups[0].source == Source("rumah.csv", "", True)
    assert region.lodgings[0].source == Source("penginapan.csv", "", True)
    assert (region.schools[0].point_quality, region.schools[0].source.estimated) == ("fair", True)
    assert (region.kits[0].back, region.kits[0].source) == (None, "alat.csv")
    said = {str(w.values["where"]) for w in region.warnings if w.key == "regions.warn_defaults"}
    assert said == {"rumah.csv", "penginapan.csv", "sekolah.csv", "alat.csv"}
