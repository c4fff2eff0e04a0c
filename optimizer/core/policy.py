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
class DeadlineClass:
    """Places that must be served by a date: of these kinds, kecamatan and codes (empty: all).

    `weight` hundredths are added to the weight of their people.
    """

    by: date
    kinds: tuple[str, ...] = ()
    kecamatan: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    weight: int = 0

    def holds(self, kind: str, kecamatan: str, code: str) -> bool:
        """Whether a place is in the class."""
        return (
            (not self.kinds or kind in self.kinds)
            and (not self.kecamatan or kecamatan in self.kecamatan)
            and (not self.places or code in self.places)
        )


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
        Work minutes allowed beyond the day's own; below 0, minutes of the day kept in reserve.
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
    letter_weight
        Hundredths added where a village head's letter has not been answered by a visit.
    last_visit_weight
        Hundredths added for a year or more since the last visit, less in proportion to less.
    coverage_weight
        Hundredths added where twice the region's share of card-holders or more waits, less in
        proportion to less above the region's share.
    deadlines
        Places that must be served by dates of their own.
    floor_percent
        Share of each kecamatan's expected people to be served before anything else counts.
    max_nights
        Most nights a trip may sleep out; 0 for day trips only.
    nights_over_days_off
        Whether a night may lie beside a weekend or holiday that is worked.
    """

    purpose: Purpose = "reach"
    visits: Visits = "fewest"
    turnout_percent: int = 100
    setup_minutes: tuple[tuple[str, int], ...] = (
        ("desa", 30),
        ("kelurahan", 30),
        ("sekolah", 30),
        ("rumah", 10),
    )
    overtime_minutes: int = 0
    max_drive_minutes: int | None = None
    max_visits: int | None = None
    budget: int | None = None
    deadline: date | None = None
    unknown_signal: bool = True
    access_weight: int = 0
    letter_weight: int = 0
    last_visit_weight: int = 0
    coverage_weight: int = 0
    deadlines: tuple[DeadlineClass, ...] = ()
    floor_percent: int = 0
    max_nights: int = 0
    nights_over_days_off: bool = False
