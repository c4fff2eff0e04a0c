"""`Settings`: everything a run can be told, gathered from the params of its stages."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from difflib import get_close_matches
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from optimizer.core.policy import DeadlineClass, Policy, Purpose, Visits
from optimizer.core.region import Region
from optimizer.errors import Defect, InputError, Message
from optimizer.regions.assumptions import resolve
from optimizer.regions.calendar import CalendarParams
from optimizer.regions.meeting import AT_HOME
from optimizer.regions.params import RegionParams
from optimizer.roads.params import RoadParams
from optimizer.settings.question import QuestionParams
from optimizer.settings.simulate import SimulateParams
from optimizer.timetable import TimetableParams

Minutes = Annotated[int, Field(ge=0)] | str
"""Whole minutes, or the key of an assumption."""

Kind = Literal["desa", "kelurahan", "sekolah", "rumah"]
Hundredths = Annotated[int, Field(ge=0, le=1000)]


class _Params(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class DeadlineParams(_Params):
    """Places with a deadline of their own (see `DeadlineClass`): by kind, kecamatan code and place code."""

    by: date
    kinds: tuple[Kind, ...] = ()
    kecamatan: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    weight: Hundredths = 0


class PolicyParams(_Params):
    """`Policy` as settings write it: values may name an assumption of the region.

    What a record of an earlier version does not know is off by default; the choices of the office stand
    in configs/default.yaml.
    """

    purpose: Purpose
    visits: Visits
    turnout_percent: Annotated[int, Field(ge=1, le=100)] | str
    setup_minutes: Mapping[Kind, Minutes]
    overtime_minutes: int = Field(ge=-300, le=480)
    max_drive_minutes: Annotated[int, Field(ge=0)] | None
    max_visits: Annotated[int, Field(ge=1)] | None
    budget: Annotated[int, Field(ge=0)] | None
    deadline: date | None
    unknown_signal: bool
    access_weight: Hundredths
    letter_weight: Hundredths = 0
    last_visit_weight: Hundredths = 0
    coverage_weight: Hundredths = 0
    deadlines: tuple[DeadlineParams, ...] = ()
    floor_percent: int = Field(default=0, ge=0, le=100)
    max_nights: int = Field(default=0, ge=0, le=2)
    nights_over_days_off: bool = False


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
    tariff_percent: int = Field(default=100, ge=1, le=1000)
    plan: PlanParams
    timetable: TimetableParams
    practice: PracticeParams
    question: QuestionParams | None = None
    simulate: SimulateParams = SimulateParams()


def policy_of(params: PolicyParams, region: Region) -> Policy:
    """The policy of a region, with its assumptions resolved.

    Raises
    ------
    InputError
        With every defect: assumptions that are missing or not whole, kinds of places without set-up
        minutes, deadline classes that name a kecamatan or place the region does not have.
    """
    defects = [*_unprepared(params, region), *_unknown(params, region)]
    values = dict[str, int]()
    asked: dict[str, int | str] = {"turnout_percent": params.turnout_percent}
    asked |= {f"setup_minutes.{kind}": minutes for kind, minutes in params.setup_minutes.items()}
    for setting, value in asked.items():
        try:
            values[setting] = resolve(value, region.assumptions, f"policy.{setting}")
        except InputError as error:
            defects += error.defects
    if defects:
        raise InputError(defects)
    return Policy(
        purpose=params.purpose,
        visits=params.visits,
        turnout_percent=values["turnout_percent"],
        setup_minutes=tuple((kind, values[f"setup_minutes.{kind}"]) for kind in params.setup_minutes),
        overtime_minutes=params.overtime_minutes,
        max_drive_minutes=params.max_drive_minutes,
        max_visits=params.max_visits,
        budget=params.budget,
        deadline=params.deadline,
        unknown_signal=params.unknown_signal,
        access_weight=params.access_weight,
        letter_weight=params.letter_weight,
        last_visit_weight=params.last_visit_weight,
        coverage_weight=params.coverage_weight,
        deadlines=tuple(
            DeadlineClass(each.by, each.kinds, each.kecamatan, each.places, each.weight)
            for each in params.deadlines
        ),
        floor_percent=params.floor_percent,
        max_nights=params.max_nights,
        nights_over_days_off=params.nights_over_days_off,
    )


def _unprepared(params: PolicyParams, region: Region) -> Iterator[Defect]:
    """Kinds of places in the region that no set-up minutes are given for."""
    for kind in dict.fromkeys(place.kind for place in region.places):
        if kind not in params.setup_minutes:
            message = Message("settings.no_setup", {"kind": kind})
            yield Defect("policy", message, None, f"setup_minutes.{kind}")


def _unknown(params: PolicyParams, region: Region) -> Iterator[Defect]:
    """Codes in deadline classes that no place of the region has."""
    kecamatan = list(dict.fromkeys(place.kecamatan_code for place in region.places))
    # Schools and homes are known before the horizon is, over which they become places.
    places = [place.code for place in region.places] + [school.npsn for school in region.schools]
    places += [AT_HOME.format(desa=group.place) for group in region.home_groups]
    for number, each in enumerate(params.deadlines):
        for column, named, known in (
            ("kecamatan", each.kecamatan, kecamatan),
            ("places", each.places, places),
        ):
            yield from _strangers(f"deadlines.{number}.{column}", named, known)


def _strangers(setting: str, named: Iterable[str], known: list[str]) -> Iterator[Defect]:
    for code in sorted(set(named).difference(known)):
        near = get_close_matches(code, known, n=1)
        key = "settings.unknown_code_near" if near else "settings.unknown_code"
        yield Defect("policy", Message(key, {"near": near[0] if near else ""}), None, setting, code)
