"""On every case: the RAB is the budget in plan.json, and the price of the schedule by the core."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from openpyxl import load_workbook

from optimizer.core.budget import price
from optimizer.core.outcome import Outcome
from optimizer.core.score import effort_of
from optimizer.core.tariff import cost
from optimizer.line import Request
from optimizer.line import run as planned
from optimizer.reports import rab
from optimizer.settings import home
from optimizer.store import bundle
from tests.cases.made import CASES, settings
from tests.reports import calc

pytestmark = pytest.mark.needs_tool("soffice")

DEARER = {"bbm": 12_345, "makan_siang": 1, "paket_data": 99_999}


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Outcome]:
    """The first week of each case, as its largest places are visited first."""
    cache = tmp_path_factory.mktemp("cache")
    return {case: _week(case, cache) for case in CASES}


def _week(case: str, cache: Path) -> Outcome:
    made = settings(case)
    plan = made.plan.model_copy(update={"weeks": 1, "engine": "largest_first", "work": 1})
    policy = made.policy.model_copy(update={"purpose": "reach"})
    made = made.model_copy(update={"plan": plan, "policy": policy, "question": None})
    assert plan.start is not None
    assert plan.today is not None
    request = Request(
        settings=made,
        configs=home() / "configs",
        source=made.region.data,
        start=plan.start,
        today=plan.today,
        created="2026-01-02T08:00:00+07:00",
        name=case,
        cache=cache,
    )
    return planned(request)


@pytest.fixture(scope="module")
def calculated(
    outcomes: dict[str, Outcome], needs_tool, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, calc.Cells]:
    """Each case's RAB calculated anew, as it is and (`-dearer`) with three prices changed."""
    books = {}
    for case, outcome in outcomes.items():
        file = rab.write(outcome, tmp_path_factory.mktemp("rab"), "id")
        books[case], books[f"{case}-dearer"] = load_workbook(file), load_workbook(file)
        cells = calc.values(file)
        for rate in outcome.problem.tariff.rates:
            if rate.item in DEARER:
                row = calc.row_of(cells, "Tarif", rate.name)
                books[f"{case}-dearer"]["Tarif"][f"E{row}"].value = DEARER[rate.item]
    return calc.recalculate(needs_tool("soffice"), tmp_path_factory.mktemp("calc"), books)


@pytest.mark.parametrize("case", CASES)
def test_the_rab_is_the_plans_cost(
    case: str, outcomes: dict[str, Outcome], calculated: dict[str, calc.Cells]
) -> None:
    """RAB = plan.json = its trips = the core's price of trips clocked anew; so with three other rates."""
    outcome, cells = outcomes[case], calculated[case]
    problem, trips = outcome.problem, outcome.schedule.trips
    document = bundle(outcome)
    rupiah = cells["RAB", f"F{calc.row_of(cells, 'RAB', 'Jumlah')}"]
    assert rupiah == document["cost_rupiah"] == price(problem, outcome.schedule).amount > 0
    assert rupiah == sum(trip["cost_rupiah"] for trip in document["trips"])
    assert rupiah == sum(line["amount"] for line in document["budget"])
    tariff = problem.tariff
    rates = tuple(replace(rate, rupiah=DEARER.get(rate.item, rate.rupiah)) for rate in tariff.rates)
    dearer, cells = replace(tariff, rates=rates), calculated[f"{case}-dearer"]
    owed = sum(cost(dearer, effort_of(problem, trip.trip)) for trip in trips)
    assert cells["RAB", f"F{calc.row_of(cells, 'RAB', 'Jumlah')}"] == owed != rupiah


@pytest.mark.parametrize("case", CASES)
def test_volumes_are_the_schedules(
    case: str, outcomes: dict[str, Outcome], calculated: dict[str, calc.Cells]
) -> None:
    """Quantities of the lines, people by kecamatan and the controls follow from the schedule alone."""
    outcome, cells = outcomes[case], calculated[case]
    trips = outcome.schedule.trips
    by_name = {line.rate.name: line.quantity for line in outcome.budget.lines}
    for name, quantity in by_name.items():
        assert cells["RAB", f"C{calc.row_of(cells, 'RAB', name, 'B')}"] == quantity
    served = sum(visit.people for trip in trips for visit in trip.trip.visits)
    assert cells["Per kecamatan", f"F{calc.row_of(cells, 'Per kecamatan', 'Jumlah')}"] == served
    for (sheet, address), value in cells.items():
        if str(value).startswith("Selisih"):
            row = [v for (s, a), v in cells.items() if s == sheet and a[1:] == address[1:] and a != address]
            assert row == [0], sheet
