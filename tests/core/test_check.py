"""The referee: for every rule a situation that keeps it and one it catches, by exactly so much."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

import pytest

from optimizer.core.check import DATED_RULES, RULES, Fault, check_plan, check_schedule
from optimizer.core.clock import DayClock, Stay
from optimizer.core.plan import Plan, Trip, Visit
from optimizer.core.policy import DeadlineClass, Policy
from optimizer.core.problem import Problem
from optimizer.core.region import Base, Cap, Closure, Kit, Lodging
from optimizer.core.schedule import Schedule
from tests import tiny
from tests.core.schedules import dated, over_nights, schedule, trip


@dataclass(frozen=True)
class Pair:
    """A problem, trips (or a schedule) that keep the rule, and ones that break it by `amount`."""

    rule: str
    problem: Problem
    kept: tuple[Trip, ...] | Schedule
    broken: tuple[Trip, ...] | Schedule
    amount: int


TUESDAY = tiny.MONDAY + timedelta(days=1)
LODGINGS = (Lodging("P0", "Penginapan", tiny.SOURCE),)
BED = 1
"""Location of P0, where teams sleep in these problems."""

IKD_CAPPED = replace(tiny.IKD, cap=Cap(6))
IKD_DAILY = replace(tiny.IKD, cap=Cap(6, "region_day"))


def work_minutes() -> Pair:
    """75 people 30 minutes away are 465 minutes sharp; 76 are five more."""
    problem = tiny.problem([80], tiny.line_of(30), days=2)
    return Pair("work_minutes", problem, (trip((0, {0: 75})),), (trip((0, {0: 76})),), 5)


def work_minutes_with_overtime() -> Pair:
    """15 minutes of overtime hold 78; 80 are ten minutes more."""
    problem = tiny.problem([80], tiny.line_of(30), days=2, policy=Policy(overtime_minutes=15))
    return Pair("work_minutes", problem, (trip((0, {0: 78})),), (trip((0, {0: 80})),), 10)


def drive_minutes() -> Pair:
    """30 out, 30 back are the limit; 45 + 45 are 30 more."""
    problem = tiny.problem([5, 5], tiny.line_of(30, 45), policy=Policy(max_drive_minutes=60))
    return Pair("drive_minutes", problem, (trip((0, {0: 5})),), (trip((1, {1: 5})),), 30)


def visits_per_day() -> Pair:
    """Two visits a day, then three."""
    problem = tiny.problem([1, 1, 1], tiny.line_of(5, 6, 7), policy=Policy(max_visits=2))
    kept = trip((0, {0: 1}), (1, {1: 1}))
    return Pair("visits_per_day", problem, (kept,), (trip((0, {0: 1}), (1, {1: 1}), (2, {2: 1})),), 1)


def team_caps() -> Pair:
    """Six IKD a team-day, of whom two want both services; then four and five."""
    people: tiny.People = [{("IKD",): 4}, {("KTP", "IKD"): 5}]
    problem = tiny.problem(people, tiny.line_of(5, 6), services=(tiny.KTP, IKD_CAPPED))
    kept, broken = trip((0, {0: 4}), (1, {1: 2})), trip((0, {0: 4}), (1, {1: 5}))
    return Pair("team_caps", problem, (kept,), (broken,), 3)


def access() -> Pair:
    """P0 has no signal: its KTP may be served, not its four IKD."""
    problem = tiny.problem([{("KTP",): 3, ("IKD",): 4}], tiny.line_of(5), signals={0: "tidak"})
    return Pair("access", problem, (trip((0, {0: 3})),), (trip((0, {0: 3, 1: 4})),), 4)


def own_cells() -> Pair:
    """At P0 someone from P1 is served and nobody from a cell that is named: two wrong loads."""
    problem = tiny.problem([{("KTP",): 3, ("IKD",): 2}, 4], tiny.line_of(5, 6))
    kept, broken = trip((0, {0: 3, 1: 2}), (1, {2: 4})), trip((0, {0: 3, 1: 0, 2: 1}))
    return Pair("own_cells", problem, (kept,), (broken,), 2)


def own_cells_of_an_empty_visit() -> Pair:
    """A visit that serves nobody is none."""
    problem = tiny.problem([3, 4], tiny.line_of(5, 6))
    return Pair("own_cells", problem, (trip((0, {0: 3})),), (trip((0, {0: 3}), (1, {})),), 1)


def one_visit_a_day() -> Pair:
    """P0, P1 and P0 again on one day."""
    problem = tiny.problem([9, 4], tiny.line_of(5, 6), days=3, policy=Policy(visits="split"))
    kept, broken = trip((0, {0: 9}), (1, {1: 4})), trip((0, {0: 5}), (1, {1: 4}), (0, {0: 4}))
    return Pair("one_visit_a_day", problem, (kept,), (broken,), 1)


def expected_people() -> Pair:
    """80 % of 25 come: 20, on however many visits; 12 + 11 are three too many."""
    policy = Policy(visits="split", turnout_percent=80)
    problem = tiny.problem([25], tiny.line_of(5), days=2, policy=policy)
    kept, broken = (trip((0, {0: 12})), trip((0, {0: 8}))), (trip((0, {0: 12})), trip((0, {0: 11})))
    return Pair("expected_people", problem, kept, broken, 3)


def visits_per_place() -> Pair:
    """100 people need two visits; four visits are two too many, though 100 are served."""
    problem = tiny.problem([100], tiny.line_of(30), days=5)
    kept, broken = (trip((0, {0: 50})),) * 2, (trip((0, {0: 25})),) * 4
    return Pair("visits_per_place", problem, kept, broken, 2)


def slots_per_class() -> Pair:
    """One team, two days, three trips."""
    problem = tiny.problem([1, 1, 1], tiny.line_of(5, 6, 7), days=2)
    one, two, three = (trip((n, {n: 1})) for n in range(3))
    return Pair("slots_per_class", problem, (one, two), (one, two, three), 1)


def budget() -> Pair:
    """A day 30 minutes away costs 155,000; two are 55,000 more than 255,000."""
    problem = tiny.problem(
        [3, 3], [[0, 30, 30], [30, 0, 9], [30, 9, 0]], days=2, policy=Policy(budget=255_000)
    )
    one, two = trip((0, {0: 3})), trip((1, {1: 3}))
    return Pair("budget", problem, (one,), (one, two), 55_000)


def slot_once() -> Pair:
    """T1 goes out twice on Monday."""
    problem = tiny.problem([3, 3], tiny.line_of(5, 6), days=2)
    one, two = trip((0, {0: 3})), trip((1, {1: 3}))
    return Pair(
        "slot_once", problem, schedule(problem, (0, one), (1, two)), schedule(problem, (0, one), (0, two)), 1
    )


def slot_once_on_no_slot() -> Pair:
    """T1 goes out on a Tuesday that is no working day."""
    problem = tiny.problem([3], tiny.line_of(5))
    kept = schedule(problem, (0, trip((0, {0: 3}))))
    broken = Schedule((replace(kept.trips[0], dates=(tiny.calendar(2).end,)),))
    return Pair("slot_once", problem, kept, broken, 1)


def one_team_a_place() -> Pair:
    """Two teams at P0 on Monday, instead of on two days."""
    problem = tiny.problem([100], tiny.line_of(30), days=2, teams=2)
    half = trip((0, {0: 50}))
    kept, broken = schedule(problem, (0, half), (3, half)), schedule(problem, (0, half), (1, half))
    return Pair("one_team_a_place", problem, kept, broken, 1)


def region_caps() -> Pair:
    """Six IKD a day in the whole region: 4 + 5 are three too many on one day, none on two."""
    people: tiny.People = [{("IKD",): 4}, {("IKD",): 5}]
    problem = tiny.problem(people, tiny.line_of(5, 6), days=2, teams=2, services=(tiny.KTP, IKD_DAILY))
    one, two = trip((0, {0: 4})), trip((1, {1: 5}))
    return Pair(
        "region_caps",
        problem,
        schedule(problem, (0, one), (2, two)),
        schedule(problem, (0, one), (1, two)),
        3,
    )


def clocked(change: Callable[[DayClock], DayClock]) -> tuple[Problem, Schedule, Schedule]:
    """40 people 30 minutes away, out 07:40 and home 13:30 (see `test_clock`), and the clock changed."""
    problem = tiny.problem([40], tiny.line_of(30))
    kept = schedule(problem, (0, trip((0, {0: 40}))))
    (made,) = kept.trips
    return problem, kept, Schedule((replace(made, clocks=(change(made.clocks[0]),)),))


def stay(clock: DayClock, **changes: Any) -> DayClock:
    """The clock with its one stay changed."""
    return replace(clock, stays=(replace(clock.stays[0], **changes),))


def own_days_of_another_visit() -> Pair:
    """The clock shows 39 people where the trip serves 40."""
    change = lambda clock: replace(clock, stays=(replace(clock.stays[0], visit=Visit(0, ((0, 39),))),))  # noqa: E731
    return Pair("own_days", *clocked(change), 1)


def own_days_before_work() -> Pair:
    """Everything 20 minutes earlier would leave before half past seven."""

    def change(clock: DayClock) -> DayClock:
        moved = stay(clock, arrive=clock.stays[0].arrive - 20, leave=clock.stays[0].leave - 20)
        return replace(moved, start=clock.start - 20, end=clock.end - 20)

    return Pair("own_days", *clocked(change), 1)


def own_days_missing() -> Pair:
    """A trip of one day without a clock."""
    problem, kept, _ = clocked(lambda clock: clock)
    return Pair("own_days", problem, kept, Schedule((replace(kept.trips[0], clocks=()),)), 1)


def clocks_of_a_short_stay() -> Pair:
    """The stay is 10 minutes shorter than set-up and service; the team then waits, so only these 10."""
    return Pair("clocks", *clocked(lambda clock: stay(clock, leave=clock.stays[0].leave - 10)), 10)


def clocks_of_less_service() -> Pair:
    """Service of 190 for 200 minutes, in a stay as long as it should be: 10 wrong."""
    return Pair("clocks", *clocked(lambda clock: stay(clock, service=190)), 10)


def clocks_of_a_drive_in_the_break() -> Pair:
    """Home by 12:30 instead of 13:30: 30 minutes of driving lie in the break.

    The day then lasts from 07:40 to 12:30, 290 minutes: 30 less than its work and the 30 of the break
    that it runs into. 30 + 30.
    """
    return Pair("clocks", *clocked(lambda clock: replace(clock, end=750)), 60)


def clocks_of_a_faster_drive() -> Pair:
    """There after 25 minutes instead of 30, by 5 minutes later away: the road takes 30.

    5 for the drive itself, 5 as drives and stays no longer sum to the work stated, and 5 as the day
    is shorter by as much.
    """
    change = lambda clock: replace(stay(clock, drive=25), start=clock.start + 5)  # noqa: E731
    return Pair("clocks", *clocked(change), 15)


def prices() -> Pair:
    """A trip of 155,000 entered with 5,000 more."""
    problem = tiny.problem([3], tiny.line_of(30))
    kept = schedule(problem, (0, trip((0, {0: 3}))))
    return Pair("prices", problem, kept, Schedule((replace(kept.trips[0], cost=160_000),)), 5_000)


def prices_of_other_effort() -> Pair:
    """Effort of 3 km more than the 60 driven, at Rp 1,000 each."""
    problem = tiny.problem([3], tiny.line_of(30))
    kept = schedule(problem, (0, trip((0, {0: 3}))))
    effort = replace(kept.trips[0].effort, kilometres={"minibus_dinas": 63})
    return Pair("prices", problem, kept, Schedule((replace(kept.trips[0], effort=effort),)), 3_000)


def work_minutes_standing() -> Pair:
    """Before a place 30 minutes away that opens at nine a team stands for an hour.

    465 − 60 of driving − 60 − 30 of setting up are 315: 63 people; 65 are ten minutes more.
    """
    problem = tiny.again(
        tiny.problem([80], tiny.line_of(30), days=2), places={0: {"opening": tiny.opening(540)}}
    )
    return Pair("work_minutes", problem, (trip((0, {0: 63})),), (trip((0, {0: 65})),), 10)


def opening_hours() -> Pair:
    """There at eight, 30 minutes of setting up: 18 people until it closes at ten; 20 are ten minutes more."""
    problem = tiny.again(
        tiny.problem([25], tiny.line_of(30), days=2), places={0: {"opening": tiny.opening(420, 600)}}
    )
    return Pair("opening_hours", problem, (trip((0, {0: 18})),), (trip((0, {0: 20})),), 10)


def opening_hours_over_the_break() -> Pair:
    """Until 13:10 there are 240 minutes before the break and 10 after it: 44 people, 47 are 15 more."""
    problem = tiny.again(
        tiny.problem([50], tiny.line_of(30), days=2), places={0: {"opening": tiny.opening(420, 790)}}
    )
    return Pair("opening_hours", problem, (trip((0, {0: 44})),), (trip((0, {0: 47})),), 15)


def access_before_release() -> Pair:
    """Four people of P0 are released on Tuesday: on Monday (class 0) nobody serves them."""
    problem = tiny.problem([{("KTP",): 3, ("IKD",): 4}], tiny.line_of(5), days=2)
    problem = tiny.again(problem, cells={1: {"release": TUESDAY}})
    kept = trip((0, {0: 3, 1: 4}), slot_class=1)
    return Pair("access", problem, (kept,), (trip((0, {0: 3, 1: 4})),), 4)


def sleeping(people: tiny.People, days: int = 3, nights: int = 1, teams: int = 1) -> Problem:
    """Places 30 and 60 minutes out on one road, P0 with beds, and trips of so many nights."""
    made = tiny.problem(people, tiny.line_of(30, 60), days=days, teams=teams)
    return tiny.again(made, lodgings=LODGINGS, policy={"max_nights": nights})


def team_caps_by_date() -> Pair:
    """Six IKD on each date of a trip with a night; then seven on the first."""
    made = tiny.problem(
        [{("IKD",): 7}, {("IKD",): 6}], tiny.line_of(5, 6), days=2, services=(tiny.KTP, IKD_CAPPED)
    )
    problem = tiny.again(made, lodgings=LODGINGS, policy={"max_nights": 1})
    first, second = trip((0, {0: 6})), trip((1, {1: 6}))
    kept = over_nights(first, second, sleeps_at=(BED,))
    broken = over_nights(trip((0, {0: 7})), second, sleeps_at=(BED,))
    return Pair("team_caps", problem, (kept,), (broken,), 1)


def visits_per_place_over_a_night() -> Pair:
    """75 people need one visit: two days running with a night there are one, two day trips are two."""
    problem = sleeping([75, 1])
    first, second = trip((0, {0: 40})), trip((0, {0: 35}))
    kept = over_nights(first, second, sleeps_at=(BED,))
    return Pair("visits_per_place", problem, (kept,), (first, second), 1)


def slots_per_class_with_nights() -> Pair:
    """Two days of one team: a trip over both leaves none for another day trip."""
    problem = sleeping([5, 5], days=2)
    away = over_nights(trip((0, {0: 5})), trip((1, {1: 3})), sleeps_at=(BED,))
    return Pair("slots_per_class", problem, (away,), (away, trip((1, {1: 2}))), 1)


def nights_at_no_lodging() -> Pair:
    """P1 (location 2) has no bed."""
    problem = sleeping([5, 5])
    one, two = trip((0, {0: 5})), trip((1, {1: 5}))
    kept, broken = over_nights(one, two, sleeps_at=(BED,)), over_nights(one, two, sleeps_at=(2,))
    return Pair("nights", problem, (kept,), (broken,), 1)


def nights_too_many() -> Pair:
    """Two nights where one is allowed."""
    problem = sleeping([5, 5])
    one, two, three = trip((0, {0: 2})), trip((1, {1: 5})), trip((0, {0: 3}))
    kept = over_nights(one, two, sleeps_at=(BED,))
    return Pair("nights", problem, (kept,), (over_nights(one, two, three, sleeps_at=(BED, BED)),), 1)


def nights_without_a_bed_or_slot() -> Pair:
    """Two days out with neither a bed nor a class for the second date: one missing of each."""
    problem = sleeping([5, 5])
    one, two = trip((0, {0: 5})), trip((1, {1: 5}))
    broken = Trip(0, (*one.days, *two.days))
    return Pair("nights", problem, (over_nights(one, two, sleeps_at=(BED,)),), (broken,), 2)


def nights_with_an_idle_day() -> Pair:
    """A day out on which nobody is visited."""
    problem = sleeping([5, 5])
    one, two = trip((0, {0: 5})), trip((1, {1: 5}))
    broken = over_nights(one, trip(), sleeps_at=(BED,))
    return Pair("nights", problem, (over_nights(one, two, sleeps_at=(BED,)),), (broken,), 1)


def nights_with_another_crew() -> Pair:
    """The second date is one of T2's (class 1), who has three members."""
    problem = tiny.again(sleeping([5, 5], teams=2), teams={1: {"members": (("golongan_iii", 3),)}})
    one, two = trip((0, {0: 5})), trip((1, {1: 5}))
    broken = over_nights(one, replace(two, slot_class=1), sleeps_at=(BED,))
    return Pair("nights", problem, (over_nights(one, two, sleeps_at=(BED,)),), (broken,), 1)


def nights_in_a_row() -> Pair:
    """Out on Monday, and home from Wednesday: one date astray."""
    problem = sleeping([5, 5])
    away = over_nights(trip((0, {0: 5})), trip((1, {1: 5})), sleeps_at=(BED,))
    kept = schedule(problem, (0, away))
    broken = Schedule((replace(kept.trips[0], dates=(tiny.MONDAY, TUESDAY + timedelta(days=1))),))
    return Pair("nights_in_a_row", problem, kept, broken, 1)


def nights_in_a_row_with_gaps() -> Pair:
    """Monday, Wednesday and Friday for three days running: two dates astray."""
    problem = sleeping([5, 5], days=5, nights=2)
    one, two, three = trip((0, {0: 2})), trip((1, {1: 5})), trip((0, {0: 3}))
    problem = problem.replace(max_visits=problem.max_visits + 1)
    kept = schedule(problem, (0, over_nights(one, two, three, sleeps_at=(BED, BED))))
    apart = tuple(tiny.MONDAY + timedelta(days=n) for n in (0, 2, 4))
    return Pair("nights_in_a_row", problem, kept, Schedule((replace(kept.trips[0], dates=apart),)), 2)


def nights_in_a_row_to_a_day_off() -> Pair:
    """From Friday on Saturday is next, but worked as an exception: the policy allows no night there."""
    thursday = tiny.calendar(3, start=date(2026, 1, 8)).days[:2]
    saturday = replace(thursday[1], date=date(2026, 1, 10), extra=True)
    days = replace(tiny.calendar(1), start=thursday[0].date, end=saturday.date, days=(*thursday, saturday))
    problem = tiny.again(sleeping([5, 5]), days=days)
    away = over_nights(trip((0, {0: 5})), trip((1, {1: 5})), sleeps_at=(BED,))
    return Pair("nights_in_a_row", problem, schedule(problem, (0, away)), schedule(problem, (1, away)), 1)


def open_dates_of_a_shut_place() -> Pair:
    """P0 is shut on Tuesday; three of its people are served then, in a slot of Tuesday's class."""
    problem = tiny.again(
        tiny.problem([3], tiny.line_of(5), days=2), places={0: {"opening": tiny.opening(0, 1440, TUESDAY)}}
    )
    kept = schedule(problem, (0, trip((0, {0: 3}))))
    return Pair(
        "open_dates",
        problem,
        kept,
        schedule(
            problem,
            (
                1,
                trip(
                    (
                        0,
                        {0: 3},
                    ),
                    slot_class=1,
                ),
            ),
        ),
        3,
    )


def open_dates_of_another_weekday() -> Pair:
    """P0 opens on Mondays only."""
    mondays = replace(tiny.opening(0), weekdays=frozenset({0}))
    problem = tiny.again(tiny.problem([3], tiny.line_of(5), days=2), places={0: {"opening": mondays}})
    kept = schedule(problem, (0, trip((0, {0: 3}))))
    return Pair("open_dates", problem, kept, schedule(problem, (1, trip((0, {0: 2}), slot_class=1))), 2)


def open_dates_before_release() -> Pair:
    """Four of P0's people are released on Tuesday."""
    problem = tiny.problem([{("KTP",): 3, ("IKD",): 4}], tiny.line_of(5), days=2)
    problem = tiny.again(problem, cells={1: {"release": TUESDAY}})
    kept = schedule(problem, (1, trip((0, {0: 3, 1: 4}), slot_class=1)))
    return Pair("open_dates", problem, kept, schedule(problem, (0, trip((0, {0: 3, 1: 4})))), 4)


def open_dates_after_a_deadline() -> Pair:
    """Kecamatan K0 must be served by Monday: two of its five people on Tuesday are two too late."""
    urgent = DeadlineClass(tiny.MONDAY, kecamatan=("K0",))
    problem = tiny.problem([5], tiny.line_of(5), days=2, policy=Policy(deadlines=(urgent,)))
    kept = schedule(problem, (0, trip((0, {0: 5}))))
    return Pair("open_dates", problem, kept, schedule(problem, (1, trip((0, {0: 2}), slot_class=1))), 2)


def kits() -> Pair:
    """Of two kits one is back on Tuesday: two teams with one each are one too many on Monday."""
    sound = Kit("A0", "baik", None, "", "uji")
    stock = (sound, Kit("A1", "kembali", TUESDAY, "", "uji"), Kit("A2", "rusak", None, "", "uji"))
    problem = tiny.again(tiny.problem([3, 3], tiny.line_of(5, 6), days=2, teams=2), kits=stock)
    one, two = trip((0, {0: 3})), trip((1, {1: 3}))
    kept = schedule(problem, (1, one), (2, two))  # T1 and T2 on Tuesday; slot 0 is T1 on Monday
    early = (replace(each, dates=(tiny.MONDAY,)) for each in kept.trips)
    return Pair("kits", problem, kept, Schedule(tuple(early)), 1)


def kits_of_another_base() -> Pair:
    """Two kits, of which one lies at a base neither team belongs to."""
    stock = (Kit("A0", "baik", None, "KANTOR", "uji"), Kit("A1", "baik", None, "POS", "uji"))
    made = tiny.problem([3, 3], tiny.line_of(5, 6), teams=2)
    post = Base("POS", "Pos", -3.5, 102.5, "K0", "kantor", "uji")
    problem = tiny.again(made, kits=stock, bases=(*made.region.bases, post))
    one, two = trip((0, {0: 3})), trip((1, {1: 3}))
    kept = schedule(problem, (0, one))
    both = (*kept.trips, replace(dated(problem, 0, two), team="T2"))
    return Pair("kits", problem, kept, Schedule(both), 1)


def closed_roads() -> Pair:
    """R0 is closed on Tuesday, whose road state does not know of it: only Monday can be driven."""
    closure = Closure("R0", TUESDAY, TUESDAY, (), "tinggi", "uji")
    problem = tiny.again(tiny.problem([3], tiny.line_of(5), days=2), closures=(closure,))
    one = trip((0, {0: 3}))
    return Pair("closed_roads", problem, schedule(problem, (0, one)), schedule(problem, (1, one)), 1)


def opened(change: Callable[[DayClock], DayClock]) -> tuple[Problem, Schedule, Schedule]:
    """18 people 30 minutes away, open from nine to eleven: out 08:30, there 09:00–11:00, home 11:30."""
    problem = tiny.again(
        tiny.problem([18], tiny.line_of(30)), places={0: {"opening": tiny.opening(540, 660)}}
    )
    kept = schedule(problem, (0, trip((0, {0: 18}))))
    (made,) = kept.trips
    return problem, kept, Schedule((replace(made, clocks=(change(made.clocks[0]),)),))


def shifted(clock: DayClock, minutes: int) -> DayClock:
    """The whole day so much later."""
    moved = stay(clock, arrive=clock.stays[0].arrive + minutes, leave=clock.stays[0].leave + minutes)
    return replace(moved, start=clock.start + minutes, end=clock.end + minutes)


def clocks_before_opening() -> Pair:
    """The whole day ten minutes earlier: in at 08:50."""
    return Pair("clocks", *opened(lambda clock: shifted(clock, -10)), 10)


def clocks_after_closing() -> Pair:
    """The whole day seven minutes later: out at 11:07."""
    return Pair("clocks", *opened(lambda clock: shifted(clock, 7)), 7)


PAIRS: tuple[Callable[[], Pair], ...] = (
    work_minutes, work_minutes_with_overtime, drive_minutes, visits_per_day, team_caps, access, own_cells,
    own_cells_of_an_empty_visit, one_visit_a_day, expected_people, visits_per_place, slots_per_class, budget,
    slot_once, slot_once_on_no_slot, one_team_a_place, region_caps, own_days_of_another_visit,
    own_days_before_work, own_days_missing, clocks_of_a_short_stay, clocks_of_less_service,
    clocks_of_a_drive_in_the_break, clocks_of_a_faster_drive, prices, prices_of_other_effort,
    work_minutes_standing, opening_hours, opening_hours_over_the_break, access_before_release,
    team_caps_by_date, visits_per_place_over_a_night, slots_per_class_with_nights, nights_at_no_lodging,
    nights_too_many, nights_without_a_bed_or_slot, nights_with_an_idle_day, nights_with_another_crew,
    nights_in_a_row, nights_in_a_row_with_gaps, nights_in_a_row_to_a_day_off, open_dates_of_a_shut_place,
    open_dates_of_another_weekday, open_dates_before_release, open_dates_after_a_deadline, kits,
    kits_of_another_base, closed_roads, clocks_before_opening, clocks_after_closing,
)  # fmt: skip


def faults(problem: Problem, given: tuple[Trip, ...] | Schedule) -> tuple[Fault, ...]:
    """What the referee says of trips or of a schedule."""
    return check_schedule(problem, given) if isinstance(given, Schedule) else check_plan(problem, Plan(given))


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: pair.__name__)
def test_a_situation_that_keeps_the_rule_has_no_fault_at_all(pair):
    """The whole referee is silent."""
    made = pair()
    assert faults(made.problem, made.kept) == ()


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: pair.__name__)
def test_a_situation_that_breaks_the_rule_is_caught_by_exactly_so_much(pair):
    """The rule's own faults add up to the amount derived, and say where."""
    made = pair()
    caught = [fault for fault in faults(made.problem, made.broken) if fault.rule == made.rule]
    assert sum(fault.amount for fault in caught) == made.amount
    assert all(fault.where for fault in caught)


def test_every_rule_has_such_a_pair():
    """A rule added to the registries fails here until it is given one."""
    assert {pair().rule for pair in PAIRS} == {*RULES, *DATED_RULES}


def test_faults_are_named_by_their_rule():
    """The registries list each rule under its own name, so that a report can say which it was."""
    for pair in PAIRS:
        made = pair()
        rules: Mapping[str, Callable[..., Iterator[Fault]]] = RULES if made.rule in RULES else DATED_RULES
        for name, rule in rules.items():
            assert {fault.rule for fault in rule(made.problem, made.broken)} <= {name}


def test_a_schedule_is_held_to_the_rules_of_plans_too():
    """Six people too many at a place are caught in the dated schedule as in the plan."""
    problem = tiny.problem([10], tiny.line_of(5), days=1)
    assert [f.rule for f in check_schedule(problem, schedule(problem, (0, trip((0, {0: 16})))))] == [
        "expected_people"
    ]


def test_stays_of_a_clock_know_their_visit():
    """A stay points at the very visit of the trip, so that reports cannot mix them up."""
    problem = tiny.problem([40], tiny.line_of(30))
    made = dated(problem, 0, trip((0, {0: 40})))
    (one,) = made.clocks[0].stays
    assert isinstance(one, Stay)
    assert one.visit is made.trip.visits[0]


def test_a_trip_that_cannot_be_priced_is_a_fault_and_no_error():
    """Two days without a bed, and a clock of one day for dates of two: named, under a budget too."""
    problem = tiny.again(sleeping([5, 5]), policy={"budget": 1_000_000})
    one, two = trip((0, {0: 5})), trip((1, {1: 5}))
    homeless = Trip(0, (*one.days, *two.days))
    assert [fault.rule for fault in check_plan(problem, Plan((homeless,)))] == ["nights"]
    made = replace(dated(problem, 0, one), trip=homeless)
    rules = {fault.rule for fault in check_schedule(problem, Schedule((made,)))}
    assert rules == {"nights", "own_days"}
