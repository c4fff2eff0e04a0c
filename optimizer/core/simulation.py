"""A `Simulation`: what became of a plan in many simulated lives, and what that rests on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

LossReason = Literal["time", "kits", "cut_off", "cap"]
LOSSES: tuple[LossReason, ...] = ("time", "kits", "cut_off", "cap")
"""Why people who come, or would have come, are not served on the visit planned for them."""


@dataclass(frozen=True)
class Band:
    """A figure over all lives: 5 % of them lie below `low`, 5 % above `high`."""

    low: float
    mean: float
    high: float


@dataclass(frozen=True)
class Share:
    """A share of the lives, 0 to 1; `error` is its standard sampling error."""

    value: float
    error: float


@dataclass(frozen=True)
class DayRisk:
    """A team-day over all lives.

    Attributes
    ----------
    trip, team, date, places
        Which day; places by code in the order visited.
    planned_end, limit
        Minutes after midnight: back as planned, and when the day has to end.
    planned, served, came
        People planned; those served, and those who come (or would have).
    overrun
        Chance that serving everyone who comes takes longer than the day.
    overrun_minutes
        By how many minutes, where it does: the mean and, over all lives, the 95 % point.
    kept_late
        Chance that the team is back late as the rule in force has it, and by how many minutes in 95 % of
        the lives at most.
    off
        Chance that nobody can be served: no kit works, or no road leads there.
    """

    trip: str
    team: str
    date: date
    places: tuple[str, ...]
    planned_end: int
    limit: int
    planned: int
    served: Band
    came: Band
    overrun: float
    overrun_minutes: tuple[float, float]
    kept_late: tuple[float, float]
    off: float


@dataclass(frozen=True)
class PartRisk:
    """A week (by its Monday, ISO) or a kecamatan (by name).

    `lost` are people who come, or would have, and are not served on their visit; `any_lost` is the chance
    of that befalling at least `MANY` percent of the people planned; `overrun` the mean chance of its days.
    """

    name: str
    days: int
    planned: int
    served: Band
    lost: Band
    any_lost: float
    overrun: float


@dataclass(frozen=True)
class LinkRisk:
    """A slide-prone link on the plan's ways.

    Attributes
    ----------
    days, planned
        Team-days whose usual way uses it, and the people planned on them.
    closed
        Chance that it is closed on at least one of those days, from its rate.
    cut_off
        People of those days' visits that no road leads to while it is closed.
    minutes
        Minutes that its way round adds on the worst of those days.
    lost
        People lost a life on days when it is closed, on average.
    """

    link: str
    name: str
    kecamatan: str
    days: int
    planned: int
    closed: float
    cut_off: int
    minutes: int
    lost: float


@dataclass(frozen=True)
class ChanceEffect:
    """The same lives with one thing alone left to chance: people served, and the share of days too long."""

    chance: str
    served: Band
    overrun: float


@dataclass(frozen=True)
class TargetRisk:
    """A service's target over the region, and the chance that the plan's visits reach it."""

    service: str
    people: int
    reached: Share


@dataclass(frozen=True)
class AssumptionRow:
    """One distribution the figures rest on: what is drawn, how, in which unit, and the basis.

    `key` is a setting or a row of asumsi.csv; `low` to `high` its range (equal where it is not drawn).
    `factors` are those of months (1 to 12) or of kecamatan (by code), where that is what it tells.
    """

    chance: str
    key: str
    kind: Literal["triangular", "known", "spread", "rate", "factors"]
    low: float
    central: float
    high: float
    unit: str
    basis: str
    factors: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True)
class Simulation:
    """A plan lived `lives` times.

    Attributes
    ----------
    on_overrun
        `leave`: teams leave when they must to be back in time; `finish`: they serve everybody.
    chances
        What is left to chance.
    planned, invited
        People on the plan's visits, and those invited to them.
    came, served
        People who come (or would have, where the visit is called off), and those served.
    lost
        People who come, or would have, and are not served, by reason, on average.
    services
        People of each service, planned and served.
    rupiah, spent
        What the plan costs, and what its lives do: by how long each day lasts and whom it serves, without
        the fuel of ways round; a day on which nobody leaves costs nothing.
    as_planned
        Share of lives in which at least as many people are served as planned.
    everyone
        Share of lives in which everybody who comes is served on the visit planned.
    made_up
        The same, with a visit on a free team-day for every visit that lost somebody, by `deadline`.
    finish
        Dates by which 50 and 95 % of the lives have served everyone, such visits included; None where
        fewer lives ever do.
    free_days
        Team-days of the horizon that the plan leaves free.
    overrun
        Share of team-days, over all lives, on which serving everyone takes longer than the day.
    overrun_minutes
        Mean minutes of such a day beyond its end, and the 95 % point over all days and lives.
    assessed
        Whether slide-prone links are known in this region: without them no link closes by chance.
    """

    name: str
    lives: int
    seed: int
    on_overrun: str
    chances: tuple[str, ...]
    deadline: date
    planned: int
    invited: int
    came: Band
    served: Band
    lost: tuple[tuple[LossReason, float], ...]
    services: tuple[tuple[str, int, Band], ...]
    rupiah: int
    spent: Band
    as_planned: Share
    everyone: Share
    made_up: Share
    finish: tuple[date | None, date | None]
    free_days: int
    overrun: float
    overrun_minutes: tuple[float, float]
    targets: tuple[TargetRisk, ...]
    days: tuple[DayRisk, ...]
    weeks: tuple[PartRisk, ...]
    kecamatan: tuple[PartRisk, ...]
    links: tuple[LinkRisk, ...]
    effects: tuple[ChanceEffect, ...]
    rows: tuple[AssumptionRow, ...]
    assessed: bool


MANY = 10
"""Percent of a part's people who have to be lost for the part to count as struck."""


@dataclass(frozen=True)
class Trial:
    """A plan tried with so many minutes of each day in reserve, and what its lives came to."""

    reserve: int
    overrun: float
    planned: int
    served: Band


@dataclass(frozen=True)
class PlanFigures:
    """A plan and its lives in the figures that two plans are compared by.

    `finish` is the last day planned; `free_days` are team-days it leaves free; `spent` what its lives cost.
    """

    people: int
    rupiah: int
    spent: Band
    team_days: int
    free_days: int
    finish: date | None
    served: Band
    came: Band
    lost: float
    overrun: float
    as_planned: Share
    everyone: Share


@dataclass(frozen=True)
class Robust:
    """A plan whose days keep minutes in reserve, chosen so that few of them are too long.

    Attributes
    ----------
    level
        Percent of team-days that should be long enough for everyone who comes.
    reserve
        Minutes of each day kept free.
    reached
        Whether the level is.
    tried
        Every reserve that was planned with, in that order.
    base, sturdy
        The plan as it was, and with the reserve.
    search
        Stop of each of these plans, in words.
    """

    level: int
    reserve: int
    reached: bool
    tried: tuple[Trial, ...]
    base: PlanFigures
    sturdy: PlanFigures
    search: str
