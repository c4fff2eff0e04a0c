"""What each trip contributes: the levels of the schedule with it and without it."""

from __future__ import annotations

from dataclasses import dataclass

from optimizer.core.effort import total
from optimizer.core.plan import Level
from optimizer.core.problem import Problem
from optimizer.core.schedule import DatedTrip, Schedule
from optimizer.core.score import levels_of, served
from optimizer.core.tariff import cost


@dataclass(frozen=True)
class Contribution:
    """A trip, its people, and the levels of the schedule with and without it."""

    trip: DatedTrip
    people: int
    given: tuple[Level, ...]
    without: tuple[Level, ...]

    @property
    def weighted(self) -> int:
        """Weighted people that count because of it, in hundredths."""
        return abs(self.given[-2].value - self.without[-2].value)

    @property
    def rupiah(self) -> int:
        """Rupiah not spent without it."""
        return self.given[-1].value - self.without[-1].value


def contributions(problem: Problem, schedule: Schedule) -> tuple[Contribution, ...]:
    """The contribution of each trip, in the schedule's order; the others stay as they are."""
    people = served(problem, [dated.trip for dated in schedule.trips])
    given = levels_of(problem, people, cost(problem.tariff, total(d.effort for d in schedule.trips)))
    made = []
    for dated in schedule.trips:
        own = served(problem, [dated.trip])
        without = levels_of(problem, people - own, given[-1].value - dated.cost)
        made.append(Contribution(dated, int(own.sum()), given, without))
    return tuple(made)
