"""List tours: every set of places that a day has time for and whose worth is more than a threshold."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from optimizer.engines.columns.serving import EPSILON
from optimizer.engines.columns.tours.homeward import Homeward
from optimizer.engines.columns.tours.rows import Row
from optimizer.engines.columns.walks import WORD, Walks

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Words = NDArray[np.uint64]
Goes = Callable[[], bool]


@dataclass(frozen=True)
class Listed:
    """Tours, each set of places once, in its quickest order; `worth` is what they are worth."""

    orders: list[tuple[int, ...]]
    worth: Floats


@dataclass(frozen=True)
class _Labels:
    """Labels of as many stops, the row being the number; `seen` are the bits of their places."""

    place: Ints
    gone: Ints
    worth: Floats
    seen: Words
    parent: Ints


def listed(
    walks: Walks,
    homeward: Homeward,
    above: float,
    rows: Sequence[tuple[Row, float]],
    most: int,
    goes: Goes = lambda: True,
) -> Listed | None:
    """Tours worth more than `above`, rows paid for in full; None where there are more than `most` labels."""
    count = walks.count
    bits = _bits(count)
    paid = [(np.array(sorted(row.places)), price) for row, price in rows if price > 0.0]
    start = np.arange(count)
    layer = _Labels(start, walks.minutes[-1, :-1], walks.worth[-1, :-1].copy(), bits, np.full(count, -1))
    layer = _taken(layer, np.flatnonzero(homeward.most(walks.most - layer.gone, start) > above + EPSILON))
    layers, met = list[_Labels](), 0
    ends: list[tuple[Ints, Floats]] = []
    while len(layer.place):
        met += len(layer.place)
        if met > most:
            return None
        layers.append(layer)
        able = (layer.gone + walks.minutes[layer.place, -1] <= walks.most) & (layer.worth > above + EPSILON)
        done = np.flatnonzero(able)
        done = done[_first(layer.seen[done], layer.gone[done] + walks.minutes[layer.place[done], -1])]
        ends.append((done, layer.worth[done]))
        layer = _onward(walks, homeward, layer, bits, paid, above, most, goes)
        if not goes():  # nothing may be left of a layer only because it was broken off
            return None
    orders = [order for number, (done, _) in enumerate(ends) for order in _orders(layers, number, done)]
    worth = np.concatenate([each for _, each in ends]) if ends else np.zeros(0)
    return Listed(orders, worth)


def _onward(
    walks: Walks,
    homeward: Homeward,
    layer: _Labels,
    bits: Words,
    paid: Sequence[tuple[Ints, float]],
    above: float,
    most: int,
    goes: Goes,
) -> _Labels:
    """The labels that come of others with one more stop, of each set and last place the quickest.

    Some of them only where there are more than `most`, or `goes` says no: it is asked again of what comes.
    """
    parts: list[_Labels] = []
    size = 0
    for to in range(walks.count):
        here = layer.place
        gone = layer.gone + walks.minutes[here, to]
        free = ((layer.seen & bits[to]) == 0).all(axis=1) & (gone + walks.home[to] <= walks.most)
        at = np.flatnonzero(free)
        hope = layer.worth[at] + homeward.most(walks.most - gone[at], np.full(len(at), to))
        at = at[hope > above + EPSILON]
        worth = layer.worth[at] + walks.worth[-1, to]
        for places, price in paid:
            if to in places:
                others = [bits[place] for place in places if place != to]
                been = sum(((layer.seen[at] & other) != 0).any(axis=1).astype(np.int64) for other in others)
                worth = worth - price * (been == 1)
        made = _Labels(np.full(len(at), to), gone[at], worth, layer.seen[at] | bits[to], at)
        if len(at):
            made = _taken(made, _first(made.seen, made.gone))
            parts.append(made)
            size += len(made.place)
        if size > most or not goes():
            break
    if not parts:
        return _taken(layer, np.zeros(0, np.int64))
    names = ("place", "gone", "worth", "seen", "parent")
    return _Labels(*(np.concatenate([getattr(part, name) for part in parts]) for name in names))


def _taken(layer: _Labels, at: Ints) -> _Labels:
    return _Labels(layer.place[at], layer.gone[at], layer.worth[at], layer.seen[at], layer.parent[at])


def _first(seen: Words, gone: Ints) -> Ints:
    """Of labels with the same places the quickest."""
    order = np.lexsort((gone, *seen.T))
    same = (np.diff(seen[order], axis=0) == 0).all(axis=1)
    return order[np.concatenate(([True], ~same))[: len(order)]]


def _orders(layers: Sequence[_Labels], number: int, at: Ints) -> list[tuple[int, ...]]:
    stops: list[Ints] = []
    for layer in reversed(layers[: number + 1]):
        stops.append(layer.place[at])
        at = layer.parent[at]
    return [tuple(order) for order in np.array(stops[::-1]).T.tolist()]


def _bits(count: int) -> Words:
    numbers = np.arange(count)
    bits = np.zeros((count, count // WORD + 1), dtype=np.uint64)
    bits[numbers, numbers // WORD] = np.left_shift(np.uint64(1), (numbers % WORD).astype(np.uint64))
    return bits
