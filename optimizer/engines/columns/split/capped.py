"""The best rounds of a day whose stops together serve no more than a cap leaves: tables at prices of a unit.

For any price of a unit that is not negative no round within the cap is worth more than the best of all rounds
is with that price taken off each unit it serves and paid for each the cap leaves (Lagrange). What a round is
worth at most by its first place is the least of this over some prices; they are sought where the first place
of the best one has it highest, between prices at which its best round is beyond the cap and within.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from optimizer.engines.columns.split.rounds import NEVER, Round, Rounds

Floats = NDArray[np.float64]

PRICES = 3
"""Prices of a unit tried at most."""

CLOSE = 1e-3
"""Share of what the best round is worth by which another price has to make it less to be tried."""


class Capped:
    """The best rounds of a day of at most so many minutes and units.

    Parameters
    ----------
    tables
        The tables where visits of 1, 2, ... units have a worth, shape (places, units).
    worth
        What they are worth; `NEVER` where too many.
    units
        Units the cap leaves.
    lengths
        Minutes of the lengths of day, and what each costs.
    """

    def __init__(
        self,
        tables: Callable[[Floats], Rounds],
        worth: Floats,
        units: int,
        lengths: list[tuple[int, float]],
    ):
        self._worth, self._units, self._lengths = worth, units, lengths
        self._tables = tables
        self.prices, self._rounds = list[float](), list[Rounds]()
        self._seek()

    def first(self, most: int) -> Floats:
        """What no round of so many minutes is worth more than by its first place, shape (places,)."""
        found: Floats = np.min([self._at(k, most) for k in range(len(self.prices))], axis=0)
        return found

    def best(self, most: int, place: int) -> Round:
        """A good round of so many minutes that begins at a place, within the cap."""
        found = [self._within(tables.best(most, place)) for tables in self._rounds]
        return max(found, key=self._value)

    @property
    def tables(self) -> list[tuple[float, Rounds]]:
        """The prices tried, and their tables."""
        return list(zip(self.prices, self._rounds, strict=True))

    def _at(self, number: int, most: int) -> Floats:
        """The same at one of the prices."""
        tops = self._rounds[number].first(most)
        return np.where(tops > NEVER / 2, tops + self.prices[number] * self._units, NEVER)

    def _add(self, price: float) -> None:
        units = np.arange(1, self._worth.shape[1] + 1)
        self.prices.append(price)
        self._rounds.append(self._tables(self._worth - price * units[None, :]))

    def _seek(self) -> None:
        units = np.arange(1, self._worth.shape[1] + 1)
        apiece = np.where(self._worth > NEVER / 2, self._worth / units[None, :], 0.0).max(axis=1)
        self._add(0.0)
        self._add(float(np.median(apiece)))
        while len(self.prices) < PRICES:
            price = self._between()
            if price is None:
                return
            self._add(price)

    def _between(self) -> float | None:
        """The price at which the best round may be worth less, if any."""
        tops = [(self.first(most) - rupiah, most) for most, rupiah in self._lengths]
        top, most = max(tops, key=lambda pair: float(pair[0].max()))
        place = int(top.argmax())
        if top[place] <= 0:
            return None
        low, high = (0.0, 0.0, 0), (np.inf, 0.0, 0)
        for number, price in enumerate(self.prices):
            value = float(self._at(number, most)[place])
            beyond = sum(n for _, n in self._rounds[number].best(most, place)) - self._units
            if beyond > 0 and price >= low[0]:
                low = price, value, beyond
            elif beyond <= 0 and price < high[0]:
                high = price, value, beyond
        if not low[2]:
            return None
        if high[0] == np.inf:
            return 2 * low[0] if low[0] else None
        # Where the two lines meet the best round may be another one, that lies above both.
        price = (low[1] - high[1] + low[2] * low[0] - high[2] * high[0]) / (low[2] - high[2])
        meets, least = low[1] - low[2] * (price - low[0]), min(low[1], high[1])
        return price if least - meets > CLOSE * least else None

    def _within(self, stops: Round) -> Round:
        """A round with units taken off where they are worth least, so that it keeps the cap."""
        beyond = sum(units for _, units in stops) - self._units
        served = list(stops)
        while beyond > 0:
            losses = [self._loss(place, units, min(units, beyond)) for place, units in served]
            least = min(range(len(served)), key=losses.__getitem__)
            place, units = served[least]
            off = min(units, beyond)
            beyond -= off
            if off == units:
                served.pop(least)
            else:
                served[least] = place, units - off
        return tuple(served)

    def _loss(self, place: int, units: int, off: int) -> float:
        """What each of so many units taken off is worth."""
        left = float(self._worth[place, units - off - 1]) if units > off else 0.0
        return (float(self._worth[place, units - 1]) - left) / off

    def _value(self, stops: Round) -> float:
        return float(sum(self._worth[place, units - 1] for place, units in stops))
