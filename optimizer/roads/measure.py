"""Measure a region's roads: its `Travel`, per vehicle mode and road state."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import product
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
from optimizer.roads.slides import without_slides
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
        state closes a link that does not exist, or to a vehicle mode that does not.
    """
    modes = modes_of(region)
    defects = list(missing(region, params, modes, states))
    if defects:
        raise InputError(defects)
    ids = (*(base.code for base in region.bases), *(place.code for place in region.places))
    index = {node.id: number for number, node in enumerate(region.nodes)}
    arrive = {place.code: place.node or place.code for place in region.places}
    at = np.array([index[arrive.get(code, code)] for code in ids], dtype=np.int32)
    keys = [(mode, state.name) for mode in modes for state in states]
    bases = len(region.bases)
    name = fingerprint(region.nodes, region.links, at.tolist(), bases, params, modes, states) if cache else ""
    layers = load(cache, name, keys, len(ids), len(region.nodes)) if cache else None
    if layers is None:
        layers = _measure(region, params, modes, states, at)
        if cache:
            save(cache, name, layers)
    lat, lon = np.array([(node.lat, node.lon) for node in region.nodes], dtype=np.float64).T.copy()
    for array in (at, lat, lon):
        array.setflags(write=False)
    return Travel(ids, layers, at, lat, lon)


def modes_of(region: Region) -> list[str]:
    """The vehicle modes of the teams, in their order."""
    vehicles = {vehicle.code: vehicle.mode for vehicle in region.vehicles}
    return list(dict.fromkeys(vehicles[team.vehicle] for team in region.teams))


def slide_warnings(region: Region, params: RoadParams, states: Sequence[RoadState]) -> tuple[Message, ...]:
    """Places that some date's ways reach over slide-prone links in a season that avoids them.

    One sentence per vehicle mode and season. Expects what `measure` has accepted.
    """
    exposed: dict[tuple[str, str], set[str]] = {}
    avoiding = [state for state in states if params.avoid_slides.get(state.season, False)]
    if avoiding:
        graph = build_graph(region.nodes, region.links)
        for mode, state in product(modes_of(region), avoiding):
            timed = with_times(graph, params, mode, state)
            _, codes = without_slides(timed, region, params, state.season)
            exposed.setdefault((mode, state.season), set()).update(codes)
    return tuple(
        Message("roads.slides_kept", {"mode": mode, "season": season, "count": len(codes), "places": names})
        for (mode, season), codes in exposed.items()
        if (names := ", ".join(place.name for place in region.places if place.code in codes))
    )


def _measure(
    region: Region, params: RoadParams, modes: list[str], states: Sequence[RoadState], at: NDArray[np.int32]
) -> dict[tuple[str, str], Layer]:
    graph, order = build_graph(region.nodes, region.links), [node.id for node in region.nodes]
    measured: dict[tuple[str, str, frozenset[str]], Layer] = {}
    layers: dict[tuple[str, str], Layer] = {}
    for mode in modes:
        for state in states:
            # A closure to other vehicles changes nothing: such states share one layer.
            same = (mode, state.season, state.shut_to(mode))
            if same not in measured:
                timed = with_times(graph, params, mode, state)
                roads, _ = without_slides(timed, region, params, state.season)
                measured[same] = measure_layer(network(roads, order), at)
            layers[mode, state.name] = measured[same]
    return layers


def missing(
    region: Region, params: RoadParams, modes: list[str], states: Sequence[RoadState]
) -> Iterator[Defect]:
    """What the speed table or the link table lacks, each once with the first link that needs it."""
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
    closed_to = {pair for state in states for pair in state.closed_to}
    closed = {link for state in states for link in state.closed} | {link for link, _ in closed_to}
    for value in sorted(closed.difference(link.id for link in region.links)):
        yield Defect("roads", Message("roads.unknown_closed"), found=value)
    for link, mode in sorted(closed_to):
        # A misspelt vehicle would leave the link open to all.
        if mode not in params.modes:
            values = {"link": link, "known": ", ".join(params.modes)}
            yield Defect("roads.modes", Message("roads.unknown_closed_to", values), found=mode)
