"""Closing each link in turn: who is cut off, and what the way round costs."""

from __future__ import annotations

import csv
from collections import Counter
from dataclasses import replace
from itertools import combinations_with_replacement
from math import inf

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from optimizer.core.region import Base, Cell, Place, Source
from optimizer.errors import InputError
from optimizer.regions.read import read
from optimizer.roads.closures import COLUMNS, close_each, out_of_reach, ranked, rows, write_csv
from optimizer.roads.graph import build_graph, with_times
from optimizer.settings import home, load
from tests.roads.network import DRY, link, region, speeds

REGIONS = (("rejang_lebong", 53), ("kota_bengkulu", 9), ("oku_selatan", 18))

# K -2 km trunk- x -2 km village road- A -1 km trunk- B; K -6 km track- A; C on a road of its own.
LINKS = (
    link("K", "x", 2),
    link("x", "A", 2, "residential"),
    link("A", "B", 1),
    link("K", "A", 6, "track"),
    link("C", "y", 1),
)


def with_people(made, people):
    """The region with people waiting: place -> numbers, a cell each."""
    source = Source("uji", "2025", False)
    cells = tuple(
        Cell(code, ("KTP", "IKD")[: n + 1], waiting, source)
        for code, numbers in people.items()
        for n, waiting in enumerate(numbers)
    )
    return replace(made, cells=cells)


def closed(made, params=None, season="kemarau"):
    """What closing each link does, by the link's id."""
    return {each.link.id: each for each in close_each(made, params or speeds(), "minibus", season)}


def codes(closing):
    """Codes of the places cut off."""
    return [place.code for place in closing.cut_off]


def test_cut_off_and_detours_by_hand():
    """By x A is 2 + 6 min and 4 km away, B a minute more; by the track A is 36 min and 6 km away."""
    found = closed(with_people(region(LINKS, "ABC"), {"A": [5], "B": [7, 3], "C": [50]}))
    for name in ("K-x", "x-A"):
        assert (codes(found[name]), found[name].people, found[name].detours) == ([], 0, 2)
        # A: 36 - 8 minutes, 6 - 4 km; B behind it loses the same, and A stands first.
        slowest = found[name].slowest
        assert (slowest.place.code, slowest.minutes, slowest.metres) == ("A", 28, 2000)
    # B has no other way: 7 + 3 people of two cells.
    assert (codes(found["A-B"]), found["A-B"].people, found["A-B"].detours) == (["B"], 10, 0)
    assert found["A-B"].slowest is found["A-B"].farthest is None
    for name in ("K-A", "C-y"):
        assert (found[name].cut_off, found[name].people, found[name].detours) == ((), 0, 0)


def test_place_never_reached_is_nobodys_fault():
    """C has no road to the office with all links open: no link cuts it off, and it is listed apart."""
    made = with_people(region(LINKS, "ABC"), {"C": [50]})
    assert all("C" not in codes(each) for each in closed(made).values())
    assert [place.code for place in out_of_reach(made, speeds(), "minibus", "kemarau")] == ["C"]


def test_season_and_mode_decide_what_is_a_way_round():
    """Wet, tracks are barred to the minibus: closing K-x now cuts A and B off, 5 + 7 people."""
    made = with_people(region(LINKS, "AB"), {"A": [5], "B": [7]})
    assert codes(closed(made, season="hujan")["K-x"]) == ["A", "B"]
    assert closed(made, season="hujan")["K-x"].people == 12


def test_parallel_link_stays_open():
    """Two roads K-A of 2 and 3 km: without the quicker one more minute and km, without the slower nothing."""
    quick, slow = replace(link("K", "A", 2), id="cepat"), replace(link("A", "K", 3), id="lambat")
    found = closed(region((quick, slow), "A"))
    assert found["cepat"].cut_off == found["lambat"].cut_off == ()
    assert (found["cepat"].slowest.minutes, found["cepat"].slowest.metres) == (1, 1000)
    assert found["lambat"].detours == 0


def test_way_round_may_be_shorter():
    """6 km of trunk road take 6 min, 3 km of village road 9: 3 minutes more, 3 km less."""
    found = closed(region((link("K", "A", 6), replace(link("K", "A", 3, "residential"), id="desa")), "A"))
    assert (found["K-A"].slowest.minutes, found["K-A"].slowest.metres) == (3, -3000)


def test_slowest_and_farthest_are_told_apart():
    """Closing K-x: A goes 3 km of village road (9 min) for 2 min; B 8 km of trunk road (8 min) for 4."""
    links = (
        link("K", "x", 1),
        link("x", "A", 1),
        link("x", "B", 3),
        link("K", "A", 3, "residential"),
        link("K", "B", 8),
    )
    found = closed(region(links, "AB"))["K-x"]
    assert (found.slowest.place.code, found.slowest.minutes, found.slowest.metres) == ("A", 7, 1000)
    assert (found.farthest.place.code, found.farthest.minutes, found.farthest.metres) == ("B", 4, 4000)


def test_second_office_is_the_way_round():
    """A is 1 min from K and 5 from office L behind it: without K-A the team of L takes 4 minutes more."""
    made = region((link("K", "A", 1), link("A", "L", 5)), "A")
    second = Base("L", "Kantor 2", 0.0, 0.0, "00.00.01", "kantor", "uji")
    found = closed(replace(made, bases=(*made.bases, second)))
    assert (found["K-A"].cut_off, found["K-A"].slowest.minutes) == ((), 4)
    assert found["A-L"].detours == 0


def test_places_at_one_node_share_its_fate():
    """A school that stands at its desa's node is cut off with it, its people counted of its own."""
    made = region((link("K", "A", 1),), "A")
    school = Place("S", "SMA", "sekolah", "00.00.01", "Uji", 0.0, 0.0, "good", "ya", "uji", node="A")
    made = with_people(replace(made, places=(*made.places, school)), {"A": [4], "S": [30]})
    assert (codes(closed(made)["K-A"]), closed(made)["K-A"].people) == (["A", "S"], 34)


@st.composite
def networks(draw):
    """Up to eight nodes, all places but one or two offices; up to fourteen links, some parallel."""
    names = "KABCDEFG"[: draw(st.integers(2, 8))]
    pairs = st.sampled_from(list(combinations_with_replacement(names, 2)))
    road = st.tuples(pairs, st.integers(1, 9000), st.sampled_from(["trunk", "residential", "track"]))
    links = tuple(
        replace(link(a, b, metres / 1000, kind), id=f"R-{number}")
        for number, ((a, b), metres, kind) in enumerate(draw(st.lists(road, min_size=1, max_size=14)))
        if a != b
    )
    made = with_people(region(links, names[1:]), {name: [draw(st.integers(0, 99))] for name in names[1:]})
    if draw(st.booleans()):
        made = replace(made, bases=(*made.bases, replace(made.bases[0], code=names[-1])))
    return made


def seconds_from_bases(made, without=None):
    """Seconds to every node from its nearest office by NetworkX, one link left out; inf without a road."""
    links = [each for each in made.links if each.id != without]
    graph = with_times(build_graph(made.nodes, links), speeds(), "minibus", DRY)
    graph.add_nodes_from(node.id for node in made.nodes)
    found = nx.multi_source_dijkstra_path_length(
        graph, {base.code for base in made.bases}, weight="travel_time"
    )
    return {node.id: found.get(node.id, inf) for node in made.nodes}


@settings(max_examples=60, deadline=None, derandomize=True)
@given(networks())
def test_equals_measuring_anew_without_each_link(made):
    """Every link closed for real, also those on no quickest way: the same cut off, the same detours."""
    usual, waiting = seconds_from_bases(made), Counter({cell.place: cell.waiting for cell in made.cells})
    for closing in close_each(made, speeds(), "minibus", "kemarau"):
        now = seconds_from_bases(made, closing.link.id)
        lost = [p.code for p in made.places if usual[p.code] < inf == now[p.code]]
        later = {p.code: now[p.code] - usual[p.code] for p in made.places if usual[p.code] < inf}
        later = {code: extra for code, extra in later.items() if 1e-6 < extra < inf}
        assert codes(closing) == lost
        assert closing.people == sum(waiting[code] for code in lost)
        assert closing.detours == len(later)
        if later:
            assert closing.slowest is not None
            # Whole minutes rounded up differ from the seconds by less than a minute either way.
            assert abs(closing.slowest.minutes * 60 - later[closing.slowest.place.code]) < 60
            assert closing.slowest.minutes * 60 > max(later.values()) - 60


def everywhere(made):
    """The region with a place at every node that is no office."""
    bases = {base.code for base in made.bases}
    form = made.places[0]
    return replace(
        made, places=tuple(replace(form, code=n.id, node="") for n in made.nodes if n.id not in bases)
    )


def cutting_bridges(made, graph):
    """Links alone between their ends and a bridge, with the side that has no office where the other has."""
    simple: nx.Graph[str] = nx.Graph(graph)
    only = Counter(frozenset((each.start, each.end)) for each in made.links)
    bridges = {frozenset(pair) for pair in nx.bridges(simple)}
    bases, found = {base.code for base in made.bases}, {}
    for each in made.links:
        pair = frozenset((each.start, each.end))
        if pair in bridges and only[pair] == 1:
            apart = nx.restricted_view(simple, [], [tuple(pair)])
            sides = [nx.node_connected_component(apart, end) for end in pair]
            for side, other in (sides, sides[::-1]):
                if not side & bases and other & bases:
                    found[each.id] = side
    return found


@settings(max_examples=60, deadline=None, derandomize=True)
@given(networks())
def test_cuts_are_bridges_of_random_networks(made):
    """A link cuts off a node if and only if it is a bridge between that node's side and every office."""
    made = everywhere(made) if len(made.nodes) > len(made.bases) else made
    found = {each.link.id: set(codes(each)) for each in closed(made).values() if each.cut_off}
    expected = cutting_bridges(made, build_graph(made.nodes, made.links))
    bases = {base.code for base in made.bases}
    places = {place.code for place in made.places} - bases
    assert found == {name: side & places for name, side in expected.items() if side & places}


@pytest.mark.parametrize(("name", "at_least"), REGIONS)
def test_cuts_are_bridges_of_the_shipped_regions(name, at_least):
    """In every region shipped, nodes and all: the links that cut off are NetworkX's bridges, side by side."""
    loaded = load(home() / "configs", region=name)
    made = everywhere(read(loaded.region.data, loaded.region))
    found = {
        each.link.id: set(codes(each))
        for each in close_each(made, loaded.roads, "minibus", "kemarau")
        if each.cut_off
    }
    graph = with_times(build_graph(made.nodes, made.links), loaded.roads, "minibus", DRY)
    assert found == cutting_bridges(made, graph)
    assert len(found) >= at_least


def test_rejang_lebong_equals_the_figures_reckoned_with_the_facts():
    """The README of the facts, made by other code, has 53 links that cut desa off, the worst one 16 of them.

    And for closing the trunk road at Taba Padang 37 desa slower, 27.6 km and 72 minutes at worst.
    """
    loaded = load(home() / "configs", region="rejang_lebong")
    made = read(loaded.region.data, loaded.region)
    desa = tuple(place for place in made.places if place.kind in ("desa", "kelurahan"))
    worst = ranked(close_each(replace(made, places=desa), loaded.roads, "minibus", "kemarau"))
    assert sum(bool(each.cut_off) for each in worst) == 53
    assert (worst[0].link.id, len(worst[0].cut_off)) == ("R-0385", 16)
    (trunk,) = (each for each in worst if each.link.id == "R-0484")
    assert trunk.slowest is not None
    assert (trunk.detours, trunk.slowest.place.name, trunk.slowest.minutes) == (37, "Taba Padang", 72)
    assert trunk.slowest.metres == 27_612


def test_ranking_puts_people_before_minutes():
    """B with 10 people before the two 28-minute detours, those before what changes nothing."""
    made = with_people(region(LINKS, "AB"), {"B": [10]})
    order = [each.link.id for each in ranked(close_each(made, speeds(), "minibus", "kemarau"))]
    assert order == ["A-B", "K-x", "x-A", "K-A", "C-y"]


def test_unknown_mode_and_season_are_named():
    """Neither a boat nor fog is in the speed table: two defects at once."""
    with pytest.raises(InputError) as caught:
        list(close_each(region(LINKS, "A"), speeds(), "perahu", "kabut"))
    assert [defect.found for defect in caught.value.defects] == ["perahu", "kabut"]


def test_table_holds_every_link_and_no_formula(tmp_path):
    """A row a link under the columns, numbers as derived above, a street called =1+1 as text."""
    links = (replace(LINKS[0], name="=1+1", slide_prone=True), *LINKS[1:])
    made = with_people(region(links, "ABC"), {"B": [7]})
    lines = rows(made, "minibus", "kemarau", ranked(close_each(made, speeds(), "minibus", "kemarau")))
    path = write_csv(tmp_path / "baru" / "tabel.csv", lines)
    with path.open(encoding="utf-8-sig", newline="") as file:
        table = list(csv.DictReader(file))
    assert len(table) == 5
    assert tuple(table[0]) == COLUMNS
    cut, round_about = table[0], table[1]
    assert (cut["id_ruas"], cut["orang_menunggu_terputus"], cut["kode_terputus"]) == ("A-B", "7", "B")
    assert (round_about["nama_ruas"], round_about["rawan_longsor"], round_about["km"]) == (
        "'=1+1", "ya", "2.000",
    )  # fmt: skip
    assert (round_about["menit_tambahan_terlama"], round_about["km_tambahan_terjauh"]) == ("28", "2.000")
    assert [each.name for each in path.parent.iterdir()] == ["tabel.csv"]


def test_existing_table_is_kept(tmp_path):
    """A file that is there is refused, unless asked to be overwritten."""
    path = tmp_path / "tabel.csv"
    path.write_text("own work")
    with pytest.raises(InputError):
        write_csv(path, [])
    assert path.read_text() == "own work"
    write_csv(path, [], overwrite=True)
    assert path.read_text(encoding="utf-8-sig").startswith("wilayah,moda,musim,id_ruas")
