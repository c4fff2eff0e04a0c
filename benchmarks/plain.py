"""The five cases reduced to what every router can say, so that all of them solve the very same task.

Kept: places and their people expected over the case's horizon (schools and homes are places as well), road
minutes and metres, set-up minutes, teams and their kits, the tariff, the cap of a team's day and the service
asked for. Switched off: see `SWITCHED_OFF`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from math import ceil

import numpy as np

from optimizer.core.apportion import apportion
from optimizer.core.calendar import Calendar, WorkDay
from optimizer.core.policy import Policy, Visits
from optimizer.core.pose import pose
from optimizer.core.problem import Problem
from optimizer.core.region import Cap, Cell, Region, Service
from optimizer.core.travel import UNREACHABLE
from optimizer.engines.fleet import SPARE_SHARE, team_days_needed
from optimizer.engines.parcels import cut
from optimizer.line.horizon import posed
from optimizer.regions.read import read
from optimizer.settings import home, load, load_tariff

CASES = (
    "rejang-lebong-2022",
    "kota-bengkulu-2024",
    "rejang-lebong-ikd-2024",
    "oku-selatan",
    "rejang-lebong-2025",
)

SWITCHED_OFF = (
    "opening hours and dates shut",
    "monthly releases and rounds",
    "deadlines",
    "priorities",
    "turnout (people are those expected)",
    "signal",
    "the kit inventory (teams keep their own kits)",
    "seasons and closures (the roads most slots have)",
    "short days (every day is the commonest one)",
    "several vehicles and bases (the first team's)",
    "several services (the first with a target, else the first; a target is shared out over the places)",
    "floors, budget, limits on driving and visits, overtime, nights",
)

DAYS_OFFERED = 1.05 * SPARE_SHARE
"""Team-days offered per team-day estimated: a little more than what makes slots plentiful."""


def plain(case: str, visits: Visits) -> Problem:
    """A case as a plain `cover` problem under a policy of visits."""
    configs = home() / "configs"
    settings = load(configs, case=case)
    region = read(settings.region.data, settings.region)
    tariff, _ = load_tariff(configs, settings.tariff)
    assert settings.plan.start is not None
    return reduced(posed(settings, region, tariff, settings.plan.start, None), visits)


def reduced(problem: Problem, visits: Visits) -> Problem:
    """A posed problem with nothing left but people, roads, days and a cap."""
    minutes, layers = Counter[int](), Counter[tuple[str, str]]()
    for slot in problem.slots:
        minutes[problem.classes[slot.slot_class].work_minutes] += 1
        layers[problem.classes[slot.slot_class].layer] += 1
    layer = layers.most_common(1)[0][0]
    travel = replace(problem.travel, layers={layer: problem.travel.layers[layer]})
    region = _region(problem, layer)
    policy = Policy(purpose="cover", visits=visits, setup_minutes=problem.policy.setup_minutes)
    days = 1
    while True:
        calendar = _calendar(days, minutes.most_common(1)[0][0], layer[1])
        made = pose(region, travel, calendar, problem.tariff, policy)
        needed = DAYS_OFFERED * team_days_needed(made, cut(made))
        if len(made.slots) >= needed:
            return made
        days = max(days + 1, ceil(needed / len(region.teams)))


def _calendar(days: int, minutes: int, road_state: str) -> Calendar:
    """So many dates in a row, from 07:30, the break at noon."""
    start = date(2026, 1, 5)
    dates = (start + timedelta(days=n) for n in range(days))
    made = tuple(WorkDay(day, 450, 450 + minutes + 60, (720, 780), road_state) for day in dates)
    return Calendar(made[0].date, made[-1].date, made)


def _region(problem: Problem, layer: tuple[str, str]) -> Region:
    """The region with one service, one cell a place and teams that are all alike but in their kits."""
    region, first = problem.region, problem.region.teams[0]
    service = next((each for each in region.services if each.target is not None), region.services[0])
    cap = Cap(service.cap.people) if service.cap else None
    vehicle = next(each for each in region.vehicles if each.mode == layer[0])
    stations = Counter(problem.classes[slot.slot_class].stations for slot in problem.slots).most_common(1)[0][
        0
    ]
    teams = (
        replace(
            team, base=first.base, vehicle=vehicle.code, members=first.members, stations=stations,
            days_off=frozenset(),
        )
        for team in region.teams
    )  # fmt: skip
    return replace(
        region,
        services=(Service(service.code, service.name, service.minutes, cap=cap),),
        places=tuple(replace(place, opening=None, rounds=False, last_visit=None) for place in region.places),
        cells=tuple(_cells(problem, service)),
        teams=tuple(teams),
        kits=(),
        requests=(),
        closures=(),
        lodgings=(),
    )


def _cells(problem: Problem, service: Service) -> Iterator[Cell]:
    """One cell a place that a road leads to: its people of the service, a target shared out."""
    region = problem.region
    people = np.zeros(problem.places, dtype=np.int64)
    for cell, count in enumerate(problem.expected):
        if service.code in region.cells[cell].services:
            people[problem.cell_place[cell]] += int(count)
    layer, base = next(iter(problem.travel.layers.values())), problem.classes[0].base
    people[layer.minutes[base, problem.place_location] >= UNREACHABLE] = 0
    target = next((each.people for each in problem.targets if each.service == service.code), None)
    if target is not None and target < people.sum():
        people = apportion(target, people.astype(np.float64))
    source = region.cells[0].source
    for place, count in zip(region.places, people, strict=True):
        if count:
            yield Cell(place.code, (service.code,), int(count), source)
