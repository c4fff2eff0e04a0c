"""The sheet of rates: the only place where a price is typed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from optimizer.core.tariff import Rate
from optimizer.reports.dates import full_date
from optimizer.reports.rab.book import INPUT, RED, Page, RabBook
from optimizer.reports.workbook.sheet import Column
from optimizer.reports.workbook.styles import BODY, BOLD, CENTRE, WRAPPED, YEAR


@dataclass(frozen=True)
class Rates:
    """The sheet and the cell of each rate's price, by item."""

    sheet: Page
    price: Mapping[str, str]


def write_rates(book: RabBook, sheet: Page) -> Rates:
    """Write the sheet: every rate of the tariff, used or not."""
    say, tariff = book.say, book.outcome.problem.tariff
    used = {line.rate.item for line in book.outcome.budget.lines}
    capped = any(rate.most_per_month is not None for rate in tariff.rates)
    named = {
        "item": Column(say("item"), 22),
        "account": Column(say("account"), 18),
        "counts": Column(say("counts"), 20),
        "unit": Column(say("unit"), 11),
        "price": Column(say("price"), 12),
        "basis": Column(say("basis"), 16),
        "year": Column(say("year"), 7),
        "source": Column(say("source"), 22),
        "assumption": Column(say("assumption"), 24),
    }
    named |= {"most": Column(say("most"), 12)} if capped else {}
    named |= {"funding": Column(say("funding"), 12)}
    named |= {"status": Column(say("status"), 14), "used": Column(say("used"), 8)}
    at = {key: col for col, key in enumerate(named)}
    top = sheet.opening(
        say("rates.title"), (say("rates.tariff", name=tariff.name), say("rates.note")), len(named)
    )
    first = sheet.header(top, tuple(named.values()))
    price = {}
    for row, rate in enumerate(tariff.rates, first):
        sheet.text(row, at["item"], rate.name, WRAPPED)
        sheet.text(row, at["account"], rate.account)
        sheet.text(row, at["counts"], _counts(book, rate), WRAPPED)
        sheet.text(row, at["unit"], rate.unit, BODY | CENTRE)
        sheet.number(row, at["price"], rate.rupiah, INPUT)
        sheet.text(row, at["basis"], rate.legal_basis, WRAPPED)
        sheet.number(row, at["year"], rate.year, BODY | YEAR)
        sheet.text(row, at["source"], rate.source, WRAPPED)
        sheet.text(row, at["assumption"], rate.assumption, WRAPPED)
        if capped and rate.most_per_month is not None:
            sheet.number(row, at["most"], rate.most_per_month)
        elif capped:
            sheet.blank(row, [at["most"]])
        sheet.text(row, at["funding"], book.funding(rate), WRAPPED)
        sheet.text(row, at["status"], *_status(book, rate))
        sheet.text(row, at["used"], say("yes" if rate.item in used else "no"), BODY | CENTRE)
        price[rate.item] = sheet.ref(row, at["price"])
    limits = {at[key]: named[key].width for key in ("item", "counts", "basis", "source", "assumption")}
    sheet.fit_columns(limits | {at["status"]: 15, at["funding"]: 12}, least=limits)
    sheet.freeze(first, 1)
    sheet.page(repeat=(top, first - 1))
    return Rates(sheet, price)


def _counts(book: RabBook, rate: Rate) -> str:
    """What a rate is paid on, in words."""
    keys = (*rate.ranks, *rate.duration_classes, *rate.vehicles, *rate.services)
    narrowed = ", ".join(book.part((rate.driver, key)) for key in keys)
    return ": ".join(filter(None, (book.say(f"per.{rate.driver}"), narrowed)))


def _status(book: RabBook, rate: Rate) -> tuple[str, dict[str, object]]:
    if not rate.verified:
        return book.say("mark_short"), WRAPPED | CENTRE | BOLD | {"font_color": RED}
    on = "" if rate.verified_on is None else full_date(rate.verified_on, book.lang)
    text = ", ".join(filter(None, (book.say("verified"), rate.verified_by, on)))
    return text, WRAPPED | CENTRE
