"""`Scenario`: a file of configs/scenarios/, or a point of a grid, read and checked."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import yaml

from optimizer.errors import Defect, InputError, Message
from optimizer.scenarios.params import ScenarioParams
from optimizer.settings.load import checked, named, read_yaml

FOLDER = "scenarios"


@dataclass(frozen=True)
class Scenario:
    """Named overrides; `where` is the file or option that they come from, as the user knows it."""

    name: str
    where: str
    params: ScenarioParams


def read_scenario(configs: Path, name: str) -> Scenario:
    """A scenario by the name of its file in configs/scenarios/, or by the path of a YAML file elsewhere.

    Raises
    ------
    InputError
        With every defect: no such file, YAML broken, keys written twice, misspelt or out of range.
    """
    scenario, defects = parse_scenario(configs, name)
    if scenario is None or defects:
        raise InputError(defects)
    return scenario


def parse_scenario(configs: Path, name: str) -> tuple[Scenario | None, list[Defect]]:
    """What is sound of a scenario's file, so that it can be checked further, and what is wrong with it."""
    try:
        path = named(configs, FOLDER, name)
        tree = read_yaml(path)
    except InputError as error:
        return None, list(error.defects)
    where = f"{FOLDER}/{path.name}" if path.parent == configs / FOLDER else path.name
    defects = list(_twice(path, where))
    try:
        return Scenario(path.stem, where, checked(ScenarioParams, tree, where)), defects
    except InputError as error:
        defects += error.defects
        wrong = {str(defect.column).partition(".")[0] for defect in error.defects}
    try:
        sound = {"name": path.stem} | {key: value for key, value in tree.items() if key not in wrong}
        return Scenario(path.stem, where, checked(ScenarioParams, sound, where)), defects
    except InputError:
        return None, defects


def _twice(path: Path, where: str) -> Iterator[Defect]:
    """Keys written twice in one mapping, of which YAML would quietly keep the last."""
    nodes = [(yaml.compose(path.read_text(encoding="utf-8"), yaml.SafeLoader), "")]
    while nodes:
        node, above = nodes.pop()
        if isinstance(node, yaml.MappingNode):
            seen: set[str] = set()
            for key, value in node.value:
                setting = f"{above}{key.value}"
                if key.value in seen:
                    yield Defect(where, Message("scenarios.twice"), key.start_mark.line + 1, setting)
                seen.add(key.value)
                nodes.append((value, f"{setting}."))
