"""Where everyone went, and whom to invite."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from optimizer.core.accounts import accounts, unserved
from optimizer.core.invitations import invitations
from optimizer.core.policy import Policy
from optimizer.core.pose import pose
from optimizer.core.problem import Problem
from tests import tiny
from tests.core.schedules import trip


def district(counts: list[tuple[int, int, int]], turnout: int) -> Problem:
    """Two places with KTP, IKD and both-in-one cells each, of (waiting, inflow, office)."""
    kinds = (("KTP",), ("IKD",), ("KTP", "IKD"))
    area = tiny.region([dict.fromkeys(kinds, 1)] * 2)
    cells = tuple(
        replace(cell, waiting=waiting, inflow=inflow, office=office)
        for cell, (waiting, inflow, office) in zip(area.cells, counts, strict=True)
    )
    return pose(
        replace(area, cells=cells), tiny.travel(tiny.line_of(10, 20)), tiny.calendar(5), tiny.TARIFF,
        Policy(turnout_percent=turnout, visits="split"),
    )  # fmt: skip


def test_an_account_by_hand():
    """50 can be invited, 40 come; 30 served on two visits: 37.5 → 38 invited, 8 absent, 12 left."""
    problem = district([(40, 12, 2)] + [(0, 0, 0)] * 5, 80)
    (account, *_) = accounts(problem, (trip((0, {0: 18})), trip((0, {0: 12}))))
    assert (account.waiting, account.inflow, account.office) == (40, 12, 2)
    assert (account.expected, account.absent, account.left) == (30, 8, 12)
    rows = unserved(problem, (trip((0, {0: 18})), trip((0, {0: 12}))))
    assert [(row.people, row.reason) for row in rows] == [(8, "absent"), (12, "not_planned")]


def test_people_beside_the_published_totals_have_accounts_of_their_own():
    """Of 40 who wait 32 come, of 6 sixteen-year-olds 5: each account balances without the other's people."""
    area = tiny.region([40])
    young = replace(area.cells[0], waiting=6, group="usia_16")
    problem = pose(
        replace(area, cells=(*area.cells, young)), tiny.travel(tiny.line_of(10)), tiny.calendar(5),
        tiny.TARIFF, Policy(turnout_percent=80, visits="split"),
    )  # fmt: skip
    trips = (trip((0, {0: 32, 1: 3})),)
    [account], [extra] = accounts(problem, trips), accounts(problem, trips, extra=True)
    assert (account.waiting, account.expected, account.absent, account.left) == (40, 32, 8, 0)
    # 3 of the 5 expected call for 3.6 of the 6, so 4 are invited: 1 stays away, 2 are left
    assert (extra.waiting, extra.expected, extra.absent, extra.left) == (6, 3, 1, 2)
    assert [(row.people, row.reason) for row in unserved(problem, trips)] == [(8, "absent")]
    rows = unserved(problem, trips, extra=True)
    assert [(row.people, row.reason) for row in rows] == [(1, "absent"), (2, "not_planned")]


def test_who_needs_both_stands_in_both_accounts():
    """Three of KTP only, four of IKD only and five of both: 8 waiting for KTP, 9 for IKD."""
    problem = district([(3, 0, 0), (4, 0, 0), (5, 0, 0)] + [(0, 0, 0)] * 3, 100)
    ktp, ikd = (a for a in accounts(problem, (trip((0, {0: 3, 2: 2})),)) if a.place == 0)
    assert (ktp.service, ktp.waiting, ktp.expected, ktp.left) == ("KTP", 8, 5, 3)
    assert (ikd.service, ikd.waiting, ikd.expected, ikd.left) == ("IKD", 9, 2, 7)


@settings(max_examples=120, deadline=None, derandomize=True)
@given(
    st.lists(st.tuples(st.integers(0, 90), st.integers(0, 20), st.integers(0, 120)), min_size=6, max_size=6),
    st.sampled_from((100, 85, 80, 33)),
    st.lists(st.floats(0, 1), min_size=18, max_size=18),
)
def test_nobody_is_lost_or_counted_twice(counts, turnout, shares):
    """For every place and service: waiting + inflow = expected + office + absent + left, whatever is served.

    Loads are any shares of the people expected, on three trips. Absent are found a second way, by
    adding up the invitations; left a third, cell by cell.
    """
    problem = district(counts, turnout)
    left, trips = problem.expected.tolist(), []
    for number in range(3):
        loads = {c: int(left[c] * shares[6 * number + c]) for c in range(6)}
        left = [n - loads[c] for c, n in enumerate(left)]
        visits = [(p, {c: loads[c] for c in (3 * p, 3 * p + 1, 3 * p + 2) if loads[c]}) for p in (0, 1)]
        if any(loads for _, loads in visits):
            trips.append(trip(*(visit for visit in visits if visit[1])))
    invited, served = Counter[int](), Counter[int]()
    for made, letters in zip(trips, invitations(problem, tuple(trips)), strict=True):
        for visit, letter in zip(made.visits, letters, strict=True):
            assert all(guests >= 0 for _, guests in letter)
            invited.update(dict(letter))
            served.update(dict(visit.loads))
    found = accounts(problem, tuple(trips))
    rows = unserved(problem, tuple(trips))
    for account in found:
        own = range(3 * account.place, 3 * account.place + 3)
        cells = [c for c in own if account.service in problem.region.cells[c].services]
        office = sum(min(counts[c][2], counts[c][0] + counts[c][1]) for c in cells)
        assert account.waiting + account.inflow == sum(counts[c][0] + counts[c][1] for c in cells)
        assert account.office == office
        assert account.expected == sum(served[c] for c in cells)
        assert account.absent == sum(invited[c] - served[c] for c in cells) >= 0
        assert account.left == sum(int(problem.available[c]) - invited[c] for c in cells) >= 0
        mine = [r for r in rows if (r.place, r.service) == (account.place, account.service)]
        assert sum(r.people for r in mine if r.reason == "absent") == account.absent
        assert sum(r.people for r in mine if r.reason != "absent") == account.left
    assert len({(a.place, a.service) for a in found}) == len(found) == 4


def test_all_served_leaves_nobody_but_the_absent():
    """Serving everyone expected invites everyone available: 50 − 40 stay away, none is left."""
    problem = district([(50, 0, 0)] + [(0, 0, 0)] * 5, 80)
    (account, *_) = accounts(problem, (trip((0, {0: 40})),))
    assert (account.absent, account.left) == (10, 0)


def test_invitations_of_several_visits_add_up():
    """50 available, 40 expected: visits of 13, 13 and 14 invite 16, 17 and 17, together all 50."""
    problem = district([(50, 0, 0)] + [(0, 0, 0)] * 5, 80)
    trips = tuple(trip((0, {0: n})) for n in (13, 13, 14))
    assert [letters[0][0][1] for letters in invitations(problem, trips)] == [16, 17, 17]
