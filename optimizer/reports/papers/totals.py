"""Sums of people that may be published: exact, unless a sum tells of few people visited at home."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from optimizer.core.outcome import Outcome
from optimizer.core.region import Source
from optimizer.reports.figures import TeamDay
from optimizer.reports.peta.guarded import (
    COLUMNS,
    HOME_VISITS,
    account_key,
    persons_key,
    spans,
    stop_key,
)
from optimizer.reports.suppress import VALUES, Key, Span
from optimizer.texts import number, say

K = TypeVar("K", bound=Hashable)


@dataclass(frozen=True)
class Part:
    """A count that enters a sum; `span` is what the map tells of it where it is held back there.

    `home` counts people visited at home. What the map holds back besides, it holds back because a home's
    count could be worked out from it.
    """

    count: int
    span: Span | None = None
    home: bool = False


@dataclass(frozen=True)
class Sum:
    """A sum as it may be published: from `low` to `high` (None: no upper end), exact where they agree."""

    low: int
    high: int | None

    @property
    def exact(self) -> bool:
        """Whether the sum itself is published."""
        return self.low == self.high

    def text(self, lang: str) -> str:
        """In words."""
        if self.exact:
            return number(self.low, lang)
        if self.high is None:
            return say("papers.at_least", lang, n=self.low)
        return f"{number(self.low, lang)}–{number(self.high, lang)}"


@dataclass(frozen=True)
class Totals:
    """Sums of an outcome's accounts by (service, column), of a kecamatan too, and of persons.

    `persons` are those served, `sources` those waiting and to come by the source of their count (None
    where that would tell of people at home); `homes` says whether their number may be told at all.
    """

    kecamatan: Mapping[tuple[str, str, str], Sum]
    region: Mapping[tuple[str, str], Sum]
    persons: Sum
    sources: Mapping[Source, Sum | None]
    homes: bool


def totals(outcome: Outcome, days: Sequence[TeamDay]) -> Totals:
    """The sums a publishable paper prints.

    A reader is taken to have the map as well, with everything it holds back (`peta.guarded.spans`), and
    to put each sum beside it, column by column. How many wait in a desa is published, its homes and the
    rest together, so that sums of those who wait are always exact.
    """
    held, places = spans(outcome, days), outcome.problem.region.places
    home = [place.kind == HOME_VISITS for place in places]
    by: dict[tuple[str, str], dict[str, list[Part]]] = {}
    for account in outcome.accounts:
        for column in COLUMNS:
            invited = column == "to_invite"
            count = account.expected + account.absent if invited else getattr(account, column)
            key = account_key(account.place, account.service, column)
            part = Part(count, None if column == "waiting" else held.get(key), home[account.place])
            groups = by.setdefault((account.service, column), {})
            groups.setdefault(places[account.place].kecamatan_code, []).append(part)
    kecamatan, region = dict[tuple[str, str, str], Sum](), dict[tuple[str, str], Sum]()
    for (service, column), groups in by.items():
        sums, whole = published(groups)
        region[service, column] = whole
        kecamatan |= {(group, service, column): each for group, each in sums.items()}
    stops = [
        Part(stop.people, held.get(stop_key(day, spot)), home[stop.place])
        for day in days
        for spot, stop in enumerate(day.stops)
    ]
    people = _by_source(outcome, held)
    told, whole = published(people)
    sources = {source: told[source] if whole.exact else None for source in people}
    parts = [part for each in people.values() for part in each]
    homes, others = [[part for part in parts if part.home is which] for which in (True, False)]
    return Totals(kecamatan, region, published({"": stops})[1], sources, exact(homes) and exact(others))


def _by_source(outcome: Outcome, held: Mapping[Key, Span]) -> dict[Source, list[Part]]:
    """People waiting and to come, by the source of the count and by place."""
    region = outcome.problem.region
    number = {place.code: index for index, place in enumerate(region.places)}
    counts, of = Counter[tuple[Source, int]](), Counter[int]()
    for cell in region.cells:
        counts[cell.source, number[cell.place]] += cell.waiting + cell.inflow
    for _, place in counts:
        of[place] += 1
    found: dict[Source, list[Part]] = {}
    for (source, place), count in counts.items():
        span = held.get(persons_key(place))
        # Where a place has counts of several sources, the map tells of none of them alone.
        span = Span(0, None) if span is not None and of[place] > 1 else span
        home = region.places[place].kind == HOME_VISITS
        found.setdefault(source, []).append(Part(count, span, home))
    return found


def published(groups: Mapping[K, Sequence[Part]]) -> tuple[dict[K, Sum], Sum]:
    """The sum of each group and of all, each exact only where nothing held back could be told from it.

    Groups that are not exact are together kept from being told by the rest: others join them until their
    common sum gives nothing away either, and where none is left the sum of all is not exact.
    """
    told = {name: exact(parts) for name, parts in groups.items()}
    kept = [name for name, safe in told.items() if not safe]
    others = [name for name, safe in told.items() if safe and any(part.span for part in groups[name])]
    while kept and others and not exact(part for name in kept for part in groups[name]):
        kept.append(others.pop(0))
    whole = not kept or exact(part for name in kept for part in groups[name])
    sums = {name: _sum(groups[name], name not in kept) for name in groups}
    everything = [part for parts in groups.values() for part in parts]
    return sums, _sum(everything, whole)


def exact(parts: Iterable[Part]) -> bool:
    """Whether the sum of some counts leaves each one held back as many values as the map, or `VALUES`.

    One sum and a span for each count: a count has every value from the larger of its own least and what
    all others at their most leave, up to the smaller of its own most and what they leave at their least.
    That nobody is there at a home may be told.
    """
    hidden = [(part, part.span) for part in parts if part.span is not None]
    whole = sum(part.count for part, _ in hidden)
    low = sum(span.low for _, span in hidden)
    for at, (part, span) in enumerate(hidden):
        if part.home and not part.count:
            continue
        others = [other.high for n, (_, other) in enumerate(hidden) if n != at]
        least = span.low if None in others else max(span.low, whole - sum(high or 0 for high in others))
        most = whole - (low - span.low)
        most = most if span.high is None else min(span.high, most)
        wide = VALUES if span.high is None else min(VALUES, span.high - span.low + 1)
        if most - least + 1 < wide:
            return False
    return True


def _sum(parts: Iterable[Part], told: bool) -> Sum:
    parts = list(parts)
    if told:
        whole = sum(part.count for part in parts)
        return Sum(whole, whole)
    ends = [
        (part.count, part.count) if part.span is None else (part.span.low, part.span.high) for part in parts
    ]
    highs = [high for _, high in ends]
    high = None if None in highs else sum(high or 0 for high in highs)
    return Sum(sum(low for low, _ in ends), high)
