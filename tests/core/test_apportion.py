"""Sharing out whole numbers."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from optimizer.core.apportion import apportion, expected_people, invited_people


def test_largest_remainders_get_what_is_left():
    """100 by 1 : 2 : 4 is 14.29, 28.57, 57.14: the one seat left goes to .57."""
    assert apportion(100, np.array([1.0, 2.0, 4.0])).tolist() == [14, 29, 57]


@pytest.mark.parametrize(
    ("total", "weights", "parts"),
    [
        (3, [1.0, 1.0], [2, 1]),
        (2, [4.0, 1.0, 1.0], [2, 0, 0]),  # 1⅓, ⅓, ⅓: equal remainders, though not as floating numbers
        (5, [0.1, 0.1, 0.1, 0.1], [2, 1, 1, 1]),
        (0, [0.0, 0.0], [0, 0]),
        (7, [0.0, 3.0], [0, 7]),
        (0, [], []),
    ],
)
def test_ties_go_to_the_earlier_entry(total, weights, parts):
    """Equal remainders are shared in the order given."""
    assert apportion(total, np.array(weights)).tolist() == parts


@pytest.mark.parametrize(("total", "weights"), [(-1, [1.0]), (1, [1.0, -0.5]), (1, [0.0, 0.0]), (1, [])])
def test_what_cannot_be_shared_is_refused(total, weights):
    """Negative totals or weights, and people but no weight, are errors."""
    with pytest.raises(ValueError, match=r"negative|nothing to share"):
        apportion(total, np.array(weights))


@settings(max_examples=150, deadline=None, derandomize=True)
@given(
    st.integers(0, 10**6),
    st.lists(st.floats(0, 1e6, allow_subnormal=False), min_size=1, max_size=30).filter(
        lambda w: sum(w) > 0.01
    ),
)
def test_parts_sum_exactly_and_lie_within_one_of_the_quota(total, weights):
    """Hamilton's method: every part is its exact share rounded down or up, and none is lost."""
    parts = apportion(total, np.array(weights))
    assert parts.sum() == total
    shares = total * np.array(weights) / sum(weights)
    assert (np.abs(parts - shares) < 1 + 1e-6).all()


def test_expected_people_sum_to_the_turnout_of_the_whole():
    """80 % of 16 is 12.8, so 13: shares 8.125, 4.0625 and 0.8125, the last rounded up."""
    assert expected_people(np.array([10, 5, 1], dtype=np.int32), 80).tolist() == [8, 4, 1]


def test_half_a_person_rounds_up():
    """50 % of 1 is ½."""
    assert expected_people(np.array([1], dtype=np.int32), 50).tolist() == [1]


@pytest.mark.parametrize(
    ("served", "expected", "available", "invited"),
    [(8, 8, 10, 10), (4, 8, 10, 5), (1, 8, 10, 1), (2, 8, 10, 3), (0, 8, 10, 0), (0, 0, 10, 0)],
)
def test_invited_people_by_hand(served, expected, available, invited):
    """Served × 10 / 8, halves up; nobody is invited where nobody is expected."""
    assert invited_people(served, expected, available) == invited


@settings(max_examples=150, deadline=None, derandomize=True)
@given(st.integers(1, 500), st.integers(0, 500))
def test_invited_people_are_enough_and_never_more_than_there_are(expected, more):
    """Inviting grows with serving, covers it, and reaches everyone when all expected are served."""
    available = expected + more
    invited = [invited_people(n, expected, available) for n in range(expected + 1)]
    assert invited[-1] == available
    assert all(n <= count <= available for n, count in enumerate(invited))
    assert invited == sorted(invited)
