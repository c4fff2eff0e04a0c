"""The summary in the terminal."""

from __future__ import annotations

import re
from dataclasses import replace
from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console

from optimizer.core.outcome import Baseline
from optimizer.reports.summary import summary
from tests.reports import sample


def show(outcome, lang="id", width=100, files=(), **console):
    """The summary as it is printed."""
    stream = StringIO()
    Console(file=stream, width=width, **console).print(summary(outcome, lang, files))
    return stream.getvalue()


def test_the_plan_stands_beside_the_rules_of_thumb():
    """All 173 expected who can be served, at Rp 1,115,000 in 3 trips; a third more than the rule."""
    # Expected are 80 %: 96 + 24 + 10 + 7 + 36 (16 without signal are not served) = 173 persons; the ten who
    # need both services weigh twice: 183. The sample's rule of thumb serves 3/4 of that: 137.25.
    lines = show(sample.small()).splitlines()
    plan = next(line for line in lines if line.strip().startswith("Rencana ini"))
    assert plan.split()[2:] == ["3", "173", "183,00", "1.115.000"]
    assert any(line.split()[-1] == "+33,3%" for line in lines if "Desa terbanyak dulu" in line)


@pytest.mark.parametrize(("lang", "reason"), [("id", "Anggaran tidak cukup"), ("en", "Not enough budget")])
def test_who_is_left_out_and_why(lang, reason):
    """70 people wait, nothing may be spent: all are left for want of budget, in either language."""
    line = next(line for line in show(sample.empty(), lang).splitlines() if reason in line)
    assert line.split()[-1] == "70"


def test_files_are_named_with_their_folder():
    """The last lines say where the files lie."""
    folder = Path("runs") / "contoh"
    text = show(sample.small(), files=[folder / "plan.json", folder / "jadwal.xlsx"])
    assert f"Hasil di {folder}" in text
    assert text.rstrip().endswith("plan.json, jadwal.xlsx")


def test_nothing_rests_on_colour_and_markup_stays_text():
    """The same words with and without colours; a name in square brackets is not swallowed."""
    outcome = sample.hostile()
    outcome = replace(
        outcome, problem=outcome.problem.replace(region=replace(outcome.problem.region, name="[red]X"))
    )
    plain = show(outcome)
    colours = show(outcome, force_terminal=True, color_system="truecolor")
    assert "\x1b[" in colours
    assert re.sub(r"\x1b\[[0-9;]*m", "", colours) == plain
    assert "[red]X" in plain


def test_it_fits_a_small_window():
    """At 80 columns no figure of the comparison is lost."""
    text = show(sample.district(weeks=1), width=80)
    assert max(len(line) for line in text.splitlines()) <= 80
    assert "%" in text


def test_the_mixed_week_in_words():
    """Kinds of places, the night out, the estimated share, goals and the reading chosen, in two languages."""
    text = " ".join(show(sample.mixed()).split())
    for wanted in (
        "Tempat: 4 desa, 3 kunjungan rumah, 1 sekolah · 1 malam menginap, 1 perjalanan · 2% jarak",
        "Sasaran IKD: 4 dari 20",
        "Batas terendah 40% per kecamatan: tercapai di 2 dari 2",
        "KTP-el, usia 16 18 0 0 10 0 8",
    ):
        assert wanted in text
    english = " ".join(show(sample.mixed(), "en").split())
    assert "Floor of 40% by sub-district: reached in 2 of 2" in english


def test_kecamatan_short_of_their_floor_are_named():
    """A floor of 90 %: 159 and 68 of those expected; the first kecamatan lacks 43, the second 20."""
    # Kecamatan 0 expects 177 and 116 come: 159 − 116. Kecamatan 1 expects 25 + 45 + 6 = 76: 68 − 48.
    text = " ".join(show(sample.mixed(floor_percent=90)).split())
    assert "tercapai di 0 dari 2 (Kecamatan 0 kurang 43, Kecamatan 1 kurang 20)" in text


def test_it_stays_one_page():
    """With everything in it the summary takes no more than a page of 60 lines."""
    assert len(show(sample.mixed(), width=80).splitlines()) <= 60


@pytest.mark.parametrize(
    ("trips", "rupiah", "allowance", "said"),
    [
        (1, 900_000, True, True),
        (2, 900_000, True, False),
        (1, 700_000, True, False),
        (1, 900_000, False, False),
    ],
)
def test_fewer_trips_for_more_money_are_explained(trips, rupiah, allowance, said):
    """Rp 900,000 for one trip beside 800,000 for two; not for as many, for less, or if no day pays more."""
    outcome = sample.small()
    rates = tuple(r for r in outcome.problem.tariff.rates if allowance or not r.duration_classes)
    problem = outcome.problem.replace(tariff=replace(outcome.problem.tariff, rates=rates))
    rule = Baseline("largest_first", "practice", 50, 5_000, 800_000, 2, 60, 6_000, rupiah, trips)
    outcome = replace(outcome, problem=problem, baselines=(rule,))
    assert ("lebih dari 8 jam dibayar" in show(outcome)) == said
    assert ("more than 8 hours are paid" in show(outcome, "en")) == said
