"""What a team does when the day is over: minutes and people derived by hand."""

from __future__ import annotations

import numpy as np
import pytest

from optimizer.core.policy import Policy
from optimizer.core.problem import Problem
from optimizer.simulate.days import Day, days_of
from optimizer.simulate.dice import Rolls
from optimizer.simulate.life import Lived, live, room
from tests import tiny
from tests.simulate.worlds import planned

ONE = np.ones(())


def day_of(problem: Problem, *visits: tuple[int, int]) -> Day:
    """The one day of a plan with these visits: (cell, people)."""
    return days_of(planned(problem, visits))[0]


def lived(
    day: Day, came: list[float], *, pace: float = 1, drive: float = 1, kits: float = 1, rule: str = "leave",
    caps: tuple = (),
) -> Lived:  # fmt: skip
    """A single life in which so many come to each stop."""
    stops = len(day.stops)
    return live(
        day,
        Rolls(
            1,
            tuple((np.array(float(people)),) for people in came),
            ((np.array(5.0),),) * stops,
            (np.array(pace),) * stops,
            tuple(np.array(float(stop.setup)) for stop in day.stops),
            (np.array(drive),) * (stops + 1),
            np.array(kits),
        ),
        rule,  # type: ignore[arg-type]
        caps,
    )


def people(found: Lived) -> list[float]:
    """People served per stop."""
    return [float(stop[0][0]) for stop in found.served]


def test_a_team_leaves_in_time_to_be_back() -> None:
    """465 minutes: 30 out, 30 to set up, 30 home leave 375 for serving: 75 people of 100 at 5 minutes.

    Serving all 100 would take 125 minutes more than the day has.
    """
    day = day_of(tiny.problem([100], tiny.line_of(30)), (0, 75))
    found = lived(day, [100])
    assert people(found) == [75]
    assert (found.end[0], found.needed[0]) == (975, 975 + 125)
    all_of_them = lived(day, [100], rule="finish")
    assert (people(all_of_them), all_of_them.end[0]) == ([100], 975 + 125)


def test_slower_serving_leaves_people_over() -> None:
    """At 1.25 times the minutes, 375 minutes do for 60 of the 75 people (6.25 each)."""
    day = day_of(tiny.problem([100], tiny.line_of(30)), (0, 75))
    found = lived(day, [75], pace=1.25)
    assert people(found) == [60]
    assert found.needed[0] == 975 + 94  # 468.75 minutes rounded up, less 375


def test_a_slow_drive_home_makes_a_team_late_although_it_left_in_time() -> None:
    """Drives twice as long: 60 out; it leaves at 15:45 for the 30 minutes it plans, and needs 60."""
    day = day_of(tiny.problem([100], tiny.line_of(30)), (0, 75))
    found = lived(day, [75], drive=2)
    assert people(found) == [69]  # 345 minutes are left
    assert found.end[0] == 975 + 30


def test_the_next_place_is_dropped_where_nobody_could_be_served_there() -> None:
    """Places 30 and 60 out. With 65 instead of 20 at the first, 10 of the 20 at the second are served.

    30 out + 30 + 325 serving + 30 on + 30 + 50 serving + 60 home = 555 is 90 too many; from the second
    place's 10 minutes… 465 − 60 − 415 = −10: nothing is left, so the team drives home from the first.
    """
    problem = tiny.problem([80, 20], tiny.line_of(30, 60))
    day = day_of(problem, (0, 20), (1, 20))
    found = lived(day, [65, 20])
    assert people(found) == [65, 0]
    assert found.end[0] == 450 + 30 + 30 + 325 + 60 + 30  # the break is in it, the second place is not
    fewer = lived(day, [55, 20])  # 30 + 30 + 275 + 30 + 30 + 60 = 455: 10 minutes for two people
    assert people(fewer) == [55, 2]
    assert fewer.end[0] == 975


def test_nobody_is_served_after_a_place_has_closed() -> None:
    """Open until 11:00: from 08:30 on, 150 minutes do for 30 people; the day itself would do for 75."""
    problem = tiny.again(
        tiny.problem([100], tiny.line_of(30)), places={0: {"opening": tiny.opening(450, 660)}}
    )
    day = day_of(problem, (0, 20))
    found = lived(day, [40])
    assert people(found) == [30]
    assert people(lived(day, [40], rule="finish")) == [40]


def test_no_kit_no_trip() -> None:
    """Without a kit that works nobody leaves: back when the team would have left, nobody served."""
    day = day_of(tiny.problem([100], tiny.line_of(30)), (0, 75))
    found = lived(day, [75], kits=0)
    assert (people(found), found.end[0], found.needed[0]) == ([0], day.start, day.start)
    assert found.came[0][0][0] == 75


@pytest.mark.parametrize(("rule", "served"), [("leave", [40, 10]), ("finish", [40, 10])])
def test_a_cap_turns_people_away(rule: str, served: list[float]) -> None:
    """A cap of 50 people a day: 40 at the first place leave 10 of the 30 who come to the second."""
    problem = tiny.problem([60, 60], tiny.line_of(10, 20), policy=Policy(visits="split"))
    day = day_of(problem, (0, 20), (1, 20))
    cap = room(1, 50, np.array([True, True]))
    found = lived(day, [40, 30], rule=rule, caps=(cap,))
    assert people(found) == served
    assert (found.capped[0], found.left[0][0]) == (20, 0)
