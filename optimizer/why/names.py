"""Find the place and the dates a planner means, by code, name or day of the week."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import date, timedelta
from difflib import get_close_matches

from optimizer.core.problem import Problem
from optimizer.core.region import Place
from optimizer.errors import Defect, InputError, Message
from optimizer.reports.dates import DAYS, MONTHS, SHORT_MONTHS, full_date

MOST_NAMED = 8
"""Places listed where a name fits several."""

ALIKE = 0.55
"""How alike a name has to be to be offered instead of an unknown one (`difflib`)."""

OTHER_DAYS = {"jum'at": 4, "jum’at": 4, "ahad": 6}
"""Days of the week as they are also written."""


def place_of(problem: Problem, text: str) -> int:
    """The place meant by a code, a name, a name with its kecamatan, or a part of only one name.

    Raises
    ------
    InputError
        If no place or more than one fits, with the nearest names or all that fit.
    """
    wanted, places = _plain(text), problem.region.places
    names = [_plain(place.name) for place in places]
    tries: tuple[Callable[[int], bool], ...] = (
        lambda n: wanted == _plain(places[n].code),
        lambda n: wanted == names[n],
        lambda n: wanted.replace(",", "") == f"{names[n]} {_plain(places[n].kecamatan)}",
        lambda n: bool(wanted) and wanted in names[n],
    )
    for fits in tries:
        found = [n for n in range(len(places)) if fits(n)]
        if len(found) == 1:
            return found[0]
        if found:
            listed = {"places": _listed(places[n] for n in found), "count": len(found)}
            raise InputError([Defect("PLACE", Message("why.place_several", listed), found=text)])
    near = [places[names.index(name)] for name in get_close_matches(wanted, names, 5, ALIKE)]
    key = "why.place_unknown_near" if near else "why.place_unknown"
    raise InputError([Defect("PLACE", Message(key, {"places": _listed(near)}), found=text)])


def dates_of(problem: Problem, text: str, lang: str) -> tuple[date, ...]:
    """The dates of the plan meant by a date or by a day of the week in either language.

    Dates are written 2026-01-05, 5/1/2026, or 5 Januari with or without the year. A day of the week means
    each of them from the first day of the plan to its last.

    Raises
    ------
    InputError
        If the text names no date, or none between the first and the last day of the plan.
    """
    first, last = problem.calendar.start, problem.calendar.end
    span = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    values = {"first": full_date(first, lang), "last": full_date(last, lang)}
    try:
        found = _meant(_plain(text), span)
    except ValueError as error:
        raise InputError([Defect("DATE", Message("why.date_unknown", values), found=text)]) from error
    if not found:
        raise InputError([Defect("DATE", Message("why.date_outside", values), found=text)])
    return found


def _meant(text: str, span: list[date]) -> tuple[date, ...]:
    """The dates of `span` meant; raises ValueError for what is no date."""
    weekday = _weekday(text)
    if weekday is not None:
        return tuple(day for day in span if day.weekday() == weekday)
    if re.fullmatch(r"\d{4}-\d{1,2}-\d{1,2}", text):
        year, month, number = map(int, text.split("-"))
        return _within(span, date(year, month, number))
    if match := re.fullmatch(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})", text):
        number, month, year = map(int, match.groups())
        return _within(span, date(year, month, number))
    if match := re.fullmatch(r"(\d{1,2}) ([^\W\d]{3,})(?: (\d{4}))?", text):
        number, month = int(match[1]), _month(match[2])
        years = [int(match[3])] if match[3] else sorted({day.year for day in span})
        return tuple(day for year in years for day in _within(span, date(year, month, number)))
    raise ValueError(text)


def _within(span: list[date], day: date) -> tuple[date, ...]:
    return (day,) if span[0] <= day <= span[-1] else ()


def _weekday(text: str) -> int | None:
    if text in OTHER_DAYS:
        return OTHER_DAYS[text]
    named = {n for names in DAYS.values() for n, name in enumerate(names) if _begins(name, text)}
    return named.pop() if len(named) == 1 else None


def _month(text: str) -> int:
    """The number of a month by its name or the beginning of it; raises ValueError for anything else."""
    named = {
        n
        for lang in MONTHS
        for n in range(12)
        if _begins(MONTHS[lang][n], text) or SHORT_MONTHS[lang][n].casefold() == text
    }
    if len(named) != 1:
        raise ValueError(text)
    return named.pop() + 1


def _begins(name: str, text: str) -> bool:
    return len(text) >= 3 and name.casefold().startswith(text)


def _listed(places: Iterable[Place]) -> str:
    named = [f"{place.name}, {place.kecamatan} ({place.code})" for place in places]
    more = ["…"] if len(named) > MOST_NAMED else []
    return "; ".join([*named[:MOST_NAMED], *more])


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())
