"""`Day`: a team-day of a dated plan, compiled to what its lives need."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from optimizer.core.effort import DurationClass, Effort
from optimizer.core.invitations import invitations
from optimizer.core.outcome import Outcome
from optimizer.core.problem import Problem
from optimizer.core.schedule import DatedTrip
from optimizer.core.tariff import cost
from optimizer.core.travel import UNREACHABLE

LENGTHS: tuple[DurationClass, DurationClass] = ("up_to_8h", "over_8h")


@dataclass(frozen=True)
class Stop:
    """A visit as planned.

    `loads` and `invited` are people by cell of `cells`; `leg` the drive to it and `home` the one from it to
    where the day ends, in minutes.
    """

    place: int
    cells: tuple[int, ...]
    loads: tuple[int, ...]
    invited: tuple[int, ...]
    setup: int
    leg: int
    home: int
    opens: int
    closes: int

    @property
    def people(self) -> int:
        """People planned."""
        return sum(self.loads)


@dataclass(frozen=True)
class Day:
    """A team-day as planned (minutes after midnight).

    Attributes
    ----------
    limit
        When the day has to end: the end of the working day and the overtime the policy allows, or the
        end planned where that is later (a plan may start later and wait).
    ways
        Locations from leaving to where the day ends.
    layer
        Vehicle mode and road state.
    rupiah
        What the trip costs as planned; 0 on the later dates of a trip with nights.
    by_length
        What a day of up to 8 hours, and one of over 8 hours, adds to that: 0 for the length planned, and
        on trips with nights.
    each
        Rupiah of serving one person, per stop and load.
    alone
        Whether it is a trip of its own, which costs nothing where nobody leaves.
    """

    trip: str
    team: str
    date: date
    slot_class: int
    stations: int
    start: int
    limit: int
    planned_end: int
    pause: tuple[int, int] | None
    stops: tuple[Stop, ...]
    ways: tuple[int, ...]
    layer: tuple[str, str]
    rupiah: int = 0
    by_length: tuple[int, int] = (0, 0)
    each: tuple[tuple[int, ...], ...] = ()
    alone: bool = True

    @property
    def people(self) -> int:
        """People planned."""
        return sum(stop.people for stop in self.stops)

    @property
    def drive(self) -> int:
        """Minutes of driving planned."""
        return sum(stop.leg for stop in self.stops) + (self.stops[-1].home if self.stops else 0)


def days_of(outcome: Outcome, overtime: int | None = None) -> tuple[Day, ...]:
    """Every team-day of an outcome's schedule, in order of date and team.

    `overtime` are minutes beyond the working day that a team may stay out, by default the policy's; those
    that a policy keeps in reserve are there to be used.
    """
    allowed = max(0, outcome.problem.policy.overtime_minutes) if overtime is None else overtime
    return tuple(sorted(_days(outcome, allowed), key=lambda day: (day.date, day.team)))


def _days(outcome: Outcome, overtime: int) -> Iterator[Day]:
    problem, dated = outcome.problem, outcome.schedule.trips
    invited = invitations(problem, tuple(each.trip for each in dated))
    for each, asked in zip(dated, invited, strict=True):
        loads, paid = iter(asked), _crew(problem, each)
        ends = each.trip.ends(problem.classes[each.trip.slot_class].base)
        for day, clock, k, (first, last) in zip(
            each.dates, each.clocks, each.trip.classes, ends, strict=True
        ):
            slots = problem.classes[k]
            ways = (first, *(int(problem.place_location[s.visit.place]) for s in clock.stays), last)
            minutes = problem.layer(k).minutes
            stops = tuple(
                Stop(
                    place=stay.visit.place,
                    cells=tuple(cell for cell, _ in stay.visit.loads),
                    loads=tuple(people for _, people in stay.visit.loads),
                    invited=tuple(people for _, people in next(loads)),
                    setup=stay.setup,
                    leg=stay.drive,
                    home=int(minutes[here, last]),
                    opens=int(slots.opens[stay.visit.place]),
                    closes=int(slots.closes[stay.visit.place]),
                )
                for stay, here in zip(clock.stays, ways[1:], strict=False)
            )
            end = slots.start + slots.work_minutes + overtime
            end += slots.pause_minutes if slots.pause and end > slots.pause[0] else 0
            yield Day(
                each.id, each.team, day, k, slots.stations, clock.start, max(end, clock.end), clock.end,
                slots.pause, stops, ways, slots.layer, each.cost if clock is each.clocks[0] else 0, paid,
                tuple(tuple(_person(problem, cell) for cell in stop.cells) for stop in stops),
                not each.trip.nights,
            )  # fmt: skip


def _crew(problem: Problem, dated: DatedTrip) -> tuple[int, int]:
    """Rupiah of a day trip's crew up to 8 hours and over 8 hours, less what the trip costs as planned."""
    if dated.trip.nights:
        return 0, 0
    crew = problem.classes[dated.trip.slot_class].crew
    short, long = (
        cost(problem.tariff, replace(dated.effort, person_days={(rank, length): n for rank, n in crew}))
        for length in LENGTHS
    )
    return short - dated.cost, long - dated.cost


def _person(problem: Problem, cell: int) -> int:
    """Rupiah of serving one person of a cell."""
    services = problem.region.cells[cell].services
    return cost(problem.tariff, Effort(people=dict.fromkeys(services, 1)))


def detoured(day: Day, minutes: NDArray[np.int32]) -> tuple[Day, tuple[int, ...]]:
    """A day on other roads, and the numbers of its stops that can still be reached.

    `minutes` has the shape (locations, locations) of `day.ways`, UNREACHABLE where no road leads. A day
    whose own end cannot be reached from its start has no stop left.
    """
    last = len(day.ways) - 1
    kept = tuple(
        number
        for number in range(len(day.stops))
        if max(minutes[0, number + 1], minutes[number + 1, last]) < UNREACHABLE
    )
    if minutes[0, last] >= UNREACHABLE:
        kept = ()
    rows = (0, *(number + 1 for number in kept))
    stops = tuple(
        replace(day.stops[number], leg=int(minutes[here, number + 1]), home=int(minutes[number + 1, last]))
        for here, number in zip(rows, kept, strict=False)
    )
    ways = (day.ways[0], *(day.ways[number + 1] for number in kept), day.ways[last])
    return replace(day, stops=stops, ways=ways), kept


def free_days(problem: Problem, days: tuple[Day, ...]) -> dict[date, int]:
    """Team-days of each date that a plan leaves free."""
    taken = {(day.team, day.date) for day in days}
    free: dict[date, int] = {}
    for slot in problem.slots:
        free[slot.date] = free.get(slot.date, 0) + ((slot.team, slot.date) not in taken)
    return free


def window(days: tuple[Day, ...], before: int) -> tuple[date, ...]:
    """Every date from `before` days before the first team-day to the last one."""
    first, last = days[0].date - timedelta(days=before), days[-1].date
    return tuple(first + timedelta(days=n) for n in range((last - first).days + 1))
