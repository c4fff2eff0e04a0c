"""The region's settings: by code, checked on construction, values by name of an assumption."""

from __future__ import annotations

import string
from typing import Any

import pytest
from pydantic import ValidationError

from optimizer.core.region import Assumption
from optimizer.errors import InputError
from optimizer.regions.assumptions import resolve
from optimizer.regions.read import read
from optimizer.texts import LANGUAGES, catalogue
from tests.regions.district import DATA, brief, params, settings

ASSUMPTIONS = (
    Assumption("menit_siap", 20, 30, 45, "menit", "uji"),
    Assumption("faktor", 0, 0.5, 1, "", "uji"),
)


def test_a_service_more_by_settings_alone() -> None:
    """KIA, with its column in the desa table and 10 minutes a person, needs no Python."""
    services = {
        **settings()["services"],
        "KIA": {"name": "Kartu identitas anak", "column": "belum_kia", "minutes": 10},
        "IKD": None,
    }
    made = params(services=services, sittings={})
    assert [service.code for service in made.services] == ["KTP", "KIA"]
    with pytest.raises(InputError) as error:
        read(DATA, made)
    assert brief(list(error.value.defects)) == [("desa.csv", 1, "belum_kia", "missing_column")]


@pytest.mark.parametrize(
    "changes",
    [
        {"services": {}},
        {"vehicles": {}},
        {"sittings": {"belum_dua": ["KTP", "KIA"]}},
        {"sittings": {"belum_rekam": ["KTP", "IKD"]}},
        {"ranks": ["golongan_ii", "golongan_ii"]},
        {"bounds": {"south": -3.2, "north": -3.6, "west": 102.3, "east": 103.1}},
        {"kecamatn": {}},
        {"services": {"KTP": {"name": "KTP", "column": "belum_rekam", "minutes": 0}}},
    ],
)
def test_settings_that_make_no_sense_are_refused(changes: dict[str, Any]) -> None:
    """No services, an unknown or doubly used column, bounds upside down, a misspelt setting, 0 minutes."""
    with pytest.raises(ValidationError):
        params(**changes)


def test_a_value_is_a_number_or_names_an_assumption() -> None:
    """12 is 12; `menit_siap` is its central 30."""
    assert resolve(12, ASSUMPTIONS) == 12
    assert resolve("menit_siap", ASSUMPTIONS) == 30


@pytest.mark.parametrize(
    ("value", "key"),
    [("menit_siapp", "no_assumption_near"), ("xyz", "no_assumption"), ("faktor", "assumption_not_whole")],
)
def test_a_name_that_is_no_whole_assumption(value: str, key: str) -> None:
    """A misspelt name gets a suggestion; 0.5 cannot stand for a whole number."""
    with pytest.raises(InputError) as error:
        resolve(value, ASSUMPTIONS, "policy.setup_minutes")
    assert [d.message.key for d in error.value.defects] == [f"regions.{key}"]
    assert error.value.defects[0].message.values["setting"] == "policy.setup_minutes"


def test_both_catalogues_say_the_same_sentences() -> None:
    """The same keys in both languages, with the same values to fill in."""

    def fields(lang: str) -> dict[str, set[str | None]]:
        sentences = {key: text for key, text in catalogue(lang).items() if key.startswith("regions.")}
        return {
            key: {name for _, name, _, _ in string.Formatter().parse(text)} for key, text in sentences.items()
        }

    spoken = [fields(lang) for lang in LANGUAGES]
    assert spoken[0].keys() == spoken[1].keys()
    assert not [key for key in spoken[0] if spoken[0][key] - {None} != spoken[1][key] - {None}]
