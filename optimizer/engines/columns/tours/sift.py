"""Sift tours: those that are in no plan that collects so much are left out."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from optimizer.engines.columns.tours.packing import Packing
from optimizer.engines.columns.tours.rows import Order, Row, exceeded
from optimizer.engines.columns.tours.shape import Shape

ROUNDS, ROWS = 40, 30
"""Rounds of rows at most, and rows added in each."""

FEW = 150
"""Tours that are few enough."""

SHRUNK = 0.7
"""Share of the tours left at which the programme is laid anew."""

ROUNDING = 1e-6
"""Share of a bound that floating-point prices may be wrong by."""


def sifted(shape: Shape, orders: Sequence[Order], target: int, goes: Callable[[], bool]) -> list[Order]:
    """The tours that may be in a plan that collects `target`, of the tours of all such plans.

    With ever more subset rows over them the linear programme collects B; a tour worth less than its day by
    more than B − target is in no such plan.
    """
    left, every = list(orders), frozenset(range(shape.count))
    packing = Packing(shape)
    packing.add(left)
    for _ in range(ROUNDS):
        solved = packing.solve() if goes() else None
        if solved is None:
            return left
        value, prices = solved
        slack = ROUNDING * max(1.0, value)
        if value < target - slack:
            return []
        if len(left) < FEW:
            return left
        rows = [pair for pair in zip(packing.rows, prices.rows.tolist(), strict=True) if pair[1] > 0.0]
        visits = np.zeros((len(left), shape.count))
        for number, order in enumerate(left):
            visits[number, list(order)] = 1.0
        gain = visits @ prices.worth - prices.day
        for row, price in rows:
            gain -= price * (visits[:, list(row.places)].sum(axis=1) // 2)
        kept = np.flatnonzero(gain >= target - value - slack).tolist()
        made = packing.made()
        new = exceeded(made, (row.places for row in packing.rows), shape.count)[:ROWS]
        more = [Row(places, every) for _, places in new]
        if len(kept) < SHRUNK * len(left):
            left = [left[number] for number in kept]
            packing, known = Packing(shape), [row for row, _ in rows]
            packing.add(left)
            packing.cut(known)
        if not more:
            break
        packing.cut(more)
    return left
