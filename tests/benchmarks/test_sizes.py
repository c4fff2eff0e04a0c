"""Plain cases, synthetic districts and growth: what the tables of peers and sizes stand on."""

from __future__ import annotations

from datetime import date

import pytest

from benchmarks.ladder import exponent
from benchmarks.plain import reduced
from benchmarks.plots import lines_plot
from benchmarks.synthetic import synthetic
from benchmarks.task import Task
from optimizer.core.policy import Policy
from optimizer.engines.fleet import plentiful
from optimizer.engines.parcels import cut
from tests import tiny


def featured():
    """Three places with hours, a release, two services, a turnout, a floor and a limit on driving."""
    policy = Policy(purpose="reach", turnout_percent=50, floor_percent=20, max_drive_minutes=200)
    people: tiny.People = [{("KTP",): 40, ("KTP", "IKD"): 20}, 60, 80]
    made = tiny.problem(people, tiny.line_of(10, 20, 30), days=6, stations=2, policy=policy)
    return tiny.again(
        made,
        places={1: {"opening": tiny.opening(480, 720)}},
        cells={3: {"release": date(2026, 1, 7)}},
    )


def test_a_reduced_problem_is_one_every_router_can_say():
    """One class, plentiful slots, no hours; people are those expected: half of 60, of 60 and of 80."""
    problem = reduced(featured(), "fewest")
    assert len(problem.classes) == 1
    assert not problem.timed.any()
    assert problem.classes[0].allowed.all()
    assert problem.expected.tolist() == [30, 30, 40]
    assert problem.policy == Policy(purpose="cover", setup_minutes=problem.policy.setup_minutes)
    assert plentiful(problem, cut(problem))
    assert len(Task.of(problem).parcels) == 3


def test_a_reduced_problem_has_dates_for_every_policy():
    """`split` is kept as asked, with the same people."""
    assert reduced(featured(), "split").policy.visits == "split"


def test_synthetic_districts_have_one_density():
    """Four times the places lie over twice the radius: the mean way is about twice as long."""
    small, large = synthetic(40, "fewest"), synthetic(160, "fewest")
    ways = [
        problem.layer(0).minutes[0, problem.place_location].mean() for problem in (small, large)
    ]  # fmt: skip
    assert 1.6 < ways[1] / ways[0] < 2.4
    assert [problem.places for problem in (small, large)] == [40, 160]


def test_a_synthetic_district_is_the_same_each_time():
    """Its seed alone decides."""
    first, again, other = synthetic(40, "fewest"), synthetic(40, "fewest"), synthetic(40, "fewest", 1)
    assert first.expected.tolist() == again.expected.tolist() != other.expected.tolist()
    assert (first.layer(0).metres == again.layer(0).metres).all()


def test_growth_is_the_exponent_of_a_power():
    """3 · n² grows with 2, whatever is missing; two figures say nothing."""
    sizes = (40, 80, 160, 320)
    assert exponent(sizes, [3.0 * n**2 for n in sizes]) == pytest.approx(2.0)
    assert exponent(sizes, [None, *(5.0 * n**1.5 for n in sizes[1:])]) == pytest.approx(1.5)
    assert exponent(sizes, [None, None, 1.0, 2.0]) is None


def test_a_plot_is_a_small_file_without_gaps_in_it(tmp_path):
    """A router that failed on a size leaves a gap, not a zero."""
    pytest.importorskip("matplotlib", reason="matplotlib is an extra of the notebooks")
    lines_plot("made", [1, 2, 4], {"a": [1.0, None, 1.2], "b": [None] * 3}, "places", "cost", folder=tmp_path)
    drawn = (tmp_path / "made.svg").read_text(encoding="utf-8")
    assert "<svg" in drawn
    assert len(drawn) < 60_000
