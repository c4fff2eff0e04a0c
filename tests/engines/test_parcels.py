"""Parcels and the fleet that carries them: full days, remainders, short and long vehicles."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest

from optimizer.core.policy import Policy
from optimizer.core.region import Cap
from optimizer.core.tariff import Tariff
from optimizer.engines.fleet import Vehicle, fleet, plentiful
from optimizer.engines.parcels import cut
from optimizer.engines.price import day_cost, kilometre_cost, short_minutes
from tests import tiny
from tests.engines import districts
from tests.tiny import MONDAY


def sizes(problem):
    """People of each parcel, in order."""
    return [sum(people for _, people in parcel.loads) for parcel in cut(problem)]


@pytest.mark.parametrize(
    ("people", "parcels"),
    [
        (66, [66]),  # a short day of 420 − 90 = 330 minutes
        (75, [75]),  # one visit is allowed, and only a long day of 375 minutes holds it
        (132, [66, 66]),
        (150, [75, 75]),  # two visits are allowed: short days would need three
        (160, [66, 66, 28]),  # three visits are allowed, and short days suffice
    ],
)
def test_loads_fill_the_shortest_day_that_suffices(people, parcels):
    """30 minutes out, 30 to set up, 5 a person: 66 on a short day, 75 on a long one."""
    assert sizes(tiny.problem([people], tiny.line_of(30), days=9)) == parcels


@pytest.mark.parametrize(("people", "parcels"), [(50, [50]), (60, [30, 30])])
def test_fewer_loads_are_cut_where_more_visits_are_allowed_than_needed(people, parcels):
    """60 minutes out: days of 300 minutes hold 30 people, short ones of the others (300 - 30) / 5 = 54.

    Each costs 95,000 and 120 km: one for 50 people instead of two. 60 people take two of either; a long day
    for all of them costs 300,000 more.
    """
    problem = tiny.problem([people], tiny.line_of(60), days=4, policy=Policy(purpose="cover"))
    usual = problem.classes[0]
    slots = tuple(replace(slot, slot_class=n % 2) for n, slot in enumerate(problem.slots))
    visits = np.array([3], dtype=problem.max_visits.dtype)
    short = replace(usual, work_minutes=300)
    assert sizes(problem.replace(classes=(short, usual), slots=slots, max_visits=visits)) == parcels


def test_split_is_cut_alike():
    """Visits cost minutes and rupiah, so full short days first; `refill` splits where that is better."""
    problem = tiny.problem([150], tiny.line_of(30), days=9, policy=Policy(visits="split"))
    assert sizes(problem) == [66, 66, 18]


def test_all_who_can_be_served_are_in_some_parcel():
    """Whatever the district: the parcels of a place sum to its people, or fill its visits."""
    for seed in range(40):
        problem = districts.tiny(seed)
        found = dict.fromkeys(range(problem.cells), 0)
        for parcel in cut(problem):
            for cell, people in parcel.loads:
                assert people > 0
                assert problem.cell_place[cell] == parcel.place
                found[cell] += people
        for cell, people in found.items():
            assert people <= problem.expected[cell]
        for place in range(problem.places):
            count = sum(parcel.place == place for parcel in cut(problem))
            assert count <= problem.max_visits[place]


def test_parcels_keep_the_cap_of_a_day():
    """250 IKD at most 100 a day are 100, 100 and 50, though a day has the minutes for 187."""
    services = (tiny.KTP, replace(tiny.IKD, cap=Cap(100)))
    problem = tiny.problem([{("IKD",): 250}], tiny.line_of(30), days=9, stations=2, services=services)
    assert sizes(problem) == [100, 100, 50]


def released(problem, *dates, rounds=False):
    """The problem with the cells of P0 released on these days after Monday."""
    cells = {number: {"release": MONDAY + timedelta(days=day)} for number, day in enumerate(dates) if day}
    return tiny.again(problem, places={0: {"rounds": rounds}}, cells=cells)


def test_people_released_later_are_cut_apart():
    """40 from Monday on, ten of IKD from Thursday: the forty can go on any day, the ten on two."""
    problem = tiny.problem([{("KTP",): 40, ("IKD",): 10}], tiny.line_of(30), days=5)
    assert sizes(problem) == [50]
    assert sizes(released(problem, 0, 3)) == [40, 10]
    assert len(released(problem, 0, 3).classes) == 2


def test_each_round_of_a_school_has_its_parcels():
    """Two rounds of 80 and 30, a week apart; a long day holds 75, so the first takes two visits."""
    problem = tiny.problem([{("KTP",): 80, ("IKD",): 30}], tiny.line_of(30), days=10)
    rounds = released(problem, 0, 7, rounds=True)
    assert rounds.max_visits.tolist() == [3]
    assert sizes(rounds) == [66, 14, 30]


def test_a_class_that_may_serve_nobody_is_no_hindrance():
    """All are released on the third of three days: one class is shut to everyone, and offered too."""
    problem = released(tiny.problem([20], tiny.line_of(30), days=3), 2)
    assert [int(slots.allowed.sum()) for slots in problem.classes] == [0, 1]
    assert sizes(problem) == [20]
    assert len(fleet(problem, cut(problem))) == 3


def test_parcels_keep_a_teams_share_of_the_regions_cap():
    """100 IKD a day for two teams: parcels of 50."""
    services = (tiny.KTP, replace(tiny.IKD, cap=Cap(100, "region_day")))
    problem = tiny.problem([{("IKD",): 120}], tiny.line_of(30), days=9, teams=2, services=services)
    assert sizes(problem) == [50, 50, 20]


def test_a_kilometre_is_paid_with_its_fuel():
    """1,000 for the kilometre and 0.3 litres at 10,000."""
    problem = tiny.problem([5], tiny.line_of(30))
    thirsty = replace(problem.region.vehicles[0], millilitres=300)
    rates = (*tiny.TARIFF.rates, tiny.rate("bensin", "litres", 10_000))
    problem = tiny.again(problem.replace(tariff=Tariff("uji", "uji", rates)), vehicles=(thirsty,))
    assert kilometre_cost(problem, 0) == 4_000 * 1_000_000


def test_nobody_reachable_means_no_parcels():
    """No road, no signal, no time."""
    assert sizes(tiny.problem([5], [[0, None], [None, 0]])) == []
    assert sizes(tiny.problem([{("IKD",): 5}], tiny.line_of(9), signals={0: "tidak"})) == []
    assert sizes(tiny.problem([5], tiny.line_of(230))) == []


def test_a_day_is_short_only_where_that_is_cheaper():
    """480 minutes less the break of 60; not on a short Friday, not where all days cost the same."""
    problem = districts.on(tiny.problem([5], tiny.line_of(9)), districts.calendar(2, friday=True))
    assert [short_minutes(problem, k) for k in (0, 1)] == [420, None]
    flat = Tariff("uji", "uji", (tiny.rate("tim", "team_days", 100_000),))
    assert short_minutes(problem.replace(tariff=flat), 0) is None
    assert [day_cost(problem, 0, duration) for duration in ("up_to_8h", "over_8h")] == [95_000, 395_000]


def test_plentiful_slots_are_short_but_for_what_needs_a_long_one():
    """Nine days for parcels of 75 (long only) and 30: one long day and three to spare, five short."""
    minutes = [[0, 30, 30], [30, 0, 60], [30, 60, 0]]
    problem = tiny.problem([75, 30], minutes, days=9)
    parcels = cut(problem)
    assert plentiful(problem, parcels)
    short, long = Vehicle(0, 420, 95_000), Vehicle(0, 465, 395_000)
    assert sorted(fleet(problem, parcels), key=lambda v: v.minutes) == [short] * 5 + [long] * 4


def test_scarce_slots_may_grow_into_the_dearer_class():
    """One day for 200 people: 465 minutes, of which 45 past 420 at 300,000 / 45 = 6,667 each."""
    problem = tiny.problem([200], tiny.line_of(30), days=1)
    parcels = cut(problem)
    assert not plentiful(problem, parcels)
    assert fleet(problem, parcels) == (Vehicle(0, 465, 95_000, 420, 6_667),)
