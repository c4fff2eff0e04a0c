"""Close each road link in turn: who is cut off, and what the way round costs the others."""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import networkx as nx
import numpy as np
from numpy.typing import NDArray
from scipy.sparse.csgraph import dijkstra

from optimizer.core.region import Link, Place, Region
from optimizer.errors import Defect, InputError, Message
from optimizer.roads.graph import build_graph, with_times
from optimizer.roads.matrix import NOISE_METRES, Network, along, network, time_matrix, whole_minutes
from optimizer.roads.measure import missing
from optimizer.roads.params import RoadParams
from optimizer.roads.state import RoadState
from optimizer.roads.tables import csv_text

COLUMNS = (
    "wilayah", "moda", "musim", "id_ruas", "nama_ruas", "dari", "ke", "km", "kelas", "rawan_longsor", "mutu",
    "tempat_terputus", "orang_menunggu_terputus", "kode_terputus", "tempat_memutar",
    "menit_tambahan_terlama", "km_tambahan_di_tempat_terlama", "kode_terlama", "nama_terlama",
    "km_tambahan_terjauh", "kode_terjauh", "nama_terjauh",
)  # fmt: skip

NOISE_SECONDS = 1e-6
"""By so much the sums of the same links may differ as floats."""


@dataclass(frozen=True)
class Detour:
    """What a closed link adds to the quickest way to a place from its nearest base.

    `minutes` and `metres` are differences of whole numbers rounded up, as plans reckon; the way round
    may be shorter, only slower, so that `metres` may be below 0.
    """

    place: Place
    minutes: int
    metres: int


@dataclass(frozen=True)
class Closing:
    """What closing one `link` does.

    Attributes
    ----------
    cut_off
        Places that no base reaches any more; not those that none reaches with every link open.
    people
        People waiting at the places cut off.
    detours
        How many of the other places are reached later.
    slowest, farthest
        The place with most minutes more, and the one with most metres more (ties: the other figure, then
        the order of the region); None without detours.
    """

    link: Link
    cut_off: tuple[Place, ...] = ()
    people: int = 0
    detours: int = 0
    slowest: Detour | None = None
    farthest: Detour | None = None


def close_each(region: Region, params: RoadParams, mode: str, season: str) -> Iterator[Closing]:
    """What closing each link does to the ways of a vehicle mode from the nearest base, in table order.

    Only links on the tree of quickest ways are closed for real; any other changes nothing. Proof: let T
    be a tree of quickest ways from the bases (one source tied to all of them at no cost) and e a link
    not in T. Without e every way in T is still there, so no node is reached later; and a way without e
    is also a way with it, so none is reached sooner, and none is cut off that was not before. The test
    closes every link. Of parallel links the tree uses one, and closing that leaves the others.

    Bases are sources only; places that the season bars to the mode with all links open count nowhere, and
    links are not left out for being slide-prone (`RoadParams.avoid_slides`).

    Raises
    ------
    InputError
        If a road class, surface, the season or the mode is missing from the speed table.
    """
    state = RoadState(season, season)
    defects = list(missing(region, params, [mode], [state]))
    if defects:
        raise InputError(defects)
    timed = with_times(build_graph(region.nodes, region.links), params, mode, state)
    return _closings(region, timed)


def out_of_reach(region: Region, params: RoadParams, mode: str, season: str) -> tuple[Place, ...]:
    """The places that no base reaches even with every link open."""
    timed = with_times(build_graph(region.nodes, region.links), params, mode, RoadState(season, season))
    reached = set[str]().union(*(nx.descendants(timed, base.code) | {base.code} for base in region.bases))
    return tuple(place for place in region.places if (place.node or place.code) not in reached)


def _closings(region: Region, timed: nx.MultiDiGraph[str]) -> Iterator[Closing]:
    order = [node.id for node in region.nodes]
    index = {code: number for number, code in enumerate(order)}
    bases = np.array([index[base.code] for base in region.bases], dtype=np.int32)
    at = np.array([index[place.node or place.code] for place in region.places], dtype=np.int32)
    waiting = Counter[str]()
    for cell in region.cells:
        waiting[cell.place] += cell.waiting
    usual = _ways(network(timed, order), bases, at)
    arcs: dict[str, list[Any]] = {}
    for arc in timed.edges(keys=True, data=True):
        arcs.setdefault(arc[3]["link"], []).append(arc)
    for link in region.links:
        ends = index[link.start], index[link.end]
        if link.id not in arcs or not usual.uses(*ends):
            yield Closing(link)
            continue
        # Taken out and put back: copies or views of the graph would take most of the time.
        timed.remove_edges_from([arc[:3] for arc in arcs[link.id]])
        now = _ways(network(timed, order), bases, at)
        timed.add_edges_from(arcs[link.id])
        yield _closing(link, region.places, waiting, usual, now)


@dataclass(frozen=True)
class _Ways:
    """The quickest ways from the nearest base: the node before each node; the rest by place."""

    previous: NDArray[np.int32]
    seconds: NDArray[np.float64]
    minutes: NDArray[np.int32]
    metres: NDArray[np.int64]

    def uses(self, start: int, end: int) -> bool:
        """Whether some way drives from one neighbour to the other, either way."""
        return bool(self.previous[end] == start or self.previous[start] == end)


def _ways(roads: Network, bases: NDArray[np.int32], at: NDArray[np.int32]) -> _Ways:
    found = dijkstra(time_matrix(roads), indices=bases, min_only=True, return_predecessors=True)
    seconds, previous = found[0], found[1].astype(np.int32, copy=False)
    metres, _ = along(roads, previous[np.newaxis], at)
    return _Ways(
        previous,
        seconds[at],
        whole_minutes(seconds[at]),
        np.ceil(metres[0] - NOISE_METRES).astype(np.int64),
    )


def _closing(link: Link, places: Sequence[Place], waiting: Counter[str], usual: _Ways, now: _Ways) -> Closing:
    lost = np.flatnonzero(np.isfinite(usual.seconds) & np.isinf(now.seconds)).tolist()
    with np.errstate(invalid="ignore"):  # never reached: infinite less infinite
        later = np.flatnonzero(now.seconds - usual.seconds > NOISE_SECONDS).tolist()
    detours = [
        Detour(places[n], int(now.minutes[n] - usual.minutes[n]), int(now.metres[n] - usual.metres[n]))
        for n in later
        if n not in set(lost)
    ]
    return Closing(
        link,
        tuple(places[n] for n in lost),
        sum(waiting[places[n].code] for n in lost),
        len(detours),
        max(detours, key=lambda detour: (detour.minutes, detour.metres), default=None),
        max(detours, key=lambda detour: (detour.metres, detour.minutes), default=None),
    )


def ranked(closings: Iterable[Closing]) -> tuple[Closing, ...]:
    """Worst first: people cut off, places cut off, minutes of the slowest detour, places with one."""

    def harm(closing: Closing) -> tuple[int, int, int, int]:
        minutes = closing.slowest.minutes if closing.slowest else 0
        return closing.people, len(closing.cut_off), minutes, closing.detours

    return tuple(sorted(closings, key=harm, reverse=True))


def rows(region: Region, mode: str, season: str, closings: Iterable[Closing]) -> Iterator[tuple[str, ...]]:
    """The table's rows under `COLUMNS`, one a closing, in their order."""
    for closing in closings:
        link, slowest, farthest = closing.link, closing.slowest, closing.farthest
        yield (
            region.name, mode, season, link.id, link.name, link.start, link.end, f"{link.km:.3f}",
            link.highway, "ya" if link.slide_prone else "tidak", link.quality,
            str(len(closing.cut_off)), str(closing.people),
            " ".join(place.code for place in closing.cut_off), str(closing.detours),
            *((str(slowest.minutes), f"{slowest.metres / 1000:.3f}", slowest.place.code, slowest.place.name)
              if slowest else ("0", "0", "", "")),
            *((f"{farthest.metres / 1000:.3f}", farthest.place.code, farthest.place.name)
              if farthest else ("0", "", "")),
        )  # fmt: skip


def free_path(path: Path, overwrite: bool) -> Path:
    """Where the table goes; InputError if the file exists and `overwrite` is not asked for."""
    if path.exists() and not overwrite:
        raise InputError([Defect(str(path), Message("roads.csv_exists"))])
    return path


def write_csv(path: Path, lines: Iterable[Sequence[str]], overwrite: bool = False) -> Path:
    """Write the table (commas, `.` decimals, header row), whole or not at all, and return its path.

    With a byte-order mark, because Excel takes a CSV for ANSI without it.

    Raises
    ------
    InputError
        If the file exists (and `overwrite` is not asked for) or cannot be written.
    """
    text = csv_text(COLUMNS, lines)
    free_path(path, overwrite)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=path.parent, prefix=".closures-") as parts:
            part = Path(parts) / "table.csv"
            part.write_text(text, encoding="utf-8-sig", newline="")
            part.replace(path)
    except OSError as error:
        raise InputError([Defect(str(path), Message("roads.not_written"), found=error.strerror)]) from error
    return path
