"""Reports: what an outcome becomes for people to read; one writer per file, in one literal registry."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Protocol

from optimizer.core.outcome import Outcome
from optimizer.reports import jadwal, peta


class Writer(Protocol):
    """Writes one report of an outcome into a folder, in one step, and says which file."""

    def __call__(self, outcome: Outcome, folder: Path, lang: str) -> Path:
        """Write the report in `lang`; the file is complete or not there."""
        ...


REPORTS: Mapping[str, Writer] = {"jadwal": jadwal.write, "peta": peta.write}
"""Every report by name."""
