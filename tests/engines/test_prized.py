"""Most prizes in the days there are: rounds shortened, days mixed, and the search against all plans."""

from __future__ import annotations

import random
from dataclasses import replace
from itertools import combinations, pairwise, permutations

import numpy as np
import pytest

from optimizer.core.plan import Level, Plan, Stop
from optimizer.core.policy import Policy
from optimizer.core.region import Cap, Service
from optimizer.core.score import levels
from optimizer.engines import auto, prized
from optimizer.engines.columns import Columns, columns
from optimizer.engines.columns.tours import second
from optimizer.engines.engine import keeps_rules
from optimizer.engines.growth import Ground, Growth
from optimizer.engines.mix import Met
from optimizer.engines.parcels import cut
from optimizer.engines.prized import Prized, collect, suits
from optimizer.engines.run import Run, proven
from optimizer.engines.shorten import shorten
from tests import tiny

REACH = Policy(purpose="reach", setup_minutes=(("desa", 0),))


def length(minutes, stops):
    """Minutes from the base over the stops and back."""
    way = [0, *stops, 0]
    return sum(int(minutes[a][b]) for a, b in pairwise(way))


def moved(stops):
    """The stops after each 2-opt move, and after each of one to three in a row driven to elsewhere."""
    n = len(stops)
    for i, j in combinations(range(n + 1), 2):
        yield [*stops[:i], *reversed(stops[i:j]), *stops[j:]]
        if j - i <= 3:
            rest = stops[:i] + stops[j:]
            yield from ([*rest[:at], *stops[i:j], *rest[at:]] for at in range(len(rest) + 1))


@pytest.mark.parametrize("seed", range(12))
def test_no_move_makes_a_shortened_round_shorter(seed):
    """Every move tried one by one on a round of three to nine stops; ways there and back differ."""
    rng = random.Random(seed)
    n = rng.randint(3, 9)
    minutes = np.array([[rng.randint(1, 60) for _ in range(n + 1)] for _ in range(n + 1)], dtype=np.int64)
    stops = rng.sample(range(1, n + 1), n)
    short, saved = shorten(minutes, stops)
    assert sorted(short) == sorted(stops)
    assert length(minutes, stops) - length(minutes, short) == saved
    assert min(length(minutes, other) for other in moved(short)) >= length(minutes, short)


@pytest.mark.parametrize("seed", range(8))
def test_a_round_grows_where_each_stop_adds_least(seed):
    """Every place of every stop tried one by one, after each stop put; ways there and back differ."""
    rng = random.Random(seed)
    minutes = np.array([[rng.randint(1, 60) for _ in range(9)] for _ in range(9)], dtype=np.int32)
    stops, others = rng.sample(range(1, 5), rng.randint(0, 4)), [5, 6, 7, 8]
    growth = Growth(Ground(minutes, np.array(others)), stops)
    while others:
        tried = {
            stop: [length(minutes, [*stops[:at], stop, *stops[at:]]) for at in range(len(stops) + 1)]
            for stop in others
        }
        before = length(minutes, stops) if stops else 0
        least = growth.least()
        assert {stop: before + least[stop - 5] for stop in others} == {s: min(t) for s, t in tried.items()}
        stop = others.pop(rng.randrange(len(others)))
        assert before + growth.put(stop - 5) == min(tried[stop]) == length(minutes, stops)


def test_days_are_mixed_so_that_together_they_have_most():
    """Prizes 5, 4, 3, 2, 6: {1, 3} and {2, 5} have 8 + 10; {1, 2} and {3, 4} 14, {1, 2} and {2, 5} 15."""
    met = Met([0, 5, 4, 3, 2, 6], [0, 0])
    met.add([[1, 2], [3, 4]])
    met.add([[3, 1], [5, 2]])
    mixed = met.mixed(random.Random(1))
    assert sorted(map(sorted, mixed)) == [[1, 3], [2, 5]]


def test_stops_on_another_day_do_not_count_twice():
    """Seven prizes of 1: {1, 2, 3, 4} and {6, 7} have six, with {1, 2, 3, 5} in place of {6, 7} five."""
    met = Met([0, 1, 1, 1, 1, 1, 1, 1], [0, 0])
    met.add([[1, 2, 3, 4], [6, 7]])
    met.add([[1, 2, 3, 5], [6, 7]])
    mixed = sorted(map(sorted, met.mixed(random.Random(1))))
    assert mixed[1] == [6, 7]
    assert len(mixed[0]) == 4


def test_a_stop_on_two_days_of_a_mix_is_left_on_one():
    """Of the days {1, 2} and {2, 3}, both needed for all three prizes."""
    met = Met([0, 5, 4, 3], [0, 0])
    met.add([[1, 2], [3, 2]])
    assert sorted(stop for stops in met.mixed(random.Random(1)) for stop in stops) == [1, 2, 3]


def singles(seed, days=2, day_minutes=120, people=1):
    """Seven places of one person each, of five services worth 1 to 5, somewhere around the office."""
    rng = random.Random(seed)
    services = tuple(Service(f"S{n}", f"S{n}", 5, value=n) for n in range(1, 6))
    spots = [(0, 0), *((rng.randint(-30, 30), rng.randint(-30, 30)) for _ in range(7))]
    minutes = [[abs(a - x) + abs(b - y) for x, y in spots] for a, b in spots]
    wanted = [{(rng.choice(services).code,): people} for _ in range(7)]
    return tiny.problem(wanted, minutes, days=days, day_minutes=day_minutes, services=services, policy=REACH)


def most(problem, day_minutes):
    """Most weighted people of two days, all sets of places and all orders tried."""
    minutes = problem.travel.layers[("minibus", "kemarau")].minutes
    worth = {int(p): int(w) for p, w in zip(problem.cell_place, problem.cell_weight, strict=True)}

    def fits(places):
        stays = sum(int(problem.setup[p]) + 5 for p in places)
        rounds = permutations([p + 1 for p in places])
        return any(length(minutes, stops) + stays <= day_minutes for stops in rounds)

    days = [set(each) for n in range(8) for each in combinations(range(7), n) if fits(each)]
    return max(sum(worth[p] for p in a | b) for a in days for b in days)


@pytest.mark.parametrize("seed", range(4))
def test_the_search_finds_the_most_that_any_two_days_have(seed):
    """Against every choice of two days among seven places; the plan keeps every rule."""
    problem = singles(seed)
    plan = collect(problem, Stop(work=300), seed)
    assert suits(problem)
    assert keeps_rules(problem, plan)
    assert 0 < levels(problem, plan)[0].value == most(problem, 120)


def test_the_same_seed_finds_the_same_plan_and_never_one_worse_than_its_start():
    """Two runs of 40 steps; from the better plan a run of no step at all."""
    problem = singles(9)
    first, again = (Prized().solve(problem, Stop(work=40), 3) for _ in range(2))
    assert (first.plan, first.levels) == (again.plan, again.levels)
    assert Prized().solve(problem, Stop(work=1), 4, first.plan).levels[0] == first.levels[0]


def test_who_asks_it_to_end_ends_it():
    """No step is made; the plans of filling are there already."""
    answers = iter([False])
    assert collect(singles(9), Stop(work=1000), 0, None, None, lambda: next(answers)) == Plan(())
    assert next(answers, None) is None


@pytest.mark.parametrize(
    ("change", "policy"),
    [
        ({"services": (Service("S1", "S1", 5, cap=Cap(1)),)}, {}),
        ({}, {"purpose": "cover"}),
        ({}, {"budget": 10**7}),
        ({}, {"max_visits": 2}),
        ({}, {"max_drive_minutes": 60}),
    ],
)
def test_it_is_not_asked_where_more_than_minutes_counts(change, policy):
    """One person of one service at each of two places, and a rule that the search does not know."""
    services = change.get("services", (Service("S1", "S1", 5),))
    plain = tiny.problem([{("S1",): 1}] * 2, tiny.line_of(10, 20), services=services, policy=REACH)
    other = tiny.problem(
        [{("S1",): 1}] * 2, tiny.line_of(10, 20), services=services, policy=replace(REACH, **policy)
    )
    assert suits(plain) == (not change)
    assert not suits(other)


def test_it_is_not_asked_where_a_place_may_be_served_in_part():
    """Two people each; and places with hours."""
    assert not suits(singles(1, people=2))
    timed = tiny.again(singles(1), places={0: {"opening": tiny.opening(480)}})
    assert suits(singles(1))
    assert not suits(timed)


def test_a_plan_found_beside_columns_is_taken_in_and_proven():
    """Columns end with nobody and the bound of the best plan, which is told of later: nothing is better."""
    problem = singles(2)
    best = collect(problem, Stop(work=300), 0)
    run = Run(problem, Stop(5.0), 0, None)
    run.begin(None)
    run.best, run.levels = Plan(()), levels(problem, Plan(()))
    value = levels(problem, best)[0].value
    bounded = proven(run.result("columns"), {"weighted_people": value}, ())
    made = auto._bettered(
        problem, bounded, iter([None, best]), run.began, None, lambda now, _: auto._met(now)
    )
    assert made.plan == best
    assert made.levels[0] == Level("weighted_people", made.levels[0].unit, value, value)
    assert made.trace[-1].values[0] == value


def test_a_proof_that_leads_nowhere_is_given_up_and_plans_are_sought(monkeypatch):
    """Every bound is held to be too far: columns alone, which list nothing then, find the most there is."""
    monkeypatch.setattr(second, "EARLY", 0.0)
    monkeypatch.setattr(second, "FAR", -1.0)
    monkeypatch.setattr(columns, "CLOSE", -1.0)
    problem = singles(3)
    run = Run(problem, Stop(1.5), 0, None)
    run.offer(Plan(()))
    result = Columns().improve(problem, run, iter(()))
    assert result.levels[0].value == most(problem, 120)
    assert keeps_rules(problem, result.plan)


def test_patience_ends_early_only_where_the_bound_is_far(monkeypatch):
    """A plan worth 100, at the time from which is asked: 110 is near enough, 111 too far; heard once."""
    run = Run(singles(3), Stop(60.0), 0, None)
    run.levels = tuple(replace(level, value=100) for level in levels(run.problem, Plan(())))
    told: list[int] = []
    bounds = [110]
    rest = second.patience(run, 0.5, lambda: bounds[0], lambda: told.append(1))
    assert 29.0 < (rest().seconds or 0.0) <= 30.0
    assert not told
    monkeypatch.setattr(second, "EARLY", 0.0)
    assert 29.0 < (rest().seconds or 0.0) <= 30.0
    assert told == [1]
    bounds[0] = 111
    assert rest().seconds == 0.0
    assert told == [1]


def test_days_known_are_mixed_with_those_met():
    """Two days that hold a best plan, and one too long for any: a mix of none but these."""
    problem = singles(3)
    best = collect(problem, Stop(work=300), 3)
    known = [replace(best.trips[0], days=(sum((t.days[0] for t in best.trips), ()),)), *best.trips]
    search = prized._Search(problem, cut(problem), 0, Plan(()))
    assert length(search.ways[0], search._nodes_of(known[0])) > 120
    search.remember(known)
    for seed in range(20):
        mixed = search.met.mixed(random.Random(seed))
        places = sorted(search.parcels[node - 1].place for stops in mixed for node in stops)
        assert places == sorted(visit.place for trip in best.trips for visit in trip.visits)
        assert all(length(search.ways[0], stops) <= 120 for stops in mixed)


def test_a_place_that_only_one_team_may_serve_is_left_to_it():
    """`NO_ROAD` on the ways of the class that may not: its minutes there exceed every day."""
    services = (Service("S1", "S1", 5),)
    problem = tiny.problem([{("S1",): 1}] * 2, tiny.line_of(10, 20), days=2, services=services, policy=REACH)
    barred = tuple(replace(slots, allowed=np.array([True, False])) for slots in problem.classes)
    minutes = prized._minutes(problem.replace(classes=barred), cut(problem), 0)
    assert minutes[:2, 2].min() >= 10**6
    assert minutes[2, 0] == 25  # five minutes of serving, twenty back
