"""Programs that some tests look at outputs with: found, skipped in a printed list, or required."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

PROGRAMS = {
    "chromium": ("chromium", "chromium-browser", "google-chrome", "chrome"),
    "soffice": ("soffice", "libreoffice"),
    "pdftotext": ("pdftotext",),
    "pdftoppm": ("pdftoppm",),
}
"""Tool name → names the program goes by, tried in order."""

SHARED = Path(__file__).resolve().parents[2] / "shared"
"""Reference data beside a checkout; absent on most machines."""


def required() -> bool:
    """Whether a missing tool fails instead of skipping: CI sets REQUIRE_TOOLS=1."""
    return os.environ.get("REQUIRE_TOOLS", "") not in ("", "0")


def find_tool(name: str) -> str:
    """Path of the program `name`; without it the test is skipped, or fails where tools are required."""
    for program in PROGRAMS[name]:
        if path := shutil.which(program):
            return path
    reason = f"{name} is not installed"
    if required():
        pytest.fail(reason + ", and REQUIRE_TOOLS is set", pytrace=False)
    pytest.skip(reason)


@pytest.fixture(scope="session")
def needs_tool() -> Callable[[str], str]:
    """Tool name → path of its program: `needs_tool("chromium")`."""
    return find_tool


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of reference data beside the checkout, or a skip."""
    if not SHARED.is_dir():
        pytest.skip("no ../shared folder beside this checkout")
    return SHARED


def pytest_runtest_setup(item: pytest.Item) -> None:
    """`@pytest.mark.needs_tool("chromium")` skips, or fails, before the test's fixtures are built."""
    for marker in item.iter_markers("needs_tool"):
        for name in marker.args:
            find_tool(name)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Every skipped test by name, with its reason: what this run did not look at."""
    skipped = terminalreporter.stats.get("skipped", [])
    if not skipped:
        return
    terminalreporter.section(f"{len(skipped)} skipped")
    for report in skipped:
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
        terminalreporter.line(f"{report.nodeid}: {reason.removeprefix('Skipped: ')}")
