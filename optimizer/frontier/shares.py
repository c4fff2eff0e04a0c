"""What each kecamatan costs: its share of every trip that goes there."""

from __future__ import annotations

from collections import Counter

from optimizer.core import budget
from optimizer.core.frontier import Share
from optimizer.core.problem import Problem
from optimizer.core.schedule import Schedule


def shares(problem: Problem, schedule: Schedule) -> tuple[Share, ...]:
    """Each kecamatan's people and rupiah, dearest per person first; those without people last.

    A trip's cost is split between the kecamatan it serves as in the cost plan (`budget.shares`), so the
    shares add up to the plan's cost.
    """
    names = {place.kecamatan_code: place.kecamatan for place in problem.region.places}
    of = [place.kecamatan_code for place in problem.region.places]
    people, rupiah, expected = Counter[str](), Counter[str](), Counter[str]()
    for cell, count in enumerate(problem.expected.tolist()):
        expected[of[int(problem.cell_place[cell])]] += count
    for trip in schedule.trips:
        for part in budget.shares(problem, trip):
            people[part.kecamatan] += part.people
            rupiah[part.kecamatan] += part.rupiah
    found = [Share(names[code], people[code], rupiah[code], expected[code]) for code in sorted(names)]
    return tuple(sorted(found, key=lambda each: -each.rupiah / each.people if each.people else 1.0))
