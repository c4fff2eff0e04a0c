"""Every place with its people: who waits, who is served, who is left; and the same by kecamatan."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from xlsxwriter.utility import xl_rowcol_to_cell

from optimizer.core.outcome import Outcome
from optimizer.core.policy import WEIGHT_SCALE
from optimizer.reports.dates import short_date
from optimizer.reports.figures import TeamDay, estimated_counts, services_needed
from optimizer.reports.jadwal.book import ScheduleBook
from optimizer.reports.jadwal.priority import Priorities
from optimizer.reports.jadwal.weeks import Weeks
from optimizer.reports.workbook.sheet import Column, Sheet
from optimizer.reports.workbook.styles import (
    BODY,
    BOLD,
    HUNDREDTH,
    TOTAL,
    WHOLE,
    WRAPPED,
    Style,
    estimated,
)  # fmt: skip
from optimizer.reports.workbook.table import SummedTable

COUNTED = ("waiting", "inflow", "office", "expected", "absent", "left")
"""What is told of a place and service, in the order of the sum: waiting + inflow − … = left."""


def columns(book: ScheduleBook) -> dict[str, Column]:
    """The columns, by key; counts have keys such as `waiting:KTP`."""
    say = book.say
    named = {
        "code": Column(say("code"), 13),
        "place": Column(book.place_title, 20),
        "kecamatan": Column(say("kecamatan"), 18),
    }
    for service in book.services:
        for kind in COUNTED:
            named[f"{kind}:{service.code}"] = Column(say(kind), 9.5, service.name)
    return named | {
        "people": Column(say("people_served"), 10),
        "weight": Column(say("weight"), 8),
        "weighted": Column(say("weighted"), 10.5),
        "kind": Column(say("kind"), 12),
        "visits": Column(say("visits_when"), 24),
    }


def write_places(
    book: ScheduleBook, sheet: Sheet, priorities: Priorities, weeks: Weeks, days: Sequence[TeamDay]
) -> SummedTable:
    """Write the sheet; people served and absent follow the schedule, people left follow from all."""
    named = columns(book)
    at = {key: col for col, key in enumerate(named)}
    top = sheet.heading(book.say("places.title"), (book.say("places.legend"), book.say("places.note")))
    first = sheet.header(top, tuple(named.values()))
    pen = _Pen(book, sheet, at, priorities, weeks, _visits(book, days))
    for place in range(book.outcome.problem.places):
        pen.place(first + place, place)
    last = first + max(book.outcome.problem.places, 1) - 1
    pen.total(last + 1, first, last)
    sheet.fit_columns({at["visits"]: 40})
    sheet.freeze(first, at["kecamatan"])
    sheet.filter(first - 1, last, len(at))
    sheet.page(repeat=(top, first - 1))
    return SummedTable(sheet, at, first, last, last + 1)


def write_kecamatan(book: ScheduleBook, sheet: Sheet, places: SummedTable) -> None:
    """Write the sums by kecamatan."""
    region = book.outcome.problem.region
    keys = [f"{kind}:{service.code}" for service in book.services for kind in COUNTED]
    keys += ["people", "weighted"]
    named = columns(book)
    header = [Column(book.say("kecamatan"), 22), *(named[key] for key in keys)]
    top = sheet.heading(book.say("kecamatan.title"))
    first = row = sheet.header(top, header)
    values = figures(book.outcome)
    for kecamatan in dict.fromkeys(place.kecamatan for place in region.places):
        sheet.text(row, 0, kecamatan)
        for col, key in enumerate(keys, 1):
            formula = f"SUMPRODUCT(--({places.column('kecamatan')}=$A{row + 1}),{places.column(key)})"
            members = (p for p, place in enumerate(region.places) if place.kecamatan == kecamatan)
            value = sum(values[p][key] for p in members)
            sheet.formula(row, col, formula, value, BODY | _style(key))
        row += 1
    sheet.text(row, 0, book.say("total"), TOTAL)
    for col, key in enumerate(keys, 1):
        span = f"{xl_rowcol_to_cell(first, col)}:{xl_rowcol_to_cell(row - 1, col)}"
        sheet.formula(row, col, f"SUM({span})", sum(v[key] for v in values), TOTAL | _style(key))
    sheet.fit_columns()
    sheet.freeze(first, 1)
    sheet.page(repeat=(top, first - 1))


def figures(outcome: Outcome) -> list[dict[str, float]]:
    """The numbers of each place, by column."""
    problem = outcome.problem
    worth = {service.code: service.value for service in services_needed(problem.region)}
    keys = [f"{kind}:{service}" for service in worth for kind in COUNTED]
    values = [dict.fromkeys([*keys, "people", "weighted"], 0.0) for _ in range(problem.places)]
    for account in outcome.accounts:
        if account.service in worth:
            row, weight = values[account.place], int(problem.weight[account.place]) / WEIGHT_SCALE
            for kind in COUNTED:
                row[f"{kind}:{account.service}"] = getattr(account, kind)
            row["weighted"] += weight * worth[account.service] * account.expected
    for dated in outcome.schedule.trips:
        for visit in dated.trip.visits:
            values[visit.place]["people"] += visit.people
    return values


class _Pen:
    """Writes places one below the other."""

    def __init__(
        self,
        book: ScheduleBook,
        sheet: Sheet,
        at: Mapping[str, int],
        priorities: Priorities,
        weeks: Weeks,
        visits: Mapping[int, str],
    ):
        self.book, self.sheet, self.at, self.weeks, self.visits = book, sheet, at, weeks, visits
        self.priorities = priorities
        self.region = book.outcome.problem.region
        self.values = figures(book.outcome)
        self.guessed = estimated_counts(self.region)

    def place(self, row: int, index: int) -> None:
        """One place."""
        sheet, at, place, values = self.sheet, self.at, self.region.places[index], self.values[index]
        weight = int(self.book.outcome.problem.weight[index])
        sheet.text(row, at["code"], place.code)
        sheet.text(row, at["place"], place.name, BODY | BOLD)
        sheet.text(row, at["kecamatan"], place.kecamatan)
        for service in self.book.services:
            guessed = (place.code, service.code) in self.guessed
            for kind in COUNTED:
                key, style = f"{kind}:{service.code}", estimated(BODY | WHOLE, guessed)
                if formula := self._derived(kind, service.code, row):
                    sheet.formula(row, at[key], formula, values[key], style)
                else:
                    sheet.number(row, at[key], values[key], style)
        guessed = any((place.code, service.code) in self.guessed for service in self.book.services)
        mark = estimated(BODY | WHOLE, guessed)
        sheet.formula(row, at["people"], self._scheduled("people", row), values["people"], mark)
        cell = self.priorities.weight(index)
        sheet.formula(row, at["weight"], cell, weight / WEIGHT_SCALE, BODY | HUNDREDTH)
        sheet.text(row, at["kind"], self.book.kind(place))
        worth = "+".join(
            f"{service.value}*{self._cell(row, 'expected', service.code)}" for service in self.book.services
        )
        weighted = f"{xl_rowcol_to_cell(row, at['weight'])}*({worth})"
        sheet.formula(row, at["weighted"], weighted, values["weighted"], estimated(BODY | HUNDREDTH, guessed))
        sheet.text(row, at["visits"], self.visits.get(index, ""), WRAPPED)

    def total(self, row: int, first: int, last: int) -> None:
        """The sum over all places."""
        self.sheet.blank(row, range(len(self.at)), TOTAL)
        self.sheet.text(row, 0, self.book.say("total"), TOTAL)
        for key in self.values[0]:
            col = self.at[key]
            span = f"{xl_rowcol_to_cell(first, col)}:{xl_rowcol_to_cell(last, col)}"
            value = sum(values[key] for values in self.values)
            self.sheet.formula(row, col, f"SUM({span})", value, TOTAL | _style(key))

    def _derived(self, kind: str, service: str, row: int) -> str:
        """Formula of a count that follows from others; empty for one that is given."""
        if kind == "expected":
            return self._scheduled(f"expected:{service}", row)
        if kind == "absent":
            return f"{self._scheduled(f'invited:{service}', row)}-{self._cell(row, 'expected', service)}"
        if kind == "left":
            waiting, inflow, office, expected, absent = (self._cell(row, k, service) for k in COUNTED[:-1])
            return f"{waiting}+{inflow}-{office}-{expected}-{absent}"
        return ""

    def _scheduled(self, key: str, row: int) -> str:
        """Sum of a column of the schedule over the visits to this row's place.

        Compared with `=` inside SUMPRODUCT: SUMIF would read a code such as `<5` or `*` as a pattern.
        """
        code = f"$A{row + 1}"
        return f"SUMPRODUCT(--({self.weeks.column('code')}={code}),{self.weeks.column(key)})"

    def _cell(self, row: int, kind: str, service: str) -> str:
        return str(xl_rowcol_to_cell(row, self.at[f"{kind}:{service}"]))


def _style(key: str) -> Style:
    return HUNDREDTH if key == "weighted" else WHOLE


def _visits(book: ScheduleBook, days: Sequence[TeamDay]) -> dict[int, str]:
    """When and by whom each place is visited, as text."""
    visits: dict[int, list[str]] = {}
    for day in days:
        for stop in day.stops:
            visits.setdefault(stop.place, []).append(f"{short_date(day.date, book.lang)} ({day.team.name})")
    return {place: ", ".join(when) for place, when in visits.items()}
