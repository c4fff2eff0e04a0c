"""Sittings at places without a signal: the part that can be had is served, the other stays."""

from __future__ import annotations

from optimizer.core.accounts import accounts, unserved
from optimizer.core.plan import Stop
from optimizer.core.policy import Policy
from optimizer.engines import ENGINES
from tests import tiny

BOTH = ("KTP", "IKD")


def test_without_signal_only_the_ktp_part_is_served():
    """Six want both and two KTP at P0, which has no signal: eight KTP of 5 minutes, six IKD stay.

    Ten minutes out and 30 of setting up leave 465 − 50 minutes, so all eight are served in one visit.
    """
    problem = tiny.problem([{BOTH: 6, ("KTP",): 2}], tiny.line_of(10), signals={0: "tidak"})
    assert [(cell.services, cell.waiting) for cell in problem.region.cells] == [
        (("KTP",), 6),
        (("IKD",), 6),
        (("KTP",), 2),
    ]
    assert problem.cell_minutes.tolist() == [5, 4, 5]
    trips = ENGINES["routing"]().solve(problem, Stop(work=5), 0).plan.trips
    found = {account.service: (account.waiting, account.expected) for account in accounts(problem, trips)}
    assert found == {"KTP": (8, 8), "IKD": (6, 0)}
    assert [(row.service, row.people, row.reason) for row in unserved(problem, trips)] == [
        ("IKD", 6, "no_signal")
    ]


def test_a_sitting_stays_whole_where_there_is_a_signal_or_may_be():
    """Nine minutes for both; unknown signals count as good or as bad, as the policy says."""
    for signal, known_only, whole in (
        ("ya", True, True),
        ("tidak_diketahui", False, True),
        ("tidak_diketahui", True, False),
    ):
        policy = Policy(unknown_signal=not known_only)
        problem = tiny.problem([{BOTH: 6}], tiny.line_of(10), signals={0: signal}, policy=policy)
        assert problem.cell_minutes.tolist() == ([9] if whole else [5, 4])
