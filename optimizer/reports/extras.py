"""Sixteen-year-olds told apart: recorded now, but outside the published totals, so never summed into them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import TypeVar

from optimizer.core.accounts import Account, Unserved, accounts, unserved
from optimizer.core.outcome import Outcome
from optimizer.core.region import Cell
from optimizer.texts import say

MARK = "+16"
"""What the code of a service told apart ends with; codes of services never hold a plus."""

Row = TypeVar("Row", Account, Unserved)


def told_apart(outcome: Outcome, lang: str) -> Outcome:
    """The outcome with what 16-year-olds need as services of their own, as every report prints it.

    Nothing else changes: trips, clocks, costs and weights stay those of the run.
    """
    problem, trips = outcome.problem, outcome.result.plan.trips
    region = problem.region
    extra = {service for cell in region.cells if cell.extra for service in cell.services}
    if not extra:
        return outcome
    apart = tuple(
        replace(
            service,
            code=service.code + MARK,
            name=say("reports.extra_service", lang, service=service.name),
            target=None,
        )
        for service in region.services
        if service.code in extra
    )
    cells = tuple(_marked(cell) if cell.extra else cell for cell in region.cells)
    return replace(
        outcome,
        problem=problem.replace(region=replace(region, services=region.services + apart, cells=cells)),
        accounts=outcome.accounts + _rows(accounts(problem, trips, extra=True)),
        unserved=outcome.unserved + _rows(unserved(problem, trips, extra=True)),
    )


def _marked(cell: Cell) -> Cell:
    return replace(cell, services=tuple(code + MARK for code in cell.services))


def _rows(rows: Iterable[Row]) -> tuple[Row, ...]:
    return tuple(replace(row, service=row.service + MARK) for row in rows)
