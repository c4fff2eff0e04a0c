"""The list of placeholders, as a page for whoever changes a template; made from what the papers can print."""

from __future__ import annotations

from collections.abc import Iterator

from optimizer.reports.papers.fields import PAPERS, Field, Paper
from optimizer.reports.papers.roster import COLUMNS, NEEDED
from optimizer.texts import say

GUIDE = "isian.md"
"""Name of the page beside the templates."""


def guide(lang: str) -> str:
    """The page, in Markdown."""
    lines = [f"# {say('papers.guide.title', lang)}", "", say("papers.guide.intro", lang), ""]
    lines += [
        f"- {say(f'papers.guide.{key}', lang)}"
        for key in ("print", "repeat", "leave_out", "letters", "refused")
    ]
    for paper in PAPERS.values():
        lines += ["", *_paper(paper, lang)]
    lines += ["", *_roster(lang)]
    return "\n".join(lines) + "\n"


def _paper(paper: Paper, lang: str) -> Iterator[str]:
    def t(key: str) -> str:
        return say(f"papers.guide.{key}", lang)

    yield f"## {paper.file}: {say(f'papers.title.{paper.name}', lang)}"
    yield ""
    yield f"| {t('name')} | {t('what')} | {t('needed')} | {t('where')} |"
    yield "| --- | --- | --- | --- |"
    for where, fields in (("everywhere", paper.shared), ("body", paper.fields)):
        for field in fields:
            yield from _rows(paper, field, t(where), lang)


def _roster(lang: str) -> Iterator[str]:
    """The columns of the list of people that letters take names from."""
    yield f"## {say('papers.guide.roster', lang)}"
    yield ""
    yield say("papers.guide.roster_intro", lang)
    yield ""
    titles = (say(f"papers.guide.{key}", lang) for key in ("column", "what", "needed"))
    yield f"| {' | '.join(titles)} |"
    yield "| --- | --- | --- |"
    for name in COLUMNS:
        needed = say("papers.guide.yes" if name in NEEDED else "papers.guide.no", lang)
        yield f"| `{name}` | {say(f'papers.column.{name}', lang)} | {needed} |"


def _rows(paper: Paper, field: Field, where: str, lang: str, above: str = "") -> Iterator[str]:
    path = f"{above}{field.name}"
    needed = say("papers.guide.yes" if field.required else "papers.guide.no", lang)
    kind = say("papers.guide.rows", lang) if field.rows else ""
    yield f"| `{path}` | {say(f'papers.field.{paper.name}.{path}', lang)}{kind} | {needed} | {where} |"
    for row in field.rows:
        yield from _rows(paper, row, where, lang, f"{path}.")
