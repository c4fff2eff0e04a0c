"""`Budget`: what a schedule costs, one line per rate; the lines add up to the trips to the rupiah."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date

import numpy as np

from optimizer.core.apportion import apportion
from optimizer.core.effort import Effort, total
from optimizer.core.problem import Problem
from optimizer.core.schedule import DatedTrip, Schedule
from optimizer.core.tariff import Rate, quantity


@dataclass(frozen=True)
class Line:
    """One line of the cost plan: `amount` = `quantity` × `rate.rupiah`."""

    rate: Rate
    quantity: int

    @property
    def amount(self) -> int:
        """Rupiah of the line."""
        return self.quantity * self.rate.rupiah


@dataclass(frozen=True)
class Budget:
    """The lines with a quantity, in the tariff's order."""

    lines: tuple[Line, ...]

    @property
    def amount(self) -> int:
        """Rupiah of all lines."""
        return sum(line.amount for line in self.lines)

    @property
    def verified(self) -> bool:
        """Whether every rate it uses has been verified."""
        return all(line.rate.verified for line in self.lines)


@dataclass(frozen=True)
class Share:
    """What of a trip falls to a kecamatan (by its code): people served there, and rupiah."""

    kecamatan: str
    people: int
    rupiah: int


@dataclass(frozen=True)
class Excess:
    """More of a rate for each of `persons` members of a rank of a team in a month than one may be paid.

    `units` is what each of them comes to; `above` what lies over the rate's cap, `amount` its rupiah for
    all of them: the most that may have to be left unpaid, were the same people to go on every trip.
    """

    rate: Rate
    team: str
    rank: str
    month: date
    persons: int
    units: int

    @property
    def above(self) -> int:
        """Units above the cap, for one person."""
        return self.units - (self.rate.most_per_month or 0)

    @property
    def amount(self) -> int:
        """Rupiah above the cap, for all of them."""
        return self.above * self.persons * self.rate.rupiah


def price(problem: Problem, schedule: Schedule) -> Budget:
    """Price the schedule's whole effort with the problem's tariff."""
    effort = total(trip.effort for trip in schedule.trips)
    lines = (Line(rate, quantity(rate, effort)) for rate in problem.tariff.rates)
    return Budget(tuple(line for line in lines if line.quantity))


def shares(problem: Problem, trip: DatedTrip) -> tuple[Share, ...]:
    """The cost of a trip shared over the kecamatan it visits, exact to the rupiah, in order of visiting.

    In proportion to the people served in each, by the largest remainder: each gets its proportion in whole
    rupiah, and the rupiah left over go one by one to the largest remainders, of equal ones to the kecamatan
    visited first.
    """
    people = dict[str, int]()
    for visit in trip.trip.visits:
        code = problem.region.places[visit.place].kecamatan_code
        people[code] = people.get(code, 0) + visit.people
    parts = apportion(trip.cost, np.array(list(people.values()), dtype=np.float64))
    return tuple(
        Share(code, count, int(rupiah)) for (code, count), rupiah in zip(people.items(), parts, strict=True)
    )


def excesses(problem: Problem, schedule: Schedule) -> tuple[Excess, ...]:
    """Where a schedule pays the members of a team more in a month than a rate's cap per person allows.

    Caps are checked, not priced (see `Rate`): the office sends other people, or leaves the rest unpaid.
    Teams are taken to go with the same people throughout; a night counts in the month it begins.
    """
    capped = [rate for rate in problem.tariff.rates if rate.most_per_month is not None]
    members = {team.id: dict(team.members) for team in problem.region.teams}
    units = Counter[tuple[int, str, str, date]]()
    for trip in schedule.trips if capped else ():
        for day, rank, effort in _person_days(trip, members[trip.team]):
            for number, rate in enumerate(capped):
                units[number, trip.team, rank, day.replace(day=1)] += quantity(rate, effort)
    return tuple(
        Excess(capped[number], team, rank, month, members[team][rank], count)
        for (number, team, rank, month), count in sorted(units.items())
        if count > (capped[number].most_per_month or 0)
    )


def _person_days(trip: DatedTrip, members: dict[str, int]) -> list[tuple[date, str, Effort]]:
    """What each date of a trip takes of one member of each rank."""
    found = []
    for number, (day, clock) in enumerate(zip(trip.dates, trip.clocks, strict=True)):
        duration = "overnight" if trip.trip.nights else clock.duration_class
        for rank, count in members.items():
            night = {rank: 1} if number < trip.trip.nights else {}
            if count:
                found.append((day, rank, Effort(person_days={(rank, duration): 1}, person_nights=night)))
    return found
