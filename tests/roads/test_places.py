"""The list of places a road table is built for."""

from __future__ import annotations

import pytest

from optimizer.errors import InputError
from optimizer.roads.places import Spot, around, read_places
from optimizer.texts import LANGUAGES, tell_defect


def found(path) -> list[tuple[int | None, str | None, str]]:
    """Row, column and kind of each defect, after telling it in every language."""
    with pytest.raises(InputError) as caught:
        read_places(path)
    for lang in LANGUAGES:
        assert all(tell_defect(defect, lang) for defect in caught.value.defects)
    return [(d.row, d.column, d.message.key.removeprefix("roads.")) for d in caught.value.defects]


def write(folder, text: str, encoding: str = "utf-8"):
    """Write the list."""
    path = folder / "desa.csv"
    path.write_text(text, encoding=encoding)
    return path


def test_reads_villages_and_offices_and_ignores_other_columns(tmp_path):
    """Two rows; the second is an office because its `jenis` says so."""
    text = "kode,nama,jenis,belum_rekam,lat,lon\nA1, Air  Duku ,desa,12,-3.5,102.5\n"
    text += "K,Kantor,kantor,,-3.4,102.6\n"
    assert read_places(write(tmp_path, text)) == (
        Spot("A1", "Air Duku", -3.5, 102.5),
        Spot("K", "Kantor", -3.4, 102.6, office=True),
    )


def test_reads_what_excel_writes_in_indonesia(tmp_path):
    """Semicolons, decimal commas and a byte-order mark."""
    path = write(tmp_path, "Kode;Nama;Lat;Lon\nA1;Air Duku;-3,5;102,5\n", "utf-8-sig")
    assert read_places(path) == (Spot("A1", "Air Duku", -3.5, 102.5),)


def test_every_defect_is_found_at_its_row_and_column(tmp_path):
    """Seven things wrong in four rows, all told at once."""
    text = (
        "kode,nama,lat,lon\n"
        "A1,Satu,-3.5,timur\n"  # row 2: no number
        ",Dua,-3.5,102.5\n"  # row 3: no code
        "A1,,102.5,-3.5\n"  # row 4: swapped (latitude beyond 90), no name, code of row 2
        "A4,1702010101900001,nan,102.5\n"  # row 5: a NIK, and not a number
    )
    assert found(write(tmp_path, text)) == [
        (2, "lon", "not_degrees"),
        (3, "kode", "blank"),
        (4, "lat", "not_degrees"),
        (4, "nama", "blank"),
        (4, "kode", "duplicate_place"),
        (5, "nama", "personal"),
        (5, "lat", "not_degrees"),
    ]


def test_personal_numbers_are_never_repeated(tmp_path):
    """A NIK in a code or a coordinate is refused without being printed."""
    nik = "1702010101900001"
    path = write(tmp_path, f"kode,nama,lat,lon\n{nik},Satu,{nik},102.5\n{nik},Dua,1,102\n")
    with pytest.raises(InputError) as caught:
        read_places(path)
    for lang in LANGUAGES:
        assert all(nik not in tell_defect(defect, lang) for defect in caught.value.defects)
    assert nik not in str(caught.value)


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"kode,nama,lat\nA,B,1\n", [(1, "lon", "missing_column")]),
        (b"kode,nama,lat,lon\n", [(None, None, "places_empty")]),
        (b"", [(None, None, "places_empty")]),
        (b"\xff\xfe\x00", [(None, None, "places_unreadable")]),
        (b'kode,nama,lat,lon\n"A,B,1,2\n', [(None, None, "places_unreadable")]),
    ],
)
def test_unusable_list(tmp_path, content, expected):
    """A missing column, no rows, no file content, not UTF-8, an open quotation mark."""
    path = tmp_path / "desa.csv"
    path.write_bytes(content)
    assert found(path) == expected


def test_missing_list(tmp_path):
    """A path that leads nowhere."""
    assert found(tmp_path / "desa.csv") == [(None, None, "places_unreadable")]


def test_box_around_places():
    """111 km are a degree of latitude, and at 60° north two of longitude."""
    west, south, east, north = around([Spot("A", "A", 60, 100), Spot("B", "B", 59, 101)], 111)
    assert (south, north) == (58, 61)
    assert [west, east] == pytest.approx([98, 103])
