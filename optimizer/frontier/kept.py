"""`Kept`: results of single plans on disk, so that a frontier begun once goes on where it ended."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from optimizer.sweeps import Task, results

Tell = Callable[[int, int], bool]
"""Told, before each plan, which one of how many it is; False asks to end."""


@dataclass
class Kept:
    """Does what no earlier call has done, one after the other: each plan starts from those before it."""

    store: Path
    total: int
    tell: Tell | None = None
    number: int = 0

    def do(self, name: str, digest: str, work: Callable[[], Mapping[str, Any]]) -> Mapping[str, Any]:
        """The result under a digest, made by `work` where it is not there yet.

        Raises
        ------
        KeyboardInterrupt
            If the teller asks to end.
        OSError
            If the store cannot be written.
        """
        self.number += 1
        if self.tell is not None and not self.tell(self.number, self.total):
            raise KeyboardInterrupt
        task = Task(name, digest, None)
        found = results.kept(self.store, task)
        if found is None:
            found = work()
            results.keep(self.store, task, found)
        return found

    def where(self, digest: str) -> str:
        """The file of a result, as the user finds it."""
        return str(self.store / f"{digest}.json")
