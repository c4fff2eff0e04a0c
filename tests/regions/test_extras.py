"""What a region may have besides: schools, home visits, kits, letters, closures, last visits."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from optimizer.core.region import Region
from optimizer.regions.read import read
from optimizer.texts import LANGUAGES, tell_defect
from tests.regions.district import HOME, ROOT, brief, copy, defects, params, put, rewrite, rows

TABLES = {
    "alat": [
        "kode,status,tanggal_kembali,lokasi,sumber",
        "A1,baik,,KANTOR,kantor",
        "A2,kembali,2026-04-01,17.02.06,kantor",
    ],
    "permintaan": [
        "kode_desa,tanggal,nomor",
        "17.02.06.2001,2026-01-05,140/7/2026",
        "17.02.06.2002,2026-01-06,",
    ],
    "rumah": [
        "kode_desa,lansia,disabilitas,taksiran,tanggal,sumber",
        "17.02.06.2001,3,1,tidak,2026-01,kantor",
        "17.02.06.2002,0,0,tidak,2026-01,kantor",
    ],
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The shipped district with an inventory of two kits, two letters and two home-visit rows."""
    made = copy(tmp_path)
    for name, lines in TABLES.items():
        (made / f"{name}.csv").write_text("\n".join(lines), encoding="utf-8")
    return made


def shipped(name: str = HOME) -> Region:
    """A region as shipped."""
    return read(ROOT / "data" / name, params(name))


def test_every_table_is_read(folder: Path) -> None:
    """Kits with status and date, letters with date, and only groups that have anyone in them."""
    region = read(folder, params())
    assert [(kit.code, kit.status, kit.back, kit.where) for kit in region.kits] == [
        ("A1", "baik", None, "KANTOR"),
        ("A2", "kembali", date(2026, 4, 1), "17.02.06"),
    ]
    assert [(letter.place, letter.date, letter.number) for letter in region.requests] == [
        ("17.02.06.2001", date(2026, 1, 5), "140/7/2026"),
        ("17.02.06.2002", date(2026, 1, 6), ""),
    ]
    assert [(g.place, g.elderly, g.disabled, g.source.estimated) for g in region.home_groups] == [
        ("17.02.06.2001", 3, 1, False)
    ]


def test_none_of_them_is_needed(tmp_path: Path) -> None:
    """Without the optional tables the same places, cells and roads are read, and nothing else."""
    made = copy(tmp_path)
    for name in ("sekolah", "penutupan", "fakta"):
        (made / f"{name}.csv").unlink()
    region, whole = read(made, params()), shipped()
    assert (region.places, region.cells, region.links) == (whole.places, whole.cells, whole.links)
    assert (region.schools, region.home_groups, region.kits, region.requests, region.closures) == ((),) * 5


def test_schools_of_the_three_regions() -> None:
    """33, 53 and 37 schools; students are 2 years × 2 % of card holders × 65 %, to the student."""
    for name, count, must_hold in (
        ("rejang_lebong", 33, 214_740),
        ("kota_bengkulu", 53, 279_871),
        ("oku_selatan", 37, 270_764),
    ):
        schools = shipped(name).schools
        assert len(schools) == len({school.npsn for school in schools}) == count
        assert sum(school.students for school in schools) == round(2 * 0.02 * must_hold * 0.65)
        assert all(school.source.estimated for school in schools)


def test_a_school_at_its_own_point_is_tied_to_the_nearest_node() -> None:
    """SMAN 10 at −3.4247, 102.9758: the nearest of all 372 nodes, at 1.4 times the straight line."""
    region = shipped()
    school = next(s for s in region.schools if s.npsn == "10700670")
    assert school.tie is not None
    assert (school.node, school.tie.start, school.tie.quality) == ("10700670", "10700670", "perkiraan")
    squares = {
        node.id: (node.lat - school.lat) ** 2 + ((node.lon - school.lon) * 0.9982) ** 2
        for node in region.nodes
    }  # 0.9982 = cos 3.4247°
    assert school.tie.end == min(squares, key=lambda node: squares[node])
    assert school.tie.km == pytest.approx(1.4 * 111.195 * min(squares.values()) ** 0.5, abs=0.001)


def test_a_school_at_a_poor_point_stands_at_a_desa_of_its_kecamatan() -> None:
    """19 schools without a point of their own: no link of their own, and a desa of the same kecamatan."""
    region = shipped()
    poor = [school for school in region.schools if school.point_quality == "poor"]
    assert len(poor) == 19
    assert all(school.tie is None and school.node.startswith(school.kecamatan_code) for school in poor)


def test_a_poor_school_stands_at_its_desa_where_that_is_known(tmp_path: Path) -> None:
    """kode_desa filled in by the office wins over the nearest desa."""
    made = copy(tmp_path)
    cells = rows(made / "sekolah.csv")
    row = next(n for n, cell in enumerate(cells, 1) if cell[8] == "poor")
    desa = next(r[0] for r in reversed(rows(made / "desa.csv")) if r[3] == cells[row - 1][4])
    put(made, "sekolah", row, "kode_desa", desa)
    assert desa in {school.node for school in read(made, params()).schools}


def test_home_visits_of_the_city() -> None:
    """10 % and 2 % of 1,814 are 181 and 36 people, none of them more than wait in their kelurahan."""
    groups = shipped("kota_bengkulu").home_groups
    assert sum(group.elderly for group in groups) == 181
    assert sum(group.disabled for group in groups) == 36


def test_kits_of_oku_selatan() -> None:
    """Four kits work, two come back on 2 May 2018, one is broken in each of the 19 kecamatan: assumed."""
    kits = shipped("oku_selatan").kits
    assert [kit.status for kit in kits].count("baik") == 4
    assert [kit.back for kit in kits if kit.status == "kembali"] == [date(2018, 5, 2)] * 2
    assert len({kit.where for kit in kits if kit.status == "rusak"}) == 19
    assert all(kit.source.startswith("Asumsi") for kit in kits)


def test_closures_are_those_of_known_links_that_keep_someone_out() -> None:
    """Of 12 events, 2 name no link and 4 left the road passable; of the other 6 one is for cars only."""
    closures = shipped().closures
    assert len(closures) == 6
    assert [c.modes for c in closures if c.modes] == [("minibus", "gardan_ganda")]
    taktoi = next(c for c in closures if c.link == "R-0442")
    assert (taktoi.start, taktoi.end) == (date(2024, 5, 3), date(2024, 5, 3))


def test_a_closure_without_an_end_lasts_until_further_notice(tmp_path: Path) -> None:
    """An empty `selesai` is no end."""
    made = copy(tmp_path)
    put(made, "penutupan", 2, "selesai", "")
    assert read(made, params()).closures[0].end is None


def test_last_visit_is_an_optional_column(tmp_path: Path) -> None:
    """A date where the office kept one, none elsewhere."""
    made = copy(tmp_path)

    def add(cells: list[list[str]]) -> None:
        for number, row in enumerate(cells):
            row.append({0: "kunjungan_terakhir", 1: "2025-11-03"}.get(number, ""))

    rewrite(made / "desa.csv", add)
    visits = [place.last_visit for place in read(made, params()).places]
    assert visits[0] == date(2025, 11, 3)
    assert set(visits[1:]) == {None}


WRONG = [
    ("sekolah", 2, "npsn", "1070", "not_npsn"),
    ("sekolah", 3, "npsn", "10700670", "duplicate"),
    ("sekolah", 2, "bentuk", "SMP", "not_choice"),
    ("sekolah", 2, "kode_desa", "17.02.06.9999", "unknown_place"),
    ("sekolah", 2, "siswa_16_17", "-1", "negative"),
    ("sekolah", 2, "lat", "-5", "outside"),
    ("rumah", 2, "kode_desa", "17.02.06.9999", "unknown_place"),
    ("rumah", 2, "lansia", "63", "more_at_home"),  # 63 + 1 of Derati's 63
    ("alat", 2, "status", "hilang", "not_choice"),
    ("alat", 2, "lokasi", "GUDANG", "unknown_location"),
    ("alat", 3, "tanggal_kembali", "", "kit_due"),
    ("alat", 2, "tanggal_kembali", "2026-04-01", "kit_not_due"),
    ("permintaan", 2, "kode_desa", "17.02.06.9999", "unknown_place"),
    ("permintaan", 2, "tanggal", "2026-01", "not_day"),
    ("permintaan", 2, "nomor", "1702091505890001", "personal"),
    ("penutupan", 2, "id_ruas", "R-9999", "unknown_link"),
    ("penutupan", 2, "selesai", "2014-03-16", "ends_before"),
    ("penutupan", 2, "moda", "Mobil!", "not_modes"),
    ("penutupan", 2, "keyakinan", "pasti", "not_choice"),
]


@pytest.mark.parametrize(("table", "row", "column", "value", "kind"), WRONG)
def test_a_wrong_cell_is_the_only_defect(
    table: str, row: int, column: str, value: str, kind: str, folder: Path
) -> None:
    """One wrong cell of an optional table gives one defect, located as a spreadsheet shows it."""
    put(folder, table, row, column, value)
    found = defects(folder)
    assert brief(found) == [(f"{table}.csv", row, column, kind)]
    assert all(tell_defect(found[0], lang) for lang in LANGUAGES)


def test_most_at_home_is_all_who_wait(folder: Path) -> None:
    """62 elderly and 1 disabled of Derati's 63 are allowed."""
    put(folder, "rumah", 2, "lansia", "62")
    assert read(folder, params()).home_groups[0].elderly == 62


@pytest.mark.parametrize("table", ["permintaan", "rumah", "sekolah"])
def test_no_room_for_a_persons_name(table: str, folder: Path) -> None:
    """A column of names is no column of these tables."""

    def add(cells: list[list[str]]) -> None:
        for number, row in enumerate(cells):
            row.append("Budi" if number else "nama_warga")

    rewrite(folder / f"{table}.csv", add)
    assert [defect.column for defect in defects(folder)] == ["nama_warga"]
