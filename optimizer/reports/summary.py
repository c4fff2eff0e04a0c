"""The summary in the terminal after a run: the plan beside the rules of thumb, and where the files lie."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from rich.box import SIMPLE_HEAD
from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from optimizer.core.outcome import Baseline, Outcome
from optimizer.core.policy import WEIGHT_SCALE
from optimizer.reports.dates import date_range, long_date
from optimizer.reports.figures import account_totals, people_served, reasons, warnings, weighted_served
from optimizer.texts import catalogue, number, say, tell

COUNTED = ("waiting", "inflow", "office", "expected", "absent", "left")
Figures = tuple[int, int, int, int]
"""Trips, people, weighted people in hundredths, rupiah."""
NOTHING = "—"


def summary(outcome: Outcome, lang: str, files: Sequence[Path] = ()) -> RenderableType:
    """The summary of `outcome`, to print on a Rich console.

    Meaning never rests on colour, and names from files are plain text, never markup. `files` are the
    files written, in one folder; without any, nothing is said of them.
    """
    return Group(
        _head(outcome, lang),
        _people(outcome, lang),
        *_comparison(outcome, lang),
        *_left_out(outcome, lang),
        *_warnings(outcome, lang),
        *_files(files, lang),
    )


def _head(outcome: Outcome, lang: str) -> RenderableType:
    """Where, when, how much and how good."""
    problem, trips = outcome.problem, outcome.schedule.trips
    title = say(
        "reports.summary.title",
        lang,
        region=problem.region.name,
        dates=date_range(problem.calendar.start, problem.calendar.end, lang),
    )
    line = say("reports.summary.no_trip", lang)
    if trips:
        line = say(
            "reports.summary.line",
            lang,
            trips=len(trips),
            team_days=sum(len(trip.dates) for trip in trips),
            slots=len(problem.slots),
            visits=sum(len(trip.trip.visits) for trip in trips),
            km=round(sum(trip.effort.metres for trip in trips) / 1000),
            finish=long_date(max(day for trip in trips for day in trip.dates), lang),
        )
    result = outcome.result
    status = say(
        "reports.summary.status",
        lang,
        status=_term("status", result.status, lang),
        engine=result.engine,
        seed=str(result.seed),
    )
    return Group(Text(title, style="bold"), Text(line), Text(status), Text())


def _people(outcome: Outcome, lang: str) -> RenderableType:
    """People by service, from waiting to left."""
    table = _table(say("reports.summary.by_service", lang))
    table.add_column(say("reports.jadwal.service", lang))
    for kind in COUNTED:
        table.add_column(say(f"reports.summary.{kind}", lang), justify="right")
    names = {service.code: service.name for service in outcome.problem.region.services}
    for service, account in account_totals(outcome).items():
        counts = (number(getattr(account, kind), lang) for kind in COUNTED)
        table.add_row(Text(names[service]), *counts)
    return table


def _comparison(outcome: Outcome, lang: str) -> Iterator[RenderableType]:
    """The plan and the rules of thumb, a table for each kind of equal means."""
    groups: dict[tuple[str, Figures], list[Baseline]] = {}
    for base in outcome.baselines:
        ours = (base.plan_trips, base.plan_people, base.plan_weighted, base.plan_cost)
        groups.setdefault((base.means, ours), []).append(base)
    if not groups:
        trips, weighted = outcome.schedule.trips, round(weighted_served(outcome) * WEIGHT_SCALE)
        ours = (len(trips), people_served(outcome), weighted, sum(trip.cost for trip in trips))
        groups[say("reports.summary.comparison", lang), ours] = []
    money = "cost" if outcome.problem.tariff.verified else "cost_indicative"
    for (means, ours), bases in groups.items():
        table = _table(_term("means", means, lang))
        table.add_column(say("reports.jadwal.overview.way", lang), min_width=20)
        for key in ("trips", "people", "weighted", money, "margin"):
            table.add_column(say(f"reports.summary.{key}", lang), justify="right")
        name = Text(say("reports.jadwal.overview.plan", lang), style="bold")
        table.add_row(name, *_figures(ours, lang), "")
        for base in bases:
            figures = (base.trips, base.people, base.weighted, base.cost)
            name = Text(_term("baseline", base.name, lang))
            table.add_row(name, *_figures(figures, lang), _margin(ours[2], base.weighted, lang))
        yield table


def _left_out(outcome: Outcome, lang: str) -> Iterator[RenderableType]:
    """People not served, by reason and service."""
    missed = outcome.unserved
    if not missed:
        return
    table = _table(say("reports.summary.left_out", lang))
    table.add_column(say("reports.jadwal.reason", lang))
    services = [s for s in outcome.problem.region.services if any(m.service == s.code for m in missed)]
    for service in services:
        table.add_column(Text(service.name), justify="right")
    for reason in reasons(outcome):
        counts = (
            sum(m.people for m in missed if (m.reason, m.service) == (reason, service.code))
            for service in services
        )
        table.add_row(_term("reason", reason, lang), *(number(count, lang) for count in counts))
    yield table


def _warnings(outcome: Outcome, lang: str) -> Iterator[RenderableType]:
    messages = warnings(outcome)
    if messages:
        yield Text(say("reports.summary.warnings", lang), style="bold")
        yield from (Padding(Text(f"! {tell(message, lang)}"), (0, 0, 0, 1)) for message in messages)
        yield Text()


def _files(files: Sequence[Path], lang: str) -> Iterator[RenderableType]:
    if files:
        folder = say("reports.summary.files", lang, folder=str(files[0].parent))
        yield Text(folder, style="bold", overflow="fold")
        yield Text("  " + ", ".join(file.name for file in files), overflow="fold")


def _figures(figures: Figures, lang: str) -> tuple[str, str, str, str]:
    trips, people, weighted, cost = figures
    weighted_people = number(weighted / WEIGHT_SCALE, lang, 2)
    return number(trips, lang), number(people, lang), weighted_people, number(cost, lang)


def _margin(ours: int, theirs: int, lang: str) -> str:
    """By how much the plan serves more weighted people."""
    if not theirs:
        return NOTHING
    percent = 100 * (ours / theirs - 1)
    return f"{'+' if percent >= 0 else ''}{number(percent, lang, 1)}%"


def _term(kind: str, code: str, lang: str) -> str:
    return catalogue(lang).get(f"reports.{kind}.{code}", code)


def _table(title: str) -> Table:
    return Table(
        title=Text(title, style="bold"),
        title_justify="left",
        header_style="bold",
        box=SIMPLE_HEAD,
        pad_edge=False,
    )
