"""Load settings: lay YAML files over one another and check the whole.

Precedence, later wins key by key: default.yaml < regions/<region>.yaml < cases/<case>.yaml <
the file given by the user < scenarios and their grid (`optimizer.scenarios.study`) < the command line.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Any, TypeVar, get_args

import yaml
from pydantic import BaseModel, ValidationError

from optimizer.errors import Defect, InputError, Message
from optimizer.settings.model import Settings

Tree = dict[str, Any]
Model = TypeVar("Model", bound=BaseModel)


def load(
    configs: Path,
    *,
    region: str | None = None,
    case: str | None = None,
    extra: Path | None = None,
    overrides: Mapping[str, Any] | None = None,
) -> Settings:
    """Settings for a region or case.

    Parameters
    ----------
    configs
        Folder with `default.yaml`, `regions/` and `cases/`; data folders are relative to its parent.
    region, case
        Names of files there, without ending, or paths to YAML files elsewhere (a region's data folder is
        then relative to its file); a case names its own region. A case that is `like` another (by name)
        lies over that one.
    extra
        A settings file of the user.
    overrides
        What the command line says: a tree like the files'.

    Raises
    ------
    InputError
        With every defect: files missing or broken, settings misspelt or out of range.
    """
    default = read_yaml(configs / "default.yaml")
    of_case = _case(configs, case) if case else {}
    own = read_yaml(extra) if extra else {}
    chosen = (
        region
        or own.get("plan", {}).get("region")
        or of_case.get("plan", {}).get("region")
        or default["plan"]["region"]
    )
    file = named(configs, "regions", str(chosen))
    of_region = read_yaml(file)
    tree: Tree = {}
    for layer in (default, of_region, of_case, own, dict(overrides or {}), {"plan": {"region": file.stem}}):
        tree = merge(tree, layer)
    part = tree.get("region")
    if isinstance(part, dict):
        part = tree["region"] = {**part, **{k: tree.pop(k) for k in ("services", "vehicles") if k in tree}}
        if isinstance(part.get("data"), str):
            own_place = file.parent != configs / "regions"
            part["data"] = (file.parent if own_place else configs.parent) / part["data"]
    return checked(Settings, tree, "settings")


def merge(below: Mapping[str, Any], above: Mapping[str, Any]) -> Tree:
    """`above` laid over `below`: mappings key by key, anything else replaced."""
    merged = dict(below)
    for key, value in above.items():
        old = merged.get(key)
        merged[key] = merge(old, value) if isinstance(old, Mapping) and isinstance(value, Mapping) else value
    return merged


def read_yaml(path: Path) -> Tree:
    """A YAML mapping; a broken file is an InputError that says where."""
    try:
        tree = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise InputError([Defect(path.name, Message("settings.unreadable", {"why": str(error)}))]) from error
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        why = getattr(error, "problem", None) or str(error)
        row = None if mark is None else mark.line + 1
        raise InputError([Defect(path.name, Message("settings.broken_yaml", {"why": why}), row)]) from error
    if not isinstance(tree, dict):
        found = type(tree).__name__
        raise InputError([Defect(path.name, Message("settings.not_a_mapping"), found=found)])
    return tree


def checked(model: type[Model], tree: Mapping[str, Any], where: str) -> Model:
    """`tree` as a `model`; every mistake is a defect with the setting's name."""
    try:
        return model.model_validate(tree)
    except ValidationError as error:
        raise InputError(list(_defects(model, error, where))) from error


def _case(configs: Path, case: str) -> Tree:
    """The tree of a case, over the one it is like."""
    tree = read_yaml(named(configs, "cases", case))
    like = tree.pop("like", None)
    if like is None:
        return tree
    below = read_yaml(named(configs, "cases", str(like)))
    if "like" in below:
        raise InputError([Defect(str(like), Message("settings.like_like"), None, "like", str(below["like"]))])
    return merge(below, tree)


def named(configs: Path, folder: str, name: str) -> Path:
    """The file of a region, case or scenario, by name or path; an unknown name lists those there are."""
    if name.endswith(".yaml") and Path(name).is_file():
        return Path(name)
    known = sorted(path.stem for path in (configs / folder).glob("*.yaml"))
    if name not in known:
        near = get_close_matches(name, known, n=1)
        values = {"known": ", ".join(known), "near": near[0] if near else "-"}
        raise InputError([Defect(folder, Message("settings.no_such_file", values), found=name)])
    return configs / folder / f"{name}.yaml"


def _defects(model: type[BaseModel], error: ValidationError, where: str) -> Iterator[Defect]:
    for fault in error.errors(include_url=False, include_context=False):
        steps = tuple(step for step in fault["loc"] if not _is_tag(step))
        setting = ".".join(str(step) for step in steps)
        if fault["type"] == "extra_forbidden":
            near = get_close_matches(str(steps[-1]), _fields(model, steps[:-1]), n=1)
            key = "settings.unknown_near" if near else "settings.unknown"
            yield Defect(where, Message(key, {"near": near[0] if near else ""}), None, setting)
        elif fault["type"] == "missing":
            yield Defect(where, Message("settings.missing"), None, setting)
        else:
            found = None if isinstance(fault["input"], dict | list) else str(fault["input"])
            yield Defect(where, Message("settings.wrong", {"why": fault["msg"]}), None, setting, found)


def _is_tag(step: int | str) -> bool:
    """Whether a step of a location names a branch of a union rather than a setting."""
    return isinstance(step, str) and (
        step in {"int", "str", "float", "none"} or step.startswith("constrained")
    )


def _fields(model: type[BaseModel], steps: tuple[int | str, ...]) -> list[str]:
    """Names that would have been right at a place in the tree."""
    current: list[type[BaseModel]] = [model]
    for step in steps:
        fields = [each.model_fields[str(step)] for each in current if str(step) in each.model_fields]
        # A step that is no field is a key of a mapping or a place in a list: what it holds stays.
        current = [inner for field in fields for inner in _models(field.annotation)] or current
    names = [name for each in current for name in each.model_fields]
    return names + ["services", "vehicles"] * (model is Settings and not steps)


def _models(annotation: Any) -> list[type[BaseModel]]:
    """The models that an annotation holds, in unions, mappings and lists too."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    return [model for part in get_args(annotation) for model in _models(part)]
