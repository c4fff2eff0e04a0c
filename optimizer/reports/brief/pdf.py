"""The brief as PDF, set by Typst with its own fonts: the same bytes on every machine."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import datetime
from importlib.resources import files
from typing import Any

import typst

from optimizer.reports.brief.paper import Paper

PAGES = 2
SIZES = ((10.5, 3.6), (10.0, 3.2), (9.5, 2.8), (9.0, 2.4), (8.5, 2.0), (8.0, 1.7), (7.5, 1.4))
"""Size of letters and padding of rows, in points: the first that fits the pages is taken."""


CHART = 90
"""Width of the chart, a percentage of the text's."""


def as_pdf(paper: Paper, svg: str) -> bytes:
    """The PDF of a paper on two pages, or on more where even the smallest letters need them."""
    template = (files(__package__) / "brief.typ").read_bytes()
    stamp = int(datetime.fromisoformat(paper.created).timestamp())
    for size, inset in SIZES:
        data = {**asdict(paper), "size": size, "inset": inset, "alt": paper.headline, "chart": CHART}
        sources = {"main": template, "chart.svg": svg.encode(), "data.json": json.dumps(data).encode()}
        pages = _compiled(sources, format="svg")
        if isinstance(pages, list) and len(pages) > PAGES and size != SIZES[-1][0]:
            continue
        pdf = _compiled(sources, format="pdf", timestamp=stamp)
        assert isinstance(pdf, bytes)
        return pdf
    raise AssertionError


def _compiled(sources: dict[str, bytes], **options: Any) -> bytes | list[bytes]:
    made: bytes | list[bytes] = typst.compile(sources, ignore_system_fonts=True, **options)
    return made
