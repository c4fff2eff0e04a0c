"""A country of three tiny districts, laid as a user would, and its manifest."""

from __future__ import annotations

import csv
from pathlib import Path

from optimizer.cli.main import run
from tests.cases.small import MONDAY, A, B, Small

CODES = ("16.97", "16.98", "16.99")
WAITING = {"16.97": (5, 10), "16.98": (15, 20), "16.99": (20, 25)}
"""People of each district's two desa, 10 km and 20 km out on one road: one team meets all of them in one
Monday of 465 minutes (40 of driving, two set-ups of 30, at most 45 × 5 of recording)."""

MANIFEST = """folder,wilayah,kasus,pengaturan,provinsi,sintetis
16.97/tabel,16.97/baru.yaml,,,Utara,
16.98/tabel,16.98/baru.yaml,,,Selatan,tidak
16.99/tabel,16.99/baru.yaml,,,Utara,
"""
ONLY = ("--start", MONDAY, "--weeks", "1", "--work", "3", "--engine", "routing", "--workers", "1")
"""One Monday, a work stop, an engine of one process, in this one."""


def country(folder: Path) -> Path:
    """Lay the districts and the manifest `daftar.csv`, whose path it is."""
    for code in CODES:
        own = folder / code
        own.mkdir(parents=True)
        district = Small(own)
        for place, waiting in zip((A, B), WAITING[code], strict=True):
            district.desa(place, waiting)
        district.road("KANTOR", A, 10)
        district.road(A, B, 10)
        district.lay()
        for path in (*own.rglob("*.csv"), own / "baru.yaml"):
            text = path.read_text(encoding="utf-8").replace("Kabupaten Baru", f"Kabupaten {code}")
            path.write_text(text.replace("16.99", code), encoding="utf-8")
    manifest = folder / "daftar.csv"
    manifest.write_text(MANIFEST, encoding="utf-8")
    return manifest


def planned(manifest: Path, *options: str, out: str = "hasil") -> tuple[int, Path]:
    """Exit code and folder of `jemput-bola national`."""
    folder = manifest.parent / out
    return run(["national", str(manifest), *ONLY, "--out", str(folder), *options]), folder


def table(folder: Path, name: str) -> list[dict[str, str]]:
    """Rows of a CSV table."""
    with (folder / f"{name}.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def column(folder: Path, name: str, key: str) -> list[str]:
    """A column of a CSV table."""
    return [row[key] for row in table(folder, name)]
