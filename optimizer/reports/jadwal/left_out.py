"""Who is not served, why, and what would help."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from xlsxwriter.utility import xl_rowcol_to_cell

from optimizer.reports.figures import estimated_counts
from optimizer.reports.jadwal.book import ScheduleBook
from optimizer.reports.workbook.sheet import Column, Sheet
from optimizer.reports.workbook.styles import BODY, BOLD, QUIET, TOTAL, WHOLE, estimated
from optimizer.reports.workbook.table import SummedTable, Table


@dataclass(frozen=True)
class LeftOut(Table):
    """Whom nobody serves, by reason and service."""

    def people(self, reason: str, service: str) -> str:
        """Formula: people of a service not served for a reason (both as this sheet names them)."""
        return (
            f"SUMPRODUCT(--({self.column('reason')}={reason}),--({self.column('service')}={service}),"
            f"{self.column('people')})"
        )


def write_left_out(book: ScheduleBook, sheet: Sheet, places: SummedTable) -> LeftOut:
    """Write the sheet; counts are looked up among the places, so that both sheets stay one truth."""
    say, region = book.say, book.outcome.problem.region
    named = {
        "kecamatan": Column(say("kecamatan"), 18),
        "place": Column(book.place_title, 20),
        "code": Column(say("code"), 13),
        "service": Column(say("service"), 10),
        "people": Column(say("people"), 9),
        "reason": Column(say("reason"), 30),
        "help": Column(say("help"), 30),
    }
    at = {key: col for col, key in enumerate(named)}
    names = {service.code: service.name for service in book.services}
    guessed = estimated_counts(region)
    top = sheet.heading(say("left_out.title"), (say("left_out.note"),))
    first = row = sheet.header(top, tuple(named.values()))
    rows = Counter((m.place, m.service) for m in book.outcome.unserved if m.reason != "absent")
    for missed in book.outcome.unserved:
        place, kind = region.places[missed.place], "absent" if missed.reason == "absent" else "left"
        sheet.text(row, at["kecamatan"], place.kecamatan)
        sheet.text(row, at["place"], place.name, BODY | BOLD)
        sheet.text(row, at["code"], place.code)
        sheet.text(row, at["service"], names[missed.service])
        code = f"${xl_rowcol_to_cell(row, at['code'])}"
        people = f"SUMPRODUCT(--({places.column('code')}={code}),{places.column(f'{kind}:{missed.service}')})"
        mark = estimated(BODY | WHOLE, (place.code, missed.service) in guessed)
        if kind == "left" and rows[missed.place, missed.service] > 1:
            sheet.number(row, at["people"], missed.people, mark)  # the places do not tell reasons apart
        else:
            sheet.formula(row, at["people"], people, missed.people, mark)
        sheet.text(row, at["reason"], book.term("reason", missed.reason))
        sheet.text(row, at["help"], book.term("help", missed.reason))
        row += 1
    if row == first:
        sheet.band(row, 0, len(at) - 1, say("left_out.nobody"), BODY)
        row += 1
    last = row - 1
    _write_control(book, sheet, places, at, first, last)
    sheet.fit_columns(most=70)
    sheet.freeze(first)
    sheet.filter(first - 1, last, len(at))
    sheet.page(repeat=(top, first - 1))
    return LeftOut(sheet, at, first, last)


def _write_control(
    book: ScheduleBook, sheet: Sheet, places: SummedTable, at: Mapping[str, int], first: int, last: int
) -> None:
    """The total, and what it differs by from the places: not 0 once a change adds somebody new."""
    people, services = at["people"], book.services
    total = sum(missed.people for missed in book.outcome.unserved)
    sheet.blank(last + 1, range(len(at)), TOTAL)
    sheet.text(last + 1, 0, book.say("total"), TOTAL)
    span = f"{xl_rowcol_to_cell(first, people)}:{xl_rowcol_to_cell(last, people)}"
    sheet.formula(last + 1, people, f"SUM({span})", total, TOTAL | WHOLE)
    all_places = "+".join(
        places.sum(f"{kind}:{service.code}") for service in services for kind in ("absent", "left")
    )
    sheet.blank(last + 2, range(len(at)), QUIET)
    sheet.band(last + 2, 0, people - 1, book.say("left_out.control"), QUIET)
    everyone = sum(account.absent + account.left for account in book.outcome.accounts)
    formula = f"{all_places}-{xl_rowcol_to_cell(last + 1, people)}"
    sheet.formula(last + 2, people, formula, everyone - total, QUIET | WHOLE)
