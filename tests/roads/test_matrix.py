"""All pairs: minutes rounded up after the quickest way, metres of that same way."""

from __future__ import annotations

from itertools import pairwise, permutations, product
from math import ceil

import networkx as nx
import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from optimizer.core.travel import UNREACHABLE
from optimizer.roads.graph import build_graph, with_times
from optimizer.roads.matrix import measure_layer, network
from tests.roads.network import DRY, link, node, speeds


def layer(links, locations, params=None):
    """The layer of a minibus in the dry season between one-letter locations."""
    codes = sorted({end for each in links for end in (each.start, each.end)} | set(locations))
    graph = with_times(build_graph(map(node, codes), links), params or speeds(), "minibus", DRY)
    at = np.array([codes.index(code) for code in locations], dtype=np.int32)
    return measure_layer(network(graph, codes), at)


def test_minutes_round_up_once_after_the_way():
    """K-x-A is 1.3 + 1.3 km at 60 km/h: 2.6 minutes, so 3; rounding each link would give 4."""
    found = layer([link("K", "x", 1.3), link("x", "A", 1.3)], "KA")
    assert found.minutes.tolist() == [[0, 3], [3, 0]]
    assert found.metres.tolist() == [[0, 2600], [2600, 0]]


def chain(links, km):
    """A road from K to A in equal links."""
    codes = ["K", *"abcdefghijklmnopqrstuvwxyz"[: links - 1], "A"]
    return [link(start, end, km) for start, end in pairwise(codes)]


def test_float_noise_costs_no_minute_and_no_metre():
    """14 × 0.1 km at 28 km/h are 3 minutes, in floats 3.0000000000000004; 15 × 16.6 m are 249 m."""
    slow = speeds(speeds={"trunk": 28, "residential": 20, "track": 10})
    assert layer(chain(14, 0.1), "KA", slow).minutes[0, 1] == 3
    # Summed by doubling, as the stage does, 249.00000000000003.
    assert layer(chain(15, 0.0166), "KA").metres[0, 1] == 249


def test_metres_belong_to_the_quickest_way_not_the_shortest():
    """2 km of village road (20 km/h, 6 min) lose to 3 km of trunk road (60 km/h, 3 min): 3,000 metres."""
    links = [
        link("K", "A", 2, "residential"),
        link("K", "x", 1.5, quality="perkiraan"),
        link("x", "A", 1.5),
    ]
    found = layer(links, "KA")
    assert (found.minutes[0, 1], found.metres[0, 1], found.estimated_metres[0, 1]) == (3, 3000, 1500)


def test_of_parallel_links_the_quickest_counts():
    """Between the same ends 1 km of track (10 km/h) loses to 2 km of trunk road: 2 minutes, 2,000 metres."""
    found = layer([link("K", "A", 1, "track"), link("A", "K", 2)], "KA")
    assert (found.minutes[0, 1], found.metres[0, 1]) == (2, 2000)


def test_no_road_is_unreachable_never_a_number():
    """B has no road to the rest: minutes, metres and estimated metres say so, both ways."""
    found = layer([link("K", "A", 1), link("B", "y", 1)], "KAB")
    for matrix in (found.minutes, found.metres, found.estimated_metres):
        assert matrix[2].tolist() == [UNREACHABLE, UNREACHABLE, 0]
        assert matrix[:, 2].tolist() == [UNREACHABLE, UNREACHABLE, 0]
    assert layer([], "KA").minutes.tolist() == [[0, UNREACHABLE], [UNREACHABLE, 0]]


def test_arrays_are_whole_and_read_only():
    """int32 of the promised shapes, none of which can be written to."""
    found = layer([link("K", "x", 1), link("x", "A", 1)], "KA")
    for array, shape in (
        (found.minutes, (2, 2)),
        (found.metres, (2, 2)),
        (found.estimated_metres, (2, 2)),
        (found.previous, (2, 3)),
    ):
        assert (array.dtype, array.shape, array.flags.writeable) == (np.int32, shape, False)


@st.composite
def networks(draw):
    """Up to nine nodes, some of them places, and up to twenty links of whole metres."""
    codes = "KABCxyzuv"[: draw(st.integers(2, 9))]
    pairs = st.sampled_from(list(permutations(codes, 2)))
    kinds = st.sampled_from(["trunk", "residential", "track"])
    quality = st.sampled_from(["osm", "perkiraan"])
    links = draw(
        st.lists(
            st.tuples(pairs, st.integers(1, 30_000), kinds, quality),
            max_size=20,
            unique_by=lambda each: each[0],
        )
    )
    made = [link(a, b, metres / 1000, kind, quality=known) for (a, b), metres, kind, known in links]
    return codes, made


@settings(max_examples=150, deadline=None, derandomize=True)
@given(networks())
def test_equals_networkx(drawn):
    """Minutes are NetworkX's, rounded up; metres and estimated metres those of a way just as quick."""
    codes, links = drawn
    graph = with_times(build_graph(map(node, codes), links), speeds(), "minibus", DRY)
    found = measure_layer(network(graph, codes), np.arange(len(codes), dtype=np.int32))
    seconds = dict(nx.all_pairs_dijkstra_path_length(graph, weight="travel_time"))
    for (row, start), (column, end) in product(enumerate(codes), repeat=2):
        if end not in seconds[start]:
            assert found.minutes[row, column] == found.metres[row, column] == UNREACHABLE
            continue
        assert found.minutes[row, column] == ceil(seconds[start][end] / 60 - 1e-9)
        way = [column]
        while way[-1] != row:
            way.append(int(found.previous[row, way[-1]]))
        edges = [
            min(graph[codes[a]][codes[b]].values(), key=lambda e: (e["travel_time"], e["length"]))
            for b, a in pairwise(way)
        ]
        assert abs(sum(edge["travel_time"] for edge in edges) - seconds[start][end]) < 1e-6
        assert found.metres[row, column] == round(sum(edge["length"] for edge in edges))
        estimated = sum(edge["length"] for edge in edges if edge["quality"] == "perkiraan")
        assert found.estimated_metres[row, column] == round(estimated)


@settings(max_examples=100, deadline=None, derandomize=True)
@given(networks())
def test_minutes_keep_the_triangle_inequality(drawn):
    """Driving by way of a third place never takes fewer minutes than the way itself."""
    codes, links = drawn
    graph = with_times(build_graph(map(node, codes), links), speeds(), "minibus", DRY)
    minutes = measure_layer(network(graph, codes), np.arange(len(codes), dtype=np.int32)).minutes
    by_way_of = minutes[:, :, None] + minutes[None, :, :]
    assert (minutes[:, None, :] <= np.minimum(by_way_of, UNREACHABLE)).all()
