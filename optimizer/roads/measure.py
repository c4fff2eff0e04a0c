"""Measure a region's roads: its `Travel`, per vehicle mode and road state."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from optimizer.core.region import Region
from optimizer.core.travel import Layer, Travel
from optimizer.errors import Defect, InputError, Message
from optimizer.roads.cache import fingerprint, load, save
from optimizer.roads.graph import build_graph, with_times
from optimizer.roads.matrix import measure_layer, network
from optimizer.roads.params import RoadParams
from optimizer.roads.state import RoadState


def measure(
    region: Region, params: RoadParams, states: Sequence[RoadState], cache: Path | None = None
) -> Travel:
    """Minutes and metres between all bases and places, for each mode the teams use in each road state.

    Layers stand in the order of teams, then of `states`. A place that no road leads to stays
    UNREACHABLE. With a `cache` folder, equal input is measured once; a damaged file there is measured
    anew.

    Raises
    ------
    InputError
        If a road class, surface, season or vehicle mode is missing from the speed table, or a road
        state closes a link that does not exist.
    """
    vehicles = {vehicle.code: vehicle.mode for vehicle in region.vehicles}
    modes = list(dict.fromkeys(vehicles[team.vehicle] for team in region.teams))
    defects = list(_defects(region, params, modes, states))
    if defects:
        raise InputError(defects)
    ids = (*(base.code for base in region.bases), *(place.code for place in region.places))
    index = {node.id: number for number, node in enumerate(region.nodes)}
    arrive = {place.code: place.node or place.code for place in region.places}
    at = np.array([index[arrive.get(code, code)] for code in ids], dtype=np.int32)
    keys = [(mode, state.name) for mode in modes for state in states]
    name = fingerprint(region.nodes, region.links, at.tolist(), params, modes, states) if cache else ""
    layers = load(cache, name, keys, len(ids), len(region.nodes)) if cache else None
    if layers is None:
        layers = _measure(region, params, modes, states, at)
        if cache:
            save(cache, name, layers)
    lat, lon = np.array([(node.lat, node.lon) for node in region.nodes], dtype=np.float64).T.copy()
    for array in (at, lat, lon):
        array.setflags(write=False)
    return Travel(ids, layers, at, lat, lon)


def _measure(
    region: Region, params: RoadParams, modes: list[str], states: Sequence[RoadState], at: NDArray[np.int32]
) -> dict[tuple[str, str], Layer]:
    graph, order = build_graph(region.nodes, region.links), [node.id for node in region.nodes]
    return {
        (mode, state.name): measure_layer(network(with_times(graph, params, mode, state), order), at)
        for mode in modes
        for state in states
    }


def _defects(
    region: Region, params: RoadParams, modes: list[str], states: Sequence[RoadState]
) -> Iterator[Defect]:
    """What the speed table lacks, each once with the first link that needs it."""
    classes = {*params.speeds, *(f"{name}_link" for name in params.speeds)}
    for column, table, known in (("highway", "speeds", classes), ("surface", "surfaces", params.surfaces)):
        first = {getattr(link, column): link.id for link in reversed(region.links)}
        for value in sorted(set(first).difference(known)):
            values = {"link": first[value], "known": ", ".join(sorted(known))}
            yield Defect(f"roads.{table}", Message(f"roads.unknown_{column}", values), found=value)
    for table, needed, listed in (
        ("modes", modes, params.modes),
        ("seasons", [state.season for state in states], params.seasons),
    ):
        for value in sorted(set(needed).difference(listed)):
            message = Message(f"roads.unknown_{table}", {"known": ", ".join(listed)})
            yield Defect(f"roads.{table}", message, found=value)
    links = {link.id for link in region.links}
    for value in sorted({
        link for state in states for link in (*state.closed, *(link for link, _ in state.closed_to))
    } - links):
        yield Defect("roads", Message("roads.unknown_closed"), found=value)
