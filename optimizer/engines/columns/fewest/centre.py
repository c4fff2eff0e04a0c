"""Prices between those of the linear programme and the best ones yet, at which stop sets are sought.

Prices of a programme that misses most of its columns jump; nearer to those with the best bound so far they
give better columns and better bounds (smoothing, Wentges 1997; Pessoa et al. 2018). A bound holds at any.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from optimizer.core.plan import Trip
from optimizer.engines.columns.fewest.shape import Shape

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Prices:
    """What rows of the linear programme are worth.

    Attributes
    ----------
    total
        What all rows together are worth: the bound, were no route worth more than it costs.
    values
        What visits are worth, as in `values.worth`.
    days
        What a day is worth, by slot class and minutes.
    rows, fines
        Sets of places, shape (rows, places), and what every two stops in one cost.
    """

    total: float
    values: Floats
    days: Mapping[tuple[int, int], float]
    rows: NDArray[np.bool_]
    fines: Floats

    def towards(self, other: Prices, share: float) -> Prices:
        """Prices that are so far on the way to others."""
        return Prices(
            (1 - share) * self.total + share * other.total,
            (1 - share) * self.values + share * other.values,
            {day: (1 - share) * price + share * other.days[day] for day, price in self.days.items()},
            np.concatenate([self.rows, other.rows]),
            np.concatenate([(1 - share) * self.fines, share * other.fines]),
        )


def of_trips(
    shape: Shape,
    trips: Iterable[tuple[Trip, float]],
    busy: NDArray[np.int64],
    days: Iterable[tuple[int, int]],
) -> Prices:
    """Prices at which the trips of a plan, with their rupiah, are worth what they cost.

    What a trip costs is shared among its stops by the minutes they are `busy`; days are worth nothing.
    """
    costs, visits = np.zeros(len(shape.wanted)), np.zeros(len(shape.wanted))
    for trip, rupiah in trips:
        stops = [visit.place for visit in trip.visits]
        share = busy[stops] / max(1, int(busy[stops].sum()))
        np.add.at(costs, stops, rupiah * share)
        np.add.at(visits, stops, 1)
    each = costs / np.maximum(1, np.maximum(visits, shape.fewest))
    return of_worths(shape, float(each @ shape.fewest), each, days)


def of_worths(shape: Shape, total: float, stops: Floats, days: Iterable[tuple[int, int]]) -> Prices:
    """Prices at which a visit of a place is worth what `stops` says, shape (places,), and days nothing."""
    values = np.zeros((len(stops) + 1, int(shape.spare.max(initial=0)) + 1))
    values[:-1] = stops[:, None]
    none = np.empty((0, len(stops)), dtype=bool)
    return Prices(total, values, dict.fromkeys(days, 0.0), none, np.empty(0))
