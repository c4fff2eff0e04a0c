"""The plan beside the rules of thumb, and what is proven about it."""

from __future__ import annotations

from optimizer.core.outcome import Baseline
from optimizer.core.plan import Level
from optimizer.core.policy import WEIGHT_SCALE
from optimizer.reports.bounds import relaxed
from optimizer.reports.jadwal.lines import LAST, NOTHING, Lines
from optimizer.reports.workbook.styles import (
    BODY,
    BOLD,
    CENTRE,
    GROUP,
    HUNDREDTH,
    PERCENT,
    SIGNED_PERCENT,
    WHOLE,
    WRAPPED,
    Style,
)

Figures = tuple[int, int, int, int]
"""Trips, people, weighted people in hundredths, rupiah."""


def comparison(lines: Lines) -> None:
    """The plan beside the rules of thumb, each under the same means as the plan beside it."""
    if not lines.book.outcome.baselines:
        return
    lines.section("overview.comparison")
    titles = ("way", "trips", "people_count", "weighted_count", lines.book.money, "each", "margin")
    lines.titles([lines.book.say(f"overview.{title}") for title in titles])
    groups: dict[tuple[str, Figures], list[Baseline]] = {}
    for base in lines.book.outcome.baselines:
        plan = (base.plan_trips, base.plan_people, base.plan_weighted, base.plan_cost)
        groups.setdefault((base.means, plan), []).append(base)
    for (means, plan), bases in groups.items():
        lines.sheet.band(lines.row, 0, LAST, lines.book.term("means", means), GROUP)
        lines.row += 1
        plan_row = lines.row
        _way(lines, lines.book.say("overview.plan"), plan, BOLD)
        for base in bases:
            figures = (base.trips, base.people, base.weighted, base.cost)
            _way(lines, lines.book.term("baseline", base.name), figures, {})
            ours, theirs = f"$D${plan_row + 1}", f"D{lines.row}"
            margin = plan[2] / base.weighted - 1 if base.weighted else NOTHING
            formula = f'IF({theirs}=0,"{NOTHING}",{ours}/{theirs}-1)'
            lines.sheet.formula(lines.row - 1, LAST, formula, margin, BODY | SIGNED_PERCENT)
    lines.note(lines.book.say("overview.comparison_note"))
    lines.row += 1


def quality(lines: Lines) -> None:
    """What is proven about the plan, and what is not."""
    result, say = lines.book.outcome.result, lines.book.say
    lines.section("overview.quality")
    lines.line(say("overview.status"), lines.book.term("status", result.status))
    lines.line(say("run.engine"), say("overview.engine", engine=result.engine, seed=str(result.seed)))
    lines.titles([say(f"overview.{title}") for title in ("level", "value", "bound", "gap")])
    for level in result.levels:
        _level(lines, level)
    if any(level.name == "cost" and level.gap for level in result.levels[1:]):
        lines.note(say("overview.second"))
    for rule in result.bound_relaxes:
        lines.note(say("overview.relaxes", what=relaxed(rule, lines.book.lang)))
    lines.row += 1


def _way(lines: Lines, name: str, figures: Figures, extra: Style) -> None:
    """One way of working: trips, people, weighted people, rupiah and rupiah a person."""
    trips, people, weighted, cost = figures
    style = BODY | extra
    lines.sheet.text(lines.row, 0, name, WRAPPED | extra)
    lines.sheet.number(lines.row, 1, trips, style | WHOLE)
    lines.sheet.number(lines.row, 2, people, style | WHOLE)
    lines.sheet.number(lines.row, 3, weighted / WEIGHT_SCALE, style | HUNDREDTH)
    lines.sheet.number(lines.row, 4, cost, style | WHOLE)
    each = f"IF(C{lines.row + 1}=0,0,E{lines.row + 1}/C{lines.row + 1})"
    lines.sheet.formula(lines.row, 5, each, cost / people if people else 0, style | WHOLE)
    lines.sheet.blank(lines.row, [LAST], style)
    lines.row += 1


def _level(lines: Lines, level: Level) -> None:
    scale, style = (WEIGHT_SCALE, HUNDREDTH) if level.unit == "people/100" else (1, WHOLE)
    lines.sheet.text(lines.row, 0, lines.book.term("level", level.name))
    lines.sheet.number(lines.row, 1, level.value / scale, BODY | style)
    if level.bound is None:
        lines.sheet.text(lines.row, 2, NOTHING, BODY | CENTRE)
    else:
        lines.sheet.number(lines.row, 2, level.bound / scale, BODY | style)
    if level.gap is None:
        lines.sheet.text(lines.row, 3, NOTHING, BODY | CENTRE)
    else:
        lines.sheet.number(lines.row, 3, level.gap, BODY | PERCENT)
    lines.row += 1
