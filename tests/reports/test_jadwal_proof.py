"""The sheet on the plan's quality: its sentence, its chart and the figures behind it."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from typing import Any
from zipfile import ZipFile

import pytest
from openpyxl import load_workbook

from optimizer.core.marginals import Marginal
from optimizer.core.outcome import Outcome
from optimizer.core.plan import Incumbent, Level, Result
from optimizer.reports import jadwal
from optimizer.reports.jadwal.proof import MOST_POINTS, level_of, search
from tests import tiny
from tests.reports import sample

SHEET = "Mutu rencana"
MARGINALS = (
    Marginal("team_day", "0", 1, 1_340, "people/100", tiny.MONDAY),
    Marginal("team_day", "1", 1, 1_250, "people/100", tiny.MONDAY),
    Marginal("team_day", "0", 1, 1_340, "people/100", tiny.MONDAY + timedelta(days=7)),
    Marginal("person", "P0 KTP", 1, 75, "people/100"),
    Marginal("rupiah", "", 1_000_000, 310, "people/100"),
    Marginal("team_day", "0", 1, 90_000, "rupiah", tiny.MONDAY),
)


def searched(bound: int | None = 20_000, cost_bound: int | None = None) -> Outcome:
    """The small run as if columns had searched it: two plans known, then two bounds."""
    outcome = sample.small()
    people, cost = outcome.result.levels
    trace = (
        Incumbent(0.5, (people.value - 500, 1)),
        Incumbent(1.0, (people.value, cost.value + 5)),
        Incumbent(2.0, (people.value, cost.value + 5), (25_000, None)),
        Incumbent(3.0, (people.value, cost.value), (bound, cost_bound)),
    )
    levels = (replace(people, bound=bound), replace(cost, bound=cost_bound))
    result = replace(outcome.result, levels=levels, trace=trace, seconds=4.0, marginals=MARGINALS)
    return replace(outcome, result=result)


def sheet(outcome: Outcome, tmp_path, lang: str = "id") -> Any:
    """The sheet written and read back."""
    return load_workbook(jadwal.write(outcome, tmp_path, lang))[SHEET if lang == "id" else "Plan quality"]


def rows(cells: Any) -> list[tuple[Any, ...]]:
    """Values of each row, empty cells left out."""
    found = (tuple(value for value in row if value is not None) for row in cells.iter_rows(values_only=True))
    return [row for row in found if row]


def test_how_far_from_the_best_at_most(tmp_path):
    """Value, bound and their distance as a share of the value, in the language's own form."""
    outcome = searched()
    people = outcome.result.levels[0]
    told = rows(sheet(outcome, tmp_path))[1][0]
    value = f"{people.value / 100:,.2f}".translate(str.maketrans(",.", ".,"))
    gap = f"{100 * (20_000 - people.value) / people.value:.1f}%".replace(".", ",")
    assert value in told
    assert "200,00" in told
    assert gap in told


def test_the_margins_of_the_level_at_hand(tmp_path):
    """Of a week the best class, weeks alike in one line, money; no persons and no other level's prices."""
    told = rows(sheet(searched(), tmp_path))
    at = next(number for number, row in enumerate(told) if row[0] == "Tambahan")
    assert told[at + 1 : at + 3] == [
        ("satu hari-tim lagi, 5–18 Januari 2026", 13.4),
        ("Rp1.000.000 lagi", 3.1),
    ]


def test_the_figures_behind_the_chart(tmp_path):
    """Seconds, plan and bound; before there is a bound a dash; the end of the search last."""
    outcome = searched()
    value = outcome.result.levels[0].value / 100
    told = rows(sheet(outcome, tmp_path))
    assert told[-5:] == [
        (0.5, value - 5, "—"), (1, value, "—"), (2, value, 250), (3, value, 200), (4, value, 200),
    ]  # fmt: skip


def test_the_chart_shows_those_figures(tmp_path):
    """A native chart: the plan over all rows, the bound from the first row that has one."""
    file = jadwal.write(searched(), tmp_path, "id")
    last = load_workbook(file)[SHEET].max_row
    with ZipFile(file) as parts:
        charts = [parts.read(name).decode() for name in parts.namelist() if "charts/chart" in name]
    ranges = re.findall(r"<c:f>([^<]*)</c:f>", charts[0])
    assert len(charts) == 1
    assert ranges == [
        f"'{SHEET}'!$A${last - 4}:$A${last}", f"'{SHEET}'!$B${last - 4}:$B${last}",
        f"'{SHEET}'!$A${last - 2}:$A${last}", f"'{SHEET}'!$C${last - 2}:$C${last}",
    ]  # fmt: skip


def test_a_proven_level_gives_way_to_the_next(tmp_path):
    """Where nobody more can be served it speaks of rupiah, from when the people were found."""
    people, cost = sample.small().result.levels
    outcome = searched(people.value, cost.value // 2)
    told = rows(sheet(outcome, tmp_path))
    assert told[1][0].startswith("Untuk orang yang dilayani")
    assert [row[0] for row in told[-5:]] == ["Detik sejak mulai", 1, 2, 3, 4]
    at = next(number for number, row in enumerate(told) if row[0] == "Tambahan")
    assert told[at + 1] == ("satu hari-tim lagi, 5–11 Januari 2026", 90_000)


def test_rupiah_after_people_is_told_in_words(tmp_path):
    """A bound of a quarter of the cost: 75 % in a sentence on the sheet, and a note on the first one."""
    people, cost = sample.small().result.levels
    for bound, value in ((cost.value // 4, people.value), (cost.value // 4, 20_000), (None, 20_000)):
        book = load_workbook(jadwal.write(searched(value, bound), tmp_path, "id"))
        told = [row[0] for row in rows(book[SHEET]) if str(row[0]).startswith("Biaya adalah")]
        noted = [row[0] for row in rows(book["Ringkasan"]) if str(row[0]).startswith("Selisih biaya:")]
        assert len(told) == (bound is not None and value != people.value)  # else the sheet is about rupiah
        assert all("75,0%" in text for text in told)
        assert len(noted) == (bound is not None)


def test_proven_best(tmp_path):
    """Both levels at their bounds: nothing is better, and that is said."""
    people, cost = sample.small().result.levels
    assert rows(sheet(searched(people.value, cost.value), tmp_path, "en"))[1][0].startswith("Proven: no plan")


def test_without_a_proof_there_is_no_sheet(tmp_path):
    """A router's plan has no such sheet: nothing is known of the best."""
    assert SHEET not in load_workbook(jadwal.write(sample.small(), tmp_path, "id")).sheetnames


@pytest.mark.parametrize(
    ("values", "bounds", "about"),
    [
        ((0, 900, 50), (0, 1000, None), 1),  # floors reached, people not proven
        ((0, 900, 50), (None, 900, 40), 2),  # a floor of which nobody is missing needs no proof
        ((3, 900, 50), (0, 900, 40), 0),
        ((0, 900, 50), (0, 900, 50), 2),
    ],
)
def test_the_level_spoken_of(values, bounds, about):
    """The first not proven to be at its best, or the last."""
    names = ("floor_shortfall", "weighted_people", "cost")
    levels = tuple(map(Level, names, ("people", "people/100", "rupiah"), values, bounds))
    assert level_of(replace(sample.small().result, levels=levels)) == about


def test_a_long_search_is_thinned():
    """Of 500 steps at most so many are kept, the first and the end among them."""
    result: Result = searched().result
    people, cost = result.levels
    trace = tuple(Incumbent(n / 10, (people.value - 500 + n, cost.value)) for n in range(500))
    points = search(replace(result, trace=trace, seconds=60.0), 0)
    assert len(points) <= MOST_POINTS
    assert points[0][:2] == (0.0, people.value / 100 - 5)
    assert points[-1] == (60.0, people.value / 100, 200)
