"""What a place's balloon tells: its account by service, why someone is left, and where figures come from."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from optimizer.core.accounts import Account, Unserved
from optimizer.core.outcome import Outcome
from optimizer.core.policy import WEIGHT_SCALE
from optimizer.core.region import Cell, Place, Source
from optimizer.reports.peta.counts import Count, published
from optimizer.texts import number, say

_MARKED = {"map.waiting", "map.inflow"}
"""Input figures carry the mark of an estimate; the plan's own are all expectations anyway."""

_ALWAYS = {"map.waiting", "map.left"}
"""Lines that stand even where they are all zero."""


def balloon(outcome: Outcome, place: int, waiting: Count, cells: Sequence[Cell], lang: str) -> dict[str, Any]:
    """The account of the place with that index, by service, and what else is known of it.

    `waiting` are the persons who wait there, `cells` the place's cells.
    """
    region = outcome.problem.region
    names = {service.code: service.name for service in region.services}
    rows = [account for account in outcome.accounts if account.place == place]
    guessed = {service for cell in cells if cell.source.estimated for service in cell.services}

    def line(key: str, counts: list[int], estimated: bool) -> list[str]:
        return [
            say(key, lang),
            *(
                published(
                    region.places[place], count, lang, estimated=estimated and row.service in guessed
                ).text
                for row, count in zip(rows, counts, strict=True)
            ),
        ]

    lines = [
        line(key, counts, key in _MARKED) for key, counts in _lines(rows) if any(counts) or key in _ALWAYS
    ]
    reasons = [
        _reason(region.places[place], row, names[row.service], lang)
        for row in outcome.unserved
        if row.place == place and row.reason != "absent"  # the table already says who stays away
    ]
    return {
        "services": [names[row.service] for row in rows],
        "figures": lines if rows else [],
        "reasons": reasons,
        "facts": _facts(outcome, place, waiting, cells, lang),
    }


def _lines(rows: Sequence[Account]) -> list[tuple[str, list[int]]]:
    return [
        ("map.waiting", [row.waiting for row in rows]),
        ("map.inflow", [row.inflow for row in rows]),
        ("map.office", [row.office for row in rows]),
        ("map.to_invite", [row.expected + row.absent for row in rows]),
        ("map.expected", [row.expected for row in rows]),
        ("map.absent", [row.absent for row in rows]),
        ("map.left", [row.left for row in rows]),
    ]


def _reason(place: Place, row: Unserved, service: str, lang: str) -> str:
    count = published(place, row.people, lang)
    return say(f"map.reason.{row.reason}", lang, people=count.text, service=service)


def _facts(
    outcome: Outcome, place: int, waiting: Count, cells: Sequence[Cell], lang: str
) -> list[tuple[str, str]]:
    one = outcome.problem.region.places[place]
    weight = int(outcome.problem.weight[place]) / WEIGHT_SCALE
    facts = [
        ("map.persons", say("map.people", lang, people=waiting.text)),
        ("map.weight", number(weight, lang, 2)),
        ("map.signal", say(f"map.signal.{one.signal}", lang)),
        *(("map.source", _source(source, lang)) for source in dict.fromkeys(cell.source for cell in cells)),
        ("map.point", say(f"map.point.{one.point_quality}", lang)),
        ("map.code", one.code),
    ]
    return [(say(key, lang), value) for key, value in facts]


def _source(source: Source, lang: str) -> str:
    key = "map.source_estimated" if source.estimated else "map.source_given"
    return say(key, lang, text=source.text, date=source.date)
