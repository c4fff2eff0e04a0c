"""Price trips to places that are each served in one go: as walks, by labels (`walks`)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from optimizer.engines.columns.family import Family, Length
from optimizer.engines.columns.pricing import Found, Goes, Pricer, Prices
from optimizer.engines.columns.serving import EPSILON
from optimizer.engines.columns.walks import MOST_BLOCKS, Memory, Rest, Walks, walked

Floats = NDArray[np.float64]

PER_NODE = 100
"""Labels of a search for the best walk for each extension that a search may take."""

NEAR = 5
"""Places that each keeps in mind where many walks are sought."""

LISTED = 200
"""Of the walks better than all trips known, so many are looked at."""

LEARNT, LESSONS = 12, 10
"""Times that the best walk is sought anew, and walks of the time before that are learnt from."""


@dataclass
class Known:
    """What is known of a family from earlier rounds.

    Attributes
    ----------
    memory
        What its places keep in mind where the best walk is sought.
    near
        The same where many walks are sought.
    too_few
        The most labels that were too few to find the best walk with.
    """

    memory: Memory
    near: Memory
    too_few: int = 0


class Walkers:
    """The pricers of families; what is learnt of them is kept from round to round."""

    def __init__(self) -> None:
        self._known: dict[int, Known] = {}

    def pricer(self, family: Family, best: Floats, prices: Prices, most_visits: int | None) -> Pricer:
        """A pricer by labels where every place worth a visit is served in one go, whatever the hour."""
        plain = Pricer(family, best, prices, most_visits)
        if most_visits is not None or not len(plain.useful):
            return plain
        if any(len(steps) != 1 for steps in plain.steps) or any(plain.timed(each) for each in family.lengths):
            return plain
        walker = Walker(family, best, prices, self._known.get(family.slot_class))
        self._known[family.slot_class] = walker.known
        return walker if walker.walks(family.lengths[0]).blocks <= MOST_BLOCKS else plain


class Walker(Pricer):
    """The trips of one family as walks; `known` is what was learnt of it before."""

    crowd: ClassVar[int] = 3

    def __init__(self, family: Family, best: Floats, prices: Prices, known: Known | None = None):
        super().__init__(family, best, prices)
        walks = self.walks(family.lengths[0])
        self.known = known or Known(Memory.near(walks, 0), Memory.near(walks, NEAR))

    def walks(self, length: Length) -> Walks:
        """The walks of a day."""
        minutes, worth = self._ways
        return Walks(minutes, worth, length.minutes)

    def priced(
        self, length: Length, above: float, most: int, nodes: int, goes: Goes = lambda: True
    ) -> tuple[float, list[Found]]:
        """See `Pricer.priced`: many trips first, then the best walk, while it comes back to places."""
        walks, fixed = self.walks(length), length.rupiah * self.prices.rupiah
        rest, least = Rest(walks), above + fixed
        most_of, floor, found = rest.whole(walks), least, dict[frozenset[int], Found]()
        if most_of <= least:
            return most_of - fixed, []

        def keep(value: float, walk: tuple[int, ...]) -> None:
            value -= fixed + self.prices.rupiah * self.family.rounding(self.metres(walk))
            known = found.get(frozenset(walk))
            if value > above + EPSILON and (known is None or known.value < value):
                found[frozenset(walk)] = Found(length, walk, value)

        for value, walk in walked(walks, rest, least, self.known.near, None, goes).best(walks, least, most):
            keep(value, walk)
            floor = max(floor, value)
        limit = PER_NODE * nodes
        if limit > self.known.too_few or not found:
            most_of = min(most_of, self._best(walks, rest, floor, limit, keep, goes))
        return most_of - fixed, sorted(found.values(), key=lambda trip: -trip.value)[:most]

    def _best(
        self,
        walks: Walks,
        rest: Rest,
        floor: float,
        limit: int,
        keep: Callable[[float, tuple[int, ...]], None],
        goes: Goes,
    ) -> float:
        """What no walk is worth more than, `floor` where none is worth more; trips met are kept."""
        known, most_of = self.known, np.inf
        for _ in range(LEARNT):
            labels = walked(walks, rest, floor, known.memory, limit, goes)
            if not labels.whole:
                known.too_few = max(known.too_few, limit)
                break
            met = list(labels.best(walks, floor, LISTED))
            most_of = min(most_of, max((value for value, _ in met), default=floor))
            trips = [(value, walk) for value, walk in met if len(set(walk)) == len(walk)]
            for value, walk in trips:
                keep(value, walk)
            if not met or met[0] in trips:
                break
            learnt = [known.memory.learn(walk) for _, walk in met[:LESSONS]]  # all of them, not until one has
            if not any(learnt):
                break
        return most_of

    @cached_property
    def _ways(self) -> tuple[NDArray[np.int64], Floats]:
        """Minutes and worth from each place to each, the stay there included; see `Walks`."""
        places, never = self.best.shape[1], self.family.lengths[0].minutes + 1
        stay = np.zeros(places, np.int64)
        stay[self.useful] = [int(steps[0]) for steps in self.steps]
        minutes, worth = self.minutes.copy(), -self.arc
        minutes[:, :places] += stay
        worth[:, :places] += self.best[-1]
        useless = np.setdiff1d(np.arange(places), self.useful)
        minutes[:, useless] = minutes[useless] = never
        np.fill_diagonal(minutes, never)
        return minutes, worth
