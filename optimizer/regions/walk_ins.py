"""People who come to the office meanwhile: the nearer they live, the likelier."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from optimizer.core.apportion import apportion
from optimizer.core.calendar import Calendar
from optimizer.core.region import Cell, Place, Region
from optimizer.errors import Message
from optimizer.regions.assumptions import central
from optimizer.regions.demand_params import DemandParams
from optimizer.regions.extras import straight_km

RESIDENTS = "umum"
"""The group who comes to the office: students are met at school, people at home cannot come."""


def with_walk_ins(region: Region, params: DemandParams, calendar: Calendar) -> Region:
    """The region with the people its office serves over the horizon's working days, by cell.

    So many a day for each service, shared out over those waiting in proportion to their number times the
    share of their distance from the nearest office; never more than wait. Somebody who needs several
    services is served all of them and counts for the first that has a rate.
    """
    shares = {place.code: _share(place, region, params.bands) for place in region.places}
    cells, said = list(region.cells), list[Message]()
    rates = {
        code: rate
        for code, rate in params.walk_ins.items()
        if code in {service.code for service in region.services}
    }
    for code, rate in rates.items():
        a_day = central(rate, region.assumptions, f"demand.walk_ins.{code}")
        rows = [row for row, cell in enumerate(cells) if _first(cell, rates) == code]
        if not rows:
            continue
        served = _served(
            (a_day * len(calendar.days) + Fraction(1, 2)).__floor__(),
            np.array([cells[row].waiting for row in rows], dtype=np.int64),
            np.array([shares[cells[row].place] for row in rows], dtype=np.int64),
        )
        for row, people in zip(rows, served.tolist(), strict=True):
            cells[row] = replace(cells[row], office=people)
        values = {
            "service": code,
            "people": int(served.sum()),
            "days": len(calendar.days),
            "rate": f"{float(a_day):g}",
        }
        said.append(Message("regions.demand_office", values))
    return replace(region, cells=tuple(cells), warnings=(*region.warnings, *said))


def _first(cell: Cell, rates: Mapping[str, object]) -> str | None:
    """The service that a resident counts for at the office; None where they do not come."""
    if cell.group != RESIDENTS or cell.release is not None:
        return None
    return next((code for code in rates if code in cell.services), None)


def _share(place: Place, region: Region, bands: Mapping[int, int]) -> int:
    """The relative share of those at a place who come to the nearest office."""
    km = min(straight_km((place.lat, place.lon), (base.lat, base.lon)) for base in region.bases)
    return next((share for limit, share in sorted(bands.items()) if km <= limit), 0)


def _served(total: int, waiting: NDArray[np.int64], share: NDArray[np.int64]) -> NDArray[np.int64]:
    """`total` people by waiting × share, at most as many as wait; the rest of a full cell goes round."""
    served = np.zeros_like(waiting)
    open_ = (waiting > 0) & (share > 0)
    left = min(total, int(waiting[open_].sum()))
    while left:
        weights = np.where(open_, waiting * share, 0).astype(np.float64)
        given = np.minimum(apportion(left, weights), waiting - served)
        served += given
        left -= int(given.sum())
        open_ &= served < waiting
    return served
