"""From a `Bundle` back to the core's types, for a problem posed anew from the same inputs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from optimizer.core.accounts import Unserved, accounts
from optimizer.core.budget import price
from optimizer.core.marginals import Marginal
from optimizer.core.outcome import Baseline, Outcome
from optimizer.core.plan import Incumbent, Level, Plan, Result, Stop, Trip, Visit
from optimizer.core.policy import WEIGHT_SCALE
from optimizer.core.problem import Problem
from optimizer.core.schedule import DatedTrip, Schedule
from optimizer.core.score import clock_trip, effort_of, levels
from optimizer.core.tariff import cost
from optimizer.errors import Defect, InputError, Message
from optimizer.store.answers import answer_of
from optimizer.store.composer import WEIGHTED, WEIGHTED_UNIT, describe, input_path, scale, scales, trips
from optimizer.store.document import (
    BaselineRecord,
    Document,
    IncumbentRecord,
    LevelRecord,
    MarginalRecord,
    MessageRecord,
    Record,
    TripRecord,
    UndatedRecord,
)
from optimizer.store.places import cell_labels
from optimizer.store.reader import Bundle
from optimizer.store.sums import PLAN_FILE
from optimizer.store.units import hh_mm, in_units
from optimizer.texts import LANGUAGES, tell

MOST_MINUTES = 100 * 60
"""Minutes after midnight that no clock of two digits can tell."""

WORKBOOK = ".xlsx"

PROBLEM_KEYS = (
    "region", "start", "end", "purpose", "policy",
    "services", "places", "teams", "slots", "days_off", "budget", "prices", "assumptions", "attributions",
    "extra", "bases", "vehicles", "lodgings", "kits", "kit_days", "requests", "closures", "targets", "floors",
)  # fmt: skip
"""What of a document follows from the problem and its trips alone, sentences apart."""

TARIFFS = (".yaml", ".yml")
"""How tariff files end; tables end otherwise."""

UNPRICED = ("account", "legal_basis", "year", "source", "verified")
"""What a tariff says of a rate that no cost follows from, so that it may be verified after planning."""


def schedule_of(problem: Problem, bundle: Bundle) -> Schedule:
    """The dated schedule of `bundle` in the indices of `problem`.

    Clock, effort and cost are worked out anew by the core and compared with what the bundle states:
    a figure that differs means that the settings changed or that the file was altered.

    Raises
    ------
    InputError
        If an input file differs from the one the run read (by SHA-256), if a trip names a slot, place
        or cell the problem does not have, or if a figure differs; with every defect.
    """
    document = bundle.document
    defects = [*_changed_inputs(problem, document)] or [*_unknown(problem, document)]
    if defects:
        raise InputError(defects)
    lookup = _Lookup(problem)
    dated = tuple(_dated(lookup, record) for record in document.trips)
    defects = [*_endless(document, dated)]
    if defects:
        raise InputError(defects)
    defects = [
        defect
        for trip, stated, found in zip(dated, document.trips, trips(problem, dated), strict=True)
        for defect in _differences(f"trips[{trip.id}]", stated, found)
    ]
    if defects:
        raise InputError(defects)
    return Schedule(dated, tuple(_undated(lookup, record) for record in document.undated))


def outcome_of(problem: Problem, bundle: Bundle) -> Outcome:
    """The whole outcome of `bundle`, so that its reports can be made again in any language.

    Raises
    ------
    InputError
        As `schedule_of`, and if accounts, weights, slots or prices are not those the bundle states.
    """
    document, schedule = bundle.document, schedule_of(problem, bundle)
    plan = tuple(dated.trip for dated in schedule.trips)
    places = {place.code: index for index, place in enumerate(problem.region.places)}
    outcome = Outcome(
        name=document.name,
        case=document.case,
        created=document.created,
        today=document.today,
        problem=problem,
        result=_result(document, schedule),
        schedule=schedule,
        budget=price(problem, schedule),
        accounts=accounts(problem, plan),
        unserved=tuple(
            Unserved(places[row.place], row.service, row.people, row.reason) for row in document.unserved
        ),
        baselines=tuple(_baseline(record) for record in document.baselines),
        warnings=tuple(map(_warning, document.messages, document.warnings)),
        settings=bundle.settings,
        versions=document.versions,
        seconds=document.seconds,
        answer=answer_of(document.answer),
    )
    found = describe(outcome, LANGUAGES[0])  # sentences are not compared, so the file's word is not needed
    defects = [
        defect
        for key in PROBLEM_KEYS
        if key in document.model_fields_set
        for defect in _differences(key, _priced(document, key), _priced(found, key))
    ]
    values = {level.name: in_units(level.value, scale(level)) for level in levels(problem, Plan(plan))}
    defects += _differences("levels", tuple(level.name for level in document.levels), tuple(values))
    for level in document.levels:
        defects += _differences(f"levels.{level.name}", level.value, values.get(level.name, level.value))
    if defects:
        raise InputError(defects)
    return outcome


def _priced(document: Document, key: str) -> Any:
    """A part of a document without what of its rates nothing follows from."""
    if key == "prices":
        return document.prices.code
    if key == "budget":
        return tuple(line.model_dump(exclude=set(UNPRICED)) for line in document.budget)
    return getattr(document, key)


class _Lookup:
    """Codes of a bundle → indices of a problem."""

    def __init__(self, problem: Problem):
        self.problem = problem
        self.place = {place.code: index for index, place in enumerate(problem.region.places)}
        labels = cell_labels(problem.region)
        self.cell = {
            (cell.place, label): index
            for index, (cell, label) in enumerate(zip(problem.region.cells, labels, strict=True))
        }
        self.slot = {(slot.team, slot.date): slot.slot_class for slot in problem.slots}
        self.bed = {problem.travel.ids[location]: location for location in problem.lodgings}


def _changed_inputs(problem: Problem, document: Document) -> Iterator[Defect]:
    """Tables that are others than the run's; a tariff is held against it by what every trip costs instead."""
    tables = [file for file in problem.region.inputs if file.path.suffix not in TARIFFS]
    now = {input_path(file): file.sha256 for file in tables}
    then = {record.path: record.sha256 for record in document.inputs if not record.path.endswith(TARIFFS)}
    folders = {_folder(path) for path in now}
    for path in dict.fromkeys((*then, *now)):
        if path not in now and _folder(path) not in folders:
            # A run on a folder or workbook that is not the settings' own has to be told of it again.
            yield Defect(path, Message("store.rebuild.elsewhere", {"data": _folder(path)}))
        elif path not in now:
            yield Defect(path, Message("store.rebuild.gone"))
        elif path not in then:
            yield Defect(path, Message("store.rebuild.added"))
        elif now[path] != then[path]:
            yield Defect(path, Message("store.rebuild.changed"))


def _folder(path: str) -> str:
    """What `--data` takes for an input: the workbook itself, or the folder of a table."""
    return path if path.lower().endswith(WORKBOOK) else path.rpartition("/")[0]


def _unknown(problem: Problem, document: Document) -> Iterator[Defect]:
    lookup = _Lookup(problem)
    services = {service.code for service in problem.region.services}
    for key, codes, known, message in (
        ("places", [place.code for place in document.places], lookup.place, "store.rebuild.place"),
        ("services", [service.code for service in document.services], services, "store.rebuild.service"),
    ):
        for code in codes:
            if code not in known:
                yield Defect(PLAN_FILE, Message(message), column=key, found=code)
    for trip in document.trips:
        where = f"trips[{trip.id}]"
        for day in trip.days:
            if (trip.team, day.date) not in lookup.slot:
                found = f"{trip.team} {day.date}"
                yield Defect(PLAN_FILE, Message("store.rebuild.slot"), column=where, found=found)
            for visit in day.visits:
                yield from _unknown_people(lookup, where, visit.place, visit.cells)
        yield from _unknown_beds(lookup, where, trip.sleeps_at)
    for number, lost in enumerate(document.undated):
        where = f"undated[{number}]"
        for slot_class in (lost.slot_class, *lost.then):
            if slot_class >= len(problem.classes):
                found = str(slot_class)
                yield Defect(PLAN_FILE, Message("store.rebuild.slot"), column=where, found=found)
        for missed in (visit for day in lost.days for visit in day):
            yield from _unknown_people(lookup, where, missed.place, missed.cells)
        yield from _unknown_beds(lookup, where, lost.sleeps_at)


def _unknown_people(lookup: _Lookup, where: str, code: str, cells: dict[str, int]) -> Iterator[Defect]:
    """Sittings the place does not have, and people more than are expected of one."""
    for label, people in cells.items():
        column, cell = f"{where}.visits[{code}].cells", lookup.cell.get((code, label))
        if cell is None:
            yield Defect(PLAN_FILE, Message("store.rebuild.cell"), column=column, found=label)
        elif people > lookup.problem.expected[cell]:
            values = {"most": int(lookup.problem.expected[cell])}
            message = Message("store.rebuild.crowd", values)
            yield Defect(PLAN_FILE, message, column=f"{column}.{label}", found=str(people))


def _unknown_beds(lookup: _Lookup, where: str, codes: tuple[str, ...]) -> Iterator[Defect]:
    for code in codes:
        if code not in lookup.bed:
            yield Defect(PLAN_FILE, Message("store.rebuild.bed"), column=f"{where}.sleeps_at", found=code)


def _endless(document: Document, dated: tuple[DatedTrip, ...]) -> Iterator[Defect]:
    """Days altered to last longer than a clock with two digits for hours can tell."""
    for trip, record in zip(dated, document.trips, strict=True):
        for number, (clock, day) in enumerate(zip(trip.clocks, record.days, strict=True)):
            if clock.end >= MOST_MINUTES:
                values = {"stated": day.end, "found": hh_mm(clock.end)}
                where = f"trips[{trip.id}].days[{number}].end"
                yield Defect(PLAN_FILE, Message("store.rebuild.differs", values), column=where)


def _dated(lookup: _Lookup, record: TripRecord) -> DatedTrip:
    problem = lookup.problem
    dates = tuple(day.date for day in record.days)
    days = tuple(
        tuple(_visit(lookup, visit.place, visit.cells) for visit in day.visits) for day in record.days
    )
    first, *then = (lookup.slot[record.team, day] for day in dates)
    trip = Trip(first, days, tuple(then), tuple(lookup.bed[code] for code in record.sleeps_at))
    clocks = clock_trip(problem, trip)
    effort = effort_of(problem, trip, clocks)
    return DatedTrip(record.id, record.team, dates, trip, clocks, effort, cost(problem.tariff, effort))


def _undated(lookup: _Lookup, record: UndatedRecord) -> Trip:
    days = tuple(tuple(_visit(lookup, visit.place, visit.cells) for visit in day) for day in record.days)
    return Trip(record.slot_class, days, record.then, tuple(lookup.bed[code] for code in record.sleeps_at))


def _visit(lookup: _Lookup, code: str, cells: dict[str, int]) -> Visit:
    loads = tuple((lookup.cell[code, label], people) for label, people in cells.items())
    return Visit(lookup.place[code], loads)


def _result(document: Document, schedule: Schedule) -> Result:
    reached = tuple(_level(record) for record in document.levels)
    return Result(
        plan=Plan((*(dated.trip for dated in schedule.trips), *schedule.undated)),
        status=document.status,
        levels=reached,
        engine=document.engine,
        seed=document.seed,
        stop=Stop(document.stop.seconds, document.stop.work),
        hit=document.stop.hit,
        seconds=document.solve_seconds,
        trace=tuple(_incumbent(best, reached) for best in document.trace),
        interrupted=document.interrupted,
        bound_relaxes=document.bound_relaxes,
        notes=document.notes,
        marginals=tuple(map(_marginal, document.marginals)),
    )


def _incumbent(best: IncumbentRecord, reached: tuple[Level, ...]) -> Incumbent:
    bounds = zip(best.bounds, scales(reached, len(best.bounds)), strict=True)
    return Incumbent(
        best.seconds,
        tuple(map(_parts, best.values, scales(reached, len(best.values)))),
        tuple(None if bound is None else _parts(bound, parts) for bound, parts in bounds),
    )


def _marginal(record: MarginalRecord) -> Marginal:
    weighted = record.unit == "people"
    value = _parts(record.value, WEIGHT_SCALE if weighted else 1)
    unit = WEIGHTED_UNIT if weighted else record.unit
    return Marginal(record.kind, record.key, record.per, value, unit, record.week)


def _level(record: LevelRecord) -> Level:
    weighted = record.name in WEIGHTED
    parts = WEIGHT_SCALE if weighted else 1
    return Level(
        record.name,
        "people/100" if weighted else record.unit,
        _parts(record.value, parts),
        None if record.bound is None else _parts(record.bound, parts),
    )


def _baseline(record: BaselineRecord) -> Baseline:
    return Baseline(
        name=record.name,
        means=record.means,
        people=record.people,
        weighted=_parts(record.weighted_people, WEIGHT_SCALE),
        cost=record.cost_rupiah,
        trips=record.trips,
        plan_people=record.plan_people,
        plan_weighted=_parts(record.plan_weighted_people, WEIGHT_SCALE),
        plan_cost=record.plan_cost_rupiah,
        plan_trips=record.plan_trips,
    )


def _parts(units: float, per_unit: int) -> int:
    """The whole number of parts that `in_units` made units of."""
    return round(units * per_unit)


def _warning(record: MessageRecord, sentence: str) -> Message:
    """The warning by its key; as the sentence it was, where the catalogues no longer have it."""
    message = Message(record.key, dict(record.values))
    try:
        for lang in LANGUAGES:
            tell(message, lang)
    except (LookupError, TypeError, ValueError, ArithmeticError):
        return Message("store.said", {"text": sentence})
    return message


def _differences(where: str, stated: Any, found: Any) -> Iterator[Defect]:
    """Every leaf in which two values differ; keys that an older file does not have are passed over."""
    if isinstance(stated, Record) and isinstance(found, Record):
        for name, field in type(stated).model_fields.items():
            if name in stated.model_fields_set:
                key = field.serialization_alias or name
                yield from _differences(f"{where}.{key}", getattr(stated, name), getattr(found, name))
    elif isinstance(stated, dict) and isinstance(found, dict):
        for key in dict.fromkeys((*stated, *found)):
            told, counted = stated.get(key), found.get(key)
            if told or counted:  # none told is none
                yield from _differences(f"{where}.{key}", told, counted)
    elif isinstance(stated, tuple) and isinstance(found, tuple) and len(stated) == len(found):
        for number, (a, b) in enumerate(zip(stated, found, strict=True)):
            yield from _differences(f"{where}[{number}]", a, b)
    elif stated != found:
        values = {"stated": _text(stated), "found": _text(found)}
        yield Defect(PLAN_FILE, Message("store.rebuild.differs", values), column=where)


def _text(value: Any) -> str:
    """A value in short: records and lists of them by how many they are."""
    if isinstance(value, tuple) and not any(isinstance(item, Record) for item in value):
        return ", ".join(map(str, value)) or "-"
    if isinstance(value, tuple | dict):
        return str(len(value))
    return "-" if value is None or isinstance(value, Record) else str(value)
