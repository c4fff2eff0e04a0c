"""What is installed to plan may be given away with the program: no GPL, no AGPL."""

from __future__ import annotations

import re
from importlib.metadata import metadata
from pathlib import Path

from scripts.bundle import chosen, read_lock, this_machine

ROOT = Path(__file__).resolve().parents[2]
STRONG_COPYLEFT = re.compile(r"(?<![L\w])A?GPL|(?<!Lesser )General Public License")


def test_what_counts_as_the_gpl():
    """The pattern tells the GPL and AGPL, by short and full name, from the LGPL and the rest."""
    for licence in (
        "GPL-3.0-only",
        "AGPL-3.0",
        "MIT AND GPLv2+",
        "OSI Approved :: GNU General Public License (GPL)",
    ):
        assert STRONG_COPYLEFT.search(licence)
    for licence in ("MIT", "LGPL-2.1", "GNU Lesser General Public License v3 (LGPLv3)", "BSD-3-Clause"):
        assert not STRONG_COPYLEFT.search(licence)


def test_no_runtime_dependency_is_under_the_gpl():
    """Each locked runtime package states a licence, none of them the GPL or AGPL (the LGPL may be linked)."""
    pins = chosen(read_lock((ROOT / "requirements.lock").read_text(encoding="utf-8")), this_machine())
    for pin in pins:
        about = metadata(pin.requirement.split("==")[0])
        stated = " ".join(
            [
                *about.get_all("License-Expression", []),
                *(text[:200] for text in about.get_all("License", [])),
                *(line for line in about.get_all("Classifier", []) if line.startswith("License ::")),
            ]
        )
        assert stated or about.get_all("License-File"), f"{pin.requirement} states no licence"
        assert not STRONG_COPYLEFT.search(stated), f"{pin.requirement}: {stated}"
