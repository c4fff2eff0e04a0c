"""Synthetic districts at realistic sizes: region folders and their manifest, made of a seed, offline.

Nothing in them is real but the totals they are scaled to. How they are drawn:

- 514 districts with 83,000 desa and kelurahan in all, or any other number of districts with as many places
  in proportion. Places of a district: log-normal (spread 0.65), cut to 20 … 700, the median set so that the
  total is met exactly. Districts are dealt in turn to 38 provinces.
- Terrain: flat (45 of 100), hilly (35), mountainous (20): km² of land a place has, how much longer roads are
  than straight (winding), and the class of its roads.
- Places strewn evenly over a disc round the office; kecamatan are the places nearest to one of as many
  places drawn, eleven each on average. One place in ten is a kelurahan.
- Roads: each place joined to its three nearest neighbours, with the shortest tree that holds all together; a
  link's length is the straight line times a winding, uniform between 1.05 and its terrain's.
- People: log-normal (median 2,450, spread 0.8; 3,400 on average, as 282 million over 83,000 places); 72 of
  100 must hold a card; a share of them is not recorded: log-normal for the district (median 1.5 %, spread
  0.5, cut to 0.3 … 8 %), times a log-normal of each place (spread 0.5).
- A team of four with two kits for every 80 places begun, six at most; of 100 places 85 have a mobile signal,
  5 none, of 10 it is not known.

Spreads and shares are assumptions chosen for plausible sizes, not estimates of anything.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import yaml
from numpy.typing import NDArray
from scipy.sparse.csgraph import minimum_spanning_tree

from optimizer.errors import Defect, InputError, Message
from optimizer.national.manifest import COLUMNS, REGION_FILE
from optimizer.roads.tables import LINK_COLUMNS, NODE_COLUMNS, csv_text

DISTRICTS, PLACES = 514, 83_000
"""Kabupaten and kota of Indonesia, and their desa and kelurahan, rounded."""

FEWEST, MOST, SPREAD = 20, 700, 0.65
PROVINCES = 38
CODES = (*range(1, 11), *range(22, 31), *range(37, 51), *range(54, 59))
"""Two figures that no province of Kemendagri has, one for each synthetic province."""

MANIFEST = "daftar.csv"
SOURCE = "Sintetis: dibuat dari bilangan acak, bukan data nyata"

KM_A_DEGREE = 111.195
"""Of a great circle, by the radius with which tables are checked."""

LONGITUDE = 90.0
"""Of every synthetic office, on the equator: west of Indonesia, at sea."""

EDGES, SHORTEST_KM, STRAIGHTEST = 3, 0.1, 1.05
MEDIAN_PEOPLE, PEOPLE_SPREAD, HOLDERS = 2_450, 0.8, 0.72
UNRECORDED, UNRECORDED_SPREAD, UNRECORDED_CUT = 0.015, 0.5, (0.003, 0.08)
PER_KECAMATAN, PER_TEAM, MOST_TEAMS, KELURAHAN = 11, 80, 6, 0.1


@dataclass(frozen=True)
class Terrain:
    """Km² a place has, the most winding of its roads, and the class of its links."""

    share: float
    area: float
    winding: float
    highway: str


TERRAINS: Mapping[str, Terrain] = {
    "datar": Terrain(0.45, 10, 1.25, "tertiary"),
    "berbukit": Terrain(0.35, 20, 1.5, "tertiary"),
    "bergunung": Terrain(0.20, 45, 1.9, "unclassified"),
}

DESA = (
    "kode", "nama", "jenis", "kode_kecamatan", "kecamatan", "belum_rekam", "taksiran", "tanggal", "sinyal",
    "penduduk", "wajib_ktp", "lat", "lon", "mutu_titik", "sumber_titik", "taksiran_penduduk",
    "tanggal_penduduk", "sumber_penduduk", "sumber",
)  # fmt: skip
OFFICE = ("kode", "nama", "kode_kecamatan", "lat", "lon", "mutu_titik", "sumber")
TEAM = (
    "kode", "nama", "kantor", "kendaraan", "alat", "golongan_iv", "golongan_iii", "golongan_ii", "non_asn",
    "hari_libur", "sumber",
)  # fmt: skip


def synthetic(districts: int, seed: int, folder: Path) -> Iterator[Path]:
    """Write districts one by one, each as soon as it is asked for, at last their manifest.

    Yields
    ------
    Path
        Folder of a district; at the end the manifest.

    Raises
    ------
    InputError
        If the folder holds anything already.
    """
    if folder.is_file() or (folder.is_dir() and any(folder.iterdir())):
        raise InputError([Defect(str(folder), Message("national.not_empty"))])
    rows = []
    for number, places in enumerate(sizes(districts, seed)):
        province = number % PROVINCES
        code = f"{CODES[province]:02}.{number // PROVINCES + 1:02}"
        write_district(folder / code, code, f"Kabupaten Sintetis {code}", places, [seed, number])
        rows.append((code, "", "", "", f"Provinsi Sintetis {CODES[province]:02}", "ya"))
        yield folder / code
    # Last, so that a folder left half-way has no manifest to run.
    manifest = folder / MANIFEST
    _put(manifest, csv_text(tuple(COLUMNS), rows))
    yield manifest


def sizes(districts: int, seed: int) -> list[int]:
    """Places of each district: cut log-normals that sum to the country's share of so many districts."""
    wanted = round(PLACES * districts / DISTRICTS)
    drawn = np.exp(SPREAD * np.random.default_rng([seed, districts]).standard_normal(districts))
    low, high = FEWEST / drawn.max(), MOST / drawn.min()
    for _ in range(200):  # halving: the sum grows with the median
        middle = (low + high) / 2
        low, high = (middle, high) if np.clip(middle * drawn, FEWEST, MOST).sum() < wanted else (low, middle)
    exact = np.clip(high * drawn, FEWEST, MOST)
    whole = np.floor(exact).astype(np.int64)
    most_left = np.argsort(whole - exact, kind="stable")
    whole[most_left[: wanted - int(whole.sum())]] += 1
    return [int(each) for each in whole]


def write_district(folder: Path, code: str, name: str, places: int, seed: Sequence[int]) -> None:
    """Write a district's tables, and `wilayah.yaml`, its settings."""
    rng = np.random.default_rng(seed)
    kind = str(rng.choice(list(TERRAINS), p=[each.share for each in TERRAINS.values()]))
    terrain = TERRAINS[kind]
    spots = _spots(rng, places, terrain)
    kecamatan = _kecamatan(rng, spots)
    desa = list(_desa(rng, code, spots, kecamatan))
    ids = ["KANTOR", *(str(row[0]) for row in desa)]
    office = ("KANTOR", f"Kantor {name}", desa[0][3], *_degrees(np.zeros(2)), "good", SOURCE)
    teams = [
        (f"T{n}", f"Tim {n}", "KANTOR", "minibus_dinas", "2", "0", "2", "2", "0", "", SOURCE)
        for n in range(1, min(MOST_TEAMS, -(-places // PER_TEAM)) + 1)
    ]
    tables: dict[str, tuple[Sequence[str], Sequence[Sequence[str]]]] = {
        "desa": (DESA, desa),
        "kantor": (OFFICE, [office]),
        "simpul": (NODE_COLUMNS, []),
        "ruas": (LINK_COLUMNS, list(links(rng, np.vstack([np.zeros((1, 2)), spots]), ids, terrain))),
        "tim": (TEAM, teams),
    }
    for table, (columns, rows) in tables.items():
        _put(folder / f"{table}.csv", csv_text(columns, rows))
    _put(folder / REGION_FILE, _settings(code, name, kind))


def _spots(rng: np.random.Generator, places: int, terrain: Terrain) -> NDArray[np.float64]:
    """Kilometres east and north of the office, even over a disc."""
    far = np.sqrt(places * terrain.area / np.pi) * np.sqrt(rng.random(places))
    turn = 2 * np.pi * rng.random(places)
    return np.column_stack([far * np.cos(turn), far * np.sin(turn)])


def _kecamatan(rng: np.random.Generator, spots: NDArray[np.float64]) -> NDArray[np.int64]:
    """Number of each place's kecamatan: of the nearest of as many places drawn."""
    count = max(1, round(len(spots) / PER_KECAMATAN))
    centres = spots[rng.choice(len(spots), count, replace=False)]
    away = ((spots[:, None, :] - centres[None, :, :]) ** 2).sum(axis=2)
    return np.asarray(away.argmin(axis=1), dtype=np.int64)


def _desa(
    rng: np.random.Generator, code: str, spots: NDArray[np.float64], kecamatan: NDArray[np.int64]
) -> Iterator[Sequence[str]]:
    count = len(spots)
    people = np.maximum(50, np.rint(rng.lognormal(np.log(MEDIAN_PEOPLE), PEOPLE_SPREAD, count))).astype(int)
    holders = np.rint(HOLDERS * people).astype(int)
    share = np.clip(rng.lognormal(np.log(UNRECORDED), UNRECORDED_SPREAD), *UNRECORDED_CUT)
    waiting = np.minimum(holders, rng.poisson(holders * share * rng.lognormal(0, UNRECORDED_SPREAD, count)))
    signal = rng.choice(["ya", "tidak", "tidak_diketahui"], count, p=[0.85, 0.05, 0.10])
    urban = rng.random(count) < KELURAHAN
    numbers: dict[int, int] = {}
    for n in range(count):
        area = int(kecamatan[n]) + 1
        numbers[area] = numbers.get(area, 0) + 1
        of_area = f"{code}.{area:02}"
        yield (
            f"{of_area}.{1 if urban[n] else 2}{numbers[area]:03}",
            f"Sintetis {area:02}-{numbers[area]:03}", "kelurahan" if urban[n] else "desa", of_area,
            f"Kecamatan Sintetis {area:02}", str(waiting[n]), "ya", "", str(signal[n]), str(people[n]),
            str(holders[n]), *_degrees(spots[n]), "good", SOURCE, "ya", "", SOURCE, SOURCE,
        )  # fmt: skip


def links(
    rng: np.random.Generator, spots: NDArray[np.float64], ids: Sequence[str], terrain: Terrain
) -> Iterator[Sequence[str]]:
    """Links between the nearest neighbours of each, and along the shortest tree."""
    away = np.hypot(*(spots[:, None, :] - spots[None, :, :]).transpose(2, 0, 1))
    # A tree takes a distance of nothing for no link at all.
    tree = minimum_spanning_tree(np.maximum(away, 1e-6)).tocoo()
    pairs = {(min(a, b), max(a, b)) for a, b in zip(tree.row.tolist(), tree.col.tolist(), strict=True)}
    np.fill_diagonal(away, np.inf)
    near = np.argsort(away, axis=1, kind="stable")[:, :EDGES]
    pairs |= {(min(a, b), max(a, b)) for a, row in enumerate(near.tolist()) for b in row}
    for number, (a, b) in enumerate(sorted(pairs)):
        km = max(SHORTEST_KM, away[a, b] * rng.uniform(STRAIGHTEST, terrain.winding))
        yield (
            f"R-{number:04}", ids[a], ids[b], f"{km:.3f}", terrain.highway, "tak diketahui", "tidak",
            "perkiraan", "", "", SOURCE,
        )  # fmt: skip


def _degrees(spot: NDArray[np.float64]) -> tuple[str, str]:
    """Latitude and longitude: within a degree of the equator, where both are equally long."""
    return f"{spot[1] / KM_A_DEGREE:.6f}", f"{LONGITUDE + spot[0] / KM_A_DEGREE:.6f}"


def _settings(code: str, name: str, terrain: str) -> str:
    region = {
        "code": code,
        "name": name,
        "data": ".",
        "bounds": {"south": -3.0, "north": 3.0, "west": LONGITUDE - 3, "east": LONGITUDE + 3},
        "attributions": [f"{SOURCE} (medan: {terrain})"],
    }
    head = f"# {SOURCE}. Cara membuatnya: optimizer/national/synthetic.py\n"
    return head + yaml.safe_dump({"region": region}, sort_keys=False, allow_unicode=True)


def _put(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="")
