"""Scenarios: what each word changes, precedence, clashes and mistakes, and the shipped files."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from optimizer.errors import Defect, InputError
from optimizer.scenarios import Ground, Variant, read_scenario, study
from optimizer.scenarios.params import ScenarioParams
from optimizer.settings import Settings, home, load

CONFIGS = home() / "configs"
SHIPPED = sorted(path.stem for path in (CONFIGS / "scenarios").glob("*.yaml"))
CASE = "rejang-lebong-2025"
START = date(2025, 1, 6)
"""Its first day, a Monday in the rainy season."""


@pytest.fixture(scope="module")
def ground() -> Ground:
    """The headline case."""
    return on({})


def on(fixed: dict[str, Any]) -> Ground:
    """The headline case with what a command line says."""
    settings = load(CONFIGS, case=CASE, overrides=fixed)
    return Ground(settings, CONFIGS, settings.region.data, START, fixed)


def written(folder: Path, name: str, **said: Any) -> str:
    """A scenario file elsewhere; its path."""
    path = folder / f"{name}.yaml"
    path.write_text(yaml.safe_dump({"name": name.title(), **said}), encoding="utf-8")
    return str(path)


def only(ground: Ground, *wanted: str, axes: tuple[str, ...] = ()) -> Settings:
    """The settings of the one variant asked for."""
    _, variant = study(ground, [",".join(wanted)], axes)
    return variant.settings


def mistakes(ground: Ground, *wanted: str, axes: tuple[str, ...] = ()) -> list[Defect]:
    """Every defect found before anything runs."""
    with pytest.raises(InputError) as caught:
        study(ground, wanted, axes)
    return list(caught.value.defects)


@pytest.fixture(scope="module")
def shipped(ground: Ground) -> dict[str, Variant]:
    """Every shipped scenario on the headline case."""
    return {each.name: each for each in study(ground, SHIPPED, ())}


@pytest.mark.parametrize("name", SHIPPED)
def test_a_shipped_scenario_changes_the_headline_case(
    ground: Ground, shipped: dict[str, Variant], name: str
) -> None:
    """Every file is sound on rejang-lebong-2025, says what it is about, and changes what it is tried on."""
    settings = shipped[name].settings
    assert settings != ground.settings
    assert settings.question == ground.settings.question
    assert read_scenario(CONFIGS, name).params.about


def test_every_word_reaches_its_setting(ground: Ground, tmp_path: Path) -> None:
    """Each field of a scenario, set to a value of its own, is found where the engine reads it."""
    said: dict[str, Any] = {
        "about": "uji", "teams": 3, "members": 4, "vehicle": "gardan_ganda_dinas", "kits": 5,
        "broken_kits": 2, "capacity": {"KTP": 60}, "minutes": {"IKD": 9}, "setup_minutes": {"desa": 45},
        "tariff": "bengkulu-2026-indikatif", "tariff_percent": 120, "season": "kemarau", "avoid_slides": True,
        "closures": {"a": {"links": ["R-0451"]}}, "budget": 7, "deadline": date(2025, 1, 31), "nights": 1,
        "nights_over_days_off": True, "overtime_minutes": 30, "max_drive_minutes": 200, "max_visits": 3,
        "turnout_percent": 61, "floor_percent": 11, "policy": "split", "purpose": "cover", "weeks": 3,
        "start": date(2025, 1, 13), "settings": {"practice": {"trips_per_week": 2}},
    }  # fmt: skip
    assert {"name", *said} == set(ScenarioParams.model_fields)
    made = only(ground, written(tmp_path, "semua", **said))
    means, policy = made.region.means, made.policy
    services = {service.code: service for service in made.region.services}
    assert (means.teams, means.members, means.vehicle, means.kits, means.broken_kits) == (
        3, 4, "gardan_ganda_dinas", 5, 2,
    )  # fmt: skip
    assert services["KTP"].cap is not None
    assert (services["KTP"].cap.people, services["KTP"].cap.per) == (60, "team_day")
    assert (services["IKD"].minutes, policy.setup_minutes["desa"]) == (9, 45)
    assert (made.tariff, made.tariff_percent) == ("bengkulu-2026-indikatif", 120)
    assert made.calendar.road_states == {"hujan": (), "kemarau": tuple(range(1, 13))}
    assert dict(made.roads.avoid_slides) == {"hujan": True, "kemarau": True}
    # Not dated itself, the closure holds from the first day of the plan.
    assert (means.closures["a"].start, means.closures["a"].end) == (date(2025, 1, 13), None)
    assert (policy.budget, policy.deadline, policy.max_nights) == (7, date(2025, 1, 31), 1)
    assert (policy.nights_over_days_off, policy.overtime_minutes, policy.max_drive_minutes) == (True, 30, 200)
    assert (policy.max_visits, policy.turnout_percent, policy.floor_percent) == (3, 61, 11)
    assert (policy.visits, policy.purpose) == ("split", "cover")
    assert (made.plan.weeks, made.plan.start) == (3, date(2025, 1, 13))
    assert made.practice.trips_per_week == 2


def test_a_closure_by_weeks(ground: Ground, tmp_path: Path) -> None:
    """Weeks 2 and 3 of a plan from Monday 6 January are 13 to 26; from Wednesday 8, week 1 begins there."""
    closures = {"x": {"links": ["R-0451"], "weeks": [2, 3]}, "y": {"links": ["R-0451"], "weeks": [1, 1]}}
    monday = only(ground, written(tmp_path, "senin", closures=closures)).region.means.closures
    assert (monday["x"].start, monday["x"].end) == (date(2025, 1, 13), date(2025, 1, 26))
    path = written(tmp_path, "rabu", closures=closures, start=date(2025, 1, 8))
    wednesday = only(ground, path).region.means.closures
    assert (wednesday["x"].start, wednesday["x"].end) == (date(2025, 1, 13), date(2025, 1, 26))
    assert (wednesday["y"].start, wednesday["y"].end) == (date(2025, 1, 8), date(2025, 1, 12))


def test_null_takes_a_limit_away(tmp_path: Path) -> None:
    """A scenario may lift the budget that a file of the user sets."""
    base = on({})
    capped = base.settings.policy.model_copy(update={"budget": 5_000_000})
    ground = Ground(base.settings.model_copy(update={"policy": capped}), CONFIGS, base.source, START, {})
    assert only(ground, "tim-3").policy.budget == 5_000_000
    assert only(ground, written(tmp_path, "bebas", budget=None)).policy.budget is None


def test_precedence(tmp_path: Path) -> None:
    """Case < scenario < grid < command line, each told by a number of its own."""
    path = written(tmp_path, "sedang", weeks=5, turnout_percent=50, floor_percent=30)
    made = only(on({"plan": {"weeks": 7}}), path)
    assert (made.plan.weeks, made.policy.turnout_percent, made.policy.floor_percent) == (7, 50, 30)
    variants = study(on({"plan": {"weeks": 7}}), [path], ["turnout_percent=60,70"])
    shown = [(each.settings.policy.turnout_percent, each.settings.plan.weeks) for each in variants]
    assert shown == [("persen_hadir", 7), (50, 7), (60, 7), (70, 7)]
    assert {each.settings.policy.floor_percent for each in variants[1:]} == {30}
    assert variants[0].settings.policy.floor_percent == 20  # the case's own


def test_names_and_order(ground: Ground) -> None:
    """The base, each combination, then each combination at each point; an axis of dots and words too."""
    variants = study(ground, ["tim-3,menginap"], ["season=hujan,kemarau", "minutes.KTP=5..6"])
    assert [each.name for each in variants] == [
        "dasar",
        "tim-3+menginap",
        *(f"tim-3+menginap+season={s},minutes.KTP={m}" for s in ("hujan", "kemarau") for m in (5, 6)),
    ]
    assert variants[2].title == "Tiga tim + Boleh menginap + season=hujan minutes.KTP=5"
    alone = study(ground, [], ["teams=1..2"])
    assert [each.name for each in alone] == ["dasar", "teams=1", "teams=2"]


def test_scenarios_that_agree_are_combined(ground: Ground, tmp_path: Path) -> None:
    """The same value twice is no clash, and closures of different names add up."""
    same = written(tmp_path, "sama", teams=3, closures={"lain": {"links": ["R-0464"]}})
    made = only(ground, "tim-3", same, "jalan-putus-kayu-manis").region.means
    assert (made.teams, sorted(made.closures)) == (3, ["kayu-manis", "lain"])


def test_a_clash_is_refused_by_name(ground: Ground, tmp_path: Path) -> None:
    """Two numbers of teams, one of them by its setting, and two seasons: each pair told once."""
    other = written(tmp_path, "lain", settings={"region": {"means": {"teams": 5}}})
    found = mistakes(ground, f"tim-3,{other}", "musim-hujan,musim-kemarau")
    assert [(each.where, each.column, each.found) for each in found] == [
        ("lain.yaml", "settings.region.means.teams", "5"),
        ("scenarios/musim-kemarau.yaml", "season", "[]"),
    ]
    assert found[0].message.values["other"] == "scenarios/tim-3.yaml"


def test_every_kind_of_mistake_is_named_at_once(ground: Ground, tmp_path: Path) -> None:
    """Schema, tables, tariffs, grid and command line: all found in one go, with the nearest known name."""
    (tmp_path / "salah.yaml").write_text(
        """
name: Salah
teams: 2
teams: 0
kits: banyak
vehicles: gardan
vehicle: gardan_gandaa
season: hujn
capacity: {KPT: 60}
closures:
  a: {links: [R-0451], start: 2025-02-01, end: 2025-01-01}
  b: {kecamatann: [Curup]}
deadline: besok
settings: {polici: {budget: 3}, policy: {bugdet: 4}}
""",
        encoding="utf-8",
    )
    (tmp_path / "pecah.yaml").write_text("name: [", encoding="utf-8")
    (tmp_path / "kosong.yaml").write_text("name: Kosong\n", encoding="utf-8")
    closure = {"links": ["R-9999"], "kecamatan": ["Curup Tenggah"], "modes": ["mobil"]}
    tables = written(
        tmp_path, "tabel", closures={"x": closure},
        tariff="bengkulu", broken_kits=30, settings={"plan": {"engine": "routin"}},
    )  # fmt: skip
    fixed = on({"plan": {"weeks": 4}})
    files = (str(tmp_path / f"{name}.yaml") for name in ("salah", "pecah", "kosong"))
    found = mistakes(
        fixed, "tim3", "tim-3,tim-4", *files, tables, ",",
        axes=("teams=1..x", "kitz=3", "weeks=5..2", "weeks=4", "about=x", "minutes=3", "x"),
    )  # fmt: skip
    told = {(each.where, each.column, each.found) for each in found}
    assert told == {
        ("scenarios", None, "tim3"),
        ("scenarios/tim-4.yaml", "teams", "4"),
        ("salah.yaml", "teams", None),  # twice
        ("salah.yaml", "teams", "0"),
        ("salah.yaml", "kits", "banyak"),
        ("salah.yaml", "vehicles", None),
        ("salah.yaml", "vehicle", "gardan_gandaa"),
        ("salah.yaml", "season", "hujn"),
        ("salah.yaml", "capacity.KPT", "KPT"),
        ("salah.yaml", "closures.a", None),
        ("salah.yaml", "closures.b.kecamatann", None),
        ("salah.yaml", "deadline", "besok"),
        ("salah.yaml", "settings.polici", None),
        ("salah.yaml", "settings.policy.bugdet", None),
        ("pecah.yaml", None, None),
        ("kosong.yaml", "", None),
        ("tabel.yaml", "closures.x.links", "R-9999"),
        ("tabel.yaml", "closures.x.kecamatan", "Curup Tenggah"),
        ("tabel.yaml", "closures.x.modes", "mobil"),
        ("tabel.yaml", "tariff", "bengkulu"),
        ("tabel.yaml", "broken_kits", "30"),
        ("tabel.yaml", "settings.plan.engine", "routin"),
        ("--scenario", None, ","),
        ("--grid", "teams", "1..x"),
        ("--grid", None, "kitz"),
        ("--grid", None, "5..2"),
        ("--grid", "weeks", None),  # fixed by the command line
        ("--grid", None, "about"),
        ("--grid", None, "minutes"),
        ("--grid", None, "x"),
    }
    near = {each.found: each.message.values.get("near") for each in found}
    assert (near["tim3"], near["hujn"], near["KPT"]) == ("tim-3", "hujan", "KTP")


@pytest.mark.parametrize("axes", [("teams=1..50", "kits=1..50"), ("teams=1,1",), ("teams=1", "teams=2")])
def test_a_grid_too_large_or_repeated(ground: Ground, axes: tuple[str, ...]) -> None:
    """2,500 points, a value twice and an axis twice are slips."""
    assert mistakes(ground, axes=axes)


def test_variants_are_plain_settings(ground: Ground) -> None:
    """A variant differs from the base in nothing but what its scenario says."""
    base, variant = study(ground, ["tim-1"], ())
    assert isinstance(variant, Variant)
    means = base.settings.region.means.model_copy(update={"teams": 1})
    region = base.settings.region.model_copy(update={"means": means})
    assert variant.settings == base.settings.model_copy(update={"region": region})
