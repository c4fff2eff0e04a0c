"""Access over time in words: opening hours, periods cut off, closed links."""

from __future__ import annotations

from datetime import date

from optimizer.core.access import CutOff
from optimizer.core.problem import Problem
from optimizer.core.region import Closure, Opening
from optimizer.reports.dates import DAYS, clock_time, date_range, full_date
from optimizer.texts import say

MOST_DATES = 6
"""Periods shut named one by one in a sentence; what is beyond is counted."""


def opening_text(opening: Opening, lang: str) -> str:
    """Senin–Kamis 07:30–12:00."""
    hours = f"{clock_time(opening.start)}–{clock_time(opening.end)}"
    return f"{_weekdays(sorted(opening.weekdays), lang)} {hours}"


def shut_text(opening: Opening, problem: Problem, lang: str) -> str:
    """Dates within the horizon on which a place is shut though its weekdays are open; empty for none."""
    start, end = problem.calendar.start, problem.calendar.end
    periods = [(max(a, start), min(b, end)) for a, b in opening.shut if a <= end and start <= b]
    named = [date_range(a, b, lang) for a, b in periods[:MOST_DATES]]
    if len(periods) > MOST_DATES:
        named.append(say("reports.and_more", lang, n=len(periods) - MOST_DATES))
    return ", ".join(named)


def period_text(period: CutOff, lang: str) -> str:
    """5–9 Januari 2026; terjangkau lagi 12 Januari 2026."""
    dates = date_range(period.start, period.end, lang)
    if period.next is None:
        return say("reports.cut_off.to_the_end", lang, dates=dates)
    return say("reports.cut_off.until", lang, dates=dates, next=full_date(period.next, lang))


def closures_within(problem: Problem) -> tuple[Closure, ...]:
    """Closures in force on some date of the horizon, by start and link."""
    start, end = problem.calendar.start, problem.calendar.end
    held = (c for c in problem.region.closures if c.start <= end and (c.end is None or start <= c.end))
    return tuple(sorted(held, key=lambda closure: (closure.start, closure.link, closure.modes)))


def closure_text(closure: Closure, lang: str) -> str:
    """Since when and until when a link is closed, for whom, and who says so."""
    modes = ", ".join(closure.modes) or say("reports.closure.all_modes", lang)
    return say(
        "reports.closure.text",
        lang,
        dates=closed_dates(closure.start, closure.end, lang),
        modes=modes,
        confidence=say(f"reports.confidence.{closure.confidence}", lang),
        source=closure.source,
    )


def closed_dates(start: date, end: date | None, lang: str) -> str:
    """5–9 Januari 2026, or from a date until further notice."""
    if end is None:
        return say("reports.closure.open_end", lang, start=full_date(start, lang))
    return date_range(start, end, lang)


def _weekdays(days: list[int], lang: str) -> str:
    """Senin–Kamis, or Senin, Rabu where they do not follow one another."""
    names = DAYS[lang]
    if len(days) > 2 and days == list(range(days[0], days[-1] + 1)):
        return f"{names[days[0]]}–{names[days[-1]]}"
    return ", ".join(names[day] for day in days)
