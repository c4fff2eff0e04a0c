"""The figures several reports print: a schedule stop by stop, and the totals of an outcome."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from optimizer.core.accounts import Account, Reason
from optimizer.core.clock import DayClock, Stay
from optimizer.core.effort import DurationClass
from optimizer.core.invitations import Loads, invitations
from optimizer.core.outcome import Outcome
from optimizer.core.plan import Trip
from optimizer.core.policy import WEIGHT_SCALE
from optimizer.core.problem import Problem
from optimizer.core.region import Group, Region, Service, Team
from optimizer.core.schedule import DatedTrip
from optimizer.core.score import served
from optimizer.errors import Message

BEFORE_LEAVING = -1
"""`TeamDay.rest_after` of a day whose break is taken before the first drive."""


@dataclass(frozen=True)
class Stop:
    """One visit on a date: people invited and expected by service, and persons expected.

    `people` counts a person once, however many services she gets; `twice` is what the services sum
    to beyond that. `groups` are the persons invited of each group but residents at large. `wait` is how
    many minutes the team stands before the place opens. `estimated` counts the metres of the way there
    that run over estimated links.
    """

    place: int
    stay: Stay
    invited: Mapping[str, int]
    expected: Mapping[str, int]
    groups: Mapping[Group, int]
    people: int
    wait: int
    estimated: int

    @property
    def road_estimated(self) -> bool:
        """Whether the way there runs over an estimated link."""
        return self.estimated > 0

    @property
    def twice(self) -> int:
        """Services beyond one a person."""
        return sum(self.expected.values()) - self.people


@dataclass(frozen=True)
class TeamDay:
    """One team out on one date, in the order of driving.

    `rest_after` is the stop at (or after) which the break is taken, `BEFORE_LEAVING`, or None.
    """

    trip: DatedTrip
    number: int
    date: date
    team: Team
    clock: DayClock
    stops: tuple[Stop, ...]
    rest_after: int | None
    home_estimated: int

    @property
    def opens_trip(self) -> bool:
        """Whether this is the first day of its trip."""
        return self.number == 0

    @property
    def closes_trip(self) -> bool:
        """Whether the team is back at its base that evening."""
        return self.number == self.trip.trip.nights

    @property
    def duration(self) -> DurationClass:
        """The duration class the day is paid by."""
        return "overnight" if self.trip.trip.nights else self.clock.duration_class

    @property
    def estimated(self) -> int:
        """Metres driven over estimated links."""
        return sum(stop.estimated for stop in self.stops) + self.home_estimated


def team_days(outcome: Outcome) -> tuple[TeamDay, ...]:
    """Every team-day of the schedule, in its order."""
    problem, trips = outcome.problem, outcome.schedule.trips
    teams = {team.id: team for team in problem.region.teams}
    invited = invitations(problem, _trips(outcome))
    return tuple(
        _team_day(problem, dated, number, teams[dated.team], dict(zip(_stays(dated), loads, strict=True)))
        for dated, loads in zip(trips, invited, strict=True)
        for number in range(len(dated.dates))
    )


def by_service(problem: Problem, loads: Iterable[tuple[int, int]]) -> dict[str, int]:
    """People of `loads` (cell, people) by service code; one person counts in each of her services."""
    people = Counter[str]()
    for cell, count in loads:
        for service in problem.region.cells[cell].services:
            people[service] += count
    return dict(people)


def by_group(problem: Problem, loads: Iterable[tuple[int, int]]) -> dict[Group, int]:
    """Persons of `loads` (cell, people) by group, residents at large left out."""
    people = Counter[Group]()
    for cell, count in loads:
        people[problem.region.cells[cell].group] += count
    del people["umum"]
    return {group: count for group, count in people.items() if count}


def estimated_share(days: Iterable[TeamDay]) -> float:
    """Share of the metres driven that run over estimated links, from 0 to 1; 0 where nobody drives."""
    days = tuple(days)
    driven = sum(day.clock.metres for day in days)
    return sum(day.estimated for day in days) / driven if driven else 0.0


def location_name(region: Region, location: int) -> str:
    """Name of a base or place by its index in the travel matrices (bases first)."""
    bases = len(region.bases)
    return region.bases[location].name if location < bases else region.places[location - bases].name


def bed(region: Region, location: int) -> str:
    """Where a team sleeps: the place, and the lodging there where it has a name of its own."""
    name, code = location_name(region, location), region.places[location - len(region.bases)].code
    lodging = next((one.name for one in region.lodgings if one.place == code), name)
    return name if lodging in ("", name) else f"{lodging}, {name}"


def people_served(outcome: Outcome) -> int:
    """Persons the plan expects to serve, each counted once."""
    return int(served(outcome.problem, _trips(outcome)).sum())


def weighted_served(outcome: Outcome) -> float:
    """Weighted people served: service value × priority of the place, summed."""
    problem = outcome.problem
    people = served(problem, _trips(outcome))
    return int(people @ problem.cell_weight.astype("int64")) / WEIGHT_SCALE


def services_needed(region: Region) -> tuple[Service, ...]:
    """The services somebody needs, in the region's order; all of them where nobody needs any."""
    needed = {service for cell in region.cells if cell.waiting + cell.inflow for service in cell.services}
    return tuple(service for service in region.services if service.code in needed) or region.services


def reasons(outcome: Outcome) -> tuple[Reason, ...]:
    """Why people are not served, the reason that holds for most of them first."""
    people = Counter[Reason]()
    for missed in outcome.unserved:
        people[missed.reason] += missed.people
    return tuple(reason for reason, _ in people.most_common())


def account_totals(outcome: Outcome) -> dict[str, Account]:
    """Accounts summed over places, by service, in the region's order of services."""
    totals = {}
    for service in services_needed(outcome.problem.region):
        rows = [account for account in outcome.accounts if account.service == service.code]
        if rows:
            sums = {name: sum(getattr(row, name) for row in rows) for name in _SUMMED}
            totals[service.code] = Account(place=-1, service=service.code, **sums)
    return totals


def warnings(outcome: Outcome) -> tuple[Message, ...]:
    """What the user should know: the run's own warnings, and what the result itself gives rise to."""
    found = list(outcome.warnings)
    if outcome.result.interrupted:
        found.append(Message("reports.warning.interrupted"))
    tariff = outcome.problem.tariff
    if not tariff.verified:
        found.append(Message("reports.warning.tariff", {"tariff": tariff.name}))
    return tuple(found)


def estimated_counts(region: Region) -> set[tuple[str, str]]:
    """(place, service) whose count rests on an estimate."""
    return {
        (cell.place, service) for cell in region.cells if cell.source.estimated for service in cell.services
    }


_SUMMED = ("waiting", "inflow", "expected", "office", "absent")


def _trips(outcome: Outcome) -> tuple[Trip, ...]:
    """The trips that have a date: what is published and paid."""
    return tuple(dated.trip for dated in outcome.schedule.trips)


def _stays(dated: DatedTrip) -> list[tuple[int, int]]:
    """(day, position) of each visit, in the order of `Trip.visits`."""
    return [(day, spot) for day, visits in enumerate(dated.trip.days) for spot in range(len(visits))]


def _team_day(
    problem: Problem, dated: DatedTrip, number: int, team: Team, invited: Mapping[tuple[int, int], Loads]
) -> TeamDay:
    clock = dated.clocks[number]
    metres = problem.layer(dated.trip.classes[number]).estimated_metres
    legs = [int(metres[a, b]) for a, b in pairwise(locations(problem, clock))]
    stops = tuple(
        Stop(
            place=stay.visit.place,
            stay=stay,
            invited=by_service(problem, invited[number, spot]),
            expected=by_service(problem, stay.visit.loads),
            groups=by_group(problem, invited[number, spot]),
            people=stay.visit.people,
            wait=_wait(clock, spot),
            estimated=legs[spot],
        )
        for spot, stay in enumerate(clock.stays)
    )
    return TeamDay(
        dated, number, dated.dates[number], team, clock, stops, _rest_after(clock), legs[len(stops)]
    )


def locations(problem: Problem, clock: DayClock) -> tuple[int, ...]:
    """Locations of a day in driving order, from where it begins to where it ends."""
    stays = (int(problem.place_location[stay.visit.place]) for stay in clock.stays)
    return (clock.first, *stays, clock.last)


def _wait(clock: DayClock, spot: int) -> int:
    """Minutes, the break apart, between reaching a stop and beginning there."""
    stay = clock.stays[spot]
    before = clock.stays[spot - 1].leave if spot else clock.start
    rest = 0
    if clock.pause is not None:
        rest = max(0, min(stay.arrive, clock.pause[1]) - max(before, clock.pause[0]))
    return stay.arrive - before - stay.drive - rest


def _rest_after(clock: DayClock) -> int | None:
    """The stop during or after which the break falls."""
    if clock.pause is None:
        return None
    last = BEFORE_LEAVING
    for spot, stay in enumerate(clock.stays):
        if stay.arrive < clock.pause[1]:
            last = spot
    return last
