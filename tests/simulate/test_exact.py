"""With nothing left to chance a plan's life is the plan: people, minutes and end times, to the minute."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from optimizer.core.clock import clock_day
from optimizer.core.outcome import Outcome
from optimizer.core.plan import Visit
from optimizer.settings import CHANCES
from optimizer.simulate import simulate
from optimizer.simulate.days import days_of
from optimizer.simulate.dice import Dice
from optimizer.simulate.life import live
from optimizer.simulate.world import world_of
from tests import tiny
from tests.reports import sample
from tests.simulate.worlds import planned, settings

RULES = ("leave", "finish")


@pytest.mark.parametrize(
    ("made", "rule", "chances"),
    [
        *((made, rule, c) for made in (sample.small, sample.mixed) for rule in RULES for c in ((), CHANCES)),
        (sample.district, "leave", CHANCES),
    ],
)
def test_without_randomness_every_day_is_as_planned(
    made: Callable[[], Outcome], rule: str, chances: tuple[str, ...]
) -> None:
    """Desa, school, homes, a night out, caps, a broken kit: all people served, back at the minute planned.

    Nothing is drawn where nothing is left to chance, and where every distribution has no width but for
    turnout, which is drawn person by person.
    """
    outcome = made()
    chosen = settings(*(c for c in chances if c != "turnout"), lives=100, rule=rule)
    days, world = days_of(outcome), world_of(outcome.problem, chosen)
    dice = Dice(world, chosen.simulate, 100, 0)
    for day in days:
        lived = live(day, dice.day(day), chosen.simulate.on_overrun)
        assert (lived.end == day.planned_end).all()
        assert (lived.needed == day.planned_end).all()
        for stop, met in zip(day.stops, lived.served, strict=True):
            assert tuple(float(people[0]) for people in met) == stop.loads
            assert all((people == people[0]).all() for people in met)
    simulation = simulate(outcome, chosen)
    people = sum(visit.people for trip in outcome.schedule.trips for visit in trip.trip.visits)
    assert (simulation.planned, simulation.served.low, simulation.served.high) == (people, people, people)
    assert (simulation.overrun, simulation.everyone.value, simulation.as_planned.value) == (0, 1, 1)
    assert simulation.spent.low == simulation.spent.high == outcome.budget.amount


def test_any_day_ends_when_the_clock_of_the_core_says() -> None:
    """160 random days with breaks and opening hours end, lived as planned, when `core.clock` says."""
    random = np.random.default_rng(5)
    compared = 0
    for _ in range(160):
        spots = tuple(int(n) for n in random.integers(5, 80, 3))
        problem = tiny.problem([60, 60, 60], tiny.line_of(*spots), stations=int(random.integers(1, 3)))
        opening = {
            n: {"opening": tiny.opening(int(random.integers(450, 700)), int(random.integers(760, 990)))}
            for n in range(3)
            if random.random() < 0.5
        }
        problem = tiny.again(problem, places=opening)
        order = random.permutation(3)[: random.integers(1, 4)]
        visits = tuple((int(n), int(random.integers(1, 30))) for n in order)
        made = tuple(Visit(n, ((n, people),)) for n, people in visits)
        clock = clock_day(problem, 0, made, 0, 0)
        if clock.late or clock.work > problem.classes[0].work_minutes:
            continue
        compared += 1
        outcome, chosen = planned(problem, visits), settings(lives=100)
        (day,) = days_of(outcome)
        lived = live(day, Dice(world_of(problem, chosen), chosen.simulate, 1, 0).day(day), "leave")
        assert (float(lived.end[0]), float(lived.needed[0])) == (clock.end, clock.end)
        assert [float(met[0][0]) for met in lived.served] == [people for _, people in visits]
    assert compared > 60


def test_one_seed_one_simulation() -> None:
    """Equal seeds give equal simulations, another seed another one, with everything left to chance."""
    outcome, base = sample.mixed(), settings(*CHANCES, lives=300)
    chosen = base.model_copy(update={"simulate": replace_all(base)})
    assert simulate(outcome, chosen, seed=3) == simulate(outcome, chosen, seed=3)
    assert simulate(outcome, chosen, seed=3).served != simulate(outcome, chosen, seed=4).served


def replace_all(chosen):
    """Every distribution as wide as shipped."""
    return type(chosen.simulate)(lives=chosen.simulate.lives)


def test_a_chance_switched_off_leaves_the_others_as_they_were() -> None:
    """Each chance has a stream of its own: without kit failures the same people come as with them."""
    outcome, base = sample.small(), settings(*CHANCES, lives=200)
    wide = replace_all(base)
    came = [
        simulate(outcome, base.model_copy(update={"simulate": wide.model_copy(update={"chances": c})})).came
        for c in (CHANCES, ("turnout", "minutes"))
    ]
    assert came[0] == came[1]


def test_days_of_a_trip_with_a_night_are_lived_in_order() -> None:
    """The sample's trip with a night is two days, the second from where the first one ends."""
    outcome = sample.mixed()
    trip = next(t for t in outcome.schedule.trips if t.trip.nights)
    first, second = (day for day in days_of(outcome) if day.trip == trip.id)
    assert first.ways[-1] == second.ways[0] == trip.trip.sleeps_at[0]
    assert (first.rupiah, second.rupiah) == (trip.cost, 0)
    assert replace(first, trip="") != replace(second, trip="")
