"""The workbook of a simulation: that of the schedule, with its own sentences."""

from __future__ import annotations

from collections.abc import Sequence

from optimizer.reports.jadwal.book import ScheduleBook
from optimizer.reports.workbook.sheet import Column, Sheet
from optimizer.reports.workbook.styles import BODY, NOTE, TITLE, Style
from optimizer.texts import say

BAR: Style = BODY | {"font_color": "#4F8A98", "font_size": 8}
"""A bar of text, lighter than the figures beside it."""


class SimulationBook(ScheduleBook):
    """A workbook whose sentences are those of the simulation."""

    def say(self, key: str, **values: object) -> str:
        """The sentence `simulate.<key>`."""
        return say(f"simulate.{key}", self.lang, **values)


def opened(sheet: Sheet, title: str, notes: Sequence[str], columns: Sequence[Column]) -> tuple[int, int]:
    """Title, notes over the width of a table, and its header; returns the header's and the next row."""
    last = len(columns) - 1
    sheet.band(0, 0, last, title, TITLE)
    sheet.height(0, 24)
    for row, note in enumerate(notes, 1):
        sheet.band(row, 0, last, note, NOTE)
    top = len(notes) + 2
    return top, sheet.header(top, columns)
