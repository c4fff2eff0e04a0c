"""Schools and homes as places that a team visits, and when they can be visited."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from optimizer.core.calendar import Calendar
from optimizer.core.region import Node, Opening, Place, Region, School
from optimizer.errors import Defect, InputError
from optimizer.regions.calendar import WEEKDAYS
from optimizer.regions.demand_params import DemandParams, MonthDay, OpeningParams, ShutParams
from optimizer.regions.tables import unknown

SCHOOL, HOME = "sekolah", "rumah"
AT_HOME = "{desa}-RUMAH"
HOME_NAME = "Rumah warga {name}"
"""Names stand in the region's own language, as those of its tables do."""


def opening(params: OpeningParams, calendar: Calendar) -> Opening:
    """The hours of a kind of place, with the ranges of days it is shut that touch the horizon."""
    shut = {
        span
        for rule in params.shut.values()
        for span in _spans(rule, calendar)
        if span[0] <= calendar.end and span[1] >= calendar.start
    }
    weekdays = frozenset(WEEKDAYS.index(day) for day in params.weekdays)
    return Opening(weekdays, params.start, params.end, tuple(sorted(shut)))


def _spans(rule: ShutParams, calendar: Calendar) -> Iterator[tuple[date, date]]:
    """A range of days, or one for each year; `12-20` to `01-05` ends in the next year."""
    if isinstance(rule.first, date) and isinstance(rule.last, date):
        yield rule.first, rule.last
    elif isinstance(rule.first, str) and isinstance(rule.last, str):
        for year in range(calendar.start.year - 1, calendar.end.year + 1):
            yield _in(year, rule.first), _in(year + (rule.last < rule.first), rule.last)


def _in(year: int, day: MonthDay) -> date:
    """A day of a year; one the month lacks (02-29, 06-31) is its last."""
    month, number = map(int, day.split("-"))
    last = (date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)).day
    return date(year, month, min(number, last))


def home(desa: Place, hours: Opening) -> Place:
    """The homes of a desa, reached where the desa is."""
    return Place(
        code=AT_HOME.format(desa=desa.code),
        name=HOME_NAME.format(name=desa.name),
        kind=HOME,
        kecamatan_code=desa.kecamatan_code,
        kecamatan=desa.kecamatan,
        lat=desa.lat,
        lon=desa.lon,
        point_quality=desa.point_quality,
        signal=desa.signal,
        source=desa.source,
        node=desa.node or desa.code,
        opening=hours,
        within=desa.code,
    )


def school(school: School, region: Region, hours: Opening) -> Place:
    """A school, visited in rounds; its signal is known where its desa is."""
    desa = next((place for place in region.places if place.code == school.place), None)
    kecamatan = (p.kecamatan for p in region.places if p.kecamatan_code == school.kecamatan_code)
    return Place(
        code=school.npsn,
        name=school.name,
        kind=SCHOOL,
        kecamatan_code=school.kecamatan_code,
        kecamatan=next(kecamatan, school.kecamatan_code),
        lat=school.lat,
        lon=school.lon,
        point_quality=school.point_quality,
        signal=desa.signal if desa else "tidak_diketahui",
        source=school.source.text,
        node=school.node,
        opening=hours,
        rounds=True,
    )


def node_of(school: School) -> Node:
    """The road node of a school that has one of its own."""
    return Node(school.npsn, SCHOOL, school.name, school.lat, school.lon)


def reason_done(school: School, params: DemandParams) -> str | None:
    """Why a school needs no visit any more; None where it does."""
    own = params.done_schools.get(school.npsn)
    return own or params.done_kecamatan.get(school.kecamatan_code)


def check_done(region: Region, params: DemandParams) -> None:
    """Raise an InputError where the settings call schools done that are not there."""
    known = {
        "done_kecamatan": list(dict.fromkeys(place.kecamatan_code for place in region.places)),
        "done_schools": [school.npsn for school in region.schools],
    }
    defects = [
        Defect("region.demand", unknown(code, known[name], f"regions.{key}"), None, name, code)
        for name, key, codes in (
            ("done_kecamatan", "kecamatan_unknown", params.done_kecamatan),
            ("done_schools", "school_unknown", params.done_schools),
        )
        for code in codes
        if code not in known[name]
    ]
    if defects:
        raise InputError(defects)
