"""The workbook being written: sheets by name, formats by property, every text kept as text."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any

from xlsxwriter import Workbook

from optimizer.reports.file import put
from optimizer.reports.workbook.styles import Style

LOCALES = {"id": "[$-421]", "en": ""}
"""Prefix of a number format by language: Indonesian day and month names and separators."""
LONGEST_NAME = 31
RISKY = ("=", "+", "-", "@", "\t", "\r", "\n")
"""First characters that make a spreadsheet take a text for a formula once somebody edits it."""


class Book:
    """A workbook in memory, saved in one step at the end; each report adds its own sentences.

    Parameters
    ----------
    lang
        Language of numbers and dates.
    row_points
        Height of a row that sets none, in points; a spreadsheet's own where it is None.
    """

    def __init__(self, lang: str, row_points: float | None = None):
        self.lang = lang
        self._bytes = BytesIO()
        options: dict[str, Any] = {
            "in_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            # Arial is on every Windows, and programs without it have a font of the same widths.
            "default_format_properties": {"font_name": "Arial", "font_size": 10},
        }
        if row_points is not None:
            options["default_row_height"] = row_points
        self._workbook = Workbook(self._bytes, options)
        self._formats: dict[tuple[tuple[str, object], ...], object] = {}
        self._names: set[str] = set()

    def stamp(self, title: str, created: datetime) -> None:
        """Title and time of making as the file states them: given, so that equal reports are equal files."""
        self._workbook.set_properties({"title": title, "created": created.replace(tzinfo=None)})

    def format(self, style: Style, text: str = "") -> object:
        """The format of a style; a risky `text` is marked so that it stays text when edited."""
        properties = dict(style)
        if text.startswith(RISKY):
            properties["quote_prefix"] = True
        if "num_format" in properties:
            sections = str(properties["num_format"]).split(";")
            properties["num_format"] = ";".join(LOCALES[self.lang] + section for section in sections)
        key = tuple(sorted(properties.items()))
        if key not in self._formats:
            self._formats[key] = self._workbook.add_format(properties)
        return self._formats[key]

    def add(self, name: str) -> tuple[str, Any]:
        """A new worksheet after the others, and its name as Excel allows it."""
        name = sheet_name(name, self._names)
        self._names.add(name.casefold())
        return name, self._workbook.add_worksheet(name)

    def chart(self, kind: Mapping[str, str]) -> Any:
        """A new native chart of a kind (type and subtype), to be put on a sheet."""
        return self._workbook.add_chart(dict(kind))

    def save(self, path: Path) -> Path:
        """Write the file in one step, so that nobody opens half of it."""
        self._workbook.close()
        return put(path, self._bytes.getvalue())


def sheet_name(wanted: str, taken: Sequence[str] | set[str]) -> str:
    """`wanted` without the characters Excel refuses, cut to 31 and numbered if already `taken`."""
    clean = re.sub(r"[\[\]:*?/\\\x00-\x1f]", " ", wanted).strip().strip("'").strip() or "-"
    name, number = clean[:LONGEST_NAME], 1
    while name.casefold() in taken or name.casefold() == "history":  # a name Excel keeps for itself
        number += 1
        name = f"{clean[: LONGEST_NAME - len(str(number)) - 1]} {number}"
    return name
