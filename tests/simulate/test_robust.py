"""The sturdier variant: the least reserve that is enough, derived by hand, and what it costs."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from optimizer.cli.main import run
from tests.cases.small import A, Small

ONLY_SETUP = {"lives": 20_000, "chances": ["setup"]}


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Small:
    """One desa of 75 people 30 minutes out: at 5 minutes each they fill a Monday of 465 minutes."""
    made = Small(tmp_path_factory.mktemp("kokoh"))
    made.desa(A, 75)
    made.road("KANTOR", A, 30)
    made.plan(simulate=ONLY_SETUP)
    return made


def simulated(small: Small, folder: Path, *options: str, plan: Path | None = None) -> dict[str, Any]:
    """What `jemput-bola simulate` records of the small district's plan."""
    args = ["simulate", str(plan or small.folder / "rencana-0"), "--data", str(small.folder / "tabel")]
    assert run([*args, "--out", str(folder), *options]) == 0
    return dict(json.loads((folder / "simulasi.json").read_text(encoding="utf-8")))


def test_the_least_reserve_that_reaches_the_level(small: Small, tmp_path: Path) -> None:
    """Setting up is triangular over 20, 30 and 45; 30 are planned and the day is full.

    It takes more than 30 + r minutes with chance (15 − r)² / 375: 60 % without a reserve, 6.7 % with 10,
    for which two people fewer are planned, 73. With 5 it would be 26.7 %. The reserve is recorded as
    overtime below 0.
    """
    made = simulated(small, tmp_path / "s", "--robust", "--work", "20", "--seed", "2")
    found = made["robust"]
    assert found["base"]["overrun"] == pytest.approx(225 / 375, abs=0.02)
    assert (found["reserve"], found["reached"]) == (10, True)
    assert found["sturdy"]["overrun"] == pytest.approx(25 / 375, abs=0.01)
    assert (found["base"]["people"], found["sturdy"]["people"]) == (75, 73)
    assert [trial["reserve"] for trial in found["tried"]] == [0, 10]
    sturdy = tmp_path / "s" / "rencana-kokoh"
    record = yaml.safe_load((sturdy / "settings.yaml").read_text(encoding="utf-8"))
    assert record["policy"]["overtime_minutes"] == -10


def test_the_variant_lives_as_the_comparison_says(small: Small, tmp_path: Path) -> None:
    """Its bundle, simulated again with the same seed, gives the very figures that were compared."""
    made = simulated(small, tmp_path / "s", "--robust", "--work", "20", "--seed", "2")
    again = simulated(small, tmp_path / "n", "--seed", "2", plan=tmp_path / "s" / "rencana-kokoh")
    sturdy, lived = made["robust"]["sturdy"], again["simulation"]
    assert lived["overrun"] == sturdy["overrun"]
    assert lived["served"] == sturdy["served"]
    assert lived["planned"] == sturdy["people"]


def test_a_plan_that_is_sturdy_enough_stays_as_it_is(small: Small, tmp_path: Path) -> None:
    """At a level of 50 % … 40 % of the days are long enough: not; with nothing left to chance, all are."""
    file = tmp_path / "diam.yaml"
    file.write_text("simulate: {chances: []}\n", encoding="utf-8")
    made = simulated(small, tmp_path / "s", "--robust", "--settings", str(file))
    assert (made["robust"]["reserve"], made["robust"]["reached"]) == (0, True)
    assert not (tmp_path / "s" / "rencana-kokoh").exists()
