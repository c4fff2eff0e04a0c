"""The papers an office signs: volumes, letters, marks, texts that stay texts, the same bytes again."""

from __future__ import annotations

import re
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest
from openpyxl import load_workbook

from optimizer.core.budget import price
from optimizer.core.policy import Policy
from optimizer.core.region import Vehicle
from optimizer.core.tariff import Tariff
from optimizer.reports import rab
from optimizer.reports.figures import team_days
from optimizer.reports.papers import kak, papers
from optimizer.reports.papers.letters import effort_of
from optimizer.reports.papers.people import Member
from optimizer.reports.papers.totals import totals
from optimizer.reports.papers.words import as_published, days, spelled
from tests import tiny
from tests.reports import sample
from tests.reports.calc import convert
from tests.reports.docx_text import header, pages, paragraphs, tables, whole


@pytest.fixture(scope="module")
def mixed(tmp_path_factory) -> dict[str, Path]:
    """The papers of a week with homes, a school and a night out, by name."""
    folder = tmp_path_factory.mktemp("papers")
    return {file.stem: file for file in papers(sample.mixed(), folder, "id")}


def cost_rows(file: Path) -> dict[str, tuple[str, ...]]:
    """Volume, unit, rate and amount of each line of the KAK's cost table."""
    table = next(t for t in tables(file) if t[0][0].startswith("Kode rekening"))
    return {row[0]: tuple(row[1:5]) for row in table[1:] if len(row) == 6}


def test_volumes_are_those_of_the_schedule(mixed):
    """The KAK's volumes are counted by hand from the trips of the week.

    Five trips of two members: four of a day, one of two days with a night, so 6 team-days and 12
    person-days. P001 20 out and back, P002 15 and 15, P003 95 to P2, 15 on to P3, 110 home, P004 40 and
    40, P005 20 and 20: 40 + 30 + 220 + 80 + 40 = 410 km. The night's trip pays both its days the higher
    allowance, 4 person-days; of the others only P004 is out for more than 8 hours (drive 80, set-up 40,
    20 × 5 + 4 × 9 and 7 × 20 + 2 × 30 at one kit, break 60: 516 minutes): 2 more.
    """
    rows = cost_rows(mixed["kak"])
    assert rows == {
        "bbm": ("410", "unit", "1.000", "410.000"),
        "makan": ("12", "unit", "35.000", "420.000"),
        "uang_harian": ("6", "unit", "150.000", "900.000"),
        "paket_data": ("6", "unit", "25.000", "150.000"),
    }


def test_volumes_are_those_of_the_budget(mixed):
    """Every line of the budget stands in the KAK with its quantity and amount, and so does the total."""
    budget = sample.mixed().budget
    rows = cost_rows(mixed["kak"])
    dotted = {line.rate.name: (f"{line.quantity:,}", f"{line.amount:,}") for line in budget.lines}
    assert {
        name: (row[0].replace(".", ","), row[3].replace(".", ",")) for name, row in rows.items()
    } == dotted
    assert f"Rp{budget.amount:,}".replace(",", ".") in paragraphs(mixed["kak"])


def test_volumes_are_those_of_the_rab(mixed, tmp_path):
    """Volume, rate and amount of every item are the same in kak.docx and in rab.xlsx."""
    sheet = load_workbook(rab.write(sample.mixed(), tmp_path, "id"), data_only=True).worksheets[0]
    rows = [[cell for cell in row if cell is not None] for row in sheet.iter_rows(values_only=True)]
    items = {row[0]: row[1:5] for row in rows if len(row) > 4 and isinstance(row[1], int)}
    dotted = {
        name: (*(f"{n:,}".replace(",", ".") if isinstance(n, int) else n for n in row),)
        for name, row in items.items()
    }
    assert dotted == cost_rows(mixed["kak"])


def test_schedule_of_the_kak_counts_the_trips(mixed):
    """One week: 5 trips, 6 team-days and 9 visits, between 5 and 9 January."""
    table = next(t for t in tables(mixed["kak"]) if t[0][0] == "Pekan")
    assert table[1][:5] == ["1", "5 Jan – 9 Jan", "5", "6", "9"]
    assert len(table) == 2


def test_long_plan_is_told_by_month():
    """A plan of more than sixteen weeks is told month by month: 20 weeks from January end in May."""
    outcome = sample.outcome(
        tiny.problem([4_000, 4_000], tiny.line_of(20, 30), days=100, policy=Policy(visits="split"))
    )
    made = kak.Kak(outcome, team_days(outcome), totals(outcome, team_days(outcome)), "id")
    rows = kak.values(made)
    assert rows["jenis_masa"] == "Bulan"
    assert [row["masa"] for row in rows["jadwal"]] == [
        "Januari 2026", "Februari 2026", "Maret 2026", "April 2026", "Mei 2026",
    ]  # fmt: skip
    assert sum(int(row["hari_tim"]) for row in rows["jadwal"]) == len(team_days(outcome))


def test_one_letter_a_trip_and_one_order_a_member(mixed):
    """Five trips give five letters, each naming its trip; two members each give ten orders."""
    trips = [trip.id for trip in sample.mixed().schedule.trips]
    letters = pages(mixed["surat_tugas"])
    assert [next(t for t in trips if f"perjalanan {t})" in "".join(page)) for page in letters] == trips
    orders = ["".join(page) for page in pages(mixed["spd"])]
    assert [sum(f"perjalanan {t}," in page for page in orders) for t in trips] == [2] * 5
    assert len(orders) == 10


def test_letter_tells_dates_places_and_hours(mixed):
    """The two days of P003: Tuesday and Wednesday, the night at the kecamatan's lodging."""
    page = "\n".join(pages(mixed["surat_tugas"])[2])
    assert "6–7 Januari 2026, 2 (dua) hari" in page
    assert "Selasa, 6 Januari 2026" in page
    assert "Rabu, 7 Januari 2026" in page
    assert "Menginap di Penginapan Kecamatan 1, Desa 2." in page
    assert "Desa 3 (Kec. Kecamatan 1)" in page


def test_letters_leave_what_the_office_decides(mixed):
    """Number, names and who signs are left as dots; letters are headed internal, the KAK is not."""
    letter, order = pages(mixed["surat_tugas"])[0], pages(mixed["spd"])[0]
    assert "Nomor: ................................................" in letter
    assert "." * 40 in letter
    assert "Golongan III" in letter
    assert order[order.index("Pejabat yang memberi perintah") + 1].strip(".") == ""
    assert header(mixed["surat_tugas"]).startswith("INTERNAL")
    assert header(mixed["spd"]).startswith("INTERNAL")
    assert "INTERNAL" not in whole(mixed["kak"]) + header(mixed["kak"])


def test_letters_count_nobody(mixed):
    """Letters name homes visited, but no number of people: every count of the sample is over 1."""
    for name in ("surat_tugas", "spd"):
        for page in pages(mixed[name]):
            assert "orang" not in " ".join(page)


SUBTOTALS = {
    60: {"5.1.02": "65.000", "5.1.02.01": "70.000", "Jumlah": "Rp135.000"},
    90: {"5.1.02": "65.000", "5.1.02.01": "70.000", "5.1.02.04": "300.000", "Jumlah": "Rp435.000"},
}
"""Two members: 40 km and a data package, two meals, and beyond 8 hours two allowances."""


def test_order_names_the_accounts_of_what_is_paid_for_that_person(tmp_path):
    """A day of up to 8 hours is charged to meals only, a longer one to the allowance too.

    20 minutes there and back, 30 to set up and 60 people × 5: 370 minutes, and with the break at most
    430; 90 people take 520 minutes, 8 h 40 with no break counted yet.
    """
    accounts = {"makan": "5.1.02.01", "uang_harian": "5.1.02.04"}
    rates = tuple(replace(r, account=accounts.get(r.item, r.account)) for r in tiny.TARIFF.rates)
    for people, told in ((60, ["5.1.02.01"]), (90, ["5.1.02.01", "5.1.02.04"])):
        outcome = sample.outcome(
            tiny.problem([people], tiny.line_of(20), day_minutes=600, tariff=Tariff("u", "Uji", rates))
        )
        folder = tmp_path / str(people)
        folder.mkdir()
        papers(outcome, folder, "id")
        costs = next(t for t in tables(folder / "kak.docx") if t[0][0].startswith("Kode rekening"))
        assert {row[0].strip(): row[1] for row in costs if len(row) == 3} == SUBTOTALS[people]
        page = pages(folder / "spd.docx")[0]
        assert [line.removeprefix("Akun: ") for line in page if line.startswith("Akun: ")] == told


def test_order_charges_transport_money_where_it_is_paid():
    """A member of a team without a vehicle of the office or hired is paid a fare; others are not."""
    posed = tiny.problem([30], tiny.line_of(20))
    own = replace(
        posed.region,
        vehicles=(Vehicle("minibus_dinas", "Motor sendiri", "minibus", False, transport_money=True),),
    )
    for region, paid in ((own, {"minibus_dinas": 1}), (posed.region, {})):
        outcome = sample.outcome(posed.replace(region=region))
        assert effort_of(team_days(outcome), Member("golongan_iii")).person_trips == paid


def test_without_trips_there_are_no_letters(tmp_path):
    """A plan without a trip makes the KAK alone."""
    assert [file.name for file in papers(sample.empty(), tmp_path, "id")] == ["kak.docx"]
    assert "tidak memuat perjalanan" in whole(tmp_path / "kak.docx")


def test_unverified_tariff_marks_kak_and_orders(mixed, tmp_path):
    """Where a rate is not verified, the KAK and every travel order say so; once all are, none does."""
    assert "INDIKATIF" in whole(mixed["kak"])
    assert all("INDIKATIF" in "".join(page) for page in pages(mixed["spd"]))
    assert [row[5] for row in next(t for t in tables(mixed["kak"]) if t[0][0].startswith("Kode"))[2:6]] == [
        "*"
    ] * 4
    outcome = sample.mixed()
    rates = tuple(replace(rate, verified=True) for rate in outcome.problem.tariff.rates)
    problem = outcome.problem.replace(tariff=replace(outcome.problem.tariff, rates=rates))
    sound = replace(outcome, problem=problem, budget=price(problem, outcome.schedule))
    papers(sound, tmp_path, "id")
    assert "INDIKATIF" not in whole(tmp_path / "kak.docx") + whole(tmp_path / "spd.docx")


def test_texts_of_tables_stay_texts(tmp_path):
    """Names that look like markup, placeholders or scripts are printed as they are, and do nothing."""
    outcome = sample.hostile()
    region = replace(
        outcome.problem.region, name="<w:p/> & {{ 7*7 }} {% for %}",
        attributions=("</w:t></w:r><script>alert(1)</script>", "a\x07b\x00c\u202ed"),
    )  # fmt: skip
    papers(replace(outcome, problem=outcome.problem.replace(region=region)), tmp_path, "id")
    text = whole(tmp_path / "kak.docx")
    assert "<w:p/> & {{ 7*7 }} {% for %}" in text
    assert "49" not in text.split("Latar belakang")[0]
    assert "</w:t></w:r><script>alert(1)</script>" in text
    assert "a b c d" in text
    assert '=HYPERLINK("http://x")' in whole(tmp_path / "surat_tugas.docx")


def test_equal_outcomes_give_equal_files(mixed, tmp_path):
    """The same outcome gives the same bytes, whenever it is written."""
    for file in papers(sample.mixed(), tmp_path, "id"):
        assert file.read_bytes() == mixed[file.stem].read_bytes()


def test_english(tmp_path):
    """In English dates, numbers and the form are English, the accounts stay."""
    papers(sample.mixed(), tmp_path, "en")
    text = whole(tmp_path / "kak.docx")
    assert "TERMS OF REFERENCE" in text
    assert "Rp1,880,000" in text
    assert "5–9 January 2026" in text
    assert "Terbilang" not in text
    assert "KERANGKA" not in text


def test_background_gives_figures_with_source_date_and_choice(mixed):
    """Each figure has its source and date, each contradiction the reading chosen and the others."""
    text = whole(mixed["kak"])
    assert "perkiraan menurut penduduk dan akses jalan" in text
    assert "2 Januari 2026" in text
    choice = next(t for t in tables(mixed["kak"]) if t[0][1] == "Dipakai")[1]
    assert choice == ["Belum rekam", "10.500", "angka terbaru menurut kantor", "3.302 (F030)"]


def test_risks_come_from_closures_turnout_and_kits():
    """The closure of R3, turnout below all, and two of four kits out of use are risks of the week."""
    outcome = sample.mixed(turnout_percent=80)
    made = kak.Kak(outcome, team_days(outcome), totals(outcome, team_days(outcome)), "id")
    risks = {row["nama"]: row["dasar"] for row in kak.values(made)["risiko"]}
    assert "longsor, dinas PU" in risks["Jalan terputus"]
    assert "Desa 3" in risks["Jalan terputus"]
    assert risks["Alat rekam rusak"] == "4 alat tercatat, 2 di antaranya rusak atau diperbaiki."
    assert "80%" in risks["Warga tidak hadir"]


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (0, "nol"), (7, "tujuh"), (10, "sepuluh"), (11, "sebelas"), (15, "lima belas"), (20, "dua puluh"),
        (100, "seratus"), (119, "seratus sembilan belas"), (1_000, "seribu"),
        (1_150, "seribu seratus lima puluh"),
        (11_000, "sebelas ribu"), (1_000_000, "satu juta"),
        (24_692_500, "dua puluh empat juta enam ratus sembilan puluh dua ribu lima ratus"),
        (2_000_000_001, "dua miliar satu"),
    ],
)  # fmt: skip
def test_numbers_in_words(value, words):
    """Indonesian number words, with se- for one ten, hundred and thousand only."""
    assert spelled(value) == words


def test_lengths_and_dates_in_words():
    """A length of time, and a source's own date as far as it goes."""
    assert (days(1, "id"), days(2, "id"), days(1, "en"), days(3, "en")) == (
        "1 (satu) hari", "2 (dua) hari", "1 day", "3 days",
    )  # fmt: skip
    found = [
        as_published(text, "id") for text in ("2024-12-31", "2024-12", "2024", "", "2024-13", "akhir 2024")
    ]
    assert found == ["31 Desember 2024", "Desember 2024", "2024", "", "2024-13", "akhir 2024"]


@pytest.mark.needs_tool("soffice", "pdftotext")
def test_pages_as_printed(mixed, tmp_path, needs_tool):
    """Printed on A4, each letter fills one page, and no text of the cost table is cut."""
    files = [mixed["kak"], mixed["surat_tugas"], mixed["spd"]]
    text = {}
    for file, pdf in zip(files, convert(needs_tool("soffice"), tmp_path, "pdf", *files), strict=True):
        command = [needs_tool("pdftotext"), "-layout", str(pdf), "-"]
        text[file.stem] = subprocess.run(command, check=True, capture_output=True).stdout.decode()
        boxes = subprocess.run([*command[:1], "-bbox", *command[2:]], check=True, capture_output=True).stdout
        assert set(re.findall(rb'<page width="(\d+)\.\d+" height="(\d+)', boxes)) == {(b"595", b"841")}
    assert text["surat_tugas"].count("\f") == 5
    assert text["spd"].count("\f") == 10
    assert 2 <= text["kak"].count("\f") <= 5
    for told in ("410.000", "Rp1.880.000", "Diperkirakan", "Kunjungan", "Halaman 1 dari"):
        assert told in text["kak"]
