"""Opening hours on a day under construction: whether an order of stops is on time, and what still fits.

The clock here is the core's (`core.clock`) without the parts no engine needs: a team that leaves later
is never earlier anywhere, so the run that leaves at the slot's start decides whether a day is on time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

import numpy as np
from numpy.typing import NDArray

from optimizer.core.problem import Problem
from optimizer.engines.day import Day, ends, most_minutes, service

Order = tuple[int, ...]
"""Stops of a day by number."""

NEVER = 10**6
"""Minutes by which a day without opening hours may be put off."""


def clocked(problem: Problem, day: Day) -> bool:
    """Whether a day has a stop with opening hours."""
    return any(problem.timed[stop.place] for stop in day.stops)


def on_time(problem: Problem, day: Day) -> Callable[[Order], bool]:
    """Whether orders of a day's stops keep its minutes, its drive limit and the hours of its places."""
    run, most, longest = _Run(problem, day), most_minutes(problem, day), problem.policy.max_drive_minutes
    stays = sum(run.stays)

    def fits(order: Order) -> bool:
        drive, held, late = run.over(order)
        return late == 0 and drive + stays + held <= most and (longest is None or drive <= longest)

    return fits


def fits(problem: Problem, day: Day) -> bool:
    """Whether a day as it stands keeps its minutes, its drive limit and the hours of its places."""
    return on_time(problem, day)(tuple(range(len(day.stops))))


def held_and_late(problem: Problem, day: Day) -> tuple[int, int]:
    """Minutes a day stands before places not open yet, and minutes it stays past their hours."""
    _, held, late = _Run(problem, day).over(range(len(day.stops)))
    return held, late


def rooms(
    problem: Problem, day: Day, detours: NDArray[np.int64], ways: NDArray[np.int64], spare: int
) -> NDArray[np.int64]:
    """About how many minutes each place could be served before each stop or last.

    `detours` and `ways` (minutes from the stop before) have shape (stops + 1, places), as has the
    answer. An estimate where the break interrupts; the clock has the last word.
    """
    slots = problem.classes[day.slot_class]
    ready, held, slack = _Run(problem, day).marks()
    leave = ready[:, None]
    arrive = leave + ways
    if slots.pause:
        start, end = slots.pause
        arrive = np.where((leave < end) & (arrive > start), end + ways, arrive)
    opens, closes = slots.opens.astype(np.int64), slots.closes.astype(np.int64)
    begin = np.maximum(arrive, opens)
    waits = begin - arrive - _overlaps(arrive, begin, slots.pause)
    open_for = closes - begin - _overlaps(begin, closes, slots.pause)
    late = np.minimum(slack[:, None], spare - held[:, None]) - detours
    free: NDArray[np.int64] = np.minimum(open_for, late - waits) - problem.setup
    return free


def _overlaps(
    start: NDArray[np.int64], end: NDArray[np.int64], pause: tuple[int, int] | None
) -> NDArray[np.int64] | int:
    if pause is None:
        return 0
    overlap: NDArray[np.int64] = np.maximum(0, np.minimum(end, pause[1]) - np.maximum(start, pause[0]))
    return overlap


class _Run:
    """A day leaving at its slot's start, over its stops in any order."""

    def __init__(self, problem: Problem, day: Day):
        slots, minutes = problem.classes[day.slot_class], problem.layer(day.slot_class).minutes
        where = [*(int(problem.place_location[stop.place]) for stop in day.stops), *ends(problem, day)]
        self.minutes = [[int(minutes[a, b]) for b in where] for a in where]
        self.stays = [
            int(problem.setup[stop.place]) + service(problem, day.slot_class, stop.loads)
            for stop in day.stops
        ]
        self.opens = [int(slots.opens[stop.place]) for stop in day.stops]
        self.closes = [int(slots.closes[stop.place]) for stop in day.stops]
        self.start, self.pause = slots.start, slots.pause or (0, 0)

    def over(self, order: Iterable[int]) -> tuple[int, int, int]:
        """Minutes driven, held up and late over an order of the stops."""
        now, here, drive, held, late = self.start, len(self.stays), 0, 0, 0
        rest, again = self.pause
        for stop in order:
            minutes = self.minutes[here][stop]
            now, drive, here = self._after(now, minutes), drive + minutes, stop
            opens = self.opens[stop]
            if now < opens:
                held += opens - now - max(0, min(opens, again) - max(now, rest))
                now = opens
            now = self._left(now, self.stays[stop])
            late += max(0, now - self.closes[stop])
        return drive + self.minutes[here][-1], held, late

    def marks(self) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
        """Before each stop and last: the time the team is ready to go on, and two kinds of minutes.

        Those held up until then, and those by which the rest may be put off.
        """
        now, here, held = self.start, len(self.stays), 0
        ready, held_up, waits, spare = [now], [0], [0] * len(self.stays), [0] * len(self.stays)
        rest, again = self.pause
        for stop in range(len(self.stays)):
            arrive = self._after(now, self.minutes[here][stop])
            begin, here = max(arrive, self.opens[stop]), stop
            waits[stop] = begin - arrive - max(0, min(begin, again) - max(arrive, rest))
            held += waits[stop]
            now = self._left(begin, self.stays[stop])
            spare[stop] = self.closes[stop] - now
            ready.append(now)
            held_up.append(held)
        slack = [NEVER]
        for wait, most in zip(reversed(waits), reversed(spare), strict=True):
            slack.append(min(slack[-1], most) + wait)
        return np.array(ready), np.array(held_up), np.array(slack[::-1])

    def _after(self, now: int, minutes: int) -> int:
        """When a drive ends: one that would run into the break starts after it."""
        rest, again = self.pause
        return (again if now < again and now + minutes > rest else now) + minutes

    def _left(self, arrive: int, minutes: int) -> int:
        """When a stay ends: the break interrupts it."""
        rest, again = self.pause
        now = arrive + minutes
        return now + again - max(rest, arrive) if arrive < again and now > rest else now
