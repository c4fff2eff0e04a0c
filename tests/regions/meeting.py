"""A district made by hand with a school, homes and an office, whose moved people can be counted on paper."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from optimizer.core.calendar import Calendar, WorkDay
from optimizer.core.region import Assumption, HomeGroup, Link, Region, School, Source
from optimizer.regions.demand_params import DemandParams
from tests import tiny

PERCENT = {
    "persen_siswa_17_belum_rekam": 50,
    "persen_siswa_16_belum_rekam": 90,
    "persen_tetap_di_desa": 50,
    "persen_pemula_per_tahun": 2,
    "persen_siswa_sma_smk": 60,
    "menit_rekam_lansia": 20,
    "menit_rekam_disabilitas": 25,
    "orang_kantor_per_hari": 2,
    "ikd_kantor_per_hari": 1,
}
OFF = DemandParams(
    walk_ins={"KTP": "orang_kantor_per_hari", "IKD": "ikd_kantor_per_hari"}, bands={5: 100, 30: 50}
)


def params(**changes: Any) -> DemandParams:
    """Every part off but those said."""
    return DemandParams.model_validate({**OFF.model_dump(), **changes})


def school(number: int, students: int, *, kecamatan: str = "K0", tie: bool = False) -> School:
    """School S<number> at desa P0, or with a node of its own tied to it."""
    code = f"S{number}"
    link = Link(f"SEKOLAH-{code}", code, "P0", 1.0, "unclassified", "tak diketahui", False, "perkiraan")
    return School(
        npsn=code,
        name=f"SMA {number}",
        form="SMA",
        kecamatan_code=kecamatan,
        place=None,
        lat=-3.51,
        lon=102.51,
        point_quality="good" if tie else "poor",
        students=students,
        source=Source("uji", "2026", True),
        node=code if tie else "P0",
        tie=link if tie else None,
    )


def district(
    people: tiny.People = (40, 20, 30),
    *,
    schools: Sequence[School] = (),
    homes: Mapping[str, tuple[int, int]] | None = None,
    must_hold: int | None = None,
    counted: bool = False,
    **assumed: float,
) -> Region:
    """P0 and P1 in K0, P2 in K1; `homes` are elderly and disabled by place, `must_hold` is that of each."""
    made = tiny.region(people)
    source = Source("hitungan kantor" if counted else "taksiran", "2026", not counted)
    values = {**PERCENT, **assumed}
    return replace(
        made,
        places=tuple(replace(place, must_hold=must_hold) for place in made.places),
        cells=tuple(replace(cell, source=source) for cell in made.cells),
        schools=tuple(schools),
        home_groups=tuple(
            HomeGroup(place, elderly, disabled, tiny.SOURCE)
            for place, (elderly, disabled) in (homes or {}).items()
        ),
        assumptions=tuple(Assumption(key, value, value, value, "", "uji") for key, value in values.items()),
    )


def horizon(start: date, end: date) -> Calendar:
    """Every Monday to Friday from `start` to `end`."""
    days = (date.fromordinal(n) for n in range(start.toordinal(), end.toordinal() + 1))
    made = tuple(WorkDay(day, 450, 975, (720, 780), "kemarau") for day in days if day.weekday() < 5)
    return Calendar(start, end, made)


FORTNIGHT = horizon(date(2026, 1, 5), date(2026, 1, 16))
"""Ten working days."""


def waiting(region: Region, *, extra: bool = False) -> dict[str, int]:
    """People waiting by place; those beside the published totals apart."""
    people: Counter[str] = Counter()
    for cell in region.cells:
        people[cell.place] += cell.waiting if cell.extra == extra else 0
    return dict(people)


def keys(region: Region) -> list[str]:
    """What was said of the region."""
    return [message.key.removeprefix("regions.demand_") for message in region.warnings]
