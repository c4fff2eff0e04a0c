"""The way between two places, from the tree of shortest paths."""

from __future__ import annotations

import numpy as np
import pytest

from optimizer.core.travel import UNREACHABLE, Layer, Travel

KEY = ("minibus", "kemarau")


def travel() -> Travel:
    """Office – crossing – P0, and P1 without a road; the crossing is no location."""
    none = -9999
    previous = np.array([[none, 0, 1, none], [1, 2, none, none], [none, none, none, none]], dtype=np.int32)
    matrix = np.array(
        [[0, 5, UNREACHABLE], [5, 0, UNREACHABLE], [UNREACHABLE, UNREACHABLE, 0]], dtype=np.int32
    )
    layer = Layer(matrix, matrix, np.zeros_like(matrix), previous)
    nodes = np.array([0, 2, 3], dtype=np.int32)
    return Travel(("KANTOR", "P0", "P1"), {KEY: layer}, nodes, np.arange(4.0), 100 + np.arange(4.0))


def test_a_leg_lists_the_points_on_the_way():
    """Office, crossing, P0, and the same way back."""
    assert travel().leg(KEY, 0, 1) == [(0.0, 100.0), (1.0, 101.0), (2.0, 102.0)]
    assert travel().leg(KEY, 1, 0) == [(2.0, 102.0), (1.0, 101.0), (0.0, 100.0)]


def test_a_leg_to_where_one_is_has_one_point():
    """Nothing to drive."""
    assert travel().leg(KEY, 0, 0) == [(0.0, 100.0)]


def test_no_road_is_an_error_that_names_both_ends():
    """P1 hangs on nothing."""
    with pytest.raises(ValueError, match="from KANTOR to P1"):
        travel().leg(KEY, 0, 2)


def test_two_ways_without_a_road_still_fit_32_bits():
    """There and back may be added without overflow."""
    assert np.iinfo(np.int32).max >= UNREACHABLE + UNREACHABLE
