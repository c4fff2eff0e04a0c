"""The workbook against an independent calculator: LibreOffice, without the values we cached."""

from __future__ import annotations

import pytest
from openpyxl import load_workbook

from optimizer.core.outcome import Outcome
from optimizer.core.score import levels
from optimizer.reports import jadwal
from tests.reports import calc, sample

pytestmark = pytest.mark.needs_tool("soffice")

RINGKASAN, JADWAL, DESA = "Ringkasan", "Jadwal per pekan", "Per desa"


@pytest.fixture(scope="module")
def outcome() -> Outcome:
    """A week of the district."""
    return sample.district(weeks=1)


@pytest.fixture(scope="module")
def file(outcome, tmp_path_factory):
    """Its workbook."""
    return jadwal.write(outcome, tmp_path_factory.mktemp("written"), "id")


@pytest.fixture(scope="module")
def stop(outcome, file):
    """The first stop: its place, its row in the schedule and its row among the places."""
    place = outcome.schedule.trips[0].trip.visits[0].place
    code, cells = outcome.problem.region.places[place].code, calc.values(file)
    return place, calc.row_of(cells, JADWAL, code, "D"), calc.row_of(cells, DESA, code)


@pytest.fixture(scope="module")
def calculated(file, stop, needs_tool, tmp_path_factory):
    """Cells as recalculated: untouched, with 7 more served at the first stop, with 5 more waiting there."""
    _, scheduled, placed = stop
    books = {name: load_workbook(file) for name in ("plain", "served", "waiting")}
    books["served"][JADWAL][f"L{scheduled}"].value += 7
    books["waiting"][DESA][f"D{placed}"].value += 5
    return calc.recalculate(needs_tool("soffice"), tmp_path_factory.mktemp("calc"), books)


def test_every_cached_value_is_what_the_formula_gives(file, calculated):
    """A preview that does not calculate shows what a spreadsheet that does would show."""
    cached, formulas = calc.values(file), calc.formulas(file)
    assert len(formulas) > 156 * 8  # six counts, persons and weights of each place at the least
    for cell in formulas:
        assert calculated["plain"][cell] == pytest.approx(cached[cell], rel=1e-9), (cell, formulas[cell])


def test_recalculated_totals_are_the_plans(outcome, calculated):
    """People, weighted people, trips, distance and rupiah come out as the core has them."""
    cells = calculated["plain"]
    for service in outcome.problem.region.services:
        row = calc.row_of(cells, RINGKASAN, service.name)
        accounts = [a for a in outcome.accounts if a.service == service.code]
        kinds = ("waiting", "inflow", "office", "expected", "absent", "left")
        for column, kind in zip("BCDEFG", kinds, strict=True):
            assert cells[RINGKASAN, f"{column}{row}"] == sum(getattr(a, kind) for a in accounts), kind
    figures = {
        "Orang terlayani, tiap orang dihitung sekali": sum(
            v.people for t in outcome.schedule.trips for v in t.trip.visits
        ),
        "Orang berbobot (nilai layanan × prioritas desa)": levels(outcome.problem, outcome.result.plan)[
            0
        ].value
        / 100,
    }
    for label, figure in figures.items():
        row = calc.row_of(cells, RINGKASAN, label)
        assert cells[RINGKASAN, f"E{row}"] == pytest.approx(figure, rel=1e-12), label
    figures = {
        "Perjalanan": len(outcome.schedule.trips),
        "Jarak (km)": sum(t.effort.metres for t in outcome.schedule.trips) / 1000,
        "Biaya (Rp, indikatif)": outcome.budget.amount,
    }
    for label, figure in figures.items():
        row = calc.row_of(cells, RINGKASAN, label)
        assert cells[RINGKASAN, f"B{row}"] == pytest.approx(figure, rel=1e-12), label


def test_costs_and_people_agree_between_sheets(calculated):
    """The two control lines read 0: cost lines against trips, people not served against places."""
    cells = calculated["plain"]
    controls = {
        sheet: value for (sheet, _), value in cells.items() if str(value).startswith("Selisih dengan")
    }
    assert set(controls) == {"Biaya", "Tidak terlayani"}
    for sheet, label in controls.items():
        row = calc.row_of(cells, sheet, label)
        assert [cells.get((sheet, f"{c}{row}")) for c in "BCDEFG" if (sheet, f"{c}{row}") in cells] == [0]


def test_serving_seven_more_changes_the_totals_by_seven(outcome, stop, calculated):
    """Seven more at one stop: seven more served, seven fewer absent, nothing else in people or money."""
    place, _, _ = stop
    weight = int(outcome.problem.weight[place]) / 100
    changed = _changes(calculated["plain"], calculated["served"], RINGKASAN)
    ktp = calc.row_of(calculated["plain"], RINGKASAN, "KTP-el")
    people = calc.row_of(calculated["plain"], RINGKASAN, "Orang terlayani, tiap orang dihitung sekali")
    weighted = calc.row_of(calculated["plain"], RINGKASAN, "Orang berbobot (nilai layanan × prioritas desa)")
    absent = calc.row_of(calculated["plain"], RINGKASAN, "Diundang, tetapi diperkirakan tidak hadir")
    each = calc.row_of(calculated["plain"], RINGKASAN, "Biaya per orang terlayani (Rp)")
    assert changed.pop(f"B{each}") < 0
    assert changed == pytest.approx(
        {f"E{ktp}": 7, f"F{ktp}": -7, f"E{people}": 7, f"E{weighted}": 7 * weight, f"B{absent}": -7}
    )


def test_five_more_waiting_are_five_more_left(outcome, stop, calculated):
    """Five more people waiting where all invited were served: five more wait, and five more are left."""
    changed = _changes(calculated["plain"], calculated["waiting"], RINGKASAN)
    ktp = calc.row_of(calculated["plain"], RINGKASAN, "KTP-el")
    assert {cell: changed[cell] for cell in (f"B{ktp}", f"G{ktp}")} == {f"B{ktp}": 5, f"G{ktp}": 5}
    reasons = {cell for cell in changed if cell not in (f"B{ktp}", f"G{ktp}")}
    place, _, _ = stop
    listed = [
        m.reason for m in outcome.unserved if m.place == place and m.service == "KTP" and m.reason != "absent"
    ]
    assert len(reasons) == len(listed)  # a reason's line follows only where the place has one already
    control = calc.row_of(
        calculated["waiting"], "Tidak terlayani", "Selisih dengan lembar per desa (0 bila cocok)"
    )
    assert calculated["waiting"]["Tidak terlayani", f"E{control}"] == (0 if listed else 5)


def _changes(before, after, sheet):
    """Differences of the numbers on a sheet, by address."""
    numbers = {a: v for (s, a), v in before.items() if s == sheet and isinstance(v, int | float)}
    return {
        address: after[sheet, address] - value
        for address, value in numbers.items()
        if after[sheet, address] != pytest.approx(value, rel=1e-12)
    }
