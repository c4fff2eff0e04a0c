"""The summary by province in the terminal, the districts that failed named with why."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.box import SIMPLE_HEAD
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from optimizer.national.run import Made
from optimizer.national.sums import Total, by_province, total
from optimizer.texts import number, say

NOTHING = "—"
MILLION = 1_000_000
COLUMNS = ("districts", "failed", "places", "people", "served", "share", "days", "cost", "each")


def summary(made: Sequence[Made], lang: str) -> RenderableType:
    """A line for each province and one for all, what is synthetic marked; then the failed districts."""
    lines = Table(box=SIMPLE_HEAD, show_edge=False, pad_edge=False, padding=(0, 1, 0, 0), show_footer=True)
    whole = total(made, say("national.all", lang))
    cells = [_title(whole, lang), *_cells(whole, lang)]
    lines.add_column(say("national.column.province", lang), cells[0], overflow="fold", min_width=12)
    for key, cell in zip(COLUMNS, cells[1:], strict=True):
        title = say(f"national.column.{key}", lang).replace(" ", "\n")
        lines.add_column(title, cell, justify="right", no_wrap=True)
    for each in by_province(made):
        lines.add_row(Text(_title(each, lang)), *_cells(each, lang))
    return Group(lines, *_notes(made, lang))


def _title(each: Total, lang: str) -> str:
    name = each.province or say("national.no_province", lang)
    return f"{name}\u00a0*" if each.synthetic else name


def _cells(each: Total, lang: str) -> Iterator[str]:
    sums = each.sums
    people, served, cost = sums["warga"], sums["terlayani"], sums["biaya_rupiah"]
    yield number(each.districts, lang)
    yield number(each.failed, lang) if each.failed else NOTHING
    yield number(sums["desa"], lang)
    yield number(people, lang)
    yield number(served, lang)
    yield f"{number(100 * served / people, lang, 1)} %" if people else NOTHING
    yield number(sums["hari_tim"], lang)
    yield number(cost / MILLION, lang, 1)
    yield number(round(cost / served), lang) if served else NOTHING


def _notes(made: Sequence[Made], lang: str) -> Iterator[RenderableType]:
    if any(each.district.synthetic for each in made):
        yield Text(say("national.synthetic", lang), style="bold")
    infeasible = [each for each in made if each.cells is not None and each.cells["status"] == "infeasible"]
    failed = [each for each in made if each.cells is None]
    if infeasible:
        yield Text(say("national.infeasible", lang, count=len(infeasible)), style="bold")
        yield from (Text(f"  • {_name(each)}") for each in infeasible)
    if failed:
        yield Text(say("national.failed", lang, count=len(failed)), style="bold")
        yield from (Text(f"  • {_name(each)}: {each.why}") for each in failed)


def _name(each: Made) -> str:
    return f"{each.district.code} {each.district.name}"
