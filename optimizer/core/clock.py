"""The clock of a team-day: when a team leaves, arrives, rests and returns."""

from __future__ import annotations

from dataclasses import dataclass

from optimizer.core.effort import EIGHT_HOURS, DurationClass
from optimizer.core.plan import Visit
from optimizer.core.problem import Problem

Pause = tuple[int, int] | None


@dataclass(frozen=True)
class Stay:
    """One visit on the clock (minutes after midnight) and what it is made of (minutes)."""

    visit: Visit
    drive: int
    metres: int
    arrive: int
    leave: int
    setup: int
    service: int


@dataclass(frozen=True)
class DayClock:
    """A team-day on the clock.

    `work` is drive + set-up + service; `elapsed` runs from leaving `start` to being back at `end`
    and counts the break, if the day runs into it. `wait` is idle time away from the base, `late` the
    minutes by which stays end after their place closes.
    """

    stays: tuple[Stay, ...]
    first: int
    last: int
    start: int
    end: int
    pause: Pause
    drive: int
    metres: int
    home_drive: int
    home_metres: int
    wait: int
    work: int
    late: int = 0

    @property
    def elapsed(self) -> int:
        """Minutes from leaving to being back, break and waiting included."""
        return self.end - self.start

    @property
    def duration_class(self) -> DurationClass:
        """The class of the day by its elapsed minutes."""
        return "up_to_8h" if self.elapsed <= EIGHT_HOURS else "over_8h"


def service_minutes(problem: Problem, slot_class: int, visit: Visit) -> int:
    """Minutes of serving a visit: ceil(Σ people × minutes / stations), rounded once."""
    minutes = sum(people * int(problem.cell_minutes[cell]) for cell, people in visit.loads)
    return -(-minutes // problem.classes[slot_class].stations)


def clock_day(
    problem: Problem, slot_class: int, visits: tuple[Visit, ...], first: int, last: int
) -> DayClock:
    """Put a day on the clock, from location `first` over `visits` to location `last`.

    Setting up and serving are interrupted by the break; driving may not overlap it. A drive that
    would run into the break starts after it, and who comes before a place opens waits there. Minutes a
    team would stand idle are spent by leaving later, as late as it can and still be back no later and
    end no stay later after its place closes; without opening hours that removes them all, and
    elapsed = work + break (work alone, if the day ends before the break).
    """
    day = problem.classes[slot_class]
    clock, held = _run(problem, slot_class, visits, first, last, day.start)
    rest = _overlap((clock.start, clock.end), day.pause) if held else 0
    latest, low, high = clock, 0, clock.wait + rest
    leave = high
    while low < high:  # who leaves later comes nowhere earlier, so the last good minute is found by halving
        later = _run(problem, slot_class, visits, first, last, day.start + leave)[0]
        if later.end <= clock.end and later.late <= clock.late:
            latest, low = later, leave
        else:
            high = leave - 1
        leave = (low + high + 1) // 2
    return latest


def held_minutes(problem: Problem, slot_class: int, visits: tuple[Visit, ...], first: int, last: int) -> int:
    """Minutes that a day leaving at its start stands before places that are not open yet, break apart.

    They count towards the day's work minutes, however late the team leaves in the end.
    """
    if not any(problem.timed[visit.place] for visit in visits):
        return 0
    return _run(problem, slot_class, visits, first, last, problem.classes[slot_class].start)[1]


def longest_stay(problem: Problem, slot_class: int, place: int, most: int) -> int:
    """Minutes, at most `most`, of a stay that is a day's only one, within the hours of its place."""
    day = problem.classes[slot_class]
    alone = (Visit(place, ()),)
    clock, held = _run(problem, slot_class, alone, day.base, day.base, day.start)
    arrive, close = clock.stays[0].arrive, int(day.closes[place])
    free = close - arrive - _overlap((arrive, close), day.pause)
    return min(most - held, free)


def _run(
    problem: Problem, slot_class: int, visits: tuple[Visit, ...], first: int, last: int, start: int
) -> tuple[DayClock, int]:
    """The clock of a day that leaves at `start`, and the minutes places that are not open hold it up."""
    day, layer = problem.classes[slot_class], problem.layer(slot_class)
    pause = day.pause
    now, here, wait, drive, metres, rested, held, late = start, first, 0, 0, 0, False, 0, 0
    stays: list[Stay] = []

    def go(there: int) -> tuple[int, int]:
        nonlocal now, wait, drive, metres, rested, here
        minutes, length = int(layer.minutes[here, there]), int(layer.metres[here, there])
        if pause and now < pause[1] and now + minutes > pause[0]:
            wait += max(0, pause[0] - now)
            now, rested = pause[1], True
        now, drive, metres, here = now + minutes, drive + minutes, metres + length, there
        return minutes, length

    for visit in visits:
        minutes, length = go(int(problem.place_location[visit.place]))
        opens = int(day.opens[visit.place])
        if now < opens:
            rest = _overlap((now, opens), pause)
            held, wait, rested = held + opens - now - rest, wait + opens - now - rest, rested or rest > 0
            now = opens
        setup, service = int(problem.setup[visit.place]), service_minutes(problem, slot_class, visit)
        arrive, now = now, now + setup + service
        if pause and arrive < pause[1] and now > pause[0]:
            now, rested = now + pause[1] - max(pause[0], arrive), True
        late += max(0, now - int(day.closes[visit.place]))
        stays.append(Stay(visit, minutes, length, arrive, now, setup, service))
    home_drive, home_metres = go(last)
    work = drive + sum(stay.setup + stay.service for stay in stays)
    rest_of_day = pause if rested else None
    clock = DayClock(
        tuple(stays), first, last, start, now, rest_of_day, drive, metres, home_drive, home_metres,
        wait, work, late,
    )  # fmt: skip
    return clock, held


def _overlap(span: tuple[int, int], pause: Pause) -> int:
    return max(0, min(span[1], pause[1]) - max(span[0], pause[0])) if pause else 0
