"""What any route of a day costs more than it is worth, at least: the best way there is, by the metre."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from optimizer.engines.columns.family import Family
from optimizer.engines.columns.fewest.memory import NEVER, Memory, to_go
from optimizer.engines.columns.fewest.sets import FAR, Floats, Ints

SMALL, LARGE = 1, 6
"""Places that a way remembers, where it may go anywhere and at most."""

STEPS = 100_000_000
"""Steps of ways by minutes left: as many places are remembered as these allow."""

ROUNDING = 1e-6
"""Share of what stops are worth that a route's worth may be wrong by."""


@dataclass(frozen=True)
class Drive:
    """A family's legs, to drive forth and back; `serving` is minutes of the least load, 0 where none is."""

    family: Family
    serving: Ints

    @property
    def places(self) -> int:
        """How many places there are; the base comes after them."""
        return len(self.serving)

    @cached_property
    def rupiah(self) -> Floats:
        """What driving costs by the metre; whole kilometres and litres cost no less."""
        return np.asarray(self.family.metres * self.family.per_metre, dtype=np.float64)

    @cached_property
    def apart(self) -> Floats:
        """How far places are from each other, shape (places, places); those not served are far from all."""
        metres = self.family.metres[: self.places, : self.places].astype(np.float64)
        served = self.serving > 0
        return np.asarray(np.where(served[:, None] & served[None, :], np.minimum(metres, metres.T), FAR))

    @cached_property
    def leg(self) -> Ints:
        """Minutes from each place to the next one, which is served; too many where it may not be."""
        return self._served(self.family.minutes[: self.places, : self.places] + self.serving[None, :])

    @cached_property
    def leg_back(self) -> Ints:
        """The same for ways driven backwards: minutes to the place before, which is served."""
        setup = self.family.setup
        drive = self.family.minutes[: self.places, : self.places] - setup[None, :]
        return self._served(drive.T + (setup + self.serving)[None, :])

    def _served(self, leg: Ints) -> Ints:
        leg = np.where(self.serving > 0, leg, FAR)
        np.fill_diagonal(leg, FAR)
        return np.maximum(1, leg)

    def memory(self, size: int) -> Memory:
        """That of so many places nearest to each."""
        return Memory.of(self.apart, size)

    def forth(self, memory: Memory, stops: Floats, may: NDArray[np.bool_], most: int) -> Side:
        """Ways home; `stops` are worth what is said once their visit is paid, shape (places,)."""
        n, gain = self.places, stops[None, :] - self.rupiah[: self.places, : self.places]
        return Side(
            memory, self.leg, gain, self.family.minutes[:n, n], -self.rupiah[:n, n],
            may & (self.leg <= most), most,
        )  # fmt: skip

    def back(self, memory: Memory, stops: Floats, may: NDArray[np.bool_], most: int) -> Side:
        """Ways back to where they began, `may` says between which places, the one after first."""
        n, gain = self.places, stops[None, :] - self.rupiah[: self.places, : self.places].T
        there = self.family.minutes[n, :n] - self.family.setup
        return Side(
            memory, self.leg_back, gain, there, -self.rupiah[n, :n], may & (self.leg_back <= most), most
        )

    def least(self, stops: Floats, most: int, price: float) -> float:
        """What any route costs more than it is worth, at least, but not more than 0.

        `price` is added to what driving costs. Where a way may go is found first with little remembered.
        """
        slack = ROUNDING * (abs(price) + float(np.abs(stops).sum()))
        kept = self.kept(self.memory(SMALL), stops, most, price - slack)
        steps = max(1, int(kept.sum()), 8 * self.places) * max(1, most)  # few arcs need memory as well
        size = int(np.log2(max(2.0, STEPS / steps)))
        forth = self.forth(self.memory(min(LARGE, max(SMALL, size))), stops, kept, most)
        left = most - self.family.minutes[self.places, : self.places] - self.serving
        able = np.flatnonzero((self.serving > 0) & (left >= 0))
        onward = forth.table[able * forth.memory.states, left[able]]
        gained = stops[able] - self.rupiah[self.places, able] + onward
        return min(0.0, price - slack - float(gained.max(initial=-np.inf)))

    def kept(self, memory: Memory, stops: Floats, most: int, least: float) -> NDArray[np.bool_]:
        """Where a route may go that gains so much, shape (places, places)."""
        every = np.ones((self.places, self.places), dtype=bool)
        forth, back = (side(memory, stops, every, most) for side in (self.forth, self.back))
        return self._kept(forth, back, stops, least)

    def _kept(self, forth: Side, back: Side, stops: Floats, least: float) -> NDArray[np.bool_]:
        """Where a way may go that gains so much, shape (places, places)."""
        n, states, most = self.places, forth.memory.states, forth.most
        here, then = np.arange(n), np.maximum(forth.memory.then[:, :, 0], 0)
        # What is remembered of the place before, and of the place after on the way backwards.
        ahead, behind = here[None, :] * states + then, here[:, None] * states + then.T
        left = most - (self.family.setup + self.serving)[:, None] - self.leg
        through, spans = np.full((n, n), NEVER), np.arange(most + 1)
        for place in np.flatnonzero(self.serving > 0):
            after = left[place][:, None] - spans[None, :]
            ends = forth.table[ahead[place][:, None], np.maximum(after, 0)] + back.table[behind[place]]
            through[place] = np.where(after >= 0, ends, NEVER).max(axis=1)
        through += stops[:, None] + stops[None, :] - self.rupiah[:n, :n]
        return np.asarray(through >= least)


class Side:
    """Ways on from each place in one direction; `table` is what they gain, as in `memory.to_go`."""

    def __init__(
        self, memory: Memory, leg: Ints, gain: Floats, back: Ints, home: Floats,
        may: NDArray[np.bool_], most: int,
    ):  # fmt: skip
        self.memory, self.most, self._leg, self._gain = memory, most, leg, gain
        self._back, self._home, self._may = back, home, may
        self.table = to_go(memory, leg, gain, back, home, may, most)

    def traced(self, begin: Ints, left: Ints) -> list[list[int]]:
        """The stops after each place on the best way from there with so many minutes left."""
        ways: list[list[int]] = [[] for _ in begin]
        active, place, state = np.arange(len(begin)), begin, np.zeros(len(begin), dtype=np.int64)
        states = self.memory.states
        while len(active):
            then, legs, rows = self.memory.then[place, :, state], self._leg[place], np.arange(len(active))
            able = self._may[place] & (then >= 0) & (legs <= left[:, None])
            rest = np.where(able, left[:, None] - legs, 0)
            target = np.arange(len(self._home))[None, :] * states + np.maximum(then, 0)
            value = np.where(able, self._gain[place] + self.table[target, rest], NEVER)
            best = value.argmax(axis=1)
            home = np.where(left >= self._back[place], self._home[place], NEVER / 2)
            onward = np.flatnonzero(value[rows, best] > home)
            for row in onward.tolist():
                ways[active[row]].append(int(best[row]))
            active, left, state, place = (
                active[onward], rest[onward, best[onward]],
                then[onward, best[onward]].astype(np.int64), best[onward],
            )  # fmt: skip
        return ways
