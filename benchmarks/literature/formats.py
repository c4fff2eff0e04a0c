"""Read published instance files: SDVRP (`.txt`, `.sd`), team orienteering (`.txt`), TSPLIB (`.vrp`)."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from benchmarks.literature.instance import Family, Instance

try:
    import vrplib
except ImportError:  # an extra of the benchmarks
    vrplib = None

FOLDER = Path(__file__).resolve().parents[3] / "shared" / "instances"
"""Where the instances lie beside a checkout."""

FOLDERS: dict[Family, str] = {"sdvrp": "sdvrp", "top": "top", "cmt": "cvrp"}


def read_family(family: Family, folder: Path = FOLDER) -> list[Instance]:
    """Every instance of a family in natural order, with the best value known where it is tabled.

    Raises
    ------
    FileNotFoundError
        If there are none.
    """
    known = dict(_best_known(folder / "best_known.csv"))
    read = {"sdvrp": read_sdvrp, "top": read_top, "cmt": read_vrp}[family]
    paths = [path for path in (folder / FOLDERS[family]).rglob("*") if path.suffix in (".txt", ".sd", ".vrp")]
    if not paths:
        raise FileNotFoundError(f"no instances in {folder / FOLDERS[family]}")
    found = []
    for path in sorted(paths, key=lambda path: [_natural(part) for part in path.parts[-2:]]):
        best, optimal = known.get(path.stem, (None, False))
        found.append(replace(read(path), best=best, optimal=optimal))
    return found


def read_sdvrp(path: Path) -> Instance:
    """Split delivery: `n Q`, the n demands, then n + 1 points, the depot first."""
    numbers = path.read_text(encoding="utf-8").split()
    n, capacity = int(numbers[0]), int(numbers[1])
    demands = tuple(int(float(number)) for number in numbers[2 : 2 + n])
    rest = [float(number) for number in numbers[2 + n : 2 + n + 2 * (n + 1)]]
    if len(rest) != 2 * (n + 1):
        raise ValueError(f"{path}: {n + 1} points expected")
    points = tuple(zip(rest[::2], rest[1::2], strict=True))
    return Instance("sdvrp", path.stem, points, demands, capacity=capacity, whole=True)


def read_top(path: Path) -> Instance:
    """Team orienteering: `n`, `m`, `tmax`, then `x y prize` a node; the first is the start, the last the end.

    Nodes without a prize are left out: nobody has to come by.
    """
    lines = [line.split() for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    heads = {name: value for name, value, *_ in lines[:3]}
    rows = [(float(x), float(y), int(float(prize))) for x, y, prize, *_ in lines[3:]]
    if len(rows) != int(heads["n"]):
        raise ValueError(f"{path}: {heads['n']} nodes expected")
    prized = [row for row in rows[1:-1] if row[2] > 0]
    return Instance(
        "top",
        path.stem,
        (rows[0][:2], *(row[:2] for row in prized)),
        tuple(row[2] for row in prized),
        end=rows[-1][:2],
        limit=float(heads["tmax"]),
        routes=int(heads["m"]),
    )


def read_vrp(path: Path) -> Instance:
    """Capacitated routing in TSPLIB's format, with `DISTANCE` and `SERVICE_TIME` where they are given.

    Raises
    ------
    RuntimeError
        Where the package `vrplib` is missing.
    """
    if vrplib is None:
        raise RuntimeError("reading .vrp files needs vrplib (extra `benchmark`)")
    read: dict[str, Any] = vrplib.read_instance(path, compute_edge_weights=False)
    points = tuple((float(x), float(y)) for x, y in read["node_coord"])
    return Instance(
        "cmt",
        path.stem,
        points,
        tuple(int(demand) for demand in read["demand"][1:]),
        capacity=int(read["capacity"]),
        limit=float(read["distance"]) if "distance" in read else None,
        service=_service(read),
    )


def _service(read: dict[str, Any]) -> float:
    """Service length of a customer; vrplib gives one number, or one per node."""
    service = read.get("service_time", 0.0)
    return float(service if isinstance(service, int | float) else max(service))


def _best_known(path: Path) -> Iterator[tuple[str, tuple[float, bool]]]:
    if not path.exists():
        return
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if row["bks"]:
                yield row["instance"], (float(row["bks"]), row["proven_optimal"].startswith("yes"))


def _natural(name: str) -> tuple[object, ...]:
    """A key that sorts numbers inside names by size."""
    return tuple(f"{int(part):06}" if part.isdigit() else part for part in re.split(r"(\d+)", name))
