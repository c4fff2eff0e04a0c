"""`World`: the values of a district that a plan takes for known and a life draws, and their sources."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from optimizer.core.problem import Problem
from optimizer.core.region import Assumption, Cell
from optimizer.core.simulation import AssumptionRow
from optimizer.settings import Settings, SimulateParams

PERCENT = "%"


@dataclass(frozen=True)
class World:
    """What of a problem is only assumed.

    Attributes
    ----------
    turnout
        Share of invited people who come, in percent; None where the settings know it as `percent`.
    parts
        Minutes of a person of each cell, as (index into `ranges` or None, minutes) to be added up.
    setup
        Index into `ranges` of each place's set-up minutes, or None.
    ranges
        The assumptions that stand behind minutes, each once.
    """

    turnout: Assumption | None
    percent: float
    parts: tuple[tuple[tuple[int | None, int], ...], ...]
    setup: tuple[int | None, ...]
    ranges: tuple[Assumption, ...]


def world_of(problem: Problem, settings: Settings) -> World:
    """The world of a problem made with these settings; a setting that names no row is known."""
    rows = {known.key: known for known in problem.region.assumptions}
    index: dict[str, int] = {}

    def number(setting: int | str | None) -> int | None:
        if not isinstance(setting, str) or setting not in rows:
            return None
        return index.setdefault(setting, len(index))

    minutes = {service.code: number(service.minutes) for service in settings.region.services}
    demand = settings.region.demand
    at_home = {"lansia": demand.elderly_minutes, "disabilitas": demand.disabled_minutes}
    of_service = {service.code: service.minutes for service in problem.region.services}

    def parts(cell: Cell) -> tuple[tuple[int | None, int], ...]:
        if cell.minutes is not None:
            return ((number(at_home.get(cell.group)), cell.minutes),)
        return tuple((minutes.get(code), of_service[code]) for code in cell.services)

    setup = {kind: number(value) for kind, value in settings.policy.setup_minutes.items()}
    turnout = settings.policy.turnout_percent
    return World(
        turnout=rows.get(turnout) if isinstance(turnout, str) else None,
        percent=float(problem.policy.turnout_percent),
        parts=tuple(parts(cell) for cell in problem.region.cells),
        setup=tuple(setup.get(place.kind) for place in problem.region.places),  # type: ignore[call-overload]
        ranges=tuple(rows[key] for key in index),
    )


def rows_of(
    world: World, params: SimulateParams, used: frozenset[int], setup: frozenset[int], *, assessed: bool
) -> tuple[AssumptionRow, ...]:
    """Every distribution a simulation draws from, in words' parts.

    `used` and `setup` are the ranges behind the minutes of people and of setting up in the plan.
    """
    return tuple(_rows(world, params, used, setup, assessed))


def _rows(
    world: World, params: SimulateParams, used: frozenset[int], setup: frozenset[int], assessed: bool
) -> Iterator[AssumptionRow]:
    on = set(params.chances)
    if "turnout" in on:
        whole = params.turnout.whole
        if world.turnout is not None:
            yield _row("turnout", world.turnout, whole)
        else:
            yield AssumptionRow(
                "turnout", "policy.turnout_percent", "known", *3 * (world.percent,), PERCENT, ""
            )
        yield _spread("turnout", "visits", params.turnout.visits, params.turnout.basis)
    if "minutes" in on:
        yield from (_row("minutes", world.ranges[index], params.minutes.whole) for index in sorted(used))
        yield _spread("minutes", "visits", params.minutes.visits, params.minutes.basis)
        yield _spread("minutes", "persons", params.minutes.persons, params.minutes.basis)
    if "setup" in on:
        yield from (_row("setup", world.ranges[index], params.setup.whole) for index in sorted(setup))
    if "drive" in on:
        drive = params.drive
        ends = drive.low, drive.central, drive.high
        yield AssumptionRow("drive", "simulate.drive", "triangular", *ends, PERCENT, drive.basis)
        yield _spread("drive", "legs", drive.legs, drive.basis)
    if "kits" in on:
        yield _rate("kits", "fail", params.kits.fail, params.kits.basis)
        yield _rate("kits", "days", params.kits.days, params.kits.basis)
    if "closures" in on and assessed:
        closures = params.closures
        yield _rate("closures", "per_km_year", closures.per_km_year, closures.basis)
        yield _rate("closures", "days", closures.days, closures.basis)
        for name, factors in (("months", closures.months), ("kecamatan", closures.kecamatan)):
            if factors:
                pairs = tuple((str(each), factor) for each, factor in factors.items())
                where = f"simulate.closures.{name}"
                yield AssumptionRow("closures", where, "factors", 1, 1, 1, "", closures.basis, pairs)


def _row(chance: str, known: Assumption, whole: bool) -> AssumptionRow:
    low, high = (known.low, known.high) if whole else (known.central, known.central)
    kind: Literal["triangular", "known"] = "triangular" if whole else "known"
    return AssumptionRow(chance, known.key, kind, low, known.central, high, known.unit, known.basis)


def _spread(chance: str, name: str, value: float, basis: str) -> AssumptionRow:
    return AssumptionRow(chance, f"simulate.{chance}.{name}", "spread", value, value, value, PERCENT, basis)


def _rate(chance: str, name: str, value: float, basis: str) -> AssumptionRow:
    return AssumptionRow(chance, f"simulate.{chance}.{name}", "rate", value, value, value, name, basis)
