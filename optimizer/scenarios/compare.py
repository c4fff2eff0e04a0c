"""Compare plans of one district by their documents: figures, what moved, which differences are proven."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

from optimizer.core.comparison import (
    NOBODY,
    Aim,
    Comparison,
    Contrast,
    Guess,
    Move,
    MoveKind,
    Obstacle,
    Spot,
    Stay,
    Told,
    Verdict,
)
from optimizer.core.effort import EIGHT_HOURS
from optimizer.core.policy import WEIGHT_SCALE
from optimizer.errors import Defect, InputError, Message
from optimizer.reports.bandingkan import write_book, write_page
from optimizer.scenarios.weighing import hundredths, rebased
from optimizer.store import Document, read

NEAR_MINUTES = 30
"""A day that ends so many minutes before eight hours or less is close to them: one puncture away."""

TOTALS = {"weighted_people": True, "weighted_shortfall": False}
"""Levels that count people, and whether more is better."""


def write_comparison(bundles: Sequence[tuple[str, Path]], folder: Path, lang: str) -> tuple[Path, ...]:
    """Write `bandingkan.xlsx` and `bandingkan.html` over bundles (title and folder each, the base first).

    Raises
    ------
    InputError
        If a bundle cannot be read, or they are not of one district.
    """
    defects: list[Defect] = []
    documents: list[tuple[str, Document]] = []
    for title, bundle in bundles:
        try:
            documents.append((title, read(bundle).document))
        except InputError as error:
            defects += error.defects
    if defects:
        raise InputError(defects)
    comparison = compare(documents)
    return write_book(comparison, folder, lang), write_page(comparison, folder, lang)


def compare(documents: Sequence[tuple[str, Document]]) -> Comparison:
    """Every plan against the first.

    The best plan of a level lies between a plan's own value and its bound, so the difference of two
    best plans lies between "this value less that bound" and "this bound less that value". A difference
    is `proven` where it has the same sign over all of that; for a lead it is enough that the plan which
    is behind cannot catch up. Bounds of rupiah hold at the number of people that each plan serves.
    A plan that weighs places otherwise than the first (a closed road makes them harder to get to) is
    compared at the first one's weights: see `rebased`.

    Parameters
    ----------
    documents
        Title and plan.json of each, at least one.

    Raises
    ------
    InputError
        If there is none, or they are not all of one district.
    """
    if not documents:
        raise InputError([Defect("", Message("compare.none"))])
    (_, first), *_ = documents
    foreign = [
        Defect(
            title or each.name, Message("compare.other_region", {"region": first.region}), found=each.region
        )
        for title, each in documents
        if each.region != first.region
    ]
    if foreign:
        raise InputError(foreign)
    base = _told(*documents[0])
    spots = _spots([each for _, each in documents])
    return Comparison(
        region=first.region_name,
        today=max(each.today for _, each in documents),
        tariffs=tuple(dict.fromkeys(each.prices.name for _, each in documents)),
        indicative=any(each.prices.indicative for _, each in documents),
        spots=spots,
        offices=tuple(dict.fromkeys((b.lat, b.lon) for _, each in documents for b in each.bases)),
        base=base,
        contrasts=tuple(
            _against(first, base, _told(title, document), document, spots)
            for title, document in documents[1:]
        ),
        guesses=tuple(_guesses(documents)),
        attributions=tuple(dict.fromkeys(line for _, each in documents for line in each.attributions)),
    )


def verdict(before: Aim | None, after: Aim | None) -> Verdict:
    """Whether the difference of two plans at a level is proven to be one of their best plans as well."""
    if before is None or after is None or before.name != after.name:
        return "unknown"
    if before.value == after.value:
        return "same"
    behind = before if (after.value > before.value) == before.more else after
    if behind.room is None:
        return "unknown"
    return "proven" if abs(after.value - before.value) > behind.room else "within"


def span(before: Aim | None, after: Aim | None) -> tuple[int, int] | None:
    """Between which ends the difference of the two best plans lies; None where a bound is missing."""
    if before is None or after is None or before.bound is None or after.bound is None:
        return None
    if before.name != after.name:
        return None
    ends = after.value - before.bound, after.bound - before.value
    return min(ends), max(ends)


def _against(first: Document, base: Told, told: Told, other: Document, spots: Sequence[Spot]) -> Contrast:
    obstacle, weights = _obstacle(first, other), {p.code: hundredths(p) for p in first.places}
    if obstacle or all(weights.get(p.code, hundredths(p)) == hundredths(p) for p in other.places):
        return _contrast(base, told, spots, obstacle)
    weighed = rebased(told, weights, other)
    if weighed is None:
        return _contrast(base, told, spots, "weights")
    return replace(_contrast(base, weighed, spots, ""), rebased=True)


def _contrast(base: Told, told: Told, spots: Sequence[Spot], obstacle: Obstacle) -> Contrast:
    judged: Verdict = "unknown" if obstacle else verdict(base.aim, told.aim)
    people, room, reason = _people(base, told, judged, obstacle)
    return Contrast(
        told=told,
        people=people,
        weighted=_weighted(base, told, judged),
        cost="same" if base.cost == told.cost else verdict(base.price, told.price),
        aim_range=None if obstacle else span(base.aim, told.aim),
        cost_range=span(base.price, told.price),
        room=room,
        reason=reason,
        rebased=False,
        moves=tuple(_moves(base, told, spots)),
    )


def _people(
    base: Told, told: Told, judged: Verdict, obstacle: Obstacle
) -> tuple[Verdict, int | None, Obstacle]:
    """Whether the persons' difference says something, within what room it does not, and what hinders.

    Bounds are on weighted people: a difference of persons counts as proven where that of the weighted is,
    both have the same sign, and it exceeds the same share of persons.
    """
    gain = told.people - base.people
    behind = base if gain > 0 else told
    room = None if obstacle else _persons(behind)
    if not gain:
        return "same", room, obstacle
    if obstacle or room is None or judged == "unknown":
        return "unknown", room, obstacle
    if abs(gain) <= room:
        return "within", room, ""
    if judged == "same" or (told.weighted > base.weighted) != (gain > 0):
        return "unknown", room, "direction"
    return judged, room, ""


def _persons(told: Told) -> int | None:
    """A plan's proven room of weighted people as the same share of its persons, rounded up."""
    if told.aim is None or told.aim.room is None:
        return None
    if not told.people:
        return -(-told.aim.room // WEIGHT_SCALE)
    return -(-told.aim.room * told.people // max(1, told.weighted))


def _weighted(base: Told, told: Told, judged: Verdict) -> Verdict:
    if base.weighted == told.weighted:
        return "same"
    return "unknown" if judged == "same" else judged


def _obstacle(first: Document, other: Document) -> Obstacle:
    """Why the people's levels of two plans do not measure the same, were their places weighed alike."""
    if first.purpose != other.purpose:
        return "purpose"
    values = {service.code: service.value for service in first.services}
    if any(values.get(service.code, service.value) != service.value for service in other.services):
        return "weights"
    wanted = [
        (
            {(p.code, label): s.expected for p in each.places for label, s in p.sittings.items()},
            {target.service: target.people for target in each.targets},
        )
        for each in (first, other)
    ]
    return "demand" if first.purpose == "cover" and wanted[0] != wanted[1] else ""


def _moves(base: Told, told: Told, spots: Sequence[Spot]) -> Iterator[Move]:
    for spot in spots:
        before, after = base.stays.get(spot.code, NOBODY), told.stays.get(spot.code, NOBODY)
        kind = _kind(before, after)
        if kind is not None:
            yield Move(spot.code, kind, before, after)


def _kind(before: Stay, after: Stay) -> MoveKind | None:
    if before.people != after.people:
        if not before.people:
            return "gained"
        if not after.people:
            return "lost"
        return "more" if after.people > before.people else "fewer"
    return "redated" if before.dates != after.dates else None


def _told(title: str, document: Document) -> Told:
    days = [day for trip in document.trips for day in trip.days]
    stays, beyond = _stays(document), _beyond_targets(document)
    left = sum(stay.expected - stay.people for stay in stays.values()) - beyond
    last = max((day.date for day in days), default=None)
    return Told(
        title=title,
        start=document.start,
        end=document.end,
        purpose=document.purpose,
        policy=document.policy,
        status=document.status,
        interrupted=document.interrupted,
        engine=document.engine,
        search=document.stop.rule,
        seed=document.seed,
        teams=len(document.teams),
        stations=sum(team.stations for team in document.teams),
        slots=len(document.slots),
        closures=len(document.closures),
        relaxes=document.bound_relaxes,
        people=sum(stay.people for stay in stays.values()),
        weighted=sum(stay.weighted for stay in stays.values()),
        left=left,
        cost=document.cost_rupiah,
        metres=sum(day.metres for day in days),
        nights=sum(trip.nights for trip in document.trips),
        trips=len(document.trips),
        team_days=len(days),
        last=last,
        finish=None if left else last,
        near_days=sum(EIGHT_HOURS - NEAR_MINUTES <= day.elapsed_minutes <= EIGHT_HOURS for day in days),
        long_days=sum(day.elapsed_minutes > EIGHT_HOURS for day in days),
        over_days=sum(day.work_minutes > day.work_minutes_available for day in days),
        work_minutes=sum(day.work_minutes for day in days),
        available_minutes=sum(day.work_minutes_available for day in days),
        missed=_missed(document),
        aim=_aim(document),
        price=_price(document),
        stays=stays,
    )


def _stays(document: Document) -> dict[str, Stay]:
    """What becomes of every place; a person counts once, however many services she gets."""
    values = {service.code: service.value for service in document.services}
    people: dict[str, int] = defaultdict(int)
    worth: dict[str, int] = defaultdict(int)
    dates: dict[str, set[date]] = defaultdict(set)
    for trip in document.trips:
        for day in trip.days:
            for visit in day.visits:
                dates[visit.place].add(day.date)
                for label, count in visit.cells.items():
                    services = label.partition("#")[0].split("+")
                    people[visit.place] += count
                    worth[visit.place] += count * sum(values.get(service, 0) for service in services)
    return {
        place.code: Stay(
            expected=sum(sitting.expected for sitting in place.sittings.values()),
            people=people[place.code],
            weighted=worth[place.code] * hundredths(place),
            dates=tuple(sorted(dates[place.code])),
        )
        for place in document.places
    }


def _missed(document: Document) -> dict[str, int] | None:
    if not document.floors:
        return None
    short = {each.kecamatan: each.people - each.reached for each in document.floors}
    return {name: people for name, people in short.items() if people > 0}


def _beyond_targets(document: Document) -> int:
    """Persons not served whom nobody asks for: who need only services of which just a target is wanted."""
    targets = {target.service: target for target in document.targets}
    if document.purpose != "cover" or not targets:
        return 0
    served: dict[tuple[str, str], int] = defaultdict(int)
    for trip in document.trips:
        for day in trip.days:
            for visit in day.visits:
                for label, count in visit.cells.items():
                    served[visit.place, label] += count
    optional = sum(
        sitting.expected - served[place.code, label]
        for place in document.places
        for label, sitting in place.sittings.items()
        if set(sitting.services) <= set(targets)
    )
    return optional - sum(max(0, target.people - target.reached) for target in targets.values())


def _aim(document: Document) -> Aim | None:
    for level in document.levels:
        if level.name in TOTALS:
            bound = None if level.bound is None else round(level.bound * WEIGHT_SCALE)
            return Aim(level.name, round(level.value * WEIGHT_SCALE), bound, TOTALS[level.name])
    return None


def _price(document: Document) -> Aim | None:
    """The cost's level, where it is the cost of the trips that have a date."""
    for level in document.levels:
        if level.name == "cost" and round(level.value) == document.cost_rupiah:
            bound = None if level.bound is None else round(level.bound)
            return Aim(level.name, document.cost_rupiah, bound, more=False)
    return None


def _spots(documents: Sequence[Document]) -> tuple[Spot, ...]:
    """Every place of any plan, by kecamatan."""
    found: dict[str, Spot] = {}
    for document in documents:
        for place in document.places:
            found.setdefault(
                place.code,
                Spot(
                    place.code, place.name, place.kind, place.kecamatan, place.kecamatan_code,
                    place.lat, place.lon,
                ),
            )  # fmt: skip
    return tuple(sorted(found.values(), key=lambda spot: (spot.kecamatan, spot.kecamatan_code)))


def _guesses(documents: Sequence[tuple[str, Document]]) -> Iterator[Guess]:
    """Assumptions of all plans; one that differs between them stands once for each of its values."""
    users: Mapping[tuple[str, float, float, float, str, str], list[str]] = defaultdict(list)
    for title, document in documents:
        for each in document.assumptions:
            users[each.key, each.low, each.central, each.high, each.unit, each.basis].append(title)
    for (key, low, central, high, unit, basis), titles in sorted(users.items(), key=lambda item: item[0][0]):
        yield Guess(key, low, central, high, unit, basis, tuple(titles))
