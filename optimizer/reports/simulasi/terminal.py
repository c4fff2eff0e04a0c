"""A simulation, and a study of closed links, on a Rich console."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from rich.box import SIMPLE_HEAD
from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from optimizer.core.link_cost import LinkStudy
from optimizer.core.outcome import Outcome
from optimizer.core.simulation import Robust, Simulation
from optimizer.reports.dates import short_date
from optimizer.reports.simulasi.days import ordered
from optimizer.reports.simulasi.link_words import (
    between,
    link_text,
    notable,
    study_head,
    study_notes,
    study_verdict,
)
from optimizer.reports.simulasi.rows import named, spelled
from optimizer.reports.simulasi.words import (
    bar,
    chance,
    findings,
    head,
    percent,
    robust_findings,
    rule,
    signed,
)
from optimizer.texts import number, say

SHOWN = 8
"""Days in the table; the workbook has all."""

PLACES_WIDTH = 26
"""Characters of the places of a day."""


def lives_summary(
    simulation: Simulation, outcome: Outcome, robust: Robust | None, lang: str, files: Sequence[Path]
) -> RenderableType:
    """What the lives of a plan came to."""
    title, period = head(simulation, outcome, lang)
    words = [*findings(simulation, outcome, lang), *(robust_findings(robust, lang) if robust else ())]
    return Group(
        Text(title, style="bold"),
        Text(period),
        Text(),
        *(Padding(Text(f"• {text}"), (0, 0, 0, 1)) for text in words),
        Text(),
        Text(rule(simulation, lang)),
        *_days(simulation, outcome, lang),
        *_effects(simulation, lang),
        *_rows(simulation, lang),
        Text(say("simulate.rests", lang)),
        *_files(files, lang),
    )


def study_summary(study: LinkStudy, outcome: Outcome, lang: str, files: Sequence[Path]) -> RenderableType:
    """What closing each of the worst links costs."""
    title, about = study_head(study, outcome, lang)
    table = Table(box=SIMPLE_HEAD, header_style="bold", pad_edge=False)
    names = ("rank", "link", "between", "before", "left", "later", "rupiah", "notable")
    for name in names:
        table.add_column(
            say(f"simulate.close.col.{name}", lang),
            justify="left" if name in ("link", "between") else "right",
        )
    for rank, cost in enumerate(study.costs, 1):
        change = cost.change
        figures = ("-",) * 4
        if change is not None:
            figures = (
                number(change.before, lang), number(change.left, lang), number(change.later, lang),
                signed(change.rupiah, lang),
            )  # fmt: skip
        above = say(f"simulate.close.{'yes' if notable(study, cost) else 'no'}", lang)
        cells = (str(rank), link_text(cost.link), between(cost.link, outcome), *figures, above)
        table.add_row(*map(Text, cells))
    return Group(
        Text(title, style="bold"),
        Text(about),
        Text(),
        *(Padding(Text(f"• {text}"), (0, 0, 0, 1)) for text in study_verdict(study, lang)),
        table,
        *(Text(text) for text in study_notes(study, lang)),
        *_files(files, lang),
    )


def _days(simulation: Simulation, outcome: Outcome, lang: str) -> Iterator[RenderableType]:
    days = [day for day in ordered(simulation) if day.overrun > 0][:SHOWN]
    if not days:
        return
    region = outcome.problem.region
    teams = {team.id: team.name for team in region.teams}
    names = {place.code: place.name for place in region.places}
    table = Table(
        box=SIMPLE_HEAD, header_style="bold", pad_edge=False, title=say("simulate.days.title", lang)
    )
    table.title_justify = "left"
    for name in ("date", "team", "places", "planned", "overrun", "over_mean"):
        left, narrow = name in ("date", "team", "places"), name == "places"
        table.add_column(
            say(f"simulate.col.{name}", lang),
            justify="left" if left else "right",
            no_wrap=left,
            max_width=PLACES_WIDTH if narrow else None,
        )
    for day in days:
        cells = (
            short_date(day.date, lang), teams[day.team], ", ".join(names[code] for code in day.places),
            number(day.planned, lang), percent(day.overrun, lang), number(day.overrun_minutes[0], lang),
        )  # fmt: skip
        table.add_row(*map(Text, cells))
    yield table


def _effects(simulation: Simulation, lang: str) -> Iterator[RenderableType]:
    if not simulation.effects:
        return
    title = say("simulate.effects.title", lang)
    table = Table(box=SIMPLE_HEAD, header_style="bold", pad_edge=False, title=title, title_justify="left")
    for name in ("chance", "served", "overrun", "bar"):
        left = name in ("chance", "bar")
        table.add_column(say(f"simulate.col.{name}", lang), justify="left" if left else "right")
    for effect in simulation.effects:
        served, overrun = number(effect.served.mean, lang), percent(effect.overrun, lang)
        table.add_row(*map(Text, (chance(effect.chance, lang), served, overrun, bar(effect.overrun))))
    yield table


def _rows(simulation: Simulation, lang: str) -> Iterator[RenderableType]:
    if not simulation.rows:
        return
    title = say("simulate.rows.title", lang)
    table = Table(box=SIMPLE_HEAD, header_style="bold", pad_edge=False, title=title, title_justify="left")
    for name in ("chance", "key", "how"):
        table.add_column(say(f"simulate.col.{name}", lang))
    for row in simulation.rows:
        table.add_row(*map(Text, (chance(row.chance, lang), named(row, lang), spelled(row, lang))))
    yield table


def _files(files: Sequence[Path], lang: str) -> Iterator[RenderableType]:
    if files:
        yield Text()
        yield Text(say("simulate.written", lang, path=files[0].parent))
        yield Padding(Text(", ".join(path.name for path in files)), (0, 0, 0, 2))
