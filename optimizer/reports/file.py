"""Files that are complete or not there: written beside their place, then moved into it."""

from __future__ import annotations

from pathlib import Path


def put(path: Path, content: bytes) -> Path:
    """Write `content` in one step, so that nobody opens half of it; a failure leaves nothing behind."""
    draft = path.with_name(f".{path.name}.tmp")
    try:
        draft.write_bytes(content)
        return draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
