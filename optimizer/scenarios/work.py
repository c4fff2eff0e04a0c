"""The work of one variant: plan, write the bundle, say what it comes to. Imported once by each worker."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from optimizer.core.outcome import Outcome
from optimizer.core.policy import WEIGHT_SCALE
from optimizer.line import Request, run
from optimizer.reports import REPORTS
from optimizer.reports.figures import people_served, weighted_served
from optimizer.settings import Settings
from optimizer.store import write
from optimizer.store.sums import PLAN_FILE


@dataclass(frozen=True)
class Order:
    """One variant to be planned: what the recipe needs, and where its bundle goes."""

    settings: Settings
    configs: Path
    source: Path
    start: date
    today: date
    folder: Path
    cache: Path
    lang: str
    papers: bool


def plan(order: Order) -> dict[str, Any]:
    """Plan a variant and write its bundle; the figures of the comparison, plain JSON."""
    outcome = run(
        Request(
            settings=order.settings,
            configs=order.configs,
            source=order.source,
            start=order.start,
            today=order.today,
            created=datetime.now().astimezone().isoformat(timespec="seconds"),
            name=order.folder.name,
            cache=order.cache,
        )
    )
    written = write(outcome, order.folder, order.lang, tuple(REPORTS.values()) if order.papers else ())
    return {"folder": written.name, "sha256": fingerprint(written), **figures(outcome)}


def fingerprint(folder: Path) -> str | None:
    """SHA-256 of a bundle's plan.json; None where there is none."""
    try:
        return hashlib.sha256((folder / PLAN_FILE).read_bytes()).hexdigest()
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
