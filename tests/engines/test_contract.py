"""What every engine promises, over generated districts: the other half of `engines/engine.py`."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from itertools import pairwise
from pathlib import Path

import pytest

from optimizer.core.check import check_plan
from optimizer.core.plan import Incumbent, Level, Plan, Result, Stop
from optimizer.core.problem import Problem
from optimizer.core.region import Cap, Lodging, Opening
from optimizer.core.score import levels, rank
from optimizer.engines import BASELINES, ENGINES
from optimizer.engines.child import stream
from tests import tiny
from tests.core.schedules import trip
from tests.engines import districts

CAPPED = (tiny.KTP, replace(tiny.IKD, cap=Cap(100)))
CAPPED_DAILY = (tiny.KTP, replace(tiny.IKD, cap=Cap(100, "region_day")))

AIMED = (tiny.KTP, replace(tiny.IKD, cap=Cap(60), target=400))


def open_at_times(problem: Problem, seed: int) -> Problem:
    """Half the places open only for some hours of some weekdays."""
    rng = random.Random(seed)
    places = {}
    for place in rng.sample(range(problem.places), problem.places // 2):
        start = rng.choice((450, 480, 600, 780))
        hours = Opening(frozenset(rng.sample(range(5), 3)), start, start + rng.choice((150, 240)))
        places[place] = {"opening": hours}
    return tiny.again(problem, places=places)


def with_beds(problem: Problem, nights: int) -> Problem:
    """Every third place has a bed, and a trip may have so many nights."""
    codes = [place.code for place in problem.region.places[::3]]
    beds = tuple(Lodging(code, code, tiny.SOURCE) for code in codes)
    return tiny.again(problem, policy={"max_nights": nights}, lodgings=beds)


PROBLEMS: dict[str, Callable[[], Problem]] = {
    "reach": districts.middling,
    "reach_split": lambda: districts.middling(8, visits="split"),
    "cover": lambda: districts.middling(9, purpose="cover", days=10, teams=2),
    "cover_split": lambda: districts.middling(10, purpose="cover", visits="split", days=10),
    "two_services": lambda: districts.middling(11, ikd=True, services=CAPPED, stations=2),
    "two_services_split": lambda: districts.middling(12, ikd=True, services=CAPPED_DAILY, visits="split"),
    "signal_must_be_known": lambda: districts.middling(13, ikd=True, services=CAPPED, unknown_signal=False),
    "drive_limit": lambda: districts.middling(14, max_drive_minutes=100, purpose="cover", days=10),
    "visit_limit": lambda: districts.middling(15, max_visits=2, people=lambda rng: rng.randint(1, 12)),
    "many_small_stops": lambda: districts.middling(
        16, places=20, people=lambda rng: 1, setup_minutes=(("desa", 5),)
    ),
    "budget": lambda: districts.middling(17, budget=900_000),
    "cover_budget": lambda: districts.middling(
        18, purpose="cover", visits="split", budget=1_500_000, days=10
    ),
    "small_budget": lambda: districts.middling(19, budget=130_000),
    "unreachable": lambda: districts.middling(20, cut_off=4),
    "two_stations": lambda: districts.middling(21, stations=2, turnout_percent=80),
    "overtime": lambda: districts.middling(
        22, overtime_minutes=60, access_weight=25, tariff=districts.DEAR_VISITS
    ),
    "one_team_one_day": lambda: districts.middling(23, teams=1, days=1, friday=False),
    "one_place": lambda: districts.middling(24, places=1, people=lambda rng: 400),
    "nobody": lambda: districts.middling(25, people=lambda rng: 0),
    "no_slots": lambda: districts.middling(26, teams=0),
    "all_unreachable": lambda: districts.middling(27, cut_off=14),
    "hours": lambda: open_at_times(districts.middling(29), 1),
    "hours_split": lambda: open_at_times(districts.middling(30, visits="split", purpose="cover", days=10), 2),
    "nights": lambda: with_beds(districts.middling(31, friday=False, purpose="cover", days=8), 2),
    "nights_reach": lambda: with_beds(districts.middling(32, friday=False, days=4, teams=3), 1),
    "floors": lambda: districts.middling(33, floor_percent=50),
    "floors_budget": lambda: districts.middling(34, floor_percent=30, budget=1_500_000),
    "target": lambda: districts.middling(35, ikd=True, services=AIMED, purpose="cover", days=8),
    "target_in_reach": lambda: districts.middling(36, ikd=True, services=AIMED, days=3),
    "everything": lambda: with_beds(
        open_at_times(
            districts.middling(
                37, ikd=True, services=AIMED, purpose="cover", floor_percent=40, friday=False, days=6
            ),
            3,
        ),
        1,
    ),
    "budget_of_nothing": lambda: districts.middling(28, budget=0, purpose="cover"),
}

EMPTY = {"nobody", "no_slots", "all_unreachable", "budget_of_nothing"}

WORK = Stop(work=15)
LITTLE = Stop(work=4)
"""A round of pricing takes as long as a hundred steps of the others."""

LONG = Stop(work=10**7, seconds=60.0)
"""Far more than any test waits for; the seconds end an engine that is deaf."""

each_engine = pytest.mark.parametrize("engine", ENGINES)
each_problem = pytest.mark.parametrize("name", PROBLEMS)


@cache
def posed(name: str) -> Problem:
    """The problem, made once."""
    return PROBLEMS[name]()


@cache
def solved(engine: str, name: str) -> Result:
    """What the engine makes of the problem with a little work."""
    return ENGINES[engine]().solve(posed(name), work_of(engine), 0)


def work_of(engine: str) -> Stop:
    """The stop of the tests for an engine."""
    return LITTLE if engine in ("columns", "auto") else WORK


@each_engine
@each_problem
def test_a_plan_keeps_every_rule_and_says_what_it_is_worth(engine, name):
    """The referee is silent; the levels are those recomputed from the trips alone; numbers are plain."""
    problem, result = posed(name), solved(engine, name)
    assert check_plan(problem, result.plan) == ()
    assert worth_of(result) == levels(problem, result.plan)
    assert_bounded(result)
    assert (result.engine, result.seed, result.stop) == (engine, 0, work_of(engine))
    loads = [load for made in result.plan.trips for visit in made.visits for load in visit.loads]
    assert all(type(cell) is int and type(people) is int for cell, people in loads)
    assert result.trace[-1].values == tuple(level.value for level in result.levels)


@each_engine
@each_problem
def test_an_empty_plan_is_infeasible_only_where_people_wait(engine, name):
    """Nobody to serve is a plan; no money, no team and no road are wishes that cannot be met."""
    result = solved(engine, name)
    assert (not result.plan.trips) == (name in EMPTY)
    assert (result.status == "infeasible") == (name in EMPTY - {"nobody"})


@each_engine
@each_problem
def test_the_same_seed_and_work_give_the_same_plan(engine, name):
    """Bit for bit."""
    assert ENGINES[engine]().solve(posed(name), work_of(engine), 0).plan == solved(engine, name).plan


def worth_of(result: Result) -> tuple[Level, ...]:
    """The levels without what is proven of them."""
    return tuple(replace(level, bound=None) for level in result.levels)


def assert_bounded(result: Result) -> None:
    """No value is better than its bound, and a plan is optimal just where all bounds are met."""
    for level in result.levels:
        most = level.name == "weighted_people"
        assert level.bound is None or (level.bound >= level.value if most else level.bound <= level.value)
    proven = all(level.gap == 0.0 for level in result.levels)
    assert (result.status == "optimal") == (proven and result.status != "infeasible")


@pytest.mark.parametrize("name", ["reach", "cover", "two_services"])
def test_being_watched_changes_nothing(name):
    """Under a work stop the plan is the same whether somebody looks on or not."""
    watched = ENGINES["routing"]().solve(posed(name), WORK, 0, watch=lambda incumbent: True)
    assert watched.plan == solved("routing", name).plan
    assert not watched.interrupted


def test_being_watched_works_from_any_folder(monkeypatch, tmp_path):
    """The router's own process finds the program where this one does, not only where it happens to run."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("PYTHONPATH", raising=False)
    assert any(stream(_told, posed("reach").slots))


def _told(slots, told):
    """Stands in for the router: a plan, whatever is asked."""
    return Plan(tuple(trip((0, {0: 1})) for _ in slots))


PRINT_PLANS = """
from tests.engines.test_contract import solved
print([repr(solved("routing", name).plan) for name in ("reach", "cover", "two_services")])
"""


def test_other_processes_find_the_same_plan():
    """Nothing depends on the order of sets and dictionaries, which differs from process to process."""
    here = repr([repr(solved("routing", name).plan) for name in ("reach", "cover", "two_services")])
    root = Path(__file__).resolve().parents[2]
    environment = {**os.environ, "PYTHONHASHSEED": "12345", "PYTHONPATH": str(root)}
    command = [sys.executable, "-c", PRINT_PLANS]
    done = subprocess.run(command, cwd=root, env=environment, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == here


@each_engine
@each_problem
def test_a_start_is_never_made_worse(engine, name):
    """From a good and a poor plan of others, and from its own, the result ranks at least as well."""
    problem = posed(name)
    for other in {"routing", "largest_first", engine}:
        start = solved(other, name).plan
        result = ENGINES[engine]().solve(problem, Stop(work=1), 1, start)
        assert rank(problem, result.plan) <= rank(problem, start)
        assert check_plan(problem, result.plan) == ()


@each_engine
def test_a_start_that_breaks_a_rule_is_not_kept(engine):
    """Last week's plan serves 400 people of whom only some still wait: tempting, and not allowed."""
    problem = posed("one_place")
    crowded = Plan((trip((0, {0: 400})),))
    assert check_plan(problem, crowded)
    result = ENGINES[engine]().solve(problem, Stop(work=5), 0, crowded)
    assert check_plan(problem, result.plan) == ()
    assert result.plan.trips


@each_engine
def test_a_time_stop_is_kept(engine):
    """Half a second asked, far less than ten times as much taken even on a busy machine."""
    problem, began = posed("cover"), time.monotonic()
    result = ENGINES[engine]().solve(problem, Stop(seconds=0.5), 0)
    assert time.monotonic() - began < 5.0
    assert check_plan(problem, result.plan) == ()
    assert worth_of(result) == levels(problem, result.plan)
    assert_bounded(result)


@each_engine
@pytest.mark.parametrize("name", ["reach", "cover", "budget"])
def test_a_watcher_ends_the_search_with_a_valid_plan(engine, name):
    """False at once, under a stop that would last for long: interrupted, and something to show."""
    problem = posed(name)
    result = ENGINES[engine]().solve(problem, LONG, 0, watch=lambda incumbent: False)
    assert (result.interrupted, result.hit) == (True, "interrupted")
    assert result.plan.trips
    assert check_plan(problem, result.plan) == ()


@pytest.mark.parametrize("name", ["reach", "cover"])
def test_a_watcher_is_heard_later_too(name):
    """It stays silent until the router or the refilling has long been at work and nothing is better."""
    told: list[Incumbent] = []
    began = time.monotonic()

    def watch(incumbent: Incumbent) -> bool:
        told.append(incumbent)
        spent = time.monotonic() - began  # on a busy machine the router's first plans take longer
        return spent < 1.0 or (len({met.values for met in told}) < 3 and spent < 10.0)

    result = ENGINES["routing"]().solve(posed(name), LONG, 0, watch=watch)
    assert result.interrupted
    assert check_plan(posed(name), result.plan) == ()
    assert rank(posed(name), result.plan) <= rank(posed(name), solved("largest_first", name).plan)


@each_engine
@each_problem
def test_incumbents_only_get_better(engine, name):
    """The trace, of levels that are wanted high or low by purpose, improves by values or else by bounds."""
    named = [level.name for level in solved(engine, name).levels]
    signs = [-1 if level == "weighted_people" else 1 for level in named]
    trace = [incumbent.values for incumbent in solved(engine, name).trace]
    keys = [tuple(sign * value for sign, value in zip(signs, values, strict=True)) for values in trace]
    known = [met.bounds for met in solved(engine, name).trace]
    for (worse, better), (before, after) in zip(pairwise(keys), pairwise(known), strict=True):
        assert better < worse or (better == worse and after != before)
    for incumbent in solved(engine, name).trace:
        pairs = zip(signs, incumbent.values, incumbent.bounds or [None] * len(signs), strict=True)
        assert all(bound is None or sign * bound <= sign * value for sign, value, bound in pairs)
    seconds = [incumbent.seconds for incumbent in solved(engine, name).trace]
    assert seconds == sorted(seconds)


@each_problem
def test_routing_is_never_behind_a_rule_of_thumb(name):
    """Also with the work of a blink, at equal means."""
    for baseline in BASELINES:
        assert rank(posed(name), solved("routing", name).plan) <= rank(
            posed(name), solved(baseline, name).plan
        )


def test_other_seeds_may_find_other_plans():
    """The seed is used: among four there are at least two different plans."""
    plans = {ENGINES["routing"]().solve(posed("reach_split"), WORK, seed).plan for seed in range(4)}
    assert len(plans) > 1
