"""A frontier on a Rich console: the curve as a table, and what it says."""

from __future__ import annotations

from collections.abc import Iterator

from rich.box import SIMPLE_HEAD
from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from optimizer.core.frontier import Frontier
from optimizer.reports.frontier.sentences import headline, purchases
from optimizer.texts import number, say, tell


def page(frontier: Frontier, lang: str) -> RenderableType:
    """The summary to print."""
    return Group(*_parts(frontier, lang))


def _parts(frontier: Frontier, lang: str) -> Iterator[RenderableType]:
    yield Text(say("frontier.title", lang, region=frontier.problem.region.name), style="bold")
    if not frontier.problem.tariff.verified:
        yield Text(say("frontier.indicative", lang), style="bold")
    yield Text()
    yield from (Padding(Text(line), (0, 0, 0, 1)) for line in headline(frontier, lang))
    table = Table(box=SIMPLE_HEAD, header_style="bold", pad_edge=False)
    for name in ("budget", "people", "most_people", "gap", "trips", "slope"):
        table.add_column(say(f"frontier.col.{name}", lang), justify="right")
    for index, point in enumerate(frontier.points):
        slope = frontier.slope(index)
        table.add_row(
            number(point.budget, lang),
            number(point.plan.people, lang),
            number(point.most_people, lang),
            f"{number(100 * point.gap, lang, 1)} %",
            number(point.plan.trips, lang),
            "–" if slope is None else number(slope, lang, 1),
            style="bold" if index == frontier.knee else "",
        )
    yield table
    yield from (Padding(Text(f"• {line}"), (0, 0, 0, 1)) for line in purchases(frontier, lang))
    yield from (Padding(Text(f"! {tell(note, lang)}"), (0, 0, 0, 1)) for note in frontier.notes)
    if not frontier.complete:
        yield Text(say("frontier.say.incomplete", lang), style="bold")
    yield Text()
