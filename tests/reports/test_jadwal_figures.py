"""The figures reports share."""

from __future__ import annotations

from optimizer.core.plan import Trip, Visit
from optimizer.core.policy import Policy
from optimizer.core.schedule import DatedTrip
from optimizer.core.score import clock_trip, effort_of
from optimizer.reports.figures import (
    BEFORE_LEAVING,
    account_totals,
    people_served,
    team_days,
    weighted_served,
)
from tests import tiny
from tests.reports import sample


def one_trip(problem, *visits):
    """An outcome of one trip on Monday."""
    trip = Trip(0, (visits,))
    clocks = clock_trip(problem, trip)
    dated = DatedTrip("P1", "T1", (tiny.MONDAY,), trip, clocks, effort_of(problem, trip, clocks), 0)
    return sample.outcome(problem, trips=(dated,))


def test_a_person_with_two_services_counts_once():
    """12 people with both and 30 with KTP only: 42 persons, 42 KTP, 12 IKD, 12 counted twice."""
    problem = tiny.problem([{("KTP",): 30, ("KTP", "IKD"): 12}], tiny.line_of(20))
    outcome = one_trip(problem, Visit(0, ((0, 30), (1, 12))))
    (day,) = team_days(outcome)
    assert (day.stops[0].people, day.stops[0].twice) == (42, 12)
    assert day.stops[0].expected == {"KTP": 42, "IKD": 12}
    assert people_served(outcome) == 42
    assert weighted_served(outcome) == 54  # each service is worth 1, places weigh 1


def test_invited_of_all_visits_sum_to_the_account():
    """Of 10 waiting 8 are expected (80 %); visits of 3 and 5 invite 4 and 6: all ten, two stay away."""
    problem = tiny.problem([10], tiny.line_of(20), days=2, policy=Policy(turnout_percent=80, visits="split"))
    trips = [Trip(0, ((Visit(0, ((0, people),)),),)) for people in (3, 5)]
    dated = tuple(
        DatedTrip(f"P{n}", "T1", (slot.date,), trip, clock_trip(problem, trip), effort_of(problem, trip), 0)
        for n, (slot, trip) in enumerate(zip(problem.slots, trips, strict=True))
    )
    outcome = sample.outcome(problem, trips=dated)
    # 3 × 10 / 8 = 3.75 rounds to 4; together 8 × 10 / 8 = 10, so the second visit invites 6.
    assert [day.stops[0].invited for day in team_days(outcome)] == [{"KTP": 4}, {"KTP": 6}]
    account = account_totals(outcome)["KTP"]
    assert (account.expected, account.absent, account.left) == (8, 2, 0)


def test_the_break_is_shown_where_it_falls():
    """Served through noon: at the stop. Done by then, with the way on past noon: after that stop."""
    far = tiny.problem([47, 2], [[0, 10, 40], [10, 0, 30], [40, 30, 0]])
    # 07:30 + 10 + 30 + 235 = 12:05 runs into the break at the first stop
    (day,) = team_days(one_trip(far, Visit(0, ((0, 47),)), Visit(1, ((1, 2),))))
    assert day.rest_after == 0
    # 45 people end at 11:55, the 30 minutes on would overlap noon: five minutes idle are spent at home,
    # leaving 07:35, resting after the first stop until 13:00
    (day,) = team_days(one_trip(far, Visit(0, ((0, 45),)), Visit(1, ((1, 2),))))
    assert (day.rest_after, day.clock.start, day.stops[1].stay.arrive) == (0, 455, 810)
    # a first drive of five hours would run into noon: the break comes before it
    (day,) = team_days(one_trip(tiny.problem([1], tiny.line_of(300)), Visit(0, ((0, 1),))))
    assert day.rest_after == BEFORE_LEAVING
    # arriving on the stroke of noon, the team rests there before it sets up
    (day,) = team_days(one_trip(tiny.problem([1], tiny.line_of(270)), Visit(0, ((0, 1),))))
    assert (day.rest_after, day.stops[0].stay.arrive) == (0, 720)
    # one person ten minutes away: back before nine, no break at all
    (day,) = team_days(one_trip(tiny.problem([1], tiny.line_of(10)), Visit(0, ((0, 1),))))
    assert day.rest_after is None
