"""The benchmarks run: every router installed gets the engine's task and comes back with a sound plan."""

import pytest

from benchmarks import peer_ortools, peer_pyvrp, peer_vroom, peers
from benchmarks.__main__ import find_specs, write_section
from benchmarks.task import Task
from optimizer.core.check import check_plan
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


def test_the_engine_and_the_peers_are_compared_in_one_run():
    """The engine costs what the peers cost on a task all of them solve: every ratio is 1."""
    runs = peers.compare(district(), 0.3, range(1))
    assert {run.cost for run in runs} == {CHEAPEST}
    assert set(peers.ratios(runs)) <= {1.0}


def test_a_ratio_is_to_the_better_sound_peer_of_the_same_seed():
    """110 to the 100 of the same seed; a peer that leaves people behind or breaks a rule does not count."""
    made = [
        peers.Run("routing", 0, 110, 0, 1, 1.0, 1.0, 0),
        peers.Run("PyVRP", 0, 100, 0, 1, 1.0, 1.0, 0),
        peers.Run("VROOM", 0, 50, 1, 1, 1.0, 1.0, 0),
        peers.Run("VROOM", 1, 60, 0, 1, 1.0, 1.0, 0),
        peers.Run("PyVRP", 0, 70, 0, 1, 1.0, 1.0, 2),
    ]
    assert peers.ratios(made) == [1.1]


def test_a_task_says_what_the_peers_cannot():
    """A limit on driving is in no peer's model: refused, not ignored."""
    policy = Policy(purpose="cover", max_drive_minutes=60)
    problem = tiny.problem([30], tiny.line_of(10), days=4, policy=policy)
    with pytest.raises(ValueError, match="limit on driving"):
        Task.of(problem)


def test_every_spec_is_found_by_its_main():
    """The specs are the modules with a `main`, and the adapters are none."""
    specs = find_specs()
    assert {"peers", "matrix", "margins", "first_plan", "imports"} <= set(specs)
    assert not {"task", "peer_pyvrp", "district"} & set(specs)


def test_a_section_is_renewed_in_its_place(tmp_path):
    """Writing a section again replaces it and leaves its neighbours alone."""
    results = tmp_path / "RESULTS.md"
    for name, body in (("a", "one"), ("b", "two"), ("a", "three")):
        write_section(results, name, body)
    text = "<!-- begin a -->\nthree\n<!-- end a -->\n\n<!-- begin b -->\ntwo\n<!-- end b -->\n"
    assert results.read_text(encoding="utf-8") == text
