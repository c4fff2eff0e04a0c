"""A plan published earlier, read back for a command that works on it."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from optimizer.errors import Defect, InputError, Message
from optimizer.line import Earlier, earlier
from optimizer.settings import home
from optimizer.settings.load import read_yaml

SECTION = "simulate"


def published(run: Path, data: Path | None, simulate: Mapping[str, Any]) -> Earlier:
    """The plan in the folder `run`; `simulate` is laid over its section of the settings recorded there.

    A plan made before there was such a section takes that of configs/default.yaml.

    Raises
    ------
    InputError
        If the folder is no run bundle, its inputs have changed, or a setting is wrong.
    """
    return earlier(run, home() / "configs", data, overlay={SECTION: simulate})


def simulation_params(file: Path | None, lives: int | None) -> Mapping[str, Any]:
    """What the user's file and the command line say of simulations.

    Raises
    ------
    InputError
        If the file has any other section: the plan is published and cannot be other than it is.
    """
    tree = read_yaml(file) if file else {}
    others = sorted(str(key) for key in tree if key != SECTION)
    if others and file is not None:
        message = Message("simulate.only_section", {"section": SECTION})
        raise InputError([Defect(file.name, message, None, key) for key in others])
    own = tree.get(SECTION) or {}
    if not isinstance(own, Mapping):
        found = type(own).__name__
        raise InputError([Defect(str(file), Message("settings.not_a_mapping"), None, SECTION, found)])
    return {**own, **({} if lives is None else {"lives": lives})}
