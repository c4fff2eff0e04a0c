"""Write road tables: `simpul.csv`, `ruas.csv` and a page that says where they come from."""

from __future__ import annotations

import csv
import hashlib
import io
import re
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path

from optimizer.core.region import Link, Node
from optimizer.errors import Defect, InputError, Message
from optimizer.roads.attach import Tie
from optimizer.roads.build import Built
from optimizer.roads.params import RoadParams
from optimizer.texts import say

FILES = ("simpul.csv", "ruas.csv", "README-jalan.md")
LINK_COLUMNS = (
    "id", "dari", "ke", "km", "kelas", "permukaan",
    "rawan_longsor", "mutu", "nama_ruas", "dasar_rawan", "sumber",
)  # fmt: skip
NODE_COLUMNS = ("id", "jenis", "nama", "lat", "lon", "luar_kabupaten", "mutu", "sumber")

_FORMULA = re.compile(r"(?:^|(?<=[;,|\"]))(?=\s*[=+\-@＝＋－＠])")
"""Where a spreadsheet could take text for a formula: at a cell's start, or after what it may split at."""


def free_paths(folder: Path, overwrite: bool) -> tuple[Path, ...]:
    """Where the files go; InputError if one exists and `overwrite` is not asked for."""
    paths = tuple(folder / name for name in FILES)
    taken = [Defect(str(path), Message("roads.exists")) for path in paths if path.exists() and not overwrite]
    if taken:
        raise InputError(taken)
    return paths


def write_tables(
    folder: Path, built: Built, source: Path, params: RoadParams, lang: str, overwrite: bool = False
) -> tuple[Path, ...]:
    """Write the three files into `folder` and return their paths; each appears whole or not at all.

    Raises
    ------
    InputError
        If one of them exists (and `overwrite` is not asked for) or the folder cannot be written.
    """
    paths = free_paths(folder, overwrite)
    contents = (
        csv_text(NODE_COLUMNS, map(_node, built.nodes)),
        csv_text(LINK_COLUMNS, (_link(link, params) for link in built.links)),
        _page(built, source, params, lang),
    )
    try:
        folder.mkdir(parents=True, exist_ok=True)
        # All three are on the disk before the first takes its place.
        with tempfile.TemporaryDirectory(dir=folder, prefix=".roads-") as parts:
            for name, content in zip(FILES, contents, strict=True):
                (Path(parts) / name).write_text(content, encoding="utf-8", newline="")
            for path in paths:
                (Path(parts) / path.name).replace(path)
    except OSError as error:
        raise InputError([Defect(str(folder), Message("roads.not_written"), found=error.strerror)]) from error
    return paths


def _node(node: Node) -> Sequence[str]:
    outside = "ya" if node.outside else "tidak"
    return (
        node.id, node.kind, node.name, f"{node.lat:.6f}", f"{node.lon:.6f}", outside, "osm", "OpenStreetMap",
    )  # fmt: skip


def _link(link: Link, params: RoadParams) -> Sequence[str]:
    source = "OpenStreetMap" if link.quality == "osm" else f"Taksiran: garis lurus x {params.circuity:g}"
    return (
        link.id, link.start, link.end, f"{link.km:.3f}", link.highway, link.surface,
        "ya" if link.slide_prone else "tidak", link.quality, link.name, "", source,
    )  # fmt: skip


def csv_text(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Rows as CSV; no cell is a formula or spans lines."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([_plain(cell) for cell in row] for row in rows)
    return text.getvalue()


def _plain(cell: str) -> str:
    """One line, and never a formula: names come from a map anyone may edit."""
    cell = " ".join(cell.split())
    return cell if _is_number(cell) else _FORMULA.sub("'", cell)


def _is_number(cell: str) -> bool:
    return cell.removeprefix("-").replace(".", "", 1).isdigit()


def _page(built: Built, source: Path, params: RoadParams, lang: str) -> str:
    estimated = sum(link.quality == "perkiraan" for link in built.links)
    return say(
        "roads.page",
        lang,
        file=source.name,
        sha256=hashlib.sha256(source.read_bytes()).hexdigest(),
        nodes=len(built.nodes),
        links=len(built.links),
        estimated=estimated,
        km=sum(link.km for link in built.links),
        circuity=params.circuity,
        ties="".join(_tie_line(tie, lang) for tie in built.ties if tie.filled or tie.apart) or "-\n",
    )


def _tie_line(tie: Tie, lang: str) -> str:
    key = "roads.page_apart" if tie.apart else "roads.page_filled"
    return say(key, lang, name=tie.spot.name, code=tie.spot.code, km=tie.metres / 1000) + "\n"
