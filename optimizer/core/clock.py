"""The clock of a team-day: when a team leaves, arrives, rests and returns."""

from __future__ import annotations

from dataclasses import dataclass

from optimizer.core.effort import EIGHT_HOURS, DurationClass
from optimizer.core.plan import Visit
from optimizer.core.problem import Problem


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
    and counts the break, if the day runs into it. `wait` is idle time away from the base.
    """

    stays: tuple[Stay, ...]
    first: int
    last: int
    start: int
    end: int
    pause: tuple[int, int] | None
    drive: int
    metres: int
    home_drive: int
    home_metres: int
    wait: int
    work: int

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
    would run into the break starts after it. The minutes a team would then stand idle before the
    break are spent by leaving the base so much later: every earlier drive still ends before the
    break, the idle time vanishes, and elapsed = work + break (work alone, if the day ends before the
    break).
    """
    day = problem.classes[slot_class]
    clock = _run(problem, slot_class, visits, first, last, day.start)
    if clock.wait:
        clock = _run(problem, slot_class, visits, first, last, day.start + clock.wait)
    return clock


def _run(
    problem: Problem, slot_class: int, visits: tuple[Visit, ...], first: int, last: int, start: int
) -> DayClock:
    """The clock of a day that leaves at `start`."""
    day, layer = problem.classes[slot_class], problem.layer(slot_class)
    pause = day.pause
    now, here, wait, drive, metres, rested = start, first, 0, 0, 0, False
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
        setup, service = int(problem.setup[visit.place]), service_minutes(problem, slot_class, visit)
        arrive, now = now, now + setup + service
        if pause and arrive < pause[1] and now > pause[0]:
            now, rested = now + pause[1] - max(pause[0], arrive), True
        stays.append(Stay(visit, minutes, length, arrive, now, setup, service))
    home_drive, home_metres = go(last)
    work = drive + sum(stay.setup + stay.service for stay in stays)
    return DayClock(
        tuple(stays),
        first,
        last,
        start,
        now,
        pause if rested else None,
        drive,
        metres,
        home_drive,
        home_metres,
        wait,
        work,
    )
