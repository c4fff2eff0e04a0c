"""Settings in which only what a test is about is left to chance, and outcomes made by hand."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import Any

from optimizer.core.outcome import Outcome
from optimizer.core.plan import Trip, Visit
from optimizer.core.problem import Problem
from optimizer.core.region import Assumption
from optimizer.core.schedule import DatedTrip
from optimizer.core.score import clock_trip, effort_of, trip_cost
from optimizer.settings import Settings, home, load
from optimizer.settings.load import merge
from optimizer.settings.simulate import SimulateParams
from tests.reports import sample

STILL = {
    "turnout": {"whole": False, "visits": 0},
    "minutes": {"whole": False, "visits": 0, "persons": 0},
    "setup": {"whole": False},
    "drive": {"low": 100, "central": 100, "high": 100, "legs": 0},
    "kits": {"fail": 0},
    "closures": {"per_km_year": 0},
}
"""Every distribution without width: what a test widens is then all there is."""


def settings(*chances: str, lives: int = 1000, rule: str = "leave", **wide: Any) -> Settings:
    """The shipped settings, with some things left to chance and their distributions as given in `wide`."""
    made = _shipped()
    tree = merge(STILL, wide) | {"lives": lives, "chances": chances, "on_overrun": rule}
    return made.model_copy(update={"simulate": SimulateParams.model_validate(tree)})


@cache
def _shipped() -> Settings:
    return load(home() / "configs", region="rejang_lebong")


def planned(problem: Problem, *days: tuple[tuple[int, int], ...]) -> Outcome:
    """An outcome of one trip a slot, in their order: (cell, people) of each visit."""
    trips = []
    for slot, visits in zip(problem.slots, days, strict=False):
        made = tuple(Visit(int(problem.cell_place[cell]), ((cell, people),)) for cell, people in visits)
        trip = Trip(slot.slot_class, (made,))
        trips.append(
            DatedTrip(
                f"{slot.date}-{slot.team}", slot.team, (slot.date,), trip, clock_trip(problem, trip),
                effort_of(problem, trip), trip_cost(problem, trip),
            )
        )  # fmt: skip
    return sample.outcome(problem, trips=trips)


def assuming(problem: Problem, key: str, low: float, central: float, high: float) -> Problem:
    """The problem with a row of asumsi.csv."""
    row = Assumption(key, low, central, high, "satuan", "uji")
    return problem.replace(region=replace(problem.region, assumptions=(*problem.region.assumptions, row)))
