"""Working days of a civil servant, with holidays, joint leave, Ramadan and the state of the roads."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from itertools import pairwise
from typing import Annotated, Any, Literal, Self

from holidays import HolidayBase, country_holidays
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from optimizer.core.calendar import Calendar, DayOff, WorkDay
from optimizer.errors import Defect, InputError, Message

Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
WEEKDAYS: tuple[Weekday, ...] = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
FRIDAY = 4
LANGUAGES = {"id": "id", "en": "en_US"}
ESTIMATED = {"id": "(perkiraan)", "en": "(estimated)"}
"""How the package `holidays` marks a date that still has to be announced."""


def _minutes(value: Any) -> Any:
    """A clock time `HH:MM` as minutes after midnight; minutes stay (YAML reads 16:15 as 975)."""
    if not isinstance(value, str):
        return value
    hours, colon, minutes = value.partition(":")
    if not (colon and hours.isdecimal() and minutes.isdecimal() and int(minutes) < 60):
        raise ValueError("a clock time looks like 07:30")
    return 60 * int(hours) + int(minutes)


Clock = Annotated[int, BeforeValidator(_minutes), Field(ge=0, le=24 * 60)]


class _Params(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class HoursParams(_Params):
    """Presence at work from `start` to `end`, with a break inside it, or None."""

    start: Clock
    end: Clock
    pause: tuple[Clock, Clock] | None = None

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        times = (self.start, *(self.pause or ()), self.end)
        if any(earlier >= later for earlier, later in pairwise(times)):
            raise ValueError("times must be in order: start, break, end")
        return self


class WeekParams(_Params):
    """Hours of the kinds of days. Default: Perpres 21/2023, 37.5 h a week, in Ramadan 32.5 h."""

    ordinary: HoursParams
    friday: HoursParams
    ramadan: HoursParams
    ramadan_friday: HoursParams


class RamadanParams(_Params):
    """First and last day of fasting; not `confirmed` until the government's sidang isbat."""

    start: date
    end: date
    confirmed: bool = True

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if not timedelta(days=28) <= self.end - self.start <= timedelta(days=29):
            raise ValueError("Ramadan lasts 29 or 30 days")
        return self


class CalendarParams(_Params):
    """When the office works.

    Attributes
    ----------
    weekdays
        Days of the week worked.
    hours
        Hours by kind of day.
    ramadan
        Dates of Ramadan by (Gregorian) year.
    days_off
        Dates not worked, with the reason; they win over everything else.
    workdays
        Dates worked although a weekend, holiday or joint leave.
    road_states
        State of the roads → its months; every month exactly once.
    language
        Language of the holidays' names.
    """

    weekdays: tuple[Weekday, ...]
    hours: WeekParams
    ramadan: Mapping[int, RamadanParams]
    days_off: Mapping[date, str] = {}
    workdays: tuple[date, ...] = ()
    road_states: Mapping[str, tuple[int, ...]]
    language: Literal["id", "en"] = "id"

    @model_validator(mode="after")
    def _every_month_once(self) -> Self:
        months = sorted(month for months in self.road_states.values() for month in months)
        if months != list(range(1, 13)):
            raise ValueError("road_states must name every month from 1 to 12 exactly once")
        return self


def make_calendar(start: date, end: date, params: CalendarParams) -> Calendar:
    """The working days from `start` to `end`, both included.

    National holidays and joint leave (cuti bersama) are those of the package `holidays`, categories
    public and government. Dates off are listed where they would have been worked otherwise.

    Raises
    ------
    InputError
        If `end` is before `start` or no date in between is worked.
    """
    if end < start:
        raise _wrong("regions.horizon_backwards", start, end)
    years = range(start.year, end.year + 1)
    holidays = _holidays(years, ("public", "government"), params)
    days: list[WorkDay] = []
    off: list[DayOff] = []
    for day in _dates(start, end):
        reason = _reason_off(day, holidays, params)
        if reason is None:
            extra = _reason_free(day, holidays, params) is not None
            days.append(_work_day(day, extra, params))
        elif reason:
            off.append(DayOff(day, reason))
    if not days:
        reasons = "; ".join(dict.fromkeys(day.reason for day in off))
        raise _wrong("regions.no_working_day" if reasons else "regions.only_weekend", start, end, why=reasons)
    return Calendar(start, end, tuple(days), tuple(off), tuple(_warnings(start, end, holidays, params)))


def _dates(start: date, end: date) -> Iterator[date]:
    return (start + timedelta(days=n) for n in range((end - start).days + 1))


def _holidays(years: Iterable[int], categories: tuple[str, ...], params: CalendarParams) -> HolidayBase:
    return country_holidays("ID", years=years, categories=categories, language=LANGUAGES[params.language])


def _reason_off(day: date, holidays: HolidayBase, params: CalendarParams) -> str | None:
    """Why a date is not worked: a reason, "" for a plain weekend, None where it is worked."""
    if day in params.days_off:
        return params.days_off[day]
    return None if day in params.workdays else _reason_free(day, holidays, params)


def _reason_free(day: date, holidays: HolidayBase, params: CalendarParams) -> str | None:
    """Why a date is not worked where the office decides nothing else."""
    return holidays.get(day) if WEEKDAYS[day.weekday()] in params.weekdays else ""


def _work_day(day: date, extra: bool, params: CalendarParams) -> WorkDay:
    hours, kind = params.hours.ordinary, "biasa"
    friday = day.weekday() == FRIDAY
    if any(fast.start <= day <= fast.end for fast in params.ramadan.values()):
        hours, kind = params.hours.ramadan, "ramadan"
        if friday:
            hours, kind = params.hours.ramadan_friday, "ramadan_jumat"
    elif friday:
        hours, kind = params.hours.friday, "jumat"
    state = next(state for state, months in params.road_states.items() if day.month in months)
    return WorkDay(day, hours.start, hours.end, hours.pause, state, kind, extra)


def _warnings(start: date, end: date, holidays: HolidayBase, params: CalendarParams) -> Iterator[Message]:
    """What is not known yet about the horizon."""
    for year in range(start.year, end.year + 1):
        if not _holidays([year], ("government",), params):
            yield Message("regions.warn_no_joint_leave", {"year": str(year)})
        if year not in params.ramadan:
            yield Message("regions.warn_no_ramadan", {"year": str(year)})
    mark = ESTIMATED[params.language]
    names = [
        holidays[day].replace(mark, "").strip() for day in _dates(start, end) if mark in holidays.get(day, "")
    ]
    if names:
        yield Message("regions.warn_estimated_holiday", {"names": ", ".join(dict.fromkeys(names))})
    for fast in params.ramadan.values():
        if not fast.confirmed and fast.start <= end and fast.end >= start:
            values = {"start": fast.start.isoformat(), "end": fast.end.isoformat()}
            yield Message("regions.warn_ramadan_unconfirmed", values)


def _wrong(key: str, start: date, end: date, **values: str) -> InputError:
    message = Message(key, {"start": start.isoformat(), "end": end.isoformat(), **values})
    return InputError([Defect("calendar", message)])
