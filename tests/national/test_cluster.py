"""Districts on a Dask cluster: the same as here, and a scheduler left as it was."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from optimizer.national import Made, national, read_manifest
from optimizer.settings import home
from optimizer.sweeps import Way
from tests.national.country import country

distributed = pytest.importorskip("distributed", reason="the extra `cluster` is not installed")
MONDAY = date(2026, 8, 3)


def figures(made: tuple[Made, ...]) -> list[dict[str, object]]:
    """What districts came to, without the clock."""
    return [{key: cell for key, cell in (each.cells or {}).items() if key != "detik"} for each in made]


def test_a_cluster_plans_the_same(tmp_path: Path):
    """Three districts give the figures they give here; meanwhile one death is forgiven, then three again."""
    configs = home() / "configs"
    manifest = country(tmp_path)
    districts = read_manifest(
        manifest, configs, {"plan": {"work": 3, "weeks": 1, "start": MONDAY, "engine": "routing"}}
    )
    forgiven = []
    with distributed.LocalCluster(
        n_workers=1, threads_per_worker=1, processes=False, dashboard_address=":0", protocol="tcp"
    ) as cluster:

        def watch(*_: object) -> bool:
            forgiven.append(cluster.scheduler.allowed_failures)
            return True

        way = Way(tmp_path / "kluster", MONDAY, cluster=cluster.scheduler_address)
        there = national(districts, configs, way, watch)
        assert cluster.scheduler.allowed_failures == 3
    assert forgiven == [1, 1, 1]
    here = national(districts, configs, Way(tmp_path / "sini", MONDAY))
    assert figures(there) == figures(here)
    assert [each["terlayani"] for each in figures(here)] == [15, 35, 45]
