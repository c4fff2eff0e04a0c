"""A case planned again with something switched off, and what that does to its plan."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import TypeVar

from pydantic import BaseModel

from optimizer.core.plan import Stop, Trip
from optimizer.core.pose import pose
from optimizer.core.problem import Problem
from optimizer.core.region import Region
from optimizer.engines import ENGINES
from optimizer.line.dating import dated
from optimizer.line.horizon import posed as problem_asked
from optimizer.regions.read import read
from optimizer.settings import Settings, home, load, load_tariff

CASES = {
    "rejang-lebong-2022": None,
    "kota-bengkulu-2024": None,
    "rejang-lebong-ikd-2024": 4,
    "rejang-lebong-ikd-2024-sehari": 4,
    "oku-selatan": 12,
    "rejang-lebong-2025": None,
}
"""The shipped cases, and the weeks planned here where the case's own horizon is years (None: its own)."""

Params = TypeVar("Params", bound=BaseModel)


@dataclass(frozen=True)
class Case:
    """A case as it is planned: settings, the region as read, and the problem posed over its horizon."""

    name: str
    settings: Settings
    region: Region
    problem: Problem


@dataclass(frozen=True)
class Off:
    """How something is switched off: in the settings, in the tables as read, or in the region as met.

    `met` changes the region once its people are at schools, homes and the office.
    """

    settings: Callable[[Settings], Settings] = lambda same: same
    region: Callable[[Region], Region] = lambda same: same
    met: Callable[[Region], Region] = lambda same: same


AS_IT_IS = Off()


def setting(path: str, value: object) -> Off:
    """Switched off by one setting, named as in the YAML."""
    return Off(settings=lambda settings: changed(settings, path, value))


def changed(params: Params, path: str, value: object) -> Params:
    """Parameters with the one at a dotted path replaced."""
    head, _, rest = path.partition(".")
    new = changed(getattr(params, head), rest, value) if rest else value
    return params.model_copy(update={head: new})


def posed(name: str, off: Off = AS_IT_IS, weeks: int | None = None) -> Case:
    """A shipped case with something switched off, over its own horizon or the first `weeks`."""
    configs = home() / "configs"
    settings = off.settings(load(configs, case=name))
    tariff, _ = load_tariff(configs, settings.tariff)
    region = off.region(read(settings.region.data, settings.region))
    start = settings.plan.start
    assert start is not None, "a shipped case fixes its start"
    if weeks is not None:
        settings = changed(settings, "plan.weeks", weeks)
    problem = problem_asked(settings, region, tariff, start, None)
    met = off.met(problem.region)
    if met is not problem.region:
        problem = pose(met, problem.travel, problem.calendar, tariff, problem.policy)
    return Case(name, settings, region, problem)


@dataclass(frozen=True)
class Figures:
    """What a plan comes to: people by place and service, days by the places visited, dates, rupiah."""

    people: Counter[tuple[str, str]]
    trips: Counter[tuple[str, ...]]
    dates: frozenset[tuple[str, str, date]]
    cost: int


def planned(case: Case, engine: str = "routing", *, date: bool = True) -> Figures:
    """The plan of an engine under a work stop, the same from the same case; dated where asked."""
    made, stop = ENGINES[engine](), Stop(work=1)
    result = made.solve(case.problem, stop, 0)
    if not date:
        return _figures(case.problem, result.plan.trips, result.levels[-1].value)
    _, schedule = dated(case.problem, result, made, stop, case.settings.timetable, 0)
    figures = _figures(
        case.problem, [each.trip for each in schedule.trips], sum(t.cost for t in schedule.trips)
    )
    places = case.problem.region.places
    dates = {(t.team, places[n].code, t.dates[0]) for t in schedule.trips for n in t.trip.visited}
    return replace(figures, dates=frozenset(dates))


def _figures(problem: Problem, plan: Iterable[Trip], cost: int) -> Figures:
    people, trips = Counter[tuple[str, str]](), Counter[tuple[str, ...]]()
    for trip in plan:
        trips[tuple(problem.region.places[place].code for place in trip.visited)] += 1
        for visit in trip.visits:
            for cell, count in visit.loads:
                for service in problem.region.cells[cell].services:
                    people[problem.region.cells[cell].place, service] += count
    return Figures(people, trips, frozenset(), cost)


def differences(plan: Figures, without: Figures) -> list[str]:
    """In what two plans differ; empty where they are the same."""
    names = ("people", "trips", "dates", "cost")
    return [name for name in names if getattr(plan, name) != getattr(without, name)]
