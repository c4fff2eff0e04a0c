"""A tree over the number of days: where it is not whole, one side has fewer and the other more.

Fractions of a day are most of what a linear programme over trips leaves open, and days are few kinds: all,
and those that cost more. The bound is the least over the leaves; one no better than the best plan is closed.

Where not all stop sets are listed, a leaf is solved over those listed again and again, each time with more of
those that are worth more than they cost, until there are none. What is still worth more, or was not looked
at, can save at most so much a day: each time that is a bound too (Lagrange; Desaulniers 2010).
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Generator, Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import count
from math import ceil, floor, inf

from optimizer.engines.columns.fewest.centre import Prices
from optimizer.engines.columns.fewest.extensible import Extensible
from optimizer.engines.columns.fewest.groups import BEGUN, Listing, Sought
from optimizer.engines.columns.fewest.programme import Kind, Range, Solved

ROUNDING = 1e-6
"""Share of a bound that floating-point duals may be wrong by."""

SHARES = (0.1, 0.4, 1.0)
"""How far prices are taken from the best so far towards the optimum's, more where none is listed at fewer."""

FINE = 10.0
"""Rupiah that sets not listed have to be worth more than they cost to be sought on."""

FEW, MISSES = 1_000, 2
"""Routes below which a search that proves no more has missed, and misses after which more are begun."""

GIVEN_UP = 0.8
"""Share of a gap within which not all sets could be listed below which it is tried again."""

PATIENT = 6
"""Times that rows of sets are added until they have to have gained: many gain only with those after them."""

WHOLE = 1e-4
"""By how much a number of days may differ from a whole one and count as that."""


@dataclass(order=True)
class Leaf:
    """Ranges of days of each kind, with a bound for all plans within; `solved` where it is its optimum.

    `cut` where that is with the rows of sets that gain at once, `deep` with those too that gain later.
    """

    bound: float
    number: int
    days: dict[Kind, Range] = field(compare=False)
    solved: Solved | None = field(compare=False, default=None)
    cut: bool = field(compare=False, default=False)
    deep: bool = field(compare=False, default=False)


class Tree:
    """The leaves that may hold a better plan than the best known."""

    def __init__(self, programme: Extensible, listing: Listing, grain: int):
        self.programme, self.listing, self.grain = programme, listing, grain
        self._numbers = count()
        self._leaves = [Leaf(-inf, next(self._numbers), dict.fromkeys(programme.kinds, (0.0, inf)))]
        self._cheapest = listing.cheapest()
        self.start: Prices | None = None  # prices at which routes are sought first
        self._failed = inf  # gap within which not all sets could be listed

    def bound(self, known: float) -> float:
        """What no plan goes below, if the best known has the value `known`."""
        return min(self._rounded(self._leaves[0].bound), known)

    def best(self) -> Leaf | None:
        """The leaf of the least bound, if any is left."""
        return self._leaves[0] if self._leaves else None

    def grow(self, known: float, goes: Callable[[], bool], cut: bool = True) -> Iterator[Leaf]:
        """Open the leaf of the least bound again and again; each is yielded when its bound is better.

        Ends when none is better than `known` by a grain, when the best one has nothing left to branch on,
        or as `goes` says; without `cut` also where it would be solved with the rows of sets.
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
            elif leaf.deep or not (cut or leaf.solved is None):
                break
            else:
                solved = yield from self._solve(leaf, known, goes)
                if not solved:
                    break

    def begin(self, known: float) -> None:
        """Take the prices to begin with for a bound of the first leaf."""
        if self.start is not None:
            leaf = self._leaves[0]
            self.lift(leaf, self._less(leaf, self.start.total, self.listing.least(self.start), known))

    def lift(self, leaf: Leaf, bound: float) -> None:
        """Raise the bound of the best leaf to what was proven of it elsewhere."""
        assert self._leaves[0] is leaf
        heapq.heapreplace(self._leaves, replace(leaf, bound=max(leaf.bound, bound)))

    def again(self, leaf: Leaf, known: float, goes: Callable[[], bool]) -> tuple[Solved, float] | None:
        """The best leaf solved over the routes there are now, and the cost up to which no plan has others.

        None where it has to end before.
        """
        self.programme.within(leaf.days)
        solved = self.programme.solve(goes, False, self._limit(known))
        return None if solved is None else self._within(leaf, solved, known, goes)

    def _solve(self, leaf: Leaf, known: float, goes: Callable[[], bool]) -> Generator[Leaf, None, bool]:
        """Solve the best leaf, once its days are whole with the rows of sets; False where it could not be."""
        cut, deep = leaf.solved is not None, leaf.cut
        self.programme.within(leaf.days)
        centre, high = self.start if leaf.number == 0 and not cut else None, leaf.bound
        level, missed = 0, 0
        best = centre
        patience = PATIENT if deep else 1
        while (solved := self.programme.solve(goes, cut, self._limit(known), patience)) is not None:
            bound, done = solved.value, True
            if not self.listing.whole:
                for share in SHARES if centre else SHARES[-1:]:
                    prices = self.programme.priced(solved)
                    prices = centre.towards(prices, share) if centre else prices
                    found = self._seek(prices, goes, level)
                    own = centre is None or share == 1
                    low = self._less(leaf, prices.total, self._costs(prices, found, own), known)
                    if low > high:
                        high, best, missed = low, prices, 0
                    elif found.added < FEW:
                        missed += 1
                        level = min(level + missed // MISSES, len(BEGUN) - 1)
                    if found.added or not goes():
                        break
                centre, bound, done = best, high, not found.added
            if done:
                solved, _ = self._within(leaf, solved, known, goes)
            better = Leaf(
                max(leaf.bound, bound), leaf.number, leaf.days,
                solved if done else leaf.solved, cut if done else leaf.cut, deep if done else leaf.deep,
            )  # fmt: skip
            heapq.heapreplace(self._leaves, better)
            yield better
            if done or self._leaves[0] is not better:
                return True
            leaf = better
        if self.listing.whole and self._leaves[0] is leaf:
            self.lift(leaf, self.programme.proven)
            yield self._leaves[0]
        return False

    def _limit(self, known: float) -> float:
        """What plans sought cost at most, where the programme may leave out routes that only others have.

        It may not as long as routes it does not know could make up for those.
        """
        return known if self.listing.whole else inf

    def _seek(self, prices: Prices, goes: Callable[[], bool], level: int) -> Sought:
        """List routes worth more than they cost, the more beginnings followed the fewer there are.

        It begins with as many as that level says.
        """
        for limit in BEGUN[level:]:
            found = self.listing.extend(prices, -FINE, limit, goes, in_whole=limit > BEGUN[0])
            if found.added or min(found.beyond.values()) >= -FINE or not goes():
                break
        self.programme.widen(found.groups)
        return found

    def _costs(self, prices: Prices, found: Sought, own: bool) -> Mapping[int, float]:
        """What any route of a class costs more than it is worth, at least; `own`: at the optimum's prices."""
        if own:  # no route listed before is worth more than it costs
            return found.least
        least = dict(found.every)
        if any(self.listing.upto):
            for k, cost in self.programme.least(prices).items():
                least[k] = min(cost, least.get(k, inf))
        return least

    def _less(self, leaf: Leaf, total: float, least: Mapping[int, float], known: float) -> float:
        """The total of some prices, less what routes may save a plan beyond it.

        A plan of n days costs at least n times the cheapest day, and at least the total less what n days
        save: the greater of both is least where they are equal (Farley 1990).
        """
        most = max((-cost for cost in least.values()), default=0.0)
        if most <= 0:
            return total
        days = max(0.0, total / (self._cheapest + most))
        return total - min(self._saved(leaf, least, known), days * most)

    def _saved(self, leaf: Leaf, least: Mapping[int, float], known: float) -> float:
        """The most that routes worth more than they cost can save a plan better than the best known.

        Each day saves at most what the best route of its class does, and a plan has no more days than slots,
        than the leaf, or than the best known could have of the cheapest days.
        """
        saved = {k: max(0.0, -cost) for k, cost in least.items()}
        slots = sum(self.programme.slots[k] * most for k, most in saved.items())
        days = min(leaf.days[None][1], known / self._cheapest if self._cheapest > 0 else inf)
        most = max(saved.values(), default=0.0)
        return min(slots, days * most) if most else 0.0

    def _within(
        self, leaf: Leaf, solved: Solved, known: float, goes: Callable[[], bool]
    ) -> tuple[Solved, float]:
        """List all routes of plans of the leaf better than `known`, if they can be.

        A plan with a route costs at least the optimum and what the route costs more than it is worth, less
        what the others can save it. Where no other leaf may hold a better plan that ends the listing. The
        optimum returned is less what can be saved; no plan that costs less than the second value has a route
        that is not listed.
        """
        beyond, gap = inf, known - solved.value + ROUNDING * abs(known)
        if not self.listing.whole:
            kinds = {length.slot_class for family in self.listing.families for length in family.lengths}
            gap += self._saved(leaf, dict.fromkeys(kinds, -FINE), known)
            beyond = -inf
            if 0 < gap < GIVEN_UP * self._failed:
                found = self.listing.extend(
                    self.programme.priced(solved), gap, BEGUN[-1], goes, in_whole=True
                )
                self.programme.widen(found.groups)
                solved, beyond = self.programme.reckoned(solved, known), min(found.beyond.values())
                saved = self._saved(leaf, self._least(solved, beyond), known)
                solved = replace(solved, value=solved.value - saved)
                self._failed = gap if beyond < gap else inf
        reach = solved.value + beyond
        alone = all(self._rounded(other.bound) >= known for other in self._leaves[1:])
        if known < inf and alone and reach >= known:
            self.listing.close()
        return solved, reach

    def _least(self, solved: Solved, beyond: float) -> dict[int, float]:
        """What each route of a class costs more than it is worth, at least, those not listed `beyond`."""
        least: dict[int, float] = {}
        for group, reduced in zip(self.programme.groups, solved.reduced, strict=True):
            of_class = least.get(group.slot_class, beyond)
            least[group.slot_class] = min(of_class, float(reduced.min(initial=inf)))
        return least

    def _split(self, leaf: Leaf, solved: Solved) -> tuple[Leaf, Leaf] | None:
        """Two leaves with fewer and more days of the kind that is least whole; None where all are whole."""
        days = {kind: solved.days(self.programme.groups, kind) for kind in self.programme.kinds}
        kind = max(days, key=lambda kind: abs(days[kind] - round(days[kind])))
        if abs(days[kind] - round(days[kind])) <= WHOLE:
            return self._apart(leaf, float(round(days[None]))) if not leaf.cut else None
        low, high = leaf.days[kind]
        fewer, more = (low, float(floor(days[kind]))), (float(ceil(days[kind])), high)
        return (
            Leaf(leaf.bound, next(self._numbers), {**leaf.days, kind: fewer}),
            Leaf(leaf.bound, next(self._numbers), {**leaf.days, kind: more}),
        )

    def _apart(self, leaf: Leaf, days: float) -> tuple[Leaf, Leaf] | None:
        """The leaf with just as many days, and with more; None where it has just as many.

        More cost more, and whole trips are far sooner chosen, or found wanting, where their number is known.
        """
        low, high = leaf.days[None]
        if not low == days < high:
            return None
        more = Leaf(leaf.bound, next(self._numbers), {**leaf.days, None: (days + 1.0, high)})
        return replace(leaf, days={**leaf.days, None: (days, days)}), more

    def _rounded(self, bound: float) -> float:
        """A bound rounded up to what a plan can cost, less what floating-point duals may be wrong by."""
        return bound if bound in (inf, -inf) else ceil(bound * (1 - ROUNDING) / self.grain) * self.grain
