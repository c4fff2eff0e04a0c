"""Make the tables of `data/<region>/` from the collected facts, the same bytes every time.

Run from the repository's root: `python data/carry.py [FACTS]` (default `../shared/facts`). The tables
`tim.csv` and `asumsi.csv` are kept by hand and only read here. What each column means, where it comes
from and under which licence: `data/<region>/README.md`.
"""

from __future__ import annotations

import csv
import math
import re
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import networkx as nx
import numpy as np

from optimizer.core.apportion import apportion

Row = dict[str, str]


@dataclass(frozen=True)
class Carried:
    """A region made here: its Kemendagri code, its office, and the figure its desa sum to.

    `unrecorded` is the `id` in fakta.csv of the published figure that `belum_rekam` shares out.
    """

    folder: str
    code: str
    office: str
    unrecorded: str


REGIONS = (Carried("rejang_lebong", "17.02", "Dinas Dukcapil Kabupaten Rejang Lebong", "F031"),)

KMH = {
    "trunk": 45, "primary": 40, "secondary": 35, "tertiary": 28,
    "unclassified": 20, "residential": 20, "track": 10,
}  # fmt: skip
"""Plain class speeds, for the access factor only; plans are measured with the speeds of the config."""

POINT_SOURCE = {
    "OSM": "Titik simpul jalan OpenStreetMap terpadat",
    "SEK": "Koordinat sekolah di dalam batas desa",
    "POL": "Titik tengah batas desa",
    "POL+EST": "Taksiran: titik tengah batas desa digeser ke jalan utama",
    "POL+FAK": "Taksiran: ditempatkan menurut jarak yang diberitakan",
    "EST": "Asumsi: titik kira-kira, ganti dengan titik kantor sebenarnya",
}
LINK_SOURCE = {
    "OSM": "OpenStreetMap",
    "EST": "Taksiran penyusun",
    "FAK+EST": "Jalan dan urutan desa terdokumentasi, km taksiran penyusun",
}
VERDICT = re.compile("cocok|selisih|disagrees|=", re.IGNORECASE)
"""Notes that weigh a figure against others; the program is to find that itself."""

YES_NO = {"1": "ya", "0": "tidak"}


def main() -> None:
    """Make every region's tables."""
    facts = Path(sys.argv[1]) if len(sys.argv) > 1 else Path("../shared/facts")
    for region in REGIONS:
        folder = Path("data") / region.folder
        carry(facts, region, folder, folder)


def carry(facts: Path, region: Carried, kept: Path, folder: Path) -> None:
    """Write the tables of a region into `folder`; `kept` holds its asumsi.csv."""
    code = region.code
    desa = [row for row in _read(facts / "wilayah.csv") if row["kode_kabupaten"] == code]
    nodes, links = _read(facts / f"simpul_{code}.csv"), _read(facts / f"ruas_{code}.csv")
    offices = [node for node in nodes if node["jenis"] == "kantor"]
    published = _published(_read(facts / "fakta_kabupaten.csv"), code)
    places = {row["kode"] for row in desa}
    events = (r for r in _read(facts / "kejadian_jalan.csv") if r["kode_desa"] in places)
    total = next(row for row in published if row["id"] == region.unrecorded)
    _write(folder / "desa.csv", _desa(desa, total, _minutes(links, offices), _access(kept)))
    _write(folder / "kantor.csv", (_office(node, region.office) for node in offices))
    _write(folder / "simpul.csv", (_node(node) for node in nodes if node["jenis"] == "simpang"))
    _write(folder / "ruas.csv", map(_link, links))
    _write(folder / "fakta.csv", published)
    _write(folder / "penutupan.csv", map(_closure, events))


def _desa(desa: list[Row], total: Row, minutes: Mapping[str, int], access: float) -> list[Row]:
    """The places; `total` is shared out as `belum_rekam` by wajib_ktp × (1 + access × hours away)."""
    hours = np.array([minutes[row["kode"]] for row in desa]) / 60
    must_hold = np.array([int(row["perkiraan_wajib_ktp"]) for row in desa])
    unrecorded = apportion(int(total["nilai"]), must_hold * (1 + access * hours))
    date = total["tanggal"]
    source = (
        f"Taksiran: {_dots(total['nilai'])} orang ({total['id']}, {total['sumber'].split(' (')[0]}) "
        f"dibagi menurut wajib_ktp x (1 + {str(access).replace('.', ',')} x jam dari kantor)"
    )
    return [
        {
            "kode": row["kode"],
            "nama": row["nama"],
            "jenis": row["jenis"],
            "kode_kecamatan": row["kode_kecamatan"],
            "kecamatan": row["kecamatan"],
            "belum_rekam": str(count),
            "taksiran": "ya",
            "tanggal": date,
            "sinyal": "tidak_diketahui",
            "penduduk": row["perkiraan_penduduk_2024"],
            "wajib_ktp": row["perkiraan_wajib_ktp"],
            "lat": row["lat"],
            "lon": row["lon"],
            "mutu_titik": row["mutu_titik"],
            "sumber_titik": POINT_SOURCE[_key(row["sumber"], "TITIK:")],
            "taksiran_penduduk": "ya",
            "tanggal_penduduk": date,
            "sumber_penduduk": "Taksiran: jumlah kabupaten dibagi menurut bagian suara sah 2019",
            "sumber": source,
        }
        for row, count in zip(desa, unrecorded, strict=True)
    ]


def _minutes(links: list[Row], offices: list[Row]) -> Mapping[str, int]:
    """Whole minutes from the nearest office to every node, rounded up, at the plain class speeds."""
    graph: nx.Graph[str] = nx.Graph()
    for link in links:
        graph.add_edge(link["dari"], link["ke"], minutes=60 * float(link["km"]) / KMH[link["kelas"]])
    reached = nx.multi_source_dijkstra_path_length(graph, {o["id"] for o in offices}, weight="minutes")
    return {node: math.ceil(minutes) for node, minutes in reached.items()}


def _access(folder: Path) -> float:
    """The central assumption on how much rarer recording is per hour of driving."""
    rows = {row["kunci"]: row for row in _read(folder / "asumsi.csv")}
    return float(rows["faktor_akses_per_jam"]["tengah"])


def _office(node: Row, name: str) -> Row:
    return {
        "kode": node["id"],
        "nama": name,
        "kode_kecamatan": node["kode_kecamatan"],
        "lat": node["lat"],
        "lon": node["lon"],
        "mutu_titik": node["mutu"],
        "sumber": POINT_SOURCE[node["sumber"]],
    }


def _node(node: Row) -> Row:
    return {
        "id": node["id"],
        "jenis": node["jenis"],
        "nama": node["nama"],
        "lat": node["lat"],
        "lon": node["lon"],
        "luar_kabupaten": YES_NO[node["luar_kabupaten"]],
        "mutu": node["mutu"],
        "sumber": LINK_SOURCE[node["sumber"]],
    }


def _link(link: Row) -> Row:
    return {
        "id": link["id"],
        "dari": link["dari"],
        "ke": link["ke"],
        "km": link["km"],
        "kelas": link["kelas"],
        "permukaan": link["permukaan"],
        "rawan_longsor": YES_NO[link["rawan_longsor"]],
        "mutu": link["mutu"],
        "nama_ruas": link["nama_ruas"],
        "dasar_rawan": link["dasar_rawan"],
        "sumber": LINK_SOURCE[link["sumber"]],
    }


def _published(facts: list[Row], code: str) -> list[Row]:
    """The region's figures as published: no derived rows, and no verdicts in columns or notes."""
    dropped = ("kode_kabupaten", "konsisten", "nilai_hitung_ulang", "rumus")
    return [
        {column: value for column, value in row.items() if column not in dropped}
        | {
            "perkiraan_sumber": YES_NO[row["perkiraan_sumber"]],
            "catatan": ""
            if row["konsisten"] == "tidak" or VERDICT.search(row["catatan"])
            else row["catatan"],
        }
        for row in facts
        if row["kode_kabupaten"] == code and "turunan" not in (row["sumber"] + row["catatan"]).lower()
    ]


def _closure(event: Row) -> Row:
    return {("id_ruas" if column == "id_ruas_terdekat" else column): v for column, v in event.items()}


def _key(sources: str, prefix: str) -> str:
    """The part of `KODE;TITIK:OSM;…` that starts with `prefix`, without it."""
    return next(part.removeprefix(prefix) for part in sources.split(";") if part.startswith(prefix))


def _dots(number: str) -> str:
    return f"{int(number):,}".replace(",", ".")


def _read(path: Path) -> list[Row]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _write(path: Path, rows: Iterable[Row]) -> None:
    rows = list(rows)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, fieldnames=list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


if __name__ == "__main__":
    main()
