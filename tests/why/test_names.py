"""Which place and which dates are meant, and what is said where none is."""

from __future__ import annotations

from datetime import date

import pytest

from optimizer.errors import InputError
from optimizer.why import dates_of, place_of
from tests import tiny

NAMES = ("Air Meles", "Air Meles Atas", "Talang Benih", "Lubuk Kembang", "lubuk kembang")


def problem():
    """Five places over ten working days, 5 to 16 January 2026, two of the same name."""
    made = tiny.problem([3] * 5, tiny.line_of(10, 20, 30, 40, 50), days=10)
    return tiny.again(made, places={n: {"name": name} for n, name in enumerate(NAMES)})


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("P2", 2), ("p2", 2), ("talang benih", 2), ("  Talang   BENIH ", 2), ("benih", 2),
        ("Air Meles", 0), ("air meles atas", 1), ("Lubuk Kembang, Kecamatan 2", 4),
        ("lubuk kembang kecamatan 1", 3),
    ],
)  # fmt: skip
def test_a_place_by_code_name_or_part_of_a_name(text, place):
    """A whole name goes before a part of another; a kecamatan tells two of one name apart."""
    assert place_of(problem(), text) == place


@pytest.mark.parametrize(
    ("text", "key", "named"),
    [
        ("lubuk kembang", "why.place_several", ("(P3)", "(P4)")),
        ("air", "why.place_several", ("(P0)", "(P1)")),
        ("Talang Benik", "why.place_unknown_near", ("Talang Benih, Kecamatan 1 (P2)",)),
        ("Zzz", "why.place_unknown", ()),
        ("", "why.place_unknown", ()),
    ],
)
def test_a_place_that_is_none_or_several(text, key, named):
    """All that fit are listed with their codes, or the nearest names where none does."""
    with pytest.raises(InputError) as caught:
        place_of(problem(), text)
    [defect] = caught.value.defects
    assert (defect.message.key, defect.found) == (key, text)
    assert all(each in str(defect.message.values["places"]) for each in named)


TUESDAYS = (date(2026, 1, 6), date(2026, 1, 13))


@pytest.mark.parametrize(
    ("text", "dates"),
    [
        ("selasa", TUESDAYS), ("Tuesday", TUESDAYS), ("sel", TUESDAYS), ("TUE", TUESDAYS),
        ("jum'at", (date(2026, 1, 9), date(2026, 1, 16))), ("ahad", (date(2026, 1, 11),)),
        ("2026-01-06", TUESDAYS[:1]), ("6/1/2026", TUESDAYS[:1]), ("06-01-2026", TUESDAYS[:1]),
        ("6 Januari", TUESDAYS[:1]), ("6 jan 2026", TUESDAYS[:1]), ("13 January", TUESDAYS[1:]),
    ],
)  # fmt: skip
def test_a_date_or_a_day_of_the_week(text, dates):
    """In either language; a day of the week is each of them in the plan, 5 to 16 January 2026."""
    assert dates_of(problem(), text, "id") == dates


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("besok", "why.date_unknown"), ("31/2/2026", "why.date_unknown"), ("6 Foo", "why.date_unknown"),
        ("s", "why.date_unknown"), ("99999-1-1", "why.date_unknown"), ("2026-02-01", "why.date_outside"),
        ("17 Januari", "why.date_outside"), ("6 Januari 2025", "why.date_outside"),
    ],
)  # fmt: skip
def test_a_date_that_is_none_or_lies_outside(text, key):
    """The first and the last day of the plan are named."""
    with pytest.raises(InputError) as caught:
        dates_of(problem(), text, "id")
    [defect] = caught.value.defects
    assert defect.message.key == key
    assert defect.message.values == {"first": "5 Januari 2026", "last": "16 Januari 2026"}
