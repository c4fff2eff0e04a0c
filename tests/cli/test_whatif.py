"""`jemput-bola whatif`: many scenarios in one command, restartable, none lost with another."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
import yaml

from optimizer.cli.main import run
from tests.cases.small import FAR, MONDAY, A, B, C, Small, people

ROOT = Path(__file__).resolve().parents[2]
RULE = ("--engine", "largest_first")
"""A rule of thumb: no search, for tests that count runs rather than read plans."""


@pytest.fixture
def small(tmp_path: Path) -> Small:
    """Four desa of 30, 40, 50 and 60 people; the last one, of its own kecamatan, lies on its own road."""
    district = Small(tmp_path)
    for number, place in enumerate((A, B, C, FAR)):
        district.desa(place, 30 + 10 * number)
    for start, end, km in (("KANTOR", A, 20), (A, B, 10), (B, C, 10), (A, FAR, 30)):
        district.road(start, end, km)
    district.lay()
    return district


def arguments(small: Small, *options: str) -> list[str]:
    """The command line of a study of one Monday."""
    own = ["--region", str(small.folder / "baru.yaml"), "--start", MONDAY, "--weeks", "1", "--work", "3"]
    return ["whatif", *own, "--out", str(small.folder / "bagaimana"), *options]


def scenario(small: Small, name: str, **said: Any) -> str:
    """A scenario file in the district's folder; its path."""
    path = small.folder / f"{name}.yaml"
    path.write_text(yaml.safe_dump({"name": name, **said}), encoding="utf-8")
    return str(path)


def plans(folder: Path) -> dict[str, dict[str, Any]]:
    """Every bundle of a study by its folder's name."""
    return {
        path.parent.name: json.loads(path.read_text(encoding="utf-8"))
        for path in sorted(folder.glob("[!.]*/plan.json"))
    }


def lasting(plan: dict[str, Any]) -> dict[str, Any]:
    """A bundle without what differs from run to run: clocks, its name, and the papers `plan` adds."""
    clocks = ("created", "seconds", "solve_seconds", "trace", "name", "files")
    return {key: value for key, value in plan.items() if key not in clocks}


def test_fifty_scenarios_a_killed_sweep_and_a_second_call(small: Small, capsys: pytest.CaptureFixture[str]):
    """49 points and the base; killed after a few, the next call does only the others, the third none."""
    command = arguments(small, "--grid", "teams=1..7", "kits=1..7", "--workers", "2", *RULE)
    folder = small.folder / "bagaimana"
    script = "import sys; from optimizer.cli import main; sys.exit(main())"
    sweep = subprocess.Popen(
        [sys.executable, "-c", script, *command],
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    until = time.monotonic() + 240
    while len(list(folder.glob(".hasil/*.json"))) < 5:
        assert sweep.poll() is None
        assert time.monotonic() < until
        time.sleep(0.05)
    os.killpg(sweep.pid, signal.SIGKILL)  # its workers too, who would end what they have in hand
    sweep.wait()
    before = {name: plan["created"] for name, plan in plans(folder).items()}
    done = len(list(folder.glob(".hasil/*.json")))
    assert 5 <= done < 50

    assert run(command) == 0
    assert f"50 rencana di {folder}, {done} di antaranya" in " ".join(capsys.readouterr().out.split())
    after = plans(folder)
    assert len(after) == 50
    # A bundle whose result had not been noted may be made again; never one whose result had.
    assert sum(after[name]["created"] == created for name, created in before.items()) >= done

    assert run(command) == 0
    assert f"50 rencana di {folder}, 50 di antaranya" in " ".join(capsys.readouterr().out.split())
    assert plans(folder) == after
    # By hand: teams of two with one kit serve 60 of the 180 that Monday; four with a kit each serve all.
    assert [sum(people(after[name]).values()) for name in ("dasar", "teams=4,kits=1", "teams=4,kits=4")] == [
        60, 60, 180,
    ]  # fmt: skip


def test_side_by_side_as_one_at_a_time(small: Small):
    """Two scenarios searched by two workers are, bit for bit, `plan` with the same settings by hand."""
    closed = {"kecamatan": [FAR[:8]]}
    dated = {"jalan": {**closed, "start": MONDAY}}
    slow = scenario(small, "lambat", teams=2, minutes={"KTP": 8})
    cut = scenario(small, "putus", teams=2, closures={"jalan": closed})
    assert run(arguments(small, "--scenario", slow, "--scenario", cut, "--workers", "2")) == 0
    made = plans(small.folder / "bagaimana")
    assert sorted(made) == ["dasar", "lambat", "putus"]
    by_hand: dict[str, dict[str, Any]] = {
        "lambat": {"region": {"means": {"teams": 2}}, "services": {"KTP": {"minutes": 8}}},
        "putus": {"region": {"means": {"teams": 2, "closures": dated}}},
    }
    for name, settings in by_hand.items():
        own = small.folder / "sendiri.yaml"
        own.write_text(yaml.safe_dump(settings), encoding="utf-8")
        shared = arguments(small)[1:-2]
        alone = small.folder / f"sendiri-{name}"
        assert run(["plan", *shared, "--settings", str(own), "--out", str(alone)]) == 0
        single = json.loads((alone / "plan.json").read_text(encoding="utf-8"))
        assert lasting(single) == lasting(made[name])
    # And they differ as they should: nobody gets to the end of a closed road.
    cut_off = {
        name: {each["place"] for each in made[name]["unserved"] if each["reason"] == "cut_off"}
        for name in made
    }
    assert cut_off == {"dasar": set(), "lambat": set(), "putus": {FAR}}


def test_a_bundle_of_a_study_is_a_run(small: Small):
    """`report` makes its workbook and map; the study's second call still knows the bundle as its own."""
    assert run(arguments(small, "--scenario", scenario(small, "dua", teams=2), "--workers", "1", *RULE)) == 0
    bundle = small.folder / "bagaimana" / "dua"
    assert not (bundle / "jadwal.xlsx").exists()
    tables = str(small.folder / "tabel")
    assert run(["report", str(bundle), "--data", tables]) == 0
    assert (bundle / "jadwal.xlsx").exists()


def test_one_failure_is_told_and_stops_no_other(small: Small, capsys: pytest.CaptureFixture[str]):
    """A scenario without a working day fails in words with exit 1; the other and the base are planned."""
    never = scenario(small, "libur", settings={"calendar": {"weekdays": [], "workdays": []}})
    two = scenario(small, "dua", teams=2)
    assert run(arguments(small, "--scenario", never, "--scenario", two, "--workers", "1", *RULE)) == 1
    said = capsys.readouterr().out
    assert "Tidak dapat direncanakan (1)" in said
    assert "libur: " in said
    assert sorted(plans(small.folder / "bagaimana")) == ["dasar", "dua"]


def test_a_bundle_lost_or_changed_is_made_again(small: Small, capsys: pytest.CaptureFixture[str]):
    """A result whose bundle is gone, or is not the one it speaks of, does not count as done."""
    command = arguments(small, "--scenario", scenario(small, "dua", teams=2), "--workers", "1", *RULE)
    assert run(command) == 0
    plan = small.folder / "bagaimana" / "dua" / "plan.json"
    before = plan.read_text(encoding="utf-8")
    plan.write_text(before.replace('"seed": 0', '"seed": 1'), encoding="utf-8")
    assert run(command) == 0
    assert "1 di antaranya" in " ".join(capsys.readouterr().out.split())
    assert json.loads(plan.read_text(encoding="utf-8"))["seed"] == 0


def test_changed_tables_are_planned_again(small: Small, capsys: pytest.CaptureFixture[str]):
    """Ten people more in a desa: nothing kept from before is used."""
    command = arguments(small, "--workers", "1", *RULE)
    assert run(command) == 0
    capsys.readouterr()
    desa = small.folder / "tabel" / "desa.csv"
    desa.write_text(desa.read_text(encoding="utf-8").replace(",30", ",40", 1), encoding="utf-8")
    assert run(command) == 0
    assert ", 0 di antaranya" in " ".join(capsys.readouterr().out.split())


def test_mistakes_run_nothing(small: Small, capsys: pytest.CaptureFixture[str]):
    """Two files and an axis wrong: three sentences, exit 2, and no folder."""
    wrong = scenario(small, "salah", teams=0), scenario(small, "salah2", musim="hujan")
    options = ("--scenario", wrong[0], "--scenario", wrong[1], "--grid", "kitz=1..3")
    assert run(arguments(small, *options)) == 2
    said = capsys.readouterr().err
    assert all(text in said for text in ("(3 masalah)", "salah.yaml", "salah2.yaml", "kitz"))
    assert not (small.folder / "bagaimana").exists()


def test_a_foreign_folder_is_refused(small: Small):
    """A folder with anything else in it is left alone."""
    folder = small.folder / "bagaimana"
    folder.mkdir()
    (folder / "skripsi.docx").touch()
    assert run(arguments(small)) == 2
    assert [path.name for path in folder.iterdir()] == ["skripsi.docx"]


def test_the_list_of_scenarios(capsys: pytest.CaptureFixture[str]):
    """Every shipped scenario is listed with its name."""
    assert run(["whatif", "--list"]) == 0
    said = capsys.readouterr().out
    assert all(path.stem in said for path in (ROOT / "configs" / "scenarios").glob("*.yaml"))
