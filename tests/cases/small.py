"""A small district of tables and YAML, written and planned as a user would; a kilometre is a minute."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import yaml

from optimizer.cli.main import run

MONDAY = "2026-08-03"
"""A Monday of the dry season, outside Ramadan, without a holiday until 17 August."""

LENGTH = 465
"""Work minutes of a day from Monday to Thursday; 390 on Friday."""

OPEN_ALWAYS = {
    "ujian_semester_ganjil": None, "libur_semester_ganjil": None, "ujian_kelas_xii": None,
    "ujian_kenaikan_kelas": None, "libur_kenaikan_kelas": None,
}  # fmt: skip
"""The shipped closed days of schools, taken away."""

RANKS = ("golongan_iv", "golongan_iii", "golongan_ii", "non_asn")
ROAD = {"kelas": "tertiary", "permukaan": "aspal", "rawan_longsor": "tidak", "mutu": "osm", "sumber": "uji"}


def code(number: int, kecamatan: int = 1) -> str:
    """Code of a desa."""
    return f"16.99.{kecamatan:02}.{2000 + number}"


A, B, C = code(1), code(2), code(3)
FAR = code(1, 2)
"""A desa of the second kecamatan."""


class Small:
    """A district in `folder`: an office, desa along roads, one team of two with one kit."""

    def __init__(self, folder: Path):
        self.folder = folder
        self._desa: list[dict[str, object]] = []
        self._offices: list[dict[str, object]] = []
        self._roads: list[dict[str, object]] = []
        self._teams: list[dict[str, object]] = []
        self._others: dict[str, list[dict[str, object]]] = {}

    def desa(self, place: str, waiting: int, **more: object) -> None:
        """A desa of so many waiting, 0.01 degrees north of the one before, its other columns in `more`."""
        lat = -4 + 0.01 * (1 + len(self._desa))
        row = {"kode": place, "nama": f"Desa {place[-1]}{place[7]}", "kecamatan": f"Kecamatan {place[7]}"}
        self._desa.append({**row, "lat": lat, "lon": 103, "belum_rekam": waiting, **more})

    def road(self, start: str, end: str, km: float, **more: object) -> str:
        """A road between two places; its id."""
        number = f"R-{len(self._roads):04}"
        self._roads.append(
            {"id": number, "dari": start, "ke": end, "km": km, **ROAD, "nama_ruas": "", **more}
        )
        return number

    def office(self, place: str, lat: float = -4) -> None:
        """An office besides `KANTOR`."""
        row = {"kode": place, "nama": place, "kode_kecamatan": "16.99.01", "lat": lat, "lon": 103}
        self._offices.append({**row, "mutu_titik": "good", "sumber": "uji"})

    def team(self, name: str, base: str = "KANTOR", vehicle: str = "minibus_dinas", kits: int = 1) -> None:
        """A team of two; without any, T1 is there."""
        row = {"kode": name, "nama": name, "kantor": base, "kendaraan": vehicle, "alat": kits}
        self._teams.append({**row, **dict.fromkeys(RANKS, 0), "golongan_iii": 1, "golongan_ii": 1})

    def table(self, name: str, *rows: Mapping[str, object]) -> None:
        """Any other table."""
        self._others[name] = [dict(row) for row in rows]

    def plan(self, *options: str, exit_code: int = 0, **own: Any) -> dict[str, Any]:
        """The bundle of `jemput-bola plan`, by default of one week's Monday; `own` are settings.

        Everybody invited comes, nobody lives far, and nothing is planned by chance: a work stop.
        """
        self.lay(**own)
        out = self.folder / f"rencana-{len(list(self.folder.glob('rencana-*')))}"
        args = ["plan", "--region", str(self.folder / "baru.yaml"), "--start", MONDAY, "--work", "20"]
        args += [] if "--weeks" in options else ["--weeks", "1"]
        assert run([*args, *options, "--out", str(out)]) == exit_code
        if exit_code == 2:
            assert not out.exists()
            return {}
        return dict(json.loads((out / "plan.json").read_text(encoding="utf-8")))

    def lay(self, **own: Any) -> Path:
        """The tables and the settings of the region on disk; the file of the settings."""
        if not self._teams:
            self.team("T1")
        tables = self.folder / "tabel"
        tables.mkdir(exist_ok=True)
        self._offices = [row for row in self._offices if row["kode"] != "KANTOR"]
        self.office("KANTOR")
        nodes = ["id", "jenis", "nama", "lat", "lon", "luar_kabupaten", "mutu", "sumber"]
        write(tables / "simpul.csv", [], nodes)
        ways = [{**row, "dasar_rawan": ""} for row in self._roads]
        for name, rows in {
            "desa": self._desa, "kantor": self._offices, "ruas": ways, "tim": self._teams, **self._others,
        }.items():  # fmt: skip
            write(tables / f"{name}.csv", rows)
        region = {"code": "16.99", "name": "Kabupaten Baru", "data": "tabel"}
        tree = laid(
            {
                "region": {**region, "demand": {"schools": False, "home_visits": False, "inflow": "none"}},
                "roads": {"speeds": {"tertiary": 60, "path": 30}},
                "policy": {"turnout_percent": 100, "access_weight": 0, "coverage_weight": 0},
                "calendar": {"weekdays": ["mon"]},
            },
            own,
        )
        path = self.folder / "baru.yaml"
        path.write_text(yaml.safe_dump(tree), encoding="utf-8")
        return path


def laid(below: Mapping[str, Any], above: Mapping[str, Any]) -> dict[str, Any]:
    """Settings laid over others, key by key."""
    both = {key for key in below if isinstance(below[key], dict) and isinstance(above.get(key), dict)}
    return {**below, **above, **{key: laid(below[key], above[key]) for key in both}}


def write(path: Path, rows: list[dict[str, object]], header: Iterable[str] = ()) -> None:
    """A table as CSV."""
    columns = list(dict.fromkeys([*header, *(key for row in rows for key in row)]))
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns)
        writer.writeheader()
        writer.writerows(rows)


def visits(plan: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Every visit with its `date` and `team`, in order of dates."""
    found = [
        {**visit, "date": day["date"], "team": trip["team"]}
        for trip in plan["trips"]
        for day in trip["days"]
        for visit in day["visits"]
    ]
    return sorted(found, key=lambda visit: (visit["date"], visit["team"]))


def place(plan: Mapping[str, Any], wanted: str) -> dict[str, Any]:
    """A place of the bundle by its code."""
    return next(dict(each) for each in plan["places"] if each["code"] == wanted)


def people(plan: Mapping[str, Any], service: str = "KTP") -> dict[str, int]:
    """People of a service served by place, those without any left out."""
    served: dict[str, int] = {}
    for visit in visits(plan):
        if visit["people"].get(service):
            served[visit["place"]] = served.get(visit["place"], 0) + visit["people"][service]
    return served
