"""The matrix stage on a real road network: SciPy as `optimizer.roads` uses it, against looping NetworkX.

Run from the repository's root: `python -m benchmarks.matrix`. Both start from the same timed graph, every
bend of the roads a node, with 157 places (as many as Rejang Lebong has with its office) drawn with a fixed
seed. The comparison leans to NetworkX: its loop (`single_source_dijkstra_path_length`) finds the minutes
alone, SciPy's stage also the metres and the way of every pair. NetworkX with ways and metres
(`single_source_dijkstra`) is many times slower, so it is timed, and its metres compared, for a few places.
"""

from __future__ import annotations

import time
from math import ceil
from pathlib import Path

import networkx as nx
import numpy as np
import osmnx as ox
import yaml
from numpy.typing import NDArray

from benchmarks.machine import conditions
from optimizer.core.travel import UNREACHABLE
from optimizer.roads.graph import with_times
from optimizer.roads.matrix import NOISE_METRES, NOISE_MINUTES, measure_layer, network
from optimizer.roads.osm import read_roads
from optimizer.roads.params import RoadParams
from optimizer.roads.state import RoadState

ROOT = Path(__file__).parents[1]
NETWORKS = ROOT.parent / "shared" / "reference" / "osm"
DISTRICT = "rejang_lebong_east_drive.osm.pbf"
PROVINCE = "bengkulu_province_partial_drive.osm.pbf"
PLACES = 157
SAMPLE = 3
SEED = 0
LEAST_RATIO = 10


def main() -> str:
    """Measure, check that the answers agree, and return the results as Markdown."""
    graph, at = _timed(NETWORKS / DISTRICT)
    start = time.process_time()
    layer = measure_layer(network(graph, list(graph)), at)
    fast = time.process_time() - start
    start = time.process_time()
    minutes = _minutes_by_networkx(graph, at)
    slow = time.process_time() - start
    start = time.process_time()
    metres = _metres_by_networkx(graph, at, SAMPLE)
    each = (time.process_time() - start) / SAMPLE
    assert (layer.minutes == minutes).all(), "the two must find the same minutes"
    # Of two ways equally quick to the last bit each may take another.
    assert (layer.metres[:SAMPLE] == metres).mean() > 0.99, "the two must find the same metres"
    assert slow / fast >= LEAST_RATIO, f"only {slow / fast:.1f} times faster"
    rows = [_row(DISTRICT, graph, f"{fast:.2f}", f"{slow:.1f}", f"{slow / fast:.0f}", f"{each:.2f}")]
    graph, at = _timed(NETWORKS / PROVINCE)
    start = time.process_time()
    measure_layer(network(graph, list(graph)), at)
    fast = time.process_time() - start
    rows.append(_row(PROVINCE, graph, f"{fast:.2f}", "-", "-", "-"))
    return "\n".join([*_header(), *rows, ""])


def _header() -> list[str]:
    return [
        f"{PLACES} × {PLACES} places; minutes compared for all pairs, metres for {SAMPLE} places.",
        conditions("scipy", "numpy", "networkx", "osmnx"),
        "Seconds of processor time. SciPy: minutes, metres, ways; NetworkX: minutes, or metres of one place.",
        "",
        "| network (largest piece) | nodes | edges | SciPy | NetworkX | ratio | with metres, per place |",
        "| --- | ---: | ---: | ---: | ---: | ---: | ---: |",
    ]


def _row(name: str, graph: nx.MultiDiGraph[str], *cells: str) -> str:
    return f"| {' | '.join((name, f'{len(graph):,}', f'{graph.number_of_edges():,}', *cells))} |"


def _timed(path: Path) -> tuple[nx.MultiDiGraph[str], NDArray[np.int32]]:
    """The largest connected piece of a road file with travel times, and the places' nodes in it."""
    settings = yaml.safe_load((ROOT / "configs" / "default.yaml").read_text(encoding="utf-8"))
    params = RoadParams.model_validate(settings["roads"])
    roads = read_roads(path)
    piece = roads.subgraph(max(nx.weakly_connected_components(roads), key=len)).copy()
    graph = with_times(piece, params, "minibus", RoadState("kemarau", "kemarau"))
    at = np.random.default_rng(SEED).choice(len(graph), PLACES, replace=False)
    return graph, np.sort(at).astype(np.int32)


def _minutes_by_networkx(graph: nx.MultiDiGraph[str], at: NDArray[np.int32]) -> NDArray[np.int32]:
    quickest = ox.convert.to_digraph(graph, weight="travel_time")
    order = list(graph)
    places = [order[node] for node in at]
    minutes = np.full((len(at), len(at)), UNREACHABLE, dtype=np.int32)
    for row, start in enumerate(places):
        seconds = nx.single_source_dijkstra_path_length(quickest, start, weight="travel_time")
        for column, end in enumerate(places):
            if end in seconds:
                minutes[row, column] = ceil(seconds[end] / 60 - NOISE_MINUTES)
    return minutes


def _metres_by_networkx(graph: nx.MultiDiGraph[str], at: NDArray[np.int32], starts: int) -> NDArray[np.int32]:
    quickest = ox.convert.to_digraph(graph, weight="travel_time")
    order = list(graph)
    places = [order[node] for node in at]
    metres = np.full((starts, len(at)), UNREACHABLE, dtype=np.int32)
    for row, start in enumerate(places[:starts]):
        _, ways = nx.single_source_dijkstra(quickest, start, weight="travel_time")
        for column, end in enumerate(places):
            if end in ways:
                metres[row, column] = ceil(nx.path_weight(quickest, ways[end], "length") - NOISE_METRES)
    return metres


if __name__ == "__main__":
    print(main())
