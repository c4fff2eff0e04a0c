"""Download a road network from OpenStreetMap, for those with internet; nothing else here uses it."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.request import urlopen

import networkx as nx
import osmnx as ox

from optimizer.errors import Defect, InputError, Message
from optimizer.roads.graph import Box
from optimizer.roads.tags import CLASSES

_FILTER = f'["highway"~"^({"|".join(CLASSES)})(_link)?$"]["area"!~"yes"]["access"!~"private|no"]'
"""Overpass filter: the classes `read_roads` keeps, tracks included (OSMnx's "drive" leaves them out)."""

SECONDS = 15
"""How long the server may take to say that it is there."""


def fetch_roads(target: str | Box, out: Path) -> nx.MultiDiGraph[int]:
    """Download the drivable roads of a named place or a box by OSMnx (Overpass, Nominatim) into a `.graphml`.

    The graph is kept unsimplified, so that villages can be snapped to the middle of a road.

    Raises
    ------
    InputError
        If `out` is no `.graphml`, there is no connection, nothing is found, or `out` cannot be written.
    """
    if out.suffix.lower() != ".graphml":
        raise InputError([Defect(str(out), Message("roads.fetch_suffix"), found=out.suffix)])
    try:
        graph = _download(target)
    except OSError as error:  # requests' errors and every kind of missing connection
        raise InputError([Defect(_named(target), Message("roads.offline"))]) from error
    except (ValueError, TypeError) as error:  # OSMnx: nothing found, not an area, or a busy server
        found = " ".join(str(error).split())[:200]
        raise InputError([Defect(_named(target), Message("roads.not_fetched"), found=found)]) from error
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=out.parent, prefix=".roads-") as part:
            ox.save_graphml(graph, Path(part) / out.name)
            (Path(part) / out.name).replace(out)
    except OSError as error:
        raise InputError([Defect(str(out), Message("roads.not_written"), found=error.strerror)]) from error
    return graph


def _download(target: str | Box) -> nx.MultiDiGraph[int]:
    # Without a connection OSMnx would first wait a minute for its turn.
    with urlopen(f"{ox.settings.overpass_url}/status", timeout=SECONDS):  # noqa: S310 - OSMnx's own address
        pass
    with _osmnx_settings():
        if isinstance(target, str):
            return ox.graph_from_place(target, simplify=False, retain_all=True, custom_filter=_FILTER)
        return ox.graph_from_bbox(target, simplify=False, retain_all=True, custom_filter=_FILTER)


@contextmanager
def _osmnx_settings() -> Iterator[None]:
    """OSMnx keeps its options in a module: no cache folder where the user stands, and surfaces kept."""
    before = ox.settings.use_cache, ox.settings.useful_tags_way
    ox.settings.use_cache = False
    ox.settings.useful_tags_way = [*before[1], "surface", "motor_vehicle", "motorcar", "vehicle"]
    try:
        yield
    finally:
        ox.settings.use_cache, ox.settings.useful_tags_way = before


def _named(target: str | Box) -> str:
    return target if isinstance(target, str) else ", ".join(f"{edge:g}" for edge in target)
