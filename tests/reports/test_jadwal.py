"""The workbook as written: sheets, safe texts, dates, print setup, and nothing cut off."""

from __future__ import annotations

import subprocess
from dataclasses import replace
from datetime import date, datetime
from typing import Any

import pytest
from openpyxl import load_workbook

from optimizer.core.plan import Level, Trip, Visit
from optimizer.core.policy import Policy
from optimizer.core.region import Assumption
from optimizer.core.schedule import DatedTrip
from optimizer.core.score import clock_trip, effort_of
from optimizer.errors import Message
from optimizer.reports import jadwal
from optimizer.reports.dates import long_date
from optimizer.reports.workbook.book import sheet_name
from optimizer.reports.workbook.sheet import line_count, pixels
from tests import tiny
from tests.reports import calc, sample

SHEETS = [
    "Ringkasan", "Jadwal per pekan", "Tim 1", "Perjalanan", "Prioritas", "Per desa", "Per kecamatan",
    "Tidak terlayani", "Biaya", "Asumsi & sumber",
]  # fmt: skip


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    """The small sample as a workbook."""
    return jadwal.write(sample.small(), tmp_path_factory.mktemp("small"), "id")


@pytest.fixture(scope="module")
def district(tmp_path_factory):
    """A week of the district as a workbook."""
    return jadwal.write(sample.district(weeks=1), tmp_path_factory.mktemp("district"), "id")


def texts(cells, sheet):
    """All texts on a sheet."""
    return [value for (name, _), value in cells.items() if name == sheet and isinstance(value, str)]


def test_sheets_in_both_languages(small, tmp_path):
    """The workbook has the same ten sheets in Bahasa Indonesia and English, the summary first."""
    assert load_workbook(small).sheetnames == SHEETS
    english = load_workbook(jadwal.write(sample.small(), tmp_path, "en"))
    assert english.sheetnames == [
        "Summary", "Weekly schedule", "Tim 1", "Trips", "Priority", "By village", "By sub-district",
        "Not served", "Costs", "Assumptions & sources",
    ]  # fmt: skip


def test_equal_outcomes_give_equal_files(small, tmp_path):
    """Nothing of the clock or the machine gets into the file."""
    assert jadwal.write(sample.small(), tmp_path, "id").read_bytes() == small.read_bytes()
    assert [file.name for file in tmp_path.iterdir()] == ["jadwal.xlsx"]  # no draft is left behind


def test_texts_from_files_never_become_formulas(tmp_path):
    """Names that begin like formulas stay texts, also after somebody edits the cell (quote prefix)."""
    outcome = sample.hostile()
    book: Any = load_workbook(jadwal.write(outcome, tmp_path, "id"))
    names = {place.name for place in outcome.problem.region.places if place.name[0] in "=+-@"}
    assert len(names) == 4
    seen = set()
    for sheet in book.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.data_type == "f":
                    assert "HYPERLINK" not in cell.value
                    assert "<script>" not in cell.value
                elif cell.value in names:
                    assert cell.quotePrefix, (sheet.title, cell.coordinate)
                    seen.add((sheet.title, cell.value))
    # each of the four stands on the schedule, the team's sheet and the list of places (and maybe elsewhere)
    for title in ("Jadwal per pekan", "Tim 1", "Per desa"):
        assert {name for sheet, name in seen if sheet == title} == names


def test_a_stop_by_the_clock(small):
    """P0 is 20 minutes out: 07:30 + 20 = 07:50, 30 set-up and 85 × 5 service minutes, break 12–13."""
    cells = calc.values(small)
    row = calc.row_of(cells, "Jadwal per pekan", "P0", "D")
    # The greedy fill serves 79 of 96 on the first day: 465 − 40 drive − 30 set-up = 395 = 79 × 5.
    # 07:50 + 30 + 395 + 60 break = 15:55, and back at 16:15.
    shown = [cells["Jadwal per pekan", f"{column}{row}"] for column in "ABCEFGHIL"]
    arrive, leave = (cell.strftime("%H:%M") for cell in shown[3:5])
    assert [*shown[:3], arrive, leave, *shown[5:]] == [
        1, "Desa 0", "Kecamatan 0", "07:50", "15:55", "12:00–13:00", 20, 20, 79,
    ]  # fmt: skip
    title = cells["Jadwal per pekan", f"A{row - 2}"]
    assert title == "Senin, 5 Januari 2026 · Tim 1 · pukul 07:30–16:15 (8 jam 45 menit, lebih dari 8 jam)"
    assert cells["Jadwal per pekan", f"E{row + 1}"].strftime("%H:%M") == "16:15"


def test_dates_are_dates(small):
    """The list of trips sorts by date: real dates, shown with the Indonesian day's name."""
    sheet: Any = load_workbook(small)["Perjalanan"]
    cell = next(cell for row in sheet.iter_rows() for cell in row if isinstance(cell.value, datetime))
    assert cell.value.date() == date(2026, 1, 5)
    assert cell.number_format == "[$-421]dddd, d mmmm yyyy"


def test_estimates_are_marked_and_sourced_counts_are_not(district):
    """Place 1 has the office's own count, place 2 an estimate: only the second is shown with a ~."""
    sheet = load_workbook(district)["Per desa"]
    rows = [row for row in sheet.iter_rows(min_row=1) if str(row[0].value).startswith("17.02.")]
    assert "~" not in rows[0][3].number_format
    assert "~" in rows[1][3].number_format
    assert len(rows) == 156


@pytest.mark.parametrize("sheet", SHEETS)
def test_every_sheet_prints_on_one_a4_width(small, sheet):
    """A4, one page wide, with the mark and page numbers below; tables repeat their header."""
    page: Any = load_workbook(small)[sheet]
    assert page.page_setup.paperSize == 9
    assert page.sheet_properties.pageSetUpPr.fitToPage
    assert (page.page_setup.fitToWidth or 1, page.page_setup.fitToHeight) == (1, 0)
    assert page.page_setup.orientation == ("portrait" if sheet == "Ringkasan" else "landscape")
    assert "INTERNAL" in page.oddFooter.left.text
    assert "&P" in page.oddFooter.right.text
    assert "&N" in page.oddFooter.right.text
    if sheet not in ("Ringkasan", "Asumsi & sumber"):
        assert page.print_title_rows
        assert page.freeze_panes


def test_filters_cover_the_flat_tables(district):
    """Filter buttons stand on the lists that are sorted and filtered, and never take in the total."""
    book = load_workbook(district)
    for name in ("Perjalanan", "Per desa", "Tidak terlayani"):
        last = int(book[name].auto_filter.ref.split(":")[1].lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ"))
        assert book[name][f"A{last + 1}"].value == "Jumlah"


@pytest.mark.needs_tool("soffice")
@pytest.mark.needs_tool("pdftotext")
def test_nothing_is_cut_off_in_print(district, needs_tool, tmp_path):
    """Every place's name and every trip's line can be read in full on paper, and no number is ####."""
    outcome = sample.district(weeks=1)
    (pdf,) = calc.convert(needs_tool("soffice"), tmp_path, "pdf", district)
    done = subprocess.run([needs_tool("pdftotext"), "-layout", pdf, "-"], check=True, capture_output=True)
    paper = done.stdout.decode()
    assert "###" not in paper
    for place in outcome.problem.region.places:
        assert place.name in paper
    for trip in outcome.schedule.trips:
        assert trip.id in paper
        assert f"{long_date(trip.dates[0], 'id')} · Tim {trip.team[1:]} · pukul" in paper
    assert "(8 jam 45 menit, lebih dari 8 jam)" in paper
    assert "Halaman 1 dari" in paper


def test_an_empty_plan_still_tells_why(tmp_path):
    """With no rupiah there is no trip: 70 people left for want of budget, every total 0."""
    cells = calc.values(jadwal.write(sample.empty(), tmp_path, "id"))
    row = calc.row_of(cells, "Ringkasan", "Anggaran tidak cukup")
    assert cells["Ringkasan", f"B{row}"] == 70
    row = calc.row_of(cells, "Ringkasan", "Perjalanan")
    assert cells["Ringkasan", f"B{row}"] == 0
    assert any("Tidak ada perjalanan" in text for text in texts(cells, "Jadwal per pekan"))


def test_what_is_not_proven_is_a_dash(small):
    """A level with a bound shows its gap, one without shows — for both: cost has no bound here."""
    cells = calc.values(small)
    row = calc.row_of(cells, "Ringkasan", "Biaya (Rp)")
    assert [cells["Ringkasan", f"{column}{row}"] for column in "CD"] == ["—", "—"]
    row = calc.row_of(cells, "Ringkasan", "Orang berbobot yang terlayani")
    assert cells["Ringkasan", f"D{row}"] == pytest.approx(0.1, abs=0.01)


def test_margins_are_against_the_plan_under_the_same_means(tmp_path):
    """200 against 150 weighted people is +33.3 %; 0 people to compare with is no margin at all."""
    base = sample.small().baselines[0]
    twice = tuple(
        replace(base, plan_weighted=20_000, weighted=weighted, name=name)
        for weighted, name in ((15_000, "largest_first"), (0, "rotation"))
    )
    cells = calc.values(jadwal.write(replace(sample.small(), baselines=twice), tmp_path, "id"))
    row = calc.row_of(cells, "Ringkasan", "Desa terbanyak dulu")
    assert cells["Ringkasan", f"G{row}"] == pytest.approx(1 / 3)
    assert cells["Ringkasan", f"G{calc.row_of(cells, 'Ringkasan', 'Giliran tetap')}"] == "—"


def test_warnings_say_what_happened(tmp_path):
    """The run's own warnings, an interruption and a tariff nobody verified all stand on the summary."""
    outcome = sample.small()
    outcome = replace(
        outcome,
        result=replace(outcome.result, interrupted=True, levels=(Level("cost", "rupiah", 1, 1),)),
        warnings=(Message("line.no_slot"),),
    )
    shown = [
        t for t in texts(calc.values(jadwal.write(outcome, tmp_path, "id")), "Ringkasan") if t.startswith("•")
    ]
    assert len(shown) == 3
    assert "tidak ada hari kerja tim" in shown[0]
    assert "dihentikan sebelum selesai" in shown[1]
    assert "“Tarif uji” belum diperiksa" in shown[2]


def test_main_assumptions_are_told_in_words(tmp_path):
    """The first sheet is read by a head: no key of a table; the sheet of sources keeps it, to look it up."""
    outcome = sample.small()
    one = Assumption("menit_rekam_ktp", 4, 5, 8, "menit/orang", "belum diukur")
    region = replace(outcome.problem.region, assumptions=(one,))
    outcome = replace(outcome, problem=replace(outcome.problem, region=region))
    book = calc.values(jadwal.write(outcome, tmp_path, "id"))
    assert "menit rekam KTP" in texts(book, "Ringkasan")
    assert "menit_rekam_ktp" not in texts(book, "Ringkasan")
    assert "menit_rekam_ktp" in texts(book, "Asumsi & sumber")


def test_a_trip_of_two_days_is_one_trip_paid_once(tmp_path):
    """Two days out: one row among the trips, two days and visits, its cost on the first day only."""
    problem = tiny.problem([10, 10], tiny.line_of(20, 35), days=2)
    sleeps = int(problem.place_location[0])
    trip = Trip(0, ((Visit(0, ((0, 10),)),), (Visit(1, ((1, 10),)),)), (0,), (sleeps,))
    dates = tuple(slot.date for slot in problem.slots)
    clocks = clock_trip(problem, trip)
    dated = DatedTrip("P1", "T1", dates, trip, clocks, effort_of(problem, trip, clocks), 500_000)
    cells = calc.values(jadwal.write(sample.outcome(problem, trips=(dated,)), tmp_path, "id"))
    row = calc.row_of(cells, "Perjalanan", "P1")
    shown = {column: cells["Perjalanan", f"{column}{row}"] for column in "DJKP"}
    assert shown == {"D": 2, "J": "menginap", "K": 2, "P": 20}
    money = [value for (sheet, _), value in cells.items() if sheet == "Jadwal per pekan" and value == 500_000]
    assert len(money) == 3  # the first day, its week and the total; the second day adds nothing


def test_one_service_only_has_no_double_counting(tmp_path):
    """Where nobody needs two services the column for double counts is left out."""
    outcome = sample.outcome(tiny.problem([20], tiny.line_of(15), services=(tiny.KTP,), policy=Policy()))
    shown = texts(calc.values(jadwal.write(outcome, tmp_path, "id")), "Jadwal per pekan")
    assert "Layanan rangkap" not in shown
    assert "Diundang" in shown


@pytest.mark.parametrize(
    ("wanted", "taken", "name"),
    [
        ("Tim 1", set(), "Tim 1"),
        ("Tim [A]/B: 'x'", set(), "Tim  A  B  'x"),
        ("Biaya", {"biaya"}, "Biaya 2"),
        ("", set(), "-"),
        ("History", set(), "History 2"),
        ("x" * 40, {"x" * 31}, "x" * 29 + " 2"),
    ],
)
def test_sheet_names_excel_takes(wanted, taken, name):
    """No forbidden character, at most 31 long, unlike any other whatever the case."""
    assert sheet_name(wanted, taken) == name


def test_wrapped_lines_are_counted_by_words():
    """Four words of one width fit two to a line; a word wider than the line takes two."""
    word = pixels("tiga ")
    assert line_count("tiga tiga tiga tiga", 2 * word) == 2
    assert line_count("tiga", 0.6 * word) == 2
    assert line_count("", 10) == 1
