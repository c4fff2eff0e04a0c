"""The input workbook: what it offers Excel's user, and that it reads back as the same region."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from openpyxl import load_workbook

from optimizer.core.region import Region
from optimizer.errors import InputError
from optimizer.regions.read import read
from optimizer.regions.template import write_template
from optimizer.texts import LANGUAGES
from tests.regions.district import DATA, copy, params, put, rewrite, rows


def without_inputs(region: Region) -> Region:
    """The region apart from the files it was read from."""
    return replace(region, inputs=())


@pytest.mark.parametrize("lang", LANGUAGES)
def test_read_unchanged_it_is_the_same_region(lang: str, tmp_path: Path) -> None:
    """Every place, cell, team, node, link and assumption survives the round trip, whatever the language."""
    path = write_template(DATA, tmp_path / "isian.xlsx", params(), lang)
    region = read(path, params())
    assert without_inputs(region) == without_inputs(read(DATA, params()))
    names = [file.path.name for file in region.inputs]
    assert region.schools
    assert region.closures
    assert names[:3] == ["isian.xlsx", "simpul.csv", "ruas.csv"]
    assert not {
        "desa.csv",
        "kantor.csv",
        "tim.csv",
        "penginapan.csv",
        "asumsi.csv",
        "sekolah.csv",
        "penutupan.csv",
    } & set(names)


OPTIONAL = {
    "rumah": "kode_desa,lansia,disabilitas,taksiran,tanggal,sumber\n17.02.06.1004,3,2,tidak,2026-03,kantor\n",
    "alat": "kode,status,tanggal_kembali,lokasi,sumber\nA1,kembali,2026-03-02,KANTOR,catatan\n",
    "permintaan": "kode_desa,tanggal,nomor\n17.02.06.1004,2026-02-03,12/SK\n",
}
"""Optional tables that the shipped district has not, with a row each."""


def visited(cells: list[list[str]]) -> None:
    """Give every desa the date of its last visit."""
    for number, row in enumerate(cells):
        row.append("2026-01-05" if number else "kunjungan_terakhir")


def test_every_optional_table_has_a_sheet_and_survives(tmp_path: Path) -> None:
    """Homes, kits, letters and the last visit go out and come back; what is there needs no advice."""
    folder = copy(tmp_path)
    for name, text in OPTIONAL.items():
        text = text.replace("KANTOR", rows(DATA / "kantor.csv")[1][0])
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    rewrite(folder / "desa.csv", visited)
    path = write_template(folder, tmp_path / "isian.xlsx", params())
    region = read(path, params())
    assert without_inputs(region) == without_inputs(read(folder, params()))
    assert (len(region.home_groups), len(region.kits), len(region.requests)) == (1, 1, 1)
    assert region.places[0].last_visit == date(2026, 1, 5)
    book = load_workbook(path)
    assert {"Sekolah", "Rumah", "Alat", "Permintaan", "Penutupan"} < set(book.sheetnames)
    assert "Yang dapat ditambah" not in {cell.value for cell in book["Petunjuk"]["A"]}


def test_the_guide_says_what_can_be_added(tmp_path: Path) -> None:
    """The shipped district lacks homes, kits, letters and last visits: four lines, none on schools."""
    guide = load_workbook(write_template(DATA, tmp_path / "isian.xlsx", params()))["Petunjuk"]
    lines = [str(cell.value) for cell in guide["A"]]
    start = lines.index("Yang dapat ditambah")
    named = [line.split(":")[0] for line in lines[start + 1 : start + 5]]
    assert named == [
        "Lembar Rumah",
        "Lembar Alat",
        "Lembar Permintaan",
        "Kolom kunjungan_terakhir di lembar Desa",
    ]
    assert "kode_desa, lansia, disabilitas; boleh juga: taksiran, tanggal, sumber." in lines[start + 1]


def test_a_workbook_can_be_made_from_a_workbook(tmp_path: Path) -> None:
    """The filled-in workbook of last month is a source like the tables."""
    first = write_template(DATA, tmp_path / "a.xlsx", params())
    second = write_template(first, tmp_path / "b.xlsx", params())
    assert first.read_bytes() == second.read_bytes()


def test_sheets_guide_and_restrict(tmp_path: Path) -> None:
    """Eight sheets; frozen headings with comments; drop-downs; A4 landscape, one page wide."""
    book = load_workbook(write_template(DATA, tmp_path / "isian.xlsx", params()))
    assert book.sheetnames == [
        "Petunjuk",
        "Desa",
        "Tim",
        "Kantor",
        "Penginapan",
        "Asumsi",
        "Sekolah",
        "Penutupan",
    ]
    for name in book.sheetnames[1:]:
        sheet = book[name]
        assert sheet.freeze_panes == "C2"
        assert all(cell.comment for cell in sheet[1])
        assert sheet.page_setup.orientation == "landscape"
        assert sheet.page_setup.paperSize == 9
        assert sheet.sheet_properties.pageSetUpPr is not None
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        # One page wide is what an absent value means; 0 is as many pages high as it takes.
        assert (sheet.page_setup.fitToWidth or 1, sheet.page_setup.fitToHeight) == (1, 0)
    rules = {
        (name, sheet.cell(1, cells.min_col).value): (rule.type, rule.formula1, str(cells))
        for name in book.sheetnames
        for sheet in [book[name]]
        for rule in sheet.data_validations.dataValidation
        for cells in rule.sqref.ranges
    }
    assert rules["Desa", "belum_rekam"] == ("whole", "0", "F2:F157")
    assert rules["Desa", "sinyal"][:2] == ("list", '"ya,tidak,tidak_diketahui"')
    assert rules["Desa", "taksiran"][:2] == ("list", '"ya,tidak"')
    assert rules["Desa", "lat"][:2] == ("decimal", "-3.63")
    assert rules["Tim", "kendaraan"][:2] == (
        "list",
        '"minibus_dinas,minibus_sewa,gardan_ganda_dinas,motor_dinas,kendaraan_umum"',
    )
    # 15 kecamatan and 20 spare rows; a desa of the list.
    assert rules["Penginapan", "kode_desa"] == ("list", "Desa!$A$2:$A$2000", "A2:A36")
    assert rules["Tim", "kantor"][:2] == ("list", "Kantor!$A$2:$A$30")
    assert rules["Tim", "alat"] == ("whole", "1", "E2:E23")
    assert rules["Asumsi", "tengah"][0] == "decimal"


def test_guide_shows_live_totals(tmp_path: Path) -> None:
    """Formulas over the sheets, with the present values 156, 10,500, 156 and 2 beside them."""
    path = write_template(DATA, tmp_path / "isian.xlsx", params())
    cells = [load_workbook(path, data_only=values)["Petunjuk"]["B"] for values in (False, True)]
    formulas = [str(cell.value) for cell in cells[0] if str(cell.value).startswith("=")]
    assert formulas == [
        "=COUNTA(Desa!$A$2:$A$2000)",
        "=SUM(Desa!$F$2:$F$2000)",
        '=COUNTIF(Desa!$G$2:$G$2000,"ya")',
        "=COUNTA(Tim!$A$2:$A$100)",
    ]
    assert [cell.value for cell in cells[1] if isinstance(cell.value, int)] == [156, 10_500, 156, 2]


def test_texts_never_become_formulas_or_links(tmp_path: Path) -> None:
    """A name that begins like a formula, and one that looks like a link, stay text."""
    folder = copy(tmp_path)
    put(folder, "desa", 2, "nama", '=HYPERLINK("http://x.example";"klik")')
    put(folder, "desa", 3, "sumber", "http://x.example/berita")
    sheet = load_workbook(write_template(folder, tmp_path / "isian.xlsx", params()))["Desa"]
    assert sheet["B2"].data_type == "s"
    assert not [cell for row in sheet.iter_rows() for cell in row if cell.hyperlink]


def test_columns_of_a_second_service_are_carried(tmp_path: Path) -> None:
    """A table with belum_ikd gives a sheet with belum_ikd, restricted like the other count."""
    folder = copy(tmp_path)
    path = folder / "desa.csv"
    header, *lines = path.read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join([f"{header},belum_ikd", *(f"{line},3" for line in lines)]), encoding="utf-8")
    region = read(write_template(folder, tmp_path / "isian.xlsx", params()), params())
    assert sum(cell.waiting for cell in region.cells if cell.services == ("IKD",)) == 3 * 156


def test_nothing_is_written_over_an_earlier_file_or_from_broken_tables(tmp_path: Path) -> None:
    """An existing file is kept unless told otherwise; defects and unwritable folders leave nothing behind."""
    kept = tmp_path / "isian.xlsx"
    kept.write_bytes(b"isian kantor")
    with pytest.raises(InputError, match="template_exists"):
        write_template(DATA, kept, params())
    assert kept.read_bytes() == b"isian kantor"
    write_template(DATA, kept, params(), overwrite=True)
    assert kept.read_bytes()[:2] == b"PK"
    with pytest.raises(InputError, match="template_not_written"):
        write_template(DATA, tmp_path / "tidak" / "ada.xlsx", params())
    folder = copy(tmp_path)
    put(folder, "desa", 2, "belum_rekam", "12a")
    with pytest.raises(InputError, match="not_whole"):
        write_template(folder, tmp_path / "baru.xlsx", params())
    assert sorted(path.name for path in tmp_path.iterdir()) == ["isian.xlsx", "wilayah"]
