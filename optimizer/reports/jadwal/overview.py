"""The first sheet: what the plan achieves, what it costs, how it compares and what to mind."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from xlsxwriter.utility import xl_rowcol_to_cell

from optimizer.core.region import Service
from optimizer.reports.dates import date_range, full_date, long_date
from optimizer.reports.extras import MARK
from optimizer.reports.figures import (
    account_totals,
    people_served,
    reasons,
    team_days,
    warnings,
    weighted_served,
)
from optimizer.reports.jadwal.answer import answer_section
from optimizer.reports.jadwal.book import ScheduleBook
from optimizer.reports.jadwal.comparison import comparison, quality
from optimizer.reports.jadwal.costs import Costs
from optimizer.reports.jadwal.left_out import LeftOut
from optimizer.reports.jadwal.lines import LAST, NOTHING, WIDTHS, Lines
from optimizer.reports.jadwal.places import COUNTED
from optimizer.reports.keys import key_in_words
from optimizer.reports.workbook.paging import PORTRAIT, Block, page_breaks
from optimizer.reports.workbook.sheet import Sheet
from optimizer.reports.workbook.styles import (
    BODY,
    BOLD,
    FREE,
    GROUP,
    HUNDREDTH,
    PERCENT,
    TENTH,
    WHOLE,
    WRAPPED,
)  # fmt: skip
from optimizer.reports.workbook.table import SummedTable
from optimizer.texts import number, tell

MOST_SERVICES = 4
"""Services in one table of reasons; the sentence on what would help needs the columns left."""
MOST_ASSUMPTIONS = 8


@dataclass(frozen=True)
class Parts:
    """The sheets the summary sums up."""

    trips: SummedTable
    places: SummedTable
    left: LeftOut
    costs: Costs


def write_overview(book: ScheduleBook, sheet: Sheet, parts: Parts) -> None:
    """Write the sheet; its totals are formulas over the other sheets."""
    lines, starts = Lines(book, sheet), []
    for section in (
        _title,
        answer_section,
        _facts,
        partial(_people, parts=parts),
        partial(_left_out, parts=parts),
        partial(_means, parts=parts),
        comparison,
        quality,
        _choices,
        _warnings,
        _assumptions,
    ):
        starts.append(lines.row)
        section(lines)
    widths = sheet.fit_columns(dict(enumerate(WIDTHS)), least=dict(enumerate(WIDTHS)))
    ends = [*starts[1:], lines.row]
    blocks = [Block(a, sheet.points(a, b - 1), a) for a, b in zip(starts, ends, strict=True) if a < b]
    sheet.page(landscape=False, breaks=page_breaks(blocks, widths, PORTRAIT))


def _title(lines: Lines) -> None:
    """What this is, of where, and how to read it."""
    calendar = lines.book.outcome.problem.calendar
    span = date_range(calendar.start, calendar.end, lines.book.lang)
    lines.row = lines.sheet.heading(
        f"{lines.book.say('title')} {lines.book.outcome.problem.region.name}",
        (
            lines.book.say(
                "overview.subtitle", dates=span, today=full_date(lines.book.outcome.today, lines.book.lang)
            ),
            lines.book.say("overview.legend"),
        ),
    )


def _facts(lines: Lines) -> None:
    """Case, purpose, policy, teams and dates."""
    outcome, policy, say = lines.book.outcome, lines.book.outcome.problem.policy, lines.book.say
    teams = [
        say("overview.team", team=team.name, people=team.size, stations=team.stations)
        for team in lines.book.outcome.problem.region.teams
    ]
    dates = [day for trip in outcome.schedule.trips for day in trip.dates]
    finish = long_date(max(dates), lines.book.lang) if dates else NOTHING
    lines.section("overview.facts")
    facts: dict[str, str | None] = {
        "case": outcome.case,
        "purpose": lines.book.term("purpose", policy.purpose),
        "policy": lines.book.term("policy", policy.visits),
        "deadline": long_date(policy.deadline, lines.book.lang) if policy.deadline else None,
        "budget": None if policy.budget is None else number(policy.budget, lines.book.lang),
        "teams": "; ".join(teams) or NOTHING,
        "finish": finish,
    }
    for key, text in facts.items():
        if text is not None:
            lines.line(say(f"overview.{key}"), text)
    lines.row += 1


def _people(lines: Lines, parts: Parts) -> None:
    """Who waits, who is served and who is left, by service and in persons."""
    places, totals = parts.places, account_totals(lines.book.outcome)
    lines.section("overview.people_section")
    lines.titles([lines.book.say("service"), *(lines.book.say(kind) for kind in COUNTED)])
    for service in lines.book.services:
        lines.sheet.text(lines.row, 0, service.name, BODY | BOLD)
        for col, kind in enumerate(COUNTED, 1):
            value = getattr(totals[service.code], kind) if service.code in totals else 0
            lines.sheet.formula(lines.row, col, places.sum(f"{kind}:{service.code}"), value)
        lines.row += 1
    expected = 1 + COUNTED.index("expected")
    extra = [service.code for service in lines.book.services if service.code.endswith(MARK)]
    aged_16 = "+".join(places.sum(f"expected:{code}") for code in extra)
    rows = [
        ("people", places.sum("people"), WHOLE, people_served(lines.book.outcome)),
        ("extra", aged_16, WHOLE, sum(totals[code].expected for code in extra if code in totals)),
        ("weighted", places.sum("weighted"), HUNDREDTH, weighted_served(lines.book.outcome)),
    ]
    for key, formula, style, value in rows:
        if formula:
            lines.sheet.blank(lines.row, range(LAST + 1), GROUP)
            lines.sheet.band(lines.row, 0, expected - 1, lines.book.say(f"overview.{key}"), GROUP)
            lines.sheet.formula(lines.row, expected, formula, value, GROUP | style)
            lines.row += 1
    if extra:
        lines.note(lines.book.say("overview.extra_note"))
    lines.row += 1


def _left_out(lines: Lines, parts: Parts) -> None:
    """Who is not served, by reason and service."""
    missed = lines.book.outcome.unserved
    services = [s for s in lines.book.services if any(m.service == s.code for m in missed)]
    if not missed:
        return
    lines.section("overview.reasons")
    for first in range(0, len(services), MOST_SERVICES):
        _reason_table(lines, parts, services[first : first + MOST_SERVICES])
    lines.row += 1


def _means(lines: Lines, parts: Parts) -> None:
    """Trips, days, distance and money."""
    trips, problem, costs = parts.trips, lines.book.outcome.problem, parts.costs
    dated = lines.book.outcome.schedule.trips
    days, spent = sum(len(trip.dates) for trip in dated), lines.book.outcome.budget.amount
    people, drive = people_served(lines.book.outcome), sum(c.drive for trip in dated for c in trip.clocks)
    metres = sum(trip.effort.metres for trip in dated)
    lines.section("overview.means")
    lines.figure("trips", f"COUNTA({trips.sheet.span(trips.first, trips.last, 0)})", len(dated))
    slots = number(len(problem.slots), lines.book.lang)
    lines.figure("team_days", trips.sum("days"), days, note=lines.book.say("overview.of_slots", slots=slots))
    lines.figure("visits", trips.sum("visits"), sum(len(trip.trip.visits) for trip in dated))
    lines.figure("km", trips.sum("km"), metres / 1000, TENTH)
    lines.figure("hours", f"{trips.sum('drive')}/60", drive / 60, TENTH)
    guessed = sum(day.estimated for day in team_days(lines.book.outcome))
    share = guessed / metres if metres else 0
    lines.figure("share", trips.sum("share"), share, PERCENT)
    if "nights" in trips.at:
        lines.figure("nights", trips.sum("nights"), sum(trip.trip.nights for trip in dated))
    cost = lines.row
    lines.figure(lines.book.money, costs.total, spent, BOLD | WHOLE, note=_tariff_note(lines))
    served = f"{parts.places.sum('people')}"
    each = f"IF({served}=0,0,{xl_rowcol_to_cell(cost, 1)}/{served})"
    lines.figure("cost_each", each, spent / people if people else 0)
    lines.row += 1


def _choices(lines: Lines) -> None:
    """Which reading of a contradictory figure was planned with, and why."""
    choices, lang = lines.book.outcome.problem.region.choices, lines.book.lang
    if not choices:
        return
    lines.section("overview.choices")
    for choice in choices:
        others = [
            lines.book.say(
                "overview.reading", value=_plain(reading.value, lang), sources=", ".join(reading.sources)
            )
            for reading in choice.alternatives
        ]
        lines.line(
            f"{choice.figure} = {_plain(choice.value, lang)}",
            lines.book.say("overview.choice", reason=choice.reason, others="; ".join(others) or NOTHING),
        )
    lines.row += 1


def _plain(value: float, lang: str) -> str:
    """A published figure with the decimals it has."""
    return number(value, lang, 0 if value == int(value) else 2)


def _warnings(lines: Lines) -> None:
    """Everything the user should know before sending this."""
    messages = warnings(lines.book.outcome)
    if messages:
        lines.section("overview.warnings")
        for message in messages:
            lines.note("• " + tell(message, lines.book.lang))
        lines.row += 1


def _assumptions(lines: Lines) -> None:
    """The assumptions that matter most, central with low and high."""
    rows = lines.book.outcome.problem.region.assumptions
    if not rows:
        return
    lines.section("overview.assumptions")
    lines.titles([lines.book.say(key) for key in ("key", "low", "central", "high", "unit")])
    for assumption in rows[:MOST_ASSUMPTIONS]:
        lines.sheet.text(lines.row, 0, key_in_words(assumption.key), WRAPPED)
        for col, value in enumerate((assumption.low, assumption.central, assumption.high), 1):
            lines.sheet.number(lines.row, col, value, BODY | FREE)
        lines.sheet.text(lines.row, 4, assumption.unit, WRAPPED)
        lines.row += 1
    more = len(rows) - MOST_ASSUMPTIONS
    lines.note(lines.book.say("overview.more" if more > 0 else "overview.basis", more=more))


def _reason_table(lines: Lines, parts: Parts, services: Sequence[Service]) -> None:
    """Reasons beside a few services, and what would help."""
    missed, header, wide = lines.book.outcome.unserved, lines.row, len(services)
    lines.titles([lines.book.say("reason"), *(service.name for service in services)], lines.book.say("help"))
    for reason in reasons(lines.book.outcome):
        lines.sheet.text(lines.row, 0, lines.book.term("reason", reason), WRAPPED)
        for col, service in enumerate(services, 1):
            value = sum(m.people for m in missed if (m.reason, m.service) == (reason, service.code))
            cells = f"$A{lines.row + 1}", f"{xl_rowcol_to_cell(header, col, row_abs=True)}"
            lines.sheet.formula(lines.row, col, parts.left.people(*cells), value)
        lines.sheet.band(lines.row, wide + 1, LAST, lines.book.term("help", reason), WRAPPED)
        lines.row += 1


def _tariff_note(lines: Lines) -> str:
    tariff = lines.book.outcome.problem.tariff
    return tariff.name if tariff.verified else lines.book.say("overview.indicative", tariff=tariff.name)
