"""Versions of what computed a run, for its record."""

from __future__ import annotations

import platform
from importlib.metadata import version

from optimizer import __version__

PACKAGES = ("ortools", "numpy", "scipy", "networkx", "osmnx", "pandas", "holidays")


def versions() -> dict[str, str]:
    """Version of Python and of each package that a result depends on."""
    own = {"jemput-bola": __version__, "python": platform.python_version()}
    return own | {package: version(package) for package in PACKAGES}
