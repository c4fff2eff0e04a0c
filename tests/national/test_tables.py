"""What a district's plan comes to in the tables of a national run."""

from __future__ import annotations

from optimizer.national.tables import district_cells, place_rows
from tests.reports import sample


def test_schools_and_homes_are_no_villages() -> None:
    """Of eight places, all visited, three are homes and one a school: four desa."""
    outcome = sample.mixed()
    cells = district_cells(outcome)
    assert (cells["desa"], cells["desa_dikunjungi"]) == (4, 4)
    assert len(place_rows(outcome)) == 8
