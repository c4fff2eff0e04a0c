"""Reading a run folder: what is whole comes back, what is not is named, all of it at once."""

from __future__ import annotations

import json

import pytest

from optimizer import store
from optimizer.errors import InputError
from optimizer.texts import tell_defect
from tests.store import sample


@pytest.fixture
def run(tmp_path):
    """The sample run, written."""
    return store.write(sample.outcome(), tmp_path / "uji")


def change(run, **values):
    """Write a plan.json with some top-level values changed."""
    stated = json.loads((run / "plan.json").read_text(encoding="utf-8")) | values
    (run / "plan.json").write_text(json.dumps(stated), encoding="utf-8")


def refused(run):
    """The defects for which a run is refused; each can be told in both languages."""
    with pytest.raises(InputError) as caught:
        store.read(run)
    for defect in caught.value.defects:
        assert tell_defect(defect, "id") != tell_defect(defect, "en")
    return caught.value.defects


def test_a_run_read_back_is_the_run_written(run):
    """Document and settings come back as they were composed, but for the list of files."""
    found = store.read(run)
    stated = found.document.model_dump(mode="json", by_alias=True)
    assert stated.pop("files") == [
        "budget.csv", "demand_left.csv", "plan.json", "schedule.csv", "settings.yaml",
    ]  # fmt: skip
    composed = store.bundle(sample.outcome())
    composed.pop("files")
    assert stated == composed
    assert found.settings == sample.outcome().settings


def test_keys_added_later_are_passed_over(run):
    """A file of a later 1.x is read."""
    change(run, added_in_1_7={"a": 1})
    assert store.read(run).document.region == "00.00"


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("", "store.read.broken"),
        ('{"version": 1, "case": nu', "store.read.broken"),
        ("[]", "store.read.foreign"),
        ('{"trips": []}', "store.read.foreign"),
        ('{"version": "1"}', "store.read.foreign"),
        ('{"version": true}', "store.read.foreign"),
        ('{"version": 2}', "store.read.newer"),
        ("[" * 100_000, "store.read.foreign"),
    ],
)
def test_a_plan_file_that_is_none_is_refused(run, text, key):
    """Cut short, foreign or newer: one clear sentence."""
    (run / "plan.json").write_text(text, encoding="utf-8")
    assert [defect.message.key for defect in refused(run)] == [key]


def test_bytes_that_are_no_text_are_refused(run):
    """A plan.json overwritten by another program."""
    (run / "plan.json").write_bytes(b"PK\x03\x04\xff\xfe")
    assert refused(run)[0].message.key == "store.read.encoding"


def test_a_folder_without_a_run_is_refused(tmp_path):
    """Both files are missing, and both are named."""
    assert [defect.message.key for defect in refused(tmp_path)] == [
        "store.read.no_plan",
        "store.read.no_settings",
    ]


def test_every_defect_is_told_at_once(run):
    """A text for a number, a negative, a false clock, a missing key and broken settings: five defects."""
    stated = json.loads((run / "plan.json").read_text(encoding="utf-8"))
    stated["seed"] = "7"
    stated["places"][0]["cells"]["KTP"]["waiting"] = -1
    stated["trips"][0]["days"][0]["start"] = "7.30"
    del stated["levels"][0]["gap"]
    (run / "plan.json").write_text(json.dumps(stated), encoding="utf-8")
    (run / "settings.yaml").write_text("weeks: 1\nseed: [1\n", encoding="utf-8")
    found = {(defect.column, defect.message.key, defect.found) for defect in refused(run)}
    assert {
        ("seed", "store.read.whole_number", '"7"'),
        ("places[0].cells.KTP.waiting", "store.read.not_negative", "-1"),
        ("trips[0].days[0].start", "store.read.clock", '"7.30"'),
        ("levels[0].gap", "store.read.missing", None),
    } < found
    assert len(found) == 5


def test_settings_have_to_be_settings(run):
    """A list is no settings; the broken line of a broken file is named."""
    (run / "settings.yaml").write_text("- 1\n", encoding="utf-8")
    assert refused(run)[0].message.key == "store.read.object"
    (run / "settings.yaml").write_text("weeks: 1\n\tseed: 7\n", encoding="utf-8")
    assert (refused(run)[0].message.key, refused(run)[0].row) == ("store.read.broken", 2)


def test_figures_that_disagree_are_named(run):
    """A person more waiting at P0, a rupiah more in total: the sums they break, each by name."""
    places = store.bundle(sample.outcome())["places"]
    places[0]["cells"]["KTP"]["waiting"] += 1
    change(run, places=places, cost_rupiah=300_001)
    assert {(defect.column, defect.message.key) for defect in refused(run)} == {
        ("places[P0].cells.KTP", "store.sums.balance"),
        ("cost_rupiah", "store.sums.differ"),
    }


def test_a_budget_beside_the_trips_is_named(run):
    """A kilometre more at Rp 1,000: the line is right in itself, the budget is Rp 1,000 above the trips."""
    budget = store.bundle(sample.outcome())["budget"]
    budget[0]["quantity"], budget[0]["amount"] = 111, 111_000
    change(run, budget=budget)
    assert [defect.column for defect in refused(run)] == ["budget"]


def test_people_of_no_visit_are_named(run):
    """P0's account and the total claim a person more served than the visits do."""
    stated = store.bundle(sample.outcome())
    cell = stated["places"][0]["cells"]["KTP"]
    cell["expected"], cell["absent"] = cell["expected"] + 1, cell["absent"] - 1
    change(run, places=stated["places"])
    where = "places[P0].cells.KTP"
    assert {defect.column for defect in refused(run)} == {
        f"{where}.expected",
        f"{where}.absent",
        "people.KTP",
    }


def test_people_left_without_a_word_are_named(run):
    """The row of the six cut off at P3 is taken out, and nobody is said to get an IKD."""
    stated = store.bundle(sample.outcome())
    change(run, unserved=stated["unserved"][:-1], people={"KTP": 48})
    assert {defect.column for defect in refused(run)} == {"places[P3].cells.KTP.left", "people.IKD"}


def test_codes_nobody_explains_are_named(run):
    """A trip of an unknown team and a trip told twice."""
    trips = store.bundle(sample.outcome())["trips"]
    trips[0]["team"], trips[1]["id"] = "T9", "J001"
    change(run, trips=trips)
    assert {(d.column, d.message.key, d.found) for d in refused(run)} == {
        ("trips[].team", "store.sums.unknown", "T9"),
        ("trips", "store.sums.twice", "J001"),
    }
