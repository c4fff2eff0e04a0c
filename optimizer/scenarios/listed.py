"""The scenarios there are, for the terminal."""

from __future__ import annotations

from pathlib import Path

from rich.box import SIMPLE_HEAD
from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from optimizer.errors import Defect, InputError
from optimizer.scenarios.scenario import FOLDER, read_scenario
from optimizer.texts import say


def listed(configs: Path, lang: str) -> RenderableType:
    """A table of every file of configs/scenarios/; raises InputError with every defect of all of them."""
    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    table.add_column("--scenario", no_wrap=True)
    for key in ("name", "about"):
        table.add_column(say(f"scenarios.column.{key}", lang), overflow="fold")
    defects: list[Defect] = []
    for path in sorted((configs / FOLDER).glob("*.yaml")):
        try:
            scenario = read_scenario(configs, path.stem)
        except InputError as error:
            defects += error.defects
        else:
            table.add_row(*map(Text, (scenario.name, scenario.params.name, scenario.params.about)))
    if defects:
        raise InputError(defects)
    return table
