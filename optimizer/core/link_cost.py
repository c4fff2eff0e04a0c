"""A `LinkStudy`: what closing a road link costs a plan, before and after planning anew without it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from optimizer.core.region import Link


@dataclass(frozen=True)
class Change:
    """A plan made anew, against the one it is compared with; people are matched first come, first served.

    Attributes
    ----------
    people, rupiah, metres, team_days
        Of the whole new plan less the whole other one.
    before
        People whom the other plan serves at the places looked at.
    left
        Of these, people no longer served by the end of the horizon.
    later, sooner
        Of these, people served on a later date, or an earlier one.
    days_later
        Days by which those served later wait longer, on average.
    finish
        Last day of the new plan.
    """

    people: int
    rupiah: int
    metres: int
    team_days: int
    before: int
    left: int
    later: int
    sooner: int
    days_later: float
    finish: date | None


@dataclass(frozen=True)
class LinkCost:
    """What closing a link for some days costs.

    Attributes
    ----------
    waiting, places
        People waiting and places that no base reaches any more.
    minutes
        Minutes more to the place whose way round is the longest.
    days, planned
        Team-days of the published plan, while the link is closed, whose way uses it, and people planned
        on them.
    missed
        People planned on those days whom the team could not reach.
    longer
        Minutes of driving more, on all those days together, for those still reached.
    beyond
        Places whose usual way from a base uses the link.
    change
        After planning anew, looking at the places beyond; None where that failed, for the reason in
        `failed`.
    noise
        The same of plans with every link open from other seeds, the largest change of each figure: what
        the search itself scatters.
    """

    link: Link
    kecamatan: str
    waiting: int
    places: int
    minutes: int
    days: int
    planned: int
    missed: int
    longer: int
    beyond: int = 0
    change: Change | None = None
    noise: Change | None = None
    failed: str = ""


@dataclass(frozen=True)
class LinkStudy:
    """The worst links of a region, for a plan.

    Attributes
    ----------
    name
        Of the plan.
    mode, season
        Vehicle mode and season by which the worst links were found.
    start, end
        First and last day on which each link is closed.
    people, rupiah
        Of the plan made anew with every link open, which the others are compared with.
    echo
        That plan from other seeds, the largest change of each figure: how far searches differ when nothing
        is closed.
    costs
        The links, the worst first.
    search
        Stop of each plan, in words.
    complete
        Whether no plan is missing: none was stopped.
    """

    name: str
    mode: str
    season: str
    start: date
    end: date
    people: int
    rupiah: int
    echo: Change | None
    costs: tuple[LinkCost, ...]
    search: str
    complete: bool = True
