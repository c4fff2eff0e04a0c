"""A shipped case's settings, and copies of its region that a test may damage."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

from optimizer.regions.params import RegionParams
from optimizer.settings import Settings, home, load

CASES = (
    "rejang-lebong-2022",
    "kota-bengkulu-2024",
    "rejang-lebong-ikd-2024",
    "oku-selatan",
    "rejang-lebong-2025",
)
FACTS = home().parent / "shared" / "facts"


def settings(case: str | None) -> Settings:
    """The settings of a shipped case."""
    return load(home() / "configs", case=case)


def region(case: str | None, **published: Any) -> RegionParams:
    """A case's region, what it says of published figures changed where asked."""
    made = settings(case).region
    changed = {**made.published.model_dump(), **published}
    return made.model_validate({**made.model_dump(), "published": changed})


def copy(case: str | None, folder: Path) -> Path:
    """A copy of a case's tables."""
    return Path(shutil.copytree(settings(case).region.data, folder / "tabel"))
