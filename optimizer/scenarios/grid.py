"""A grid: some fields of a scenario over ranges of values, each combination of them a point."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from math import prod
from typing import Any

import yaml

from optimizer.errors import Defect, InputError, Message
from optimizer.regions.tables import unknown
from optimizer.scenarios.params import ScenarioParams
from optimizer.scenarios.scenario import Scenario
from optimizer.settings.load import checked

WHERE = "--grid"
MOST_POINTS = 2_000
"""More are a slip of the keyboard rather than a study."""

WORDS = ("name", "about", "closures", "settings")
"""Fields of a scenario that have no range."""

BY_NAME = ("capacity", "minutes", "setup_minutes")
"""Fields that are several: `minutes.KTP=5..8`."""

RANGE = re.compile(r"(-?\d+)\.\.(-?\d+)")


@dataclass(frozen=True)
class Axis:
    """A field, dotted where it is one of several, and its values."""

    key: str
    values: tuple[Any, ...]


def read_axes(texts: Sequence[str]) -> tuple[tuple[Axis, ...], list[Defect]]:
    """The sound axes of texts such as `teams=1..5` or `season=hujan,kemarau`, and what is wrong."""
    defects: list[Defect] = []
    axes: list[Axis] = []
    for text in texts:
        try:
            axes.append(_axis(text))
        except InputError as error:
            defects += error.defects
    keys = [axis.key for axis in axes]
    twice = dict.fromkeys(key for number, key in enumerate(keys) if key in keys[:number])
    defects += [Defect(WHERE, Message("scenarios.twice"), None, key) for key in twice]
    count = prod(len(axis.values) for axis in axes)
    if count > MOST_POINTS:
        defects.append(Defect(WHERE, Message("scenarios.too_many", {"count": count, "most": MOST_POINTS})))
    return tuple(axes), defects


def points(axes: Sequence[Axis]) -> tuple[Scenario, ...]:
    """Every combination of the values of axes; none without an axis."""
    combinations = product(*(axis.values for axis in axes)) if axes else ()
    return tuple(_point(axes, values) for values in combinations)


def _axis(text: str) -> Axis:
    key, equals, wanted = text.partition("=")
    field, dot, _ = key.partition(".")
    known = [name for name in ScenarioParams.model_fields if name not in WORDS]
    if not equals or not wanted:
        raise InputError([Defect(WHERE, Message("scenarios.not_axis"), found=text)])
    if field not in known or bool(dot) != (field in BY_NAME):
        keys = [f"{name}.…" if name in BY_NAME else name for name in known]
        raise InputError([Defect(WHERE, unknown(key, keys, "scenarios.unknown"), found=key)])
    values = tuple(value for part in wanted.split(",") for value in _values(part))
    defects: list[Defect] = []
    for value in values:
        try:
            _params({key: value})
        except InputError as error:
            defects += error.defects
    if defects or len(set(map(str, values))) < len(values):
        raise InputError(defects or [Defect(WHERE, Message("scenarios.twice"), None, key, wanted)])
    return Axis(key, values)


def _values(part: str) -> Iterator[Any]:
    """One value, or the whole numbers from the first to the last."""
    if match := RANGE.fullmatch(part.strip()):
        first, last = map(int, match.groups())
        if last < first or last - first >= MOST_POINTS:
            raise InputError([Defect(WHERE, Message("scenarios.not_range"), found=part)])
        yield from range(first, last + 1)
        return
    try:
        yield yaml.safe_load(part)
    except yaml.YAMLError as error:
        raise InputError([Defect(WHERE, Message("scenarios.not_axis"), found=part)]) from error


def _params(values: dict[str, Any]) -> ScenarioParams:
    tree: dict[str, Any] = {"name": WHERE}
    for key, value in values.items():
        field, dot, name = key.partition(".")
        if dot:
            tree.setdefault(field, {})[name] = value
        else:
            tree[field] = value
    return checked(ScenarioParams, tree, WHERE)


def _point(axes: Sequence[Axis], values: Sequence[Any]) -> Scenario:
    chosen = {axis.key: value for axis, value in zip(axes, values, strict=True)}
    return Scenario(" ".join(f"{key}={value}" for key, value in chosen.items()), WHERE, _params(chosen))
