"""Reads Word documents back for tests: paragraphs and tables as text, pages as sections."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

from docx import Document
from docx.oxml.ns import qn


def paragraphs(file: Path) -> list[str]:
    """Every paragraph of the body that holds a text, those in tables included, in order."""
    body = Document(str(file)).element.body
    texts = ("".join(t.text or "" for t in p.iter(qn("w:t"))) for p in body.iter(qn("w:p")))
    return [text for text in texts if text]


def whole(file: Path) -> str:
    """All of the body, a line a paragraph."""
    return "\n".join(paragraphs(file))


def tables(file: Path) -> list[list[list[str]]]:
    """Cells of each table, row by row; a cell over several columns stands once."""
    return [
        [[_text(cell) for cell in row.iter(qn("w:tc"))] for row in table.iter(qn("w:tr"))]
        for table in Document(str(file)).element.body.iter(qn("w:tbl"))
    ]


def pages(file: Path) -> list[list[str]]:
    """Paragraphs of each section: letters are sections of their own."""
    found: list[list[str]] = [[]]
    for block in Document(str(file)).element.body:
        text = [_text(p) for p in block.iter(qn("w:p"))]
        found[-1] += [line for line in text if line]
        if block.tag == qn("w:p") and next(block.iter(qn("w:sectPr")), None) is not None:
            found.append([])
    return found


def header(file: Path) -> str:
    """The header of the first section."""
    return "\n".join(p.text for p in Document(str(file)).sections[0].header.paragraphs)


def edit(content: bytes, replaced: dict[str, str]) -> bytes:
    """A template with every `old` in a run's text replaced by its `new`."""
    document = Document(io.BytesIO(content))
    parts = [document.element.body, *(s.header._element for s in document.sections)]
    done = set()
    for part in parts:
        for t in part.iter(qn("w:t")):
            for old, new in replaced.items():
                if old in (t.text or ""):
                    t.text = (t.text or "").replace(old, new)
                    done.add(old)
    assert done == set(replaced), set(replaced) - done
    return saved(document)


def saved(document: Any) -> bytes:
    """A document's bytes."""
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _text(element: Any) -> str:
    return "".join(t.text or "" for t in element.iter(qn("w:t")))
