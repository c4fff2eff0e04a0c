"""The cost plan against an independent calculator: LibreOffice, without the values we cached."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from openpyxl import load_workbook

from optimizer.core.budget import price, shares
from optimizer.core.outcome import Outcome
from optimizer.core.tariff import cost
from optimizer.reports import rab
from tests.reports import calc, sample

pytestmark = pytest.mark.needs_tool("soffice")

CHANGED = {"BBM kendaraan dinas": 2_001, "Makan dan minum petugas": 1, "Paket data tim": 77_777}


@pytest.fixture(scope="module")
def outcome() -> Outcome:
    """Two weeks of the district, its places near one another dealt out over three kecamatan."""
    problem = sample.small(days=10, teams=2).problem
    places = tuple(
        replace(place, kecamatan_code=f"17.02.{number % 3}", kecamatan=f"Kecamatan {number % 3}")
        for number, place in enumerate(problem.region.places)
    )
    tariff = sample.district(weeks=1).problem.tariff
    region = replace(problem.region, places=places)
    return sample.outcome(problem.replace(region=region, tariff=tariff))


@pytest.fixture(scope="module")
def file(outcome: Outcome, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Its cost plan."""
    return rab.write(outcome, tmp_path_factory.mktemp("written"), "id")


@pytest.fixture(scope="module")
def calculated(file: Path, needs_tool, tmp_path_factory: pytest.TempPathFactory) -> dict[str, calc.Cells]:
    """Cells as recalculated: untouched, with three prices changed, with nine more kilometres on a trip."""
    cells = calc.values(file)
    books = {name: load_workbook(file) for name in ("plain", "prices", "volume")}
    for name, rupiah in CHANGED.items():
        books["prices"]["Tarif"][f"E{calc.row_of(cells, 'Tarif', name)}"].value = rupiah
    books["volume"]["Volume"][_kilometres(cells)].value += 9
    return calc.recalculate(needs_tool("soffice"), tmp_path_factory.mktemp("calc"), books)


def _kilometres(cells: calc.Cells) -> str:
    """The cell of the first trip's kilometres."""
    (column,) = (a.rstrip("0123456789") for (s, a), v in cells.items() if s == "Volume" and v == "Jarak (km)")
    first = calc.row_of(cells, "Volume", "Perjalanan") + 2
    return f"{column}{first}"


def total(cells: calc.Cells, sheet: str = "RAB", column: str = "F") -> object:
    """The total of a sheet."""
    return cells[sheet, f"{column}{calc.row_of(cells, sheet, 'Jumlah')}"]


def test_every_cached_value_is_what_the_formula_gives(file: Path, calculated: dict[str, calc.Cells]) -> None:
    """A preview that does not calculate shows what a spreadsheet that does would show."""
    cached, formulas = calc.values(file), calc.formulas(file)
    assert len(formulas) > 100
    for cell in formulas:
        value = calculated["plain"][cell]
        if isinstance(value, int | float):
            assert value == pytest.approx(cached[cell], rel=1e-9), (cell, formulas[cell])
        else:
            assert value == cached[cell], (cell, formulas[cell])


def test_three_prices_changed_give_the_cores_price(
    outcome: Outcome, calculated: dict[str, calc.Cells]
) -> None:
    """The core prices the same schedule with the same three rates: equal to the rupiah, by kecamatan too."""
    tariff = outcome.problem.tariff
    rates = tuple(replace(rate, rupiah=CHANGED.get(rate.name, rate.rupiah)) for rate in tariff.rates)
    assert sum(old != new for old, new in zip(tariff.rates, rates, strict=True)) == 3
    problem = outcome.problem.replace(tariff=replace(tariff, rates=rates))
    cells = calculated["prices"]
    assert total(cells) == price(problem, outcome.schedule).amount != outcome.budget.amount
    owed: dict[str, int] = {}
    for trip in outcome.schedule.trips:
        for share in shares(problem, replace(trip, cost=cost(problem.tariff, trip.effort))):
            owed[share.kecamatan] = owed.get(share.kecamatan, 0) + share.rupiah
    first = calc.row_of(cells, "Per kecamatan", "Kode") + 1
    rows = range(first, first + len(owed))
    assert {cells["Per kecamatan", f"A{r}"]: cells["Per kecamatan", f"D{r}"] for r in rows} == owed
    assert max(len(shares(problem, trip)) for trip in outcome.schedule.trips) > 1


def test_nine_more_kilometres_cost_nine_times_the_rate(
    outcome: Outcome, calculated: dict[str, calc.Cells]
) -> None:
    """9 × 1,300 rupiah on the RAB, its kecamatan and its source of money alike; controls stay 0."""
    cells = calculated["volume"]
    for sheet, column in (("RAB", "F"), ("Per kecamatan", "D"), ("Per sumber dana", "B")):
        assert total(cells, sheet, column) == outcome.budget.amount + 9 * 1_300, sheet
    for (sheet, address), value in cells.items():
        if str(value).startswith("Selisih"):
            row = [v for (s, a), v in cells.items() if s == sheet and a[1:] == address[1:] and a != address]
            assert row == [0], sheet
