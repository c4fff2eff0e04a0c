"""The workbook being written: sheets by role, formats by property, every text kept as text."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any

from xlsxwriter import Workbook

from optimizer.core.outcome import Outcome
from optimizer.core.region import Place
from optimizer.reports.figures import services_needed
from optimizer.reports.jadwal.sheet import Sheet
from optimizer.reports.jadwal.styles import Style
from optimizer.texts import catalogue, say

LOCALES = {"id": "[$-421]", "en": ""}
"""Prefix of a number format by language: Indonesian day and month names and separators."""
LONGEST_NAME = 31
RISKY = ("=", "+", "-", "@", "\t", "\r", "\n")
"""First characters that make a spreadsheet take a text for a formula once somebody edits it."""


class Book:
    """A workbook in memory, saved in one step at the end.

    Parameters
    ----------
    outcome
        What the workbook tells; its stamp is the workbook's, so that equal outcomes give equal files.
    lang
        Language of every sentence.
    """

    def __init__(self, outcome: Outcome, lang: str):
        self.outcome, self.lang = outcome, lang
        self.services = services_needed(outcome.problem.region)
        self._bytes = BytesIO()
        self._workbook = Workbook(
            self._bytes,
            {
                "in_memory": True,
                "strings_to_formulas": False,
                "strings_to_urls": False,
                # Arial is on every Windows, and programs without it have a font of the same widths.
                "default_format_properties": {"font_name": "Arial", "font_size": 10},
                "default_row_height": 17,
            },
        )
        self._workbook.set_properties(
            {
                "title": f"{self.say('title')} {outcome.problem.region.name}",
                "created": datetime.fromisoformat(outcome.created).replace(tzinfo=None),
            }
        )
        self._formats: dict[tuple[tuple[str, object], ...], object] = {}
        self._names: set[str] = set()

    @property
    def money(self) -> str:
        """Key of the heading over rupiah: marked as indicative until every rate is verified."""
        return "cost" if self.outcome.problem.tariff.verified else "cost_indicative"

    @property
    def place_title(self) -> str:
        """Heading over names of places: villages, or places of any kind where there are others."""
        kinds = {place.kind for place in self.outcome.problem.region.places}
        return self.say("place" if kinds <= {"desa", "kelurahan"} else "any_place")

    def say(self, key: str, **values: object) -> str:
        """The workbook's sentence `key`."""
        return say(f"reports.jadwal.{key}", self.lang, **values)

    def term(self, kind: str, code: str) -> str:
        """What a code of `kind` is called (a status, a reason, …); the code itself if it has no name."""
        return catalogue(self.lang).get(f"reports.{kind}.{code}", code)

    def kind(self, place: Place) -> str:
        """What a place is: desa, kelurahan, the form of a school, home visits."""
        forms = {school.npsn: school.form for school in self.outcome.problem.region.schools}
        return forms.get(place.code) or self.term("kind", place.kind)

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

    def sheet(self, name: str) -> Sheet:
        """A new sheet, named as Excel allows."""
        name = sheet_name(name, self._names)
        self._names.add(name.casefold())
        return Sheet(self, name, self._workbook.add_worksheet(name))

    def chart(self, kind: Mapping[str, str]) -> Any:
        """A new native chart of a kind (type and subtype), to be put on a sheet."""
        return self._workbook.add_chart(dict(kind))

    def save(self, path: Path) -> Path:
        """Write the file in one step, so that nobody opens half of it."""
        self._workbook.close()
        draft = path.with_name(f".{path.name}.tmp")
        draft.write_bytes(self._bytes.getvalue())
        return draft.replace(path)


def sheet_name(wanted: str, taken: Sequence[str] | set[str]) -> str:
    """`wanted` without the characters Excel refuses, cut to 31 and numbered if already `taken`."""
    clean = re.sub(r"[\[\]:*?/\\\x00-\x1f]", " ", wanted).strip().strip("'").strip() or "-"
    name, number = clean[:LONGEST_NAME], 1
    while name.casefold() in taken or name.casefold() == "history":  # a name Excel keeps for itself
        number += 1
        name = f"{clean[: LONGEST_NAME - len(str(number)) - 1]} {number}"
    return name
