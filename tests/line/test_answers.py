"""A case's own question, answered by planning anew at the low and high of each assumption.

Four desa of 200 people, 0.002 degrees (220 m) apart beside the office; two teams of two kits. 80 of 100 come,
so 160 a desa: 160 x 5 minutes / 2 kits + 30 to set up = 430 of a day's 465 minutes. A desa is a team's day.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from rich.console import Console

from optimizer.cli.main import run as command
from optimizer.core.answer import Answer, Effect
from optimizer.core.outcome import Outcome
from optimizer.core.plan import Incumbent
from optimizer.core.region import Kit
from optimizer.errors import InputError
from optimizer.line import Request, again, run
from optimizer.regions.teams import with_teams
from optimizer.reports import jadwal
from optimizer.reports.summary import summary
from optimizer.settings import home, load
from optimizer.store import read, write
from optimizer.texts import LANGUAGES, say
from tests import tiny
from tests.regions.test_newcomer import ROAD, YAML

CONFIGS = home() / "configs"
MONDAY = date(2026, 3, 30)  # Friday, 3 April, is a holiday: four working days, eight team-days
DESA = "".join(f"16.99.01.200{n},Desa {n},Baru,{-4 - n / 500:.3f},103.00,200,\n" for n in range(1, 5))
LIST = f"kode,nama,kecamatan,lat,lon,belum_rekam,jenis\nKANTOR,Kantor,,-4.00,103.00,,kantor\n{DESA}"
QUESTION: dict[str, Any] = {"kind": "finished_by", "seconds": 1}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The district above, its roads built."""
    made = tmp_path_factory.mktemp("wilayah")
    tables = made / "tabel"
    tables.mkdir()
    (tables / "desa.csv").write_text(LIST, encoding="utf-8")
    nodes = "\n".join(f'<node id="{n}" lat="{-4 - n / 500:.3f}" lon="103.0"/>' for n in range(6))
    refs = "".join(f'<nd ref="{n}"/>' for n in range(6))
    (made / "jalan.osm").write_text(ROAD.format(nodes=nodes, refs=refs), encoding="utf-8")
    (made / "baru.yaml").write_text(YAML, encoding="utf-8")
    build = f"roads build {made / 'jalan.osm'} --places {tables / 'desa.csv'} --out {tables}"
    assert command(build.split()) == 0
    return made


def request(folder: Path, *, ranges: bool = True, **question: Any) -> Request:
    """A week's run under a work stop that is asked whether it ends by Thursday."""
    settings = load(
        CONFIGS,
        region=str(folder / "baru.yaml"),
        overrides={
            "plan": {"weeks": 1, "work": 20},
            "policy": {"purpose": "cover", "deadline": date(2026, 4, 2)},
            "region": {"demand": {"inflow": "none"}},
            "question": {**QUESTION, **question},
        },
    )
    data = settings.region.data
    return Request(
        settings, CONFIGS, data, MONDAY, MONDAY, "2026-03-30T08:00:00+07:00", "uji", folder, ranges=ranges
    )


@pytest.fixture(scope="module")
def outcome(folder: Path) -> Outcome:
    """The run, with a range."""
    return run(
        request(folder, variants={"tiga": {"name": "tiga orang", "settings": {"policy": {"max_visits": 1}}}})
    )


@pytest.fixture(scope="module")
def answer(outcome: Outcome) -> Answer:
    """Its answer."""
    assert outcome.answer is not None
    return outcome.answer


def effect(answer: Answer, key: str) -> Effect:
    """The effect of an assumption."""
    return next(each for each in answer.effects if each.key == key)


def test_the_plan_answers(answer: Answer) -> None:
    """Two teams, four days' work: 640 of 800 by Tuesday, 4 of 8 team-days, 160 who stay away."""
    plan = answer.plan
    assert (plan.waiting, plan.expected, plan.served, plan.unrecorded, plan.left) == (800, 640, 640, 160, 0)
    assert (plan.finish, plan.team_days, plan.slots, plan.visited) == (date(2026, 3, 31), 4, 8, 4)
    assert (answer.by, answer.complete, answer.search) == (date(2026, 4, 2), True, "2 work")


def test_turnout_changes_who_is_served_exactly(answer: Answer) -> None:
    """At 60, 80 and 100 percent 480, 640 and 800 of 800 are expected, so 320, 160 and 0 still wait."""
    turnout = effect(answer, "persen_hadir")
    assert turnout.at_low is not None
    assert turnout.at_high is not None
    assert answer.central is not None
    plans = (turnout.at_low, answer.central, turnout.at_high)
    assert [plan.expected for plan in plans] == [480, 640, 800]
    assert [plan.unrecorded for plan in plans] == [320, 160, 0]
    assert turnout.swing("unrecorded", answer.central) == 320


def test_two_teams_take_half_the_days_of_one(answer: Answer) -> None:
    """One team needs four days, Monday to Thursday; two teams two; a third has one desa on the second."""
    teams = effect(answer, "jumlah_tim")
    assert teams.at_low is not None
    assert teams.at_high is not None
    assert answer.central is not None
    finish = [plan.finish for plan in (teams.at_low, answer.central, teams.at_high)]
    assert finish == [date(2026, 4, 2), date(2026, 3, 31), date(2026, 3, 31)]
    assert [plan.slots for plan in (teams.at_low, answer.central, teams.at_high)] == [4, 8, 12]


def test_half_the_kits_or_slower_work_take_twice_the_team_days(answer: Answer) -> None:
    """One kit: 160 x 5 + 30 = 830 minutes a desa; 8 minutes: 160 x 8 / 2 + 30 = 670: two team-days each.

    Eight team-days are all there are, and the last lies on Thursday.
    """
    slow = (effect(answer, "alat_per_tim").at_low, effect(answer, "menit_rekam_ktp").at_high)
    for plan in slow:
        assert plan is not None
        assert (plan.served, plan.team_days, plan.finish) == (640, 8, date(2026, 4, 2))


def test_what_cannot_be_done_in_time_is_told_in_people(answer: Answer) -> None:
    """At worst one team of one kit takes 8 minutes for each of 800 people: at most (465 - 32) / 8 = 54 a day.

    That is 4 x 54 = 216 by Thursday; at this pace the 800 take 4 x 800 / 216 days: until 13 April.
    """
    worst = answer.worst
    assert worst is not None
    assert (worst.expected, worst.served, worst.slots, worst.finish) == (800, 216, 4, None)
    assert worst.reckoned == date(2026, 4, 13)


def test_the_assumption_that_matters_most_is_named(answer: Answer) -> None:
    """Three assumptions move the last day by two, turnout by one; turnout alone moves who waits."""
    assert answer.central is not None
    most, waits = answer.most("finish"), answer.most("unrecorded")
    assert most is not None
    assert waits is not None
    assert (most.key, waits.key) == ("menit_rekam_ktp", "persen_hadir")
    swings = [each.swing("finish", answer.central) for each in answer.effects]
    assert swings == [2, 2, 2, 1, 0, 0, 0]


def test_only_what_the_plan_uses_is_varied(answer: Answer) -> None:
    """Nobody needs an IKD, nobody is met at school or at home, nobody new is counted: not in the table."""
    assert {each.key for each in answer.effects} == {
        "menit_rekam_ktp", "persen_hadir", "menit_siap_kunjungan",
        "jumlah_tim", "alat_per_tim", "anggota_per_tim", "anggota_golongan_iii",
    }  # fmt: skip


def test_a_larger_team_only_costs_more(answer: Answer) -> None:
    """Three, four, five members: the same team-days, dearer each time."""
    members = effect(answer, "anggota_per_tim")
    assert members.at_low is not None
    assert members.at_high is not None
    assert answer.central is not None
    assert members.at_low.team_days == members.at_high.team_days == 4
    assert members.at_low.rupiah < answer.central.rupiah < members.at_high.rupiah


def test_extremes_lie_outside(answer: Answer) -> None:
    """The worst of everything is no earlier than any single value, the best no later than the centre."""
    assert answer.central is not None
    assert answer.best is not None
    assert answer.worst is not None
    assert answer.best.done <= answer.central.done < answer.worst.done
    assert [variant.name for variant in answer.variants] == ["tiga orang"]


def test_the_same_seed_gives_the_same_answer_and_never_changes_the_plan(
    folder: Path, outcome: Outcome, answer: Answer
) -> None:
    """Under a work stop: equal without a range but for the range, equal with one altogether."""
    plain = run(request(folder, ranges=False))
    assert plain.schedule == outcome.schedule
    assert plain.answer is not None
    assert (plain.answer.plan, plain.answer.central, plain.answer.effects) == (answer.plan, None, ())
    second = run(request(folder)).answer
    assert second is not None
    assert replace(second, variants=answer.variants) == answer


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_bundle_keeps_the_answer(folder: Path, outcome: Outcome, lang: str, tmp_path: Path) -> None:
    """Read back from plan.json it is the same, and reads the same in every report."""
    bundle = read(write(outcome, tmp_path / "uji", lang))
    rebuilt = again(request(folder), bundle)
    assert rebuilt.answer == outcome.answer
    console = Console(width=100, record=True, file=StringIO())
    console.print(summary(rebuilt, lang))
    page = console.export_text()
    assert "persen hadir" in page
    assert {"id": "Jawaban: apakah", "en": "Answer: is"}[lang] in page
    book = load_workbook(jadwal.write(outcome, tmp_path, lang))
    cells = [str(cell.value) for row in book.worksheets[0].iter_rows() for cell in row if cell.value]
    # The list of all main assumptions ends the sheet; what the answer says of them comes before.
    cells = cells[: cells.index(say("reports.jadwal.overview.assumptions", lang))]
    assert any(text.startswith({"id": "Jawaban: ", "en": "Answer: "}[lang]) for text in cells)
    assert "menit siap kunjungan" not in cells  # it changes nothing, so it is no row of the table
    assert {"menit rekam KTP", "alat per tim", "jumlah tim", "persen hadir"} <= set(cells)


def test_ctrl_c_leaves_what_is_known(folder: Path, outcome: Outcome) -> None:
    """Asked to end before the fourth of these plans: the range is marked incomplete, the plan stands."""
    asked = request(folder)
    seen = list[str]()

    def tell(stage: str, _best: Incumbent | None) -> bool:
        seen.append(stage)
        return not stage.startswith("answers 4/")

    ended = run(replace(asked, tell=tell))
    assert ended.schedule == outcome.schedule
    assert ended.answer is not None
    assert not ended.answer.complete
    assert ended.answer.central is not None
    known = [e for e in ended.answer.effects for plan in (e.at_low, e.at_high) if plan is not None]
    assert len(known) == 1  # the first two are the central plan, and that of another seed
    assert not any(stage.startswith("answers 5/") for stage in seen)


@pytest.mark.parametrize(
    ("question", "column"),
    [
        ({"service": "KIA"}, "service"),
        ({"kind": "reaches_target"}, "service"),
        ({"variants": {"a": {"name": "a", "settings": {"policy": {"budgt": 1}}}}}, "policy.budgt"),
    ],
)
def test_a_question_that_cannot_be_asked(folder: Path, question: dict[str, Any], column: str) -> None:
    """No such service, no target, a misspelt setting of a variant: said where, before anything is planned."""
    with pytest.raises(InputError) as caught:
        run(request(folder, **question))
    assert [defect.column for defect in caught.value.defects] == [column]


def test_a_misspelt_question(folder: Path) -> None:
    """An unknown kind and a negative stop are both found when the settings are read."""
    with pytest.raises(InputError) as caught:
        request(folder, kind="how_much", seconds=-1)
    assert {defect.column for defect in caught.value.defects} == {"question.kind", "question.seconds"}


def test_teams_are_copied_and_taken_away() -> None:
    """Of two teams one, then four with ids of their own; the other fields are the last team's."""
    region = tiny.region([10], teams=2)
    assert [team.id for team in with_teams(region, {"jumlah_tim": 1}).teams] == ["T1"]
    more = with_teams(region, {"jumlah_tim": 4}).teams
    assert [team.id for team in more] == ["T1", "T2", "T3", "T4"]
    assert {replace(team, id="", name="") for team in more[1:]} == {replace(region.teams[1], id="", name="")}
    assert with_teams(region, {"persen_hadir": 60}) == region


def test_kits_come_with_stations_where_an_inventory_is_kept() -> None:
    """Two teams of one station and two kits, one broken: three stations each bring four sound kits."""
    region = tiny.region([10], teams=2)
    base = region.teams[0].base
    kits = (Kit("A1", "baik", None, base, "uji"), Kit("A2", "rusak", None, base, "uji"))
    kept = with_teams(replace(region, kits=kits), {"alat_per_tim": 3})
    assert [team.stations for team in kept.teams] == [3, 3]
    assert [kit.status for kit in kept.kits] == ["baik", "rusak", "baik", "baik", "baik", "baik"]
    assert with_teams(region, {"alat_per_tim": 3}).kits == ()
    assert with_teams(replace(region, kits=kits), {"jumlah_tim": 1}).kits == kits


def test_members_by_rank() -> None:
    """Two and two: five members are two and three; three of the higher rank of four are three and one."""
    region = tiny.region([10])
    team = replace(region.teams[0], members=(("golongan_iii", 2), ("golongan_ii", 2)))
    region = replace(region, teams=(team,))
    five = with_teams(region, {"anggota_per_tim": 5}).teams[0]
    assert dict(five.members) == {"golongan_iii": 2, "golongan_ii": 3}
    higher = with_teams(region, {"anggota_golongan_iii": 3}).teams[0]
    assert dict(higher.members) == {"golongan_iii": 3, "golongan_ii": 1}
