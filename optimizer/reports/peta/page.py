"""The page: template, Leaflet, our script and the data in one HTML file under a strict policy."""

from __future__ import annotations

import base64
import hashlib
import html
import json
import re
from importlib.resources import files
from pathlib import Path
from string import Template
from typing import Any

from optimizer.core.outcome import Outcome
from optimizer.reports.peta.content import content
from optimizer.texts import say

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
    # Leaflet's licence asks to travel with the code; the source map a browser would look for is not shipped.
    leaflet = _without_source_map(_asset("leaflet/leaflet.js"))
    leaflet = f"\n/*\n{_asset('leaflet/LICENSE')}*/\n{leaflet}\n"
    own = "".join(_asset(f"peta/{name}.js") for name in SCRIPTS)
    script = f'\n(function () {{\n"use strict";\n{own}}})();\n'
    return Template(_asset("peta/peta.html")).substitute(
        lang=html.escape(data["lang"]),
        title=html.escape(data["title"]),
        noscript=html.escape(say("map.noscript", data["lang"])),
        policy=_policy(leaflet, script),
        style=_without_pictures(_asset("leaflet/leaflet.css")) + _asset("peta/peta.css"),
        data=embed(data),
        leaflet=leaflet,
        script=script,
    )


def embed(data: Any) -> str:
    """JSON that may stand inside a script element: nothing in it can end the element or open markup."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return text


def _policy(*scripts: str) -> str:
    """Only these very scripts may run, and nothing may be loaded or sent."""
    digests = (base64.b64encode(hashlib.sha256(script.encode()).digest()).decode() for script in scripts)
    allowed = " ".join(f"'sha256-{digest}'" for digest in digests)
    return (
        f"default-src 'none'; script-src {allowed}; style-src 'unsafe-inline'; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    )


def _asset(name: str) -> str:
    return files("optimizer.reports").joinpath(f"assets/{name}").read_text(encoding="utf-8")


def _without_source_map(script: str) -> str:
    return re.sub(r"//# sourceMappingURL=\S+\s*$", "", script)


def _without_pictures(style: str) -> str:
    """Leaflet's style without the image files (and the old browsers' behaviour) we do not ship."""
    return re.sub(r"(behavior: )?url\((images/|#default)[^)]*\)", "none", style)
