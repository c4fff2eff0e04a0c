"""The real road files beside the checkout, with the real villages (skipped where they are not there)."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest

from optimizer.core.region import Node
from optimizer.errors import InputError
from optimizer.regions.read import read
from optimizer.roads.attach import Fill
from optimizer.roads.build import build_tables
from optimizer.roads.graph import build_graph, with_times
from optimizer.roads.matrix import measure_layer, network
from optimizer.roads.osm import read_roads
from optimizer.roads.places import Spot, around
from tests.regions.district import DATA, params
from tests.roads.network import DRY, shipped

EAST = 102.597
"""West of this longitude the district's extract holds no roads."""


@pytest.fixture
def osm(shared: Path) -> Path:
    """The folder of road files."""
    return shared / "reference" / "osm"


def villages(shared: Path, kabupaten: str) -> list[Spot]:
    """The villages of a kabupaten."""
    with (shared / "facts" / "wilayah.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["kode_kabupaten"] == kabupaten]
    return [Spot(row["kode"], row["nama"], float(row["lat"]), float(row["lon"])) for row in rows]


def layer(nodes, links, codes):
    """A minibus in the dry season, on a link table."""
    order = [node.id for node in nodes]
    graph = with_times(build_graph(nodes, links), shipped(), "minibus", DRY)
    at = np.array([order.index(code) for code in codes], dtype=np.int32)
    return measure_layer(network(graph, order), at)


def test_tables_built_from_osm_agree_with_the_shipped_links(shared, osm):
    """75 desa east of the border: one is too far from a road, by name; minutes between the rest agree.

    The shipped table came from the same roads by another program. Left out of the comparison are the desa
    that either of the two ties on by estimated links.
    """
    spots = [spot for spot in villages(shared, "17.02") if spot.lon > EAST]
    roads = read_roads(osm / "rejang_lebong_east_drive.osm.pbf", around(spots, 20))
    assert len(roads) > 40_000
    with pytest.raises(InputError) as caught:
        build_tables(roads, spots, shipped(), 1.0)
    assert [defect.where for defect in caught.value.defects] == ["Tanjung Herang"]
    built = build_tables(roads, spots, shipped(), 1.0, Fill.ESTIMATE)
    assert [tie.spot.name for tie in built.ties if tie.filled] == ["Tanjung Herang"]
    assert 300 < len(built.links) < 1000

    district = read(DATA, params())
    guessed = {end for link in district.links if link.quality != "osm" for end in (link.start, link.end)}
    guessed |= {tie.spot.code for tie in built.ties if tie.metres > 1}
    codes = [spot.code for spot in spots if spot.code not in guessed]
    assert len(codes) >= 60
    places = [Node(spot.code, "desa", spot.name, spot.lat, spot.lon) for spot in spots]
    ours = layer([*places, *built.nodes], built.links, codes)
    shipped_table = layer(district.nodes, district.links, codes)
    difference = np.abs(ours.minutes - shipped_table.minutes)
    assert np.median(difference) == 0
    assert (difference <= 1).mean() > 0.9
    assert difference.max() <= 3


def test_graphml_of_a_town(osm):
    """Balikpapan: three places on corners of the town are joined in both files, all within 50 m of a road."""
    for name in ("balikpapan_klandasan_ilir_drive.graphml", "balikpapan_kota_drive.graphml"):
        roads = read_roads(osm / name)
        xs, ys = zip(*((at["x"], at["y"]) for _, at in roads.nodes(data=True)), strict=True)
        corners = [int(np.argmin(xs)), int(np.argmax(xs)), int(np.argmax(ys))]
        spots = [Spot(f"P{n}", f"P{n}", ys[n] + 0.0002, xs[n]) for n in corners]
        built = build_tables(roads, spots, shipped(), 0.05)
        assert not any(tie.apart for tie in built.ties)
        places = [Node(spot.code, "desa", spot.name, spot.lat, spot.lon) for spot in spots]
        found = layer([*places, *built.nodes], built.links, [spot.code for spot in spots])
        straight = 111_195 * (max(xs) - min(xs)) * np.cos(np.radians(ys[0]))
        assert straight <= found.metres[0, 1] < 3 * straight


@pytest.mark.slow
def test_city_out_of_the_province_file(shared, osm):
    """The 67 kelurahan of Kota Bengkulu out of 334,422 points: only the city is read, three are tied on."""
    spots = villages(shared, "17.71")
    roads = read_roads(osm / "bengkulu_province_partial_drive.osm.pbf", around(spots, 20))
    assert len(roads) < 100_000
    built = build_tables(roads, spots, shipped(), 1.0, Fill.ESTIMATE)
    assert [tie.spot.name for tie in built.ties if tie.filled] == ["Bumu Ayu", "Teluk Sepang", "Padang Serai"]
    assert not any(tie.apart for tie in built.ties)
