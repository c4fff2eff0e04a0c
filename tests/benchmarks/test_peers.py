"""The benchmarks run: every router installed gets the engine's task and comes back with a sound plan."""

import pytest

from benchmarks import peer_ortools, peer_pyvrp, peer_vroom, peers, race
from benchmarks.__main__ import find_specs, section_name, write_section
from benchmarks.task import Task
from optimizer.core.check import check_plan
from optimizer.core.plan import Incumbent
from optimizer.core.policy import Policy
from optimizer.core.score import levels
from tests import tiny

ROUTERS = {"ortools": peer_ortools, "pyvrp": peer_pyvrp, "vroom": peer_vroom}

CHEAPEST = 473_000
"""Of `district`: three short days, 2 × 35,000 + 25,000 each, and 24 + 80 + 84 km at 1,000."""


def district():
    """Four places at 10, 12, 40 and 42 minutes (km) along one road, 30 people each; four days of a team.

    A place takes 30 minutes of set-up and 30 × 5 of service. A day within eight hours has 420 minutes of
    work: the near places share one (360 + 24), the far ones need 360 + 84 and go alone; the longer day
    that would take both costs 300,000 more, a second trip only 95,000 + 80,000.
    """
    policy = Policy(purpose="cover")
    return tiny.problem([30, 30, 30, 30], tiny.line_of(10, 12, 40, 42), days=4, policy=policy)


@pytest.mark.parametrize("name", ROUTERS)
def test_a_router_finds_the_three_trips_that_are_cheapest(name):
    """Nobody is left, no rule is broken, and the core prices the plan as by hand."""
    router = ROUTERS[name]
    if not router.available():
        pytest.skip(f"{name} is an extra of the benchmarks")
    task = Task.of(district())
    plan = task.plan(router.solve(task, 0.3, 0))
    assert check_plan(task.problem, plan) == ()
    assert [level.value for level in levels(task.problem, plan)] == [0, CHEAPEST]


@pytest.mark.parametrize("name", ["routing", "auto", *race.PEERS])
def test_engines_and_peers_cost_the_same_on_a_task_all_of_them_solve(name):
    """473,000 rupiah, whoever drives; nobody left, no fault, and a bound that is not above it."""
    if not race.AVAILABLE.get(name, lambda: True)():
        pytest.skip(f"{name} is an extra of the benchmarks")
    run = race.race(district(), name, 0.4, 0)
    assert (run.cost, run.left, run.faults, run.trips) == (CHEAPEST, 0, 0, 3)
    assert run.bound is None or run.bound <= CHEAPEST


def made(router, seed, cost, left=0, faults=0, **more):
    """A run in which nothing else matters."""
    return race.Run(router, seed, cost, left, 1, 1.0, faults, **more)


def test_a_ratio_is_to_the_best_sound_peer_of_the_same_seed():
    """110 to the 100 of PyVRP's same seed; who leaves people behind or breaks a rule does not count.

    VROOM has no seed: run once, it counts for both seeds, at 105 for the second.
    """
    runs = [
        made("routing", 0, 110),
        made("routing", 1, 210),
        made("PyVRP", 0, 100),
        made("PyVRP", 1, 60, faults=2),
        made("VROOM", 0, 105),
        made("OR-Tools", 0, 50, left=1),
    ]
    assert race.ratios(runs, "routing") == [1.1, 2.0]


def test_an_engine_that_leaves_people_is_worse_than_any_peer():
    """However little it costs."""
    runs = [made("routing", 0, 10, left=3), made("PyVRP", 0, 100)]
    assert race.ratios(runs, "routing") == [float("inf")]


def test_costs_are_compared_where_nobody_can_serve_everyone():
    """7 cannot be served: at 7 left the engine's 110 are beside PyVRP's 100, and VROOM's 9 left do not count.

    A plan that breaks a rule does not show that fewer can be left; an engine that leaves 8 is not sound.
    """
    runs = race.compared([
        made("auto", 0, 110, left=7),
        made("routing", 0, 90, left=8),
        made("PyVRP", 0, 100, left=7),
        made("VROOM", 0, 50, left=9),
        made("OR-Tools", 0, 40, left=0, faults=1),
    ])  # fmt: skip
    assert [run.sound for run in runs] == [True, False, True, False, False]
    assert race.ratios(runs, "auto") == [1.1]
    assert race.ratios(runs, "routing") == [float("inf")]


def test_a_bound_above_a_sound_cost_is_named():
    """101 cannot be a bound where somebody served everyone for 100; 100 can."""
    runs = [made("auto", 0, 110, bound=101), made("PyVRP", 0, 100), made("VROOM", 0, 90, left=1)]
    assert len(peers.wrong([("somewhere", runs)])) == 2
    assert peers.wrong([("somewhere", [made("auto", 0, 110, bound=100), runs[1]])]) == []


def test_the_time_to_a_peer_s_cost_is_the_first_plan_as_cheap_that_leaves_nobody():
    """At 2 s it is cheap enough but somebody is left; at 3 s all are served, at 4 s for 100."""
    trace = (Incumbent(2.0, (5, 90)), Incumbent(3.0, (0, 120)), Incumbent(4.0, (0, 100)))
    run = made("auto", 0, 100, trace=trace)
    assert run.reached(100) == 4.0
    assert run.reached(99) is None


def test_the_time_to_a_peer_s_cost_counts_from_when_nobody_more_can_be_served():
    """At 2 s 9 are left, at 3 s the 7 whom nobody serves, then for 100; never where one more is left."""
    trace = (Incumbent(2.0, (9, 90)), Incumbent(3.0, (7, 120)), Incumbent(4.0, (7, 100)))
    run = made("auto", 0, 100, left=7, least=7, trace=trace)
    assert run.reached(100) == 4.0
    assert made("auto", 0, 100, left=7, least=6, trace=trace).reached(100) is None


def test_a_task_says_what_the_peers_cannot():
    """A limit on driving is in no peer's model: refused, not ignored."""
    policy = Policy(purpose="cover", max_drive_minutes=60)
    problem = tiny.problem([30], tiny.line_of(10), days=4, policy=policy)
    with pytest.raises(ValueError, match="limit on driving"):
        Task.of(problem)


def test_every_spec_is_found_by_its_main():
    """The specs are the modules with a `main`, and the adapters are none."""
    specs = find_specs()
    assert {"peers", "ladder", "literature", "memory", "matrix", "margins", "first_plan"} <= set(specs)
    assert not {"task", "peer_pyvrp", "district", "race", "plots"} & set(specs)


def test_what_is_chosen_names_a_section():
    """A family has its own table; how many seconds or which folder does not make another."""
    assert section_name("literature", {"family": "top", "seconds": 60.0, "folder": "x"}) == "literature top"
    assert section_name("peers", {"seeds": 3}) == "peers"


def test_a_section_is_renewed_in_its_place(tmp_path):
    """Writing a section again replaces it and leaves its neighbours alone."""
    results = tmp_path / "RESULTS.md"
    for name, body in (("a", "one"), ("b", "two"), ("a", "three")):
        write_section(results, name, body)
    text = "<!-- begin a -->\nthree\n<!-- end a -->\n\n<!-- begin b -->\ntwo\n<!-- end b -->\n"
    assert results.read_text(encoding="utf-8") == text
