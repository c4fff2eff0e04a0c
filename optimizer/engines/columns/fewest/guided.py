"""Stop sets worth listing at given prices, where all that a day holds are too many.

Sets are built in driving order. What can still be gained from a place with R minutes left comes from a
completion bound by dynamic programming over minutes, in which a place may come again but not as the next but
one (2-cycle elimination; Baldacci, Mingozzi and Roberti 2011 for enumeration by reduced cost). A beginning
that cannot be completed within the gap is dropped; where none was dropped for want of room the list is whole.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from optimizer.engines.columns.fewest.sets import FAR, Floats, Ints, Members, StopSets

AT_ONCE = 6_000_000
"""Extensions looked at in one step."""

NEVER = -1e18
"""Worth of what cannot be."""


@dataclass(frozen=True)
class Roads:
    """Minutes (set-up at arrival included), rupiah of driving and metres between places, the base last."""

    minutes: Ints
    rupiah: Floats
    metres: Ints


@dataclass(frozen=True)
class Completion:
    """The most that can still be gained at a place with so many minutes left, shape (minutes + 1, places).

    `second` is the most with another place next than `first` has, which is `following` (-1: the base).
    """

    first: Floats
    second: Floats
    following: NDArray[np.int16]


def completion(roads: Roads, serving: Ints, worth: Floats, most: int) -> Completion:
    """The completion bound, for places worth `worth` that take `serving` minutes, shape (places,)."""
    places = len(serving)
    first = np.full((most + 1, places), NEVER)
    second = first.copy()
    following = np.full((most + 1, places), -1, dtype=np.int16)
    leg = roads.minutes[:places, :places] + serving[None, :]
    gain = worth[None, :] - roads.rupiah[:places, :places]
    np.fill_diagonal(gain, NEVER)
    home, back = -roads.rupiah[:places, places], roads.minutes[:places, places]
    here, there = np.arange(places)[:, None], np.arange(places)[None, :]
    for left in range(most + 1):
        rest = left - leg
        able = rest >= 0
        at = np.maximum(rest, 0)
        onward = np.where(following[at, there] == here, second[at, there], first[at, there])
        options = np.where(able, gain + onward, NEVER)
        best = options.argmax(axis=1)
        top = options[here[:, 0], best]
        options[here[:, 0], best] = NEVER
        then = options.max(axis=1)
        ends = np.where(left >= back, home, NEVER)
        ending = ends >= top
        first[left] = np.where(ending, ends, top)
        following[left] = np.where(ending, -1, best)
        second[left] = np.where(ending, top, np.maximum(then, ends))
    return Completion(first, second, following)


@dataclass(frozen=True)
class _Begun:
    """Beginnings of routes: sets of places in ascending order, the last visited, and the way so far."""

    members: Members
    last: Ints
    minutes: Ints
    rupiah: Floats
    metres: Ints
    worth: Floats


def sets_within(
    roads: Roads,
    serving: Ints,
    worth: Floats,
    most: int,
    price: float,
    gap: float,
    *,
    limit: int,
    goes: Callable[[], bool],
) -> tuple[StopSets, bool]:
    """Sets of stops whose route costs at most `gap` more than it is worth, and whether all are there.

    `price` is added to what driving a route costs. Beyond `limit` beginnings of one length only the most
    promising are followed, and none of those still open when `goes` says to end.
    """
    places = len(serving)
    bound = completion(roads, serving, worth, most)
    least = price - gap
    begun = _first(roads, serving, worth, most, bound, least)
    found: list[tuple[Members, Ints, Ints]] = []
    whole = True
    while len(begun.members):
        if not goes():
            return _merged(found, places), False
        found.append(_closed(begun, roads, serving, most, least))
        begun, kept = _extended(begun, roads, serving, worth, most, bound, least, limit)
        whole &= kept
    return _merged(found, places), whole


def _first(roads: Roads, serving: Ints, worth: Floats, most: int, bound: Completion, least: float) -> _Begun:
    places = len(serving)
    minutes = roads.minutes[places, :places] + serving
    able = np.flatnonzero((minutes <= most) & (serving > 0))
    worthwhile = worth[able] - roads.rupiah[places, able] + bound.first[most - minutes[able], able] >= least
    chosen = able[worthwhile]
    return _Begun(
        chosen[:, None].astype(np.int16), chosen, minutes[chosen], roads.rupiah[places, chosen],
        roads.metres[places, chosen], worth[chosen],
    )  # fmt: skip


def _closed(
    begun: _Begun, roads: Roads, serving: Ints, most: int, least: float
) -> tuple[Members, Ints, Ints]:
    """The sets that can go home now at a cost within the gap; members, minutes without serving, metres."""
    places = len(serving)
    minutes = begun.minutes + roads.minutes[begun.last, places]
    gained = begun.worth - begun.rupiah - roads.rupiah[begun.last, places]
    ends = np.flatnonzero((minutes <= most) & (gained >= least))
    members = begun.members[ends]
    keys, which = np.unique(members, axis=0, return_inverse=True)
    quickest, shortest = np.full(len(keys), FAR), np.full(len(keys), FAR)
    np.minimum.at(quickest, which.reshape(-1), minutes[ends] - serving[members].sum(axis=1))
    np.minimum.at(shortest, which.reshape(-1), (begun.metres + roads.metres[begun.last, places])[ends])
    return keys, quickest, shortest


def _extended(
    begun: _Begun,
    roads: Roads,
    serving: Ints,
    worth: Floats,
    most: int,
    bound: Completion,
    least: float,
    limit: int,
) -> tuple[_Begun, bool]:
    """Beginnings one stop longer that can be completed within the gap; whether none was left out."""
    places = len(serving)
    parts = []
    step = max(1, AT_ONCE // places)
    for start in range(0, len(begun.members), step):
        part = slice(start, start + step)
        members, last = begun.members[part], begun.last[part]
        minutes = begun.minutes[part, None] + roads.minutes[last, :places] + serving[None, :]
        gained = (
            begun.worth[part, None] - begun.rupiah[part, None] + worth[None, :] - roads.rupiah[last, :places]
        )
        able = (minutes <= most) & (serving > 0)[None, :]
        able[np.arange(len(members))[:, None], members] = False
        row, place = np.nonzero(able)
        left = most - minutes[row, place]
        onward, then = bound.first[left, place], bound.following[left, place]
        again = (begun.members[part][row] == then[:, None]).any(axis=1)
        onward = np.where(again, bound.second[left, place], onward)
        promise = gained[row, place] + onward
        kept = promise >= least
        row, place = row[kept], place[kept]
        parts.append((row + start, place, minutes[row, place], promise[kept]))
    rows, added, minutes, promise = (np.concatenate(column) for column in zip(*parts, strict=True))
    whole = len(rows) <= 4 * limit
    if not whole:
        best = np.argpartition(-promise, 4 * limit)[: 4 * limit]
        rows, added, minutes, promise = rows[best], added[best], minutes[best], promise[best]
    merged = _joined(begun, rows, added, minutes, promise, roads, worth)
    if len(merged[0].members) > limit:
        best = np.argpartition(-merged[1], limit)[:limit]
        b = merged[0]
        return _Begun(
            b.members[best], b.last[best], b.minutes[best], b.rupiah[best], b.metres[best], b.worth[best]
        ), False
    return merged[0], whole


def _joined(
    begun: _Begun, rows: Ints, added: Ints, minutes: Ints, promise: Floats, roads: Roads, worth: Floats
) -> tuple[_Begun, Floats]:
    """One beginning per set and last place: its quickest and its shortest way, be they two."""
    members = np.sort(np.concatenate([begun.members[rows], added[:, None].astype(np.int16)], axis=1), axis=1)
    rupiah = begun.rupiah[rows] + roads.rupiah[begun.last[rows], added]
    metres = begun.metres[rows] + roads.metres[begun.last[rows], added]
    gained = begun.worth[rows] + worth[added]
    order = np.lexsort((minutes, added, *members.T[::-1]))
    members, added = members[order], added[order]
    new = np.ones(len(order), dtype=bool)
    if len(order) > 1:
        new[1:] = (members[1:] != members[:-1]).any(axis=1) | (added[1:] != added[:-1])
    at = np.flatnonzero(new)
    joined = _Begun(
        members[at],
        added[at],
        minutes[order][at],
        np.minimum.reduceat(rupiah[order], at) if len(at) else rupiah[:0],
        np.minimum.reduceat(metres[order], at) if len(at) else metres[:0],
        gained[order][at],
    )
    return joined, np.maximum.reduceat(promise[order], at) if len(at) else promise[:0]


def _merged(found: list[tuple[Members, Ints, Ints]], places: int) -> StopSets:
    width = max((members.shape[1] for members, _, _ in found), default=1)
    if not found:
        return StopSets(np.empty((0, 1), np.int16), np.empty(0, np.int64), np.empty(0, np.int64))
    return StopSets(
        np.concatenate(
            [np.pad(m, ((0, 0), (0, width - m.shape[1])), constant_values=places) for m, _, _ in found]
        ),
        np.concatenate([minutes for _, minutes, _ in found]).astype(np.int64),
        np.concatenate([metres for _, _, metres in found]).astype(np.int64),
    )
