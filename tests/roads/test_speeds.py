"""The shipped dry speeds against the minutes that the collected facts state for Rejang Lebong."""

from __future__ import annotations

from functools import cache
from statistics import mean, median

import numpy as np
import pytest
from scipy.sparse.csgraph import dijkstra

from optimizer.regions.read import read
from optimizer.roads.graph import build_graph, with_times
from optimizer.roads.matrix import network, time_matrix
from optimizer.roads.measure import measure
from tests.regions.district import DATA, params
from tests.roads.network import DRY, WET, shipped

KECAMATAN = {
    "Curup": 3, "Curup Tengah": 6, "Curup Selatan": 8, "Curup Timur": 8, "Curup Utara": 12,
    "Selupu Rejang": 19, "Bermani Ulu Raya": 26, "Sindang Kelingi": 39, "Bermani Ulu": 42,
    "Binduriang": 52, "Padang Ulak Tanding": 66, "Sindang Dataran": 68, "Sindang Beliti Ulu": 73,
    "Sindang Beliti Ilir": 92, "Kota Padang": 114,
}  # fmt: skip
"""Median minutes from the office to the desa of each kecamatan, as the facts' README states them."""

DESA = {"Tanjung Gelang": 147, "LB. Bingin Baru": 135, "Kota Padang Baru": 132}
"""Minutes to the three farthest desa, from the same source."""


@cache
def district():
    """The shipped district, read once."""
    return read(DATA, params())


def exact_minutes(speeds):
    """Minutes from the office to every place, not rounded."""
    region = district()
    order = [node.id for node in region.nodes]
    graph = with_times(build_graph(region.nodes, region.links), speeds, "minibus", DRY)
    start = order.index(region.bases[0].code)
    seconds = dijkstra(time_matrix(network(graph, order)), indices=[start])[0]
    return {place: float(seconds[order.index(place.code)]) / 60 for place in region.places}


def differences(minutes):
    """Ours less stated, per figure; the shipped table spells one name in full."""
    by_kecamatan = {
        name: median(value for place, value in minutes.items() if place.kecamatan == name)
        for name in KECAMATAN
    }
    by_desa = {place.name: value for place, value in minutes.items() if place.name in DESA}
    return {name: {**by_kecamatan, **by_desa}[name] - stated for name, stated in (KECAMATAN | DESA).items()}


def test_dry_speeds_reproduce_the_stated_minutes():
    """All 18 figures (whole minutes) within 0.6, on average within 0.3: 45/40/35/28/20/20 km/h were used."""
    found = differences(exact_minutes(shipped()))
    assert max(map(abs, found.values())) <= 0.6
    assert mean(map(abs, found.values())) <= 0.3


@pytest.mark.parametrize(
    "highway", ["trunk", "primary", "secondary", "tertiary", "unclassified", "residential"]
)
@pytest.mark.parametrize("step", [-3, 3])
def test_other_speeds_fit_worse(highway, step):
    """Three km/h more or less on any one class moves the average difference away from its least."""
    best = shipped()
    other = shipped(speeds={**best.speeds, highway: best.speeds[highway] + step})
    assert mean(map(abs, differences(exact_minutes(other)).values())) > mean(
        map(abs, differences(exact_minutes(best)).values())
    )


def test_district_is_reachable_and_slower_in_the_rain():
    """156 desa and the office: every pair is joined by road in both seasons, never quicker when wet."""
    travel = measure(district(), shipped(), [DRY, WET])
    dry, wet = (travel.layers["minibus", season].minutes for season in ("kemarau", "hujan"))
    assert dry.shape == (157, 157)
    assert (wet >= dry).all()
    # Tanjung Gelang, the farthest: 147.3 minutes, rounded up.
    assert int(dry[0].max()) == 148
    assert np.array_equal(dry, dry.T)
