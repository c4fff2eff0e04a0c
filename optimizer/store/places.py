"""Records of places: what they weigh, when they can be reached, and where their people went."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from datetime import date

from optimizer.core.access import CutOff, cut_off
from optimizer.core.accounts import Account, Reason, Unserved, accounts
from optimizer.core.outcome import Outcome
from optimizer.core.policy import WEIGHT_SCALE
from optimizer.core.problem import Problem
from optimizer.core.region import Opening, Place, Region, Source
from optimizer.store import document as doc
from optimizer.store.units import hh_mm, in_units

Accounts = Mapping[int, dict[str, doc.AccountRecord]]
"""Records of accounts by place index and service."""


def places(outcome: Outcome, extra_unserved: Iterable[Unserved]) -> tuple[doc.PlaceRecord, ...]:
    """Records of all places, in the region's order; `extra_unserved` as `unserved` gives it."""
    problem = outcome.problem
    cells = _accounts(problem, outcome.accounts, outcome.unserved, extra=False)
    extra = _accounts(problem, extra_accounts(outcome), extra_unserved, extra=True)
    sittings = _sittings(problem)
    closed: dict[int, list[CutOff]] = defaultdict(list)
    for period in cut_off(problem):
        closed[period.place].append(period)
    return tuple(
        doc.PlaceRecord(
            code=place.code,
            name=place.name,
            kind=place.kind,
            lat=place.lat,
            lon=place.lon,
            kecamatan=place.kecamatan,
            weight=in_units(int(problem.weight[index]), WEIGHT_SCALE),
            factors=_factors(problem, index),
            cells=cells.get(index, {}),
            kecamatan_code=place.kecamatan_code,
            signal=place.signal,
            point_quality=place.point_quality,
            extra_cells=extra.get(index, {}),
            sittings=sittings[index],
            within=place.within,
            opening=_opening(place.opening) if place.opening else None,
            access=tuple(map(_cut_off, closed[index])),
            last_visit=place.last_visit,
            deadline=_deadline(problem, place),
            rounds=place.rounds,
            visits_allowed=int(problem.max_visits[index]),
        )
        for index, place in enumerate(problem.region.places)
    )


def extra_accounts(outcome: Outcome) -> tuple[Account, ...]:
    """Accounts of the people beside the published totals."""
    return accounts(outcome.problem, tuple(trip.trip for trip in outcome.schedule.trips), extra=True)


def extra_totals(outcome: Outcome) -> dict[str, doc.TotalRecord]:
    """Those accounts summed over places, by service."""
    sums: dict[str, Counter[str]] = defaultdict(Counter)
    for account in extra_accounts(outcome):
        sums[account.service].update({name: getattr(account, name) for name in doc.TotalRecord.model_fields})
    return {service: doc.TotalRecord(**sums[service]) for service in sums}


def cell_labels(region: Region) -> tuple[str, ...]:
    """A label per cell, unique at its place: its services joined by +, numbered where they come again."""
    seen = Counter[tuple[str, str]]()
    labels = []
    for cell in region.cells:
        label = "+".join(cell.services)
        seen[cell.place, label] += 1
        again = seen[cell.place, label]
        labels.append(label if again == 1 else f"{label}#{again}")
    return tuple(labels)


def _accounts(
    problem: Problem, found: Iterable[Account], unserved: Iterable[Unserved], *, extra: bool
) -> Accounts:
    """Account records; the reason is the one for which most people are left."""
    reasons: dict[tuple[int, str], Counter[Reason]] = defaultdict(Counter)
    for row in unserved:
        if row.reason != "absent":
            reasons[row.place, row.service][row.reason] += row.people
    sources: dict[tuple[int, str], list[Source]] = defaultdict(list)
    for index, cell in enumerate(problem.region.cells):
        for service in cell.services if cell.extra == extra else ():
            sources[int(problem.cell_place[index]), service].append(cell.source)
    records: dict[int, dict[str, doc.AccountRecord]] = defaultdict(dict)
    for account in found:
        key = account.place, account.service
        records[account.place][account.service] = doc.AccountRecord(
            waiting=account.waiting,
            inflow=account.inflow,
            expected=account.expected,
            office=account.office,
            absent=account.absent,
            left=account.left,
            reason=next((reason for reason, _ in reasons[key].most_common(1)), None),
            estimated=any(source.estimated for source in sources[key]),
            source="; ".join(dict.fromkeys(f"{source.text} ({source.date})" for source in sources[key])),
        )
    return records


def _sittings(problem: Problem) -> dict[int, dict[str, doc.SittingRecord]]:
    sittings: dict[int, dict[str, doc.SittingRecord]] = defaultdict(dict)
    for index, (cell, label) in enumerate(
        zip(problem.region.cells, cell_labels(problem.region), strict=True)
    ):
        available = int(problem.available[index])
        sittings[int(problem.cell_place[index])][label] = doc.SittingRecord(
            services=cell.services,
            group=cell.group,
            extra=cell.extra,
            minutes=int(problem.cell_minutes[index]),
            release=cell.release,
            waiting=cell.waiting,
            inflow=cell.inflow,
            office=cell.waiting + cell.inflow - available,
            available=available,
            expected=int(problem.expected[index]),
        )
    return sittings


def _factors(problem: Problem, place: int) -> dict[str, int | float]:
    points = {name: in_units(int(each[place]), WEIGHT_SCALE) for name, each in problem.factors.items()}
    return {"base": 1, **points}


def _opening(opening: Opening) -> doc.OpeningRecord:
    return doc.OpeningRecord(
        days=tuple(sorted(opening.weekdays)),
        hours=(hh_mm(opening.start), hh_mm(opening.end)),
        shut=tuple(doc.PeriodRecord(from_=start, to=end) for start, end in opening.shut),
    )


def _cut_off(period: CutOff) -> doc.CutOffRecord:
    return doc.CutOffRecord(from_=period.start, to=period.end, next=period.next)


def _deadline(problem: Problem, place: Place) -> date | None:
    described = place.kind, place.kecamatan_code, place.code
    return min((own.by for own in problem.policy.deadlines if own.holds(*described)), default=None)
