"""The summary in the terminal after a run: the plan beside the rules of thumb, and where the files lie."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from rich.box import SIMPLE_HEAD
from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from optimizer.core.effort import Effort
from optimizer.core.outcome import Baseline, Outcome
from optimizer.core.policy import WEIGHT_SCALE
from optimizer.core.score import served
from optimizer.core.tariff import cost
from optimizer.reports.answer_page import answer_page
from optimizer.reports.dates import date_range, long_date
from optimizer.reports.extras import told_apart
from optimizer.reports.figures import (
    account_totals,
    estimated_share,
    people_served,
    reasons,
    team_days,
    warnings,
    weighted_served,
)
from optimizer.texts import catalogue, number, say, tell

COUNTED = ("waiting", "inflow", "office", "expected", "absent", "left")
Figures = tuple[int, int, int, int]
"""Trips, people, weighted people in hundredths, rupiah."""
NOTHING = "—"
MOST_NAMED = 3
"""Kecamatan short of their floor that are named, those that lack most; the workbook has all."""


def summary(outcome: Outcome, lang: str, files: Sequence[Path] = ()) -> RenderableType:
    """The summary of `outcome`, to print on a Rich console.

    Meaning never rests on colour, and names from files are plain text, never markup. `files` are the
    files written, in one folder; without any, nothing is said of them.
    """
    outcome = told_apart(outcome, lang)
    return Group(
        _head(outcome, lang),
        *answer_page(outcome, lang),
        _people(outcome, lang),
        *_goals(outcome, lang),
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
    more = [Text(" · ".join(facts))] if (facts := list(_facts(outcome, lang))) else []
    return Group(Text(title, style="bold"), Text(line), *more, Text(status), Text())


def _facts(outcome: Outcome, lang: str) -> Iterator[str]:
    """Kinds of places where there are several, nights out, and how much of the way is estimated."""
    trips = outcome.schedule.trips
    kinds = Counter(place.kind for place in outcome.problem.region.places)
    if len(kinds) > 1:
        named = (f"{number(n, lang)} {_term('kind', kind, lang).lower()}" for kind, n in kinds.items())
        yield say("reports.summary.kinds", lang, kinds=", ".join(named))
    if nights := [trip.trip.nights for trip in trips if trip.trip.nights]:
        yield say("reports.summary.nights", lang, nights=sum(nights), trips=len(nights))
    if share := round(100 * estimated_share(team_days(outcome))):
        yield say("reports.summary.share", lang, share=share)


def _goals(outcome: Outcome, lang: str) -> Iterator[RenderableType]:
    """Targets and floors, wanted and reached, and the readings chosen of contradictory figures."""
    problem, region = outcome.problem, outcome.problem.region
    people = served(problem, (trip.trip for trip in outcome.schedule.trips))
    names = {service.code: service.name for service in region.services}
    lines = []
    for target in problem.targets:
        reached = int(people[target.cells].sum())
        name = names[target.service]
        lines.append(say("reports.summary.goal", lang, service=name, reached=reached, wanted=target.people))
    if problem.floors:
        short = {f.kecamatan: f.people - int(people[f.cells].sum()) for f in problem.floors}
        missing = {code: gap for code, gap in short.items() if gap > 0}
        count, percent = len(problem.floors), problem.policy.floor_percent
        line = say(
            "reports.summary.floors", lang, percent=percent, reached=count - len(missing), floors=count
        )
        named = {place.kecamatan_code: place.kecamatan for place in region.places}
        gaps = [
            say("reports.summary.floors_missing", lang, kecamatan=named[code], people=missing[code])
            for code in sorted(missing, key=lambda code: -missing[code])[:MOST_NAMED]
        ]
        lines.append(
            f"{line} ({', '.join(gaps)}{', …' if len(missing) > MOST_NAMED else ''})" if gaps else line
        )
    if lines:
        yield from (Text(line) for line in lines)
        yield Text()


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
        if means == "practice" and _dearer(outcome, ours, bases):
            yield Text(say("reports.summary.dearer", lang))


def _dearer(outcome: Outcome, ours: Figures, bases: Sequence[Baseline]) -> bool:
    """Whether fewer trips of the practice cost more than others, where long days are paid more."""
    made = [(ours[0], ours[3]), *((base.trips, base.cost) for base in bases)]
    plan = (len(outcome.schedule.trips), sum(trip.cost for trip in outcome.schedule.trips))
    tariff = outcome.problem.tariff
    ranks = {rank for team in outcome.problem.region.teams for rank, _ in team.members}
    paid = any(
        cost(tariff, Effort(person_days={(rank, "over_8h"): 1}))
        > cost(tariff, Effort(person_days={(rank, "up_to_8h"): 1}))
        for rank in ranks
    )
    return paid and any(few < many and dear > cheap for few, dear in made for many, cheap in (*made, plan))


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
    trips, people, weighted, rupiah = figures
    weighted_people = number(weighted / WEIGHT_SCALE, lang, 2)
    return number(trips, lang), number(people, lang), weighted_people, number(rupiah, lang)


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
