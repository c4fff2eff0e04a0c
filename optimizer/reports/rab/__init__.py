"""`rab.xlsx`: the cost plan (RAB) of an outcome in the shape of an RKA, live from rates and volumes."""

from __future__ import annotations

from pathlib import Path

from optimizer.core.outcome import Outcome
from optimizer.reports.rab.book import RabBook
from optimizer.reports.rab.ledger import ledger_of
from optimizer.reports.rab.lines import write_lines
from optimizer.reports.rab.notes import write_notes
from optimizer.reports.rab.rates import write_rates
from optimizer.reports.rab.split import place_split, write_split
from optimizer.reports.rab.sums import write_funding, write_kecamatan, write_months
from optimizer.reports.rab.trips import write_trips
from optimizer.reports.rab.volumes import write_volumes

__all__ = ["FILE", "ledger_of", "write"]

FILE = "rab.xlsx"


def write(outcome: Outcome, folder: Path, lang: str) -> Path:
    """Write `rab.xlsx` into `folder`.

    Prices are typed on the sheet of rates only, quantities on the sheets of volumes and of kecamatan;
    everything else is a formula with its present value beside it, so that changing one changes all totals.
    The total is the budget's, to the rupiah. Every page that rests on a rate nobody has verified says so.
    """
    book, costs = RabBook(outcome, lang), ledger_of(outcome)
    tariff = outcome.problem.tariff
    first = book.page(book.say("lines.sheet"))
    rates = write_rates(book, book.page(book.say("rates.sheet"), indicative=not tariff.verified))
    volumes = write_volumes(book, book.page(book.say("volumes.sheet")), costs)
    by_trip, by_month = book.page(book.say("trips.sheet")), book.page(book.say("months.sheet"))
    by_kecamatan = book.page(book.say("kecamatan.sheet"))
    split = place_split(book, book.page(book.say("split.sheet")), costs)
    trips = write_trips(book, by_trip, costs, rates, volumes, split.people())
    cells = {entry.trip.id: trips.of(number, "amount") for number, entry in enumerate(costs.entries)}
    write_split(book, split, costs, cells)
    lines = write_lines(book, first, costs, rates, volumes, trips)
    write_months(book, by_month, costs, trips, lines)
    write_kecamatan(book, by_kecamatan, costs, split, lines)
    write_funding(book, book.page(book.say("funding.sheet")), costs, lines)
    write_notes(book, book.page(book.say("notes.sheet")))
    return book.save(folder / FILE)
