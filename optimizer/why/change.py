"""`Change`: a schedule with a trip or two made anew, and what that does to the plan."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from optimizer.core.plan import Level, Trip
from optimizer.core.problem import Problem
from optimizer.core.schedule import DatedTrip, Schedule
from optimizer.core.score import clock_trip, effort_of
from optimizer.core.tariff import cost

How = Literal["free_day", "added", "instead", "swap"]
"""On a day nobody uses yet; added to a trip; in place of other visits; by exchanging two dates."""


@dataclass(frozen=True)
class Change:
    """One change that visits a place, kept by every rule of the schedule.

    Attributes
    ----------
    gained, lost
        People served more and fewer, by place: pairs of (place, people), most people first.
    swapped
        The trip whose dates are exchanged, where one is.
    moved
        The date on which the place is no longer visited, where a visit moves.
    """

    how: How
    day: date
    team: str
    schedule: Schedule
    before: tuple[Level, ...]
    after: tuple[Level, ...]
    gained: tuple[tuple[int, int], ...] = ()
    lost: tuple[tuple[int, int], ...] = ()
    swapped: DatedTrip | None = None
    moved: date | None = None

    @property
    def people(self) -> int:
        """People served more in all; negative: fewer."""
        return sum(n for _, n in self.gained) - sum(n for _, n in self.lost)

    @property
    def rupiah(self) -> int:
        """Rupiah spent more; negative: less."""
        return self.after[-1].value - self.before[-1].value

    def weighted(self) -> int:
        """Weighted people counted more, in hundredths; negative: fewer."""
        moved = self.after[-2].value - self.before[-2].value
        return moved if self.after[-2].name == "weighted_people" else -moved

    def floors(self) -> int:
        """People missing more from the floors of the kecamatan; negative: fewer."""
        return self.after[0].value - self.before[0].value if self.before[0].name == "floor_shortfall" else 0


def dated_trip(problem: Problem, team: str, dates: tuple[date, ...], trip: Trip) -> DatedTrip:
    """A trip on dates of a team, clocked and priced by the core."""
    clocks = clock_trip(problem, trip)
    effort = effort_of(problem, trip, clocks)
    name = f"{dates[0].isoformat()}-{team}"
    return DatedTrip(name, team, dates, trip, clocks, effort, cost(problem.tariff, effort))
