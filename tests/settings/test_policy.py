"""`policy_of`: settings become a policy of the region, or every mistake is named at once."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from optimizer.core.policy import DeadlineClass, Policy
from optimizer.errors import InputError
from optimizer.regions.read import read
from optimizer.settings import Settings, home, load, policy_of
from optimizer.texts import LANGUAGES, tell_defect
from tests.tiny import region

TINY = replace(region((10, 20, 30)), assumptions=())
"""Places P0 and P1 in kecamatan K0, P2 in K1."""

PLAIN = {"turnout_percent": 80, "setup_minutes": dict.fromkeys(("desa", "kelurahan", "sekolah", "rumah"), 30)}


def settings(**policy: Any) -> Settings:
    """The default settings with numbers for assumptions, and some of the policy changed."""
    return load(home() / "configs", overrides={"policy": {**PLAIN, **policy}})


def policy(**changes: Any) -> Policy:
    """The policy of the tiny region."""
    return policy_of(settings(**changes).policy, TINY)


def test_every_field_of_the_policy_comes_from_the_settings() -> None:
    """Nothing keeps its default by being forgotten: each field differs from it where the settings do."""
    made = policy(
        purpose="cover", visits="split", overtime_minutes=60, max_drive_minutes=300, max_visits=3,
        budget=1_000, deadline="2026-12-31", unknown_signal=False, access_weight=1, letter_weight=2,
        last_visit_weight=3, coverage_weight=4, floor_percent=5, max_nights=2, nights_over_days_off=True,
        deadlines=[
            {"by": "2026-03-31", "kinds": ["desa"], "kecamatan": ["K0"], "places": ["P1"], "weight": 6}
        ],
    )  # fmt: skip
    untouched = Policy()
    same = [name for name in vars(untouched) if getattr(made, name) == getattr(untouched, name)]
    assert same == []
    assert made.deadlines == (DeadlineClass(date(2026, 3, 31), ("desa",), ("K0",), ("P1",), 6),)


def test_an_earlier_record_knows_nothing_of_what_came_later() -> None:
    """A policy without the newer settings has them off, as the run that wrote it had."""
    tree = settings().policy.model_dump()
    for name in ("letter_weight", "last_visit_weight", "coverage_weight", "deadlines", "floor_percent"):
        del tree[name]
    made = policy_of(type(settings().policy).model_validate(tree), TINY)
    assert (made.letter_weight, made.last_visit_weight, made.coverage_weight) == (0, 0, 0)
    assert (made.deadlines, made.floor_percent, made.max_nights) == ((), 0, 0)


def test_every_stranger_of_a_deadline_class_is_named() -> None:
    """Two unknown codes in two classes, a kind without minutes, an unknown assumption: four defects."""
    asked = settings(
        turnout_percent="persen_hadr",
        deadlines=[
            {"by": "2026-03-31", "kecamatan": ["K9"]},
            {"by": "2026-03-31", "places": ["P1", "DESA-JAUH"]},
        ],
    ).policy
    asked = asked.model_copy(update={"setup_minutes": {"sekolah": 30}})
    with pytest.raises(InputError) as caught:
        policy_of(asked, TINY)
    found = {defect.column: defect.found for defect in caught.value.defects if defect.column}
    assert found == {
        "setup_minutes.desa": None,
        "deadlines.0.kecamatan": "K9",
        "deadlines.1.places": "DESA-JAUH",
    }
    assert len(caught.value.defects) == 4
    assert all(tell_defect(defect, lang) for defect in caught.value.defects for lang in LANGUAGES)


@pytest.mark.parametrize(
    ("changes", "setting"),
    [
        ({"max_nights": 3}, "policy.max_nights"),
        ({"floor_percent": 101}, "policy.floor_percent"),
        ({"letter_weight": -1}, "policy.letter_weight"),
        ({"deadlines": [{"by": "besok"}]}, "policy.deadlines.0.by"),
        ({"deadlines": [{"by": "2026-03-31", "kinds": ["pasar"]}]}, "policy.deadlines.0.kinds.0"),
        ({"deadlines": [{"by": "2026-03-31", "kecamatn": ["K0"]}]}, "policy.deadlines.0.kecamatn"),
        ({"deadlines": [{"kinds": ["desa"]}]}, "policy.deadlines.0.by"),
        ({"setup_minutes": {"pasar": 30}}, "policy.setup_minutes.pasar"),
    ],
)
def test_a_wrong_setting_is_named(changes: dict[str, Any], setting: str) -> None:
    """Out of range, no date, an unknown kind, misspelt, missing: one defect, by the setting's name."""
    with pytest.raises(InputError) as caught:
        settings(**changes)
    assert len(caught.value.defects) == 1
    assert str(caught.value.defects[0].column).startswith(setting)


def test_a_deadline_may_name_a_school_before_it_is_a_place() -> None:
    """A school is a place only over a horizon; its number is known before, a misspelt one is not."""
    whole = load(home() / "configs")
    shipped = read(whole.region.data, whole.region)
    named = {"by": "2026-12-31", "places": ["10700670", "17.02.06.2001"]}
    asked = load(home() / "configs", overrides={"policy": {"deadlines": [named]}}).policy
    assert policy_of(asked, shipped).deadlines[0].places == ("10700670", "17.02.06.2001")
    named["places"] = ["10700679"]
    asked = load(home() / "configs", overrides={"policy": {"deadlines": [named]}}).policy
    with pytest.raises(InputError) as caught:
        policy_of(asked, shipped)
    assert [defect.found for defect in caught.value.defects] == ["10700679"]
