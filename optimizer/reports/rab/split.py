"""How the cost of a trip is shared over the kecamatan it visits, to the rupiah, by formulas."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from xlsxwriter.utility import xl_rowcol_to_cell

from optimizer.reports.rab.book import INPUT, Page, RabBook
from optimizer.reports.rab.ledger import Entry, Ledger
from optimizer.reports.workbook.sheet import Column

KEYS = ("trip", "code", "kecamatan", "people", "of_trip", "cost", "whole", "rest", "order", "over", "share")


@dataclass(frozen=True)
class Split:
    """The sheet; rows `first` to `last`, a trip's rows by its id in `rows`."""

    sheet: Page
    first: int
    last: int
    rows: Mapping[str, range]

    def column(self, key: str) -> str:
        """A column over all rows."""
        return self.sheet.span(self.first, self.last, KEYS.index(key))

    def people(self) -> dict[str, str]:
        """Formulas of the persons each trip serves, by its id."""
        return {
            trip: f"SUM({self.sheet.span(rows[0], rows[-1], KEYS.index('people'))})"
            for trip, rows in self.rows.items()
        }


def place_split(book: RabBook, sheet: Page, ledger: Ledger) -> Split:
    """Head the sheet and say where each trip's rows will stand; `write_split` fills them."""
    say, rows = book.say, dict[str, range]()
    top = sheet.opening(say("split.title"), (say("split.rule"), say("split.ties")), len(KEYS))
    widths = (12, 12, 20, 9, 11, 14, 14, 11, 8, 11, 15)
    columns = [Column(say(f"split.{key}"), width) for key, width in zip(KEYS, widths, strict=True)]
    first = row = sheet.header(top, columns)
    for entry in ledger.entries:
        rows[entry.trip.id] = range(row, row + len(entry.shares))
        row += len(entry.shares)
    sheet.freeze(first, 1)
    sheet.page(repeat=(top, first - 1))
    return Split(sheet, first, max(row - 1, first), rows)


def write_split(book: RabBook, split: Split, ledger: Ledger, costs: Mapping[str, str]) -> None:
    """Fill the rows; `costs` are the cells of each trip's cost, by its id.

    The largest remainder (see `optimizer.core.budget.shares`): `whole` is the proportion without what is
    less than a rupiah, `rest` that remainder, `order` its place among the trip's, `over` the rupiah to
    give out one by one.
    """
    names = {place.kecamatan_code: place.kecamatan for place in book.outcome.problem.region.places}
    for entry in ledger.entries:
        rows = split.rows[entry.trip.id]
        for row, part in zip(rows, entry.shares, strict=True):
            split.sheet.text(row, 0, entry.trip.id)
            split.sheet.text(row, 1, part.kecamatan)
            split.sheet.text(row, 2, names[part.kecamatan])
            split.sheet.number(row, 3, part.people, INPUT)
        for row, values in zip(rows, _values(entry), strict=True):
            for key, formula in _formulas(rows, row, costs[entry.trip.id]).items():
                split.sheet.formula(row, KEYS.index(key), formula, values[key])
    split.sheet.fit_columns()


def _formulas(rows: range, row: int, cost: str) -> dict[str, str]:
    def cell(key: str) -> str:
        return str(xl_rowcol_to_cell(row, KEYS.index(key)))

    def span(key: str, last: int | None = None) -> str:
        col = KEYS.index(key)
        end = rows[-1] if last is None else last
        return f"{xl_rowcol_to_cell(rows[0], col, True)}:{xl_rowcol_to_cell(end, col, True)}"

    product, of = f"{cell('cost')}*{cell('people')}", cell("of_trip")
    before = f"+COUNTIF({span('rest', row - 1)},{cell('rest')})" if row > rows[0] else ""
    return {
        "of_trip": f"SUM({span('people')})",
        "cost": cost,
        "whole": f"IF({of}=0,0,({product}-{cell('rest')})/{of})",
        "rest": f"IF({of}=0,0,MOD({product},{of}))",
        "order": f'COUNTIF({span("rest")},">"&{cell("rest")}){before}+1',
        "over": f"{cell('cost')}-SUM({span('whole')})",
        "share": f"{cell('whole')}+IF({cell('order')}<={cell('over')},1,0)",
    }


def _values(entry: Entry) -> list[dict[str, int]]:
    """What the formulas come to, by the same steps in whole numbers."""
    cost, people = entry.trip.cost, entry.people
    wholes = [cost * part.people // people if people else 0 for part in entry.shares]
    rests = [cost * part.people % people if people else 0 for part in entry.shares]
    over = cost - sum(wholes)
    found = []
    for number, part in enumerate(entry.shares):
        order = 1 + sum(rest > rests[number] for rest in rests) + rests[:number].count(rests[number])
        values = {"of_trip": people, "cost": cost, "whole": wholes[number], "rest": rests[number]}
        found.append(values | {"order": order, "over": over, "share": part.rupiah})
    return found
