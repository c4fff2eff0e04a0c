"""Counts of people as the map publishes them."""

from __future__ import annotations

from dataclasses import dataclass

from optimizer.core.region import Place
from optimizer.texts import number, say

HOME_VISITS = "rumah"
"""Kind of a place that stands for homes visited: its people are few and could be recognised."""

LEAST = 5
"""Smallest count of home visits that is printed in full."""


@dataclass(frozen=True)
class Count:
    """What a reader sees of a count: `text` in words, `drawn` in sizes and sums."""

    text: str
    drawn: int


def published(place: Place, people: int, lang: str, *, estimated: bool = False) -> Count:
    """The count of `people` of `place` as it may be published; an estimate is marked with ~.

    Every count on the map passes here. Fewer than five home visits print as "<5" and enter no size or
    sum, so that a total does not give them away.
    """
    if place.kind == HOME_VISITS and 0 < people < LEAST:
        return Count(f"<{LEAST}", 0)
    return Count(f"~{number(people, lang)}" if estimated and people else number(people, lang), people)


def counted(noun: str, n: int, lang: str) -> str:
    """Number and noun, such as "1 trip" or "12 trips"; `noun` names a pair of sentences in the catalogue."""
    return say(f"map.screen.{noun}.{'one' if n == 1 else 'many'}", lang, n=n)
