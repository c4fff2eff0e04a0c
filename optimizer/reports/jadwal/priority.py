"""Why a place comes first: its weight, every factor of it, and what each factor rests on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from functools import cached_property

from xlsxwriter.utility import xl_rowcol_to_cell

from optimizer.core.policy import WEIGHT_SCALE, DeadlineClass, Policy
from optimizer.core.priority import ACCESS_HOURS, holders_waiting
from optimizer.core.region import Place, Request
from optimizer.reports.dates import full_date
from optimizer.reports.jadwal.book import ScheduleBook
from optimizer.reports.workbook.sheet import Column, Sheet
from optimizer.reports.workbook.styles import BODY, BOLD, CENTRE, HUNDREDTH, PERCENT, SHORT_DATE, WRAPPED
from optimizer.texts import number

FACTORS = ("access", "letter", "last_visit", "coverage", "deadline")
"""Factors in the order in which they are told; what a problem has beyond them follows."""
TOP = 3 + len(FACTORS)
"""Row of the column titles: title, the formula in words with a line a factor, an empty row."""


class Priorities:
    """The sheet, known before it is written: places stand in the region's order from a fixed row."""

    def __init__(self, sheet: Sheet):
        self.sheet = sheet
        self.first, self.column = TOP + 2, 4

    def weight(self, place: int) -> str:
        """The cell of a place's weight, for a formula on another sheet."""
        return self.sheet.ref(self.first + place, self.column)


def write_priorities(book: ScheduleBook, priorities: Priorities) -> None:
    """Write the sheet: weight = 1 + the factors beside it."""
    sheet, problem = priorities.sheet, book.outcome.problem
    pen = _Pen(book, priorities)
    notes = [book.say("priority.formula"), *words(book, problem.policy)]
    sheet.heading(book.say("priority.title"), notes + [""] * (TOP - 2 - len(notes)))
    first = sheet.header(TOP, tuple(pen.columns.values()))
    assert first == priorities.first
    for index, place in enumerate(problem.region.places):
        pen.place(first + index, index, place)
    last = first + max(problem.places, 1) - 1
    wide = {pen.at["letter_dated"]: 30.0 if pen.letters else 14.0, pen.at["deadline_by"]: 18.0}
    sheet.fit_columns(wide, least=wide)
    sheet.freeze(first, 3)
    sheet.filter(first - 1, last, len(pen.at))
    sheet.page(repeat=(TOP, first - 1))


def words(book: ScheduleBook, policy: Policy) -> list[str]:
    """What each factor adds to a weight, in words; one that adds nothing says so."""
    say = book.say

    def line(key: str, points: int, **values: object) -> str:
        title = say(f"priority.{key}")
        if not points:
            return say("priority.unused", factor=title)
        return f"{title}: {say(f'priority.{key}_words', points=_points(book, points), **values)}"

    classes = "; ".join(_class_words(book, one) for one in policy.deadlines if one.weight)
    return [
        line("access", policy.access_weight, hours=ACCESS_HOURS),
        line("letter", policy.letter_weight),
        line("last_visit", policy.last_visit_weight),
        line("coverage", policy.coverage_weight),
        line("deadline", max((one.weight for one in policy.deadlines), default=0), classes=classes),
    ]


def _class_words(book: ScheduleBook, one: DeadlineClass) -> str:
    """+0,25 by a date for some kinds, kecamatan or places."""
    kinds = [book.term("kind", kind) for kind in one.kinds]
    who = ", ".join((*kinds, *one.kecamatan, *one.places)) or book.say("priority.all_places")
    return book.say(
        "priority.class_words", points=_points(book, one.weight), who=who, by=full_date(one.by, book.lang)
    )


def _points(book: ScheduleBook, hundredths: int) -> str:
    return number(hundredths / WEIGHT_SCALE, book.lang, 2)


class _Pen:
    """Writes places one below the other."""

    def __init__(self, book: ScheduleBook, priorities: Priorities):
        self.book, self.sheet, self.priorities = book, priorities.sheet, priorities
        self.problem = book.outcome.problem
        self.factors = (*FACTORS, *(name for name in self.problem.factors if name not in FACTORS))

    @cached_property
    def columns(self) -> Mapping[str, Column]:
        """The columns, by key."""
        say = self.book.say
        named = {
            "code": Column(say("code"), 13),
            "place": Column(self.book.place_title, 20),
            "kecamatan": Column(say("kecamatan"), 18),
            "kind": Column(say("kind"), 12),
            "weight": Column(say("weight"), 9),
        }
        for factor in self.factors:
            title = say(f"priority.{factor}") if factor in FACTORS else factor
            named[factor] = Column(title, 12, say("priority.factors"))
        evidence = ("letter_dated", "visited", "share", "deadline_by")
        return named | {key: Column(say(f"priority.{key}"), 14, say("priority.evidence")) for key in evidence}

    @cached_property
    def at(self) -> Mapping[str, int]:
        """Column numbers, by key."""
        return {key: col for col, key in enumerate(self.columns)}

    @cached_property
    def letters(self) -> Mapping[str, Request]:
        """The letter that counts of each place: the latest of those dated by the first day."""
        start = self.problem.calendar.start
        dated = sorted(self.problem.region.requests, key=lambda letter: letter.date)
        return {letter.place: letter for letter in dated if letter.date <= start}

    @cached_property
    def waiting(self) -> Mapping[str, int]:
        """People who wait among the card-holders of each place, within the published totals."""
        return holders_waiting(self.problem.region)

    def place(self, row: int, index: int, place: Place) -> None:
        """One place."""
        sheet, at, problem = self.sheet, self.at, self.problem
        sheet.blank(row, range(len(at)))
        sheet.text(row, at["code"], place.code)
        sheet.text(row, at["place"], place.name, BODY | BOLD)
        sheet.text(row, at["kecamatan"], place.kecamatan)
        sheet.text(row, at["kind"], self.book.kind(place))
        cells = (xl_rowcol_to_cell(row, at[self.factors[end]]) for end in (0, -1))
        weight = int(problem.weight[index]) / WEIGHT_SCALE
        sheet.formula(row, at["weight"], f"1+SUM({':'.join(cells)})", weight, BODY | BOLD | HUNDREDTH)
        for factor in self.factors:
            points = int(problem.factors[factor][index]) if factor in problem.factors else 0
            sheet.number(row, at[factor], points / WEIGHT_SCALE, BODY | HUNDREDTH)
        if letter := self.letters.get(place.code):
            dated = full_date(letter.date, self.book.lang)
            text = f"{dated} ({letter.number})" if letter.number else dated
            answered = place.last_visit is not None and place.last_visit >= letter.date
            text = self.book.say("priority.answered", letter=text) if answered else text
            sheet.text(row, at["letter_dated"], text, WRAPPED)
        if place.last_visit:
            sheet.date(row, at["visited"], place.last_visit, BODY | CENTRE | SHORT_DATE)
        if place.must_hold:
            sheet.number(row, at["share"], self.waiting[place.code] / place.must_hold, BODY | PERCENT)
        if by := ", ".join(full_date(day, self.book.lang) for day in self._deadlines(place)):
            sheet.text(row, at["deadline_by"], by, WRAPPED)

    def _deadlines(self, place: Place) -> Iterator[date]:
        held = (
            one
            for one in self.problem.policy.deadlines
            if one.holds(place.kind, place.kecamatan_code, place.code)
        )
        yield from sorted({one.by for one in held})
