"""How long a plan was searched for, in words: runs note it as `20 s`, `200 work`, or both."""

from __future__ import annotations

import re

from optimizer.texts import number, say

_PART = re.compile(r"([0-9]+(?:\.[0-9]+)?) (seconds|s|work)\b")


def search_in_words(search: str, lang: str) -> str:
    """`200 work` as 200 langkah, `60.5 seconds or 500 work` as 60,5 detik atau 500 langkah."""
    told = _PART.sub(lambda part: _spelt(part, lang), search)
    return told.replace(" or ", f" {say('reports.search.or', lang)} ")


def _spelt(part: re.Match[str], lang: str) -> str:
    amount, unit = part.groups()
    key = "steps" if unit == "work" else "seconds"
    return say(f"reports.search.{key}", lang, amount=number(float(amount), lang, 1 if "." in amount else 0))
