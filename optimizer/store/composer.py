"""Compose the `Document` of an `Outcome`: indices become codes, minutes clock times, hundredths persons."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

from optimizer.core.accounts import Account, Unserved, unserved
from optimizer.core.clock import Stay
from optimizer.core.effort import Effort
from optimizer.core.invitations import Loads, invitations
from optimizer.core.marginals import Marginal
from optimizer.core.outcome import Baseline, Outcome
from optimizer.core.plan import Level, Result, Stop, Trip
from optimizer.core.policy import WEIGHT_SCALE
from optimizer.core.problem import Problem
from optimizer.core.reading import Choice
from optimizer.core.region import InputFile, Region
from optimizer.core.schedule import DatedTrip
from optimizer.errors import Message
from optimizer.store import answers, goals, means
from optimizer.store import document as doc
from optimizer.store.estimates import estimated_metres, estimates
from optimizer.store.places import cell_labels, extra_totals, places
from optimizer.store.sums import disagreements
from optimizer.store.units import hh_mm, in_units
from optimizer.texts import say, tell, tell_defect

WEIGHTED = ("weighted_people", "weighted_shortfall")
"""Levels counted in hundredths of a person."""

WEIGHTED_UNIT = "people/100"
"""Unit of what is counted in hundredths of a person."""


def bundle(outcome: Outcome, lang: str = "id") -> dict[str, Any]:
    """What plan.json holds for `outcome`, its sentences in `lang`, as plain JSON data.

    Raises
    ------
    ValueError
        If the outcome's own figures disagree (see `sums`): nothing leaves the program unchecked.
    """
    return plain(compose(outcome, lang))


def plain(document: doc.Document) -> dict[str, Any]:
    """A document as plain JSON data, keys in the contract's order."""
    return document.model_dump(mode="json", by_alias=True)


def compose(outcome: Outcome, lang: str) -> doc.Document:
    """The document of `outcome`, its figures agreeing with one another; see `bundle`."""
    document = describe(outcome, lang)
    wrong = [tell_defect(defect, "en") for defect in disagreements(document)]
    if wrong:
        raise ValueError("the outcome disagrees with itself: " + "; ".join(wrong))
    return document


def describe(outcome: Outcome, lang: str) -> doc.Document:
    """The document of `outcome` as it is, whether or not its figures agree."""
    problem, result = outcome.problem, outcome.result
    region, policy, dated = problem.region, problem.policy, outcome.schedule.trips
    beside = unserved(problem, tuple(trip.trip for trip in dated), extra=True)
    return doc.Document(
        version=doc.VERSION,
        case=outcome.case,
        region=region.code,
        created=outcome.created,
        today=outcome.today,
        start=problem.calendar.start,
        end=problem.calendar.end,
        purpose=policy.purpose,
        policy=policy.visits,
        seed=result.seed,
        engine=result.engine,
        stop=_stop(result.stop, result.hit),
        seconds=round(outcome.seconds, 3),
        versions=dict(outcome.versions),
        status=result.status,
        interrupted=result.interrupted,
        levels=tuple(_level(level) for level in result.levels),
        bound_relaxes=result.bound_relaxes,
        people=_people(region, outcome.accounts),
        choices=tuple(map(_choice, region.choices)),
        warnings=tuple(tell(message, lang) for message in outcome.warnings),
        estimated=estimates(outcome, lang),
        baselines=tuple(_baseline(baseline) for baseline in outcome.baselines),
        inputs=tuple(doc.InputRecord(path=input_path(file), sha256=file.sha256) for file in region.inputs),
        places=places(outcome, beside),
        teams=means.teams(region),
        slots=means.slots(problem, dated),
        trips=trips(problem, dated),
        unserved=tuple(_unserved(region, row, "store.said", lang) for row in outcome.unserved),
        name=outcome.name,
        audience="internal",
        lang=lang,
        region_name=region.name,
        cost_rupiah=outcome.budget.amount,
        budget=_lines(outcome),
        prices=doc.PricesRecord(
            code=problem.tariff.code, name=problem.tariff.name, indicative=not problem.tariff.verified
        ),
        services=_services(region),
        assumptions=_assumptions(region),
        attributions=region.attributions,
        days_off=tuple(doc.DayOffRecord(date=off.date, reason=off.reason) for off in problem.calendar.off),
        undated=tuple(_undated(problem, trip) for trip in outcome.schedule.undated),
        solve_seconds=round(result.seconds, 3),
        trace=_trace(result),
        notes=result.notes,
        messages=tuple(_message(message) for message in outcome.warnings),
        files=(),
        extra=extra_totals(outcome),
        extra_unserved=tuple(_unserved(region, row, "store.extra", lang) for row in beside),
        bases=means.bases(region),
        vehicles=means.vehicles(region),
        lodgings=means.lodgings(region),
        kits=means.kits(region),
        kit_days=means.kit_days(problem, dated),
        requests=goals.requests(region),
        closures=means.closures(problem),
        targets=goals.targets(outcome),
        floors=goals.floors(outcome),
        answer=answers.record(outcome.answer),
        marginals=tuple(map(_marginal, result.marginals)),
    )


def trips(problem: Problem, dated: Sequence[DatedTrip]) -> tuple[doc.TripRecord, ...]:
    """Records of dated trips, in their order, which is that of their dates."""
    labels = cell_labels(problem.region)
    invited = invitations(problem, tuple(trip.trip for trip in dated))
    return tuple(
        doc.TripRecord(
            id=trip.id,
            team=trip.team,
            nights=trip.trip.nights,
            sleeps_at=_codes(problem, trip.trip.sleeps_at),
            cost_rupiah=trip.cost,
            effort=_effort(trip.effort),
            days=tuple(
                _day(problem, trip, number, asked, labels)
                for number, asked in enumerate(_by_day(trip, loads))
            ),
        )
        for trip, loads in zip(dated, invited, strict=True)
    )


def input_path(file: InputFile) -> str:
    """The path of an input as recorded: relative, with / on every system.

    Of an absolute path only the file and its folder are kept: where an office keeps its files is
    nobody's business, and the same file elsewhere is the same input.
    """
    path = file.path
    return "/".join(path.parts[1:][-2:]) if path.anchor else path.as_posix()


def scale(level: Level) -> int:
    """Parts per unit of a level's value."""
    return WEIGHT_SCALE if level.unit == "people/100" else 1


def scales(levels: Sequence[Level], values: int) -> list[int]:
    """Parts per unit of each of a number of `values` in the levels' order; 1 beyond the levels."""
    return [*map(scale, levels), *[1] * values][:values]


def _choice(choice: Choice) -> doc.ChoiceRecord:
    readings = (doc.ReadingRecord(value=r.value, sources=r.sources) for r in choice.alternatives)
    return doc.ChoiceRecord(
        figure=choice.figure, value=choice.value, reason=choice.reason, alternatives=tuple(readings)
    )


def _stop(stop: Stop, hit: str) -> doc.StopRecord:
    rules = []
    if stop.seconds is not None:
        rules.append(f"{stop.seconds:g} seconds")
    if stop.work is not None:
        rules.append(f"{stop.work} work")
    return doc.StopRecord(rule=" or ".join(rules) or "none", hit=hit, seconds=stop.seconds, work=stop.work)


def _level(level: Level) -> doc.LevelRecord:
    return doc.LevelRecord(
        name=level.name,
        unit="people" if level.unit == "people/100" else level.unit,
        value=in_units(level.value, scale(level)),
        bound=None if level.bound is None else in_units(level.bound, scale(level)),
        gap=level.gap,
    )


def _trace(result: Result) -> tuple[doc.IncumbentRecord, ...]:
    return tuple(
        doc.IncumbentRecord(
            seconds=round(best.seconds, 3),
            values=tuple(map(in_units, best.values, scales(result.levels, len(best.values)))),
            bounds=tuple(
                None if bound is None else in_units(bound, parts)
                for bound, parts in zip(best.bounds, scales(result.levels, len(best.bounds)), strict=True)
            ),
        )
        for best in result.trace
    )


def _marginal(marginal: Marginal) -> doc.MarginalRecord:
    weighted = marginal.unit == WEIGHTED_UNIT
    return doc.MarginalRecord(
        kind=marginal.kind,
        key=marginal.key,
        per=marginal.per,
        value=in_units(marginal.value, WEIGHT_SCALE if weighted else 1),
        unit="people" if weighted else marginal.unit,
        week=marginal.week,
    )


def _people(region: Region, accounts: Iterable[Account]) -> dict[str, int]:
    people = {service.code: 0 for service in region.services}
    for account in accounts:
        people[account.service] += account.expected
    return people


def _baseline(baseline: Baseline) -> doc.BaselineRecord:
    return doc.BaselineRecord(
        name=baseline.name,
        means=baseline.means,
        people=baseline.people,
        weighted_people=in_units(baseline.weighted, WEIGHT_SCALE),
        cost_rupiah=baseline.cost,
        trips=baseline.trips,
        plan_people=baseline.plan_people,
        plan_weighted_people=in_units(baseline.plan_weighted, WEIGHT_SCALE),
        plan_cost_rupiah=baseline.plan_cost,
        plan_trips=baseline.plan_trips,
    )


def _effort(effort: Effort) -> doc.EffortRecord:
    person_days: dict[str, dict[Any, int]] = {}
    for (rank, duration), days in effort.person_days.items():
        person_days.setdefault(rank, {})[duration] = days
    return doc.EffortRecord(
        metres=effort.metres,
        team_days=effort.team_days,
        visits=effort.visits,
        kilometres=dict(effort.kilometres),
        vehicle_days=dict(effort.vehicle_days),
        person_days=person_days,
        person_nights=dict(effort.person_nights),
        people=dict(effort.people),
        litres=dict(effort.litres),
    )


def _by_day(trip: DatedTrip, invited: tuple[Loads, ...]) -> Iterator[tuple[Loads, ...]]:
    """What each visit of a trip invites, day by day."""
    loads = iter(invited)
    for day in trip.trip.days:
        yield tuple(islice(loads, len(day)))


def _day(
    problem: Problem, trip: DatedTrip, number: int, invited: tuple[Loads, ...], labels: tuple[str, ...]
) -> doc.DayRecord:
    clock = trip.clocks[number]
    return doc.DayRecord(
        date=trip.dates[number],
        start=hh_mm(clock.start),
        end=hh_mm(clock.end),
        from_=problem.travel.ids[clock.first],
        to=problem.travel.ids[clock.last],
        break_=(hh_mm(clock.pause[0]), hh_mm(clock.pause[1])) if clock.pause else None,
        drive_minutes=clock.drive,
        metres=clock.metres,
        wait_minutes=clock.wait,
        work_minutes=clock.work,
        work_minutes_available=problem.classes[trip.trip.classes[number]].work_minutes,
        elapsed_minutes=clock.elapsed,
        duration_class="overnight" if trip.trip.nights else clock.duration_class,
        visits=tuple(
            _visit(problem, stay, asked, labels) for stay, asked in zip(clock.stays, invited, strict=True)
        ),
        estimated_metres=estimated_metres(problem, trip, number),
    )


def _visit(problem: Problem, stay: Stay, invited: Loads, labels: tuple[str, ...]) -> doc.VisitRecord:
    region, place = problem.region, problem.region.places[stay.visit.place]
    people = _by_service(region, stay.visit.loads)
    needs_signal = any(service.needs_signal and service.code in people for service in region.services)
    unsure = needs_signal and place.signal == "tidak_diketahui"
    return doc.VisitRecord(
        place=place.code,
        arrive=hh_mm(stay.arrive),
        leave=hh_mm(stay.leave),
        setup_minutes=stay.setup,
        people=people,
        invited=_by_service(region, invited),
        cells={labels[cell]: count for cell, count in stay.visit.loads},
        service_minutes=stay.service,
        drive_minutes=stay.drive,
        metres=stay.metres,
        flags=("signal_unknown",) if unsure else (),
        extra=_by_service(region, _extra(region, stay.visit.loads)),
        extra_invited=_by_service(region, _extra(region, invited)),
    )


def _extra(region: Region, loads: Loads) -> Loads:
    return tuple((cell, people) for cell, people in loads if region.cells[cell].extra)


def _by_service(region: Region, loads: Loads) -> dict[str, int]:
    people = Counter[str]()
    for cell, count in loads:
        people.update(dict.fromkeys(region.cells[cell].services, count))
    return dict(people)


def _undated(problem: Problem, trip: Trip) -> doc.UndatedRecord:
    labels = cell_labels(problem.region)
    return doc.UndatedRecord(
        slot_class=trip.slot_class,
        days=tuple(
            tuple(
                doc.UndatedVisitRecord(
                    place=problem.region.places[visit.place].code,
                    cells={labels[cell]: people for cell, people in visit.loads},
                )
                for visit in day
            )
            for day in trip.days
        ),
        then=trip.then,
        sleeps_at=_codes(problem, trip.sleeps_at),
    )


def _codes(problem: Problem, locations: Iterable[int]) -> tuple[str, ...]:
    return tuple(problem.travel.ids[location] for location in locations)


def _unserved(region: Region, row: Unserved, frame: str, lang: str) -> doc.UnservedRecord:
    names = {service.code: service.name for service in region.services}
    place = region.places[row.place]
    values = {"people": row.people, "service": names[row.service], "place": place.name}
    return doc.UnservedRecord(
        place=place.code,
        service=row.service,
        people=row.people,
        reason=row.reason,
        text=say(frame, lang, text=say(f"store.reason.{row.reason}", lang, **values)),
    )


def _lines(outcome: Outcome) -> tuple[doc.LineRecord, ...]:
    return tuple(
        doc.LineRecord(
            account=line.rate.account,
            item=line.rate.item,
            name=line.rate.name,
            driver=line.rate.driver,
            unit=line.rate.unit,
            quantity=line.quantity,
            rupiah=line.rate.rupiah,
            amount=line.amount,
            legal_basis=line.rate.legal_basis,
            year=line.rate.year,
            source=line.rate.source,
            verified=line.rate.verified,
        )
        for line in outcome.budget.lines
    )


def _services(region: Region) -> tuple[doc.ServiceRecord, ...]:
    return tuple(
        doc.ServiceRecord(
            code=service.code,
            name=service.name,
            minutes=service.minutes,
            needs_signal=service.needs_signal,
            value=service.value,
            cap=service.cap.people if service.cap else None,
            cap_per=service.cap.per if service.cap else None,
            target=service.target,
        )
        for service in region.services
    )


def _assumptions(region: Region) -> tuple[doc.AssumptionRecord, ...]:
    return tuple(
        doc.AssumptionRecord(
            key=known.key,
            low=known.low,
            central=known.central,
            high=known.high,
            unit=known.unit,
            basis=known.basis,
        )
        for known in region.assumptions
    )


def _message(message: Message) -> doc.MessageRecord:
    # A catalogue spells anything but numbers by str(), so a string in its place reads the same.
    values = {
        name: value if isinstance(value, int | float | str) else str(value)
        for name, value in message.values.items()
    }
    return doc.MessageRecord(key=message.key, values=values)
