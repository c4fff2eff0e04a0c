"""What a simulation says in sentences, with its chances rounded to what so many lives can tell."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from optimizer.core.outcome import Outcome
from optimizer.core.simulation import MANY, Band, LinkRisk, PartRisk, Robust, Share, Simulation
from optimizer.reports.dates import date_range, full_date, monday_of
from optimizer.reports.rupiah import signed_rupiah
from optimizer.texts import number, say

BAR = 20
"""Characters of a full bar."""


def percent(value: float, lang: str) -> str:
    """A chance as a percentage with one decimal; one that is not quite none or all is never shown so."""
    if 0 < value < 0.0005:
        return f"< {number(0.1, lang, 1)} %"
    if 0.9995 <= value < 1:
        return f"> {number(99.9, lang, 1)} %"
    return f"{number(100 * value, lang, 1)} %"


def share(found: Share, lang: str) -> str:
    """A share of the lives with twice its sampling error."""
    error = 200 * found.error
    if error < 0.05:
        return percent(found.value, lang)
    return f"{percent(found.value, lang)} (± {number(error, lang, 1)})"


def signed(value: float, lang: str, decimals: int = 0) -> str:
    """A difference with its sign: +34, −34, 0."""
    text = number(abs(value), lang, decimals)
    if not any(digit in text for digit in "123456789"):
        return number(0, lang, decimals)
    return ("+" if value > 0 else "−") + text


def bar(value: float) -> str:
    """A share of 1 as a bar of text, which prints everywhere."""
    return "█" * round(BAR * value) or ("▏" if value > 0 else "")


def head(simulation: Simulation, outcome: Outcome, lang: str) -> tuple[str, str]:
    """Title and subtitle."""
    calendar = outcome.problem.calendar
    return (
        say("simulate.heading", lang, name=simulation.name, region=outcome.problem.region.name),
        say(
            "simulate.period",
            lang,
            dates=date_range(calendar.start, calendar.end, lang),
            lives=simulation.lives,
            seed=str(simulation.seed),
        ),
    )


def rule(simulation: Simulation, lang: str) -> str:
    """What a team does when the day is over."""
    return say(f"simulate.rule.{simulation.on_overrun if simulation.chances else 'exact'}", lang)


def findings(simulation: Simulation, outcome: Outcome, lang: str) -> tuple[str, ...]:
    """What the lives come to, the main thing first."""
    return (
        *_people(simulation, outcome, lang),
        *_days(simulation, lang),
        *_money(simulation, outcome, lang),
        *_cause(simulation, lang),
        *_fragile(simulation, lang),
        *_roads(simulation, lang),
    )


def _people(simulation: Simulation, outcome: Outcome, lang: str) -> Iterator[str]:
    names = {service.code: service.name for service in outcome.problem.region.services}
    served, planned = simulation.served, simulation.planned
    yield say("simulate.find.served", lang, planned=planned, **_band(served))
    for target in simulation.targets:
        values = {"service": names[target.service], "people": target.people}
        yield say("simulate.find.target", lang, share=share(target.reached, lang), **values)
    yield say("simulate.find.as_planned", lang, share=share(simulation.as_planned, lang))
    lost = sum(people for _, people in simulation.lost)
    if not lost:
        yield say("simulate.find.everyone_always", lang)
        return
    reasons = ", ".join(
        f"{say(f'simulate.loss.{reason}', lang)} {_tenths(people, lang)}"
        for reason, people in simulation.lost
        if people > 0
    )
    everyone = share(simulation.everyone, lang)
    yield say("simulate.find.everyone", lang, share=everyone, lost=round(lost), reasons=reasons)
    deadline = full_date(simulation.deadline, lang)
    if not simulation.free_days:
        yield say("simulate.find.no_free", lang, deadline=deadline)
        return
    values = {"free": simulation.free_days, "deadline": deadline}
    yield say("simulate.find.made_up", lang, share=share(simulation.made_up, lang), **values)
    half, most = simulation.finish
    if half is not None and most is not None:
        dates = {"half": full_date(half, lang), "most": full_date(most, lang)}
        yield say("simulate.find.finish", lang, **dates)
    elif half is not None:
        yield say("simulate.find.finish_half", lang, half=full_date(half, lang))


def _money(simulation: Simulation, outcome: Outcome, lang: str) -> Iterator[str]:
    mark = "" if outcome.problem.tariff.verified else say("simulate.indicative", lang)
    yield say("simulate.find.spent", lang, planned=simulation.rupiah, mark=mark, **_band(simulation.spent))


def _days(simulation: Simulation, lang: str) -> Iterator[str]:
    if not simulation.overrun:
        yield say("simulate.find.no_overrun", lang)
        return
    mean, most = simulation.overrun_minutes
    values = {"mean": round(mean), "most": round(most)}
    yield say("simulate.find.overrun", lang, share=percent(simulation.overrun, lang), **values)


def _cause(simulation: Simulation, lang: str) -> Iterator[str]:
    worst = min(simulation.effects, key=lambda effect: effect.served.mean, default=None)
    if worst is not None and worst.served.mean < simulation.planned - 0.5 and len(simulation.effects) > 1:
        name = chance(worst.chance, lang)
        yield say("simulate.find.cause", lang, chance=name.lower(), served=round(worst.served.mean))


def _fragile(simulation: Simulation, lang: str) -> Iterator[str]:
    if not any(part.lost.mean >= 0.5 for part in simulation.weeks):
        yield say("simulate.find.no_week", lang)
        return
    for kind, parts in (("week", simulation.weeks), ("kecamatan", simulation.kecamatan)):
        worst = max(parts, key=_fragility)
        name = week(worst, lang) if kind == "week" else worst.name
        yield say(
            f"simulate.find.{kind}",
            lang,
            share=percent(worst.any_lost, lang),
            many=MANY,
            lost=round(worst.lost.mean),
            planned=worst.planned,
            **{kind: name},
        )


def _fragility(part: PartRisk) -> tuple[float, float]:
    return part.lost.mean / max(1, part.planned), part.any_lost


def _roads(simulation: Simulation, lang: str) -> Iterator[str]:
    if "closures" not in simulation.chances:
        return
    if not simulation.assessed:
        yield say("simulate.find.not_assessed", lang)
    elif not simulation.links:
        yield say("simulate.find.no_link", lang)
    else:
        worst = simulation.links[0]
        yield say(
            "simulate.find.link",
            lang,
            link=link_name(worst),
            kecamatan=worst.kecamatan,
            days=worst.days,
            planned=worst.planned,
            closed=percent(worst.closed, lang),
            minutes=worst.minutes,
            cut_off=worst.cut_off,
        )


def robust_findings(found: Robust, lang: str) -> tuple[str, ...]:
    """What the sturdier variant is, and what it costs."""
    long, before = percent(1 - found.sturdy.overrun, lang), percent(1 - found.base.overrun, lang)
    if not found.reserve:
        return (say("simulate.find.robust_none", lang, long=long),)
    key = "robust" if found.reached else "not_robust"
    first = say(
        f"simulate.find.{key}", lang, reserve=found.reserve, long=long, before=before, level=found.level
    )
    base, sturdy = found.base, found.sturdy
    price = say(
        "simulate.find.price",
        lang,
        people=signed(sturdy.people - base.people, lang),
        rupiah=signed_rupiah(sturdy.rupiah - base.rupiah, lang),
        spent=signed_rupiah(sturdy.spent.mean - base.spent.mean, lang),
        days=signed(sturdy.team_days - base.team_days, lang),
        served=signed(sturdy.served.mean - base.served.mean, lang),
        lost=round(base.lost),
        lost_after=round(sturdy.lost),
    )
    return first, price


def chance(code: str, lang: str) -> str:
    """What is left to chance, by name."""
    return say(f"simulate.chance.{code}", lang)


def week(part: PartRisk, lang: str) -> str:
    """A week by its first and last working day."""
    monday = monday_of(date.fromisoformat(part.name))
    return date_range(monday, date.fromordinal(monday.toordinal() + 4), lang)


def link_name(link: LinkRisk) -> str:
    """A link by its id and name."""
    return f"{link.link} {link.name}".strip()


def _band(band: Band) -> dict[str, int]:
    return {"mean": round(band.mean), "low": round(band.low), "high": round(band.high)}


def _tenths(value: float, lang: str) -> str:
    return number(value, lang) if value >= 10 else number(value, lang, 1)
