"""`bandingkan.xlsx`: overview, findings, kecamatan, places and assumptions, with differences as formulas."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from xlsxwriter.utility import xl_rowcol_to_cell

from optimizer.core.comparison import Aim, Comparison, Contrast, Told, shares
from optimizer.core.policy import WEIGHT_SCALE
from optimizer.reports.bandingkan.book import Book, Column, Formula, Page, Value
from optimizer.reports.bandingkan.words import finding, title_of, verdict_word
from optimizer.reports.dates import date_range, short_date
from optimizer.reports.jadwal.book import LOCALES
from optimizer.reports.jadwal.sheet import DIGIT, LINE_POINTS, LONGEST_TEXT, PADDING, line_count
from optimizer.reports.jadwal.styles import (
    BODY,
    BOLD,
    CENTRE,
    FREE,
    NOTE,
    PERCENT,
    RIGHT,
    SECTION,
    SHORT_DATE,
    TENTH,
    WHOLE,
    WRAPPED,
    Style,
)
from optimizer.texts import catalogue

FILE = "bandingkan.xlsx"
MORE: Style = RIGHT | {"num_format": "+#,##0_ ;-#,##0_ ;0_ "}
MORE_TENTH: Style = RIGHT | {"num_format": "+#,##0.0_ ;-#,##0.0_ ;0.0_ "}
NAME: Style = WRAPPED | BOLD
WORD: Style = BODY | CENTRE
DAY: Style = BODY | SHORT_DATE | CENTRE
METRES_A_KM = 1_000
MOST_NAMED = 40
"""Points of a chart that are named one by one; Excel takes 255 series at the most."""
SIDES = ("below", "right", "above", "left")
"""Where the names of points stand in turn: plans close to each other stay readable."""
GRID: dict[str, Any] = {"visible": True, "line": {"color": "#DCE3E6"}}
SCENARIO = Column("scenario", 30, NAME)


def write_book(comparison: Comparison, folder: Path, lang: str) -> Path:
    """Write the workbook into `folder`, whole or not at all."""
    book = Book(comparison, lang)
    _overview(book)
    _findings(book)
    _kecamatan(book)
    _moves(book)
    _about(book)
    return book.save(folder / FILE)


def _overview(book: Book) -> None:
    comparison = book.comparison
    widths = (30, *(11, 11, 14) * 3, *(11,) * 5)
    notes = (book.say("verdict_note"), book.say("days_note"))
    page = book.page("overview", widths, notes)
    book.paragraph(page, book.say("section.results"), SECTION)
    first = _results(book, page)
    page.sheet.freeze_panes(0, 1)
    last = first + len(comparison.contrasts)
    page.sheet.insert_chart(page.row, 0, _chart(book, page.name, first, last), {"object_position": 2})
    page.row += 21
    page.sheet.set_h_pagebreaks([page.row])
    book.paragraph(page, book.say("section.road"), SECTION)
    _road(book, page)
    book.paragraph(page, book.say("section.proof"), SECTION)
    _proof(book, page)


def _results(book: Book, page: Page) -> int:
    """People, cost and finishing date of every plan; returns the base's row."""
    comparison = book.comparison
    columns = (
        SCENARIO,
        Column("count", 11, BODY | WHOLE, "people"), Column("more", 11, BODY | MORE, "people"),
        Column("proof", 11, WORD, "people"),
        Column("count", 11, BODY | TENTH, "weighted"), Column("more", 11, BODY | MORE_TENTH, "weighted"),
        Column("proof", 11, WORD, "weighted"),
        Column("count", 11, BODY | WHOLE, "cost"), Column("more", 11, BODY | MORE, "cost"),
        Column("proof", 11, WORD, "cost"),
        Column("count", 11, BODY | WHOLE, "each"), Column("more", 11, BODY | MORE, "each"),
        Column("last", 11, DAY, "finish"), Column("days", 11, BODY | MORE, "finish"),
        Column("left", 11, BODY | WHOLE, "finish"),
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
    return book.table(page, columns, rows)


def _road(book: Book, page: Page) -> None:
    """Kilometres, nights and how full the days are."""
    comparison, base = book.comparison, book.comparison.base
    columns = (
        SCENARIO,
        Column("trips", 11, BODY | WHOLE), Column("team_days", 11, BODY | WHOLE),
        Column("count", 11, BODY | WHOLE, "km"), Column("more", 11, BODY | MORE, "km"),
        Column("count", 11, BODY | WHOLE, "nights"), Column("more", 11, BODY | MORE, "nights"),
        Column("count", 11, BODY | WHOLE, "long"), Column("more", 11, BODY | MORE, "long"),
        Column("count", 11, BODY | WHOLE, "near"), Column("more", 11, BODY | MORE, "near"),
        Column("count", 11, BODY | WHOLE, "over"), Column("more", 11, BODY | MORE, "over"),
        Column("count", 11, BODY | PERCENT, "used"), Column("points", 11, BODY | MORE_TENTH, "used"),
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
    book.table(page, columns, rows)


def _proof(book: Book, page: Page) -> None:
    """Values and bounds of both levels, and between which ends the best plans differ."""
    columns = (
        SCENARIO,
        Column("aim_value", 11, BODY | TENTH, "aim"), Column("bound", 11, BODY | TENTH, "aim"),
        Column("room", 11, BODY | TENTH, "aim"),
        Column("low", 11, BODY | MORE_TENTH, "range"), Column("high", 11, BODY | MORE_TENTH, "range"),
        Column("aim_value", 11, BODY | WHOLE, "price"), Column("bound", 11, BODY | WHOLE, "price"),
        Column("room", 11, BODY | WHOLE, "price"),
        Column("low", 11, BODY | MORE, "range"), Column("high", 11, BODY | MORE, "range"),
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
    book.table(page, columns, rows)


def _bounded(aim: Aim | None, row: int, col: int, scale: int) -> tuple[Value, Value, Value]:
    """A level's value, bound and what lies between them."""
    if aim is None:
        return None, None, None
    if aim.bound is None or aim.room is None:
        return aim.value / scale, None, None
    room = Formula(f"ABS({_at(row, col + 1)}-{_at(row, col)})", aim.room / scale)
    return aim.value / scale, aim.bound / scale, room


def _findings(book: Book) -> None:
    columns = (SCENARIO, Column("finding", 110, WRAPPED))
    page = book.page("findings", (30, 110), (book.say("head.findings"),))
    comparison = book.comparison
    rows = [
        [title_of(each.told, book.lang), finding(comparison, each, book.lang)]
        for each in comparison.contrasts
    ]
    book.table(page, columns, rows)


def _kecamatan(book: Book) -> None:
    comparison = book.comparison
    columns = (
        SCENARIO, Column("kecamatan", 26, BODY),
        Column("before", 12, BODY | WHOLE, "expected"), Column("after", 12, BODY | WHOLE, "expected"),
        Column("before", 12, BODY | WHOLE, "served"), Column("after", 12, BODY | WHOLE, "served"),
        Column("more", 12, BODY | MORE, "served"),
        Column("before", 12, BODY | PERCENT, "coverage"), Column("after", 12, BODY | PERCENT, "coverage"),
        Column("points", 12, BODY | MORE_TENTH, "coverage"),
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
    book.table(page, columns, rows)
    _long(page, top - 1, len(columns), len(rows))


def _moves(book: Book) -> None:
    comparison = book.comparison
    columns = (
        Column("scenario", 26, NAME), Column("kecamatan", 22, BODY), Column("place", 28, WRAPPED),
        Column("change", 21, BODY),
        Column("before", 9, BODY | WHOLE, "people"), Column("after", 9, BODY | WHOLE, "people"),
        Column("more", 9, BODY | MORE, "people"),
        Column("before", 24, WRAPPED, "date"), Column("after", 24, WRAPPED, "date"),
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
    book.table(page, columns, rows)
    _long(page, top - 1, len(columns), len(rows))


def _long(page: Page, header: int, columns: int, rows: int) -> None:
    """Filter buttons, frozen headings and headings on every printed page, for a long table."""
    page.sheet.autofilter(header, 0, header + max(1, rows), columns - 1)
    page.sheet.freeze_panes(header + 1, 0)
    page.sheet.repeat_rows(header - 1, header)


def _about(book: Book) -> None:
    comparison = book.comparison
    widths = (30, 22, 19, 12, 9, 9, 12, 12, 13, 17, 26, 30)
    page = book.page("about", widths)
    book.paragraph(page, book.say("section.plans"), SECTION)
    keys = (
        "scenario", "period", "goal", "visits", "teams", "stations", "slots", "closures", "engine", "search",
        "status", "relaxes",
    )  # fmt: skip
    styles = (NAME, WRAPPED, WRAPPED, WRAPPED, *(BODY | WHOLE,) * 4, *(WRAPPED,) * 4)
    columns = [Column(key, width, style) for key, width, style in zip(keys, widths, styles, strict=True)]
    book.table(page, columns, [_made(book, told) for told in comparison.told])
    book.paragraph(page, book.say("section.assumptions"), SECTION)
    book.paragraph(page, book.say("head.assumptions"), NOTE)
    _guesses(book, page)
    for line in comparison.attributions:
        book.paragraph(page, line, {"text_wrap": True, "font_color": "#5A6468"})


def _made(book: Book, told: Told) -> list[Value]:
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
        told.search.replace("seconds", book.say("seconds")),
        book.say(f"status.{told.status}"),
        ", ".join(catalogue(book.lang).get(f"compare.relaxes.{each}", each) for each in told.relaxes) or None,
    ]


def _guesses(book: Book, page: Page) -> None:
    """Assumptions; the basis of each runs over the columns on the right."""
    titles, everyone = (
        ("key", "unit", "low", "central", "high", "used_by", "basis"),
        len(book.comparison.told),
    )
    spans = ((0, 0), (1, 1), (2, 2), (3, 3), (4, 4), (5, 7), (8, 11))
    for title, (first, last) in zip(titles, spans, strict=True):
        _over(
            book, page, first, last, book.say(f"col.{title}"), {**BODY, "bold": True, "bg_color": "#CFE3E8"}
        )
    page.sheet.set_row(page.row, 17)
    page.row += 1
    for guess in book.comparison.guesses:
        users = [each or book.say("base") for each in guess.used_by]
        used = book.say("all") if len(users) == everyone else ", ".join(users)
        for value, col in ((guess.low, 2), (guess.central, 3), (guess.high, 4)):
            page.sheet.write_number(page.row, col, value, book.format(BODY | FREE))
        _over(book, page, 0, 0, guess.key, WRAPPED)
        _over(book, page, 1, 1, guess.unit, WRAPPED)
        lines = max(_over(book, page, 5, 7, used, WRAPPED), _over(book, page, 8, 11, guess.basis, WRAPPED))
        page.sheet.set_row(page.row, lines * LINE_POINTS + 4)
        page.row += 1
    page.row += 1


def _over(book: Book, page: Page, first: int, last: int, text: str, style: Style) -> int:
    """A text over columns; how many lines it takes."""
    shape = book.format(style, text)
    if first < last:
        page.sheet.merge_range(page.row, first, page.row, last, "", shape)
    page.sheet.write_string(page.row, first, text[:LONGEST_TEXT], shape)
    return line_count(text, sum(page.widths[first : last + 1]) * DIGIT - PADDING)


def _chart(book: Book, name: str, first: int, last: int) -> Any:
    """People against cost: a point for each plan, named beside it."""
    chart, comparison = book.chart(), book.comparison
    named = last - first <= MOST_NAMED
    rows = [(row, row) for row in range(first, last + 1)] if named else [(first, first), (first + 1, last)]
    for number, (top, bottom) in enumerate(rows):
        colour = "#1F4E5F" if number else "#B3261E"
        labels = {"series_name": True, "value": False, "position": SIDES[number % len(SIDES)]}
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
    costs, people = [told.cost for told in comparison.told], [told.people for told in comparison.told]
    chart.set_x_axis({"name": book.say("chart.x"), "num_format": millions, **_ends(costs, 0.25), **axis})
    chart.set_y_axis({"name": book.say("chart.y"), "num_format": thousands, **_ends(people, 0.08), **axis})
    chart.set_title(
        {"name": book.say("chart.title"), "overlay": False, "name_font": {"size": 12, "color": "#1F4E5F"}}
    )
    chart.set_legend({"none": True})
    chart.set_size({"width": 1080, "height": 400})
    return chart


def _point_name(book: Book, name: str, number: int, rows: tuple[int, int]) -> str | list[str | int]:
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
