"""The planner's choices that shape a problem, apart from the facts of the region."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

Purpose = Literal["reach", "cover"]
Visits = Literal["fewest", "split"]

WEIGHT_SCALE = 100
"""Weights are whole hundredths inside: a person of weight 1 counts 100."""


@dataclass(frozen=True)
class Policy:
    """What is wanted and what is allowed.

    Attributes
    ----------
    purpose
        `reach`: serve as many weighted people as the given slots and budget allow, then cheaply;
        `cover`: leave as few weighted people as possible unserved by the deadline, then cheaply.
    visits
        `fewest`: no place is visited more often than its people need; `split`: any number of visits.
    turnout_percent
        Share of invited people who come, a whole percentage; the rest count as absent.
    setup_minutes
        Setting up and packing at each place visited, paid once a visit, by kind of place.
    overtime_minutes
        Work minutes allowed beyond the day's own.
    max_drive_minutes, max_visits
        Limits of one team-day; None for no limit.
    budget
        Rupiah that all trips together may cost; None for no limit.
    deadline
        Last date on which a slot may lie; None for the end of the horizon.
    unknown_signal
        Whether services that need a signal are planned where it is unknown (flagged).
    access_weight
        Hundredths added to a person's weight for each hour of driving from the office (up to two).
    """

    purpose: Purpose = "reach"
    visits: Visits = "fewest"
    turnout_percent: int = 100
    setup_minutes: tuple[tuple[str, int], ...] = (("desa", 30), ("kelurahan", 30))
    overtime_minutes: int = 0
    max_drive_minutes: int | None = None
    max_visits: int | None = None
    budget: int | None = None
    deadline: date | None = None
    unknown_signal: bool = True
    access_weight: int = 0
