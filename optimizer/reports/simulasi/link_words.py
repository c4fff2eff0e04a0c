"""What a study of closed links says in sentences."""

from __future__ import annotations

from optimizer.core.link_cost import Change, LinkCost, LinkStudy
from optimizer.core.outcome import Outcome
from optimizer.core.region import Link
from optimizer.reports.dates import date_range
from optimizer.reports.rupiah import signed_rupiah
from optimizer.reports.search import search_in_words
from optimizer.reports.simulasi.words import signed
from optimizer.texts import number, say


def study_head(study: LinkStudy, outcome: Outcome, lang: str) -> tuple[str, str]:
    """Title and subtitle."""
    dates = date_range(study.start, study.end, lang)
    return (
        say("simulate.close.heading", lang, name=study.name, region=outcome.problem.region.name),
        say(
            "simulate.close.about",
            lang,
            dates=dates,
            mode=study.mode,
            season=study.season,
            search=search_in_words(study.search, lang),
        ),
    )


def study_verdict(study: LinkStudy, lang: str) -> tuple[str, ...]:
    """The worst link, and how many stand out from the noise of the search."""
    made = [cost for cost in study.costs if cost.change is not None]
    if not made or made[0].change is None:
        return (say(f"simulate.close.{'not_made' if study.costs else 'none'}", lang),)
    worst, change = made[0], made[0].change
    return (
        say(
            "simulate.close.worst",
            lang,
            link=link_text(worst.link),
            kecamatan=worst.kecamatan,
            people=signed(change.people, lang),
            rupiah=signed_rupiah(change.rupiah, lang),
            places=worst.beyond,
            before=change.before,
            left=change.left,
            later=change.later,
            wait=_wait(change, lang),
        ),
        say("simulate.close.notable", lang, count=sum(notable(study, c) for c in made), all=len(made)),
    )


def study_notes(study: LinkStudy, lang: str) -> tuple[str, ...]:
    """With what the figures are compared, and how to read them."""
    compared = say("simulate.close.compared", lang, people=study.people, rupiah=study.rupiah)
    notes = [compared]
    if study.echo is not None:
        echo = study.echo
        notes.append(
            say(
                "simulate.close.noise",
                lang,
                people=abs(echo.people),
                rupiah=abs(echo.rupiah),
                later=echo.later,
            )
        )
    return (*notes, say("simulate.close.matched", lang), say("simulate.close.way", lang))


def notable(study: LinkStudy, cost: LinkCost) -> bool:
    """Whether more people beyond the link are struck, or the plan is dearer, than the search scatters.

    A closed road makes no plan cheaper that serves as many, so only a dearer one says anything.
    """
    change, noise = cost.change, cost.noise
    if change is None:
        return False
    rupiah = abs(study.echo.rupiah) if study.echo else 0
    struck = noise.left + noise.later if noise else 0
    return change.left + change.later > struck or change.rupiah > rupiah


def link_text(link: Link) -> str:
    """A link by its id and name."""
    return f"{link.id} {link.name}".strip()


def between(link: Link, outcome: Outcome) -> str:
    """The names of a link's ends."""
    names = {node.id: node.name for node in outcome.problem.region.nodes}
    return f"{names[link.start]} – {names[link.end]}"


def details(study: LinkStudy, cost: LinkCost, lang: str) -> tuple[str, ...]:
    """What closing one link does, line by line."""
    change = cost.change
    values = {"days": cost.days, "planned": cost.planned, "missed": cost.missed}
    now = say(f"simulate.close.{'map_now' if cost.days else 'map_now_none'}", lang, **values)
    if change is None:
        return now, say("simulate.close.map_failed", lang, why=cost.failed)
    noise = () if notable(study, cost) else (say("simulate.close.map_noise", lang),)
    return (*_anew(change, lang), *noise, now)


def _anew(change: Change, lang: str) -> tuple[str, ...]:
    return (
        say(
            "simulate.close.map_served",
            lang,
            before=change.before,
            left=change.left,
            later=change.later,
            wait=_wait(change, lang),
        ),
        say(
            "simulate.close.map_whole",
            lang,
            people=signed(change.people, lang),
            rupiah=signed_rupiah(change.rupiah, lang),
        ),
    )


def _wait(change: Change, lang: str) -> str:
    """How much longer those served later wait; nothing where nobody is."""
    days = number(change.days_later, lang, 1)
    return say("simulate.close.wait", lang, days=days) if change.later else ""
