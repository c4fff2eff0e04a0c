"""Personal numbers are recognised however they are typed, and never repeated."""

from __future__ import annotations

from pathlib import Path

import pytest

from optimizer.core.privacy import looks_personal, personal_header, shown
from optimizer.texts import LANGUAGES, tell_defect
from tests.regions.district import brief, copy, defects, put, rewrite

NIK = "1702064101900003"


@pytest.mark.parametrize(
    "text",
    [
        NIK, f"'{NIK}", f" {NIK} ", "1702 0641 0190 0003", "1702-0641-0190-0003", "17.02.06.410190.0003",
        "1.702.064.101.900.003", f"{NIK}.0", f"{NIK},00", "1.70206E+15", "1,70206410190000E+15", f"NIK {NIK}",
        f"ibu ({NIK}), RT 2",
    ],
)  # fmt: skip
def test_sixteen_digits_are_personal(text: str) -> None:
    """16 digits, plain or parted as people part them, or as a spreadsheet shows them."""
    assert looks_personal(text)
    assert NIK[:6] not in shown(text)


@pytest.mark.parametrize(
    "text",
    [
        "", "17.02.06.1004", "10500", "-3.424360", "102.9685800000001", "-3.3333333333333335",
        "3.4243600000000001", "2026-03-02; 2026-03-03", "2026-03-02, 2026-03-03", "081234567890",
        "12345678901234567", "123456789012345", "bengkulu.antaranews.com/berita/1234567890123456",
        "https://x.id/1702064101900003", "1.5E+10",
    ],
)  # fmt: skip
def test_other_numbers_are_not_personal(text: str) -> None:
    """Codes, counts, coordinates, dates, telephone numbers and web addresses pass."""
    assert not looks_personal(text)


def test_headers_that_promise_personal_numbers() -> None:
    """A column called NIK or KK is refused whatever it holds; others are not."""
    assert all(map(personal_header, ("nik", "no_kk", "nomor_nik", "nik_kepala_keluarga", "kk")))
    assert not any(map(personal_header, ("kecamatan", "nikel", "unik", "kkn", "kode")))


def test_extra_column_of_numbers_is_refused_once_and_not_shown(tmp_path: Path) -> None:
    """A column `catatan` with 156 NIK is one defect, at its first row, that shows none of them."""
    folder = copy(tmp_path)

    def add(cells: list[list[str]]) -> None:
        cells[0].append("catatan")
        for number, row in enumerate(cells[1:]):
            row.append(str(int(NIK) + number))

    rewrite(folder / "desa.csv", add)
    found = defects(folder)
    assert brief(found) == [("desa.csv", 2, "catatan", "personal")]
    assert found[0].message.values == {"cells": 156}
    assert not any(NIK[:8] in tell_defect(found[0], lang) for lang in LANGUAGES)


@pytest.mark.parametrize("column", ["kode", "nama", "belum_rekam", "sumber", "kode_kecamatan"])
def test_number_in_a_known_column_is_never_shown(column: str, tmp_path: Path) -> None:
    """One NIK in row 5 of a column that belongs there: refused, and masked in every message."""
    folder = copy(tmp_path)
    put(folder, "desa", 5, column, NIK)
    found = defects(folder)
    assert ("desa.csv", 5, column, "personal") in brief(found)
    for lang in LANGUAGES:
        assert not any(NIK[:8] in tell_defect(defect, lang) for defect in found)
    assert not any(NIK[:8] in str(defect) for defect in found)


def test_table_without_header_does_not_show_its_first_row(tmp_path: Path) -> None:
    """A list of people pasted without headings is refused without repeating a number."""
    folder = copy(tmp_path)
    (folder / "tim.csv").write_text(f"Tim 1,{NIK}\nTim 2,{NIK}\n", encoding="utf-8")
    found = defects(folder)
    assert {defect.message.key for defect in found} >= {"regions.personal", "regions.missing_column"}
    assert not any(NIK in tell_defect(defect, "id") for defect in found)
