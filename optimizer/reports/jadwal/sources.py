"""What the plan rests on: assumptions, sources, licences, files, settings and versions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from optimizer.core.outcome import Outcome
from optimizer.reports.jadwal.book import Book
from optimizer.reports.jadwal.sheet import Column, Sheet
from optimizer.reports.jadwal.styles import BODY, CENTRE, FREE, SECTION, WHOLE, WRAPPED

WIDTHS = (44, 12, 12, 12, 16, 70)
LONGEST_VALUE = 600


def write_sources(book: Book, sheet: Sheet) -> None:
    """Write the sheet: one small table below the other."""
    outcome, region, say = book.outcome, book.outcome.problem.region, book.say
    row = sheet.heading(say("sources.title"), (say("sources.note"),))
    row = _assumptions(book, sheet, row)
    row = _data(book, sheet, row)
    row = _pairs(sheet, row, say("sources.attribution"), [("©", text) for text in region.attributions])
    files = [(file.path.as_posix(), f"SHA-256 {file.sha256}") for file in region.inputs]
    row = _pairs(sheet, row, say("sources.inputs"), files)
    row = _pairs(sheet, row, say("sources.run"), _run(book, outcome))
    _pairs(sheet, row, say("sources.settings"), list(_flat(outcome.settings)))
    sheet.fit_columns(dict(enumerate(WIDTHS)), least=dict(enumerate(WIDTHS)))
    sheet.page()


def _assumptions(book: Book, sheet: Sheet, row: int) -> int:
    say = book.say
    sheet.band(row, 0, len(WIDTHS) - 1, say("sources.assumptions"), SECTION)
    titles = ("key", "low", "central", "high", "unit", "rests_on")
    row = sheet.header(row + 1, [Column(say(title)) for title in titles])
    for assumption in book.outcome.problem.region.assumptions:
        sheet.text(row, 0, assumption.key, WRAPPED)
        for col, value in enumerate((assumption.low, assumption.central, assumption.high), 1):
            sheet.number(row, col, value, BODY | FREE)
        sheet.text(row, 4, assumption.unit, WRAPPED)
        sheet.text(row, 5, assumption.basis, WRAPPED)
        row += 1
    return row + 1


def _data(book: Book, sheet: Sheet, row: int) -> int:
    """Sources of the counts, with how many people (waiting and to come) rest on each."""
    say, people = book.say, Counter[tuple[str, str, bool]]()
    for cell in book.outcome.problem.region.cells:
        source = cell.source
        people[source.text, source.date, source.estimated] += cell.waiting + cell.inflow
    sheet.band(row, 0, len(WIDTHS) - 1, say("sources.data"), SECTION)
    row = sheet.header(
        row + 1, [Column(say(title)) for title in ("source", "as_of", "people", "is_estimate")]
    )
    for (text, when, estimated), count in people.items():
        sheet.text(row, 0, text, WRAPPED)
        sheet.text(row, 1, when, WRAPPED | CENTRE)
        sheet.number(row, 2, count, BODY | WHOLE)
        sheet.text(row, 3, say("yes" if estimated else "no"), WRAPPED | CENTRE)
        row += 1
    return row + 1


def _pairs(sheet: Sheet, row: int, title: str, pairs: Sequence[tuple[str, str]]) -> int:
    """A table of names and texts, the texts over the whole width; nothing where it is empty."""
    if not pairs:
        return row
    sheet.band(row, 0, len(WIDTHS) - 1, title, SECTION)
    row += 1
    for name, text in pairs:
        text = text if len(text) <= LONGEST_VALUE else text[: LONGEST_VALUE - 1] + "…"
        sheet.text(row, 0, name, WRAPPED)
        sheet.band(row, 1, len(WIDTHS) - 1, text, WRAPPED)
        row += 1
    return row + 1


def _run(book: Book, outcome: Outcome) -> list[tuple[str, str]]:
    """How the run was made."""
    say, result = book.say, outcome.result
    stop = [f"{result.stop.seconds:g} s"] if result.stop.seconds is not None else []
    stop += [f"{result.stop.work} work"] if result.stop.work is not None else []
    return [
        (say("run.created"), outcome.created),
        (say("run.engine"), result.engine),
        (say("run.seed"), str(result.seed)),
        (say("run.stop"), " / ".join(stop) + f" → {book.term('hit', result.hit)}"),
        (say("run.seconds"), f"{outcome.seconds:.1f}"),
        *sorted(outcome.versions.items()),
    ]


def _flat(settings: Mapping[str, object], prefix: str = "") -> Iterator[tuple[str, str]]:
    """Settings with dotted names, in their own order."""
    for key, value in settings.items():
        if isinstance(value, Mapping) and value:
            yield from _flat(value, f"{prefix}{key}.")
        elif isinstance(value, list | tuple):
            yield f"{prefix}{key}", ", ".join(str(item) for item in value)
        else:
            yield f"{prefix}{key}", "" if value is None else str(value)
