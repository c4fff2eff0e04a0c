"""Which figures of a run are estimates, in sentences."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from itertools import pairwise

from optimizer.core.outcome import Outcome
from optimizer.core.problem import Problem
from optimizer.core.schedule import DatedTrip
from optimizer.texts import say


def estimates(outcome: Outcome, lang: str) -> tuple[str, ...]:
    """One sentence per kind of estimate that the run rests on; none where everything is known."""
    return (
        *_people(outcome, lang),
        *_points(outcome, lang),
        *_roads(outcome, lang),
        *_lodgings(outcome, lang),
        *_signal(outcome, lang),
        *_prices(outcome, lang),
        *_assumptions(outcome, lang),
    )


def estimated_metres(problem: Problem, dated: DatedTrip, number: int) -> int:
    """Metres that a trip drives on estimated roads on its day of that number."""
    layer, clock = problem.layer(dated.trip.classes[number]), dated.clocks[number]
    there = (int(problem.place_location[stay.visit.place]) for stay in clock.stays)
    return sum(int(layer.estimated_metres[a, b]) for a, b in pairwise((clock.first, *there, clock.last)))


def _people(outcome: Outcome, lang: str) -> Iterator[str]:
    region = outcome.problem.region
    names = {service.code: service.name for service in region.services}
    counts: dict[tuple[str, str, bool], Counter[str]] = defaultdict(Counter)
    places: dict[tuple[str, str, bool, str], set[str]] = defaultdict(set)
    for cell in region.cells:
        for service in cell.services if cell.source.estimated else ():
            of = service, cell.source.text, cell.extra
            for kind, people in (("people", cell.waiting), ("inflow", cell.inflow)):
                counts[of][kind] += people
                if people:
                    places[*of, kind].add(cell.place)
    for (service, source, extra), kind, people in (
        (of, kind, people) for of, kinds in counts.items() for kind, people in kinds.items() if people
    ):
        told = say(
            f"store.estimated.{kind}",
            lang,
            service=names[service],
            people=people,
            places=len(places[service, source, extra, kind]),
            source=source,
        )
        yield say("store.extra", lang, text=told) if extra else told


def _points(outcome: Outcome, lang: str) -> Iterator[str]:
    places = outcome.problem.region.places
    rough = sum(place.point_quality in ("poor", "perkiraan") for place in places)
    if rough:
        yield say("store.estimated.points", lang, count=rough, places=len(places))


def _roads(outcome: Outcome, lang: str) -> Iterator[str]:
    rough = driven = 0
    for dated in outcome.schedule.trips:
        for number, clock in enumerate(dated.clocks):
            rough += estimated_metres(outcome.problem, dated, number)
            driven += clock.metres
    if rough:
        yield say("store.estimated.roads", lang, rough=rough / 1000, driven=driven / 1000)


def _lodgings(outcome: Outcome, lang: str) -> Iterator[str]:
    """Beds slept in whose place is only assumed."""
    ids = outcome.problem.travel.ids
    used = {ids[bed] for dated in outcome.schedule.trips for bed in dated.trip.sleeps_at}
    lodgings = outcome.problem.region.lodgings
    rough = {known.place for known in lodgings if known.source.estimated and known.place in used}
    if rough:
        yield say("store.estimated.lodgings", lang, places=len(rough))


def _signal(outcome: Outcome, lang: str) -> Iterator[str]:
    region = outcome.problem.region
    needing = {service.code for service in region.services if service.needs_signal}
    unknown = {
        visit.place
        for dated in outcome.schedule.trips
        for visit in dated.trip.visits
        for cell, _ in visit.loads
        if region.places[visit.place].signal == "tidak_diketahui"
        and needing.intersection(region.cells[cell].services)
    }
    if unknown:
        yield say("store.estimated.signal", lang, places=len(unknown))


def _prices(outcome: Outcome, lang: str) -> Iterator[str]:
    rates = outcome.problem.tariff.rates
    unverified = sum(not rate.verified for rate in rates)
    if unverified:
        name = outcome.problem.tariff.name
        yield say("store.estimated.prices", lang, count=unverified, rates=len(rates), tariff=name)


def _assumptions(outcome: Outcome, lang: str) -> Iterator[str]:
    count = len(outcome.problem.region.assumptions)
    if count:
        yield say("store.estimated.assumptions", lang, count=count)
