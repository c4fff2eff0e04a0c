"""What the plan rests on: assumptions, sources, licences, files, settings and versions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from optimizer.core.outcome import Outcome
from optimizer.reports.jadwal.book import ScheduleBook
from optimizer.reports.search import search_in_words
from optimizer.reports.workbook.sheet import Column, Sheet
from optimizer.reports.workbook.styles import BODY, CENTRE, FREE, SECTION, WHOLE, WRAPPED

WIDTHS = (44, 12, 12, 12, 16, 70)
LONGEST_VALUE = 600
SECTION_POINTS = 20


def write_sources(book: ScheduleBook, sheet: Sheet) -> None:
    """Write the sheet: one small table below the other."""
    outcome, region, say = book.outcome, book.outcome.problem.region, book.say
    row = sheet.heading(say("sources.title"), (say("sources.note"),))
    row = _assumptions(book, sheet, row)
    row = _data(book, sheet, row)
    row = _pairs(sheet, row, say("sources.attribution"), [("©", text) for text in region.attributions])
    # The folder and name tell the file; where it lies on somebody's disk is nobody's business.
    files = [("/".join(file.path.parts[-2:]), f"SHA-256 {file.sha256}") for file in region.inputs]
    row = _pairs(sheet, row, say("sources.inputs"), files)
    row = _pairs(sheet, row, say("sources.run"), _run(book, outcome))
    _pairs(sheet, row, say("sources.settings"), list(_main(book, outcome.settings)))
    sheet.fit_columns(dict(enumerate(WIDTHS)), least=dict(enumerate(WIDTHS)))
    sheet.page()


def _section(sheet: Sheet, row: int, title: str) -> None:
    sheet.band(row, 0, len(WIDTHS) - 1, title, SECTION)
    sheet.height(row, SECTION_POINTS)


def _assumptions(book: ScheduleBook, sheet: Sheet, row: int) -> int:
    say = book.say
    _section(sheet, row, say("sources.assumptions"))
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


def _data(book: ScheduleBook, sheet: Sheet, row: int) -> int:
    """Sources of the counts, with how many people (waiting and to come) rest on each."""
    say, people = book.say, Counter[tuple[str, str, bool]]()
    for cell in book.outcome.problem.region.cells:
        source = cell.source
        people[source.text, source.date, source.estimated] += cell.waiting + cell.inflow
    _section(sheet, row, say("sources.data"))
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
    _section(sheet, row, title)
    row += 1
    for name, text in pairs:
        text = text if len(text) <= LONGEST_VALUE else text[: LONGEST_VALUE - 1] + "…"
        sheet.text(row, 0, name, WRAPPED)
        sheet.band(row, 1, len(WIDTHS) - 1, text, WRAPPED)
        row += 1
    return row + 1


def _run(book: ScheduleBook, outcome: Outcome) -> list[tuple[str, str]]:
    """How the run was made."""
    say, result = book.say, outcome.result
    stop = [f"{result.stop.seconds:g} s"] if result.stop.seconds is not None else []
    stop += [f"{result.stop.work} work"] if result.stop.work is not None else []
    return [
        (say("run.created"), outcome.created),
        (say("run.engine"), result.engine),
        (say("run.seed"), str(result.seed)),
        (say("run.stop"), f"{search_in_words(' / '.join(stop), book.lang)} → {book.term('hit', result.hit)}"),
        (say("run.seconds"), f"{outcome.seconds:.1f}"),
        *sorted(outcome.versions.items()),
    ]


def _main(book: ScheduleBook, settings: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    """Settings of one value or a few, at most two levels down; tables of settings stay in settings.yaml."""
    for section, content in settings.items():
        named = content.items() if isinstance(content, Mapping) else [("", content)]
        for key, value in named:
            text = _plain(book, value)
            if text:
                yield ".".join(filter(None, (section, key))), text


def _plain(book: ScheduleBook, value: object) -> str:
    """A setting as text; empty for a table and for what is not set."""
    if isinstance(value, bool):
        return book.say("yes" if value else "no")
    if isinstance(value, list | tuple):
        return "" if any(isinstance(v, Mapping | list | tuple) for v in value) else ", ".join(map(str, value))
    return "" if value is None or isinstance(value, Mapping) else str(value)
