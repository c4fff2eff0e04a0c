"""`Settings`: everything a run can be told, gathered from the params of its stages."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from optimizer.core.policy import Policy, Purpose, Visits
from optimizer.core.region import Assumption
from optimizer.regions.assumptions import resolve
from optimizer.regions.calendar import CalendarParams
from optimizer.regions.params import RegionParams
from optimizer.roads.params import RoadParams
from optimizer.timetable import TimetableParams

Minutes = Annotated[int, Field(ge=0)] | str
"""Whole minutes, or the key of an assumption."""


class _Params(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class PolicyParams(_Params):
    """`Policy` as settings write it: values may name an assumption of the region."""

    purpose: Purpose
    visits: Visits
    turnout_percent: Annotated[int, Field(ge=1, le=100)] | str
    setup_minutes: Mapping[str, Minutes]
    overtime_minutes: int = Field(ge=0, le=480)
    max_drive_minutes: Annotated[int, Field(ge=0)] | None
    max_visits: Annotated[int, Field(ge=1)] | None
    budget: Annotated[int, Field(ge=0)] | None
    deadline: date | None
    unknown_signal: bool
    access_weight: int = Field(ge=0, le=1000)


class PlanParams(_Params):
    """One run: what is planned, from when, for how long, by which engine until when."""

    region: str
    case: str | None
    today: date | None
    start: date | None
    weeks: Annotated[int, Field(ge=1, le=104)] | None
    engine: str
    seed: int = Field(ge=0, le=2**31 - 1)
    seconds: Annotated[float, Field(gt=0, le=86_400)] | None
    work: Annotated[int, Field(ge=1)] | None


class PracticeParams(_Params):
    """What the office does without a plan: trips a week, one village each."""

    trips_per_week: int = Field(ge=1, le=7)


class Settings(_Params):
    """All settings of a run, after the files are laid over one another."""

    region: RegionParams
    calendar: CalendarParams
    roads: RoadParams
    policy: PolicyParams
    tariff: str
    plan: PlanParams
    timetable: TimetableParams
    practice: PracticeParams


def policy_of(params: PolicyParams, assumptions: tuple[Assumption, ...]) -> Policy:
    """The policy with its assumptions resolved; raises InputError where one is missing."""
    setup = {
        kind: resolve(minutes, assumptions, f"policy.setup_minutes.{kind}")
        for kind, minutes in params.setup_minutes.items()
    }
    return Policy(
        purpose=params.purpose,
        visits=params.visits,
        turnout_percent=resolve(params.turnout_percent, assumptions, "policy.turnout_percent"),
        setup_minutes=tuple(setup.items()),
        overtime_minutes=params.overtime_minutes,
        max_drive_minutes=params.max_drive_minutes,
        max_visits=params.max_visits,
        budget=params.budget,
        deadline=params.deadline,
        unknown_signal=params.unknown_signal,
        access_weight=params.access_weight,
    )
