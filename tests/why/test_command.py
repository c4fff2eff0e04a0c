"""`jemput-bola why` on a published run: from the bundle alone, in words, refusing what it does not know."""

from __future__ import annotations

import shutil

import pytest

from optimizer.cli.main import run
from tests.cases.small import A, B, Small


@pytest.fixture(scope="module")
def planned(tmp_path_factory):
    """A week with one working day and two desa 30 minutes either side of the office, 60 people at each.

    A day at one of them serves (465 − 60 − 30) / 5 = 75 people.
    """
    district = Small(tmp_path_factory.mktemp("why"))
    for place, waiting in ((A, 60), (B, 50)):
        district.desa(place, waiting)
        district.road("KANTOR", place, 30)
    district.plan()
    return district.folder / "rencana-0"


def told(capsys, planned, *args: str) -> str:
    """What is printed, its lines joined."""
    assert run(["why", *args, "--data", str(planned.parent / "tabel")]) == 0
    return " ".join(capsys.readouterr().out.split())


def test_why_and_why_not(planned, capsys):
    """Both are served on Monday in part or in full; on Tuesday nobody works."""
    text = told(capsys, planned, "Desa 11", "selasa", "--run", str(planned))
    assert "Selasa, 4 Agustus 2026: tidak bisa." in text


def test_in_english_by_code(planned, capsys):
    """The same by code, with `--lang en`; a date of two words needs no quotes."""
    text = told(capsys, planned, A, "3", "August", "--run", str(planned), "--lang", "en")
    assert text.startswith(f"Desa 11 ({A})")
    assert "Monday, 3 August 2026:" in text


def test_the_newest_run_is_meant(planned, capsys, monkeypatch, tmp_path):
    """Without `--run` it is the newest folder in runs/; without any, that is said."""
    monkeypatch.chdir(tmp_path)
    assert run(["why", A]) == 2
    assert "--run" in capsys.readouterr().err
    shutil.copytree(planned, tmp_path / "runs" / "satu")
    assert "Desa 11" in told(capsys, planned, A)


@pytest.mark.parametrize(("args", "said"), [(("Dese 11",), "Desa 11"), ((A, "besok"), "2026-01-06")])
def test_what_it_does_not_know(planned, capsys, args, said):
    """Exit code 2, a sentence with the nearest names or how to write a date, nothing written."""
    before = sorted(planned.iterdir())
    data = str(planned.parent / "tabel")
    assert run(["why", *args, "--run", str(planned), "--data", data]) == 2
    assert said in " ".join(capsys.readouterr().err.split())
    assert sorted(planned.iterdir()) == before
