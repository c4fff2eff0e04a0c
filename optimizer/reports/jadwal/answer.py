"""The answer to the case's own question, at the top of the workbook's summary."""

from __future__ import annotations

from collections.abc import Sequence

from optimizer.core.answer import Answer
from optimizer.reports.answer import figure, notes, ranges, rows, title, verdict
from optimizer.reports.jadwal.lines import LAST, Lines
from optimizer.reports.workbook.styles import CENTRE, HEADER, SECTION, WRAPPED, Style
from optimizer.texts import say

WIDE = 3
"""From this many figures on, each has a column of its own."""


def answer_section(lines: Lines) -> None:
    """The question, its answer, the range and what moves it; nothing for a run that was asked nothing."""
    outcome, lang = lines.book.outcome, lines.book.lang
    answer = outcome.answer
    if answer is None:
        return
    lines.sheet.band(lines.row, 0, LAST, title(answer, outcome, lang), SECTION)
    lines.row += 1
    for text in (*verdict(answer, outcome, lang), *ranges(answer, lang)):
        lines.sheet.band(lines.row, 0, LAST, text, WRAPPED)
        lines.row += 1
    if found := rows(answer, lang):
        spans = _spans(answer)
        names = (say("answers.values", lang), *(figure(name, lang) for name in answer.figures))
        lines.sheet.text(lines.row, 0, say("answers.assumption", lang), HEADER)
        _cells(lines, spans, names, HEADER)
        for row in found:
            lines.sheet.text(lines.row, 0, row.name, WRAPPED)
            _cells(lines, spans, (row.values, *row.figures), WRAPPED | CENTRE)
    for text in notes(answer, lang):
        lines.note(text)
    lines.row += 1


def _spans(answer: Answer) -> tuple[int, ...]:
    """Columns of the values and of each figure: two dates need more room than two numbers."""
    if len(answer.figures) < WIDE:
        return (2,) * (1 + len(answer.figures))
    return (2, *(2 if name == "finish" else 1 for name in answer.figures))


def _cells(lines: Lines, spans: Sequence[int], texts: Sequence[str], style: Style) -> None:
    """Texts over so many columns each, from the second one on; then the next row."""
    col = 1
    for span, text in zip(spans, texts, strict=True):
        if span > 1:
            lines.sheet.band(lines.row, col, col + span - 1, text, style)
        else:
            lines.sheet.text(lines.row, col, text, style)
        col += span
    lines.row += 1
