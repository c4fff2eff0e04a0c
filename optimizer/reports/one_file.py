"""Pages in one file: data, scripts and Leaflet inlined under a policy that lets nothing else run or load."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from importlib.resources import files
from typing import Any


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
