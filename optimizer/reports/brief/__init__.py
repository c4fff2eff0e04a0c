"""The case for the trip as two files that say the same: a PDF to hand over, a document to edit."""

from __future__ import annotations

from pathlib import Path

from optimizer.core.brief import Brief
from optimizer.reports.brief.course_chart import course_chart
from optimizer.reports.brief.docx import as_docx
from optimizer.reports.brief.paper import paper
from optimizer.reports.brief.pdf import as_pdf
from optimizer.reports.chart import as_png
from optimizer.reports.file import put

PDF, DOCX = "ringkasan.pdf", "ringkasan.docx"


def write(brief: Brief, folder: Path, lang: str) -> tuple[Path, ...]:
    """Write both files into `folder`, each in one step."""
    folder.mkdir(parents=True, exist_ok=True)
    words, svg = paper(brief, lang), course_chart(brief, lang).svg(lang)
    made = ((PDF, as_pdf(words, svg)), (DOCX, as_docx(words, as_png(svg, 220))))
    return tuple(put(folder / name, content) for name, content in made)
