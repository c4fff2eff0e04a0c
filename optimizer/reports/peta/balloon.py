"""What a place's balloon tells: its account by service, why someone is left, and where figures come from."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from optimizer.core.access import CutOff
from optimizer.core.accounts import Account, Unserved
from optimizer.core.outcome import Outcome
from optimizer.core.policy import WEIGHT_SCALE
from optimizer.core.region import Cell, Source
from optimizer.reports.access import opening_text, period_text
from optimizer.reports.peta.counts import Count, Counts
from optimizer.reports.peta.guarded import account_key, persons_key, reason_key
from optimizer.texts import number, say

_MARKED = {"waiting", "inflow"}
"""Input figures carry the mark of an estimate; the plan's own are all expectations anyway."""

_ALWAYS = {"waiting", "left"}
"""Lines that stand even where they are all zero."""


def balloon(
    outcome: Outcome,
    place: int,
    waiting: Count,
    cells: Sequence[Cell],
    periods: Sequence[CutOff],
    counts: Counts,
) -> dict[str, Any]:
    """The account of the place with that index, by service, and what else is known of it.

    `waiting` are the persons who wait there, `cells` the place's cells, `periods` those in
    which no road leads there.
    """
    lang = counts.lang
    region = outcome.problem.region
    names = {service.code: service.name for service in region.services}
    rows = [account for account in outcome.accounts if account.place == place]
    guessed = {service for cell in cells if cell.source.estimated for service in cell.services}

    def line(column: str, people: Sequence[int]) -> list[str]:
        estimated = column in _MARKED
        told = (
            counts.published(
                account_key(place, row.service, column),
                count,
                estimated=estimated and row.service in guessed,
            ).text
            for row, count in zip(rows, people, strict=True)
        )
        return [say(f"map.{column}", lang), *told]

    lines = [
        line(column, people)
        for column, people in _lines(rows)
        if any(people)
        or column in _ALWAYS
        or not all(counts.full(account_key(place, row.service, column)) for row in rows)
    ]
    reasons = [
        _reason(row, names[row.service], counts)
        for row in outcome.unserved
        if row.place == place
        and row.reason != "absent"  # the table already says who stays away
        and not counts.may_be_none(account_key(place, row.service, "left"))  # a reason tells of somebody left
    ]
    return {
        "services": [names[row.service] for row in rows],
        "figures": lines if rows else [],
        "reasons": reasons,
        "facts": _facts(outcome, place, waiting, cells, periods, counts),
    }


def _lines(rows: Sequence[Account]) -> list[tuple[str, list[int]]]:
    return [
        ("waiting", [row.waiting for row in rows]),
        ("inflow", [row.inflow for row in rows]),
        ("office", [row.office for row in rows]),
        ("to_invite", [row.expected + row.absent for row in rows]),
        ("expected", [row.expected for row in rows]),
        ("absent", [row.absent for row in rows]),
        ("left", [row.left for row in rows]),
    ]


def _reason(row: Unserved, service: str, counts: Counts) -> str:
    count = counts.published(reason_key(row.place, row.service, row.reason), row.people)
    return say(f"map.reason.{row.reason}", counts.lang, people=count.text, service=service)


def _facts(
    outcome: Outcome,
    place: int,
    waiting: Count,
    cells: Sequence[Cell],
    periods: Sequence[CutOff],
    counts: Counts,
) -> list[tuple[str, str]]:
    one, lang = outcome.problem.region.places[place], counts.lang
    weight = int(outcome.problem.weight[place]) / WEIGHT_SCALE
    facts = [
        ("map.persons", say("map.people", lang, people=waiting.text)),
        # the weight may follow from how many wait there, so where these are held back it is too
        *([("map.weight", number(weight, lang, 2))] if counts.full(persons_key(place)) else []),
        *([("map.opening", opening_text(one.opening, lang))] if one.opening else []),
        *(("map.cut_off", period_text(period, lang)) for period in periods),
        ("map.signal", say(f"map.signal.{one.signal}", lang)),
        *(("map.source", _source(source, lang)) for source in dict.fromkeys(cell.source for cell in cells)),
        ("map.point", say(f"map.point.{one.point_quality}", lang)),
        ("map.code", one.code),
    ]
    return [(say(key, lang), value) for key, value in facts]


def _source(source: Source, lang: str) -> str:
    key = "map.source_estimated" if source.estimated else "map.source_given"
    return say(key, lang, text=source.text, date=source.date)
