"""What a scenario file may say, in a planner's words; every field left out stays as it is."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from optimizer.core.policy import Purpose, Visits
from optimizer.regions.means_params import BrokenKits, ClosureParams, Kits, Members, RoadsParams, Teams
from optimizer.settings.model import Kind

Percent = Annotated[int, Field(ge=1, le=100)]
Minutes = Annotated[int, Field(ge=0, le=480)]
Week = Annotated[int, Field(ge=1, le=104)]
Text = Annotated[str, Field(min_length=1)]


class RoadClosureParams(RoadsParams):
    """Roads closed: which ones, and when: dates, or weeks of the plan, or all of it.

    Attributes
    ----------
    links, kecamatan, modes
        See `RoadsParams`.
    start, end
        First and last day closed; the plan's first day and no last day where they are left out.
    weeks
        Instead of dates: first and last week of the plan, from 1.
    """

    start: date | None = None
    end: date | None = None
    weeks: tuple[Week, Week] | None = None

    @model_validator(mode="after")
    def _sound(self) -> Self:
        if self.weeks is not None and (self.start is not None or self.end is not None):
            raise ValueError("a closure has dates or weeks, not both")
        if self.weeks is not None and self.weeks[1] < self.weeks[0]:
            raise ValueError("the last week must not be before the first")
        dates = {"start": self.start or date.min, "end": self.end}
        ClosureParams(links=self.links, kecamatan=self.kecamatan, **dates)
        return self


class ScenarioParams(BaseModel):
    """A scenario: its name, and what is other than in the case it is tried on.

    Attributes
    ----------
    name, about
        Shown in reports.
    teams, members, vehicle, kits, broken_kits
        See `MeansParams`.
    capacity
        Service → the most people one team serves a day.
    minutes
        Service → minutes per person at one kit.
    setup_minutes
        Kind of place → minutes of setting up at each visit.
    tariff, tariff_percent
        A file of configs/tariffs/, and what percentage of its rates is paid.
    season
        Season of every month, as the speed table of the roads calls it.
    avoid_slides
        Whether slide-prone links are left out in every season, where there is a way round.
    closures
        Roads closed, by a name of one's own.
    budget, deadline, nights, nights_over_days_off, overtime_minutes, max_drive_minutes, max_visits,
    turnout_percent, floor_percent, policy, purpose
        See `PolicyParams`; `nights` is its max_nights, `policy` its visits.
    weeks, start
        How long and from when.
    settings
        Anything else, as in a file of configs/cases/.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: Text
    about: str = ""
    teams: Teams | None = None
    members: Members | None = None
    vehicle: str | None = None
    kits: Kits | None = None
    broken_kits: BrokenKits = 0
    capacity: Mapping[str, Annotated[int, Field(ge=1)]] = {}
    minutes: Mapping[str, Annotated[int, Field(ge=1, le=480)]] = {}
    setup_minutes: Mapping[Kind, Minutes] = {}
    tariff: str = ""
    tariff_percent: int = Field(default=100, ge=1, le=1000)
    season: str = ""
    avoid_slides: bool = False
    closures: Mapping[str, RoadClosureParams] = {}
    budget: Annotated[int, Field(ge=0)] | None = None
    deadline: date | None = None
    nights: int = Field(default=0, ge=0, le=2)
    nights_over_days_off: bool = False
    overtime_minutes: Minutes = 0
    max_drive_minutes: Minutes | None = None
    max_visits: Annotated[int, Field(ge=1)] | None = None
    turnout_percent: Percent = 100
    floor_percent: int = Field(default=0, ge=0, le=100)
    policy: Visits = "fewest"
    purpose: Purpose = "reach"
    weeks: Week | None = None
    start: date | None = None
    settings: Mapping[str, Any] = {}

    @model_validator(mode="after")
    def _something(self) -> Self:
        if not self.model_fields_set - {"name", "about"}:
            raise ValueError("a scenario changes something")
        return self
