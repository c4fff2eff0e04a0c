"""The engine `auto`: what becomes of the plans of its parts."""

from __future__ import annotations

from dataclasses import replace
from typing import ClassVar

import pytest

from optimizer.core.plan import Level, Plan, Result, Stop
from optimizer.core.policy import Policy
from optimizer.core.score import levels, rank
from optimizer.engines import auto
from optimizer.engines.columns import Columns
from optimizer.engines.routing import Routing
from tests import tiny

SECONDS = 0.4


def problem(**limits):
    """Two places that one day can hold."""
    return tiny.problem([20, 20], tiny.line_of(10, 12), days=2, policy=Policy(purpose="cover", **limits))


class Better(Routing):
    """A router that finds the best plan there is."""

    asked: ClassVar[list[Stop]] = []
    begun: ClassVar[list[Plan | None]] = []

    def solve(self, problem, stop, seed, start=None, watch=None):
        self.asked.append(stop)
        self.begun.append(start)
        return super().solve(problem, Stop(work=100), seed, start, watch)


class Worse(Routing):
    """A router that sends nobody anywhere."""

    def solve(self, problem, stop, seed, start=None, watch=None):
        result = super().solve(problem, Stop(work=1), seed, start, watch)
        return replace(result, plan=Plan(()))


class Proves(Columns):
    """Columns that make a trip of every stop, and prove a plan to cost 100 rupiah at least."""

    def solve(self, problem, stop, seed, start=None, watch=None):
        result = super().solve(problem, Stop(work=1), seed, start, watch)
        apart = Plan(
            tuple(replace(trip, days=((visit,),)) for trip in result.plan.trips for visit in trip.visits)
        )
        found = levels(problem, apart)
        bounded = (replace(found[0], bound=0), replace(found[1], bound=100))
        return replace(result, plan=apart, levels=bounded, status="feasible")


@pytest.mark.parametrize(
    ("first", "second", "limits", "share"),
    [
        (Better, Worse, {"max_drive_minutes": 60}, 1 / 8),
        (Worse, Better, {"max_drive_minutes": 60}, 1 / 8),
        (Better, Worse, {}, 0.1 / 4),
        (Worse, Better, {}, 0.9 / 4),
    ],
)
def test_on_one_core_the_better_of_two_routers_goes_on(monkeypatch, first, second, limits, share):
    """Columns begin with the better plan.

    Both get half of the routers' quarter of the stop, but where the second one's model says all of the
    problem (it cannot limit driving) nine tenths are its own.
    """
    begun = []

    class Begins(Columns):
        def solve(self, problem, stop, seed, start=None, watch=None):
            begun.append(start)
            return super().solve(problem, stop, seed, start, watch)

    monkeypatch.setattr(auto, "cores", lambda: 1)
    monkeypatch.setattr(auto, "Routing", first)
    monkeypatch.setattr(auto, "Columns", Begins)
    Better.asked.clear()
    posed = problem(**limits)
    made = auto.Auto(second=second).solve(posed, Stop(SECONDS), 0)
    assert [stop.seconds for stop in Better.asked] == [pytest.approx(SECONDS * share)]
    best = Routing().solve(posed, Stop(work=100), 0).plan
    assert rank(posed, begun[0]) == rank(posed, best) == rank(posed, made.plan)


def test_on_one_core_the_second_router_goes_on_from_the_plan_of_columns(monkeypatch):
    """What columns prove of rupiah is kept, and holds for the better plan that comes of theirs."""
    monkeypatch.setattr(auto, "cores", lambda: 1)
    monkeypatch.setattr(auto, "Columns", Proves)
    monkeypatch.setattr(auto, "Routing", Better)
    Better.begun.clear()
    posed = problem()
    made = auto.Auto(second=Better).solve(posed, Stop(60.0), 0)
    assert [None if plan is None else len(plan.trips) for plan in Better.begun] == [None, None, 2]
    assert len(made.plan.trips) == 1
    assert [level.bound for level in made.levels] == [0, 100]
    assert made.levels[-1].value == levels(posed, made.plan)[-1].value
    assert [met.seconds for met in made.trace] == sorted(met.seconds for met in made.trace)


@pytest.mark.parametrize(("people", "trips"), [((1,) * 8, 1), ((1, 1), 1), ((200, 200), 6)])
def test_on_two_cores_the_second_router_goes_on_beside_columns_unless_nearly_every_visit_is_a_day(
    monkeypatch, people, trips
):
    """Places of one person are a day's work, 200 people three days: the better plan and bound are kept."""
    places, goes = len(people), trips == 1
    asked = []

    def beside(search, engines, problem, stop, seed, start):
        asked.append((stop.seconds, seed, start))
        yield None
        yield Routing().solve(problem, Stop(work=100), seed).plan

    monkeypatch.setattr(auto, "cores", lambda: 2)
    monkeypatch.setattr(auto, "Columns", Proves)
    monkeypatch.setattr(auto, "Routing", Better)
    monkeypatch.setattr(auto, "stream", beside)
    monkeypatch.setattr(auto, "LATE", 0.0)
    monkeypatch.setattr(auto, "LONG", 100.0)
    posed = tiny.problem(
        list(people), tiny.line_of(*range(10, 10 + places)), days=8, policy=Policy(purpose="cover")
    )
    made = auto.Auto(second=Better).solve(posed, Stop(60.0), 0)
    assert [level.bound for level in made.levels] == [0, 100]
    assert len(made.plan.trips) == trips
    assert len(asked) == 1 + goes
    if goes:
        assert 45 * auto.BESIDE < asked[1][0] < 60 * auto.BESIDE  # all but what the first router has taken
        assert asked[1][1:] == (1, None)


@pytest.mark.parametrize(("places", "lists"), [(2, True), (6, False)])
def test_stop_sets_are_listed_beside_the_routers_where_days_hold_few_stops(monkeypatch, places, lists):
    """A day holds both of two places: fewer than 3.5 parcels. Of six with a person each it holds more."""
    begun = []

    class Begins(Columns):
        def improve(self, problem, run, beside=()):
            begun.append(list(beside))
            return super().improve(problem, run)

    monkeypatch.setattr(auto, "cores", lambda: 2)
    monkeypatch.setattr(auto, "LONG", SECONDS)
    monkeypatch.setattr(auto, "Columns", Begins)
    people = [20] * places if lists else [1] * places
    posed = tiny.problem(people, tiny.line_of(*[10] * places), days=2, policy=Policy(purpose="cover"))
    made = auto.Auto().solve(posed, Stop(SECONDS), 0)
    best = Routing().solve(posed, Stop(work=100), 0).plan
    assert rank(posed, made.plan) == rank(posed, best)
    assert bool(begun[0]) == lists


@pytest.mark.parametrize(
    ("missing", "people", "bound"), [(0, 5, 100), (0, 6, 100), (0, 4, None), (1, 6, None)]
)
def test_rupiah_stay_bounded_for_plans_that_do_as_well_on_the_levels_before(missing, people, bound):
    """Rp 100 proven of plans that serve 5 with nobody missing: who serves more pays no less, fewer may."""

    def result(missing: int, people: int, least: int | None) -> Result:
        valued = (
            Level("floor_shortfall", "person", missing),
            Level("weighted_people", "person", people),
            Level("cost", "rupiah", 120, least),
        )
        return Result(Plan(()), "feasible", valued, "auto", 0, Stop(1.0), "seconds", 1.0)

    kept = auto._kept(result(missing, people, None), result(0, 5, 100))
    assert kept.levels[-1].bound == bound
