"""The page: template, Leaflet, our script and the data in one HTML file under a strict policy."""

from __future__ import annotations

import html
from pathlib import Path
from string import Template
from typing import Any

from optimizer.core.outcome import Outcome
from optimizer.reports.one_file import asset, closed_script, embed, leaflet_script, leaflet_style, policy
from optimizer.reports.peta.content import content
from optimizer.texts import say

__all__ = ["FILE_NAME", "SCRIPTS", "embed", "page", "write"]

FILE_NAME = "peta.html"
SCRIPTS = ("state", "ground", "lanes", "routes", "places", "labels", "panel", "legend", "main")
"""Our script files in the order in which they build on each other."""


def write(outcome: Outcome, folder: Path, lang: str) -> Path:
    """Write the map of `outcome` into `folder`, whole or not at all; returns the file's path.

    Nothing in the file asks for anything outside it: no tiles, fonts or scripts from elsewhere.
    """
    path = folder / FILE_NAME
    draft = path.with_suffix(".html.tmp")
    try:
        draft.write_text(page(content(outcome, lang)), encoding="utf-8", newline="\n")
        return draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)


def page(data: dict[str, Any]) -> str:
    """The whole page around `data` (see `content`)."""
    leaflet = leaflet_script()
    script = closed_script("".join(asset(f"peta/{name}.js") for name in SCRIPTS))
    return Template(asset("peta/peta.html")).substitute(
        lang=html.escape(data["lang"]),
        title=html.escape(data["title"]),
        noscript=html.escape(say("map.noscript", data["lang"])),
        policy=policy(leaflet, script),
        style=leaflet_style() + asset("peta/peta.css"),
        data=embed(data),
        leaflet=leaflet,
        script=script,
    )
