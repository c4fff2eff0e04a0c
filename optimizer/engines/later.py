"""Problems in which people who are released early wait for those of their place who are released later.

Where each month brings a few more people to a place, one visit after the last of them saves those before;
routers serve parcels and those are cut by release, so they do not find that out by themselves. Such a problem
only forbids more: a plan of it is one of the problem as it is.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from optimizer.core.plan import Plan
from optimizer.core.problem import Problem
from optimizer.engines.chosen import chosen, releases, ways_apart
from optimizer.engines.engine import keeps_rules

AMPLE = 0.8
"""Share of the slots at most that people may need for the plan of a router to serve them all."""


def later(problem: Problem, count: int) -> Problem | None:
    """The problem in which each place is served as if it had `count` releases; None where it has no more.

    Where the slots that may serve one person of a place are among those that may serve another, and so on,
    those released before the last so many wait for the first of these.
    """
    allowed = np.array([slots.allowed for slots in problem.classes], dtype=bool)
    held = allowed.copy()
    for place in range(problem.places):
        chain = releases(problem, allowed, place)
        for release in chain[:-count]:
            held[:, release.cells] &= chain[-count].slots[:, None]
    if (held == allowed).all():
        return None
    classes = (replace(slots, allowed=some) for slots, some in zip(problem.classes, held, strict=True))
    return problem.replace(classes=tuple(classes))


def held(problem: Problem) -> Iterator[Problem]:
    """Those problems, the one that forbids most first, and the problem as it is; only itself without any."""
    count = 1
    while (waiting := later(problem, count)) is not None:
        yield waiting
        count += 1
    yield problem


def waiting(problem: Problem, start: Plan | None = None) -> Problem:
    """The problem in which people wait longest and everyone still has time to be served.

    Where not everyone has, though some places may be visited less often than they have releases, they wait
    for the visits chosen for them. Of `cover` only, where everyone is to be served; a plan to start from has
    to keep its rules.
    """
    if problem.policy.purpose != "cover" or problem.spans:
        return problem
    one = _waiting(problem)
    return one if start is None or one is problem or keeps_rules(one, start) else problem


def _waiting(problem: Problem) -> Problem:
    ample = next((one for one in held(problem) if one is problem or _filled(one) <= AMPLE), problem)
    last = later(problem, 1)
    if last is None or _filled(last) <= AMPLE:
        return ample
    return chosen(problem, AMPLE) or ample


def _filled(problem: Problem) -> float:
    """Share of the slots that people need who can be served on these alone, where it is most.

    Each place takes a visit for those whom the same slots may serve, and the way from the next place.
    """
    allowed = np.array([slots.allowed for slots in problem.classes], dtype=bool)
    able, stations = (problem.expected > 0) & allowed.any(axis=0), max(s.stations for s in problem.classes)
    way = ways_apart(problem).min(axis=1)
    needed: dict[bytes, float] = {}
    met = set[tuple[int, bytes]]()
    for cell in np.flatnonzero(able).tolist():
        place, sets = int(problem.cell_place[cell]), allowed[:, cell].tobytes()
        minutes = float(problem.expected[cell] * problem.cell_minutes[cell])
        if (place, sets) not in met:
            met.add((place, sets))
            minutes += stations * float(problem.setup[place] + way[place])
        needed[sets] = needed.get(sets, 0.0) + minutes
    room = [problem.slots_of(k) * s.work_minutes * s.stations for k, s in enumerate(problem.classes)]
    most = 0.0
    for sets in needed:
        these = np.frombuffer(sets, dtype=bool)
        inside = sum(
            need for other, need in needed.items() if (np.frombuffer(other, dtype=bool) <= these).all()
        )
        most = max(most, inside / max(1.0, float(np.array(room)[these].sum())))
    return most
