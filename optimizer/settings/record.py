"""Settings as the record of a run keeps them, without paths of a machine, and back."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from optimizer.settings.load import checked
from optimizer.settings.model import Settings


def to_record(settings: Settings, configs: Path) -> dict[str, Any]:
    """Resolved settings as plain data; the region's folder is relative to the parent of `configs`.

    Of a tariff given by its path only the file's name is kept.
    """
    tree = settings.model_dump(mode="json")
    data = settings.region.data
    root = configs.parent
    tree["region"]["data"] = (
        data.relative_to(root) if data.is_relative_to(root) else Path(data.name)
    ).as_posix()
    if settings.tariff.endswith((".yaml", ".yml")):
        tree["tariff"] = Path(settings.tariff).name
    return tree


def of_record(tree: Mapping[str, Any], configs: Path) -> Settings:
    """The settings of an earlier run; raises InputError where this version does not know them."""
    region = dict(tree.get("region", {}))
    if isinstance(region.get("data"), str):
        region["data"] = configs.parent / region["data"]
    return checked(Settings, {**tree, "region": region}, "settings.yaml")
