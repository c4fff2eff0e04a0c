"""The shipped tables of Rejang Lebong: totals, estimates, and how they were made."""

from __future__ import annotations

import math

import numpy as np
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import dijkstra

from optimizer.regions.read import read
from tests.regions.district import DATA, params, rows


def table(name: str) -> list[dict[str, str]]:
    """The rows of a shipped table."""
    header, *cells = rows(DATA / f"{name}.csv")
    return [dict(zip(header, row, strict=True)) for row in cells]


def test_region_has_the_published_size() -> None:
    """156 desa/kelurahan (122 + 34) in 15 kecamatan, 10,500 of 214,740 unrecorded, as published."""
    region = read(DATA, params())
    kinds = [place.kind for place in region.places]
    assert (len(kinds), kinds.count("desa"), kinds.count("kelurahan")) == (156, 122, 34)
    assert len({place.kecamatan_code for place in region.places}) == 15
    assert sum(cell.waiting for cell in region.cells) == 10_500
    assert sum(place.must_hold or 0 for place in region.places) == 214_740
    assert sum(place.population or 0 for place in region.places) == 288_582


def test_every_count_is_marked_as_an_estimate_with_its_source() -> None:
    """No desa-level count is observed: each says that it is estimated, how, and from when."""
    for cell in read(DATA, params()).cells:
        assert cell.source.estimated
        assert "10.500" in cell.source.text
        assert "wajib_ktp x (1 + 0,5 x jam dari kantor)" in cell.source.text
        assert cell.source.date == "2024-12"


def test_counts_follow_the_formula_in_the_readme() -> None:
    """Each count is within 1 of 10,500 × w / Σw, w = wajib_ktp × (1 + 0.5 × hours), hours found by SciPy."""
    kmh = {"trunk": 45, "primary": 40, "secondary": 35, "tertiary": 28, "track": 10}
    links, desa = table("ruas"), table("desa")
    nodes = {
        node: n for n, node in enumerate(sorted({link[end] for link in links for end in ("dari", "ke")}))
    }
    graph = csr_matrix(
        (
            [60 * float(link["km"]) / kmh.get(link["kelas"], 20) for link in links],
            ([nodes[link["dari"]] for link in links], [nodes[link["ke"]] for link in links]),
        ),
        shape=(len(nodes), len(nodes)),
    )
    away = dijkstra(graph, directed=False, indices=[nodes["KANTOR"]])[0]
    weights = np.array(
        [int(row["wajib_ktp"]) * (1 + 0.5 * math.ceil(away[nodes[row["kode"]]]) / 60) for row in desa]
    )
    exact = 10_500 * weights / weights.sum()
    assert max(abs(int(row["belum_rekam"]) - share) for row, share in zip(desa, exact, strict=True)) < 1
    # Farther away, more are missing: Kota Padang (about 110 minutes) against Curup (about 3).
    share = {
        name: sum(int(r["belum_rekam"]) for r in desa if r["kecamatan"] == name)
        / sum(int(r["wajib_ktp"]) for r in desa if r["kecamatan"] == name)
        for name in ("Kota Padang", "Curup")
    }
    assert share["Kota Padang"] > 1.7 * share["Curup"]


def test_team_table_is_the_central_assumption() -> None:
    """Teams, kits, members and ranks are those of asumsi.csv: 2 teams of 2 kits, 4 members, 2 of rank III."""
    region = read(DATA, params())
    central = {a.key: a.central for a in region.assumptions}
    assert len(region.teams) == central["jumlah_tim"] == 2
    for team in region.teams:
        assert team.stations == central["alat_per_tim"] == 2
        assert team.size == central["anggota_per_tim"] == 4
        assert dict(team.members)["golongan_iii"] == central["anggota_golongan_iii"] == 2


def test_nodes_are_places_offices_and_junctions() -> None:
    """372 nodes: 156 places, 1 office and 215 junctions, 10 of them outside the kabupaten."""
    region = read(DATA, params())
    assert len(region.nodes) == len({node.id for node in region.nodes}) == 156 + 1 + 215
    assert sum(node.outside for node in region.nodes) == 10
    assert len(region.links) == 509
    assert {link.quality for link in region.links} == {"osm", "fakta", "perkiraan"}


def test_published_figures_come_without_verdicts() -> None:
    """The facts carry no column or derived row that says which of them contradict each other."""
    facts = table("fakta")
    assert not {"konsisten", "nilai_hitung_ulang", "rumus"} & set(facts[0])
    assert not [row for row in facts if "turunan" in (row["sumber"] + row["catatan"]).lower()]
    assert {row["nilai"] for row in facts if row["kasus"] == "rejang-lebong-2025"} >= {
        "10500",
        "211438",
        "95.11",
    }


def test_attribution_names_openstreetmap() -> None:
    """Maps and reports get the line that the ODbL asks for."""
    assert any("© OpenStreetMap contributors" in text for text in read(DATA, params()).attributions)
