"""From a run folder back to a schedule the referee can check and reports can print."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import PurePath

import numpy as np
import pytest

from optimizer import store
from optimizer.core.check import check_schedule
from optimizer.core.plan import Plan, Trip, Visit
from optimizer.core.region import InputFile
from optimizer.core.schedule import Schedule
from optimizer.errors import InputError
from optimizer.texts import LANGUAGES, tell_defect
from tests.reports import sample as large
from tests.store import sample


@pytest.fixture
def run(tmp_path):
    """The sample run, written."""
    return store.write(sample.outcome(), tmp_path / "uji")


def altered(run, alter):
    """The bundle after a change by hand to its trips, all sums kept in order."""
    stated = json.loads((run / "plan.json").read_text(encoding="utf-8"))
    alter(stated)
    (run / "plan.json").write_text(json.dumps(stated), encoding="utf-8")
    return store.read(run)


def refused(problem, bundle):
    """The defects for which a bundle does not fit a problem."""
    with pytest.raises(InputError) as caught:
        store.schedule_of(problem, bundle)
    for defect in caught.value.defects:
        assert tell_defect(defect, "id") != tell_defect(defect, "en")
    return caught.value.defects


def test_a_schedule_comes_back_equal(run):
    """Written, read, rebuilt for a problem posed anew: the same trips, clocks, efforts and costs."""
    schedule = store.schedule_of(sample.problem(), store.read(run))
    assert schedule == sample.outcome().schedule


def test_an_outcome_comes_back_without_loss(run):
    """Its bundle, in either language, is the first one's; its result and budget are equal."""
    first, again = sample.outcome(), store.outcome_of(sample.problem(), store.read(run))
    for lang in ("id", "en"):
        assert store.bundle(again, lang) == store.bundle(first, lang)
    for part in ("result", "budget", "accounts", "unserved", "baselines", "warnings", "settings"):
        assert getattr(again, part) == getattr(first, part), part


def test_a_district_comes_back_equal_and_lawful(tmp_path):
    """156 places, 4 weeks, two teams: the same schedule, and the referee finds what it found before."""
    first = replace(large.district(), warnings=())
    schedule = store.schedule_of(first.problem, store.read(store.write(first, tmp_path / "uji")))
    assert schedule == first.schedule
    assert check_schedule(first.problem, schedule) == check_schedule(first.problem, first.schedule)


def test_trips_without_a_date_come_back_too(tmp_path):
    """A trip no slot was found for is kept apart, with its people."""
    first = sample.outcome()
    undated = Trip(0, ((Visit(2, ((3, 8),)),),))
    schedule = Schedule(first.schedule.trips, (undated,))
    first = replace(
        first, schedule=schedule, result=replace(first.result, plan=Plan((*first.result.plan.trips, undated)))
    )
    bundle = store.read(store.write(first, tmp_path / "uji"))
    assert store.schedule_of(sample.problem(), bundle) == schedule
    assert store.outcome_of(sample.problem(), bundle).result.plan == first.result.plan


def test_a_changed_input_is_named(run):
    """The file of counts has another SHA-256 than the one the run read."""
    defects = refused(sample.problem(sha256="cd" * 32), store.read(run))
    assert [(d.where, d.message.key) for d in defects] == [
        ("data/uji/permintaan.csv", "store.rebuild.changed")
    ]


def test_inputs_gone_and_added_are_named(run):
    """The file was renamed: one is gone, one is new."""
    problem = sample.problem()
    files = tuple(replace(file, path=file.path.with_name("lain.csv")) for file in problem.region.inputs)
    problem = problem.replace(region=replace(problem.region, inputs=files))
    assert [(d.where, d.message.key) for d in refused(problem, store.read(run))] == [
        ("data/uji/permintaan.csv", "store.rebuild.gone"),
        ("data/uji/lain.csv", "store.rebuild.added"),
    ]


def test_a_run_on_another_workbook_asks_for_it(run):
    """Made from isian.xlsx and read again from the folder of the settings: the message says --data."""
    first = sample.outcome()
    files = (InputFile(PurePath("unggah/isian.xlsx"), "ab" * 32),)
    region = replace(first.problem.region, inputs=files)
    first = replace(first, problem=first.problem.replace(region=region))
    other = store.read(store.write(first, run.parent / "lain"))
    gone, added = refused(sample.problem(), other)
    assert (gone.where, gone.message.key) == ("unggah/isian.xlsx", "store.rebuild.elsewhere")
    assert (added.where, added.message.key) == ("data/uji/permintaan.csv", "store.rebuild.added")
    for lang in LANGUAGES:
        assert "--data (unggah/isian.xlsx)" in tell_defect(gone, lang)


def test_a_run_on_another_folder_asks_for_it(run):
    """Made from data/uji, read again from data/lain."""
    problem = sample.problem()
    files = (InputFile(PurePath("data/lain/permintaan.csv"), "ab" * 32),)
    problem = problem.replace(region=replace(problem.region, inputs=files))
    gone, _ = refused(problem, store.read(run))
    assert (gone.message.key, gone.message.values) == ("store.rebuild.elsewhere", {"data": "data/uji"})


def test_a_slot_that_no_longer_is_is_named(run):
    """T2 has Tuesday off now."""
    problem = sample.problem()
    slots = tuple(slot for slot in problem.slots if (slot.team, slot.date) != ("T2", sample.TUESDAY))
    [defect] = refused(problem.replace(slots=slots), store.read(run))
    assert (defect.message.key, defect.column, defect.found) == (
        "store.rebuild.slot",
        "trips[J002]",
        "T2 2026-01-06",
    )


def test_people_nobody_knows_are_named(run):
    """P0 has no people who need both services."""

    def alter(stated):
        stated["trips"][0]["days"][0]["visits"][0]["cells"] = {"KTP+IKD": 15}

    [defect] = refused(sample.problem(), altered(run, alter))
    assert (defect.message.key, defect.found) == ("store.rebuild.cell", "KTP+IKD")


def test_places_slots_and_days_nobody_knows_are_named(tmp_path):
    """A place no longer in the data, and an undated trip of a class there is none of."""
    first = sample.outcome()
    schedule = Schedule(first.schedule.trips, (Trip(9, ((Visit(2, ((3, 8),)),),)),))
    run = store.write(replace(first, schedule=schedule), tmp_path / "uji")

    def alter(stated):
        stated["places"][3]["code"] = stated["unserved"][-1]["place"] = "P9"

    assert [(d.message.key, d.column) for d in refused(sample.problem(), altered(run, alter))] == [
        ("store.rebuild.place", "places"),
        ("store.rebuild.slot", "undated[0]"),
    ]


def test_a_clock_changed_by_hand_is_named(run):
    """Home at 09:50 instead of 09:55: the core's clock says otherwise."""

    def alter(stated):
        stated["trips"][0]["days"][0]["end"] = "09:50"

    [defect] = refused(sample.problem(), altered(run, alter))
    assert (defect.column, defect.message.values) == (
        "trips[J001].days[0].end",
        {"stated": "09:50", "found": "09:55"},
    )


def test_a_price_changed_since_is_named(run):
    """Fuel at Rp 2,000 a km: Rp 40,000 and 70,000 more than the trips state."""
    problem = sample.problem()
    fuel, *others = problem.tariff.rates
    tariff = replace(problem.tariff, rates=(replace(fuel, rupiah=2_000), *others))
    defects = refused(problem.replace(tariff=tariff), store.read(run))
    assert [(d.column, d.message.values) for d in defects] == [
        ("trips[J001].cost_rupiah", {"stated": "135000", "found": "175000"}),
        ("trips[J002].cost_rupiah", {"stated": "165000", "found": "235000"}),
    ]


def test_prices_and_weights_changed_since_are_named(run):
    """Meals renamed, and access weighing nothing: no trip differs, but a line and the weights do."""
    problem = sample.problem()
    fuel, meals, *others = problem.tariff.rates
    tariff = replace(problem.tariff, rates=(fuel, replace(meals, name="Konsumsi"), *others))
    factors = dict(problem.factors) | {"access": np.zeros(4, dtype=np.int32)}
    problem = problem.replace(tariff=tariff, weight=np.full(4, 100, dtype=np.int32), factors=factors)
    store.schedule_of(problem, store.read(run))
    with pytest.raises(InputError) as caught:
        store.outcome_of(problem, store.read(run))
    found = {f"places[{n}].{key}" for n in range(4) for key in ("weight", "factors.access")}
    assert {defect.column for defect in caught.value.defects} == {*found, "budget[1].name"}


def test_people_added_to_an_account_are_named(run):
    """One more waiting and cut off at P3, every sum in order: the data know of six."""

    def alter(stated):
        cell = stated["places"][3]["cells"]["KTP"]
        cell["waiting"], cell["left"], stated["unserved"][-1]["people"] = 7, 7, 7

    with pytest.raises(InputError) as caught:
        store.outcome_of(sample.problem(), altered(run, alter))
    assert {(d.column, d.message.values["found"]) for d in caught.value.defects} == {
        ("places[3].cells.KTP.waiting", "6"),
        ("places[3].cells.KTP.left", "6"),
    }


def test_a_level_claimed_too_high_is_named(run):
    """80 weighted people instead of 73.24: the trips serve 7,324 hundredths."""

    def alter(stated):
        stated["levels"][0]["value"] = 80

    bundle = altered(run, alter)
    with pytest.raises(InputError) as caught:
        store.outcome_of(sample.problem(), bundle)
    [defect] = caught.value.defects
    assert (defect.column, defect.message.values) == (
        "levels.weighted_people",
        {"stated": "80", "found": "73.24"},
    )


@pytest.mark.parametrize(
    "message",
    [
        {"key": "roads.of_an_older_version", "values": {}},
        {"key": "store.estimated.points", "values": {"count": 3}},
        {"key": "store.estimated.points", "values": {"key": 3, "places": 4}},
    ],
)
def test_a_warning_the_catalogues_no_longer_know_keeps_its_sentence(run, message):
    """A run of an older version is reported with the warnings it was written with."""

    def alter(stated):
        stated["messages"][0] = message

    again = store.outcome_of(sample.problem(), altered(run, alter))
    assert store.bundle(again, "en")["warnings"] == [
        "Letak 3 dari 4 tempat hanya perkiraan atau kurang teliti."
    ]
