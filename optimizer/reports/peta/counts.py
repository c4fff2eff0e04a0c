"""Counts of people as the map publishes them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from optimizer.reports.suppress import LEAST, Key, Span
from optimizer.texts import number, say


@dataclass(frozen=True)
class Count:
    """What a reader sees of a count: `text` in words, `drawn` in sizes and sums."""

    text: str
    drawn: int


@dataclass(frozen=True)
class Counts:
    """The counts of one map, by key (see `peta.guarded`); `spans` are those held back."""

    spans: Mapping[Key, Span]
    lang: str

    def published(self, key: Key, people: int, *, estimated: bool = False) -> Count:
        """The count `key` of `people` as it may be published; an estimate is marked with ~.

        Every count on the map passes here. One held back prints as "<5", or as the span that anybody
        can work out, and enters sizes and sums with the least it can be.
        """
        if key in self.spans:
            return self._held_back(self.spans[key])
        text = number(people, self.lang)
        return Count(f"~{text}" if estimated and people else text, people)

    def full(self, key: Key) -> bool:
        """Whether a count is printed in full."""
        return key not in self.spans

    def may_be_none(self, key: Key) -> bool:
        """Whether a count is held back that, for all a reader knows, may be nobody."""
        return key in self.spans and self.spans[key].low == 0

    def _held_back(self, span: Span) -> Count:
        if span.high is None:
            return Count(say("map.at_least", self.lang, n=span.low), span.low)
        if span.high < LEAST:
            return Count(f"<{LEAST}", 0)
        return Count(f"{number(span.low, self.lang)}–{number(span.high, self.lang)}", span.low)


def counted(noun: str, n: int, lang: str, of: str = "screen") -> str:
    """Number and noun, such as "1 trip" or "12 trips"; `noun` names a pair of sentences in the catalogue."""
    return say(f"map.{of}.{noun}.{'one' if n == 1 else 'many'}", lang, n=n)
