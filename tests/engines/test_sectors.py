"""Problems too large for one router model: sectors by direction, joined again."""

from __future__ import annotations

import pytest

from optimizer.core.check import check_plan
from optimizer.core.plan import Stop
from optimizer.core.score import levels
from optimizer.engines import routing
from optimizer.engines.fleet import fleet
from optimizer.engines.parcels import cut
from tests.engines import districts


def test_sectors_part_parcels_and_vehicles(monkeypatch):
    """Each parcel and each vehicle is in one sector; sizes differ by less than the number of sectors."""
    problem = districts.middling(9, purpose="cover", days=10, teams=2)
    parcels, vehicles = cut(problem), fleet(problem, cut(problem))
    size = len(parcels) * len(vehicles)
    assert routing._sectors(problem, parcels, vehicles) == [(parcels_in_order(problem, parcels), vehicles)]
    monkeypatch.setattr(routing, "LARGEST", size - 1)
    monkeypatch.setattr(routing, "SECTOR", -(-size // 9))  # a third of the parcels by a third of the vehicles
    sectors = routing._sectors(problem, parcels, vehicles)
    assert len(sectors) == 3
    assert sorted(map(id, (p for some, _ in sectors for p in some))) == sorted(map(id, parcels))
    assert sorted(map(id, (v for _, some in sectors for v in some))) == sorted(map(id, vehicles))
    counts = [len(some) for some, _ in sectors]
    assert max(counts) - min(counts) < len(sectors)


def parcels_in_order(problem, parcels):
    """The one sector of a small problem holds every parcel."""
    (whole,) = routing._sectors(problem, parcels, fleet(problem, parcels))
    assert sorted(whole[0], key=repr) == sorted(parcels, key=repr)
    return whole[0]


@pytest.mark.parametrize("purpose", ["cover", "reach"])
def test_joined_sectors_keep_every_rule(monkeypatch, purpose):
    """Also with as many sectors as there are slots to share, and a better plan than without the router."""
    problem = districts.middling(9, purpose=purpose, days=10, teams=2)
    monkeypatch.setattr(routing, "LARGEST", 1)
    monkeypatch.setattr(routing, "SECTOR", 25)
    result = routing.Routing().solve(problem, Stop(work=60), 0)
    again = routing.Routing().solve(problem, Stop(work=60), 0)
    assert check_plan(problem, result.plan) == ()
    assert result.levels == levels(problem, result.plan)
    assert result.plan == again.plan
