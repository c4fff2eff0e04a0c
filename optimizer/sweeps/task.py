"""`Task` and what becomes of it: `Done` or `Failed`."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Task:
    """One piece of work.

    Attributes
    ----------
    name
        As the user knows it.
    digest
        `digest_of` everything its result depends on; a result is kept under it and found again.
    payload
        What the work is called with; pickled on its way to another process.
    """

    name: str
    digest: str
    payload: Any


@dataclass(frozen=True)
class Done:
    """A task with its result, plain JSON; `kept` where an earlier call had done it."""

    task: Task
    result: Mapping[str, Any]
    kept: bool


@dataclass(frozen=True)
class Failed:
    """A task that gave no result, and why, in the user's words; it is tried again by the next call."""

    task: Task
    why: str


def digest_of(*parts: Any) -> str:
    """SHA-256 of what a result depends on: settings as plain data, seeds, hashes of files, versions.

    Parameters
    ----------
    parts
        Plain JSON each; the order of keys makes no difference, the order of parts does.

    Raises
    ------
    TypeError, ValueError
        If a part is not plain JSON: the text of anything else could hide what it depends on.
    """
    text = json.dumps(parts, sort_keys=True, ensure_ascii=True, allow_nan=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def sha256_of(file: Path) -> str:
    """SHA-256 of a file's content; raises OSError where it cannot be read."""
    return hashlib.sha256(file.read_bytes()).hexdigest()
