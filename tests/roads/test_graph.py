"""The link table as a graph: OSMnx's conventions and the speed of every edge."""

from __future__ import annotations

import osmnx as ox
import pytest
from pydantic import ValidationError

from optimizer.roads.graph import build_graph, with_times
from optimizer.roads.state import RoadState
from tests.roads.network import DRY, WET, link, node, shipped, speeds


def test_link_is_one_edge_each_way_in_osmnx_conventions():
    """A link of 1.001 km is 1,001 metres (not 1000.9999…) each way, and OSMnx accepts the graph."""
    graph = build_graph([node("A", -3.5, 102.5), node("B", -3.4, 102.6)], [link("A", "B", 1.001)])
    assert graph.graph["crs"] == "epsg:4326"
    assert graph.nodes["A"] == {"x": 102.5, "y": -3.5}
    expected = {
        "link": "A-B",
        "length": 1001.0,
        "highway": "trunk",
        "surface": "aspal",
        "quality": "osm",
        "name": "",
        "oneway": False,
    }
    assert list(graph.edges(data=True)) == [("A", "B", expected), ("B", "A", expected)]
    nodes, edges = ox.convert.graph_to_gdfs(graph)
    assert (len(nodes), len(edges), nodes.crs.to_epsg()) == (2, 2, 4326)


def test_parallel_links_stay_two():
    """Two links between the same ends are kept apart, so that one can be closed."""
    graph = build_graph([node("A"), node("B")], [link("A", "B", 1), link("A", "B", 2, "track")])
    assert graph.number_of_edges("A", "B") == 2


@pytest.mark.parametrize(
    ("highway", "surface", "mode", "state", "kph"),
    [
        ("trunk", "aspal", "minibus", DRY, 60),
        ("trunk_link", "aspal", "minibus", DRY, 60),  # a slip road drives as its parent
        ("trunk", "aspal", "minibus", WET, 60),  # rain is said to change nothing on trunk roads
        ("residential", "aspal", "minibus", WET, 10),  # 20 × 0.5
        ("residential", "kerikil", "minibus", DRY, 10),  # 20 × 0.5
        ("residential", "kerikil", "minibus", WET, 2.5),  # 20 × 0.5 × 0.5 × 0.5
        ("track", "aspal", "minibus", DRY, 10),
        ("track", "aspal", "jip", DRY, 20),  # 10 × 2
        ("track", "aspal", "jip", WET, 10),  # the jeep's factor is for the dry season only
    ],
)
def test_speed_is_the_product_of_class_surface_season_and_mode(highway, surface, mode, state, kph):
    """Every table does its part: a kilometre takes 3,600 / km/h seconds, set by OSMnx."""
    graph = build_graph([node("A"), node("B")], [link("A", "B", 1, highway, surface)])
    edge = with_times(graph, speeds(), mode, state).edges["A", "B", 0]
    assert edge["speed_kph"] == pytest.approx(kph)
    assert edge["travel_time"] == pytest.approx(3600 / kph)
    assert "travel_time" not in graph.edges["A", "B", 0], "the untimed graph is left as it was"


def test_factor_of_zero_bars_the_road():
    """The minibus has no edge on a track in the rain; in the dry season it has both."""
    graph = build_graph([node("A"), node("B")], [link("A", "B", 1, "track")])
    assert with_times(graph, speeds(), "minibus", WET).number_of_edges() == 0
    assert with_times(graph, speeds(), "minibus", DRY).number_of_edges() == 2


def test_closed_link_is_left_out_both_ways():
    """Closing A-B leaves the two edges of B-C."""
    graph = build_graph([node(code) for code in "ABC"], [link("A", "B", 1), link("B", "C", 1)])
    timed = with_times(graph, speeds(), "minibus", RoadState("longsor", "kemarau", frozenset({"A-B"})))
    assert sorted((start, end) for start, end in timed.edges()) == [("B", "C"), ("C", "B")]


@pytest.mark.parametrize(
    "change",
    [
        {"estimated_class": "gang"},
        {"seasons": {"kemarau": {"classes": {"trunc": 0.5}}}},
        {"seasons": {"kemarau": {"surfaces": {"lumpur": 0.5}}}},
        {"modes": {"minibus": {"hujan deras": {}}}},
        {"modes": {"minibus": {"kemarau": {"trunc": 0.5}}}},
        {"speeds": {"trunk": 0, "residential": 20, "track": 10}},
        {"speed": {}},
    ],
)
def test_misspelt_or_impossible_speed_setting_is_refused(change):
    """A factor for a class, surface or season that no table has would silently do nothing."""
    with pytest.raises(ValidationError):
        speeds(**change)


def test_shipped_rain_never_speeds_up():
    """With the shipped table no mode is faster in the rain than in the dry season, on any road."""
    params = shipped()
    for mode in params.modes:
        dry, wet = (params.class_speeds(mode, season) for season in ("kemarau", "hujan"))
        assert [name for name in dry if wet[name] > dry[name]] == []
    dry, wet = (params.surface_factors(season) for season in ("kemarau", "hujan"))
    assert [name for name in dry if wet[name] > dry[name]] == []
