"""An `Instance` of the literature, as published: points, wishes and limits, nothing rounded or scaled."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

Family = Literal["sdvrp", "top", "cmt"]

Routes = tuple[tuple[tuple[int, int], ...], ...]
"""Routes as (customer, quantity) in driving order; customers are numbered from 1."""


@dataclass(frozen=True)
class Instance:
    """One published instance.

    Attributes
    ----------
    points
        Where routes start, then the customers.
    end
        Where routes end; the start where None.
    wanted
        Demand or prize of each customer, customer 1 first.
    capacity
        Most of the demand on one route; None without loads.
    limit
        Longest route, services included; None without a limit.
    service
        Length that serving a customer counts for.
    routes
        Most routes; None for any number.
    whole
        Whether edge lengths are rounded to the nearest whole number.
    best, optimal
        Best value known and whether the literature proves it optimal.
    """

    family: Family
    name: str
    points: tuple[tuple[float, float], ...]
    wanted: tuple[int, ...]
    end: tuple[float, float] | None = None
    capacity: int | None = None
    limit: float | None = None
    service: float = 0.0
    routes: int | None = None
    whole: bool = False
    best: float | None = None
    optimal: bool = False

    @property
    def customers(self) -> int:
        """Number of customers."""
        return len(self.wanted)

    def length(self, start: int, end: int) -> float:
        """Length of the edge between two points by number; 0 is where routes start or, as `end`, finish."""
        target = self.end if end == 0 and self.end is not None else self.points[end]
        straight = math.dist(self.points[start], target)
        return float(math.floor(straight + 0.5)) if self.whole else straight

    def route_length(self, route: tuple[tuple[int, int], ...]) -> float:
        """Length of a route from start to end, services not included."""
        stops = [0, *(customer for customer, _ in route), 0]
        return sum(self.length(a, b) for a, b in pairwise(stops))
