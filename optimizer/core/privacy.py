"""Keep personal numbers out: recognise what looks like a NIK or KK, and never repeat it."""

from __future__ import annotations

import re

MASK = "[disamarkan]"
LONGEST = 80
"""Characters of a cell shown in a message."""

_RUN = re.compile(r"(?<!\d)\d{16}(?!\d)", re.ASCII)
_SPACED = re.compile(r"\d(?:[\s.,'’_/-]{0,2}\d){15}", re.ASCII)
_DECIMAL = re.compile(r"-?(\d+)[.,]\d+", re.ASCII)
_POWER = re.compile(r"\d(?:[.,]\d+)?[eE]\+?15", re.ASCII)
_DATES = re.compile(r"(?:\d{4}-\d\d-\d\d[\s,;]*)+", re.ASCII)
_ADDRESS = re.compile(r"\w\.[a-z]{2,}/|://", re.ASCII | re.IGNORECASE)
_HEADER = re.compile(r"(no(mor)?_?)?(nik|kk|kartu_keluarga)(_\w+)?", re.ASCII)


def looks_personal(text: str) -> bool:
    """Whether a cell holds what looks like a NIK or KK: 16 digits, in one of the ways people type them.

    Recognised are a run of 16 digits (also inside a text, but not inside a web address), digits parted
    by spaces, dots, commas, hyphens or apostrophes, and the `1,70206E+15` a spreadsheet makes of it.
    Decimal numbers (such as coordinates) and lists of dates are not taken for one.
    """
    bare = text.strip("'’ ")
    decimal = _DECIMAL.fullmatch(bare)
    if decimal:
        return len(decimal[1]) == 16
    if _DATES.fullmatch(bare):
        return False
    if _POWER.fullmatch(bare) or _SPACED.fullmatch(bare):
        return True
    return any(_RUN.search(word) and not _ADDRESS.search(word) for word in bare.split())


def personal_header(name: str) -> bool:
    """Whether a column's name says that it holds NIK or KK numbers."""
    return _HEADER.fullmatch(name) is not None


def shown(text: str) -> str:
    """A cell as it may stand in a message: shortened, and masked where it looks personal."""
    if looks_personal(text):
        return MASK
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"
