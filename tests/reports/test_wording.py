"""Money, searches and keys are written one way on every page."""

from __future__ import annotations

import re
from typing import cast

import pytest

from optimizer.core.link_cost import LinkCost, LinkStudy
from optimizer.core.region import Link
from optimizer.reports.keys import key_in_words
from optimizer.reports.rupiah import rupiah, signed_rupiah
from optimizer.reports.search import search_in_words
from optimizer.reports.simulasi.link_words import details
from optimizer.texts import LANGUAGES, catalogue


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_sentence_writes_rupiah_another_way(lang: str):
    """EYD joins Rp and the amount: neither `Rp {amount}` nor `{amount} rupiah`, save for words."""
    other = re.compile(r"Rp [{0-9]|(?<!\{words)\} rupiah|[0-9] rupiah")
    assert [key for key, text in catalogue(lang).items() if other.search(text)] == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_name_of_a_tariff_is_not_announced_twice(lang: str):
    """Its name is `Tarif indikatif …`: no sentence puts the same word before it."""
    doubled = re.compile(r"\b[Tt]ariff?:? “?\{tariff\}|^(Tarif|Tariff): \{name\}")
    assert [key for key, text in catalogue(lang).items() if doubled.search(text)] == []


def test_the_sign_stands_before_rp():
    """Nothing has no sign; half a rupiah is none."""
    assert rupiah(28_607_405, "id") == "Rp28.607.405"
    assert [signed_rupiah(v, "id") for v in (733_500, -733_500, 0, 0.4, -0.4)] == [
        "+Rp733.500", "−Rp733.500", "Rp0", "Rp0", "Rp0",
    ]  # fmt: skip
    assert signed_rupiah(1_000, "en") == "+Rp1,000"


def test_a_search_by_work_is_told_in_steps():
    """As runs, frontiers, answers and studies note it."""
    assert search_in_words("200 work", "id") == "200 langkah"
    assert search_in_words("60.5 seconds or 500 work", "id") == "60,5 detik atau 500 langkah"
    assert search_in_words("20 s / 1500 work", "en") == "20 seconds / 1,500 steps"


def test_a_key_is_told_in_words():
    """Acronyms in capitals."""
    assert key_in_words("menit_rekam_ktp") == "menit rekam KTP"


@pytest.mark.parametrize("days", [0, 2])
def test_a_link_the_published_plan_leaves_out_is_told_so(days: int):
    """Beside people beyond it in the plan compared with, "0 team-days" would read like a contradiction."""
    link = Link("R-1", "a", "b", 1.0, "tertiary", "aspal", False, "osm", "")
    cost = LinkCost(link, "Kec", 5, 1, 3, days, 7, 4, 0, failed="x")
    told = details(cast("LinkStudy", None), cost, "en")[0]
    assert told == (
        "The plan as published: 2 team-days pass (7 people), 4 people out of reach"
        if days
        else "The plan as published does not use this link while it is closed."
    )
