"""Reading real road files: what is a road, which way it runs, and files that cannot be used."""

from __future__ import annotations

from pathlib import Path

import osmium
import osmnx as ox
import pytest

from optimizer.errors import InputError
from optimizer.roads.osm import read_roads
from tests.roads.osm_file import write_osm

# Great-circle metres of a thousandth of a degree on the equator, with OSMnx's radius of the earth.
STEP_METRES = 111.195


def edges(graph):
    """Start and end of every edge."""
    return sorted((int(start), int(end)) for start, end in graph.edges())


@pytest.mark.parametrize(
    ("tags", "expected"),
    [
        ({"highway": "residential"}, [(1, 2), (2, 1)]),
        ({"highway": "residential", "oneway": "yes"}, [(1, 2)]),
        ({"highway": "residential", "oneway": "-1"}, [(2, 1)]),
        ({"highway": "residential", "oneway": "no"}, [(1, 2), (2, 1)]),
        ({"highway": "trunk", "oneway": "alternating"}, [(1, 2), (2, 1)]),
        ({"highway": "motorway"}, [(1, 2)]),
        ({"highway": "motorway", "oneway": "no"}, [(1, 2), (2, 1)]),
        ({"highway": "motorway_link"}, [(1, 2)]),
        ({"highway": "tertiary", "junction": "roundabout"}, [(1, 2)]),
        ({"highway": "tertiary", "junction": "roundabout", "oneway": "-1"}, [(2, 1)]),
        ({"highway": "track"}, [(1, 2), (2, 1)]),
        ({"highway": "residential", "motor_vehicle": "yes", "access": "private"}, [(1, 2), (2, 1)]),
        # not for a team's vehicle
        ({"highway": "footway"}, []),
        ({"highway": "construction"}, []),
        ({"highway": "residential", "access": "private"}, []),
        ({"highway": "residential", "motorcar": "no"}, []),
        ({"highway": "residential", "area": "yes"}, []),
        ({"waterway": "river"}, []),
        ({"building": "yes"}, []),
    ],
)
def test_which_ways_are_roads_and_which_way_they_run(tmp_path, tags, expected):
    """A way from 1 to 2 gives the edges a driver may use; a plain road beside it is always there."""
    file = write_osm(tmp_path / "x.osm", [([1, 2], tags), ([5, 6], {"highway": "trunk"})])
    assert edges(read_roads(file)) == [*expected, (5, 6), (6, 5)]


def test_attributes_follow_osmnx_conventions(tmp_path):
    """Coordinates, length, class, surface and name; a trunk road without a surface tag counts as asphalt."""
    tags = {"highway": "trunk_link", "name": "Jalan Merdeka", "maxspeed": "100"}
    dirt = {"highway": "unclassified", "surface": "ground"}
    lane = {"highway": "residential", "surface": "gold"}
    graph = read_roads(write_osm(tmp_path / "x.osm", [([1, 2], tags), ([2, 3], dirt), ([3, 4], lane)]))
    assert graph.graph["crs"] == "epsg:4326"
    assert graph.nodes["2"] == {"x": 102.002, "y": 0.0}
    edge = dict(graph.edges["1", "2", 0])
    assert edge.pop("length") == pytest.approx(STEP_METRES, abs=0.01)
    # No speed limit: OSMnx would prefer it to the project's own speeds.
    assert edge == {
        "highway": "trunk",
        "surface": "aspal",
        "quality": "osm",
        "name": "Jalan Merdeka",
        "oneway": False,
    }
    assert graph.edges["2", "3", 0]["surface"] == "tanah"
    assert graph.edges["3", "4", 0]["surface"] == "tak diketahui"


def test_agrees_with_osmnx_reading_the_same_file(tmp_path):
    """OSMnx's own reader of `.osm` finds the same directed edges with the same lengths."""
    ways = [
        ([1, 2, 3, 13], {"highway": "tertiary"}),
        ([3, 4, 14, 13], {"highway": "primary", "oneway": "yes"}),
        ([13, 23, 24], {"highway": "residential", "oneway": "-1"}),
        ([24, 25, 35, 24], {"highway": "secondary", "junction": "roundabout"}),
    ]
    file = write_osm(tmp_path / "x.osm", ways)
    theirs = ox.graph_from_xml(file, simplify=False, retain_all=True)
    ours = read_roads(file)
    assert edges(ours) == edges(theirs)
    lengths = {(int(a), int(b)): edge["length"] for a, b, edge in ours.edges(data=True)}
    for start, end, edge in theirs.edges(data=True):
        assert lengths[start, end] == pytest.approx(edge["length"])


def test_pbf_reads_as_the_same_network(tmp_path):
    """The same ways as `.osm.pbf` give the same edges."""
    file = write_osm(tmp_path / "x.osm", [([1, 2, 3], {"highway": "trunk"}), ([2, 12], {"highway": "track"})])
    packed = tmp_path / "x.osm.pbf"
    with osmium.SimpleWriter(str(packed)) as writer:
        for thing in osmium.FileProcessor(str(file)):
            writer.add(thing)
    one, other = read_roads(file), read_roads(packed)
    assert edges(one) == edges(other)
    assert one.nodes(data=True)["12"] == other.nodes(data=True)["12"]


def test_way_cut_at_the_border_keeps_its_inner_parts(tmp_path):
    """Of 1-2-3-4-5 the extract lacks 3: 1-2 and 4-5 stay, and nothing jumps the gap."""
    file = write_osm(
        tmp_path / "x.osm", [([1, 2, 3, 4, 5], {"highway": "trunk", "oneway": "yes"})], missing=[3]
    )
    assert edges(read_roads(file)) == [(1, 2), (4, 5)]


def test_only_roads_within_the_box_are_kept(tmp_path):
    """A box from 102.0015 to 102.0035 east holds the points 2 and 3 of 1-2-3-4."""
    way = [([1, 2, 3, 4], {"highway": "trunk", "oneway": "yes"})]
    box = (102.0015, -1, 102.0035, 1)
    assert edges(read_roads(write_osm(tmp_path / "x.osm", way), box)) == [(2, 3)]


def graphml(path: Path, ways) -> Path:
    """The ways as OSMnx saves them after simplifying: bends become lines."""
    graph = ox.graph_from_xml(write_osm(path.with_suffix(".osm"), ways), simplify=False, retain_all=True)
    ox.save_graphml(ox.simplify_graph(graph), path)
    return path


def test_graphml_gives_its_bends_back(tmp_path):
    """A simplified road 1-2-12-13 comes back as three pieces, shared by its two directions."""
    ways = [([1, 2, 12, 13], {"highway": "tertiary"}), ([13, 23], {"highway": "trunk", "oneway": "yes"})]
    graph = read_roads(graphml(tmp_path / "x.graphml", ways))
    assert len(graph) == 5
    assert graph.number_of_edges() == 3 * 2 + 1
    way = sum(edge["length"] for *_, edge in graph.edges(data=True) if edge["highway"] == "tertiary")
    assert way == pytest.approx(2 * 3 * STEP_METRES, abs=0.1)
    assert all(graph.has_edge(b, a) for a, b, edge in graph.edges(data=True) if edge["highway"] == "tertiary")


def test_graphml_of_another_tool_is_read(tmp_path):
    """Named nodes, no coordinate system, no length and an undirected graph: taken as WGS84, both ways."""
    file = tmp_path / "x.graphml"
    file.write_text(
        """<graphml xmlns="http://graphml.graphdrawing.org/xmlns">
        <key id="x" for="node" attr.name="x" attr.type="double"/>
        <key id="y" for="node" attr.name="y" attr.type="double"/>
        <key id="h" for="edge" attr.name="highway" attr.type="string"/>
        <graph edgedefault="undirected">
        <node id="A"><data key="x">102.001</data><data key="y">0</data></node>
        <node id="B"><data key="x">102.002</data><data key="y">0</data></node>
        <edge source="A" target="B"><data key="h">track</data></edge>
        </graph></graphml>""",
        encoding="utf-8",
    )
    graph = read_roads(file)
    assert sorted(graph.edges()) == [("A", "B"), ("B", "A")]
    assert graph.edges["A", "B", 0]["length"] == pytest.approx(STEP_METRES, abs=0.01)


def test_graphml_line_drawn_against_its_edge_is_turned(tmp_path):
    """An edge A-B of three steps whose line runs from B to A is 334 m, not the 556 m of a zigzag."""
    file = tmp_path / "x.graphml"
    file.write_text(
        """<graphml xmlns="http://graphml.graphdrawing.org/xmlns">
        <key id="x" for="node" attr.name="x" attr.type="string"/>
        <key id="y" for="node" attr.name="y" attr.type="string"/>
        <key id="h" for="edge" attr.name="highway" attr.type="string"/>
        <key id="g" for="edge" attr.name="geometry" attr.type="string"/>
        <graph edgedefault="directed">
        <node id="A"><data key="x">102.001</data><data key="y">0</data></node>
        <node id="B"><data key="x">102.004</data><data key="y">0</data></node>
        <edge source="A" target="B"><data key="h">track</data>
        <data key="g">LINESTRING (102.004 0, 102.003 0, 102.002 0, 102.001 0)</data></edge>
        </graph></graphml>""",
        encoding="utf-8",
    )
    lengths = [edge["length"] for *_, edge in read_roads(file).edges(data=True)]
    assert sum(lengths) == pytest.approx(3 * STEP_METRES, abs=0.1)


BAD = {
    "none.osm": (None, "unreadable"),
    "empty.osm": (b"", "unreadable"),
    "words.osm": (b"these are no roads", "unreadable"),
    "words.osm.pbf": (b"these are no roads", "unreadable"),
    "words.graphml": (b"these are no roads", "unreadable"),
    "cut.osm": (b"<osm version='0.6'><node id='1'", "unreadable"),
    "nocoords.graphml": (
        (
            b'<graphml xmlns="http://graphml.graphdrawing.org/xmlns"><graph edgedefault="directed">'
            b'<node id="1"/><node id="2"/><edge source="1" target="2"/></graph></graphml>'
        ),
        "unreadable",
    ),
    "bomb.graphml": (
        b'<!DOCTYPE g [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "'
        + b"&a;" * 100
        + b'"><!ENTITY c "'
        + b"&b;" * 1000
        + b'"><!ENTITY d "'
        + b"&c;" * 1000
        + b'">]><graphml xmlns="http://graphml.graphdrawing.org/xmlns">&d;</graphml>',
        "unreadable",
    ),
    "badline.graphml": (
        (
            b'<graphml xmlns="http://graphml.graphdrawing.org/xmlns">'
            b'<key id="x" for="node" attr.name="x" attr.type="string"/>'
            b'<key id="y" for="node" attr.name="y" attr.type="string"/>'
            b'<key id="g" for="edge" attr.name="geometry" attr.type="string"/><graph edgedefault="directed">'
            b'<node id="1"><data key="x">1</data><data key="y">1</data></node><node id="2"/>'
            b'<edge source="1" target="2"><data key="g">LINESTRING (1 1,</data></edge></graph></graphml>'
        ),
        "unreadable",
    ),
    "roads.shp": (b"", "unknown_format"),
    "noroads.osm": (b"<osm version='0.6'><node id='1' version='1' lat='0' lon='102'/></osm>", "no_roads"),
    "noroads.graphml": (
        b'<graphml xmlns="http://graphml.graphdrawing.org/xmlns"><graph edgedefault="directed"/></graphml>',
        "no_roads",
    ),
}


@pytest.mark.parametrize("name", BAD)
def test_unusable_road_file_is_said_to_be_so(tmp_path, name):
    """Missing, damaged, of another format, or without a road: one located defect, never a traceback."""
    content, key = BAD[name]
    if content is not None:
        (tmp_path / name).write_bytes(content)
    with pytest.raises(InputError) as caught:
        read_roads(tmp_path / name)
    (defect,) = caught.value.defects
    assert (defect.where, defect.message.key) == (str(tmp_path / name), f"roads.{key}")


def test_file_of_rivers_has_no_roads(tmp_path):
    """Ways, but none to drive."""
    file = write_osm(tmp_path / "x.osm", [([1, 2], {"waterway": "river"}), ([2, 3], {"highway": "path"})])
    with pytest.raises(InputError, match=r"roads\.no_roads "):
        read_roads(file)


def test_file_of_another_area_is_told_apart(tmp_path):
    """Roads there are, but none around the places asked for."""
    file = write_osm(tmp_path / "x.osm", [([1, 2], {"highway": "trunk"})])
    with pytest.raises(InputError, match=r"roads\.no_roads_near"):
        read_roads(file, (100, -1, 101, 1))
