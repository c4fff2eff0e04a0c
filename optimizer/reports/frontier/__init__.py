"""The frontier for people to read: a workbook, a chart and a page of the terminal."""

from __future__ import annotations

from pathlib import Path

from optimizer.core.frontier import Frontier
from optimizer.reports.chart import as_png
from optimizer.reports.file import put
from optimizer.reports.frontier.curve_chart import curve_chart
from optimizer.reports.frontier.page import page
from optimizer.reports.frontier.workbook import write_book

BOOK, SVG, PNG = "anggaran.xlsx", "anggaran.svg", "anggaran.png"


def write(frontier: Frontier, folder: Path, lang: str) -> tuple[Path, ...]:
    """Write workbook and chart into `folder`, each file in one step."""
    folder.mkdir(parents=True, exist_ok=True)
    svg = curve_chart(frontier, lang).svg(lang)
    return (
        write_book(frontier, folder / BOOK, lang),
        put(folder / SVG, svg.encode()),
        put(folder / PNG, as_png(svg)),
    )


__all__ = ["page", "write"]
