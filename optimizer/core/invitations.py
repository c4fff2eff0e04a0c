"""Whom to invite to each visit, so that as many people come as the plan counts on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from optimizer.core.apportion import invited_people
from optimizer.core.plan import Trip
from optimizer.core.problem import Problem

Loads = tuple[tuple[int, int], ...]
"""Pairs of (cell index, people)."""


def invitations(problem: Problem, trips: tuple[Trip, ...]) -> tuple[tuple[Loads, ...], ...]:
    """People to invite, as loads, for each visit of each trip.

    Trips are taken in the order given. What a visit adds to the people served of a cell so far adds
    to the people invited of it, so that the visits of a place sum to its account.
    """
    so_far = Counter[int]()
    return tuple(
        tuple(tuple(_invite(problem, visit.loads, so_far)) for visit in trip.visits) for trip in trips
    )


def _invite(problem: Problem, loads: Loads, so_far: Counter[int]) -> Iterator[tuple[int, int]]:
    for cell, people in loads:
        expected, available = int(problem.expected[cell]), int(problem.available[cell])
        before = invited_people(so_far[cell], expected, available)
        so_far[cell] += people
        yield cell, invited_people(so_far[cell], expected, available) - before
