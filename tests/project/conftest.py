"""Things the tests of the project itself need: the package index, and the bundle built once."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from scripts.bundle import PYTHONS, build


@pytest.fixture(scope="session")
def package_index(tmp_path_factory: pytest.TempPathFactory) -> None:
    """The package index can be reached from here; else a skip, or a failure where tools are required."""
    asking = "download --no-deps --retries=1 --timeout=10 --no-cache-dir mdurl==0.1.2 --dest"
    probe = subprocess.run(
        [sys.executable, "-m", "pip", *asking.split(), str(tmp_path_factory.mktemp("probe"))],
        capture_output=True,
        text=True,
        check=False,
    )
    if probe.returncode:
        reason = "the package index cannot be reached"
        if os.environ.get("REQUIRE_TOOLS", "") not in ("", "0"):
            pytest.fail(f"{reason}, and REQUIRE_TOOLS is set: {probe.stderr}", pytrace=False)
        pytest.skip(reason)


@pytest.fixture(scope="session")
def bundle(package_index: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The bundle's twin for this machine: same script, same texts, wheels of this system."""
    path = build(tmp_path_factory.mktemp("bundle"), PYTHONS, here=True)
    yield path
    path.unlink()
