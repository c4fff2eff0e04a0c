"""The best rounds that make each stop once, within a cap: all that can be best.

Rounds are grown stop by stop, all of so many stops at a time. Of each is known what its stops are worth at
most by the minutes served, and of those that go on only such are kept as tables (`rounds`), at each of some
prices of a unit, leave worth more than the best one found (completion bounds; loads are divisible as in
Desaulniers 2010). Of two that made the same stops and ended at the same one the dearer and slower one goes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from optimizer.engines.columns.family import homeward
from optimizer.engines.columns.split.rounds import NEVER, Round, Rounds

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
_Home = tuple[float, tuple[int, ...], int]
"""By how much a round is worth more than it costs, its stops and the minutes it serves."""

WHOLE = 1e-6
"""A number is whole where so little is missing."""

COARSE = 10
"""Minutes served that are looked at together while it is told which rounds go on."""

AT_ONCE = 200
"""Rounds whose going on is told at once, as much memory is needed."""

MOST = 3_000
"""Rounds of so many stops that go on at most; of others only the tables tell what they may be worth."""

LITTLE = 1e-9
"""Rupiah that a round costs at least, so that what it gains can be told as a share of it."""

NEAR = 1e-3
"""How near to the highest share of gain and cost another may be that is not found."""

LISTED = 800
"""Rounds told of at most."""


@dataclass(frozen=True)
class _Grown:
    """Rounds that are not home yet, one a row.

    `stops` has shape (rounds, stops); `minutes` are of driving and setting up, `worth` is by minutes served.
    """

    stops: Ints
    minutes: Ints
    cost: Floats
    worth: Floats

    @property
    def last(self) -> Ints:
        """Where each is."""
        last: Ints = self.stops[:, -1]
        return last

    def of(self, chosen: NDArray[np.intp]) -> _Grown:
        """Some of them."""
        return _Grown(self.stops[chosen], self.minutes[chosen], self.cost[chosen], self.worth[chosen])


class Labels:
    """Rounds of a family of days where visits have a worth.

    Parameters
    ----------
    minutes, cost
        From each place to each, the base last; set-up at the place of arrival included in the minutes.
    worth
        What visits of 1, 2, ... units of a place are worth, shape (places, units); `NEVER` where too many.
    steps
        Minutes that 1, 2, ... units take.
    tables
        Prices of a unit, none negative, and tables where each unit is worth so much less.
    cap
        Units of a round at most.
    """

    def __init__(
        self,
        minutes: Ints,
        cost: Floats,
        worth: Floats,
        steps: Ints,
        tables: Sequence[tuple[float, Rounds]],
        cap: int,
    ):
        self._minutes, self._cost = minutes, cost
        self._worth, self._steps, self._tables, self._cap = worth, steps, tables, cap
        # Minutes of a stop are at most so many for each unit, and so many lost beside.
        units = np.arange(1, len(steps) + 1)
        self._each = float((steps / units).min())
        self._lost = float((steps - self._each * units).max())
        self._back = homeward(cost)

    def most(self, most: int, rupiah: float, above: float) -> tuple[float, list[Round]]:
        """What no round of a day gains more than for each rupiah it costs, and rounds that gain.

        The day has so many minutes and costs so much without its roads. No more is told of the share than
        that none is higher than `above` where that is so.
        """
        grown, best, unseen = self._begun(most), above, 0.0
        found: list[_Home] = []
        while len(grown.stops):
            gains, costs, minutes = self._home(grown, most, rupiah)
            best = max(best, float((gains / np.maximum(LITTLE, costs)).max()))
            better = np.flatnonzero(gains > 0)
            found += [(float(gains[k]), tuple(grown.stops[k].tolist()), int(minutes[k])) for k in better]
            bar = best + NEAR
            some = np.flatnonzero(self._further(grown, most) - rupiah > bar * self._costs(grown, rupiah))
            grown = grown.of(some)
            if not len(some):
                break
            least = np.maximum(
                LITTLE, rupiah + grown.cost[:, None] + self._cost[grown.last, :-1] + self._back
            )
            going, then = np.nonzero(self._tops(grown, most) - rupiah > bar * least)
            closer = (self._closer(grown, going, then, most) - rupiah) / least[going, then]
            kept = np.flatnonzero(closer > bar)
            if not len(kept):
                break
            if len(kept) > MOST:
                kept = kept[np.argsort(-closer[kept], kind="stable")]
                unseen = max(unseen, float(closer[kept[MOST]]))
                kept = kept[:MOST]
            grown = _least(self._onward(grown, going[kept], then[kept], most))
        return max(best + NEAR, unseen), self._rounds(found)

    def _costs(self, grown: _Grown, rupiah: float) -> Floats:
        """What each costs at least until it is home."""
        costs: Floats = grown.cost + self._back[grown.last] + rupiah
        return costs

    def _begun(self, most: int) -> _Grown:
        places = len(self._worth)
        worth = np.full((places, most + 1), NEVER)
        for units, minutes in enumerate(self._steps.tolist()):
            if minutes <= most:
                worth[:, minutes] = np.maximum(worth[:, minutes], self._worth[:, units])
        self._by_minutes, self._largest = worth, (self._worth > NEVER / 2).sum(axis=1)
        first = np.flatnonzero((worth.max(axis=1) > NEVER / 2) & (self._minutes[places, :places] < most))
        return _Grown(
            first[:, None],
            self._minutes[places, first],
            self._cost[places, first],
            worth[first],
        )

    def _within(self, stops: int, most: int) -> int:
        """Minutes that rounds of so many stops within the cap serve at most."""
        return min(most, int(self._cap * self._each + stops * self._lost + WHOLE))

    def _home(self, grown: _Grown, most: int, rupiah: float) -> tuple[Floats, Floats, Ints]:
        """What each gains if it goes home now, what it costs, and the minutes it serves then."""
        base = len(self._worth)
        left = np.minimum(
            most - grown.minutes - self._minutes[grown.last, base],
            self._within(grown.stops.shape[1], most),
        )
        served = np.arange(most + 1)
        worth = np.where(served[None, :] <= left[:, None], grown.worth, NEVER)
        best = worth.argmax(axis=1)
        cost = grown.cost + self._cost[grown.last, base] + rupiah
        return worth[np.arange(len(best)), best] - cost, cost, best

    def _tops(self, grown: _Grown, most: int) -> Floats:
        """What each is worth at most if it goes on to each place, shape (rounds, places)."""
        places, stops = len(self._worth), grown.stops.shape[1]
        least = np.arange(0, most + 1, COARSE)
        coarse = np.full((len(grown.stops), len(least) * COARSE), NEVER)
        coarse[:, : most + 1] = grown.worth
        worth = coarse.reshape(len(coarse), len(least), COARSE).max(axis=2)
        within = self._within(stops + 1, most)
        longest = most - int(grown.minutes.min())
        chosen = np.flatnonzero((worth.max(axis=0) > NEVER / 2) & (least <= min(within, longest)))
        least, worth = np.maximum(least[chosen], 1), worth[:, chosen]
        units = np.maximum(0.0, (least - stops * self._lost) / self._each)
        left = most - grown.minutes[:, None] - self._minutes[grown.last, :places]
        cost = grown.cost[:, None] + self._cost[grown.last, :places]
        tops = np.full((len(worth), places), np.inf)
        for begin in range(0, len(worth), AT_ONCE):
            some = slice(begin, begin + AT_ONCE)
            rest = left[some][:, :, None] - least[None, None, :]
            for price, tables in self._tables:
                paid = price * self._cap
                onward = tables.there(rest)
                top = (onward + (worth[some] - price * units)[:, None, :]).max(axis=2) + paid
                tops[some] = np.minimum(tops[some], top)
        tops -= cost
        np.put_along_axis(tops, grown.stops, NEVER, axis=1)
        return tops

    def _closer(self, grown: _Grown, going: Ints, then: Ints, most: int) -> Floats:
        """What some are worth at most if each goes on to a place, minute by minute, shape (going,)."""
        tops = np.full(len(going), np.inf)
        served, units = self._served(grown, most)
        minutes = grown.minutes[going] + self._minutes[grown.last[going], then]
        cost = grown.cost[going] + self._cost[grown.last[going], then]
        for begin in range(0, len(going), 20 * AT_ONCE):
            some = slice(begin, begin + 20 * AT_ONCE)
            left = most - minutes[some, None] - served[None, :]
            worth = grown.worth[np.ix_(going[some], served)]
            for price, tables in self._tables:
                paid = price * self._cap
                onward = tables.there_each(left, then[some])
                top = (onward + worth - price * units[None, :]).max(axis=1) + paid
                tops[some] = np.minimum(tops[some], top)
        closer: Floats = tops - cost
        return closer

    def _further(self, grown: _Grown, most: int) -> Floats:
        """What each is worth at most if it goes on to any place, shape (rounds,)."""
        tops = np.full(len(grown.stops), np.inf)
        served, units = self._served(grown, most)
        left, worth = most - grown.minutes[:, None] - served[None, :], grown.worth[:, served]
        for price, tables in self._tables:
            paid = price * self._cap
            onward = tables.onward_each(left, grown.last)
            tops = np.minimum(tops, (onward + worth - price * units[None, :]).max(axis=1) + paid)
        further: Floats = tops - grown.cost
        return further

    def _served(self, grown: _Grown, most: int) -> tuple[Ints, Floats]:
        """Minutes that some serve before they go on, and the fewest units that take so long."""
        stops = grown.stops.shape[1]
        longest = min(self._within(stops + 1, most), most - int(grown.minutes.min()))
        served = np.arange(1, max(1, longest) + 1)
        served = served[(grown.worth[:, served] > NEVER / 2).any(axis=0)]
        return served, np.maximum(0.0, (served - stops * self._lost) / self._each)

    def _onward(self, grown: _Grown, going: Ints, then: Ints, most: int) -> _Grown:
        """Rounds that go on, each to a place."""
        before, base = grown.of(going), len(self._worth)
        stops = np.concatenate([before.stops, then[:, None]], axis=1)
        minutes = before.minutes + self._minutes[before.last, then]
        # What the same stops are worth does not hang on their order.
        _, first, alike = np.unique(np.sort(stops, axis=1), axis=0, return_index=True, return_inverse=True)
        longest = most - int((minutes + self._minutes[then, base]).min())
        width = 1 + max(0, min(longest, self._within(stops.shape[1], most)))
        ahead, more = before.worth[first, :width], self._by_minutes[then[first]]
        worth = np.full((len(first), most + 1), NEVER)
        for served in self._steps[self._steps < width].tolist():
            np.maximum(
                worth[:, served:width],
                ahead[:, : width - served] + more[:, served, None],
                out=worth[:, served:width],
            )
        return _Grown(
            stops,
            minutes,
            before.cost + self._cost[before.last, then],
            worth[alike.reshape(-1)],
        )

    def _rounds(self, found: list[_Home]) -> list[Round]:
        """The best rounds of each set of places found, those worth most first."""
        best: dict[frozenset[int], _Home] = {}
        for value, stops, minutes in sorted(found, reverse=True):
            best.setdefault(frozenset(stops), (value, stops, minutes))
        return [self._loads(stops, minutes) for _, stops, minutes in list(best.values())[:LISTED]]

    def _loads(self, stops: tuple[int, ...], minutes: int) -> Round:
        """The units at each stop that are worth most in just so many minutes, or fewer beyond the cap."""
        worth = [self._by_minutes[place, : minutes + 1] for place in stops]
        tables = [worth[0]]
        for more in worth[1:]:
            sums = np.full(minutes + 1, NEVER)
            for served in np.flatnonzero(more > NEVER / 2).tolist():
                sums[served:] = np.maximum(sums[served:], tables[-1][: minutes + 1 - served] + more[served])
            tables.append(sums)
        parts, left = list[int](), minutes
        for table, more in zip(tables[-2::-1], worth[:0:-1], strict=True):
            parts.append(int((table[left::-1] + more[: left + 1]).argmax()))
            left -= parts[-1]
        parts.append(left)
        units = [int(np.searchsorted(self._steps, each, side="right")) for each in reversed(parts)]
        return tuple(
            (place, min(n, int(self._largest[place]))) for place, n in zip(stops, units, strict=True)
        )


def _least(grown: _Grown) -> _Grown:
    """Without those that made the same stops and ended at the same one as another, dearer and slower."""
    if grown.stops.shape[1] < 3:
        return grown
    before = np.sort(grown.stops[:, :-1], axis=1)
    keys = np.concatenate([before, grown.last[:, None]], axis=1)
    order = np.lexsort((grown.cost, grown.minutes, *keys.T))
    kept, cheapest = [order[0]], float(grown.cost[order[0]])
    for one, other in pairwise(order):
        if (keys[one] != keys[other]).any() or grown.cost[other] < cheapest:
            kept.append(other)
            cheapest = float(grown.cost[other])
    return grown.of(np.array(kept))
