"""What a configuration may say of where people are met: schools, homes, the office, and new card holders."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from optimizer.regions.calendar import Clock, Weekday

Amount = Annotated[float, Field(ge=0, allow_inf_nan=False)] | str
"""A number, or the key of an assumption."""

Minutes = Annotated[int, Field(ge=1)] | str
"""Whole minutes, or the key of an assumption."""

MonthDay = Annotated[str, Field(pattern=r"^(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$")]
"""A day of every year, as in `12-20`."""

Percent = Annotated[int, Field(ge=0, le=100)]
Reason = Annotated[str, Field(min_length=1)]


def _without_null(value: Any) -> Any:
    """A mapping without the entries that a later file set to null."""
    if not isinstance(value, Mapping):
        return value
    return {key: each for key, each in value.items() if each is not None}


class _Params(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class ShutParams(_Params):
    """A range of days, both included: of every year (`12-20` to `01-05`), or dates of one year."""

    first: date | MonthDay
    last: date | MonthDay

    @model_validator(mode="after")
    def _alike(self) -> Self:
        if isinstance(self.first, date) != isinstance(self.last, date):
            raise ValueError("first and last are both dates (2026-03-02) or both days of every year (03-02)")
        if isinstance(self.first, date) and isinstance(self.last, date) and self.first > self.last:
            raise ValueError("last must not be before first")
        return self


class OpeningParams(_Params):
    """When a kind of place can be visited.

    Attributes
    ----------
    weekdays, start, end
        Days of the week and hours; a visit, setting up included, lies within them.
    shut
        Ranges of days without visits, by name; one set to null is left out.
    """

    weekdays: tuple[Weekday, ...] = ("mon", "tue", "wed", "thu", "fri")
    start: Clock = 8 * 60
    end: Clock = 15 * 60
    shut: Annotated[Mapping[str, ShutParams], BeforeValidator(_without_null)] = {}

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if self.start >= self.end:
            raise ValueError("end must be after start")
        return self


class DemandParams(_Params):
    """Where the people of a region are met, each part on or off; all off where nothing is said.

    An `Amount` is a number or the key of an assumption of the region.

    Attributes
    ----------
    service
        Code of the service that people met at schools and at home need.
    schools
        Whether students are met at their school. Those of 17 are moved there from the desa.
    from_age
        Age from which students are served: 16 adds people beside the published totals.
    home_visits
        Whether the elderly and disabled of the region's home groups are visited at home.
    inflow
        Whom new card holders of the horizon are counted for: nobody, students, or everyone.
    office
        Whether the office serves those who come to it meanwhile.
    unrecorded_at_17, unrecorded_at_16
        Percent of students of that age who wait.
    kept_at_desa
        Percent of those waiting at a desa who stay there, however many students there are.
    new_a_year, at_school
        New card holders a year in percent of all; percent of them at one of the schools.
    elderly_minutes, disabled_minutes
        Minutes of one person at one kit, at home.
    walk_ins
        People of a service that the office serves on a working day, by the service's code. Somebody who
        needs several services counts for the first one named here.
    bands
        Kilometres (straight) from the nearest office → relative share of those waiting within them who
        come; nobody from beyond the last.
    school_hours, home_hours
        When schools and homes can be visited.
    done_kecamatan, done_schools
        Schools already done, by code of their kecamatan or their own, each with the reason.
    """

    service: Annotated[str, Field(min_length=1)] = "KTP"
    schools: bool = False
    from_age: Literal[16, 17] = 17
    home_visits: bool = False
    inflow: Literal["none", "schools", "all"] = "none"
    office: bool = False
    unrecorded_at_17: Amount = "persen_siswa_17_belum_rekam"
    unrecorded_at_16: Amount = "persen_siswa_16_belum_rekam"
    kept_at_desa: Amount = "persen_tetap_di_desa"
    new_a_year: Amount = "persen_pemula_per_tahun"
    at_school: Amount = "persen_siswa_sma_smk"
    elderly_minutes: Minutes = "menit_rekam_lansia"
    disabled_minutes: Minutes = "menit_rekam_disabilitas"
    walk_ins: Annotated[Mapping[str, Amount], BeforeValidator(_without_null)] = {}
    bands: Annotated[Mapping[Annotated[int, Field(ge=0)], Percent], BeforeValidator(_without_null)] = {}
    school_hours: OpeningParams = OpeningParams()
    home_hours: OpeningParams = OpeningParams()
    done_kecamatan: Annotated[Mapping[str, Reason], BeforeValidator(_without_null)] = {}
    done_schools: Annotated[Mapping[str, Reason], BeforeValidator(_without_null)] = {}

    def references(self) -> list[tuple[str, str, Literal["percent", "minutes", "people"]]]:
        """What the parts switched on take from the assumptions: setting, key, and what it has to be."""
        asked: list[tuple[str, Amount, Literal["percent", "minutes", "people"]]] = []
        if self.schools:
            asked += [
                ("unrecorded_at_17", self.unrecorded_at_17, "percent"),
                ("kept_at_desa", self.kept_at_desa, "percent"),
            ]
        if self.schools and self.from_age == 16:
            asked.append(("unrecorded_at_16", self.unrecorded_at_16, "percent"))
        if self.home_visits:
            asked += [
                ("elderly_minutes", self.elderly_minutes, "minutes"),
                ("disabled_minutes", self.disabled_minutes, "minutes"),
            ]
        if self.inflow != "none":
            asked += [("new_a_year", self.new_a_year, "percent"), ("at_school", self.at_school, "percent")]
        if self.office:
            asked += [(f"walk_ins.{code}", rate, "people") for code, rate in self.walk_ins.items()]
        return [(f"demand.{name}", key, kind) for name, key, kind in asked if isinstance(key, str)]
