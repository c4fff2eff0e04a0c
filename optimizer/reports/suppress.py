"""Small counts held back from publication, with enough others that subtraction does not give them back."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

LEAST = 5
"""Smallest guarded count that is printed in full."""

VALUES = 4
"""Values that a count held back can have at the least, for all that a reader knows: one to four."""

WINDOW = 8
"""How far the audit lets a large count held back stray: a narrower reader's view, so never too mild."""

Key = Hashable
Terms = tuple[tuple[Key, int], ...]
"""Counts with their signs (+1 or −1): what they sum to is a figure anybody may know."""


@dataclass(frozen=True)
class Span:
    """What a reader is told of a count that is held back: `low` to `high` (None: no upper end)."""

    low: int
    high: int | None


@dataclass(frozen=True)
class Table:
    """Counts to be published, and how they hang together.

    Attributes
    ----------
    counts
        Every count, by key; not negative.
    guarded
        Keys of counts that must not be told apart below `LEAST`, and the group each belongs to. Where
        all counts of a group are below, its zeros are held back too; elsewhere a zero is printed:
        nobody is there to be recognised.
    sums
        Figures known to the reader, printed or not, as sums of counts.
    unseen
        Keys of counts that are printed nowhere.
    present
        Keys of counts that a reader knows not to be zero.
    order
        Keys in the order in which they are rather held back; others come last, by their place in `counts`.
    """

    counts: Mapping[Any, int]  # Any, not Key: a Mapping takes no narrower keys than it is declared with
    guarded: Mapping[Any, Hashable]
    sums: tuple[Terms, ...]
    unseen: frozenset[Key] = frozenset()
    present: frozenset[Key] = frozenset()
    order: tuple[Key, ...] = ()


def suppress(table: Table) -> dict[Key, Span]:
    """The counts to hold back, each with what its reader is told instead.

    First the small counts ("<5"), then others until every small one can have `VALUES` values (or as
    many as hiding all would leave it) given everything printed, every known sum and that no count is
    negative; last, what turns out not to be needed is printed after all. Any one count less held back
    would give a small one away, though another choice could be smaller: the least is NP-hard
    (complementary cell suppression, Fischetti & Salazar 2001). Others held back are told as the
    narrowest span that follows from what is printed, so that they tell nothing new.
    """
    small = _small(table)
    audit = _Audit(table, small)
    wanted = {key: audit.values(key, frozenset(table.counts)) for key in small if table.counts[key]}
    wanted = {key: min(VALUES, most) for key, most in wanted.items()}
    hidden = frozenset(small) | table.unseen
    place = {key: number for number, key in enumerate([*table.order, *table.counts][::-1])}
    added: list[Key] = []
    while exposed := [key for key, least in wanted.items() if audit.values(key, hidden) < least]:
        near = [key for key in audit.joined(exposed[0], hidden) if key not in hidden]
        if not near:  # pragma: no cover - hiding all of a component reaches what is wanted
            break
        rather = max(near, key=place.__getitem__)
        single = sorted(near, key=place.__getitem__, reverse=True)
        least = wanted[exposed[0]]
        enough = (key for key in single if audit.values(exposed[0], hidden | {key}) >= least)
        added.append(next(enough, rather))
        hidden |= {added[-1]}
    for key in sorted(added, key=place.__getitem__):
        fewer = hidden - {key}
        if all(audit.values(other, fewer) >= least for other, least in wanted.items()):
            hidden = fewer
    told = audit.told(hidden)
    return {key: small.get(key, told[key]) for key in table.counts if key in hidden - table.unseen}


def _small(table: Table) -> dict[Key, Span]:
    """The small counts, and what "<5" stands for: 1 to 4, or 0 to 4 in a group all of whose are small."""
    most: dict[Hashable, int] = {}
    for key, group in table.guarded.items():
        most[group] = max(most.get(group, 0), table.counts[key])
    return {
        key: Span(int(most[group] >= LEAST or key in table.present), LEAST - 1)
        for key, group in table.guarded.items()
        if table.counts[key] < LEAST and (table.counts[key] or 0 < most[group] < LEAST)
    }


class _Audit:
    """A reader who knows what is printed and every sum, and tries to work out the rest."""

    def __init__(self, table: Table, small: Mapping[Key, Span]):
        self._counts, self._small, self._sums = table.counts, small, table.sums
        self._of: dict[Key, list[int]] = {}
        for number, terms in enumerate(table.sums):
            for key, _ in terms:
                self._of.setdefault(key, []).append(number)
        self._found: dict[tuple[Key, frozenset[Key]], int] = {}

    def values(self, key: Key, hidden: frozenset[Key]) -> int:
        """How many values from end to end a hidden count may have, both ends being possible."""
        keys = frozenset(self._component(key, hidden))
        if (key, keys) not in self._found:
            box = self._box(keys)
            sums = self._among(keys)
            low, high = _narrowed(box, sums)[key] if sums else box[key]
            while low < high and not _possible({**box, key: (low, low)}, sums):
                low += 1
            while low < high and not _possible({**box, key: (high, high)}, sums):
                high -= 1
            self._found[key, keys] = high - low + 1
        return self._found[key, keys]

    def joined(self, key: Key, hidden: frozenset[Key]) -> list[Key]:
        """All counts in a known sum with a count of the same component, in a fixed order."""
        sums = {number for one in self._component(key, hidden) for number in self._of.get(one, ())}
        near = {other for number in sums for other, _ in self._sums[number]}
        return [other for other in self._counts if other in near]

    def told(self, hidden: frozenset[Key]) -> dict[Key, Span]:
        """The span of every hidden count that follows from what is printed, by narrowing."""
        far = 4 * (sum(self._counts.values()) + LEAST)  # stands for no upper end
        box = {key: self._ends(key, far) for key in self._counts if key in hidden}
        spans = _narrowed(box, self._among(hidden)) if box else {}
        return {key: Span(low, high if high < far // 2 else None) for key, (low, high) in spans.items()}

    def _ends(self, key: Key, far: int) -> tuple[int, int]:
        span = self._small.get(key, Span(0, None))
        return span.low, far if span.high is None else span.high

    def _component(self, key: Key, hidden: frozenset[Key]) -> list[Key]:
        """The hidden counts that hang together with `key` by known sums."""
        seen, found = {key}, [key]
        for one in found:
            for number in self._of.get(one, ()):
                for other, _ in self._sums[number]:
                    if other in hidden and other not in seen:
                        seen.add(other)
                        found.append(other)
        return found

    def _box(self, keys: Iterable[Key]) -> dict[Key, tuple[int, int]]:
        box = {}
        for key in keys:
            low, high = self._ends(key, self._counts[key] + WINDOW)
            box[key] = low if key in self._small else max(low, self._counts[key] - WINDOW), high
        return {key: box[key] for key in self._counts if key in box}

    def _among(self, keys: frozenset[Key]) -> list[tuple[Terms, int]]:
        """The known sums that bear on `keys`: their hidden terms, and what these must come to."""
        bearing = sorted({number for key in keys for number in self._of.get(key, ())})
        found = []
        for number in bearing:
            terms = tuple((key, sign) for key, sign in self._sums[number] if key in keys)
            found.append((terms, sum(sign * self._counts[key] for key, sign in terms)))
        return found


Box = Mapping[Key, tuple[int, int]]


def _narrowed(box: Box, sums: Iterable[tuple[Terms, int]]) -> dict[Key, tuple[int, int]]:
    """Ends moved inwards until no single sum moves them further; low above high where nothing fits."""
    ends, moved = dict(box), True
    sums = list(sums)
    while moved:
        moved = False
        for terms, wanted in sums:
            least = sum(ends[key][0] if sign > 0 else -ends[key][1] for key, sign in terms)
            most = sum(ends[key][1] if sign > 0 else -ends[key][0] for key, sign in terms)
            for key, sign in terms:
                low, high = ends[key]
                if sign > 0:
                    inner = max(low, wanted - most + high), min(high, wanted - least + low)
                else:
                    inner = max(low, least + high - wanted), min(high, most + low - wanted)
                if inner != (low, high):
                    ends[key], moved = inner, True
                    if inner[0] > inner[1]:
                        return ends
                    least += inner[0] - low if sign > 0 else high - inner[1]
                    most += inner[1] - high if sign > 0 else low - inner[0]
    return ends


def _possible(box: Box, sums: list[tuple[Terms, int]]) -> bool:
    """Whether some whole numbers within `box` meet every sum: narrowing, then trying the shortest span."""
    ends = _narrowed(box, sums)
    if any(low > high for low, high in ends.values()):
        return False
    free = [key for key, (low, high) in ends.items() if low < high]
    if not free:
        return True
    key = min(free, key=lambda one: ends[one][1] - ends[one][0])
    low, high = ends[key]
    return any(_possible({**ends, key: (value, value)}, sums) for value in range(low, high + 1))
