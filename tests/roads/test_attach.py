"""Tying villages to the nearest road: who is too far, and what an estimate looks like."""

from __future__ import annotations

import pytest

from optimizer.errors import InputError
from optimizer.roads.attach import Fill, attach
from optimizer.roads.osm import read_roads
from optimizer.roads.places import Spot
from optimizer.texts import LANGUAGES, tell_defect
from tests.roads.network import speeds
from tests.roads.osm_file import point, write_osm

# A thousandth of a degree is 111.195 m (OSMnx's earth).
STEP_METRES = 111.195


def spot(code: str, row: float, column: float, office: bool = False) -> Spot:
    """A place at a row and column of the grid of points."""
    return Spot(code, f"Desa {code}", 0.001 * row, 102 + 0.001 * column, office)


@pytest.fixture
def roads(tmp_path):
    """A road 1-2-3-4-5 and, four rows above its end, a fragment 54-55 that nothing joins."""
    return read_roads(
        write_osm(
            tmp_path / "x.osm", [([1, 2, 3, 4, 5], {"highway": "trunk"}), ([54, 55], {"highway": "track"})]
        )
    )


def test_place_is_tied_to_the_nearest_point_of_a_road(roads):
    """A is 2 steps above point 3: 222 m, tied both ways by 222.4 × 1.4 = 311 m of estimated road."""
    tied, (tie,) = attach(roads, [spot("A", 2, 3)], speeds(), max_snap_km=0.3)
    assert set(tied["A"]) == {"3"}
    assert (tie.filled, tie.apart) == (False, False)
    assert tie.metres == pytest.approx(2 * STEP_METRES, abs=0.1)
    for start, end in (("A", "3"), ("3", "A")):
        edge = tied.edges[start, end, 0]
        assert edge["length"] == pytest.approx(2 * STEP_METRES * 1.4, abs=0.1)
        assert (edge["quality"], edge["highway"]) == ("perkiraan", "residential")
    assert "A" not in roads


def test_place_on_the_road_stands_there(roads):
    """A at point 3 becomes that point, without a link; B at the same point is tied to A by one metre."""
    tied, _ = attach(roads, [spot("A", 0, 3), spot("B", 0, 3)], speeds(), max_snap_km=0.3)
    assert set(tied["A"]) == {"2", "4", "B"}
    assert "3" not in tied
    assert tied.edges["B", "A", 0]["length"] == 1


def test_code_like_a_point_of_the_map_is_no_mix_up(roads):
    """A place whose code is the number of a point elsewhere takes nothing from it."""
    tied, _ = attach(roads, [spot("5", 2, 2)], speeds(), max_snap_km=0.3)
    assert set(tied["5"]) == {"2"}
    assert tied.nodes["5"] == {"x": pytest.approx(102.002), "y": 0.002}
    assert len(tied) == len(roads) + 1


def test_places_too_far_are_listed_by_name_all_at_once(roads):
    """At most 0.3 km: A at 0.222 km passes; B at 0.334 and C at 0.5 km are both named, in both languages."""
    spots = [spot("A", -2, 2), spot("B", -3, 2), spot("C", -4.5, 2)]
    with pytest.raises(InputError) as caught:
        attach(roads, spots, speeds(), max_snap_km=0.3)
    assert [(defect.where, defect.found) for defect in caught.value.defects] == [
        ("Desa B", "B"),
        ("Desa C", "C"),
    ]
    assert "0,5 km" in tell_defect(caught.value.defects[1], LANGUAGES[0])
    assert "0.3 km" in tell_defect(caught.value.defects[0], LANGUAGES[1])


def test_fill_ties_far_places_on_and_marks_them(roads):
    """With fill, C at 0.5 km is tied by 0.7 km of estimated road, and said to be filled; A is not."""
    spots = [spot("A", -2, 1), spot("C", -4.5, 5)]
    tied, ties = attach(roads, spots, speeds(), max_snap_km=0.3, fill=Fill.ESTIMATE)
    assert [tie.filled for tie in ties] == [False, True]
    edge = tied.edges["C", "5", 0]
    assert edge["length"] == pytest.approx(4.5 * STEP_METRES * 1.4, abs=0.2)
    assert edge["quality"] == "perkiraan"


def test_fill_lets_the_network_grow_from_place_to_place(roads):
    """C and D lie 10 and 11 steps above the road, E at D: C is tied to the road, D to C, E to D.

    Each by its own gap (1,112 m, 111 m and 0), not by three long ways to the road.
    """
    spots = [spot("A", 0, 1), spot("E", 11, 2), spot("D", 11, 2), spot("C", 10, 2)]
    tied, ties = attach(roads, spots, speeds(), max_snap_km=0.3, fill=Fill.ESTIMATE)
    metres = {tie.spot.code: round(tie.metres) for tie in ties}
    assert (metres["A"], metres["C"], sorted((metres["D"], metres["E"]))) == (0, 1112, [0, 111])
    assert tied.has_edge("C", "2")
    assert tied.has_edge("D", "E")
    assert sorted(end for end in ("D", "E") if tied.has_edge(end, "C")) in (["D"], ["E"])
    assert tied.edges["D", "E", 0]["length"] == 1


def test_fill_does_not_bridge_wrong_coordinates(roads):
    """Latitude and longitude swapped lie thousands of km away: refused even with fill, by name."""
    swapped = Spot("Z", "Desa Z", 102.003, 0.002)
    with pytest.raises(InputError, match=r"Desa Z: roads\.too_far_to_fill"):
        attach(roads, [spot("A", 2, 2), swapped], speeds(), max_snap_km=0.3, fill=Fill.ESTIMATE)


def test_main_network_goes_before_a_nearer_fragment(roads):
    """B is 1 step from the fragment and 4 from the main road: within 0.5 km it takes the main road."""
    spots = [spot("A", 0, 1), spot("C", 0, 2), spot("B", 4, 4)]
    tied, ties = attach(roads, spots, speeds(), max_snap_km=0.5)
    assert set(tied["B"]) == {"4"}
    assert [tie.apart for tie in ties] == [False, False, False]


def test_of_pieces_equally_near_the_larger_is_the_main_network(roads):
    """One place on each: the road of five points is the main network, the fragment of two is not."""
    _, ties = attach(roads, [spot("B", 5, 4), spot("A", 0, 1)], speeds(), max_snap_km=0.2)
    assert [tie.apart for tie in ties] == [True, False]


def test_piece_with_most_places_is_the_main_network(roads):
    """Two places on the fragment, one on the longer road: the villages decide, not the size of the map."""
    spots = [spot("B", 5, 4), spot("C", 5, 5), spot("A", 0, 1)]
    _, ties = attach(roads, spots, speeds(), max_snap_km=0.2)
    assert [tie.apart for tie in ties] == [False, False, True]


def test_place_on_a_fragment_alone_is_said_to_be_apart(roads):
    """Within 0.2 km B has only the fragment: it is tied there and reported; with fill, to the main road."""
    spots = [spot("A", 0, 1), spot("C", 0, 2), spot("B", 4, 4)]
    tied, ties = attach(roads, spots, speeds(), max_snap_km=0.2)
    assert set(tied["B"]) == {"54"}
    assert [tie.apart for tie in ties] == [False, False, True]
    filled, ties = attach(roads, spots, speeds(), max_snap_km=0.2, fill=Fill.ESTIMATE)
    assert set(filled["B"]) == {"4"}
    assert [(tie.apart, tie.filled) for tie in ties] == [(False, False), (False, False), (False, True)]


def test_points_of_the_grid_are_where_the_tests_think(roads):
    """Guards the reckoning above: point 54 is row 5, column 4."""
    assert point(54) == (0.005, 102.004)
    assert roads.nodes["54"] == {"x": 102.004, "y": 0.005}
