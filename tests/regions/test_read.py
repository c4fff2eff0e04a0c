"""Reading a region: every kind of defect at its row and column, all at once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

from optimizer.core.region import Cap
from optimizer.errors import InputError
from optimizer.regions.read import read
from optimizer.regions.schemas import schemas, validate
from optimizer.regions.tables import read_tables
from optimizer.regions.template import write_template
from optimizer.texts import LANGUAGES, tell_defect
from tests.regions.district import DATA, brief, copy, defects, params, put, rewrite, rows

Expected = tuple[str, int | None, str | None, str]

CELLS: list[tuple[str, int, str, str, Expected]] = [
    # table, row, column, what is written there, and the defect as where, row, column, kind
    ("desa", 2, "belum_rekam", "12a", ("desa.csv", 2, "belum_rekam", "not_whole")),
    ("desa", 3, "belum_rekam", "-4", ("desa.csv", 3, "belum_rekam", "negative")),
    ("desa", 4, "belum_rekam", "12.5", ("desa.csv", 4, "belum_rekam", "not_whole")),
    ("desa", 4, "belum_rekam", "1.250", ("desa.csv", 4, "belum_rekam", "not_whole")),
    ("desa", 5, "belum_rekam", "", ("desa.csv", 5, "belum_rekam", "blank")),
    ("desa", 5, "penduduk", "99999999", ("desa.csv", 5, "penduduk", "too_large")),
    ("desa", 6, "belum_rekam", "9000", ("desa.csv", 6, "belum_rekam", "more_than_must_hold")),
    ("desa", 7, "kode_kecamatan", "17.02.07", ("desa.csv", 7, "kode_kecamatan", "kecamatan_code")),
    ("desa", 8, "kecamatan", "Kota Pandang", ("desa.csv", 8, "kecamatan", "kecamatan_name")),
    ("desa", 9, "sinyal", "lemah", ("desa.csv", 9, "sinyal", "not_choice")),
    ("desa", 9, "sinyal", "tidak diketahui", ("desa.csv", 9, "sinyal", "not_choice_near")),
    ("desa", 9, "taksiran", "Ya", ("desa.csv", 9, "taksiran", "not_choice_near")),
    ("desa", 10, "tanggal", "kemarin", ("desa.csv", 10, "tanggal", "not_date")),
    ("desa", 10, "tanggal", "2026-02-30", ("desa.csv", 10, "tanggal", "not_date")),
    ("desa", 11, "mutu_titik", "bagus", ("desa.csv", 11, "mutu_titik", "not_choice")),
    ("desa", 12, "lat", "-3.9", ("desa.csv", 12, "lat", "outside")),
    ("desa", 12, "lon", "104.9", ("desa.csv", 12, "lon", "outside")),
    ("desa", 12, "lat", "selatan", ("desa.csv", 12, "lat", "not_decimal")),
    ("desa", 157, "nama", "", ("desa.csv", 157, "nama", "blank")),
    (
        "kantor",
        2,
        "kode_kecamatan",
        "17.03.01",
        ("kantor.csv", 2, "kode_kecamatan", "kecamatan_unknown_near"),
    ),
    ("kantor", 2, "lat", "-7", ("kantor.csv", 2, "lat", "outside")),
    ("simpul", 3, "luar_kabupaten", "1", ("simpul.csv", 3, "luar_kabupaten", "not_choice")),
    ("ruas", 4, "km", "0", ("ruas.csv", 4, "km", "km_positive")),
    ("ruas", 510, "km", "0.5", ("ruas.csv", 510, "km", "km_too_short")),
    ("ruas", 5, "permukaan", "batu", ("ruas.csv", 5, "permukaan", "not_choice")),
    ("ruas", 5, "mutu", "baik", ("ruas.csv", 5, "mutu", "not_choice")),
    ("ruas", 5, "kelas", "tol", ("ruas.csv", 5, "kelas", "not_choice")),
    ("ruas", 6, "id", "R-0001", ("ruas.csv", 6, "id", "duplicate")),
    ("tim", 3, "kendaraan", "helikopter", ("tim.csv", 3, "kendaraan", "not_choice")),
    ("tim", 3, "kantor", "KANTOR-2", ("tim.csv", 3, "kantor", "unknown_base_near")),
    ("tim", 2, "alat", "0", ("tim.csv", 2, "alat", "at_least_one")),
    ("tim", 2, "hari_libur", "2 Maret", ("tim.csv", 2, "hari_libur", "not_dates")),
    ("asumsi", 2, "rendah", "6", ("asumsi.csv", 2, "rendah", "not_in_order")),
    ("asumsi", 2, "tengah", "9", ("asumsi.csv", 2, "tengah", "not_in_order")),
    ("asumsi", 2, "tengah", "5.5", ("asumsi.csv", 2, "tengah", "assumption_not_whole")),
    ("asumsi", 2, "kunci", "menit_rekam", ("asumsi.csv", None, "kunci", "no_assumption_near")),
    ("asumsi", 11, "kunci", "Faktor Akses", ("asumsi.csv", 11, "kunci", "not_key")),
]


@pytest.mark.parametrize(("table", "row", "column", "value", "expected"), CELLS)
def test_a_wrong_cell_is_the_only_defect(
    table: str, row: int, column: str, value: str, expected: Expected, tmp_path: Path
) -> None:
    """One wrong cell gives one defect, located as a spreadsheet shows it."""
    folder = copy(tmp_path)
    put(folder, table, row, column, value)
    found = defects(folder)
    assert brief(found) == [expected]
    # Every sentence can be said in both languages, and names the row.
    for lang in LANGUAGES:
        assert expected[0] in tell_defect(found[0], lang)


def test_swapped_coordinates_are_told_as_such(tmp_path: Path) -> None:
    """Latitude 102.96 and longitude -3.42 in row 2: said to be swapped, not blamed on its links."""
    folder = copy(tmp_path)
    lat, lon = rows(folder / "desa.csv")[1][11:13]
    put(folder, "desa", 2, "lat", lon)
    put(folder, "desa", 2, "lon", lat)
    assert brief(defects(folder)) == [("desa.csv", 2, "lat", "swapped")]


def test_duplicate_code_names_the_first_row(tmp_path: Path) -> None:
    """Row 5 repeats the code of row 2; the links of the code it replaced are left hanging."""
    folder = copy(tmp_path)
    cells = rows(folder / "desa.csv")
    put(folder, "desa", 5, "kode", cells[1][0])
    found = defects(folder)
    assert brief(found)[0] == ("desa.csv", 5, "kode", "duplicate")
    assert found[0].message.values["first"] == "2"
    assert found[0].found == cells[1][0]
    hanging = [n for n, row in enumerate(rows(folder / "ruas.csv"), 1) if cells[4][0] in row[1:3]]
    assert [d.row for d in found[1:]] == hanging
    assert {d.message.key for d in found[1:]} == {"regions.unknown_node"}


def test_unknown_kecamatan(tmp_path: Path) -> None:
    """A desa of kecamatan 17.02.99, which the region does not have; its code is then no node of a link."""
    folder = copy(tmp_path)
    put(folder, "desa", 2, "kode", "17.02.99.1004")
    put(folder, "desa", 2, "kode_kecamatan", "17.02.99")
    found = brief(defects(folder))
    assert ("desa.csv", 2, "kode_kecamatan", "kecamatan_unknown_near") in found
    assert ("desa.csv", 2, "kode", "no_road") in found


def test_kecamatan_names_are_compared_where_the_region_lists_none(tmp_path: Path) -> None:
    """Without a list, the name that the other nine desa of 17.02.06 use is the expected one."""
    folder = copy(tmp_path)
    put(folder, "desa", 3, "kecamatan", "Kota Padang Lama")
    found = defects(folder, params(kecamatan={}))
    assert brief(found) == [("desa.csv", 3, "kecamatan", "kecamatan_name")]
    assert found[0].message.values["expected"] == "Kota Padang"


def test_code_of_another_region(tmp_path: Path) -> None:
    """A code of 17.71 is not of 17.02."""
    folder = copy(tmp_path)
    put(folder, "desa", 2, "kode", "17.71.01.1004")
    assert ("desa.csv", 2, "kode", "not_place_code") in brief(defects(folder))


def test_place_attached_to_no_link(tmp_path: Path) -> None:
    """Without the links of Kota Padang (row 2), that place is the defect, by name."""
    folder = copy(tmp_path)

    def cut(cells: list[list[str]]) -> None:
        cells[:] = [row for row in cells if "17.02.06.1004" not in row[1:3]]

    rewrite(folder / "ruas.csv", cut)
    found = defects(folder)
    assert brief(found) == [("desa.csv", 2, "kode", "no_road")]
    assert found[0].message.values == {"name": "Kota Padang"}


def test_link_to_an_unknown_node_and_to_itself(tmp_path: Path) -> None:
    """A misspelt end and a loop, each in its own row and column."""
    folder = copy(tmp_path)
    cells = rows(folder / "ruas.csv")
    put(folder, "ruas", 2, "dari", "S9999")
    put(folder, "ruas", 3, "ke", cells[2][1])
    found = brief(defects(folder))
    assert ("ruas.csv", 2, "dari", "unknown_node") in found
    assert ("ruas.csv", 3, "ke", "link_to_itself") in found


def test_node_code_used_in_two_tables(tmp_path: Path) -> None:
    """A junction called like the office."""
    folder = copy(tmp_path)
    put(folder, "simpul", 2, "id", "KANTOR")
    assert ("simpul.csv", 2, "id", "code_in_two_tables") in brief(defects(folder))


def test_team_without_members(tmp_path: Path) -> None:
    """All ranks 0 in row 3."""
    folder = copy(tmp_path)
    for rank in ("golongan_iii", "golongan_ii"):
        put(folder, "tim", 3, rank, "0")
    assert brief(defects(folder)) == [("tim.csv", 3, "golongan_iv", "no_members")]


@pytest.mark.parametrize("table", ["desa", "kantor", "tim", "ruas", "asumsi"])
def test_table_without_rows(table: str, tmp_path: Path) -> None:
    """Only a header (zero teams, zero villages, …): the table is reported as empty."""
    folder = copy(tmp_path)
    rewrite(folder / f"{table}.csv", lambda cells: cells.__delitem__(slice(1, None)))
    assert (f"{table}.csv", None, None, "empty_table") in brief(defects(folder))


def test_file_without_a_byte(tmp_path: Path) -> None:
    """An empty file lacks every column and row."""
    folder = copy(tmp_path)
    (folder / "tim.csv").write_bytes(b"")
    kinds = [kind for where, _, _, kind in brief(defects(folder)) if where == "tim.csv"]
    assert kinds == ["empty_table"] + ["missing_column"] * 11


def test_missing_and_misspelt_columns(tmp_path: Path) -> None:
    """`belum_rekam` renamed to `belum_rekan`: one column missing, one unknown, the right one suggested."""
    folder = copy(tmp_path)
    put(folder, "desa", 1, "belum_rekam", "belum_rekan")
    found = defects(folder)
    assert sorted(brief(found), key=str) == [
        ("desa.csv", 1, "belum_rekam", "missing_column"),
        ("desa.csv", 1, "belum_rekan", "unknown_column_near"),
    ]
    assert {d.message.values.get("near") for d in found} == {None, "belum_rekam"}


@pytest.mark.parametrize("name", ["desa", "kantor", "simpul", "ruas", "tim", "asumsi"])
def test_each_column_is_missed(name: str) -> None:
    """Whichever column is taken away, it is named."""
    table, schema = read_tables(DATA, DATA).tables[name], schemas(params())[name]
    for column in table.frame.columns:
        found = list(validate(replace(table, frame=table.frame.drop(columns=column)), schema))
        assert brief(found) == [(f"{name}.csv", 1, column, "missing_column")]


def test_values_under_no_heading_and_a_heading_used_twice(tmp_path: Path) -> None:
    """A text with a comma and no quotation marks spills into a 20th column, T; a heading stands twice."""
    folder = copy(tmp_path)

    def spill(cells: list[list[str]]) -> None:
        cells[3].append("RT 2")

    rewrite(folder / "desa.csv", spill)
    put(folder, "asumsi", 1, "rendah", "tengah")
    found = brief(defects(folder))
    assert ("desa.csv", 4, "T", "no_header") in found
    assert ("asumsi.csv", 2, "tengah", "twice_header") in found


def test_all_defects_of_all_tables_at_once(tmp_path: Path) -> None:
    """Five mistakes in four tables are five defects."""
    folder = copy(tmp_path)
    put(folder, "desa", 2, "belum_rekam", "12a")
    put(folder, "desa", 9, "sinyal", "?")
    put(folder, "tim", 2, "kendaraan", "becak")
    put(folder, "ruas", 4, "km", "-1")
    put(folder, "asumsi", 3, "tengah", "banyak")
    assert sorted(brief(defects(folder)), key=str) == sorted(
        [
            ("desa.csv", 2, "belum_rekam", "not_whole"),
            ("desa.csv", 9, "sinyal", "not_choice"),
            ("tim.csv", 2, "kendaraan", "not_choice"),
            ("ruas.csv", 4, "km", "km_positive"),
            ("asumsi.csv", 3, "tengah", "not_decimal"),
        ],
        key=str,
    )


def test_rows_are_counted_as_a_spreadsheet_counts_them(tmp_path: Path) -> None:
    """An empty line and a cell with a line break before it do not shift the row of a defect."""
    folder = copy(tmp_path)
    put(folder, "desa", 2, "sumber", "dua\nbaris")
    put(folder, "desa", 5, "belum_rekam", "x")

    def blank(cells: list[list[str]]) -> None:
        cells.insert(2, [""] * len(cells[0]))

    rewrite(folder / "desa.csv", blank)
    assert brief(defects(folder)) == [("desa.csv", 6, "belum_rekam", "not_whole")]


def test_not_utf8(tmp_path: Path) -> None:
    """A Latin-1 letter in row 3 of the file."""
    folder = copy(tmp_path)
    path = folder / "desa.csv"
    lines = path.read_bytes().split(b"\n")
    lines[2] = lines[2].replace(b"Bedeng", b"B\xe9deng")
    path.write_bytes(b"\n".join(lines))
    assert brief(defects(folder)) == [("desa.csv", 3, None, "not_utf8")]


def test_quotation_mark_not_closed(tmp_path: Path) -> None:
    """The CSV reader's own complaint becomes a defect."""
    folder = copy(tmp_path)
    path = folder / "tim.csv"
    path.write_text(path.read_text(encoding="utf-8") + '"T3,Tim 3\n', encoding="utf-8")
    assert [kind for _, _, _, kind in brief(defects(folder))] == ["not_csv"]


def test_missing_file_and_missing_source(tmp_path: Path) -> None:
    """A table that is not there, and a source that is not there."""
    folder = copy(tmp_path)
    (folder / "ruas.csv").unlink()
    assert brief(defects(folder)) == [(str(folder / "ruas.csv"), None, None, "no_file")]
    assert brief(defects(tmp_path / "nihil")) == [(str(tmp_path / "nihil"), None, None, "no_source")]


def test_spaces_semicolons_and_decimal_commas_are_accepted(tmp_path: Path) -> None:
    """A CSV as Excel writes it in Indonesia, with a byte-order mark and stray spaces, reads the same."""
    folder = copy(tmp_path)
    header, *cells = rows(folder / "desa.csv")
    lines = [";".join(header)]
    for row in cells:
        row[0], row[5] = f" {row[0]} ", f"{row[5]}.0"
        row[11], row[12] = row[11].replace(".", ","), row[12].replace(".", ",")
        lines.append(";".join(row))
    (folder / "desa.csv").write_bytes("\ufeff".encode() + "\r\n".join(lines).encode())
    changed, original = read(folder, params()), read(DATA, params())
    assert changed.places == original.places
    assert changed.cells == original.cells


def test_two_services_and_people_who_need_both(tmp_path: Path) -> None:
    """Columns `belum_ikd` and `belum_ktp_ikd` add cells for IKD alone and for both in one sitting."""
    folder = copy(tmp_path)

    def add(cells: list[list[str]]) -> None:
        cells[0] += ["belum_ikd", "belum_ktp_ikd"]
        for row in cells[1:]:
            row += ["40", "7"]

    rewrite(folder / "desa.csv", add)
    region = read(folder, params())
    totals: dict[tuple[str, ...], int] = {}
    for cell in region.cells:
        totals[cell.services] = totals.get(cell.services, 0) + cell.waiting
    assert totals == {("KTP",): 10_500, ("IKD",): 156 * 40, ("KTP", "IKD"): 156 * 7}
    ikd = region.services[1]
    assert (ikd.code, ikd.needs_signal, ikd.cap, ikd.minutes) == ("IKD", True, Cap(100, "team_day"), 5)


def test_days_off_of_a_team(tmp_path: Path) -> None:
    """A list of dates in hari_libur."""
    folder = copy(tmp_path)
    put(folder, "tim", 2, "hari_libur", "2026-03-02; 2026-03-05")
    assert read(folder, params()).teams[0].days_off == {date(2026, 3, 2), date(2026, 3, 5)}


def test_inputs_are_hashed(tmp_path: Path) -> None:
    """SHA-256 of each file read; one changed byte changes that hash alone."""
    folder = copy(tmp_path)
    before = {file.path.name: file.sha256 for file in read(folder, params()).inputs}
    put(folder, "tim", 2, "nama", "Tim Satu")
    after = {file.path.name: file.sha256 for file in read(folder, params()).inputs}
    read_files = {path.name for path in DATA.glob("*.csv")}
    assert set(before) == read_files
    assert [name for name in before if before[name] != after[name]] == ["tim.csv"]


def workbook(tmp_path: Path) -> Path:
    """The district's workbook."""
    return write_template(DATA, tmp_path / "isian.xlsx", params())


@pytest.mark.parametrize(
    "content",
    [b"", b"bukan buku kerja", b"PK\x03\x04 rusak", b"<html></html>"],
    ids=["empty", "text", "torn zip", "html"],
)
def test_unreadable_workbook(content: bytes, tmp_path: Path) -> None:
    """Whatever the bytes are, one defect and no traceback."""
    path = tmp_path / "isian.xlsx"
    path.write_bytes(content)
    assert brief(defects(path)) == [("isian.xlsx", None, None, "not_workbook")]


def test_truncated_workbook(tmp_path: Path) -> None:
    """A download that stopped half way."""
    path = workbook(tmp_path)
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    assert brief(defects(path)) == [("isian.xlsx", None, None, "not_workbook")]


def edited(tmp_path: Path, change: Callable[[Workbook], None]) -> Path:
    """The district's workbook after `change`."""
    path = workbook(tmp_path)
    book = load_workbook(path)
    change(book)
    book.save(path)
    return path


def test_workbook_defects_name_the_sheet(tmp_path: Path) -> None:
    """A letter in a count, a code in the wrong kecamatan: sheet, row and column."""

    def change(book: Workbook) -> None:
        book["Desa"]["F2"] = "12a"
        book["Desa"]["D3"] = "17.02.07"

    assert brief(defects(edited(tmp_path, change))) == [
        ("isian.xlsx [Desa]", 2, "belum_rekam", "not_whole"),
        ("isian.xlsx [Desa]", 3, "kode_kecamatan", "kecamatan_code"),
    ]


def test_nik_in_a_workbook_as_a_number(tmp_path: Path) -> None:
    """Excel keeps 16 digits as a floating number; it is recognised all the same."""

    def change(book: Workbook) -> None:
        sheet = book["Desa"]
        sheet.cell(1, 20).value = "warga"
        sheet.cell(2, 20).value = 1702064101900003.0

    assert brief(defects(edited(tmp_path, change))) == [("isian.xlsx [Desa]", 2, "warga", "personal")]


def test_misspelt_sheet_is_not_ignored(tmp_path: Path) -> None:
    """`Dessa` is asked about instead of silently taking the old counts; `Catatan` is left alone."""

    def change(book: Workbook) -> None:
        book["Desa"].title = "Dessa"
        book.create_sheet("Catatan rapat")["A1"] = "bebas"

    found = defects(edited(tmp_path, change))
    assert brief(found) == [("isian.xlsx [Dessa]", None, None, "unknown_sheet_near")]
    assert found[0].message.values == {"near": "desa"}


def test_workbook_without_a_table(tmp_path: Path) -> None:
    """Only guidance: nothing to read."""

    def change(book: Workbook) -> None:
        for name in ("Desa", "Tim", "Kantor", "Asumsi"):
            del book[name]

    assert brief(defects(edited(tmp_path, change))) == [("isian.xlsx", None, None, "no_sheet")]


def test_workbook_count_replaces_the_tables(tmp_path: Path) -> None:
    """A count of 80 in place of row 2's estimate changes that cell, its source and nothing else."""

    def change(book: Workbook) -> None:
        sheet = book["Desa"]
        sheet["F2"], sheet["G2"], sheet["H2"] = 80, "tidak", "2026-03-02"

    before, after = read(DATA, params()), read(edited(tmp_path, change), params())
    assert (after.cells[0].waiting, after.cells[0].source.estimated, after.cells[0].source.date) == (
        80,
        False,
        "2026-03-02",
    )
    assert after.cells[1:] == before.cells[1:]
    stale = {warning.key: warning.values for warning in after.warnings}
    assert stale["regions.warn_stale_source"] == {"stale": 1}
    assert stale["regions.warn_estimated"] == {"estimated": 155, "cells": 156}
    assert after.places == before.places
    assert after.links == before.links


def test_error_is_one_of_ours() -> None:
    """`InputError` is a ValueError, so callers may treat it as one."""
    with pytest.raises(ValueError, match="no_source"):
        read(Path("tidak-ada"), params())
    assert issubclass(InputError, ValueError)
