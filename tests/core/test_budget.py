"""The budget beyond its sum: what falls to a kecamatan, caps per person, transport money, parts of effort."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import get_args

import pytest

from optimizer.core.budget import Share, excesses, price, shares
from optimizer.core.effort import Effort, one, parts
from optimizer.core.region import Lodging
from optimizer.core.score import effort_of, trip_cost
from optimizer.core.tariff import Driver, Tariff, cost, quantity
from tests import tiny
from tests.core.schedules import over_nights, schedule, trip
from tests.core.test_effort import EFFORT


def test_a_trips_cost_is_shared_by_the_people_of_each_kecamatan():
    """Rp 100,001 over 3 people of K0 and 2 + 1 of K1: 50,000.5 each, the odd rupiah to K0, visited first.

    Over 4 and 3: 57,143.43 and 42,857.57, the odd rupiah to the larger remainder, visited last.
    """
    problem = tiny.problem(
        [4, 2, 1, 3], tiny.line_of(10, 20, 30, 40), stations=2
    )  # P0, P1 in K0; P2, P3 in K1
    made = schedule(problem, (0, trip((1, {1: 2}), (0, {0: 1}), (2, {2: 1}), (3, {3: 2})))).trips[0]
    assert shares(problem, replace(made, cost=100_001)) == (Share("K0", 3, 50_001), Share("K1", 3, 50_000))
    made = schedule(problem, (0, trip((0, {0: 4}), (3, {3: 3})))).trips[0]
    assert shares(problem, replace(made, cost=100_001)) == (Share("K0", 4, 57_143), Share("K1", 3, 42_858))


@pytest.mark.parametrize(("most", "above"), [(3, []), (2, [1])])
def test_a_cap_per_person_and_month_is_listed_and_changes_no_cost(most, above):
    """Three short days in January of a team of two: 3 lunches each. A cap of 2 is exceeded by one."""
    rate = replace(tiny.rate("makan", "person_days", 35_000), most_per_month=most)
    problem = tiny.problem([1, 1, 1], tiny.line_of(5, 6, 7), days=3, tariff=Tariff("uji", "uji", (rate,)))
    made = schedule(problem, *((n, trip((n, {n: 1}))) for n in range(3)))
    found = excesses(problem, made)
    assert [(e.team, e.rank, e.month, e.units, e.above) for e in found] == [
        ("T1", "golongan_iii", date(2026, 1, 1), 3, n) for n in above
    ]
    assert [e.amount for e in found] == [2 * 35_000 * n for n in above]
    assert price(problem, made).amount == sum(t.cost for t in made.trips) == 6 * 35_000


def test_a_cap_counts_each_month_on_its_own():
    """Two nights over the turn of the month: 1 in January, 1 in February; both days' allowances with them."""
    night = replace(tiny.rate("inap", "person_nights", 1), most_per_month=1)
    days = replace(tiny.rate("harian", "person_days", 1), most_per_month=1)
    base = tiny.problem([9, 9, 9], tiny.line_of(10, 20, 30), tariff=Tariff("uji", "uji", (night, days)))
    problem = tiny.again(
        base,
        days=tiny.calendar(3, start=date(2026, 1, 28)),
        lodgings=(Lodging("P0", "Penginapan", tiny.SOURCE),),
        policy={"max_nights": 2},
    )
    away = over_nights(*(trip((n, {n: 1})) for n in range(3)), sleeps_at=(1, 1))
    made = schedule(problem, (0, away))  # 28, 29 and 30 January
    assert [(e.rate.item, e.units) for e in excesses(problem, made)] == [("inap", 2), ("harian", 3)]
    turned = replace(made.trips[0], dates=(date(2026, 1, 31), date(2026, 2, 1), date(2026, 2, 2)))
    assert [(e.rate.item, e.month, e.units) for e in excesses(problem, replace(made, trips=(turned,)))] == [
        ("harian", date(2026, 2, 1), 2)
    ]


def test_transport_money_only_where_no_office_or_hired_vehicle_is_used():
    """Two members on one day trip: 2 × 170,000 by public transport, nothing in the office's car."""
    tariff = Tariff("uji", "uji", (tiny.rate("transpor", "person_trips", 170_000),))
    problem = tiny.problem([1], tiny.line_of(30), tariff=tariff)
    assert trip_cost(problem, trip((0, {0: 1}))) == 0
    public = (replace(problem.region.vehicles[0], transport_money=True),)
    problem = tiny.again(problem, vehicles=public)
    assert trip_cost(problem, trip((0, {0: 1}))) == 340_000
    assert effort_of(problem, trip((0, {0: 1}))).person_trips == {"minibus_dinas": 2}


def test_transport_money_is_paid_once_a_trip():
    """Two days and a night of two members: 2 × 170,000, not 4."""
    tariff = Tariff("uji", "uji", (tiny.rate("transpor", "person_trips", 170_000),))
    problem = tiny.problem([5, 3], tiny.line_of(30, 60), days=2, tariff=tariff)
    problem = tiny.again(
        problem,
        vehicles=(replace(problem.region.vehicles[0], transport_money=True),),
        lodgings=(Lodging("P0", "Penginapan", tiny.SOURCE),),
        policy={"max_nights": 1},
    )
    assert trip_cost(problem, over_nights(trip((0, {0: 5})), trip((1, {1: 3})), sleeps_at=(1,))) == 340_000


def test_an_effort_is_the_sum_of_its_parts():
    """Every rate costs, part by part, what it costs on the whole: nothing is left out, nothing twice."""
    whole = replace(EFFORT, person_trips={"angkot": 3})
    rates = [tiny.rate(driver, driver, 1) for driver in get_args(Driver)]
    assert all(quantity(rate, whole) for rate in rates)
    rates += [tiny.rate("g", "person_days", 1, ranks=("golongan_iii",), duration_classes=("over_8h",))]
    for rate in rates:
        assert quantity(rate, whole) == sum(n * quantity(rate, one(part)) for part, n in parts(whole).items())
    assert cost(Tariff("uji", "uji", tuple(rates)), one(("visits",))) == sum(
        r.driver == "visits" for r in rates
    )
    assert one(("person_days", "golongan_ii", "overnight")) == Effort(
        person_days={("golongan_ii", "overnight"): 1}
    )
