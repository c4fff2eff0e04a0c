"""Targets over the region: enough people, the cheapest ones, and no more."""

from __future__ import annotations

from dataclasses import replace

import pytest

from optimizer.core.check import check_plan
from optimizer.core.plan import Plan, Stop
from optimizer.core.policy import Policy
from optimizer.core.problem import Problem
from optimizer.core.region import Cap
from optimizer.core.score import served
from optimizer.engines import ENGINES
from optimizer.engines.fill import fill
from optimizer.engines.filler import Filler
from optimizer.engines.parcels import cut
from optimizer.engines.wanted import wanted_people
from tests import tiny
from tests.core.schedules import trip

COVER = Policy(purpose="cover")
SIDES = [[0, 10, 40], [10, 0, 50], [40, 50, 0]]
"""P0 10 minutes from the office, P1 40 the other way."""


def district(people: list[object], target: int | None, days: int = 4, policy: Policy = COVER) -> Problem:
    """P0 and P1 with these people, and a target for IKD (4 minutes each)."""
    services = (tiny.KTP, replace(tiny.IKD, target=target))
    return tiny.problem(people, SIDES, days=days, services=services, policy=policy)  # type: ignore[arg-type]


@pytest.mark.parametrize("seed", range(3))
def test_the_cheaper_of_two_villages_reaches_the_target(seed):
    """50 of P0: 20 + 30 + 200 minutes, 20 km + 95,000. P1 alone would be 80 km; nobody else is met."""
    problem = district([{("IKD",): 50}, {("IKD",): 80}], target=50)
    result = ENGINES["routing"]().solve(problem, Stop(work=60), seed)
    assert [level.value for level in result.levels] == [0, 115_000]
    assert served(problem, result.plan.trips).tolist() == [50, 0]
    assert check_plan(problem, result.plan) == ()


@pytest.mark.parametrize("seed", range(3))
def test_the_rest_comes_from_the_next_village_and_no_more(seed):
    """A target of 55: both on one day drive 100 km; 55 of P1 alone 80 km, and are exactly 55 too.

    80 + 30 + 220 = 330 minutes, a short day: 80,000 + 95,000.
    """
    problem = district([{("IKD",): 50}, {("IKD",): 80}], target=55)
    result = ENGINES["routing"]().solve(problem, Stop(work=60), seed)
    assert [level.value for level in result.levels] == [0, 175_000]
    assert served(problem, result.plan.trips).sum() == 55


def test_those_who_come_for_more_count_towards_it():
    """30 at P0 need both and are served anyway; the target of 30 needs nobody of P1."""
    problem = district([{("KTP", "IKD"): 30}, {("IKD",): 80}], target=30)
    result = ENGINES["routing"]().solve(problem, Stop(work=60), 0)
    assert [level.value for level in result.levels] == [0, 115_000]
    assert served(problem, result.plan.trips).tolist() == [30, 0]


def test_reach_knows_no_target():
    """With days to spare all 130 are served, whatever the target."""
    problem = district([{("IKD",): 50}, {("IKD",): 80}], target=50, policy=Policy())
    assert served(problem, ENGINES["routing"]().solve(problem, Stop(work=60), 0).plan.trips).sum() == 130


def test_a_target_out_of_reach_is_missed_by_what_nobody_offers():
    """130 live here, 200 are wanted: 70 are missing."""
    problem = district([{("IKD",): 50}, {("IKD",): 80}], target=200)
    assert ENGINES["routing"]().solve(problem, Stop(work=60), 0).levels[0].value == 7_000


@pytest.mark.parametrize("engine", ["routing", "largest_first", "rotation"])
def test_a_target_already_met_is_a_plan_of_nothing(engine):
    """Nobody has to be visited, and that is not infeasible."""
    problem = district([{("IKD",): 50}, {("IKD",): 80}], target=0)
    result = ENGINES[engine]().solve(problem, Stop(work=5), 0)
    assert (result.plan, result.status) == (Plan(()), "feasible")
    assert [level.value for level in result.levels] == [0, 0]


@pytest.mark.parametrize("engine", ["largest_first", "rotation"])
def test_rules_of_thumb_stop_at_the_target(engine):
    """Exactly 60, one village a trip."""
    problem = district([{("IKD",): 50}, {("IKD",): 80}], target=60)
    plan = ENGINES[engine]().solve(problem, Stop(work=1), 0).plan
    assert served(problem, plan.trips).sum() == 60


def trimmed(problem: Problem, plan: Plan) -> Plan:
    """The plan without what serves nothing that is wanted."""
    filler = Filler(problem, plan)
    filler.trim()
    return filler.plan()


def test_a_trip_that_only_adds_to_a_target_met_is_dropped():
    """30 of P0 need both; with them the 20 of P1 are too many, and their trip goes."""
    problem = district([{("KTP", "IKD"): 30}, {("IKD",): 80}], target=30)
    near, far = trip((0, {0: 30})), trip((1, {1: 20}))
    assert trimmed(problem, Plan((near, far))) == fill(problem, Plan((near, far))) == Plan((near,))
    assert trimmed(problem, Plan((trip((0, {0: 30}), (1, {1: 20})),))) == Plan((near,))


def test_people_too_many_are_left():
    """A target of 40: of the 20 planned at P1 only 10 are needed beside the 30."""
    problem = district([{("KTP", "IKD"): 30}, {("IKD",): 80}], target=40)
    near, far = trip((0, {0: 30})), trip((1, {1: 20}))
    assert trimmed(problem, Plan((near, far))) == Plan((near, trip((1, {1: 10}))))


def test_parcels_are_cut_for_the_cheapest_people():
    """60 wanted: the 50 of P0 and ten of P1. Met on a visit made anyway, P1's come first.

    A short day at P1 serves 420 - 80 - 30 = 310 minutes, 100 of them those of the 20 people met anyway: the
    210 left are 52 people. Another visit to P1 for eight is dearer than a nearer one.
    """
    problem = district([{("IKD",): 50}, {("IKD",): 80}], target=60)
    assert wanted_people(problem).tolist() == [50, 10]
    assert [parcel.loads for parcel in cut(problem)] == [((0, 50),), ((1, 10),)]
    together = district([{("IKD",): 50}, {("KTP",): 20, ("IKD",): 80}], target=60)
    assert wanted_people(together).tolist() == [8, 20, 52]


@pytest.mark.parametrize("engine", ["routing", "largest_first", "rotation"])
def test_a_cap_of_the_regions_day_is_shared_by_the_teams(engine):
    """100 a day for the whole region, two teams: 50 each, though a day has the minutes for 100 of each."""
    services = (tiny.KTP, replace(tiny.IKD, cap=Cap(100, "region_day")))
    people = [{("IKD",): 90}, {("IKD",): 90}]
    problem = tiny.problem(people, SIDES, teams=2, services=services)
    plan = ENGINES[engine]().solve(problem, Stop(work=20), 0).plan
    assert [sum(visit.people for visit in made.visits) for made in plan.trips] == [50, 50]
