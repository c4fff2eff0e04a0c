"""Move people from their desa to the places where they are met; nobody is lost, nobody counted twice."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from math import ceil

import numpy as np
from numpy.typing import NDArray

from optimizer.core.apportion import apportion
from optimizer.core.calendar import Calendar
from optimizer.core.priority import holders_waiting
from optimizer.core.region import Cell, Group, Place, Region, School, Source
from optimizer.errors import Message
from optimizer.regions.assumptions import percent, resolve
from optimizer.regions.demand_params import DemandParams
from optimizer.regions.meeting import HOME, home, node_of, opening, reason_done, school

People = NDArray[np.int64]

AT_17 = "Taksiran: siswa 17 tahun x {share}, dipindahkan dari belum direkam di desa"
AT_16 = "Taksiran: siswa 16 tahun x {share}, di luar wajib KTP"
"""Sources of people met at school, in the language of the tables."""


def with_homes(region: Region, params: DemandParams, calendar: Calendar) -> Region:
    """The region with its home groups as places, their people taken out of the desa's waiting.

    A group larger than its desa's waiting is cut, the disabled first.
    """
    movable = _movable(region, params)
    groups = [group for group in region.home_groups if group.place in movable]
    if not groups:
        return region
    minutes: dict[Group, int] = {
        "lansia": resolve(params.elderly_minutes, region.assumptions, "demand.elderly_minutes"),
        "disabilitas": resolve(params.disabled_minutes, region.assumptions, "demand.disabled_minutes"),
    }
    hours, desa = opening(params.home_hours, calendar), {place.code: place for place in region.places}
    places, cells, taken = list[Place](), list[Cell](), _nobody(region)
    for group in groups:
        row = movable[group.place]
        place, left = home(desa[group.place], hours), region.cells[row].waiting
        places.append(place)
        there: dict[Group, int] = {"lansia": group.elderly, "disabilitas": group.disabled}
        for name, most in there.items():
            people = min(most, left - int(taken[row]))
            if not people:
                continue
            taken[row] += people
            cells.append(
                Cell(
                    place=place.code,
                    services=(params.service,),
                    waiting=people,
                    source=group.source,
                    group=name,
                    minutes=minutes[name],
                )
            )
    said = Message("regions.demand_homes", {"people": int(taken.sum()), "places": len(places)})
    return _moved(region, taken, places, cells, [said])


def with_schools(region: Region, params: DemandParams, calendar: Calendar) -> Region:
    """The region with its schools as places, and the students of 17 who wait taken out of the desa.

    Of a school's students half are 17 (the smaller half), the others 16. The share of them who wait is
    taken from the desa of the school's kecamatan in proportion to those who may leave; what these do not
    give, from the rest of the region. At each desa a share of those waiting stays.
    """
    done = {each.npsn: reason_done(each, params) for each in region.schools}
    visited = [each for each in region.schools if done[each.npsn] is None]
    said = [
        Message("regions.demand_done", {"schools": count, "reason": reason})
        for reason, count in Counter(reason for reason in done.values() if reason).items()
    ]
    if not visited:
        return replace(region, warnings=(*region.warnings, *said))
    spare = _spare(region, params)
    seventeen = np.array([each.students // 2 for each in visited], dtype=np.int64)
    share = percent(params.unrecorded_at_17, region.assumptions, "demand.unrecorded_at_17")
    wanted = _share_of(seventeen, share)
    moved = min(wanted, int(spare.sum()))
    if moved < wanted:
        said.append(Message("regions.demand_short", {"wanted": wanted, "moved": moved}))
    waiting = apportion(moved, seventeen.astype(np.float64))
    taken = _taken(region, spare, visited, waiting)
    said.append(Message("regions.demand_schools", {"people": moved, "schools": len(visited)}))
    text = AT_17.format(share=_said(params.unrecorded_at_17))
    cells = list(_students(visited, waiting, "pemula", text, params))
    if params.from_age == 16:
        sixteen = np.array([each.students for each in visited], dtype=np.int64) - seventeen
        share = percent(params.unrecorded_at_16, region.assumptions, "demand.unrecorded_at_16")
        extra = apportion(_share_of(sixteen, share), sixteen.astype(np.float64))
        text = AT_16.format(share=_said(params.unrecorded_at_16))
        cells += _students(visited, extra, "usia_16", text, params)
        said.append(Message("regions.demand_sixteen", {"people": int(extra.sum())}))
    hours = opening(params.school_hours, calendar)
    made = _moved(region, taken, [school(each, region, hours) for each in visited], cells, said)
    tied = [each for each in visited if each.tie]
    return replace(
        made,
        nodes=(*made.nodes, *map(node_of, tied)),
        links=(*made.links, *(each.tie for each in tied if each.tie)),
    )


def _students(
    schools: Sequence[School], people: People, group: Group, text: str, params: DemandParams
) -> Iterable[Cell]:
    for each, count in zip(schools, people.tolist(), strict=True):
        source = Source(text, each.source.date, True)
        yield Cell(each.npsn, (params.service,), count, source, group=group)


def _said(value: float | str) -> str:
    return value if isinstance(value, str) else f"{value:g} %"


def _movable(region: Region, params: DemandParams) -> Mapping[str, int]:
    """Place → row of its cell of residents who wait for the service alone."""
    rows: dict[str, int] = {}
    for row, cell in enumerate(region.cells):
        if cell.services == (params.service,) and cell.group == "umum" and cell.release is None:
            rows.setdefault(cell.place, row)
    return rows


def _nobody(region: Region) -> People:
    return np.zeros(len(region.cells), dtype=np.int64)


def _spare(region: Region, params: DemandParams) -> People:
    """People of each cell who may leave it: those waiting at the desa, homes included, less those kept."""
    kept = percent(params.kept_at_desa, region.assumptions, "demand.kept_at_desa")
    at_home = Counter[str]()
    within = {place.code: place.within for place in region.places if place.kind == HOME}
    for cell in region.cells:
        at_home[within.get(cell.place) or ""] += cell.waiting
    spare = _nobody(region)
    for place, row in _movable(region, params).items():
        here = region.cells[row].waiting
        spare[row] = max(0, here - ceil(kept * (here + at_home[place])))
    return spare


def _taken(region: Region, spare: People, schools: Sequence[School], waiting: People) -> People:
    """Whom each cell gives to the schools: first to those of its kecamatan, then to the others."""
    kecamatan = {place.code: place.kecamatan_code for place in region.places}
    of = np.array([kecamatan[cell.place] for cell in region.cells])
    taken, short = _nobody(region), 0
    wanted = Counter[str]()
    for each, count in zip(schools, waiting.tolist(), strict=True):
        wanted[each.kecamatan_code] += count
    for code in sorted(wanted):
        near = np.where(of == code, spare, 0)
        given = min(wanted[code], int(near.sum()))
        taken += apportion(given, near.astype(np.float64))
        short += wanted[code] - given
    return taken + apportion(short, (spare - taken).astype(np.float64))


def _share_of(people: People, share: Fraction) -> int:
    """A share of all people, whole (half rounds up)."""
    return (int(people.sum()) * share + Fraction(1, 2)).__floor__()


def _moved(
    region: Region, taken: People, places: Sequence[Place], cells: Sequence[Cell], said: Sequence[Message]
) -> Region:
    """The region with people taken out of its cells and new places and cells at the end."""
    counted = [
        int(people)
        for cell, people in zip(region.cells, taken, strict=True)
        if people and not cell.source.estimated
    ]
    if counted:
        values = {"people": sum(counted), "places": len(counted)}
        said = [*said, Message("regions.demand_observed", values)]
    left = (
        replace(cell, waiting=cell.waiting - int(people))
        for cell, people in zip(region.cells, taken, strict=True)
    )
    return replace(
        region,
        places=(*_noted(region, taken), *places),
        cells=(*left, *cells),
        warnings=(*region.warnings, *said),
    )


def _noted(region: Region, taken: People) -> Iterator[Place]:
    """The places, those that give people away with the count that waited there as tabled."""
    gives = {cell.place for cell, people in zip(region.cells, taken, strict=True) if people}
    before = holders_waiting(region)
    for place in region.places:
        if place.code in gives:
            yield replace(place, waiting_before=before[place.code])
        else:
            yield place
