"""A tree over the number of days: where it is not whole, one side has fewer and the other more.

Fractions of a day are most of what a linear programme over trips leaves open, and days are few kinds: all,
and those that cost more. The bound is the least over the leaves; one no better than the best plan is closed.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from itertools import count
from math import ceil, floor, inf

from optimizer.engines.columns.fewest.programme import Kind, Programme, Range, Solved

ROUNDING = 1e-6
"""Share of a bound that floating-point duals may be wrong by."""

WHOLE = 1e-4
"""By how much a number of days may differ from a whole one and count as that."""


@dataclass(order=True)
class Leaf:
    """Ranges of days of each kind, with a bound for all plans within; `solved` where it is its optimum."""

    bound: float
    number: int
    days: dict[Kind, Range] = field(compare=False)
    solved: Solved | None = field(compare=False, default=None)
    cut: bool = field(compare=False, default=False)


class Tree:
    """The leaves that may hold a better plan than the best known."""

    def __init__(self, programme: Programme, grain: int):
        self.programme, self.grain = programme, grain
        self._numbers = count()
        self._leaves = [Leaf(-inf, next(self._numbers), dict.fromkeys(programme.kinds, (0.0, inf)))]

    def bound(self, known: float) -> float:
        """What no plan goes below, if the best known has the value `known`."""
        return min(self._rounded(self._leaves[0].bound), known)

    def best(self) -> Leaf | None:
        """The leaf of the least bound, if any is left."""
        return self._leaves[0] if self._leaves else None

    def grow(self, known: float, goes: Callable[[], bool]) -> Iterator[Leaf]:
        """Open the leaf of the least bound again and again; each is yielded once it is solved.

        Ends when none is better than `known` by a grain, when the best one has nothing left to branch on,
        or as `goes` says.
        """
        while self._leaves and goes():
            leaf = self._leaves[0]
            if self._rounded(leaf.bound) >= known:
                break
            sides = None if leaf.solved is None else self._split(leaf, leaf.solved)
            if sides is not None:
                heapq.heappop(self._leaves)
                for side in sides:
                    heapq.heappush(self._leaves, side)
            elif leaf.cut:
                break
            else:
                solved = self._solve(leaf, goes, known)
                if solved is None:
                    self.lift(leaf, self.programme.proven)
                    break
                heapq.heapreplace(self._leaves, solved)
                yield solved

    def lift(self, leaf: Leaf, bound: float) -> None:
        """Raise the bound of the best leaf to what was proven of it elsewhere."""
        assert self._leaves[0] is leaf
        heapq.heapreplace(self._leaves, replace(leaf, bound=max(leaf.bound, bound)))

    def _solve(self, leaf: Leaf, goes: Callable[[], bool], known: float) -> Leaf | None:
        """The leaf solved: first without the rows of sets, once its days are whole with them."""
        cut = leaf.solved is not None
        self.programme.within(leaf.days)
        solved = self.programme.solve(goes, cut, known)
        if solved is None:
            return None
        return Leaf(max(leaf.bound, solved.value), leaf.number, leaf.days, solved, cut)

    def _split(self, leaf: Leaf, solved: Solved) -> tuple[Leaf, Leaf] | None:
        """Two leaves with fewer and more days of the kind that is least whole; None where all are whole."""
        days = {kind: solved.days(self.programme.groups, kind) for kind in self.programme.kinds}
        kind = max(days, key=lambda kind: abs(days[kind] - round(days[kind])))
        if abs(days[kind] - round(days[kind])) <= WHOLE:
            return None
        low, high = leaf.days[kind]
        fewer, more = (low, float(floor(days[kind]))), (float(ceil(days[kind])), high)
        return (
            Leaf(leaf.bound, next(self._numbers), {**leaf.days, kind: fewer}),
            Leaf(leaf.bound, next(self._numbers), {**leaf.days, kind: more}),
        )

    def _rounded(self, bound: float) -> float:
        """A bound rounded up to what a plan can cost, less what floating-point duals may be wrong by."""
        return bound if bound in (inf, -inf) else ceil(bound * (1 - ROUNDING) / self.grain) * self.grain
