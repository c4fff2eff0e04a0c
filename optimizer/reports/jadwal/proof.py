"""How good the plan is: how far at most from the best there can be, how the search got there, what helps.

The sheet is about one level: the first whose value is not proven to be the best, or rupiah where all are.
Of rupiah after such a level it says what is proven in a sentence.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import groupby

from optimizer.core.contribution import contributions
from optimizer.core.marginals import Marginal
from optimizer.core.plan import Level, Result
from optimizer.core.policy import WEIGHT_SCALE
from optimizer.reports.dates import date_range
from optimizer.reports.jadwal.book import ScheduleBook
from optimizer.reports.workbook.book import LOCALES
from optimizer.reports.workbook.sheet import Column, Sheet
from optimizer.reports.workbook.styles import (
    BODY,
    CENTRE,
    DARK,
    GREY,
    HUNDREDTH,
    LINE,
    NOTE,
    SECTION,
    SHORT_DATE,
    TENTH,
    WHOLE,
    WRAPPED,
    Style,
)
from optimizer.texts import number

WIDTHS = (34, 16, 16, 16, 16, 18)
LAST = len(WIDTHS) - 1
CHART_ROWS, CHART_SIZE = 21, (830, 340)
"""Rows a chart covers, and its width and height in pixels."""

LEAST_TRIPS = 8
"""Trips listed, those without which least would be lost."""

MOST_POINTS = 60
"""Points of the search plotted and listed; a longer search shows the last of each stretch of time."""

SHORTFALLS = ("floor_shortfall", "weighted_shortfall")

Point = tuple[float, float, float | None]
"""Seconds, value and bound (None before there is one)."""


def worth_a_sheet(result: Result) -> bool:
    """Whether there is something proven or a search to show."""
    return bool(result.marginals) or any(best.bounds for best in result.trace)


def level_of(result: Result) -> int:
    """The number of the level the sheet speaks of."""
    for number_, level in enumerate(result.levels):
        best = level.value == level.bound or (level.name in SHORTFALLS and level.value == 0)
        if not best:
            return number_
    return len(result.levels) - 1


def write_proof(book: ScheduleBook, sheet: Sheet) -> None:
    """Write the sheet: two sentences, the search as a chart, margins, the trips that matter least."""
    result = book.outcome.result
    about = level_of(result)
    level = result.levels[about]
    sheet.heading(book.say("proof.title"))
    row = 1
    later = _later(book, result.levels[about + 1 :])
    for text in (_how_good(book, level), *later, book.say("proof.chart_note")):
        sheet.band(row, 0, LAST, text, NOTE | {"font_color": "#000000"})
        row += 1
    points = search(result, about)
    at = row + 1
    row = at + CHART_ROWS if len(points) > 1 else at
    row = _margins(book, sheet, row, level)
    row = _least(book, sheet, row)
    first = _table(book, sheet, row, level, points)
    breaks = [row] if first > row else []
    if len(points) > 1:
        _chart(book, sheet, at, (first, first + len(points) - 1), level, points)
    sheet.fit_columns(dict(enumerate(WIDTHS)), least=dict(enumerate(WIDTHS)))
    sheet.page(landscape=False, breaks=breaks)


def _how_good(book: ScheduleBook, level: Level) -> str:
    """How far the plan is from the best there can be, at most."""
    policy = book.term("policy", book.outcome.problem.policy.visits)
    if level.bound is None:
        return book.say("proof.unproven")
    if level.gap == 0.0:
        return book.say("proof.best", policy=policy)
    values = {"value": _spelt(book, level, level.value), "bound": _spelt(book, level, level.bound)}
    if level.bound == 0 or level.gap is None:
        return book.say(f"proof.{level.name}_none", policy=policy, **values)
    return book.say(f"proof.{level.name}", gap=_share(book, level.gap), policy=policy, **values)


def _later(book: ScheduleBook, levels: Sequence[Level]) -> list[str]:
    """What is proven of rupiah where the sheet is about whom the plan serves."""
    return [
        book.say(
            "proof.second",
            value=_spelt(book, level, level.value),
            bound=_spelt(book, level, level.bound),
            gap=_share(book, level.gap),
        )
        for level in levels
        if level.name == "cost" and level.bound and level.gap
    ]


def _share(book: ScheduleBook, gap: float) -> str:
    return f"{number(100 * gap, book.lang, 1 if gap >= 0.001 else 2)}%"


def _spelt(book: ScheduleBook, level: Level, value: int) -> str:
    weighted = level.unit == "people/100"
    return number(value / WEIGHT_SCALE if weighted else value, book.lang, 2 if weighted else 0)


def search(result: Result, about: int) -> list[Point]:
    """The search on one level, from when the levels before it were as they are in the end."""
    scale = _scale(result.levels[about])
    before = tuple(level.value for level in result.levels[:about])
    found: list[Point] = []
    bound: float | None = None
    for best in result.trace:
        if best.values[:about] == before:  # what was proven beside other people holds no longer
            known = best.bounds[about] if about < len(best.bounds) else None
            bound = bound if known is None else known / scale
            found.append((best.seconds, best.values[about] / scale, bound))
    if found:
        level = result.levels[about]
        last = None if level.bound is None else level.bound / scale
        end = (max(found[-1][0], result.seconds), level.value / scale, last)
        found = [*found, end] if end[0] > found[-1][0] else [*found[:-1], end]
    return _thinned(found)


def _thinned(points: list[Point]) -> list[Point]:
    """At most so many points, the last of each stretch of time; the first and last stay."""
    if len(points) <= MOST_POINTS:
        return points
    length = (points[-1][0] - points[0][0]) / (MOST_POINTS - 2) or 1.0
    last_of = {int((point[0] - points[0][0]) / length): point for point in points[1:-1]}
    return [points[0], *last_of.values(), points[-1]]


def _scale(level: Level) -> int:
    return WEIGHT_SCALE if level.unit == "people/100" else 1


def _style(level: Level) -> Style:
    return BODY | (HUNDREDTH if level.unit == "people/100" else WHOLE)


def _chart(
    book: ScheduleBook, sheet: Sheet, row: int, rows: tuple[int, int], level: Level, points: Sequence[Point]
) -> None:
    """Value and proven bound over the seconds of the search."""
    name, (first, last) = book.term("level", level.name), rows
    chart = book.chart({"type": "scatter", "subtype": "straight_with_markers"})
    bounded = [n for n, (_, _, bound) in enumerate(points) if bound is not None]
    lines = [(1, book.say("proof.value"), first, DARK, "solid")]
    if bounded:
        lines.append((2, book.say("proof.bound"), first + bounded[0], "#B5541C", "dash"))
    for col, title, top, colour, dash in lines:
        chart.add_series(
            {
                "name": title,
                "categories": f"={sheet.span(top, last, 0)}",
                "values": f"={sheet.span(top, last, col)}",
                "line": {"color": colour, "width": 2, "dash_type": dash},
                "marker": {"type": "circle", "size": 4, "fill": {"color": colour}, "border": {"none": True}},
            }
        )
    low, high = _span(points)
    font, form = {"color": GREY, "size": 9, "bold": False}, f"{LOCALES[book.lang]}#,##0"
    grid = {"visible": True, "line": {"color": LINE, "width": 0.5}}
    chart.set_x_axis({"name": book.say("proof.seconds"), "min": 0, "num_format": form, "name_font": font})
    chart.set_y_axis(
        {
            "name": name,
            "min": low,
            "max": high,
            "num_format": form,
            "name_font": font,
            "major_gridlines": grid,
        }
    )
    chart.set_title({"name": book.say("proof.chart"), "name_font": {"size": 12, "color": DARK}})
    chart.set_legend({"position": "bottom"})
    chart.set_size({"width": CHART_SIZE[0], "height": CHART_SIZE[1]})
    sheet.chart(row, 0, chart)


def _span(points: Sequence[Point]) -> tuple[float, float]:
    """Lowest and highest value of the axis: what is plotted and a little room, in round numbers."""
    shown = [value for _, *pair in points for value in pair if value is not None]
    low, high = min(shown), max(shown)
    room = max((high - low) * 0.1, abs(high) * 0.001, 1.0)
    step = 10 ** len(str(int(room)))
    return max(0.0, (low - room) // step * step), -(-(high + room) // step) * step


def _margins(book: ScheduleBook, sheet: Sheet, row: int, level: Level) -> int:
    """What one team-day or a million rupiah more would bring, at most."""
    own = [m for m in book.outcome.result.marginals if m.unit == level.unit and m.kind != "person"]
    if not own or level.bound is None:
        return row
    row = _section(sheet, row, book.say("proof.margins"))
    titles = ("proof.more", f"proof.brings_{'people' if level.unit == 'people/100' else 'rupiah'}")
    row = sheet.header(row, [Column(book.say(title)) for title in titles])
    for what, value in (*_by_week(book, own), *_money(book, own)):
        sheet.text(row, 0, what, WRAPPED)
        sheet.number(row, 1, value / _scale(level), _style(level))
        row += 1
    sheet.band(row, 0, LAST, book.say("proof.margins_note"), NOTE)
    return row + 2


def _by_week(book: ScheduleBook, margins: Sequence[Marginal]) -> list[tuple[str, int]]:
    """The best team-day of each week; weeks in a row with the same value in one line."""
    most: dict[date, int] = {}
    for margin in margins:
        if margin.week is not None:
            most[margin.week] = max(most.get(margin.week, 0), margin.value)
    found = []
    for value, weeks in groupby(sorted(most), key=most.__getitem__):
        span = list(weeks)
        dates = date_range(span[0], span[-1] + timedelta(days=6), book.lang)
        found.append((book.say("proof.team_day", dates=dates), value))
    return found


def _money(book: ScheduleBook, margins: Sequence[Marginal]) -> list[tuple[str, int]]:
    return [(book.say("proof.rupiah", per=m.per), m.value) for m in margins if m.kind == "rupiah"]


def _least(book: ScheduleBook, sheet: Sheet, row: int) -> int:
    """The trips without which least would be lost: the first to go should days or money be short."""
    made = contributions(book.outcome.problem, book.outcome.schedule)
    if not made:
        return row
    region = book.outcome.problem.region
    places, teams = region.places, {team.id: team.name for team in region.teams}
    row = _section(sheet, row, book.say("proof.least"))
    titles = ("proof.places", "date", "team", "overview.people_count", "overview.weighted_count", book.money)
    row = sheet.header(row, [Column(book.say(title)) for title in titles])
    for given in sorted(made, key=lambda given: (given.weighted, -given.rupiah))[:LEAST_TRIPS]:
        names = dict.fromkeys(places[place].name for place in given.trip.trip.visited)
        sheet.text(row, 0, ", ".join(names), WRAPPED)
        sheet.date(row, 1, given.trip.dates[0], BODY | CENTRE | SHORT_DATE)
        sheet.text(row, 2, teams.get(given.trip.team, given.trip.team), WRAPPED)
        sheet.number(row, 3, given.people)
        sheet.number(row, 4, given.weighted / WEIGHT_SCALE, BODY | HUNDREDTH)
        sheet.number(row, 5, given.rupiah)
        row += 1
    sheet.band(row, 0, LAST, book.say("proof.least_note"), NOTE)
    return row + 2


def _table(book: ScheduleBook, sheet: Sheet, row: int, level: Level, points: Sequence[Point]) -> int:
    """The figures behind the chart; returns the row of the first."""
    if not points:
        return row
    row = _section(sheet, row, book.say("proof.search"))
    titles = (book.say("proof.seconds"), book.say("proof.value"), book.say("proof.bound"))
    first = row = sheet.header(row, [Column(title) for title in titles])
    for seconds, value, bound in points:
        sheet.number(row, 0, round(seconds, 1), BODY | TENTH)
        sheet.number(row, 1, value, _style(level))
        if bound is None:
            sheet.text(row, 2, "—", BODY | CENTRE)
        else:
            sheet.number(row, 2, bound, _style(level))
        row += 1
    return first


def _section(sheet: Sheet, row: int, title: str) -> int:
    sheet.band(row, 0, LAST, title, SECTION)
    sheet.height(row, 20)
    return row + 1
