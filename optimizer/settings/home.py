"""Where `configs/` and `data/` lie."""

from __future__ import annotations

from pathlib import Path

PACKAGE = Path(__file__).resolve().parent.parent


def home() -> Path:
    """The folder that holds `configs/` and `data/`: inside an installed wheel, else the checkout."""
    shared = PACKAGE / "_share"
    return shared if shared.is_dir() else PACKAGE.parent
