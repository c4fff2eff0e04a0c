"""The lock files: complete, hashed, free of addresses, and installable on a planner's Windows."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from scripts.bundle import PYTHONS, Pin, chosen, read_lock, this_machine, windows, windows_options

ROOT = Path(__file__).resolve().parents[2]
LOCKS = sorted(ROOT.glob("requirements*.lock"))


def pins(name: str) -> list[Pin]:
    """Pins of one lock file."""
    return read_lock((ROOT / name).read_text(encoding="utf-8"))


def versions(name: str) -> dict[str, str]:
    """Package → version of one lock file."""
    pairs = (pin.requirement.split("==") for pin in pins(name))
    return {canonicalize_name(package): version for package, version in pairs}


def test_reading_a_lock():
    """A line of a lock is a requirement, perhaps a marker, and hashes: all come out, comments do not."""
    text = (
        "# a comment\n"
        "colorama==0.4.6 ; sys_platform == 'win32' \\\n    --hash=sha256:aa \\\n    --hash=sha256:bb\n"
        "    # via click\n"
        "click==8.1 \\\n    --hash=sha256:cc\n"
    )
    colorama, click = read_lock(text)
    assert (colorama.requirement, colorama.hashes) == ("colorama==0.4.6", ("aa", "bb"))
    assert (click.requirement, click.marker, click.hashes) == ("click==8.1", None, ("cc",))
    linux = windows("3.11") | {"sys_platform": "linux"}
    assert chosen([colorama, click], linux) == [click]
    assert chosen([colorama, click], windows("3.11")) == [colorama, click]


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
def test_locks_pin_and_hash_everything_and_name_no_address(lock: Path):
    """Each line pins one version with at least one hash, and no file says where packages are fetched from."""
    text = lock.read_text(encoding="utf-8")
    assert "://" not in text
    assert "--index-url" not in text
    for pin in read_lock(text):
        assert re.fullmatch(r"[a-z0-9.-]+==[0-9][\w.]*", pin.requirement)
        assert pin.hashes
        assert all(re.fullmatch(r"[0-9a-f]{64}", digest) for digest in pin.hashes)


def test_locks_hold_what_the_project_asks_for():
    """Every dependency of pyproject.toml stands in its lock, at a version its bound allows."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    extras = project["project"]["optional-dependencies"]
    runtime = project["project"]["dependencies"]
    build = project["dependency-groups"]["build"]
    asked = {
        "requirements.lock": runtime,
        "requirements-build.lock": build,
        "requirements-dev.lock": runtime + build + extras["notebook"] + extras["dev"],
        "requirements-benchmark.lock": runtime + extras["benchmark"],
    }
    assert set(asked) == {lock.name for lock in LOCKS}
    for name, requirements in asked.items():
        locked = versions(name)
        for requirement in map(Requirement, requirements):
            assert requirement.specifier.contains(locked[canonicalize_name(requirement.name)]), requirement


def test_locks_agree():
    """What runs a plan is what the gate tests: the larger locks repeat the smaller ones' versions."""
    runtime, build = versions("requirements.lock"), versions("requirements-build.lock")
    dev, benchmark = versions("requirements-dev.lock"), versions("requirements-benchmark.lock")
    assert runtime.items() | build.items() <= dev.items() <= benchmark.items()


def test_the_running_environment_is_the_locked_one():
    """The gate runs on the versions of the lock, so its verdict is about them."""
    listed = subprocess.run(
        [sys.executable, "-m", "pip", "list", "--format=json", "--disable-pip-version-check"],
        capture_output=True,
        text=True,
        check=True,
    )
    installed = {canonicalize_name(row["name"]): row["version"] for row in json.loads(listed.stdout)}
    here = {
        canonicalize_name(package): version
        for package, version in (
            pin.requirement.split("==") for pin in chosen(pins("requirements-dev.lock"), this_machine())
        )
    }
    assert {package: installed.get(package) for package in here} == here


@pytest.mark.parametrize("python", PYTHONS)
def test_every_runtime_pin_has_a_wheel_for_windows(python: str, tmp_path: Path, package_index: None):
    """pip, asked for 64-bit Windows, finds for each pin a wheel whose digest the lock holds."""
    wanted = chosen(pins("requirements.lock"), windows(python))
    report = tmp_path / "report.json"
    asking = "install --quiet --disable-pip-version-check --dry-run --no-deps --ignore-installed"
    subprocess.run(
        [
            *(sys.executable, "-m", "pip", *asking.split(), "--only-binary=:all:", *windows_options(python)),
            *("--target", str(tmp_path), "--report", str(report)),
            *(pin.requirement for pin in wanted),
        ],
        check=True,
        capture_output=True,
        text=True,
    )
    found = {
        canonicalize_name(item["metadata"]["name"]): item["download_info"]["archive_info"]["hashes"]["sha256"]
        for item in json.loads(report.read_text(encoding="utf-8"))["install"]
    }
    assert len(found) == len(wanted)
    for pin in wanted:
        assert found[canonicalize_name(pin.requirement.split("==")[0])] in pin.hashes, pin.requirement
