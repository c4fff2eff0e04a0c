"""New card holders of the horizon, month by month: nobody can be served before their month."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from fractions import Fraction

import numpy as np

from optimizer.core.apportion import apportion
from optimizer.core.calendar import Calendar
from optimizer.core.region import Cell, Place, Region, Source
from optimizer.errors import Message
from optimizer.regions.assumptions import percent
from optimizer.regions.demand_params import DemandParams
from optimizer.regions.meeting import SCHOOL

MONTHS = 12

AT_SCHOOL = "Taksiran: pemula baru (persen setahun dari wajib KTP) yang bersekolah, menurut jumlah siswa"
AT_DESA = "Taksiran: pemula baru (persen setahun dari wajib KTP) di luar sekolah, menurut wajib KTP"
"""Sources of new card holders, in the language of the tables."""


@dataclass(frozen=True)
class Month:
    """A calendar month, as far as it lies in the horizon; `part` of it does."""

    release: date
    part: Fraction


def with_inflow(region: Region, params: DemandParams, calendar: Calendar) -> Region:
    """The region with its new card holders, at schools by students and elsewhere by card holders.

    A year brings a share of all who must hold a card, each month a twelfth of it and a part of a month
    the same part. Those of the first month are there from the start, in one cell with whoever waits at
    their school (one round); each later month has cells of its own, released on its first day. Where
    students are served from 16, new ones are those who turn 16; who turns 17 has then been counted.
    """
    schools = [place for place in region.places if place.kind == SCHOOL]
    if params.inflow == "schools" and not schools:
        return region
    must_hold = [place.must_hold or 0 for place in region.places]
    if not any(must_hold):
        return replace(region, warnings=(*region.warnings, Message("regions.demand_no_must_hold")))
    students = {school.npsn: school.students for school in region.schools}
    yearly = sum(must_hold) * percent(params.new_a_year, region.assumptions, "demand.new_a_year")
    taught = percent(params.at_school, region.assumptions, "demand.at_school")
    everywhere = sum(students.values())
    here = taught * sum(students[place.code] for place in schools) / everywhere if everywhere else Fraction(0)
    months = list(months_of(calendar))
    exact = [yearly / MONTHS * month.part for month in months]
    rest = 1 - here if params.inflow == "all" else Fraction(0)
    at_school, elsewhere = (_whole([share * people for people in exact]) for share in (here, rest))
    desa = [place for place in region.places if place.must_hold]
    cells = list(region.cells)
    for number, month in enumerate(months):
        release = month.release if number else None
        weights = [students[place.code] for place in schools]
        for place, people in _spread(at_school[number], schools, weights):
            _join(cells, _new(place, people, release, params, AT_SCHOOL))
        weights = [place.must_hold or 0 for place in desa]
        for place, people in _spread(elsewhere[number], desa, weights):
            cells.append(_new(place, people, release, params, AT_DESA))
    values = {"people": sum(at_school) + sum(elsewhere), "yearly": round(yearly)}
    said = Message("regions.demand_inflow", values)
    return replace(region, cells=tuple(cells), warnings=(*region.warnings, said))


def months_of(calendar: Calendar) -> Iterator[Month]:
    """The months of a horizon, each with the part of it that lies inside."""
    first = calendar.start
    while first <= calendar.end:
        days = monthrange(first.year, first.month)[1]
        last = min(first.replace(day=days), calendar.end)
        yield Month(first, Fraction((last - first).days + 1, days))
        first = last + timedelta(days=1)


def _whole(exact: list[Fraction]) -> list[int]:
    """Whole people of each month, summing to the whole horizon's (half rounds up)."""
    total = (sum(exact, Fraction(0)) + Fraction(1, 2)).__floor__()
    parts = apportion(total, np.array([float(people) for people in exact]))
    return [int(people) for people in parts]


def _spread(people: int, places: list[Place], weights: list[int]) -> Iterator[tuple[Place, int]]:
    """The people of a month by place, those without any left out."""
    shares = apportion(people, np.array(weights, dtype=np.float64))
    return ((place, int(share)) for place, share in zip(places, shares, strict=True) if share)


def _new(place: Place, people: int, release: date | None, params: DemandParams, text: str) -> Cell:
    young = params.from_age == 16 and place.kind == SCHOOL
    return Cell(
        place=place.code,
        services=(params.service,),
        waiting=0,
        source=Source(text, "", True),
        inflow=people,
        group="usia_16" if young else "pemula",
        release=release,
    )


def _join(cells: list[Cell], new: Cell) -> None:
    """Add a cell, or its people to the one of the same place, group and release."""
    for row, cell in enumerate(cells):
        same = (cell.place, cell.services, cell.group, cell.release)
        if same == (new.place, new.services, new.group, new.release):
            cells[row] = replace(cell, inflow=cell.inflow + new.inflow)
            return
    cells.append(new)
