"""Opening hours as a window on the work minutes of a router's vehicle."""

from __future__ import annotations

from collections.abc import Iterable

from optimizer.core.problem import Problem
from optimizer.engines.parcels import Parcel


def window(problem: Problem, parcel: Parcel, classes: Iterable[int]) -> tuple[int, int]:
    """Work minutes between which serving a parcel may begin, on whichever of the classes may serve it.

    Work minutes are those since the slot's start without the break: drives, setting up, serving, waits.
    Minutes lost before a break that a drive would run into are not known here, so the clock judges again.
    """
    cells = [cell for cell, _ in parcel.loads]
    minutes = sum(people * int(problem.cell_minutes[cell]) for cell, people in parcel.loads)
    setup = int(problem.setup[parcel.place])
    first, last = [0], list[int]()
    for k in classes:
        slots = problem.classes[k]
        if slots.allowed[cells].all():
            opens, closes = int(slots.opens[parcel.place]), int(slots.closes[parcel.place])
            first.append(_worked(problem, k, opens) + setup)
            last.append(_worked(problem, k, closes) - -(-minutes // slots.stations))
    latest = min(last, default=0)
    if latest < max(first):
        first, latest = [0], max(last, default=0)
    return max(first), max(0, latest)


def _worked(problem: Problem, slot_class: int, now: int) -> int:
    """Minutes from a slot's start to a time of day, the break left out."""
    slots = problem.classes[slot_class]
    rest, again = slots.pause or (now, now)
    return max(0, now - slots.start - max(0, min(now, again) - max(slots.start, rest)))
