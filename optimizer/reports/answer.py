"""The answer to a case's own question in sentences and rows, for the terminal and the workbook."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from optimizer.core.answer import NEVER, Answer, Effect, Figure, Tally
from optimizer.core.outcome import Outcome
from optimizer.reports.dates import full_date, short_date
from optimizer.reports.keys import key_in_words
from optimizer.reports.rupiah import rupiah
from optimizer.reports.search import search_in_words
from optimizer.texts import number, say

MOST_NAMED = 4
"""Places of a week that are named; the schedule has all."""


@dataclass(frozen=True)
class Row:
    """An assumption that moves the answer: its name, its values, and each figure at low and high."""

    name: str
    values: str
    figures: tuple[str, ...]


def title(answer: Answer, outcome: Outcome, lang: str) -> str:
    """The question."""
    return _say("title", lang, question=_say(f"ask.{answer.kind}", lang, **_values(answer, outcome, lang)))


def verdict(answer: Answer, outcome: Outcome, lang: str) -> Iterator[str]:
    """What the plan itself answers, in a few sentences."""
    plan, values = answer.plan, _values(answer, outcome, lang)
    if answer.by is not None:  # a plan of some weeks only may end before
        values |= {"by": full_date(min(answer.by, plan.end), lang)}
    end = "done" if plan.finish else "later" if plan.reached else "never"
    if answer.kind == "which_when":
        yield _say("which_when", lang, **values)
    else:
        yield _say(f"{answer.kind}.{end}", lang, **values)
    if answer.kind == "reaches_target":
        if answer.pace:
            whole = (plan.end - plan.start).days + 1
            needed = plan.expected + plan.office
            alone = plan.start + timedelta(days=-(-needed * whole // answer.pace))
            yield _say(
                "office_only",
                lang,
                rate=_value(round(answer.pace / max(1, answer.days), 1), lang),
                date=_date(alone, lang),
            )
    elif plan.unrecorded:
        yield _say("unrecorded", lang, **values)
    for week in answer.weeks:
        names = {place.code: place.name for place in outcome.problem.region.places}
        first = ", ".join(names.get(code, code) for code in week.places[:MOST_NAMED])
        yield _say(
            "week",
            lang,
            monday=short_date(week.monday, lang),
            places=len(week.places),
            people=week.people,
            first=f"{first}, …" if len(week.places) > MOST_NAMED else first,
        )
    for variant in answer.variants:
        yield _say("variant", lang, name=variant.name, tally=short(variant.tally, lang))


def ranges(answer: Answer, lang: str) -> Iterator[str]:
    """Each figure from least over central to most, and the assumption that moves it most."""
    for name in answer.figures:
        found = answer.range(name)
        if found is None:
            continue
        least, central, most = (spell(name, each, lang) for each in found)
        line = _say("range", lang, figure=figure(name, lang), least=least, central=central, most=most)
        effect = answer.most(name)
        if effect is None:
            yield f"{line} {_say('none_matters', lang)}"
        else:
            at_low, at_high = _ends(effect, name, answer, lang)
            yield (
                f"{line} "
                + _say(
                    "matters",
                    lang,
                    name=_name(effect.key),
                    low=_value(effect.low, lang),
                    high=_value(effect.high, lang),
                    unit=effect.unit,
                    at_low=at_low,
                    at_high=at_high,
                )
            )
    for key, tally in (("best", answer.best), ("worst", answer.worst)):
        if tally is not None:
            yield _say(key, lang, figure=figure(answer.figures[0], lang).lower(), tally=short(tally, lang))


def rows(answer: Answer, lang: str) -> tuple[Row, ...]:
    """The assumptions that move some figure further than another seed does, most important first."""
    return tuple(
        Row(
            _name(effect.key),
            " – ".join(_value(v, lang) for v in (effect.low, effect.central, effect.high))
            + f" {effect.unit}",
            tuple(" → ".join(_ends(effect, name, answer, lang)) for name in answer.figures),
        )
        for effect in answer.effects
        if _matters(effect, answer)
    )


def notes(answer: Answer, lang: str) -> Iterator[str]:
    """How the range was found, what does not move it, and what could not be varied."""
    if answer.central is None:
        return
    how = _say("how", lang, search=search_in_words(answer.search, lang))
    noise = _noise(answer, lang)
    yield f"{how} {_say('noise', lang, noise=noise)}" if noise else how
    if not answer.dated:
        yield _say("undated", lang)
    still = [effect for effect in answer.effects if not _matters(effect, answer)]
    if still:
        yield _say("still", lang, names=", ".join(_name(effect.key) for effect in still))
    if answer.carried:
        yield _say("carried", lang, names=", ".join(map(_name, answer.carried)))
    if not answer.complete:
        yield _say("incomplete", lang)


def figure(name: Figure, lang: str) -> str:
    """What a figure is called."""
    return _say(f"figure.{name}", lang)


def spell(name: Figure, tally: Tally, lang: str) -> str:
    """A figure of a plan; with ≈ where the horizon ends before and the plan's own pace is taken further."""
    value = tally.figure(name)
    if value in (NEVER, date.max.toordinal()):
        return _say("never", lang)
    about = "≈ " if name in ("finish", "team_days", "rupiah") and tally.finish is None else ""
    if name == "finish":
        return about + _date(tally.done, lang)
    return about + (
        f"Rp{number(value / 10**6, lang, 1)} {_say('million', lang)}"
        if name == "rupiah"
        else number(value, lang)
    )


def short(tally: Tally, lang: str) -> str:
    """A plan in one phrase: when it is done, with how much."""
    end = "done" if tally.finish else "later" if tally.reached else "never"
    return _say(f"short.{end}", lang, **_of_tally(tally, lang))


def _values(answer: Answer, outcome: Outcome, lang: str) -> dict[str, object]:
    names = {service.code: service.name for service in outcome.problem.region.services}
    by = answer.by or answer.plan.end
    return _of_tally(answer.plan, lang) | {
        "service": names.get(answer.service, answer.service),
        "by": full_date(by, lang),
        "spare_days": (by - answer.plan.done).days if answer.plan.finish else 0,
        "target": answer.plan.expected + answer.plan.office,
    }


def _of_tally(tally: Tally, lang: str) -> dict[str, object]:
    served = 100 * tally.served / tally.expected if tally.expected else 100.0
    return {
        "waiting": tally.waiting,
        "office": tally.office,
        "expected": tally.expected,
        "served": tally.served,
        "left": tally.left,
        "share": served,
        "left_share": 100 - served,
        "unrecorded": tally.unrecorded,
        "unrecorded_share": 100 * tally.unrecorded / tally.waiting if tally.waiting else 0.0,
        "absent": max(0, tally.unrecorded - tally.left),
        "team_days": tally.team_days,
        "slots": tally.slots,
        "spare": tally.slots - tally.team_days,
        "rupiah": spell("rupiah", tally, lang),
        "visited": tally.visited,
        "places": tally.places,
        "finish": _date(tally.done, lang),
        "weeks": tally.weeks if tally.reached else 0,
        "start": _date(tally.start, lang),
        "end": _date(tally.end, lang),
        "horizon": -(-((tally.end - tally.start).days + 1) // 7),
    }


def _ends(effect: Effect, name: Figure, answer: Answer, lang: str) -> tuple[str, str]:
    """A figure at the low and at the high of an assumption."""
    ends = ((effect.low, effect.at_low), (effect.high, effect.at_high))
    low, high = (
        spell(name, found, lang)
        if found is not None
        else spell(name, answer.central, lang)
        if answer.central is not None and value == effect.central
        else "?"
        for value, found in ends
    )
    return low, high


def _matters(effect: Effect, answer: Answer) -> bool:
    central = answer.central
    return central is not None and any(
        effect.swing(name, central) > answer.noise(name) for name in answer.figures
    )


def _noise(answer: Answer, lang: str) -> str:
    said = []
    for name in answer.figures:
        noise = answer.noise(name)
        if noise:
            text = rupiah(noise, lang) if name == "rupiah" else number(noise, lang)
            text = _say("days", lang, days=noise) if name == "finish" else text
            said.append(f"{figure(name, lang).lower()} {text}")
    return ", ".join(said)


def _date(day: date, lang: str) -> str:
    return f"{short_date(day, lang)} {day.year}"


def _name(key: str) -> str:
    return key_in_words(key)


def _value(value: float, lang: str) -> str:
    return number(value, lang, 0 if value == int(value) else 1)


def _say(key: str, lang: str, /, **values: object) -> str:
    return say(f"answers.{key}", lang, **values)
