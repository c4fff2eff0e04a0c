"""Engines: each chooses trips for a `Problem`; the registry below is the only list of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib.util import find_spec

from optimizer.engines.auto import Auto
from optimizer.engines.columns import Columns
from optimizer.engines.engine import Engine, Watch
from optimizer.engines.one_village import OneVillage, largest_first, rotation
from optimizer.engines.routing import Routing

EXTRAS = ("pyvrp",)
"""Engines that need an extra of their own name, and are registered only where it is installed."""

if find_spec("pyvrp"):
    from optimizer.engines.pyvrp import PyVrp

    _SECOND: Callable[[], Engine] | None = PyVrp
    _INSTALLED: Mapping[str, Callable[[], Engine]] = {"pyvrp": PyVrp}
else:
    _SECOND, _INSTALLED = None, {}

ENGINES: Mapping[str, Callable[[], Engine]] = {
    "auto": lambda: Auto(second=_SECOND),
    "routing": Routing,
    "columns": Columns,
    "largest_first": lambda: OneVillage("largest_first", largest_first),
    "rotation": lambda: OneVillage("rotation", rotation),
    **_INSTALLED,
}
"""Every engine by name."""

BASELINES = ("largest_first", "rotation")
"""Engines that are rules of thumb, shown beside every plan."""

__all__ = ["BASELINES", "ENGINES", "EXTRAS", "Engine", "Watch"]
