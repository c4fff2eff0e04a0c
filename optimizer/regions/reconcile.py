"""Weigh published figures against each other by arithmetic, and settle which reading is planned with."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from optimizer.core.reading import Choice, Reading
from optimizer.errors import Defect, InputError, Message
from optimizer.regions.facts import PERCENT, Fact
from optimizer.regions.published import PublishedParams
from optimizer.regions.relations import Counts, DifferentRelation, Span, Spans

Judgement = Literal["consistent", "contradiction", "unchecked", "not_comparable"]


@dataclass(frozen=True)
class Finding:
    """What arithmetic says of one published figure.

    `readings` are the values its own printing and the other figures give it, the printed one first;
    `why` says of a figure that is not comparable what it counts instead, `beside` is the figure it must
    not be compared with.
    """

    fact: Fact
    judgement: Judgement
    readings: tuple[Reading, ...]
    why: str = ""
    beside: Reading | None = None


@dataclass(frozen=True)
class Settled:
    """The value each figure is planned with, its facts, and the choices made among readings."""

    figures: Mapping[str, int]
    facts: Mapping[str, Fact]
    choices: tuple[Choice, ...]


def find(facts: Iterable[Fact], params: PublishedParams, counts: Counts) -> tuple[Finding, ...]:
    """A finding for each figure of the case `params.case`, in the order of the table.

    A figure is a *contradiction* where any relation speaks against it, *not comparable* where a relation
    says that it counts something else, *consistent* where a relation holds for it, and *unchecked*
    where none says anything.
    """
    stated = [fact for fact in facts if fact.case and fact.case == params.case]
    figures: dict[str, Span] = {}
    for fact in stated:
        figures.setdefault(fact.metric, fact.span)
    verdicts = [v for relation in params.relations.values() if (v := relation.verdict(figures, counts))]
    against = {metric for verdict in verdicts if not verdict.holds for metric in verdict.about}
    held = {metric for verdict in verdicts if verdict.holds for metric in verdict.about}
    different = {r.share: r for r in params.relations.values() if isinstance(r, DifferentRelation)}
    for fact in stated:  # the same thing printed twice in one article
        if fact.span.name != figures[fact.metric].name:
            (held if fact.span.meets(figures[fact.metric]) else against).add(fact.metric)
    return tuple(
        Finding(
            fact,
            _judgement(fact.metric, against, held, different),
            _readings(fact, stated, figures, params, counts),
            *_different(fact, different.get(fact.metric), figures),
        )
        for fact in stated
    )


def _different(fact: Fact, relation: DifferentRelation | None, figures: Spans) -> tuple[str, Reading | None]:
    if relation is None:
        return "", None
    beside = relation.beside(figures)
    if beside is None:
        return relation.why, None
    span = _printed(Span(beside.value, beside.value, beside.value, beside.formula), fact)
    return relation.why, Reading(_number(span.value), (span.name,))


def _judgement(metric: str, against: set[str], held: set[str], different: Iterable[str]) -> Judgement:
    if metric in against:
        return "contradiction"
    if metric in different:
        return "not_comparable"
    return "consistent" if metric in held else "unchecked"


def _readings(
    fact: Fact, stated: Sequence[Fact], figures: Spans, params: PublishedParams, counts: Counts
) -> tuple[Reading, ...]:
    """The values of a figure: as printed, and as each relation gives it; equal ones are one reading."""
    found: list[tuple[Span, list[str]]] = []
    for twin in (fact, *(other for other in stated if other.metric == fact.metric and other is not fact)):
        _add(found, twin.span, twin.id)
    for relation in params.relations.values():
        derived = relation.span(fact.metric, figures, counts)
        if derived is None:
            continue
        agreeing = [sources for span, sources in found if derived.meets(span)]
        if agreeing:
            agreeing[0].append(derived.name)
        else:
            _add(found, _printed(derived, fact), derived.name)
    return tuple(Reading(_number(span.value), tuple(sources)) for span, sources in found)


def _add(found: list[tuple[Span, list[str]]], span: Span, source: str) -> None:
    for known, sources in found:
        if known.value == span.value:
            sources.append(source)
            return
    found.append((span, [source]))


def _printed(derived: Span, fact: Fact) -> Span:
    """A derived value as it would be printed: people whole, shares with two decimals."""
    unit = Fraction(1, 100) if fact.unit == PERCENT else Fraction(1)
    value = (derived.value / unit + Fraction(1, 2)).__floor__() * unit
    return Span(value, min(derived.low, value), max(derived.high, value), derived.name)


def _number(value: Fraction) -> float:
    return int(value) if value.denominator == 1 else float(value)


def settle(findings: Sequence[Finding], params: PublishedParams) -> Settled:
    """The value of each figure that a column of the tables sums to.

    Raises
    ------
    InputError
        If the case has no figures, a contradicted figure has no choice, or a choice is none of the
        readings; each names the readings there are.
    """
    if not params.case:
        return Settled({}, {}, ())
    defects = list(_defects(findings, params))
    if defects:
        raise InputError(defects)
    figures: dict[str, int] = {}
    facts: dict[str, Fact] = {}
    choices = []
    for finding in findings:
        metric = finding.fact.metric
        if metric in facts:
            continue
        facts[metric] = finding.fact
        figures[metric] = round(finding.readings[0].value)
        if metric in params.choices:
            chosen = params.choices[metric]
            figures[metric] = round(chosen.value)
            others = tuple(reading for reading in finding.readings if reading.value != chosen.value)
            choices.append(Choice(metric, _whole(chosen.value), chosen.reason, others))
    return Settled(figures, facts, tuple(choices))


def _defects(findings: Sequence[Finding], params: PublishedParams) -> Iterator[Defect]:
    if not findings:
        yield Defect("fakta", Message("reconcile.no_facts"), None, "kasus", params.case)
    known = {finding.fact.metric: finding for finding in findings}
    used = set(params.columns.values()) | {metric for e in params.estimates.values() for metric in e.of}
    for metric, finding in known.items():
        if finding.judgement == "contradiction" and metric in used and metric not in params.choices:
            values = {"readings": spell(finding.readings)}
            yield Defect("region.published.choices", Message("reconcile.choice_needed", values), None, metric)
    for metric, choice in params.choices.items():
        if findings and metric not in known:
            message = Message("reconcile.no_such_figure", {"known": ", ".join(known)})
            yield Defect("region.published.choices", message, None, metric)
        elif metric in known and choice.value not in [r.value for r in known[metric].readings]:
            message = Message("reconcile.no_such_reading", {"readings": spell(known[metric].readings)})
            yield Defect("region.published.choices", message, None, metric, f"{choice.value:g}")


def spell(readings: Iterable[Reading]) -> str:
    """Readings in one line, as a setting takes them: `10500 (F031; …), 3302 (F030 − F028)`."""
    return ", ".join(f"{reading.value:.10g} ({'; '.join(reading.sources)})" for reading in readings)


@dataclass(frozen=True)
class ColumnSum:
    """A column of the desa table beside the published figure it should sum to.

    `planned` is the reading chosen; `estimated` of the column's `cells` are estimates.
    """

    column: str
    fact: Fact
    total: int
    planned: int
    cells: int
    estimated: int


def _whole(value: float) -> float:
    return int(value) if value == int(value) else value


def said(settled: Settled, params: PublishedParams) -> Iterator[Message]:
    """What every report has to print: the choices with their reasons, and the case's own assumptions."""
    for choice in settled.choices:
        values = {"figure": choice.figure, "value": choice.value, "reason": choice.reason}
        if choice.alternatives:
            values["others"] = spell(choice.alternatives)
            yield Message("reconcile.chosen", values)
        else:
            yield Message("reconcile.chosen_only", values)
    for text in params.assumptions:
        yield Message("reconcile.assumed", {"text": text})
