"""The work of one district: plan it, leave its rows on disk, say what it comes to."""

from __future__ import annotations

import hashlib
import json
import uuid
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from optimizer.line import Request, run
from optimizer.national.tables import Row, district_cells, place_rows, trip_rows
from optimizer.sweeps import sha256_of


@dataclass(frozen=True)
class Order:
    """One district to be planned: what the recipe needs, and the file its rows go to."""

    request: Request
    part: Path


def plan(order: Order) -> dict[str, Any]:
    """Plan a district; its own figures, plain JSON.

    Rows of places and trips go to `order.part`, so that whoever collects the results of hundreds of
    districts holds a few numbers of each, and one district's rows at a time.
    """
    outcome = run(order.request)
    rows = {"desa": place_rows(outcome), "perjalanan": trip_rows(outcome)}
    content = json.dumps(rows, ensure_ascii=False, allow_nan=False).encode()
    _put(order.part, content)
    return {"sha256": hashlib.sha256(content).hexdigest(), "cells": district_cells(outcome)}


def fingerprint(part: Path) -> str | None:
    """SHA-256 of a district's rows; None where there are none."""
    try:
        return sha256_of(part)
    except OSError:
        return None


def rows_of(part: Path) -> dict[str, list[Row]]:
    """The rows a district left, by table."""
    rows: dict[str, list[Row]] = json.loads(part.read_text(encoding="utf-8"))
    return rows


def _put(path: Path, content: bytes) -> None:
    """Write a file whole or not at all: a worker may be killed, and its district tried elsewhere."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.stem}.{uuid.uuid4().hex[:8]}.part")
    try:
        part.write_bytes(content)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
