"""The page: markup, Leaflet, our script and the data in one HTML file under a strict policy."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from optimizer.core.outcome import Outcome
from optimizer.reports.file import put
from optimizer.reports.one_file import asset, embed, map_page
from optimizer.reports.peta.content import content

__all__ = ["FILE_NAME", "SCRIPTS", "embed", "page", "write"]

FILE_NAME = "peta.html"
SCRIPTS = ("state", "ground", "lanes", "routes", "places", "labels", "panel", "legend", "main")
"""Our script files in the order in which they build on each other."""


def write(outcome: Outcome, folder: Path, lang: str) -> Path:
    """Write the map of `outcome` into `folder`, whole or not at all; returns the file's path.

    Nothing in the file asks for anything outside it: no tiles, fonts or scripts from elsewhere.
    """
    return put(folder / FILE_NAME, page(content(outcome, lang)).encode())


def page(data: dict[str, Any]) -> str:
    """The whole page around `data` (see `content`)."""
    return map_page("peta", "".join(asset(f"peta/{name}.js") for name in SCRIPTS), data)
