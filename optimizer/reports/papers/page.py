"""A Word document in the making: A4, Arial, headings that stay with their text, tables that break well."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

from docx import Document
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from docx.table import Table, _Cell, _Row
from docx.text.paragraph import Paragraph

from optimizer.reports.papers.archive import fixed

FONT = "Arial"
"""On every Windows; programs without it have a font of the same widths."""
LOCALES = {"id": "id-ID", "en": "en-GB"}
WIDTH, HEIGHT = 210, 297
SIDE, TOP, BOTTOM = 22, 18, 18
TEXT = WIDTH - 2 * SIDE
"""Width of the text in millimetres; the columns of a table add up to it."""

LEFT, CENTRE, RIGHT, JUSTIFIED = (
    WD_ALIGN_PARAGRAPH.LEFT, WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.RIGHT, WD_ALIGN_PARAGRAPH.JUSTIFY,
)  # fmt: skip
GREY, SHADE = RGBColor(0x55, 0x55, 0x55), "E7ECF2"


class Page:
    """A document being written from the top."""

    def __init__(self, lang: str, points: float = 10.5):
        self.document = Document()
        for paragraph in self.document.element.body.xpath("./w:p"):
            paragraph.getparent().remove(paragraph)
        section = self.document.sections[0]
        section.page_width, section.page_height = Mm(WIDTH), Mm(HEIGHT)
        section.left_margin = section.right_margin = Mm(SIDE)
        section.top_margin, section.bottom_margin = Mm(TOP), Mm(BOTTOM)
        section.header_distance = section.footer_distance = Mm(9)
        normal = self.document.styles["Normal"]
        normal.font.name, normal.font.size = FONT, Pt(points)
        fonts = normal.element.get_or_add_rPr().get_or_add_rFonts()
        for kind in ("w:ascii", "w:hAnsi", "w:cs", "w:eastAsia"):
            fonts.set(qn(kind), FONT)
        spell = OxmlElement("w:lang")
        spell.set(qn("w:val"), LOCALES[lang])
        normal.element.get_or_add_rPr().append(spell)
        for default in self.document.styles.element.xpath("w:docDefaults//w:lang"):
            default.set(qn("w:val"), LOCALES[lang])
        normal.paragraph_format.space_after, normal.paragraph_format.line_spacing = Pt(4), 1.1

    def text(
        self,
        text: str,
        align: Any = LEFT,
        *,
        bold: bool = False,
        size: float | None = None,
        before: float = 0,
        after: float = 4,
        keep: bool = False,
        indent: float = 0,
        hanging: float = 0,
        quiet: bool = False,
        of: Any = None,
    ) -> Paragraph:
        """A paragraph; sizes and spaces in points, indents in millimetres. `of`: a cell, header or footer."""
        paragraph = (of or self.document).add_paragraph()
        run = paragraph.add_run(text)
        run.bold = bold
        if size:
            run.font.size = Pt(size)
        if quiet:
            run.font.color.rgb = GREY
        shape = paragraph.paragraph_format
        shape.alignment, shape.space_before, shape.space_after, shape.keep_with_next = (
            align,
            Pt(before),
            Pt(after),
            keep,
        )
        if indent or hanging:
            shape.left_indent, shape.first_line_indent = Mm(indent + hanging), Mm(-hanging)
        return paragraph

    def tag(self, text: str) -> None:
        """A line that only steers a template, such as a repetition; it leaves nothing behind."""
        self.text(text, after=0, size=2)

    def heading(self, text: str) -> None:
        """A section's heading: a real one, so that Word can list and navigate them."""
        paragraph = self.document.add_heading(level=1)
        run = paragraph.add_run(text)
        run.font.name, run.font.size, run.font.color.rgb = FONT, Pt(11.5), RGBColor(0x1F, 0x3A, 0x5F)
        run._element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:ascii"), FONT)
        run._element.rPr.rFonts.set(qn("w:hAnsi"), FONT)
        paragraph.paragraph_format.space_before, paragraph.paragraph_format.space_after = Pt(11), Pt(4)

    def rule(self) -> None:
        """The line below a letterhead."""
        paragraph = self.text("", size=2, after=6)
        borders, line = OxmlElement("w:pBdr"), OxmlElement("w:bottom")
        for name, value in (("val", "thinThickSmallGap"), ("sz", "18"), ("space", "1"), ("color", "000000")):
            line.set(qn(f"w:{name}"), value)
        borders.append(line)
        paragraph._p.get_or_add_pPr().insert_element_before(
            borders, "w:shd", "w:tabs", "w:suppressAutoHyphens", "w:spacing", "w:ind", "w:jc", "w:rPr"
        )

    def table(self, widths: Sequence[float], *, lines: bool = True, size: float | None = None) -> Rows:
        """A table over the width of the text."""
        table = self.document.add_table(rows=0, cols=len(widths))
        table.alignment, table.autofit = WD_TABLE_ALIGNMENT.CENTER, False
        if lines:
            table.style = "Table Grid"
        for column, width in zip(table.columns, widths, strict=True):
            column.width = Mm(width)
        return Rows(self, table, widths, size)

    def header(self, text: str) -> None:
        """A line at the top of every page."""
        header = self.document.sections[0].header
        self._alone(header, text, RIGHT)

    def footer(self, text: str, page: str) -> None:
        """A line at the foot of every page, with its number."""
        paragraph = self._alone(self.document.sections[0].footer, f"{text} · ", RIGHT)
        before, between = page.split("{page}")
        between, after = between.split("{pages}")
        for words, field in ((before, "PAGE"), (between, "NUMPAGES"), (after, "")):
            self._quiet(paragraph.add_run(words))
            if field:
                code = OxmlElement("w:fldSimple")
                code.set(qn("w:instr"), field)
                run = self._quiet(paragraph.add_run("1"))
                code.append(run._r)
                paragraph._p.append(code)

    def bytes(self) -> bytes:
        """The document as a file."""
        out = io.BytesIO()
        self.document.save(out)
        return fixed(out.getvalue())

    def _alone(self, part: Any, text: str, align: Any) -> Paragraph:
        paragraph: Paragraph = part.paragraphs[0]
        paragraph.alignment = align
        self._quiet(paragraph.add_run(text))
        return paragraph

    def _quiet(self, run: Any) -> Any:
        run.font.size, run.font.color.rgb = Pt(8), GREY
        return run


class Rows:
    """A table being filled row by row."""

    def __init__(self, page: Page, table: Table, widths: Sequence[float], size: float | None):
        self._page, self._table, self._widths, self._size = page, table, widths, size

    def titles(self, *titles: str) -> None:
        """The header row, repeated on every page the table reaches."""
        row = self._row([(title, CENTRE) for title in titles], bold=True, shade=True, keep=True)
        repeat = OxmlElement("w:tblHeader")
        row._tr.get_or_add_trPr().append(repeat)

    def line(
        self, *cells: tuple[str, Any] | str, bold: bool = False, shade: bool = False, keep: bool = False
    ) -> None:
        """A row of texts, each with how it is aligned."""
        self._row(
            [(cell, LEFT) if isinstance(cell, str) else cell for cell in cells],
            bold=bold,
            shade=shade,
            keep=keep,
        )

    def joined(
        self, *cells: tuple[str, Any, int], bold: bool = True, shade: bool = True, keep: bool = False
    ) -> None:
        """A row of texts over several columns each."""
        texts: list[tuple[str, Any]] = []
        for text, align, span in cells:
            texts += [(text, align), *[("", LEFT)] * (span - 1)]
        row = self._row(texts, bold=bold, shade=shade, keep=keep)
        at = 0
        for _, _, span in cells:
            if span > 1:
                merged = row.cells[at].merge(row.cells[at + span - 1])
                for paragraph in merged.paragraphs[1:]:
                    merged._tc.remove(paragraph._p)
            at += span

    def tag(self, text: str) -> None:
        """A row that only steers a template."""
        self._row([(text, LEFT), *[("", LEFT)] * (len(self._widths) - 1)])

    def _row(
        self, cells: Sequence[tuple[str, Any]], *, bold: bool = False, shade: bool = False, keep: bool = False
    ) -> _Row:
        row: _Row = self._table.add_row()  # type: ignore[no-untyped-call] # as python-docx has it
        row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
        for cell, (text, align), width in zip(row.cells, cells, self._widths, strict=True):
            cell.width = Mm(width)
            self._fill(cell, text, align, bold, keep)
            if shade:
                colour = OxmlElement("w:shd")
                for name, value in (("val", "clear"), ("color", "auto"), ("fill", SHADE)):
                    colour.set(qn(f"w:{name}"), value)
                cell._tc.get_or_add_tcPr().append(colour)
        return row

    def _fill(self, cell: _Cell, text: str, align: Any, bold: bool, keep: bool) -> None:
        first, *others = text.split("\n")
        paragraphs = [cell.paragraphs[0], *(cell.add_paragraph() for _ in others)]
        for paragraph, line in zip(paragraphs, (first, *others), strict=True):
            run = paragraph.add_run(line)
            run.bold = bold
            if self._size:
                run.font.size = Pt(self._size)
            shape = paragraph.paragraph_format
            shape.alignment, shape.space_before, shape.space_after = align, Pt(1.5), Pt(1.5)
            shape.line_spacing, shape.keep_with_next = 1.0, keep
