"""The first sheet: what the plan achieves, what it costs, how it compares and what to mind."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from xlsxwriter.utility import xl_rowcol_to_cell

from optimizer.core.outcome import Baseline
from optimizer.core.plan import Level
from optimizer.core.policy import WEIGHT_SCALE
from optimizer.core.region import Service
from optimizer.reports.dates import date_range, full_date, long_date
from optimizer.reports.figures import account_totals, people_served, warnings, weighted_served
from optimizer.reports.jadwal.book import Book
from optimizer.reports.jadwal.costs import Costs
from optimizer.reports.jadwal.left_out import LeftOut
from optimizer.reports.jadwal.paging import PORTRAIT, Block, page_breaks
from optimizer.reports.jadwal.places import COUNTED, Places
from optimizer.reports.jadwal.sheet import Sheet
from optimizer.reports.jadwal.styles import (
    BODY,
    BOLD,
    CENTRE,
    FREE,
    GROUP,
    HEADER,
    HUNDREDTH,
    NOTE,
    PERCENT,
    SECTION,
    SIGNED_PERCENT,
    TENTH,
    WHOLE,
    WRAPPED,
    Style,
)  # fmt: skip
from optimizer.reports.jadwal.trips import Trips
from optimizer.texts import number, tell

MOST_SERVICES = 4
"""Services in one table of reasons; the sentence on what would help needs the columns left."""
WIDTHS = (46, 14, 14, 14, 14, 14, 14)
LAST = len(WIDTHS) - 1
MOST_ASSUMPTIONS = 8
Figures = tuple[int, int, int, int]
"""Trips, people, weighted people in hundredths, rupiah."""
NOTHING = "—"
"""Where nothing is proven or nothing can be compared."""


@dataclass(frozen=True)
class Parts:
    """The sheets the summary sums up."""

    trips: Trips
    places: Places
    left: LeftOut
    costs: Costs


def write_overview(book: Book, sheet: Sheet, parts: Parts) -> None:
    """Write the sheet; its totals are formulas over the other sheets."""
    pen = _Pen(book, sheet, parts)
    starts = []
    for section in (
        pen.title, pen.facts, pen.people, pen.reasons, pen.means, pen.comparison, pen.quality, pen.warnings,
        pen.assumptions,
    ):  # fmt: skip
        starts.append(pen.row)
        section()
    widths = sheet.fit_columns(dict(enumerate(WIDTHS)), least=dict(enumerate(WIDTHS)))
    ends = [*starts[1:], pen.row]
    blocks = [Block(a, sheet.points(a, b - 1), a) for a, b in zip(starts, ends, strict=True) if a < b]
    sheet.page(landscape=False, breaks=page_breaks(blocks, widths, PORTRAIT))


class _Pen:
    """Writes one section below the other; `row` is the next free row."""

    def __init__(self, book: Book, sheet: Sheet, parts: Parts):
        self.book, self.sheet, self.parts = book, sheet, parts
        self.say, self.outcome, self.region = book.say, book.outcome, book.outcome.problem.region
        self.row = 0

    def title(self) -> None:
        """What this is, of where, and how to read it."""
        calendar = self.outcome.problem.calendar
        span = date_range(calendar.start, calendar.end, self.book.lang)
        self.row = self.sheet.heading(
            f"{self.say('title')} {self.region.name}",
            (
                self.say(
                    "overview.subtitle", dates=span, today=full_date(self.outcome.today, self.book.lang)
                ),
                self.say("overview.legend"),
            ),
        )

    def facts(self) -> None:
        """Case, purpose, policy, teams and dates."""
        outcome, policy, say = self.outcome, self.outcome.problem.policy, self.say
        teams = [
            say("overview.team", team=team.name, people=team.size, stations=team.stations)
            for team in self.region.teams
        ]
        dates = [day for trip in outcome.schedule.trips for day in trip.dates]
        finish = long_date(max(dates), self.book.lang) if dates else NOTHING
        self._section("overview.facts")
        if outcome.case:
            self._line(say("overview.case"), outcome.case)
        for key, text in (
            ("purpose", self.book.term("purpose", policy.purpose)),
            ("policy", self.book.term("policy", policy.visits)),
            ("teams", "; ".join(teams) or NOTHING),
            ("finish", finish),
        ):
            self._line(say(f"overview.{key}"), text)
        self.row += 1

    def people(self) -> None:
        """Who waits, who is served and who is left, by service and in persons."""
        places, totals = self.parts.places, account_totals(self.outcome)
        self._section("overview.people_section")
        self._titles([self.say("service"), *(self.say(kind) for kind in COUNTED)])
        for service in self.region.services:
            self.sheet.text(self.row, 0, service.name, BODY | BOLD)
            for col, kind in enumerate(COUNTED, 1):
                value = getattr(totals[service.code], kind) if service.code in totals else 0
                self.sheet.formula(self.row, col, places.sum(f"{kind}:{service.code}"), value)
            self.row += 1
        expected = 1 + COUNTED.index("expected")
        for key, style, value in (
            ("people", WHOLE, people_served(self.outcome)),
            ("weighted", HUNDREDTH, weighted_served(self.outcome)),
        ):
            self.sheet.blank(self.row, range(LAST + 1), GROUP)
            self.sheet.band(self.row, 0, expected - 1, self.say(f"overview.{key}"), GROUP)
            self.sheet.formula(self.row, expected, places.sum(key), value, GROUP | style)
            self.row += 1
        self.row += 1

    def reasons(self) -> None:
        """Who is not served, by reason and service."""
        missed = self.outcome.unserved
        services = [s for s in self.region.services if any(m.service == s.code for m in missed)]
        if not missed:
            return
        self._section("overview.reasons")
        for first in range(0, len(services), MOST_SERVICES):
            self._reasons(services[first : first + MOST_SERVICES])
        self.row += 1

    def _reasons(self, services: Sequence[Service]) -> None:
        """Reasons beside a few services, and what would help."""
        missed, header, wide = self.outcome.unserved, self.row, len(services)
        self._titles([self.say("reason"), *(service.name for service in services)], self.say("help"))
        for reason in dict.fromkeys(m.reason for m in missed):
            self.sheet.text(self.row, 0, self.book.term("reason", reason), WRAPPED)
            for col, service in enumerate(services, 1):
                value = sum(m.people for m in missed if (m.reason, m.service) == (reason, service.code))
                cells = f"$A{self.row + 1}", f"{xl_rowcol_to_cell(header, col, row_abs=True)}"
                self.sheet.formula(self.row, col, self.parts.left.people(*cells), value)
            self.sheet.band(self.row, wide + 1, LAST, self.book.term("help", reason), WRAPPED)
            self.row += 1

    def means(self) -> None:
        """Trips, days, distance and money."""
        trips, problem, costs = self.parts.trips, self.outcome.problem, self.parts.costs
        dated = self.outcome.schedule.trips
        days, spent = sum(len(trip.dates) for trip in dated), self.outcome.budget.amount
        people, drive = people_served(self.outcome), sum(c.drive for trip in dated for c in trip.clocks)
        metres = sum(trip.effort.metres for trip in dated)
        self._section("overview.means")
        self._figure("trips", f"COUNTA({trips.sheet.span(trips.first, trips.last, 0)})", len(dated))
        slots = number(len(problem.slots), self.book.lang)
        self._figure("team_days", trips.sum("days"), days, note=self.say("overview.of_slots", slots=slots))
        self._figure("visits", trips.sum("visits"), sum(len(trip.trip.visits) for trip in dated))
        self._figure("km", trips.sum("km"), metres / 1000, TENTH)
        self._figure("hours", f"{trips.sum('drive')}/60", drive / 60, TENTH)
        cost = self.row
        self._figure(self.book.money, costs.total, spent, BOLD | WHOLE, note=self._tariff_note())
        served = f"{self.parts.places.sum('people')}"
        each = f"IF({served}=0,0,{xl_rowcol_to_cell(cost, 1)}/{served})"
        self._figure("cost_each", each, spent / people if people else 0)
        self.row += 1

    def comparison(self) -> None:
        """The plan beside the rules of thumb, each under the same means as the plan beside it."""
        if not self.outcome.baselines:
            return
        self._section("overview.comparison")
        titles = ("way", "trips", "people_count", "weighted_count", self.book.money, "each", "margin")
        self._titles([self.say(f"overview.{title}") for title in titles])
        groups: dict[tuple[str, Figures], list[Baseline]] = {}
        for base in self.outcome.baselines:
            plan = (base.plan_trips, base.plan_people, base.plan_weighted, base.plan_cost)
            groups.setdefault((base.means, plan), []).append(base)
        for (means, plan), bases in groups.items():
            self.sheet.band(self.row, 0, LAST, self.book.term("means", means), GROUP)
            self.row += 1
            plan_row = self.row
            self._way(self.say("overview.plan"), plan, BOLD)
            for base in bases:
                figures = (base.trips, base.people, base.weighted, base.cost)
                self._way(self.book.term("baseline", base.name), figures, {})
                ours, theirs = f"$D${plan_row + 1}", f"D{self.row}"
                margin = plan[2] / base.weighted - 1 if base.weighted else NOTHING
                formula = f'IF({theirs}=0,"{NOTHING}",{ours}/{theirs}-1)'
                self.sheet.formula(self.row - 1, LAST, formula, margin, BODY | SIGNED_PERCENT)
        self._note(self.say("overview.comparison_note"))
        self.row += 1

    def _way(self, name: str, figures: Figures, extra: Style) -> None:
        """One way of working: trips, people, weighted people, rupiah and rupiah a person."""
        trips, people, weighted, cost = figures
        style = BODY | extra
        self.sheet.text(self.row, 0, name, WRAPPED | extra)
        self.sheet.number(self.row, 1, trips, style | WHOLE)
        self.sheet.number(self.row, 2, people, style | WHOLE)
        self.sheet.number(self.row, 3, weighted / WEIGHT_SCALE, style | HUNDREDTH)
        self.sheet.number(self.row, 4, cost, style | WHOLE)
        each = f"IF(C{self.row + 1}=0,0,E{self.row + 1}/C{self.row + 1})"
        self.sheet.formula(self.row, 5, each, cost / people if people else 0, style | WHOLE)
        self.sheet.blank(self.row, [LAST], style)
        self.row += 1

    def quality(self) -> None:
        """What is proven about the plan, and what is not."""
        result, say = self.outcome.result, self.say
        self._section("overview.quality")
        self._line(say("overview.status"), self.book.term("status", result.status))
        self._line(say("run.engine"), say("overview.engine", engine=result.engine, seed=str(result.seed)))
        self._titles([say(f"overview.{title}") for title in ("level", "value", "bound", "gap")])
        for level in result.levels:
            self._level(level)
        for relaxed in result.bound_relaxes:
            self._note(say("overview.relaxes", what=self.book.term("relaxes", relaxed)))
        self.row += 1

    def _level(self, level: Level) -> None:
        scale, style = (WEIGHT_SCALE, HUNDREDTH) if level.unit == "people/100" else (1, WHOLE)
        self.sheet.text(self.row, 0, self.book.term("level", level.name))
        self.sheet.number(self.row, 1, level.value / scale, BODY | style)
        if level.bound is None:
            self.sheet.text(self.row, 2, NOTHING, BODY | CENTRE)
        else:
            self.sheet.number(self.row, 2, level.bound / scale, BODY | style)
        if level.gap is None:
            self.sheet.text(self.row, 3, NOTHING, BODY | CENTRE)
        else:
            self.sheet.number(self.row, 3, level.gap, BODY | PERCENT)
        self.row += 1

    def warnings(self) -> None:
        """Everything the user should know before sending this."""
        messages = warnings(self.outcome)
        if messages:
            self._section("overview.warnings")
            for message in messages:
                self._note("• " + tell(message, self.book.lang))
            self.row += 1

    def assumptions(self) -> None:
        """The assumptions that matter most, central with low and high."""
        rows = self.region.assumptions
        if not rows:
            return
        self._section("overview.assumptions")
        self._titles([self.say(key) for key in ("key", "low", "central", "high", "unit")])
        for assumption in rows[:MOST_ASSUMPTIONS]:
            self.sheet.text(self.row, 0, assumption.key, WRAPPED)
            for col, value in enumerate((assumption.low, assumption.central, assumption.high), 1):
                self.sheet.number(self.row, col, value, BODY | FREE)
            self.sheet.text(self.row, 4, assumption.unit, WRAPPED)
            self.row += 1
        more = len(rows) - MOST_ASSUMPTIONS
        self._note(self.say("overview.more" if more > 0 else "overview.basis", more=more))

    def _tariff_note(self) -> str:
        tariff = self.outcome.problem.tariff
        return tariff.name if tariff.verified else self.say("overview.indicative", tariff=tariff.name)

    def _section(self, key: str) -> None:
        self.sheet.band(self.row, 0, LAST, self.say(key), SECTION)
        self.sheet.height(self.row, 20)
        self.row += 1

    def _titles(self, titles: Sequence[str], rest: str = "") -> None:
        """A header row; `rest` runs over the columns left."""
        for col, title in enumerate(titles):
            self.sheet.text(self.row, col, title, HEADER)
        if rest:
            self.sheet.band(self.row, len(titles), LAST, rest, HEADER)
        self.row += 1

    def _line(self, name: str, text: str) -> None:
        """A name and a text over the width."""
        self.sheet.text(self.row, 0, name, WRAPPED)
        self.sheet.band(self.row, 1, LAST, text, WRAPPED)
        self.row += 1

    def _figure(self, key: str, formula: str, value: float, style: Style = WHOLE, *, note: str = "") -> None:
        """A name, a live figure and a remark."""
        self.sheet.text(self.row, 0, self.say(f"overview.{key}"))
        self.sheet.formula(self.row, 1, formula, value, BODY | style)
        if note:
            self.sheet.band(self.row, 2, LAST, note, NOTE)
        self.row += 1

    def _note(self, text: str) -> None:
        self.sheet.band(self.row, 0, LAST, text, NOTE)
        self.row += 1
