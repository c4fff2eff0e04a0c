"""What could be bought besides money: each added to the problem, and planned again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from optimizer.core.frontier import Goods, Offer, Yield
from optimizer.core.plan import Plan, Trip
from optimizer.core.pose import pose
from optimizer.core.problem import Problem, Slot
from optimizer.core.region import Kit, Region
from optimizer.core.schedule import Schedule
from optimizer.core.travel import Travel
from optimizer.engines.engine import keeps_rules
from optimizer.frontier.ground import Ground
from optimizer.frontier.kept import Kept
from optimizer.frontier.relaxed import Relaxed
from optimizer.frontier.written import trips_of, written
from optimizer.regions.calendar import make_calendar
from optimizer.regions.teams import COUNT, with_teams
from optimizer.roads.measure import measure
from optimizer.roads.state import with_closures
from optimizer.sweeps import digest_of

NEW_KIT = "alat tambahan"
"""Source of the kit that is tried."""


@dataclass(frozen=True)
class Addition:
    """A thing to buy, what a sentence names it by, and the problem with it.

    `instead`: it takes the place of something; `slot_class` is the class of the team-day added.
    """

    goods: Goods
    values: Mapping[str, str]
    problem: Problem
    instead: bool = False
    slot_class: int | None = None


def additions(ground: Ground) -> Iterator[Addition]:
    """Everything that can be tried in a district."""
    problem = ground.problem
    region = problem.region
    more = _posed(problem, with_teams(region, {COUNT: len(region.teams) + 1}))
    yield from _team_days(ground, more)
    yield Addition("team", {}, more)
    team = region.teams[0]
    yield Addition("kit", {"team": team.name}, _posed(problem, _with_kit(region)))
    for vehicle in region.vehicles:
        seats = vehicle.seats is None or vehicle.seats >= team.size
        if vehicle.code not in {each.vehicle for each in region.teams} and seats:
            teams = (replace(team, vehicle=vehicle.code), *region.teams[1:])
            values = {"team": team.name, "vehicle": vehicle.name}
            changed = _remeasured(ground, replace(region, teams=teams))
            yield Addition("vehicle", values, changed, instead=True)
    if region.lodgings and not problem.policy.max_nights:
        policy = replace(problem.policy, max_nights=1)
        yield Addition("nights", {}, _posed(problem.replace(policy=policy), region))


def _team_days(ground: Ground, more: Problem) -> Iterator[Addition]:
    """One team-day of another team in each of the first months, on the month's first longest day."""
    known = {team.id for team in ground.problem.region.teams}
    months: dict[tuple[int, int], list[Slot]] = {}
    for slot in more.slots:
        if slot.team not in known:
            months.setdefault((slot.date.year, slot.date.month), []).append(slot)
    for (year, month), slots in list(months.items())[: ground.params.months]:
        chosen = max(
            slots, key=lambda slot: (more.classes[slot.slot_class].work_minutes, -slot.date.toordinal())
        )
        kept = tuple(slot for slot in more.slots if slot.team in known or slot == chosen)
        # A cap of the region's day is shared by as many teams as before: one date with another is no reason
        # to hold every team back on all others.
        one = more.with_slots(kept).replace(caps=ground.problem.caps)
        yield Addition("team_day", {"month": f"{year}-{month:02}"}, one, slot_class=chosen.slot_class)


def offers(
    ground: Ground, kept: Kept, schedule: Schedule, budget: int | None, tried: Sequence[Addition]
) -> Iterator[Offer]:
    """Plan again with each addition, and once without any, all from the schedule there is."""
    problem = ground.within(budget)
    alone = Yield.of(problem, _again(ground, kept, "alone", problem, schedule, budget))
    for addition in tried:
        with_it = addition.problem.replace(policy=replace(addition.problem.policy, budget=budget))
        name = f"{addition.goods} {' '.join(addition.values.values())}".strip()
        made = Yield.of(with_it, _again(ground, kept, name, with_it, schedule, budget))
        if not addition.instead and (alone.better_than(made) or made.people < alone.people):
            made = alone  # whatever can be done without it can be done with it
        yield Offer(
            goods=addition.goods,
            values=addition.values,
            budget=budget,
            alone=alone,
            made=made,
            promised=_promised(problem, addition, budget),
        )


def _again(
    ground: Ground, kept: Kept, name: str, problem: Problem, schedule: Schedule, budget: int | None
) -> tuple[Trip, ...]:
    start = moved(problem, schedule)
    digest = digest_of(ground.digest, "offer", name, budget, written(() if start is None else start.trips))

    def work() -> Mapping[str, Any]:
        return {"trips": written(ground.solve(problem, start, 2).plan.trips)}

    return trips_of(problem, kept.do(name, digest, work)["trips"], kept.where(digest))


def moved(problem: Problem, schedule: Schedule) -> Plan | None:
    """The trips of a schedule on the same teams and dates of another problem; None where they cannot be."""
    of = {(slot.team, slot.date): slot.slot_class for slot in problem.slots}
    trips = []
    for dated in schedule.trips:
        classes = [of.get((dated.team, day)) for day in dated.dates]
        if None in classes:
            return None
        first, *then = (k for k in classes if k is not None)
        trips.append(replace(dated.trip, slot_class=first, then=tuple(then)))
    plan = Plan(tuple(trips))
    return plan if keeps_rules(problem, plan) else None


def _promised(problem: Problem, addition: Addition, budget: int | None) -> int | None:
    """Weighted people that the relaxation's dual price of a team-day promises at most."""
    k = addition.slot_class
    if k is None or k >= len(problem.classes):
        return None
    return round(Relaxed(problem).weighted(budget).per_day[k])


def _posed(problem: Problem, region: Region, travel: Travel | None = None) -> Problem:
    """The problem of a changed region on the same roads and dates."""
    return pose(region, travel or problem.travel, problem.calendar, problem.tariff, problem.policy)


def _remeasured(ground: Ground, region: Region) -> Problem:
    """The problem with vehicles that need roads of their own measured."""
    calendar = make_calendar(
        ground.problem.calendar.start, ground.problem.calendar.end, ground.settings.calendar
    )
    _, states = with_closures(calendar, region.closures)
    return _posed(ground.problem, region, measure(region, ground.settings.roads, states, ground.cache))


def _with_kit(region: Region) -> Region:
    """The region with one more station, and a sound kit for it where kits are listed, in its first team."""
    team = region.teams[0]
    kit = Kit(f"{team.id}+1", "baik", None, team.base, NEW_KIT)
    teams = (replace(team, stations=team.stations + 1), *region.teams[1:])
    return replace(region, teams=teams, kits=(*region.kits, kit) if region.kits else ())
