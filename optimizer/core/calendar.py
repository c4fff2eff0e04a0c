"""Working days: what `regions.calendar` makes and `pose` turns into slots."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from optimizer.errors import Message


@dataclass(frozen=True)
class WorkDay:
    """One working date; clock times are minutes after midnight.

    `start` to `end` is presence at work, `pause` the break inside it (start, end), or None. A day is
    `extra` where it is worked although a weekend or holiday.
    """

    date: date
    start: int
    end: int
    pause: tuple[int, int] | None
    road_state: str
    kind: str = "biasa"
    extra: bool = False

    @property
    def work_minutes(self) -> int:
        """Minutes of presence without the break."""
        return self.end - self.start - (self.pause[1] - self.pause[0] if self.pause else 0)


@dataclass(frozen=True)
class DayOff:
    """A date in the horizon on which nobody works, and why (a holiday's name)."""

    date: date
    reason: str


@dataclass(frozen=True)
class Calendar:
    """The horizon from `start` to `end`, both included."""

    start: date
    end: date
    days: tuple[WorkDay, ...]
    off: tuple[DayOff, ...] = ()
    warnings: tuple[Message, ...] = ()
