"""Effort and price: what a trip takes, and one rate on one number of it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from optimizer.core.budget import price
from optimizer.core.effort import Effort, total
from optimizer.core.region import Lodging
from optimizer.core.score import effort_of, trip_cost
from optimizer.core.tariff import Tariff, cost, quantity
from tests import tiny
from tests.core.schedules import over_nights, schedule, trip

EFFORT = Effort(
    metres=41_500,
    team_days=2,
    visits=3,
    kilometres={"minibus": 30, "motor": 12},
    litres={"minibus": 4, "motor": 1},
    vehicle_days={"minibus": 2, "motor": 1},
    person_days={
        ("golongan_iii", "up_to_8h"): 4,
        ("golongan_iii", "over_8h"): 2,
        ("golongan_ii", "over_8h"): 1,
        ("golongan_ii", "overnight"): 8,
    },
    person_nights={"golongan_iii": 5, "golongan_ii": 7},
    people={"KTP": 40, "IKD": 25},
)


@pytest.mark.parametrize(
    ("driver", "only", "units"),
    [
        ("kilometres", {}, 42),
        ("kilometres", {"vehicles": ("motor",)}, 12),
        ("litres", {}, 5),
        ("litres", {"vehicles": ("motor",)}, 1),
        ("vehicle_days", {}, 3),
        ("vehicle_days", {"vehicles": ("minibus",)}, 2),
        ("person_days", {}, 15),
        ("person_days", {"ranks": ("golongan_iii",)}, 6),
        ("person_days", {"duration_classes": ("over_8h", "overnight")}, 11),
        ("person_days", {"ranks": ("golongan_iii",), "duration_classes": ("over_8h", "overnight")}, 2),
        ("person_nights", {}, 12),
        ("person_nights", {"ranks": ("golongan_ii",)}, 7),
        ("team_days", {}, 2),
        ("visits", {}, 3),
        ("people", {}, 65),
        ("people", {"services": ("IKD",)}, 25),
        ("people", {"services": ("SIM",)}, 0),
    ],
)
def test_each_driver_counts_its_field_and_its_narrowing(driver, only, units):
    """A rate of Rp 7 on a driver costs 7 × the units that the effort above has of it."""
    rate = tiny.rate("uji", driver, 7, **only)
    assert quantity(rate, EFFORT) == units
    assert cost(Tariff("uji", "uji", (rate,)), EFFORT) == 7 * units


def test_kilometres_are_rounded_up_once_a_trip():
    """Legs of 300, 400 and 500 m are 1,200 m: 2 km claimed, not 3 and not 1."""
    roads = tiny.travel(
        [[0, 5, 5], [5, 0, 5], [5, 5, 0]], metres=[[0, 300, 500], [300, 0, 400], [500, 400, 0]]
    )
    problem = tiny.problem([1, 1], tiny.line_of(5, 5)).replace(travel=roads)
    effort = effort_of(problem, trip((0, {0: 1}), (1, {1: 1})))
    assert (effort.metres, effort.kilometres) == (1_200, {"minibus_dinas": 2})
    twice = total([effort, effort])
    assert (twice.metres, twice.kilometres) == (2_400, {"minibus_dinas": 4})


def test_whole_kilometres_are_not_rounded_up():
    """5 + 5 minutes at 1,000 m a minute are 10 km sharp."""
    problem = tiny.problem([1], tiny.line_of(5))
    assert effort_of(problem, trip((0, {0: 1}))).kilometres == {"minibus_dinas": 10}


def test_effort_of_a_trip_by_hand():
    """4 people of both services at P0 and 2 of KTP at P1; two members out for 40 + 60 + 18 + 5 minutes."""
    problem = tiny.problem([{("KTP", "IKD"): 4}, 2], tiny.line_of(10, 20), stations=2)
    assert effort_of(problem, trip((0, {0: 4}), (1, {1: 2}))) == Effort(
        metres=40_000,
        team_days=1,
        visits=2,
        kilometres={"minibus_dinas": 40},
        vehicle_days={"minibus_dinas": 1},
        person_days={("golongan_iii", "up_to_8h"): 2},
        people={"KTP": 6, "IKD": 4},
    )


def test_effort_of_a_trip_with_a_night_by_hand():
    """Out to P0 (30.4 km), to bed there; on to P1 (30.4 km) and home (60.8 km): 121.6 km are 122 claimed.

    By days they would be 31 + 92. Fuel at 0.11 l a km: 13.376 l are 14, by days 4 + 11. Two members for
    two dates, both overnight however short, and one night each.
    """
    metres = [[0, 30_400, 60_800], [30_400, 0, 30_400], [60_800, 30_400, 0]]
    made = tiny.problem([5, 3], tiny.line_of(30, 60), days=2)
    made = made.replace(travel=tiny.travel(tiny.line_of(30, 60), metres=metres))
    problem = tiny.again(
        made,
        lodgings=(Lodging("P0", "Penginapan", tiny.SOURCE),),
        vehicles=(replace(made.region.vehicles[0], millilitres=110),),
        policy={"max_nights": 1},
    )
    away = over_nights(trip((0, {0: 5})), trip((1, {1: 3})), sleeps_at=(1,))
    assert effort_of(problem, away) == Effort(
        metres=121_600,
        team_days=2,
        visits=2,
        kilometres={"minibus_dinas": 122},
        litres={"minibus_dinas": 14},
        vehicle_days={"minibus_dinas": 2},
        person_days={("golongan_iii", "overnight"): 4},
        person_nights={"golongan_iii": 2},
        people={"KTP": 8},
    )
    # 122,000 + 4 × 35,000 + 4 × 150,000 + 2 × 25,000, and nights and litres where a tariff has them
    assert trip_cost(problem, away) == 912_000
    nights = Tariff("uji", "uji", (tiny.rate("inap", "person_nights", 7), tiny.rate("bbm", "litres", 100)))
    assert trip_cost(problem.replace(tariff=nights), away) == 2 * 7 + 14 * 100
    assert total([effort_of(problem, away)] * 2).litres == {"minibus_dinas": 28}


def test_a_second_day_begins_where_the_team_slept():
    """Sleeping at P0 and serving there both days: no drive but 30 out and 30 home."""
    problem = tiny.again(
        tiny.problem([9, 1], tiny.line_of(30, 60), days=2),
        lodgings=(Lodging("P0", "Penginapan", tiny.SOURCE),),
        policy={"max_nights": 1},
    )
    away = over_nights(trip((0, {0: 5})), trip((0, {0: 4})), sleeps_at=(1,))
    effort = effort_of(problem, away)
    assert (effort.metres, effort.person_nights, effort.people) == (60_000, {"golongan_iii": 2}, {"KTP": 9})


@pytest.mark.parametrize(("people", "rupiah"), [(66, 155_000), (67, 455_000)])
def test_the_price_of_a_day_changes_at_eight_hours(people, rupiah):
    """60 km × 1,000 + 2 × 35,000 + 25,000 = 155,000; past 420 work minutes 2 × 150,000 more.

    60 + 30 + 66 × 5 = 420 minutes and the break are 480; one person more makes it 485.
    """
    problem = tiny.problem([people], tiny.line_of(30))
    assert trip_cost(problem, trip((0, {0: people}))) == rupiah


def test_the_budget_is_the_sum_of_its_trips_and_of_its_lines():
    """155,000 for the short day and 455,000 for the long one: 120 km, 4 person-days, 2 of them long."""
    problem = tiny.problem([66, 67], [[0, 30, 30], [30, 0, 30], [30, 30, 0]], days=2)
    dated = schedule(problem, (0, trip((0, {0: 66}))), (1, trip((1, {1: 67}))))
    budget = price(problem, dated)
    assert {line.rate.item: (line.quantity, line.amount) for line in budget.lines} == {
        "bbm": (120, 120_000),
        "makan": (4, 140_000),
        "uang_harian": (2, 300_000),
        "paket_data": (2, 50_000),
    }
    assert budget.amount == sum(t.cost for t in dated.trips) == 610_000


def test_a_budget_leaves_out_rates_nobody_used():
    """A short day uses no daily allowance, and a region without motorcycles no motorcycle."""
    motor = tiny.rate("motor", "kilometres", 500, vehicles=("motor",))
    tariff = Tariff("uji", "uji", (*tiny.TARIFF.rates, motor))
    problem = tiny.problem([1], tiny.line_of(30), tariff=tariff)
    items = [line.rate.item for line in price(problem, schedule(problem, (0, trip((0, {0: 1}))))).lines]
    assert items == ["bbm", "makan", "paket_data"]
