"""Keep measured layers on disk under the hash of everything they depend on."""

from __future__ import annotations

import hashlib
import json
import tempfile
import zipfile
import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, fields
from pathlib import Path

import numpy as np

from optimizer.core.region import Link, Node
from optimizer.core.travel import Layer
from optimizer.roads.params import RoadParams
from optimizer.roads.state import RoadState

VERSION = 1
"""Raised whenever the same input is measured differently, so that older files are not found."""

Key = tuple[str, str]

_ARRAYS = tuple(field.name for field in fields(Layer))
_DAMAGED = (
    OSError, ValueError, TypeError, KeyError, EOFError, zipfile.BadZipFile, zlib.error, NotImplementedError,
)  # fmt: skip


def fingerprint(
    nodes: Iterable[Node],
    links: Iterable[Link],
    at: Sequence[int],
    bases: int,
    params: RoadParams,
    modes: Sequence[str],
    states: Iterable[RoadState],
) -> str:
    """SHA-256 of what the layers depend on: network, locations, speeds, modes, states, version.

    The first `bases` locations are bases: where slides are avoided, the links kept depend on them.
    """
    content = [
        VERSION,
        [asdict(node) for node in nodes],
        [asdict(link) for link in links],
        list(at),
        bases,
        params.model_dump(mode="json"),
        list(modes),
        [[state.name, state.season, sorted(state.closed), sorted(state.closed_to)] for state in states],
    ]
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


def load(folder: Path, name: str, keys: Sequence[Key], locations: int, nodes: int) -> dict[Key, Layer] | None:
    """The layers saved as `name`, read-only; None where there are none or the file is damaged."""
    square, trees = (locations, locations), (locations, nodes)
    try:
        with _path(folder, name).open("rb") as file, np.load(file, allow_pickle=False) as saved:
            layers = {
                key: Layer(**{array: saved[f"{number}.{array}"] for array in _ARRAYS})
                for number, key in enumerate(keys)
            }
    except _DAMAGED:
        return None
    for layer in layers.values():
        for array in _ARRAYS:
            matrix = getattr(layer, array)
            if matrix.dtype != np.int32 or matrix.shape != (trees if array == "previous" else square):
                return None
            matrix.setflags(write=False)
    return layers


def save(folder: Path, name: str, layers: Mapping[Key, Layer]) -> None:
    """Save the layers as `name`, whole or not at all; a folder that cannot be written is no error."""
    arrays = {
        f"{number}.{array}": getattr(layer, array)
        for number, layer in enumerate(layers.values())
        for array in _ARRAYS
    }
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder, prefix=".part-") as parts:
            part = Path(parts) / "layers.npz"
            np.savez_compressed(part, allow_pickle=False, **arrays)
            part.replace(_path(folder, name))
    except OSError:
        # The cache only saves time: a full or write-protected disk must not stop the plan.
        return


def _path(folder: Path, name: str) -> Path:
    return folder / f"roads-{name}.npz"
