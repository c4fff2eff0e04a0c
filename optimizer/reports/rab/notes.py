"""What the cost plan rests on: unverified rates, assumptions, rules, caps, and where it came from."""

from __future__ import annotations

from collections.abc import Iterator

from optimizer.core.budget import Excess, excesses
from optimizer.core.outcome import Outcome
from optimizer.core.tariff import Rate
from optimizer.errors import Message
from optimizer.reports.dates import MONTHS
from optimizer.reports.jadwal.teams import rank_name
from optimizer.reports.rab.book import Page, RabBook
from optimizer.reports.workbook.styles import SECTION, WRAPPED
from optimizer.texts import tell

WIDTHS = (40.0, 110.0)
SECTION_POINTS = 20
RULES = ("sum", "month", "kecamatan", "rounding", "people", "transport", "live")
TARIFF_WARNINGS = ("tariff.", "settings.warn_cheaper", "settings.warn_no_", "settings.warn_unpaid")


def write_notes(book: RabBook, sheet: Page) -> None:
    """Write the sheet: headed lists one below the other."""
    outcome, say = book.outcome, book.say
    rates = [line.rate for line in outcome.budget.lines]
    row = sheet.opening(say("notes.title"), (), len(WIDTHS))
    lists = (
        ("notes.unverified", [(rate.name, _basis(book, rate)) for rate in rates if not rate.verified]),
        ("notes.assumptions", [(rate.name, rate.assumption) for rate in rates if rate.assumption]),
        ("notes.people", [(say("notes.turnout"), say("notes.expected", percent=_turnout(outcome)))]),
        ("notes.caps", [_excess(book, found) for found in excesses(outcome.problem, outcome.schedule)]),
        ("notes.warnings", [("", text) for text in _warnings(book)]),
        ("notes.rules", [(say(f"rule.{key}"), say(f"rule.{key}_text")) for key in RULES]),
        ("notes.run", list(_run(book))),
    )
    for key, pairs in lists:
        if not pairs:
            continue
        sheet.band(row, 0, 1, say(key), SECTION)
        sheet.height(row, SECTION_POINTS)
        for number, (name, text) in enumerate(pairs, row + 1):
            sheet.text(number, 0, name, WRAPPED)
            sheet.text(number, 1, text, WRAPPED)
        row += len(pairs) + 2
    widths = dict(enumerate(WIDTHS))
    sheet.fit_columns(widths, least=widths)
    sheet.page()


def _basis(book: RabBook, rate: Rate) -> str:
    """What an unverified rate rests on."""
    return book.say("notes.rests", basis=rate.legal_basis, year=str(rate.year), source=rate.source)


def _turnout(outcome: Outcome) -> int:
    return outcome.problem.policy.turnout_percent


def _excess(book: RabBook, found: Excess) -> tuple[str, str]:
    """More in a month than one person may be paid."""
    month = f"{MONTHS[book.lang][found.month.month - 1]} {found.month.year}"
    teams = {team.id: team.name for team in book.outcome.problem.region.teams}
    values = {
        "team": teams[found.team], "rank": rank_name(found.rank), "month": month, "units": found.units,
        "unit": found.rate.unit, "most": found.rate.most_per_month, "persons": found.persons,
        "amount": found.amount,
    }  # fmt: skip
    return found.rate.name, book.say("notes.above", **values)


def _warnings(book: RabBook) -> Iterator[str]:
    """The run's warnings about its tariff."""
    told: tuple[Message, ...] = book.outcome.warnings
    for message in told:
        if message.key.startswith(TARIFF_WARNINGS):
            yield tell(message, book.lang)


def _run(book: RabBook) -> Iterator[tuple[str, str]]:
    outcome, say = book.outcome, book.say
    yield say("run.plan"), outcome.name
    yield say("run.created"), outcome.created
    yield say("run.tariff"), f"{outcome.problem.tariff.name} ({outcome.problem.tariff.code})"
    for file in outcome.problem.region.inputs:
        if file.path.suffix in (".yaml", ".yml"):
            yield "/".join(file.path.parts[-2:]), f"SHA-256 {file.sha256}"
