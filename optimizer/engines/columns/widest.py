"""Slot classes merged to the widest of each vehicle and base, or of each set of people it may serve as well.

Dates that differ in roads, minutes, kits or crew hardly matter to what everyone costs, as long as there are
more slots than a plan has trips; those that differ in whom they serve may. What no plan over the widest
classes goes below holds for all: a trip of a class can be made, for no more, in the one it is merged into.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import reduce

import numpy as np
from numpy.typing import NDArray

from optimizer.core.problem import Problem
from optimizer.engines.columns.family import Family, Length, families

Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Widest:
    """Classes merged: not to be planned on, only to be bounded with.

    Attributes
    ----------
    problem
        The problem with the classes merged, as far as cells, crews and slots go.
    families
        Its families, with the roads and lengths of day of all of them.
    number
        The class that each class is merged into.
    """

    problem: Problem
    families: tuple[Family, ...]
    number: tuple[int, ...]


def widest(problem: Problem, *, apart: bool, cells: NDArray[np.bool_] | None = None) -> Widest:
    """The classes of each vehicle and base merged, those that may not serve the same people `apart`.

    With `cells`, shape (cells,), only those that may not serve the same of them.
    """
    merged: dict[tuple[str, int, bytes], list[int]] = {}
    for k, one in enumerate(problem.classes):
        allowed = (one.allowed if cells is None else one.allowed & cells).tobytes() if apart else b""
        merged.setdefault((one.vehicle, one.base, allowed), []).append(k)
    number = {k: at for at, classes in enumerate(merged.values()) for k in classes}
    every: dict[int, list[Family]] = {}
    for family in families(problem):
        every.setdefault(number[family.slot_class], []).append(family)
    classes = tuple(
        replace(
            problem.classes[of[0]],
            stations=max(problem.classes[k].stations for k in of),
            allowed=np.logical_or.reduce([problem.classes[k].allowed for k in of]),
        )
        for of in merged.values()
    )
    slots = tuple(replace(slot, slot_class=number[slot.slot_class]) for slot in problem.slots)
    wider = problem.replace(classes=classes, slots=slots)
    found = tuple(_widest(k, alike) for k, alike in every.items())
    return Widest(wider, found, tuple(number[k] for k in range(len(problem.classes))))


def latest(problem: Problem) -> NDArray[np.bool_]:
    """The cells of people whom the fewest slots may serve, some though, shape (cells,)."""
    slots = np.array([problem.slots_of(k) for k in range(len(problem.classes))])
    many = np.array([k.allowed for k in problem.classes]).T @ slots
    many = np.where((problem.expected > 0) & (many > 0), many, slots.sum() + 1)
    found: NDArray[np.bool_] = many == many.min(initial=slots.sum())
    return found


def _widest(slot_class: int, alike: Sequence[Family]) -> Family:
    """One family for some: their quickest and shortest roads, longest hours, and days longer for no more."""
    lengths = sorted(
        (length for family in alike for length in family.lengths),
        key=lambda length: (length.rupiah, -length.minutes),
    )
    opens = reduce(np.minimum, [length.opens for length in lengths])
    closes = reduce(np.maximum, [length.closes for length in lengths])
    kept: list[Length] = []
    for length in lengths:
        if not kept or length.minutes > kept[-1].minutes:
            kept.append(replace(length, slot_class=slot_class, opens=opens, closes=closes))
    first = alike[0]
    return replace(
        first,
        slot_class=slot_class,
        lengths=tuple(reversed(kept)),
        minutes=_closed(reduce(np.minimum, [family.minutes for family in alike])),
        metres=_closed(reduce(np.minimum, [family.metres for family in alike])),
        per_metre=min(family.per_metre for family in alike),
        per_visit=min(family.per_visit for family in alike),
    )


def _closed(lengths: Ints) -> Ints:
    """Lengths over others where that is less; of roads of several dates the best may lead over several."""
    for between in range(len(lengths)):
        lengths = np.minimum(lengths, lengths[:, between, None] + lengths[None, between, :])
    return lengths
