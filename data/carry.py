"""Make the tables of `data/<region>/` from the collected facts, the same bytes every time.

Run from the repository's root: `python data/carry.py [FACTS]` (default `../shared/facts`). The tables
`tim.csv`, `asumsi.csv` and `alat.csv` are kept by hand. What each column means, where it comes from and
under which licence: `data/<region>/README.md`.
"""

from __future__ import annotations

import csv
import math
import re
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import networkx as nx
import numpy as np

from optimizer.core.apportion import apportion

Row = dict[str, str]


@dataclass(frozen=True)
class Carried:
    """A region made here: its Kemendagri code, its office, and the figures its desa sum to.

    `unrecorded`, `must_hold` and `residents` are the `id` in fakta.csv of the published figures that
    `belum_rekam`, `wajib_ktp` and `penduduk` share out. `homes`: whether home visits are estimated.
    """

    folder: str
    code: str
    office: str
    unrecorded: str
    must_hold: str
    residents: str
    homes: bool = False


REGIONS = (
    Carried("rejang_lebong", "17.02", "Dinas Dukcapil Kabupaten Rejang Lebong", "F031", "F030", "F081"),
    Carried("kota_bengkulu", "17.71", "Dinas Dukcapil Kota Bengkulu", "F009", "F007", "F082", homes=True),
    Carried("oku_selatan", "16.09", "Dinas Dukcapil Kabupaten OKU Selatan", "F026", "F024", "F083"),
)

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
VERDICT = re.compile("cocok|selisih|disagrees|keliru|kebenaran|=", re.IGNORECASE)
"""Notes that weigh a figure against others; the program is to find that itself."""

FIRST_KOTA = 71
"""From this number on, the second part of a Kemendagri code is a kota's, below it a kabupaten's."""

BARRED = {
    "tidak bisa dilalui roda empat": "minibus; gardan_ganda",
    "truk memutar": "tidak_ada",
    "buka-tutup": "tidak_ada",
    "sebagian badan jalan": "tidak_ada",
}
"""What the report of an event says → whom it kept out; anything else closed the road to all."""

UNKNOWN_DAYS = 6
"""A closure of unknown length is taken to last a week: an assumption."""

SIZE = {"negeri": 10.0, "swasta": 5.0, "SLB": 1.0}
"""Students of a school relative to others of the region: an assumption."""

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
    figures = {row["id"]: row for row in published}
    total = figures[region.unrecorded]
    people = _people(code, figures[region.must_hold], figures[region.residents])
    assumed = {row["kunci"]: float(row["tengah"]) for row in _read(kept / "asumsi.csv")}
    made = _desa(desa, total, people, _minutes(links, offices), assumed["faktor_akses_per_jam"])
    schools = [row for row in _read(facts / "sekolah.csv") if row["kode_kabupaten"] == code]
    _write(folder / "desa.csv", made)
    _write(folder / "sekolah.csv", _schools(schools, figures[region.must_hold], assumed))
    _write(folder / "rumah.csv", _homes(made, assumed) if region.homes else ())
    _write(folder / "penginapan.csv", _lodgings(made))
    _write(folder / "kantor.csv", (_office(node, region.office) for node in offices))
    _write(folder / "simpul.csv", (_node(node) for node in nodes if node["jenis"] == "simpang"))
    _write(folder / "ruas.csv", map(_link, links))
    _write(folder / "fakta.csv", published)
    _write(folder / "penutupan.csv", map(_closure, events))


def _desa(desa: list[Row], total: Row, people: Row, minutes: Mapping[str, int], access: float) -> list[Row]:
    """The places; `total` is shared out as `belum_rekam` by wajib_ktp × (1 + access × hours away)."""
    hours = np.array([minutes[row["kode"]] for row in desa]) / 60
    must_hold = np.array([int(row["perkiraan_wajib_ktp"]) for row in desa])
    unrecorded = apportion(int(total["nilai"]), must_hold * (1 + access * hours))
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
            "tanggal": total["tanggal"],
            "sinyal": "tidak_diketahui",
            "penduduk": row["perkiraan_penduduk_2024"],
            "wajib_ktp": row["perkiraan_wajib_ktp"],
            "lat": row["lat"],
            "lon": row["lon"],
            "mutu_titik": row["mutu_titik"],
            "sumber_titik": POINT_SOURCE[_key(row["sumber"], "TITIK:")],
            "taksiran_penduduk": "ya",
            **people,
            "sumber": source,
        }
        for row, count in zip(desa, unrecorded, strict=True)
    ]


def _people(code: str, must_hold: Row, residents: Row) -> Row:
    """Date and source of the people of every desa; the two totals may come from different years."""
    whole = "kota" if int(code.partition(".")[2]) >= FIRST_KOTA else "kabupaten"
    source = f"Taksiran: jumlah {whole} dibagi menurut bagian suara sah 2019"
    if must_hold["tanggal"] != residents["tanggal"]:
        source += f" (wajib KTP per {must_hold['tanggal']}, penduduk per {residents['tanggal']})"
    return {"tanggal_penduduk": must_hold["tanggal"], "sumber_penduduk": source}


def _minutes(links: list[Row], offices: list[Row]) -> Mapping[str, int]:
    """Whole minutes from the nearest office to every node, rounded up, at the plain class speeds."""
    graph: nx.Graph[str] = nx.Graph()
    for link in links:
        graph.add_edge(link["dari"], link["ke"], minutes=60 * float(link["km"]) / KMH[link["kelas"]])
    reached = nx.multi_source_dijkstra_path_length(graph, {o["id"] for o in offices}, weight="minutes")
    return {node: math.ceil(minutes) for node, minutes in reached.items()}


def _schools(schools: list[Row], must_hold: Row, assumed: Mapping[str, float]) -> list[Row]:
    """The schools; students of 16 and 17 are two years of new card holders × the share at school.

    Shared out by SIZE: nothing is known of any one school.
    """
    new_a_year = int(must_hold["nilai"]) * assumed["persen_pemula_per_tahun"] / 100
    total = round(2 * new_a_year * assumed["persen_siswa_sma_smk"] / 100)
    sizes = np.array([SIZE["SLB" if row["bentuk"] == "SLB" else row["status"]] for row in schools])
    source = (
        f"Taksiran: {_dots(str(total))} siswa 16-17 tahun (2 x persen_pemula_per_tahun x {must_hold['id']} x "
        "persen_siswa_sma_smk) dibagi 10 : 5 : 1 untuk negeri, swasta, SLB"
    )
    return [
        {
            **{
                name: row[name]
                for name in ("npsn", "nama", "bentuk", "status", "kode_kecamatan", "kode_desa")
            },
            **{name: row[name] for name in ("lat", "lon", "mutu_titik")},
            "siswa_16_17": str(count),
            "taksiran": "ya",
            "tanggal": must_hold["tanggal"],
            "sumber": source,
        }
        for row, count in zip(schools, apportion(total, sizes), strict=True)
    ]


def _homes(desa: list[Row], assumed: Mapping[str, float]) -> list[Row]:
    """People to visit at home: assumed shares of those waiting in the region, shared out by place."""
    waiting = np.array([float(row["belum_rekam"]) for row in desa])
    groups = {}
    for column, key in (("lansia", "persen_rumah_lansia"), ("disabilitas", "persen_rumah_disabilitas")):
        groups[column] = apportion(round(float(waiting.sum()) * assumed[key] / 100), waiting)
    return [
        {
            "kode_desa": row["kode"],
            "lansia": str(elderly),
            "disabilitas": str(disabled),
            "taksiran": "ya",
            "tanggal": row["tanggal"],
            "sumber": "Taksiran: persen_rumah_lansia dan persen_rumah_disabilitas dari belum_rekam",
        }
        for row, elderly, disabled in zip(desa, groups["lansia"], groups["disabilitas"], strict=True)
    ]


def _lodgings(desa: list[Row]) -> list[Row]:
    """Where a team might sleep: the seat of each kecamatan, assumed until somebody confirms it.

    The desa or kelurahan named like the kecamatan; else its kelurahan with most residents; else its desa
    with most residents. Of equals the one with the lower code.
    """
    rows = []
    for code in sorted({row["kode_kecamatan"] for row in desa}):
        there = [row for row in desa if row["kode_kecamatan"] == code]
        named = [row for row in there if _plain(row["nama"]) == _plain(row["kecamatan"])]
        wards = [row for row in there if row["jenis"] == "kelurahan"]
        seat = min(named or wards or there, key=lambda row: (-int(row["penduduk"]), row["kode"]))
        rule = "bernama sama" if named else f"{seat['jenis']} terbesar"
        rows.append(
            {
                "kode_desa": seat["kode"],
                "nama": seat["nama"],
                "taksiran": "ya",
                "tanggal": "",
                "sumber": f"Asumsi sampai dikonfirmasi: pusat kecamatan ({rule})",
            }
        )
    return rows


def _plain(name: str) -> str:
    """A name without capitals and spaces: Muara Dua and Muaradua are one."""
    return "".join(name.lower().split())


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
    """A dated event as a closure: its last day and whom it keeps out, as far as the report says."""
    start = date.fromisoformat(event["tanggal"])
    return {
        "id_ruas": event["id_ruas_terdekat"],
        "mulai": event["tanggal"],
        "selesai": (start + timedelta(days=_more_days(event["lama"]))).isoformat(),
        "keyakinan": event["keyakinan_ruas"].replace(" ", "_"),
        "moda": next((modes for mark, modes in BARRED.items() if mark in event["akibat"]), "semua"),
        **{
            name: event[name] for name in ("tempat", "kecamatan", "kode_desa", "akibat", "lama", "keterangan")
        },
        "sumber": event["sumber"],
        "catatan": event["catatan"],
    }


def _more_days(lasted: str) -> int:
    """Days a closure lasted beyond its first."""
    if "jam" in lasted:
        return 0
    return 1 if "hari" in lasted else UNKNOWN_DAYS


def _key(sources: str, prefix: str) -> str:
    """The part of `KODE;TITIK:OSM;…` that starts with `prefix`, without it."""
    return next(part.removeprefix(prefix) for part in sources.split(";") if part.startswith(prefix))


def _dots(number: str) -> str:
    return f"{int(number):,}".replace(",", ".")


def _read(path: Path) -> list[Row]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _write(path: Path, rows: Iterable[Row]) -> None:
    """A table with its header; a table without rows (no closure known) is not written."""
    rows = list(rows)
    if not rows:
        return
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, fieldnames=list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


if __name__ == "__main__":
    main()
