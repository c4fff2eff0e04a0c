"""The workbook of a week with schools, homes, a night out, a broken kit, a closure and goals."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from openpyxl import load_workbook

from optimizer.reports import jadwal
from optimizer.reports.extras import told_apart
from optimizer.reports.figures import estimated_share, team_days
from tests.reports import calc, sample


@pytest.fixture(scope="module")
def outcome():
    """The mixed sample."""
    return sample.mixed()


@pytest.fixture(scope="module")
def file(outcome, tmp_path_factory):
    """Its workbook."""
    return jadwal.write(outcome, tmp_path_factory.mktemp("mixed"), "id")


@pytest.fixture(scope="module")
def cells(file):
    """Its cells."""
    return calc.values(file)


def texts(cells, sheet):
    """All texts on a sheet."""
    return [value for (name, _), value in cells.items() if name == sheet and isinstance(value, str)]


def under(cells, sheet, title, row):
    """The value of a row in the column with this title, the last such."""
    columns = [a.rstrip("0123456789") for (s, a), value in cells.items() if s == sheet and value == title]
    return cells.get((sheet, f"{columns[-1]}{row}"))


@pytest.mark.needs_tool("soffice")
def test_every_cached_value_is_what_the_formula_gives(file, cells, needs_tool, tmp_path):
    """LibreOffice calculates every formula to the value a preview shows, goals and priorities too."""
    anew = calc.recalculate(needs_tool("soffice"), tmp_path, {"mixed": load_workbook(file)})["mixed"]
    formulas = calc.formulas(file)
    assert {sheet for sheet, _ in formulas} >= {"Prioritas", "Sasaran", "Perjalanan", "Per desa"}
    for cell in formulas:
        assert anew[cell] == pytest.approx(cells[cell], rel=1e-9), (cell, formulas[cell])


def test_a_night_out_is_told_where_it_is_spent(cells):
    """Two dates of one trip, each with its own line; the first ends in bed, the second begins there."""
    days = [text for text in texts(cells, "Jadwal per pekan") if "menginap, hari ke-" in text]
    assert [day.split(" · ")[0] for day in days] == ["Selasa, 6 Januari 2026", "Rabu, 7 Januari 2026"]
    assert days[0].endswith("hari ke-1 dari 2)")
    for sheet in ("Jadwal per pekan", "Tim 1"):
        assert "Menginap di Penginapan Kecamatan 1, Desa 2 (malam ke-1)" in texts(cells, sheet)
        assert "Berangkat dari Desa 2" in texts(cells, sheet)
    row = calc.row_of(cells, "Perjalanan", "P003")
    assert under(cells, "Perjalanan", "Malam", row) == 1
    assert under(cells, "Perjalanan", "Kelas durasi", row) == "menginap"
    assert under(cells, "Perjalanan", "Menginap di", row) == "Penginapan Kecamatan 1, Desa 2"


def test_estimated_roads_are_summed_by_trip_and_overall(cells, outcome):
    """5 of the 15 km from P2 to P3 and 5 of the 110 back are estimated: 10 of 220, and of 410 in all."""
    row = calc.row_of(cells, "Perjalanan", "P003")
    assert under(cells, "Perjalanan", "Ruas perkiraan (km)", row) == 10
    assert under(cells, "Perjalanan", "Bagian perkiraan", row) == pytest.approx(10 / 220)
    row = calc.row_of(cells, "Ringkasan", "Jarak lewat ruas perkiraan")
    assert cells["Ringkasan", f"B{row}"] == pytest.approx(10 / 410)
    assert estimated_share(team_days(outcome)) == 10 / 410


def test_sixteen_year_olds_stand_beside_the_published_total(cells, outcome):
    """235 wait for a card and 18 more are 16: a row of their own, and never in the first one's sum."""
    waiting = sum(c.waiting for c in outcome.problem.region.cells if "KTP" in c.services and not c.extra)
    assert waiting == 60 + 52 + 25 + 45 + 3 + 9 + 6 + 35 == 235
    assert cells["Ringkasan", f"B{calc.row_of(cells, 'Ringkasan', 'KTP-el')}"] == 235
    assert cells["Ringkasan", f"B{calc.row_of(cells, 'Ringkasan', 'KTP-el, usia 16')}"] == 18
    apart = told_apart(outcome, "id")
    assert sum(a.waiting for a in apart.accounts if a.service == "KTP+16") == 18
    # 20 of 35 students and 10 of 18 aged 16 are met: 15 and 8 are left, told apart by reason
    school = {(m.service, m.people) for m in apart.unserved if m.place == 7}
    assert school == {("KTP", 15), ("KTP+16", 8)}
    row = calc.row_of(cells, "Ringkasan", "di antaranya usia 16, di luar angka resmi")
    assert cells["Ringkasan", f"E{row}"] == 10


def test_a_team_is_told_whom_it_meets_and_when_the_place_is_open(cells):
    """Students and 16-year-olds at the school, its hours and the day it is shut; who is met at home."""
    assert "pemula 20, usia 16 10; buka Senin–Kamis 08:00–13:00; tutup 7 Januari 2026" in texts(
        cells, "Tim 2"
    )
    assert "lansia 2, disabilitas 1" in texts(cells, "Tim 1")
    assert "KTP-el, usia 16" not in texts(cells, "Tim 1")  # no column for whom the team never meets


def test_waiting_for_a_place_to_open_is_shown(tmp_path):
    """The school opens at eight, 15 minutes out: a team that leaves at 07:30 waits there for 15."""
    made = sample.mixed()
    region = made.problem.region
    assert team_days(made)[1].stops[0].wait == 0  # it leaves 07:45 instead of waiting
    day = team_days(made)[1]
    late = replace(day.clock, start=450, wait=15)
    dated = replace(day.trip, clocks=(late,))
    trips = tuple(dated if trip is day.trip else trip for trip in made.schedule.trips)
    made = replace(made, schedule=replace(made.schedule, trips=trips))
    assert team_days(made)[1].stops[0].wait == 15  # 07:30 + 15 minutes of driving, in at 08:00
    cells = calc.values(jadwal.write(made, tmp_path, "id"))
    assert "menunggu buka 15 menit" in texts(cells, "Jadwal per pekan")
    assert any("menunggu buka 15 menit" in text for text in texts(cells, "Tim 2"))
    assert region.places[7].opening is not None


def test_kits_by_date_with_the_broken_ones_first(cells):
    """Two sound kits for two teams until the third is back on the 8th, which the first team takes."""
    for dates, stations in {"5–7 Januari 2026": [1, 1, 2], "8–9 Januari 2026": [2, 1, 3]}.items():
        row = calc.row_of(cells, "Alat rekam", dates)
        assert [cells["Alat rekam", f"{column}{row}"] for column in "BCD"] == stations
    rows = {kit: calc.row_of(cells, "Alat rekam", kit) for kit in ("A-4", "A-3", "A-1", "A-2")}
    assert list(rows.values()) == sorted(rows.values())
    assert cells["Alat rekam", f"B{rows['A-4']}"] == "rusak"
    assert cells["Alat rekam", f"C{rows['A-3']}"].date() == date(2026, 1, 8)
    titles = [text for text in texts(cells, "Tim 1") if text.endswith("alat rekam") and "Januari" in text]
    assert [title.rsplit(" · ", 1)[1] for title in titles] == [f"{n} alat rekam" for n in (1, 1, 1, 2)]


def test_who_is_cut_off_and_by_which_link(cells):
    """P3 is cut off on the 5th and 6th, reached again on the 7th; both closures have their source."""
    row = calc.row_of(cells, "Akses jalan", "Desa 3")
    dates = [cells["Akses jalan", f"{column}{row}"].day for column in "DEF"]
    assert dates == [5, 6, 7]
    row = calc.row_of(cells, "Akses jalan", "R9 (Jalan Uji)")
    shown = [cells["Akses jalan", f"{column}{row}"] for column in "BCEF"]
    assert shown == ["truk", "sedang", "belum ditentukan", "berita"]


def test_floors_and_targets_wanted_and_reached(cells):
    """40 % of the 177 expected in the first kecamatan are 70, 116 come; of 20 IKD wanted 4 are reached."""
    # 60 + 52 + 3 + 9 + 35 + 18 = 177 are expected; 50 + 3 + 24 + 9 + 30 = 116 are served
    row = calc.row_of(cells, "Sasaran", "Kecamatan 0")
    assert [cells["Sasaran", f"{column}{row}"] for column in "BCD"] == [70, 116, 0]
    row = calc.row_of(cells, "Sasaran", "IKD")
    assert [cells["Sasaran", f"{column}{row}"] for column in "BCD"] == [20, 4, 16]


def test_priority_is_explained_factor_by_factor(cells):
    """P2: 1 + 95 minutes × 0.50 an hour + 0.40 for its letter + 0.20 × 240/365 since the last visit."""
    row = calc.row_of(cells, "Prioritas", "P2")
    shown = [cells["Prioritas", f"{column}{row}"] for column in "EFGHIJ"]
    # 50 × 95 // 60 = 79; 20 × 240 // 365 = 13 (10 May to 5 January are 240 days); below the region's share
    assert shown == pytest.approx([2.32, 0.79, 0.40, 0.13, 0, 0])
    assert cells["Prioritas", f"K{row}"] == "1 Desember 2025 (140/07/2025)"
    assert cells["Prioritas", f"L{row}"].date() == date(2025, 5, 10)
    answered = calc.row_of(cells, "Prioritas", "P1")
    assert cells["Prioritas", f"G{answered}"] == 0
    assert cells["Prioritas", f"K{answered}"] == "1 Februari 2025 (140/02), sudah dijawab"
    words = texts(cells, "Prioritas")
    assert "Akses: +0,50 untuk tiap jam jalan dari kantor terdekat, paling banyak 2 jam." in words
    assert "Tenggat: +0,25 bagi Sekolah (sampai 4 Februari 2026)." in words


def test_choices_stand_with_their_reason(cells):
    """The reading planned with, why, and what it could have been."""
    row = calc.row_of(cells, "Ringkasan", "belum_rekam = 10.500")
    assert cells["Ringkasan", f"B{row}"] == "angka terbaru menurut kantor. Bacaan lain: 3.302 (F030)"


def test_sheets_for_what_a_region_lacks_are_left_out(tmp_path):
    """Without goals, kits and closures there is no sheet for them, and no column for nights."""
    book = load_workbook(jadwal.write(sample.small(), tmp_path, "id"))
    assert not {"Sasaran", "Alat rekam", "Akses jalan"} & set(book.sheetnames)
    assert "Menginap di" not in [cell.value for row in book["Perjalanan"].iter_rows() for cell in row]
    title = next(
        cell.value for row in book["Per desa"].iter_rows() for cell in row if cell.value == "Desa/kelurahan"
    )
    assert title


def test_hostile_texts_stay_texts_on_the_new_sheets(tmp_path):
    """Kits, closures, letters, lodgings and choices that begin like formulas are never read as such."""
    made = sample.mixed()
    region, bad = made.problem.region, '=HYPERLINK("http://x")'
    region = replace(
        region,
        kits=tuple(replace(kit, code=bad, source=bad, where=bad) for kit in region.kits),
        closures=tuple(replace(closure, source=bad) for closure in region.closures),
        requests=tuple(replace(request, number=bad) for request in region.requests),
        lodgings=tuple(replace(lodging, name=bad) for lodging in region.lodgings),
        choices=tuple(replace(choice, figure=bad, reason=bad) for choice in region.choices),
    )
    problem = made.problem.replace(region=region)
    file = jadwal.write(replace(made, problem=problem), tmp_path, "id")
    assert not [formula for formula in calc.formulas(file).values() if "HYPERLINK" in formula]
    seen = [v for v in calc.values(file).values() if isinstance(v, str) and "HYPERLINK" in v]
    assert len(seen) > 10
