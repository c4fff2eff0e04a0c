"""A study: a case, and the same case under each combination of scenarios and each point of a grid.

Precedence, later wins: default.yaml < regions/<region>.yaml < cases/<case>.yaml < the file given by the
user < scenarios, in the order given (two that set one thing differently are refused, so no order
decides anything) < the point of the grid < the command line.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from optimizer.core.region import Region
from optimizer.engines import ENGINES
from optimizer.errors import Defect, InputError, Message
from optimizer.regions.means import with_means
from optimizer.regions.means_params import MeansParams
from optimizer.regions.read import read
from optimizer.scenarios.changes import Change, changes, clashes, leaves, spelt, tree_of, wrong
from optimizer.scenarios.grid import WHERE as GRID
from optimizer.scenarios.grid import Axis, points, read_axes
from optimizer.scenarios.scenario import Scenario, parse_scenario
from optimizer.settings import Settings, load_tariff, overlaid, policy_of
from optimizer.settings.load import merge

BASE = "dasar"
"""Name of the case as it is."""


@dataclass(frozen=True)
class Ground:
    """What scenarios are tried on: a case's settings, its tables, and what the command line says."""

    settings: Settings
    configs: Path
    source: Path
    start: date
    fixed: Mapping[str, Any]


@dataclass(frozen=True)
class Variant:
    """The case under some scenarios (none: the base): its settings and first day.

    `title` is what readers see: the scenarios' own names, and the values of the grid.
    """

    name: str
    title: str
    settings: Settings
    start: date


def study(ground: Ground, wanted: Sequence[str], axes: Sequence[str]) -> tuple[Variant, ...]:
    """The base, each combination of scenarios, and each of them (or the base) at each point of the grid.

    Parameters
    ----------
    wanted
        Combinations: scenarios by name or path, joined by commas.
    axes
        Of the grid, such as `teams=1..5`.

    Raises
    ------
    InputError
        With every defect of every file, combination and axis; nothing may be run then.
    """
    bare = ground.settings.region.model_copy(update={"means": MeansParams()})
    region = read(ground.source, bare)
    defects: list[Defect] = []
    combinations = list(_combinations(ground, region, wanted, defects))
    found, mistakes = read_axes(axes)
    defects += mistakes
    defects += _fixed_axes(ground, found)
    if defects:
        raise InputError(_once(defects))
    crossed = [(*own, point) for own in combinations or [()] for point in points(found)]
    made, tariffs = list[Variant](), set[str]()
    for combination in ((), *combinations, *crossed):
        try:
            made.append(_variant(ground, combination))
            _check(made[-1].settings, region, ground, " + ".join(each.where for each in combination), tariffs)
        except InputError as error:
            defects += error.defects
    if defects:
        raise InputError(_once(defects))
    return tuple(made)


def _combinations(
    ground: Ground, region: Region, wanted: Sequence[str], defects: list[Defect]
) -> Iterator[tuple[Scenario, ...]]:
    """The combinations asked for, each once; what is wrong with them is added to `defects`."""
    parsed: dict[str, Scenario | None] = {}
    for text in dict.fromkeys(wanted):
        names = list(dict.fromkeys(name.strip() for name in text.split(",") if name.strip()))
        if not names:
            defects.append(Defect("--scenario", Message("scenarios.no_name"), found=text))
        for name in names:
            if name not in parsed:
                parsed[name], mistakes = parse_scenario(ground.configs, name)
                defects += [*mistakes, *_mistakes(ground, region, parsed[name])]
        found = [each for name in names if (each := parsed[name]) is not None]
        for number, each in enumerate(found):
            if any(each.name == other.name for other in found[:number]):
                defects.append(Defect(each.where, Message("scenarios.same_name"), found=each.name))
        defects += clashes(_changes(ground, found))
        if names and len(found) == len(names):
            yield tuple(found)


def _mistakes(ground: Ground, region: Region, scenario: Scenario | None) -> Iterator[Defect]:
    """What is wrong with a scenario by itself, told by settings and tables."""
    if scenario is None:
        return
    strange = list(wrong(scenario, ground.settings))
    yield from strange
    if scenario.name == BASE:
        yield Defect(scenario.where, Message("scenarios.base_name", {"base": BASE}))
    keys = {defect.column for defect in strange}
    sound = [change for change in _changes(ground, [scenario]) if change.key not in keys]
    loose = [change for change in sound if change.key.startswith("settings.")]
    for made, above in (([change for change in sound if change not in loose], ""), (loose, "settings.")):
        try:
            settings = overlaid(ground.settings, tree_of(made), scenario.where)
            _check(settings, region, ground, scenario.where, set())
        except InputError as error:
            yield from (replace(each, column=f"{above}{each.column}") for each in error.defects)


def _changes(ground: Ground, scenarios: Sequence[Scenario]) -> list[Change]:
    """What scenarios change together; closures by weeks count from the first day they lead to."""
    starts = (each.params.start for each in scenarios if each.params.start is not None)
    start = next(starts, ground.start)
    return [change for each in scenarios for change in changes(each, ground.settings, start)]


def _fixed_axes(ground: Ground, axes: Sequence[Axis]) -> Iterator[Defect]:
    """Axes that the command line overrides: every value of theirs would be the same plan."""
    fixed = dict(leaves(ground.fixed))
    for change in _changes(ground, points([replace(axis, values=axis.values[:1]) for axis in axes])):
        if change.setting in fixed:
            message = Message("scenarios.fixed", {"value": spelt(fixed[change.setting])})
            yield Defect(GRID, message, None, change.key)


def _variant(ground: Ground, combination: Sequence[Scenario]) -> Variant:
    files = [each for each in combination if each.where != GRID]
    grid = [each for each in combination if each.where == GRID]
    tree: Mapping[str, Any] = {}
    for layer in (files, grid):
        tree = merge(tree, tree_of(_changes(ground, [*layer])))
    settings = ground.settings
    if combination:
        where = " + ".join(each.where for each in combination)
        settings = overlaid(settings, merge(tree, ground.fixed), where)
        settings = settings.model_copy(update={"question": ground.settings.question})
    return Variant(
        name="+".join([*(each.name for each in files), *(each.name.replace(" ", ",") for each in grid)])
        or BASE,
        title=" + ".join([*(each.params.name for each in files), *(each.name for each in grid)]),
        settings=settings,
        start=settings.plan.start or ground.start,
    )


def _check(settings: Settings, region: Region, ground: Ground, where: str, tariffs: set[str]) -> None:
    """Raise an InputError for what only the tables and tariffs can tell: links, vehicles, places, engines."""
    defects: list[Defect] = []
    steps = (
        lambda: with_means(region, settings.region.means),
        lambda: policy_of(settings.policy, region),
        lambda: _known_tariff(ground, settings.tariff, tariffs),
    )
    for step in steps:
        try:
            step()
        except InputError as error:
            defects += error.defects
    if settings.plan.engine not in ENGINES:
        message = Message("cli.no_engine", {"known": ", ".join(ENGINES)})
        defects.append(Defect("plan", message, None, "plan.engine", settings.plan.engine))
    if defects and where:
        # These say what is wrong with the settings, not which file says so.
        anonymous = ("region.means", "policy", "tariffs", "plan")
        defects = [
            replace(each, where=where, column=each.column or "tariff") if each.where in anonymous else each
            for each in defects
        ]
    if defects:
        raise InputError(defects)


def _known_tariff(ground: Ground, name: str, known: set[str]) -> None:
    """Raise an InputError where a tariff cannot be read; those in `known` have been, and it joins them."""
    if name not in known:
        load_tariff(ground.configs, name)
        known.add(name)


def _once(defects: Sequence[Defect]) -> list[Defect]:
    """Each defect once: a file may be part of several combinations."""
    seen: dict[str, Defect] = {}
    for defect in defects:
        seen.setdefault(repr(defect), defect)
    return list(seen.values())
