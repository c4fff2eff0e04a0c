"""`simulasi.json`: a simulation, and the sturdier variant, as plain data for notebooks and other programs."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

from optimizer.core.simulation import Robust, Simulation
from optimizer.reports.file import put

FILE = "simulasi.json"
VERSION = 1


def write_record(simulation: Simulation, robust: Robust | None, folder: Path) -> Path:
    """Write the record into `folder`, whole or not at all."""
    tree = {"version": VERSION, "simulation": asdict(simulation)}
    if robust is not None:
        tree["robust"] = asdict(robust)
    text = json.dumps(tree, ensure_ascii=False, indent=1, allow_nan=False, default=_plain) + "\n"
    return put(folder / FILE, text.encode())


def _plain(value: Any) -> str:
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"not plain data: {type(value).__name__}")
