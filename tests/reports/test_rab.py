"""The cost plan's workbook: lines, mark, sheets and what is typed, read back from the file."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from optimizer.core.budget import price
from optimizer.core.outcome import Outcome
from optimizer.core.schedule import Schedule
from optimizer.core.tariff import Rate, Tariff, cost
from optimizer.reports import rab
from tests import tiny
from tests.core.schedules import schedule, trip
from tests.reports import calc, sample

SHEETS = (
    "RAB", "Tarif", "Volume", "Biaya per perjalanan", "Per bulan", "Per kecamatan", "Pembagian",
    "Per sumber dana", "Catatan",
)  # fmt: skip
MARK = "INDIKATIF"


def priced(outcome: Outcome, *rates: Rate, **changes: Any) -> Outcome:
    """The outcome with another tariff; `changes` go to every rate."""
    tariff = outcome.problem.tariff
    rates = rates or tariff.rates
    tariff = replace(tariff, rates=tuple(replace(rate, **changes) for rate in rates))
    problem = outcome.problem.replace(tariff=tariff)
    trips = tuple(replace(trip, cost=cost(tariff, trip.effort)) for trip in outcome.schedule.trips)
    schedule = Schedule(trips)
    return replace(outcome, problem=problem, schedule=schedule, budget=price(problem, schedule))


@pytest.fixture(scope="module")
def outcome() -> Outcome:
    """A week with a night out and two kecamatan."""
    return sample.mixed()


@pytest.fixture(scope="module")
def file(outcome: Outcome, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Its cost plan."""
    return rab.write(outcome, tmp_path_factory.mktemp("rab"), "id")


def test_the_total_is_the_budgets(outcome: Outcome, file: Path) -> None:
    """RAB = sum of the trips = budget, on every sheet that has a total, and each control is 0."""
    cells = calc.values(file)
    totals = {"RAB": "F", "Per kecamatan": "D", "Per sumber dana": "B"}
    for sheet, column in totals.items():
        assert cells[sheet, f"{column}{calc.row_of(cells, sheet, 'Jumlah')}"] == outcome.budget.amount
    assert outcome.budget.amount == sum(trip.cost for trip in outcome.schedule.trips)
    controls = [address for address, value in cells.items() if str(value).startswith("Selisih")]
    assert len(controls) == 4
    for sheet, address in controls:
        row = {a: v for (s, a), v in cells.items() if s == sheet and a[1:] == address[1:] and a != address}
        assert list(row.values()) == [0], sheet


def test_a_line_is_quantity_times_price_under_its_account(tmp_path: Path) -> None:
    """Two accounts: 120 km × 1,000 on the first, 4 × 35,000 and 2 × 25,000 on the second with 190,000."""
    rates = (
        replace(tiny.rate("bbm", "kilometres", 1_000), account="5.1.01", funding="APBD"),
        replace(tiny.rate("makan", "person_days", 35_000), account="5.1.02", funding="DAK"),
        replace(tiny.rate("data", "team_days", 25_000), account="5.1.02", funding="APBD"),
    )
    tariff = Tariff("uji", "Tarif uji", rates, (("5.1.02", "Belanja makan"),))
    problem = tiny.problem([66, 67], tiny.line_of(30, 30), days=2, tariff=tariff)
    trips = schedule(problem, (0, trip((0, {0: 66}))), (1, trip((1, {1: 67})))).trips
    made = sample.outcome(problem, trips=trips)
    cells = calc.values(rab.write(made, tmp_path, "id"))
    top = calc.row_of(cells, "RAB", "Kode rekening")
    rows = [[cells.get(("RAB", f"{c}{row}")) for c in "ABCDEFGH"] for row in range(top + 1, top + 7)]
    assert rows == [
        ["5.1.01", "", None, None, None, 120_000, None, None],
        [None, "bbm", 120, "unit", 1_000, 120_000, "APBD", MARK],
        ["5.1.02", "Belanja makan", None, None, None, 190_000, None, None],
        [None, "makan", 4, "unit", 35_000, 140_000, "DAK", MARK],
        [None, "data", 2, "unit", 25_000, 50_000, "APBD", MARK],
        ["Jumlah", None, None, None, None, 310_000, None, None],
    ]
    funding = {cells["Per sumber dana", f"A{r}"]: cells["Per sumber dana", f"B{r}"] for r in _rows(cells)}
    assert funding == {"APBD": 170_000, "DAK": 140_000}


def _rows(cells: calc.Cells) -> range:
    """Rows of the table of sources of money."""
    first = calc.row_of(cells, "Per sumber dana", "Sumber dana") + 1
    return range(first, calc.row_of(cells, "Per sumber dana", "Jumlah"))


def test_prices_are_typed_in_one_place_only(outcome: Outcome, file: Path) -> None:
    """Numbers that are no formulas: rates and years on Tarif, quantities on Volume, people on Pembagian."""
    typed: dict[str, set[str]] = {}
    for sheet in load_workbook(file).worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.data_type == "n" and cell.value is not None:
                    typed.setdefault(sheet.title, set()).add(cell.column_letter)
    assert set(typed) == {"Tarif", "Volume", "Pembagian"}
    assert typed["Tarif"] == {"E", "G"}
    assert typed["Pembagian"] == {"D"}
    assert len(outcome.problem.tariff.rates) == 4


@pytest.mark.parametrize("lang", ["id", "en"])
def test_every_page_with_an_unverified_rate_is_marked(outcome: Outcome, lang: str, tmp_path: Path) -> None:
    """On the sheet, above and below every printed page; without it once all rates used are verified."""
    mark = {"id": MARK, "en": "INDICATIVE"}[lang]
    for sheet in load_workbook(rab.write(outcome, tmp_path, lang)).worksheets:
        assert sheet["A2"].value.startswith(mark)
        assert mark in calc.margins(sheet)[0]
        assert mark in calc.margins(sheet)[1]
    verified = priced(outcome, verified=True, verified_by="bendahara", verified_on=date(2026, 1, 2))
    book = load_workbook(rab.write(verified, tmp_path, lang))
    texts = [str(cell.value) for sheet in book.worksheets for row in sheet.iter_rows() for cell in row]
    assert not [text for text in texts if text == mark or text.startswith(f"{mark}:")]
    for sheet in book.worksheets:
        assert not calc.margins(sheet)[0]
        assert mark not in calc.margins(sheet)[1]


def test_a_rate_nobody_uses_marks_only_the_sheet_of_rates(outcome: Outcome, tmp_path: Path) -> None:
    """All that is used is verified; an unverified rate by the litre, of which none is burnt, is listed."""
    rates = tuple(replace(rate, verified=True) for rate in outcome.problem.tariff.rates)
    made = priced(outcome, *rates, tiny.rate("oli", "litres", 1))
    book = load_workbook(rab.write(made, tmp_path, "id"))
    marked = [sheet.title for sheet in book.worksheets if calc.margins(sheet)[0]]
    assert marked == ["Tarif"]


def test_a_cap_that_is_exceeded_is_noted(outcome: Outcome, tmp_path: Path) -> None:
    """At most 1 lunch a month: every team with more is listed with what lies above it."""
    made = priced(outcome, replace(tiny.rate("makan", "person_days", 35_000), most_per_month=1))
    notes = " ".join(
        str(v) for (s, _), v in calc.values(rab.write(made, tmp_path, "id")).items() if s == "Catatan"
    )
    assert "paling banyak 1" in notes
    assert "Januari 2026: 4 unit per orang" in notes  # T1: Monday, the night's two days and Friday


def test_hostile_names_stay_texts(tmp_path: Path) -> None:
    """Names that look like formulas are texts in the file, also in the tariff."""
    made = sample.hostile()
    rates = [replace(rate, name=f"={rate.name}", source="+cmd|'/c'!A1") for rate in made.problem.tariff.rates]
    book = load_workbook(rab.write(priced(made, *rates), tmp_path, "id"))
    wanted = {"=makan", "=K0", "+cmd|'/c'!A1"}
    found = {
        cell.value: cell.data_type for sheet in book.worksheets for row in sheet.iter_rows() for cell in row
        if cell.value in wanted
    }  # fmt: skip
    assert found == {"=makan": "s", "+cmd|'/c'!A1": "s"} | ({"=K0": "s"} if "=K0" in found else {})


def test_a_plan_without_a_trip_costs_nothing(tmp_path: Path) -> None:
    """Every sheet is there, and the total is 0."""
    file = rab.write(sample.empty(), tmp_path, "id")
    cells = calc.values(file)
    assert tuple(load_workbook(file).sheetnames) == SHEETS
    assert cells["RAB", f"F{calc.row_of(cells, 'RAB', 'Jumlah')}"] == 0


def test_pages_are_a4_across_one_page_wide_with_titles(file: Path) -> None:
    """Every table is printed one page wide on A4 landscape, its header repeated."""
    for sheet in load_workbook(file).worksheets:
        assert (sheet.page_setup.paperSize, sheet.page_setup.orientation) == (9, "landscape")
        assert (sheet.page_setup.fitToWidth or 1, sheet.page_setup.fitToHeight) == (1, 0)
        assert bool(sheet.print_title_rows) == (sheet.title != "Catatan")
