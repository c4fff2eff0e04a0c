"""The CSV tables beside plan.json."""

from __future__ import annotations

import csv
from dataclasses import replace

import pytest

from optimizer import store
from optimizer.store import tables
from tests.reports import sample as large
from tests.store import sample


def rows(path):
    """A table as a spreadsheet program reads it."""
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture
def run(tmp_path):
    """The sample run, written."""
    return store.write(sample.outcome(), tmp_path / "uji")


def test_the_schedule_has_a_row_per_visit_and_costs_that_add_up(run):
    """Three visits; Rp 135,000 and 165,000 stand once each."""
    found = rows(run / "schedule.csv")
    assert [(row["tanggal"], row["hari"], row["tim"], row["nama"], row["tiba"]) for row in found] == [
        ("2026-01-05", "Senin", "T1", "Desa 0", "07:50"),
        ("2026-01-06", "Selasa", "T2", "Desa 0", "07:50"),
        ("2026-01-06", "Selasa", "T2", "Desa 1", "10:00"),
    ]
    assert [row["biaya_perjalanan_rupiah"] for row in found] == ["135000", "165000", ""]
    assert [(row["diundang_KTP"], row["diharapkan_KTP"], row["diharapkan_IKD"]) for row in found] == [
        ("19", "15", "0"),
        ("21", "17", "0"),
        ("20", "16", "12"),
    ]
    assert found[2]["catatan"] == "Sinyal di sini belum diketahui."


def test_demand_left_balances_row_by_row(run):
    """Waiting + new (menunggu, tambahan) = the four columns after, for each of 5 places and services."""
    found = rows(run / "demand_left.csv")
    assert len(found) == 5
    for row in found:
        parts = ("diharapkan_terlayani", "dilayani_kantor", "diperkirakan_tidak_datang", "tersisa")
        assert int(row["menunggu"]) + int(row["tambahan"]) == sum(int(row[part]) for part in parts)
    assert [row["alasan"] for row in found] == ["", "", "", "no_signal", "cut_off"]
    assert [row["perkiraan"] for row in found] == ["tidak", "ya", "ya", "ya", "ya"]


def test_the_budget_table_adds_up_to_the_trips(run):
    """110 km, 4 person-days of meals, 2 data packages: Rp 110,000 + 140,000 + 50,000."""
    found = rows(run / "budget.csv")
    assert [int(row["jumlah_rupiah"]) for row in found] == [110_000, 140_000, 50_000]
    assert all(int(r["koefisien"]) * int(r["harga_rupiah"]) == int(r["jumlah_rupiah"]) for r in found)


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("Desa Sawah", "Desa Sawah"),
        ("=1+1", "'=1+1"),
        ("+62", "'+62"),
        ("-3", "'-3"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("  =1", "'  =1"),
        ("\t=1", "'\t'=1"),
        ("＝1", "'＝1"),
        ("Desa;=1", "Desa;'=1"),
        ("Desa\r\n=1", "Desa\r'\n'=1"),
        ("Sri-Mulya = baru", "Sri-Mulya = baru"),
    ],
)
def test_text_that_could_run_is_written_as_text(text, written):
    """An apostrophe stands before whatever a spreadsheet could take for a formula, and nowhere else."""
    assert tables.harmless(text) == written


def test_numbers_stay_numbers():
    """A negative number is no formula; yes and no are words."""
    assert [tables.harmless(value) for value in (-5, 2.5, None, True, False)] == [-5, 2.5, "", "ya", "tidak"]


def test_no_cell_of_a_hostile_district_runs(tmp_path):
    """Place names that are formulas, read by commas and by semicolons: no cell starts one."""
    run = store.write(replace(large.hostile(), warnings=()), tmp_path / "uji")
    for name in ("schedule.csv", "demand_left.csv", "budget.csv"):
        for delimiter in (",", ";", "\t"):
            with (run / name).open(encoding="utf-8-sig", newline="") as file:
                cells = [cell for row in csv.reader(file, delimiter=delimiter) for cell in row]
            assert not [cell for cell in cells if cell.lstrip().startswith(("=", "+", "-", "@"))]
