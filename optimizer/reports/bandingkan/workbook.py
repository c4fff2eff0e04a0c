"""`bandingkan.xlsx`: overview, findings, kecamatan, places and assumptions, with differences as formulas."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from math import hypot
from pathlib import Path
from typing import Any

from xlsxwriter.utility import xl_rowcol_to_cell

from optimizer.core.comparison import Aim, Comparison, Contrast, Told, shares
from optimizer.core.policy import WEIGHT_SCALE
from optimizer.reports.bandingkan.book import ComparisonBook
from optimizer.reports.bandingkan.words import finding, title_of, verdict_word
from optimizer.reports.bounds import relaxed
from optimizer.reports.dates import date_range, short_date
from optimizer.reports.keys import key_in_words
from optimizer.reports.search import search_in_words
from optimizer.reports.workbook.book import LOCALES
from optimizer.reports.workbook.page import Formula, Page, Value, keyed
from optimizer.reports.workbook.styles import (
    BODY,
    BOLD,
    CENTRE,
    FREE,
    MORE,
    MORE_TENTH,
    NOTE,
    PERCENT,
    SECTION,
    SHORT_DATE,
    TENTH,
    WHOLE,
    WRAPPED,
    Style,
)

FILE = "bandingkan.xlsx"
NAME: Style = WRAPPED | BOLD
WORD: Style = BODY | CENTRE
DAY: Style = BODY | SHORT_DATE | CENTRE
METRES_A_KM = 1_000
MOST_NAMED = 40
"""Points of a chart that are named one by one; Excel takes 255 series at the most."""
SIDES = ("below", "right", "above", "left")
"""Where the names of points at the same spot stand, in turn."""
NAME_WIDE, NAME_HIGH = 0.2, 0.08
"""Room a name takes beside its point, as parts of the chart's width and height."""
GRID: dict[str, Any] = {"visible": True, "line": {"color": "#DCE3E6"}}
SCENARIO = ("scenario", 30, NAME)


def write_book(comparison: Comparison, folder: Path, lang: str) -> Path:
    """Write the workbook into `folder`, whole or not at all."""
    book = ComparisonBook(comparison, lang)
    _overview(book)
    _findings(book)
    _kecamatan(book)
    _moves(book)
    _about(book)
    return book.save(folder / FILE)


def _overview(book: ComparisonBook) -> None:
    comparison = book.comparison
    widths = (30, *(11, 11, 14) * 3, *(11,) * 5)
    notes = (book.say("verdict_note"), book.say("days_note"))
    page = book.page("overview", widths, notes)
    page.paragraph(book.say("section.results"), SECTION)
    first = _results(book, page)
    page.freeze(0, 1)
    last = first + len(comparison.contrasts)
    page.chart(page.row, 0, _chart(book, page.name, first, last), moves_only=True)
    page.row += 21
    page.breaks([page.row])
    page.paragraph(book.say("section.road"), SECTION)
    _road(book, page)
    page.paragraph(book.say("section.proof"), SECTION)
    _proof(book, page)


def _results(book: ComparisonBook, page: Page) -> int:
    """People, cost and finishing date of every plan; returns the base's row."""
    comparison = book.comparison
    columns = keyed(
        book,
        SCENARIO,
        ("count", 11, BODY | WHOLE, "people"), ("more", 11, BODY | MORE, "people"),
        ("proof", 11, WORD, "people"),
        ("count", 11, BODY | TENTH, "weighted"), ("more", 11, BODY | MORE_TENTH, "weighted"),
        ("proof", 11, WORD, "weighted"),
        ("count", 11, BODY | WHOLE, "cost"), ("more", 11, BODY | MORE, "cost"),
        ("proof", 11, WORD, "cost"),
        ("count", 11, BODY | WHOLE, "each"), ("more", 11, BODY | MORE, "each"),
        ("last", 11, DAY, "finish"), ("days", 11, BODY | MORE, "finish"),
        ("left", 11, BODY | WHOLE, "finish"),
    )  # fmt: skip
    top = page.row + 2
    rows: list[list[Value]] = []
    for number, (told, contrast) in enumerate(_plans(comparison)):
        row, base = top + number, comparison.base

        def more(col: int, value: float, row: int = row, other: bool = contrast is not None) -> Value:
            return _less(row, top, col, value) if other else None

        def proof(part: str, contrast: Contrast | None = contrast) -> Value:
            return verdict_word(getattr(contrast, part), book.lang) if contrast else None

        each = Formula(f"IF({_at(row, 1)}=0,0,{_at(row, 7)}/{_at(row, 1)})", told.each or 0)
        days = None
        if told.last and base.last:
            days = more(12, (told.last - base.last).days)
        rows.append(
            [
                title_of(told, book.lang),
                told.people, more(1, told.people - base.people), proof("people"),
                told.weighted / WEIGHT_SCALE, more(4, (told.weighted - base.weighted) / WEIGHT_SCALE),
                proof("weighted"),
                told.cost, more(7, told.cost - base.cost), proof("cost"),
                each, more(10, (told.each or 0) - (base.each or 0)),
                told.last, days, told.left,
            ]
        )  # fmt: skip
    return page.table(columns, rows)


def _road(book: ComparisonBook, page: Page) -> None:
    """Kilometres, nights and how full the days are."""
    comparison, base = book.comparison, book.comparison.base
    columns = keyed(
        book,
        SCENARIO,
        ("trips", 11, BODY | WHOLE), ("team_days", 11, BODY | WHOLE),
        ("count", 11, BODY | WHOLE, "km"), ("more", 11, BODY | MORE, "km"),
        ("count", 11, BODY | WHOLE, "nights"), ("more", 11, BODY | MORE, "nights"),
        ("count", 11, BODY | WHOLE, "long"), ("more", 11, BODY | MORE, "long"),
        ("count", 11, BODY | WHOLE, "near"), ("more", 11, BODY | MORE, "near"),
        ("count", 11, BODY | WHOLE, "over"), ("more", 11, BODY | MORE, "over"),
        ("count", 11, BODY | PERCENT, "used"), ("points", 11, BODY | MORE_TENTH, "used"),
    )  # fmt: skip
    top = page.row + 2
    rows: list[list[Value]] = []
    for number, (told, contrast) in enumerate(_plans(comparison)):
        row: list[Value] = [title_of(told, book.lang), told.trips, told.team_days]
        for col, value, before in (
            (3, told.metres / METRES_A_KM, base.metres / METRES_A_KM),
            (5, told.nights, base.nights),
            (7, told.long_days, base.long_days),
            (9, told.near_days, base.near_days),
            (11, told.over_days, base.over_days),
        ):
            row += [value, _less(top + number, top, col, value - before) if contrast else None]
        points: Value = None
        if contrast and told.used is not None and base.used is not None:
            text = f"100*({_at(top + number, 13)}-{_at(top, 13, fixed=True)})"
            points = Formula(text, 100 * (told.used - base.used))
        rows.append([*row, told.used, points])
    page.table(columns, rows)


def _proof(book: ComparisonBook, page: Page) -> None:
    """Values and bounds of both levels, and between which ends the best plans differ."""
    columns = keyed(
        book,
        SCENARIO,
        ("aim_value", 11, BODY | TENTH, "aim"), ("bound", 11, BODY | TENTH, "aim"),
        ("room", 11, BODY | TENTH, "aim"),
        ("low", 11, BODY | MORE_TENTH, "range"), ("high", 11, BODY | MORE_TENTH, "range"),
        ("aim_value", 11, BODY | WHOLE, "price"), ("bound", 11, BODY | WHOLE, "price"),
        ("room", 11, BODY | WHOLE, "price"),
        ("low", 11, BODY | MORE, "range"), ("high", 11, BODY | MORE, "range"),
    )  # fmt: skip
    top = page.row + 2
    rows: list[list[Value]] = []
    for number, (told, contrast) in enumerate(_plans(book.comparison)):
        aims = contrast.aim_range if contrast else None
        costs = contrast.cost_range if contrast else None
        rows.append(
            [
                title_of(told, book.lang),
                *_bounded(told.aim, top + number, 1, WEIGHT_SCALE),
                *((None, None) if aims is None else (end / WEIGHT_SCALE for end in aims)),
                *_bounded(told.price, top + number, 6, 1),
                *(costs or (None, None)),
            ]
        )
    page.table(columns, rows)


def _bounded(aim: Aim | None, row: int, col: int, scale: int) -> tuple[Value, Value, Value]:
    """A level's value, bound and what lies between them."""
    if aim is None:
        return None, None, None
    if aim.bound is None or aim.room is None:
        return aim.value / scale, None, None
    room = Formula(f"ABS({_at(row, col + 1)}-{_at(row, col)})", aim.room / scale)
    return aim.value / scale, aim.bound / scale, room


def _findings(book: ComparisonBook) -> None:
    columns = keyed(book, SCENARIO, ("finding", 110, WRAPPED))
    page = book.page("findings", (30, 110), (book.say("head.findings"),))
    comparison = book.comparison
    rows = [
        [title_of(each.told, book.lang), finding(comparison, each, book.lang)]
        for each in comparison.contrasts
    ]
    page.table(columns, rows)


def _kecamatan(book: ComparisonBook) -> None:
    comparison = book.comparison
    columns = keyed(
        book,
        SCENARIO, ("kecamatan", 26, BODY),
        ("before", 12, BODY | WHOLE, "expected"), ("after", 12, BODY | WHOLE, "expected"),
        ("before", 12, BODY | WHOLE, "served"), ("after", 12, BODY | WHOLE, "served"),
        ("more", 12, BODY | MORE, "served"),
        ("before", 12, BODY | PERCENT, "coverage"), ("after", 12, BODY | PERCENT, "coverage"),
        ("points", 12, BODY | MORE_TENTH, "coverage"),
    )  # fmt: skip
    page = book.page("kecamatan", [column.width for column in columns], (book.say("head.kecamatan"),))
    names = {spot.kecamatan_code: spot.kecamatan for spot in comparison.spots}
    before = shares(comparison.spots, comparison.base)
    top = page.row + 2
    rows: list[list[Value]] = []
    for contrast in comparison.contrasts:
        after = shares(comparison.spots, contrast.told)
        for code in before:
            row, base, share = top + len(rows), before[code], after[code]
            covered = base.coverage or 0.0, share.coverage or 0.0
            rows.append(
                [
                    title_of(contrast.told, book.lang), names[code], base.expected, share.expected,
                    base.people, share.people,
                    Formula(f"{_at(row, 5)}-{_at(row, 4)}", share.people - base.people),
                    _share(row, 4, 2, covered[0]), _share(row, 5, 3, covered[1]),
                    Formula(f"100*({_at(row, 8)}-{_at(row, 7)})", 100 * (covered[1] - covered[0])),
                ]
            )  # fmt: skip
    page.table(columns, rows)
    page.long(top - 1, len(columns), len(rows))


def _moves(book: ComparisonBook) -> None:
    comparison = book.comparison
    columns = keyed(
        book,
        ("scenario", 26, NAME), ("kecamatan", 22, BODY), ("place", 28, WRAPPED),
        ("change", 21, BODY),
        ("before", 9, BODY | WHOLE, "people"), ("after", 9, BODY | WHOLE, "people"),
        ("more", 9, BODY | MORE, "people"),
        ("before", 24, WRAPPED, "date"), ("after", 24, WRAPPED, "date"),
    )  # fmt: skip
    page = book.page("moves", [column.width for column in columns], (book.say("head.moves"),))
    spots = {spot.code: spot for spot in comparison.spots}
    top = page.row + 2
    rows: list[list[Value]] = []
    for contrast in comparison.contrasts:
        for move in contrast.moves:
            row, spot = top + len(rows), spots[move.place]
            dates = (
                ", ".join(short_date(day, book.lang) for day in stay.dates) or None
                for stay in (move.before, move.after)
            )
            rows.append(
                [
                    title_of(contrast.told, book.lang), spot.kecamatan, spot.name,
                    book.say(f"move.{move.kind}"), move.before.people, move.after.people,
                    Formula(f"{_at(row, 5)}-{_at(row, 4)}", move.after.people - move.before.people), *dates,
                ]
            )  # fmt: skip
    page.table(columns, rows)
    page.long(top - 1, len(columns), len(rows))


def _about(book: ComparisonBook) -> None:
    comparison = book.comparison
    widths = (30, 22, 19, 12, 9, 9, 12, 12, 13, 17, 26, 30)
    page = book.page("about", widths)
    page.paragraph(book.say("section.plans"), SECTION)
    keys = (
        "scenario", "period", "goal", "visits", "teams", "stations", "slots", "closures", "engine", "search",
        "status", "relaxes",
    )  # fmt: skip
    styles = (NAME, WRAPPED, WRAPPED, WRAPPED, *(BODY | WHOLE,) * 4, *(WRAPPED,) * 4)
    columns = keyed(book, *zip(keys, widths, styles, strict=True))
    page.table(columns, [_made(book, told) for told in comparison.told])
    page.paragraph(book.say("section.assumptions"), SECTION)
    page.paragraph(book.say("head.assumptions"), NOTE)
    _guesses(book, page)
    for line in comparison.attributions:
        page.paragraph(line, {"text_wrap": True, "font_color": "#5A6468"})


def _made(book: ComparisonBook, told: Told) -> list[Value]:
    """How a plan was made."""
    return [
        title_of(told, book.lang),
        date_range(told.start, told.end, book.lang),
        book.say(f"purpose.{told.purpose}"),
        book.say(f"policy.{told.policy}"),
        told.teams,
        told.stations,
        told.slots,
        told.closures,
        f"{told.engine} (seed {told.seed})",
        search_in_words(told.search, book.lang),
        book.say(f"status.{told.status}"),
        ", ".join(relaxed(each, book.lang) for each in told.relaxes) or None,
    ]


def _guesses(book: ComparisonBook, page: Page) -> None:
    """Assumptions; the basis of each runs over the columns on the right."""
    titles, everyone = (
        ("key", "unit", "low", "central", "high", "used_by", "basis"),
        len(book.comparison.told),
    )
    spans = ((0, 0), (1, 1), (2, 2), (3, 3), (4, 4), (5, 7), (8, 11))
    for title, (first, last) in zip(titles, spans, strict=True):
        page.over(first, last, book.say(f"col.{title}"), {**BODY, "bold": True, "bg_color": "#CFE3E8"})
    page.height(page.row, 17)
    page.row += 1
    for guess in book.comparison.guesses:
        users = [each or book.say("base") for each in guess.used_by]
        used = book.say("all") if len(users) == everyone else ", ".join(users)
        for value, col in ((guess.low, 2), (guess.central, 3), (guess.high, 4)):
            page.number(page.row, col, value, BODY | FREE)
        page.over(0, 0, key_in_words(guess.key), WRAPPED)
        page.over(1, 1, guess.unit, WRAPPED)
        page.lines(max(page.over(5, 7, used, WRAPPED), page.over(8, 11, guess.basis, WRAPPED)))
        page.row += 1
    page.row += 1


def _chart(book: ComparisonBook, name: str, first: int, last: int) -> Any:
    """People against cost: a point for each plan, named beside it."""
    chart, comparison = book.chart({"type": "scatter"}), book.comparison
    named = last - first <= MOST_NAMED
    rows = [(row, row) for row in range(first, last + 1)] if named else [(first, first), (first + 1, last)]
    costs, people = [told.cost for told in comparison.told], [told.people for told in comparison.told]
    across, up = _ends(costs, 0.25), _ends(people, 0.08)
    sides = name_sides(list(zip(_parts(costs, across), _parts(people, up), strict=True)))
    for number, (top, bottom) in enumerate(rows):
        colour = "#1F4E5F" if number else "#B3261E"
        labels = {"series_name": True, "value": False, "position": sides[number]}
        chart.add_series(
            {
                "name": _point_name(book, name, number, (top, bottom)),
                "categories": [name, top, 7, bottom, 7],
                "values": [name, top, 1, bottom, 1],
                "marker": {
                    "type": "circle" if number else "diamond",
                    "size": 9 if named else 6,
                    "fill": {"color": colour},
                    "border": {"color": "#FFFFFF"},
                },
                **({"data_labels": {**labels, "font": {"size": 9}}} if named or not number else {}),
            }
        )
    axis: dict[str, Any] = {"num_font": {"color": "#5A6468"}, "major_gridlines": GRID}
    millions, thousands = f"{LOCALES[book.lang]}#,##0.0,,", f"{LOCALES[book.lang]}#,##0"
    chart.set_x_axis({"name": book.say("chart.x"), "num_format": millions, **across, **axis})
    chart.set_y_axis({"name": book.say("chart.y"), "num_format": thousands, **up, **axis})
    chart.set_title(
        {"name": book.say("chart.title"), "overlay": False, "name_font": {"size": 12, "color": "#1F4E5F"}}
    )
    chart.set_legend({"none": True})
    chart.set_size({"width": 1080, "height": 400})
    return chart


def _point_name(book: ComparisonBook, name: str, number: int, rows: tuple[int, int]) -> str | list[str | int]:
    """The base's short name, a scenario's own (by reference), or that of all of them."""
    if not number:
        return book.say("web.base")
    return [name, rows[0], 0] if rows[0] == rows[1] else book.say("chart.others")


def _ends(values: Sequence[int], room: float) -> dict[str, float]:
    """Ends of an axis around values, round, with room on the right for names."""
    low, high = min(values), max(values)
    spread = max(high - low, high * 0.1, 1)
    step = 10.0 ** (len(str(int(spread))) - 1) / 2
    start = max(0.0, (low - 0.08 * spread) // step * step)
    return {"min": start, "max": -(-(high + room * spread) // step) * step}


def _parts(values: Sequence[int], ends: Mapping[str, float]) -> list[float]:
    """Where values lie on an axis, from 0 to 1."""
    return [(value - ends["min"]) / (ends["max"] - ends["min"]) for value in values]


def name_sides(points: Sequence[tuple[float, float]]) -> list[str]:
    """On which side of each point its name stands: away from the nearest other point.

    Points are given as parts of the chart's width and height.
    """
    sides = []
    for number, (x, y) in enumerate(points):
        others = [((x - a) / NAME_WIDE, (y - b) / NAME_HIGH) for a, b in points if (a, b) != (x, y)]
        if not others or points.count((x, y)) > 1:
            sides.append(SIDES[number % len(SIDES)])
            continue
        right, up = min(others, key=lambda away: hypot(*away))
        if abs(right) > abs(up):
            sides.append("right" if right > 0 else "left")
        else:
            sides.append("above" if up > 0 else "below")
    return sides


def _plans(comparison: Comparison) -> Iterator[tuple[Told, Contrast | None]]:
    yield comparison.base, None
    for contrast in comparison.contrasts:
        yield contrast.told, contrast


def _at(row: int, col: int, *, fixed: bool = False) -> str:
    return str(xl_rowcol_to_cell(row, col, fixed, fixed))


def _less(row: int, base: int, col: int, value: float) -> Formula:
    """A figure less the base's."""
    return Formula(f"{_at(row, col)}-{_at(base, col, fixed=True)}", value)


def _share(row: int, part: int, whole: int, value: float) -> Formula:
    return Formula(f"IF({_at(row, whole)}=0,0,{_at(row, part)}/{_at(row, whole)})", value)
