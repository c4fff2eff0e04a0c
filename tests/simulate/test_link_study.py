"""Who is served later or not at all, person by person, and which links stand out from the scatter."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from optimizer.core.link_cost import Change, LinkCost, LinkStudy
from optimizer.reports.simulasi.link_words import notable
from optimizer.settings import home, load
from optimizer.simulate.closures import Served, closed, compared
from tests import tiny

DAY = date(2026, 1, 5)


def served(**places: dict[int, int]) -> Served:
    """People by place and day of the plan, counted from 0; a rupiah each."""
    people = {
        code: {DAY + timedelta(days=n): count for n, count in days.items()} for code, days in places.items()
    }
    total = sum(count for days in people.values() for count in days.values())
    return Served(people, rupiah=total, metres=1000 * len(people), team_days=1)


def test_people_are_matched_first_come_first_served() -> None:
    """10 on day 0 and 5 on day 2 become 6 on day 0, 6 on day 4: 4 wait 4 days, 2 wait 2, 3 are left.

    Sorted, the first six are as before; numbers 7 to 10 come 4 days later, 11 and 12 two days later, and
    13 to 15 not at all. (4 × 4 + 2 × 2) / 6 = 3.33 days. The other place is not looked at.
    """
    before = served(A={0: 10, 2: 5}, B={0: 8})
    after = served(A={0: 6, 4: 6}, B={3: 9})
    change = compared(before, after, ["A"])
    assert (change.before, change.left, change.later, change.sooner) == (15, 3, 6, 0)
    assert change.days_later == pytest.approx(20 / 6)
    assert (change.people, change.rupiah, change.finish) == (21 - 23, 21 - 23, DAY + timedelta(days=4))
    both = compared(before, after, ["A", "B"])
    assert (both.before, both.left, both.later) == (23, 3, 14)
    back = compared(after, before, ["A", "B"])
    assert (back.sooner, back.later, back.left) == (14, 0, 1)


def test_the_closure_is_laid_over_the_settings() -> None:
    """The link is closed from the first to the last day, besides what the settings close already."""
    settings = load(home() / "configs", region="rejang_lebong")
    once = closed(settings, "R-0464", DAY, DAY + timedelta(days=13))
    twice = closed(once, "R-0451", DAY, DAY)
    found = {each.links: (each.start, each.end) for each in twice.region.means.closures.values()}
    assert found == {("R-0464",): (DAY, DAY + timedelta(days=13)), ("R-0451",): (DAY, DAY)}


NOTHING = Change(0, 0, 0, 0, 10, 0, 0, 0, 0.0, None)


@pytest.mark.parametrize(
    ("left", "later", "rupiah", "above"),
    [
        (0, 0, 0, False), (1, 2, 50, False), (0, 0, -90, False),
        (2, 2, 50, True), (0, 4, 0, True), (0, 0, 51, True),
    ],
)  # fmt: skip
def test_what_the_search_scatters_by_itself_is_not_said_of_a_link(
    left: int, later: int, rupiah: int, above: bool
) -> None:
    """Other seeds alone leave 1, delay 2 and change 50 rupiah: only more than that, or dearer, counts."""
    link = tiny.region([1]).links[0]
    noise = replace(NOTHING, left=1, later=2)
    cost = LinkCost(
        link, "", 0, 0, 0, 0, 0, 0, 0, 1, replace(NOTHING, left=left, later=later, rupiah=rupiah), noise
    )
    echo = replace(NOTHING, rupiah=-50)
    study = LinkStudy("", "", "", DAY, DAY, 0, 0, echo, (cost,), "")
    assert notable(study, cost) is above
