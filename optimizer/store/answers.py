"""The answer to a case's question as plan.json records it, and back."""

from __future__ import annotations

from dataclasses import asdict

from optimizer.core.answer import Answer, Effect, Tally, Variant, Week
from optimizer.store.document import AnswerRecord, EffectRecord, TallyRecord


def record(answer: Answer | None) -> AnswerRecord | None:
    """The record of an answer; None for a run that was asked nothing."""
    return None if answer is None else AnswerRecord.model_validate(asdict(answer))


def answer_of(record: AnswerRecord | None) -> Answer | None:
    """The answer that a record tells."""
    if record is None:
        return None
    return Answer(
        kind=record.kind,
        service=record.service,
        by=record.by,
        plan=_known(record.plan),
        central=_tally(record.central),
        echo=_tally(record.echo),
        effects=tuple(map(_effect, record.effects)),
        best=_tally(record.best),
        worst=_tally(record.worst),
        variants=tuple(Variant(each.name, _known(each.tally)) for each in record.variants),
        carried=record.carried,
        pace=record.pace,
        days=record.days,
        weeks=tuple(Week(week.monday, week.places, week.people) for week in record.weeks),
        complete=record.complete,
        search=record.search,
        dated=record.dated,
    )


def _known(record: TallyRecord) -> Tally:
    return Tally(**record.model_dump())


def _tally(record: TallyRecord | None) -> Tally | None:
    return None if record is None else _known(record)


def _effect(record: EffectRecord) -> Effect:
    return Effect(
        record.key,
        record.unit,
        record.low,
        record.central,
        record.high,
        _tally(record.at_low),
        _tally(record.at_high),
    )
