"""Bad input at the command: a clear sentence, exit code 2, and nothing written."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from optimizer.cli.main import run
from optimizer.settings import home

DATA = home() / "data" / "rejang_lebong"
Rows = list[dict[str, str]]


@pytest.fixture
def tables(tmp_path: Path) -> Path:
    """A copy of the district's tables that a test may spoil."""
    return Path(shutil.copytree(DATA, tmp_path / "tables"))


def spoil(folder: Path, table: str, change: Callable[[Rows], Rows]) -> None:
    """Rewrite a table with some rows changed."""
    path = folder / f"{table}.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = change(list(csv.DictReader(file)))
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]) if rows else ["kode"])
        writer.writeheader()
        writer.writerows(rows)


def put(row: int, column: str, value: str) -> Callable[[Rows], Rows]:
    """Set one cell; `row` counts from the first data row."""

    def change(rows: Rows) -> Rows:
        rows[row][column] = value
        return rows

    return change


def without(column: str) -> Callable[[Rows], Rows]:
    """Drop a column."""
    return lambda rows: [{key: value for key, value in row.items() if key != column} for row in rows]


def swapped(rows: Rows) -> Rows:
    """Exchange latitude and longitude of the first row."""
    rows[0]["lat"], rows[0]["lon"] = rows[0]["lon"], rows[0]["lat"]
    return rows


def twice(rows: Rows) -> Rows:
    """Repeat the first row."""
    return [*rows, rows[0]]


def nik(rows: Rows) -> Rows:
    """Add a column with a number of 16 digits."""
    return [{**row, "catatan": "1702091505890001"} for row in rows]


def off_the_road(rows: Rows) -> Rows:
    """Take away every link of one desa."""
    return [row for row in rows if "17.02.06.2020" not in (row["dari"], row["ke"])]


SPOILT = [
    ("missing column", "desa", without("belum_rekam"), ["belum_rekam"]),
    ("letter in a count", "desa", put(4, "belum_rekam", "12a"), ["belum_rekam", "6", "12a"]),
    ("negative count", "desa", put(4, "belum_rekam", "-3"), ["belum_rekam", "6", "-3"]),
    ("duplicate code", "desa", twice, ["17.02.06.1004"]),
    ("unknown kecamatan", "desa", put(0, "kode_kecamatan", "17.02.99"), ["17.02.99"]),
    ("coordinates swapped", "desa", swapped, ["lat"]),
    ("coordinates outside", "desa", put(0, "lat", "-7.10"), ["-7.1"]),
    ("NIK column", "desa", nik, ["catatan"]),
    ("no road", "ruas", off_the_road, ["17.02.06.2020"]),
    ("zero teams", "tim", lambda rows: [], ["tim"]),
    ("too few seats", "tim", put(1, "kendaraan", "motor_dinas"), ["tim", "3", "motor_dinas"]),
    ("unknown vehicle", "tim", put(1, "kendaraan", "gardan_gnda_dinas"), ["gardan_ganda_dinas"]),
    ("lodging nowhere", "penginapan", put(0, "kode_desa", "17.02.99.2001"), ["penginapan", "17.02.99.2001"]),
    ("lodging twice", "penginapan", twice, ["penginapan", "17.02.06.1004"]),
]


@pytest.mark.parametrize(("table", "change", "named"), [c[1:] for c in SPOILT], ids=[c[0] for c in SPOILT])
def test_a_spoilt_table_is_refused_by_name(
    tables: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    table: str,
    change: Callable[[Rows], Rows],
    named: list[str],
) -> None:
    """What is wrong is named where it stands, nothing is written, and the code is 2."""
    spoil(tables, table, change)
    assert run(["plan", "--data", str(tables), "--out", str(tmp_path / "out")]) == 2
    said = capsys.readouterr().err
    assert all(word in said for word in named), said
    assert "Traceback" not in said
    assert not (tmp_path / "out").exists()


def test_the_number_of_a_person_is_never_shown_again(
    tables: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A refused NIK column is named; the number in it is not repeated."""
    spoil(tables, "desa", nik)
    run(["check", "--data", str(tables)])
    assert "1702091505890001" not in capsys.readouterr().err


def test_every_defect_is_said_at_once(tables: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Three defects in two tables are three sentences of one run."""
    spoil(tables, "desa", put(4, "belum_rekam", "12a"))
    spoil(tables, "desa", put(7, "lat", "abc"))
    spoil(tables, "tim", put(1, "alat", "-1"))
    assert run(["check", "--data", str(tables)]) == 2
    said = capsys.readouterr().err
    assert all(word in said for word in ("12a", "abc", "alat")), said
    assert "(3 masalah)" in said, said


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("policy: {purpose: [reach\n", ["own.yaml", "YAML"]),
        ("policy:\n  purpos: reach\n", ["policy.purpos", "purpose"]),
        ("plan: {weeks: 0}\n", ["plan.weeks"]),
        ("- a list\n", ["own.yaml"]),
        ("policy: {turnout_percent: persen_hadr}\n", ["persen_hadr", "persen_hadir"]),
        ("tariff: tidak-ada\n", ["tidak-ada"]),
        ("policy: {max_nights: 3}\n", ["policy.max_nights"]),
        (
            "policy: {deadlines: [{by: 2026-12-31, kecamatan: ['17.02.99', '17.02.6']}]}\n",
            ["deadlines.0.kecamatan", "tertulis: 17.02.99", "tertulis: 17.02.6"],
        ),
        ("policy: {deadlines: [{by: 2026-12-31, kinds: [pasar]}]}\n", ["policy.deadlines.0.kinds"]),
        ("vehicles: {minibus_dinas: {seats: 3}}\n", ["kendaraan", "minibus_dinas"]),
        ("region: {team_vehicles: {T7: motor_dinas}}\n", ["team_vehicles", "T7"]),
    ],
    ids=[
        "broken YAML",
        "misspelt",
        "out of range",
        "no mapping",
        "unknown assumption",
        "unknown tariff",
        "three nights",
        "unknown kecamatan",
        "unknown kind",
        "too few seats",
        "unknown team",
    ],
)
def test_a_bad_setting_is_refused_by_name(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str, named: list[str]
) -> None:
    """Settings are checked like tables: named, code 2, nothing written."""
    own = tmp_path / "own.yaml"
    own.write_text(text, encoding="utf-8")
    assert run(["plan", "--settings", str(own), "--out", str(tmp_path / "out")]) == 2
    said = capsys.readouterr().err
    assert all(word in said for word in named), said
    assert not (tmp_path / "out").exists()


def test_an_unreadable_workbook_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Bytes that are no workbook give a sentence with the file's name."""
    broken = tmp_path / "isian.xlsx"
    broken.write_bytes(b"not a workbook")
    assert run(["plan", "--data", str(broken), "--out", str(tmp_path / "out")]) == 2
    assert "isian.xlsx" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_a_road_file_without_roads_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """An OpenStreetMap file with nothing to drive on cannot become a road table."""
    empty = tmp_path / "kosong.osm"
    empty.write_text('<?xml version="1.0"?><osm version="0.6"><node id="1" lat="-3.5" lon="102.5"/></osm>')
    places = tmp_path / "desa.csv"
    places.write_text("kode,nama,lat,lon\n17.02.06.1004,Kota Padang,-3.42,102.97\n")
    out = tmp_path / "jalan"
    assert run(["roads", "build", str(empty), "--places", str(places), "--out", str(out)]) == 2
    assert "kosong.osm" in capsys.readouterr().err
    assert not out.exists()


def test_a_horizon_without_a_working_day_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The week of Lebaran 2022 (2 to 6 May) is holiday and joint leave on every day."""
    command = ["plan", "--start", "2022-05-02", "--weeks", "1", "--out", str(tmp_path / "out")]
    assert run(command) == 2
    assert "2022-05-02" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (["plan", "--start", "23-11-2026"], "23-11-2026"),
        (["plan", "--stop", "soon"], "soon"),
        (["plan", "--engine", "magic"], "magic"),
        (["plan", "--case", "rejang-lebong-2052"], "rejang-lebong-2052"),
        (["plan", "--region", "nowhere"], "nowhere"),
        (["plan", "--weeks", "four"], "--weeks"),
        (["plan", "--wekks", "4"], "--wekks"),
        (["fly"], "fly"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_a_wrong_option_is_refused(
    arguments: list[str], named: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Options that mean nothing are said by what was written."""
    assert run(arguments) == 2
    assert named in capsys.readouterr().err


def test_both_languages_say_it(tables: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """`--lang en` speaks English wherever it stands."""
    spoil(tables, "desa", put(4, "belum_rekam", "12a"))
    run(["check", "--data", str(tables), "--lang", "en"])
    assert "nothing was written" in capsys.readouterr().err
