"""`RoadState`: the season and the links closed, under the name that working days refer to."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class RoadState:
    """Roads as they are on some dates; `name` is the working days' `road_state`."""

    name: str
    season: str
    closed: frozenset[str] = frozenset()


def seasonal(names: Iterable[str]) -> tuple[RoadState, ...]:
    """One road state per season name, nothing closed, each once, in the order first met."""
    return tuple(RoadState(name, name) for name in dict.fromkeys(names))
