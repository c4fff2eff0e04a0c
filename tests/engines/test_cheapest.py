"""Where many plans serve the same people, the cheapest must be found: rupiah derived by hand."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from optimizer.core.plan import Stop
from optimizer.core.policy import Policy
from optimizer.core.pose import pose
from optimizer.core.problem import Problem
from optimizer.core.region import Vehicle
from optimizer.core.score import levels
from optimizer.core.tariff import Tariff
from optimizer.engines import ENGINES
from optimizer.engines.fleet import fleet
from optimizer.engines.parcels import cut
from optimizer.engines.router import RoutingParams, route
from tests import tiny

COVER = Policy(purpose="cover")

Case = tuple[Problem, int, int]
"""A problem, weighted people that can be served, and the least rupiah for which they can."""


def shortest_round() -> Case:
    """Three places on a ring of 10-minute roads: 40 km in ring order, 60 in any other; 95,000 a day."""
    ring = [[0, 10, 20, 10], [10, 0, 10, 20], [20, 10, 0, 10], [10, 20, 10, 0]]
    return tiny.problem([5, 5, 5], ring, days=2, policy=COVER), 1_500, 135_000


def short_rather_than_quick() -> Case:
    """Two rounds: 40 minutes over 60 km, or 44 minutes over 40 km. Time is plenty, fuel is paid."""
    minutes = [[0, 10, 12, 10], [10, 0, 10, 12], [12, 10, 0, 10], [10, 12, 10, 0]]
    metres = [[0, 10, 10, 20], [10, 0, 20, 10], [10, 20, 0, 10], [20, 10, 10, 0]]
    problem = tiny.problem([5, 5, 5], minutes, days=2, policy=COVER)
    roads = tiny.travel(minutes, metres=[[1000 * m for m in row] for row in metres])
    return problem.replace(travel=roads), 1_500, 135_000


def two_short_days() -> Case:
    """36 people on either side of the office, 10 minutes out.

    Both on one day: 40 + 60 + 360 = 460 minutes, over eight hours: 40,000 + 95,000 + 300,000. On two:
    twice 20,000 + 95,000.
    """
    minutes = [[0, 10, 10], [10, 0, 20], [10, 20, 0]]
    return tiny.problem([36, 36], minutes, days=2, policy=COVER), 7_200, 230_000


def one_long_day() -> Case:
    """The same places where sending a team costs 400,000 and a long day only 10,000 a head more.

    Together 40,000 + 70,000 + 400,000 + 20,000; apart twice 20,000 + 70,000 + 400,000.
    """
    rates = (
        tiny.rate("bbm", "kilometres", 1_000),
        tiny.rate("makan", "person_days", 35_000),
        tiny.rate("uang_harian", "person_days", 10_000, duration_classes=("over_8h",)),
        tiny.rate("kendaraan", "team_days", 400_000),
    )
    problem, people, _ = two_short_days()
    return problem.replace(tariff=Tariff("uji", "uji", rates)), people, 530_000


def neighbours_together() -> Case:
    """Two villages 40 minutes north, two 40 south, 5 minutes apart; 15 people each; four days.

    By pairs of neighbours: twice 85 km + 95,000. Three in a day do not fit, mixed pairs drive 160 km.
    """
    north, south = (0, 1), (2, 3)
    minutes = [[0, 40, 40, 40, 40]] + [
        [40, *(0 if a == b else 5 if {a, b} in ({*north}, {*south}) else 80 for b in range(4))]
        for a in range(4)
    ]
    return tiny.problem([15] * 4, minutes, days=4, policy=COVER), 6_000, 360_000


def the_nearer_of_equals() -> Case:
    """One day holds all 60 at P0, 30 minutes out, or all 60 at P1, 20 the other way, not 60 of both."""
    minutes = [[0, 30, 20], [30, 0, 50], [20, 50, 0]]
    return tiny.problem([60, 60], minutes, day_minutes=390), 6_000, 135_000


def home_when_all_is_done() -> Case:
    """Ten people and twenty team-days: one trip of 20 km, the rest stay at home."""
    return tiny.problem([10], tiny.line_of(10), days=10, teams=2), 1_000, 115_000


def one_visit_under_split() -> Case:
    """Split allows many visits; with 40,000 for each, one is enough: 60 km + 95,000 + 40,000."""
    tariff = Tariff("uji", "uji", (*tiny.TARIFF.rates, tiny.rate("konsumsi", "visits", 40_000)))
    policy = replace(COVER, visits="split")
    return tiny.problem([60], tiny.line_of(30), days=4, tariff=tariff, policy=policy), 6_000, 195_000


def the_cheaper_team() -> Case:
    """Two teams alike but for their crew: two members cost 70,000 a day, five 175,000."""
    problem = tiny.problem([10], tiny.line_of(10), teams=2)
    area = problem.region
    big = replace(area.teams[0], members=(("golongan_iii", 5),))
    posed = pose(
        replace(area, teams=(big, area.teams[1])), problem.travel, problem.calendar, problem.tariff, COVER
    )
    return posed, 1_000, 115_000


def two_bases_two_modes() -> Case:
    """A minibus at the office, a motorbike at a second base; a day each.

    P0 is 20 minutes from the office by minibus and 90 from the base, where the motorbike takes 20 to P1;
    no minibus reaches P1. 40,000 for the minibus, 20 litres at 300 ml a km come to 12 at 10,000 for the
    motorbike (40 km), and 95,000 for each team. The other way round only P0 could be served.
    """
    area = tiny.region([30, 20], teams=2)
    second = replace(area.bases[0], code="CABANG", name="Cabang")
    bike = Vehicle("motor_dinas", "Motor dinas", "motor", False, 2, 300)
    area = replace(
        area,
        bases=(area.bases[0], second),
        vehicles=(*area.vehicles, bike),
        teams=(area.teams[0], replace(area.teams[1], base="CABANG", vehicle="motor_dinas")),
    )
    # office, second base, P0, P1
    car = [[0, 80, 20, None], [80, 0, 90, None], [20, 90, 0, None], [None, None, None, 0]]
    ride = [[0, 80, 20, 90], [80, 0, 90, 20], [20, 90, 0, 100], [90, 20, 100, 0]]
    by_car, by_bike = (tiny.travel(matrix, ("CABANG", "P0", "P1")) for matrix in (car, ride))
    roads = replace(
        by_car,
        layers={
            ("minibus", "kemarau"): by_car.layers["minibus", "kemarau"],
            ("motor", "kemarau"): by_bike.layers["minibus", "kemarau"],
        },
    )
    rates = (
        tiny.rate("bbm", "kilometres", 1_000, vehicles=("minibus_dinas",)),
        tiny.rate("bensin", "litres", 10_000),
        *tiny.TARIFF.rates[1:],
    )
    tariff = Tariff("uji", "uji", rates)
    return pose(area, roads, tiny.calendar(1), tariff, COVER), 5_000, 40_000 + 120_000 + 2 * 95_000


CASES: tuple[Callable[[], Case], ...] = (
    shortest_round, short_rather_than_quick, two_short_days, one_long_day, neighbours_together,
    the_nearer_of_equals, home_when_all_is_done, one_visit_under_split, the_cheaper_team,
    two_bases_two_modes,
)  # fmt: skip


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.__name__)
def test_routing_always_finds_the_cheapest(case, seed):
    """With little work, whatever the seed: everyone who can be served, for the least rupiah."""
    problem, people, rupiah = case()
    result = ENGINES["routing"]().solve(problem, Stop(work=60), seed)
    wanted = int(problem.expected @ problem.cell_weight)
    first = people if problem.policy.purpose == "reach" else wanted - people
    assert tuple(level.value for level in result.levels) == (first, rupiah)


def clusters(count: int) -> Problem:
    """So many valleys 30 minutes out, each with three villages 4 minutes apart, and days to spare.

    A village has 20 people: a valley is 68 + 90 + 300 = 458 minutes, a long day, at 68 km. Two of its
    villages are 64 + 60 + 200 = 324, a short one. Numbered so that neighbours in number are strangers.
    """
    places = 3 * count
    minutes = [[0] + [30] * places] + [
        [30, *(0 if a == b else 4 if a % count == b % count else 60 for b in range(places))]
        for a in range(places)
    ]
    rates = (tiny.rate("bbm", "kilometres", 1_000), tiny.rate("tim", "team_days", 200_000))
    return tiny.problem(
        [20] * places, minutes, days=2 * count, tariff=Tariff("uji", "uji", rates), policy=COVER
    )


def test_the_router_itself_minds_the_arcs():
    """The routing model alone, before anything is refilled: ten valleys, a day each, for 268,000 each.

    Thirty villages on ten days of at most three; a day that leaves its valley drives 56 km more, and
    as three of different valleys do not fit at all, whoever ignores the arcs needs more days too.
    """
    problem = clusters(10)
    parcels = cut(problem)
    plan = route(
        problem, parcels, fleet(problem, parcels), RoutingParams(), Stop(work=200), 0, told=lambda plan: None
    )
    assert plan is not None
    assert [level.value for level in levels(problem, plan)] == [0, 10 * 268_000]
