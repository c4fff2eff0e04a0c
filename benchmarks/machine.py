"""The machine and the versions that a table of figures rests on."""

from __future__ import annotations

import os
import platform
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path


def conditions(*packages: str) -> str:
    """One line: date, processor, system, Python and the packages named, those installed."""
    named = [f"{name} {found}" for name in packages if (found := _version(name))]
    today = datetime.now(UTC).date().isoformat()
    cores = f"{os.cpu_count()} cores"
    system = f"{platform.system()} {platform.machine()}"
    python = f"Python {platform.python_version()}"
    return f"{today}; {_processor()}, {cores}, {system}, {python}; {', '.join(named)}."


def _version(package: str) -> str | None:
    try:
        return version(package)
    except PackageNotFoundError:
        return None


def _processor() -> str:
    """The processor's name, where the system tells."""
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        lines = []
    named = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(named, platform.processor() or platform.machine())
