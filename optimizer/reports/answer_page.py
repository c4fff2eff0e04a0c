"""The answer to a case's own question on a Rich console: one page, before everything else."""

from __future__ import annotations

from collections.abc import Iterator

from rich.box import SIMPLE_HEAD
from rich.console import RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from optimizer.core.outcome import Outcome
from optimizer.reports.answer import figure, notes, ranges, rows, title, verdict
from optimizer.texts import say

MOST_ROWS = 8
"""Assumptions in the table, so that it fits a page; the workbook has all."""


def answer_page(outcome: Outcome, lang: str) -> Iterator[RenderableType]:
    """The question, its answer, the range and what moves it; nothing for a run that was asked nothing."""
    answer = outcome.answer
    if answer is None:
        return
    yield Text(title(answer, outcome, lang), style="bold")
    yield from (Padding(Text(line), (0, 0, 0, 1)) for line in verdict(answer, outcome, lang))
    yield Text()
    if answer.central is not None:
        yield Text(say("answers.ranges", lang), style="bold")
        yield from (Padding(Text(line), (0, 0, 0, 1)) for line in ranges(answer, lang))
        found = rows(answer, lang)
        if found:
            table = Table(box=SIMPLE_HEAD, header_style="bold", pad_edge=False)
            table.add_column(say("answers.assumption", lang))
            table.add_column(say("answers.values", lang))
            for name in answer.figures:
                table.add_column(say("answers.low_high", lang, figure=figure(name, lang)), justify="right")
            for row in found[:MOST_ROWS]:
                table.add_row(*(Text(cell) for cell in (row.name, row.values, *row.figures)))
            yield table
        if less := ", ".join(row.name for row in found[MOST_ROWS:]):
            yield Padding(Text(say("answers.less", lang, names=less)), (0, 0, 0, 1))
    yield from (Padding(Text(line), (0, 0, 0, 1)) for line in notes(answer, lang))
    yield Text()
