"""The engine `pyvrp`: what PyVRP cannot say is kept all the same; pieces; the extra when it is missing."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from optimizer.cli import plan as plan_command
from optimizer.cli.main import BAD_INPUT, run
from optimizer.core.check import check_plan
from optimizer.core.plan import Plan, Stop, Trip, Visit
from optimizer.core.policy import Policy
from optimizer.core.region import Cap
from optimizer.core.score import levels, served
from optimizer.engines import ENGINES
from optimizer.engines.fleet import fleet
from optimizer.engines.parcels import Parcel, cut
from optimizer.engines.pieces import pieces
from optimizer.engines.run import Run
from tests import tiny

engine = pytest.importorskip("optimizer.engines.pyvrp", reason="PyVRP is an extra")

FREE = Stop(work=200)


def values(problem, stop=FREE):
    """The levels of the plan found, which keeps every rule."""
    plan = ENGINES["pyvrp"]().solve(problem, stop, 0).plan
    assert check_plan(problem, plan) == ()
    return [level.value for level in levels(problem, plan)]


def test_the_three_trips_that_are_cheapest_are_found():
    """Near places share a day (360 + 24 of 420 minutes), far ones need 360 + 80 and 84: 473,000 rupiah.

    Three short days at 2 × 35,000 + 25,000, and 24 + 80 + 84 km at 1,000.
    """
    problem = tiny.problem(
        [30, 30, 30, 30], tiny.line_of(10, 12, 40, 42), days=4, policy=Policy(purpose="cover")
    )
    assert values(problem) == [0, 3 * 95_000 + 188_000]


def test_routes_are_cut_to_the_drive_limit():
    """P0 at 20, P1 at 40 minutes: both in 80, which is too far at 60; P0's people are the more."""
    policy = Policy(purpose="cover", max_drive_minutes=60)
    problem = tiny.problem([30, 10], tiny.line_of(20, 40), days=2, policy=policy)
    parcels = [Parcel(1, ((1, 10),)), Parcel(0, ((0, 30),))]
    assert engine._lawful(problem, 0, parcels) == (parcels[1],)
    wide = problem.replace(policy=replace(policy, max_drive_minutes=80))
    assert engine._lawful(wide, 0, parcels) == tuple(parcels)


def later(days=4):
    """P0's people are released on the third of four days; P1's wait from the start."""
    made = tiny.problem([30, 30], tiny.line_of(20, 40), days=days, policy=Policy(purpose="cover"))
    return tiny.again(made, cells={0: {"release": tiny.MONDAY + timedelta(days=2)}})


@pytest.mark.parametrize("entries", [engine.MOST_ENTRIES, 0])
def test_nobody_is_served_before_their_release(monkeypatch, entries):
    """Also where classes share their arcs, because all of them would take too much memory."""
    monkeypatch.setattr(engine, "MOST_ENTRIES", entries)
    problem = later()
    parcels = cut(problem)
    model = engine._Model(problem, parcels, fleet(problem, parcels), True)
    assert len(model.data.duration_matrices()) == (2 if entries else 1)
    assert values(problem)[0] == 0


def test_parcels_on_the_wrong_day_are_taken_off():
    """Class 0 may serve only P1."""
    problem = later()
    parcels = [Parcel(0, ((0, 30),)), Parcel(1, ((1, 30),))]
    early = next(k for k, slots in enumerate(problem.classes) if not slots.allowed[0])
    assert engine._lawful(problem, early, parcels) == (parcels[1],)


def test_pieces_add_up_and_few_make_any_number():
    """A day serves 87 of P0 (465 − 30 − 0 drives): 17, 8 and 4 people are 20, 10 and 5 %.

    40 people: 17 + 17, then 4, and 2 left as one piece of 2; 17 are one piece.
    """
    problem = tiny.problem([40], tiny.line_of(0), days=2, policy=Policy(purpose="cover", visits="split"))
    small, own = pieces(problem, [Parcel(0, ((0, 40),)), Parcel(0, ((0, 17),))])
    assert [people for piece in small for _, people in piece.loads] == [17, 17, 4, 2, 17]
    assert own == [[0, 1, 2, 3], [4]]


def test_pieces_keep_within_a_cap():
    """A cap of 20 a day, not the day's 87 people, is what pieces are shares of: 4, 2 and 1."""
    services = (replace(tiny.KTP, cap=Cap(20)), tiny.IKD)
    problem = tiny.problem([7], tiny.line_of(0), days=2, services=services, policy=Policy(purpose="cover"))
    small, _ = pieces(problem, [Parcel(0, ((0, 7),))])
    assert [people for piece in small for _, people in piece.loads] == [4, 2, 1]


def one_spot(visits):
    """Three places of 44 people at one spot 10 minutes away."""
    minutes = [[0, 10, 10, 10], [10, 0, 0, 0], [10, 0, 0, 0], [10, 0, 0, 0]]
    return tiny.problem([44, 44, 44], minutes, days=4, policy=Policy(purpose="cover", visits=visits))


def test_pieces_let_a_place_be_shared_by_trips():
    """Two trips instead of one for each place, from the routes of whole parcels.

    A day within eight hours has 420 minutes: 20 of driving, 30 a stop, 5 a person. Two whole places take
    20 + 60 + 440, too much for any day. Split, a trip of two stops serves (420 − 20 − 60) / 5 = 68, and 66
    are half of the 132 people.
    """
    problem, stop = one_spot("split"), Stop(work=60)
    run = Run(problem, stop, 0, None)
    run.begin(None)
    parcels = cut(problem)
    small, own = pieces(problem, parcels)
    whole, parts = (engine._Model(problem, cuts, fleet(problem, parcels), True) for cuts in (parcels, small))
    whole.search(run, stop)
    parts.search(run, stop, [(k, tuple(i for stop in stops for i in own[stop])) for k, stops in whole.found])
    assert (len(whole.found), len(parts.found)) == (3, 2)
    assert served(problem, parts.plan(parts.found).trips).tolist() == [44, 44, 44]


@pytest.mark.parametrize(("visits", "searches"), [("fewest", 1), ("split", 2)])
def test_only_where_visits_are_free_pieces_are_tried(monkeypatch, visits, searches):
    """Under `fewest` a place may not be shared."""
    made = []

    model = engine._Model

    def counted(problem, parcels, *others):
        made.append(len(parcels))
        return model(problem, parcels, *others)

    monkeypatch.setattr(engine, "_Model", counted)
    values(one_spot(visits), Stop(work=10))
    assert len(made) == searches
    assert made == sorted(set(made))


def test_a_day_that_others_can_do_without_is_taken_off():
    """Three places of 20 at one spot take 20 + 90 + 300 = 410 of a day's 420 minutes: one trip, not three.

    No more vehicles than that are offered afterwards.
    """
    minutes = [[0, 10, 10, 10], [10, 0, 0, 0], [10, 0, 0, 0], [10, 0, 0, 0]]
    problem = tiny.problem([20, 20, 20], minutes, days=8, policy=Policy(purpose="cover"))
    parcels = cut(problem)
    model = engine._Model(problem, parcels, fleet(problem, parcels), True)
    apart = [(0, (0,)), (0, (1,)), (0, (2,))]
    run = Run(problem, Stop(work=400), 0, None)
    run.begin(None)
    trips = engine.PyVrp()._with_fewer_days(model, run, 0.9, apart)
    assert [sorted(stops) for _, stops in trips] == [[0, 1, 2]]
    assert sum(count for _, count in model.kinds) == 1


def test_a_day_that_is_needed_stays():
    """Three places of 44 people take a day each: on fewer somebody is left, and the trips stay as given."""
    problem = one_spot("fewest")
    parcels = cut(problem)
    model = engine._Model(problem, parcels, fleet(problem, parcels), True)
    apart = [(0, (0,)), (0, (1,)), (0, (2,))]
    run = Run(problem, Stop(work=60), 0, None)
    run.begin(None)
    assert engine.PyVrp()._with_fewer_days(model, run, 0.9, apart) == apart
    assert sum(count for _, count in model.kinds) == 3


def test_the_visits_of_a_plan_are_what_it_is_begun_with():
    """P0's 100 people in 60 and 40, not in the 87 and 13 of its parcels; with P1 not met it is no start."""
    problem = tiny.problem([100, 30], tiny.line_of(0, 20), days=6, policy=Policy(purpose="cover"))
    first, second, other = Visit(0, ((0, 60),)), Visit(0, ((0, 40),)), Visit(1, ((1, 30),))
    plan = Plan((Trip(0, ((first,),)), Trip(0, ((second, other),))))
    assert engine.meets(problem, plan, cut(problem))
    parcels, trips = engine.visits_of(plan)
    assert parcels == (Parcel(0, ((0, 60),)), Parcel(0, ((0, 40),)), Parcel(1, ((1, 30),)))
    assert trips == [(0, (0,)), (0, (1, 2))]
    assert not engine.meets(problem, Plan(plan.trips[:1]), cut(problem))
    free = problem.replace(policy=replace(problem.policy, visits="split"))
    assert not engine.meets(free, plan, cut(problem))


def test_an_engine_whose_extra_is_missing_is_named(monkeypatch, capsys):
    """The planner is told what to install, and nothing is written."""
    left = {name: made for name, made in ENGINES.items() if name != "pyvrp"}
    monkeypatch.setattr(plan_command, "ENGINES", left)
    assert run(["plan", "--engine", "pyvrp"]) == BAD_INPUT
    assert "jemput-bola[pyvrp]" in capsys.readouterr().err
