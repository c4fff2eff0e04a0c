"""The published contract of plan.json: its schema, its keys, its golden file."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from optimizer import store
from tests.store import extended, sample

SCHEMA = Path(store.__file__).with_name("plan.schema.json")

CONTRACT: dict[str, Any] = {
    "": "version case region created today start end purpose policy seed engine stop seconds versions status "
    "interrupted levels bound_relaxes people choices warnings estimated baselines inputs places teams slots "
    "trips unserved",
    "stop": "rule hit",
    "levels.0": "name unit value bound gap",
    "inputs.0": "path sha256",
    "places.0": "code name kind lat lon kecamatan weight factors cells",
    "places.0.cells.KTP": "waiting inflow expected office absent left",
    "teams.0": "id base vehicle stations members",
    "slots.0": "team date work_minutes road_state used",
    "trips.0": "id team nights sleeps_at cost_rupiah effort days",
    "trips.0.days.0": "date start end from to break drive_minutes metres wait_minutes work_minutes "
    "work_minutes_available elapsed_minutes duration_class visits",
    "trips.0.days.0.visits.0": "place arrive leave setup_minutes people invited",
    "unserved.0": "place service people reason text",
}
"""Every key of version 1, by where it stands: none may ever go."""

ADDED: dict[str, Any] = {
    "": "extra extra_unserved bases vehicles lodgings kits kit_days requests closures targets floors "
    "marginals",
    "marginals.0": "kind key per value unit week",
    "trace.1": "bounds",
    "places.2": "extra_cells sittings within opening access last_visit deadline rounds visits_allowed",
    "places.2.opening": "days hours shut",
    "places.2.opening.shut.0": "from to",
    "places.2.extra_cells.KTP": "waiting inflow expected office absent left reason estimated source",
    "places.2.sittings.KTP#2": "services group extra minutes release waiting inflow office available "
    "expected",
    "places.4.access.0": "from to next",
    "extra.KTP": "waiting inflow expected office absent left",
    "bases.0": "code name lat lon kecamatan_code",
    "vehicles.0": "code name mode hired seats millilitres",
    "lodgings.0": "place name source estimated",
    "kits.1": "code status back where source",
    "kit_days.0": "date working used",
    "requests.0": "place date number",
    "closures.0": "link name from to modes confidence source",
    "targets.0": "service target office people reached",
    "floors.0": "kecamatan_code kecamatan people reached",
    "teams.0": "days_off",
    "slots.0": "stations",
    "services.1": "target",
    "trips.0.effort": "litres",
    "trips.0.days.0": "estimated_metres",
    "trips.0.days.1.visits.0": "extra extra_invited",
}
"""Keys added since the first release; files without them are still read."""


def at(document: Any, path: str) -> Any:
    """The part of plain JSON data at a dotted path."""
    for step in path.split(".") if path else ():
        document = document[int(step) if step.isdigit() else step]
    return document


@pytest.fixture(scope="module")
def published() -> dict[str, Any]:
    """The schema as committed."""
    return json.loads(SCHEMA.read_text(encoding="utf-8"))


def test_the_published_schema_is_the_one_the_code_makes(published):
    """Renew it with `json.dumps(store.schema(), indent=1, ensure_ascii=False)` when a key is added."""
    assert published == json.loads(json.dumps(store.schema()))


def test_a_run_keeps_the_published_schema(published):
    """plan.json of the sample validates against the committed schema, by a library of its own."""
    jsonschema.Draft202012Validator.check_schema(published)
    jsonschema.Draft202012Validator(published).validate(store.bundle(sample.outcome()))


@pytest.mark.parametrize("path", CONTRACT)
def test_no_key_of_the_contract_is_missing(path, published):
    """Each key that version 1 promises stands in the bundle, and taking it away breaks the schema."""
    stated = store.bundle(sample.outcome())
    validator = jsonschema.Draft202012Validator(published)
    for key in CONTRACT[path].split():
        value = at(stated, path).pop(key)
        assert not validator.is_valid(stated), key
        at(stated, path)[key] = value
    assert validator.is_valid(stated)


@pytest.mark.parametrize("path", ADDED)
def test_keys_added_since_stay_too(path, published):
    """Each stands in a bundle, and the schema says of what kind it is: a mapping of lists is none."""
    stated = store.bundle(extended.outcome())
    validator = jsonschema.Draft202012Validator(published)
    assert validator.is_valid(stated)
    for key in ADDED[path].split():
        value, at(stated, path)[key] = at(stated, path)[key], {"?": ["?"]}
        assert not validator.is_valid(stated), key
        at(stated, path)[key] = value


@pytest.mark.parametrize(
    ("path", "key", "value"),
    [
        ("trips.0.days.0", "start", "7:30"),
        ("trips.0.days.0", "end", "09:60"),
        ("trips.0", "cost_rupiah", -1),
        ("unserved.0", "reason", "tired"),
        ("", "version", 2),
        ("slots.0", "used", "ya"),
        ("places.0.cells.KTP", "waiting", 1.5),
    ],
)
def test_the_schema_refuses_what_is_not_meant(path, key, value, published):
    """A clock that is none, a negative amount, an unknown reason or version: not version 1."""
    stated = store.bundle(sample.outcome())
    at(stated, path)[key] = value
    assert not jsonschema.Draft202012Validator(published).is_valid(stated)


def test_keys_added_later_are_allowed(published):
    """Version 1 grows by addition: a reader of today takes a file with one more key."""
    stated = store.bundle(sample.outcome())
    for path in CONTRACT:
        at(stated, path)["added_in_1_7"] = 1
    stated["places"][0]["cells"]["KTP"].pop("added_in_1_7")
    assert jsonschema.Draft202012Validator(published).is_valid(stated)


def test_the_golden_run(tmp_path):
    """plan.json of the sample is the committed one, character for character but for clock and versions."""
    made = (store.write(sample.outcome(), tmp_path / "uji") / "plan.json").read_text(encoding="utf-8")
    assert masked(made) == masked(sample.GOLDEN.read_text(encoding="utf-8"))


def masked(text: str) -> list[str]:
    """The lines of a plan.json without what differs from run to run."""
    document = json.loads(text)
    for key in ("created", "seconds", "solve_seconds", "versions"):
        assert key in document
        document[key] = None
    return json.dumps(document, ensure_ascii=False, indent=1).splitlines()
