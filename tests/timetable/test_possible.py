"""Random small problems: every schedule keeps the rules, and trips stay undated only where they must."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from optimizer.core.calendar import Calendar, WorkDay
from optimizer.core.check import check_plan, check_schedule
from optimizer.core.plan import Plan, Trip, Visit
from optimizer.core.policy import Policy
from optimizer.core.pose import pose
from optimizer.core.problem import Problem
from optimizer.core.region import Cap, Lodging, Service
from optimizer.core.score import trip_cost
from optimizer.timetable import TimetableParams, dates, place
from tests import tiny
from tests.engines.features import feature_problem

PARAMS = TimetableParams(deterministic_seconds=1.0)


def crowded(seed: int) -> Problem:
    """Two teams for three dates and three places that may be visited on all of them, so that trips clash.

    Days off, a short day and nights cut the slots up; half the time the region is capped at 3 people a date.
    """
    rng = random.Random(seed)
    cap = Cap(3, "region_day") if rng.random() < 0.5 else None
    area = tiny.region([6, 6, 6], teams=2, services=(Service("KTP", "KTP-el", 5, cap=cap),))
    dates_of = [tiny.MONDAY + timedelta(days=n) for n in range(3)]
    crews = tuple(
        replace(team, days_off=frozenset(rng.sample(dates_of, rng.choice((0, 0, 1))))) for team in area.teams
    )
    area = replace(area, teams=crews, lodgings=(Lodging("P1", "Penginapan", tiny.SOURCE),))
    short = rng.choice((None, *dates_of))
    days = tuple(WorkDay(day, 450, 855 if day == short else 975, (720, 780), "kemarau") for day in dates_of)
    calendar = Calendar(dates_of[0], dates_of[-1], days)
    policy = Policy(max_nights=rng.choice((1, 1, 2)))
    problem = pose(area, tiny.travel(tiny.line_of(20, 40, 60)), calendar, tiny.TARIFF, policy)
    return problem.replace(max_visits=problem.max_visits * 0 + 6)


def drawn(problem: Problem, rng: random.Random) -> Plan:
    """Trips drawn at random that keep every rule of a plan; as many as find room."""
    trips: list[Trip] = []
    runs = [(slot.slot_class,) for slot in problem.slots] + 2 * [span.classes for span in problem.spans]
    for _ in range(40):
        if not runs:
            break
        classes = rng.choice(runs)
        days = tuple(tuple(_visits(problem, k, rng)) for k in classes)
        bed = (problem.lodgings[0],) * (len(days) - 1) if problem.lodgings else ()
        trip = Trip(classes[0], days, classes[1:], bed)
        if all(days) and not check_plan(problem, Plan((*trips, trip))):
            trips.append(trip)
    return Plan(tuple(trips))


def _visits(problem: Problem, slot_class: int, rng: random.Random) -> Iterator[Visit]:
    """One or two visits of one person."""
    open_cells = [c for c in range(problem.cells) if problem.classes[slot_class].allowed[c]]
    for cell in rng.sample(open_cells, min(len(open_cells), rng.randint(1, 2))):
        yield Visit(int(problem.cell_place[cell]), ((cell, 1),))


def most_dated(problem: Problem, plan: Plan, values: list[int]) -> int:
    """Most value that any choice of slots and runs can date, by trying all that keep the rules and cost."""
    runs = [(number,) for number in range(len(problem.slots))] + [span.slots for span in problem.spans]
    ways = [
        [run for run in runs if len(run) == len(trip.days) and may_go(problem, trip, run)]
        for trip in plan.trips
    ]

    def best(t: int, used: frozenset[object], people: dict[object, int]) -> int:
        if t == len(plan.trips):
            return 0
        found = best(t + 1, used, people)
        for run in ways[t]:
            taken, more = set[object](run), dict(people)
            for number, day in zip(run, plan.trips[t].days, strict=True):
                when = problem.slots[number].date
                taken |= {("place", visit.place, when) for visit in day}
                for cap in problem.caps:
                    count = sum(n for visit in day for cell, n in visit.loads if cap.cells[cell])
                    more[cap.service, when] = more.get((cap.service, when), 0) + count
            full = any(
                cap.per_region and more.get((cap.service, slot.date), 0) > cap.people
                for cap in problem.caps
                for slot in problem.slots
            )
            if not full and not used & taken:
                found = max(found, values[t] + best(t + 1, used | taken, more))
        return found

    return best(0, frozenset(), {})


def may_go(problem: Problem, trip: Trip, run: tuple[int, ...]) -> bool:
    """Whether a trip may go in slots, of its own classes or others, judged by the referee and the tariff."""
    classes = tuple(problem.slots[number].slot_class for number in run)
    crews = [
        [(problem.classes[k].base, problem.classes[k].vehicle, problem.classes[k].crew) for k in each]
        for each in (classes, trip.classes)
    ]
    fewer = any(
        problem.classes[there].stations < problem.classes[own].stations
        for there, own in zip(classes, trip.classes, strict=True)
    )
    there = replace(trip, slot_class=classes[0], then=classes[1:])
    return classes == trip.classes or (
        crews[0] == crews[1]
        and not fewer
        and not check_plan(problem, Plan((there,)))
        and trip_cost(problem, there) <= trip_cost(problem, trip)
    )


def values_of(problem: Problem, plan: Plan) -> list[int]:
    """Weighted people of each trip in hundredths of the average trip's, at least 1."""
    weights = [
        sum(n * int(problem.cell_weight[cell]) for visit in trip.visits for cell, n in visit.loads)
        for trip in plan.trips
    ]
    return [max(1, round(100 * weight / max(1.0, sum(weights) / len(weights)))) for weight in weights]


@pytest.fixture(params=[crowded, feature_problem], ids=["crowded", "features"])
def draw(request: pytest.FixtureRequest) -> Callable[[int], Problem]:
    """Problems in which trips clash, and problems with any feature of the model."""
    made: Callable[[int], Problem] = request.param
    return made


@pytest.mark.parametrize("seed", range(60))
def test_no_rule_is_broken_and_no_trip_left_out_that_could_go(
    draw: Callable[[int], Problem], seed: int
) -> None:
    """The model dates as much as trying every choice of slots does, and the referee finds no fault."""
    problem = draw(seed)
    plan = drawn(problem, random.Random(seed))
    schedule = place(problem, plan, PARAMS)
    assert check_schedule(problem, schedule) == ()
    assert len(schedule.trips) + len(schedule.undated) == len(plan.trips)
    out = list(schedule.undated)
    values = values_of(problem, plan) if plan.trips else []
    dated = 0
    for trip, value in zip(plan.trips, values, strict=True):
        if trip in out:
            out.remove(trip)
        else:
            dated += value
    assert dated == most_dated(problem, plan, values)


@pytest.mark.parametrize("seed", range(60))
def test_the_simple_dating_keeps_the_rules_too(
    draw: Callable[[int], Problem], seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What stands in for the model on large campaigns breaks no rule either, and dates nearly as much.

    Moving trips out of the way finds a date for all but one trip that can have one.
    """
    monkeypatch.setattr(dates, "LARGEST", -1)
    problem = draw(seed)
    plan = drawn(problem, random.Random(seed))
    schedule = place(problem, plan, PARAMS)
    assert check_schedule(problem, schedule) == ()
    assert len(schedule.trips) >= most_dated(problem, plan, [1] * len(plan.trips)) - 1


def test_the_drawn_plans_do_clash() -> None:
    """Most of the crowded plans cannot be dated whole, or the tests above would show nothing."""
    plans = [(crowded(seed), drawn(crowded(seed), random.Random(seed))) for seed in range(60)]
    clashing = sum(
        most_dated(problem, plan, [1] * len(plan.trips)) < len(plan.trips) for problem, plan in plans
    )
    assert clashing >= 40
