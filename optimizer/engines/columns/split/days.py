"""Days of a family of slot classes, as free visits see them: roads, minutes of units and rupiah."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import partial
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from optimizer.core.plan import Trip
from optimizer.core.problem import Problem
from optimizer.engines.arcs import NO_ROAD
from optimizer.engines.columns.family import Family, families, homeward
from optimizer.engines.columns.fewest.shape import Shape
from optimizer.engines.columns.split.capped import Capped
from optimizer.engines.columns.split.labels import Labels
from optimizer.engines.columns.split.programme import Column
from optimizer.engines.columns.split.rounds import NEVER, Round, Rounds

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Days:
    """A family of slot classes: its roads, minutes of units and rupiah of its days.

    `most` are the units of a visit at most, per place, and `cap` those of a day where a cap leaves so many.
    """

    family: Family
    minutes: Ints
    cost: Floats
    steps: Ints
    most: Ints
    cap: int | None

    @classmethod
    def of(cls, problem: Problem, shape: Shape, family: Family) -> Days:
        """The days of a family; places it may not serve lie out of reach."""
        slots = problem.classes[family.slot_class]
        served = np.unique(problem.cell_place[slots.allowed & shape.cells])
        minutes = family.minutes.copy()
        minutes[:, np.setdiff1d(np.arange(problem.places), served)] = NO_ROAD
        cost: Floats = family.metres.astype(np.float64) * family.per_metre
        cost[:, : problem.places] += family.per_visit
        units = np.arange(1, int(shape.most.max(initial=1)) + 1)
        return cls(family, minutes, cost, -(-units * shape.unit // slots.stations), shape.most, shape.day)

    @classmethod
    def of_all(cls, problem: Problem, shape: Shape) -> list[Days]:
        """The days of all families."""
        return [cls.of(problem, shape, family) for family in families(problem)]

    def column(self, stops: Round) -> Column | None:
        """The stops as a column of the cheapest day that holds them, if any does."""
        way = [-1, *(place for place, _ in stops), -1]
        busy = sum(int(self.minutes[a, b]) for a, b in pairwise(way))
        busy += sum(int(self.steps[units - 1]) for _, units in stops)
        held = [length for length in self.family.lengths if length.minutes >= busy]
        if not held or (self.cap is not None and sum(units for _, units in stops) > self.cap):
            return None
        length = min(held, key=lambda each: each.rupiah)
        drive = sum(float(self.cost[a, b]) for a, b in pairwise(way))
        return Column(stops, length.slot_class, length.rupiah + drive)

    def claimed(self, stops: Round) -> Column | None:
        """The same, with kilometres and litres claimed whole."""
        column, way = self.column(stops), [-1, *(place for place, _ in stops), -1]
        metres = sum(int(self.family.metres[a, b]) for a, b in pairwise(way))
        return column and replace(column, rupiah=column.rupiah + self.family.rounding(metres))

    def ways(self) -> Floats:
        """What the roads of a day cost at least by its first place, shape (places,)."""
        ways: Floats = self.cost[-1, :-1] + homeward(self.cost)
        return ways

    def rounds(self, worth: Floats) -> Rounds | Capped:
        """The best rounds where visits have a worth."""
        return self._rounds(self.minutes, self.cost, self._held(worth))

    def labels(self, worth: Floats, rounds: Capped) -> Labels:
        """All rounds within the cap, with the tables of the best ones."""
        assert self.cap is not None
        return Labels(self.minutes, self.cost, self._held(worth), self.steps, rounds.tables, self.cap)

    def _held(self, worth: Floats) -> Floats:
        """What visits are worth, those that are too large never made."""
        units = np.arange(1, worth.shape[1] + 1)
        return np.where(units[None, :] <= self.most[:, None], worth, NEVER)

    def _rounds(self, minutes: Ints, cost: Floats, worth: Floats) -> Rounds | Capped:
        """The best rounds over some roads, the base last."""
        lengths = [(length.minutes, float(length.rupiah)) for length in self.family.lengths]
        tables = partial(self._tables, minutes, cost, max(most for most, _ in lengths))
        return tables(worth) if self.cap is None else Capped(tables, worth, self.cap, lengths)

    def _tables(self, minutes: Ints, cost: Floats, most: int, worth: Floats) -> Rounds:
        return Rounds(minutes, cost, worth, self.steps[: worth.shape[1]], most)

    def among(self, worth: Floats, left: Ints, least: float) -> Iterator[Round]:
        """The best round from each place on of a day among places with units left, where it gains so much."""
        places = np.flatnonzero(left)
        both = np.ix_([*places, -1], [*places, -1])
        most = np.minimum(self.most, left)[places]
        units = np.arange(1, int(most.max(initial=1)) + 1)
        wanted = np.where(units[None, :] <= most[:, None], worth[places, : len(units)], NEVER)
        rounds = self._rounds(self.minutes[both], self.cost[both], wanted)
        for length in self.family.lengths:
            gains = rounds.first(length.minutes) - length.rupiah
            for place in np.flatnonzero(gains > least):
                found = rounds.best(length.minutes, int(place))
                yield tuple((int(places[stop]), served) for stop, served in found)


def stops_of(problem: Problem, shape: Shape, trip: Trip) -> Round:
    """The stops of a trip, and the units served there."""
    units = {
        visit.place: sum(int(problem.cell_minutes[cell]) * n for cell, n in visit.loads) // shape.unit
        for visit in trip.visits
    }
    return tuple((place, min(n, int(shape.most[place]))) for place, n in units.items() if n)
