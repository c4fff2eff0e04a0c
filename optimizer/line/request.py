"""`Request`: what the line plans from besides the settings."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from optimizer.core.plan import Incumbent
from optimizer.settings import Settings

Tell = Callable[[str, Incumbent | None], bool]
"""Told of each stage by name, and within the engine's of each better plan; False asks to end."""


@dataclass(frozen=True)
class Request:
    """What the face adds to the settings: dates, folders, who is told, whether answers are ranges."""

    settings: Settings
    configs: Path
    source: Path
    start: date
    today: date
    created: str
    name: str
    cache: Path | None = None
    tell: Tell | None = None
    ranges: bool = False


def now() -> str:
    """The moment as `Request.created` states it: ISO 8601 to the second, with the offset from UTC."""
    return datetime.now().astimezone().isoformat(timespec="seconds")
