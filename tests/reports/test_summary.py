"""The summary in the terminal."""

from __future__ import annotations

import re
from dataclasses import replace
from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console

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
