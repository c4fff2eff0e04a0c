"""Dates as people write them."""

from __future__ import annotations

from datetime import date

import pytest

from optimizer.reports.dates import (
    DAYS,
    MONTHS,
    SHORT_MONTHS,
    clock_time,
    date_range,
    long_date,
    short_date,
    week_number,
)  # fmt: skip


def test_long_dates():
    """5 January 2026 is a Monday."""
    assert long_date(date(2026, 1, 5), "id") == "Senin, 5 Januari 2026"
    assert long_date(date(2026, 1, 5), "en") == "Monday, 5 January 2026"
    assert short_date(date(2026, 8, 17), "id") == "17 Agu"


@pytest.mark.parametrize(
    ("first", "last", "text"),
    [
        (date(2026, 1, 5), date(2026, 1, 5), "5 Januari 2026"),
        (date(2026, 1, 5), date(2026, 1, 9), "5–9 Januari 2026"),
        (date(2026, 1, 26), date(2026, 2, 20), "26 Januari – 20 Februari 2026"),
        (date(2025, 12, 29), date(2026, 1, 2), "29 Desember 2025 – 2 Januari 2026"),
    ],
)
def test_ranges_repeat_only_what_differs(first, last, text):
    """Month and year are written once where they are the same."""
    assert date_range(first, last, "id") == text


def test_weeks_run_from_monday():
    """A horizon from Wednesday: that Sunday is still week 1, the Monday after week 2."""
    start = date(2026, 1, 7)
    assert [week_number(date(2026, 1, day), start) for day in (7, 11, 12)] == [1, 1, 2]


def test_clock_times():
    """450 minutes after midnight is 07:30."""
    assert clock_time(450) == "07:30"


def test_names_are_complete():
    """Seven days and twelve months in each language."""
    assert {len(names) for names in DAYS.values()} == {7}
    assert {len(names) for names in (*MONTHS.values(), *SHORT_MONTHS.values())} == {12}
