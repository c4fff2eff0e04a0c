"""A `Schedule`: every trip of a plan on its dates, by its clock."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from optimizer.core.clock import DayClock
from optimizer.core.effort import Effort
from optimizer.core.plan import Trip


@dataclass(frozen=True)
class DatedTrip:
    """A trip with its team, dates and clock; `cost` in whole rupiah."""

    id: str
    team: str
    dates: tuple[date, ...]
    trip: Trip
    clocks: tuple[DayClock, ...]
    effort: Effort
    cost: int


@dataclass(frozen=True)
class Schedule:
    """Dated trips in order of date and team; `undated` are trips no slot could be found for."""

    trips: tuple[DatedTrip, ...]
    undated: tuple[Trip, ...] = ()
