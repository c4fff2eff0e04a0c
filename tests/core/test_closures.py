"""Dated closures: which hold on a date, and what their road state is called."""

from __future__ import annotations

from datetime import date

import pytest

from optimizer.core.closures import closed_on, state_name
from optimizer.core.region import Closure


def closure(link: str, start: int, end: int | None, *modes: str) -> Closure:
    """A closure from one day of January to another, both included."""
    last = date(2026, 1, end) if end else None
    return Closure(link, date(2026, 1, start), last, modes, "tinggi", "uji")


CLOSURES = (
    closure("R-2", 5, 7),
    closure("R-1", 6, 6, "minibus", "motor"),
    closure("R-2", 7, None, "motor"),
)


@pytest.mark.parametrize(
    ("day", "links"),
    [
        (4, []),
        (5, ["R-2"]),
        (6, ["R-1", "R-2"]),
        (7, ["R-2", "R-2"]),
        (8, ["R-2"]),
        (31, ["R-2"]),
    ],
)
def test_a_closure_holds_from_its_first_day_to_its_last(day, links):
    """Both included; without a last day until further notice; in the order of links."""
    assert [held.link for held in closed_on(CLOSURES, date(2026, 1, day))] == links


@pytest.mark.parametrize(
    ("day", "name"),
    [
        (4, "hujan"),
        (5, "hujan tanpa R-2"),
        (6, "hujan tanpa R-1 (minibus, motor), R-2"),
        (7, "hujan tanpa R-2, R-2 (motor)"),
        (8, "hujan tanpa R-2 (motor)"),
    ],
)
def test_a_road_state_is_named_for_what_is_closed(day, name):
    """The season, the links, and the modes kept out where it is not all of them."""
    assert state_name("hujan", closed_on(CLOSURES, date(2026, 1, day))) == name


def test_a_link_closed_twice_over_is_named_once():
    """Two sources report the same closure."""
    twice = closed_on((closure("R-2", 1, 9), closure("R-2", 5, 5)), date(2026, 1, 5))
    assert state_name("kemarau", twice) == "kemarau tanpa R-2"
