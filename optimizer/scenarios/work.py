"""The work of one variant: plan, write the bundle, say what it comes to. Imported once by each worker."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from optimizer.core.outcome import Outcome
from optimizer.core.policy import WEIGHT_SCALE
from optimizer.line import Request, run
from optimizer.reports import REPORTS
from optimizer.reports.figures import people_served, weighted_served
from optimizer.store import write
from optimizer.store.sums import PLAN_FILE
from optimizer.sweeps import sha256_of


@dataclass(frozen=True)
class Order:
    """One variant to be planned: what the recipe needs, and where its bundle goes."""

    request: Request
    folder: Path
    lang: str
    papers: bool


def plan(order: Order) -> dict[str, Any]:
    """Plan a variant and write its bundle; the figures of the comparison, plain JSON."""
    outcome = run(order.request)
    written = write(outcome, order.folder, order.lang, tuple(REPORTS.values()) if order.papers else ())
    return {"folder": written.name, "sha256": fingerprint(written), **figures(outcome)}


def fingerprint(folder: Path) -> str | None:
    """SHA-256 of a bundle's plan.json; None where there is none."""
    try:
        return sha256_of(folder / PLAN_FILE)
    except OSError:
        return None


def figures(outcome: Outcome) -> dict[str, Any]:
    """What a plan comes to, in whole numbers; weighted people in hundredths, dates in ISO form."""
    trips = outcome.schedule.trips
    days = [day for trip in trips for day in trip.dates]
    *_, people, cost = outcome.result.levels
    return {
        "status": outcome.result.status,
        "people": people_served(outcome),
        "weighted": round(weighted_served(outcome) * WEIGHT_SCALE),
        "left": sum(each.people for each in outcome.unserved),
        "cost": sum(trip.cost for trip in trips),
        "trips": len(trips),
        "team_days": len(days),
        "finish": max(days).isoformat() if days else None,
        "level": people.name,
        "gap_people": people.gap,
        "gap_cost": cost.gap,
    }
