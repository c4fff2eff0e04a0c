"""The three shipped regions: size, totals, quality marks, how they were made, and a plan of each."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest

from data import carry
from optimizer.cli.main import run
from optimizer.regions.read import read
from tests.regions.district import FACTS, ROOT, params

# Published: kecamatan, desa, kelurahan; unrecorded, must hold a card, residents. Ours: links by quality.
SIZES = {
    "rejang_lebong": ((15, 122, 34), (10_500, 214_740, 288_582), (378, 24, 107)),
    "kota_bengkulu": ((9, 0, 67), (1_814, 279_871, 400_533), (495, 0, 132)),
    "oku_selatan": ((19, 252, 7), (57_192, 270_764, 406_938), (62, 0, 390)),
}
HAND_KEPT = {"README.md", "asumsi.csv", "tim.csv", "alat.csv"}


@pytest.mark.parametrize("name", SIZES)
def test_region_sums_to_its_published_figures(name: str) -> None:
    """Kecamatan, desa and kelurahan as in the decree; people as published, to the person."""
    region = read(ROOT / "data" / name, params(name))
    (kecamatan, desa, kelurahan), people, _ = SIZES[name]
    kinds = Counter(place.kind for place in region.places)
    assert len({place.kecamatan_code for place in region.places}) == kecamatan
    assert (kinds["desa"], kinds["kelurahan"]) == (desa, kelurahan)
    waiting = sum(cell.waiting for cell in region.cells if cell.services == ("KTP",))
    must_hold = sum(place.must_hold or 0 for place in region.places)
    assert (waiting, must_hold, sum(place.population or 0 for place in region.places)) == people
    assert all(cell.source.estimated for cell in region.cells)


@pytest.mark.parametrize("name", SIZES)
def test_every_link_carries_its_quality(name: str) -> None:
    """Links by quality: OpenStreetMap, documented in the press, our estimate."""
    links = Counter(link.quality for link in read(ROOT / "data" / name, params(name)).links)
    assert (links["osm"], links["fakta"], links["perkiraan"]) == SIZES[name][2]


def test_unassessed_landslides_are_said_to_be_unknown() -> None:
    """Where nobody assessed landslides the reader is told; in Rejang Lebong they were assessed."""
    said = {}
    for name in SIZES:
        warnings = read(ROOT / "data" / name, params(name)).warnings
        said[name] = "regions.warn_slides_unknown" in {warning.key for warning in warnings}
    assert said == {"rejang_lebong": False, "kota_bengkulu": True, "oku_selatan": True}


@pytest.mark.parametrize("region", carry.REGIONS, ids=lambda region: str(region.folder))
def test_tables_are_made_from_the_facts_byte_for_byte(region: carry.Carried, tmp_path: Path) -> None:
    """Running data/carry.py again gives the committed files, byte for byte."""
    if not FACTS.is_dir():
        pytest.skip("../shared/facts is not here")
    shipped = ROOT / "data" / region.folder
    carry.carry(FACTS, region, shipped, tmp_path)
    made = {path.name for path in tmp_path.iterdir()}
    assert made == {path.name for path in shipped.iterdir()} - HAND_KEPT
    for name in made:
        assert (tmp_path / name).read_bytes() == (shipped / name).read_bytes(), name


@pytest.mark.parametrize("name", ["kota_bengkulu", "oku_selatan"])
def test_a_region_is_planned_by_name(name: str, tmp_path: Path) -> None:
    """`plan --region` passes the referee (exit code 0) and accounts for everyone published."""
    out = tmp_path / "run"
    args = f"plan --region {name} --start 2026-03-30 --weeks 1 --work 1 --out".split()
    assert run([*args, str(out)]) == 0
    plan = json.loads((out / "plan.json").read_text(encoding="utf-8"))
    left = sum(entry["people"] for entry in plan["unserved"] if entry["service"] == "KTP")
    assert plan["people"]["KTP"] > 0
    cells = [place["cells"]["KTP"] for place in plan["places"] if "KTP" in place["cells"]]
    waiting, new = (sum(cell[column] for cell in cells) for column in ("waiting", "inflow"))
    assert waiting == SIZES[name][1][0]  # at desa, schools and homes together
    assert plan["people"]["KTP"] + left == waiting + new
