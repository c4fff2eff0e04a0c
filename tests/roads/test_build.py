"""Building a district's tables: only what trips need, and as quick as the whole network."""

from __future__ import annotations

import csv
from pathlib import Path

import networkx as nx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from optimizer.core.region import Node
from optimizer.errors import InputError
from optimizer.regions.schemas import schemas, validate
from optimizer.regions.tables import read_tables
from optimizer.roads.attach import Fill, attach
from optimizer.roads.build import build_tables
from optimizer.roads.contract import two_way
from optimizer.roads.graph import build_graph, with_times
from optimizer.roads.osm import read_roads
from optimizer.roads.places import Spot
from optimizer.roads.state import RoadState
from optimizer.roads.tables import FILES, free_paths, write_tables
from optimizer.texts import LANGUAGES
from tests.regions.district import params
from tests.roads.network import shipped, speeds
from tests.roads.osm_file import point, write_osm


def spot(code: str, node: int) -> Spot:
    """A place on a point of the grid."""
    return Spot(code, f"Desa {code}", *point(node))


def short(links):
    """Ends, metres and class of each link."""
    return [(link.start, link.end, round(link.km * 1000), link.highway) for link in links]


def test_keeps_the_way_and_the_way_round_and_drops_the_rest(tmp_path):
    """A road 1…6 with a detour 2-42-45-5, a dead end at 3, a loop hanging on 4 and a road apart.

    One step is 111.2 m, so 2-5 is 334 m; the detour is 4 + 3 + 4 steps. 2-5 would be two links between
    the same ends, so the detour keeps one point of its own (45), outside the rectangle of the places.
    """
    ways = [
        ([1, 2, 3, 4, 5, 6], {"highway": "trunk", "name": "Jalan Raya"}),
        ([2, 42, 45, 5], {"highway": "residential"}),
        ([3, 13, 23], {"highway": "residential"}),
        ([4, 14, 24, 25, 14], {"highway": "residential"}),
        ([88, 89], {"highway": "trunk"}),
    ]
    roads = read_roads(write_osm(tmp_path / "x.osm", ways))
    built = build_tables(roads, [spot("A", 1), spot("B", 6)], speeds(), 0.1)
    assert [(node.id, node.name, node.lat, node.lon, node.outside) for node in built.nodes] == [
        ("S0001", "Simpang di Desa A 1", 0.0, 102.002, False),
        ("S0002", "Simpang di Desa B 1", 0.0, 102.005, False),
        ("S0003", "Simpang di Desa B 2", 0.004, 102.005, True),
    ]
    assert short(built.links) == [
        ("A", "S0001", 111, "trunk"),
        ("B", "S0002", 111, "trunk"),
        ("S0001", "S0002", 334, "trunk"),
        ("S0001", "S0003", 778, "residential"),
        ("S0002", "S0003", 445, "residential"),
    ]
    assert [link.id for link in built.links] == ["R-0001", "R-0002", "R-0003", "R-0004", "R-0005"]
    assert {link.name for link in built.links if link.highway == "trunk"} == {"Jalan Raya"}


def test_link_is_split_where_class_or_surface_changes(tmp_path):
    """1-2 is gravel, 2-3 asphalt, 3-4-5 a village road: three links, not one with an average."""
    ways = [
        ([1, 2], {"highway": "trunk", "surface": "gravel"}),
        ([2, 3], {"highway": "trunk"}),
        ([3, 4, 5], {"highway": "residential"}),
    ]
    roads = read_roads(write_osm(tmp_path / "x.osm", ways))
    built = build_tables(roads, [spot("A", 1), spot("B", 5)], speeds(), 0.1)
    found = sorted((link.highway, link.surface, round(link.km * 1000)) for link in built.links)
    assert found == [
        ("residential", "tak diketahui", 222),
        ("trunk", "aspal", 111),
        ("trunk", "kerikil", 111),
    ]


def test_one_way_streets_become_two_way(tmp_path):
    """A one-way road from A to B is a link of the table, whose links are driven both ways."""
    roads = read_roads(write_osm(tmp_path / "x.osm", [([1, 2], {"highway": "trunk", "oneway": "yes"})]))
    built = build_tables(roads, [spot("A", 1), spot("B", 2)], speeds(), 0.1)
    assert short(built.links) == [("A", "B", 111, "trunk")]


@pytest.mark.parametrize("last", [0, 1])
def test_of_roads_drawn_twice_the_quickest_is_kept(tmp_path, last):
    """The same stretch as trunk road and as village road is one link of trunk road, in either order."""
    ways = [([1, 2], {"highway": "residential"}), ([1, 2], {"highway": "trunk"})]
    roads = read_roads(write_osm(tmp_path / "x.osm", [ways[1 - last], ways[last]]))
    built = build_tables(roads, [spot("A", 1), spot("B", 2)], speeds(), 0.1)
    assert short(built.links) == [("A", "B", 111, "trunk")]


def test_keeps_what_is_quickest_for_another_vehicle_only(tmp_path):
    """Village roads of 5 and 7 steps and a track of 9 from A to B, the jeep at 40 km/h on tracks.

    The minibus takes 100 s, 140 s or 360 s: its way and the way round are the village roads. The jeep's
    90 s on the track is why the track is there.
    """
    ways = [
        ([1, 11, 14, 4], {"highway": "residential"}),
        ([1, 21, 24, 4], {"highway": "residential"}),
        ([1, 31, 34, 4], {"highway": "track"}),
    ]
    roads = read_roads(write_osm(tmp_path / "x.osm", ways))
    table = speeds(modes={"minibus": {}, "jip": {"kemarau": {"track": 4}}})
    for kept, modes in ((3, table.modes), (2, {"minibus": {}})):
        built = build_tables(roads, [spot("A", 1), spot("B", 4)], speeds(modes=modes), 0.1)
        assert sum(link.start == "A" or link.end == "A" for link in built.links) == kept


def test_place_cut_off_keeps_a_link(tmp_path):
    """C on a road apart keeps a piece of it: unreachable, but not without any road."""
    ways = [([1, 2, 3], {"highway": "trunk"}), ([71, 72, 73], {"highway": "track"})]
    roads = read_roads(write_osm(tmp_path / "x.osm", ways))
    built = build_tables(roads, [spot("A", 1), spot("B", 3), spot("C", 71)], speeds(), 0.1)
    assert short(built.links) == [("A", "B", 222, "trunk"), ("C", "S0001", 111, "track")]
    assert [tie.apart for tie in built.ties] == [False, False, True]


def test_class_without_a_speed_is_refused(tmp_path):
    """The test's speed table has no `tertiary` and no `tanah`: both are said, rather than guessed."""
    roads = read_roads(write_osm(tmp_path / "x.osm", [([1, 2], {"highway": "tertiary", "surface": "mud"})]))
    with pytest.raises(InputError) as caught:
        build_tables(roads, [spot("A", 1), spot("B", 2)], speeds(), 0.1)
    assert [defect.found for defect in caught.value.defects] == ["tertiary", "tanah"]


@st.composite
def grids(draw):
    """Streets of a 5 × 5 grid, each of some class or not there, and two to five places on it."""
    nodes = [10 * row + column for row in range(5) for column in range(5)]
    streets = [(node, node + 1) for node in nodes if node % 10 < 4] + [
        (node, node + 10) for node in nodes if node < 40
    ]
    kinds = draw(
        st.lists(
            st.sampled_from(["trunk", "tertiary", "residential", "track", None]),
            min_size=len(streets),
            max_size=len(streets),
        )
    )
    ways = [([*street], {"highway": kind}) for street, kind in zip(streets, kinds, strict=True) if kind]
    on_road = sorted({node for way, _ in ways for node in way})
    if len(on_road) < 2:
        return [([0, 1], {"highway": "trunk"})], [0, 1]
    places = draw(st.lists(st.sampled_from(on_road), min_size=2, max_size=5, unique=True))
    return ways, places


@settings(
    max_examples=12,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(grids())
def test_tables_are_as_quick_as_the_whole_network(tmp_path, drawn):
    """For every vehicle and season, quickest times in the tables equal those of all roads (NetworkX).

    Whole metres per link are at most half a metre off, 0.2 s at walking pace; a street is 6.7 s at least.
    """
    ways, places = drawn
    roads = read_roads(write_osm(tmp_path / "x.osm", ways))
    spots = [spot(f"P{node}", node) for node in places]
    table = shipped()
    built = build_tables(roads, spots, table, 0.1)
    nodes = [*(Node(s.code, "desa", s.name, s.lat, s.lon) for s in spots), *built.nodes]
    small = build_graph(nodes, built.links)
    whole: nx.MultiDiGraph[str] = nx.MultiDiGraph(two_way(attach(roads, spots, table, 0.1)[0], table))
    for mode in table.modes:
        for season in table.seasons:
            state = RoadState(season, season)
            quick, full = (with_times(graph, table, mode, state) for graph in (small, whole))
            for start in spots:
                here = nx.single_source_dijkstra_path_length(quick, start.code, weight="travel_time")
                there = nx.single_source_dijkstra_path_length(full, start.code, weight="travel_time")
                for end in spots:
                    assert (end.code in here) == (end.code in there)
                    if end.code in here:
                        assert here[end.code] == pytest.approx(there[end.code], abs=3)


@pytest.fixture
def built(tmp_path):
    """Two villages, a filled third and a street whose name is a spreadsheet formula."""
    ways = [
        ([1, 2], {"highway": "trunk", "name": '=HYPERLINK("http://x","y")'}),
        ([2, 3], {"highway": "residential", "name": "-1+1\n2"}),
    ]
    source = write_osm(tmp_path / "peta.osm", ways)
    far = Spot("17.02.01.2003", "Desa Jauh", 0.01, 102.002)
    spots = [spot("17.02.01.2001", 1), spot("17.02.01.2002", 3), far]
    return source, build_tables(read_roads(source), spots, speeds(), 0.1, Fill.ESTIMATE)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_written_tables_pass_the_project_s_own_schema(tmp_path, built, lang):
    """simpul.csv and ruas.csv are read back by the regions stage without a defect; the page names OSM."""
    source, tables = built
    folder = tmp_path / "kabupaten"
    paths = write_tables(folder, tables, source, speeds(), lang)
    assert sorted(path.name for path in folder.iterdir()) == sorted(FILES)
    reading = read_tables(folder, folder)
    for name in ("simpul", "ruas"):
        assert list(validate(reading.tables[name], schemas(params())[name])) == []
    rows = list(csv.DictReader((folder / "ruas.csv").read_text(encoding="utf-8").splitlines()))
    assert [row["mutu"] for row in rows if row["dari"].endswith("2003")] == ["perkiraan"]
    page = paths[2].read_text(encoding="utf-8")
    assert "© OpenStreetMap contributors" in page
    assert "ODbL 1.0" in page
    assert ("1,1 km" if lang == "id" else "1.1 km") in page
    assert "Desa Jauh (17.02.01.2003): " in page


def test_names_from_the_map_are_no_formulas(tmp_path, built):
    """A street called =HYPERLINK(…) opens in a spreadsheet as text, on one line."""
    source, tables = built
    write_tables(tmp_path / "kabupaten", tables, source, speeds(), "id")
    text = (tmp_path / "kabupaten" / "ruas.csv").read_text(encoding="utf-8")
    names = {row["nama_ruas"] for row in csv.DictReader(text.splitlines())}
    assert names == {"", '\'=HYPERLINK("http://x","y")', "'-1+1 2"}


def test_existing_tables_are_not_overwritten_unasked(tmp_path, built):
    """The two tables that exist are named and left alone; asked to, all three are replaced."""
    source, tables = built
    folder: Path = tmp_path / "kabupaten"
    folder.mkdir()
    for name in ("simpul.csv", "ruas.csv"):
        (folder / name).write_text("own work")
    with pytest.raises(InputError) as caught:
        write_tables(folder, tables, source, speeds(), "id")
    assert [Path(defect.where).name for defect in caught.value.defects] == ["simpul.csv", "ruas.csv"]
    assert [path.read_text() for path in sorted(folder.iterdir())] == ["own work"] * 2
    write_tables(folder, tables, source, speeds(), "id", overwrite=True)
    assert "own work" not in (folder / "ruas.csv").read_text(encoding="utf-8")
    assert len(free_paths(folder, overwrite=True)) == 3


def test_folder_that_cannot_be_written_is_said_to_be_so(tmp_path, built):
    """A file stands where the folder should be."""
    source, tables = built
    (tmp_path / "kabupaten").write_text("in the way")
    with pytest.raises(InputError, match=r"roads\.not_written"):
        write_tables(tmp_path / "kabupaten", tables, source, speeds(), "id")
