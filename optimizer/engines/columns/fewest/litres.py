"""What a way can still gain where fuel is paid by the whole litre.

A litre begun is a litre paid. A route of at most the metres that L litres last pays those L litres, and any
price may be set on the metres that it stays below that, and taken off again (Lagrange). So what can still be
gained is reckoned for a few prices of a metre, and a beginning promises the most over L of the least over
those prices. In towns, where a day drives for two or three litres, that tells far more than the metre does.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from optimizer.engines.columns.family import Family, homeward
from optimizer.engines.columns.fewest.drive import ROUNDING, Drive
from optimizer.engines.columns.fewest.memory import Memory
from optimizer.engines.columns.fewest.sets import Floats, Ints, Members

SHARES = (0.0, 0.3, 0.6, 1.0, 1.4, 2.0)
"""Shares of what fuel costs by the metre that are set on metres."""

MOST = 8
"""Litres up to which each is told apart."""

REMEMBERED = 1
"""Places that a way remembers."""


@dataclass(frozen=True)
class Litres:
    """The most that can still be gained, by the price of a metre.

    Attributes
    ----------
    may
        Where a route that gains enough may go from each place, shape (places, places).
    slopes
        Rupiah of a metre, ascending; the first is that of the kilometres alone.
    tables
        As in `memory.to_go`, for each slope, shape (slopes, places * states, minutes + 1).
    home
        Metres of the shortest way home, shape (places,).
    """

    family: Family
    memory: Memory
    may: NDArray[np.bool_]
    slopes: Floats
    tables: Floats
    home: Ints

    @classmethod
    def of(cls, drive: Drive, stops: Floats, most: int, least: float) -> Litres | None:
        """For routes of so many minutes that gain at least so much; None where fuel costs nothing.

        `stops` are worth what is said once their visit is paid, shape (places,).
        """
        family = drive.family
        rate = family.per_litre * family.millilitres / 10**6
        if rate <= 0:
            return None
        memory = drive.memory(REMEMBERED)
        slack = ROUNDING * (abs(least) + float(np.abs(stops).sum()))
        may = drive.kept(memory, stops, most, least - slack)
        slopes = family.per_kilometre / 1000 + np.array(SHARES) * rate
        tables = [
            replace(drive, family=replace(family, per_metre=float(slope)))
            .forth(memory, stops, may, most)
            .table
            for slope in slopes
        ]
        return cls(family, memory, may, slopes, np.array(tables), homeward(family.metres))

    def promise(self, place: Ints, left: Ints, members: Members, metres: Ints, worth: Floats) -> Floats:
        """The most that beginnings gain in the end, shape (beginnings,).

        They are at a place with so many minutes left, came through its members by so many metres or more,
        shape (beginnings, stops), and have stops worth so much.
        """
        states = np.zeros(len(place), dtype=np.int64)
        for at, near in enumerate(self.memory.near[place].T):
            states += (members == near[:, None]).any(axis=1).astype(np.int64) << at
        gained = self.tables[:, place * self.memory.states + states, left]
        gained += worth - self.slopes[:, None] * metres
        per_litre, beyond = self.family.per_litre, self.slopes - self.slopes[0]
        # More litres than are told apart: at least one more than those, and at least what the metres need.
        share = np.array(SHARES)
        up_to = np.flatnonzero(share <= 1)
        best = (gained[up_to] - ((1 - share[up_to]) * per_litre * (MOST + 1))[:, None]).min(axis=0)
        for litres in range(1, MOST + 1):
            cap = litres * 10**6 // self.family.millilitres
            of_cap = (gained + (beyond * cap)[:, None]).min(axis=0) - per_litre * litres
            best = np.where(metres + self.home[place] <= cap, np.maximum(best, of_cap), best)
        return np.asarray(best)
