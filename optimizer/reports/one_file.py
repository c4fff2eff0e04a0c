"""Pages in one file: data, scripts and Leaflet inlined under a policy that lets nothing else run or load."""

from __future__ import annotations

import base64
import hashlib
import html
import json
import re
from collections.abc import Mapping, Sequence
from importlib.resources import files
from string import Template
from typing import Any

from optimizer.texts import say

VIEWPORT = "width=device-width, initial-scale=1"


def page(lang: str, title: str, style: str, body: str, *scripts: str) -> str:
    """The whole page.

    Parameters
    ----------
    lang, title
        Language and title, as plain text.
    style
        Our own style sheets.
    body
        Markup; every text in it is escaped already.
    scripts
        Our own code, the only code that may run.
    """
    elements = "\n".join(f"<script>{script}</script>" for script in scripts)
    return _document(lang, title, style, body, VIEWPORT, elements, scripts)


def map_page(name: str, code: str, data: Mapping[str, Any]) -> str:
    """A map as a page: markup and style of the assets `name`, Leaflet, our `code`, and `data` for it.

    The title and the language are those in `data`.
    """
    lang, title = data["lang"], data["title"]
    scripts = (leaflet_script(), closed_script(code))
    elements = "\n".join(
        (
            f'<noscript><p id="tanpa-skrip">{html.escape(say("map.noscript", lang))}</p></noscript>',
            f'<script type="application/json" id="data">{embed(data)}</script>',
            *(f"<script>{script}</script>" for script in scripts),
        )
    )
    style = leaflet_style() + asset(f"{name}/{name}.css")
    body = Template(asset(f"{name}/{name}.html")).substitute(title=html.escape(title))
    # A map may lie under a phone's notch.
    return _document(lang, title, style, body, f"{VIEWPORT}, viewport-fit=cover", elements, scripts)


def leaflet_script() -> str:
    """Leaflet's code with its licence, which asks to travel with it."""
    # The source map a browser would look for is not shipped.
    code = re.sub(r"//# sourceMappingURL=\S+\s*$", "", asset("leaflet/leaflet.js"))
    return f"\n/*\n{asset('leaflet/LICENSE')}*/\n{code}\n"


def leaflet_style() -> str:
    """Leaflet's style without the image files (and the old browsers' behaviour) that are not shipped."""
    return re.sub(r"(behavior: )?url\((images/|#default)[^)]*\)", "none", asset("leaflet/leaflet.css"))


def closed_script(code: str) -> str:
    """Own code in a scope of its own."""
    return f'\n(function () {{\n"use strict";\n{code}}})();\n'


def _document(
    lang: str, title: str, style: str, body: str, viewport: str, elements: str, scripts: Sequence[str]
) -> str:
    """The one head of every page around a body and its script elements; only `scripts` may run."""
    return Template(asset("page.html")).substitute(
        lang=html.escape(lang),
        title=html.escape(title),
        policy=policy(*scripts),
        viewport=viewport,
        style=style,
        body=body.removesuffix("\n"),
        scripts=elements,
    )


def embed(data: Any) -> str:
    """JSON that may stand inside a script element: nothing in it can end the element or open markup."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return text


def policy(*scripts: str) -> str:
    """Only these very scripts may run, and nothing may be loaded or sent."""
    digests = (base64.b64encode(hashlib.sha256(script.encode()).digest()).decode() for script in scripts)
    allowed = " ".join(f"'sha256-{digest}'" for digest in digests)
    return (
        f"default-src 'none'; script-src {allowed}; style-src 'unsafe-inline'; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    )


def asset(name: str) -> str:
    """A file of the reports' assets, by its path there."""
    return files("optimizer.reports").joinpath(f"assets/{name}").read_text(encoding="utf-8")
