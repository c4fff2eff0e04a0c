"""A paper's template: read, held against the placeholders there are, and filled in."""

from __future__ import annotations

import io
import re
import unicodedata
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import parse_xml
from docxtpl import DocxTemplate
from jinja2 import TemplateSyntaxError

from optimizer.errors import Defect, Message
from optimizer.reports.papers.archive import fixed
from optimizer.reports.papers.fields import PAPERS, Paper
from optimizer.reports.papers.sandbox import Reading, Sandbox

MAX_BYTES = 50_000_000
"""Unpacked size above which a file is no letter; it keeps a broken one from filling memory."""

LOCKS = ("~$", ".~lock.")
FOOTNOTES = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
_RAW = re.compile(r"\{\{\s?(?:p|tr|tc|r)\s")
_END = re.compile(r"<w:sectPr(?:(?!<w:sectPr).)*</w:body>\s*\Z|</w:body>\s*\Z", re.DOTALL)

_CONTINUOUS = re.compile(r'<w:type w:val="[a-zA-Z]*"/>')

Values = Mapping[str, Any]
"""What is printed: texts by placeholder, and lists of such mappings."""


@dataclass(frozen=True)
class Template:
    """A template's bytes, and `where` it stands for the user."""

    paper: Paper
    content: bytes
    where: str

    def defects(self) -> tuple[Defect, ...]:
        """Everything for which this template cannot be used."""
        try:
            return tuple(self._defects())
        except Exception:  # noqa: BLE001 - zipfile, lxml and docx raise anything at all on a damaged file
            return (Defect(self.where, Message("papers.not_docx")),)

    def _defects(self) -> Iterator[Defect]:
        with zipfile.ZipFile(io.BytesIO(self.content)) as archive:
            if sum(part.file_size for part in archive.infolist()) > MAX_BYTES:
                raise ValueError("too large")
            if any(name.lower().endswith("vbaproject.bin") for name in archive.namelist()):
                yield Defect(self.where, Message("papers.macro"))
        document = DocxTemplate(io.BytesIO(self.content))
        document.render_init()
        for target in _outside(document):
            yield Defect(self.where, Message("papers.outside"), found=target[:80])
        reading, sandbox = Reading(), Sandbox()
        everywhere, body = self.paper.shared, (*self.paper.shared, *self.paper.fields)
        for name, xml in _parts(document):
            if _RAW.search(re.sub(r"<[^>]*>", "", xml)):
                yield Defect(self.where, Message("papers.forbidden"), found="{{p …}}")
            try:
                tree = sandbox.parse(document.patch_xml(xml))
            except TemplateSyntaxError as error:
                yield Defect(self.where, Message("papers.syntax", {"why": error.message or ""}), column=name)
                continue
            reading.read(tree, body if name == "body" else everywhere)
        known = ", ".join(field.name for field in body)
        for name in reading.unknown:
            yield Defect(self.where, Message("papers.unknown", {"known": known}), found=name)
        for name in reading.forbidden:
            yield Defect(self.where, Message("papers.forbidden"), found=name)
        for path in reading.missing(body):
            yield Defect(self.where, Message("papers.missing", {"name": path}))

    def fill(self, shared: Values, pages: Sequence[Values], title: str, created: datetime) -> bytes:
        """The document with one copy of the body for each of `pages`, every copy on a page of its own.

        Texts are escaped: whatever they hold, they stay text.

        Raises
        ------
        ValueError
            If its tags cut across paragraphs or tables, so that no document comes of it.
        """
        document = _Copies(io.BytesIO(self.content), [plain({**shared, **page}) for page in pages])
        try:
            document.render(plain(shared), Sandbox(), autoescape=True)
        except SyntaxError as error:  # lxml's errors on XML are syntax errors
            raise ValueError(str(error)) from error
        properties = document.docx.core_properties
        properties.title, properties.author, properties.last_modified_by = title, "jemput-bola", "jemput-bola"
        properties.created = properties.modified = created.replace(tzinfo=None)
        properties.comments = properties.subject = ""
        properties.revision = 1
        out = io.BytesIO()
        document.save(out)
        return fixed(out.getvalue())


class _Copies(DocxTemplate):  # type: ignore[misc] # docxtpl has no types
    """A template whose body is rendered once for each of several sets of values."""

    def __init__(self, file: io.BytesIO, pages: Sequence[Values]):
        super().__init__(file)
        self._pages = pages

    def build_xml(self, context: Values, jinja_env: Sandbox) -> str:  # noqa: ARG002 - pages have their own
        """The body's copies, each a section of its own, so that it begins on a new page."""
        xml = self.patch_xml(self.get_xml())
        opening, end = xml.index(">") + 1, _END.search(xml)
        assert end is not None
        section = _CONTINUOUS.sub("", end[0].rpartition("</w:body>")[0])
        next_page = f"<w:p><w:pPr>{_SMALL}{section}</w:pPr></w:p>" if section else _PAGE_BREAK
        inner = xml[opening : end.start()]
        letter = jinja_env.from_string(inner)  # compiled once, for thousands of pages
        copies = [letter.render(page) for page in self._pages]
        whole: str = xml[:opening] + next_page.join(copies) + end[0]
        parse_xml(whole)  # docxtpl would mend a broken document by throwing parts of it away
        return whole


_SMALL = '<w:spacing w:before="0" w:after="0" w:line="20" w:lineRule="exact"/>'
"""The paragraph that ends a section is hardly a line, so that it starts no page of its own."""
_PAGE_BREAK = '<w:p><w:r><w:br w:type="page"/></w:r></w:p>'


def shipped_or_own(folder: Path | None, shipped: Mapping[str, bytes]) -> tuple[list[Template], list[Defect]]:
    """The template of every paper: the office's in `folder` where there is one, else the shipped one.

    Returns
    -------
    templates, defects
        What is wrong with any of them, and with files of the folder that would be passed over.
    """
    defects: list[Defect] = []
    own = {}
    if folder is not None and not folder.is_dir():
        defects.append(Defect(str(folder), Message("papers.no_folder")))
    elif folder is not None:
        known = {paper.file: name for name, paper in PAPERS.items()}
        for path in sorted(folder.iterdir()):
            if path.suffix.lower() not in (".docx", ".docm", ".dotx", ".doc") or path.name.startswith(LOCKS):
                continue
            if path.name.lower() in known:
                own[known[path.name.lower()]] = path
            else:
                message = Message("papers.unknown_file", {"known": ", ".join(known)})
                defects.append(Defect(str(path.name), message))
        if not own and not defects:
            defects.append(Defect(str(folder), Message("papers.no_template", {"known": ", ".join(known)})))
    templates = [
        Template(paper, own[name].read_bytes() if name in own else shipped[name], paper.file)
        for name, paper in PAPERS.items()
    ]
    return templates, [*defects, *(defect for template in templates for defect in template.defects())]


def plain(value: Any) -> Any:
    """Values as a template gets them: mappings, lists and clean texts, nothing with attributes."""
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    return _clean(str(value))


def _clean(text: str) -> str:
    """One line without characters that XML does not hold, nor those that turn the direction of writing."""
    kept = (c if unicodedata.category(c) not in ("Cc", "Cs", "Cf", "Cn", "Co") else " " for c in text)
    return " ".join("".join(kept).split())


def _parts(document: DocxTemplate) -> Iterator[tuple[str, str]]:
    """Every part of a template that is filled in, by kind."""
    yield "body", document.get_xml()
    for uri, kind in ((document.HEADER_URI, "header"), (document.FOOTER_URI, "footer")):
        for _, part in document.get_headers_footers(uri):
            yield kind, document.get_part_xml(part)
    for part in document.docx.part.package.parts:
        if part.content_type == FOOTNOTES:
            yield "footnotes", part.blob.decode("utf-8")
    core = document.docx.core_properties
    for name in ("author", "comments", "identifier", "language", "subject", "title"):
        yield name, getattr(core, name)


def _outside(document: DocxTemplate) -> Iterator[str]:
    """Whatever a program would fetch from elsewhere when the document is opened."""
    package = document.docx.part.package
    for rels in (package.rels, *(part.rels for part in package.iter_parts())):
        for rel in rels.values():
            if rel.is_external and rel.reltype != RELATIONSHIP_TYPE.HYPERLINK:
                yield str(rel.target_ref)
