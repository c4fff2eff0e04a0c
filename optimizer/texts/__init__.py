"""The catalogues: every sentence a user reads, in Bahasa Indonesia and English, by key."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from optimizer.errors import Defect, Message

LANGUAGES = ("id", "en")


@cache
def catalogue(lang: str) -> dict[str, str]:
    """All sentences of a language: key → format string, merged over the files of its folder."""
    texts: dict[str, str] = {}
    for file in sorted((files(__package__) / lang).iterdir(), key=lambda f: f.name):
        if file.name.endswith(".yaml"):
            texts.update(yaml.safe_load(file.read_text(encoding="utf-8")) or {})
    return texts


def say(key: str, lang: str, /, **values: Any) -> str:
    """The sentence `key` in `lang`, its values filled in; numbers are grouped as the language does.

    Raises
    ------
    KeyError
        If the catalogue has no such key.
    """
    return catalogue(lang)[key].format(**{name: _spell(value, lang) for name, value in values.items()})


def tell(message: Message, lang: str) -> str:
    """A `Message` as a sentence."""
    return say(message.key, lang, **message.values)


def tell_defect(defect: Defect, lang: str) -> str:
    """A defect in one line: where, what was found, what is expected."""
    place = [defect.where]
    if defect.row is not None:
        place.append(say("defect.row", lang, row=str(defect.row)))
    if defect.column is not None:
        place.append(say("defect.column", lang, column=defect.column))
    found = f" ({say('defect.found', lang, found=defect.found)})" if defect.found is not None else ""
    return f"{', '.join(place)}: {tell(defect.message, lang)}{found}"


def number(value: float, lang: str, decimals: int = 0) -> str:
    """A number with the language's separators: 10.500 in Bahasa Indonesia, 10,500 in English."""
    text = f"{value:,.{decimals}f}"
    return text.translate(str.maketrans(",.", ".,")) if lang == "id" else text


def _spell(value: Any, lang: str) -> str:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return str(value)
    return number(value, lang, 0 if isinstance(value, int) else 1)
