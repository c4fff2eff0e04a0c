"""The bundle for a laptop without internet, tried as its Linux twin; it was not run on Windows."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from zipfile import ZipFile

import pytest

from scripts.bundle import PYTHONS

ROOT = Path(__file__).resolve().parents[2]

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def unpacked(bundle: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The bundle, unpacked as a planner would; removed afterwards, as it takes most of a gigabyte."""
    folder = tmp_path_factory.mktemp("laptop")
    with ZipFile(bundle) as archive:
        archive.extractall(folder)
    yield folder / "jemput-bola"
    shutil.rmtree(folder)


@pytest.fixture(scope="module")
def installed(unpacked: Path) -> Path:
    """A fresh environment made by the very pip line of pasang.bat, without index or network; its programs."""
    lines = (unpacked / "pasang.bat").read_text(encoding="ascii").splitlines()
    (line,) = (line for line in lines if " -m pip install " in line)
    windows_python, *arguments = line.split()
    assert windows_python == r".venv\Scripts\python"
    subprocess.run([sys.executable, "-m", "venv", unpacked / ".venv"], check=True)
    programs = unpacked / ".venv" / ("Scripts" if os.name == "nt" else "bin")
    nowhere = "http://127.0.0.1:9"  # discard port: anything that tries the network fails at once
    offline = os.environ | {"PIP_CONFIG_FILE": os.devnull, "HTTP_PROXY": nowhere, "HTTPS_PROXY": nowhere}
    offline = {name: value for name, value in offline.items() if name not in ("PIP_FIND_LINKS", "PYTHONPATH")}
    subprocess.run([programs / "python", *arguments], cwd=unpacked, env=offline, check=True)
    return programs


def test_what_lies_in_the_zip(unpacked: Path):
    """Two batch files, a page to read, licences and wheels; the project's own wheel is among them."""
    assert {path.name for path in unpacked.iterdir()} - {".venv", "isian.xlsx", "hasil"} == {
        "pasang.bat", "rencana.bat", "BACA-SAYA.txt", "LICENSES", "wheels",
    }  # fmt: skip
    assert len(list((unpacked / "wheels").glob("jemput_bola-*-py3-none-any.whl"))) == 1
    licences = {path.name for path in (unpacked / "LICENSES").rglob("*") if path.is_file()}
    assert licences >= {"LICENSE", "LICENSE-ODbL.txt", "MIT-wilayah.txt"}


def test_the_texts_are_for_windows(unpacked: Path):
    """Every line ends as Windows writes it; cmd gets plain ASCII; the Python releases are filled in."""
    for name in ("pasang.bat", "rencana.bat", "BACA-SAYA.txt"):
        raw = (unpacked / name).read_bytes()
        assert raw.count(b"\n") == raw.count(b"\r\n") > 20
        assert b"\r\r" not in raw
        assert b"@PYTHONS@" not in raw
        assert raw.startswith(b"@echo off") == raw.isascii() == name.endswith(".bat")
    batch = (unpacked / "pasang.bat").read_text(encoding="ascii")
    assert f"for %%V in ({' '.join(sorted(PYTHONS, reverse=True))}) do" in batch


def test_every_jump_in_the_batch_files_has_its_label(unpacked: Path):
    """A `goto` or `call :` to a label that is not there would end the file in the middle."""
    for name in ("pasang.bat", "rencana.bat"):
        text = (unpacked / name).read_text(encoding="ascii")
        jumps = set(re.findall(r"(?:goto |call :)(\w+)", text))
        labels = set(re.findall(r"^:(\w+)", text, flags=re.MULTILINE))
        assert jumps
        assert jumps == labels


def test_the_wheel_carries_configs_data_and_texts(unpacked: Path):
    """The wheel holds every file of configs/ and data/ under optimizer/_share, and every asset."""
    (wheel,) = (unpacked / "wheels").glob("jemput_bola-*.whl")
    names = set(ZipFile(wheel).namelist())
    ours = [
        path.relative_to(ROOT).as_posix()
        for folder in ("configs", "data", "optimizer")
        for path in (ROOT / folder).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts and not path.name.startswith(".")
    ]
    expected = {name if name.startswith("optimizer/") else f"optimizer/_share/{name}" for name in ours}
    assert {"optimizer/_share/configs/default.yaml", "optimizer/texts/id/common.yaml"} <= expected
    assert expected - names == set()


def test_the_wheel_says_under_which_licences_it_comes(unpacked: Path):
    """The wheel's metadata names the licences of code, data and map, and carries the texts."""
    (wheel,) = (unpacked / "wheels").glob("jemput_bola-*.whl")
    with ZipFile(wheel) as archive:
        (metadata,) = (name for name in archive.namelist() if name.endswith(".dist-info/METADATA"))
        text = archive.read(metadata).decode()
    assert "License-Expression: MIT AND ODbL-1.0 AND BSD-2-Clause" in text
    assert {"LICENSE", "data/LICENSE-ODbL.txt", "optimizer/reports/assets/leaflet/LICENSE"} <= set(
        re.findall(r"License-File: (.*)", text)
    )


def test_the_twin_installs_offline_and_starts(installed: Path, tmp_path: Path):
    """Installed from the bundle alone, `jemput-bola --help` answers, and not from this checkout."""
    where = subprocess.run(
        [installed / "python", "-c", "import optimizer; print(optimizer.__file__)"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert Path(where.strip()).is_relative_to(installed.parent)
    answer = subprocess.run(
        [installed / "jemput-bola", "--help"], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    assert "plan" in answer.stdout


def test_a_planner_gets_from_the_bundle_to_a_plan(unpacked: Path, installed: Path):
    """The batch files' own commands, run on the twin, write the input workbook and from it a week's plan."""
    (template,) = (words for words in commands(unpacked / "pasang.bat") if words[0] == "template")
    (plan,) = (words for words in commands(unpacked / "rencana.bat") if "--data" in words)
    filled_in = {'"%HASIL%"': "hasil", '"%~1"': "isian.xlsx"}
    for words in (template, [*plan, "--weeks", "1", "--work", "1"]):
        done = subprocess.run(
            [installed / "jemput-bola", *(filled_in.get(word, word) for word in words)],
            cwd=unpacked,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
    assert (unpacked / "isian.xlsx").is_file()
    assert {"plan.json", "jadwal.xlsx", "peta.html"} <= {path.name for path in (unpacked / "hasil").iterdir()}


def commands(batch: Path) -> list[list[str]]:
    """What a batch file asks of the program, line by line, as words."""
    lines = batch.read_text(encoding="ascii").splitlines()
    asked = (line.partition(".venv\\Scripts\\jemput-bola ")[2] for line in lines)
    return [line.split() for line in asked if line]
