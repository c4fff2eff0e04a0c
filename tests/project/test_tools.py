"""A missing program is skipped and listed at home, and fails where every tool is required."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def run(tmp_path: Path) -> Callable[[str], tuple[int, str]]:
    """Run two tests that need Chromium on a machine without any program; give exit code and output."""
    shutil.copyfile(ROOT / "tests" / "conftest.py", tmp_path / "conftest.py")
    (tmp_path / "pytest.ini").write_text("[pytest]\nmarkers =\n    needs_tool(name): x\n", encoding="utf-8")
    (tmp_path / "test_it.py").write_text(
        "import pytest\n"
        "@pytest.mark.needs_tool('chromium')\n"
        "def test_marked(): pass\n"
        "def test_asking(needs_tool): needs_tool('soffice')\n",
        encoding="utf-8",
    )

    def pytest_there(required: str) -> tuple[int, str]:
        nothing = tmp_path / "no-programs"
        done = subprocess.run(
            [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", str(tmp_path)],
            cwd=tmp_path,
            env=os.environ | {"PATH": str(nothing), "REQUIRE_TOOLS": required, "PYTEST_ADDOPTS": ""},
            capture_output=True,
            text=True,
            check=False,
        )
        return done.returncode, done.stdout

    return pytest_there


def test_a_missing_tool_skips_in_a_printed_list(run):
    """Without REQUIRE_TOOLS both tests are skipped, and the closing list names each with its reason."""
    code, output = run("")
    assert code == 0
    assert "2 skipped" in output
    assert "test_it.py::test_marked: chromium is not installed" in output
    assert "test_it.py::test_asking: soffice is not installed" in output


def test_a_missing_tool_fails_where_it_is_required(run):
    """With REQUIRE_TOOLS=1, as CI sets it, nothing is skipped: both fail."""
    code, output = run("1")
    assert code == 1
    assert "chromium is not installed, and REQUIRE_TOOLS is set" in output
    assert "soffice is not installed, and REQUIRE_TOOLS is set" in output
    assert "skipped" not in output
