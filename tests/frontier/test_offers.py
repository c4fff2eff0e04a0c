"""What else could be bought: each thing added to a district, derived by hand."""

from __future__ import annotations

from pathlib import Path

from optimizer.core.frontier import Offer
from optimizer.core.plan import Plan
from optimizer.core.problem import Problem
from optimizer.core.region import Kit, Lodging
from optimizer.core.schedule import Schedule
from optimizer.frontier.curve import on_first_slots
from optimizer.frontier.kept import Kept
from optimizer.frontier.offers import additions, moved, offers
from tests import tiny
from tests.frontier.grounds import ground


def bought(problem: Problem, store: Path, budget: int | None = None) -> dict[str, Offer]:
    """Every offer for a district, from the plan there is."""
    where = ground(problem)
    plan = where.solve(where.within(budget), None).plan
    schedule = on_first_slots(problem, plan)
    found = offers(where, Kept(store, 99), schedule, budget, tuple(additions(where)))
    return {offer.goods: offer for offer in found}


def test_a_kit_a_team_and_a_team_day_by_hand(tmp_path: Path):
    """200 people ten minutes out, one day, one kit: (465 - 20 - 30) / 5 = 83 for 415,000 rupiah.

    With a second kit 166, for the same day. Two such places and one day: a second team, or one more
    team-day, serves 83 at the other for another 415,000.
    """
    found = bought(tiny.problem([200], tiny.line_of(10)), tmp_path)
    assert (found["kit"].alone.people, found["kit"].made.people, found["kit"].people) == (83, 166, 83)
    assert found["kit"].rupiah == 0
    two = bought(tiny.problem([200, 200], tiny.line_of(10, 10)), tmp_path / "two")
    assert two["team"].people == two["team_day"].people == 83
    assert two["team"].rupiah == 415_000
    assert two["team"].per_million == 83 * 1_000_000 / 415_000


def test_the_price_of_a_team_day_promises_no_less_than_it_brings(tmp_path: Path):
    """A day is worth 83 people at most, and brings them."""
    found = bought(tiny.problem([200, 200], tiny.line_of(10, 10)), tmp_path)["team_day"]
    assert found.promised == 8_300
    assert found.weighted == 8_300


def test_without_money_nothing_bought_serves_anybody(tmp_path: Path):
    """With no rupiah for trips each thing serves nobody more."""
    found = bought(tiny.problem([200], tiny.line_of(10)), tmp_path, budget=0)
    assert {offer.people for offer in found.values()} == {0}


def test_one_team_day_is_one_slot_in_each_of_the_first_months():
    """Of 30 working days from 5 January over two months: one slot more in January, one in February."""
    where = ground(tiny.problem([200], tiny.line_of(10), days=30), months=3)
    tried = [each for each in additions(where) if each.goods == "team_day"]
    assert [each.values["month"] for each in tried] == ["2026-01", "2026-02"]
    assert all(len(each.problem.slots) == 31 for each in tried)


def test_a_kit_where_kits_are_listed_is_a_sound_one():
    """The inventory grows with the station, or the team would stay with the kits there are."""
    problem = tiny.problem([200], tiny.line_of(10))
    listed = tiny.again(problem, kits=(Kit("A1", "baik", None, "KANTOR", "uji"),))
    (kit,) = (each for each in additions(ground(listed)) if each.goods == "kit")
    assert len(kit.problem.region.kits) == 2
    assert [kit.problem.classes[slot.slot_class].stations for slot in kit.problem.slots] == [2]


def test_a_night_is_offered_where_there_is_a_bed_and_the_policy_has_none():
    """Without a lodging, or with nights allowed already, there is nothing to permit."""
    problem = tiny.problem([200], tiny.line_of(10), days=2)
    assert "nights" not in {each.goods for each in additions(ground(problem))}
    bed = tiny.again(problem, lodgings=(Lodging("P0", "Penginapan", tiny.SOURCE),))
    (night,) = (each for each in additions(ground(bed)) if each.goods == "nights")
    assert night.problem.spans
    allowed = tiny.again(bed, policy={"max_nights": 1})
    assert "nights" not in {each.goods for each in additions(ground(allowed))}


def test_a_schedule_moves_to_a_problem_with_the_same_teams_and_dates():
    """Its trips stand on the new classes of their slots; without their slots they move nowhere."""
    where = ground(tiny.problem([200], tiny.line_of(10)))
    plan = where.solve(where.problem, None).plan
    schedule = on_first_slots(where.problem, plan)
    (kit,) = (each for each in additions(where) if each.goods == "kit")
    assert moved(kit.problem, schedule) == Plan(tuple(trip.trip for trip in schedule.trips))
    assert moved(where.problem.with_slots(()), schedule) is None
    assert moved(where.problem, Schedule(())) == Plan(())


def test_what_can_be_done_without_it_can_be_done_with_it(tmp_path: Path):
    """No addition serves fewer than planning as long without it."""
    problem = tiny.problem([60, 80, 30], tiny.line_of(10, 50, 80), days=3)
    found = bought(problem, tmp_path).values()
    assert all(offer.weighted >= 0 and offer.people >= 0 for offer in found)
