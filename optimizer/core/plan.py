"""Trips, plans and results: what engines return, in the indices of a `Problem`."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from optimizer.core.marginals import Marginal


@dataclass(frozen=True)
class Visit:
    """One stay at a place: `loads` are (cell index, people), each at least one person."""

    place: int
    loads: tuple[tuple[int, int], ...]

    @property
    def people(self) -> int:
        """People served, over all cells."""
        return sum(people for _, people in self.loads)


@dataclass(frozen=True)
class Trip:
    """One team out and home: visits in driving order, per day.

    A trip of several days has one entry per calendar date in `days`, the slot classes of its later
    dates in `then` and the locations where the team sleeps in `sleeps_at`, one a night.
    """

    slot_class: int
    days: tuple[tuple[Visit, ...], ...]
    then: tuple[int, ...] = ()
    sleeps_at: tuple[int, ...] = ()

    @property
    def classes(self) -> tuple[int, ...]:
        """Slot class of each date."""
        return (self.slot_class, *self.then)

    @property
    def nights(self) -> int:
        """Nights out."""
        return len(self.days) - 1

    @property
    def visited(self) -> tuple[int, ...]:
        """Places visited, in order; one stayed at over a night, last that day and first the next, once."""
        seen: list[int] = []
        for day in self.days:
            stays = [visit.place for visit in day]
            seen += stays[1:] if seen and stays and seen[-1] == stays[0] else stays
        return tuple(seen)

    def ends(self, base: int) -> tuple[tuple[int, int], ...]:
        """Locations where each day begins and ends, for a team of `base`."""
        return tuple(zip((base, *self.sleeps_at), (*self.sleeps_at, base), strict=True))

    @property
    def visits(self) -> tuple[Visit, ...]:
        """All visits, day by day."""
        return tuple(visit for day in self.days for visit in day)


@dataclass(frozen=True)
class Plan:
    """The trips chosen, not yet dated."""

    trips: tuple[Trip, ...]


@dataclass(frozen=True)
class Stop:
    """When an engine ends: after `seconds`, or after `work` units (bit-equal from the same seed)."""

    seconds: float | None = None
    work: int | None = None

    def part(self, share: float) -> Stop:
        """A stop after a share of the seconds and of the work, at least one unit of it."""
        return Stop(
            None if self.seconds is None else self.seconds * share,
            None if self.work is None else max(1, round(self.work * share)),
        )


@dataclass(frozen=True)
class Level:
    """One objective of the lexicographic order. `bound` and `gap` are None where nothing is proven."""

    name: str
    unit: str
    value: int
    bound: int | None = None

    @property
    def gap(self) -> float | None:
        """Distance to the bound as a share of the value; None where nothing is proven."""
        if self.bound is None:
            return None
        if self.value == self.bound:
            return 0.0
        return abs(self.value - self.bound) / max(1, abs(self.value))


@dataclass(frozen=True)
class Incumbent:
    """A best plan known after `seconds`, by its objective values in lexicographic order.

    `bounds` are what is proven of each level by then, None where nothing is; empty where nothing is at all.
    """

    seconds: float
    values: tuple[int, ...]
    bounds: tuple[int | None, ...] = ()


Status = Literal["optimal", "feasible", "infeasible", "none"]


@dataclass(frozen=True)
class Result:
    """What an engine found, and what it can say about it."""

    plan: Plan
    status: Status
    levels: tuple[Level, ...]
    engine: str
    seed: int
    stop: Stop
    hit: str
    seconds: float
    trace: tuple[Incumbent, ...] = ()
    interrupted: bool = False
    bound_relaxes: tuple[str, ...] = ()
    notes: tuple[str, ...] = field(default=())
    marginals: tuple[Marginal, ...] = ()
