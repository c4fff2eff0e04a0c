"""Instances of the literature: read as published, posed without losing a route, verified by other code."""

from __future__ import annotations

import math
import random
from dataclasses import replace

import pytest

from benchmarks.literature import trial as trials
from benchmarks.literature.formats import FOLDER, read_family, read_sdvrp, read_top, read_vrp
from benchmarks.literature.instance import Instance
from benchmarks.literature.posed import posed
from benchmarks.literature.spec import spread
from benchmarks.literature.trial import Trial, trial
from benchmarks.literature.verify import defects, value
from optimizer.core.check import check_plan
from optimizer.core.plan import Plan, Stop, Trip, Visit
from optimizer.core.score import levels
from optimizer.engines import ENGINES

SOLVERS = [name for name in ENGINES if name not in ("largest_first", "rotation")]

SPLIT = Instance(
    "sdvrp", "three in a row", ((0.0, 0.0), (10.0, 0.0), (11.0, 0.0), (12.0, 0.0)), (6, 6, 6), capacity=9,
    whole=True, best=46.0,
)  # fmt: skip
"""18 to deliver, 9 a route: two routes, 24 to the farthest and 22 to the middle one. Unsplit 20 + 22 + 24."""

EDGE = Instance(
    "top", "on the edge", ((0.0, 0.0), (3.0, 0.0), (0.0, 4.0)), (10, 7), end=(0.0, 0.0), limit=12.0, routes=1,
    best=17.0,
)  # fmt: skip
"""3 + 5 + 4 is just the limit: both prizes."""


def test_the_format_of_split_delivery_is_read(tmp_path):
    """`n Q`, demands, then the depot and n points; lengths are rounded to the nearest."""
    path = tmp_path / "SD0.txt"
    path.write_text("2 100\n60 90 \n 0\t0\n3 4\n1 1\n", encoding="utf-8")
    read = read_sdvrp(path)
    assert (read.capacity, read.wanted, read.points) == (100, (60, 90), ((0, 0), (3, 4), (1, 1)))
    assert (read.length(0, 1), read.length(0, 2), read.length(1, 2)) == (5.0, 1.0, 4.0)  # √2, √13


def test_a_cut_off_file_is_refused(tmp_path):
    """Two of the three points are there."""
    path = tmp_path / "SD0.txt"
    path.write_text("2 100\n60 90\n0 0\n3 4\n", encoding="utf-8")
    with pytest.raises(ValueError, match="3 points"):
        read_sdvrp(path)


def test_the_format_of_team_orienteering_is_read(tmp_path):
    """The first node is where routes start, the last where they end; a node without a prize is left out."""
    path = tmp_path / "p0.2.a.txt"
    path.write_text("n 5\nm 2\ntmax 2.5\n0 0 0\n1 0 10\n2 0 0\n3 0 5\n4 0 0\n", encoding="utf-8")
    read = read_top(path)
    assert (read.routes, read.limit, read.wanted) == (2, 2.5, (10, 5))
    assert (read.length(0, 2), read.length(2, 0)) == (3.0, 1.0)


def test_the_format_of_tsplib_is_read(tmp_path):
    """Capacity, duration and service; the depot has no demand."""
    pytest.importorskip("vrplib", reason="vrplib is an extra of the benchmarks")
    path = tmp_path / "CMT0.vrp"
    path.write_text(
        "NAME : CMT0\nTYPE : CVRP\nDIMENSION : 3\nEDGE_WEIGHT_TYPE : EUC_2D\nCAPACITY : 160\n"
        "DISTANCE : 200.0\nSERVICE_TIME : 10.0\nNODE_COORD_SECTION\n1 0 0\n2 3 4\n3 6 8\n"
        "DEMAND_SECTION\n1 0\n2 7\n3 9\nDEPOT_SECTION\n1\n-1\nEOF\n",
        encoding="utf-8",
    )
    read = read_vrp(path)
    assert (read.capacity, read.limit, read.service, read.wanted) == (160, 200.0, 10.0, (7, 9))
    assert read.length(0, 2) == 10.0


@pytest.mark.parametrize(
    ("instance", "routes", "fault"),
    [
        (SPLIT, (((1, 6), (2, 3)), ((2, 3), (3, 6))), None),
        (SPLIT, (((1, 6), (2, 6)), ((3, 6),)), "load 12"),
        (SPLIT, (((1, 6), (2, 3)), ((3, 6),)), "3 of 6"),
        (SPLIT, (((1, 6), (1, 3)), ((2, 6), (3, 6))), "twice"),
        (SPLIT, (((4, 6),),), "no such customer"),
        (EDGE, (((1, 1), (2, 1)),), None),
        (EDGE, (((1, 1),), ((2, 1),)), "2 routes"),
        (replace(EDGE, routes=2), (((1, 1),), ((1, 1),)), "2 visits"),
        (replace(EDGE, limit=11.999), (((1, 1), (2, 1)),), "length 12"),
        (replace(EDGE, family="cmt", service=0.1, capacity=20), (((1, 10), (2, 7)),), "length 12.2"),
        (replace(EDGE, family="cmt", capacity=20), (((1, 10), (2, 6)),), "6 of 7"),
    ],
)
def test_the_checker_finds_what_is_wrong(instance, routes, fault):
    """On the published numbers, by code that knows neither the core nor an engine."""
    found = defects(instance, routes)
    assert bool(found) == (fault is not None)
    assert fault is None or any(fault in each for each in found)


def test_values_are_of_the_published_instance():
    """46 driven, 17 collected."""
    assert value(SPLIT, (((1, 6), (2, 3)), ((2, 3), (3, 6)))) == 46.0
    assert value(EDGE, (((1, 1), (2, 1)),)) == 17.0


@pytest.mark.parametrize("engine", SOLVERS)
def test_split_deliveries_are_posed_so_that_any_engine_solves_them(engine):
    """Two routes of 46 together are found; nothing is rounded, so the engine's rupiah are the length."""
    done = trial(SPLIT, engine, Stop(work=40), 0)
    assert done.value is not None
    assert 46.0 <= done.value <= 66.0
    assert engine == "routing" or done.value == 46.0
    assert done.bound is None or done.bound <= 46.0
    assert not done.rounded


@pytest.mark.parametrize("engine", SOLVERS)
def test_prizes_on_the_very_edge_of_the_limit_are_collected(engine):
    """A route of exactly the limit is allowed: 17."""
    done = trial(EDGE, engine, Stop(work=20), 0)
    assert (done.value, done.rounded, done.reached) == (17.0, False, True)
    assert done.bound is None or done.bound >= 17.0


def test_a_route_that_only_rounding_allows_is_not_taken():
    """There and back are 2.8284271…, the limit 2.8284: rounded down it fits, on the instance it does not."""
    tight = Instance("top", "tight", ((0.0, 0.0), (1.0, 1.0)), (5,), end=(0.0, 0.0), limit=2.8284, routes=1)
    done = trial(tight, "routing", Stop(work=5), 0)
    assert (done.value, done.rounded) == (0.0, True)
    assert trial(replace(tight, limit=2.8285), "routing", Stop(work=5), 0).value == 5.0


def test_the_time_that_is_left_goes_on_from_the_plan(monkeypatch):
    """Nothing found in the first part of 60 seconds; then, from that plan and with another seed, 17."""
    found = ENGINES["columns"]().solve(posed(EDGE).problem, Stop(work=20), 0)
    nothing = replace(found, plan=Plan(()), status="feasible")
    asked: list[tuple[int, Plan | None]] = []

    def solved(engine, problem, stop, seed, start):
        asked.append((seed, start))
        return found if start is nothing.plan else nothing

    monkeypatch.setattr(trials, "_solved", solved)
    assert trial(EDGE, "columns", Stop(60.0), 3).value == 17.0
    assert asked == [(3, None), (4, nothing.plan)]


def strewn(family, seed):
    """A random instance with a limit on lengths, ends apart from the start in `top`."""
    rng = random.Random(seed)
    points = tuple((rng.uniform(0, 20), rng.uniform(0, 20)) for _ in range(8))
    wanted = tuple(rng.randint(1, 30) for _ in points[1:])
    if family == "top":
        return Instance("top", "strewn", points, wanted, end=(5.0, 5.0), limit=rng.uniform(20, 60), routes=2)
    return Instance("cmt", "strewn", points, wanted, capacity=70, limit=rng.uniform(60, 120), service=3.0)


@pytest.mark.parametrize("family", ["top", "cmt"])
def test_rounding_loses_no_route_one_way_and_allows_none_the_other(family):
    """Down, every route of the instance is a trip of the problem; up, every trip is a route of it."""
    seen = set()
    for seed in range(150):
        instance, rng = strewn(family, seed), random.Random(seed)
        route = tuple(
            (customer, 1 if family == "top" else instance.wanted[customer - 1])
            for customer in rng.sample(range(1, 8), rng.randint(1, 5))
        )
        wide = replace(instance, limit=instance.route_length(route) + instance.service * len(route))
        for limit in (instance.limit, wide.limit, wide.limit - 0.001):
            tried = replace(instance, limit=limit)
            allowed = not _alone(tried, route)
            down, up = (_fits(posed(tried, rounding, 40), route) for rounding in ("down", "up"))
            assert down or not allowed
            assert allowed or not up
            seen.add((down, allowed, up))
    assert {(True, True, True), (False, False, False)} < seen


def _alone(instance, route):
    """Faults of a route by itself, whoever else is left."""
    return [fault for fault in defects(instance, (route,)) if fault.startswith("route")]


def _fits(made, route):
    """Whether the core allows the route as a trip."""
    visits = tuple(Visit(customer - 1, ((customer - 1, quantity),)) for customer, quantity in route)
    return not check_plan(made.problem, Plan((Trip(0, (visits,)),)))


def test_a_bound_is_carried_back_on_the_safe_side():
    """Rupiah are thousandths of length and may be one too many a trip; prizes are whole."""
    made = posed(strewn("cmt", 0))
    slots = len(made.problem.slots)
    assert made.bound((0, 50_000 + slots)) == 50.0
    assert made.bound((0, None)) is None
    assert posed(EDGE).bound((1_799, 0)) == 17.0
    assert posed(SPLIT).bound((0, 45)) == 45.0


def test_lengths_are_priced_to_a_thousandth():
    """The rupiah of a route are its length, a thousandth at most too many."""
    for seed in range(20):
        instance = replace(strewn("cmt", seed), limit=None)
        made = posed(instance)
        route = ((1, instance.wanted[0]), (4, instance.wanted[3]))
        visits = tuple(Visit(customer - 1, ((customer - 1, quantity),)) for customer, quantity in route)
        rupiah = levels(made.problem, Plan((Trip(0, (visits,)),)))[-1].value
        assert 0 <= rupiah / 1000 - instance.route_length(route) < 0.001 + 1e-9


def test_what_is_reached_and_proven_is_judged_by_family():
    """17 of 17 is reached and proven; 46.01 of 46 is neither; a bound past the best known is named."""
    done = Trial("x", "top", 2, 17.0, True, 17.0, 17.0, 1.0, False, "optimal")
    assert (done.reached, done.proven, done.contradicts, done.gap) == (True, True, False, 0.0)
    assert replace(done, bound=16.0).contradicts
    longer = Trial("y", "sdvrp", 3, 46.0, False, 46.01, 45.0, 1.0, False, "feasible")
    assert (longer.reached, longer.proven, longer.contradicts) == (False, False, False)
    assert replace(longer, bound=47.0).contradicts
    assert math.isclose(longer.gap or 0, 0.01 / 46)


def test_a_sample_is_fixed_and_spread():
    """Four of ten: every second or third, the same each time; 0 is all of them."""
    ten = [replace(SPLIT, name=str(number)) for number in range(10)]
    assert [each.name for each in spread(ten, 4)] == ["1", "3", "6", "8"]
    assert len(spread(ten, 0)) == 10


SMOKE = [
    ("sdvrp", "SD1", "routing"),
    ("sdvrp", "S51D1", "pyvrp"),
    ("top", "p1.2.h", "auto"),
    ("top", "p2.3.g", "columns"),
    ("top", "p3.3.h", "routing"),
    ("cmt", "CMT1", "pyvrp"),
    ("cmt", "CMT6", "pyvrp"),
]
"""A fixed sample, each with an engine that is quick on it."""


@pytest.mark.parametrize(("family", "name", "engine"), SMOKE)
def test_a_published_instance_is_solved_and_verified(family, name, engine):
    """A little work: a solution of the instance as published, near the best known and not beyond a bound."""
    if not (FOLDER / "best_known.csv").exists():
        pytest.skip("the instances are not beside the checkout (../shared/instances)")
    if family == "cmt":
        pytest.importorskip("vrplib", reason="vrplib is an extra of the benchmarks")
    if engine not in ENGINES:
        pytest.skip(f"{engine} is an extra")
    instance = next(each for each in read_family(family) if each.name == name)
    assert instance.best is not None
    done = trial(instance, engine, Stop(work=25), 0)
    assert done.value is not None
    assert done.gap is not None
    assert done.gap < 0.1
    assert not done.contradicts
    assert done.gap > -1e-4 or not instance.optimal
