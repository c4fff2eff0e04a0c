"""`Way`: how a whole sweep is carried out, and the folder it leaves its results in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

RESULTS = ".hasil"
"""Folder of results by digest, in that of the whole sweep."""


@dataclass(frozen=True)
class Way:
    """How a sweep is carried out.

    Attributes
    ----------
    folder
        Of the whole sweep; on a cluster, one that its workers see under the same path.
    today
        Printed on reports; planning starts on the Monday after it, where settings name no date.
    workers, cluster, lang
        See `carry_out`.
    """

    folder: Path
    today: date
    lang: str = "id"
    workers: int = 1
    cluster: str | None = None

    @property
    def results(self) -> Path:
        """Folder of results by digest."""
        return self.folder / RESULTS


def is_foreign(folder: Path, *own: str) -> bool:
    """Whether a folder holds things, but none of the folders that sweeps leave: `RESULTS` and `own`."""
    if not folder.is_dir():
        return folder.is_file()
    return any(folder.iterdir()) and not any((folder / name).is_dir() for name in (RESULTS, *own))
