"""Days met on the way, and plans mixed from them: of each kind of day the one that adds most to the others.

Model. Of the sets r of stops met, one for each slot s of kind k(s), so that the prizes of all stops on them
are most: max Σ_i prize_i min(1, Σ_s Σ_(r∋i) x_sr). Chosen slot by slot, the others kept, until none can be
chosen better: maximum coverage by exchange (Nemhauser, Wolsey and Fisher 1978), from several random choices.
"""

from __future__ import annotations

import random
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

MOST, FORGOTTEN = 6_000, 2_000
"""Days remembered of each kind; the oldest are forgotten, so many at a time."""

TRIES = 20
"""Random choices begun with."""

BLUR = 0.004
"""Share of all prizes by which a mix may look better than it is, so that it is not the same each time."""


class Met:
    """Days by kind: the stops of each in driving order, each set of stops once."""

    def __init__(self, prizes: Sequence[float], kinds: Sequence[int]):
        self._prizes, self._kinds = np.array(prizes, dtype=np.float32), tuple(kinds)
        self._days: dict[int, dict[frozenset[int], list[int]]] = {kind: {} for kind in kinds}

    def add(self, rounds: Sequence[list[int]]) -> None:
        """Remember the round of each slot."""
        for slot, stops in enumerate(rounds):
            self.remember(slot, stops)
        for days in self._days.values():
            if len(days) > MOST:
                for old in list(days)[:FORGOTTEN]:
                    del days[old]

    def remember(self, slot: int, stops: list[int]) -> None:
        """Remember a round that a slot may have."""
        self._days[self._kinds[slot]][frozenset(stops)] = stops

    def mixed(self, rng: random.Random) -> list[list[int]]:
        """One round for each slot, no stop on two of them; empty rounds where no day was met."""
        days = {kind: list(met.values()) for kind, met in self._days.items()}
        if not all(days.values()):
            return [[] for _ in self._kinds]
        on = {kind: self._on(rounds) for kind, rounds in days.items()}
        best, most = list[int](), -1.0
        for _ in range(TRIES):
            choice, worth = self._exchanged([rng.randrange(len(days[kind])) for kind in self._kinds], on)
            worth += rng.random() * BLUR * float(self._prizes.sum())
            if worth > most:
                best, most = choice, worth
        seen, mixed = set[int](), list[list[int]]()
        for kind, number in zip(self._kinds, best, strict=True):
            mixed.append([stop for stop in days[kind][number] if stop not in seen])
            seen.update(mixed[-1])
        return mixed

    def _on(self, rounds: list[list[int]]) -> NDArray[np.float32]:
        """1 where a stop is on a day, shape (days, nodes)."""
        on = np.zeros((len(rounds), len(self._prizes)), dtype=np.float32)
        for number, stops in enumerate(rounds):
            on[number, stops] = 1.0
        return on

    def _exchanged(self, choice: list[int], on: dict[int, NDArray[np.float32]]) -> tuple[list[int], float]:
        """A choice after exchanges, and the prizes on it."""
        times = sum(on[kind][number] for kind, number in zip(self._kinds, choice, strict=True))
        worth, before = 0.0, -1.0
        while worth > before:
            before = worth
            for slot, kind in enumerate(self._kinds):
                others = times - on[kind][choice[slot]]
                missing = np.where(others > 0.5, 0.0, self._prizes).astype(np.float32)
                gains = on[kind] @ missing
                choice[slot] = int(gains.argmax())
                worth = float(gains[choice[slot]] + self._prizes.sum() - missing.sum())
                times = others + on[kind][choice[slot]]
        return choice, worth
