"""The brief as a Word document, for the office to edit."""

from __future__ import annotations

import io
from datetime import datetime

from docx.shared import Mm, RGBColor

from optimizer.reports.brief.paper import Paper, Table
from optimizer.reports.papers.page import CENTRE, LEFT, RIGHT, TEXT, Page

CHART = 146
"""Width of the chart in millimetres."""
LETTERS = 9.5
SMALL = 7.5
ALARM = RGBColor(0xB3, 0x26, 0x1E)
DARK = RGBColor(0x1F, 0x4E, 0x5F)


def as_docx(paper: Paper, png: bytes) -> bytes:
    """The document of a paper: the same words, tables and chart as the PDF, on two A4 pages."""
    page = Page(paper.lang, LETTERS)
    stamp = datetime.fromisoformat(paper.created).replace(tzinfo=None)
    about = page.document.core_properties
    about.title, about.author, about.created, about.modified = paper.title, paper.office, stamp, stamp
    page.footer(paper.footer, "{page} / {pages}")
    page.text(paper.office.upper(), quiet=True, size=8.5, after=0)
    page.text(paper.title, bold=True, size=18, after=0).runs[0].font.color.rgb = DARK
    page.text(paper.where, quiet=True, after=4)
    if paper.mark:
        page.text(paper.mark, bold=True, size=8.5, after=4).runs[0].font.color.rgb = ALARM
    page.text(paper.headline, bold=True, size=13, before=4, after=6)
    page.text(" ".join(paper.lead))
    _table(page, paper.options)
    drawn = page.text("", CENTRE, before=8, after=0)
    drawn.add_run().add_picture(io.BytesIO(png), width=Mm(CHART))
    drawn._p.xpath(".//pic:cNvPr")[0].set("descr", paper.headline)
    _table(page, paper.accounts)
    page.text("", size=2, after=0).paragraph_format.page_break_before = True
    _table(page, paper.months)
    for title, lines in (paper.statements, paper.sources):
        page.heading(title)
        for line in lines:
            page.text(f"•\t{line}", size=SMALL, after=1, hanging=4)
    return page.bytes()


def _table(page: Page, table: Table) -> None:
    page.heading(table.title)
    rows = page.table([TEXT * width / sum(table.widths) for width in table.widths], size=8)
    rows.titles(*table.head)
    for number, row in enumerate(table.rows):
        last = table.total and number == len(table.rows) - 1
        cells = [(text, LEFT if column < table.left else RIGHT) for column, text in enumerate(row)]
        rows.line(*cells, bold=last or number == table.strong, shade=last)
    if table.note:
        page.text(table.note, size=SMALL, quiet=True, before=2)
