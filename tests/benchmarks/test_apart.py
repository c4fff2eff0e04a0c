"""Measurements in processes of their own."""

from __future__ import annotations

import pytest

from benchmarks.apart import apart, peak


def test_each_process_has_its_own_peak():
    """One that holds 200 MiB more shows it, the next one does not; results come in order."""
    if peak() is None:
        pytest.skip("the system keeps no such figure")
    large, small = apart(hold, [(200,), (0,)])
    assert (large.outcome, small.outcome) == (200, 0)
    assert large.peak is not None
    assert small.peak is not None
    assert large.peak - small.peak == pytest.approx(200, abs=20)


def hold(mebibytes):
    """Hold so much at once, written to, for memory that is only promised does not count."""
    return len(b"x" * (1024 * 1024 * mebibytes)) // (1024 * 1024)
