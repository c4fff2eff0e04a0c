"""Priority of a place: the factors that raise the weight of its people, each with its own number."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import numpy as np
from numpy.typing import NDArray

from optimizer.core.policy import Policy
from optimizer.core.region import Region
from optimizer.core.travel import Travel

ACCESS_HOURS = 2
"""Driving time beyond which the access weight grows no further (the farthest kecamatan)."""

YEAR = 365

Factors = Mapping[str, NDArray[np.int32]]
"""Hundredths that each factor adds to the weight of a person, shape (places,), by its name."""


def factors(region: Region, travel: Travel, policy: Policy, start: date) -> Factors:
    """The factors of every place, as known on the first day of the horizon.

    `access`: hours of driving from the nearest office, by the best roads of the horizon. `letter`: a
    village head's letter, dated by then, that no visit has answered. `last_visit`: time since the last
    visit; nothing where it is not known. `coverage`: the share of card-holders who wait, compared with
    the region's. `deadline`: the largest weight among the deadline classes the place is in.
    """
    return {
        "access": _access(region, travel, policy),
        "letter": _letters(region, policy, start),
        "last_visit": _last_visit(region, policy, start),
        "coverage": _coverage(region, policy),
        "deadline": _deadlines(region, policy),
    }


def _access(region: Region, travel: Travel, policy: Policy) -> NDArray[np.int32]:
    column = {code: index for index, code in enumerate(travel.ids)}
    places = np.array([column[place.code] for place in region.places], dtype=np.int64)
    quickest = np.min([layer.minutes[: len(region.bases)] for layer in travel.layers.values()], axis=(0, 1))
    minutes = np.minimum(quickest[places].astype(np.int64), 60 * ACCESS_HOURS)
    points: NDArray[np.int32] = (policy.access_weight * minutes // 60).astype(np.int32)
    return points


def _letters(region: Region, policy: Policy, start: date) -> NDArray[np.int32]:
    latest: dict[str, date] = {}
    for request in region.requests:
        if request.date <= start:
            latest[request.place] = max(request.date, latest.get(request.place, request.date))
    waits = [
        place.code in latest and not (place.last_visit and place.last_visit >= latest[place.code])
        for place in region.places
    ]
    return np.array(waits, dtype=np.int32) * np.int32(policy.letter_weight)


def _last_visit(region: Region, policy: Policy, start: date) -> NDArray[np.int32]:
    days = [
        min(YEAR, max(0, (start - place.last_visit).days)) if place.last_visit else 0
        for place in region.places
    ]
    return (policy.last_visit_weight * np.array(days, dtype=np.int64) // YEAR).astype(np.int32)


def holders_waiting(region: Region) -> Mapping[str, int]:
    """People who wait, by the code of the place whose card-holders they are among.

    People met at home or at school count for their desa: one with a school near is covered no better.
    """
    people = dict.fromkeys((place.code for place in region.places), 0)
    of = {place.code: place.within or place.code for place in region.places}
    for cell in region.cells:
        people[of[cell.place]] += 0 if cell.extra else cell.waiting
    return people | {p.code: p.waiting_before for p in region.places if p.waiting_before is not None}


def _coverage(region: Region, policy: Policy) -> NDArray[np.int32]:
    people = holders_waiting(region)
    wait = np.array([people[place.code] for place in region.places], dtype=np.int64)
    must = np.array([place.must_hold or 0 for place in region.places], dtype=np.int64)
    known = must > 0
    if not wait[known].any():
        return np.zeros(len(must), dtype=np.int32)
    # points = weight × (share / region's share − 1), within 0 and 1, in whole numbers
    all_waiting, all_must = int(wait[known].sum()), int(must[known].sum())
    above = wait * all_must - must * all_waiting
    points = policy.coverage_weight * above // np.maximum(1, must * all_waiting)
    return np.where(known, np.clip(points, 0, policy.coverage_weight), 0).astype(np.int32)


def _deadlines(region: Region, policy: Policy) -> NDArray[np.int32]:
    points = [
        max((d.weight for d in policy.deadlines if d.holds(p.kind, p.kecamatan_code, p.code)), default=0)
        for p in region.places
    ]
    return np.array(points, dtype=np.int32)
