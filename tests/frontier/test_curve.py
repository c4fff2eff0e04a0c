"""The curve: monotone, within its bounds, restartable; prices held against planning again."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from optimizer.core.check import check_schedule
from optimizer.core.frontier import More, Point, Yield, knee_of
from optimizer.core.plan import Plan, Trip, Visit
from optimizer.core.problem import Problem
from optimizer.core.tariff import Tariff
from optimizer.errors import InputError
from optimizer.frontier import curve as curve_module
from optimizer.frontier.bounds import Proven, cheapest_trip
from optimizer.frontier.curve import Made, Top, budgets, curve, on_first_slots, top
from optimizer.frontier.ground import Ground, best_of
from optimizer.frontier.kept import Kept
from optimizer.frontier.shares import shares
from optimizer.frontier.shorter import within_by_hours
from tests import tiny
from tests.frontier.grounds import ground

PEOPLE = (90, 60, 120, 40)
ROAD = (10, 35, 60, 90)


def district() -> Problem:
    """Four places along a road, one team with one kit, five days."""
    return tiny.problem(PEOPLE, tiny.line_of(*ROAD), days=5)


def made_of(where: Ground, store: Path) -> tuple[tuple[Made, ...], tuple[Point, ...]]:
    """All points of a ground."""
    kept = Kept(store, 99)
    most = top(where, kept)
    made = tuple(curve(where, kept, most))
    proven = Proven(where, most, made)
    return made, tuple(proven.point(each) for each in made)


def test_budgets_are_round_and_reach_everything():
    """24.7 million in eight steps: 3.0875 million each, 3.1 as a number of two digits."""
    assert budgets(24_700_000, 9)[:3] == (0, 3_100_000, 6_200_000)
    assert budgets(24_700_000, 9)[-1] == 24_800_000
    assert budgets(0, 3) == (0, 1, 2)


def test_the_curve_never_falls_and_keeps_to_its_bounds(tmp_path: Path):
    """Each point is a refereed schedule within its budget and bound, and serves no fewer than before."""
    where = ground(district())
    made, points = made_of(where, tmp_path)
    assert [point.budget for point in points] == sorted(point.budget for point in points)
    for each, point in zip(made, points, strict=True):
        assert not check_schedule(where.within(each.budget), each.schedule)
        assert point.plan.rupiah <= point.budget
        assert point.plan.weighted <= point.most_weighted
        assert point.plan.people <= point.most_people <= sum(PEOPLE)
    weighted = [point.plan.weighted for point in points]
    assert weighted == sorted(weighted)
    people = [point.plan.people for point in points]
    assert people == sorted(people)
    bounds = [point.most_weighted for point in points]
    assert bounds == sorted(bounds)
    assert points[0].plan == Yield(0, 0, 0, 0, 0)
    assert points[-1].plan.people > 0


def test_a_worse_schedule_gives_way_to_that_of_less_money(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Where dating loses every trip of the richer points, they keep the schedule of the poorer one."""
    where, dates = ground(district()), curve_module._dated

    def lost(ground: Ground, problem: Problem, result: object) -> object:
        schedule = dates(ground, problem, result)  # type: ignore[arg-type]
        rich = (problem.policy.budget or 0) > budgets_of[1]
        return replace(schedule, trips=()) if rich else schedule

    budgets_of = [each.budget for each in made_of(where, tmp_path / "whole")[0]]
    monkeypatch.setattr(curve_module, "_dated", lost)
    _, points = made_of(where, tmp_path / "lost")
    assert points[1].plan.people > 0
    assert points[2].plan == points[3].plan == points[1].plan


def test_a_second_call_plans_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Everything is read from the store, figure by figure the same; another seed finds nothing there."""
    where = ground(district())
    _, points = made_of(where, tmp_path)
    monkeypatch.setattr(curve_module, "_made", _never)
    monkeypatch.setattr(Ground, "solve", _never)
    assert made_of(where, tmp_path)[1] == points
    with pytest.raises(AssertionError, match="planned"):
        made_of(ground(district(), "lain"), tmp_path)


def _never(*_: object) -> None:
    raise AssertionError("planned")


def test_what_is_made_by_the_time_of_an_interruption_is_not_made_again(tmp_path: Path):
    """Ended before the third point: the top and two points are kept, and the next call makes the others."""
    where, asked = ground(district()), list[int]()

    def tell(number: int, _total: int) -> bool:
        asked.append(number)
        return number < 4

    kept = Kept(tmp_path, 9, tell)
    most = top(where, kept)
    with pytest.raises(KeyboardInterrupt):
        tuple(curve(where, kept, most))
    files = {path.name for path in tmp_path.glob("*.json")}
    assert len(files) == 3
    whole = made_of(where, tmp_path)[1]
    assert whole == made_of(where, tmp_path / "new")[1]
    assert files < {path.name for path in tmp_path.glob("*.json")}


def test_a_kept_plan_that_breaks_a_rule_is_refused_by_file(tmp_path: Path):
    """A trip of the store that serves more than are expected, or no trip at all: the file is named."""
    where = ground(district())
    made_of(where, tmp_path)
    for damage in (lambda trips: [{**trips[0], "days": [[[0, [[0, 500]]]]]}], lambda trips: "nothing"):
        file = next(p for p in tmp_path.glob("*.json") if '"top"' in p.read_text(encoding="utf-8"))
        kept = json.loads(file.read_text(encoding="utf-8"))
        broken = {**kept, "result": {**kept["result"], "trips": damage(kept["result"]["trips"])}}
        file.write_text(json.dumps(broken), encoding="utf-8")
        with pytest.raises(InputError) as error:
            made_of(where, tmp_path)
        assert error.value.defects[0].where == str(file)
        file.write_text(json.dumps(kept), encoding="utf-8")


def test_twice_the_rates_double_the_money_and_nothing_else(tmp_path: Path):
    """Budgets and costs double, people and bounds stay: money has one price everywhere."""
    problem = district()
    rates = tuple(replace(rate, rupiah=2 * rate.rupiah) for rate in problem.tariff.rates)
    dearer = problem.replace(tariff=Tariff("dua kali", "dua kali", rates))
    cheap, dear = ground(problem, more=100_000), ground(dearer, "dua", more=200_000)
    most = top(cheap, Kept(tmp_path, 9)).rupiah
    assert top(dear, Kept(tmp_path, 9)).rupiah == 2 * most
    money = [most // 3, most]
    assert [Proven(cheap, top(cheap, Kept(tmp_path, 9)), ()).people(each) for each in money] == [
        Proven(dear, top(dear, Kept(tmp_path, 9)), ()).people(2 * each) for each in money
    ]


def test_the_gain_is_the_promise_less_what_bends_and_what_is_loose(tmp_path: Path):
    """Promised less (promised - proven) less (proven - gain) is the gain; a promise covers what is proven."""
    _, points = made_of(ground(district()), tmp_path)
    for point in points:
        more = point.more
        assert more is not None
        assert more.promised >= more.proven - 1  # a hundredth of a person for rounding the bound down
        assert more.promised - (more.promised - more.proven) - (more.proven - more.gain) == more.gain
        assert 0 <= more.gain <= more.most - more.alone.weighted
        assert more.made.rupiah <= point.budget + more.rupiah


def test_money_for_one_more_trip_by_hand(tmp_path: Path):
    """One place of 200 people ten minutes out: a day of eight hours costs 115,000 rupiah and serves 74.

    Of 230,000 rupiah, with two days, both go out: 148 people. 115,000 more than the first pay for the
    second: 74 people for it, as the price promises; 100,000 more pay for no second day.
    """
    problem = tiny.problem([200], tiny.line_of(10), days=2)
    for more, people in ((115_000, 74), (100_000, 0)):
        where = ground(problem, more=more, points=3)
        kept = Kept(tmp_path, 9)
        most = top(where, kept)
        one = curve_module._point(where, kept, most, 115_000, None)
        point = Proven(where, most, [one]).point(one)
        assert point.plan == Yield(74, 7_400, 115_000, 1, 1)
        assert point.more is not None
        assert point.more.people == people
        assert point.more.promised == round(7_400 * more / 115_000)
        assert point.more.cheapest == 115_000


def test_the_cheapest_further_trip_needs_a_day_and_somebody_left():
    """Ten minutes out it is 115,000 rupiah; with the day used, or everyone served, there is none."""
    problem = tiny.problem([20], tiny.line_of(10))
    assert cheapest_trip(problem, ()) == 115_000
    where = ground(problem)
    plan = where.solve(problem, None).plan
    assert cheapest_trip(problem, plan.trips) is None


def test_the_best_of_some_plans_is_the_first_of_equals():
    """Rank decides, then the order given."""
    where = ground(district())
    plan = where.solve(where.problem, None).plan
    empty = replace(plan, trips=())
    assert best_of(where.problem, [empty, plan]) is plan
    assert best_of(where.problem, [plan, replace(plan)]) is plan


def test_trips_that_are_not_dated_stand_on_slots_of_their_class():
    """Every trip has a slot of its own class, none twice."""
    where = ground(district())
    schedule = on_first_slots(where.problem, where.solve(where.problem, None).plan)
    assert not schedule.undated
    slots = {(slot.team, slot.date): slot.slot_class for slot in where.problem.slots}
    assert [slots[trip.team, trip.dates[0]] for trip in schedule.trips] == [
        trip.trip.slot_class for trip in schedule.trips
    ]
    assert len({(trip.team, trip.dates[0]) for trip in schedule.trips}) == len(schedule.trips)


def test_the_shares_of_kecamatan_add_up_to_the_cost():
    """To the rupiah and the person; the dearest per person first."""
    where = ground(district())
    schedule = on_first_slots(where.problem, where.solve(where.problem, None).plan)
    found = shares(where.problem, schedule)
    assert sum(share.rupiah for share in found) == sum(trip.cost for trip in schedule.trips)
    people = sum(visit.people for trip in schedule.trips for visit in trip.trip.visits)
    assert sum(share.people for share in found) == people
    assert sum(share.expected for share in found) == sum(PEOPLE)
    each = [share.rupiah / share.people for share in found if share.people]
    assert each == sorted(each, reverse=True)


def point(rupiah: int, people: int) -> Point:
    """A point of so much money and so many people."""
    plan = Yield(people, 100 * people, rupiah, 1, 1)
    return Point(rupiah, plan, 100 * people, people, "relaxation", 0, date(2026, 1, 5))


def test_the_knee_is_farthest_above_the_chord():
    """0, 60, 90, 100 people for 0, 1, 2, 4: above the chord by 0.35 (at 1), 0.4 (at 2), so the third."""
    points = tuple(point(rupiah, people) for rupiah, people in ((0, 0), (1, 60), (2, 90), (4, 100)))
    assert knee_of(points) == 2
    straight = tuple(point(rupiah, 25 * rupiah) for rupiah in range(5))
    assert knee_of(straight) is None
    assert knee_of(points[:2]) is None


def test_a_better_yield_serves_more_or_costs_less():
    """Weighted people first, rupiah second."""
    assert Yield(5, 500, 10, 1, 1).better_than(Yield(4, 400, 1, 1, 1))
    assert Yield(5, 500, 9, 1, 1).better_than(Yield(5, 500, 10, 1, 1))
    assert not Yield(5, 500, 10, 1, 1).better_than(Yield(5, 500, 10, 1, 1))


def test_what_more_money_promises_follows_from_its_price():
    """7,400 hundredths a million for 250,000 rupiah: 1,850."""
    nothing = Yield(0, 0, 0, 0, 0)
    more = More(250_000, 7_400.0, "relaxation", 100, 900, nothing, nothing, None)
    assert (more.promised, more.proven, more.gain) == (1_850, 800, 0)


def test_an_hour_is_saved_before_a_trip_is_dropped():
    """One day to P0, 10 minutes out, serves 83 people for 415,000 rupiah, over eight hours.

    For 200,000 the day of eight hours serves 74 for 115,000; dropping the trip would serve nobody.
    """
    where = ground(tiny.problem([200], tiny.line_of(10)))
    whole = where.solve(where.problem, None).plan
    assert Yield.of(where.problem, whole.trips) == Yield(83, 8_300, 415_000, 1, 1)
    poorer = where.within(200_000)
    assert Yield.of(poorer, within_by_hours(poorer, whole).trips) == Yield(74, 7_400, 115_000, 1, 1)
    assert within_by_hours(where.within(100_000), whole).trips == ()
    assert within_by_hours(where.within(415_000), whole) == whole


def test_more_weight_for_fewer_people_is_not_what_more_money_brings():
    """A schedule of 74 people does not give way to one of 60, though they weigh twice as much."""
    problem = tiny.problem([74, 60], tiny.line_of(10, 10), days=1)
    heavy = problem.replace(cell_weight=np.array([100, 200], dtype=np.int32))
    many, few = (Plan((Trip(0, ((Visit(at, ((at, n),)),),)),)) for at, n in enumerate((74, 60)))
    made = [_of(heavy, plan) for plan in (many, few)]
    assert Yield.of(heavy, few.trips).weighted > Yield.of(heavy, many.trips).weighted
    assert curve_module._no_worse(heavy, made[1], made[0]).plan == many


def _of(problem: Problem, plan: Plan) -> Made:
    nothing = Yield.of(problem, ())
    schedule = on_first_slots(problem, plan)
    return Made(0, schedule, nothing, nothing, plan, plan, None, None, None, (), 0)


def test_the_bound_of_more_money_holds_for_less_and_never_the_other_way():
    """500 proven for 100,000 rupiah bounds 50,000, not 900,000; what holds for any money holds there."""
    where, nothing = ground(district()), Plan(())
    proven_at = replace(_of(where.problem, nothing), budget=100_000, bound=500)
    proven = Proven(where, Top(nothing, 0, None), [proven_at])
    assert proven.weighted(100_000) == (500, "engine")
    assert proven.weighted(50_000)[0] <= 500
    assert proven.weighted(900_000)[0] > 500
    assert Proven(where, Top(nothing, 0, 700), [proven_at]).weighted(900_000) == (700, "engine")
    assert proven.people(100_000) == 5  # of weight 1 each
