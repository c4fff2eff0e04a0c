"""Results on disk: one JSON file a task, named by its digest, whole or not at all."""

from __future__ import annotations

import json
import os
import time
import uuid
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from optimizer.sweeps.task import Task

TRIES = 5
PAUSE_SECONDS = 0.2


def kept(store: Path, task: Task) -> Mapping[str, Any] | None:
    """The result an earlier call left for a task; None where there is none, or a damaged or strange file."""
    try:
        saved = json.loads(_path(store, task).read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return None
    if not isinstance(saved, dict) or saved.get("digest") != task.digest:
        return None
    result = saved.get("result")
    return result if isinstance(result, dict) else None


def keep(store: Path, task: Task, result: Mapping[str, Any]) -> None:
    """Write a task's result; several sweeps may use one store at once."""
    saved = {"digest": task.digest, "name": task.name, "result": result}
    text = json.dumps(saved, ensure_ascii=False, allow_nan=False, indent=1) + "\n"
    store.mkdir(parents=True, exist_ok=True)
    part = store / f".{task.digest}.{uuid.uuid4().hex[:8]}.part"
    try:
        with part.open("wb") as file:
            file.write(text.encode())
            file.flush()
            os.fsync(file.fileno())
        _move(part, _path(store, task))
    finally:
        part.unlink(missing_ok=True)


def _path(store: Path, task: Task) -> Path:
    return store / f"{task.digest}.json"


def _move(part: Path, path: Path) -> None:
    """Rename, trying again for a moment: virus scanners and indexers hold new files on Windows."""
    for attempt in range(TRIES):
        try:
            part.replace(path)
            return
        except PermissionError:
            if attempt == TRIES - 1:
                raise
            time.sleep(PAUSE_SECONDS)
