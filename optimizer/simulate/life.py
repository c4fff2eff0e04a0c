"""A team-day lived many times at once: the clock of `core.clock`, with what chance makes of it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from optimizer.settings.simulate import OnOverrun
from optimizer.simulate.days import Day, Stop
from optimizer.simulate.dice import Floats, Rolls

Cap = tuple[frozenset[int], Floats]
"""Cells that a cap of a service counts, and the people it still leaves in each life."""

HAIR = 1e-9
"""By so much a product of floats may exceed the whole number it stands for."""


@dataclass(frozen=True)
class Lived:
    """What became of a team-day, one entry a life.

    Attributes
    ----------
    served, came
        People per stop and load.
    capped
        People who come and find the cap of a service used up.
    needed
        When the team would be back had it served everyone (minutes after midnight).
    end
        When it is back as the rule in force has it.
    left
        People each cap still leaves, in the order of the caps given.
    """

    served: tuple[tuple[Floats, ...], ...]
    came: tuple[tuple[Floats, ...], ...]
    capped: Floats
    needed: Floats
    end: Floats
    left: tuple[Floats, ...]


def live(day: Day, rolls: Rolls, rule: OnOverrun, caps: tuple[Cap, ...] = ()) -> Lived:
    """Live a team-day.

    The team leaves when the plan says so. Setting up and serving are interrupted by the break, drives
    wait until it is over, and who comes before a place opens waits there, as in `core.clock`. Under
    `leave` it serves at each place only as long as it can still drive straight home (in the minutes
    planned) by the day's limit, and not beyond the place's closing time; of those who have come, the
    same share of each kind is served. Where it could serve nobody at the next place, it drives home.
    Under `finish` it serves everyone. Without a kit that works nobody is served and nobody leaves.
    """
    works = _full(rolls.stations, rolls.lives) > 0
    stations = np.maximum(rolls.stations, 1)
    needed = _everyone(day, rolls, stations, caps)
    served, capped, end, left = _kept(day, rolls, stations, caps, rule)
    return Lived(
        tuple(tuple(np.where(works, people, 0.0) for people in stop) for stop in served),
        tuple(tuple(_full(people, rolls.lives) for people in stop) for stop in rolls.came),
        np.where(works, capped, 0.0),
        np.where(works, needed, float(day.start)),
        np.where(works, end, float(day.start)),
        tuple(np.where(works, now, before) for now, (_, before) in zip(left, caps, strict=True)),
    )


def _everyone(day: Day, rolls: Rolls, stations: Floats, caps: tuple[Cap, ...]) -> Floats:
    """When the team is back if it serves everyone the caps allow."""
    now, left = _full(np.array(float(day.start)), rolls.lives), _Caps(caps)
    for number, stop in enumerate(day.stops):
        now = _driven(day, now, np.ceil(stop.leg * rolls.drive[number] - HAIR))
        now = np.maximum(now, stop.opens)
        taken = left.take(stop, rolls.came[number])
        now = _stayed(
            day, now, rolls.setup[number] + np.ceil(_service(rolls, number, taken, stations) - HAIR)
        )
    home = day.stops[-1].home if day.stops else 0
    return _driven(day, now, np.ceil(home * rolls.drive[-1] - HAIR))


def _kept(
    day: Day, rolls: Rolls, stations: Floats, caps: tuple[Cap, ...], rule: OnOverrun
) -> tuple[tuple[tuple[Floats, ...], ...], Floats, Floats, tuple[Floats, ...]]:
    """People served per stop and load, people caps turn away, when the team is back, what caps leave."""
    now, left = _full(np.array(float(day.start)), rolls.lives), _Caps(caps)
    out = np.ones(rolls.lives, dtype=bool)
    home, capped = np.zeros(rolls.lives), np.zeros(rolls.lives)
    served: list[tuple[Floats, ...]] = []
    for number, stop in enumerate(day.stops):
        latest = min(day.limit - stop.home, stop.closes)
        if rule == "leave":
            hoped = np.maximum(_driven(day, now, np.array(float(stop.leg))), stop.opens)
            out = out & (_free(day, hoped, latest) > stop.setup)
        there = _driven(day, now, np.ceil(stop.leg * rolls.drive[number] - HAIR))
        there = np.maximum(there, stop.opens)
        taken = left.take(stop, rolls.came[number])
        exact = _service(rolls, number, taken, stations)
        spent = wanted = np.ceil(exact - HAIR)
        if rule == "leave":
            spent = np.minimum(wanted, np.maximum(0.0, _free(day, there, latest) - rolls.setup[number]))
        share = np.where(spent < wanted, np.minimum(1.0, spent / np.maximum(exact, HAIR)), 1.0)
        met = tuple(np.where(out, np.floor(people * share + HAIR), 0.0) for people in taken)
        left.give_back(stop, taken, met)
        came = sum(rolls.came[number], np.zeros(()))
        capped = capped + np.where(out, came - sum(taken, np.zeros(())), 0.0)
        served.append(met)
        now = np.where(out, _stayed(day, there, rolls.setup[number] + spent), now)
        home = np.where(out, float(stop.home), home)
    end = _driven(day, now, np.ceil(home * rolls.drive[-1] - HAIR))
    return tuple(served), capped, end, left.left


def _service(rolls: Rolls, number: int, taken: tuple[Floats, ...], stations: Floats) -> Floats:
    """Minutes of serving the people of a stop, not rounded."""
    each = rolls.minutes[number]
    total = sum((people * one for people, one in zip(taken, each, strict=True)), np.zeros(()))
    return total * rolls.pace[number] / stations


def _driven(day: Day, now: Floats, minutes: Floats) -> Floats:
    """When a drive ends: one that would run into the break starts after it."""
    if day.pause:
        first, last = day.pause
        now = np.where((now < last) & (now + minutes > first), float(last), now)
    return now + minutes


def _stayed(day: Day, now: Floats, minutes: Floats) -> Floats:
    """When a stay ends that the break interrupts."""
    end = now + minutes
    if day.pause:
        first, last = day.pause
        end = np.where((now < last) & (end > first), end + last - np.maximum(first, now), end)
    return end


def _free(day: Day, now: Floats, latest: int) -> Floats:
    """Minutes from `now` to `latest` without the break."""
    free = latest - now
    if day.pause:
        first, last = day.pause
        free = free - np.maximum(0.0, np.minimum(latest, last) - np.maximum(now, first))
    return np.maximum(0.0, free)


def _full(values: Floats, lives: int) -> Floats:
    return values if values.ndim else np.full(lives, float(values))


class _Caps:
    """What the caps of a team-day still leave, stop by stop."""

    def __init__(self, caps: tuple[Cap, ...]):
        self._caps = [(cells, left.copy()) for cells, left in caps]

    def take(self, stop: Stop, came: tuple[Floats, ...]) -> tuple[Floats, ...]:
        """People of a stop whom the caps let in, in the order of its loads."""
        if not self._caps:
            return came
        taken = []
        for cell, people in zip(stop.cells, came, strict=True):
            of_cell = [left for cells, left in self._caps if cell in cells]
            for left in of_cell:
                people = np.minimum(people, left)
            for left in of_cell:
                left -= people
            taken.append(people)
        return tuple(taken)

    def give_back(self, stop: Stop, taken: tuple[Floats, ...], met: tuple[Floats, ...]) -> None:
        """Return the places of people let in but not served."""
        for cells, left in self._caps:
            for cell, given, used in zip(stop.cells, taken, met, strict=True):
                if cell in cells:
                    left += given - used

    @property
    def left(self) -> tuple[Floats, ...]:
        """People each cap still leaves."""
        return tuple(left for _, left in self._caps)


def room(lives: int, people: int, cells: NDArray[np.bool_]) -> Cap:
    """A cap of a service that nobody has used yet."""
    return frozenset(np.flatnonzero(cells).tolist()), np.full(lives, float(people))
