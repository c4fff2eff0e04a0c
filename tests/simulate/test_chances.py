"""Each chance against a case that can be worked out by hand, within four sampling errors."""

from __future__ import annotations

from math import erf, log1p, sqrt

import numpy as np
import pytest

from optimizer.core.policy import Policy
from optimizer.core.simulation import Simulation
from optimizer.simulate import simulate
from tests import tiny
from tests.simulate.worlds import assuming, planned, settings

LIVES = 20_000


def near(value: float, chance: float, lives: int = LIVES) -> bool:
    """Whether a share lies within four standard errors of a chance."""
    return abs(value - chance) <= 4 * sqrt(chance * (1 - chance) / lives)


def phi(z: float) -> float:
    """The normal distribution."""
    return (1 + erf(z / sqrt(2))) / 2


def test_turnout_is_binomial_over_those_invited() -> None:
    """Two invited at 50 %: one expected, on a day with just room for one; both come once in four.

    The day: 30 minutes there and back each, 30 of setting up and 5 of serving are 95; both need 100.
    """
    problem = tiny.problem([2], tiny.line_of(30), day_minutes=95, policy=Policy(turnout_percent=50))
    chosen = settings("turnout", lives=LIVES)
    made = simulate(planned(problem, ((0, 1),)), chosen)
    assert (made.planned, made.invited) == (1, 2)
    assert near(made.overrun, 1 / 4)
    assert near(made.everyone.value, 3 / 4)  # the second of two is left
    assert near(made.as_planned.value, 3 / 4)  # nobody comes once in four
    assert made.overrun_minutes == (5.0, 5.0)
    assert made.came.mean == pytest.approx(1, abs=4 * sqrt(0.5 / LIVES))
    assert dict(made.lost)["time"] == pytest.approx(1 / 4, abs=0.02)


def test_turnout_is_one_for_the_whole_district() -> None:
    """Turnout triangular over 60, 80 and 100 %, of 1,000 people at two places: 5 % of it lie below 66.3 %.

    F(x) = (x − 60)² / (40 × 20) = 0.05 at x = 60 + √40 = 66.32; were each place drawn apart, the sum
    would be narrower: 5 % of it would lie below 68.8 %.
    """
    problem = tiny.problem([1000, 1000], tiny.line_of(1, 1), days=40, policy=Policy(turnout_percent=80))
    problem = assuming(problem, "persen_hadir", 60, 80, 100)
    outcome = planned(problem, *([((0, 50),)] * 16), *([((1, 50),)] * 16))
    made = simulate(outcome, settings("turnout", lives=4000, turnout={"whole": True}))
    assert made.came.low / made.invited == pytest.approx(0.663, abs=0.008)
    assert made.came.mean / made.invited == pytest.approx(0.8, abs=0.006)


def test_minutes_of_a_visit_are_lognormal_with_mean_one() -> None:
    """A visit of 60 minutes with a variation of 20 % in a day with 12 to spare: too long above 1.2.

    P(factor > 1.2) with s² = ln(1.04) and mean −s²/2: 1 − Φ((ln 1.2 + s²/2) / s).
    """
    problem = tiny.problem([12], tiny.line_of(30), day_minutes=30 + 30 + 30 + 60 + 12)
    made = simulate(planned(problem, ((0, 12),)), settings("minutes", lives=LIVES, minutes={"visits": 20}))
    s = sqrt(log1p(0.04))
    assert near(made.overrun, 1 - phi((np.log(1.2) + s * s / 2) / s))
    # the variation of 50 % between persons is 50/√12 = 14.4 % for the twelve together
    made = simulate(planned(problem, ((0, 12),)), settings("minutes", lives=LIVES, minutes={"persons": 50}))
    s = sqrt(log1p(0.25 / 12))
    assert near(made.overrun, 1 - phi((np.log(1.2) + s * s / 2) / s))


def test_minutes_a_person_come_from_their_row() -> None:
    """Minutes a person triangular over 4, 5 and 8; the day has room for 6 each: too long above 6.

    P(x > 6) = (8 − 6)² / ((8 − 4)(8 − 5)) = 1/3.
    """
    problem = tiny.problem([10], tiny.line_of(30), day_minutes=30 + 30 + 30 + 60)
    problem = assuming(problem, "menit_rekam_ktp", 4, 5, 8)
    chosen = settings("minutes", lives=LIVES, minutes={"whole": True})
    assert near(simulate(planned(problem, ((0, 10),)), chosen).overrun, 1 / 3)


def test_drives_and_setting_up_take_longer() -> None:
    """Drives triangular over 100, 100 and 130 % of 60 minutes, 9 to spare: too long above 115 %, 1 in 4.

    Each way takes 30 f minutes rounded up; 2 ceil(30 f) > 69 from f > 34/30, so (1.3 − 34/30)² / 0.3² =
    30.9 %. Setting up, triangular over 20, 30 and 45: above 39 in 6² / (25 × 15) = 9.6 %.
    """
    problem = tiny.problem([10], tiny.line_of(30), day_minutes=30 + 30 + 30 + 50 + 9)
    problem = assuming(problem, "menit_siap_kunjungan", 20, 30, 45)
    outcome = planned(problem, ((0, 10),))
    drive = simulate(outcome, settings("drive", lives=LIVES, drive={"high": 130}))
    assert near(drive.overrun, ((1.3 - 34 / 30) / 0.3) ** 2)
    setup = simulate(outcome, settings("setup", lives=LIVES, setup={"whole": True}))
    assert near(setup.overrun, 36 / 375)


def test_a_kit_that_fails_takes_its_people_with_it() -> None:
    """One kit, 10 % a day, back after one day: each of two days is called off once in ten.

    With repairs of two days on average it still is under repair on the second day in half of these:
    P(off on day 2) = 0.9 × 0.1 + 0.1 × (1/2 + 1/2 × 0.1) = 14.5 %.
    """
    problem = tiny.problem([20], tiny.line_of(30), days=2, policy=Policy(visits="split"))
    outcome = planned(problem, ((0, 10),), ((0, 10),))
    for days, second in ((1, 0.1), (2, 0.145)):
        made = simulate(outcome, settings("kits", lives=LIVES, kits={"fail": 10, "days": days}))
        assert near(made.days[0].off, 0.1)
        assert near(made.days[1].off, second)
        assert dict(made.lost)["kits"] == pytest.approx(10 * (0.1 + second), rel=0.08)
        assert made.overrun == 0
        one_day = outcome.schedule.trips[0].cost  # a day on which nobody leaves costs nothing
        assert made.spent.mean == pytest.approx(one_day * (2 - 0.1 - second), rel=0.01)


def test_one_of_two_kits_halves_the_pace() -> None:
    """Two kits serve 20 people in 50 minutes, one in 100; a day with 30 to spare is 20 too long then."""
    problem = tiny.problem([20], tiny.line_of(30), stations=2, day_minutes=30 + 30 + 30 + 50 + 30)
    made = simulate(planned(problem, ((0, 20),)), settings("kits", lives=LIVES, kits={"fail": 20, "days": 1}))
    assert near(made.overrun, 2 * 0.2 * 0.8)
    assert made.overrun_minutes[0] == 20
    assert made.days[0].served.mean == pytest.approx(0.64 * 20 + 0.32 * 16 + 0.04 * 0, abs=0.2)


def test_repeat_visits_on_free_days_end_the_campaign() -> None:
    """A day lost once in ten is made up on the free third day, unless both are lost: served in 99 %.

    Nothing can be made up for the second day where the first one has taken the free day, and a plan
    without a free day ends as it is: 81 %.
    """
    problem = tiny.problem([20], tiny.line_of(30), days=3, policy=Policy(visits="split"))
    chosen = settings("kits", lives=LIVES, kits={"fail": 10, "days": 1})
    made: Simulation = simulate(planned(problem, ((0, 10),), ((0, 10),)), chosen)
    assert (made.free_days, made.deadline) == (1, problem.calendar.end)
    assert near(made.everyone.value, 0.81)
    assert near(made.made_up.value, 0.99)
    assert made.finish == (problem.slots[1].date, problem.slots[2].date)
    full = simulate(planned(problem, ((0, 7),), ((0, 7),), ((0, 6),)), chosen)
    assert full.free_days == 0
    assert full.made_up == full.everyone
