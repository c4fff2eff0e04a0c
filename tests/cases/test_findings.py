"""Published figures weighed by arithmetic: against the answer sheet, by hand, and when they are altered."""

from __future__ import annotations

import csv
from fractions import Fraction
from pathlib import Path

import pytest

from optimizer.regions.facts import Fact
from optimizer.regions.read import findings
from optimizer.regions.reconcile import Finding
from tests.cases.made import CASES, FACTS, copy, region
from tests.regions.district import put, rows

SHEET = {"ya": {"consistent"}, "tidak": {"contradiction", "not_comparable"}, "tidak dapat": {"unchecked"}}


def found(case: str, source: Path | None = None) -> dict[str, Finding]:
    """The findings of a case, by fact."""
    made = region(case)
    return {f.fact.id: f for f in findings(source or made.data, made)[case]}


def judgements(case: str, source: Path | None = None) -> dict[str, str]:
    """The judgement of each fact of a case."""
    return {key: finding.judgement for key, finding in found(case, source).items()}


def readings(finding: Finding) -> set[float]:
    """The values a figure may have."""
    return {reading.value for reading in finding.readings}


def test_the_32_figures_are_judged_as_the_answer_sheet_judges_them() -> None:
    """8 do not add up (one of them is not comparable), 18 do, 6 cannot be checked: figure by figure."""
    path = FACTS / "fakta_kabupaten.csv"
    if not path.is_file():
        pytest.skip("../shared/facts is not here")
    with path.open(encoding="utf-8", newline="") as file:
        sheet = {row["id"]: row["konsisten"] for row in csv.DictReader(file) if row["kasus"]}
    ours = {key: judgement for case in CASES for key, judgement in judgements(case).items()}
    assert len(sheet) == 32
    assert {key: ours[key] in SHEET[verdict] for key, verdict in sheet.items()} == dict.fromkeys(sheet, True)
    assert [sum(v == verdict for v in sheet.values()) for verdict in SHEET] == [18, 8, 6]
    assert [key for key, judgement in ours.items() if judgement == "not_comparable"] == ["F010"]


def test_readings_of_the_headline_case() -> None:
    """10,500 or 214,740 − 211,438 = 3,302; 4.89 % of 214,740 is 10,500.8, which is the 10,500."""
    of = found("rejang-lebong-2025")
    assert readings(of["F031"]) == {10_500, 3_302}
    assert of["F031"].readings[0].sources[:2] == ("F031", "F030 × F032 / 100")
    assert of["F031"].readings[1].sources == ("F030 − F028",)
    assert readings(of["F030"]) == {214_740, 211_438 + 10_500}
    assert readings(of["F028"]) == {211_438, 204_240}
    assert readings(of["F029"]) == {95.11, 98.46}


def test_readings_of_2022() -> None:
    """6,000; 6.6 % of 205,964 = 13,593.6; 3.6 % = 7,414.7; and 6,000 is 2.91 %."""
    of = found("rejang-lebong-2022")
    assert readings(of["F002"]) == {6_000, 13_594, 7_415}
    assert readings(of["F003"]) == {6.6, 3.6, 2.91}
    assert readings(of["F004"]) == {96.4, 93.4, 97.09}


def test_printed_cards_are_not_compared_with_recordings() -> None:
    """99.03 % printed stands beside 278,057 / 279,871 = 99.35 % recorded, which is no reading of it."""
    finding = found("kota-bengkulu-2024")["F010"]
    assert readings(finding) == {99.03}
    assert finding.beside is not None
    assert (finding.beside.value, finding.beside.sources) == (99.35, ("F008 / F007 × 100",))


ALTERED = [
    # 211,438 put right: everything of the headline case adds up.
    ("rejang-lebong-2025", {"F028": "204240"}, {}),
    # The share alone put right: people still contradict each other, now against the share left too.
    ("rejang-lebong-2025", {"F029": "98.46"}, dict.fromkeys(["F028", "F029", "F030", "F031", "F032"])),
    # 2.9 and 97.1 percent fit 6,000 of 205,964.
    ("rejang-lebong-2022", {"F003": "2.9", "F004": "97.1"}, {}),
    ("rejang-lebong-2022", {"F005": "16"}, dict.fromkeys(["F002", "F003", "F004", "F005"])),
    ("kota-bengkulu-2024", {"F009": "1815"}, dict.fromkeys(["F007", "F008", "F009"])),
    # 97 percent is not "above the target of 98.07".
    ("kota-bengkulu-2024", {"F010": "97"}, dict.fromkeys(["F010", "F011"])),
    ("rejang-lebong-ikd-2024", {"F015": "5.15"}, dict.fromkeys(["F014", "F015"])),
    ("rejang-lebong-ikd-2024", {"F018": "90000"}, dict.fromkeys(["F017", "F018"])),
    ("rejang-lebong-ikd-2024", {"F020": "155"}, dict.fromkeys(["F020"])),
    ("oku-selatan", {"F025": "213573"}, dict.fromkeys(["F024", "F025", "F026"])),
]


@pytest.mark.parametrize(("case", "changes", "wrong"), ALTERED)
def test_altered_figures_alter_the_findings(
    case: str, changes: dict[str, str], wrong: dict[str, None], tmp_path: Path
) -> None:
    """Change a published figure and other figures are contradicted, or no longer."""
    folder = copy(case, tmp_path)
    ids = [row[0] for row in rows(folder / "fakta.csv")]
    for key, value in changes.items():
        put(folder, "fakta", ids.index(key) + 1, "nilai", value)
    assert {k for k, judgement in judgements(case, folder).items() if judgement == "contradiction"} == set(
        wrong
    )


def test_a_figure_printed_twice_with_two_values(tmp_path: Path) -> None:
    """The same article prints 57,192 and 57,190: contradicted, and both are readings."""
    folder = copy("oku-selatan", tmp_path)
    with (folder / "fakta.csv").open("a", encoding="utf-8") as file:
        file.write("F900,2018-02,belum_rekam,57190,orang,tidak,oku-selatan,Judul berita,\n")
    of = found("oku-selatan", folder)
    assert of["F026"].judgement == "contradiction"
    assert readings(of["F026"]) == {57_192, 57_190}


def fact(text: str, unit: str = "orang", approximate: bool = False) -> Fact:
    """A figure as printed."""
    return Fact("F1", "2024", "belum_rekam", text, unit, approximate, "kasus", "koran", "")


TOLERANCES = [
    (fact("10500"), "0"),  # a count is exact
    (fact("4.89", "persen"), "0.005"),  # half a unit of the last decimal
    (fact("30", "persen"), "0.5"),
    (fact("6000", approximate=True), "1000"),  # one unit of the last digit that is not zero
    (fact("16430", approximate=True), "10"),
    (fact("96.4", "persen", approximate=True), "0.1"),
]


@pytest.mark.parametrize(("printed", "slack"), TOLERANCES)
def test_tolerance_follows_from_the_printing(printed: Fact, slack: str) -> None:
    """What a printed number may stand for depends on its decimals and on whether it says about."""
    span = printed.span
    assert span.high - span.value == span.value - span.low == Fraction(slack)


def test_a_share_at_the_edge_of_its_rounding(tmp_path: Path) -> None:
    """4.885 to 4.895 % of 214,740 is 10,490.05 to 10,511.5 people: 10,490 and 10,512 do not agree."""
    verdicts = []
    for people in ("10490", "10491", "10511", "10512"):
        folder = copy("rejang-lebong-2025", tmp_path / people)
        ids = [row[0] for row in rows(folder / "fakta.csv")]
        put(folder, "fakta", ids.index("F031") + 1, "nilai", people)
        verdicts.append(judgements("rejang-lebong-2025", folder)["F032"])
    assert verdicts == ["contradiction", "consistent", "consistent", "contradiction"]
