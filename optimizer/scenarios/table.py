"""The table of a study in the terminal: each variant, and how it differs from the base."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from rich.box import SIMPLE_HEAD
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from optimizer.core.policy import WEIGHT_SCALE
from optimizer.scenarios.study import BASE
from optimizer.scenarios.whatif import Made
from optimizer.texts import number, say

NOTHING = "—"
MILLION = 1_000_000
"""Rupiah are shown in millions, so that the table fits a window of eighty columns."""

COLUMNS = ("people", "more_people", "weighted", "cost", "more_cost", "each", "finish", "gap")


def table(made: Sequence[Made], lang: str) -> RenderableType:
    """A line for each variant planned, then the failed ones with why; to print on a Rich console."""
    base = next((each.figures for each in made if each.variant.name == BASE), None)
    planned = [(each, each.figures) for each in made if each.figures is not None]
    rows = [(_title(each, lang), [*_cells(figures, base, lang)]) for each, figures in planned]
    lines = Table(box=SIMPLE_HEAD, show_edge=False, pad_edge=False, padding=0)
    lines.add_column(say("scenarios.column.name", lang), overflow="fold", min_width=12)
    for key in COLUMNS:
        # A narrow window may break names, never a figure; headers are broken here, between words.
        lines.add_column(
            say(f"scenarios.column.{key}", lang).replace(" ", "\n"), justify="right", no_wrap=True
        )
    for title, cells in rows:
        lines.add_row(title, *cells)
    failed = [each for each in made if each.figures is None]
    return Group(lines, *_failed(failed, lang))


def _title(made: Made, lang: str) -> Text:
    text = made.variant.title or say("scenarios.base", lang)
    infeasible = made.figures is not None and made.figures["status"] == "infeasible"
    return Text(f"{text} ({say('scenarios.infeasible', lang)})" if infeasible else text)


def _cells(figures: Mapping[str, Any], base: Mapping[str, Any] | None, lang: str) -> Iterator[str]:
    people, cost = figures["people"], figures["cost"]
    yield number(people, lang)
    yield _more(people - base["people"], lang) if base else NOTHING
    yield number(round(figures["weighted"] / WEIGHT_SCALE), lang)
    yield number(cost / MILLION, lang, 1)
    yield _more((cost - base["cost"]) / MILLION, lang, 1) if base else NOTHING
    yield number(round(cost / people), lang) if people else NOTHING
    yield _day(figures["finish"])
    yield _gap(figures, lang)


def _more(value: float, lang: str, decimals: int = 0) -> str:
    """A difference with its sign; nothing where there is none."""
    if not value:
        return NOTHING
    sign = ("+" if value > 0 else "−") if round(value, decimals) else ""
    return sign + number(abs(value), lang, decimals)


def _day(text: str | None) -> str:
    if text is None:
        return NOTHING
    return f"{date.fromisoformat(text):%d-%m-%y}"


def _gap(figures: Mapping[str, Any], lang: str) -> str:
    """The proven gap of the people's level, or of the cost where nobody is missing; nothing unproven."""
    gap = figures["gap_people"]
    if gap == 0 and figures["gap_cost"] is not None:
        gap = figures["gap_cost"]
    return NOTHING if gap is None else f"{number(100 * gap, lang, 1)} %"


def _failed(failed: Sequence[Made], lang: str) -> Iterator[RenderableType]:
    if not failed:
        return
    yield Text(say("scenarios.failed", lang, count=len(failed)), style="bold")
    for each in failed:
        yield Text(f"  • {each.variant.title or say('scenarios.base', lang)}: {each.why}")
