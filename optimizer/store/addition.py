"""Papers added to a run's folder later become part of its bundle, so that the next run takes their place."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

from optimizer.store.sums import PLAN_FILE


def add(folder: Path, names: Iterable[str]) -> None:
    """State files of these names in the plan.json of a bundle, which else stays as it is.

    Without it a paper of this plan would be carried over into the folder of the next one, where it would
    say what is no longer so.

    Raises
    ------
    OSError
        If the disk refuses.
    """
    path = folder / PLAN_FILE
    text = json.dumps(_stating(path, names), ensure_ascii=False, indent=1) + "\n"
    # As `reports.file.put`, which this stage may not import: complete or as before, and no draft left.
    draft = path.with_name(f".{path.name}.tmp")
    try:
        draft.write_bytes(text.encode("utf-8"))
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)


def _stating(path: Path, names: Iterable[str]) -> dict[str, object]:
    """The document of a plan.json with these files stated besides its own."""
    document = json.loads(path.read_text(encoding="utf-8"))
    document["files"] = sorted({*document.get("files", ()), *names})
    return dict(document)
