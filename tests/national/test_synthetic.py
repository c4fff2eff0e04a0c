"""Synthetic districts: the sizes stated, valid tables, everything connected, the same from the same seed."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from optimizer.core.travel import UNREACHABLE
from optimizer.errors import InputError
from optimizer.national import synthetic
from optimizer.national.synthetic import CODES, PROVINCES, TERRAINS, links, sizes, write_district
from optimizer.regions.extras import straight_km
from optimizer.regions.read import read
from optimizer.roads.measure import measure
from optimizer.roads.state import RoadState
from optimizer.settings import home, load

REAL = {
    *range(11, 22), *range(31, 37), 51, 52, 53, *range(61, 66), *range(71, 77), 81, 82, *range(91, 98),
}  # fmt: skip
"""First two figures of every province of Kepmendagri 300.2.2-2138/2025."""


def test_the_country_is_met_exactly():
    """514 districts have 83,000 places between them, none fewer than 20 or more than 700."""
    drawn = sizes(514, 0)
    assert len(drawn) == 514
    assert sum(drawn) == 83_000
    assert min(drawn) >= 20
    assert max(drawn) <= 700


@pytest.mark.parametrize(("districts", "places"), [(1, 161), (50, 8_074), (4, 646)])
def test_fewer_districts_have_places_in_proportion(districts: int, places: int):
    """83,000 × 1 / 514 = 161.48, × 50 / 514 = 8,073.9, × 4 / 514 = 645.9."""
    assert sum(sizes(districts, 3)) == places


def test_sizes_are_log_normal():
    """The 16th, 50th and 84th of 100 lie a factor of e^0.65 = 1.92 apart, within the noise of 514."""
    low, middle, high = np.percentile(sizes(514, 0), [15.87, 50, 84.13])
    assert high / middle == pytest.approx(1.92, rel=0.12)
    assert middle / low == pytest.approx(1.92, rel=0.12)


def test_codes_are_nobodys():
    """38 provinces of figures that no real one has."""
    assert len(set(CODES)) == PROVINCES == 38
    assert not REAL & set(CODES)


@pytest.mark.parametrize("seed", [0, 1, 2])
def test_a_district_is_valid_and_connected(tmp_path: Path, seed: int):
    """Read without a defect or a column left to defaults; every place is reached, by winding ways."""
    write_district(tmp_path, "01.07", "Kabupaten Sintetis 01.07", 30, [seed])
    settings = load(home() / "configs", region=str(tmp_path / "wilayah.yaml"))
    region = read(tmp_path, settings.region)
    assert (region.code, len(region.places), len(region.teams)) == ("01.07", 30, 1)
    assert {each.values["where"] for each in region.warnings if each.key == "regions.warn_defaults"} == {
        "asumsi"
    }
    assert all("Sintetis" in place.name and "Sintetis" in place.kecamatan for place in region.places)
    assert "Sintetis" in region.attributions[0]
    assert all(cell.source.estimated for cell in region.cells)
    dry = RoadState("kemarau", "kemarau", frozenset(), frozenset())
    layer = measure(region, settings.roads, [dry]).layers["minibus", "kemarau"]
    assert (layer.minutes != UNREACHABLE).all()
    points = {each.code: (each.lat, each.lon) for each in region.bases}
    points |= {each.code: (each.lat, each.lon) for each in region.places}
    for link in region.links:
        straight = straight_km(points[link.start], points[link.end])
        # Shorter than 100 m is written as 100 m; points are rounded to a tenth of a metre, links to one.
        assert 1.045 * straight - 0.002 < link.km < max(0.1001, 1.905 * straight + 0.002)


def test_far_apart_places_are_joined():
    """Two clusters of five 50 km apart: three neighbours each join nothing across, the tree adds one link."""
    near = np.array([(0, 0), (1, 0), (0, 1), (1, 1), (2, 2)], dtype=float)
    spots, ids = np.vstack([near, near + 50]), [f"{side}{n}" for side in "AB" for n in range(5)]
    made = list(links(np.random.default_rng(0), spots, ids, TERRAINS["datar"]))
    across = [(row[1], row[2], float(row[3])) for row in made if row[1][0] != row[2][0]]
    assert [(start, end) for start, end, _ in across] == [("A4", "B0")]
    # From (2, 2) to (50, 50): 67.88 km straight, 1.05 to 1.25 times as long by road.
    assert 71.2 < across[0][2] < 84.9


def test_the_same_seed_makes_the_same_files(tmp_path: Path):
    """Byte for byte, however many districts are made; another seed makes others."""
    for name, seed in (("a", [0, 5]), ("b", [0, 5]), ("c", [1, 5])):
        write_district(tmp_path / name, "01.01", "Kabupaten Sintetis", 25, seed)
    files = sorted(path.name for path in (tmp_path / "a").iterdir())
    assert files == ["desa.csv", "kantor.csv", "ruas.csv", "simpul.csv", "tim.csv", "wilayah.yaml"]
    for name in files:
        assert (tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes()
    assert (tmp_path / "a" / "desa.csv").read_bytes() != (tmp_path / "c" / "desa.csv").read_bytes()


def test_teams_grow_with_places(tmp_path: Path):
    """A team for every 80 places begun: 80 → 1, 81 → 2; never more than six (480 places and more)."""
    for places, teams in ((80, 1), (81, 2), (700, 6)):
        write_district(tmp_path / str(places), "01.01", "Kabupaten Sintetis", places, [0])
        rows = (tmp_path / str(places) / "tim.csv").read_text(encoding="utf-8").splitlines()
        assert len(rows) - 1 == teams


def test_what_is_there_is_not_overwritten(tmp_path: Path):
    """A folder with anything in it is refused before anything is written."""
    (tmp_path / "catatan.txt").write_text("x", encoding="utf-8")
    with pytest.raises(InputError):
        next(synthetic(1, 0, tmp_path))
    assert [path.name for path in tmp_path.iterdir()] == ["catatan.txt"]
