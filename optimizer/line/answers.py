"""Answer a case's own question: from its plan, and from plans made at other values of its assumptions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from itertools import chain
from pathlib import Path

from optimizer.core.answer import FIGURES, MORE_IS_BETTER, Answer, Effect, Question, Tally, Variant
from optimizer.core.check import check_plan
from optimizer.core.plan import Plan, Stop
from optimizer.core.problem import Problem
from optimizer.core.schedule import Schedule
from optimizer.core.tariff import Tariff
from optimizer.engines import ENGINES
from optimizer.errors import InputError
from optimizer.line.dating import dated
from optimizer.line.horizon import posed
from optimizer.line.request import Tell
from optimizer.line.tally import asked, outings, reckoned, tally, weeks
from optimizer.regions.meeting import HOME, SCHOOL
from optimizer.regions.read import sound_tables
from optimizer.regions.tables import Reading
from optimizer.regions.varied import at, carried, estimated, of_teams
from optimizer.settings import QuestionParams, Settings, overlaid
from optimizer.settings.question import VariantParams

STAGE = "answers {number}/{total}"
"""What is told before each plan."""


MET_AT = {
    "demand.unrecorded_at_17": SCHOOL,
    "demand.unrecorded_at_16": SCHOOL,
    "demand.kept_at_desa": SCHOOL,
    "demand.elderly_minutes": HOME,
    "demand.disabled_minutes": HOME,
}
"""Settings of the demand that mean nothing where no school or no home is visited."""

WALK_INS = "demand.walk_ins."


@dataclass(frozen=True)
class Office:
    """What plans are made from besides settings: the tables' folder, tariff, first day, and who is told."""

    source: Path
    tariff: Tariff
    start: date
    cache: Path | None = None
    tell: Tell | None = None


@dataclass(frozen=True)
class World:
    """One plan to be made: assumptions at values of their own, other settings, another seed."""

    values: Mapping[str, float]
    variant: VariantParams | None = None
    name: str = ""
    again: bool = False


def answered(
    settings: Settings, office: Office, problem: Problem, schedule: Schedule, *, ranges: bool
) -> Answer | None:
    """The answer to the question of the settings; None where they ask none.

    With `ranges`, each assumption the plan uses is planned with at its low and at its high, the others
    central; then all of them at the value better, and at the value worse, for the headline. All these
    plans have the same short stop, the central one with which they are compared included; none of them
    changes the plan itself. Where the user ends them, the answer holds what is known by then.
    """
    question = settings.question
    if question is None:
        return None
    cells, _ = asked(problem, question)
    stop = stop_of(settings, question)
    answer = Answer(
        kind=question.kind,
        service=question.service,
        by=settings.policy.deadline if question.kind == "finished_by" else None,
        plan=tally(problem, question, outings(schedule)),
        central=None,
        echo=None,
        effects=(),
        best=None,
        worst=None,
        variants=(),
        carried=(),
        pace=sum(cell.office for cell, about in zip(problem.region.cells, cells, strict=True) if about),
        days=len(problem.calendar.days),
        weeks=weeks(problem, question, schedule) if question.kind == "which_when" else (),
        complete=False,
        search=f"{stop.seconds:g} s" if stop.work is None else f"{stop.work} work",
        dated=question.dated,
    )
    if not ranges:
        return answer
    return _with_range(answer, settings, office, problem, question, stop)


def stop_of(settings: Settings, question: QuestionParams) -> Stop:
    """The short stop of each plan made for a range."""
    work = settings.plan.work
    return Stop(question.seconds) if work is None else Stop(None, max(1, round(work * question.work_share)))


def _with_range(
    answer: Answer, settings: Settings, office: Office, problem: Problem, question: QuestionParams, stop: Stop
) -> Answer:
    reading = sound_tables(office.source, settings.region)
    used = [problem.region.assumption(key) for key in used_keys(settings, reading, problem)]
    variants = {name: World({}, each, name) for name, each in question.variants.items()}
    worlds = {("central", ""): World({}), ("echo", ""): World({}, again=True)}
    worlds |= {("variant", name): world for name, world in variants.items()}
    for known in used:
        ends = (("low", known.low), ("high", known.high))
        worlds |= {
            (end, known.key): World({known.key: value}) for end, value in ends if value != known.central
        }
    total = len(worlds) + 2
    made: dict[tuple[str, str], Tally | None] = {}
    for number, (name, world) in enumerate(worlds.items(), 1):
        if not _told(office, number, total):
            break
        made[name] = replanned(settings, office, reading, world, stop)
    effects = tuple(
        Effect(a.key, a.unit, a.low, a.central, a.high, made.get(("low", a.key)), made.get(("high", a.key)))
        for a in used
    )
    answer = replace(answer, central=made.get(("central", "")), echo=made.get(("echo", "")))
    central, ended = made.get(("central", "")), len(made) < len(worlds)
    extremes: list[Tally | None] = []
    for number, worse in ((total - 1, False), (total, True)):
        ended = ended or central is None or not _told(office, number, total)
        if not ended and central is not None:
            world = World(extreme(question.kind, effects, central, worse=worse))
            extremes.append(replanned(settings, office, reading, world, stop))
    figures = answer.figures
    best, worst = [*extremes, None, None][:2]
    return replace(
        answer,
        effects=tuple(
            sorted(
                effects, key=lambda e: tuple(-e.swing(name, central) for name in figures) if central else ()
            )
        ),
        best=best,
        worst=worst,
        variants=tuple(
            Variant(question.variants[name].name, found)
            for name in variants
            if (found := made.get(("variant", name))) is not None
        ),
        carried=tuple(key for key in carried(reading, problem.region)),
        complete=not ended and None not in made.values() and None not in extremes,
    )


def _told(office: Office, number: int, total: int) -> bool:
    return office.tell is None or office.tell(STAGE.format(number=number, total=total), None)


def used_keys(settings: Settings, reading: Reading, problem: Problem) -> tuple[str, ...]:
    """The assumptions a plan really uses: those that settings in use name, and those of the teams."""
    region, policy = problem.region, settings.policy
    needed = {service for cell in region.cells if cell.waiting or cell.inflow for service in cell.services}
    kinds = {place.kind for place in region.places}
    keys: Iterator[object] = chain(
        (key for setting, key in settings.region.references() if setting.split(".")[1] in needed),
        (policy.turnout_percent,),
        (minutes for kind, minutes in policy.setup_minutes.items() if kind in kinds),
        (key for name, key, _ in settings.region.demand.references() if _in_use(name, kinds, needed)),
        estimated(reading, settings.region),
        of_teams(reading, region),
    )
    known = {assumption.key for assumption in region.assumptions}
    return tuple(dict.fromkeys(key for key in keys if isinstance(key, str) and key in known))


def _in_use(setting: str, kinds: set[str], needed: set[str]) -> bool:
    """Whether a setting of the demand means anything: somebody is met there, or needs that service."""
    if setting.startswith(WALK_INS):
        return setting.removeprefix(WALK_INS) in needed
    return setting not in MET_AT or MET_AT[setting] in kinds


def replanned(settings: Settings, office: Office, reading: Reading, world: World, stop: Stop) -> Tally | None:
    """What planning comes to in a world; None where nothing can be planned with its values."""
    question = settings.question
    if question is None:
        return None
    chosen, variant = settings, world.variant
    try:
        if variant is not None:
            chosen = overlaid(settings, variant.settings, f"question.variants.{world.name}.settings")
        region = at(reading, chosen.region, world.values)
        if variant is not None and variant.kits == "sound":
            kits = (replace(kit, status="baik", back=None) for kit in region.kits)
            region = replace(region, kits=tuple(kits))
        problem = posed(chosen, region, office.tariff, office.start, office.cache)
    except InputError:
        return None
    engine, seed = ENGINES[chosen.plan.engine](), chosen.plan.seed + world.again
    result = engine.solve(problem, stop, seed)
    if question.dated:
        _, schedule = dated(problem, result, engine, stop, chosen.timetable, seed)
        trips = outings(schedule)
    else:
        trips = reckoned(problem, question, result.plan)
    if check_plan(problem, Plan(tuple(trip for trip, _ in trips))):
        return None  # no figure of a plan that breaks a rule
    return tally(problem, question, trips, dated=question.dated)


def extreme(
    kind: Question, effects: tuple[Effect, ...], central: Tally, *, worse: bool
) -> Mapping[str, float]:
    """The value of each assumption that is worse (or better) for the headline, ties told by other figures.

    Also where it moves the headline no further than another seed does: all of them together may.
    """
    signs = [-1 if name in MORE_IS_BETTER else 1 for name in FIGURES[kind]]

    def key(found: Tally) -> tuple[int, ...]:
        return tuple(sign * found.figure(name) for sign, name in zip(signs, FIGURES[kind], strict=True))

    values: dict[str, float] = {}
    for effect in effects:
        ends = {effect.central: central} | {
            value: found
            for value, found in ((effect.low, effect.at_low), (effect.high, effect.at_high))
            if found is not None
        }
        pick = max if worse else min
        values[effect.key] = pick(ends, key=lambda value: key(ends[value]))
    return {effect.key: values[effect.key] for effect in effects if values[effect.key] != effect.central}
